/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UkeCsvEncoding:
 * @UKE_CSV_UNKNOWN: let the bytes decide
 * @UKE_CSV_UTF8: UTF-8, with or without a mark
 * @UKE_CSV_UTF16: UTF-16 with a mark, as spreadsheets save "Unicode text"
 * @UKE_CSV_CP932: what Japanese Windows calls Shift_JIS
 * @UKE_CSV_ISO2022JP: JIS with escape sequences
 * @UKE_CSV_EUCJP: EUC of older UNIX systems
 */
typedef enum {
  UKE_CSV_UNKNOWN,
  UKE_CSV_UTF8,
  UKE_CSV_UTF16,
  UKE_CSV_CP932,
  UKE_CSV_ISO2022JP,
  UKE_CSV_EUCJP,
} UkeCsvEncoding;

UkeCsvEncoding uke_csv_encoding_detect (const char *bytes, size_t n_bytes);
char *uke_csv_encoding_decode (UkeCsvEncoding encoding,
                               const char *bytes,
                               size_t n_bytes,
                               size_t *out_length,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *uke_csv_encoding_name (UkeCsvEncoding encoding);

G_END_DECLS
