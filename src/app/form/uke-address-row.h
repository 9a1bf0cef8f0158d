/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-patient-commands.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_ADDRESS_ROW (uke_address_row_get_type ())
G_DECLARE_FINAL_TYPE (UkeAddressRow, uke_address_row, UKE, ADDRESS_ROW, AdwExpanderRow)

/**
 * UkeAddressRow:
 *
 * One address of a patient: its kind, postal code and text.
 */
GtkWidget *uke_address_row_new (UkeRecord *address);
UkeRecord *uke_address_row_get_record (UkeAddressRow *self);
gboolean uke_address_row_add_to_form (UkeAddressRow *self,
                                      UkePatientForm *form,
                                      int64_t now_us,
                                      char **out_problem);

G_END_DECLS
