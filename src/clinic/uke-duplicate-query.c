/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-patient-query.h"

#include "base/uke-fold.h"
#include "base/uke-phone.h"
#include "clinic/uke-clinic-private.h"
#include "clinic/uke-duplicate-private.h"
#include "db/uke-db-queries.h"
#include "model/uke-codes.h"
#include "store/uke-patient-rows.h"
#include "store/uke-rows.h"
#include "store/uke-same-name.h"
#include "store/uke-schema.h"

/* Who may be the same person: found by birth date, reading and telephone number, scored by how
 * much of it agrees. */

/* More pairs than this nobody looks through in one sitting. */
#define MAX_PAIRS 200

/**
 * uke_duplicate_candidate_free:
 * @self: (transfer full) (nullable): a candidate
 *
 * Errors: none
 * Thread: any
 */
void
uke_duplicate_candidate_free (UkeDuplicateCandidate *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->patient);
  g_free (self);
}

/**
 * uke_duplicate_pair_free:
 * @self: (transfer full) (nullable): a pair
 *
 * Errors: none
 * Thread: any
 */
void
uke_duplicate_pair_free (UkeDuplicatePair *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->first);
  g_clear_object (&self->second);
  g_clear_pointer (&self->first_phones, g_ptr_array_unref);
  g_clear_pointer (&self->second_phones, g_ptr_array_unref);
  g_free (self->decision);
  g_free (self);
}

static int
get_score (const UkeDuplicateCandidate *candidate)
{
  int score = 0;

  if (candidate->same_kana)
    score += 35;
  if (candidate->same_name)
    score += 20;
  if (candidate->same_birth_date)
    score += 25;
  if (candidate->same_phone)
    score += 30;
  return MIN (score, 100);
}

/* The form as a record would say it. */
typedef struct {
  char *name; /* (owned): folded */
  char *kana; /* (owned): folded */
  UkeDate birth_date;
  UkeId id;
  GPtrArray *phones; /* (owned) (element-type utf8): national digits */
} Person;

static void
person_free (gpointer data)
{
  Person *person = data;

  g_free (person->name);
  g_free (person->kana);
  g_ptr_array_unref (person->phones);
  g_free (person);
}

static char *
fold_two (const char *family, const char *given)
{
  g_autofree char *both = g_strconcat (family != NULL ? family : "", given, NULL);

  return uke_fold_search (both);
}

static Person *
person_new (const UkePatientForm *form)
{
  Person *person = g_new0 (Person, 1);
  const UkeDraft *patient = form->patient;

  person->name = fold_two (uke_draft_get_text (patient, UKE_PATIENT_FAMILY_NAME),
                           uke_draft_get_text (patient, UKE_PATIENT_GIVEN_NAME));
  person->kana = fold_two (uke_draft_get_text (patient, UKE_PATIENT_FAMILY_KANA),
                           uke_draft_get_text (patient, UKE_PATIENT_GIVEN_KANA));
  person->birth_date = uke_draft_get_date (patient, UKE_PATIENT_BIRTH_DATE);
  person->id = *uke_draft_get_id (patient);
  person->phones = g_ptr_array_new_with_free_func (g_free);
  for (unsigned i = 0; i < form->rows->len; i++) {
    const UkeDraft *row = form->rows->pdata[i];
    const char *typed = uke_draft_get_entity (row) == &UKE_ENTITY_PATIENT_PHONE
                            ? uke_draft_get_text (row, UKE_PATIENT_PHONE_NUMBER)
                            : NULL;
    char *number = typed != NULL ? uke_phone_normalise (typed, NULL, NULL) : NULL;

    if (number != NULL)
      g_ptr_array_add (person->phones, number);
  }
  return person;
}

static gboolean
has_phone_of (UkeDb *db, const Person *person, UkeRecord *patient)
{
  g_autoptr (GPtrArray) phones
      = uke_rows_list_by_id (db, &UKE_ENTITY_PATIENT_PHONE, UKE_PATIENT_PHONE_PATIENT_ID,
                             uke_record_get_id (patient), NULL);

  for (unsigned i = 0; phones != NULL && i < phones->len; i++) {
    for (unsigned j = 0; j < person->phones->len; j++) {
      if (g_strcmp0 (uke_record_get_text (phones->pdata[i], UKE_PATIENT_PHONE_NUMBER),
                     person->phones->pdata[j])
          == 0)
        return TRUE;
    }
  }
  return FALSE;
}

