/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vault/uke-recovery-code.h"
#include "vault/uke-vault-error.h"

#include <string.h>

static const char golden_text[] = "000G-40R4-18\n0M30-E209-ZF\n185G-R38E-9B\n1W81-24GK-RD";

static UkeSecret *
make_golden (void)
{
  uint8_t bytes[UKE_RECOVERY_CODE_BYTES];

  for (size_t i = 0; i < sizeof bytes; i++)
    bytes[i] = (uint8_t)i;
  return uke_secret_new_copy (bytes, sizeof bytes);
}

static void
assert_reads (const char *typed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSecret) golden = make_golden ();
  g_autoptr (UkeSecret) code = uke_recovery_code_parse (typed, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (uke_secret_equal (code, golden));
}

static void
assert_fault (const char *typed, UkeRecoveryCodeFault fault, int line, int group)
{
  g_autoptr (GError) error = NULL;
  UkeRecoveryCodeFinding finding;

  g_assert_null (uke_recovery_code_parse (typed, &finding, &error));
  g_assert_error (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_MALFORMED_CODE);
  g_assert_cmpint (finding.fault, ==, fault);
  g_assert_cmpint (finding.line, ==, line);
  g_assert_cmpint (finding.group, ==, group);
}

/* Printed codes stay readable for ever: the form is fixed by vectors that were computed apart. */
static void
test_golden (void)
{
  static const char *const lines[] = {
    "ZZZZ-ZZZZ-HG",
    "ZZZZ-ZZZZ-XZ",
    "ZZZZ-ZZZZ-ST",
    "ZZZZ-ZZZZ-51",
  };
  g_autoptr (UkeSecret) code = make_golden ();
  g_autoptr (UkeSecret) text = uke_recovery_code_format (code);
  g_autoptr (UkeSecret) ones = uke_secret_new (UKE_RECOVERY_CODE_BYTES);

  g_assert_cmpstr (uke_secret_peek_text (text), ==, golden_text);
  assert_reads (golden_text);
  memset (uke_secret_edit (ones), 0xff, UKE_RECOVERY_CODE_BYTES);
  for (int line = 1; line <= UKE_RECOVERY_CODE_LINES; line++) {
    g_autoptr (UkeSecret) written = uke_recovery_code_format_line (ones, line);

    g_assert_cmpstr (uke_secret_peek_text (written), ==, lines[line - 1]);
  }
}

/* Every generated code reads back. */
static void
test_round_trip (void)
{
  for (int i = 0; i < 200; i++) {
    g_autoptr (UkeSecret) code = uke_recovery_code_generate ();
    g_autoptr (UkeSecret) text = uke_recovery_code_format (code);
    g_autoptr (UkeSecret) back = uke_recovery_code_parse (uke_secret_peek_text (text), NULL, NULL);

    g_assert_true (uke_secret_equal (code, back));
  }
}

/* Case, width, separators and look-alike letters do not matter. */
static void
test_tolerant (void)
{
  assert_reads ("000g40r4180m30e209zf185gr38e9b1w8124gkrd");
  assert_reads ("OOOG-4OR4-I8 oM3o-E2o9-zF l85G-R38E-9B LW8i-24GK-RD");
  assert_reads ("０００Ｇ－４０Ｒ４－１８　０Ｍ３０－Ｅ２０９－ＺＦ　"
                "１８５ｇ−ｒ３８ｅ−９ｂ　１Ｗ８１ー２４ＧＫーＲＤ");
  assert_reads ("  000G 40R4 18 / 0M30.E209.ZF\r\n\t185G_R38E_9B,1W81–24GK—RD \n");
}

/* One wrong symbol is always noticed and its group named, wherever it is. */
static void
test_one_wrong (void)
{
  static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  for (size_t at = 0; at < sizeof golden_text - 1; at++) {
    char typed[sizeof golden_text];
    int line = (int)(at / 13) + 1, group = (int)(at % 13) / 5 + 1;

    memcpy (typed, golden_text, sizeof typed);
    if (strchr ("-\n", typed[at]) != NULL)
      continue;
    for (const char *c = alphabet; *c != '\0'; c++) {
      if (*c == golden_text[at])
        continue;
      typed[at] = *c;
      assert_fault (typed, UKE_RECOVERY_CODE_FAULT_CHECKSUM, line, group);
    }
  }
}

