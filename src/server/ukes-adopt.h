/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"
#include "server/ukes-error.h"
#include "vault/uke-secret.h"

G_BEGIN_DECLS

/* A desk's clinic as a server's first content. */

UkeSecret *ukes_adopt (const char *from,
                       const char *code_file,
                       const char *folder,
                       int64_t now_us,
                       UkeId *out_database_id,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
