/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-patient-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The clinic's own properties as rows of the form, each by its kind. */
GtkWidget *uke_property_row_new (UkeRecord *property, UkeRecord *value, UkeDate today);
gboolean uke_property_row_add_to_form (GtkWidget *row,
                                       UkePatientForm *form,
                                       int64_t now_us,
                                       char **out_problem);

G_END_DECLS