/* Two wrong symbols in a line are always noticed, neighbours exchanged among them. */
static void
test_two_wrong (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  for (int i = 0; i < 5000; i++) {
    char typed[sizeof golden_text];
    int line = g_rand_int_range (rand, 0, 4);
    UkeRecoveryCodeFinding finding = { UKE_RECOVERY_CODE_FAULT_NONE, 0, 0 };

    memcpy (typed, golden_text, sizeof typed);
    for (int n = 0; n < 2; n++) {
      int at = line * 13 + g_rand_int_range (rand, 0, 12);

      if (typed[at] != '-')
        typed[at] = alphabet[g_rand_int_range (rand, 0, 32)];
    }
    if (strcmp (typed, golden_text) == 0)
      continue;
    g_assert_null (uke_recovery_code_parse (typed, &finding, NULL));
    g_assert_cmpint (finding.line, ==, line + 1);
  }
}

/* Lines in the wrong order are called that. */
static void
test_order (void)
{
  assert_fault ("0M30-E209-ZF\n000G-40R4-18\n185G-R38E-9B\n1W81-24GK-RD",
                UKE_RECOVERY_CODE_FAULT_ORDER, 1, 0);
}

/* Missing and surplus symbols are found in their group when the groups stand apart. */
static void
test_length (void)
{
  assert_fault ("", UKE_RECOVERY_CODE_FAULT_EMPTY, 0, 0);
  assert_fault (" - \n", UKE_RECOVERY_CODE_FAULT_EMPTY, 0, 0);
  assert_fault ("000G-40R4-18\n0M30-E29-ZF\n185G-R38E-9B\n1W81-24GK-RD",
                UKE_RECOVERY_CODE_FAULT_SHORT, 2, 2);
  assert_fault ("000G-40R4-18\n0M30-E209-ZF\n185G-R38E-9BB\n1W81-24GK-RD",
                UKE_RECOVERY_CODE_FAULT_LONG, 3, 3);
  assert_fault ("000G-40R4-18\n0M30-E209-ZF\n185G-R38E-9B", UKE_RECOVERY_CODE_FAULT_SHORT, 4, 0);
  assert_fault ("000G40R4180M30E29ZF185GR38E9B1W8124GKRD", UKE_RECOVERY_CODE_FAULT_SHORT, 2, 0);
  assert_fault ("000G-40R4-18\n0M30-E209-ZF\n185G-R38E-9B\n1W81-24GK-RD-RD",
                UKE_RECOVERY_CODE_FAULT_LONG, 4, 1);
}

/* A character that no code contains is named with its place; bytes that are no text do no harm. */
static void
test_character (void)
{
  g_autofree char *long_text = g_strnfill (100000, '0');

  assert_fault ("000G-40R4-18\n0M30-UUUU", UKE_RECOVERY_CODE_FAULT_CHARACTER, 2, 2);
  assert_fault ("受付", UKE_RECOVERY_CODE_FAULT_CHARACTER, 1, 1);
  assert_fault ("\xff\xfe", UKE_RECOVERY_CODE_FAULT_CHARACTER, 0, 0);
  assert_fault (long_text, UKE_RECOVERY_CODE_FAULT_LONG, 0, 0);
}

/* A line can be judged while it is typed. */
static void
test_line (void)
{
  g_assert_cmpint (uke_recovery_code_check_line ("", 2).fault, ==, UKE_RECOVERY_CODE_FAULT_EMPTY);
  g_assert_cmpint (uke_recovery_code_check_line ("0m30", 2).fault, ==,
                   UKE_RECOVERY_CODE_FAULT_SHORT);
  g_assert_cmpint (uke_recovery_code_check_line ("0m30 e209 zf", 2).fault, ==,
                   UKE_RECOVERY_CODE_FAULT_NONE);
  g_assert_cmpint (uke_recovery_code_check_line ("0m30 e209 zf", 3).fault, ==,
                   UKE_RECOVERY_CODE_FAULT_ORDER);
  g_assert_cmpint (uke_recovery_code_check_line ("0m30 e208 zf", 2).group, ==, 2);
  g_assert_cmpint (uke_recovery_code_check_line ("0m30e209zfz", 2).fault, ==,
                   UKE_RECOVERY_CODE_FAULT_LONG);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vault/recovery-code/golden", test_golden);
  g_test_add_func ("/vault/recovery-code/round-trip", test_round_trip);
  g_test_add_func ("/vault/recovery-code/tolerant", test_tolerant);
  g_test_add_func ("/vault/recovery-code/one-wrong", test_one_wrong);
  g_test_add_func ("/vault/recovery-code/two-wrong", test_two_wrong);
  g_test_add_func ("/vault/recovery-code/order", test_order);
  g_test_add_func ("/vault/recovery-code/length", test_length);
  g_test_add_func ("/vault/recovery-code/character", test_character);
  g_test_add_func ("/vault/recovery-code/line", test_line);
  return g_test_run ();
}
