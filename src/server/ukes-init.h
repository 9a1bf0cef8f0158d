/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic-setup.h"
#include "server/ukes-config.h"

G_BEGIN_DECLS

#define UKES_RECOVERY_FILE "recovery-code.txt"

/**
 * UkesContent:
 * @setup: what a new clinic is called and who directs it
 * @from: (nullable): a desk's data folder, whose clinic is taken over instead
 * @code_file: (nullable): a file with the recovery code of @from
 *
 * What a new server begins with.
 */
typedef struct {
  UkeClinicSetup setup;
  const char *from;
  const char *code_file;
} UkesContent;

gboolean ukes_init (UkesConfig *config,
                    const UkesContent *content,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
