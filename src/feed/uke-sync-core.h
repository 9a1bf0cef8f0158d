/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-sync-sums.h"

G_BEGIN_DECLS

/**
 * UkeSyncCore:
 *
 * The desk's engine as a state machine (sync.md 2.8, 2.11, 2.14): it is told what happened and says
 * what to do, and has no clock, socket, thread or database of its own, so that the desk and the
 * simulator run the same lines. Invariants:
 *
 * 1. At most one push and one pull are on their way, and one store operation is running.
 * 2. Nothing that comes from outside ends it: every answer leads to a state and a time to try
 * again.
 * 3. What waits in the outbox is touched by store operations alone; no state loses it.
 *
 * Thread: one at a time; functions do not block.
 */
typedef struct _UkeSyncCore UkeSyncCore;

/** UkeSyncStage: what a person can be told. */
typedef enum {
  UKE_SYNC_STAGE_STOPPED = 0,
  UKE_SYNC_STAGE_CONNECTING, /* asking for the first time, or again */
  UKE_SYNC_STAGE_BOOTSTRAP,  /* fetching the clinic's content */
  UKE_SYNC_STAGE_CATCHUP,    /* connected; something is still to be sent or fetched */
  UKE_SYNC_STAGE_LIVE,       /* connected and up to date; waits for news */
  UKE_SYNC_STAGE_OFFLINE,    /* the server is not reached; `retry_at_us` */
  UKE_SYNC_STAGE_BUSY,       /* the server asks for patience; `retry_at_us` */
  UKE_SYNC_STAGE_NOT_OURS,   /* whoever answers is not this clinic's server */
  UKE_SYNC_STAGE_NOT_KNOWN,  /* the server does not know this device: enrol again */
  UKE_SYNC_STAGE_REVOKED,    /* this device was struck off; final until it enrols again */
  UKE_SYNC_STAGE_FOREIGN,    /* the server holds another clinic's content: nothing is exchanged */
  UKE_SYNC_STAGE_CLOCK,      /* this computer's or the server's clock is far off; tries again */
  UKE_SYNC_STAGE_DISK_FULL,  /* what came could not be stored; tries again */
  UKE_SYNC_STAGE_HELD,       /* what came would delete too much: waits for a person's word */
  UKE_SYNC_STAGE_FAULT,   /* an answer or the store made no sense; tries again, and is in the log */
  UKE_SYNC_STAGE_EXPIRED, /* refused, and the certificate has ended: enrol again */
} UkeSyncStage;

const char *uke_sync_stage_get_code (UkeSyncStage state);

/** UkeSyncHeld: what a page would delete that was held back. */
typedef struct {
  unsigned n_records;   /* of any kind */
  unsigned n_patients;  /* of these */
  unsigned of_patients; /* out of so many that there are */
} UkeSyncHeld;

/** UkeSyncFacts: everything that can be shown; times are wall clock unless said. */
typedef struct {
  UkeSyncStage state;
  gboolean needs_upgrade;   /* this program is too old to send; it still receives */
  gboolean is_behind;       /* it is older than the server, and did not understand what came last */
  gboolean is_server_old;   /* it is too old for what this program sends; it still receives */
  gboolean is_clock_off;    /* the server's clock and this computer's are more than a day apart */
  gboolean is_audit_broken; /* the server has another record where this desk's audit goes on */
  gboolean is_handed_in;    /* struck off, and the server has what this desk still had to send */
  gboolean is_paced;        /* it has more to send than the server takes of one desk at once */
  gboolean is_recovering;   /* the server was put back: bookings are provisional for some minutes */
  unsigned n_waiting;       /* change-sets of this desk that have not come back yet */
  int64_t since_us;         /* since when the state has been so */
  gboolean is_partial; /* the days around today are here; the rest comes, parts_done of n_parts */
  int64_t last_contact_us;
  int64_t retry_at_us; /* monotonic; 0: nothing is planned */
  int64_t round_trip_us;
  UkeId epoch;              /* of the history that is followed; none without one */
  int64_t offset_us;        /* the server's clock less this one's, when they last met */
  int64_t server_before_us; /* the server's clock less the monotonic one, then; 0: not met yet */
  int64_t seq, head;
  int64_t n_received; /* entries since the start */
  unsigned parts_done, n_parts;
  UkeSyncHeld held;    /* of the state HELD */
  int64_t checked_us;  /* when all rows were last found to be the server's; 0: not yet */
  unsigned n_checks;   /* how often since the start */
  unsigned n_repaired; /* rows that were put right since the start */
} UkeSyncFacts;

/** UkeSyncStatus: where the store stands; comes with every answer of it. */
typedef struct {
  gboolean has_cursor;
  gboolean is_partial; /* people work with the days around today; the whole is still to come */
  UkeCursor cursor;
  uint32_t dev; /* 0: not known */
  uint64_t inc;
  int64_t next_dseq;
  unsigned n_queued;  /* may be sent */
  unsigned n_waiting; /* all of the outbox */
  unsigned n_later;   /* of these, the server keeps so many until it is their turn */
  int64_t oldest_us;  /* wall clock, when the oldest was made; 0 for none */
  int64_t audit_sent; /* the last record of this desk's audit that the server has */
  int64_t own_seq;    /* entries up to this one the server may not have; 0: it has all */
} UkeSyncStatus;

