/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-lease-book.h"
#include "feed/uke-sync-core.h"
#include "model/uke-draft.h"
#include "store/uke-authority.h"
#include "store/uke-commit.h"
#include "store/uke-replica.h"
#include "store/uke-snapshot.h"
#include "support/uke-test-db.h"

G_BEGIN_DECLS

/*
 * The simulator (sync.md 3.2): desks and their server in one thread, with the real sync core, the
 * real store on real encrypted files, and a clock, a network and people that follow one seed. The
 * same seed gives the same run. What must hold is asserted by number (sync.md 3.1) in
 * uke-sim-check.c.
 */

#define SIM_SECOND_US ((int64_t)G_USEC_PER_SEC)
#define SIM_MINUTE_US (60 * SIM_SECOND_US)
#define SIM_HOUR_US (60 * SIM_MINUTE_US)
#define SIM_DAY_US (24 * SIM_HOUR_US)

#define SIM_LONG_US (72 * SIM_HOUR_US)

#define SIM_MAX_DESKS 12
#define SIM_MAX_PLAN 400

typedef struct _Sim Sim;
typedef struct _SimDesk SimDesk;

/* uke-sim-random.c: numbers that follow a seed. */
typedef struct {
  uint64_t state;
} SimRandom;

uint64_t sim_random_next (SimRandom *self);
int sim_random_range (SimRandom *self, int from, int to); /* to is not reached */
gboolean sim_random_chance (SimRandom *self, int per_mille);
void sim_random_use_for_ids (uint64_t seed);

/* SimBug: a planted fault (uke-sim-bugs.c). Production code knows nothing of them. */
typedef enum {
  SIM_BUG_NONE = 0,
  SIM_BUG_NO_RECEIPTS,        /* the server forgets which change-sets it has */
  SIM_BUG_NO_EXCLUSION,       /* the server forgets its slot claims */
  SIM_BUG_DROP_SENT,          /* the outbox drops what is sent */
  SIM_BUG_DROP_ACKED,         /* the outbox drops what was acked but not seen */
  SIM_BUG_NO_RETAINED,        /* nothing is kept after it was seen */
  SIM_BUG_NO_EVIDENCE,        /* the server does not look at cursors */
  SIM_BUG_NO_CAP,             /* versions of a lost history count in the new one */
  SIM_BUG_KEEP_INC,           /* numbers go on after a fork */
  SIM_BUG_DURABLE_IS_HEAD,    /* the server calls everything durable */
  SIM_BUG_SKIP_ENTRY,         /* the desk's place runs ahead of its rows */
  SIM_BUG_SEES_ALL,           /* a grant claims to have seen every withdrawal */
  SIM_BUG_LOSE_COMMIT,        /* a commit is not in the outbox */
  SIM_BUG_REVOKED_COMES_IN,   /* the server does not look at its register */
  SIM_BUG_NO_SHADOW,          /* the base under waiting change-sets is not kept */
  SIM_BUG_NO_CARDS,           /* the desk forgets what was decided otherwise */
  SIM_BUG_SNAPSHOT_NO_CLAIMS, /* a snapshot without slot claims */
  SIM_BUG_EPOCH_COUNTS,       /* epochs are a counter that goes back with the server */
  SIM_BUG_FORGED_CURSOR,      /* any cursor counts as signed */
  SIM_BUG_CLOCK_TRUSTED,      /* the server takes a desk's time for its own */
  SIM_BUG_FORKED_IS_DUP,      /* what comes under a used number counts as there */
  SIM_BUG_TRUST_CHAIN,        /* the desk computes no chain: it believes the page */
  SIM_BUG_HALF_SET,           /* the desk takes only the first row of an entry */
  SIM_BUG_NO_MIN_SEQ,         /* the server hands out what is left of a shortened log */
  SIM_BUG_ROW_SPOILED,        /* a base row of the desk changes by itself */
  SIM_BUG_EFFECT_IGNORED,     /* the desk takes every entry as its author meant it */
  SIM_BUG_DESK_TIME,          /* the desk decides by its own time, not the entry's */
  SIM_BUG_TAKEN_TWICE,        /* the desk's place falls behind its rows */
  SIM_BUG_NO_REQUEUE,         /* a new base does not bring back what is retained */
  SIM_BUG_LEASE_FORGOTTEN,    /* the server forgets what it keeps for desks */
  SIM_BUG_REFUSED_FORGOTTEN,  /* the outbox drops what was refused for good */
  SIM_BUG_RESCUED_AS_COMES,   /* what comes back is judged in the order of its coming */
  SIM_BUG_N_,
} SimBug;

