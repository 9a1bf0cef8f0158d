/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-clinic.h"

#include "clinic/uke-clinic-commit-private.h"
#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-clinic-private.h"
#include "clinic/uke-starter.h"
#include "store/uke-log-store.h"
#include "store/uke-rows.h"
#include "store/uke-schema.h"
#include "vault/uke-data-dir.h"

/* Two readers: one for the screen, one for whatever takes longer. */
#define N_READERS 2
#define DEFAULT_ZONE "Asia/Tokyo"

/* What opening hands to the store's threads and gets back from them. */
typedef struct {
  UkeSecret *key;  /* (owned) (nullable): with a database server */
  UkeDataDir *dir; /* (owned) */
  UkeId database_id;
  int64_t now_us;
  gboolean is_new;
  gboolean has_lists;  /* the small tables are in memory */
  gboolean has_failed; /* what is said after the first failure is of no interest */
  char *device;        /* (owned) */
  UkeDraft *place;     /* (owned) (nullable): the first rows of a new clinic */
  UkeDraft *director;  /* (owned) (nullable) */
  GPtrArray *starter;  /* (owned) (nullable) (element-type UkeDraft) */
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_clear_pointer (&opening->key, uke_secret_unref);
  uke_data_dir_free (opening->dir);
  g_clear_pointer (&opening->place, uke_draft_free);
  g_clear_pointer (&opening->director, uke_draft_free);
  g_clear_pointer (&opening->starter, g_ptr_array_unref);
  g_free (opening->device);
  g_free (opening);
}

/* Everything that stays in memory, read on one thread and handed over. */
typedef struct {
  GPtrArray *lists[UKE_CLINIC_N_LISTS]; /* (owned) (element-type UkeRecord) */
  GPtrArray *places;                    /* (owned) (element-type UkeRecord) */
} Memory;

static void
memory_free (gpointer data)
{
  Memory *memory = data;

  for (unsigned i = 0; i < UKE_CLINIC_N_LISTS; i++)
    g_clear_pointer (&memory->lists[i], g_ptr_array_unref);
  g_clear_pointer (&memory->places, g_ptr_array_unref);
  g_free (memory);
}

static gpointer
read_memory (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Memory *memory = g_new0 (Memory, 1);
  gboolean is_good = uke_db_begin_read (db, error);

  for (unsigned i = 0; is_good && i < UKE_CLINIC_N_LISTS; i++) {
    memory->lists[i] = uke_rows_list (db, uke_clinic_list_entity (i), error);
    is_good = memory->lists[i] != NULL;
  }
  if (is_good) {
    memory->places = uke_rows_list (db, &UKE_ENTITY_CLINIC, error);
    is_good = memory->places != NULL;
  }
  uke_db_end_read (db);
  if (!is_good)
    g_clear_pointer (&memory, memory_free);
  return memory;
}

static Opening *
opening_new (UkeClinic *self, UkeSecret *key, const UkeId *database_id)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->key = key != NULL ? uke_secret_ref (key) : NULL;
  opening->dir = uke_data_dir_new (self->data_dir);
  opening->database_id = *database_id;
  opening->now_us = uke_clock_now_us (self->clock);
  opening->device = g_strdup (self->device);
  return opening;
}

static void
fill_in_first_rows (Opening *opening, const UkeClinicSetup *setup)
{
  opening->place = uke_draft_new (&UKE_ENTITY_CLINIC, opening->now_us);
  uke_draft_set_text (opening->place, UKE_CLINIC_FIELD_NAME, setup->clinic_name);
  uke_draft_set_text (opening->place, UKE_CLINIC_FIELD_ZONE,
                      setup->zone != NULL ? setup->zone : DEFAULT_ZONE);
  opening->director = uke_draft_new (&UKE_ENTITY_STAFF, opening->now_us);
  uke_draft_set_text (opening->director, UKE_STAFF_FAMILY_NAME, setup->director_family);
  uke_draft_set_text (opening->director, UKE_STAFF_GIVEN_NAME, setup->director_given);
  uke_draft_set_text (opening->director, UKE_STAFF_KANA, setup->director_kana);
  uke_draft_set_text (opening->director, UKE_STAFF_ROLE, uke_role_get_code (UKE_ROLE_DIRECTOR));
  uke_draft_set_text (opening->director, UKE_STAFF_TITLE, "院長");
  uke_draft_set_int (opening->director, UKE_STAFF_IS_ACTIVE, TRUE);
  uke_draft_set_int (opening->director, UKE_STAFF_SORT_ORDER, 1);
  if (setup->hours != NULL)
    opening->starter
        = uke_starter_new_drafts (opening->place, opening->director, setup->hours, opening->now_us);
}

