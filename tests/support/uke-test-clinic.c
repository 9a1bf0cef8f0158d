/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/uke-test-clinic.h"

#include "clinic/uke-patient-query.h"
#include "clinic/uke-replicate.h"
#include "clinic/uke-set-up-commands.h"
#include "clinic/uke-work.h"
#include "model/uke-codes.h"
#include "support/uke-test-engine.h"

#include <glib/gstdio.h>

/**
 * uke_test_await_cb:
 * @source: the object that answers
 * @result: what it answers
 * @user_data: a `GAsyncResult *` to be filled
 *
 * The callback of uke_test_await().
 */
void
uke_test_await_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

/**
 * uke_test_await:
 * @result: what uke_test_await_cb() fills
 *
 * Runs the main loop until the answer is there; never sleeps.
 *
 * Returns: (transfer full): the answer
 */
GAsyncResult *
uke_test_await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (result);
}

static void
changed_cb (UkeClinic *clinic, UkeChanges *changes, gpointer user_data)
{
  UkeTestClinic *self = user_data;

  self->n_changed++;
  g_clear_pointer (&self->last, uke_changes_unref);
  self->last = uke_changes_ref (changes);
}

static void
sit_director_down (UkeTestClinic *self)
{
  GListModel *staff = uke_clinic_get_staff (self->clinic);
  g_autoptr (UkeRecord) director = g_list_model_get_item (staff, 0);

  g_assert_nonnull (director);
  uke_clinic_sit_down (self->clinic, uke_record_get_id (director));
}

static void
make_clinic (UkeTestClinic *self)
{
  self->clinic = uke_clinic_new (self->dir, self->clock);
  if (self->schema != NULL)
    uke_clinic_set_database (self->clinic, uke_test_get_uri (), self->schema);
  g_signal_connect (self->clinic, "changed", G_CALLBACK (changed_cb), self);
}

/**
 * uke_test_clinic_new:
 *
 * Makes a bare clinic on disk, or in a schema of its own, opens it and sits its director (青柳 誠)
 * down.
 *
 * Returns: (transfer full): the clinic
 */
UkeTestClinic *
uke_test_clinic_new (void)
{
  return uke_test_clinic_new_open (NULL);
}

/**
 * uke_test_clinic_new_open:
 * @hours: (nullable): when it is open; NULL makes it bare
 *
 * As uke_test_clinic_new(), with what a clinic begins with.
 *
 * Returns: (transfer full): the clinic
 */
