/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-wire.h"
#include "model/uke-action.h"
#include "model/uke-changes.h"
#include "store/uke-digest.h"

G_BEGIN_DECLS

/**
 * The server's side of the feed: judges change-sets once, in the order of its lock, and tells every
 * desk what they did (sync.md, Settled 1). No clock, socket or thread of its own: each function is
 * one transaction on the caller's connection, with the time passed in, so that the server and the
 * simulator run the same code. Each returns FALSE with @error only when the store failed (the
 * caller answers 503 and the desk asks again); what is wrong with the request is in @out_refusal,
 * whose code is UKE_WIRE_OK when nothing is. What was found out is kept also when a request is
 * refused: a cursor that proves that this server was put back begins a new epoch.
 */

/** UKE_AUTHORITY_SV_MIN: the oldest schema version whose change-sets are taken (sync.md 2.13). */
#ifndef UKE_AUTHORITY_SV_MIN /* tests have servers of other versions */
#define UKE_AUTHORITY_SV_MIN 1
#endif

/**
 * UkeAuthorityPeer:
 * @dev: the device that its certificate says it is
 * @secret: the tenant's signing key, of the caller's secure memory
 * @public_key: its public half
 * @last_signed: (nullable): the caller's, kept from call to call: the place that was signed last;
 *   many desks that wait for the same entry are answered by one signature
 * @sv: the schema version of its program, for what has to be described to it; 0: as this one
 */
typedef struct {
  uint32_t dev;
  const uint8_t *secret;
  const uint8_t *public_key;
  UkeCursor *last_signed;
  unsigned sv;
} UkeAuthorityPeer;

gboolean uke_authority_may_act (UkeDb *db,
                                const UkeId *staff_id,
                                UkeAction action,
                                gboolean *out_may,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_authority_hello (UkeDb *db,
                              const UkeAuthorityPeer *peer,
                              const UkeWireHello *hello,
                              int64_t now_us,
                              UkeWireWelcome *out_welcome,
                              UkeWireRefusal *out_refusal,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @changes: (nullable): every record that changed is added, for whoever shows them; not to be
 * believed when the function fails. */
gboolean uke_authority_push (UkeDb *db,
                             const UkeAuthorityPeer *peer,
                             const UkeWirePush *push,
                             int64_t now_us,
                             UkeWirePushAnswer **out_answer,
                             UkeChanges *changes,
                             UkeWireRefusal *out_refusal,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same inside the caller's transaction, so that several pushes share one commit. What one that
 * fails has written is the caller's to take back. */
gboolean uke_authority_push_in (UkeDb *db,
                                const UkeAuthorityPeer *peer,
                                const UkeWirePush *push,
                                int64_t now_us,
                                UkeDigest *sums,
                                UkeWirePushAnswer **out_answer,
                                UkeChanges *changes,
                                UkeWireRefusal *out_refusal,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* In one read transaction, or as the state of the one that is open. On a connection that cannot
 * write, history that has to be begun anew is answered by UKE_WIRE_BUSY: ask again on the writing
 * one. @cursor: (nullable): from the beginning. */
gboolean uke_authority_changes (UkeDb *db,
                                const UkeAuthorityPeer *peer,
                                const UkeCursor *cursor,
                                unsigned limit,
                                size_t max_bytes,
                                int64_t now_us,
                                UkeWirePage **out_page,
                                UkeWireRefusal *out_refusal,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_authority_resync (UkeDb *db,
                               const UkeAuthorityPeer *peer,
                               const UkeWireResync *resync,
                               int64_t now_us,
                               UkeWireFork *out_fork,
                               UkeWireRefusal *out_refusal,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** UkeEpochReason: why a history was begun anew; stored in `epoch_line.reason`: a registry. */
typedef enum {
  UKE_EPOCH_MADE = 0,             /* the feed's first */
  UKE_EPOCH_UNKNOWN_EPOCH = 1,    /* a signed cursor of an epoch that this server never had */
  UKE_EPOCH_HISTORY_MISMATCH = 2, /* a signed cursor beyond, or beside, this history */
  UKE_EPOCH_RESTORED = 3,         /* said by whoever put a backup back */
  UKE_EPOCH_LOST = 4,             /* not begun here: one that was shown and that this server lost */
} UkeEpochReason;

gboolean uke_authority_new_epoch (UkeDb *db, UkeEpochReason reason, int64_t now_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean
uke_authority_end_recovery (UkeDb *db, int64_t now_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_authority_freeze (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_authority_thaw (UkeDb *db, int64_t now_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_authority_get_backup (UkeDb *db, int64_t *out_seq, int64_t *out_at_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_authority_set_backup (UkeDb *db, int64_t seq, int64_t now_us, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_authority_verify_copy (UkeDb *db,
                                    UkeDb *copy,
                                    int64_t *out_seq,
                                    GPtrArray *problems,
                                    GCancellable *cancellable,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
uke_authority_raise_min_seq (UkeDb *db, int64_t min_seq, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** UKE_AUTHORITY_KEEP_US, UKE_AUTHORITY_KEEP_ENTRIES: what the log keeps at least of its texts. */
#define UKE_AUTHORITY_KEEP_US (180 * 24 * 3600 * (int64_t)G_USEC_PER_SEC)
#define UKE_AUTHORITY_KEEP_ENTRIES 100000

gboolean uke_authority_compact (UkeDb *db, int64_t now_us, int64_t *out_min_seq, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/** UkeAuditProblemKind: why a record of a device's audit was not taken. */
typedef enum {
  UKE_AUDIT_PROBLEM_NONE = 0,
  UKE_AUDIT_PROBLEM_FORM,   /* not a record, or a text in it is not the one that was hashed */
  UKE_AUDIT_PROBLEM_CHAIN,  /* its hash does not follow from its content and the record before */
  UKE_AUDIT_PROBLEM_DIFFERS /* another record with this number is here already */
} UkeAuditProblemKind;

/**
 * UkeAuditProblem:
 * @kind: what is wrong
 * @seq: with which record of the device's chain
 * @given: the hash that the device says it has
 * @expected: the one that follows, or that is here; zeros where none could be computed
 */
typedef struct {
  UkeAuditProblemKind kind;
  int64_t seq;
  uint8_t given[UKE_SHA256_SIZE];
  uint8_t expected[UKE_SHA256_SIZE];
} UkeAuditProblem;

const char *uke_audit_problem_get_code (UkeAuditProblemKind kind);
gboolean uke_authority_take_audit (UkeDb *db,
                                   const UkeAuthorityPeer *peer,
                                   const UkeWireAudit *audit,
                                   int64_t *out_last,
                                   UkeAuditProblem *out_problem,
                                   UkeWireRefusal *out_refusal,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The epochs of this history, the newest first: a desk that has content finds its own among them,
 * or its content is another clinic's. Returns how many; 0 with @error set when it failed. */
unsigned uke_authority_list_epochs (UkeDb *db, UkeId *epochs, unsigned max, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
