/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-base"

#include "base/uke-fold.h"

#include "base/uke-fold-variants.h"

#include <string.h>

/* What folding answers for a character that leaves no trace. */
#define DROPPED 0

/* Hiragana from U+3041 on, each as the large kana it is searched by: ゃ as や, ぢ as じ, を as お.
 */
static const char search_hiragana[] = "ああいいううええおおかがきぎくぐけげこご"
                                      "さざしじすずせぜそぞただちじつつずてでとど"
                                      "なにぬねのはばぱひびぴふぶぷへべぺほぼぽ"
                                      "まみむめもややゆゆよよらりるれろわわいえお"
                                      "んゔかけ";

/* The half-width kana from U+FF66 on. */
static const char half_width[] = "をぁぃぅぇぉゃゅょっーあいうえおかきくけこさしすせそ"
                                 "たちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわん";

/* Kana that can take a voicing mark, each followed by what it becomes. */
static const char voiced[] = "かがきぎくぐけげこごさざしじすずせぜそぞただちぢつづてでとど"
                             "はばひびふぶへべほぼうゔゝゞ";
static const char half_voiced[] = "はぱひぴふぷへぺほぽ";

/* Kana take three bytes each. */
static gunichar
kana_at (const char *kana, size_t index)
{
  return g_utf8_get_char (kana + 3 * index);
}

/* Reads one character and moves on; bytes that are not UTF-8 read as U+FFFD, one at a time. */
static gunichar
next_character (const char **at)
{
  const unsigned char *byte = (const unsigned char *)*at;
  gunichar character;

  if (byte[0] < 0x80) {
    *at += 1;
    return byte[0];
  }
  if (byte[0] >= 0xe0 && byte[0] < 0xf0 && (byte[1] & 0xc0) == 0x80 && (byte[2] & 0xc0) == 0x80) {
    *at += 3;
    return (byte[0] & 0x0fu) << 12 | (byte[1] & 0x3fu) << 6 | (byte[2] & 0x3fu);
  }
  character = g_utf8_get_char_validated (*at, -1);
  if (character == (gunichar)-1 || character == (gunichar)-2) {
    *at += 1;
    return 0xfffd;
  }
  *at = g_utf8_next_char (*at);
  return character;
}

static void
append_character (GString *text, gunichar character)
{
  char bytes[6];

  if (character < 0x80)
    g_string_append_c (text, (char)character);
  else
    g_string_append_len (text, bytes, g_unichar_to_utf8 (character, bytes));
}

/* Removes the character that @text ends with, but none before @start, and answers it. */
static gunichar
take_last (GString *text, size_t start)
{
  const char *last;
  gunichar character;

  if (text->len <= start)
    return 0;
  last = g_utf8_find_prev_char (text->str + start, text->str + text->len);
  if (last == NULL)
    return 0;
  character = g_utf8_get_char (last);
  g_string_truncate (text, (size_t)(last - text->str));
  return character;
}

static gunichar
with_mark (gunichar kana, gboolean is_half_voiced)
{
  const char *pairs = is_half_voiced ? half_voiced : voiced;

  if (kana < 0x3041 || kana > 0x309e)
    return kana;
  for (size_t i = 0; pairs[3 * i] != '\0'; i += 2)
    if (kana_at (pairs, i) == kana)
      return kana_at (pairs, i + 1);
  return kana;
}

static gboolean
is_voicing_mark (gunichar character)
{
  return character == 0x3099 || character == 0x309a || character == 0x309b || character == 0x309c
         || character == 0xff9e || character == 0xff9f;
}

/* A voicing mark on its own joins the kana before it: ｶﾞ, か + U+3099. */
static void
join_mark (GString *text, size_t start, gunichar mark)
{
  gboolean is_half_voiced = mark == 0x309a || mark == 0x309c || mark == 0xff9f;
  gunichar kana = take_last (text, start);

  if (kana != 0)
    append_character (text, with_mark (kana, is_half_voiced));
}

/* Full-width ASCII, half-width and full-width katakana as plain ASCII and hiragana. */
static gunichar
narrow (gunichar character)
{
  if (character >= 0x30a1 && character <= 0x30f6)
    return character - 0x60;
  if (character >= 0xff01 && character <= 0xff5e)
    return character - 0xfee0;
  if (character >= 0xff66 && character <= 0xff9d)
    return kana_at (half_width, character - 0xff66);
  if (character == 0x30fd || character == 0x30fe)
    return character - 0x60;
  return character;
}

static gboolean
is_dash (gunichar character)
{
  return character == '-' || (character >= 0x2010 && character <= 0x2015) || character == 0x2212
         || character == 0xfe63 || character == 0xff0d;
}

static gunichar
fold_ascii (gunichar character)
{
  if (character >= 'A' && character <= 'Z')
    return character + ('a' - 'A');
  if ((character >= 'a' && character <= 'z') || (character >= '0' && character <= '9')
      || character == '@')
    return character;
  return DROPPED;
}