UkeTestClinic *
uke_test_clinic_new_open (const UkeOpeningHours *hours)
{
  const UkeClinicSetup setup = {
    .clinic_name = "みなみ歯科クリニック",
    .director_family = "青柳",
    .director_given = "誠",
    .director_kana = "あおやぎ まこと",
    .hours = hours,
  };
  UkeTestClinic *self = g_new0 (UkeTestClinic, 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("uke-clinic-XXXXXX", &error);
  g_assert_no_error (error);
  self->clock = uke_clock_new_fake (UKE_TEST_NOW_US);
  if (uke_test_is_postgresql ())
    self->schema = uke_test_make_schema_name ();
  else
    self->key = uke_secret_new_random (32);
  self->database_id = uke_id_new (UKE_TEST_NOW_US);
  make_clinic (self);
  uke_clinic_create_async (self->clinic, self->key, &self->database_id, &setup, NULL,
                           uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!uke_clinic_create_finish (self->clinic, result, &error))
    g_error ("test clinic: %s", error->message);
  sit_director_down (self);
  return self;
}

/**
 * uke_test_clinic_join:
 * @self: a clinic by itself
 *
 * It belongs to a server from now on, as its second device; one that nobody reaches.
 */
void
uke_test_clinic_join (UkeTestClinic *self)
{
  static const uint8_t key[UKE_CURSOR_PUBLIC_SIZE];
  GAsyncResult *pending = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  uke_clinic_join_async (self->clinic, 2, 77, "desk", key, uke_test_await_cb, &pending);
  result = uke_test_await (&pending);
  g_assert_true (uke_clinic_join_finish (self->clinic, result, &error));
  g_assert_no_error (error);
}

static void
close_clinic (UkeTestClinic *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  uke_clinic_close_async (self->clinic, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (uke_clinic_close_finish (self->clinic, result, &error));
  g_assert_no_error (error);
  g_signal_handlers_disconnect_by_data (self->clinic, self);
  g_clear_object (&result);
  g_assert_finalize_object (g_steal_pointer (&self->clinic));
}

static void
open_clinic (UkeTestClinic *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  make_clinic (self);
  if (self->on_opening != NULL)
    g_signal_connect (self->clinic, "opening", G_CALLBACK (self->on_opening), self);
  uke_clinic_open_async (self->clinic, self->key, &self->database_id, NULL, uke_test_await_cb,
                         &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!uke_clinic_open_finish (self->clinic, result, &error))
    g_error ("test clinic: %s", error->message);
  sit_director_down (self);
}

/**
 * uke_test_clinic_open:
 * @dir: where a test clinic was left
 * @key: its data key
 * @database_id: its id
 *
 * Opens a clinic that is there already and sits its director down.
 *
 * Returns: (transfer full): the clinic; end it with uke_test_clinic_leave() or
 * uke_test_clinic_free()
 */
UkeTestClinic *
uke_test_clinic_open (const char *dir, UkeSecret *key, const UkeId *database_id)
{
  UkeTestClinic *self = g_new0 (UkeTestClinic, 1);

  self->dir = g_strdup (dir);
  self->clock = uke_clock_new_fake (UKE_TEST_NOW_US);
  self->key = uke_secret_ref (key);
  self->database_id = *database_id;
  open_clinic (self);
  return self;
}

/**
 * uke_test_clinic_reopen:
 * @self: a test clinic
 *
 * Closes the clinic and opens it again from its file, as after a restart.
 */
void
uke_test_clinic_reopen (UkeTestClinic *self)
{
  if (self->clinic != NULL)
    close_clinic (self);
  open_clinic (self);
}

/**
 * uke_test_clinic_shut:
 * @self: a test clinic
 *
 * Closes the clinic, so that another program can have its file, until uke_test_clinic_reopen().
 */
void
uke_test_clinic_shut (UkeTestClinic *self)
{
  close_clinic (self);
}

static void
remove_dir (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR))
      remove_dir (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

/**
 * uke_test_clinic_leave:
 * @self: (transfer full): a test clinic
 *
 * Closes the clinic, sees that nobody holds it any more, and leaves its directory as it is.
 */
void
uke_test_clinic_leave (UkeTestClinic *self)
{
  close_clinic (self);
  g_assert_finalize_object (self->clock);
  g_clear_pointer (&self->key, uke_secret_unref);
  g_free (self->schema);
  g_clear_pointer (&self->last, uke_changes_unref);
  g_free (self->dir);
  g_free (self);
}

/**
 * uke_test_clinic_free:
 * @self: (transfer full): a test clinic
 *
 * As uke_test_clinic_leave(), and removes its directory.
 */
void
uke_test_clinic_free (UkeTestClinic *self)
{
  g_autofree char *dir = g_strdup (self->dir);
  g_autofree char *schema = g_strdup (self->schema);

  uke_test_clinic_leave (self);
  if (schema != NULL)
    uke_test_drop_schema (schema);
  remove_dir (dir);
}

/**
 * uke_test_clinic_execute:
 * @self: a test clinic
 * @command: (transfer full): a command
 * @error: return location
 *
 * Returns: (transfer full) (nullable): its receipt
 */
UkeReceipt *
uke_test_clinic_execute (UkeTestClinic *self, UkeCommand *command, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  uke_clinic_execute_async (self->clinic, command, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return uke_clinic_execute_finish (self->clinic, result, error);
}

/**
 * uke_test_clinic_do:
 * @self: a test clinic
 * @command: (transfer full): a command that must go through
 *
 * Returns: the record it was about
 */
UkeId
uke_test_clinic_do (UkeTestClinic *self, UkeCommand *command)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeReceipt) receipt = uke_test_clinic_execute (self, command, &error);

  g_assert_no_error (error);
  g_assert_nonnull (receipt);
  return receipt->subject_id;
}

/**
 * uke_test_clinic_refuse:
 * @self: a test clinic
 * @command: (transfer full): a command that must be refused
 * @code: with this code
 */
void
uke_test_clinic_refuse (UkeTestClinic *self, UkeCommand *command, UkeClinicError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeReceipt) receipt = uke_test_clinic_execute (self, command, &error);

  g_assert_null (receipt);
  g_assert_error (error, UKE_CLINIC_ERROR, (int)code);
}

/**
 * uke_test_clinic_undo:
 * @self: a test clinic
 * @error: return location
 *
 * Undoes the newest command of the sitting.
 *
 * Returns: whether it was undone
 */
gboolean
uke_test_clinic_undo (UkeTestClinic *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UkeReceipt) receipt = NULL;

  uke_clinic_undo_async (self->clinic, NULL, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  receipt = uke_clinic_undo_finish (self->clinic, result, error);
  return receipt != NULL;
}

/**
 * uke_test_clinic_read:
 * @self: a test clinic
 * @entity: a kind of record
 * @id: which one
 *
 * Returns: (transfer full) (nullable): the record as it is stored, NULL when it is not there
 */
