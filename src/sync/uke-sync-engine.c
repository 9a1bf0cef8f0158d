/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-sync"

#include "sync/uke-sync-engine.h"

#include "clinic/uke-clinic-store.h"
#include "clinic/uke-lease-keeper.h"
#include "sync/uke-sync-renewal.h"
#include "sync/uke-sync-worker-private.h"

#include <string.h>

struct _UkeSyncEngine {
  GObject parent_instance;
  UkeClinic *clinic;      /* (owned) */
  UkeSyncWorker *worker;  /* (owned) (nullable) */
  UkeLeaseKeeper *leases; /* (owned) (nullable): as long as the worker */
  UkeSyncFacts facts;
  int64_t ends_us; /* its certificate */
  unsigned long changed_id;
  gboolean is_looking;  /* at how much waits */
  gboolean looks_again; /* something was committed meanwhile */
  gboolean is_started;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static unsigned signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UkeSyncEngine, uke_sync_engine, G_TYPE_OBJECT)

static void
network_changed_cb (GNetworkMonitor *monitor, gboolean is_up, gpointer user_data)
{
  UkeSyncEngine *self = user_data;
  UkeSyncEvent event = { .kind = UKE_SYNC_EVENT_NETWORK, .is_up = is_up };

  if (self->worker != NULL)
    uke_sync_worker_post (self->worker, &event);
}

static void
uke_sync_engine_dispose (GObject *object)
{
  UkeSyncEngine *self = UKE_SYNC_ENGINE (object);

  g_signal_handlers_disconnect_by_func (g_network_monitor_get_default (), network_changed_cb, self);
  uke_sync_engine_stop (self);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_sync_engine_parent_class)->dispose (object);
}

static void
uke_sync_engine_class_init (UkeSyncEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_sync_engine_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", UKE_TYPE_SYNC_ENGINE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
uke_sync_engine_init (UkeSyncEngine *self)
{
}

static void look_at_outbox (UkeSyncEngine *self);

/* The store's answer goes back to whoever asked. */
static void
stored (UkeSyncEngine *self, UkeReplicated *replicated, UkeSyncEventKind kind, unsigned id)
{
  UkeSyncEvent event = {
    .kind = kind,
    .id = id,
    .status = replicated->status,
    .stored = replicated->stored,
    .take = replicated->take,
    .held = replicated->held,
    .push = g_steal_pointer (&replicated->push),
    .audit = g_steal_pointer (&replicated->audit),
    .heads = g_steal_pointer (&replicated->heads),
    .parts = g_steal_pointer (&replicated->parts),
    .sums = g_steal_pointer (&replicated->sums),
    .n_repaired = replicated->n_repaired,
  };

  if (replicated->stored != UKE_SYNC_STORED_OK)
    g_warning ("what was to be stored is not: %s", replicated->reason);
  if (kind == UKE_SYNC_EVENT_START) {
    g_autoptr (UkeSecret) seed = uke_secret_new_random (sizeof event.seed);

    event.ends_us = self->ends_us;
    memcpy (&event.seed, uke_secret_peek (seed), sizeof event.seed);
  }
  uke_sync_worker_post (self->worker, &event);
}

/** Asked: which operation of the engine an answer is for. */
typedef struct {
  UkeSyncEngine *engine; /* (owned) */
  unsigned id;
} Asked;

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Asked *asked = user_data;
  g_autoptr (UkeSyncEngine) self = asked->engine;
  g_autoptr (UkeReplicated) replicated = uke_clinic_replicate_finish (UKE_CLINIC (source), result);

  if (self->worker != NULL)
    stored (self, replicated, UKE_SYNC_EVENT_STORED, asked->id);
}

static void
store_cb (UkeSyncAction *action, gpointer data)
{
  UkeSyncEngine *self = data;
  Asked *asked = g_new (Asked, 1);

  asked->engine = g_object_ref (self);
  asked->id = action->id;
  uke_clinic_replicate_async (self->clinic, action, stored_cb, asked);
}

