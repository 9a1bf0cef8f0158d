/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/uke-test-store.h"

#include "store/uke-log-store.h"
#include "store/uke-schema.h"

/* The database of a new clinic: the rows that every other one refers to. */
static void
make_clinic (UkeTestStore *self)
{
  UkeDraft *clinic = uke_test_store_draft (self, &UKE_ENTITY_CLINIC);
  UkeDraft *staff = uke_test_store_draft (self, &UKE_ENTITY_STAFF);
  UkeDraft *provider = uke_test_store_draft (self, &UKE_ENTITY_RESOURCE);
  UkeDraft *chair = uke_test_store_draft (self, &UKE_ENTITY_RESOURCE);
  UkeDraft *menu = uke_test_store_draft (self, &UKE_ENTITY_MENU);

  self->clinic_id = *uke_draft_get_id (clinic);
  self->staff_id = *uke_draft_get_id (staff);
  self->provider_id = *uke_draft_get_id (provider);
  self->chair_id = *uke_draft_get_id (chair);
  self->menu_id = *uke_draft_get_id (menu);
  uke_draft_set_text (clinic, UKE_CLINIC_FIELD_NAME, "みどり歯科");
  uke_draft_set_text (clinic, UKE_CLINIC_FIELD_ZONE, "Asia/Tokyo");
  uke_draft_set_text (staff, UKE_STAFF_FAMILY_NAME, "青柳");
  uke_draft_set_text (staff, UKE_STAFF_ROLE, "director");
  uke_draft_set_id (provider, UKE_RESOURCE_CLINIC_ID, &self->clinic_id);
  uke_draft_set_text (provider, UKE_RESOURCE_KIND, "provider");
  uke_draft_set_text (provider, UKE_RESOURCE_NAME, "青柳 院長");
  uke_draft_set_int (provider, UKE_RESOURCE_CAPACITY, 1);
  uke_draft_set_id (chair, UKE_RESOURCE_CLINIC_ID, &self->clinic_id);
  uke_draft_set_text (chair, UKE_RESOURCE_KIND, "chair");
  uke_draft_set_text (chair, UKE_RESOURCE_NAME, "チェア1");
  uke_draft_set_int (chair, UKE_RESOURCE_CAPACITY, 1);
  uke_draft_set_id (menu, UKE_MENU_CLINIC_ID, &self->clinic_id);
  uke_draft_set_text (menu, UKE_MENU_NAME, "定期検診");
  uke_committed_free (uke_test_store_commit (self, clinic, staff, provider, chair, menu, NULL));
}

/**
 * uke_test_store_new_in:
 * @folder: (transfer full): the folder of the file
 * @db: (transfer full): a new file
 *
 * Returns: (transfer full): a store made in it
 */
UkeTestStore *
uke_test_store_new_in (UkeTestFolder *folder, UkeDb *db)
{
  UkeTestStore *self = g_new0 (UkeTestStore, 1);
  g_autoptr (GError) error = NULL;
  gboolean is_made;

  self->folder = folder;
  self->db = db;
  self->now_us = UKE_TEST_NOW_US;
  is_made = uke_schema_migrate (db, folder->key, &error) && uke_db_begin (db, &error)
            && uke_log_store_create (db, "desk", self->now_us, &error)
            && uke_db_commit (db, &error);
  g_assert_no_error (error);
  g_assert_true (is_made);
  make_clinic (self);
  return self;
}

/**
 * uke_test_store_new:
 *
 * Returns: (transfer full): a new store in a folder of its own
 */
UkeTestStore *
uke_test_store_new (void)
{
  UkeTestFolder *folder = uke_test_folder_new ();

  return uke_test_store_new_in (folder, uke_test_folder_open (folder));
}

/**
 * uke_test_store_free:
 * @self: (transfer full): a store; closed, its folder removed
 */
void
uke_test_store_free (UkeTestStore *self)
{
  uke_db_free (self->db);
  uke_test_folder_free (self->folder);
  g_free (self);
}

/**
 * uke_test_store_context:
 * @self: a store
 *
 * Returns: the director at the desk, a second after the last change
 */
UkeCommitContext
uke_test_store_context (UkeTestStore *self)
{
  self->now_us += G_USEC_PER_SEC;
  return (UkeCommitContext){
    .now_us = self->now_us,
    .mono_us = self->now_us - UKE_TEST_NOW_US,
    .staff_id = self->staff_id,
    .role = uke_role_from_code ("director"),
    .version = "test",
  };
}

/**
 * uke_test_store_draft:
 * @self: a store
 * @entity: what kind of record
 *
 * Returns: (transfer full): a draft of a new one
 */
UkeDraft *
uke_test_store_draft (UkeTestStore *self, const UkeEntity *entity)
{
  return uke_draft_new (entity, self->now_us);
}

