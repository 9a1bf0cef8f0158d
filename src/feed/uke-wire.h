/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-chain.h"
#include "feed/uke-cursor.h"
#include "feed/uke-new-fields.h"

G_BEGIN_DECLS

/*
 * The messages between desk and server (doc/wire.md): plain memory, and their JSON. A reader takes
 * bytes from outside: it scans them for size and depth before it parses, and answers
 * UKE_FEED_ERROR_MALFORMED with a sentence for the log when anything is not of this form.
 * Thread: any.
 */

#ifndef UKE_WIRE_PROTO /* tests have servers of other versions */
#define UKE_WIRE_PROTO 1
#endif
/** UKE_WIRE_MAX_BYTES: a request, and an answer that holds more than one thing. An entry that is
 * larger by itself comes alone, in an answer of at most UKE_WIRE_MAX_ANSWER_BYTES: a desk that
 * could not read it would stand before it for ever. */
#define UKE_WIRE_MAX_BYTES (1024 * 1024)
#define UKE_WIRE_MAX_ANSWER_BYTES (8 * 1024 * 1024)
#define UKE_WIRE_MAX_SETS 200
#define UKE_WIRE_MAX_ENTRIES 1000
#define UKE_WIRE_MAX_HEADS 64
#define UKE_WIRE_MAX_HOLDS 10000
#define UKE_WIRE_MAX_BUCKETS 4096
#define UKE_WIRE_MAX_ROWS 20000
#define UKE_WIRE_MAX_AUDIT 1000
#define UKE_WIRE_SMALL_PAGE (64 * 1024)

/** UkeWireErrorCode: what an answer other than 200 says. Codes on the wire are a registry. */
typedef enum {
  UKE_WIRE_OK = 0,
  UKE_WIRE_MALFORMED,      /* 400 malformed */
  UKE_WIRE_REVOKED,        /* 403 device_revoked */
  UKE_WIRE_UNKNOWN_DEVICE, /* 403 device_unknown */
  UKE_WIRE_CLONED,         /* 403 cloned */
  UKE_WIRE_STALE_EPOCH,    /* 409 stale_epoch */
  UKE_WIRE_BAD_CURSOR,     /* 409 bad_cursor */
  UKE_WIRE_TOO_OLD,        /* 410 too_old */
  UKE_WIRE_TOO_LARGE,      /* 413 too_large */
  UKE_WIRE_SCHEMA,         /* 426 schema */
  UKE_WIRE_BUSY,           /* 503 busy */
  UKE_WIRE_NOT_FOUND,      /* 404 not_found */
  UKE_WIRE_TAKEN,          /* 409 taken: a hold */
  UKE_WIRE_NOT_ALLOWED,    /* 403 not_allowed: whoever sits before the desk may not */
  UKE_WIRE_AUDIT_BROKEN,   /* 409 audit_broken */
} UkeWireErrorCode;

/** UkeWireRefusal: an answer other than 200. */
typedef struct {
  UkeWireErrorCode code;
  UkeId epoch;            /* stale_epoch: the server's */
  int64_t min_seq;        /* too_old */
  int64_t seq;            /* audit_broken: the record that does not follow */
  unsigned sv_min;        /* schema */
  unsigned retry_after_s; /* busy; also in the header Retry-After, for whatever is between */
} UkeWireRefusal;

unsigned uke_wire_error_get_status (UkeWireErrorCode code);
const char *uke_wire_error_get_text (UkeWireErrorCode code);
void uke_wire_refusal_write (const UkeWireRefusal *refusal, GString *json);
/* Whatever the body is, an answer of @status is some refusal. */
void
uke_wire_refusal_read (unsigned status, const char *json, size_t size, UkeWireRefusal *out_refusal);

/** UkeFeedState: stored as a number in `feed.state`. */
typedef enum {
  UKE_FEED_OPEN = 0,
  UKE_FEED_RECOVERY = 1,
  UKE_FEED_FROZEN = 2,
} UkeFeedState;

typedef struct {
  unsigned proto, sv;
  char *version; /* (owned) */
  uint64_t inc;
  uint64_t session; /* which run of the program it is; 0 for not said */
  int64_t next_dseq;
  gboolean has_cursor;
  UkeCursor cursor;
} UkeWireHello;

typedef struct {
  unsigned proto, sv_min, sv_max;
  uint32_t dev;
  int64_t last_dseq;
  UkeId epoch;
  int64_t head, min_seq, durable, at_us;
  UkeFeedState state;
  unsigned spread_s;
} UkeWireWelcome;

/** UkeWireWas: where a change-set stood in a history that the server lost, and under which number.
 */
typedef struct {
  gboolean is_known; /* it was seen there, or the server had said so */
  UkeId epoch;
  int64_t seq;
  uint64_t inc;
  int64_t dseq;
} UkeWireWas;

