/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** UkeStatus: where a booking stands (design.md 5, decision 8). Stored by its code. */
typedef enum {
  UKE_STATUS_NONE = 0,  /* not a status */
  UKE_STATUS_BOOKED,    /* 予約 */
  UKE_STATUS_CONFIRMED, /* 確認済 */
  UKE_STATUS_ARRIVED,   /* 来院 */
  UKE_STATUS_IN_ROOM,   /* 診察中 */
  UKE_STATUS_PAYING,    /* 会計 */
  UKE_STATUS_DONE,      /* 完了 */
  UKE_STATUS_NO_SHOW,   /* 無断キャンセル */
  UKE_STATUS_CANCELLED, /* 取消 */
} UkeStatus;

#define UKE_N_STATUSES 8

const char *uke_status_get_code (UkeStatus status);
UkeStatus uke_status_from_code (const char *code);
UkeStatus uke_status_from_digit (int digit);
int uke_status_get_digit (UkeStatus status);

gboolean uke_status_can_become (UkeStatus from, UkeStatus to);
UkeStatus uke_status_get_next (UkeStatus status);
UkeStatus uke_status_max (UkeStatus a, UkeStatus b);

gboolean uke_status_is_open (UkeStatus status);
gboolean uke_status_is_here (UkeStatus status);
gboolean uke_status_takes_slot (UkeStatus status);
int uke_status_get_time_field (UkeStatus status);

G_END_DECLS
