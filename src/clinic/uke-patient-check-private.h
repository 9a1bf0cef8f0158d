/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-patient-commands.h"
#include "clinic/uke-work.h"

G_BEGIN_DECLS

void uke_patient_fold_kana (UkeDraft *draft);
gboolean uke_patient_check_form (UkeWork *work,
                                 UkePatientForm *form,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_patient_check_row (UkeWork *work,
                                UkeDraft *row,
                                const UkeId *patient_id,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_patient_put_form (UkeWork *work, UkePatientForm *form);
gboolean uke_patient_join_family (UkeWork *work,
                                  UkePatientForm *form,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_patient_end_in (UkeWork *work,
                             UkeRecord *patient,
                             const char *ended_reason,
                             UkeDate date,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