/** UkeSyncPart: a part of a snapshot that is still to be fetched. */
typedef struct {
  char sha256[2 * UKE_SHA256_SIZE + 1];
  int64_t bytes;
  gboolean is_first; /* needed to begin with */
} UkeSyncPart;

/** UkeSyncRequestKind: what is asked of the server. */
typedef enum {
  UKE_SYNC_REQUEST_HELLO = 1,
  UKE_SYNC_REQUEST_PUSH,
  UKE_SYNC_REQUEST_CHANGES,
  UKE_SYNC_REQUEST_RESYNC,
  UKE_SYNC_REQUEST_SNAPSHOT,
  UKE_SYNC_REQUEST_PART,
  UKE_SYNC_REQUEST_AUDIT,
  UKE_SYNC_REQUEST_HOLD,
  UKE_SYNC_REQUEST_END_HOLD,
  UKE_SYNC_REQUEST_DIGEST,
  UKE_SYNC_REQUEST_ROWS,
  UKE_SYNC_REQUEST_QUARANTINE,
} UkeSyncRequestKind;

/** UkeSyncStoreKind: what is asked of the store; each is one transaction. */
typedef enum {
  UKE_SYNC_STORE_TAKE_PUSH = 1,  /* max_sets, max_bytes → push */
  UKE_SYNC_STORE_PUSH_LOST,      /* with_later: what was sent may be sent again */
  UKE_SYNC_STORE_TAKE_ANSWER,    /* answer → take */
  UKE_SYNC_STORE_TAKE_PAGE,      /* page, may_delete → take */
  UKE_SYNC_STORE_NEW_INC,        /* inc */
  UKE_SYNC_STORE_HEADS,          /* after, before (0: the last ones) → heads */
  UKE_SYNC_STORE_TAKE_PLACE,     /* place → take */
  UKE_SYNC_STORE_SNAPSHOT_BEGIN, /* bytes: the manifest → parts */
  UKE_SYNC_STORE_SNAPSHOT_PART,  /* sha256, bytes */
  UKE_SYNC_STORE_SNAPSHOT_FIRST, /* what is there of the parts can be worked with; fetched anew */
  UKE_SYNC_STORE_SNAPSHOT_END,   /* cap, inc (0: the old one stays) */
  UKE_SYNC_STORE_PRUNE,
  UKE_SYNC_STORE_TAKE_AUDIT, /* max_sets, max_bytes → audit */
  UKE_SYNC_STORE_AUDIT_SENT, /* seq: the last of it that the server has */
  UKE_SYNC_STORE_SUMS,       /* → sums; changes nothing, so others may run beside it */
  UKE_SYNC_STORE_REPAIR,     /* repair → take, n_repaired */
} UkeSyncStoreKind;

/** UkeSyncTake: what became of an answer or page in the store. */
typedef enum {
  UKE_SYNC_TAKE_DONE = 0,
  UKE_SYNC_TAKE_STALE,     /* it does not fit where the desk stands now: ask again */
  UKE_SYNC_TAKE_DIVERGED,  /* its chain or signature does not hold: begin anew */
  UKE_SYNC_TAKE_NEEDS_INC, /* this incarnation's numbers are used already */
  UKE_SYNC_TAKE_HELD,      /* it would delete more than anybody meant: a person has to agree */
  UKE_SYNC_TAKE_REFUSED,   /* it is not what was asked for; nothing was changed */
} UkeSyncTake;

/** UkeSyncKept: what became of the wish to have a time kept. */
typedef enum {
  UKE_SYNC_KEPT_YES = 0,
  UKE_SYNC_KEPT_TAKEN,     /* a booking or somebody's hold is there */
  UKE_SYNC_KEPT_NOT_ASKED, /* the server was not reached, or did not want to */
} UkeSyncKept;

/** UkeSyncActionKind: what the driver is to do. */
typedef enum {
  UKE_SYNC_ACTION_SEND = 1, /* id, request … */
  UKE_SYNC_ACTION_CANCEL,   /* id of a request: no event follows for it */
  UKE_SYNC_ACTION_STORE,    /* id, store … */
  UKE_SYNC_ACTION_TIMER,    /* at_us: send a TICK then; replaces the one before; 0 takes it back */
  UKE_SYNC_ACTION_FACTS,    /* uke_sync_core_get_facts() changed */
  UKE_SYNC_ACTION_KEPT,     /* token, kept, hold */
  UKE_SYNC_ACTION_HOLDS,    /* holds: those of all devices; at_us: the server's clock */
} UkeSyncActionKind;

