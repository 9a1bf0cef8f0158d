/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-duplicate-private.h"
#include "clinic/uke-patient-commands.h"
#include "clinic/uke-work.h"
#include "model/uke-codes.h"
#include "store/uke-rows.h"

/**
 * uke_duplicate_review_id:
 * @first_id, @second_id: two patients, in any order
 *
 * Returns: the id of the one row that keeps what was decided about the pair
 * Errors: none
 * Thread: any
 */
UkeId
uke_duplicate_review_id (const UkeId *first_id, const UkeId *second_id)
{
  gboolean is_in_order = uke_id_compare (first_id, second_id) < 0;
  char first[UKE_ID_HEX_SIZE], second[UKE_ID_HEX_SIZE];
  g_autofree char *text = NULL;

  uke_id_to_hex (is_in_order ? first_id : second_id, first);
  uke_id_to_hex (is_in_order ? second_id : first_id, second);
  text = g_strconcat (first, ":", second, NULL);
  return uke_work_id_from_text ("duplicate_review", text);
}

typedef struct {
  UkeId first_id;
  UkeId second_id;
  char *decision; /* (owned) */
} Decision;

static void
decision_free (gpointer data)
{
  Decision *decision = data;

  g_free (decision->decision);
  g_free (decision);
}

/* A row whose id is made from what it says may have been there before and been taken back: the same
 * values once more would change nothing, so it is brought back as well. */
static gboolean
revive (UkeWork *work, const UkeEntity *entity, const UkeId *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (UkeRecord) gone = uke_rows_find_any (uke_work_get_db (work), entity, id, &local);

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (gone != NULL && uke_record_is_deleted (gone))
    uke_work_revive (work, gone);
  return TRUE;
}

/**
 * uke_duplicate_put_review:
 * @work: the command at work
 * @first_id, @second_id: two patients who may be one
 * @decision: same, different or later
 * @error: return location
 *
 * Keeps what was decided about a pair.
 *
 * Returns: whether it could be kept
 * Errors: BAD_VALUE, those of the store
 * Thread: store
 */
gboolean
uke_duplicate_put_review (UkeWork *work,
                          const UkeId *first_id,
                          const UkeId *second_id,
                          const char *decision,
                          GError **error)
{
  UkeId id = uke_duplicate_review_id (first_id, second_id);
  g_autoptr (GError) local = NULL;
  g_autoptr (UkeRecord) current = uke_work_find (work, &UKE_ENTITY_DUPLICATE_REVIEW, &id, &local);
  UkeDraft *draft = NULL;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (current != NULL) {
    draft = uke_draft_new_from (current);
  } else {
    if (!revive (work, &UKE_ENTITY_DUPLICATE_REVIEW, &id, error))
      return FALSE;
    draft = uke_draft_new_with_id (&UKE_ENTITY_DUPLICATE_REVIEW, &id);
    uke_draft_set_id (draft, UKE_DUPLICATE_REVIEW_FIRST_PATIENT_ID, first_id);
    uke_draft_set_id (draft, UKE_DUPLICATE_REVIEW_SECOND_PATIENT_ID, second_id);
  }
  uke_draft_set_text (draft, UKE_DUPLICATE_REVIEW_DECISION, decision);
  uke_draft_set_id (draft, UKE_DUPLICATE_REVIEW_STAFF_ID, uke_work_get_staff_id (work));
  uke_work_put (work, draft);
  uke_work_set_subject (work, &id, first_id);
  return uke_work_check_draft (work, draft, error);
}

static gboolean
perform_decide (UkeWork *work, gpointer data, GError **error)
{
  Decision *decision = data;

  return uke_duplicate_put_review (work, &decision->first_id, &decision->second_id,
                                   decision->decision, error);
}

/**
 * uke_command_decide_duplicate:
 * @first_id, @second_id: two patients who may be one
 * @decision: different or later; "same" is uke_command_merge_patients()
 *
 * Returns: (transfer full): the command
 * Errors: BAD_VALUE
 * Thread: any
 */
UkeCommand *
uke_command_decide_duplicate (const UkeId *first_id, const UkeId *second_id, const char *decision)
{
  Decision *data = g_new0 (Decision, 1);

  data->first_id = *first_id;
  data->second_id = *second_id;
  data->decision = g_strdup (decision);
  return uke_command_new (UKE_INTENT_MERGE_DECIDE, UKE_ACTION_PATIENT_MERGE, perform_decide, data,
                          decision_free);
}