/* Answers the folded character, DROPPED, or the character itself when it has to be decomposed. */
static gunichar
fold_common (gunichar character, gboolean *out_is_rare)
{
  *out_is_rare = FALSE;
  character = narrow (character);
  if (character < 0x80)
    return fold_ascii (character);
  if (character >= 0x3041 && character <= 0x3096)
    return kana_at (search_hiragana, character - 0x3041);
  if (character >= 0x3400 && character <= 0x9fff)
    return uke_fold_variant (character);
  if ((character >= 0x2000 && character <= 0x206f) || character == 0x2212
      || (character >= 0x3000 && character <= 0x3004)
      || (character >= 0x3008 && character <= 0x3020) || character == 0x30fb || character == 0x30fc
      || (character >= 0xfe00 && character <= 0xfe0f)
      || (character >= 0xe0100 && character <= 0xe01ef) || character == 0xff65)
    return DROPPED;
  *out_is_rare = TRUE;
  return character;
}

/* The marks that repeat the character before: 佐々木, みすゞ. */
static gboolean
repeat_last (GString *key, size_t start, gunichar character)
{
  gunichar last;

  if (character != 0x3005 && character != 0x309d && character != 0x309e)
    return FALSE;
  last = take_last (key, start);
  if (last == 0)
    return FALSE;
  append_character (key, last);
  append_character (key, character == 0x309e ? with_mark (last, FALSE) : last);
  return TRUE;
}

static void
fold_rare (GString *key, size_t start, gunichar character)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gunichar plain = uke_fold_variant (character);
  size_t n_parts;

  if (plain != character) {
    append_character (key, plain);
    return;
  }
  n_parts = g_unichar_fully_decompose (character, TRUE, parts, G_N_ELEMENTS (parts));
  for (size_t i = 0; i < n_parts; i++) {
    gboolean is_rare;
    gunichar part = fold_common (parts[i], &is_rare);

    if (is_voicing_mark (parts[i]))
      join_mark (key, start, parts[i]);
    else if (part != DROPPED && !(is_rare && !g_unichar_isalnum (part)))
      append_character (key, g_unichar_tolower (part));
  }
}

/**
 * uke_fold_search_append:
 * @key: where the key is added
 * @text: any text; bytes that are not UTF-8 are left out
 *
 * Adds the search key of @text to @key without allocating for each character. The key is what is
 * left when everything is taken away in which spellings differ: width and case, katakana or
 * hiragana, small or large kana, づ or ず, the long vowel mark, old or new forms of a character,
 * spaces, hyphens, dots and other signs. A repetition mark becomes what it repeats. Keys are to
 * be compared as bytes, by prefix or infix.
 *
 * Thread: any
 * Source: design.md 9, integrations.md F.2 and F.3
 */
void
uke_fold_search_append (GString *key, const char *text)
{
  size_t start = key->len;

  while (*text != '\0') {
    gunichar character = next_character (&text);
    gboolean is_rare;
    gunichar folded;

    if (character == 0xfffd)
      continue;
    if (is_voicing_mark (character)) {
      join_mark (key, start, character);
      continue;
    }
    folded = fold_common (character, &is_rare);
    if (is_rare) {
      if (!repeat_last (key, start, folded))
        fold_rare (key, start, folded);
    } else if (folded != DROPPED) {
      append_character (key, folded);
    }
  }
}

/**
 * uke_fold_search:
 * @text: any text
 *
 * Returns: (transfer full): its search key, see uke_fold_search_append()
 * Thread: any
 * Source: design.md 9
 */
char *
uke_fold_search (const char *text)
{
  GString *key = g_string_sized_new (strlen (text) + 1);

  uke_fold_search_append (key, text);
  return g_string_free (key, FALSE);
}

/* The vowel that a kana ends with: a, i, u, e, o, or 0 for ん and everything else. */
static char
vowel_of (gunichar kana)
{
  static const char vowels[] = "aaiiuueeoo"
                               "aaiiuueeooaaiiuueeooaaiiuuueeoo"
                               "aiueoaaaiiiuuueeeooo"
                               "aiueoaauuooaiueoaaieo";

  if (kana < 0x3041 || kana > 0x3092)
    return 0;
  return vowels[kana - 0x3041];
}

/**
 * uke_fold_long_vowels:
 * @key: (inout): a search key
 *
 * Takes the second half of every long vowel out of a search key, so that おおの, おうの and the
 * typed "ono" become one. To be used on family and given name apart, or a long vowel would be seen
 * where they meet.
 *
 * Thread: any
 */
void
uke_fold_long_vowels (GString *key)
{
  const char *at = key->str;
  size_t length = 0;
  char vowel = 0;

  while (*at != '\0') {
    const char *start = at;
    gunichar character = next_character (&at);
    char own = vowel_of (character);
    gboolean is_bare = character == 0x3042 || character == 0x3044 || character == 0x3046
                       || character == 0x3048 || character == 0x304a;
    gboolean is_long = is_bare && (own == vowel || (vowel == 'o' && own == 'u'));

    if (is_long)
      continue;
    vowel = own;
    memmove (key->str + length, start, (size_t)(at - start));
    length += (size_t)(at - start);
  }
  g_string_truncate (key, length);
}

