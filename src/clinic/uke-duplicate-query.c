/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-duplicate-query.h"

#include "base/uke-phone.h"
#include "clinic/uke-clinic-private.h"
#include "clinic/uke-duplicate-private.h"
#include "model/uke-codes.h"
#include "store/uke-log-store.h"
#include "store/uke-patient-rows.h"
#include "store/uke-rows.h"

/* Who may be the same person: who somebody about to be registered may already be, and who is
 * registered twice, with what was decided about them. */

G_DEFINE_FINAL_TYPE (UkeDuplicatePair, uke_duplicate_pair, G_TYPE_OBJECT)

static void
uke_duplicate_pair_finalize (GObject *object)
{
  UkeDuplicatePair *self = UKE_DUPLICATE_PAIR (object);

  g_free (self->first_family);
  g_free (self->first_given);
  g_free (self->second_family);
  g_free (self->second_given);
  G_OBJECT_CLASS (uke_duplicate_pair_parent_class)->finalize (object);
}

static void
uke_duplicate_pair_class_init (UkeDuplicatePairClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_duplicate_pair_finalize;
}

static void
uke_duplicate_pair_init (UkeDuplicatePair *self)
{
}

/**
 * uke_duplicate_pair_new_decided:
 * @pair: two patients
 * @decision: same, different, later or ""
 * @change_set_id: the change-set that says so
 * @decided_at_us: when
 * @staff_id: by whom, or none
 *
 * Returns: (transfer full): the same two, decided
 * Errors: none
 * Thread: any
 */
UkeDuplicatePair *
uke_duplicate_pair_new_decided (const UkeDuplicatePair *pair,
                                const char *decision,
                                const UkeId *change_set_id,
                                int64_t decided_at_us,
                                const UkeId *staff_id)
{
  UkeDuplicatePair *self = g_object_new (UKE_TYPE_DUPLICATE_PAIR, NULL);

  self->first_id = pair->first_id;
  self->second_id = pair->second_id;
  self->first_family = g_strdup (pair->first_family);
  self->first_given = g_strdup (pair->first_given);
  self->second_family = g_strdup (pair->second_family);
  self->second_given = g_strdup (pair->second_given);
  self->score = pair->score;
  self->reasons = pair->reasons;
  self->decision = g_intern_string (decision);
  self->change_set_id = *change_set_id;
  self->decided_at_us = decided_at_us;
  self->staff_id = *staff_id;
  return self;
}

/**
 * uke_duplicate_pair_shares:
 * @self, @other: two pairs
 *
 * Returns: whether somebody stands in both
 * Errors: none
 * Thread: any
 */
gboolean
uke_duplicate_pair_shares (const UkeDuplicatePair *self, const UkeDuplicatePair *other)
{
  return uke_id_equal (&self->first_id, &other->first_id)
         || uke_id_equal (&self->first_id, &other->second_id)
         || uke_id_equal (&self->second_id, &other->first_id)
         || uke_id_equal (&self->second_id, &other->second_id);
}

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
 * uke_duplicates_free:
 * @self: (transfer full) (nullable): pairs
 *
 * Errors: none
 * Thread: any
 */
void
uke_duplicates_free (UkeDuplicates *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->open);
  g_ptr_array_unref (self->same);
  g_ptr_array_unref (self->different);
  g_free (self);
}

/**
 * uke_duplicate_traits_of_form:
 * @form: somebody about to be registered
 *
 * Returns: (transfer full): what they are compared by
 * Errors: none
 * Thread: any
 */
