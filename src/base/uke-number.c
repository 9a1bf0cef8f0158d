/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-base"

#include "base/uke-number.h"

#include <string.h>

/**
 * uke_number_key:
 * @patient_number: (nullable): a number as it was typed: `0012`, `１２`, `A-0012`
 *
 * Makes the key by which patient numbers are compared: width, case, spaces and the zeros that lead
 * do not distinguish. Zeros behind letters do: A-0012 is not A-12.
 *
 * Returns: (transfer full): the key, empty when there is no number
 * Thread: any
 * Source: decision 6
 */
char *
uke_number_key (const char *patient_number)
{
  g_autofree char *composed = NULL;
  g_autofree char *valid = NULL;
  GString *key;
  size_t zeros = 0;

  if (patient_number == NULL)
    return g_strdup ("");
  valid = g_utf8_make_valid (patient_number, -1);
  composed = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL_COMPOSE);
  key = g_string_sized_new (strlen (composed));
  for (const char *at = composed; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = g_utf8_get_char (at);

    if ((character >= 0x2010 && character <= 0x2015) || character == 0x2212 || character == 0x30fc)
      g_string_append_c (key, '-');
    else if (!g_unichar_isspace (character))
      g_string_append_unichar (key, g_unichar_tolower (character));
  }
  while (key->str[zeros] == '0' && g_ascii_isalnum (key->str[zeros + 1]))
    zeros++;
  g_string_erase (key, 0, (gssize)zeros);
  return g_string_free (key, FALSE);
}

/**
 * uke_number_equal:
 * @a: (nullable): a patient number
 * @b: (nullable): a patient number
 *
 * Returns: whether both are the same number
 * Thread: any
 */
gboolean
uke_number_equal (const char *a, const char *b)
{
  return uke_number_compare (a, b) == 0;
}

static size_t
digits_at (const char *text)
{
  return strspn (text, "0123456789");
}

/**
 * uke_number_compare:
 * @a: (nullable): a patient number
 * @b: (nullable): a patient number
 *
 * Orders numbers as people count: 9 before 10, A-9 before A-10.
 *
 * Returns: less than, equal to or greater than zero
 * Thread: any
 */
int
uke_number_compare (const char *a, const char *b)
{
  g_autofree char *key_a = uke_number_key (a);
  g_autofree char *key_b = uke_number_key (b);
  const char *at_a = key_a, *at_b = key_b;

  while (*at_a != '\0' && *at_b != '\0') {
    size_t n_a = digits_at (at_a), n_b = digits_at (at_b);
    int order;

    if (n_a > 0 && n_b > 0 && n_a != n_b && *at_a != '0' && *at_b != '0')
      return n_a < n_b ? -1 : 1;
    order = (unsigned char)*at_a - (unsigned char)*at_b;
    if (order != 0)
      return order;
    at_a++;
    at_b++;
  }
  return (unsigned char)*at_a - (unsigned char)*at_b;
}

/**
 * uke_number_new_provisional:
 * @dev: a device
 * @n: which of its change-sets
 *
 * Returns: (transfer full): the number of a patient whom the server has given none yet: P-2-7
 * Thread: any
 * Source: sync.md 2.10
 */
char *
uke_number_new_provisional (uint32_t dev, int64_t n)
{
  return g_strdup_printf ("P-%u-%" G_GINT64_FORMAT, dev, n);
}

static gboolean
skip_digits (const char **at)
{
  size_t n = strspn (*at, "0123456789");

  *at += n;
  return n > 0;
}

/**
 * uke_number_is_provisional:
 * @number: (nullable): a patient number
 *
 * Returns: whether it is one that uke_number_new_provisional() makes
 * Thread: any
 */
gboolean
uke_number_is_provisional (const char *number)
{
  const char *at = number;

  if (number == NULL || !g_str_has_prefix (number, "P-"))
    return FALSE;
  at += 2;
  return skip_digits (&at) && *at++ == '-' && skip_digits (&at) && *at == '\0';
}

/**
 * uke_number_is_provisional_of:
 * @number: (nullable): a patient number
 * @dev: a device
 *
 * Returns: whether it is a provisional one of that device
 * Thread: any
 */
gboolean
uke_number_is_provisional_of (const char *number, uint32_t dev)
{
  g_autofree char *prefix = g_strdup_printf ("P-%u-", dev);

  return uke_number_is_provisional (number) && g_str_has_prefix (number, prefix);
}
