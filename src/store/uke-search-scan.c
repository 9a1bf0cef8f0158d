/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-search-index-private.h"

#include <string.h>

/* A needle ready to be looked for in one of a block's texts. */
typedef struct {
  const uint8_t *text;
  const uint32_t *offsets;
  UkeTextNeedle needle;
} Look;

static gboolean
occurs (const char *bytes, size_t len, const uint32_t counts[256])
{
  for (size_t i = 0; i < len; i++)
    if (counts[(uint8_t)bytes[i]] == 0)
      return FALSE;
  return TRUE;
}

/**
 * uke_search_drop_absent:
 * @self: the search memory
 * @query: what is about to be looked for
 *
 * Spares the query the texts in which one of its bytes stands nowhere: digits are in no name.
 *
 * Thread: the owner's
 */
void
uke_search_drop_absent (const UkeSearchIndex *self, UkeSearchQuery *query)
{
  for (unsigned i = 0; i < query->n_terms; i++) {
    for (unsigned j = 0; j < query->terms[i].n_alternatives; j++) {
      UkeSearchAlternative *alternative = &query->terms[i].alternatives[j];

      alternative->in_names = alternative->in_names
                              && occurs (alternative->bytes, alternative->len, self->names_counts);
      alternative->in_digits
          = alternative->in_digits
            && occurs (alternative->bytes, alternative->len, self->digits_counts);
    }
  }
}

static gboolean
is_in_row (UkeSearchIndex *self, const Look *look, unsigned row)
{
  size_t end = look->offsets[row + 1];

  return self->scan (look->text, look->offsets[row], end, &look->needle) < end;
}

static void
scan_candidates (UkeSearchIndex *self,
                 const Look *look,
                 unsigned n_rows,
                 const uint64_t *candidates,
                 uint64_t *found)
{
  for (unsigned word = 0; word < (n_rows + 63) / 64; word++)
    for (uint64_t bits = candidates[word] & ~found[word]; bits != 0; bits &= bits - 1) {
      unsigned row = word * 64 + (unsigned)__builtin_ctzll (bits);

      if (is_in_row (self, look, row))
        found[word] |= bits & -bits;
    }
}

static unsigned
count_bits (const uint64_t *bits, unsigned n_words)
{
  unsigned n = 0;

  for (unsigned i = 0; i < n_words; i++)
    n += (unsigned)__builtin_popcountll (bits[i]);
  return n;
}

/* Where a block is looked through, and what it comes to. */
typedef struct {
  UkeSearchBlock *block;
  const uint64_t *candidates;
  gboolean is_sparse;
  uint64_t *found;
} Round;

static void
scan_bytes (UkeSearchIndex *self,
            const Round *round,
            gboolean in_names,
            const char *bytes,
            size_t len)
{
  const UkeSearchBlock *block = round->block;
  const uint32_t *counts = in_names ? self->names_counts : self->digits_counts;
  Look look = {
    .text = in_names ? block->names.bytes : block->digits.bytes,
    .offsets = in_names ? block->names_at : block->digits_at,
  };

  uke_text_needle_init (&look.needle, bytes, len, counts);
  if (round->is_sparse)
    scan_candidates (self, &look, block->n, round->candidates, round->found);
  else
    self->mark (look.text, look.offsets, block->n, &look.needle, round->found);
}

/* Marks the rows whose digits begin with @head. */
static void
mark_starts (const Round *round, const char *head, size_t len)
{
  const UkeSearchBlock *block = round->block;
  const uint64_t mask = len < 8 ? (UINT64_C (1) << (8 * len)) - 1 : UINT64_MAX;
  char first[8] = { 0 };
  uint64_t expected;

  memcpy (first, head, MIN (len, sizeof first));
  memcpy (&expected, first, sizeof expected);
  expected = GUINT64_FROM_LE (expected);
  for (unsigned row = 0; row < block->n; row++) {
    const uint8_t *at = block->digits.bytes + block->digits_at[row];
    uint64_t word;

    /* The padding makes eight bytes readable, and what is sought holds no separator. */
    memcpy (&word, at, sizeof word);
    if ((GUINT64_FROM_LE (word) & mask) == expected
        && (len <= 8
            || (len <= block->digits_at[row + 1] - block->digits_at[row]
                && memcmp (at + 8, head + 8, len - 8) == 0)))
      round->found[row / 64] |= UINT64_C (1) << (row % 64);
  }
}

/* Numbers that have fewer zeros before them than were typed; those with as many are found as text.
 */
