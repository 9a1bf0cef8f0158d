/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-core-private.h"

struct _UkeDbCore {
  gatomicrefcount n_refs;
  unsigned n_readers; /* never changes */
  GMutex mutex;
  /* One for each who waits, so that a job wakes nobody but one thread that may do it. */
  GCond to_write; /* the writer's lanes, or that it is closing */
  GCond to_read;  /* the readers' lane, or that it is closing */
  GCond changed;  /* anything else below has changed */

  /* All of these under the mutex. */
  GQueue lanes[UKE_DB_N_LANES]; /* (element-type UkeDbJob) (owned) */
  GQueue close_tasks;           /* (element-type GTask) (owned): answered when the writer ends */
  GError *failure;              /* (owned) (nullable): why opening failed; every job gets it */
  GError *close_error;          /* (owned) (nullable) */
  GThread *writer;              /* (owned) (nullable): for who waits until it has ended */
  unsigned n_readers_alive;
  unsigned n_readers_to_report;
  gboolean is_started;
  gboolean is_closing;
  gboolean is_closed;

  /* Of the threads alone, once they have started. */
  UkeDbJob *setup;    /* (owned) (nullable): until the writer takes it */
  char *path;         /* (owned) (nullable) */
  char *uri;          /* (owned) (nullable) */
  char *schema;       /* (owned) (nullable) */
  UkeDbConfig config; /* its key is the caller's, and is there until the opening is answered */
};

/* The core whose thread this is, and whether it is the writer. */
static GPrivate own_core;
static GPrivate own_writer;

UkeDbJob *
uke_db_job_new (UkeDbWork work, gpointer data, GDestroyNotify data_free, GCancellable *cancellable)
{
  UkeDbJob *job = g_new0 (UkeDbJob, 1);

  job->work = work;
  job->data = data;
  job->data_free = data_free;
  g_set_object (&job->cancellable, cancellable);
  return job;
}

void
uke_db_job_free (UkeDbJob *job)
{
  if (job->data_free != NULL)
    job->data_free (job->data);
  g_clear_object (&job->cancellable);
  g_clear_object (&job->task);
  g_free (job);
}

UkeDbCore *
uke_db_core_new (unsigned n_readers)
{
  UkeDbCore *core = g_new0 (UkeDbCore, 1);

  g_atomic_ref_count_init (&core->n_refs);
  g_mutex_init (&core->mutex);
  g_cond_init (&core->to_write);
  g_cond_init (&core->to_read);
  g_cond_init (&core->changed);
  core->n_readers = n_readers;
  return core;
}

UkeDbCore *
uke_db_core_ref (UkeDbCore *core)
{
  g_atomic_ref_count_inc (&core->n_refs);
  return core;
}

void
uke_db_core_unref (UkeDbCore *core)
{
  if (!g_atomic_ref_count_dec (&core->n_refs))
    return;
  for (int i = 0; i < UKE_DB_N_LANES; i++)
    g_assert (g_queue_is_empty (&core->lanes[i]));
  g_assert (g_queue_is_empty (&core->close_tasks));
  g_clear_pointer (&core->writer, g_thread_unref);
  g_clear_error (&core->failure);
  g_clear_error (&core->close_error);
  g_mutex_clear (&core->mutex);
  g_cond_clear (&core->to_write);
  g_cond_clear (&core->to_read);
  g_cond_clear (&core->changed);
  g_free (core->path);
  g_free (core->uri);
  g_free (core->schema);
  g_free (core);
}

/* What a task is told, on its way to the task's own context. */
typedef struct {
  GTask *task;                /* (owned) */
  gpointer result;            /* (owned) (nullable) */
  GDestroyNotify result_free; /* (nullable) */
  GError *error;              /* (owned) (nullable) */
} Outcome;

static void
free_outcome (gpointer data)
{
  Outcome *outcome = data;

  g_clear_error (&outcome->error);
  g_object_unref (outcome->task);
  g_free (outcome);
}

static gboolean
deliver_cb (gpointer data)
{
  Outcome *outcome = data;

  if (outcome->error != NULL)
    g_task_return_error (outcome->task, g_steal_pointer (&outcome->error));
  else
    g_task_return_pointer (outcome->task, outcome->result, outcome->result_free);
  return G_SOURCE_REMOVE;
}