const char *sim_bug_get_name (SimBug bug);
unsigned sim_bug_get_n_seeds (SimBug bug);

/* SimStep: one thing of the plan: what happens to whom, and when. */
typedef enum {
  SIM_STEP_PEOPLE = 1, /* somebody at the desk does something */
  SIM_STEP_CUT,        /* the desk's network, for a while: both ways, or one */
  SIM_STEP_SLOW,
  SIM_STEP_LOSSY,
  SIM_STEP_DESK_CRASH,   /* now */
  SIM_STEP_DESK_BREAKS,  /* at some write of the next store operation */
  SIM_STEP_DESK_FULL,    /* no space for a while */
  SIM_STEP_DESK_CLOCK,   /* its wall clock jumps */
  SIM_STEP_DESK_COPY,    /* a backup of the PC */
  SIM_STEP_DESK_RESTORE, /* the PC is put back to it */
  SIM_STEP_DESK_CLONE,   /* the copy starts as another PC */
  SIM_STEP_SERVER_CRASH,
  SIM_STEP_SERVER_BREAKS,
  SIM_STEP_SERVER_COPY,     /* a backup; verified or not */
  SIM_STEP_SERVER_RESTORE,  /* put back without a word */
  SIM_STEP_SERVER_RESTORED, /* put back by the tool that says so */
  SIM_STEP_COMPACT,
  SIM_STEP_REVOKE,
  SIM_STEP_FORGE, /* a request with a forged cursor */
  SIM_STEP_WAIT,  /* days pass */
  SIM_STEP_FORK,  /* news is late, and meanwhile the server is put back */
  SIM_STEP_ROT,   /* a value of a base row changes by itself, on the desk's disk */
  SIM_STEP_LEASE, /* the desk leases an hour, and soon somebody books there */
  SIM_STEP_N_,
} SimStepKind;

typedef struct {
  int64_t at_us;
  SimStepKind kind;
  unsigned desk;
  uint64_t random; /* of the step's own: dropping others does not change it */
} SimStep;

/* SimSet: a change-set that somebody committed, as the oracle remembers it. */
typedef struct {
  UkeId id;
  unsigned desk;
  gboolean may_be_lost; /* the PC it was made on did not survive */
  gboolean is_grant, is_withdrawal;
  gboolean is_of_copy;    /* made on a PC that was put back, or has a double */
  int64_t made_us;        /* by nobody's clock */
  UkeId row;              /* consent: which */
  int author_node;        /* where its author's base stood */
  GPtrArray *made_before; /* (owned) (element-type SimSet): at that desk */
} SimSet;

/* SimNode: an entry of one of the histories that the server ever had; they make a tree. */
typedef struct {
  int parent;
  int64_t seq;
  uint8_t chain[UKE_SHA256_SIZE];
  UkeLogMeta meta;
  GBytes *payload;
  GBytes *effect; /* (nullable) */
} SimNode;

/* SimEvent: something that happens at a time. */
typedef void (*SimRun) (Sim *sim, gpointer data);

/* SimCopy: a file of a database as it was, and what the oracle knew with it. */
typedef struct {
  GBytes *bytes;
  unsigned n_made; /* desk: of its change-sets */
  GPtrArray *made; /* (owned) (nullable) (element-type SimSet) */
  GArray *path;    /* (owned) (nullable): server: the nodes of its history */
  gboolean is_verified;
} SimCopy;

typedef struct {
  gboolean is_cut_out, is_cut_in;
  int64_t delay_us;
  int drop_per_mille, double_per_mille;
} SimLink;

