/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-patient-check-private.h"
#include "clinic/uke-patient-commands.h"
#include "clinic/uke-work.h"

/*
 * What ties patients to something else: households and tags.
 */

typedef struct {
  UkeRecord *patient; /* (owned) */
  UkeId household_id; /* none: a new one, or out of any */
  char *name;         /* (owned) (nullable): of a new household */
  char *relation;     /* (owned) (nullable) */
} Household;

static void
household_free (gpointer data)
{
  Household *household = data;

  g_object_unref (household->patient);
  g_free (household->name);
  g_free (household->relation);
  g_free (household);
}

static UkeId
make_household (UkeWork *work, const char *name, const UkeId *contact_id)
{
  UkeId id = uke_work_new_id (work);
  UkeDraft *made = uke_draft_new_with_id (&UKE_ENTITY_HOUSEHOLD, &id);

  uke_draft_set_text (made, UKE_HOUSEHOLD_NAME, name);
  uke_draft_set_id (made, UKE_HOUSEHOLD_CONTACT_PATIENT_ID, contact_id);
  uke_work_put (work, made);
  return id;
}

/**
 * uke_patient_join_family:
 * @work: the command at work
 * @form: a patient; their household is set where the form names whose family they belong to
 * @error: return location
 *
 * Brings a patient into another one's household. Where that patient is in none yet, a household
 * of their family name is made for both.
 *
 * Returns: whether it could be put
 * Errors: NOT_FOUND, BAD_VALUE (their own family)
 * Thread: store
 * Source: product.md 4.2 no. 7
 */
gboolean
uke_patient_join_family (UkeWork *work, UkePatientForm *form, GError **error)
{
  const UkeId *id = uke_draft_get_id (form->patient);
  g_autoptr (UkeRecord) other = NULL;
  UkeId household_id;

  if (uke_id_is_none (&form->family_of))
    return TRUE;
  if (uke_id_equal (&form->family_of, id))
    return uke_work_fail (error, UKE_CLINIC_ERROR_BAD_VALUE, &UKE_ENTITY_PATIENT,
                          UKE_PATIENT_HOUSEHOLD_ID, id);
  other = uke_work_read (work, &UKE_ENTITY_PATIENT, &form->family_of, error);
  if (other == NULL)
    return FALSE;
  household_id = *uke_record_get_id_value (other, UKE_PATIENT_HOUSEHOLD_ID);
  if (uke_id_is_none (&household_id)) {
    household_id = make_household (work, uke_record_get_text (other, UKE_PATIENT_FAMILY_NAME),
                                   &form->family_of);
    uke_draft_set_id (uke_work_edit (work, other), UKE_PATIENT_HOUSEHOLD_ID, &household_id);
  }
  uke_draft_set_id (form->patient, UKE_PATIENT_HOUSEHOLD_ID, &household_id);
  return TRUE;
}

static gboolean
perform_set_household (UkeWork *work, gpointer data, GError **error)
{
  Household *household = data;
  UkeDraft *patient = uke_draft_new_from (household->patient);
  const UkeId *patient_id = uke_record_get_id (household->patient);
  UkeId id = household->household_id;

  if (uke_id_is_none (&id) && household->name != NULL) {
    id = make_household (work, household->name, patient_id);
  } else if (!uke_id_is_none (&id)) {
    g_autoptr (UkeRecord) there = uke_work_read (work, &UKE_ENTITY_HOUSEHOLD, &id, error);

    if (there == NULL) {
      uke_draft_free (patient);
      return FALSE;
    }
  }
  if (uke_id_is_none (&id))
    uke_draft_set_null (patient, UKE_PATIENT_HOUSEHOLD_ID);
  else
    uke_draft_set_id (patient, UKE_PATIENT_HOUSEHOLD_ID, &id);
  uke_draft_set_text (patient, UKE_PATIENT_RELATION, household->relation);
  if (!uke_work_check_seen (work, patient, error)) {
    uke_draft_free (patient);
    return FALSE;
  }
  uke_work_put (work, patient);
  uke_work_set_subject (work, patient_id, patient_id);
  return TRUE;
}

/**
 * uke_command_set_household:
 * @patient: (transfer none): the patient as it was seen
 * @household_id: (nullable): which household; NULL or none with a name makes one, without a name
 *   takes the patient out
 * @household_name: (nullable): the name of a new household
 * @relation: (nullable): within the household: 夫, 長女
 *
 * Returns: (transfer full): the command
 * Errors: NOT_FOUND, CONFLICT
 * Thread: any
 */
