/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-base"

#include "base/uke-fold.h"

#include <string.h>

/* A search is made for each reading: more would cost more than they find. */
#define MAX_READINGS 16

typedef struct {
  const char *romaji;
  const char *kana;
} Syllable;

/* Hepburn, kunrei and what keyboards accept; no entry is longer than four letters. */
static const Syllable syllables[] = {
  { "a", "あ" },     { "i", "い" },     { "u", "う" },     { "e", "え" },     { "o", "お" },
  { "ka", "か" },    { "ki", "き" },    { "ku", "く" },    { "ke", "け" },    { "ko", "こ" },
  { "ca", "か" },    { "cu", "く" },    { "co", "こ" },    { "sa", "さ" },    { "si", "し" },
  { "shi", "し" },   { "su", "す" },    { "se", "せ" },    { "so", "そ" },    { "ta", "た" },
  { "ti", "ち" },    { "chi", "ち" },   { "tu", "つ" },    { "tsu", "つ" },   { "te", "て" },
  { "to", "と" },    { "na", "な" },    { "ni", "に" },    { "nu", "ぬ" },    { "ne", "ね" },
  { "no", "の" },    { "ha", "は" },    { "hi", "ひ" },    { "hu", "ふ" },    { "fu", "ふ" },
  { "he", "へ" },    { "ho", "ほ" },    { "ma", "ま" },    { "mi", "み" },    { "mu", "む" },
  { "me", "め" },    { "mo", "も" },    { "ya", "や" },    { "yu", "ゆ" },    { "yo", "よ" },
  { "ra", "ら" },    { "ri", "り" },    { "ru", "る" },    { "re", "れ" },    { "ro", "ろ" },
  { "la", "ら" },    { "li", "り" },    { "lu", "る" },    { "le", "れ" },    { "lo", "ろ" },
  { "wa", "わ" },    { "wo", "お" },    { "ga", "が" },    { "gi", "ぎ" },    { "gu", "ぐ" },
  { "ge", "げ" },    { "go", "ご" },    { "za", "ざ" },    { "zi", "じ" },    { "ji", "じ" },
  { "zu", "ず" },    { "ze", "ぜ" },    { "zo", "ぞ" },    { "da", "だ" },    { "di", "ぢ" },
  { "du", "づ" },    { "dzu", "づ" },   { "de", "で" },    { "do", "ど" },    { "ba", "ば" },
  { "bi", "び" },    { "bu", "ぶ" },    { "be", "べ" },    { "bo", "ぼ" },    { "pa", "ぱ" },
  { "pi", "ぴ" },    { "pu", "ぷ" },    { "pe", "ぺ" },    { "po", "ぽ" },    { "va", "ば" },
  { "vi", "び" },    { "vu", "ぶ" },    { "ve", "べ" },    { "vo", "ぼ" },    { "kya", "きゃ" },
  { "kyu", "きゅ" }, { "kyo", "きょ" }, { "sya", "しゃ" }, { "syu", "しゅ" }, { "syo", "しょ" },
  { "sha", "しゃ" }, { "shu", "しゅ" }, { "sho", "しょ" }, { "she", "しぇ" }, { "tya", "ちゃ" },
  { "tyu", "ちゅ" }, { "tyo", "ちょ" }, { "cha", "ちゃ" }, { "chu", "ちゅ" }, { "cho", "ちょ" },
  { "che", "ちぇ" }, { "nya", "にゃ" }, { "nyu", "にゅ" }, { "nyo", "にょ" }, { "hya", "ひゃ" },
  { "hyu", "ひゅ" }, { "hyo", "ひょ" }, { "mya", "みゃ" }, { "myu", "みゅ" }, { "myo", "みょ" },
  { "rya", "りゃ" }, { "ryu", "りゅ" }, { "ryo", "りょ" }, { "lya", "りゃ" }, { "lyu", "りゅ" },
  { "lyo", "りょ" }, { "gya", "ぎゃ" }, { "gyu", "ぎゅ" }, { "gyo", "ぎょ" }, { "zya", "じゃ" },
  { "zyu", "じゅ" }, { "zyo", "じょ" }, { "ja", "じゃ" },  { "ju", "じゅ" },  { "jo", "じょ" },
  { "je", "じぇ" },  { "jya", "じゃ" }, { "jyu", "じゅ" }, { "jyo", "じょ" }, { "bya", "びゃ" },
  { "byu", "びゅ" }, { "byo", "びょ" }, { "pya", "ぴゃ" }, { "pyu", "ぴゅ" }, { "pyo", "ぴょ" },
  { "fa", "ふぁ" },  { "fi", "ふぃ" },  { "fe", "ふぇ" },  { "fo", "ふぉ" },  { "we", "うぇ" },
  { "wi", "うぃ" },  { "ye", "いぇ" },
};

