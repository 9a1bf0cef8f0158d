/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-patient-check-private.h"

#include "base/uke-fold.h"
#include "base/uke-number.h"
#include "base/uke-phone.h"
#include "clinic/uke-clinic-error-private.h"
#include "model/uke-clinical-words.h"
#include "store/uke-patient-rows.h"

/* Kana is kept as hiragana; what was typed stays beside it (decision 6). */
static void
fold_kana_field (UkeDraft *draft, unsigned field)
{
  const char *typed = uke_draft_get_text (draft, field);
  g_autofree char *folded = NULL;

  if (typed == NULL || (uke_draft_get_changed (draft) & (UINT64_C (1) << field)) == 0)
    return;
  folded = uke_fold_kana (typed);
  if (g_strcmp0 (folded, typed) != 0)
    uke_draft_set_text (draft, field, folded);
}

/**
 * uke_patient_fold_kana:
 * @draft: a patient
 *
 * Brings the kana into their stored form: hiragana, with what was typed beside them.
 *
 * Errors: none
 * Thread: any
 * Source: decision 6
 */
void
uke_patient_fold_kana (UkeDraft *draft)
{
  const uint64_t kana
      = UINT64_C (1) << UKE_PATIENT_FAMILY_KANA | UINT64_C (1) << UKE_PATIENT_GIVEN_KANA;

  if ((uke_draft_get_changed (draft) & kana) == 0)
    return;
  if ((uke_draft_get_changed (draft) & (UINT64_C (1) << UKE_PATIENT_KANA_AS_TYPED)) == 0) {
    const char *family = uke_draft_get_text (draft, UKE_PATIENT_FAMILY_KANA);
    const char *given = uke_draft_get_text (draft, UKE_PATIENT_GIVEN_KANA);
    g_autofree char *typed
        = g_strjoin (family != NULL && given != NULL ? " " : "", family != NULL ? family : "",
                     given != NULL ? given : "", NULL);

    uke_draft_set_text (draft, UKE_PATIENT_KANA_AS_TYPED, typed);
  }
  fold_kana_field (draft, UKE_PATIENT_FAMILY_KANA);
  fold_kana_field (draft, UKE_PATIENT_GIVEN_KANA);
}

static gboolean
check_clinical_words (UkeWork *work, UkeDraft *draft, unsigned field, GError **error)
{
  const char *text = uke_draft_get_text (draft, field);
  g_autofree char *word = NULL;
  UkeClinicFacts facts = {
    .entity = uke_draft_get_entity (draft),
    .field = uke_draft_get_entity (draft)->fields[field].name,
    .record_id = *uke_draft_get_id (draft),
  };

  if (text == NULL || uke_work_accepts_warnings (work)
      || (uke_draft_get_changed (draft) & (UINT64_C (1) << field)) == 0)
    return TRUE;
  word = uke_clinical_words_find (NULL, text);
  if (word == NULL)
    return TRUE;
  facts.text = word;
  return uke_clinic_fail (error, UKE_CLINIC_ERROR_CLINICAL_CONTENT, &facts);
}

static gboolean
check_number (UkeWork *work, UkeDraft *draft, GError **error)
{
  const char *number = uke_draft_get_text (draft, UKE_PATIENT_PATIENT_NUMBER);
  UkeId other = UKE_ID_NONE;

  if (number == NULL
      || (uke_draft_get_changed (draft) & (UINT64_C (1) << UKE_PATIENT_PATIENT_NUMBER)) == 0)
    return TRUE;
  if (!uke_patient_rows_find_number (uke_work_get_db (work), number, &other, error))
    return FALSE;
  if (uke_id_is_none (&other) || uke_id_equal (&other, uke_draft_get_id (draft))) {
    gboolean is_provisional = uke_number_is_provisional (number);

    if (uke_draft_get_int (draft, UKE_PATIENT_IS_PROVISIONAL) != is_provisional)
      uke_draft_set_int (draft, UKE_PATIENT_IS_PROVISIONAL, is_provisional);
    return TRUE;
  }
  return uke_work_fail (error, UKE_CLINIC_ERROR_DUPLICATE, &UKE_ENTITY_PATIENT,
                        UKE_PATIENT_PATIENT_NUMBER, &other);
}