UkeRecord *
uke_test_clinic_read (UkeTestClinic *self, const UkeEntity *entity, const UkeId *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UkeRecord *record = NULL;

  uke_clinic_load_record_async (self->clinic, entity, id, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  record = uke_clinic_load_record_finish (self->clinic, result, &error);
  if (record == NULL)
    g_assert_error (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_NOT_FOUND);
  return record;
}

/**
 * uke_test_clinic_add_staff:
 * @self: a test clinic
 * @family: family name
 * @role: role code
 *
 * Returns: a new member of staff
 */
UkeId
uke_test_clinic_add_staff (UkeTestClinic *self, const char *family, const char *role)
{
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_STAFF, uke_clock_now_us (self->clock));

  uke_draft_set_text (draft, UKE_STAFF_FAMILY_NAME, family);
  uke_draft_set_text (draft, UKE_STAFF_ROLE, role);
  uke_draft_set_int (draft, UKE_STAFF_SORT_ORDER, 10);
  return uke_test_clinic_do (self, uke_command_set_up (draft));
}

/**
 * uke_test_clinic_add_provider:
 * @self: a test clinic
 * @name: a provider's name
 *
 * Returns: a new provider who works every day from 9:00 to 18:00
 */
UkeId
uke_test_clinic_add_provider (UkeTestClinic *self, const char *name)
{
  int64_t now_us = uke_clock_now_us (self->clock);
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_RESOURCE, now_us);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_draft_free);
  UkeId id = UKE_ID_NONE;

  uke_draft_set_text (draft, UKE_RESOURCE_KIND, UKE_RESOURCE_KIND_PROVIDER);
  uke_draft_set_text (draft, UKE_RESOURCE_NAME, name);
  id = uke_test_clinic_do (self, uke_command_set_up (draft));
  for (int weekday = 0; weekday < 7; weekday++) {
    UkeDraft *row = uke_draft_new (&UKE_ENTITY_WORKING_HOURS, now_us);

    uke_draft_set_int (row, UKE_WORKING_HOURS_WEEKDAY, weekday);
    uke_draft_set_int (row, UKE_WORKING_HOURS_START_MIN, 9 * 60);
    uke_draft_set_int (row, UKE_WORKING_HOURS_END_MIN, 18 * 60);
    g_ptr_array_add (rows, row);
  }
  uke_test_clinic_do (self, uke_command_set_working_hours (&id, rows, NULL));
  return id;
}

/**
 * uke_test_clinic_add_menu:
 * @self: a test clinic
 * @name: a menu's name
 * @length_min: its length
 *
 * Returns: a new menu
 */
UkeId
uke_test_clinic_add_menu (UkeTestClinic *self, const char *name, int length_min)
{
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_MENU, uke_clock_now_us (self->clock));

  uke_draft_set_text (draft, UKE_MENU_NAME, name);
  uke_draft_set_int (draft, UKE_MENU_LENGTH_MIN, length_min);
  return uke_test_clinic_do (self, uke_command_set_up (draft));
}

/**
 * uke_test_clinic_add_patient:
 * @self: a test clinic
 * @number: (nullable): patient number
 * @family, @given: the name
 * @family_kana, @given_kana: (nullable): the kana
 * @phone: (nullable): a number
 *
 * Returns: a new patient
 */
UkeId
uke_test_clinic_add_patient (UkeTestClinic *self,
                             const char *number,
                             const char *family,
                             const char *given,
                             const char *family_kana,
                             const char *given_kana,
                             const char *phone)
{
  int64_t now_us = uke_clock_now_us (self->clock);
  UkeDraft *patient = uke_draft_new (&UKE_ENTITY_PATIENT, now_us);
  UkePatientForm *form = uke_patient_form_new (patient);

  uke_draft_set_text (patient, UKE_PATIENT_PATIENT_NUMBER, number);
  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_NAME, family);
  uke_draft_set_text (patient, UKE_PATIENT_GIVEN_NAME, given);
  uke_draft_set_text (patient, UKE_PATIENT_FAMILY_KANA, family_kana);
  uke_draft_set_text (patient, UKE_PATIENT_GIVEN_KANA, given_kana);
  if (phone != NULL) {
    UkeDraft *row = uke_draft_new (&UKE_ENTITY_PATIENT_PHONE, now_us);

    uke_draft_set_text (row, UKE_PATIENT_PHONE_NUMBER, phone);
    uke_draft_set_int (row, UKE_PATIENT_PHONE_PREFERENCE, 1);
    uke_patient_form_add (form, row);
  }
  return uke_test_clinic_do (self, uke_command_register_patient (form));
}

/**
 * uke_test_clinic_at:
 * @self: a test clinic
 * @minute: minute of the clock's day in the clinic's zone
 *
 * Returns: that time
 */
int64_t
uke_test_clinic_at (UkeTestClinic *self, int minute)
{
  return uke_zone_at (uke_clinic_get_zone (self->clinic), uke_clock_today (self->clock), minute);
}

