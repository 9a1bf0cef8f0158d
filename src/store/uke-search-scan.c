/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-search-index-private.h"

#include <string.h>

/* One alternative ready to be looked for in one of a block's texts. */
typedef struct {
  const UkeSearchAlternative *alternative;
  const uint8_t *text;
  const uint32_t *offsets;
  UkeTextNeedle needle;
} Look;

static gboolean
occurs (const UkeSearchAlternative *alternative, const uint32_t counts[256])
{
  for (size_t i = 0; i < alternative->len; i++)
    if (counts[(uint8_t)alternative->bytes[i]] == 0)
      return FALSE;
  return TRUE;
}

/* Zeros may lead a number; then the field must begin. */
static gboolean
is_at_number_start (const uint8_t *text, size_t hit)
{
  while (hit > 0 && text[hit - 1] == '0')
    hit--;
  return hit > 0 && text[hit - 1] == (uint8_t)UKE_SEARCH_NUMBER;
}

static gboolean
is_in_row (UkeSearchIndex *self, const Look *look, unsigned row)
{
  size_t end = look->offsets[row + 1];
  size_t at = look->offsets[row];

  while ((at = self->scan (look->text, at, end, &look->needle)) < end) {
    if (!look->alternative->is_number_start || is_at_number_start (look->text, at))
      return TRUE;
    at++;
  }
  return FALSE;
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

/* Reads the block's text from end to end; after a hit it goes on in the next row. */
static void
scan_all (UkeSearchIndex *self, const Look *look, unsigned n_rows, uint64_t *found)
{
  size_t end = look->offsets[n_rows];
  size_t at = 0;
  unsigned row = 0;

  while ((at = self->scan (look->text, at, end, &look->needle)) < end) {
    if (look->alternative->is_number_start && !is_at_number_start (look->text, at)) {
      at++;
      continue;
    }
    while (row + 16 < n_rows && look->offsets[row + 16] <= at)
      row += 16;
    while (look->offsets[row + 1] <= at)
      row++;
    found[row / 64] |= UINT64_C (1) << (row % 64);
    at = look->offsets[++row];
    if (row == n_rows)
      return;
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

static void
scan_alternative (UkeSearchIndex *self,
                  UkeSearchBlock *block,
                  const UkeSearchAlternative *alternative,
                  const uint64_t *candidates,
                  gboolean is_sparse,
                  uint64_t *found)
{
  struct {
    gboolean is_wanted;
    const UkeSearchText *text;
    const uint32_t *offsets;
    const uint32_t *counts;
  } texts[] = {
    { alternative->in_names, &block->names, block->names_at, self->names_counts },
    { alternative->in_digits, &block->digits, block->digits_at, self->digits_counts },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    Look look = { alternative, texts[i].text->bytes, texts[i].offsets, { NULL, 0, 0, 0 } };

    if (!texts[i].is_wanted || !occurs (alternative, texts[i].counts))
      continue;
    uke_text_needle_init (&look.needle, alternative->bytes, alternative->len, texts[i].counts);
    if (is_sparse)
      scan_candidates (self, &look, block->n, candidates, found);
    else
      scan_all (self, &look, block->n, found);
  }
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
    gboolean is_sparse = n < block->n / 8;

    for (unsigned j = 0; j < term->n_alternatives; j++)
      scan_alternative (self, block, &term->alternatives[j], block->hits, is_sparse, found);
    for (unsigned word = 0; word < n_words; word++)
      block->hits[word] &= found[word];
    n = count_bits (block->hits, n_words);
  }
  return n;
}

static gboolean
begins (const char *at, const char *end, const UkeSearchAlternative *alternative)
{
  return (size_t)(end - at) >= alternative->len
         && memcmp (at, alternative->bytes, alternative->len) == 0;
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
  UkeSearchParts parts;

  if ((block->infos[row].flags & UKE_SEARCH_IS_ENDED) != 0)
    return 2;
  uke_search_block_get_parts (block, row, &parts);
  for (unsigned i = 0; i < query->n_terms; i++) {
    for (unsigned j = 0; j < query->terms[i].n_alternatives; j++) {
      const UkeSearchAlternative *alternative = &query->terms[i].alternatives[j];
      const char *number = parts.number;

      if (alternative->in_names
          && (begins (parts.kana, parts.kana_end, alternative)
              || begins (parts.name, parts.name_end, alternative)))
        return 0;
      if (!alternative->in_digits)
        continue;
      while (alternative->is_number_start && number < parts.number_end && *number == '0')
        number++;
      if (begins (number, parts.number_end, alternative)
          || (parts.has_birth && begins (parts.birth - 1, parts.birth + 8, alternative)))
        return 0;
    }
  }
  return 1;
}
