/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-json-scan.h"

#include "feed/uke-feed-error.h"

#include <string.h>

static gboolean
set_error (GError **error, UkeFeedError code, const char *what, size_t at)
{
  g_set_error (error, UKE_FEED_ERROR, code, "JSON: %s at byte %" G_GSIZE_FORMAT, what, at);
  return FALSE;
}

/* Passes over the text of a string; its escapes and its UTF-8 are the parser's to check. */
static gboolean
skip_string (const char *text, size_t size, size_t *at)
{
  for (size_t i = *at + 1; i < size; i++)
    if (text[i] == '\\')
      i++;
    else if (text[i] == '"') {
      *at = i;
      return TRUE;
    }
  return FALSE;
}

/* Numbers are integers in their only form: no fraction, no exponent, no minus zero, no +. */
static gboolean
skip_number (const char *text, size_t size, size_t *at)
{
  size_t i = *at, n_digits = 0;
  gboolean is_negative = text[i] == '-', leads_with_zero;

  if (is_negative)
    i++;
  leads_with_zero = i < size && text[i] == '0';
  while (i < size && g_ascii_isdigit (text[i]))
    i++, n_digits++;
  if (n_digits == 0 || n_digits > 16 || (leads_with_zero && (n_digits > 1 || is_negative)))
    return FALSE;
  if (i < size && (text[i] == '.' || text[i] == 'e' || text[i] == 'E'))
    return FALSE;
  *at = i - 1;
  return TRUE;
}

/**
 * uke_json_scan:
 * @text: bytes that claim to be JSON
 * @size: how many
 * @limits: what they may cost
 *
 * Looks at the bytes once, without allocating: a megabyte of `[]` would cost a parser fifty. What
 * passes may still be no JSON, but parsing it is cheap.
 *
 * Returns: whether the text keeps the limits and holds no real number and no minus zero
 * Errors: `UKE_FEED_ERROR_LIMIT`, `UKE_FEED_ERROR_MALFORMED`
 * Thread: any
 * Source: decision 20
 */
gboolean
uke_json_scan (const char *text, size_t size, const UkeJsonLimits *limits, GError **error)
{
  unsigned depth = 0, n_values = 0;

  if (size > limits->max_bytes)
    return set_error (error, UKE_FEED_ERROR_LIMIT, "too long", limits->max_bytes);
  for (size_t at = 0; at < size; at++)
    switch (text[at]) {
    case '{':
    case '[':
      if (++depth > limits->max_depth)
        return set_error (error, UKE_FEED_ERROR_LIMIT, "too deep", at);
      n_values++;
      break;
    case '}':
    case ']':
      if (depth-- == 0)
        return set_error (error, UKE_FEED_ERROR_MALFORMED, "a bracket too many", at);
      break;
    case ',':
      if (++n_values > limits->max_values)
        return set_error (error, UKE_FEED_ERROR_LIMIT, "too many values", at);
      break;
    case '"':
      if (!skip_string (text, size, &at))
        return set_error (error, UKE_FEED_ERROR_MALFORMED, "an open string", at);
      break;
    case '-':
    case '0' ... '9':
      if (!skip_number (text, size, &at))
        return set_error (error, UKE_FEED_ERROR_MALFORMED, "a number that is no integer", at);
      break;
    default:
      break;
    }
  if (n_values > limits->max_values)
    return set_error (error, UKE_FEED_ERROR_LIMIT, "too many values", size);
  if (depth != 0)
    return set_error (error, UKE_FEED_ERROR_MALFORMED, "an open bracket", size);
  return TRUE;
}
