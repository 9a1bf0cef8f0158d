/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-pool.h"

#include "db/uke-db-core-private.h"

#define DEFAULT_N_READERS 2

struct _UkeDbPool {
  GObject parent_instance;

  UkeDbCore *core; /* (owned) */
};

G_DEFINE_FINAL_TYPE (UkeDbPool, uke_db_pool, G_TYPE_OBJECT)

static void
uke_db_pool_finalize (GObject *object)
{
  UkeDbPool *self = UKE_DB_POOL (object);

  /* This may be a thread of the pool, so it must not wait; the threads end by themselves. */
  uke_db_core_close (self->core, NULL);
  uke_db_core_unref (self->core);
  G_OBJECT_CLASS (uke_db_pool_parent_class)->finalize (object);
}

static void
uke_db_pool_class_init (UkeDbPoolClass *class)
{
  G_OBJECT_CLASS (class)->finalize = uke_db_pool_finalize;
}

static void
uke_db_pool_init (UkeDbPool *self)
{
}

/**
 * uke_db_pool_new:
 * @n_readers: how many reading connections; 0 means 2
 *
 * Makes a pool that has no thread yet. Work may be queued at once; it waits for the opening.
 *
 * Returns: (transfer full): the pool
 * Thread: any
 */
UkeDbPool *
uke_db_pool_new (unsigned n_readers)
{
  UkeDbPool *self = g_object_new (UKE_TYPE_DB_POOL, NULL);

  self->core = uke_db_core_new (n_readers > 0 ? n_readers : DEFAULT_N_READERS);
  return self;
}

static GTask *
make_task (UkeDbPool *self,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data,
           gpointer tag,
           const char *name)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_name (task, name);
  /* What is committed is committed, whatever has been cancelled since. */
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

/* For tasks whose outcome is no more than that there is no error. */
static gboolean
propagate_success (GAsyncResult *result, GError **error)
{
  g_autoptr (GError) own_error = NULL;

  g_task_propagate_pointer (G_TASK (result), &own_error);
  if (own_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

/**
 * uke_db_pool_open_async:
 * @self: a pool that has not been opened yet
 * @config: what to open. Its key must stay until this is finished; the rest is copied
 * @setup: (nullable): runs on the writing connection before any other work, to migrate
 * @setup_data: for @setup
 * @setup_data_free: (nullable): ends @setup_data, on the writer thread
 * @cancellable: (nullable): for @setup
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Opens the writing connection, sets it up, and opens the readers. If any of it fails, every job
 * that is queued or comes later gets that error.
 *
 * Thread: any
 */
void
uke_db_pool_open_async (UkeDbPool *self,
                        const UkeDbConfig *config,
                        UkeDbWork setup,
                        gpointer setup_data,
                        GDestroyNotify setup_data_free,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  UkeDbJob *job;

  g_return_if_fail (UKE_IS_DB_POOL (self) && config != NULL);
  job = uke_db_job_new (setup, setup_data, setup_data_free, cancellable);
  job->task = make_task (self, cancellable, callback, user_data, uke_db_pool_open_async,
                         "open the database");
  uke_db_core_start (self->core, config, job);
}

/**
 * uke_db_pool_open_finish:
 * @self: the pool
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether the pool is open
 * Errors: those of uke_db_open() and of the set-up; CLOSED when it is open or closed already
 * Thread: any
 */
gboolean
uke_db_pool_open_finish (UkeDbPool *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, uke_db_pool_open_async), FALSE);
  return propagate_success (result, error);
}

/**
 * uke_db_pool_open_sync:
 * @self: a pool that has not been opened yet
 * @config: what to open
 * @setup: (nullable): runs on the writing connection before any other work
 * @setup_data: for @setup
 * @error: return location
 *
 * As uke_db_pool_open_async(), for programs without a main loop.
 *
 * Returns: whether the pool is open
 * Errors: as uke_db_pool_open_finish()
 * Thread: any but the pool's
 */
