/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UkeExchangeError:
 * @UKE_EXCHANGE_ERROR_IO: the file cannot be read or written
 * @UKE_EXCHANGE_ERROR_TOO_LARGE: the file is larger than a list of patients can be
 * @UKE_EXCHANGE_ERROR_ENCODING: neither UTF-8 nor Shift_JIS
 * @UKE_EXCHANGE_ERROR_QUOTES: a quotation mark is never closed
 * @UKE_EXCHANGE_ERROR_EMPTY: there is no row under the header
 * @UKE_EXCHANGE_ERROR_NO_COLUMNS: no column says whose the rows are
 * @UKE_EXCHANGE_ERROR_MAPPING: the mapping file is not one
 * @UKE_EXCHANGE_ERROR_WRITE: the file cannot be written: choose another place
 * @UKE_EXCHANGE_ERROR_CLINICAL: every column looks clinical: it belongs in the chart
 *
 * What is wrong with a file as a whole, named for what the caller can do.
 */
typedef enum {
  UKE_EXCHANGE_ERROR_IO,
  UKE_EXCHANGE_ERROR_TOO_LARGE,
  UKE_EXCHANGE_ERROR_ENCODING,
  UKE_EXCHANGE_ERROR_QUOTES,
  UKE_EXCHANGE_ERROR_EMPTY,
  UKE_EXCHANGE_ERROR_NO_COLUMNS,
  UKE_EXCHANGE_ERROR_MAPPING,
  UKE_EXCHANGE_ERROR_WRITE,
  UKE_EXCHANGE_ERROR_CLINICAL,
} UkeExchangeError;

#define UKE_EXCHANGE_ERROR (uke_exchange_error_quark ())
GQuark uke_exchange_error_quark (void);

G_END_DECLS
