/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-booking-query.h"
#include "clinic/uke-command.h"
#include "clinic/uke-conflict-query.h"

G_BEGIN_DECLS

/** UkeConflictChoice: what somebody says about a card. */
typedef enum {
  UKE_CONFLICT_CHOICE_STANDS = 1, /* it stays as it was decided; a lost slot is given another, a
                                   * provisional number the next that is free */
  UKE_CONFLICT_CHOICE_OTHER,      /* the other one holds; in a slot, the first gives way */
  UKE_CONFLICT_CHOICE_BOTH,       /* both bookings keep the slot, with open eyes */
} UkeConflictChoice;

/**
 * UkeConflictCall:
 * @patient_id: who has to be told
 * @due_at_us: until when
 * @note: (nullable): why, for whoever calls
 */
typedef struct {
  UkeId patient_id;
  int64_t due_at_us;
  const char *note;
} UkeConflictCall;

/**
 * UkeConflictAnswer:
 * @change_set_id, @record_id: which card
 * @choice: what is chosen
 * @has_slot: SLOT, STANDS and OTHER: whether the booking that gives way has a new place; without
 *   one it keeps its time and loses provider and chair, until somebody finds it one
 * @slot: the new place
 * @calls: (nullable) (array length=n_calls): whom to call
 * @n_calls: how many
 *
 * Owned by the caller, copied by the command.
 */
typedef struct {
  UkeId change_set_id;
  UkeId record_id;
  UkeConflictChoice choice;
  gboolean has_slot;
  UkeFreeSlot slot;
  const UkeConflictCall *calls;
  unsigned n_calls;
} UkeConflictAnswer;

UkeCommand *uke_command_settle_conflict (const UkeConflictAnswer *answer);
UkeCommand *uke_command_hand_conflict (const UkeId *change_set_id,
                                       const UkeId *record_id,
                                       const UkeId *staff_id);

G_END_DECLS