static void
facts_cb (const UkeSyncFacts *facts, gpointer data)
{
  UkeSyncEngine *self = data;

  if (facts->state != self->facts.state)
    g_info ("%s, %u change-sets wait", uke_sync_stage_get_code (facts->state), facts->n_waiting);
  if (facts->server_before_us != self->facts.server_before_us)
    uke_holds_set_server_time (uke_clinic_get_holds (self->clinic),
                               facts->server_before_us + g_get_monotonic_time ());
  uke_clinic_set_server_reached (self->clinic, facts->state == UKE_SYNC_STAGE_LIVE
                                                   || facts->state == UKE_SYNC_STAGE_CATCHUP);
  self->facts = *facts;
  if (self->leases != NULL)
    uke_lease_keeper_set_settled (self->leases,
                                  facts->state == UKE_SYNC_STAGE_LIVE && facts->n_waiting == 0);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
holds_cb (UkeSyncAction *action, gpointer data)
{
  UkeSyncEngine *self = data;
  UkeHolds *holds = uke_clinic_get_holds (self->clinic);

  if (action->kind == UKE_SYNC_ACTION_HOLDS)
    uke_holds_replace (holds, action->holds, action->at_us);
  else
    uke_holds_answer (holds, action->token, action->kept, &action->hold);
}

static void
ask_hold_cb (const UkeWireHoldWish *wish, unsigned token, gpointer data)
{
  UkeSyncEngine *self = data;
  UkeSyncEvent event = { .kind = UKE_SYNC_EVENT_HOLD, .wish = *wish, .token = token };

  uke_sync_worker_post (self->worker, &event);
}

static void
give_up_hold_cb (const UkeId *hold_id, gpointer data)
{
  UkeSyncEngine *self = data;
  UkeSyncEvent event = { .kind = UKE_SYNC_EVENT_END_HOLD, .hold_id = *hold_id };

  uke_sync_worker_post (self->worker, &event);
}

static const UkeHoldKeeper hold_keeper = { ask_hold_cb, give_up_hold_cb };

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeSyncEngine) self = user_data;
  g_autoptr (UkeReplicated) replicated = uke_clinic_replicate_finish (UKE_CLINIC (source), result);

  self->is_looking = FALSE;
  if (self->worker == NULL)
    return;
  if (replicated->stored == UKE_SYNC_STORED_OK)
    stored (self, replicated, self->is_started ? UKE_SYNC_EVENT_WAITING : UKE_SYNC_EVENT_START, 0);
  self->is_started |= replicated->stored == UKE_SYNC_STORED_OK;
  if (self->looks_again)
    look_at_outbox (self);
}

/* One look at a time: any number of commits meanwhile are seen by the next. */
static void
look_at_outbox (UkeSyncEngine *self)
{
  UkeSyncAction action = { 0 };

  self->looks_again = self->is_looking;
  if (self->is_looking)
    return;
  self->is_looking = TRUE;
  uke_clinic_replicate_async (self->clinic, &action, looked_cb, g_object_ref (self));
}

static void
clinic_changed_cb (UkeClinic *clinic, UkeChanges *changes, gpointer user_data)
{
  look_at_outbox (user_data);
}

/**
 * uke_sync_engine_new:
 * @clinic: a clinic that belongs to a server
 * @home: where this desk belongs
 * @key_pem: (nullable): its certificate's key from the keyring
 *
 * Returns: (transfer full): an engine that has not started
 * Errors: none
 * Thread: main
 */
UkeSyncEngine *
uke_sync_engine_new (UkeClinic *clinic, const UkeSyncHome *home, UkeSecret *key_pem)
{
  static const UkeSyncWorkerCalls calls = { store_cb, facts_cb, holds_cb };
  UkeSyncEngine *self = g_object_new (UKE_TYPE_SYNC_ENGINE, NULL);

  self->clinic = g_object_ref (clinic);
  self->ends_us = uke_sync_renewal_get_end_us (home);
  self->worker = uke_sync_worker_new (home, key_pem, &calls, self);
  uke_holds_set_keeper (uke_clinic_get_holds (clinic), &hold_keeper, self, home->dev);
  self->leases = uke_lease_keeper_new (clinic, home->dev);
  return self;
}

