/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/calendar/uke-day-grid.h"

/* A busy morning of invented people, as the page would hand it to the grid. */

typedef struct {
  int column;
  int start_min;
  int length_min;
  UkeStatus status;
  const char *family;
  const char *given;
  const char *word;
  const char *menu;
  const char *fact;
  gboolean is_new;
} UkeTestBooking;

static const UkeTestBooking UKE_TEST_BOOKINGS[] = {
  { 0, 540, 30, UKE_STATUS_DONE, "堀江", "祥子", "完了", "歯科 一般", NULL, FALSE },
  { 0, 570, 30, UKE_STATUS_PAYING, "三宅", "孝太郎", "会計", "歯科 一般", NULL, FALSE },
  { 0, 600, 45, UKE_STATUS_IN_ROOM, "早坂", "由美子", "診察中", "歯科 一般・補綴",
    "入室 10:04・予定 10:45", FALSE },
  { 0, 645, 30, UKE_STATUS_ARRIVED, "梶原", "良平", "来院 11分", "定期検診", NULL, FALSE },
  { 0, 675, 15, UKE_STATUS_CONFIRMED, "野々村", "茜", "確認済", "経過確認", NULL, FALSE },
  { 0, 690, 45, UKE_STATUS_CONFIRMED, "江口", "大地", "確認済", "歯科 一般", "問診票 WEB回答済",
    TRUE },
  { 0, 735, 30, UKE_STATUS_BOOKED, "中根", "とも子", "予約", "定期検診", NULL, FALSE },
  { 1, 570, 45, UKE_STATUS_NO_SHOW, "飯塚", "翔", "無断", "矯正 調整", "9:50 電話・応答なし",
    FALSE },
  { 1, 660, 30, UKE_STATUS_CONFIRMED, "永田", "悠", "確認済", "矯正 調整", NULL, FALSE },
  { 2, 630, 45, UKE_STATUS_ARRIVED, "川端", "美咲", "来院 6分", "PMTC 45分", NULL, FALSE },
  { 2, 630, 45, UKE_STATUS_BOOKED, "奥村", "恵", "予約", "PMTC 45分", NULL, FALSE },
  { 3, 660, 60, UKE_STATUS_CANCELLED, "神谷", "彩乃", "取消", "ホワイトニング", NULL, FALSE },
};

#define UKE_TEST_N_COLUMNS 4

static inline UkeId
uke_test_booking_id (unsigned nth)
{
  UkeId id = { 0 };

  id.bytes[15] = (uint8_t)(nth + 1);
  return id;
}

static inline GPtrArray *
uke_test_columns (void)
{
  static const char *const TITLES[]
      = { "青柳 院長", "高瀬 歯科医師", "森本 衛生士", "小野寺 衛生士" };
  static const char *const PLACES[]
      = { "チェア1・歯科一般", "チェア2・矯正", "チェア3・予防", "チェア4・美白" };
  static const int FILLS[] = { 82, 71, 94, 58 };
  GPtrArray *columns = g_ptr_array_new ();

  for (unsigned i = 0; i < UKE_TEST_N_COLUMNS; i++) {
    UkeGridColumn *column = uke_grid_column_new ();
    column->title = g_strdup (TITLES[i]);
    column->place = g_strdup (PLACES[i]);
    column->label = g_strdup_printf ("%s、埋まり%dパーセント", TITLES[i], FILLS[i]);
    column->fill_percent = FILLS[i];
    uke_grid_column_add_off (column, 0, 540, NULL);
    uke_grid_column_add_off (column, 780, 870, "昼休み");
    uke_grid_column_add_off (column, 1080, 1440, NULL);
    g_ptr_array_add (columns, column);
  }
  for (unsigned i = 0; i < G_N_ELEMENTS (UKE_TEST_BOOKINGS); i++) {
    const UkeTestBooking *booking = &UKE_TEST_BOOKINGS[i];
    UkeGridColumn *column = g_ptr_array_index (columns, booking->column);
    UkeGridEntry entry = {
      .start_min = booking->start_min,
      .length_min = booking->length_min,
      .takes_slot = booking->status < UKE_STATUS_NO_SHOW,
      .facts
      = { .appointment_id = uke_test_booking_id (i),
          .status = booking->status,
          .name = g_strdup_printf ("%s %s", booking->family, booking->given),
          .family_name = g_strdup (booking->family),
          .word = g_strdup (booking->word),
          .menu = g_strdup (booking->menu),
          .fact = g_strdup (booking->fact),
          .glyph = "call-start-symbolic",
          .is_new = booking->is_new,
          .label = g_strdup_printf ("%s %s、%s", booking->family, booking->given, booking->word) },
    };
    column->count++;
    g_array_append_val (column->entries, entry);
  }
  return columns;
}
