/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-decide.h"
#include "feed/uke-new-fields.h"

G_BEGIN_DECLS

/** UKE_EFFECT_MAX_BYTES: what an authority may say about one change-set, and a desk reads. */
#define UKE_EFFECT_MAX_BYTES (3 * 1024 * 1024)

gboolean uke_effect_read_json (const char *json,
                               size_t size,
                               const UkeDecideView *view,
                               const UkeNewFields *fields,
                               UkeEffect *out_effect,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