UkeDuplicateTraits *
uke_duplicate_traits_of_form (const UkePatientForm *form)
{
  const UkeDraft *patient = form->patient;
  UkeDuplicateTraits *traits
      = uke_duplicate_traits_new (uke_draft_get_text (patient, UKE_PATIENT_FAMILY_NAME),
                                  uke_draft_get_text (patient, UKE_PATIENT_GIVEN_NAME),
                                  uke_draft_get_text (patient, UKE_PATIENT_FAMILY_KANA),
                                  uke_draft_get_text (patient, UKE_PATIENT_GIVEN_KANA),
                                  uke_draft_get_date (patient, UKE_PATIENT_BIRTH_DATE),
                                  uke_draft_get_text (patient, UKE_PATIENT_SEX));

  for (unsigned i = 0; i < form->rows->len; i++) {
    const UkeDraft *row = form->rows->pdata[i];
    const UkeEntity *entity = uke_draft_get_entity (row);

    if (entity == &UKE_ENTITY_PATIENT_PHONE) {
      const char *typed = uke_draft_get_text (row, UKE_PATIENT_PHONE_NUMBER);
      g_autofree char *number = typed != NULL ? uke_phone_normalise (typed, NULL, NULL) : NULL;

      uke_duplicate_traits_add_phone (
          traits, number,
          g_strcmp0 (uke_draft_get_text (row, UKE_PATIENT_PHONE_LABEL), "work") == 0);
    } else if (entity == &UKE_ENTITY_PATIENT_EMAIL) {
      uke_duplicate_traits_add_email (traits, uke_draft_get_text (row, UKE_PATIENT_EMAIL_ADDRESS));
    } else if (entity == &UKE_ENTITY_PATIENT_ADDRESS) {
      uke_duplicate_traits_add_address (traits,
                                        uke_draft_get_text (row, UKE_PATIENT_ADDRESS_ADDRESS));
    }
  }
  return traits;
}

static gboolean
add_contacts (UkeDuplicateTraits *traits, UkeDb *db, const UkeId *id, GError **error)
{
  g_autoptr (GPtrArray) phones = uke_rows_list_by_id (db, &UKE_ENTITY_PATIENT_PHONE,
                                                      UKE_PATIENT_PHONE_PATIENT_ID, id, error);
  g_autoptr (GPtrArray) emails = phones != NULL
                                     ? uke_rows_list_by_id (db, &UKE_ENTITY_PATIENT_EMAIL,
                                                            UKE_PATIENT_EMAIL_PATIENT_ID, id, error)
                                     : NULL;
  g_autoptr (GPtrArray) addresses
      = emails != NULL ? uke_rows_list_by_id (db, &UKE_ENTITY_PATIENT_ADDRESS,
                                              UKE_PATIENT_ADDRESS_PATIENT_ID, id, error)
                       : NULL;

  if (addresses == NULL)
    return FALSE;
  for (unsigned i = 0; i < phones->len; i++)
    uke_duplicate_traits_add_phone (
        traits, uke_record_get_text (phones->pdata[i], UKE_PATIENT_PHONE_NUMBER),
        g_str_equal (uke_record_get_code (phones->pdata[i], UKE_PATIENT_PHONE_LABEL), "work"));
  for (unsigned i = 0; i < emails->len; i++)
    uke_duplicate_traits_add_email (
        traits, uke_record_get_text (emails->pdata[i], UKE_PATIENT_EMAIL_ADDRESS));
  for (unsigned i = 0; i < addresses->len; i++)
    uke_duplicate_traits_add_address (
        traits, uke_record_get_text (addresses->pdata[i], UKE_PATIENT_ADDRESS_ADDRESS));
  return TRUE;
}

/**
 * uke_duplicate_traits_of_patient:
 * @db: a connection
 * @patient: a patient
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what they are compared by
 * Errors: those of the store
 * Thread: store
 */