static void
scan_number_starts (UkeSearchIndex *self,
                    const Round *round,
                    const UkeSearchAlternative *alternative)
{
  char bytes[UKE_SEARCH_MAX_ZEROS + 256];

  if (alternative->len > 255)
    return;
  bytes[0] = UKE_SEARCH_NUMBER;
  for (unsigned zeros = 0; zeros < alternative->n_zeros && zeros < UKE_SEARCH_MAX_ZEROS; zeros++) {
    size_t len = alternative->len + 1 + zeros;

    memcpy (bytes + 1 + zeros, alternative->bytes, alternative->len);
    if (self->n_by_zeros[zeros] > 0 && round->is_sparse)
      scan_bytes (self, round, FALSE, bytes, len);
    else if (self->n_by_zeros[zeros] > 0)
      mark_starts (round, bytes, len);
    bytes[1 + zeros] = '0';
  }
}

static void
scan_alternative (UkeSearchIndex *self, const Round *round, const UkeSearchAlternative *alternative)
{
  if (alternative->n_zeros > 0 && alternative->in_digits) {
    scan_number_starts (self, round, alternative);
    return;
  }
  if (alternative->in_names)
    scan_bytes (self, round, TRUE, alternative->bytes, alternative->len);
  if (alternative->in_digits)
    scan_bytes (self, round, FALSE, alternative->bytes, alternative->len);
}

/**
 * uke_search_scan_block:
 * @self: the search memory
 * @block: one of its blocks; its hits become those of @query
 * @query: what is looked for, with at least one term
 * @is_narrower: only what was hit before can be hit
 *
 * Returns: how many rows of the block match
 * Thread: the owner's
 */
unsigned
uke_search_scan_block (UkeSearchIndex *self,
                       UkeSearchBlock *block,
                       const UkeSearchQuery *query,
                       gboolean is_narrower)
{
  unsigned n_words = (block->n + 63) / 64;
  unsigned n = block->n;

  if (is_narrower)
    n = count_bits (block->hits, n_words);
  else
    memset (block->hits, 0xff, n_words * sizeof *block->hits);
  for (unsigned i = 0; i < query->n_terms && n > 0; i++) {
    const UkeSearchTerm *term = &query->terms[i];
    uint64_t found[UKE_SEARCH_BLOCK_WORDS] = { 0 };
    const Round round = { block, block->hits, n < block->n / 8, found };

    for (unsigned j = 0; j < term->n_alternatives; j++)
      scan_alternative (self, &round, &term->alternatives[j]);
    for (unsigned word = 0; word < n_words; word++)
      block->hits[word] &= found[word];
    n = count_bits (block->hits, n_words);
  }
  return n;
}

static gboolean
begins (const uint8_t *at, const uint8_t *end, const UkeSearchAlternative *alternative)
{
  return (size_t)(end - at) >= alternative->len && *at == (uint8_t)*alternative->bytes
         && memcmp (at, alternative->bytes, alternative->len) == 0;
}

static gboolean
begins_names (const UkeSearchBlock *block, unsigned row, const UkeSearchAlternative *alternative)
{
  const uint8_t *kana = block->names.bytes + block->names_at[row];
  const uint8_t *end = block->names.bytes + block->names_at[row + 1];
  const uint8_t *name;

  if (begins (kana, end, alternative))
    return TRUE;
  name = memchr (kana, UKE_SEARCH_SEPARATOR, (size_t)(end - kana));
  return name != NULL && begins (name + 1, end, alternative);
}

static gboolean
begins_digits (const UkeSearchBlock *block, unsigned row, const UkeSearchAlternative *alternative)
{
  const uint8_t *number = block->digits.bytes + block->digits_at[row] + 1;
  const uint8_t *end = block->digits.bytes + block->digits_at[row + 1];

  if (alternative->bytes[0] == UKE_SEARCH_BIRTH)
    return memmem (number, (size_t)(end - number), alternative->bytes, alternative->len) != NULL;
  while (alternative->n_zeros > 0 && *number == '0')
    number++;
  return begins (number, end, alternative);
}

/**
 * uke_search_rank:
 * @block: a block
 * @row: one of its rows that matches
 * @query: what was looked for
 *
 * Returns: 0 when kana, name, number or birth date begin with what was typed, 1 when they hold it,
 *   2 for patients whose care has ended
 * Thread: the owner's
 */
unsigned
uke_search_rank (const UkeSearchBlock *block, unsigned row, const UkeSearchQuery *query)
{
  if ((block->infos[row].flags & UKE_SEARCH_IS_ENDED) != 0)
    return 2;
  for (unsigned i = 0; i < query->n_terms; i++) {
    for (unsigned j = 0; j < query->terms[i].n_alternatives; j++) {
      const UkeSearchAlternative *alternative = &query->terms[i].alternatives[j];

      if ((alternative->in_names && begins_names (block, row, alternative))
          || (alternative->in_digits && begins_digits (block, row, alternative)))
        return 0;
    }
  }
  return 1;
}
