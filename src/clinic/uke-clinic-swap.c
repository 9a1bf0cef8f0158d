/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-replicate.h"

#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-clinic-private.h"
#include "clinic/uke-replica-base-private.h"
#include "db/uke-db-error.h"
#include "store/uke-log-store.h"
#include "store/uke-replica.h"
#include "store/uke-schema.h"
#include "vault/uke-data-dir.h"

#include <string.h>

/* --- another base takes the place of this one ------------------------------------------------- */

/** Swap: what opens the file that came. */
typedef struct {
  UkeSecret *key; /* (owned) */
  UkeId database_id;
} Swap;

static void
swap_free (gpointer data)
{
  Swap *swap = data;

  uke_secret_unref (swap->key);
  g_free (swap);
}

static void
swap_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  UkeClinic *self = UKE_CLINIC (source);
  g_autoptr (UkeChanges) changes = NULL;
  GError *error = NULL;

  if (!uke_clinic_open_finish (self, result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  changes = uke_changes_new ();
  uke_changes_set_all_changed (changes);
  uke_clinic_follow (self, changes);
  g_task_return_boolean (task, TRUE);
}

static void
swap_closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  UkeClinic *self = UKE_CLINIC (source);
  Swap *swap = g_task_get_task_data (task);
  GError *error = NULL;

  if (!uke_clinic_close_finish (self, result, &error)
      || !uke_replica_base_swap (self->data_dir, &error)) {
    /* The old file is as it was: open it again, and say what happened. */
    g_task_return_error (task, error);
    uke_clinic_open_async (self, swap->key, &swap->database_id, NULL, NULL, NULL);
    return;
  }
  uke_clinic_open_async (self, swap->key, &swap->database_id, NULL, swap_opened_cb,
                         g_steal_pointer (&task));
}

/**
 * uke_clinic_swap_async:
 * @self: a clinic whose next file is complete, and in which nobody can write any more
 * @callback: called when it is open on that file
 * @user_data: for @callback
 *
 * Errors: those of opening; G_FILE_ERROR
 * Thread: main
 */
void
uke_clinic_swap_async (UkeClinic *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Swap *swap = g_new0 (Swap, 1);

  g_task_set_source_tag (task, uke_clinic_swap_async);
  swap->key = uke_secret_ref (self->key);
  swap->database_id = self->database_id;
  g_task_set_task_data (task, swap, swap_free);
  uke_clinic_close_async (self, swap_closed_cb, task);
}

/**
 * uke_clinic_swap_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether the clinic is open on the new file
 * Errors: as said there
 * Thread: main
 */
gboolean
uke_clinic_swap_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- joining ---------------------------------------------------------------------------------- */

/** Join: what makes this desk one of the server's. */
typedef struct {
  uint32_t dev;
  uint64_t inc;
  char *device_name; /* (owned) */
  uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE];
  UkeSecret *key; /* (owned): of the file that is made */
  int64_t now_us;
} Join;

static void
join_free (gpointer data)
{
  Join *join = data;

  g_free (join->device_name);
  uke_secret_unref (join->key);
  g_free (join);
}

static Join *
join_new (UkeClinic *self,
          uint32_t dev,
          uint64_t inc,
          const char *device_name,
          const uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE])
{
  Join *join = g_new0 (Join, 1);

  join->dev = dev;
  join->inc = inc;
  join->device_name = g_strdup (device_name);
  memcpy (join->public_key, public_key, sizeof join->public_key);
  join->now_us = uke_clock_now_us (self->clock);
  return join;
}

static gpointer
run_join (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Join *join = data;

  if (!uke_replica_join (db, join->dev, join->inc, join->device_name, join->public_key, error))
    return NULL;
  return join;
}

static gboolean
create_feed (UkeDb *db, Join *join, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);

  return transaction != NULL && uke_log_store_create (db, join->device_name, join->now_us, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/* The same server and the same device: then nothing is to be done, also not a new incarnation. */
static gboolean
is_joined (UkeDb *db, const Join *join, gboolean *out_is, GError **error)
{
  UkeReplicaStatus status;
  uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE];

  *out_is = FALSE;
  if (!uke_replica_get_status (db, &status, error))
    return FALSE;
  if (!status.is_replica || status.dev != join->dev)
    return TRUE;
  if (!uke_replica_get_public_key (db, public_key, error))
    return FALSE;
  *out_is = memcmp (public_key, join->public_key, sizeof public_key) == 0;
  return TRUE;
}

