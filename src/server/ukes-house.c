/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-house.h"

#include "clinic/uke-clinic-store.h"
#include "server/ukes-log.h"
#include "server/ukes-revoked.h"
#include "store/uke-authority.h"
#include "store/uke-hold.h"
#include "store/uke-recovery-report.h"

#define TIDY_S 60

struct _UkesHouse {
  UkesServer *server;       /* (not owned): outlives it */
  UkesSnapshots *snapshots; /* (not owned): outlives it */
  unsigned timer;
  gboolean is_tidying;
  int64_t told_us; /* the last recovery that stands in the log */
};

/** Tidied: what was found. */
typedef struct {
  UkeRecoveryReport *report; /* (owned) (nullable): of the last recovery */
} Tidied;

static void
tidied_free (gpointer data)
{
  Tidied *self = data;

  uke_recovery_report_free (self->report);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Tidied, tidied_free)

/** Order: what is kept in order, and when. */
typedef struct {
  const UkesConfig *config; /* (not owned) */
  int64_t now_us;
} Order;

/**
 * ukes_house_settle_revoked:
 * @db: the writing connection, outside any transaction
 * @config: the server's
 * @now_us: the time
 * @error: return location
 *
 * Whom data that were put back would let in again is shut out, before anybody is let in.
 *
 * Returns: whether it was done
 * Errors: those of ukes_revoked_settle()
 * Thread: the owner of @db
 */
gboolean
ukes_house_settle_revoked (UkeDb *db, const UkesConfig *config, int64_t now_us, GError **error)
{
  unsigned n = 0;

  if (!ukes_revoked_settle (config, db, now_us, &n, error))
    return FALSE;
  if (n > 0)
    ukes_log (UKES_EVENT_DEVICE_REVOKED, UKES_NUM (COUNT, n));
  return TRUE;
}

static gpointer
tidy (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (Tidied) tidied = g_new0 (Tidied, 1);
  const Order *order = data;
  const int64_t now_us = order->now_us;
  int64_t min_seq = 0;
  unsigned n_ended = 0;
  GError *local = NULL;

  if (!ukes_house_settle_revoked (db, order->config, now_us, error)
      || !uke_hold_expire (db, now_us, &n_ended, error)
      || !uke_authority_end_recovery (db, now_us, error)
      || !uke_authority_compact (db, now_us, &min_seq, error))
    return NULL;
  tidied->report = uke_recovery_report_read (db, &local);
  if (local == NULL)
    return g_steal_pointer (&tidied);
  g_propagate_error (error, local);
  return NULL;
}

static void
log_recovery (const UkeRecoveryReport *report)
{
  for (unsigned i = 0; i < report->devices->len; i++) {
    const UkeRecoveryDevice *one = report->devices->pdata[i];

    ukes_log (UKES_EVENT_RECOVERED, UKES_NUM (DEV, one->dev), UKES_NUM (RESCUED, one->n_rescued),
              UKES_NUM (CONFLICTING, one->n_conflicting), UKES_NUM (REFUSED, one->n_refused),
              UKES_CODE (REPORTED, one->has_reported ? "yes" : "no"),
              UKES_CODE (COMPLETE, one->missing[0] == '\0' ? "yes" : "no"));
  }
}

static void
tidied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  UkesHouse *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (Tidied) tidied = uke_db_pool_write_finish (UKE_DB_POOL (source), result, &error);

  self->is_tidying = FALSE;
  if (tidied == NULL) {
    ukes_log (UKES_EVENT_STORE_FAILED, UKES_NUM (COUNT, error != NULL ? error->code : 0));
    return;
  }
  if (tidied->report == NULL || tidied->report->ended_at_us <= self->told_us)
    return;
  self->told_us = tidied->report->ended_at_us;
  log_recovery (tidied->report);
  ukes_router_wake (ukes_server_get_router (self->server));
}

static gboolean
tidy_cb (gpointer data)
{
  UkesHouse *self = data;
  const Order order = { ukes_server_get_config (self->server), g_get_real_time () };

  ukes_snapshots_drop_idle (self->snapshots, order.now_us);
  if (self->is_tidying)
    return G_SOURCE_CONTINUE;
  self->is_tidying = TRUE;
  uke_db_pool_write_background_async (uke_clinic_get_pool (ukes_server_get_clinic (self->server)),
                                      tidy, g_memdup2 (&order, sizeof order), g_free, tidied_free,
                                      NULL, tidied_cb, self);
  return G_SOURCE_CONTINUE;
}

/**
 * ukes_house_new:
 * @server: a server whose clinic is open; outlives it
 * @snapshots: outlive it
 *
 * Returns: (transfer full): a house that is kept from now on
 * Thread: main
 */
UkesHouse *
ukes_house_new (UkesServer *server, UkesSnapshots *snapshots)
{
  UkesHouse *self = g_new0 (UkesHouse, 1);

  self->server = server;
  self->snapshots = snapshots;
  self->told_us = g_get_real_time ();
  self->timer = g_timeout_add_seconds (TIDY_S, tidy_cb, self);
  return self;
}

/**
 * ukes_house_free:
 * @self: (transfer full) (nullable): a house
 *
 * Waits for what is being done.
 *
 * Thread: main
 */
void
ukes_house_free (UkesHouse *self)
{
  if (self == NULL)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  while (self->is_tidying)
    g_main_context_iteration (NULL, TRUE);
  g_free (self);
}