/**
 * uke_test_clinic_rename_patient:
 * @self: a test clinic
 * @id: a patient
 * @family: another family name
 */
void
uke_test_clinic_rename_patient (UkeTestClinic *self, const UkeId *id, const char *family)
{
  g_autoptr (UkeRecord) patient = uke_test_clinic_read (self, &UKE_ENTITY_PATIENT, id);
  UkeDraft *draft = uke_draft_new_from (patient);

  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, family);
  uke_test_clinic_do (self, uke_command_edit_patient (uke_patient_form_new (draft)));
}

/**
 * uke_test_clinic_draft_booking:
 * @self: a test clinic
 * @patient_id: whose
 * @provider_id: (nullable): with whom
 * @minute: start, minute of today
 * @length_min: how long
 *
 * Returns: (transfer full): the draft of a booking
 */
UkeDraft *
uke_test_clinic_draft_booking (UkeTestClinic *self,
                               const UkeId *patient_id,
                               const UkeId *provider_id,
                               int minute,
                               int length_min)
{
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_APPOINTMENT, uke_clock_now_us (self->clock));

  uke_draft_set_id (draft, UKE_APPOINTMENT_PATIENT_ID, patient_id);
  uke_draft_set_id (draft, UKE_APPOINTMENT_PROVIDER_ID, provider_id);
  uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US, uke_test_clinic_at (self, minute));
  uke_draft_set_int (draft, UKE_APPOINTMENT_LENGTH_MIN, length_min);
  return draft;
}

/* What another desk wrote arrives in the clinic's own file. */
typedef struct {
  UkeTestDesk desk;
  UkeChangeSet *set; /* (owned) (nullable): NULL: only looks */
  int64_t head;
} Arrival;

static gboolean
perform_arrival (UkeWork *work, gpointer data, GError **error)
{
  Arrival *arrival = data;
  UkeDb *db = uke_work_get_db (work);

  arrival->head = uke_test_desk_get_head (db);
  if (arrival->set == NULL)
    return TRUE;
  arrival->head
      = uke_test_desk_push (db, &arrival->desk, arrival->set, uke_work_get_now_us (work), error);
  return arrival->head > 0;
}

static void
arrive (UkeTestClinic *self, Arrival *arrival)
{
  UkeCommand *command = uke_command_new (UKE_INTENT_DEMO, UKE_ACTION_APPOINTMENT_BOOK,
                                         perform_arrival, arrival, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeReceipt) receipt = uke_test_clinic_execute (self, command, &error);

  g_assert_no_error (error);
}

/**
 * uke_test_clinic_get_head:
 * @self: a test clinic
 *
 * Returns: the number of the last entry of the log
 */
int64_t
uke_test_clinic_get_head (UkeTestClinic *self)
{
  Arrival arrival = { 0 };

  arrive (self, &arrival);
  return arrival.head;
}

/**
 * uke_test_clinic_push_as:
 * @self: a test clinic
 * @desk: which desk, who sits there, and what they know
 * @set: what they wrote
 */
void
uke_test_clinic_push_as (UkeTestClinic *self, const UkeTestDesk *desk, UkeChangeSet *set)
{
  Arrival arrival = { *desk, set };

  arrive (self, &arrival);
}

/**
 * uke_test_clinic_write_as:
 * @self: a test clinic
 * @desk: which desk, who sits there, and what they know
 * @draft: (transfer full): what is changed, from what was seen there
 * @second: (transfer full) (nullable): what else is changed in the same change-set
 *
 * Returns: the change-set
 */
UkeId
uke_test_clinic_write_as (UkeTestClinic *self,
                          const UkeTestDesk *desk,
                          UkeDraft *draft,
                          UkeDraft *second)
{
  UkeId id = uke_id_new (uke_clock_now_us (self->clock));
  g_autoptr (UkeChangeSet) set = uke_change_set_new (&id, UKE_INTENT_DEMO);

  uke_change_set_add_draft (set, draft);
  uke_draft_free (draft);
  if (second != NULL) {
    uke_change_set_add_draft (set, second);
    uke_draft_free (second);
  }
  uke_test_clinic_push_as (self, desk, set);
  return id;
}

/**
 * uke_test_clinic_remove_as:
 * @self: a test clinic
 * @desk: which desk, who sits there, and what they know
 * @seen: what is taken away, as it was seen there
 *
 * Returns: the change-set
 */
UkeId
uke_test_clinic_remove_as (UkeTestClinic *self, const UkeTestDesk *desk, UkeRecord *seen)
{
  UkeId id = uke_id_new (uke_clock_now_us (self->clock));
  g_autoptr (UkeChangeSet) set = uke_change_set_new (&id, UKE_INTENT_DEMO);

  uke_change_set_add_delete (set, seen);
  uke_test_clinic_push_as (self, desk, set);
  return id;
}
