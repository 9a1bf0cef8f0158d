/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-sync-core.h"

G_BEGIN_DECLS

#define UKE_SYNC_N_FETCHES 4
#define UKE_SYNC_N_HOLDINGS 8
#define UKE_SYNC_MAX_ANSWER UKE_WIRE_MAX_ANSWER_BYTES
/* No server is left alone for longer, whatever it says. */
#define UKE_SYNC_MAX_RETRY_AFTER_S 3600
/* How often what is in the way and needed by nobody is taken out of the store. */
#define UKE_SYNC_PRUNE_US (3600 * (int64_t)G_USEC_PER_SEC)
/* And no desk stays away for longer so that others can come back first, whatever it says. */
#define UKE_SYNC_MAX_SPREAD_S 120

/** UkeSyncPhase: what the engine is about. */
typedef enum {
  UKE_SYNC_PHASE_STOPPED,
  UKE_SYNC_PHASE_REST,     /* until retry_at_us, then HELLO */
  UKE_SYNC_PHASE_HELLO,    /* who is there, and which history */
  UKE_SYNC_PHASE_FORK,     /* where two histories part */
  UKE_SYNC_PHASE_SNAPSHOT, /* another base */
  UKE_SYNC_PHASE_RUN,      /* push and pull */
  UKE_SYNC_PHASE_HELD,     /* a person has to agree */
  UKE_SYNC_PHASE_HAND_IN,  /* struck off: what waits goes to people who decide over it */
  UKE_SYNC_PHASE_FINAL,    /* struck off, or in the wrong place */
} UkeSyncPhase;

/** UkeSyncFetch: a part on its way. */
typedef struct {
  unsigned id; /* 0: free */
  unsigned part;
} UkeSyncFetch;

/** UkeSyncFetched: a part that waits for the store. */
typedef struct {
  unsigned part;
  GBytes *bytes; /* (owned) */
} UkeSyncFetched;

/** UkeSyncHolding: a hold that is being asked for, or given up. */
typedef struct {
  unsigned id; /* 0: free */
  unsigned token;
  gboolean is_end;
  UkeWireHoldWish wish;
} UkeSyncHolding;

/** UkeSyncCheckPhase: what a check waits for. */
typedef enum {
  UKE_SYNC_CHECK_REST, /* its time */
  UKE_SYNC_CHECK_SUMS, /* the desk's own digest */
  UKE_SYNC_CHECK_ROOT,
  UKE_SYNC_CHECK_TABLES,
  UKE_SYNC_CHECK_ROWS,
  UKE_SYNC_CHECK_REPAIR,
} UkeSyncCheckPhase;

/** UkeSyncCheck: the comparison of the desk's rows with the server's. */
typedef struct {
  UkeSyncCheckPhase phase;
  int64_t at_us;   /* when the next is due */
  int64_t last_us; /* 0: there was none */
  unsigned store_id, request_id;
  UkeSyncSums *sums;     /* (owned) (nullable) */
  UkeSyncRepair *repair; /* (owned) (nullable) */
  unsigned table, bucket;
  size_t n_bytes;
  unsigned n_missed, n_rounds;
} UkeSyncCheck;

struct _UkeSyncCore {
  unsigned sv;
  unsigned server_sv; /* the highest that the server writes; 0 before it was met */
  char *version;      /* (owned) */
  UkeSyncFacts facts;
  UkeSyncStatus status;
  UkeSyncPhase phase;
  uint64_t random;
  uint64_t session; /* names this run to the server */
  unsigned last_id;

  /* Of the step that runs. */
  GArray *actions;   /* (not owned) */
  const char *asked; /* (nullable): what the answer that came is about, for the log */
  int64_t now_us, wall_us;

  /* On their way; 0: nothing. */
  unsigned single_id; /* hello, resync or snapshot */
  unsigned push_id, pull_id;
  gboolean does_pull_wait; /* for news, at the server */
  unsigned n_pushed;       /* change-sets in the push on its way */
  UkeSyncFetch fetches[UKE_SYNC_N_FETCHES];
  UkeSyncHolding holdings[UKE_SYNC_N_HOLDINGS];
  int64_t holds_tag; /* of the holds that came last */

