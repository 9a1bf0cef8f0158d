/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki/uke-six-words.h"

#include <string.h>

typedef struct {
  uint8_t authority[32], nonce[UKE_SIX_WORDS_NONCE], request[32];
} Facts;

static Facts
make_facts (void)
{
  Facts facts;

  for (int i = 0; i < 32; i++) {
    facts.authority[i] = (uint8_t)i;
    facts.request[i] = (uint8_t)(32 + i);
  }
  memset (facts.nonce, 0xaa, sizeof facts.nonce);
  return facts;
}

/* Two programs of two versions say the same words: the vector was computed apart. */
static void
test_golden (void)
{
  Facts facts = make_facts ();
  g_autofree char *words = uke_six_words (facts.authority, facts.nonce, facts.request);

  g_assert_cmpstr (words, ==, "したうけ へいわ おうべい うかぶ げきちん にんたい");
}

/* One bit of anything that both sides must agree on changes the words. */
static void
test_one_bit (void)
{
  Facts facts = make_facts ();
  g_autofree char *words = uke_six_words (facts.authority, facts.nonce, facts.request);

  for (size_t i = 0; i < sizeof facts; i++) {
    g_autofree char *others = NULL;

    ((uint8_t *)&facts)[i] ^= 1;
    others = uke_six_words (facts.authority, facts.nonce, facts.request);
    g_assert_cmpstr (others, !=, words);
    ((uint8_t *)&facts)[i] ^= 1;
  }
}

/* Every word can be read out: hiragana alone, three to seven characters. */
static void
test_hiragana (void)
{
  Facts facts = make_facts ();

  for (int i = 0; i < 500; i++) {
    g_autofree char *words = NULL;
    g_auto (GStrv) each = NULL;

    facts.nonce[i % 32]++;
    words = uke_six_words (facts.authority, facts.nonce, facts.request);
    each = g_strsplit (words, " ", -1);
    g_assert_cmpuint (g_strv_length (each), ==, UKE_SIX_WORDS);
    for (int w = 0; w < UKE_SIX_WORDS; w++) {
      g_assert_cmpint (g_utf8_strlen (each[w], -1), >=, 3);
      g_assert_cmpint (g_utf8_strlen (each[w], -1), <=, 7);
      for (const char *c = each[w]; *c != '\0'; c = g_utf8_next_char (c))
        g_assert_cmpint (g_unichar_get_script (g_utf8_get_char (c)), ==, G_UNICODE_SCRIPT_HIRAGANA);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pki/six-words/golden", test_golden);
  g_test_add_func ("/pki/six-words/one-bit", test_one_bit);
  g_test_add_func ("/pki/six-words/hiragana", test_hiragana);
  return g_test_run ();
}
