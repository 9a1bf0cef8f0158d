/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-patient-query.h"

#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-clinic-private.h"
#include "clinic/uke-history-private.h"
#include "clinic/uke-note.h"
#include "clinic/uke-waiting-private.h"
#include "clinic/uke-work.h"
#include "model/uke-codes.h"
#include "model/uke-status.h"
#include "store/uke-patient-rows.h"
#include "store/uke-rows.h"
#include "store/uke-same-name.h"

#define MAX_PAST 200

typedef struct {
  UkePatientFile file;
  gatomicrefcount n_refs;
} PatientFile;

G_DEFINE_BOXED_TYPE (UkePatientFile, uke_patient_file, uke_patient_file_ref, uke_patient_file_unref)

/**
 * uke_patient_file_ref:
 * @self: a file
 *
 * Returns: (transfer full): the same file
 * Errors: none
 * Thread: any
 */
UkePatientFile *
uke_patient_file_ref (UkePatientFile *self)
{
  g_atomic_ref_count_inc (&((PatientFile *)self)->n_refs);
  return self;
}

/**
 * uke_patient_file_unref:
 * @self: (transfer full): a file
 *
 * Errors: none
 * Thread: any
 */
void
uke_patient_file_unref (UkePatientFile *self)
{
  GPtrArray **const arrays[] = {
    &self->phones,     &self->emails,   &self->addresses,       &self->tags,
    &self->properties, &self->consents, &self->members,         &self->upcoming,
    &self->past,       &self->attempts, &self->open_follow_ups, &self->closed_follow_ups,
    &self->same_names, &self->history,  &self->same_phones,     &self->family_bookings,
  };

  if (!g_atomic_ref_count_dec (&((PatientFile *)self)->n_refs))
    return;
  g_clear_object (&self->patient);
  g_clear_object (&self->household);
  g_clear_pointer (&self->waiting, uke_waiting_free);
  for (size_t i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_clear_pointer (arrays[i], g_ptr_array_unref);
  g_free (self);
}

/**
 * uke_patient_file_make_side:
 * @self: a file
 * @side: (out caller-allocates): what a merge chooses from; uke_merge_side_clear() frees it
 *
 * Errors: none
 * Thread: any
 */
void
uke_patient_file_make_side (UkePatientFile *self, UkeMergeSide *side)
{
  GPtrArray *const lists[] = { self->phones, self->emails,     self->addresses,
                               self->tags,   self->properties, self->consents };

  uke_merge_side_init (side, self->patient);
  for (size_t i = 0; i < G_N_ELEMENTS (lists); i++) {
    for (unsigned r = 0; r < lists[i]->len; r++)
      uke_merge_side_add (side, lists[i]->pdata[r]);
  }
}

/**
 * uke_patient_file_plan_merge:
 * @self: the patient who stays
 * @other: the one who may be the same person
 *
 * Returns: (transfer full): what becomes of them until somebody says otherwise
 * Errors: none
 * Thread: any
 */
UkeMergePlan *
uke_patient_file_plan_merge (UkePatientFile *self, UkePatientFile *other)
{
  UkeMergeSide left = { 0 }, right = { 0 };
  UkeMergePlan *plan = NULL;

  uke_patient_file_make_side (self, &left);
  uke_patient_file_make_side (other, &right);
  plan = uke_merge_plan_new (&left, &right, UKE_MERGE_OF_PATIENTS);
  uke_merge_side_clear (&left);
  uke_merge_side_clear (&right);
  return plan;
}

static GPtrArray *
new_records (void)
{
  return g_ptr_array_new_with_free_func (g_object_unref);
}

static int
compare_int (UkeRecord *a, UkeRecord *b, unsigned field)
{
  int64_t left = uke_record_get_int (a, field), right = uke_record_get_int (b, field);

  return left < right ? -1 : left > right;
}

static int
compare_phones (gconstpointer a, gconstpointer b)
{
  UkeRecord *left = *(UkeRecord *const *)a, *right = *(UkeRecord *const *)b;
  int order = compare_int (left, right, UKE_PATIENT_PHONE_IS_BAD);

  return order != 0 ? order : compare_int (left, right, UKE_PATIENT_PHONE_PREFERENCE);
}

static int
compare_soonest (gconstpointer a, gconstpointer b)
{
  return compare_int (*(UkeRecord *const *)a, *(UkeRecord *const *)b, UKE_APPOINTMENT_STARTS_AT_US);
}

static int
compare_latest (gconstpointer a, gconstpointer b)
{
  return compare_soonest (b, a);
}

static int
compare_due (gconstpointer a, gconstpointer b)
{
  return compare_int (*(UkeRecord *const *)a, *(UkeRecord *const *)b, UKE_FOLLOW_UP_DUE_AT_US);
}

static int
compare_closed (gconstpointer a, gconstpointer b)
{
  return compare_int (*(UkeRecord *const *)b, *(UkeRecord *const *)a, UKE_FOLLOW_UP_CLOSED_AT_US);
}

static int
compare_attempts (gconstpointer a, gconstpointer b)
{
  return compare_int (*(UkeRecord *const *)b, *(UkeRecord *const *)a,
                      UKE_CALL_ATTEMPT_STARTED_AT_US);
}

static void
cut (GPtrArray *records, unsigned limit)
{
  if (records->len > limit)
    g_ptr_array_set_size (records, (int)limit);
}

/* Whether a booking is still to come, or under way. */
static gboolean
is_upcoming (UkeRecord *booking, int64_t now_us)
{
  UkeStatus status = uke_status_from_code (uke_record_get_code (booking, UKE_APPOINTMENT_STATUS));
  int64_t end_us = uke_record_get_time_us (booking, UKE_APPOINTMENT_STARTS_AT_US)
                   + uke_record_get_int (booking, UKE_APPOINTMENT_LENGTH_MIN) * 60000000;

  return uke_status_is_open (status) && end_us > now_us;
}

static gboolean
read_bookings (UkeDb *db, const UkeId *id, int64_t now_us, UkePatientFile *file, GError **error)
{
  g_autoptr (GPtrArray) all
      = uke_rows_list_by_id (db, &UKE_ENTITY_APPOINTMENT, UKE_APPOINTMENT_PATIENT_ID, id, error);

  if (all == NULL)
    return FALSE;
  file->upcoming = new_records ();
  file->past = new_records ();
  for (unsigned i = 0; i < all->len; i++) {
    UkeRecord *booking = all->pdata[i];

    if (g_str_equal (uke_record_get_code (booking, UKE_APPOINTMENT_STATUS),
                     uke_status_get_code (UKE_STATUS_NO_SHOW)))
      file->n_no_shows++;
    if (is_upcoming (booking, now_us))
      g_ptr_array_add (file->upcoming, g_object_ref (booking));
    else
      g_ptr_array_add (file->past, g_object_ref (booking));
  }
  g_ptr_array_sort (file->upcoming, compare_soonest);
  g_ptr_array_sort (file->past, compare_latest);
  cut (file->past, MAX_PAST);
  return TRUE;
}

static gboolean
read_follow_ups (UkeDb *db, const UkeId *id, UkePatientFile *file, GError **error)
{
  g_autoptr (GPtrArray) all
      = uke_rows_list_by_id (db, &UKE_ENTITY_FOLLOW_UP, UKE_FOLLOW_UP_PATIENT_ID, id, error);

  if (all == NULL)
    return FALSE;
  file->open_follow_ups = new_records ();
  file->closed_follow_ups = new_records ();
  for (unsigned i = 0; i < all->len; i++) {
    gboolean is_open
        = uke_follow_up_state_is_open (uke_record_get_code (all->pdata[i], UKE_FOLLOW_UP_STATE));

    g_ptr_array_add (is_open ? file->open_follow_ups : file->closed_follow_ups,
                     g_object_ref (all->pdata[i]));
  }
  g_ptr_array_sort (file->open_follow_ups, compare_due);
  g_ptr_array_sort (file->closed_follow_ups, compare_closed);
  cut (file->closed_follow_ups, MAX_PAST);
  file->attempts
      = uke_rows_list_by_id (db, &UKE_ENTITY_CALL_ATTEMPT, UKE_CALL_ATTEMPT_PATIENT_ID, id, error);
  if (file->attempts == NULL)
    return FALSE;
  g_ptr_array_sort (file->attempts, compare_attempts);
  cut (file->attempts, MAX_PAST);
  return TRUE;
}

static gboolean
read_rows (UkeDb *db, const UkeId *id, UkePatientFile *file, GError **error)
{
  const struct {
    const UkeEntity *entity;
    unsigned field;
    GPtrArray **rows;
  } ROWS[] = {
    { &UKE_ENTITY_PATIENT_PHONE, UKE_PATIENT_PHONE_PATIENT_ID, &file->phones },
    { &UKE_ENTITY_PATIENT_EMAIL, UKE_PATIENT_EMAIL_PATIENT_ID, &file->emails },
    { &UKE_ENTITY_PATIENT_ADDRESS, UKE_PATIENT_ADDRESS_PATIENT_ID, &file->addresses },
    { &UKE_ENTITY_PATIENT_TAG, UKE_PATIENT_TAG_PATIENT_ID, &file->tags },
    { &UKE_ENTITY_PATIENT_PROPERTY, UKE_PATIENT_PROPERTY_PATIENT_ID, &file->properties },
    { &UKE_ENTITY_CONSENT, UKE_CONSENT_PATIENT_ID, &file->consents },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (ROWS); i++) {
    *ROWS[i].rows = uke_rows_list_by_id (db, ROWS[i].entity, ROWS[i].field, id, error);
    if (*ROWS[i].rows == NULL)
      return FALSE;
  }
  g_ptr_array_sort (file->phones, compare_phones);
  return TRUE;
}

static void
add_others (GPtrArray *to, GPtrArray *from, const UkeId *except)
{
  for (unsigned i = 0; i < from->len; i++) {
    gboolean is_there = FALSE;

    for (unsigned j = 0; j < to->len && !is_there; j++)
      is_there
          = uke_id_equal (uke_record_get_id (to->pdata[j]), uke_record_get_id (from->pdata[i]));
    if (!is_there && !uke_id_equal (uke_record_get_id (from->pdata[i]), except))
      g_ptr_array_add (to, g_object_ref (from->pdata[i]));
  }
}

static gboolean
read_family_bookings (UkeDb *db, int64_t now_us, UkePatientFile *file, GError **error)
{
  file->family_bookings = new_records ();
  for (unsigned i = 0; i < file->members->len; i++) {
    g_autoptr (GPtrArray) all
        = uke_rows_list_by_id (db, &UKE_ENTITY_APPOINTMENT, UKE_APPOINTMENT_PATIENT_ID,
                               uke_record_get_id (file->members->pdata[i]), error);

    if (all == NULL)
      return FALSE;
    for (unsigned j = 0; j < all->len; j++) {
      if (is_upcoming (all->pdata[j], now_us))
        g_ptr_array_add (file->family_bookings, g_object_ref (all->pdata[j]));
    }
  }
  g_ptr_array_sort (file->family_bookings, compare_soonest);
  return TRUE;
}

static gboolean
read_others (UkeDb *db, UkePatientFile *file, GError **error)
{
  const UkeId *id = uke_record_get_id (file->patient);
  const UkeId *household_id = uke_record_get_id_value (file->patient, UKE_PATIENT_HOUSEHOLD_ID);
  g_autoptr (GPtrArray) same_names = uke_patient_rows_list_same_name (db, file->patient, -1, error);

  file->members = new_records ();
  file->same_names = new_records ();
  file->same_phones = new_records ();
  if (same_names == NULL)
    return FALSE;
  add_others (file->same_names, same_names, id);
  if (!uke_id_is_none (household_id)) {
    g_autoptr (GPtrArray) members = uke_rows_list_by_id (
        db, &UKE_ENTITY_PATIENT, UKE_PATIENT_HOUSEHOLD_ID, household_id, error);

    if (members == NULL)
      return FALSE;
    add_others (file->members, members, id);
    file->household = uke_rows_find (db, &UKE_ENTITY_HOUSEHOLD, household_id, NULL);
  }
  for (unsigned i = 0; i < file->phones->len; i++) {
    g_autoptr (GPtrArray) others = uke_patient_rows_list_phone (
        db, uke_record_get_text (file->phones->pdata[i], UKE_PATIENT_PHONE_NUMBER), error);

    if (others == NULL)
      return FALSE;
    add_others (file->same_phones, others, id);
  }
  return TRUE;
}

typedef struct {
  UkeId patient_id;
  int64_t now_us, today_us; /* now, and when today began */
} FileQuery;

static gpointer
read_file (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  FileQuery *query = data;
  PatientFile *whole = g_new0 (PatientFile, 1);
  g_autoptr (UkePatientFile) file = &whole->file;
  gboolean is_good = FALSE;

  g_atomic_ref_count_init (&whole->n_refs);
  if (!uke_db_begin_read (db, error))
    return NULL;
  file->patient = uke_rows_get (db, &UKE_ENTITY_PATIENT, &query->patient_id, error);
  is_good = file->patient != NULL && read_rows (db, &query->patient_id, file, error)
            && read_bookings (db, &query->patient_id, query->now_us, file, error)
            && read_follow_ups (db, &query->patient_id, file, error)
            && read_others (db, file, error)
            && read_family_bookings (db, query->now_us, file, error);
  if (is_good) {
    file->history = uke_history_read (db, &query->patient_id, MAX_PAST, error);
    is_good = file->history != NULL;
  }
  if (is_good) {
    file->waiting = uke_waiting_read (db, query->today_us, error);
    is_good = file->waiting != NULL;
  }
  uke_db_end_read (db);
  return is_good ? g_steal_pointer (&file) : NULL;
}

static void
file_free (gpointer data)
{
  uke_patient_file_unref (data);
}

/**
 * uke_clinic_reload_patient_async:
 * @self: an open clinic
 * @patient_id: whose card
 * @cancellable: (nullable): to stop reading
 * @callback: called with the card
 * @user_data: for @callback
 *
 * Reads a card that is already open once more, after a change. Not audited again.
 *
 * Errors: NOT_OPEN, NOT_FOUND
 * Thread: main
 */
void
uke_clinic_reload_patient_async (UkeClinic *self,
                                 const UkeId *patient_id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  FileQuery *query = g_new0 (FileQuery, 1);

  query->patient_id = *patient_id;
  query->now_us = uke_clock_now_us (self->clock);
  query->today_us = uke_waiting_today_us (self);
  uke_clinic_query (self, uke_clinic_reload_patient_async, read_file, query, g_free, file_free,
                    cancellable, callback, user_data);
}

/**
 * uke_clinic_reload_patient_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the card
 * Errors: as uke_clinic_reload_patient_async()
 * Thread: main
 */
UkePatientFile *
uke_clinic_reload_patient_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  UkePatientFile *file = uke_clinic_query_finish (self, result, error);

  uke_clinic_translate_error (error);
  return file;
}