/**
 * uke_test_store_try:
 * @self: a store
 * @set: (transfer full): a change-set
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what its commit did, in a transaction of its own
 */
UkeCommitted *
uke_test_store_try (UkeTestStore *self, UkeChangeSet *set, GError **error)
{
  g_autoptr (UkeChangeSet) owned = set;
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (self->db, error);
  UkeCommitContext context = uke_test_store_context (self);
  g_autoptr (UkeCommitted) committed = NULL;

  if (transaction == NULL)
    return NULL;
  committed = uke_commit (self->db, owned, &context, error);
  if (committed == NULL || !uke_db_transaction_commit (g_steal_pointer (&transaction), error))
    return NULL;
  return g_steal_pointer (&committed);
}

/**
 * uke_test_store_commit:
 * @self: a store
 * @first: (transfer full): a draft, more after it, NULL at the end
 *
 * Returns: (transfer full): what the commit of all of them in one change-set did
 */
UkeCommitted *
uke_test_store_commit (UkeTestStore *self, UkeDraft *first, ...)
{
  UkeId id = uke_id_new (self->now_us);
  UkeChangeSet *set = uke_change_set_new (&id, UKE_INTENT_DEMO);
  g_autoptr (GError) error = NULL;
  UkeCommitted *committed;
  va_list more;

  va_start (more, first);
  for (UkeDraft *draft = first; draft != NULL; draft = va_arg (more, UkeDraft *)) {
    uke_change_set_add_draft (set, draft);
    uke_draft_free (draft);
  }
  va_end (more);
  committed = uke_test_store_try (self, set, &error);
  g_assert_no_error (error);
  g_assert_nonnull (committed);
  return committed;
}

/**
 * uke_test_store_patient:
 * @self: a store
 * @number: (nullable): patient number
 * @family: family name
 * @given: (nullable): given name
 * @family_kana: (nullable): hiragana
 * @given_kana: (nullable): hiragana
 *
 * Returns: (transfer full): a draft of a new patient
 */
UkeDraft *
uke_test_store_patient (UkeTestStore *self,
                        const char *number,
                        const char *family,
                        const char *given,
                        const char *family_kana,
                        const char *given_kana)
{
  UkeDraft *patient = uke_test_store_draft (self, &UKE_ENTITY_PATIENT);

  uke_draft_set_text (patient, UKE_PATIENT_PATIENT_NUMBER, number);
  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_NAME, family);
  uke_draft_set_text (patient, UKE_PATIENT_GIVEN_NAME, given);
  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_KANA, family_kana);
  uke_draft_set_text (patient, UKE_PATIENT_GIVEN_KANA, given_kana);
  return patient;
}

/**
 * uke_test_store_phone:
 * @self: a store
 * @patient_id: whose
 * @number: national digits
 *
 * Returns: (transfer full): a draft of a new telephone number
 */
UkeDraft *
uke_test_store_phone (UkeTestStore *self, const UkeId *patient_id, const char *number)
{
  UkeDraft *phone = uke_test_store_draft (self, &UKE_ENTITY_PATIENT_PHONE);

  uke_draft_set_id (phone, UKE_PATIENT_PHONE_PATIENT_ID, patient_id);
  uke_draft_set_text (phone, UKE_PATIENT_PHONE_NUMBER, number);
  uke_draft_set_int (phone, UKE_PATIENT_PHONE_PREFERENCE, 1);
  return phone;
}

/**
 * uke_test_store_appointment:
 * @self: a store
 * @patient_id: whose
 * @starts_at_us: when
 * @length_min: how long
 *
 * Returns: (transfer full): a draft of a new booking with the provider, without a chair
 */
UkeDraft *
uke_test_store_appointment (UkeTestStore *self,
                            const UkeId *patient_id,
                            int64_t starts_at_us,
                            int length_min)
{
  UkeDraft *appointment = uke_test_store_draft (self, &UKE_ENTITY_APPOINTMENT);

  uke_draft_set_id (appointment, UKE_APPOINTMENT_CLINIC_ID, &self->clinic_id);
  uke_draft_set_id (appointment, UKE_APPOINTMENT_PATIENT_ID, patient_id);
  uke_draft_set_id (appointment, UKE_APPOINTMENT_PROVIDER_ID, &self->provider_id);
  uke_draft_set_id (appointment, UKE_APPOINTMENT_MENU_ID, &self->menu_id);
  uke_draft_set_int (appointment, UKE_APPOINTMENT_STARTS_AT_US, starts_at_us);
  uke_draft_set_int (appointment, UKE_APPOINTMENT_LENGTH_MIN, length_min);
  uke_draft_set_text (appointment, UKE_APPOINTMENT_STATUS, "booked");
  return appointment;
}