/* The kinds of rows of a patient that a merge copies, by whom and by what one is known again. */
static const struct {
  const UkeEntity *entity;
  unsigned owner;
  unsigned key;
} ROWS[] = {
  { &UKE_ENTITY_PATIENT_PHONE, UKE_PATIENT_PHONE_PATIENT_ID, UKE_PATIENT_PHONE_NUMBER },
  { &UKE_ENTITY_PATIENT_EMAIL, UKE_PATIENT_EMAIL_PATIENT_ID, UKE_PATIENT_EMAIL_ADDRESS },
  { &UKE_ENTITY_PATIENT_ADDRESS, UKE_PATIENT_ADDRESS_PATIENT_ID, UKE_PATIENT_ADDRESS_ADDRESS },
  { &UKE_ENTITY_PATIENT_TAG, UKE_PATIENT_TAG_PATIENT_ID, UKE_PATIENT_TAG_TAG },
  { &UKE_ENTITY_PATIENT_PROPERTY, UKE_PATIENT_PROPERTY_PATIENT_ID,
    UKE_PATIENT_PROPERTY_PROPERTY_ID },
};

static UkeRecord *
find_alike (GPtrArray *rows, UkeRecord *row, unsigned key)
{
  for (unsigned i = 0; i < rows->len; i++) {
    if (uke_value_equal (uke_record_get_value (rows->pdata[i], key),
                         uke_record_get_value (row, key)))
      return rows->pdata[i];
  }
  return NULL;
}

static void
copy_row (UkeWork *work, UkeRecord *row, unsigned owner, const UkeId *to)
{
  const UkeEntity *entity = uke_record_get_entity (row);
  UkeId id = uke_work_new_id (work);
  UkeDraft *draft = uke_draft_new_with_id (entity, &id);

  for (unsigned f = 0; f < entity->n_fields; f++)
    uke_draft_set_value (draft, f, uke_record_get_value (row, f));
  uke_draft_set_id (draft, owner, to);
  uke_work_put (work, draft);
}

/* Contact rows never change their owner: the one who stays gets copies of those that were chosen
 * and loses those that were not. A property that both have keeps its row and takes the value. */
static gboolean
merge_kind (UkeWork *work, UkeMergePlan *plan, size_t kind, GError **error)
{
  const UkeId *to = uke_record_get_id (uke_merge_plan_get_left (plan));
  const UkeId *from = uke_record_get_id (uke_merge_plan_get_right (plan));
  g_autoptr (GPtrArray) have
      = uke_work_read_by (work, ROWS[kind].entity, ROWS[kind].owner, to, error);
  g_autoptr (GPtrArray) rows
      = have != NULL ? uke_work_read_by (work, ROWS[kind].entity, ROWS[kind].owner, from, error)
                     : NULL;

  for (unsigned i = 0; rows != NULL && i < rows->len; i++) {
    UkeRecord *alike = find_alike (have, rows->pdata[i], ROWS[kind].key);

    if (!uke_merge_plan_keeps (plan, rows->pdata[i]))
      continue;
    if (alike == NULL)
      copy_row (work, rows->pdata[i], ROWS[kind].owner, to);
    else if (ROWS[kind].entity == &UKE_ENTITY_PATIENT_PROPERTY)
      uke_draft_set_value (uke_work_edit (work, alike), UKE_PATIENT_PROPERTY_VALUE,
                           uke_record_get_value (rows->pdata[i], UKE_PATIENT_PROPERTY_VALUE));
  }
  for (unsigned i = 0; rows != NULL && i < have->len; i++) {
    if (!uke_merge_plan_keeps (plan, have->pdata[i])
        && find_alike (rows, have->pdata[i], ROWS[kind].key) == NULL)
      uke_work_remove (work, have->pdata[i]);
  }
  return rows != NULL;
}

static gboolean
move_bookings (UkeWork *work, const UkeId *to, const UkeId *from, GError **error)
{
  g_autoptr (GPtrArray) bookings
      = uke_work_read_by (work, &UKE_ENTITY_APPOINTMENT, UKE_APPOINTMENT_PATIENT_ID, from, error);

  for (unsigned i = 0; bookings != NULL && i < bookings->len; i++)
    uke_draft_set_id (uke_work_edit (work, bookings->pdata[i]), UKE_APPOINTMENT_PATIENT_ID, to);
  return bookings != NULL;
}