static gboolean
check_patient (UkeWork *work, UkeDraft *draft, GError **error)
{
  const UkeId *id = uke_draft_get_id (draft);
  UkeDate birth = uke_draft_get_date (draft, UKE_PATIENT_BIRTH_DATE);
  UkeDate today = uke_zone_date_of (uke_work_get_zone (work), uke_work_get_now_us (work));

  uke_patient_fold_kana (draft);
  if (uke_draft_get_text (draft, UKE_PATIENT_FAMILY_NAME) == NULL)
    return uke_work_fail (error, UKE_CLINIC_ERROR_MISSING, &UKE_ENTITY_PATIENT,
                          UKE_PATIENT_FAMILY_NAME, id);
  if (birth != UKE_DATE_NONE && birth > today)
    return uke_work_fail (error, UKE_CLINIC_ERROR_BAD_VALUE, &UKE_ENTITY_PATIENT,
                          UKE_PATIENT_BIRTH_DATE, id);
  if (uke_draft_is_new (draft) && uke_draft_get_text (draft, UKE_PATIENT_STAGE) == NULL)
    uke_draft_set_text (draft, UKE_PATIENT_STAGE, "lead");
  return check_clinical_words (work, draft, UKE_PATIENT_NOTE, error)
         && check_clinical_words (work, draft, UKE_PATIENT_ALERT, error)
         && uke_work_check_draft (work, draft, error) && uke_work_check_seen (work, draft, error)
         && check_number (work, draft, error);
}

static gboolean
check_phone (UkeDraft *row, GError **error)
{
  const char *typed = uke_draft_get_text (row, UKE_PATIENT_PHONE_NUMBER);
  g_autofree char *number = NULL;

  if (typed == NULL)
    return uke_work_fail (error, UKE_CLINIC_ERROR_MISSING, &UKE_ENTITY_PATIENT_PHONE,
                          UKE_PATIENT_PHONE_NUMBER, uke_draft_get_id (row));
  if ((uke_draft_get_changed (row) & (UINT64_C (1) << UKE_PATIENT_PHONE_NUMBER)) == 0)
    return TRUE;
  number = uke_phone_normalise (typed, NULL, NULL);
  if (number == NULL)
    return uke_work_fail (error, UKE_CLINIC_ERROR_BAD_VALUE, &UKE_ENTITY_PATIENT_PHONE,
                          UKE_PATIENT_PHONE_NUMBER, uke_draft_get_id (row));
  if (uke_draft_get_text (row, UKE_PATIENT_PHONE_AS_TYPED) == NULL)
    uke_draft_set_text (row, UKE_PATIENT_PHONE_AS_TYPED, typed);
  uke_draft_set_text (row, UKE_PATIENT_PHONE_NUMBER, number);
  return TRUE;
}

static gboolean
check_consent (UkeWork *work, UkeDraft *row, GError **error)
{
  UkeId expected = uke_consent_id (uke_draft_get_id_value (row, UKE_CONSENT_PATIENT_ID),
                                   uke_draft_get_text (row, UKE_CONSENT_PURPOSE),
                                   uke_draft_get_text (row, UKE_CONSENT_CHANNEL));
  uint64_t changed = uke_draft_get_changed (row);

  if (!uke_id_equal (&expected, uke_draft_get_id (row)))
    return uke_work_fail (error, UKE_CLINIC_ERROR_BAD_VALUE, &UKE_ENTITY_CONSENT,
                          UKE_CONSENT_PURPOSE, uke_draft_get_id (row));
  if ((changed & (UINT64_C (1) << UKE_CONSENT_DECIDED_AT_US)) == 0)
    uke_draft_set_int (row, UKE_CONSENT_DECIDED_AT_US, uke_work_get_now_us (work));
  if ((changed & (UINT64_C (1) << UKE_CONSENT_STAFF_ID)) == 0)
    uke_draft_set_id (row, UKE_CONSENT_STAFF_ID, uke_work_get_staff_id (work));
  if (uke_draft_get_text (row, UKE_CONSENT_ROUTE) == NULL)
    uke_draft_set_text (row, UKE_CONSENT_ROUTE, "desk");
  return TRUE;
}

