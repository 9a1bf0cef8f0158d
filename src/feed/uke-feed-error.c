/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-feed-error.h"

G_DEFINE_QUARK (uke_feed_error_quark, uke_feed_error)
