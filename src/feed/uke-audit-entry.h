/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"
#include "feed/uke-sha256.h"
#include "model/uke-action.h"
#include "model/uke-entity.h"

G_BEGIN_DECLS

/*
 * What happened, as the record of operations (操作の記録) keeps it. N (number, CAPITALS, code): a
 * registry, never reused, never renumbered (decision 2).
 */
#define UKE_AUDIT_KINDS(N)                                                                         \
  N (1, CREATE, "create")                                                                          \
  N (2, CHANGE, "change")                                                                          \
  N (3, DELETE, "delete")                                                                          \
  N (4, REVIVE, "revive")                                                                          \
  N (10, VIEW, "view")                                                                             \
  N (11, REVEAL, "reveal") /* a masked number or address was shown */                              \
  N (12, SEARCH, "search") /* one settled query (decision 12) */                                   \
  N (13, EXPORT, "export")                                                                         \
  N (14, PRINT, "print")                                                                           \
  N (15, DENIAL, "denial")                                                                         \
  N (20, SIT_DOWN, "sit_down") /* somebody took the desk */                                        \
  N (21, OPEN, "open")         /* the clinic's data was opened */                                  \
  N (22, CLOSE, "close")                                                                           \
  N (23, LOCK, "lock")                                                                             \
  N (24, UNLOCK, "unlock")                                                                         \
  N (30, BACKUP, "backup")                                                                         \
  N (31, RESTORE, "restore")                                                                       \
  N (32, VERIFY, "verify")                                                                         \
  N (33, MIGRATE, "migrate")                                                                       \
  N (34, KEY_CHANGE, "key_change") /* a key slot came or went */                                   \
  N (35, REPAIR, "repair")         /* a row was not the server's, and was put right */             \
  N (40, IMPORT, "import")                                                                         \
  N (41, UNDO, "undo")                                                                             \
  N (50, DEVICE_INVITE, "device_invite") /* a code was asked for */                                \
  N (51, DEVICE_ACCEPT, "device_accept") /* count: the device's number; so of those below */       \
  N (52, DEVICE_REFUSE, "device_refuse")                                                           \
  N (53, DEVICE_RENAME, "device_rename")                                                           \
  N (54, DEVICE_REVOKE, "device_revoke")                                                           \
  N (55, ALLOW_DELETIONS, "allow_deletions") /* count: of how many patients */                     \
  N (56, DROP_REFUSED, "drop_refused")       /* a change that the server will never take */        \
  N (57, DEVICE_JOIN, "device_join")         /* both sides have agreed */                          \
  N (58, DEVICE_RENEW, "device_renew")                                                             \
  N (59, DEVICE_CLONED, "device_cloned") /* it was there twice, and is another incarnation now */  \
  N (60, QUARANTINE_ACCEPTED,                                                                      \
     "quarantine_accepted") /* what a device that was shut out handed in */                        \
  N (61, QUARANTINE_DROPPED, "quarantine_dropped")

#define UKE_AUDIT_KIND_ENUM_(number, capitals, code) UKE_AUDIT_##capitals = number,
/** UkeAuditKind: what kind of thing an entry records. */
typedef enum { UKE_AUDIT_NONE = 0, UKE_AUDIT_KINDS (UKE_AUDIT_KIND_ENUM_) } UkeAuditKind;
#undef UKE_AUDIT_KIND_ENUM_

/** UkeAuditResult: how it ended. Stored as a number. */
typedef enum {
  UKE_AUDIT_SUCCESS = 0,
  UKE_AUDIT_DENIED = 1,
  UKE_AUDIT_FAILED = 2,
} UkeAuditResult;

/**
 * UkeAuditEntry:
 *
 * One entry of a device's chain, without the values themselves: those stand beside it in a column
 * that erasure can clear, and enter only by their hash. Plain borrowed memory, filled to be hashed
 * and stored. Never names, numbers or notes; a reason enters by its hash too.
 */
typedef struct {
  int64_t seq; /* of the device's audit chain, from 1 */
  uint32_t dev;
  UkeId boot_id; /* of the machine's start */
  int64_t at_us; /* UTC */
  int64_t mono_us;
  int64_t server_offset_ms; /* 0 without a server */
  UkeId staff_id;
  UkeRole role;
  UkeId second_staff_id; /* of a two-person action */
  UkeId session_id;      /* the sitting */
  unsigned factors;      /* how they proved who they are: bits; 0 unverified */
  UkeAuditKind kind;
  UkeAction action;
  unsigned entity; /* number; 0 where no record is concerned */
  UkeId object_id;
  UkeId patient_id;
  UkeId context_id;                     /* the booking or follow-up that was the occasion */
  UkeId change_set_id;                  /* of a change */
  const char *reason_code;              /* (nullable) */
  uint8_t reason_hash[UKE_SHA256_SIZE]; /* of the reason's text; zeros when none was given */
  UkeAuditResult result;
  int64_t count;      /* rows found, exported, imported, printed */
  const char *fields; /* (nullable): names of the changed fields with commas between them */
  uint8_t values_hash[UKE_SHA256_SIZE]; /* of the old and new values in JSON; zeros when none */
  const char *version;                  /* of the program */
} UkeAuditEntry;

const char *uke_audit_kind_get_code (UkeAuditKind kind);
UkeAuditKind uke_audit_kind_from_code (const char *code);

void uke_audit_entry_write (const UkeAuditEntry *entry, GByteArray *bytes);
void uke_audit_entry_hash (const UkeAuditEntry *entry,
                           const uint8_t previous[UKE_SHA256_SIZE],
                           GByteArray *scratch,
                           uint8_t out_hash[UKE_SHA256_SIZE]);
void uke_audit_hash_text (const char *text, gssize size, uint8_t out_hash[UKE_SHA256_SIZE]);
void uke_audit_append_field_names (GString *names, const UkeEntity *entity, uint64_t fields);

G_END_DECLS
