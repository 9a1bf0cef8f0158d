/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_CALL_EDITOR (uke_call_editor_get_type ())
G_DECLARE_FINAL_TYPE (UkeCallEditor, uke_call_editor, UKE, CALL_EDITOR, AdwWindow)

/**
 * UkeCallEditor:
 *
 * The form for a call that somebody plans by hand, or changes: whom, why, until when, when they can
 * be reached, what was promised, who calls. A call that is not needed is cancelled from here.
 */
GtkWidget *uke_call_editor_present (GtkWidget *where,
                                    UkeClinic *clinic,
                                    const UkeId *patient_id,
                                    UkeRecord *follow_up);
const UkeId *uke_call_editor_get_patient (UkeCallEditor *self);
const char *uke_call_editor_get_trouble (UkeCallEditor *self);
void uke_call_editor_set_promise (UkeCallEditor *self, int64_t at_us);

G_END_DECLS