/* The first entry of the log is the director's own, who exists only by it. */
static gboolean
write_first_rows (UkeDb *db, Opening *opening, GError **error)
{
  g_autoptr (UkeZone) zone
      = uke_zone_new (uke_draft_get_text (opening->place, UKE_CLINIC_FIELD_ZONE), error);
  g_autoptr (UkeDbTransaction) transaction = NULL;
  g_autoptr (UkeWork) work = NULL;
  g_autoptr (UkeDone) done = NULL;
  UkeSitting sitting = {
    .id = uke_id_new (opening->now_us),
    .staff_id = *uke_draft_get_id (opening->director),
    .role = UKE_ROLE_DIRECTOR,
    .device = opening->device,
    .started_at_us = opening->now_us,
  };

  if (zone == NULL)
    return FALSE;
  transaction = uke_db_transaction_new (db, error);
  if (transaction == NULL || !uke_log_store_create (db, opening->device, opening->now_us, error))
    return FALSE;
  work = uke_work_new (db, opening->now_us, zone, &sitting, uke_draft_get_id (opening->place));
  uke_work_put (work, g_steal_pointer (&opening->place));
  uke_work_put (work, g_steal_pointer (&opening->director));
  while (opening->starter != NULL && opening->starter->len > 0)
    uke_work_put (work, g_ptr_array_steal_index (opening->starter, 0));
  done = uke_work_commit (work, uke_work_make_change_set (work, UKE_INTENT_SET_UP_CLINIC),
                          UKE_ACTION_SET_UP_CLINIC, UKE_AUDIT_NONE, NULL, &UKE_ID_NONE, error);
  return done != NULL && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

static const uint8_t *
peek (UkeSecret *key)
{
  return key != NULL ? uke_secret_peek (key) : NULL;
}

static gpointer
set_up_writer (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Opening *opening = data;
  int64_t n_places = 0;

  if (!uke_schema_migrate (db, peek (opening->key), error))
    return NULL;
  if (!opening->is_new)
    return NULL;
  if (!uke_db_query_int64 (db, "SELECT count(*) FROM clinic", &n_places, error))
    return NULL;
  if (n_places > 0)
    uke_clinic_fail (error, UKE_CLINIC_ERROR_EXISTS, NULL);
  else if (!write_first_rows (db, opening, error))
    return NULL;
  return NULL;
}

static void
take_memory (UkeClinic *self, Memory *memory)
{
  const char *zone = DEFAULT_ZONE;

  for (unsigned i = 0; i < UKE_CLINIC_N_LISTS; i++)
    uke_record_list_reset (self->lists[i], memory->lists[i]);
  if (memory->places->len > 0) {
    g_set_object (&self->place, memory->places->pdata[0]);
    self->clinic_id = *uke_record_get_id (self->place);
    if (uke_record_has (self->place, UKE_CLINIC_FIELD_ZONE))
      zone = uke_record_get_text (self->place, UKE_CLINIC_FIELD_ZONE);
  }
  g_clear_pointer (&self->zone, uke_zone_unref);
  self->zone = uke_zone_new (zone, NULL);
  if (self->zone == NULL)
    self->zone = uke_zone_new_utc ();
  uke_clock_set_zone (self->clock, self->zone);
  self->is_open = TRUE;
}

/* A clinic that could be opened and not read: what is reported once its file is closed again. */
typedef struct {
  GTask *task;   /* (owned) */
  GError *error; /* (owned) */
} Failure;

static void
failed_closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Failure *failure = user_data;

  if (!uke_db_pool_close_finish (UKE_DB_POOL (source), result, NULL))
    g_debug ("a file that could not be read was not closed in order");
  g_task_return_error (failure->task, failure->error);
  g_object_unref (failure->task);
  g_free (failure);
}

/* Returns the first error; what the other thread says is of no interest then. Takes @error over. */
static void
give_up (UkeClinic *self, GTask *task, GError *error)
{
  Opening *opening = g_task_get_task_data (task);
  g_autoptr (UkeDbPool) pool = NULL;
  Failure *failure = NULL;

  self->is_open = FALSE;
  if (opening->has_failed) {
    g_error_free (error);
    return;
  }
  opening->has_failed = TRUE;
  pool = g_steal_pointer (&self->pool);
  if (pool == NULL) {
    /* Somebody has closed it meanwhile. */
    g_task_return_error (task, error);
    return;
  }
  failure = g_new0 (Failure, 1);
  failure->task = g_object_ref (task);
  failure->error = error;
  uke_db_pool_close_async (pool, failed_closed_cb, failure);
}

static void
search_filled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  UkeClinic *self = UKE_CLINIC (source);
  Opening *opening = g_task_get_task_data (task);
  GError *error = NULL;

  if (!uke_clinic_start_fill_finish (self, result, &error))
    give_up (self, task, error);
  else if (opening->has_lists && !opening->has_failed)
    g_task_return_boolean (task, TRUE);
}