/* Calls never change their patient: the open ones are closed and asked for anew. */
static gboolean
move_follow_ups (UkeWork *work, const UkeId *to, const UkeId *from, GError **error)
{
  g_autoptr (GPtrArray) tasks
      = uke_work_read_by (work, &UKE_ENTITY_FOLLOW_UP, UKE_FOLLOW_UP_PATIENT_ID, from, error);

  for (unsigned i = 0; tasks != NULL && i < tasks->len; i++) {
    UkeRecord *task = tasks->pdata[i];
    UkeId id = uke_work_new_id (work);
    UkeDraft *closed = NULL;
    UkeDraft *copy = NULL;

    if (!uke_follow_up_state_is_open (uke_record_get_code (task, UKE_FOLLOW_UP_STATE)))
      continue;
    copy = uke_draft_new_with_id (&UKE_ENTITY_FOLLOW_UP, &id);
    for (unsigned f = 0; f < UKE_FOLLOW_UP_N_FIELDS; f++)
      uke_draft_set_value (copy, f, uke_record_get_value (task, f));
    uke_draft_set_id (copy, UKE_FOLLOW_UP_PATIENT_ID, to);
    uke_draft_set_id (copy, UKE_FOLLOW_UP_PREVIOUS_ID, uke_record_get_id (task));
    uke_work_put (work, copy);
    closed = uke_work_edit (work, task);
    uke_draft_set_text (closed, UKE_FOLLOW_UP_STATE, UKE_FOLLOW_UP_REMOVED);
    uke_draft_set_text (closed, UKE_FOLLOW_UP_CLOSED_REASON, "merged");
    uke_draft_set_int (closed, UKE_FOLLOW_UP_CLOSED_AT_US, uke_work_get_now_us (work));
  }
  return tasks != NULL;
}

/* The answer that was chosen binds the one who stays; one that nobody saw only when it is stricter.
 */
static gboolean
merge_consents (UkeWork *work, UkeMergePlan *plan, GError **error)
{
  const UkeId *to = uke_record_get_id (uke_merge_plan_get_left (plan));
  g_autoptr (GPtrArray) consents
      = uke_work_read_by (work, &UKE_ENTITY_CONSENT, UKE_CONSENT_PATIENT_ID,
                          uke_record_get_id (uke_merge_plan_get_right (plan)), error);

  for (unsigned i = 0; consents != NULL && i < consents->len; i++) {
    UkeRecord *consent = consents->pdata[i];
    const char *purpose = uke_record_get_code (consent, UKE_CONSENT_PURPOSE);
    const char *channel = uke_record_get_code (consent, UKE_CONSENT_CHANNEL);
    UkeId id = uke_consent_id (to, purpose, channel);
    g_autoptr (UkeRecord) current = uke_work_find (work, &UKE_ENTITY_CONSENT, &id, NULL);
    UkeDraft *draft = NULL;

    if (!uke_merge_plan_keeps (plan, consent)
        || (current != NULL && uke_merge_plan_keeps (plan, current)
            && !uke_merge_is_stricter_consent (current, consent)))
      continue;
    if (current == NULL && !revive (work, &UKE_ENTITY_CONSENT, &id, error))
      return FALSE;
    draft = uke_consent_draft_new (current, to, purpose, channel,
                                   uke_record_get_code (consent, UKE_CONSENT_STATE));
    for (unsigned f = UKE_CONSENT_ROUTE; f < UKE_CONSENT_N_FIELDS; f++)
      uke_draft_set_value (draft, f, uke_record_get_value (consent, f));
    uke_work_put (work, draft);
  }
  return consents != NULL;
}

/* The household goes on ringing somebody who is still there. */
static gboolean
move_household (UkeWork *work, UkeRecord *from, const UkeId *to, GError **error)
{
  const UkeId *id = uke_record_get_id_value (from, UKE_PATIENT_HOUSEHOLD_ID);
  g_autoptr (UkeRecord) household = NULL;

  if (uke_id_is_none (id))
    return TRUE;
  household = uke_work_read (work, &UKE_ENTITY_HOUSEHOLD, id, error);
  if (household == NULL)
    return FALSE;
  if (uke_id_equal (uke_record_get_id_value (household, UKE_HOUSEHOLD_CONTACT_PATIENT_ID),
                    uke_record_get_id (from)))
    uke_draft_set_id (uke_work_edit (work, household), UKE_HOUSEHOLD_CONTACT_PATIENT_ID, to);
  return TRUE;
}

/* The one who goes must be as they were seen: what was chosen from is what is there. */
static gboolean
check_unchanged (UkeWork *work, UkeRecord *seen, UkeRecord *current, GError **error)
{
  for (unsigned i = 0; i < UKE_PATIENT_N_FIELDS; i++) {
    if (!uke_value_equal (uke_record_get_value (seen, i), uke_record_get_value (current, i)))
      return uke_work_fail_changed (work, error, UKE_CLINIC_ERROR_CONFLICT, current, i);
  }
  return TRUE;
}

static gboolean
add_rows (UkeWork *work,
          UkeMergeSide *side,
          const UkeEntity *entity,
          unsigned owner,
          UkeRecord *patient,
          GError **error)
{
  g_autoptr (GPtrArray) rows
      = uke_work_read_by (work, entity, owner, uke_record_get_id (patient), error);

  for (unsigned i = 0; rows != NULL && i < rows->len; i++)
    uke_merge_side_add (side, rows->pdata[i]);
  return rows != NULL;
}