  /* The store: what runs, and what waits for it. */
  unsigned store_id;
  UkeSyncStoreKind store;
  UkeWirePush *push; /* (owned) (nullable): taken, to be sent */
  gboolean is_push_lost;
  gboolean has_store_failed; /* its last operation */
  gboolean is_later_over; /* the server keeps nothing any more: what it kept is asked for again */
  gboolean asks_state;    /* it was put back: how does it stand now? */
  gboolean wants_inc;
  UkeWirePushAnswer *answer; /* (owned) (nullable) */
  UkeWirePage *page;         /* (owned) (nullable) */
  gboolean may_delete;

  unsigned max_sets;
  gboolean is_hurried;   /* the next pull does not wait for news */
  gboolean pushes_first; /* what waited when the connection was made goes before the first pull */
  gboolean is_leaving; /* the server ends: what is under way comes to its end, nothing new begins */
  int64_t spread_us;   /* the time over which desks come back after that */
  unsigned n_stale;
  int64_t durable;
  int64_t ends_us; /* this device's certificate */
  int64_t run_since_us, progress_us, prune_at_us;
  int64_t push_at_us; /* nothing is pushed before; news comes in meanwhile */
  unsigned n_failures;
  int64_t retry_at_us;

  /* The audit: what is on its way, and its last record, and what the server says that it has, -1
   * when the store knows. */
  unsigned audit_id;
  gboolean asks_audit;
  int64_t audit_end;
  int64_t audit_last;
  int64_t audit_at_us;
  unsigned max_records;

  /* Another base. */
  UkeWireResync *heads;            /* (owned) (nullable) */
  int64_t fork_after, fork_before; /* between these two entries; 0 before the first answer */
  unsigned n_fork_rounds;
  UkeId fork_epoch;   /* the server's */
  gboolean has_place; /* the server's word on where this desk stands waits for the store */
  UkeCursor place;
  int64_t cap;
  gboolean changes_epoch;
  GBytes *manifest; /* (owned) (nullable): waits for the store */
  GArray *parts;    /* (owned) (nullable): UkeSyncPart */
  unsigned next_part, n_stored;
  unsigned storing;                 /* the part that the store has */
  unsigned n_first, n_first_stored; /* of those that are needed to begin with */
  GArray *fetched;                  /* (owned): UkeSyncFetched */

  UkeSyncCheck check;
};

unsigned uke_sync_core_send (UkeSyncCore *self,
                             UkeSyncRequestKind kind,
                             const char *method,
                             char *path,
                             GString *body,
                             size_t max_bytes,
                             unsigned deadline_s);
gboolean uke_sync_core_is_over (const UkeSyncCore *self);
UkeSyncAction *uke_sync_core_ask_store (UkeSyncCore *self, UkeSyncStoreKind kind);
void uke_sync_core_advance_store (UkeSyncCore *self);
void uke_sync_core_stored (UkeSyncCore *self, const UkeSyncEvent *event);
gboolean uke_sync_core_may_send (const UkeSyncCore *self);
void uke_sync_core_note_time (UkeSyncCore *self, int64_t at_us);
void uke_sync_core_rest (UkeSyncCore *self, UkeSyncStage state, unsigned retry_after_s);
void uke_sync_core_leave (UkeSyncCore *self, unsigned retry_after_s);
void uke_sync_core_enter (UkeSyncCore *self, UkeSyncPhase phase, UkeSyncStage state);
void uke_sync_core_set_state (UkeSyncCore *self, UkeSyncStage state);
void uke_sync_core_cancel (UkeSyncCore *self, unsigned *id);
void uke_sync_core_hang_up (UkeSyncCore *self);
uint64_t uke_sync_core_random (UkeSyncCore *self);
gboolean uke_sync_core_is_ours (const UkeSyncCore *self, unsigned id);