/**
 * uke_sync_engine_start:
 * @self: an engine
 *
 * Errors: none: what goes wrong is in the facts
 * Thread: main
 */
void
uke_sync_engine_start (UkeSyncEngine *self)
{
  if (self->changed_id != 0 || self->worker == NULL)
    return;
  self->changed_id
      = g_signal_connect (self->clinic, "changed", G_CALLBACK (clinic_changed_cb), self);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (network_changed_cb), self, 0);
  uke_lease_keeper_start (self->leases);
  look_at_outbox (self);
}

/**
 * uke_sync_engine_stop:
 * @self: an engine
 *
 * Hangs up at once. What waits stays where it is, and goes out when an engine starts again.
 *
 * Errors: none
 * Thread: main
 */
void
uke_sync_engine_stop (UkeSyncEngine *self)
{
  if (self->worker == NULL)
    return;
  g_clear_signal_handler (&self->changed_id, self->clinic);
  g_clear_pointer (&self->leases, uke_lease_keeper_free);
  g_clear_pointer (&self->worker, uke_sync_worker_free);
  uke_holds_set_keeper (uke_clinic_get_holds (self->clinic), NULL, NULL, 0);
  uke_clinic_set_server_reached (self->clinic, FALSE);
  self->facts.state = UKE_SYNC_STAGE_STOPPED;
}

static void
say (UkeSyncEngine *self, UkeSyncEventKind kind)
{
  UkeSyncEvent event = { .kind = kind };

  if (self->worker != NULL && self->is_started)
    uke_sync_worker_post (self->worker, &event);
}

/**
 * uke_sync_engine_sync_now:
 * @self: an engine
 *
 * A person does not want to wait.
 *
 * Errors: none
 * Thread: main
 */
void
uke_sync_engine_sync_now (UkeSyncEngine *self)
{
  say (self, UKE_SYNC_EVENT_NOW);
}

/**
 * uke_sync_engine_check_now:
 * @self: an engine
 *
 * Compares this desk's rows with the server's, as it does by itself every hour; what differs is put
 * right. What came of it is in the facts.
 *
 * Errors: none
 * Thread: main
 */
void
uke_sync_engine_check_now (UkeSyncEngine *self)
{
  say (self, UKE_SYNC_EVENT_CHECK);
}

/**
 * uke_sync_engine_allow_deletions:
 * @self: an engine in the state HELD
 *
 * A person has looked and agrees that what came deletes so much.
 *
 * Errors: none
 * Thread: main
 */
void
uke_sync_engine_allow_deletions (UkeSyncEngine *self)
{
  say (self, UKE_SYNC_EVENT_ALLOW);
}

/**
 * uke_sync_engine_get_facts:
 * @self: an engine
 *
 * Returns: (transfer none): what can be shown
 * Errors: none
 * Thread: main
 */
const UkeSyncFacts *
uke_sync_engine_get_facts (UkeSyncEngine *self)
{
  return &self->facts;
}

/**
 * uke_sync_engine_ask_async:
 * @self: an engine
 * @method: "GET" or "POST"
 * @path: with its query, "/v1/…"
 * @body: (nullable): JSON
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks the server something that a person wants to know or to have done.
 *
 * Errors: UKE_SYNC_ERROR; G_IO_ERROR_CANCELLED when the engine stops meanwhile
 * Thread: main
 */
void
uke_sync_engine_ask_async (UkeSyncEngine *self,
                           const char *method,
                           const char *path,
                           GBytes *body,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, uke_sync_engine_ask_async);
  if (self->worker != NULL)
    uke_sync_worker_ask (self->worker, method, path, body, task);
  else
    g_task_return_new_error (task, UKE_SYNC_ERROR, UKE_SYNC_ERROR_UNREACHABLE,
                             "the engine is stopped");
}

/**
 * uke_sync_engine_ask_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full): the answer, whatever its status
 * Errors: as uke_sync_engine_ask_async()
 * Thread: main
 */
UkeSyncReply *
uke_sync_engine_ask_finish (UkeSyncEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