/** UkeWireSet: one change-set that is pushed. */
typedef struct {
  GBytes *body; /* (owned): its exact bytes */
  int64_t cap;  /* UKE_NO_CAP: of this epoch */
  UkeWireWas was;
} UkeWireSet;

typedef struct {
  gboolean has_cursor;
  UkeCursor cursor;
  uint64_t inc;
  unsigned sv;
  GArray *sets; /* (owned): UkeWireSet */
} UkeWirePush;

/** UkeWireResultKind: what became of a pushed change-set. */
typedef enum {
  UKE_WIRE_RESULT_APPLIED = 1,
  UKE_WIRE_RESULT_MERGED,
  UKE_WIRE_RESULT_PARKED,
  UKE_WIRE_RESULT_DUP,
  UKE_WIRE_RESULT_ID_REUSE,
  UKE_WIRE_RESULT_FORKED,
  UKE_WIRE_RESULT_GAP,
  UKE_WIRE_RESULT_REFUSED,
  UKE_WIRE_RESULT_LATER,
} UkeWireResultKind;

/** UkeWireResult: of the change-set that stands at the same place in the push. */
typedef struct {
  UkeId id; /* none: refused, and not even its id could be read */
  UkeWireResultKind kind;
  int64_t seq;
  UkeOutcome outcome;  /* of applied to dup */
  int64_t expected;    /* gap */
  const char *message; /* (nullable): refused; static, or of the answer's texts */
} UkeWireResult;

/** UkeWireEntry: one entry of the log. */
typedef struct {
  int64_t seq;
  gboolean is_stub; /* hashes only: meta is not known */
  UkeLogMeta meta;
  uint8_t meta_hash[UKE_SHA256_SIZE];
  uint8_t payload_hash[UKE_SHA256_SIZE];
  uint8_t chain[UKE_SHA256_SIZE];
  GBytes *payload; /* (owned) (nullable): erased, or a stub */
  GBytes *effect;  /* (owned) (nullable): outcome applied, or a stub */
} UkeWireEntry;

#define UKE_WIRE_HOLD_NAME_SIZE 128

/** UkeWireHold: a column's time that is kept for one device; @name is what people call it. */
typedef struct {
  UkeId id;
  uint32_t dev;
  UkeId resource_id;
  int64_t from_us, to_us, until_us;
  char name[UKE_WIRE_HOLD_NAME_SIZE];
} UkeWireHold;

typedef struct {
  UkeId epoch;
  int64_t from, head, durable, at_us;
  gboolean more;
  GArray *entries;      /* (owned): UkeWireEntry */
  UkeNewFields *fields; /* (owned) (nullable): what whoever asked may not know */
  UkeCursor cursor;
  gboolean has_holds;
  GArray *holds;     /* (owned): UkeWireHold */
  int64_t holds_tag; /* names these holds; 0 when there are none */
  gboolean is_bye;   /* the server ends: come back within the time that its welcome named */
} UkeWirePage;

typedef struct {
  UkeId epoch;
  int64_t head, durable, at_us;
  GArray *results;     /* (owned): UkeWireResult; fewer than were pushed after forked or gap */
  UkeWirePage *page;   /* (owned) (nullable) */
  GStringChunk *texts; /* (owned) (nullable): of an answer that was read */
} UkeWirePushAnswer;

typedef struct {
  GArray *heads; /* (owned): UkeCursor */
} UkeWireResync;

typedef struct {
  UkeId epoch;
  int64_t head, fork_seq;
  gboolean has_cursor;
  UkeCursor cursor; /* the server's history at fork_seq, signed */
} UkeWireFork;

/** UKE_WIRE_DIGEST_SIZE: digests are sums modulo 2^128 (sync.md 2.16). */
#define UKE_WIRE_DIGEST_SIZE 16

/** UkeWireDigest: of everything (@buckets is NULL), or of one table's buckets. */
typedef struct {
  UkeId epoch;
  int64_t seq;
  uint8_t root[UKE_WIRE_DIGEST_SIZE];
  GByteArray *buckets; /* (owned) (nullable): UKE_WIRE_DIGEST_SIZE bytes each */
} UkeWireDigest;

/**
 * UkeWireRows:
 * @epoch: the history that they are of
 * @seq: the entry that they stand at
 * @n_buckets: of how many buckets they are one
 * @columns: (owned) (element-type utf8): what stands where in a row
 * @fields: (owned) (nullable): of those columns, what not every version knows
 * @rows: (owned) (element-type utf8): each as a line of a snapshot's part
 *
 * The rows of one bucket of a digest.
 */
typedef struct {
  UkeId epoch;
  int64_t seq;
  unsigned n_buckets;
  GPtrArray *columns;
  UkeNewFields *fields;
  GPtrArray *rows;
} UkeWireRows;

