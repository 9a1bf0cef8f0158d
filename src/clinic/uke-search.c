/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-search.h"

#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-clinic-private.h"
#include "clinic/uke-note.h"

G_DEFINE_FINAL_TYPE (UkeSearchHit, uke_search_hit, G_TYPE_OBJECT)

static void
uke_search_hit_finalize (GObject *object)
{
  UkeSearchHit *self = UKE_SEARCH_HIT (object);

  g_free (self->name);
  g_free (self->kana);
  g_free (self->patient_number);
  g_free (self->phone);
  G_OBJECT_CLASS (uke_search_hit_parent_class)->finalize (object);
}

static void
uke_search_hit_class_init (UkeSearchHitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_search_hit_finalize;
}

static void
uke_search_hit_init (UkeSearchHit *self)
{
}

static UkeSearchField
convert_field (UkeFoundField field)
{
  switch (field) {
  case UKE_FOUND_NAME:
    return UKE_SEARCH_FIELD_NAME;
  case UKE_FOUND_KANA:
    return UKE_SEARCH_FIELD_KANA;
  case UKE_FOUND_NUMBER:
    return UKE_SEARCH_FIELD_NUMBER;
  case UKE_FOUND_PHONE:
    return UKE_SEARCH_FIELD_PHONE;
  case UKE_FOUND_BIRTH_DATE:
    return UKE_SEARCH_FIELD_BIRTH_DATE;
  case UKE_FOUND_NONE:
    break;
  }
  return UKE_SEARCH_FIELD_NONE;
}

static UkeSearchHit *
make_hit (const UkeFoundPatient *found)
{
  UkeSearchHit *hit = g_object_new (UKE_TYPE_SEARCH_HIT, NULL);

  hit->patient_id = found->patient_id;
  hit->name = g_strdup (found->name);
  hit->kana = g_strdup (found->kana);
  hit->patient_number = g_strdup (found->patient_number);
  hit->birth_date = found->birth_date;
  hit->sex = found->sex;
  hit->phone = g_strdup (found->phone);
  hit->last_visit_date = found->last_visit_date;
  hit->field = convert_field (found->field);
  hit->match_from = found->match_from;
  hit->match_to = found->match_to;
  hit->has_same_name = found->has_same_name;
  hit->is_ended = found->is_ended;
  return hit;
}

static UkeSearchResult *
make_result (UkeFoundPatients *found)
{
  UkeSearchResult *result = g_new0 (UkeSearchResult, 1);

  result->hits = g_ptr_array_new_with_free_func (g_object_unref);
  if (found != NULL) {
    result->total = found->total;
    for (unsigned i = 0; i < found->n; i++)
      g_ptr_array_add (result->hits, make_hit (&found->patients[i]));
    uke_found_patients_free (found);
  }
  return result;
}

/**
 * uke_search_result_free:
 * @self: (transfer full) (nullable): a result
 *
 * Errors: none
 * Thread: main
 */
void
uke_search_result_free (UkeSearchResult *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->hits);
  g_free (self);
}

/**
 * uke_clinic_search:
 * @self: a clinic
 * @text: what was typed
 * @limit: how many hits at most; the total is always that of all
 *
 * Looks in names, kana, numbers, birth dates and phone numbers of every patient, in memory.
 *
 * Returns: (transfer full): the hits, none while the clinic is not open or the text is empty
 * Errors: none
 * Thread: main
 * Source: decision 31
 */
UkeSearchResult *
uke_clinic_search (UkeClinic *self, const char *text, unsigned limit)
{
  g_return_val_if_fail (UKE_IS_CLINIC (self) && text != NULL, NULL);

  if (!self->is_open || uke_clinic_get_search (self) == NULL)
    return make_result (NULL);
  return make_result (uke_search_index_search (self->search, text, limit));
}

/**
 * uke_clinic_list_patients:
 * @self: a clinic
 * @offset: position of the first patient
 * @limit: how many at most
 *
 * Returns: (transfer full): patients in kana order, and how many there are
 * Errors: none
 * Thread: main
 */
UkeSearchResult *
uke_clinic_list_patients (UkeClinic *self, unsigned offset, unsigned limit)
{
  g_return_val_if_fail (UKE_IS_CLINIC (self), NULL);

  if (!self->is_open || uke_clinic_get_search (self) == NULL)
    return make_result (NULL);
  return make_result (uke_search_index_list (self->search, offset, limit));
}

/**
 * uke_clinic_note_search_async:
 * @self: an open clinic
 * @text: the settled query
 * @n_found: how many patients it found
 * @callback: called when the entry is written
 * @user_data: for @callback
 *
 * Writes one search into the audit. The text itself stays out of it: a query is a name or a number
 * of a person.
 *
 * Errors: NOT_OPEN, NOBODY, DENIED
 * Thread: main
 * Source: decision 12
 */
void
uke_clinic_note_search_async (UkeClinic *self,
                              const char *text,
                              unsigned n_found,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  UkeNote note = {
    .kind = UKE_AUDIT_SEARCH,
    .action = UKE_ACTION_PATIENT_SEARCH,
    .count = n_found,
  };

  g_return_if_fail (UKE_IS_CLINIC (self) && text != NULL);

  uke_clinic_note_async (self, &note, callback, user_data);
}

/**
 * uke_clinic_note_search_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether the entry is written
 * Errors: NOT_OPEN, NOBODY, DENIED
 * Thread: main
 */
gboolean
uke_clinic_note_search_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_note_finish (self, result, error);
}
