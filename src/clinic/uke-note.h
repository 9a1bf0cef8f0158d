/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"
#include "clinic/uke-sitting.h"
#include "feed/uke-audit-entry.h"

G_BEGIN_DECLS

/**
 * UkeNote:
 * @kind: view search export print denial ...
 * @action: the permission it needs
 * @entity: (nullable): the kind of record looked at
 * @object_id: which one, or none
 * @patient_id: the patient concerned, or none
 * @count: how many rows were found, exported or printed
 * @reason: (nullable): why, as the person said it
 * @second_staff_id: who else agrees, or none
 * @is_unattended: made by a program on the command line: recorded as unverified, judged without a
 *   second person (decision 27)
 *
 * Something that changes no record and stands in the audit all the same.
 */
typedef struct {
  UkeAuditKind kind;
  UkeAction action;
  const UkeEntity *entity;
  UkeId object_id;
  UkeId patient_id;
  int64_t count;
  const char *reason;
  UkeId second_staff_id;
  gboolean is_unattended;
} UkeNote;

void uke_clinic_note_async (UkeClinic *self,
                            const UkeNote *note,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean uke_clinic_note_finish (UkeClinic *self,
                                 GAsyncResult *result,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
