/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-duplicate-private.h"
#include "clinic/uke-import-private.h"

#include "base/uke-number.h"
#include "clinic/uke-patient-check-private.h"
#include "model/uke-codes.h"

/*
 * One row of a patient list: a new patient, or what it adds to one who is there. Blanks are filled;
 * a value that an earlier import brought is replaced; what a person typed stays.
 */

/* How a number or a name was typed tells nothing new when it is the same one. */
static gboolean
is_spelling (const UkeEntity *entity, unsigned field)
{
  return (entity == &UKE_ENTITY_PATIENT_PHONE
          && (field == UKE_PATIENT_PHONE_AS_TYPED || field == UKE_PATIENT_PHONE_LABEL
              || field == UKE_PATIENT_PHONE_PREFERENCE))
         || (entity == &UKE_ENTITY_PATIENT && field == UKE_PATIENT_KANA_AS_TYPED);
}

/* Fields that say where the row came from or that the clinic keeps itself. */
static gboolean
is_own_field (unsigned field)
{
  return field == UKE_PATIENT_IMPORT_RUN_ID || field == UKE_PATIENT_STAGE
         || field == UKE_PATIENT_MERGED_INTO_ID || field == UKE_PATIENT_HOUSEHOLD_ID;
}

/* The same number in other digits, or with other zeros before it, is no news. */
static gboolean
is_same_number (UkeDraft *wanted, UkeDraft *edit)
{
  const char *one = uke_draft_get_text (wanted, UKE_PATIENT_PATIENT_NUMBER);
  const char *other = uke_draft_get_text (edit, UKE_PATIENT_PATIENT_NUMBER);
  g_autofree char *one_key = one != NULL ? uke_number_key (one) : NULL;
  g_autofree char *other_key = other != NULL ? uke_number_key (other) : NULL;

  return one_key != NULL && g_strcmp0 (one_key, other_key) == 0;
}

/* @current is NULL for a record that this batch makes: its values are an import's. */
static gboolean
take_field (UkeImportMatcher *self,
            UkeRecord *current,
            UkeDraft *wanted,
            unsigned field,
            UkeDraft *edit,
            gboolean *inout_changed,
            GError **error)
{
  const UkeValue *value = uke_draft_get_value (wanted, field);
  const UkeValue *now = uke_draft_get_value (edit, field);
  gboolean may_replace = now->kind == UKE_VALUE_NULL || current == NULL
                         || (uke_draft_get_changed (edit) & (UINT64_C (1) << field)) != 0;

  if (value->kind == UKE_VALUE_NULL || uke_value_equal (value, now))
    return TRUE;
  if (uke_draft_get_entity (edit)->fields[field].merge == UKE_MERGE_FIXED)
    return TRUE;
  if (!may_replace
      && !uke_import_matcher_was_imported (self, uke_record_get_version (current, field),
                                           &may_replace, error))
    return FALSE;
  if (!may_replace)
    return TRUE;
  uke_draft_set_value (edit, field, value);
  *inout_changed = TRUE;
  return TRUE;
}

/* Takes over what @wanted says: of a stored record, of @before, which this batch has put already,
 * or of both. */
static gboolean
take_fields (UkeImportMatcher *self,
             UkeRecord *current,
             UkeDraft *before,
             UkeDraft *wanted,
             gboolean *inout_changed,
             GError **error)
{
  UkeWork *work = uke_import_matcher_get_work (self);
  const UkeEntity *entity = uke_draft_get_entity (wanted);
  g_autoptr (UkeDraft) edit
      = before != NULL ? uke_draft_copy (before) : uke_draft_new_from (current);
  gboolean has_changed = FALSE;

  for (unsigned i = 0; i < entity->n_fields; i++) {
    if ((entity == &UKE_ENTITY_PATIENT && is_own_field (i)) || is_spelling (entity, i)
        || (entity == &UKE_ENTITY_PATIENT && i == UKE_PATIENT_PATIENT_NUMBER
            && is_same_number (wanted, edit)))
      continue;
    if (!take_field (self, current, wanted, i, edit, &has_changed, error))
      return FALSE;
  }
  if (!has_changed)
    return TRUE;
  *inout_changed = TRUE;
  uke_work_put (work, g_steal_pointer (&edit));
  return TRUE;
}