/** UkeSyncAction: one thing to do; cleared by uke_sync_action_clear(). */
typedef struct {
  UkeSyncActionKind kind;
  unsigned id;
  int64_t at_us;

  UkeSyncRequestKind request;
  const char *method;
  char *path;   /* (owned) */
  GBytes *body; /* (owned) (nullable) */
  size_t max_bytes;
  unsigned deadline_ms;

  UkeSyncStoreKind store;
  unsigned max_sets;
  gboolean with_later;
  uint64_t inc;
  int64_t cap;
  int64_t seq;
  int64_t after, before;
  UkeCursor place;
  UkeWirePushAnswer *answer; /* (owned) (nullable) */
  UkeWirePage *page;         /* (owned) (nullable) */
  gboolean may_delete;       /* a person has agreed that much is deleted */
  GBytes *bytes;             /* (owned) (nullable): a manifest, or a part */
  char sha256[2 * UKE_SHA256_SIZE + 1];

  unsigned token;
  UkeSyncKept kept;
  UkeWireHold hold;
  GArray *holds;         /* (owned) (nullable): UkeWireHold */
  UkeSyncRepair *repair; /* (owned) (nullable) */
} UkeSyncAction;

void uke_sync_action_clear (UkeSyncAction *self);

/** UkeSyncFailure: why a request has no answer. */
typedef enum {
  UKE_SYNC_FAILURE_UNREACHABLE = 1,
  UKE_SYNC_FAILURE_TIMEOUT,
  UKE_SYNC_FAILURE_NOT_OURS,
  UKE_SYNC_FAILURE_CLOCK,
  UKE_SYNC_FAILURE_TOO_LARGE,
  UKE_SYNC_FAILURE_PROTOCOL,
} UkeSyncFailure;

/** UkeSyncStored: how a store operation ended. */
typedef enum {
  UKE_SYNC_STORED_OK = 0,
  UKE_SYNC_STORED_FULL,
  UKE_SYNC_STORED_FAILED,
  UKE_SYNC_STORED_UNREADABLE, /* what was to be stored is not what this program understands */
} UkeSyncStored;

/** UkeSyncEventKind: what happened. */
typedef enum {
  UKE_SYNC_EVENT_START = 1, /* status, ends_us, seed */
  UKE_SYNC_EVENT_STOP,
  UKE_SYNC_EVENT_TICK,     /* the timer's time has come */
  UKE_SYNC_EVENT_WAITING,  /* status: the outbox has something new */
  UKE_SYNC_EVENT_NETWORK,  /* is_up */
  UKE_SYNC_EVENT_NOW,      /* a person wants it now */
  UKE_SYNC_EVENT_CHECK,    /* a person wants the rows compared with the server's */
  UKE_SYNC_EVENT_ALLOW,    /* a person says that what is HELD may be done */
  UKE_SYNC_EVENT_HOLD,     /* token, wish: somebody wants to have a time kept */
  UKE_SYNC_EVENT_END_HOLD, /* hold_id: not any more */
  UKE_SYNC_EVENT_RESPONSE, /* id, status_code, body, retry_after_s, round_trip_us, date_us */
  UKE_SYNC_EVENT_FAILED,   /* id, failure */
  UKE_SYNC_EVENT_STORED,   /* id, stored, take, push, audit, heads, parts, sums, status */
} UkeSyncEventKind;

/** UkeSyncEvent: one thing that happened; plain memory of the caller's. */
typedef struct {
  UkeSyncEventKind kind;
  int64_t now_us;  /* monotonic */
  int64_t wall_us; /* UTC */
  unsigned id;

  UkeSyncStatus status;
  int64_t ends_us; /* wall clock, when this device's certificate ends; 0 for unknown */
  uint64_t seed;   /* for jitter and incarnations: random bits on a desk */
  gboolean is_up;

  unsigned token;
  UkeWireHoldWish wish;
  UkeId hold_id;

  unsigned status_code;
  GBytes *body; /* (not owned) */
  unsigned retry_after_s;
  int64_t round_trip_us;
  int64_t date_us; /* the server's clock, by the second; 0: it did not say */
  UkeSyncFailure failure;

  UkeSyncStored stored;
  UkeSyncTake take;
  UkeSyncHeld held;     /* of a take that is HELD */
  UkeWirePush *push;    /* (not owned) (nullable) */
  UkeWireAudit *audit;  /* (not owned) (nullable) */
  UkeWireResync *heads; /* (not owned) (nullable) */
  GArray *parts;        /* (not owned) (nullable): UkeSyncPart */
  UkeSyncSums *sums;    /* (not owned) (nullable) */
  unsigned n_repaired;
} UkeSyncEvent;

UkeSyncCore *uke_sync_core_new (unsigned sv, const char *version);
void uke_sync_core_free (UkeSyncCore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeSyncCore, uke_sync_core_free)

/* @actions: (element-type UkeSyncAction): what to do now is appended, in order. */
void uke_sync_core_step (UkeSyncCore *self, const UkeSyncEvent *event, GArray *actions);
const UkeSyncFacts *uke_sync_core_get_facts (const UkeSyncCore *self);

GArray *uke_sync_actions_new (void);

G_END_DECLS
