/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-action.h"
#include "model/uke-draft.h"
#include "model/uke-intent.h"

G_BEGIN_DECLS

/**
 * UkeCommand:
 *
 * Something a person or a machine wants done: one intent, one permission, one transaction. The
 * constructors stand in uke-patient-commands.h, uke-booking-commands.h, uke-follow-up-commands.h,
 * uke-import-commands.h and uke-set-up-commands.h. A command is performed on the writer thread,
 * where it reads what is true now, checks the rules and says which records change how (see
 * uke-work.h).
 */
typedef struct _UkeCommand UkeCommand;
typedef struct _UkeWork UkeWork;

typedef gboolean (*UkeCommandFunc) (UkeWork *work, gpointer data, GError **error);

UkeCommand *uke_command_new (UkeIntent intent,
                             UkeAction action,
                             UkeCommandFunc perform,
                             gpointer data,
                             GDestroyNotify destroy);
UkeCommand *uke_command_ref (UkeCommand *self);
void uke_command_free (UkeCommand *self); /* gives one reference back */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeCommand, uke_command_free)

/* ○ actions ask for a reason, two-person actions for a second person (decision 27). */
void uke_command_set_reason (UkeCommand *self, const char *reason);
void uke_command_set_second_staff (UkeCommand *self, const UkeId *staff_id);
/* "Yes, I have been shown the warnings" (overlap, outside hours, same name ...). */
void uke_command_set_accepts_warnings (UkeCommand *self, gboolean accepts);

/**
 * UkeReceipt:
 *
 * What a command did: its change-set, the record it was about, the changes, and whether it can be
 * undone.
 */
typedef struct {
  UkeId change_set_id;
  int64_t seq; /* 0 while it waits */
  UkeIntent intent;
  UkeId subject_id; /* the record it was about (made or changed) */
  UkeId patient_id; /* UKE_ID_NONE where no patient is concerned */
  gboolean can_undo;
  gboolean waits; /* this desk's server has not seen it yet */
} UkeReceipt;

void uke_receipt_free (UkeReceipt *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeReceipt, uke_receipt_free)

G_END_DECLS