/* The threads give their reference away with the outcome: whatever the task keeps alive, the
 * caller's objects above all, then ends on the caller's thread and never on one of these. */
static void
deliver (GTask *task, gpointer result, GDestroyNotify result_free, GError *error)
{
  Outcome *outcome = g_new0 (Outcome, 1);
  g_autoptr (GSource) source = g_idle_source_new ();
  g_autoptr (GMainContext) context = g_main_context_ref (g_task_get_context (task));

  outcome->task = task;
  outcome->result = result;
  outcome->result_free = result_free;
  outcome->error = error;
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_static_name (source, "db-outcome");
  g_source_set_callback (source, deliver_cb, outcome, free_outcome);
  g_source_attach (source, context);
}

/* Hands over the outcome, and with it the job. */
static void
answer (UkeDbCore *core, UkeDbJob *job, gpointer result, GError *error)
{
  GTask *task = g_steal_pointer (&job->task);
  GDestroyNotify result_free = job->result_free;

  if (task == NULL) {
    g_mutex_lock (&core->mutex);
    job->result = result;
    job->error = error;
    job->is_done = TRUE;
    g_cond_broadcast (&core->changed);
    g_mutex_unlock (&core->mutex);
    return;
  }
  /* The data ends on the thread that used it, before anybody hears of the outcome. */
  uke_db_job_free (job);
  deliver (task, result, result_free, error);
}

/* A transaction must not reach into the next job, nor may its lock outlive this one. */
static void
end_forgotten_transaction (UkeDb *db, UkeDbJob *job, gpointer *result, GError **error)
{
  if (!uke_db_in_transaction (db))
    return;
  uke_db_rollback (db);
  if (*error != NULL)
    return;
  if (*result != NULL && job->result_free != NULL)
    job->result_free (*result);
  *result = NULL;
  g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE, "the work left a transaction open");
}

static gpointer
run_work (UkeDb *db, UkeDbJob *job, GError **error)
{
  g_autoptr (GError) own_error = NULL;
  gpointer result = NULL;

  if (g_cancellable_is_cancelled (job->cancellable)) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CANCELLED, "cancelled");
    return NULL;
  }
  /* Invariant 6 of the pool. */
  if (!uke_db_revive (db, error))
    return NULL;
  /* Invariant 3 of the pool. */
  if (job->lane == UKE_DB_LANE_READ)
    uke_db_set_cancellable (db, job->cancellable);
  result = job->work (db, job->data, job->cancellable, &own_error);
  uke_db_set_cancellable (db, NULL);
  end_forgotten_transaction (db, job, &result, &own_error);
  if (own_error != NULL)
    g_propagate_error (error, g_steal_pointer (&own_error));
  return result;
}

static void
run_job (UkeDbCore *core, UkeDb *db, UkeDbJob *job)
{
  GError *error = NULL;
  gpointer result = run_work (db, job, &error);

  answer (core, job, result, error);
}

/* Why a job that comes now, or is still queued when the pool ends, will not run. */
static GError *
make_refusal (UkeDbCore *core)
{
  if (core->failure != NULL)
    return g_error_copy (core->failure);
  return g_error_new (UKE_DB_ERROR, UKE_DB_ERROR_CLOSED, "the database is closed");
}

/* Nothing is queued any more once closing has begun, so what is here is the rest. */
static void
refuse_rest (UkeDbCore *core)
{
  for (int i = 0; i < UKE_DB_N_LANES; i++) {
    UkeDbJob *job;

    do {
      GError *refusal = NULL;

      g_mutex_lock (&core->mutex);
      job = g_queue_pop_head (&core->lanes[i]);
      refusal = job != NULL ? make_refusal (core) : NULL;
      g_mutex_unlock (&core->mutex);
      if (job != NULL)
        answer (core, job, NULL, refusal);
    } while (job != NULL);
  }
}

/* Waits for the writer's next job. Invariants 2 and 5 of the pool: user work first, and nothing
 * but user work once it is closing. */
static UkeDbJob *
wait_for_write (UkeDbCore *core)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&core->mutex);

  for (;;) {
    UkeDbJob *job = g_queue_pop_head (&core->lanes[UKE_DB_LANE_USER]);

    if (job != NULL || core->is_closing)
      return job;
    job = g_queue_pop_head (&core->lanes[UKE_DB_LANE_BACKGROUND]);
    if (job != NULL)
      return job;
    g_cond_wait (&core->to_write, &core->mutex);
  }
}

