/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"
#include "vault/uke-secret.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_START_CODE (uke_start_code_get_type ())
G_DECLARE_FINAL_TYPE (UkeStartCode, uke_start_code, UKE, START_CODE, AdwBin)

/**
 * UkeStartCode:
 *
 * Shows the recovery code and takes it to paper.
 *
 * Signals: `done`: the person says that it is written down.
 */
GtkWidget *uke_start_code_new (UkeSecret *code, const char *clinic_name, UkeDate today);

G_END_DECLS
