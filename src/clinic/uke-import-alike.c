/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-duplicate-private.h"
#include "clinic/uke-import-private.h"
#include "db/uke-db-queries.h"
#include "store/uke-rows.h"
#include "store/uke-schema.h"

/*
 * Who a row of a patient list may already be, where nobody fits for certain. Only those are
 * compared who share half a name and the birth date or a telephone number: both have an index, so
 * that a row costs the same in a clinic of any size. The rest is found after the run, when
 * everybody is compared with everybody.
 */

typedef struct {
  UkeDb *db;
  UkeDuplicateTraits *traits; /* (owned): of the row */
  UkeRecord *best;            /* (owned) (nullable) */
  int score;
  UkeDuplicateReasons reasons;
} Search;

static void
search_clear (Search *self)
{
  g_clear_pointer (&self->traits, uke_duplicate_traits_free);
  g_clear_object (&self->best);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static gboolean
compare (Search *self, const UkeId *id, GError **error)
{
  g_autoptr (UkeRecord) patient = NULL;
  g_autoptr (UkeDuplicateTraits) traits = NULL;
  UkeDuplicateReasons reasons = 0;
  int score = 0;

  if (self->best != NULL && uke_id_equal (uke_record_get_id (self->best), id))
    return TRUE;
  patient = uke_rows_find (self->db, &UKE_ENTITY_PATIENT, id, error);
  traits = patient != NULL ? uke_duplicate_traits_of_patient (self->db, patient, error) : NULL;
  if (traits == NULL)
    return FALSE;
  reasons = uke_duplicate_compare (traits, self->traits);
  score = uke_duplicate_score (reasons);
  if (score >= UKE_DUPLICATE_LISTED && score > self->score) {
    g_set_object (&self->best, patient);
    self->score = score;
    self->reasons = reasons;
  }
  return TRUE;
}

/* Binds the halves of the name and compares whom the query finds. */
static gboolean
compare_found (Search *self, UkeStmt *stmt, UkeDraft *patient, const UkeId *run_id, GError **error)
{
  static const struct {
    const char *name;
    unsigned field;
  } HALVES[] = {
    { ":family_name", UKE_PATIENT_FAMILY_NAME },
    { ":given_name", UKE_PATIENT_GIVEN_NAME },
    { ":family_kana", UKE_PATIENT_FAMILY_KANA },
    { ":given_kana", UKE_PATIENT_GIVEN_KANA },
  };
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (UkeId));
  gboolean has_row = TRUE;

  for (size_t i = 0; i < G_N_ELEMENTS (HALVES); i++)
    uke_stmt_bind_text (stmt, HALVES[i].name, uke_draft_get_text (patient, HALVES[i].field));
  uke_stmt_bind_id (stmt, ":run_id", run_id);
  while (has_row) {
    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (has_row) {
      UkeId id = uke_stmt_id (stmt, 0);

      g_array_append_val (ids, id);
    }
  }
  for (unsigned i = 0; i < ids->len; i++) {
    if (!compare (self, &g_array_index (ids, UkeId, i), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
search_born (Search *self, UkeDraft *patient, const UkeId *run_id, GError **error)
{
  UkeDate birth = uke_draft_get_date (patient, UKE_PATIENT_BIRTH_DATE);
  g_autoptr (UkeStmt) stmt = NULL;

  if (birth == UKE_DATE_NONE)
    return TRUE;
  stmt = uke_db_prepare_query (self->db, UKE_QUERY ("import-alike-born"), error);
  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64 (stmt, ":birth_date", birth);
  return compare_found (self, stmt, patient, run_id, error);
}

static gboolean
search_phones (Search *self, const UkePatientForm *form, const UkeId *run_id, GError **error)
{
  for (unsigned i = 0; i < form->rows->len; i++) {
    UkeDraft *row = form->rows->pdata[i];
    g_autoptr (UkeStmt) stmt = NULL;

    if (uke_draft_get_entity (row) != &UKE_ENTITY_PATIENT_PHONE)
      continue;
    stmt = uke_db_prepare_query (self->db, UKE_QUERY ("import-alike-phone"), error);
    if (stmt == NULL)
      return FALSE;
    uke_stmt_bind_text (stmt, ":number", uke_draft_get_text (row, UKE_PATIENT_PHONE_NUMBER));
    if (!compare_found (self, stmt, form->patient, run_id, error))
      return FALSE;
  }
  return TRUE;
}

static char *
dup_text (const char *text)
{
  return g_strdup (text != NULL ? text : "");
}

static UkeDuplicatePair *
make_pair (const Search *self, UkeDraft *patient)
{
  UkeDuplicatePair *pair = g_object_new (UKE_TYPE_DUPLICATE_PAIR, NULL);

  pair->first_id = *uke_record_get_id (self->best);
  pair->second_id = *uke_draft_get_id (patient);
  pair->first_family = dup_text (uke_record_get_text (self->best, UKE_PATIENT_FAMILY_NAME));
  pair->first_given = dup_text (uke_record_get_text (self->best, UKE_PATIENT_GIVEN_NAME));
  pair->second_family = dup_text (uke_draft_get_text (patient, UKE_PATIENT_FAMILY_NAME));
  pair->second_given = dup_text (uke_draft_get_text (patient, UKE_PATIENT_GIVEN_NAME));
  pair->score = self->score;
  pair->reasons = self->reasons;
  pair->decision = "";
  return pair;
}

/**
 * uke_import_find_alike:
 * @self: a matcher
 * @row: a row that makes a new patient, in its stored form; its `alike` is filled
 * @error: return location
 *
 * Finds the patient whom the row is most like. Those of the same run do not count: a dry run does
 * not know them, and it must say the same.
 *
 * Returns: whether it could be looked up
 * Errors: those of the store
 * Thread: store
 * Source: product.md 4.2 no. 11
 */
gboolean
uke_import_find_alike (UkeImportMatcher *self, UkeImportRow *row, GError **error)
{
  const UkeId *run_id = uke_import_matcher_get_run_id (self);
  UkePatientForm *form = row->form;
  g_auto (Search) search = { .db = uke_work_get_db (uke_import_matcher_get_work (self)) };

  g_clear_object (&row->alike);
  g_clear_pointer (&row->alike_number, g_free);
  search.traits = uke_duplicate_traits_of_form (form);
  if (!search_born (&search, form->patient, run_id, error)
      || !search_phones (&search, form, run_id, error))
    return FALSE;
  if (search.best == NULL)
    return TRUE;
  row->alike = make_pair (&search, form->patient);
  row->alike_number = g_strdup (uke_record_get_text (search.best, UKE_PATIENT_PATIENT_NUMBER));
  return TRUE;
}