static UkeDbJob *
wait_for_read (UkeDbCore *core)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&core->mutex);

  while (!core->is_closing) {
    UkeDbJob *job = g_queue_pop_head (&core->lanes[UKE_DB_LANE_READ]);

    if (job != NULL)
      return job;
    g_cond_wait (&core->to_read, &core->mutex);
  }
  return NULL;
}

/* Under the mutex: nothing more is queued, and whoever waits for work is told. */
static void
begin_closing (UkeDbCore *core)
{
  core->is_closing = TRUE;
  g_cond_broadcast (&core->to_write);
  g_cond_broadcast (&core->to_read);
  g_cond_broadcast (&core->changed);
}

static void
note_failure (UkeDbCore *core, const GError *error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&core->mutex);

  if (core->failure == NULL)
    core->failure = g_error_copy (error);
  begin_closing (core);
}

static UkeDb *
open_reader (UkeDbCore *core)
{
  UkeDbConfig config = core->config;
  g_autoptr (GError) error = NULL;
  UkeDb *db;

  config.read_only = TRUE;
  config.create = FALSE;
  db = uke_db_open (&config, &error);
  if (db == NULL)
    note_failure (core, error);
  g_mutex_lock (&core->mutex);
  core->n_readers_to_report--;
  g_cond_broadcast (&core->changed);
  g_mutex_unlock (&core->mutex);
  return db;
}

static gpointer
run_reader (gpointer data)
{
  g_autoptr (UkeDbCore) core = data;
  UkeDb *db;
  UkeDbJob *job;

  g_private_set (&own_core, core);
  db = open_reader (core);
  while (db != NULL && (job = wait_for_read (core)) != NULL)
    run_job (core, db, job);
  uke_db_free (db);
  g_mutex_lock (&core->mutex);
  core->n_readers_alive--;
  g_cond_broadcast (&core->changed);
  g_mutex_unlock (&core->mutex);
  return NULL;
}

/* Starts the readers and waits until each has opened its connection, or has failed to. */
static void
open_readers (UkeDbCore *core)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&core->mutex);

  core->n_readers_alive = core->n_readers_to_report = core->n_readers;
  for (unsigned i = 0; i < core->n_readers; i++) {
    g_autofree char *name = g_strdup_printf ("db-reader-%u", i + 1);

    g_thread_unref (g_thread_new (name, run_reader, uke_db_core_ref (core)));
  }
  while (core->n_readers_to_report > 0)
    g_cond_wait (&core->changed, &core->mutex);
}

static UkeDb *
open_writer (UkeDbCore *core, UkeDbJob *setup, GError **error)
{
  g_autoptr (UkeDb) db = uke_db_open (&core->config, error);
  g_autoptr (GError) setup_error = NULL;

  if (db == NULL)
    return NULL;
  if (setup->work != NULL)
    run_work (db, setup, &setup_error);
  if (setup_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&setup_error));
    return NULL;
  }
  return g_steal_pointer (&db);
}

/* Invariant 5 of the pool: the writer goes last, when the readers have let go of the file. */
static void
end_writer (UkeDbCore *core, UkeDb *db)
{
  GQueue waiting = G_QUEUE_INIT;
  g_autoptr (GError) error = NULL;
  GTask *task;

  g_mutex_lock (&core->mutex);
  while (core->n_readers_alive > 0)
    g_cond_wait (&core->changed, &core->mutex);
  g_mutex_unlock (&core->mutex);
  refuse_rest (core);
  if (db != NULL && !uke_db_close (db, &error))
    g_debug ("%s", error->message);
  g_mutex_lock (&core->mutex);
  core->is_closed = TRUE;
  core->close_error = error != NULL ? g_error_copy (error) : NULL;
  waiting = core->close_tasks;
  g_queue_init (&core->close_tasks);
  g_cond_broadcast (&core->changed);
  g_mutex_unlock (&core->mutex);
  while ((task = g_queue_pop_head (&waiting)) != NULL)
    deliver (task, NULL, NULL, error != NULL ? g_error_copy (error) : NULL);
}

