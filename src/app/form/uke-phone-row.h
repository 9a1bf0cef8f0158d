/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-patient-commands.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_PHONE_ROW (uke_phone_row_get_type ())
G_DECLARE_FINAL_TYPE (UkePhoneRow, uke_phone_row, UKE, PHONE_ROW, AdwExpanderRow)

/**
 * UkePhoneRow:
 *
 * One phone number of a patient with everything that must be known before it is dialled: whose it
 * is, when it is answered, what may be left on it, whether it works at all.
 */
GtkWidget *uke_phone_row_new (UkeRecord *phone);
void uke_phone_row_set_number (UkePhoneRow *self, const char *number);
UkeRecord *uke_phone_row_get_record (UkePhoneRow *self);
gboolean uke_phone_row_add_to_form (UkePhoneRow *self,
                                    UkePatientForm *form,
                                    int preference,
                                    int64_t now_us,
                                    char **out_problem);

G_END_DECLS
