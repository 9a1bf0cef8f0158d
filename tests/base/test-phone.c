/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uke-phone.h"

typedef struct {
  const char *text;
  const char *number;
  UkePhoneFlags flags;
} Spelling;

/* Every spelling of a number reads as its national digits, and what was mended is told. */
static void
test_spellings (void)
{
  static const Spelling spellings[] = {
    { "090-0000-4821", "09000004821", UKE_PHONE_AS_IS },
    { "09000004821", "09000004821", UKE_PHONE_AS_IS },
    { "０９０－００００－４８２１", "09000004821", UKE_PHONE_AS_IS },
    { "090ー0000ー4821", "09000004821", UKE_PHONE_AS_IS },
    { "090 0000 4821", "09000004821", UKE_PHONE_AS_IS },
    { "(090)0000-4821", "09000004821", UKE_PHONE_AS_IS },
    { "080-0000-1234", "08000001234", UKE_PHONE_AS_IS },
    { "060-1234-5678", "06012345678", UKE_PHONE_AS_IS },
    { "03(0000)1190", "0300001190", UKE_PHONE_AS_IS },
    { "TEL:03-0000-1190", "0300001190", UKE_PHONE_AS_IS },
    { "=\"0300001190\"", "0300001190", UKE_PHONE_AS_IS },
    { "090-0000-4821(母)", "09000004821", UKE_PHONE_AS_IS },
    { "+81-90-0000-4821", "09000004821", UKE_PHONE_WAS_INTERNATIONAL },
    { "+81 (0)90 0000 4821", "09000004821", UKE_PHONE_WAS_INTERNATIONAL },
    { "＋８１３００００１１９０", "0300001190", UKE_PHONE_WAS_INTERNATIONAL },
    { "819000004821", "09000004821", UKE_PHONE_WAS_INTERNATIONAL },
    { "9000004821", "09000004821", UKE_PHONE_ZERO_RESTORED },
    { "9012345678", "09012345678", UKE_PHONE_ZERO_RESTORED },
    { "312345678", "0312345678", UKE_PHONE_ZERO_RESTORED },
    { "312345678.0", "0312345678", UKE_PHONE_ZERO_RESTORED },
    { "120123456", "0120123456", UKE_PHONE_ZERO_RESTORED },
    { "03-0000-1190 内線 12", "0300001190", UKE_PHONE_HAS_EXTENSION },
    { "03-0000-1190 ext.12", "0300001190", UKE_PHONE_HAS_EXTENSION },
    { "03-0000-1190#12", "0300001190", UKE_PHONE_HAS_EXTENSION },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (spellings); i++) {
    g_autoptr (GError) error = NULL;
    UkePhoneFlags flags = 99;
    g_autofree char *number = uke_phone_normalise (spellings[i].text, &flags, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (number, ==, spellings[i].number);
    g_assert_cmpint (flags, ==, spellings[i].flags);
  }
}

/* What is no number of Japan's plan is refused, each for its reason. */
static void
test_refuses (void)
{
  static const struct {
    const char *text;
    UkeBaseError code;
  } bad[] = {
    { "", UKE_BASE_ERROR_MALFORMED },
    { "なし", UKE_BASE_ERROR_MALFORMED },
    { "9.01235E+09", UKE_BASE_ERROR_MALFORMED },
    { "0000000000", UKE_BASE_ERROR_MALFORMED },
    { "0000-1190", UKE_BASE_ERROR_TOO_SHORT },
    { "090-0000-482", UKE_BASE_ERROR_TOO_SHORT },
    { "03-0000-119", UKE_BASE_ERROR_TOO_SHORT },
    { "119", UKE_BASE_ERROR_TOO_SHORT },
    { "090-0000-48211", UKE_BASE_ERROR_TOO_LONG },
    { "03-0000-11900", UKE_BASE_ERROR_TOO_LONG },
    { "090-0000-4821/03-0000-1190", UKE_BASE_ERROR_TOO_LONG },
    { "+1 212 555 0100", UKE_BASE_ERROR_UNSUPPORTED },
    { "1111111111111111111111111111111111111111111", UKE_BASE_ERROR_TOO_LONG },
    { "\xff", UKE_BASE_ERROR_MALFORMED },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    UkePhoneFlags flags = 99;

    g_assert_null (uke_phone_normalise (bad[i].text, &flags, &error));
    g_assert_error (error, UKE_BASE_ERROR, (int)bad[i].code);
    g_assert_cmpint (flags, ==, 99);
  }
}

/* Numbers are written with the hyphens that people know. */
static void
test_format (void)
{
  static const char *const numbers[] = {
    "090-0000-4821", "080-0000-1234", "050-1234-5678", "03-0000-1190", "06-1234-5678",
    "045-123-4567",  "011-123-4567",  "0422-21-3456",  "042-123-4567", "0467-12-3456",
    "04-7123-4567",  "0120-123-456",  "0800-123-4567", "0570-012-345", "01267-2-1234",
    "04992-2-1234",  "09912-2-1234",  "082-123-4567",  "0776-12-3456", "098-123-4567",
    "0952-12-3456",  "0237-12-3456",  "020-123-45678",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *number = uke_phone_normalise (numbers[i], NULL, NULL);
    g_autofree char *written = uke_phone_format (number);

    g_assert_cmpstr (written, ==, numbers[i]);
  }
}

/* Text that is not a normalised number is left as it is. */
static void
test_format_other (void)
{
  static const char *const others[] = { "", "110", "0300001190123", "03-0000-1190", "abc" };

  for (size_t i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autofree char *written = uke_phone_format (others[i]);

    g_assert_cmpstr (written, ==, others[i]);
  }
}

/* Every number that was written reads back as itself. */
static void
test_round_trip (void)
{
  for (int i = 0; i < 20000; i++) {
    g_autofree char *digits
        = g_strdup_printf ("0%09d", g_test_rand_int_range (100000000, 999999999));
    g_autofree char *number = uke_phone_normalise (digits, NULL, NULL);
    g_autofree char *written = NULL;
    g_autofree char *back = NULL;

    if (number == NULL)
      continue;
    written = uke_phone_format (number);
    back = uke_phone_normalise (written, NULL, NULL);
    g_assert_cmpstr (back, ==, number);
  }
}

/* The kind of a number says whether it can receive text messages. */
static void
test_kinds (void)
{
  g_assert_cmpint (uke_phone_kind ("09000004821"), ==, UKE_PHONE_MOBILE);
  g_assert_cmpint (uke_phone_kind ("08000001234"), ==, UKE_PHONE_MOBILE);
  g_assert_cmpint (uke_phone_kind ("0300001190"), ==, UKE_PHONE_LANDLINE);
  g_assert_cmpint (uke_phone_kind ("05012345678"), ==, UKE_PHONE_IP);
  g_assert_cmpint (uke_phone_kind ("0120123456"), ==, UKE_PHONE_TOLL_FREE);
  g_assert_cmpint (uke_phone_kind ("08001234567"), ==, UKE_PHONE_TOLL_FREE);
  g_assert_cmpint (uke_phone_kind ("0570012345"), ==, UKE_PHONE_SHARED_COST);
  g_assert_cmpint (uke_phone_kind ("02012345678"), ==, UKE_PHONE_MACHINE);
  g_assert_cmpint (uke_phone_kind ("0900000482"), ==, UKE_PHONE_UNKNOWN);
  g_assert_true (uke_phone_is_sms_capable ("06012345678"));
  g_assert_false (uke_phone_is_sms_capable ("0300001190"));
  g_assert_false (uke_phone_is_sms_capable ("05012345678"));
}

/* Only the last four digits of a masked number can be read. */
static void
test_mask (void)
{
  g_autofree char *mobile = uke_phone_mask ("09000004821");
  g_autofree char *landline = uke_phone_mask ("0300001190");

  g_assert_cmpstr (mobile, ==, "***-****-4821");
  g_assert_cmpstr (landline, ==, "**-****-1190");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/phone/spellings", test_spellings);
  g_test_add_func ("/base/phone/refuses", test_refuses);
  g_test_add_func ("/base/phone/format", test_format);
  g_test_add_func ("/base/phone/format-other", test_format_other);
  g_test_add_func ("/base/phone/round-trip", test_round_trip);
  g_test_add_func ("/base/phone/kinds", test_kinds);
  g_test_add_func ("/base/phone/mask", test_mask);
  return g_test_run ();
}
