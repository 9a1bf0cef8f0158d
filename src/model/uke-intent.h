/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What a command was meant to do, as change-sets and the log keep it. I (number, CAPITALS, code):
 * a registry, never reused, never renumbered (decision 2).
 */
#define UKE_INTENTS(I)                                                                             \
  I (1, PATIENT_REGISTER, "patient.register")                                                      \
  I (2, PATIENT_EDIT, "patient.edit")                                                              \
  I (3, PATIENT_END, "patient.end") /* deceased, moved, other: future contact stops */             \
  I (4, PATIENT_REACTIVATE, "patient.reactivate")                                                  \
  I (5, CONSENT_SET, "consent.set")                                                                \
  I (6, HOUSEHOLD_SET, "household.set")                                                            \
  I (7, TAG_ADD, "tag.add")                                                                        \
  I (8, TAG_REMOVE, "tag.remove")                                                                  \
  I (20, BOOK, "appointment.book")                                                                 \
  I (21, MOVE, "appointment.move") /* time, length, provider, chair */                             \
  I (22, SET_STATUS, "appointment.set_status")                                                     \
  I (23, CANCEL, "appointment.cancel")                                                             \
  I (24, EDIT_BOOKING, "appointment.edit")                                                         \
  I (30, FOLLOW_UP_CREATE, "follow_up.create")                                                     \
  I (31, FOLLOW_UP_OUTCOME, "follow_up.outcome")                                                   \
  I (32, FOLLOW_UP_SNOOZE, "follow_up.snooze")                                                     \
  I (33, FOLLOW_UP_CLAIM, "follow_up.claim")                                                       \
  I (34, FOLLOW_UP_RELEASE, "follow_up.release")                                                   \
  I (35, FOLLOW_UP_REOPEN, "follow_up.reopen")                                                     \
  I (36, CALL_BACK_IN, "follow_up.call_back_in") /* the patient rang back */                       \
  I (37, FOLLOW_UP_EDIT, "follow_up.edit")                                                         \
  I (38, FOLLOW_UP_CANCEL, "follow_up.cancel") /* not needed after all; no call was made */        \
  I (40, IMPORT_START, "import.start")                                                             \
  I (41, IMPORT_BATCH, "import.batch")                                                             \
  I (42, IMPORT_END, "import.end")                                                                 \
  I (43, IMPORT_UNDO, "import.undo")                                                               \
  I (44, IMPORT_MAPPING_SAVE, "import.mapping_save")                                               \
  I (50, MERGE_DECIDE, "merge.decide")                                                             \
  I (52, SETTLE_CONFLICT, "conflict.settle")                                                       \
  I (53, HAND_CONFLICT, "conflict.hand")                                                           \
  I (60, UNDO, "undo")                                                                             \
  I (70, SET_UP_CLINIC, "set_up.clinic") /* the first start, and the clinic's own row */           \
  I (71, SET_UP_STAFF, "set_up.staff")                                                             \
  I (72, SET_UP_RESOURCES, "set_up.resources")                                                     \
  I (73, SET_UP_MENUS, "set_up.menus")                                                             \
  I (74, SET_UP_HOURS, "set_up.hours")                                                             \
  I (75, SET_UP_CLOSURES, "set_up.closures")                                                       \
  I (76, SET_UP_SETTINGS, "set_up.settings")                                                       \
  I (77, SET_UP_PROPERTIES, "set_up.properties")                                                   \
  I (78, SET_UP_SCRIPTS, "set_up.scripts")                                                         \
  I (90, DEMO, "demo")

#define UKE_INTENT_ENUM_(number, capitals, code) UKE_INTENT_##capitals = number,
/** UkeIntent: the command behind a change-set. */
typedef enum { UKE_INTENT_NONE = 0, UKE_INTENTS (UKE_INTENT_ENUM_) } UkeIntent;
#undef UKE_INTENT_ENUM_

const char *uke_intent_get_code (UkeIntent intent);
UkeIntent uke_intent_from_code (const char *code);
gboolean uke_intent_is_known (unsigned number);
const UkeIntent *uke_intent_all (unsigned *out_n);

G_END_DECLS
