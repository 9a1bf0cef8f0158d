/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uke-era.h"

typedef struct {
  const char *text;
  const char *iso;
} Spelling;

static void
assert_reads (const char *text, const char *iso)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *back = NULL;
  UkeDate date = UKE_DATE_NONE;

  if (!uke_era_parse (text, &date, &error))
    g_error ("%s: %s", text, error->message);
  back = uke_date_to_iso (date);
  g_assert_cmpstr (back, ==, iso);
}

/* Every spelling that is found in clinics is read. */
static void
test_spellings (void)
{
  static const Spelling spellings[] = {
    { "S58.6.14", "1983-06-14" },
    { "s58/6/14", "1983-06-14" },
    { "S58-06-14", "1983-06-14" },
    { "S 58. 6.14", "1983-06-14" },
    { "S.58.6.14", "1983-06-14" },
    { " S 58 年 6 月 14 日 ", "1983-06-14" },
    { "昭58.6.14", "1983-06-14" },
    { "昭和58年6月14日", "1983-06-14" },
    { "昭和 58年 6月14日", "1983-06-14" },
    { "昭和５８年６月１４日", "1983-06-14" },
    { "昭和五十八年六月十四日", "1983-06-14" },
    { "昭和五八年六月一四日", "1983-06-14" },
    { "㍼58年6月14日", "1983-06-14" },
    { "Ｓ５８．６．１４", "1983-06-14" },
    { "S58−6−14", "1983-06-14" },
    { "昭和元年12月31日", "1926-12-31" },
    { "令和元年5月1日", "2019-05-01" },
    { "㋿8年11月24日", "2026-11-24" },
    { "R8.11.24", "2026-11-24" },
    { "H31.4.30", "2019-04-30" },
    { "昭和350401", "1960-04-01" },
    { "S580614", "1983-06-14" },
    { "3580614", "1983-06-14" },
    { "3-58-06-14", "1983-06-14" },
    { "5020820", "2020-08-20" },
    { "1060101", "1873-01-01" },
    { "1983/6/14", "1983-06-14" },
    { "1983-06-14", "1983-06-14" },
    { "1983.06.14", "1983-06-14" },
    { "1983年6月14日", "1983-06-14" },
    { "一九八三年六月十四日", "1983-06-14" },
    { "西暦1983年6月14日", "1983-06-14" },
    { "19830614", "1983-06-14" },
    { "１９８３／０６／１４", "1983-06-14" },
    { "1983(昭和58)年6月14日", "1983-06-14" },
    { "昭和58年(1983年)6月14日", "1983-06-14" },
    { "1983/6/14 0:00", "1983-06-14" },
    { "1983-06-14T00:00:00", "1983-06-14" },
    { " 2026年11月24日(火) ", "2026-11-24" },
    { "2026年11月24日（火）", "2026-11-24" },
    { "昭和58年6月14日生", "1983-06-14" },
    { "大正十五年十月二十日", "1926-10-20" },
    { "平成三十一年四月三十日", "2019-04-30" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (spellings); i++)
    assert_reads (spellings[i].text, spellings[i].iso);
}

/* Each era begins and ends on its day, and on no other. */
static void
test_borders (void)
{
  static const Spelling inside[] = {
    { "明治6年1月1日", "1873-01-01" },    { "明治45年7月30日", "1912-07-30" },
    { "大正元年7月30日", "1912-07-30" },  { "大正15年12月25日", "1926-12-25" },
    { "昭和元年12月25日", "1926-12-25" }, { "昭和64年1月7日", "1989-01-07" },
    { "平成元年1月8日", "1989-01-08" },   { "平成31年4月30日", "2019-04-30" },
    { "令和元年5月1日", "2019-05-01" },
  };
  static const char *const outside[]
      = { "明治45年7月31日", "大正元年7月29日", "大正15年12月26日", "昭和元年12月24日",
          "昭和64年1月8日",  "平成元年1月7日",  "平成31年5月1日",   "令和元年4月30日" };

  for (size_t i = 0; i < G_N_ELEMENTS (inside); i++)
    assert_reads (inside[i].text, inside[i].iso);
  for (size_t i = 0; i < G_N_ELEMENTS (outside); i++) {
    g_autoptr (GError) error = NULL;
    UkeDate date = 1;

    g_assert_false (uke_era_parse (outside[i], &date, &error));
    g_assert_error (error, UKE_BASE_ERROR, UKE_BASE_ERROR_ERA_YEAR);
    g_assert_cmpint (date, ==, 1);
  }
}

/* What is wrong with a date is told apart. */
static void
test_refuses (void)
{
  static const struct {
    const char *text;
    UkeBaseError code;
  } bad[] = {
    { "昭和65年1月1日", UKE_BASE_ERROR_ERA_YEAR },
    { "昭和0年1月1日", UKE_BASE_ERROR_ERA_YEAR },
    { "S99.1.1", UKE_BASE_ERROR_ERA_YEAR },
    { "3650101", UKE_BASE_ERROR_ERA_YEAR },
    { "昭和58年2月29日", UKE_BASE_ERROR_NO_SUCH_DAY },
    { "1983/13/1", UKE_BASE_ERROR_NO_SUCH_DAY },
    { "19830631", UKE_BASE_ERROR_NO_SUCH_DAY },
    { "0000-00-00", UKE_BASE_ERROR_NO_SUCH_DAY },
    { "明治5年1月1日", UKE_BASE_ERROR_TOO_EARLY },
    { "1872/12/31", UKE_BASE_ERROR_TOO_EARLY },
    { "9999/12/31", UKE_BASE_ERROR_UNSUPPORTED },
    { "", UKE_BASE_ERROR_MALFORMED },
    { "不明", UKE_BASE_ERROR_MALFORMED },
    { "58.6.14", UKE_BASE_ERROR_MALFORMED },
    { "83/6/14", UKE_BASE_ERROR_MALFORMED },
    { "580614", UKE_BASE_ERROR_MALFORMED },
    { "昭和58年6月", UKE_BASE_ERROR_MALFORMED },
    { "1983/6/141", UKE_BASE_ERROR_MALFORMED },
    { "1983/6/14 9:30", UKE_BASE_ERROR_MALFORMED },
    { "6580614", UKE_BASE_ERROR_MALFORMED },
    { "Sato", UKE_BASE_ERROR_MALFORMED },
    { "S", UKE_BASE_ERROR_MALFORMED },
    { "昭和", UKE_BASE_ERROR_MALFORMED },
    { "\xff\xfe", UKE_BASE_ERROR_MALFORMED },
    { "1983(", UKE_BASE_ERROR_MALFORMED },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    UkeDate date = 1;

    if (uke_era_parse (bad[i].text, &date, &error))
      g_error ("%s was read", bad[i].text);
    if (!g_error_matches (error, UKE_BASE_ERROR, (int)bad[i].code))
      g_error ("%s: %s", bad[i].text, error->message);
  }
}

/* Every day from 1873 to 2100 reads back from each form in which it is written. */
static void
test_round_trip (void)
{
  UkeDate last = uke_date_from_ymd (2100, 1, 1);

  for (UkeDate date = uke_date_from_ymd (1873, 1, 1); date < last; date++) {
    g_autofree char *forms[] = { uke_era_format_long (date), uke_era_format_compact (date),
                                 uke_era_format_western (date), uke_era_format_full (date) };

    for (size_t i = 0; i < G_N_ELEMENTS (forms); i++) {
      UkeDate back = UKE_DATE_NONE;

      if (!uke_era_parse (forms[i], &back, NULL) || back != date)
        g_error ("%s does not read back", forms[i]);
    }
    for (size_t i = 1; i < G_N_ELEMENTS (forms); i++)
      g_free (g_steal_pointer (&forms[i]));
  }
}

/* The forms of design.md section 9. */
static void
test_forms (void)
{
  UkeDate birth = uke_date_from_ymd (1983, 6, 14), day = uke_date_from_ymd (2026, 11, 24);
  g_autofree char *long_form = uke_era_format_long (birth);
  g_autofree char *compact = uke_era_format_compact (birth);
  g_autofree char *western = uke_era_format_western (birth);
  g_autofree char *full = uke_era_format_full (day);
  g_autofree char *brief = uke_era_format_short (day);
  g_autofree char *year = uke_era_format_year (day);
  g_autofree char *first = uke_era_format_year (uke_date_from_ymd (2019, 5, 1));
  g_autofree char *before = uke_era_format_year (uke_date_from_ymd (2019, 4, 30));

  g_assert_cmpstr (long_form, ==, "昭和58年6月14日");
  g_assert_cmpstr (compact, ==, "S58.6.14");
  g_assert_cmpstr (western, ==, "1983年6月14日");
  g_assert_cmpstr (full, ==, "2026年11月24日(火)");
  g_assert_cmpstr (brief, ==, "11/24(火)");
  g_assert_cmpstr (year, ==, "令和8年");
  g_assert_cmpstr (first, ==, "令和元年");
  g_assert_cmpstr (before, ==, "平成31年");
  g_assert_cmpstr (uke_era_weekday_name (6), ==, "土");
}

/* What follows a date is handed over, with plain digits. */
static void
test_rest (void)
{
  g_autofree char *rest = NULL;
  UkeDate date;

  g_assert_true (uke_era_parse_start ("2026年11月24日（火）　９：３０～", &date, &rest, NULL));
  g_assert_cmpstr (rest, ==, "9:30~");
  g_assert_true (uke_era_has_era ("昭58.6.14"));
  g_assert_false (uke_era_has_era ("1983/6/14"));
  g_assert_false (uke_era_has_era ("不明"));
}

/* The day numbers of spreadsheets are read, but nothing that may be another number. */
static void
test_excel (void)
{
  UkeDate date = UKE_DATE_NONE;

  g_assert_true (uke_era_from_excel_serial ("46350", &date));
  g_assert_cmpint (date, ==, uke_date_from_ymd (2026, 11, 24));
  g_assert_true (uke_era_from_excel_serial ("30481.0", &date));
  g_assert_cmpint (date, ==, uke_date_from_ymd (1983, 6, 14));
  g_assert_false (uke_era_from_excel_serial ("7", &date));
  g_assert_false (uke_era_from_excel_serial ("99999", &date));
  g_assert_false (uke_era_from_excel_serial ("463500", &date));
  g_assert_false (uke_era_from_excel_serial ("46350.5", &date));
}

/* Bytes of any kind never read outside the text. */
static void
test_noise (void)
{
  static const char *const pieces[]
      = { "昭和", "S", "58", "年", "6",  "月", "14",   "日", "(", ")", ".",
          "-",    " ", "元", "十", "〇", "㍼", "\xe6", "３", "T", "/" };

  for (int i = 0; i < 20000; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *rest = NULL;
    UkeDate date;

    for (int n = g_test_rand_int_range (0, 9); n > 0; n--)
      g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
    if (uke_era_parse_start (text->str, &date, &rest, NULL))
      g_assert_cmpint (uke_date_year (date), >=, 1873);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/era/spellings", test_spellings);
  g_test_add_func ("/base/era/borders", test_borders);
  g_test_add_func ("/base/era/refuses", test_refuses);
  g_test_add_func ("/base/era/round-trip", test_round_trip);
  g_test_add_func ("/base/era/forms", test_forms);
  g_test_add_func ("/base/era/rest", test_rest);
  g_test_add_func ("/base/era/excel", test_excel);
  g_test_add_func ("/base/era/noise", test_noise);
  return g_test_run ();
}
