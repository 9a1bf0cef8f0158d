/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

/**
 * UkeHistoryField:
 * @field: (nullable): which field; NULL when the program no longer knows it
 * @old_value, @new_value: (owned) (nullable): as text: codes as codes, dates ISO, ids as hex
 */
typedef struct {
  const UkeField *field;
  char *old_value;
  char *new_value;
} UkeHistoryField;

#define UKE_TYPE_HISTORY_ENTRY (uke_history_entry_get_type ())
G_DECLARE_FINAL_TYPE (UkeHistoryEntry, uke_history_entry, UKE, HISTORY_ENTRY, GObject)

/**
 * UkeHistoryEntry:
 * @at_us: when
 * @staff_id: who
 * @staff_name: (owned) (nullable): their name today
 * @device: (owned) (nullable): with which program; NULL where another desk's work came in the log
 * @dev: that desk's number; 0 for what the audit here has
 * @kind: (owned): change view search export print denial
 * @intent: which command, 0 where none
 * @action: which permission
 * @entity: (nullable): what kind of record
 * @record_id: which record
 * @reason: (owned) (nullable): the reason given
 * @fields: (owned) (element-type UkeHistoryField): what changed
 *
 * One thing that was done, here or at another desk, as people read it. Immutable; the fields may be
 * read directly.
 */
struct _UkeHistoryEntry {
  GObject parent_instance;
  int64_t at_us;
  UkeId staff_id;
  char *staff_name;
  char *device;
  uint32_t dev;
  char *kind;
  UkeIntent intent;
  UkeAction action;
  const UkeEntity *entity;
  UkeId record_id;
  char *reason;
  GPtrArray *fields;
};

/* (element-type UkeHistoryEntry): everything about one patient (their rows too), newest first. */
void uke_clinic_load_history_async (UkeClinic *self,
                                    const UkeId *patient_id,
                                    unsigned limit,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GPtrArray *uke_clinic_load_history_finish (UkeClinic *self,
                                           GAsyncResult *result,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