struct _SimDesk {
  Sim *sim;
  unsigned number;
  uint32_t dev;
  char *path;        /* (owned) */
  char *fresh_path;  /* (owned) */
  UkeDb *db;         /* (owned) (nullable): off */
  UkeSyncCore *core; /* (owned) (nullable) */
  unsigned life;     /* rises with every start: what belonged to the last is void */
  int64_t boot_us, skew_us;
  uint64_t inc;
  unsigned timer;                /* which timer counts */
  GHashTable *requests;          /* (owned): id → SimRequest */
  UkeDb *fresh;                  /* (owned) (nullable) */
  UkeSnapshotLoad *load;         /* (owned) (nullable) */
  UkeSnapshotManifest *manifest; /* (owned) (nullable) */
  GPtrArray *made;               /* (element-type SimSet): of this file, in order */
  GPtrArray *pairs;              /* (owned): UkeId[2]: rows that are there together */
  SimCopy *copy;                 /* (owned) (nullable) */
  SimLink link;
  unsigned breaks_at; /* the nth write of the next store operation fails, and the PC dies */
  gboolean is_full, is_revoked;
  gboolean was_copied;     /* put back, or there twice: its audit has two histories */
  UkeReplicaStatus before; /* planted faults: where it stood before the operation */
  unsigned n_checks;       /* comparisons of its rows before everything was whole again */
  UkeLeaseBook *leases;    /* (owned) (nullable): off */
  UkeId last_epoch;        /* P9 */
  int64_t last_seq;
};

/* What of a desk was judged last of what it brought back. */
typedef struct {
  UkeWireWas place;
  uint64_t inc;
  int64_t dseq;
} SimRescued;

struct _Sim {
  uint64_t seed;
  SimBug bug;
  gboolean is_loud, is_long;
  const char *keep; /* (nullable): a folder for what goes over the wire */
  SimRandom net, work;
  int64_t now_us;
  GPtrArray *heap; /* (owned): events, the earliest first */
  uint64_t n_events;
  SimStep plan[SIM_MAX_PLAN];
  unsigned n_plan;
  gboolean is_over; /* the plan is: everything is whole again */
  gboolean has_rot; /* a row was spoiled: only then may rows have to be put right */
  gboolean is_news_kept;
  int64_t late_until_us; /* until then news comes late; when it is kept, not before */
  char *failure;         /* (owned) (nullable): the first property that did not hold */
  UkeTestFolder *folder;

  /* server */
  UkeDb *db; /* (owned) (nullable): down */
  char *path;
  unsigned server_life, server_breaks_at;
  gboolean is_recovering;
  gboolean is_ending; /* in order: who waits is told so */
  uint8_t secret[UKE_CURSOR_SECRET_SIZE], public_key[UKE_CURSOR_PUBLIC_SIZE];
  GPtrArray *held;   /* (owned): requests that wait for news */
  GPtrArray *copies; /* (owned): SimCopy, oldest first */
  GHashTable *parts; /* (owned): sha256 → GBytes */
  GArray *mail;      /* (owned) (nullable): SimMail: what is on its way, in the small model */
  UkeId epoch;
  GBytes *template; /* the clinic when it was made */
  GBytes *empty;    /* its tables */
  UkeId clinic_id, staff_id, provider_id, chair_id, menu_id;
  unsigned epoch_count;

  SimDesk *desks[SIM_MAX_DESKS];
  unsigned n_desks;

  /* oracle */
  GArray *nodes;          /* (owned): SimNode */
  GHashTable *by_chain;   /* (owned): chain → node + 1 */
  GArray *path_nodes;     /* (owned): int, of the server's history: entry n at n - 1 */
  GHashTable *sets;       /* (owned): UkeId → SimSet */
  GHashTable *certain;    /* (owned): change-sets that booked within a lease → the booking */
  GHashTable *rotten;     /* (owned): ids whose bytes were spoiled */
  SimSet *poison;         /* (not owned) (nullable): what no server takes */
  GHashTable *rescued;    /* (owned): UkeId → UkeWireWas: kept by the server for later */
  GHashTable *rescued_of; /* (owned): device → SimRescued: its last that was judged */
  UkeWireWas last_rescued;
  unsigned n_rescued; /* of this recovery, so far */

  struct {
    unsigned n_commits, n_entries, n_epochs, n_crashes, n_restores, n_server_restores, n_snapshots,
        n_requests, n_news, n_rescued;
  } count;
};