/* Copies @text with its kana widened and joined; katakana become hiragana where asked. */
static char *
fold_stored (const char *text, gboolean to_hiragana)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL_COMPOSE);
  GString *folded = g_string_sized_new (strlen (composed) + 1);
  gboolean is_after_space = TRUE;

  for (const char *at = composed; *at != '\0';) {
    gunichar character = next_character (&at);

    if (g_unichar_isspace (character) || g_unichar_iscntrl (character)) {
      if (!is_after_space)
        g_string_append_c (folded, ' ');
      is_after_space = TRUE;
      continue;
    }
    is_after_space = FALSE;
    if (to_hiragana)
      character = narrow (character);
    if (to_hiragana && is_voicing_mark (character))
      join_mark (folded, 0, character);
    else
      append_character (folded, character);
  }
  if (folded->len > 0 && is_after_space)
    g_string_truncate (folded, folded->len - 1);
  return g_string_free (folded, FALSE);
}

/* A dash between kana is a long vowel mark that was typed with the wrong key. */
static void
mend_long_vowels (GString *kana)
{
  for (size_t i = 3; i < kana->len; i++) {
    const char *before = g_utf8_find_prev_char (kana->str, kana->str + i);
    const char *at = kana->str + i;
    gunichar dash, previous;

    if ((*at & 0xc0) == 0x80)
      continue;
    dash = g_utf8_get_char (at);
    previous = before != NULL ? g_utf8_get_char (before) : 0;
    if (!is_dash (dash) || previous < 0x3041 || previous > 0x3096)
      continue;
    g_string_erase (kana, (gssize)i, g_utf8_next_char (at) - at);
    g_string_insert (kana, (gssize)i, "ー");
  }
}

/**
 * uke_fold_kana:
 * @text: a reading as it was typed
 *
 * Makes the form in which readings are kept: hiragana, whatever the kana and their width were,
 * voicing marks joined, dashes after kana as long vowel marks, single spaces between parts.
 *
 * Returns: (transfer full): the reading
 * Thread: any
 * Source: decision 6, integrations.md F.3
 */
char *
uke_fold_kana (const char *text)
{
  g_autofree char *folded = fold_stored (text, TRUE);
  GString *kana = g_string_new (folded);

  mend_long_vowels (kana);
  return g_string_free (kana, FALSE);
}

/**
 * uke_fold_katakana:
 * @text: a reading
 *
 * Returns: (transfer full): the reading in full-width katakana, as Japanese forms show it
 * Thread: any
 */
char *
uke_fold_katakana (const char *text)
{
  g_autofree char *hiragana = uke_fold_kana (text);
  GString *katakana = g_string_sized_new (strlen (hiragana) + 1);

  for (const char *at = hiragana; *at != '\0';) {
    gunichar character = next_character (&at);

    if ((character >= 0x3041 && character <= 0x3096) || character == 0x309d || character == 0x309e)
      character += 0x60;
    append_character (katakana, character);
  }
  return g_string_free (katakana, FALSE);
}

/**
 * uke_fold_text:
 * @text: what somebody typed into a short field
 *
 * Makes the comparable form of headers and code words: NFKC, single spaces, none at the ends.
 * Names are never kept in this form; it would change 﨑 and ㈱.
 *
 * Returns: (transfer full): the text
 * Thread: any
 */
char *
uke_fold_text (const char *text)
{
  return fold_stored (text, FALSE);
}

/**
 * uke_fold_digits:
 * @text: any text
 *
 * Returns: (transfer full): its decimal digits of any width, and nothing else
 * Thread: any
 */
char *
uke_fold_digits (const char *text)
{
  GString *digits = g_string_sized_new (16);

  while (*text != '\0') {
    int value = g_unichar_digit_value (next_character (&text));

    if (value >= 0)
      g_string_append_c (digits, (char)('0' + value));
  }
  return g_string_free (digits, FALSE);
}

/**
 * uke_fold_is_kana:
 * @text: any text
 *
 * Returns: whether the text has kana of any width and, besides spaces, dots and long vowel marks,
 *   nothing else
 * Thread: any
 */
gboolean
uke_fold_is_kana (const char *text)
{
  gboolean has_kana = FALSE;

  while (*text != '\0') {
    gunichar character = narrow (next_character (&text));

    if (character >= 0x3041 && character <= 0x309e)
      has_kana = TRUE;
    else if (character != ' ' && character != 0x3000 && character != 0x30fb && character != 0xff65
             && character != 0x30fc && !is_voicing_mark (character) && !is_dash (character))
      return FALSE;
  }
  return has_kana;
}
