/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-audit-entry.h"
#include "feed/uke-change-set.h"
#include "feed/uke-effect.h"
#include "model/uke-changes.h"
#include "store/uke-search-row.h"

G_BEGIN_DECLS

/**
 * UkeCommitContext:
 * @now_us: when, the same for everything in the commit
 * @mono_us: the machine's monotonic clock
 * @boot_id: of the machine's start, or none
 * @staff_id: who
 * @role: their role
 * @second_staff_id: of a two-person action, or none
 * @session_id: the sitting
 * @factors: how they proved who they are; 0 unverified
 * @action: the permission it needed
 * @context_id: the booking or follow-up that was the occasion, or none
 * @reason_code: (nullable): from a registry
 * @reason: (nullable): as typed
 * @kind: what the audit calls it where it is more than a change: UKE_AUDIT_UNDO ...;
 *   UKE_AUDIT_NONE: create, change, delete, revive by what happens to each record
 * @version: of the program
 * @has_new_ids: every id that the change-set inserts under a time-made id was made for it just
 *   now, so that nobody need look whether it exists: imports
 *
 * Who wants a change, and how; plain memory of the caller's.
 */
typedef struct {
  int64_t now_us;
  int64_t mono_us;
  UkeId boot_id;
  UkeId staff_id;
  UkeRole role;
  UkeId second_staff_id;
  UkeId session_id;
  unsigned factors;
  UkeAction action;
  UkeId context_id;
  const char *reason_code;
  const char *reason;
  UkeAuditKind kind;
  const char *version;
  gboolean has_new_ids;
} UkeCommitContext;

/**
 * UkeSearchChange:
 * @patient_id: whose text in the search memory changes
 * @row: (owned) (nullable): what it is now; NULL when they are no longer to be found
 * @is_new: the memory cannot know them yet
 */
typedef struct {
  UkeId patient_id;
  UkeSearchRow *row;
  gboolean is_new;
} UkeSearchChange;

/**
 * UkeCommitted:
 * @seq: number of the log entry; 0 when it waits
 * @waits: the server has not judged it yet
 * @outcome: what became of the change-set; when PARKED no record was changed
 * @changes: (owned): every record that changed
 * @effect: (owned): what was decided, with its conflict notes
 * @search: (owned) (element-type UkeSearchChange): what the search memory must follow
 *
 * What a commit did. It is true only once the caller's transaction is committed.
 */
typedef struct {
  int64_t seq;
  gboolean waits;
  UkeOutcome outcome;
  UkeChanges *changes;
  UkeEffect *effect;
  GPtrArray *search;
} UkeCommitted;

UkeCommitted *uke_commit (UkeDb *db,
                          UkeChangeSet *set,
                          const UkeCommitContext *context,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeCommitted *uke_committed_new (void);
void uke_committed_free (UkeCommitted *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeCommitted, uke_committed_free)

void uke_search_change_free (UkeSearchChange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeSearchChange, uke_search_change_free)

G_END_DECLS