/* By which field a row of a patient is known again, and the one that says whose it is. */
static const struct {
  const UkeEntity *entity;
  unsigned owner;
  unsigned key;
} ROWS[] = {
  { &UKE_ENTITY_PATIENT_PHONE, UKE_PATIENT_PHONE_PATIENT_ID, UKE_PATIENT_PHONE_NUMBER },
  { &UKE_ENTITY_PATIENT_EMAIL, UKE_PATIENT_EMAIL_PATIENT_ID, UKE_PATIENT_EMAIL_ADDRESS },
  { &UKE_ENTITY_PATIENT_ADDRESS, UKE_PATIENT_ADDRESS_PATIENT_ID, UKE_PATIENT_ADDRESS_LABEL },
  { &UKE_ENTITY_PATIENT_TAG, UKE_PATIENT_TAG_PATIENT_ID, UKE_PATIENT_TAG_TAG },
  { &UKE_ENTITY_PATIENT_PROPERTY, UKE_PATIENT_PROPERTY_PATIENT_ID,
    UKE_PATIENT_PROPERTY_PROPERTY_ID },
};

static UkeRecord *
find_row (GPtrArray *rows, UkeDraft *wanted, unsigned key)
{
  for (unsigned i = 0; i < rows->len; i++) {
    if (uke_value_equal (uke_record_get_value (rows->pdata[i], key),
                         uke_draft_get_value (wanted, key)))
      return rows->pdata[i];
  }
  return NULL;
}

/* The stricter answer wins: a refusal always, a grant only where nothing was said. */
static gboolean
take_consent (UkeImportMatcher *self,
              UkeDraft *wanted,
              const UkeId *patient_id,
              gboolean *inout_changed,
              GError **error)
{
  UkeWork *work = uke_import_matcher_get_work (self);
  const char *purpose = uke_draft_get_text (wanted, UKE_CONSENT_PURPOSE);
  const char *channel = uke_draft_get_text (wanted, UKE_CONSENT_CHANNEL);
  const char *state = uke_draft_get_text (wanted, UKE_CONSENT_STATE);
  UkeId id = uke_consent_id (patient_id, purpose, channel);
  g_autoptr (GError) local = NULL;
  g_autoptr (UkeRecord) current = uke_work_find (work, &UKE_ENTITY_CONSENT, &id, &local);
  UkeDraft *draft = NULL;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (current != NULL
      && (g_str_equal (state, uke_record_get_code (current, UKE_CONSENT_STATE))
          || !g_str_equal (state, UKE_CONSENT_REFUSED)))
    return TRUE;
  draft = uke_consent_draft_new (current, patient_id, purpose, channel, state);
  uke_draft_set_text (draft, UKE_CONSENT_ROUTE, "import");
  if (!uke_patient_check_row (work, draft, patient_id, error)) {
    uke_draft_free (draft);
    return FALSE;
  }
  uke_work_put (work, draft);
  *inout_changed = TRUE;
  return TRUE;
}

/* The row of the patient that this batch has made itself, known again by its key. */
static UkeDraft *
find_made_row (UkeImportMatcher *self, const UkeId *patient_id, UkeDraft *wanted, unsigned key)
{
  GArray *ids = uke_import_matcher_get_rows (self, patient_id);

  for (unsigned i = 0; ids != NULL && i < ids->len; i++) {
    UkeDraft *made
        = uke_work_find_put (uke_import_matcher_get_work (self), &g_array_index (ids, UkeId, i));

    if (made != NULL && uke_draft_get_entity (made) == uke_draft_get_entity (wanted)
        && uke_value_equal (uke_draft_get_value (made, key), uke_draft_get_value (wanted, key)))
      return made;
  }
  return NULL;
}

/**
 * uke_import_add_patient_row:
 * @self: a matcher
 * @wanted: a row as the file says it
 * @patient_id: who is there already and does not have it yet
 * @error: return location
 *
 * Returns: whether the patient may have it
 * Errors: BAD_VALUE, those of the store
 * Thread: store
 */