/** UkeWireAuditRecord: one record of a device's audit, as its chain has it. */
typedef struct {
  int64_t seq;
  uint8_t hash[UKE_SHA256_SIZE];
  GBytes *body; /* (owned) */
} UkeWireAuditRecord;

typedef struct {
  GArray *records; /* (owned): UkeWireAuditRecord */
} UkeWireAudit;

/** UkeWireHoldWish: a time to be kept for the device that asks. */
typedef struct {
  UkeId resource_id;
  int64_t from_us, to_us, for_s;
} UkeWireHoldWish;

UkeWireHello *uke_wire_hello_new (void);
void uke_wire_hello_free (UkeWireHello *self);
void uke_wire_hello_write (const UkeWireHello *self, GString *json);
UkeWireHello *
uke_wire_hello_read (const char *json, size_t size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeWireHello, uke_wire_hello_free)

void uke_wire_welcome_write (const UkeWireWelcome *self, GString *json);
gboolean uke_wire_welcome_read (const char *json,
                                size_t size,
                                UkeWireWelcome *out_welcome,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

UkeWirePush *uke_wire_push_new (void);
void uke_wire_push_free (UkeWirePush *self);
void uke_wire_push_add (UkeWirePush *self, GBytes *body, int64_t cap);
void uke_wire_push_add_set (UkeWirePush *self, const UkeWireSet *set);
void uke_wire_push_write (const UkeWirePush *self, GString *json);
UkeWirePush *
uke_wire_push_read (const char *json, size_t size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeWirePush, uke_wire_push_free)

UkeWirePushAnswer *uke_wire_push_answer_new (void);
void uke_wire_push_answer_free (UkeWirePushAnswer *self);
void uke_wire_push_answer_write (const UkeWirePushAnswer *self, GString *json);
UkeWirePushAnswer *
uke_wire_push_answer_read (const char *json, size_t size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeWirePushAnswer, uke_wire_push_answer_free)

UkeWirePage *uke_wire_page_new (void);
void uke_wire_page_free (UkeWirePage *self);
void uke_wire_page_write (const UkeWirePage *self, GString *json);
UkeWirePage *
uke_wire_page_read (const char *json, size_t size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeWirePage, uke_wire_page_free)

UkeWireResync *uke_wire_resync_new (void);
void uke_wire_resync_free (UkeWireResync *self);
void uke_wire_resync_write (const UkeWireResync *self, GString *json);
UkeWireResync *
uke_wire_resync_read (const char *json, size_t size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeWireResync, uke_wire_resync_free)

void uke_wire_fork_write (const UkeWireFork *self, GString *json);
gboolean uke_wire_fork_read (const char *json, size_t size, UkeWireFork *out_fork, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

UkeWireDigest *uke_wire_digest_new (void);
void uke_wire_digest_free (UkeWireDigest *self);
void uke_wire_digest_write (const UkeWireDigest *self, GString *json);
UkeWireDigest *
uke_wire_digest_read (const char *json, size_t size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeWireDigest, uke_wire_digest_free)

UkeWireRows *uke_wire_rows_new (void);
void uke_wire_rows_free (UkeWireRows *self);
void uke_wire_rows_write (const UkeWireRows *self, GString *json);
UkeWireRows *
uke_wire_rows_read (const char *json, size_t size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeWireRows, uke_wire_rows_free)

UkeWireAudit *uke_wire_audit_new (void);
void uke_wire_audit_free (UkeWireAudit *self);
void uke_wire_audit_write (const UkeWireAudit *self, GString *json);
UkeWireAudit *
uke_wire_audit_read (const char *json, size_t size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeWireAudit, uke_wire_audit_free)
void uke_wire_audit_answer_write (int64_t last, GString *json);
gboolean uke_wire_audit_answer_read (const char *json,
                                     size_t size,
                                     int64_t *out_last,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_wire_hold_wish_write (const UkeWireHoldWish *self, GString *json);
gboolean uke_wire_hold_wish_read (const char *json,
                                  size_t size,
                                  UkeWireHoldWish *out_wish,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_wire_hold_answer_write (const UkeId *id, int64_t until_us, GString *json);
gboolean uke_wire_hold_answer_read (const char *json,
                                    size_t size,
                                    UkeId *out_id,
                                    int64_t *out_until_us,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The desk's check of one entry against where it stands (sync.md 2.7). */
typedef enum {
  UKE_WIRE_ENTRY_NEXT,     /* the one that follows, and its chain holds */
  UKE_WIRE_ENTRY_KNOWN,    /* at or below the cursor */
  UKE_WIRE_ENTRY_GAP,      /* something between is missing */
  UKE_WIRE_ENTRY_DIVERGED, /* its chain does not follow: another history */
} UkeWireEntryFit;

UkeWireEntryFit uke_wire_entry_fit (const UkeWireEntry *entry, const UkeCursor *cursor);
void uke_wire_entry_advance (const UkeWireEntry *entry, UkeCursor *cursor);

G_END_DECLS