UkeCommand *
uke_command_set_household (UkeRecord *patient,
                           const UkeId *household_id,
                           const char *household_name,
                           const char *relation)
{
  Household *household = g_new0 (Household, 1);

  household->patient = g_object_ref (patient);
  household->household_id = household_id != NULL ? *household_id : UKE_ID_NONE;
  household->name = g_strdup (household_name);
  household->relation = g_strdup (relation);
  return uke_command_new (UKE_INTENT_HOUSEHOLD_SET, UKE_ACTION_PATIENT_EDIT, perform_set_household,
                          household, household_free);
}

typedef struct {
  UkeId patient_id;
  char *tag;         /* (owned) (nullable) */
  UkeRecord *record; /* (owned) (nullable): to take away */
} Tag;

static void
tag_free (gpointer data)
{
  Tag *tag = data;

  g_free (tag->tag);
  g_clear_object (&tag->record);
  g_free (tag);
}

static gboolean
perform_add_tag (UkeWork *work, gpointer data, GError **error)
{
  Tag *tag = data;
  g_autoptr (GPtrArray) tags = uke_work_read_by (
      work, &UKE_ENTITY_PATIENT_TAG, UKE_PATIENT_TAG_PATIENT_ID, &tag->patient_id, error);
  UkeDraft *draft = NULL;
  UkeId id = uke_work_new_id (work);

  if (tags == NULL)
    return FALSE;
  if (tag->tag == NULL || *tag->tag == '\0')
    return uke_work_fail (error, UKE_CLINIC_ERROR_MISSING, &UKE_ENTITY_PATIENT_TAG,
                          UKE_PATIENT_TAG_TAG, NULL);
  for (unsigned i = 0; i < tags->len; i++) {
    if (g_strcmp0 (uke_record_get_text (tags->pdata[i], UKE_PATIENT_TAG_TAG), tag->tag) == 0)
      return uke_work_fail (error, UKE_CLINIC_ERROR_DUPLICATE, &UKE_ENTITY_PATIENT_TAG,
                            UKE_PATIENT_TAG_TAG, uke_record_get_id (tags->pdata[i]));
  }
  draft = uke_draft_new_with_id (&UKE_ENTITY_PATIENT_TAG, &id);
  uke_draft_set_id (draft, UKE_PATIENT_TAG_PATIENT_ID, &tag->patient_id);
  uke_draft_set_text (draft, UKE_PATIENT_TAG_TAG, tag->tag);
  uke_work_put (work, draft);
  uke_work_set_subject (work, &id, &tag->patient_id);
  return TRUE;
}

/**
 * uke_command_add_tag:
 * @patient_id: whose
 * @tag: the word
 *
 * Returns: (transfer full): the command
 * Errors: MISSING, DUPLICATE
 * Thread: any
 */
UkeCommand *
uke_command_add_tag (const UkeId *patient_id, const char *tag)
{
  Tag *data = g_new0 (Tag, 1);

  data->patient_id = *patient_id;
  data->tag = g_strdup (tag);
  return uke_command_new (UKE_INTENT_TAG_ADD, UKE_ACTION_PATIENT_EDIT, perform_add_tag, data,
                          tag_free);
}

static gboolean
perform_remove_tag (UkeWork *work, gpointer data, GError **error)
{
  Tag *tag = data;
  g_autoptr (UkeRecord) current
      = uke_work_read (work, &UKE_ENTITY_PATIENT_TAG, uke_record_get_id (tag->record), error);

  if (current == NULL)
    return FALSE;
  uke_work_remove (work, current);
  uke_work_set_subject (work, uke_record_get_id (current),
                        uke_record_get_id_value (current, UKE_PATIENT_TAG_PATIENT_ID));
  return TRUE;
}

/**
 * uke_command_remove_tag:
 * @tag: (transfer none): the tag as it was seen
 *
 * Returns: (transfer full): the command
 * Errors: NOT_FOUND
 * Thread: any
 */
UkeCommand *
uke_command_remove_tag (UkeRecord *tag)
{
  Tag *data = g_new0 (Tag, 1);

  data->record = g_object_ref (tag);
  return uke_command_new (UKE_INTENT_TAG_REMOVE, UKE_ACTION_PATIENT_EDIT, perform_remove_tag, data,
                          tag_free);
}