gboolean
uke_import_add_patient_row (UkeImportMatcher *self,
                            UkeDraft *wanted,
                            const UkeId *patient_id,
                            GError **error)
{
  UkeWork *work = uke_import_matcher_get_work (self);
  const UkeEntity *entity = uke_draft_get_entity (wanted);
  unsigned owner = (unsigned)uke_entity_field_index (entity, "patient_id");
  UkeId id = uke_work_new_id (work);
  g_autoptr (UkeDraft) draft = uke_draft_new_with_id (entity, &id);

  for (unsigned i = 0; i < entity->n_fields; i++) {
    if (i != owner)
      uke_draft_set_value (draft, i, uke_draft_get_value (wanted, i));
  }
  uke_draft_set_id (draft, owner, patient_id);
  if (!uke_patient_check_row (work, draft, patient_id, error))
    return FALSE;
  uke_work_put (work, g_steal_pointer (&draft));
  uke_import_matcher_remember_row (self, patient_id, &id);
  return TRUE;
}

/**
 * uke_import_take_patient_row:
 * @self: a matcher
 * @wanted: a row as the file says it
 * @patient_id: who is there already
 * @inout_changed: set where the patient gained or changed something
 * @error: return location
 *
 * Returns: whether it was taken; what a person typed stays
 * Errors: BAD_VALUE, those of the store
 * Thread: store
 */
gboolean
uke_import_take_patient_row (UkeImportMatcher *self,
                             UkeDraft *wanted,
                             const UkeId *patient_id,
                             gboolean *inout_changed,
                             GError **error)
{
  UkeWork *work = uke_import_matcher_get_work (self);

  if (uke_draft_get_entity (wanted) == &UKE_ENTITY_CONSENT)
    return take_consent (self, wanted, patient_id, inout_changed, error);
  for (size_t i = 0; i < G_N_ELEMENTS (ROWS); i++) {
    g_autoptr (GPtrArray) rows = NULL;
    UkeRecord *current = NULL;
    UkeDraft *made = NULL;

    if (ROWS[i].entity != uke_draft_get_entity (wanted))
      continue;
    made = find_made_row (self, patient_id, wanted, ROWS[i].key);
    if (made != NULL)
      return take_fields (self, NULL, made, wanted, inout_changed, error);
    rows = uke_work_read_by (work, ROWS[i].entity, ROWS[i].owner, patient_id, error);
    if (rows == NULL)
      return FALSE;
    current = find_row (rows, wanted, ROWS[i].key);
    if (current != NULL)
      return take_fields (self, current, uke_work_find_put (work, uke_record_get_id (current)),
                          wanted, inout_changed, error);
    *inout_changed = TRUE;
    return uke_import_add_patient_row (self, wanted, patient_id, error);
  }
  return TRUE;
}

static void
refuse (UkeImportRow *row, const char *code)
{
  row->outcome = UKE_IMPORT_REFUSED;
  row->code = code;
}

static gboolean
merge_into (UkeImportMatcher *self, UkeImportRow *row, GError **error)
{
  UkeWork *work = uke_import_matcher_get_work (self);
  g_autoptr (UkeRecord) current = NULL;
  UkeDraft *before = NULL;
  gboolean has_changed = FALSE;

  if (!uke_work_check_draft (work, row->form->patient, NULL)) {
    refuse (row, "bad_value");
    return TRUE;
  }
  /* A second row about a patient whom this batch makes adds to the first, as it would in a later
   * batch. */
  before = uke_work_find_put (work, &row->patient_id);
  if (before == NULL || !uke_draft_is_new (before)) {
    current = uke_work_read (work, &UKE_ENTITY_PATIENT, &row->patient_id, error);
    if (current == NULL)
      return FALSE;
  }
  if (!take_fields (self, current, before, row->form->patient, &has_changed, error))
    return FALSE;
  for (unsigned i = 0; i < row->form->rows->len; i++) {
    if (!uke_import_take_patient_row (self, row->form->rows->pdata[i], &row->patient_id,
                                      &has_changed, error))
      return FALSE;
  }
  row->outcome = has_changed ? UKE_IMPORT_CHANGED : UKE_IMPORT_MATCHED;
  return TRUE;
}

/* Brings the form into the form that is stored, so that it is compared with like. */
static const char *
find_refusal (UkeWork *work, UkePatientForm *form)
{
  g_autoptr (GError) local = NULL;

  if (uke_patient_check_form (work, form, &local))
    return NULL;
  if (g_error_matches (local, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_MISSING))
    return "no_name";
  if (g_error_matches (local, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_DUPLICATE))
    return "number_taken";
  if (g_error_matches (local, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_CLINICAL_CONTENT))
    return "clinical_content";
  return "bad_value";
}

