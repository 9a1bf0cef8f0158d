/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-exchange"

#include "exchange/uke-csv-encoding.h"

#include "exchange/uke-exchange-error.h"

#include <string.h>

static const struct {
  const char *name;
  const char *charset;
} encodings[] = {
  [UKE_CSV_UNKNOWN] = { "", NULL },
  [UKE_CSV_UTF8] = { "UTF-8", NULL },
  [UKE_CSV_UTF16] = { "UTF-16", "UTF-16" },
  [UKE_CSV_CP932] = { "CP932", "CP932" },
  [UKE_CSV_ISO2022JP] = { "ISO-2022-JP", "ISO-2022-JP-3" },
  [UKE_CSV_EUCJP] = { "EUC-JP", "EUC-JP-MS" },
};

/**
 * uke_csv_encoding_name:
 * @encoding: an encoding
 *
 * Returns: (transfer none): its usual name, empty for %UKE_CSV_UNKNOWN
 * Thread: any
 */
const char *
uke_csv_encoding_name (UkeCsvEncoding encoding)
{
  return encodings[encoding].name;
}

/* Whether most of the bytes beyond ASCII are UTF-8, some being damaged: no CP932 text looks so. */
static gboolean
is_damaged_utf8 (const char *bytes, size_t n_bytes)
{
  size_t n_good = 0, n_bad = 0;

  for (size_t i = 0; i < n_bytes;) {
    const unsigned char *at = (const unsigned char *)bytes + i;
    gboolean is_three = i + 2 < n_bytes && (at[0] & 0xf0) == 0xe0 && (at[1] & 0xc0) == 0x80
                        && (at[2] & 0xc0) == 0x80;

    n_good += is_three;
    n_bad += !is_three && at[0] >= 0x80;
    i += is_three ? 3 : 1;
  }
  return n_good > 2 * n_bad;
}

/* Pairs of 0xa1 to 0xfe throughout, with kanji that half-width kana of CP932 do not reach. */
static gboolean
is_eucjp (const char *bytes, size_t n_bytes)
{
  gboolean has_high = FALSE;

  for (size_t i = 0; i < n_bytes; i++) {
    unsigned char byte = (unsigned char)bytes[i];

    if (byte < 0x80)
      continue;
    /* Three bytes: a kanji of the second plane. */
    if (byte == 0x8f && i + 2 < n_bytes) {
      byte = (unsigned char)bytes[++i];
    }
    if (byte == 0x8e || (byte >= 0xa1 && byte <= 0xfe)) {
      unsigned char next = i + 1 < n_bytes ? (unsigned char)bytes[i + 1] : 0;

      if (next < 0xa1 || next == 0xff)
        return FALSE;
      has_high |= byte >= 0xe0 || next >= 0xe0;
      i++;
    } else {
      return FALSE;
    }
  }
  return has_high;
}

/**
 * uke_csv_encoding_detect:
 * @bytes: a whole file
 * @n_bytes: its size
 *
 * Looks for marks, escape sequences and, strictly, for UTF-8; what is left is taken for CP932.
 *
 * Returns: the encoding; UTF-8 also for UTF-8 that is damaged, so that decoding refuses it
 * Thread: any
 * Source: integrations.md F.1
 */
UkeCsvEncoding
uke_csv_encoding_detect (const char *bytes, size_t n_bytes)
{
  if (n_bytes >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
    return UKE_CSV_UTF8;
  if (n_bytes >= 2 && (memcmp (bytes, "\xff\xfe", 2) == 0 || memcmp (bytes, "\xfe\xff", 2) == 0))
    return UKE_CSV_UTF16;
  if (memmem (bytes, n_bytes, "\x1b$", 2) != NULL || memmem (bytes, n_bytes, "\x1b(J", 3) != NULL)
    return UKE_CSV_ISO2022JP;
  if (g_utf8_validate_len (bytes, n_bytes, NULL) || is_damaged_utf8 (bytes, n_bytes))
    return UKE_CSV_UTF8;
  return is_eucjp (bytes, n_bytes) ? UKE_CSV_EUCJP : UKE_CSV_CP932;
}

static unsigned
line_of (const char *bytes, size_t offset)
{
  unsigned line = 1;

  for (size_t i = 0; i < offset; i++)
    line += bytes[i] == '\n' || (bytes[i] == '\r' && bytes[i + 1] != '\n');
  return line;
}

static void
set_error (GError **error, unsigned line, const char *message)
{
  g_set_error (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_ENCODING, "line %u: %s", line,
               message);
}

/* Half-width kana between kanji, control characters: text that was read in the wrong encoding. */
static gboolean
is_plausible (const char *text, size_t *out_offset)
{
  size_t n_odd = 0, n_wide = 0;
  gboolean was_half = FALSE, was_kanji = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);
    gboolean is_half = character >= 0xff61 && character <= 0xff9f;
    gboolean is_kanji = character >= 0x4e00 && character <= 0x9fff;

    if ((character < ' ' && strchr ("\t\r\n\f\x1a", (int)character) == NULL)
        || (character >= 0x80 && character < 0xa0)) {
      *out_offset = (size_t)(at - text);
      return FALSE;
    }
    n_odd += (is_half && was_kanji) || (is_kanji && was_half);
    n_wide += character >= 0x80;
    was_half = is_half;
    was_kanji = is_kanji;
  }
  *out_offset = 0;
  return n_wide < 8 || n_odd * 8 < n_wide;
}

/* Stray NUL bytes, which some exports pad with, are left out; many of them are no text. */
static gboolean
drop_nul (char *text, size_t *length)
{
  size_t kept = 0;

  for (size_t i = 0; i < *length; i++)
    if (text[i] != '\0')
      text[kept++] = text[i];
  if ((*length - kept) * 20 > *length)
    return FALSE;
  text[kept] = '\0';
  *length = kept;
  return TRUE;
}

/**
 * uke_csv_encoding_decode:
 * @encoding: the encoding, not %UKE_CSV_UNKNOWN
 * @bytes: a whole file
 * @n_bytes: its size
 * @out_length: (out): bytes of the text
 * @error: where to put an error
 *
 * Returns: (transfer full): the text as UTF-8 without mark and NUL bytes, or %NULL
 * Errors: %UKE_EXCHANGE_ERROR_ENCODING with the line of the first byte that can't be read
 * Thread: any
 */
char *
uke_csv_encoding_decode (UkeCsvEncoding encoding,
                         const char *bytes,
                         size_t n_bytes,
                         size_t *out_length,
                         GError **error)
{
  g_autofree char *text = NULL;
  size_t offset = 0, length = 0;

  if (encodings[encoding].charset == NULL) {
    size_t mark = n_bytes >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

    length = n_bytes - mark;
    text = g_malloc (length + 1);
    memcpy (text, bytes + mark, length);
    text[length] = '\0';
  } else {
    text = g_convert (bytes, (gssize)n_bytes, "UTF-8", encodings[encoding].charset, &offset,
                      &length, NULL);
  }
  if (text == NULL || !drop_nul (text, &length)) {
    set_error (error, line_of (bytes, MIN (offset, n_bytes)), "bytes that are not text");
    return NULL;
  }
  if (encodings[encoding].charset == NULL) {
    const char *end = NULL;

    if (!g_utf8_validate_len (text, length, &end)) {
      set_error (error, line_of (text, (size_t)(end - text)), "bytes that are not UTF-8");
      return NULL;
    }
  }
  if (!is_plausible (text, &offset)) {
    set_error (error, line_of (text, offset), "text of another encoding");
    return NULL;
  }
  *out_length = length;
  return g_steal_pointer (&text);
}
