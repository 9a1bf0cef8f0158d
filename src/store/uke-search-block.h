/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/uke-search-row.h"

G_BEGIN_DECLS

/** UKE_SEARCH_BLOCK_FILL: rows of a block that was filled; _MAX: when it is split. */
#define UKE_SEARCH_BLOCK_FILL 1024
#define UKE_SEARCH_BLOCK_MAX 2048
#define UKE_SEARCH_BLOCK_WORDS (UKE_SEARCH_BLOCK_MAX / 64)

/** UkeSearchText: bytes with room behind them, never without the padding that scanning needs. */
typedef struct {
  uint8_t *bytes; /* (owned) */
  uint32_t len;
  uint32_t size; /* allocated, padding included */
} UkeSearchText;

/** UKE_SEARCH_NOT_SHOWN: `shown_at` of a row that is shown as it is folded. */
#define UKE_SEARCH_NOT_SHOWN UINT32_MAX

/** UkeSearchInfo: what a block knows of one patient besides the text. */
typedef struct {
  UkeId patient_id;
  uint32_t shown_at;
  uint16_t last_visit; /* days since 1970-01-01 plus 1; 0 none */
  uint16_t kana_split; /* bytes of the family's part of kana; of the name */
  uint16_t name_split;
  uint8_t flags;
} UkeSearchInfo;

/**
 * UkeSearchBlock:
 *
 * A stretch of patients in kana order. `names` holds for each the folded kana, the folded name and
 * sometimes the kana without long vowels, a separator after each; `digits` what the projection
 * holds, and a separator. Offsets have one more entry, the end. Small enough that a change moves
 * few bytes, large enough that a scan does not notice the seams.
 */
typedef struct {
  unsigned n;
  unsigned n_alloc;
  uint32_t *names_at;   /* (owned): n + 1 */
  uint32_t *digits_at;  /* (owned): n + 1 */
  UkeSearchInfo *infos; /* (owned): n */
  UkeSearchText names;
  UkeSearchText digits;
  UkeSearchText shown;
  uint64_t hits[UKE_SEARCH_BLOCK_WORDS]; /* what the search before found */
} UkeSearchBlock;

UkeSearchBlock *uke_search_block_new (unsigned n_rows);
void uke_search_block_free (UkeSearchBlock *self);
void uke_search_block_insert (UkeSearchBlock *self, unsigned row, const UkeSearchRow *added);
void uke_search_block_remove (UkeSearchBlock *self, unsigned row);
UkeSearchBlock *uke_search_block_split (UkeSearchBlock *self);
void uke_search_block_shrink (UkeSearchBlock *self);

int uke_search_block_compare (const UkeSearchBlock *self, unsigned row, const UkeSearchRow *other);
void
uke_search_block_get_memory (const UkeSearchBlock *self, size_t *inout_text, size_t *inout_all);

/**
 * UkeSearchParts:
 *
 * Where the parts of one row stand; not ended by NUL. Shown parts are the folded ones where
 * folding changed nothing.
 */
typedef struct {
  const char *kana, *kana_end;     /* folded, without the space */
  const char *name, *name_end;     /* folded, without the space */
  const char *number, *number_end; /* folded */
  const char *birth;               /* eight digits, or none */
  gboolean has_birth;
  const char *phones, *phones_end; /* the first phone; more follow after separators */
  const char *shown;               /* (nullable): five parts, a separator after each */
} UkeSearchParts;

void
uke_search_block_get_parts (const UkeSearchBlock *self, unsigned row, UkeSearchParts *out_parts);

G_END_DECLS
