/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-action.h"

G_BEGIN_DECLS

/*
 * What a command was meant to do, as change-sets and the log keep it. I (number, CAPITALS, code,
 * the actions that it may need, up to three): numbers and codes are a registry, never reused, never
 * renumbered (decision 2). Which of several actions a command needs is known where it is made; an
 * authority holds its author to one of them.
 */
/* clang-format off */
#define UKE_INTENTS(I) \
  I (1, PATIENT_REGISTER, "patient.register", PATIENT_REGISTER, NONE, NONE) \
  I (2, PATIENT_EDIT, "patient.edit", PATIENT_EDIT, NONE, NONE) \
  I (3, PATIENT_END, "patient.end", PATIENT_END, NONE, NONE) /* deceased, moved, other: future contact stops */ \
  I (4, PATIENT_REACTIVATE, "patient.reactivate", PATIENT_REACTIVATE, NONE, NONE) \
  I (5, CONSENT_SET, "consent.set", CONSENT_RECORD, NONE, NONE) \
  I (6, HOUSEHOLD_SET, "household.set", PATIENT_EDIT, NONE, NONE) \
  I (7, TAG_ADD, "tag.add", PATIENT_EDIT, NONE, NONE) \
  I (8, TAG_REMOVE, "tag.remove", PATIENT_EDIT, NONE, NONE) \
  I (20, BOOK, "appointment.book", APPOINTMENT_BOOK, NONE, NONE) \
  I (21, MOVE, "appointment.move", APPOINTMENT_MOVE, NONE, NONE) /* time, length, provider, chair */ \
  I (22, SET_STATUS, "appointment.set_status", VISIT_RECORD, APPOINTMENT_CANCEL, APPOINTMENT_EDIT) \
  I (23, CANCEL, "appointment.cancel", APPOINTMENT_CANCEL, NONE, NONE) \
  I (24, EDIT_BOOKING, "appointment.edit", APPOINTMENT_EDIT, NONE, NONE) \
  I (30, FOLLOW_UP_CREATE, "follow_up.create", FOLLOW_UP_CREATE, NONE, NONE) \
  I (31, FOLLOW_UP_OUTCOME, "follow_up.outcome", FOLLOW_UP_RECORD, NONE, NONE) \
  I (32, FOLLOW_UP_SNOOZE, "follow_up.snooze", FOLLOW_UP_SNOOZE, NONE, NONE) \
  I (33, FOLLOW_UP_CLAIM, "follow_up.claim", FOLLOW_UP_CLAIM, NONE, NONE) \
  I (34, FOLLOW_UP_RELEASE, "follow_up.release", FOLLOW_UP_CLAIM, NONE, NONE) \
  I (35, FOLLOW_UP_REOPEN, "follow_up.reopen", FOLLOW_UP_REOPEN, NONE, NONE) \
  I (36, CALL_BACK_IN, "follow_up.call_back_in", FOLLOW_UP_RECORD, NONE, NONE) /* the patient rang back */ \
  I (37, FOLLOW_UP_EDIT, "follow_up.edit", FOLLOW_UP_CREATE, NONE, NONE) \
  I (38, FOLLOW_UP_CANCEL, "follow_up.cancel", FOLLOW_UP_CREATE, NONE, NONE) /* not needed after all; no call was made */ \
  I (40, IMPORT_START, "import.start", IMPORT_RUN, NONE, NONE) \
  I (41, IMPORT_BATCH, "import.batch", IMPORT_RUN, NONE, NONE) \
  I (42, IMPORT_END, "import.end", IMPORT_RUN, NONE, NONE) \
  I (43, IMPORT_UNDO, "import.undo", IMPORT_UNDO, NONE, NONE) \
  I (44, IMPORT_MAPPING_SAVE, "import.mapping_save", IMPORT_RUN, NONE, NONE) \
  I (50, MERGE_DECIDE, "merge.decide", PATIENT_MERGE, NONE, NONE) \
  I (52, SETTLE_CONFLICT, "conflict.settle", PATIENT_EDIT, APPOINTMENT_EDIT, FOLLOW_UP_RECORD) \
  I (53, HAND_CONFLICT, "conflict.hand", PATIENT_EDIT, APPOINTMENT_EDIT, FOLLOW_UP_RECORD) \
  I (60, UNDO, "undo", UNDO_OWN, UNDO_OF_OTHERS, PATIENT_UNMERGE) \
  I (70, SET_UP_CLINIC, "set_up.clinic", SET_UP_CLINIC, NONE, NONE) /* the first start, and the clinic's own row */ \
  I (71, SET_UP_STAFF, "set_up.staff", STAFF_MANAGE, NONE, NONE) \
  I (72, SET_UP_RESOURCES, "set_up.resources", SET_UP_CLINIC, NONE, NONE) \
  I (73, SET_UP_MENUS, "set_up.menus", SET_UP_CLINIC, NONE, NONE) \
  I (74, SET_UP_HOURS, "set_up.hours", SET_UP_CLINIC, NONE, NONE) \
  I (75, SET_UP_CLOSURES, "set_up.closures", SET_UP_CLINIC, NONE, NONE) \
  I (76, SET_UP_SETTINGS, "set_up.settings", SET_UP_CLINIC, SETTINGS_SECURITY, DIAGNOSTICS_VIEW) \
  I (77, SET_UP_PROPERTIES, "set_up.properties", SET_UP_PROPERTIES, NONE, NONE) \
  I (78, SET_UP_SCRIPTS, "set_up.scripts", SET_UP_SCRIPTS, NONE, NONE) \
  I (90, DEMO, "demo", SET_UP_CLINIC, NONE, NONE)
/* clang-format on */

#define UKE_INTENT_ENUM_(number, capitals, code, first, second, third)                             \
  UKE_INTENT_##capitals = number,
/** UkeIntent: the command behind a change-set. */
typedef enum { UKE_INTENT_NONE = 0, UKE_INTENTS (UKE_INTENT_ENUM_) } UkeIntent;
#undef UKE_INTENT_ENUM_

const char *uke_intent_get_code (UkeIntent intent);
UkeIntent uke_intent_from_code (const char *code);
gboolean uke_intent_is_known (unsigned number);
gboolean uke_intent_is_open_to (unsigned number, UkeRole role);
const UkeIntent *uke_intent_all (unsigned *out_n);

G_END_DECLS
