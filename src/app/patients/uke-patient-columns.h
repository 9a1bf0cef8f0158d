/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The columns of the list of patients, over UkeSearchHit items. */
void uke_patient_columns_add (GtkColumnView *view, UkeClinic *clinic);

G_END_DECLS