static void
make_key (UkePatientForm *form, UkeImportKey *key, char **out_name, char **out_kana)
{
  UkeDraft *patient = form->patient;
  const char *family = uke_draft_get_text (patient, UKE_PATIENT_FAMILY_NAME);
  const char *family_kana = uke_draft_get_text (patient, UKE_PATIENT_FAMILY_KANA);

  *out_name = g_strconcat (family != NULL ? family : "",
                           uke_draft_get_text (patient, UKE_PATIENT_GIVEN_NAME), NULL);
  *out_kana = g_strconcat (family_kana != NULL ? family_kana : "",
                           uke_draft_get_text (patient, UKE_PATIENT_GIVEN_KANA), NULL);
  *key = (UkeImportKey){
    .patient_number = uke_draft_get_text (patient, UKE_PATIENT_PATIENT_NUMBER),
    .name = *out_name,
    .kana = *out_kana,
    .birth_date = uke_draft_get_date (patient, UKE_PATIENT_BIRTH_DATE),
    .family_kana = family_kana,
    .given_kana = uke_draft_get_text (patient, UKE_PATIENT_GIVEN_KANA),
    .is_strict = TRUE,
  };
  for (unsigned i = 0; i < form->rows->len && key->phone == NULL; i++) {
    if (uke_draft_get_entity (form->rows->pdata[i]) == &UKE_ENTITY_PATIENT_PHONE)
      key->phone = uke_draft_get_text (form->rows->pdata[i], UKE_PATIENT_PHONE_NUMBER);
  }
}

/* A new patient. What was decided about them and one who is there is kept with them. */
static gboolean
create (UkeImportMatcher *self, UkeImportRow *row, GError **error)
{
  UkeWork *work = uke_import_matcher_get_work (self);

  uke_draft_set_id (row->form->patient, UKE_PATIENT_IMPORT_RUN_ID,
                    uke_import_matcher_get_run_id (self));
  row->patient_id = *uke_draft_get_id (row->form->patient);
  row->outcome = UKE_IMPORT_CREATED;
  uke_import_matcher_remember (self, row->form);
  uke_patient_put_form (work, row->form);
  for (unsigned i = 0; i < row->form->rows->len; i++)
    uke_import_matcher_remember_row (self, &row->patient_id,
                                     uke_draft_get_id (row->form->rows->pdata[i]));
  if (row->decision == NULL)
    return TRUE;
  return uke_duplicate_put_review (work, &row->decided_id, &row->patient_id,
                                   g_str_equal (row->decision, UKE_DUPLICATE_DIFFERENT)
                                       ? UKE_DUPLICATE_DIFFERENT
                                       : UKE_DUPLICATE_LATER,
                                   error);
}

/**
 * uke_import_take_patient:
 * @self: a matcher
 * @row: a row of a patient list; its outcome is filled
 * @error: return location
 *
 * Returns: whether the row was judged; a refusal is an outcome, not an error
 * Errors: those of the store
 * Thread: store
 * Source: decision 13
 */
gboolean
uke_import_take_patient (UkeImportMatcher *self, UkeImportRow *row, GError **error)
{
  UkeWork *work = uke_import_matcher_get_work (self);
  g_autofree char *name = NULL;
  g_autofree char *kana = NULL;
  const char *code = NULL;
  UkeImportKey key;

  uke_patient_fold_kana (row->form->patient);
  make_key (row->form, &key, &name, &kana);
  if (!uke_import_matcher_find (self, &key, &row->patient_id, &code, error))
    return FALSE;
  if (code != NULL) {
    refuse (row, code);
    return TRUE;
  }
  if (!uke_id_is_none (&row->patient_id))
    return merge_into (self, row, error);
  code = find_refusal (work, row->form);
  if (code != NULL) {
    refuse (row, code);
    return TRUE;
  }
  if ((row->looks_for_alike && !uke_import_find_alike (self, row, error))
      || !uke_import_merge_row (self, row, error))
    return FALSE;
  return row->outcome != 0 || create (self, row, error);
}
