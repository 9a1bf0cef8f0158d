/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-command.h"
#include "clinic/uke-work-private.h"
#include "store/uke-commit.h"

G_BEGIN_DECLS

/**
 * UkeDone:
 * @receipt: what the command did
 * @committed: (owned) (nullable): what was committed; NULL when nothing had to be changed
 *
 * What comes back from the writer thread.
 */
typedef struct {
  UkeReceipt receipt;
  UkeCommitted *committed;
} UkeDone;

void uke_done_free (UkeDone *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeDone, uke_done_free)

UkeChangeSet *uke_work_make_change_set (UkeWork *work, UkeIntent intent);
UkeDone *uke_work_commit (UkeWork *work,
                          UkeChangeSet *set,
                          UkeAction action,
                          UkeAuditKind kind,
                          const char *reason,
                          const UkeId *second_staff_id,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *uke_note_program (const UkeSitting *sitting);
void uke_note_moment (int64_t *out_mono_us, UkeId *out_boot_id);

G_END_DECLS
