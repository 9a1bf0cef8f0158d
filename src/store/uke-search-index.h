/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"
#include "db/uke-db.h"
#include "store/uke-search-row.h"

G_BEGIN_DECLS

/**
 * UkeSearchIndex:
 *
 * The search memory (decision 31): the folded text of every patient in kana order, scanned from
 * end to end for every keystroke, so that hits and their total are always right from one character
 * on. A word that grows is looked for among the hits before. Invariants:
 *
 * 1. It holds what the projection `patient_search` holds, in its order.
 * 2. Text is at most twice its size in memory, the ids included (goal S4).
 * 3. A search touches neither disk nor database, and no lock.
 *
 * May be made on one thread and handed over; then it belongs to that thread.
 */
typedef struct _UkeSearchIndex UkeSearchIndex;

/** UkeFoundField: what part of a hit matched. */
typedef enum {
  UKE_FOUND_NONE = 0,
  UKE_FOUND_NAME,
  UKE_FOUND_KANA,
  UKE_FOUND_NUMBER,
  UKE_FOUND_PHONE,
  UKE_FOUND_BIRTH_DATE,
} UkeFoundField;

/**
 * UkeFoundPatient:
 * @patient_id: who
 * @name: family and given, with a space between
 * @kana: hiragana, a space between, ""
 * @patient_number: as typed, ""
 * @birth_date: UKE_DATE_NONE where unknown
 * @sex: female male other unknown
 * @phone: the number that matched, else the first; national digits, ""
 * @last_visit_date: UKE_DATE_NONE where none
 * @field: what matched first
 * @match_from, @match_to: the part of that field's text, in bytes; equal when unknown
 * @has_same_name: another patient has the same name and kana
 * @is_ended: deceased, moved or ended: shown last
 *
 * One hit, its strings owned by the result.
 */
typedef struct {
  UkeId patient_id;
  const char *name;
  const char *kana;
  const char *patient_number;
  UkeDate birth_date;
  const char *sex;
  const char *phone;
  UkeDate last_visit_date;
  UkeFoundField field;
  unsigned match_from;
  unsigned match_to;
  gboolean has_same_name;
  gboolean is_ended;
} UkeFoundPatient;

/**
 * UkeFoundPatients:
 * @total: how many patients match
 * @n: how many of them follow
 * @patients: (owned) (array length=n): whoever has the very patient number that was typed; then
 *   those whose kana, name, number or birth date begin with it, then the others, then ended
 *   patients, each in kana order
 * @strings: (owned): where their strings stand
 */
typedef struct {
  unsigned total;
  unsigned n;
  UkeFoundPatient *patients;
  GStringChunk *strings;
} UkeFoundPatients;

void uke_found_patients_free (UkeFoundPatients *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeFoundPatients, uke_found_patients_free)

UkeSearchIndex *uke_search_index_new (void);
UkeSearchIndex *uke_search_index_load (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_search_index_free (UkeSearchIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeSearchIndex, uke_search_index_free)

void uke_search_index_put (UkeSearchIndex *self, const UkeSearchRow *row);
void uke_search_index_insert (UkeSearchIndex *self, const UkeSearchRow *row);
void uke_search_index_remove (UkeSearchIndex *self, const UkeId *patient_id);

unsigned uke_search_index_get_n (const UkeSearchIndex *self);
void uke_search_index_get_memory (const UkeSearchIndex *self, size_t *out_text, size_t *out_all);

UkeFoundPatients *uke_search_index_search (UkeSearchIndex *self, const char *text, unsigned limit);
UkeFoundPatients *uke_search_index_list (UkeSearchIndex *self, unsigned offset, unsigned limit);

G_END_DECLS
