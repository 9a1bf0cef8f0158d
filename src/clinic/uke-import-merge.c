/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-import-private.h"
#include "model/uke-codes.h"

/*
 * A row of a patient list of which somebody said that it is one who is there already: it goes into
 * that patient by the same plan that was looked at. Where something else is there by now than what
 * was chosen from, nothing is merged behind anybody's back: the row becomes a patient of its own
 * and stands on the page of duplicates.
 */

/* What a merge chooses from; the rest is taken as from any row that was matched. */
static const UkeEntity *const CHOSEN[] = { &UKE_ENTITY_PATIENT_PHONE, &UKE_ENTITY_PATIENT_EMAIL,
                                           &UKE_ENTITY_PATIENT_ADDRESS, &UKE_ENTITY_PATIENT_TAG };

static gboolean
is_chosen_from (const UkeEntity *entity)
{
  for (size_t i = 0; i < G_N_ELEMENTS (CHOSEN); i++) {
    if (CHOSEN[i] == entity)
      return TRUE;
  }
  return FALSE;
}

/* What the clinic keeps itself is no matter of a file. */
static UkeRecord *
make_patient (const UkeDraft *patient)
{
  static const unsigned OWN[] = { UKE_PATIENT_STAGE, UKE_PATIENT_HOUSEHOLD_ID };
  g_autoptr (UkeDraft) draft = uke_draft_copy (patient);

  for (size_t i = 0; i < G_N_ELEMENTS (OWN); i++)
    uke_draft_set_null (draft, OWN[i]);
  return uke_draft_make_record (draft);
}

static UkeMergePlan *
make_plan (const UkeMergeSide *left, const UkePatientForm *form)
{
  g_autoptr (UkeRecord) patient = make_patient (form->patient);
  UkeMergeSide right = { 0 };
  UkeMergePlan *plan = NULL;

  uke_merge_side_init (&right, patient);
  for (unsigned i = 0; i < form->rows->len; i++) {
    if (is_chosen_from (uke_draft_get_entity (form->rows->pdata[i]))) {
      g_autoptr (UkeRecord) row = uke_draft_make_record (form->rows->pdata[i]);

      uke_merge_side_add (&right, row);
    }
  }
  plan = uke_merge_plan_new (left, &right, UKE_MERGE_OF_IMPORT);
  uke_merge_side_clear (&right);
  return plan;
}

/**
 * uke_import_row_plan_merge:
 * @self: a row of a patient list that was judged
 * @patient: who it may be
 *
 * Returns: (transfer full): what becomes of the patient if the row is the same person, until
 *   somebody says otherwise
 * Errors: none
 * Thread: any
 */
UkeMergePlan *
uke_import_row_plan_merge (const UkeImportRow *self, UkePatientFile *patient)
{
  UkeMergeSide left = { 0 };
  UkeMergePlan *plan = NULL;

  uke_patient_file_make_side (patient, &left);
  plan = make_plan (&left, self->form);
  uke_merge_side_clear (&left);
  return plan;
}

/**
 * uke_import_rows_prepare:
 * @rows: (element-type UkeImportRow): rows of a file on their way to the clinic, by line
 * @decided: (nullable) (element-type UkeImportRow): rows of the same file about which something
 *   was decided, by line
 * @looks_for_alike: whether it is to be found out whom they are like
 *
 * Lets each row take what was decided about it.
 *
 * Errors: none
 * Thread: any
 */
void
uke_import_rows_prepare (GPtrArray *rows, GPtrArray *decided, gboolean looks_for_alike)
{
  for (unsigned i = 0, at = 0; i < rows->len; i++) {
    UkeImportRow *row = rows->pdata[i];
    const UkeImportRow *known = NULL;

    row->looks_for_alike = looks_for_alike;
    while (decided != NULL && at < decided->len
           && ((UkeImportRow *)decided->pdata[at])->line < row->line)
      at++;
    known = decided != NULL && at < decided->len ? decided->pdata[at] : NULL;
    if (known != NULL && known->line == row->line && known->decision != NULL)
      uke_import_row_decide (row, known->decision, &known->decided_id, known->plan);
  }
}

static gboolean
read_side (UkeWork *work, UkeRecord *patient, UkeMergeSide *side, GError **error)
{
  static const UkeEntity *const LISTS[]
      = { &UKE_ENTITY_PATIENT_PHONE, &UKE_ENTITY_PATIENT_EMAIL,    &UKE_ENTITY_PATIENT_ADDRESS,
          &UKE_ENTITY_PATIENT_TAG,   &UKE_ENTITY_PATIENT_PROPERTY, &UKE_ENTITY_CONSENT };

  uke_merge_side_init (side, patient);
  for (size_t i = 0; i < G_N_ELEMENTS (LISTS); i++) {
    unsigned owner = (unsigned)uke_entity_field_index (LISTS[i], "patient_id");
    g_autoptr (GPtrArray) rows
        = uke_work_read_by (work, LISTS[i], owner, uke_record_get_id (patient), error);

    if (rows == NULL)
      return FALSE;
    for (unsigned r = 0; r < rows->len; r++)
      uke_merge_side_add (side, rows->pdata[r]);
  }
  return TRUE;
}

