/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-base-error.h"

G_BEGIN_DECLS

/**
 * UkePhoneFlags:
 * @UKE_PHONE_ZERO_RESTORED: the leading zero had been lost, as spreadsheets do, and was put back
 * @UKE_PHONE_WAS_INTERNATIONAL: it was written with +81
 * @UKE_PHONE_HAS_EXTENSION: an extension (内線) was written behind and left out
 *
 * What had to be done to a number to read it.
 */
typedef enum {
  UKE_PHONE_AS_IS = 0,
  UKE_PHONE_ZERO_RESTORED = 1 << 0,
  UKE_PHONE_WAS_INTERNATIONAL = 1 << 1,
  UKE_PHONE_HAS_EXTENSION = 1 << 2,
} UkePhoneFlags;

/**
 * UkePhoneKind:
 * @UKE_PHONE_UNKNOWN: not a number of Japan's plan
 * @UKE_PHONE_LANDLINE: 0AB-J with an area code
 * @UKE_PHONE_MOBILE: 060, 070, 080, 090
 * @UKE_PHONE_IP: 050
 * @UKE_PHONE_TOLL_FREE: 0120, 0800
 * @UKE_PHONE_SHARED_COST: 0570, 0180, 0990
 * @UKE_PHONE_MACHINE: 020: machines and pagers
 */
typedef enum {
  UKE_PHONE_UNKNOWN,
  UKE_PHONE_LANDLINE,
  UKE_PHONE_MOBILE,
  UKE_PHONE_IP,
  UKE_PHONE_TOLL_FREE,
  UKE_PHONE_SHARED_COST,
  UKE_PHONE_MACHINE,
} UkePhoneKind;

char *uke_phone_normalise (const char *text,
                           UkePhoneFlags *out_flags,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *uke_phone_format (const char *number);
char *uke_phone_mask (const char *number);
UkePhoneKind uke_phone_kind (const char *number);
gboolean uke_phone_is_sms_capable (const char *number);

G_END_DECLS
