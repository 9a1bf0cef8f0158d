/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** UkeSyncError: named for what the caller can do. */
typedef enum {
  UKE_SYNC_ERROR_UNREACHABLE = 1, /* no way to the server now: try again later */
  UKE_SYNC_ERROR_TIMEOUT,         /* it did not answer in time: try again later */
  UKE_SYNC_ERROR_NOT_OURS,        /* whoever answers is not this clinic's server: tell a person */
  UKE_SYNC_ERROR_TOO_LARGE,       /* the answer was cut off: ask for less */
  UKE_SYNC_ERROR_PROTOCOL,        /* not an answer of this protocol: try again later, log it */
  UKE_SYNC_ERROR_CLOCK,           /* its certificate is not good at this computer's time */
  UKE_SYNC_ERROR_BAD_FILE,        /* a certificate or key cannot be read: enrol again */
} UkeSyncError;

#define UKE_SYNC_ERROR (uke_sync_error_quark ())
GQuark uke_sync_error_quark (void);

G_END_DECLS
