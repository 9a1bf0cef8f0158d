/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_STAFF_CHOOSER (uke_staff_chooser_get_type ())
G_DECLARE_FINAL_TYPE (UkeStaffChooser, uke_staff_chooser, UKE, STAFF_CHOOSER, AdwBin)

/**
 * UkeStaffChooser:
 *
 * Who sits at the desk, by avatar. Shows no patient's data.
 *
 * Signals: `chosen` (UkeRecord of the member of staff).
 */
GtkWidget *uke_staff_chooser_new (UkeClinic *clinic);

G_END_DECLS
