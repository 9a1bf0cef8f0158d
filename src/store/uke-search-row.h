/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"
#include "model/uke-record.h"

G_BEGIN_DECLS

/**
 * UkeSearchFlags: what the search memory knows of a patient besides the text. Stored as a number.
 * The two lowest bits are the sex: 0 unknown, 1 female, 2 male, 3 other.
 */
typedef enum {
  UKE_SEARCH_SEX_MASK = 3,
  UKE_SEARCH_IS_ENDED = 1 << 2,       /* shown last, with a mark */
  UKE_SEARCH_HAS_NO_KANA = 1 << 3,    /* sorted by the name */
  UKE_SEARCH_IS_PROVISIONAL = 1 << 4, /* the number is to be replaced */
} UkeSearchFlags;

/* What stands before each field of `digits`, and between other fields. */
#define UKE_SEARCH_NUMBER '\x1c'
#define UKE_SEARCH_BIRTH '\x1d'
#define UKE_SEARCH_SEPARATOR '\x1f'

/* What stands between the parts of `body` in the projection. */
#define UKE_SEARCH_PART '\x1e'

/**
 * UkeSearchRow:
 * @patient_id: who
 * @sort_key: (owned): folded kana, family and given with a space between; without kana the name
 * @flags: bits of #UkeSearchFlags
 * @last_visit_date: UKE_DATE_NONE where none
 * @names: (owned): folded name, a space between family and given; where the kana have long vowels
 *   a separator and the kana without them
 * @digits: (owned): 0x1C folded patient number, 0x1D birth date as eight digits, 0x1F phone ...
 * @shown: (owned) (nullable): family, given, family kana, given kana, number, each followed by a
 *   separator; NULL when folding changed none of them
 * @number_key: (owned) (nullable): what numbers are compared by
 *
 * One row of the projection `patient_search`: what the search memory holds of one patient.
 */
typedef struct {
  UkeId patient_id;
  char *sort_key;
  unsigned flags;
  UkeDate last_visit_date;
  char *names;
  char *digits;
  char *shown;
  char *number_key;
} UkeSearchRow;

UkeSearchRow *uke_search_row_new (UkeRecord *patient, GPtrArray *phones);
void uke_search_row_free (UkeSearchRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeSearchRow, uke_search_row_free)

int64_t uke_search_row_get_facts (const UkeSearchRow *self);
char *uke_search_row_make_body (const UkeSearchRow *self);
gboolean uke_search_row_parse (UkeSearchRow *self, int64_t facts, char *body);
gboolean uke_search_row_equal (const UkeSearchRow *a, const UkeSearchRow *b);
const char *uke_search_flags_get_sex (unsigned flags);

G_END_DECLS