static void
file_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  UkePatientFile *file = uke_clinic_reload_patient_finish (UKE_CLINIC (source), result, &error);

  if (file != NULL)
    g_task_return_pointer (task, file, file_free);
  else
    g_task_return_error (task, error);
}

static void
view_noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (!uke_clinic_note_finish (UKE_CLINIC (source), result, &error)) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  uke_clinic_reload_patient_async (UKE_CLINIC (source), g_task_get_task_data (task),
                                   g_task_get_cancellable (task), file_read_cb, task);
}

/**
 * uke_clinic_load_patient_async:
 * @self: an open clinic
 * @patient_id: whose card
 * @cancellable: (nullable): to stop reading
 * @callback: called with the card
 * @user_data: for @callback
 *
 * Opens a card: the view is in the audit before anything is read. Looking outside the context of a
 * queue or a booking is recorded alike (decision 27).
 *
 * Errors: NOT_OPEN, NOBODY, DENIED, NOT_FOUND
 * Thread: main
 * Source: security.md 4.6
 */
void
uke_clinic_load_patient_async (UkeClinic *self,
                               const UkeId *patient_id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  UkeNote note = {
    .kind = UKE_AUDIT_VIEW,
    .action = UKE_ACTION_PATIENT_VIEW,
    .entity = &UKE_ENTITY_PATIENT,
    .object_id = *patient_id,
    .patient_id = *patient_id,
    .count = 1,
  };

  g_task_set_source_tag (task, uke_clinic_load_patient_async);
  g_task_set_task_data (task, g_memdup2 (patient_id, sizeof *patient_id), g_free);
  uke_clinic_note_async (self, &note, view_noted_cb, task);
}

/**
 * uke_clinic_load_patient_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the card
 * Errors: as uke_clinic_load_patient_async()
 * Thread: main
 */
UkePatientFile *
uke_clinic_load_patient_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}
