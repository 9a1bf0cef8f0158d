/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-app-types.h"
#include "base/uke-id.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void uke_booking_choices_fill_menus (GtkDropDown *choice,
                                     GPtrArray *ids,
                                     UkeClinic *clinic,
                                     const UkeId *selected);
void uke_booking_choices_fill_providers (GtkDropDown *choice,
                                         GPtrArray *ids,
                                         UkeClinic *clinic,
                                         const UkeId *selected);
const UkeId *uke_booking_choices_get (GtkDropDown *choice, GPtrArray *ids);

G_END_DECLS
