/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/form/uke-checked-row.h"
#include "clinic/uke-patient-commands.h"

G_BEGIN_DECLS

#define UKE_TYPE_EMAIL_ROW (uke_email_row_get_type ())
G_DECLARE_FINAL_TYPE (UkeEmailRow, uke_email_row, UKE, EMAIL_ROW, UkeCheckedRow)

/**
 * UkeEmailRow:
 *
 * One e-mail address of a patient, and whether messages to it come back.
 */
GtkWidget *uke_email_row_new (UkeRecord *email);
UkeRecord *uke_email_row_get_record (UkeEmailRow *self);
gboolean uke_email_row_add_to_form (UkeEmailRow *self,
                                    UkePatientForm *form,
                                    int preference,
                                    int64_t now_us,
                                    char **out_problem);

G_END_DECLS