UkeDuplicateTraits *
uke_duplicate_traits_of_patient (UkeDb *db, UkeRecord *patient, GError **error)
{
  g_autoptr (UkeDuplicateTraits) traits
      = uke_duplicate_traits_new (uke_record_get_text (patient, UKE_PATIENT_FAMILY_NAME),
                                  uke_record_get_text (patient, UKE_PATIENT_GIVEN_NAME),
                                  uke_record_get_text (patient, UKE_PATIENT_FAMILY_KANA),
                                  uke_record_get_text (patient, UKE_PATIENT_GIVEN_KANA),
                                  uke_record_get_date (patient, UKE_PATIENT_BIRTH_DATE),
                                  uke_record_get_code (patient, UKE_PATIENT_SEX));

  if (!add_contacts (traits, db, uke_record_get_id (patient), error))
    return NULL;
  return g_steal_pointer (&traits);
}

/* Somebody about to be registered. */
typedef struct {
  UkeId id;
  UkeDate birth_date;
  UkeDuplicateTraits *traits; /* (owned) */
  GPtrArray *phones;          /* (owned) (element-type utf8): national digits */
} Person;

static void
person_free (gpointer data)
{
  Person *person = data;

  uke_duplicate_traits_free (person->traits);
  g_ptr_array_unref (person->phones);
  g_free (person);
}

