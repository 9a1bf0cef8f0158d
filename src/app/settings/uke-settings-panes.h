/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The panes of the settings, each made for a clinic. */
GtkWidget *uke_place_settings_new (UkeClinic *clinic);
GtkWidget *uke_hours_settings_new (UkeClinic *clinic);   /* a part of the first */
GtkWidget *uke_closure_settings_new (UkeClinic *clinic); /* a part of the first */
GtkWidget *uke_menu_settings_new (UkeClinic *clinic);
GtkWidget *uke_resource_settings_new (UkeClinic *clinic);
GtkWidget *uke_staff_settings_new (UkeClinic *clinic);
GtkWidget *uke_property_settings_new (UkeClinic *clinic);
GtkWidget *uke_script_settings_new (UkeClinic *clinic);
GtkWidget *uke_server_settings_new (UkeClinic *clinic);
GtkWidget *uke_security_settings_new (UkeClinic *clinic);
GtkWidget *uke_exchange_settings_new (UkeClinic *clinic);
GtkWidget *uke_key_settings_new (UkeClinic *clinic);
GtkWidget *uke_look_settings_new (UkeClinic *clinic);

G_END_DECLS