gboolean
uke_db_pool_open_sync (UkeDbPool *self,
                       const UkeDbConfig *config,
                       UkeDbWork setup,
                       gpointer setup_data,
                       GError **error)
{
  g_autoptr (GError) own_error = NULL;
  UkeDbJob *job;

  g_return_val_if_fail (UKE_IS_DB_POOL (self) && config != NULL, FALSE);
  job = uke_db_job_new (setup, setup_data, NULL, NULL);
  uke_db_core_start (self->core, config, job);
  uke_db_core_wait (self->core, job, &own_error);
  if (own_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

/* Queues work that somebody is called back for. */
static void
submit_async (UkeDbPool *self,
              UkeDbLane lane,
              UkeDbWork work,
              gpointer data,
              GDestroyNotify data_free,
              GDestroyNotify result_free,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  static const struct {
    gpointer tag;
    const char *name;
  } TASKS[UKE_DB_N_LANES] = {
    [UKE_DB_LANE_USER] = { uke_db_pool_write_async, "write to the database" },
    [UKE_DB_LANE_BACKGROUND]
    = { uke_db_pool_write_async, "write to the database in the background" },
    [UKE_DB_LANE_READ] = { uke_db_pool_read_async, "read from the database" },
  };
  UkeDbJob *job;

  g_return_if_fail (UKE_IS_DB_POOL (self) && work != NULL);
  job = uke_db_job_new (work, data, data_free, cancellable);
  job->result_free = result_free;
  job->task = make_task (self, cancellable, callback, user_data, TASKS[lane].tag, TASKS[lane].name);
  uke_db_core_push (self->core, lane, job);
}

/* Queues work and waits for it. */
static gpointer
submit_sync (UkeDbPool *self,
             UkeDbLane lane,
             UkeDbWork work,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  UkeDbJob *job;

  g_return_val_if_fail (UKE_IS_DB_POOL (self) && work != NULL, NULL);
  /* A thread of the pool would wait for itself. */
  g_assert (!uke_db_core_is_own_thread (self->core));
  job = uke_db_job_new (work, data, NULL, cancellable);
  uke_db_core_push (self->core, lane, job);
  return uke_db_core_wait (self->core, job, error);
}

/**
 * uke_db_pool_write_async:
 * @self: a pool
 * @work: what to do on the writer thread
 * @data: for @work
 * @data_free: (nullable): ends @data, on the writer thread, before @callback is called
 * @result_free: (nullable): ends the result if nobody takes it
 * @cancellable: (nullable): work that has not begun is dropped; work that runs may look at it
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Queues a write that somebody waits for.
 *
 * Thread: any
 */
void
uke_db_pool_write_async (UkeDbPool *self,
                         UkeDbWork work,
                         gpointer data,
                         GDestroyNotify data_free,
                         GDestroyNotify result_free,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  submit_async (self, UKE_DB_LANE_USER, work, data, data_free, result_free, cancellable, callback,
                user_data);
}

/**
 * uke_db_pool_write_background_async:
 * @self: a pool
 * @work: what to do on the writer thread
 * @data: for @work
 * @data_free: (nullable): ends @data, on the writer thread, before @callback is called
 * @result_free: (nullable): ends the result if nobody takes it
 * @cancellable: (nullable): work that has not begun is dropped; work that runs may look at it
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Queues a write that every user's write overtakes: a batch of an import, or of pulled changes.
 * Keep each short, because what is running is not interrupted. Finish it with
 * uke_db_pool_write_finish().
 *
 * Thread: any
 */
void
uke_db_pool_write_background_async (UkeDbPool *self,
                                    UkeDbWork work,
                                    gpointer data,
                                    GDestroyNotify data_free,
                                    GDestroyNotify result_free,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  submit_async (self, UKE_DB_LANE_BACKGROUND, work, data, data_free, result_free, cancellable,
                callback, user_data);
}

/**
 * uke_db_pool_write_finish:
 * @self: the pool
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what the work returned; %NULL and no error is a success
 * Errors: those of the work; CANCELLED, CLOSED, and those of opening
 * Thread: any
 */
gpointer
uke_db_pool_write_finish (UkeDbPool *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, uke_db_pool_write_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * uke_db_pool_write_sync:
 * @self: a pool that is open or being opened
 * @work: what to do on the writer thread
 * @data: for @work
 * @cancellable: (nullable): as in uke_db_pool_write_async()
 * @error: return location
 *
 * Writes and waits; for programs without a main loop.
 *
 * Returns: (transfer full) (nullable): what the work returned; %NULL and no error is a success
 * Errors: as uke_db_pool_write_finish()
 * Thread: any but the pool's
 */
gpointer
uke_db_pool_write_sync (UkeDbPool *self,
                        UkeDbWork work,
                        gpointer data,
                        GCancellable *cancellable,
                        GError **error)
{
  return submit_sync (self, UKE_DB_LANE_USER, work, data, cancellable, error);
}

/**
 * uke_db_pool_read_async:
 * @self: a pool
 * @work: what to do on a reader thread
 * @data: for @work
 * @data_free: (nullable): ends @data, on the reader thread, before @callback is called
 * @result_free: (nullable): ends the result if nobody takes it
 * @cancellable: (nullable): interrupts the work, also in the middle of a query
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Queues a read. It sees every write that was finished before it began.
 *
 * Thread: any
 */
void
uke_db_pool_read_async (UkeDbPool *self,
                        UkeDbWork work,
                        gpointer data,
                        GDestroyNotify data_free,
                        GDestroyNotify result_free,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  submit_async (self, UKE_DB_LANE_READ, work, data, data_free, result_free, cancellable, callback,
                user_data);
}

/**
 * uke_db_pool_read_finish:
 * @self: the pool
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what the work returned; %NULL and no error is a success
 * Errors: those of the work; CANCELLED, CLOSED, and those of opening
 * Thread: any
 */
gpointer
uke_db_pool_read_finish (UkeDbPool *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, uke_db_pool_read_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * uke_db_pool_read_sync:
 * @self: a pool that is open or being opened
 * @work: what to do on a reader thread
 * @data: for @work
 * @cancellable: (nullable): as in uke_db_pool_read_async()
 * @error: return location
 *
 * Reads and waits; for programs without a main loop.
 *
 * Returns: (transfer full) (nullable): what the work returned; %NULL and no error is a success
 * Errors: as uke_db_pool_read_finish()
 * Thread: any but the pool's
 */
gpointer
uke_db_pool_read_sync (UkeDbPool *self,
                       UkeDbWork work,
                       gpointer data,
                       GCancellable *cancellable,
                       GError **error)
{
  return submit_sync (self, UKE_DB_LANE_READ, work, data, cancellable, error);
}

/**
 * uke_db_pool_close_async:
 * @self: a pool
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Finishes what users have asked to be written, answers the rest with CLOSED, and closes the file.
 * A pool that nobody closes does the same when it is let go of, with nobody to wait for it.
 *
 * Thread: any
 */
void
uke_db_pool_close_async (UkeDbPool *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (UKE_IS_DB_POOL (self));
  task = make_task (self, NULL, callback, user_data, uke_db_pool_close_async, "close the database");
  uke_db_core_close (self->core, task);
}

/**
 * uke_db_pool_close_finish:
 * @self: the pool
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether the file was closed in order; it is closed in any case
 * Errors: those of uke_db_close()
 * Thread: any
 */
gboolean
uke_db_pool_close_finish (UkeDbPool *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, uke_db_pool_close_async), FALSE);
  uke_db_core_join (self->core);
  return propagate_success (result, error);
}

/**
 * uke_db_pool_close_sync:
 * @self: a pool
 * @error: return location
 *
 * As uke_db_pool_close_async(), for programs without a main loop.
 *
 * Returns: whether the file was closed in order; it is closed in any case
 * Errors: those of uke_db_close()
 * Thread: any but the pool's
 */
gboolean
uke_db_pool_close_sync (UkeDbPool *self, GError **error)
{
  gboolean is_closed;

  g_return_val_if_fail (UKE_IS_DB_POOL (self), FALSE);
  g_assert (!uke_db_core_is_own_thread (self->core));
  uke_db_core_close (self->core, NULL);
  is_closed = uke_db_core_wait_closed (self->core, error);
  uke_db_core_join (self->core);
  return is_closed;
}

/**
 * uke_db_pool_is_writer_thread:
 * @self: a pool
 *
 * Returns: whether the calling thread is the one that owns the writing connection
 * Thread: any
 */
gboolean
uke_db_pool_is_writer_thread (UkeDbPool *self)
{
  g_return_val_if_fail (UKE_IS_DB_POOL (self), FALSE);
  return uke_db_core_is_writer_thread (self->core);
}
