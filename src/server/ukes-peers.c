/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-peers.h"

#include "db/uke-db-signal.h"
#include "store/uke-pulse.h"

#define LOOK_EVERY_S 1

struct _UkesPeers {
  UkeDbPool *pool;           /* (owned) */
  UkesRouter *router;        /* not owned: outlives this */
  UkesMetrics *metrics;      /* not owned: outlives this */
  UkeDbSignal *signal;       /* (owned) */
  GCancellable *cancellable; /* (owned) */
  UkePulse pulse;            /* what was there when it was looked at last */
  unsigned timer;
  gboolean is_looking;
  gboolean has_looked;
};

static gpointer
read_pulse (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  UkePulse *pulse = g_new0 (UkePulse, 1);

  if (uke_pulse_read (db, pulse, error))
    return pulse;
  g_free (pulse);
  return NULL;
}

/* What was written here is seen as well, and those who wait are asked once more for nothing. */
static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree UkePulse *pulse = uke_db_pool_read_finish (UKE_DB_POOL (source), result, &error);
  UkesPeers *self = user_data;
  gboolean is_news;

  self->is_looking = FALSE;
  if (pulse == NULL)
    return;
  /* What there was before the first look nobody knows: whoever waits since then is asked. */
  is_news = !self->has_looked || !uke_pulse_equal (pulse, &self->pulse);
  self->has_looked = TRUE;
  self->pulse = *pulse;
  ukes_metrics_set (self->metrics, "uketsuke_log_entries", pulse->seq);
  if (!is_news)
    return;
  ukes_metrics_add (self->metrics, "uketsuke_peers_looked_total", 1);
  ukes_router_ask_again (self->router);
}

static gboolean
look_cb (gpointer data)
{
  UkesPeers *self = data;

  if (self->is_looking)
    return G_SOURCE_CONTINUE;
  self->is_looking = TRUE;
  uke_db_pool_read_async (self->pool, read_pulse, NULL, NULL, g_free, self->cancellable, looked_cb,
                          self);
  return G_SOURCE_CONTINUE;
}

static void
heard_cb (gpointer data)
{
  UkesPeers *self = data;

  ukes_metrics_add (self->metrics, "uketsuke_peers_heard_total", 1);
  ukes_router_ask_again (self->router);
}

static void
told_cb (gpointer data)
{
  uke_db_signal_send (((UkesPeers *)data)->signal);
}

/**
 * ukes_peers_new:
 * @config: the server's, with a database
 * @pool: its threads
 * @router: where requests wait; outlives this
 * @metrics: its numbers; outlive this
 *
 * Returns: (transfer full): it
 * Errors: none
 * Thread: main
 */
UkesPeers *
ukes_peers_new (const UkesConfig *config, UkeDbPool *pool, UkesRouter *router, UkesMetrics *metrics)
{
  UkesPeers *self = g_new0 (UkesPeers, 1);

  self->pool = g_object_ref (pool);
  self->router = router;
  self->metrics = metrics;
  self->cancellable = g_cancellable_new ();
  self->signal = uke_db_signal_new (config->database, config->schema, heard_cb, self);
  self->timer = g_timeout_add_seconds (LOOK_EVERY_S, look_cb, self);
  ukes_router_set_told (router, told_cb, self);
  return self;
}

/**
 * ukes_peers_free:
 * @self: (nullable) (transfer full): it
 *
 * Errors: none
 * Thread: main
 */
void
ukes_peers_free (UkesPeers *self)
{
  if (self == NULL)
    return;
  ukes_router_set_told (self->router, NULL, NULL);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  while (self->is_looking)
    g_main_context_iteration (NULL, TRUE);
  uke_db_signal_free (self->signal);
  g_object_unref (self->cancellable);
  g_object_unref (self->pool);
  g_free (self);
}
