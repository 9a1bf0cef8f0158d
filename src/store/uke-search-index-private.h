/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/uke-search-block.h"
#include "store/uke-search-index.h"
#include "store/uke-search-query.h"
#include "store/uke-text-scan.h"

G_BEGIN_DECLS

/** UKE_SEARCH_MAX_ZEROS: more zeros at the head of a number are not told apart. */
#define UKE_SEARCH_MAX_ZEROS 16

struct _UkeSearchIndex {
  GPtrArray *blocks; /* (owned) (element-type UkeSearchBlock): in kana order, none empty */
  unsigned n;        /* patients */
  UkeTextScanFunc scan;
  UkeTextMarkFunc mark;
  uint32_t names_counts[256]; /* how often each byte stands in names, and in digits */
  uint32_t digits_counts[256];
  unsigned n_by_zeros[UKE_SEARCH_MAX_ZEROS]; /* patients whose number begins with so many zeros */
  UkeSearchQuery *last;                      /* (owned) (nullable): whose hits the blocks hold */
};

void uke_search_index_use_scan (UkeSearchIndex *self, UkeTextScanKind kind);

void uke_search_drop_absent (const UkeSearchIndex *self, UkeSearchQuery *query);
unsigned uke_search_scan_block (UkeSearchIndex *self,
                                UkeSearchBlock *block,
                                const UkeSearchQuery *query,
                                gboolean is_narrower);
char *uke_search_dup_whole_number (const char *text);
gboolean uke_search_find_number (const UkeSearchIndex *self,
                                 const UkeSearchBlock *block,
                                 const char *number,
                                 unsigned *out_row);
unsigned uke_search_rank (const UkeSearchBlock *block, unsigned row, const UkeSearchQuery *query);
void uke_search_describe (const UkeSearchBlock *block,
                          unsigned row,
                          const UkeSearchQuery *query,
                          GStringChunk *strings,
                          UkeFoundPatient *out_patient);

G_END_DECLS