/* The kinds of rows that belong to a patient, and their field that says to whom. */
static int
find_patient_field (const UkeEntity *entity)
{
  static const struct {
    const UkeEntity *entity;
    int field;
  } OWNED[] = {
    { &UKE_ENTITY_PATIENT_PHONE, UKE_PATIENT_PHONE_PATIENT_ID },
    { &UKE_ENTITY_PATIENT_EMAIL, UKE_PATIENT_EMAIL_PATIENT_ID },
    { &UKE_ENTITY_PATIENT_ADDRESS, UKE_PATIENT_ADDRESS_PATIENT_ID },
    { &UKE_ENTITY_PATIENT_TAG, UKE_PATIENT_TAG_PATIENT_ID },
    { &UKE_ENTITY_PATIENT_PROPERTY, UKE_PATIENT_PROPERTY_PATIENT_ID },
    { &UKE_ENTITY_CONSENT, UKE_CONSENT_PATIENT_ID },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (OWNED); i++) {
    if (OWNED[i].entity == entity)
      return OWNED[i].field;
  }
  return -1;
}

/**
 * uke_patient_check_row:
 * @work: the command at work
 * @row: a phone, e-mail, address, tag, property or consent; brought into its stored form
 * @patient_id: whose it must be
 * @error: return location
 *
 * Returns: whether the row may be put
 * Errors: MISSING, BAD_VALUE, CONFLICT
 * Thread: store
 */
gboolean
uke_patient_check_row (UkeWork *work, UkeDraft *row, const UkeId *patient_id, GError **error)
{
  const UkeEntity *entity = uke_draft_get_entity (row);
  int owner = find_patient_field (entity);

  if (owner < 0)
    return uke_work_fail (error, UKE_CLINIC_ERROR_BAD_VALUE, entity, -1, uke_draft_get_id (row));
  if (uke_draft_is_new (row) && uke_id_is_none (uke_draft_get_id_value (row, (unsigned)owner)))
    uke_draft_set_id (row, (unsigned)owner, patient_id);
  if (!uke_id_equal (uke_draft_get_id_value (row, (unsigned)owner), patient_id))
    return uke_work_fail (error, UKE_CLINIC_ERROR_BAD_VALUE, entity, owner, uke_draft_get_id (row));
  if (entity == &UKE_ENTITY_PATIENT_PHONE && !check_phone (row, error))
    return FALSE;
  if (entity == &UKE_ENTITY_CONSENT && !check_consent (work, row, error))
    return FALSE;
  return uke_work_check_draft (work, row, error) && uke_work_check_seen (work, row, error);
}

/**
 * uke_patient_check_form:
 * @work: the command at work
 * @form: a patient with rows; brought into their stored form
 * @error: return location
 *
 * Returns: whether the form may be put
 * Errors: MISSING, BAD_VALUE, DUPLICATE, CONFLICT, CLINICAL_CONTENT
 * Thread: store
 * Source: decision 6, product.md 4.2 no. 10
 */
gboolean
uke_patient_check_form (UkeWork *work, UkePatientForm *form, GError **error)
{
  if (!check_patient (work, form->patient, error))
    return FALSE;
  for (unsigned i = 0; i < form->rows->len; i++) {
    if (!uke_patient_check_row (work, form->rows->pdata[i], uke_draft_get_id (form->patient),
                                error))
      return FALSE;
  }
  return TRUE;
}

/**
 * uke_patient_put_form:
 * @work: the command at work
 * @form: a checked form
 *
 * Puts everything that the form changes.
 *
 * Errors: none
 * Thread: store
 */
void
uke_patient_put_form (UkeWork *work, UkePatientForm *form)
{
  if (uke_draft_is_new (form->patient) || uke_draft_has_changes (form->patient))
    uke_work_put (work, uke_draft_copy (form->patient));
  for (unsigned i = 0; i < form->rows->len; i++) {
    UkeDraft *row = form->rows->pdata[i];

    if (uke_draft_is_new (row) || uke_draft_has_changes (row))
      uke_work_put (work, uke_draft_copy (row));
  }
  for (unsigned i = 0; i < form->removed->len; i++)
    uke_work_remove (work, form->removed->pdata[i]);
}