static void
memory_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  UkeClinic *self = g_task_get_source_object (task);
  GError *error = NULL;
  Memory *memory = uke_db_pool_read_finish (UKE_DB_POOL (source), result, &error);
  gboolean is_filled;

  if (memory == NULL) {
    give_up (self, task, error);
    return;
  }
  if (((Opening *)g_task_get_task_data (task))->has_failed) {
    memory_free (memory);
    return;
  }
  take_memory (self, memory);
  memory_free (memory);
  is_filled = self->fill == NULL;
  ((Opening *)g_task_get_task_data (task))->has_lists = TRUE;
  uke_clinic_opening (self);
  if (is_filled)
    g_task_return_boolean (task, TRUE);
}

static void
pool_open_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  UkeClinic *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!uke_db_pool_open_finish (UKE_DB_POOL (source), result, &error)) {
    g_clear_object (&self->pool);
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  g_clear_pointer (&self->search, uke_search_index_free);
  uke_db_pool_read_async (self->pool, read_memory, NULL, NULL, memory_free,
                          g_task_get_cancellable (task), memory_read_cb, g_object_ref (task));
  uke_clinic_start_fill (self, g_task_get_cancellable (task), search_filled_cb, task);
}

static void
open_pool (UkeClinic *self, GTask *task, Opening *opening)
{
  UkeDbConfig config = {
    .path = opening->dir->database,
    .key = peek (opening->key),
    .create = opening->is_new,
    .uri = self->database_uri,
    .schema = self->database_schema,
  };

  g_task_set_task_data (task, opening, opening_free);
  if (self->pool != NULL) {
    g_task_return_error (task, uke_clinic_error_new (UKE_CLINIC_ERROR_EXISTS, NULL));
    g_object_unref (task);
    return;
  }
  self->pool = uke_db_pool_new (N_READERS);
  g_clear_pointer (&self->key, uke_secret_unref);
  self->key = opening->key != NULL ? uke_secret_ref (opening->key) : NULL;
  self->database_id = opening->database_id;
  uke_db_pool_open_async (self->pool, &config, set_up_writer, opening, NULL,
                          g_task_get_cancellable (task), pool_open_cb, task);
}

/**
 * uke_clinic_create_async:
 * @self: a clinic that is not open
 * @key: (nullable): the raw data key; none is needed with a database server
 * @database_id: the id that the key slots belong to
 * @setup: the clinic's name and its director
 * @cancellable: (nullable): to stop waiting
 * @callback: called when it is open
 * @user_data: for @callback
 *
 * First start: makes schema, feed, device, the clinic's row, the first member of staff (院長) and,
 * with hours, what a first booking needs; then opens.
 *
 * Errors: EXISTS, those of the store
 * Thread: main
 * Source: decision 5
 */
void
uke_clinic_create_async (UkeClinic *self,
                         UkeSecret *key,
                         const UkeId *database_id,
                         const UkeClinicSetup *setup,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Opening *opening = NULL;

  g_task_set_source_tag (task, uke_clinic_create_async);
  opening = opening_new (self, key, database_id);
  opening->is_new = TRUE;
  fill_in_first_rows (opening, setup);
  open_pool (self, task, opening);
}

/**
 * uke_clinic_create_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether it is open now
 * Errors: EXISTS, those of the store
 * Thread: main
 */
gboolean
uke_clinic_create_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * uke_clinic_open_async:
 * @self: a clinic that is not open
 * @key: (nullable): the raw data key; none is needed with a database server
 * @database_id: the id that the key slots belong to
 * @cancellable: (nullable): to stop waiting
 * @callback: called when it is open
 * @user_data: for @callback
 *
 * Opens, migrates (with a backup first) and fills the memory; afterwards queries and commands
 * work. They work from the signal `opening` on, which comes before the search memory is filled.
 *
 * Errors: those of the store
 * Thread: main
 */
void
uke_clinic_open_async (UkeClinic *self,
                       UkeSecret *key,
                       const UkeId *database_id,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, uke_clinic_open_async);
  open_pool (self, task, opening_new (self, key, database_id));
}

/**
 * uke_clinic_open_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether it is open now
 * Errors: those of the store
 * Thread: main
 */
gboolean
uke_clinic_open_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
pool_close_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (uke_db_pool_close_finish (UKE_DB_POOL (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * uke_clinic_close_async:
 * @self: a clinic
 * @callback: called when everything queued is written and the file is closed
 * @user_data: for @callback
 *
 * Errors: those of the store
 * Thread: main
 */
void
uke_clinic_close_async (UkeClinic *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (UkeDbPool) pool = g_steal_pointer (&self->pool);

  g_task_set_source_tag (task, uke_clinic_close_async);
  self->is_open = FALSE;
  g_clear_pointer (&self->key, uke_secret_unref);
  if (pool == NULL) {
    g_task_return_boolean (task, TRUE);
    g_object_unref (task);
    return;
  }
  uke_db_pool_close_async (pool, pool_close_cb, task);
}

/**
 * uke_clinic_close_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether it was closed in order
 * Errors: those of the store
 * Thread: main
 */
gboolean
uke_clinic_close_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
