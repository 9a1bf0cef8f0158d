/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-import-times.h"

/* Times of day are read as they are written, before and after noon, with their end where it stands
 * beside them. */
static void
test_times (void)
{
  static const struct {
    const char *text;
    int minute;
    int end;
  } cases[] = {
    { "9:30", 570, -1 },
    { "09:30:00", 570, -1 },
    { "９：３０", 570, -1 },
    { "9時", 540, -1 },
    { "9時半", 570, -1 },
    { "09時05分", 545, -1 },
    { "930", 570, -1 },
    { "0930", 570, -1 },
    { "午後2:30", 870, -1 },
    { "午前９時", 540, -1 },
    { "午後12:15", 735, -1 },
    { "2:30 PM", 870, -1 },
    { "PM2:30", 870, -1 },
    { "14:30:00+09:00", 870, -1 },
    { "9:30〜10:15", 570, 615 },
    { "9:30 ～ 10:15", 570, 615 },
    { "9:30-10:15", 570, 615 },
    { "9時から10時", 540, 600 },
    { "午後1:00~午後2:00", 780, 840 },
    { "10:00〜", 600, -1 },
    { "0:00", 0, -1 },
    { "23:59", 1439, -1 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    int minute = -2, end = -2;

    g_test_message ("%s", cases[i].text);
    g_assert_true (uke_import_parse_times (cases[i].text, &minute, &end));
    g_assert_cmpint (minute, ==, cases[i].minute);
    g_assert_cmpint (end, ==, cases[i].end);
  }
}

/* What is not a time as a whole is none: nothing is guessed and nothing left out. */
static void
test_not_times (void)
{
  static const char *const texts[]
      = { "",          "25:00",     "9:60",  "朝",    "9:30 初診", "10:00〜9:00",       "0.3958",
          "午前12:30", "14:30:00Z", "99999", "-9:30", "9",         "9:30〜10:00〜11:00" };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    int minute = 0, end = 0;

    g_test_message ("%s", texts[i]);
    g_assert_false (uke_import_parse_times (texts[i], &minute, &end));
  }
}

/* Lengths in hours count as hours; what is no length, and what no booking could last, is told
 * apart from a missing one. */
static void
test_lengths (void)
{
  static const struct {
    const char *text;
    int minutes;
  } cases[] = { { "30", 30 },       { "３０分", 30 }, { "1時間", 60 },   { "1時間30分", 90 },
                { "1:30", 90 },     { "0:45", 45 },   { "90min", 90 },   { "30分間", 30 },
                { "0", 0 },         { "abc", -1 },    { "1.5時間", -1 }, { "2147483647", -1 },
                { "30分以上", -1 }, { "-30", -1 } };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].text);
    g_assert_cmpint (uke_import_parse_length (cases[i].text), ==, cases[i].minutes);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/import-times/times", test_times);
  g_test_add_func ("/exchange/import-times/not-times", test_not_times);
  g_test_add_func ("/exchange/import-times/lengths", test_lengths);
  return g_test_run ();
}