static Person *
person_new (const UkePatientForm *form)
{
  Person *person = g_new0 (Person, 1);

  person->traits = uke_duplicate_traits_of_form (form);
  person->birth_date = uke_draft_get_date (form->patient, UKE_PATIENT_BIRTH_DATE);
  person->id = *uke_draft_get_id (form->patient);
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
add_candidates (UkeDb *db,
                const Person *person,
                GPtrArray *patients,
                GPtrArray *candidates,
                GError **error)
{
  for (unsigned i = 0; i < patients->len; i++) {
    UkeRecord *patient = patients->pdata[i];
    UkeDuplicateCandidate candidate = { .patient = patient };
    gboolean is_known = uke_id_equal (uke_record_get_id (patient), &person->id);
    g_autoptr (UkeDuplicateTraits) traits = NULL;

    for (unsigned j = 0; j < candidates->len && !is_known; j++)
      is_known = uke_id_equal (
          uke_record_get_id (((UkeDuplicateCandidate *)candidates->pdata[j])->patient),
          uke_record_get_id (patient));
    if (is_known)
      continue;
    traits = uke_duplicate_traits_of_patient (db, patient, error);
    if (traits == NULL)
      return FALSE;
    candidate.reasons = uke_duplicate_compare (person->traits, traits);
    candidate.score = uke_duplicate_score (candidate.reasons);
    if (candidate.score < UKE_DUPLICATE_LISTED)
      continue;
    g_object_ref (patient);
    g_ptr_array_add (candidates, g_memdup2 (&candidate, sizeof candidate));
  }
  return TRUE;
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

    if (born == NULL || !add_candidates (db, person, born, candidates, error))
      return NULL;
  }
  for (unsigned i = 0; i < person->phones->len; i++) {
    g_autoptr (GPtrArray) on_phone
        = uke_patient_rows_list_phone (db, person->phones->pdata[i], error);

    if (on_phone == NULL || !add_candidates (db, person, on_phone, candidates, error))
      return NULL;
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

static int
compare_open (gconstpointer a, gconstpointer b)
{
  const UkeDuplicatePair *left = *(UkeDuplicatePair *const *)a,
                         *right = *(UkeDuplicatePair *const *)b;
  int order = strcmp (left->decision, right->decision);

  if (order != 0)
    return order;
  if (left->score != right->score)
    return right->score - left->score;
  return uke_id_compare (&left->first_id, &right->first_id);
}

static int
compare_decided (gconstpointer a, gconstpointer b)
{
  const UkeDuplicatePair *left = *(UkeDuplicatePair *const *)a,
                         *right = *(UkeDuplicatePair *const *)b;

  return left->decided_at_us < right->decided_at_us   ? 1
         : left->decided_at_us > right->decided_at_us ? -1
                                                      : 0;
}

static void
pair_free (gpointer pair)
{
  g_object_unref (pair);
}

/* Names and reasons of a pair that was decided, from the records as they are. */
static gboolean
fill_pair (UkeDb *db, UkeDuplicatePair *pair, UkeRecord *first, UkeRecord *second, GError **error)
{
  struct {
    UkeRecord *patient;
    unsigned field;
    char **to;
  } NAMES[] = {
    { first, UKE_PATIENT_FAMILY_NAME, &pair->first_family },
    { first, UKE_PATIENT_GIVEN_NAME, &pair->first_given },
    { second, UKE_PATIENT_FAMILY_NAME, &pair->second_family },
    { second, UKE_PATIENT_GIVEN_NAME, &pair->second_given },
  };
  g_autoptr (UkeDuplicateTraits) ours = uke_duplicate_traits_of_patient (db, first, error);
  g_autoptr (UkeDuplicateTraits) theirs
      = ours != NULL ? uke_duplicate_traits_of_patient (db, second, error) : NULL;

  if (theirs == NULL)
    return FALSE;
  for (size_t i = 0; i < G_N_ELEMENTS (NAMES); i++) {
    const char *name = uke_record_get_text (NAMES[i].patient, NAMES[i].field);

    *NAMES[i].to = g_strdup (name != NULL ? name : "");
  }
  pair->first_id = *uke_record_get_id (first);
  pair->second_id = *uke_record_get_id (second);
  pair->reasons = uke_duplicate_compare (ours, theirs);
  pair->score = uke_duplicate_score (pair->reasons);
  return TRUE;
}

/* A decision as a pair; one whose patients have gone, or that was taken back elsewhere, is none. */
static gboolean
add_decided (UkeDb *db, UkeRecord *review, UkeDuplicates *lists, GError **error)
{
  const UkeId *ids[] = { uke_record_get_id_value (review, UKE_DUPLICATE_REVIEW_FIRST_PATIENT_ID),
                         uke_record_get_id_value (review, UKE_DUPLICATE_REVIEW_SECOND_PATIENT_ID) };
  const char *decision = uke_record_get_code (review, UKE_DUPLICATE_REVIEW_DECISION);
  gboolean is_same = g_str_equal (decision, UKE_DUPLICATE_SAME);
  g_autoptr (UkeRecord) first = uke_rows_find (db, &UKE_ENTITY_PATIENT, ids[0], NULL);
  g_autoptr (UkeRecord) second = uke_rows_find (db, &UKE_ENTITY_PATIENT, ids[1], NULL);
  g_autoptr (UkeDuplicatePair) pair = NULL;
  gboolean is_turned = FALSE;
  UkeLogEntry entry = { 0 };
  int64_t seq = 0;

  if (first == NULL || second == NULL)
    return TRUE;
  is_turned = uke_id_equal (uke_record_get_id_value (first, UKE_PATIENT_MERGED_INTO_ID), ids[1]);
  if (is_same && !is_turned
      && !uke_id_equal (uke_record_get_id_value (second, UKE_PATIENT_MERGED_INTO_ID), ids[0]))
    return TRUE;
  pair = g_object_new (UKE_TYPE_DUPLICATE_PAIR, NULL);
  if (!fill_pair (db, pair, is_turned ? second : first, is_turned ? first : second, error))
    return FALSE;
  pair->decision = is_same ? UKE_DUPLICATE_SAME : UKE_DUPLICATE_DIFFERENT;
  pair->staff_id = *uke_record_get_id_value (review, UKE_DUPLICATE_REVIEW_STAFF_ID);
  /* A merge is known by what it set last on the one who went. */
  seq = is_same ? uke_record_get_version (is_turned ? first : second, UKE_PATIENT_MERGED_INTO_ID)
                : uke_record_get_version (review, UKE_DUPLICATE_REVIEW_DECISION);
  if (uke_log_store_find (db, seq, &entry, NULL)) {
    pair->change_set_id = entry.meta.change_set_id;
    pair->decided_at_us = entry.meta.at_us;
  }
  g_ptr_array_add (is_same ? lists->same : lists->different, g_steal_pointer (&pair));
  return TRUE;
}

static UkeDuplicates *
sort_out (UkeDb *db, GPtrArray *found, gboolean is_of_run, GError **error)
{
  g_autoptr (GPtrArray) reviews = uke_rows_list (db, &UKE_ENTITY_DUPLICATE_REVIEW, error);
  g_autoptr (GHashTable) by_id = g_hash_table_new (uke_id_hash, uke_id_equal);
  g_autoptr (UkeDuplicates) lists = g_new0 (UkeDuplicates, 1);

  lists->open = g_ptr_array_new_with_free_func (pair_free);
  lists->same = g_ptr_array_new_with_free_func (pair_free);
  lists->different = g_ptr_array_new_with_free_func (pair_free);
  if (reviews == NULL)
    return NULL;
  for (unsigned i = 0; i < reviews->len; i++)
    g_hash_table_insert (by_id, (gpointer)uke_record_get_id (reviews->pdata[i]), reviews->pdata[i]);
  for (unsigned i = 0; i < found->len; i++) {
    UkeDuplicatePair *pair = found->pdata[i];
    UkeId id = uke_duplicate_review_id (&pair->first_id, &pair->second_id);
    UkeRecord *review = g_hash_table_size (by_id) > 0 ? g_hash_table_lookup (by_id, &id) : NULL;
    const char *decision
        = review != NULL ? uke_record_get_code (review, UKE_DUPLICATE_REVIEW_DECISION) : "";

    if (g_str_equal (decision, UKE_DUPLICATE_DIFFERENT))
      continue;
    pair->decision = g_str_equal (decision, UKE_DUPLICATE_LATER) ? UKE_DUPLICATE_LATER : "";
    g_ptr_array_add (lists->open, g_object_ref (pair));
  }
  for (unsigned i = 0; i < reviews->len && !is_of_run; i++) {
    if (!g_str_equal (uke_record_get_code (reviews->pdata[i], UKE_DUPLICATE_REVIEW_DECISION),
                      UKE_DUPLICATE_LATER)
        && !add_decided (db, reviews->pdata[i], lists, error))
      return NULL;
  }
  g_ptr_array_sort (lists->open, compare_open);
  g_ptr_array_sort (lists->same, compare_decided);
  g_ptr_array_sort (lists->different, compare_decided);
  return g_steal_pointer (&lists);
}

static gpointer
read_duplicates (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const UkeId *run_id = data;
  g_autoptr (GPtrArray) found = NULL;
  UkeDuplicates *lists = NULL;

  if (!uke_db_begin_read (db, error))
    return NULL;
  found = uke_duplicate_find_pairs (db, run_id, cancellable, error);
  if (found != NULL)
    lists = sort_out (db, found, !uke_id_is_none (run_id), error);
  uke_db_end_read (db);
  return lists;
}

static void
duplicates_free (gpointer data)
{
  uke_duplicates_free (data);
}

/**
 * uke_clinic_load_duplicates_async:
 * @self: an open clinic
 * @run_id: (nullable): of one import run, only what is undecided; NULL: of all patients
 * @cancellable: (nullable): to stop reading
 * @callback: called with the pairs
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 * Source: design.md 12
 */
void
uke_clinic_load_duplicates_async (UkeClinic *self,
                                  const UkeId *run_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  UkeId id = run_id != NULL ? *run_id : UKE_ID_NONE;

  uke_clinic_query (self, uke_clinic_load_duplicates_async, read_duplicates,
                    g_memdup2 (&id, sizeof id), g_free, duplicates_free, cancellable, callback,
                    user_data);
}

/**
 * uke_clinic_load_duplicates_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the pairs
 * Errors: NOT_OPEN
 * Thread: main
 */
UkeDuplicates *
uke_clinic_load_duplicates_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}
