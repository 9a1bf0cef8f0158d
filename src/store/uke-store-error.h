/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UkeStoreError:
 * @UKE_STORE_ERROR_FAILED: nothing the caller can do; a mistake in the program
 * @UKE_STORE_ERROR_NOT_FOUND: there is no such record
 * @UKE_STORE_ERROR_CORRUPT: what is stored contradicts itself: run the checks, restore a backup
 * @UKE_STORE_ERROR_CONFLICT: the change-set was judged before, with other bytes
 * @UKE_STORE_ERROR_LIMIT: a change-set is too large: do less at once
 * @UKE_STORE_ERROR_NOT_SET_UP: the file has no feed or no device yet
 */
typedef enum {
  UKE_STORE_ERROR_FAILED,
  UKE_STORE_ERROR_NOT_FOUND,
  UKE_STORE_ERROR_CORRUPT,
  UKE_STORE_ERROR_CONFLICT,
  UKE_STORE_ERROR_LIMIT,
  UKE_STORE_ERROR_NOT_SET_UP,
} UkeStoreError;

#define UKE_STORE_ERROR (uke_store_error_quark ())
GQuark uke_store_error_quark (void);

G_END_DECLS
