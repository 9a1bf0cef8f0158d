/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-draft.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_PHONE_ROW (uke_phone_row_get_type ())
G_DECLARE_FINAL_TYPE (UkePhoneRow, uke_phone_row, UKE, PHONE_ROW, AdwExpanderRow)

/**
 * UkePhoneRow:
 *
 * One phone number in the form: the number, and behind it whose it is, when it is answered, what
 * may be left on it.
 *
 * Signals:
 * `removed`: the person wants it gone.
 */
GtkWidget *uke_phone_row_new (UkeRecord *phone);

void uke_phone_row_set_number (UkePhoneRow *self, const char *number);
UkeRecord *uke_phone_row_get_record (UkePhoneRow *self);
UkeDraft *uke_phone_row_make_draft (UkePhoneRow *self,
                                    const UkeId *patient_id,
                                    int preference,
                                    int64_t now_us,
                                    GError **error);
gboolean uke_phone_row_is_empty (UkePhoneRow *self);

G_END_DECLS