static void
add_candidates (UkeDb *db, const Person *person, GPtrArray *patients, GPtrArray *candidates)
{
  for (unsigned i = 0; i < patients->len; i++) {
    UkeRecord *patient = patients->pdata[i];
    g_autofree char *name = fold_two (uke_record_get_text (patient, UKE_PATIENT_FAMILY_NAME),
                                      uke_record_get_text (patient, UKE_PATIENT_GIVEN_NAME));
    g_autofree char *kana = fold_two (uke_record_get_text (patient, UKE_PATIENT_FAMILY_KANA),
                                      uke_record_get_text (patient, UKE_PATIENT_GIVEN_KANA));
    UkeDuplicateCandidate candidate = {
      .patient = patient,
      .same_name = *name != '\0' && g_str_equal (name, person->name),
      .same_kana = *kana != '\0' && g_str_equal (kana, person->kana),
      .same_birth_date
      = person->birth_date != UKE_DATE_NONE
        && uke_record_get_date (patient, UKE_PATIENT_BIRTH_DATE) == person->birth_date,
      .same_phone = has_phone_of (db, person, patient),
    };
    gboolean is_known = uke_id_equal (uke_record_get_id (patient), &person->id);

    for (unsigned j = 0; j < candidates->len && !is_known; j++)
      is_known = uke_id_equal (
          uke_record_get_id (((UkeDuplicateCandidate *)candidates->pdata[j])->patient),
          uke_record_get_id (patient));
    candidate.score = get_score (&candidate);
    if (is_known || candidate.score < 50)
      continue;
    g_object_ref (patient);
    g_ptr_array_add (candidates, g_memdup2 (&candidate, sizeof candidate));
  }
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  return (*(UkeDuplicateCandidate *const *)b)->score - (*(UkeDuplicateCandidate *const *)a)->score;
}

static gpointer
read_candidates (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const Person *person = data;
  g_autoptr (GPtrArray) candidates
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_duplicate_candidate_free);

  if (person->birth_date != UKE_DATE_NONE) {
    g_autoptr (GPtrArray) born = uke_patient_rows_list_born (db, person->birth_date, error);

    if (born == NULL)
      return NULL;
    add_candidates (db, person, born, candidates);
  }
  for (unsigned i = 0; i < person->phones->len; i++) {
    g_autoptr (GPtrArray) on_phone
        = uke_patient_rows_list_phone (db, person->phones->pdata[i], error);

    if (on_phone == NULL)
      return NULL;
    add_candidates (db, person, on_phone, candidates);
  }
  g_ptr_array_sort (candidates, compare_candidates);
  return g_steal_pointer (&candidates);
}

/**
 * uke_clinic_find_duplicates_async:
 * @self: an open clinic
 * @form: a patient about to be registered; copied
 * @cancellable: (nullable): to stop reading
 * @callback: called with who it may already be
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 * Source: product.md 4.2 no. 11
 */
void
uke_clinic_find_duplicates_async (UkeClinic *self,
                                  const UkePatientForm *form,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  uke_clinic_query (self, uke_clinic_find_duplicates_async, read_candidates, person_new (form),
                    person_free, (GDestroyNotify)g_ptr_array_unref, cancellable, callback,
                    user_data);
}

/**
 * uke_clinic_find_duplicates_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeDuplicateCandidate): surest first
 * Errors: NOT_OPEN
 * Thread: main
 */
GPtrArray *
uke_clinic_find_duplicates_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}

static gboolean
share_phone (GPtrArray *a, GPtrArray *b)
{
  for (unsigned i = 0; i < a->len; i++) {
    for (unsigned j = 0; j < b->len; j++) {
      if (g_strcmp0 (uke_record_get_text (a->pdata[i], UKE_PATIENT_PHONE_NUMBER),
                     uke_record_get_text (b->pdata[j], UKE_PATIENT_PHONE_NUMBER))
          == 0)
        return TRUE;
    }
  }
  return FALSE;
}

