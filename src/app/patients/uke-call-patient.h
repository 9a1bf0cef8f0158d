/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void uke_call_patient (GtkWidget *widget, UkeClinic *clinic, const UkeId *patient_id);

G_END_DECLS