static gboolean
read_side (UkeWork *work, UkeMergeSide *side, UkeRecord *patient, GError **error)
{
  uke_merge_side_init (side, patient);
  for (size_t i = 0; i < G_N_ELEMENTS (ROWS); i++)
    if (!add_rows (work, side, ROWS[i].entity, ROWS[i].owner, patient, error))
      return FALSE;
  return add_rows (work, side, &UKE_ENTITY_CONSENT, UKE_CONSENT_PATIENT_ID, patient, error);
}

/**
 * uke_duplicate_plan:
 * @work: the command at work
 * @staying: a patient
 * @going: the same person once more
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what becomes of the two where nobody chooses otherwise
 * Errors: those of the store
 * Thread: store
 */
UkeMergePlan *
uke_duplicate_plan (UkeWork *work, UkeRecord *staying, UkeRecord *going, GError **error)
{
  UkeMergeSide left = { 0 }, right = { 0 };
  UkeMergePlan *plan = NULL;

  if (read_side (work, &left, staying, error) && read_side (work, &right, going, error))
    plan = uke_merge_plan_new (&left, &right, UKE_MERGE_OF_PATIENTS);
  uke_merge_side_clear (&left);
  uke_merge_side_clear (&right);
  return plan;
}

/**
 * uke_duplicate_merge:
 * @work: the command at work
 * @plan: the two patients as they were seen, and what was chosen
 * @error: return location
 *
 * What uke_command_merge_patients() does, as a part of a command.
 *
 * Returns: whether the two are one
 * Errors: STATE (merged already), CONFLICT, NOT_FOUND, those of the store
 * Thread: store
 */
gboolean
uke_duplicate_merge (UkeWork *work, UkeMergePlan *plan, GError **error)
{
  const UkeId *to = uke_record_get_id (uke_merge_plan_get_left (plan));
  const UkeId *from = uke_record_get_id (uke_merge_plan_get_right (plan));
  g_autoptr (UkeRecord) staying = uke_work_read (work, &UKE_ENTITY_PATIENT, to, error);
  g_autoptr (UkeRecord) going
      = staying != NULL ? uke_work_read (work, &UKE_ENTITY_PATIENT, from, error) : NULL;
  UkeDraft *kept = NULL;

  if (going == NULL)
    return FALSE;
  if (uke_id_equal (to, from) || uke_record_has (going, UKE_PATIENT_MERGED_INTO_ID)
      || uke_record_has (staying, UKE_PATIENT_MERGED_INTO_ID))
    return uke_work_fail (error, UKE_CLINIC_ERROR_STATE, &UKE_ENTITY_PATIENT,
                          UKE_PATIENT_MERGED_INTO_ID, from);
  if (!check_unchanged (work, uke_merge_plan_get_right (plan), going, error))
    return FALSE;
  kept = uke_merge_plan_make_patient (plan);
  uke_work_put (work, kept);
  if (!uke_work_check_draft (work, kept, error) || !uke_work_check_seen (work, kept, error))
    return FALSE;
  uke_draft_set_id (uke_work_edit (work, going), UKE_PATIENT_MERGED_INTO_ID, to);
  for (size_t i = 0; i < G_N_ELEMENTS (ROWS); i++) {
    if (!merge_kind (work, plan, i, error))
      return FALSE;
  }
  if (!merge_consents (work, plan, error) || !move_bookings (work, to, from, error)
      || !move_follow_ups (work, to, from, error) || !move_household (work, going, to, error)
      || !uke_duplicate_put_review (work, to, from, UKE_DUPLICATE_SAME, error))
    return FALSE;
  uke_work_set_subject (work, to, to);
  return TRUE;
}

static gboolean
perform_merge (UkeWork *work, gpointer data, GError **error)
{
  return uke_duplicate_merge (work, data, error);
}

static void
plan_free (gpointer data)
{
  uke_merge_plan_unref (data);
}

/**
 * uke_command_merge_patients:
 * @plan: (transfer none): the two patients as they were seen, and what was chosen
 *
 * Makes one patient of two: the left one stays with the fields and rows that were chosen; bookings
 * and open calls move. The other stays as merged and can be brought back by undo.
 *
 * Returns: (transfer full): the command
 * Errors: STATE (merged already), CONFLICT, NOT_FOUND
 * Thread: any
 * Source: product.md 4.2 no. 11
 */
UkeCommand *
uke_command_merge_patients (UkeMergePlan *plan)
{
  return uke_command_new (UKE_INTENT_MERGE_DECIDE, UKE_ACTION_PATIENT_MERGE, perform_merge,
                          uke_merge_plan_ref (plan), plan_free);
}