/* Readings are looked for depth first, the plain one of each place before the others. */
typedef struct {
  GPtrArray *readings; /* (owned) (element-type utf8) */
  GString *kana;       /* (owned): what was read so far */
} Reader;

static void read_on (Reader *reader, const char *at, gboolean is_word_start);

static void
read_as (Reader *reader, const char *kana, const char *rest)
{
  size_t length = reader->kana->len;

  g_string_append (reader->kana, kana);
  read_on (reader, rest, FALSE);
  g_string_truncate (reader->kana, length);
}

/* A reading that begins with one we have finds nothing that the shorter does not find. */
static void
keep_reading (Reader *reader)
{
  if (reader->readings->len >= MAX_READINGS || reader->kana->len == 0)
    return;
  for (unsigned i = 0; i < reader->readings->len; i++)
    if (strcmp (reader->kana->str, g_ptr_array_index (reader->readings, i)) == 0)
      return;
  g_ptr_array_add (reader->readings, g_strdup (reader->kana->str));
}

static const Syllable *
syllable_at (const char *at)
{
  const Syllable *found = NULL;
  size_t found_length = 0;

  for (size_t i = 0; i < G_N_ELEMENTS (syllables); i++) {
    size_t length = strlen (syllables[i].romaji);

    if (length > found_length && strncmp (at, syllables[i].romaji, length) == 0) {
      found = &syllables[i];
      found_length = length;
    }
  }
  return found;
}

static gboolean
is_vowel (char letter)
{
  return letter != '\0' && strchr ("aiueo", letter) != NULL;
}

static gboolean
is_consonant (char letter)
{
  return g_ascii_islower (letter) && !is_vowel (letter);
}

/* The last consonants may be the start of any syllable: "yamad" is on the way to やまだ. */
static void
read_unfinished (Reader *reader, const char *at)
{
  size_t length = strlen (at);

  if (*at == 'n')
    read_as (reader, "ん", at + length);
  for (size_t i = 0; i < G_N_ELEMENTS (syllables); i++) {
    const char *kana = syllables[i].kana;

    /* The first kana alone covers きゃ and き. */
    if (strncmp (syllables[i].romaji, at, length) == 0) {
      g_autofree char *first = g_strndup (kana, 3);

      read_as (reader, first, at + length);
    }
  }
}

/* The o and u of names may be long without being written so: ono is おの and おおの. */
static void
read_long (Reader *reader, const Syllable *syllable, const char *rest, gboolean is_word_start)
{
  size_t length = strlen (syllable->romaji);
  char vowel = syllable->romaji[length - 1];
  gboolean is_glide = length > 1
                      && (strchr ("yhj", syllable->romaji[length - 2]) != NULL
                          || g_str_equal (syllable->romaji, "fu"));
  g_autofree char *with_u = g_strconcat (syllable->kana, "う", NULL);
  g_autofree char *with_o = g_strconcat (syllable->kana, "お", NULL);
  gboolean has_h = vowel == 'o' && *rest == 'h' && !is_vowel (rest[1]) && rest[1] != 'y';

  if (has_h) {
    read_as (reader, with_o, rest + 1);
    read_as (reader, with_u, rest + 1);
    return;
  }
  if (vowel == 'o' && *rest == 'o')
    read_as (reader, with_u, rest + 1);
  if (is_vowel (*rest))
    return;
  if (vowel == 'o' && length == 1 && is_word_start)
    read_as (reader, with_o, rest);
  if (vowel == 'o' && (length > 1 || is_word_start))
    read_as (reader, with_u, rest);
  if (vowel == 'u' && is_glide)
    read_as (reader, with_u, rest);
}

static gboolean
read_nasal (Reader *reader, const char *at)
{
  if (*at == 'm' && at[1] != '\0' && strchr ("mbp", at[1]) != NULL) {
    read_as (reader, "ん", at + 1);
    return TRUE;
  }
  if (*at != 'n')
    return FALSE;
  if (at[1] == '\'' || (at[1] == 'n' && !is_vowel (at[2]) && at[2] != 'y')) {
    read_as (reader, "ん", at + 2);
    return TRUE;
  }
  if (is_consonant (at[1]) && at[1] != 'y') {
    read_as (reader, "ん", at + 1);
    return TRUE;
  }
  return FALSE;
}

/* っ: a doubled consonant, or tch. */
static gboolean
is_doubled (const char *at)
{
  return is_consonant (*at) && (at[0] == at[1] || g_str_has_prefix (at, "tch")) && *at != 'n';
}