static UkeDraft *
find_draft (const UkePatientForm *form, const UkeId *id)
{
  for (unsigned i = 0; i < form->rows->len; i++) {
    if (uke_id_equal (uke_draft_get_id (form->rows->pdata[i]), id))
      return form->rows->pdata[i];
  }
  return NULL;
}

/* Numbers, addresses and tags: the chosen ones of the file are added, those not chosen go. */
static gboolean
merge_lists (UkeImportMatcher *self,
             UkeImportRow *row,
             UkeMergePlan *plan,
             gboolean *inout_changed,
             GError **error)
{
  UkeWork *work = uke_import_matcher_get_work (self);
  GPtrArray *rows = uke_merge_plan_get_rows (plan);
  unsigned n = 0;

  for (unsigned i = 0; i < rows->len; i++) {
    const UkeMergeRow *choice = rows->pdata[i];

    if (uke_merge_topic_get_fields (choice->topic, &n) != NULL || choice->verdict == UKE_MERGE_SAME
        || choice->right == NULL)
      continue;
    if ((choice->chosen & UKE_MERGE_RIGHT) != 0) {
      *inout_changed = TRUE;
      if (!uke_import_add_patient_row (self,
                                       find_draft (row->form, uke_record_get_id (choice->right)),
                                       &row->decided_id, error))
        return FALSE;
    }
    if (choice->left != NULL && (choice->chosen & UKE_MERGE_LEFT) == 0) {
      *inout_changed = TRUE;
      uke_work_remove (work, choice->left);
    }
  }
  for (unsigned i = 0; i < row->form->rows->len; i++) {
    UkeDraft *other = row->form->rows->pdata[i];

    if (!is_chosen_from (uke_draft_get_entity (other))
        && !uke_import_take_patient_row (self, other, &row->decided_id, inout_changed, error))
      return FALSE;
  }
  return TRUE;
}

/* A patient who has no number of the clinic's own yet gets that of the file. */
static void
take_number (UkeRecord *current, UkeDraft *wanted, UkeDraft *kept)
{
  const char *number = uke_draft_get_text (wanted, UKE_PATIENT_PATIENT_NUMBER);

  if (number == NULL
      || (uke_record_has (current, UKE_PATIENT_PATIENT_NUMBER)
          && !uke_record_get_bool (current, UKE_PATIENT_IS_PROVISIONAL)))
    return;
  uke_draft_set_text (kept, UKE_PATIENT_PATIENT_NUMBER, number);
  if (uke_record_get_bool (current, UKE_PATIENT_IS_PROVISIONAL))
    uke_draft_set_int (kept, UKE_PATIENT_IS_PROVISIONAL, FALSE);
}

static gboolean
merge_by_plan (UkeImportMatcher *self,
               UkeImportRow *row,
               UkeRecord *current,
               UkeMergePlan *plan,
               GError **error)
{
  UkeWork *work = uke_import_matcher_get_work (self);
  UkeDraft *kept = uke_merge_plan_make_patient (plan);
  UkePatientForm known = { .patient = kept, .rows = row->form->rows };
  gboolean has_changed = FALSE;

  take_number (current, row->form->patient, kept);
  has_changed = uke_draft_has_changes (kept);
  uke_work_put (work, kept);
  uke_import_matcher_remember (self, &known);
  if (!uke_work_check_draft (work, kept, error)
      || !merge_lists (self, row, plan, &has_changed, error))
    return FALSE;
  row->patient_id = row->decided_id;
  row->outcome = has_changed ? UKE_IMPORT_CHANGED : UKE_IMPORT_MATCHED;
  return TRUE;
}

/* Whether the patient is there and as they were seen. A second row about the same patient in one
 * batch was chosen without knowing what the first one would make of them. */
static gboolean
is_as_seen (UkeWork *work, const UkeImportRow *row, UkeRecord *current)
{
  return current != NULL && !uke_record_has (current, UKE_PATIENT_MERGED_INTO_ID)
         && uke_work_find_put (work, &row->decided_id) == NULL;
}

/**
 * uke_import_merge_row:
 * @self: a matcher
 * @row: a row that would make a new patient, in its stored form; its outcome is filled if it was
 *   decided to be somebody who is there
 * @error: return location
 *
 * Returns: whether the row was judged; its outcome stays 0 where a new patient is to be made
 * Errors: those of the store
 * Thread: store
 * Source: design.md 12
 */
gboolean
uke_import_merge_row (UkeImportMatcher *self, UkeImportRow *row, GError **error)
{
  UkeWork *work = uke_import_matcher_get_work (self);
  g_autoptr (UkeRecord) current = NULL;
  g_autoptr (UkeMergePlan) plan = NULL;
  g_autoptr (GError) local = NULL;
  UkeMergeSide left = { 0 };
  gboolean is_read = FALSE;

  if (g_strcmp0 (row->decision, UKE_DUPLICATE_SAME) != 0)
    return TRUE;
  current = uke_work_find (work, &UKE_ENTITY_PATIENT, &row->decided_id, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (!is_as_seen (work, row, current))
    return TRUE;
  is_read = read_side (work, current, &left, error);
  plan = is_read ? make_plan (&left, row->form) : NULL;
  uke_merge_side_clear (&left);
  if (!is_read)
    return FALSE;
  if (row->plan != NULL && !uke_merge_plan_adopt (plan, row->plan))
    return TRUE;
  return merge_by_plan (self, row, current, plan, error);
}
