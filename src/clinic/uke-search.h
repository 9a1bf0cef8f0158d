/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"
#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

/**
 * UkeSearchField: what part of a hit matched.
 */
typedef enum {
  UKE_SEARCH_FIELD_NONE = 0,
  UKE_SEARCH_FIELD_NAME,
  UKE_SEARCH_FIELD_KANA,
  UKE_SEARCH_FIELD_NUMBER,
  UKE_SEARCH_FIELD_PHONE,
  UKE_SEARCH_FIELD_BIRTH_DATE,
} UkeSearchField;

#define UKE_TYPE_SEARCH_HIT (uke_search_hit_get_type ())
G_DECLARE_FINAL_TYPE (UkeSearchHit, uke_search_hit, UKE, SEARCH_HIT, GObject)

/**
 * UkeSearchHit:
 * @patient_id: who
 * @name: (owned): family and given, with a space between
 * @kana: (owned): hiragana, ""
 * @patient_number: (owned): as typed, ""
 * @birth_date: UKE_DATE_NONE where unknown
 * @sex: female male other unknown
 * @phone: (owned): the number that matched, else the first; national digits, ""
 * @last_visit_date: UKE_DATE_NONE where none
 * @field: what matched
 * @match_from, @match_to: the part of that field's text that matched, in bytes; equal when unknown
 * @has_same_name: another patient has the same name: show what tells them apart
 * @is_ended: deceased, moved or ended
 *
 * One patient found. Immutable; the fields may be read directly.
 */
struct _UkeSearchHit {
  GObject parent_instance;
  UkeId patient_id;
  char *name;
  char *kana;
  char *patient_number;
  UkeDate birth_date;
  const char *sex;
  char *phone;
  UkeDate last_visit_date;
  UkeSearchField field;
  unsigned match_from;
  unsigned match_to;
  gboolean has_same_name;
  gboolean is_ended;
};

/**
 * UkeSearchResult:
 * @total: how many patients match
 * @hits: (owned) (element-type UkeSearchHit): the best of them, best first
 */
typedef struct {
  unsigned total;
  GPtrArray *hits;
} UkeSearchResult;

void uke_search_result_free (UkeSearchResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeSearchResult, uke_search_result_free)

/* Searches the memory of the clinic's patients; never touches the disk. An empty text finds
 * nothing. */
UkeSearchResult *uke_clinic_search (UkeClinic *self, const char *text, unsigned limit);
/* Every patient in kana order, for lists: positions offset .. offset + limit. */
UkeSearchResult *uke_clinic_list_patients (UkeClinic *self, unsigned offset, unsigned limit);

/* One settled query of the palette goes into the audit (decision 12): what was typed is kept as
 * its kind and length only, and how many it found. */
void uke_clinic_note_search_async (UkeClinic *self,
                                   const char *text,
                                   unsigned n_found,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean uke_clinic_note_search_finish (UkeClinic *self,
                                        GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
