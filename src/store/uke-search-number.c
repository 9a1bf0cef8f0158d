/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "base/uke-number.h"
#include "store/uke-search-index-private.h"

#include <string.h>

/* The row in whose digits a position lies. */
static unsigned
row_at (const UkeSearchBlock *block, size_t position)
{
  unsigned low = 0, high = block->n;

  while (high - low > 1) {
    unsigned middle = low + (high - low) / 2;

    if (block->digits_at[middle] <= position)
      low = middle;
    else
      high = middle;
  }
  return low;
}

/* Whether nothing but zeros stands between the number's head and a position. */
static gboolean
is_behind_zeros (const UkeSearchBlock *block, unsigned row, size_t position)
{
  const uint8_t *digit = block->digits.bytes + block->digits_at[row] + 1;

  while (digit < block->digits.bytes + position && *digit == '0')
    digit++;
  return digit == block->digits.bytes + position;
}

/**
 * uke_search_dup_whole_number:
 * @text: what was typed
 *
 * Returns: (transfer full) (nullable): what stands in the text of whoever has this very patient
 *   number, whatever zeros it begins with; NULL where it cannot be one
 * Thread: any
 * Source: decision 6
 */
char *
uke_search_dup_whole_number (const char *text)
{
  g_autofree char *key = uke_number_key (text);
  const char separator[] = { UKE_SEARCH_BIRTH, '\0' };

  if (*key == '\0' || strspn (key, "0123456789") != strlen (key))
    return NULL;
  return g_strconcat (key, separator, NULL);
}

/**
 * uke_search_find_number:
 * @self: a search memory
 * @block: one of its blocks
 * @number: what uke_search_dup_whole_number() gave
 * @out_row: (out): the row whose patient number it is
 *
 * Returns: whether one of the block's patients has this very number
 * Thread: the owner's
 */
gboolean
uke_search_find_number (const UkeSearchIndex *self,
                        const UkeSearchBlock *block,
                        const char *number,
                        unsigned *out_row)
{
  UkeTextNeedle needle;
  size_t end = block->digits.len, position;

  uke_text_needle_init (&needle, number, strlen (number), self->digits_counts);
  for (position = self->scan (block->digits.bytes, 0, end, &needle); position < end;
       position = self->scan (block->digits.bytes, position + 1, end, &needle)) {
    *out_row = row_at (block, position);
    if (is_behind_zeros (block, *out_row, position))
      return TRUE;
  }
  return FALSE;
}
