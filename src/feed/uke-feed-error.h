/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** UkeFeedError: named for what the caller can do. */
typedef enum {
  UKE_FEED_ERROR_MALFORMED = 1, /* refuse the bytes: they are not what they claim to be */
  UKE_FEED_ERROR_LIMIT,         /* send less at once */
  UKE_FEED_ERROR_NEWER_SCHEMA,  /* update this program */
  UKE_FEED_ERROR_CORRUPT,       /* stored bytes are damaged: repair from a backup or the server */
} UkeFeedError;

#define UKE_FEED_ERROR (uke_feed_error_quark ())
GQuark uke_feed_error_quark (void);

G_END_DECLS
