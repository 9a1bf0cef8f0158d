/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-json-scan.h"

#include "feed/uke-feed-error.h"

#include <string.h>

static const UkeJsonLimits limits = { 1000, 4, 20 };

static void
assert_refused (const char *text, UkeFeedError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (uke_json_scan (text, strlen (text), &limits, &error));
  g_assert_error (error, UKE_FEED_ERROR, (int)code);
}

/* Plain texts pass, with brackets and numbers inside strings not counted. */
static void
test_passes (void)
{
  const char *good[] = { "{}", "[1,-2,0,\"]]]]{{{\\\"1.5\",null,true]", "{\"a\":{\"b\":[[1]]}}",
                         "[9007199254740992]" };

  for (size_t i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (uke_json_scan (good[i], strlen (good[i]), &limits, NULL));
}

/* Numbers that are no plain integers are refused: reals, exponents, minus zero, leading zeros. */
static void
test_numbers (void)
{
  const char *bad[] = { "[1.0]", "[1e3]", "[1E3]", "[-0]",
                        "[-]",   "[00]",  "[-01]", "[12345678901234567]",
                        "[-0.0]" };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i], UKE_FEED_ERROR_MALFORMED);
}

/* Depth, number of values and length are limited before anything is parsed. */
static void
test_limits (void)
{
  g_autofree char *long_text = g_strnfill (1001, ' ');

  assert_refused ("[[[[[1]]]]]", UKE_FEED_ERROR_LIMIT);
  assert_refused ("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21]", UKE_FEED_ERROR_LIMIT);
  assert_refused ("[[],[],[],[],[],[],[],[],[],[],[]]", UKE_FEED_ERROR_LIMIT);
  assert_refused (long_text, UKE_FEED_ERROR_LIMIT);
}

/* Brackets and strings must close. */
static void
test_balance (void)
{
  const char *bad[] = { "[", "]", "{\"a\":1}}", "\"abc", "\"abc\\" };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (bad[i], UKE_FEED_ERROR_MALFORMED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/json-scan/passes", test_passes);
  g_test_add_func ("/feed/json-scan/numbers", test_numbers);
  g_test_add_func ("/feed/json-scan/limits", test_limits);
  g_test_add_func ("/feed/json-scan/balance", test_balance);
  return g_test_run ();
}