/* uke-sim-world.c */
void sim_at (Sim *sim, int64_t at_us, SimRun run, gpointer data, GDestroyNotify free_data);
gboolean sim_run_next (Sim *sim);
void sim_fail (Sim *sim, const char *property, const char *format, ...) G_GNUC_PRINTF (3, 4);
void sim_say (Sim *sim, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* SimRequest: on its way, there, or back. */
typedef struct {
  gatomicrefcount refs;
  Sim *sim;
  SimDesk *desk;
  unsigned life, id;
  UkeSyncRequestKind kind;
  char *path;
  GBytes *body; /* (nullable) */
  int64_t sent_us, wait_until_us;
  /* the answer */
  unsigned status, retry_after_s;
  GBytes *answer; /* (nullable) */
  gboolean is_unreachable;
} SimRequest;

/* SimMail: a request, or its answer, that somebody else chooses when to hand on. */
typedef struct {
  SimRequest *request; /* (owned) */
  gboolean is_answer;
} SimMail;

void sim_mail_begin (Sim *sim);
void sim_mail_end (Sim *sim);
void sim_mail_deliver (Sim *sim, unsigned at, gboolean comes_again);
void sim_mail_lose (Sim *sim, unsigned at);
void sim_mail_tidy (Sim *sim);
void sim_run_now (Sim *sim);

SimRequest *sim_request_ref (SimRequest *self);
void sim_request_unref (gpointer self);
void sim_send (SimDesk *desk, const UkeSyncAction *action);
void sim_answer (SimRequest *request);

/* uke-sim-server.c */
void sim_server_make (Sim *sim);
void sim_server_take (Sim *sim, SimRequest *request);
void sim_server_start (Sim *sim);
void sim_server_stop (Sim *sim);
void sim_server_end (Sim *sim);
void sim_server_copy (Sim *sim, gboolean is_verified);
void sim_server_restore (Sim *sim, SimRandom *random, gboolean says_so);
void sim_server_compact (Sim *sim);
void sim_server_revoke (Sim *sim, SimDesk *desk);
void sim_server_enrol (Sim *sim, uint32_t dev);
void sim_server_wake (Sim *sim);
void sim_server_heal (Sim *sim);
void sim_server_read_epoch (Sim *sim);

/* uke-sim-hold.c */
gboolean sim_hold_handle (Sim *sim,
                          SimRequest *request,
                          const UkeAuthorityPeer *peer,
                          GString *out,
                          UkeWireRefusal *refusal,
                          GError **error);
gboolean
sim_quarantine_handle (Sim *sim, SimRequest *request, UkeWireRefusal *refusal, GError **error);
void sim_lease_start (SimDesk *desk);
void sim_lease_ask (SimDesk *desk, SimRandom *random);
void sim_lease_take (SimDesk *desk, const UkeSyncAction *action);
void sim_lease_note (SimDesk *desk, const UkeChanges *changes, const UkeId *set_id);
void sim_lease_check (Sim *sim, int first_new);
void sim_request_set_json (SimRequest *request, GString *json);
int64_t sim_request_get_number (SimRequest *request, const char *name);

/* uke-sim-digest.c */
gboolean sim_server_tell_digest (Sim *sim, SimRequest *request, GError **error);
gboolean sim_server_tell_rows (Sim *sim, SimRequest *request, GError **error);

/* uke-sim-evidence.c: what a request proves of lost histories. */
typedef struct {
  gboolean has, proves, knows_epoch;
  UkeCursor cursor;
} SimEvidence;

char *sim_request_get_parameter (SimRequest *request, const char *name);
void sim_server_forge (Sim *sim, SimDesk *desk, SimRandom *random);
SimEvidence sim_evidence_find (Sim *sim, SimRequest *request);
void sim_evidence_check (Sim *sim,
                         SimRequest *request,
                         const SimEvidence *evidence,
                         const UkeId *before,
                         gboolean is_in);

/* uke-sim-desk.c */
SimDesk *sim_desk_new (Sim *sim, uint32_t dev);
void sim_desk_free (SimDesk *desk);
void sim_desk_start (SimDesk *desk);
void sim_desk_stop (SimDesk *desk);
void sim_desk_hang_up (SimDesk *desk);
void sim_desk_accept (SimDesk *desk);
void sim_desk_step (SimDesk *desk, UkeSyncEvent *event);
void sim_desk_hear (SimDesk *desk, UkeSyncEventKind kind);
void sim_desk_rot (SimDesk *desk, SimRandom *random);
void sim_desk_copy (SimDesk *desk);
void sim_desk_restore (SimDesk *desk);
SimDesk *sim_desk_clone (SimDesk *desk);
int64_t sim_desk_wall (const SimDesk *desk);
gboolean sim_desk_get_status (SimDesk *desk, UkeSyncStatus *out_status);
void sim_desk_die_later (SimDesk *desk, int64_t for_us);
GBytes *sim_read_file (UkeDb *db, const char *path);
UkeDb *sim_open (Sim *sim, const char *path);

/* uke-sim-people.c */
void sim_people_do (SimDesk *desk, SimRandom *random);
void sim_people_book_in (SimDesk *desk, int64_t from_us, SimRandom *random);
void sim_people_do_at (SimDesk *desk, int64_t at_us, uint64_t random);

/* uke-sim-plan.c */
void sim_plan_make (Sim *sim);
void sim_plan_schedule (Sim *sim, const gboolean *is_dropped);
void sim_plan_heal (Sim *sim);
const char *sim_step_get_name (SimStepKind kind);

/* uke-sim-template.c */
void sim_prepare (Sim *sim);

/* uke-sim-plain.c */
extern gboolean sim_is_plain; /* of the whole process: before anything is opened */

/* uke-sim-query.c */
int64_t sim_query (UkeDb *db, const char *sql);
int64_t sim_query_id (UkeDb *db, const char *sql, const UkeId *id);

/* uke-sim-history.c */
void sim_history_follow (Sim *sim);
void sim_history_go_back (Sim *sim, GArray *path);
int sim_history_find (Sim *sim, const uint8_t chain[UKE_SHA256_SIZE]);
gboolean sim_history_has (Sim *sim, int node, const UkeId *set_id);
SimNode *sim_history_get (Sim *sim, int node);
int sim_history_get_head (Sim *sim);

/* uke-sim-check.c: each property by its number. */
gboolean sim_author_knew (Sim *sim, const SimSet *set, const UkeId *other);
void sim_check_page (SimRequest *request, const UkeWirePage *page, int64_t from_seq);
void sim_check_server (Sim *sim, int first_new);
void sim_check_desk (SimDesk *desk, const UkeSyncStatus *status);
void sim_check_state (Sim *sim);
void sim_check_end (Sim *sim);
gboolean sim_is_quiet (Sim *sim);
void sim_poison (SimDesk *desk, SimSet *set);

/* uke-sim-keep.c */
void sim_keep (SimRequest *request);
void sim_keep_log (Sim *sim);

/* uke-sim-engines.c */
void sim_check_engines (Sim *sim);

/* uke-sim-rescue.c */
void sim_rescue_note (Sim *sim, const UkeWirePush *push, const UkeWirePushAnswer *answer);
void sim_rescue_begin (Sim *sim);
void sim_rescue_check (Sim *sim, int first_new);

/* uke-sim-replay.c */
void sim_check_replay (Sim *sim);

/* uke-sim-small.c */
char *sim_small_run (SimBug bug, unsigned n_steps, unsigned n_faults, unsigned *out_n_states);

/* uke-sim-bugs.c: called at the places where an adapter hands something over. */
void sim_bug_before_request (Sim *sim, SimRequest *request);
void sim_bug_after_push (Sim *sim, UkeWirePushAnswer *answer);
void sim_bug_after_hello (Sim *sim, UkeWireWelcome *welcome);
void sim_bug_after_page (Sim *sim, UkeWirePage *page);
void sim_bug_before_store (SimDesk *desk, const UkeSyncAction *action);
void sim_bug_after_store (SimDesk *desk, const UkeSyncAction *action);
void sim_bug_after_commit (SimDesk *desk);
void sim_bug_in_set (Sim *sim, UkeChangeSet *set);
gboolean sim_bug_keeps_inc (Sim *sim);
void sim_bug_after_epoch (Sim *sim);

/* uke-sim-run.c */
typedef struct {
  uint64_t seed;
  SimBug bug;
  gboolean is_loud;
  const char *keep;           /* (nullable): a folder for what goes over the wire */
  gboolean is_long;           /* three days, one desk without the server */
  gboolean is_small;          /* two desks: uke-sim-small.c */
  gboolean compares_engines;  /* also what PostgreSQL makes of it */
  const gboolean *is_dropped; /* (nullable): steps of the plan that do not happen */
} SimOrder;

Sim *sim_make_world (const SimOrder *order);
void sim_free_world (Sim *sim);
void sim_run_until (Sim *sim, int64_t until_us);
void sim_bring_home (Sim *sim);
char *sim_run (const SimOrder *order, unsigned *out_n_plan, char **out_summary);

G_END_DECLS