/* shinichi and kenya: people leave the sign out that would part ん from the vowel. */
static gboolean
may_hide_nasal (const char *at)
{
  size_t length = strlen (at);

  return g_str_has_prefix (at, "ny") || g_str_has_prefix (at, "niti")
         || strncmp (at, "nichi", MIN (length, 5)) == 0;
}

static void
read_on (Reader *reader, const char *at, gboolean is_word_start)
{
  const Syllable *syllable;

  if (reader->readings->len >= MAX_READINGS)
    return;
  if (*at == '\0') {
    keep_reading (reader);
    return;
  }
  if (*at == ' ' || *at == '\'' || *at == '-') {
    read_on (reader, at + 1, TRUE);
    return;
  }
  if (read_nasal (reader, at))
    return;
  if (is_doubled (at)) {
    read_as (reader, "っ", at + 1);
    return;
  }
  if (at[0] == 'n' && at[1] == ' ') {
    read_as (reader, "ん", at + 1);
    return;
  }
  syllable = syllable_at (at);
  if (syllable == NULL) {
    if (is_consonant (*at) && strlen (at) <= 2 && (at[1] == '\0' || is_consonant (at[1])))
      read_unfinished (reader, at);
    return;
  }
  read_as (reader, syllable->kana, at + strlen (syllable->romaji));
  read_long (reader, syllable, at + strlen (syllable->romaji), is_word_start);
  if (!is_word_start && may_hide_nasal (at))
    read_as (reader, "ん", at + 1);
}

/* Lower case, full width and macrons made plain, or %NULL when there is more than Latin letters. */
static char *
normalise (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *decomposed = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  GString *plain = g_string_sized_new (strlen (decomposed) + 8);

  for (const char *at = decomposed; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_unichar_tolower (g_utf8_get_char (at));

    /* ō and ô are long: ou. A long u is uu, as it is written in kana. */
    if (character == 0x304 || character == 0x302) {
      if (plain->len > 0 && is_vowel (plain->str[plain->len - 1]))
        g_string_append_c (plain,
                           plain->str[plain->len - 1] == 'o' ? 'u' : plain->str[plain->len - 1]);
    } else if (character == 0x2019 || character == '\'') {
      g_string_append_c (plain, '\'');
    } else if (character == '-' || g_unichar_isspace (character)) {
      g_string_append_c (plain, ' ');
    } else if (character >= 'a' && character <= 'z') {
      g_string_append_c (plain, (char)character);
    } else {
      g_string_free (plain, TRUE);
      return NULL;
    }
  }
  return g_string_free (plain, FALSE);
}

/**
 * uke_fold_romaji_to_hiragana:
 * @text: what somebody typed in Latin letters, perhaps not to the end
 *
 * Reads romaji of any school (Hepburn, kunrei, passports, keyboards) into the hiragana that may
 * be meant, the most literal first. Long vowels that are not written, ん before a vowel and a last
 * syllable of which only the consonant is there give several readings. Spaces are left out.
 *
 * Returns: (transfer full) (array zero-terminated=1): up to 16 readings, none when it is not romaji
 * Thread: any
 * Source: integrations.md F.3
 */
char **
uke_fold_romaji_to_hiragana (const char *text)
{
  g_autofree char *plain = normalise (text);
  Reader reader = { g_ptr_array_new (), g_string_new (NULL) };

  if (plain != NULL)
    read_on (&reader, g_strstrip (plain), TRUE);
  g_string_free (reader.kana, TRUE);
  g_ptr_array_add (reader.readings, NULL);
  return (char **)g_ptr_array_free (reader.readings, FALSE);
}

/**
 * uke_fold_search_terms:
 * @text: what somebody typed into a search box
 *
 * Makes every key that is to be searched for: the folded text itself and, when it is Latin
 * letters, the keys of the readings it may stand for. A name matches when it contains any of them.
 *
 * Returns: (transfer full) (array zero-terminated=1): search keys without repetition, none when
 *   nothing is left to search for
 * Thread: any
 * Source: design.md 9
 */
char **
uke_fold_search_terms (const char *text)
{
  g_auto (GStrv) readings = uke_fold_romaji_to_hiragana (text);
  GStrvBuilder *terms = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  char *key = uke_fold_search (text);
  char **result;

  if (*key != '\0') {
    g_strv_builder_add (terms, key);
    g_hash_table_add (seen, key);
  } else {
    g_free (key);
  }
  for (char **reading = readings; *reading != NULL; reading++) {
    key = uke_fold_search (*reading);
    if (!g_hash_table_contains (seen, key))
      g_strv_builder_add (terms, key);
    g_hash_table_add (seen, key);
  }
  result = g_strv_builder_end (terms);
  g_strv_builder_unref (terms);
  return result;
}
