/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic-setup.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_START_WELCOME (uke_start_welcome_get_type ())
G_DECLARE_FINAL_TYPE (UkeStartWelcome, uke_start_welcome, UKE, START_WELCOME, AdwBin)

/**
 * UkeStartWelcome:
 *
 * Asks for the names of the clinic and its director.
 *
 * Signals: `done`: both are there and the person goes on. `join`: the clinic is there already, on a
 * server.
 */
GtkWidget *uke_start_welcome_new (const UkeClinicSetup *setup);
void uke_start_welcome_get_setup (UkeStartWelcome *self, UkeClinicSetup *out_setup);

G_END_DECLS
