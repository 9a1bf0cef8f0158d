/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic-setup.h"
#include "server/ukes-config.h"

G_BEGIN_DECLS

#define UKES_RECOVERY_FILE "recovery-code.txt"

gboolean ukes_init (const UkesConfig *config,
                    const UkeClinicSetup *setup,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
