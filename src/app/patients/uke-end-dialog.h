/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-patient-query.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void uke_end_dialog_present (GtkWidget *widget, UkeClinic *clinic, UkePatientFile *file);

G_END_DECLS
