/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-error.h"

#include <jansson.h>

G_BEGIN_DECLS

json_t *ukes_ask (const char *dir, const char *method, const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
json_t *ukes_ask_long (const char *dir, const char *path, json_t *body, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
