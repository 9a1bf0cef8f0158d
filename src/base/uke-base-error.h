/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define UKE_BASE_ERROR (uke_base_error_quark ())

/**
 * UkeBaseError:
 * @UKE_BASE_ERROR_MALFORMED: the text is not of this kind at all: ask for it again
 * @UKE_BASE_ERROR_NO_SUCH_DAY: a date was written, but that day does not exist (2月30日)
 * @UKE_BASE_ERROR_ERA_YEAR: the era has no such year or day (昭和65年, 平成31年5月1日)
 * @UKE_BASE_ERROR_TOO_EARLY: before 1873, when Japan's calendar was another
 * @UKE_BASE_ERROR_TOO_SHORT: digits are missing: look for the rest
 * @UKE_BASE_ERROR_TOO_LONG: there are more digits than such a number has
 * @UKE_BASE_ERROR_UNSUPPORTED: understood, but outside what Uketsuke can hold
 * @UKE_BASE_ERROR_NO_ZONE: the time zone is not installed: choose another
 *
 * What went wrong with a piece of text. The messages never repeat the text.
 */
typedef enum {
  UKE_BASE_ERROR_MALFORMED,
  UKE_BASE_ERROR_NO_SUCH_DAY,
  UKE_BASE_ERROR_ERA_YEAR,
  UKE_BASE_ERROR_TOO_EARLY,
  UKE_BASE_ERROR_TOO_SHORT,
  UKE_BASE_ERROR_TOO_LONG,
  UKE_BASE_ERROR_UNSUPPORTED,
  UKE_BASE_ERROR_NO_ZONE,
} UkeBaseError;

GQuark uke_base_error_quark (void);

G_END_DECLS