static gboolean
read_pair (UkeDb *db,
           const UkeId *first_id,
           const UkeId *second_id,
           UkeDuplicatePair *pair,
           GError **error)
{
  UkeId review_id = uke_duplicate_review_id (first_id, second_id);
  g_autoptr (UkeRecord) review = uke_rows_find (db, &UKE_ENTITY_DUPLICATE_REVIEW, &review_id, NULL);
  UkeDuplicateCandidate facts = { .same_kana = TRUE, .same_birth_date = TRUE };

  pair->first = uke_rows_get (db, &UKE_ENTITY_PATIENT, first_id, error);
  if (pair->first == NULL)
    return FALSE;
  pair->second = uke_rows_get (db, &UKE_ENTITY_PATIENT, second_id, error);
  if (pair->second == NULL)
    return FALSE;
  pair->first_phones = uke_rows_list_by_id (db, &UKE_ENTITY_PATIENT_PHONE,
                                            UKE_PATIENT_PHONE_PATIENT_ID, first_id, error);
  if (pair->first_phones == NULL)
    return FALSE;
  pair->second_phones = uke_rows_list_by_id (db, &UKE_ENTITY_PATIENT_PHONE,
                                             UKE_PATIENT_PHONE_PATIENT_ID, second_id, error);
  if (pair->second_phones == NULL)
    return FALSE;
  facts.same_name = g_strcmp0 (uke_record_get_text (pair->first, UKE_PATIENT_FAMILY_NAME),
                               uke_record_get_text (pair->second, UKE_PATIENT_FAMILY_NAME))
                        == 0
                    && g_strcmp0 (uke_record_get_text (pair->first, UKE_PATIENT_GIVEN_NAME),
                                  uke_record_get_text (pair->second, UKE_PATIENT_GIVEN_NAME))
                           == 0;
  facts.same_phone = share_phone (pair->first_phones, pair->second_phones);
  pair->score = get_score (&facts);
  if (review != NULL)
    pair->decision = g_strdup (uke_record_get_code (review, UKE_DUPLICATE_REVIEW_DECISION));
  return TRUE;
}

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  return (*(UkeDuplicatePair *const *)b)->score - (*(UkeDuplicatePair *const *)a)->score;
}

static UkeStmt *
prepare_pairs (UkeDb *db, const UkeId *run_id, GError **error)
{
  gboolean is_of_run = !uke_id_is_none (run_id);
  UkeStmt *stmt = uke_db_prepare_query (
      db, is_of_run ? UKE_QUERY ("duplicate-pairs-by-kana") : UKE_QUERY ("duplicate-pairs-all"),
      error);

  if (stmt == NULL)
    return NULL;
  if (is_of_run)
    uke_stmt_bind_id (stmt, ":import_run_id", run_id);
  uke_stmt_bind_int64 (stmt, ":limit", MAX_PAIRS * 5);
  return stmt;
}

static gpointer
read_pairs (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (UkeStmt) stmt = prepare_pairs (db, data, error);
  g_autoptr (GPtrArray) pairs
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_duplicate_pair_free);
  gboolean has_row = stmt != NULL;

  if (stmt == NULL)
    return NULL;
  while (has_row && pairs->len < MAX_PAIRS) {
    g_autoptr (GError) local = NULL;
    UkeDuplicatePair *pair = NULL;
    UkeId first, second;

    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (!has_row)
      break;
    first = uke_stmt_id (stmt, 0);
    second = uke_stmt_id (stmt, 1);
    pair = g_new0 (UkeDuplicatePair, 1);
    g_ptr_array_add (pairs, pair);
    if (!read_pair (db, &first, &second, pair, error))
      return NULL;
    if (pair->decision != NULL && !g_str_equal (pair->decision, "later"))
      g_ptr_array_remove_index (pairs, pairs->len - 1);
  }
  g_ptr_array_sort (pairs, compare_pairs);
  return g_steal_pointer (&pairs);
}

/**
 * uke_clinic_load_duplicate_pairs_async:
 * @self: an open clinic
 * @run_id: (nullable): of one import run; NULL: of all patients
 * @cancellable: (nullable): to stop reading
 * @callback: called with the pairs
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 */
void
uke_clinic_load_duplicate_pairs_async (UkeClinic *self,
                                       const UkeId *run_id,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  UkeId id = run_id != NULL ? *run_id : UKE_ID_NONE;

  uke_clinic_query (self, uke_clinic_load_duplicate_pairs_async, read_pairs,
                    g_memdup2 (&id, sizeof id), g_free, (GDestroyNotify)g_ptr_array_unref,
                    cancellable, callback, user_data);
}

/**
 * uke_clinic_load_duplicate_pairs_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeDuplicatePair): pairs nobody has decided
 * yet, surest first Errors: NOT_OPEN Thread: main
 */
GPtrArray *
uke_clinic_load_duplicate_pairs_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}
