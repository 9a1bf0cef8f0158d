/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-duplicate-private.h"
#include "clinic/uke-patient-commands.h"
#include "clinic/uke-work.h"
#include "model/uke-codes.h"

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

static gboolean
put_review (UkeWork *work,
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

  return put_review (work, &decision->first_id, &decision->second_id, decision->decision, error);
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

typedef struct {
  UkeDraft *kept;    /* (owned) */
  UkeRecord *merged; /* (owned) */
} Merge;

static void
merge_free (gpointer data)
{
  Merge *merge = data;

  uke_draft_free (merge->kept);
  g_object_unref (merge->merged);
  g_free (merge);
}

/* What the one who stays does not have yet is filled from the one who goes. */
static void
fill_blanks (UkeDraft *kept, UkeRecord *merged)
{
  for (unsigned i = 0; i < UKE_PATIENT_N_FIELDS; i++) {
    const UkeField *field = &UKE_ENTITY_PATIENT.fields[i];

    if (field->merge == UKE_MERGE_FIXED || i == UKE_PATIENT_MERGED_INTO_ID
        || i == UKE_PATIENT_VISIT_COUNT || i == UKE_PATIENT_TOTAL_AMOUNT_YEN
        || i == UKE_PATIENT_PATIENT_NUMBER || !uke_record_has (merged, i)
        || uke_draft_get_value (kept, i)->kind != UKE_VALUE_NULL)
      continue;
    uke_draft_set_value (kept, i, uke_record_get_value (merged, i));
  }
  uke_draft_add_int (kept, UKE_PATIENT_VISIT_COUNT,
                     uke_record_get_int (merged, UKE_PATIENT_VISIT_COUNT));
  if (uke_record_get_date (merged, UKE_PATIENT_LAST_VISIT_DATE) != UKE_DATE_NONE
      && uke_record_get_date (merged, UKE_PATIENT_LAST_VISIT_DATE)
             > uke_draft_get_date (kept, UKE_PATIENT_LAST_VISIT_DATE))
    uke_draft_set_date (kept, UKE_PATIENT_LAST_VISIT_DATE,
                        uke_record_get_date (merged, UKE_PATIENT_LAST_VISIT_DATE));
}

/* Contact rows never change their owner: the one who stays gets copies of those that are missing.
 */
static gboolean
copy_rows (UkeWork *work,
           const UkeEntity *entity,
           unsigned owner,
           unsigned key,
           const UkeId *to,
           const UkeId *from,
           GError **error)
{
  g_autoptr (GPtrArray) have = uke_work_read_by (work, entity, owner, to, error);
  g_autoptr (GPtrArray) rows
      = have != NULL ? uke_work_read_by (work, entity, owner, from, error) : NULL;

  for (unsigned i = 0; rows != NULL && i < rows->len; i++) {
    gboolean is_there = FALSE;
    UkeId id = uke_work_new_id (work);
    UkeDraft *draft = NULL;

    for (unsigned j = 0; j < have->len && !is_there; j++)
      is_there = uke_value_equal (uke_record_get_value (have->pdata[j], key),
                                  uke_record_get_value (rows->pdata[i], key));
    if (is_there)
      continue;
    draft = uke_draft_new_with_id (entity, &id);
    for (unsigned f = 0; f < entity->n_fields; f++)
      uke_draft_set_value (draft, f, uke_record_get_value (rows->pdata[i], f));
    uke_draft_set_id (draft, owner, to);
    uke_work_put (work, draft);
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

static gboolean
merge_rows (UkeWork *work, const UkeId *to, const UkeId *from, GError **error)
{
  return copy_rows (work, &UKE_ENTITY_PATIENT_PHONE, UKE_PATIENT_PHONE_PATIENT_ID,
                    UKE_PATIENT_PHONE_NUMBER, to, from, error)
         && copy_rows (work, &UKE_ENTITY_PATIENT_EMAIL, UKE_PATIENT_EMAIL_PATIENT_ID,
                       UKE_PATIENT_EMAIL_ADDRESS, to, from, error)
         && copy_rows (work, &UKE_ENTITY_PATIENT_ADDRESS, UKE_PATIENT_ADDRESS_PATIENT_ID,
                       UKE_PATIENT_ADDRESS_ADDRESS, to, from, error)
         && copy_rows (work, &UKE_ENTITY_PATIENT_TAG, UKE_PATIENT_TAG_PATIENT_ID,
                       UKE_PATIENT_TAG_TAG, to, from, error)
         && copy_rows (work, &UKE_ENTITY_PATIENT_PROPERTY, UKE_PATIENT_PROPERTY_PATIENT_ID,
                       UKE_PATIENT_PROPERTY_PROPERTY_ID, to, from, error)
         && move_bookings (work, to, from, error) && move_follow_ups (work, to, from, error);
}

/* The stricter consent wins: every refusal of the one who goes binds the one who stays. */
static gboolean
merge_consents (UkeWork *work, const UkeId *to, const UkeId *from, GError **error)
{
  g_autoptr (GPtrArray) consents
      = uke_work_read_by (work, &UKE_ENTITY_CONSENT, UKE_CONSENT_PATIENT_ID, from, error);

  for (unsigned i = 0; consents != NULL && i < consents->len; i++) {
    const char *purpose = uke_record_get_code (consents->pdata[i], UKE_CONSENT_PURPOSE);
    const char *channel = uke_record_get_code (consents->pdata[i], UKE_CONSENT_CHANNEL);
    const char *state = uke_record_get_code (consents->pdata[i], UKE_CONSENT_STATE);
    UkeId id = uke_consent_id (to, purpose, channel);
    g_autoptr (UkeRecord) current = uke_work_find (work, &UKE_ENTITY_CONSENT, &id, NULL);
    UkeDraft *draft = NULL;

    if (current != NULL && !g_str_equal (state, UKE_CONSENT_REFUSED))
      continue;
    draft = uke_consent_draft_new (current, to, purpose, channel, state);
    for (unsigned f = UKE_CONSENT_ROUTE; f < UKE_CONSENT_N_FIELDS; f++)
      uke_draft_set_value (draft, f, uke_record_get_value (consents->pdata[i], f));
    uke_work_put (work, draft);
  }
  return consents != NULL;
}

static gboolean
perform_merge (UkeWork *work, gpointer data, GError **error)
{
  Merge *merge = data;
  const UkeId *to = uke_draft_get_id (merge->kept);
  const UkeId *from = uke_record_get_id (merge->merged);
  g_autoptr (UkeRecord) current = uke_work_read (work, &UKE_ENTITY_PATIENT, from, error);
  UkeDraft *kept = NULL;

  if (current == NULL)
    return FALSE;
  if (uke_draft_is_new (merge->kept) || uke_id_equal (to, from)
      || uke_record_has (current, UKE_PATIENT_MERGED_INTO_ID))
    return uke_work_fail (error, UKE_CLINIC_ERROR_STATE, &UKE_ENTITY_PATIENT,
                          UKE_PATIENT_MERGED_INTO_ID, from);
  kept = uke_draft_copy (merge->kept);
  fill_blanks (kept, current);
  uke_work_put (work, kept);
  if (!uke_work_check_draft (work, kept, error) || !uke_work_check_seen (work, kept, error))
    return FALSE;
  uke_draft_set_id (uke_work_edit (work, current), UKE_PATIENT_MERGED_INTO_ID, to);
  if (!merge_rows (work, to, from, error) || !merge_consents (work, to, from, error)
      || !put_review (work, to, from, "same", error))
    return FALSE;
  uke_work_set_subject (work, to, to);
  return TRUE;
}

/**
 * uke_command_merge_patients:
 * @kept: (transfer full): the patient who stays, with the fields that were chosen
 * @merged: (transfer none): the patient who goes, as they were seen
 *
 * Makes one patient of two: blanks are filled, contact rows copied, bookings and open calls move,
 * the stricter consent wins. The other stays as merged and can be brought back by undo.
 *
 * Returns: (transfer full): the command
 * Errors: STATE (merged already), CONFLICT, NOT_FOUND
 * Thread: any
 * Source: product.md 4.2 no. 11
 */
UkeCommand *
uke_command_merge_patients (UkeDraft *kept, UkeRecord *merged)
{
  Merge *merge = g_new0 (Merge, 1);

  merge->kept = kept;
  merge->merged = g_object_ref (merged);
  return uke_command_new (UKE_INTENT_MERGE_DECIDE, UKE_ACTION_PATIENT_MERGE, perform_merge, merge,
                          merge_free);
}