/* uke-sync-refusal.c: what cannot be used. */
const char *uke_sync_core_name_request (const UkeSyncCore *self, unsigned id);
void uke_sync_core_doubt (UkeSyncCore *self, const char *why);
void uke_sync_core_refused (UkeSyncCore *self, const UkeSyncEvent *event);

/* uke-sync-hello.c: who is there. */
void uke_sync_core_say_hello (UkeSyncCore *self);
void uke_sync_core_take_welcome (UkeSyncCore *self, const UkeSyncEvent *event);

/* uke-sync-run.c: push and pull. */
void uke_sync_core_begin_run (UkeSyncCore *self);
gboolean uke_sync_core_run_wants_store (UkeSyncCore *self);
void uke_sync_core_run_advance (UkeSyncCore *self);
gboolean uke_sync_core_run_response (UkeSyncCore *self, const UkeSyncEvent *event);
void uke_sync_core_run_took (UkeSyncCore *self, const UkeSyncEvent *event);
void uke_sync_core_run_took_push (UkeSyncCore *self, const UkeSyncEvent *event);

/* uke-sync-hand-in.c: what a device that was struck off still has. */
void uke_sync_core_begin_hand_in (UkeSyncCore *self);
void uke_sync_core_hand_in_advance (UkeSyncCore *self);
void uke_sync_core_hand_in_took_push (UkeSyncCore *self, const UkeSyncEvent *event);
void uke_sync_core_hand_in_response (UkeSyncCore *self, const UkeSyncEvent *event);
void uke_sync_core_hand_in_failed (UkeSyncCore *self);

/* uke-sync-audit.c: what people did here, for the server's keeping. */
void uke_sync_core_begin_audit (UkeSyncCore *self);
gboolean uke_sync_core_audit_wants_store (UkeSyncCore *self);
void uke_sync_core_audit_took (UkeSyncCore *self, const UkeSyncEvent *event);
gboolean uke_sync_core_audit_response (UkeSyncCore *self, const UkeSyncEvent *event);
gboolean uke_sync_core_audit_failed (UkeSyncCore *self, const UkeSyncEvent *event);
/* uke-sync-check.c: whether the rows are the server's. */
void uke_sync_core_begin_check (UkeSyncCore *self);
void uke_sync_core_want_check (UkeSyncCore *self);
void uke_sync_core_drop_check (UkeSyncCore *self);
void uke_sync_core_check_advance (UkeSyncCore *self);
gboolean uke_sync_core_check_wants_store (UkeSyncCore *self);
gboolean uke_sync_core_check_stored (UkeSyncCore *self, const UkeSyncEvent *event);
void uke_sync_core_check_repaired (UkeSyncCore *self, const UkeSyncEvent *event);
gboolean uke_sync_core_check_response (UkeSyncCore *self, const UkeSyncEvent *event);

/* uke-sync-hold.c: times that are kept. */
void uke_sync_core_ask_hold (UkeSyncCore *self, const UkeSyncEvent *event);
void uke_sync_core_give_up_hold (UkeSyncCore *self, const UkeSyncEvent *event);
gboolean uke_sync_core_hold_response (UkeSyncCore *self, const UkeSyncEvent *event);
void uke_sync_core_drop_holds (UkeSyncCore *self);
void uke_sync_core_show_holds (UkeSyncCore *self, UkeWirePage *page);

/* uke-sync-base.c: finding the fork, and the snapshot. */
void uke_sync_core_begin_fork (UkeSyncCore *self);
void uke_sync_core_begin_snapshot (UkeSyncCore *self, int64_t cap, gboolean changes_epoch);
void uke_sync_core_drop_base (UkeSyncCore *self);
gboolean uke_sync_core_base_wants_store (UkeSyncCore *self);
void uke_sync_core_base_advance (UkeSyncCore *self);
void uke_sync_core_base_stored (UkeSyncCore *self, const UkeSyncEvent *event);
gboolean uke_sync_core_base_response (UkeSyncCore *self, const UkeSyncEvent *event);

G_END_DECLS