/* The writer opens, lets the readers open, answers who opens the pool, and then works. */
static gpointer
run_writer (gpointer data)
{
  g_autoptr (UkeDbCore) core = data;
  UkeDbJob *setup = g_steal_pointer (&core->setup);
  GError *error = NULL;
  UkeDb *db;
  UkeDbJob *job;

  g_private_set (&own_core, core);
  g_private_set (&own_writer, core);
  db = open_writer (core, setup, &error);
  if (db == NULL)
    note_failure (core, error);
  else
    open_readers (core);
  core->config.key = NULL;
  g_mutex_lock (&core->mutex);
  if (error == NULL && core->failure != NULL)
    error = g_error_copy (core->failure);
  g_mutex_unlock (&core->mutex);
  answer (core, setup, NULL, error);
  /* A pool that could not open refuses even user work. */
  while (error == NULL && (job = wait_for_write (core)) != NULL)
    run_job (core, db, job);
  end_writer (core, db);
  return NULL;
}

void
uke_db_core_start (UkeDbCore *core, const UkeDbConfig *config, UkeDbJob *setup)
{
  g_mutex_lock (&core->mutex);
  if (core->is_started || core->is_closing) {
    GError *refusal = make_refusal (core);

    g_mutex_unlock (&core->mutex);
    answer (core, setup, NULL, refusal);
    return;
  }
  core->is_started = TRUE;
  core->path = g_strdup (config->path);
  core->uri = g_strdup (config->uri);
  core->schema = g_strdup (config->schema);
  core->config = *config;
  core->config.path = core->path;
  core->config.uri = core->uri;
  core->config.schema = core->schema;
  core->setup = setup;
  core->writer = g_thread_new ("db-writer", run_writer, uke_db_core_ref (core));
  g_mutex_unlock (&core->mutex);
}

void
uke_db_core_push (UkeDbCore *core, UkeDbLane lane, UkeDbJob *job)
{
  GError *refusal = NULL;

  job->lane = lane;
  g_mutex_lock (&core->mutex);
  if (core->is_closing) {
    refusal = make_refusal (core);
  } else {
    g_queue_push_tail (&core->lanes[lane], job);
    g_cond_signal (lane == UKE_DB_LANE_READ ? &core->to_read : &core->to_write);
  }
  g_mutex_unlock (&core->mutex);
  if (refusal != NULL)
    answer (core, job, NULL, refusal);
}

/* Waits for a job without a task, and frees it. */
gpointer
uke_db_core_wait (UkeDbCore *core, UkeDbJob *job, GError **error)
{
  gpointer result;

  g_mutex_lock (&core->mutex);
  while (!job->is_done)
    g_cond_wait (&core->changed, &core->mutex);
  result = job->result;
  if (job->error != NULL)
    g_propagate_error (error, job->error);
  g_mutex_unlock (&core->mutex);
  uke_db_job_free (job);
  return result;
}

/* Begins to close; the task, if any, is answered when all is closed. */
void
uke_db_core_close (UkeDbCore *core, GTask *task)
{
  gboolean is_over;

  g_mutex_lock (&core->mutex);
  if (!core->is_started)
    core->is_closed = TRUE;
  is_over = core->is_closed;
  if (task != NULL && !is_over)
    g_queue_push_tail (&core->close_tasks, g_object_ref (task));
  begin_closing (core);
  g_mutex_unlock (&core->mutex);
  if (!is_over)
    return;
  refuse_rest (core);
  if (task != NULL)
    deliver (g_object_ref (task), NULL, NULL, NULL);
}

/* Waits for the writer's very end, which is near once the core is closed, so that a program that
 * ends next does not end in the middle of it. */
void
uke_db_core_join (UkeDbCore *core)
{
  GThread *writer;

  g_mutex_lock (&core->mutex);
  writer = g_steal_pointer (&core->writer);
  g_mutex_unlock (&core->mutex);
  if (writer != NULL)
    g_thread_join (writer);
}

gboolean
uke_db_core_wait_closed (UkeDbCore *core, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&core->mutex);

  while (!core->is_closed)
    g_cond_wait (&core->changed, &core->mutex);
  if (core->close_error == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (core->close_error));
  return FALSE;
}

gboolean
uke_db_core_is_writer_thread (UkeDbCore *core)
{
  return g_private_get (&own_writer) == core;
}

gboolean
uke_db_core_is_own_thread (UkeDbCore *core)
{
  return g_private_get (&own_core) == core;
}
