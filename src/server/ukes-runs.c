/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-runs.h"

#include "server/ukes-log.h"
#include "server/ukes-sessions.h"
#include "store/uke-device-registry.h"
#include "store/uke-device-run.h"

struct _UkesRuns {
  UkeDbPool *pool;        /* (owned) */
  UkesSessions *sessions; /* (owned) */
  gboolean is_shared;     /* there may be other processes on this database */
  GMutex lock;
  GArray *heard; /* (owned) (element-type Heard): under the lock: to be written down */
};

/** Heard: a run that goes on although another said hello with its incarnation. */
typedef struct {
  uint32_t dev;
  uint64_t session;
} Heard;

/**
 * ukes_runs_new:
 * @pool: the store's threads
 * @is_shared: whether other processes may be on the same database
 *
 * Returns: (transfer full): no runs
 * Thread: main
 */
UkesRuns *
ukes_runs_new (UkeDbPool *pool, gboolean is_shared)
{
  UkesRuns *self = g_new0 (UkesRuns, 1);

  self->pool = g_object_ref (pool);
  self->sessions = ukes_sessions_new ();
  self->is_shared = is_shared;
  g_mutex_init (&self->lock);
  self->heard = g_array_new (FALSE, FALSE, sizeof (Heard));
  return self;
}

/**
 * ukes_runs_free:
 * @self: (transfer full) (nullable): runs; nobody asks any more
 *
 * Thread: main
 */
void
ukes_runs_free (UkesRuns *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->pool);
  ukes_sessions_free (self->sessions);
  g_array_unref (self->heard);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* A copy of a device that is another incarnation from now on: for the administrator to see. */
static gboolean
note_clone (UkeDb *db, const UkesRequest *request, GError **error)
{
  const uint32_t dev = ukes_request_get_dev (request);
  const UkeDeviceNote note = { .now_us = ukes_request_get_now_us (request),
                               .at_dev = dev,
                               .version = "uketsuke-server " UKE_VERSION };
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);

  return transaction != NULL
         && uke_device_note_write (db, &note, UKE_AUDIT_DEVICE_CLONED, dev, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * ukes_runs_begin:
 * @self: runs
 * @db: the writing connection
 * @request: a hello
 * @hello: what it says
 * @out_is_in: (out): whether it is let in; not as an incarnation whose other run is alive
 * @error: return location
 *
 * Returns: whether the store could say so
 * Errors: those of the store
 * Thread: the writer's
 */
gboolean
ukes_runs_begin (UkesRuns *self,
                 UkeDb *db,
                 const UkesRequest *request,
                 const UkeWireHello *hello,
                 gboolean *out_is_in,
                 GError **error)
{
  const uint32_t dev = ukes_request_get_dev (request);
  gboolean was_cloned = FALSE, was_cloned_elsewhere = FALSE;

  *out_is_in = ukes_sessions_begin (self->sessions, dev, hello->inc, hello->session, &was_cloned);
  if (*out_is_in && self->is_shared
      && !uke_device_run_begin (db, dev, hello->inc, hello->session, out_is_in,
                                &was_cloned_elsewhere, error))
    return FALSE;
  return !*out_is_in || !(was_cloned || was_cloned_elsewhere) || note_clone (db, request, error);
}

static void
keep_heard (UkesRuns *self, uint32_t dev, uint64_t session)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const Heard heard = { dev, session };

  g_array_append_val (self->heard, heard);
}

/**
 * ukes_runs_is_alone:
 * @self: runs
 * @db: a connection
 * @request: a question for changes
 * @out_is: (out): whether whoever asks is the only run of its incarnation
 * @error: return location
 *
 * Returns: whether the store could say so
 * Errors: those of the store
 * Thread: a reader's
 */
gboolean
ukes_runs_is_alone (UkesRuns *self,
                    UkeDb *db,
                    const UkesRequest *request,
                    gboolean *out_is,
                    GError **error)
{
  const char *text = ukes_request_get_query (request, "session");
  const uint32_t dev = ukes_request_get_dev (request);
  const gboolean is_new = !ukes_request_is_again (request);
  UkeDeviceRunState state = UKE_DEVICE_RUN_ALONE;
  uint64_t session = 0;
  gboolean found = FALSE;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 16, 0, INT64_MAX, &session, NULL))
    session = 0;
  *out_is = ukes_sessions_hear (self->sessions, dev, session, is_new, &found);
  if (found)
    ukes_log (UKES_EVENT_DEVICE_CLONED, UKES_NUM (DEV, dev));
  if (!*out_is || !self->is_shared)
    return TRUE;
  if (!uke_device_run_look (db, dev, session, &state, error))
    return FALSE;
  *out_is = state != UKE_DEVICE_RUN_CLONED;
  /* What waits since before is not it speaking. */
  if (state == UKE_DEVICE_RUN_SUPERSEDED && is_new)
    keep_heard (self, dev, session);
  return TRUE;
}

static gpointer
write_heard (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const Heard *heard = data;
  gboolean found = FALSE;

  if (!uke_device_run_hear (db, heard->dev, heard->session, &found, error))
    return NULL;
  if (found)
    ukes_log (UKES_EVENT_DEVICE_CLONED, UKES_NUM (DEV, heard->dev));
  return data;
}

static void
wrote_heard_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* It asks again, and is heard again. */
  if (uke_db_pool_write_finish (UKE_DB_POOL (source), result, &error) == NULL)
    g_debug ("a copied device could not be noted: %s", error != NULL ? error->message : "");
}

/**
 * ukes_runs_tell:
 * @self: runs
 *
 * Writes down for the other processes who was heard since, which is nobody but where a PC was
 * copied.
 *
 * Thread: main
 */
void
ukes_runs_tell (UkesRuns *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (unsigned i = 0; i < self->heard->len; i++)
    uke_db_pool_write_background_async (
        self->pool, write_heard, g_memdup2 (&g_array_index (self->heard, Heard, i), sizeof (Heard)),
        g_free, NULL, NULL, wrote_heard_cb, NULL);
  g_array_set_size (self->heard, 0);
}
