/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/** UKE_UNSENT_PATIENCE_US: so long a change may be on its way before it is marked as unsent. */
#define UKE_UNSENT_PATIENCE_US (800 * INT64_C (1000))

/** UKE_UNSENT_ICON: what marks whatever the server does not have yet. */
#define UKE_UNSENT_ICON "document-send-symbolic"

unsigned uke_unsent_get_patience_ms (int64_t since_us, int64_t now_us);

G_END_DECLS