static gpointer
run_join_in_place (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Join *join = data;
  gboolean is;

  if (!is_joined (db, join, &is, error))
    return NULL;
  return is ? join : run_join (db, join, cancellable, error);
}

static void
joined_in_place_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (uke_db_pool_write_finish (UKE_DB_POOL (source), result, &error) != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * uke_clinic_join_async:
 * @self: a clinic whose database is open
 * @dev: the number that the server gave this desk
 * @inc: a new incarnation, used where this desk becomes that device only now
 * @device_name: what people call this desk
 * @public_key: the key that signs the server's cursors
 * @callback: called when it is so
 * @user_data: for @callback
 *
 * Errors: UKE_DB_ERROR: CLOSED; those of the store
 * Thread: main
 */
void
uke_clinic_join_async (UkeClinic *self,
                       uint32_t dev,
                       uint64_t inc,
                       const char *device_name,
                       const uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE],
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Join *join = join_new (self, dev, inc, device_name, public_key);

  g_task_set_source_tag (task, uke_clinic_join_async);
  g_task_set_task_data (task, join, join_free);
  if (self->pool == NULL) {
    g_task_return_new_error (task, UKE_DB_ERROR, UKE_DB_ERROR_CLOSED, "the clinic is closed");
    g_object_unref (task);
    return;
  }
  uke_db_pool_write_async (self->pool, run_join_in_place, join, NULL, NULL, NULL,
                           joined_in_place_cb, task);
}

/**
 * uke_clinic_join_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether this desk is the server's
 * Errors: as said there
 * Thread: main
 */
gboolean
uke_clinic_join_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* A desk that was interrupted before its first content came begins again with the file it has. */
static gpointer
set_up_replica (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Join *join = data;
  int64_t n_feeds = 0;

  if (!uke_schema_migrate (db, uke_secret_peek (join->key), error)
      || !uke_db_query_int64 (db, "SELECT count(*) FROM feed", &n_feeds, error)
      || (n_feeds == 0 && !create_feed (db, join, error)))
    return NULL;
  return run_join (db, join, cancellable, error);
}

static void
replica_open_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  UkeClinic *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (uke_db_pool_open_finish (UKE_DB_POOL (source), result, &error)) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  g_clear_object (&self->pool);
  g_task_return_error (task, error);
}

/**
 * uke_clinic_create_replica_async:
 * @self: a clinic that is not open
 * @key: the raw data key
 * @database_id: the id that the key slots belong to
 * @dev: the number that the server gave this desk
 * @inc: a new incarnation
 * @device_name: what people call this desk
 * @public_key: the key with which the server signs places in the log
 * @callback: called when the engine can work on it
 * @user_data: for @callback
 *
 * Errors: EXISTS; those of the store
 * Thread: main
 */
void
uke_clinic_create_replica_async (UkeClinic *self,
                                 UkeSecret *key,
                                 const UkeId *database_id,
                                 uint32_t dev,
                                 uint64_t inc,
                                 const char *device_name,
                                 const uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE],
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Join *join = join_new (self, dev, inc, device_name, public_key);
  g_autoptr (UkeDataDir) dir = uke_data_dir_new (self->data_dir);
  UkeDbConfig config = { .path = dir->database, .key = uke_secret_peek (key), .create = TRUE };

  join->key = uke_secret_ref (key);
  g_task_set_source_tag (task, uke_clinic_create_replica_async);
  g_task_set_task_data (task, join, join_free);
  if (self->pool != NULL) {
    g_task_return_error (task, uke_clinic_error_new (UKE_CLINIC_ERROR_EXISTS, NULL));
    g_object_unref (task);
    return;
  }
  self->pool = uke_db_pool_new (1);
  g_clear_pointer (&self->key, uke_secret_unref);
  self->key = uke_secret_ref (key);
  self->database_id = *database_id;
  uke_db_pool_open_async (self->pool, &config, set_up_replica, join, NULL, NULL, replica_open_cb,
                          task);
}

/**
 * uke_clinic_create_replica_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether the engine can work on it
 * Errors: as said there
 * Thread: main
 */
gboolean
uke_clinic_create_replica_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
