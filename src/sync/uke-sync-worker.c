/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-sync"

#include "config.h"

#include "feed/uke-change-set.h"
#include "sync/uke-sync-transport.h"
#include "sync/uke-sync-worker-private.h"

#include <string.h>

#define MAX_REPLY ((size_t)1024 * 1024)
#define ASK_MS 15000

struct _UkeSyncWorker {
  GThread *thread;            /* (owned) */
  GMainContext *main;         /* (owned): where the store is */
  GMainContext *context;      /* (owned): the thread's own */
  GMainLoop *loop;            /* (owned) */
  char *uri, *authority_file; /* (owned) */
  GTlsCertificate *device;    /* (owned) (nullable): NULL when it cannot be read */

  /* Of the main thread. */
  const UkeSyncWorkerCalls *calls; /* (not owned): static */
  gpointer data;
  gboolean is_gone; /* nobody wants to hear any more */
  int n_refs;       /* atomic: the owner, and messages on their way to the main thread */

  /* Of the worker's thread. */
  UkeSyncCore *core;           /* (owned) */
  UkeSyncTransport *transport; /* (owned) (nullable) */
  GHashTable *requests;        /* (owned): id to GCancellable */
  GHashTable *asks;            /* (owned): Ask, while they are on their way */
  GSource *timer;              /* (owned) (nullable) */
};

static void
worker_unref (UkeSyncWorker *self)
{
  if (!g_atomic_int_dec_and_test (&self->n_refs))
    return;
  g_clear_object (&self->device);
  g_free (self->uri);
  g_free (self->authority_file);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_main_context_unref (self->main);
  g_free (self);
}

static UkeSyncWorker *
worker_ref (UkeSyncWorker *self)
{
  g_atomic_int_inc (&self->n_refs);
  return self;
}

/* --- to the main thread ----------------------------------------------------------------------- */

/** Word: something for the main thread. */
typedef struct {
  UkeSyncWorker *worker; /* (owned) */
  UkeSyncAction action;  /* (owned) */
  UkeSyncFacts facts;
} Word;

static void
word_free (gpointer data)
{
  Word *word = data;

  uke_sync_action_clear (&word->action);
  worker_unref (word->worker);
  g_free (word);
}

static gboolean
word_cb (gpointer data)
{
  Word *word = data;
  UkeSyncWorker *self = word->worker;

  if (self->is_gone)
    return G_SOURCE_REMOVE;
  if (word->action.kind == UKE_SYNC_ACTION_STORE)
    self->calls->store (&word->action, self->data);
  else if (word->action.kind == UKE_SYNC_ACTION_FACTS)
    self->calls->facts (&word->facts, self->data);
  else
    self->calls->holds (&word->action, self->data);
  return G_SOURCE_REMOVE;
}

static void
tell_main (UkeSyncWorker *self, UkeSyncAction *action)
{
  Word *word = g_new0 (Word, 1);

  word->worker = worker_ref (self);
  word->action = *action;
  word->facts = *uke_sync_core_get_facts (self->core);
  memset (action, 0, sizeof *action);
  g_main_context_invoke_full (self->main, G_PRIORITY_DEFAULT, word_cb, word, word_free);
}

/* --- on the worker's thread ------------------------------------------------------------------- */

static void step (UkeSyncWorker *self, UkeSyncEvent *event);

/** Exchange: a request whose answer is waited for. */
typedef struct {
  UkeSyncWorker *worker; /* (not owned): outlives its requests */
  unsigned id;
  char *what; /* (owned): its path, without what it asks with */
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  g_free (exchange->what);
  g_free (exchange);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Exchange, exchange_free)

/* A server that is not reached is worth a line once; one that answers wrongly, each time. */
static void
log_failure (const UkeSyncWorker *self, const Exchange *exchange, const GError *error)
{
  gboolean is_away = g_error_matches (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_UNREACHABLE)
                     || g_error_matches (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_TIMEOUT);

  if (!is_away)
    g_warning ("%s: %s", exchange->what, error->message);
  else if (uke_sync_core_get_facts (self->core)->state != UKE_SYNC_STAGE_OFFLINE)
    g_message ("%s: the server is not reached: %s", exchange->what, error->message);
  else
    g_debug ("%s: the server is still not reached: %s", exchange->what, error->message);
}

static UkeSyncFailure
get_failure (const GError *error)
{
  switch ((UkeSyncError)error->code) {
  case UKE_SYNC_ERROR_TIMEOUT:
    return UKE_SYNC_FAILURE_TIMEOUT;
  case UKE_SYNC_ERROR_NOT_OURS:
    return UKE_SYNC_FAILURE_NOT_OURS;
  case UKE_SYNC_ERROR_CLOCK:
    return UKE_SYNC_FAILURE_CLOCK;
  case UKE_SYNC_ERROR_TOO_LARGE:
    return UKE_SYNC_FAILURE_TOO_LARGE;
  case UKE_SYNC_ERROR_PROTOCOL:
  case UKE_SYNC_ERROR_BAD_FILE:
    return UKE_SYNC_FAILURE_PROTOCOL;
  case UKE_SYNC_ERROR_UNREACHABLE:
    break;
  }
  return UKE_SYNC_FAILURE_UNREACHABLE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Exchange) exchange = user_data;
  UkeSyncWorker *self = exchange->worker;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSyncReply) reply
      = uke_sync_transport_send_finish (UKE_SYNC_TRANSPORT (source), result, &error);
  UkeSyncEvent event = { .id = exchange->id };

  if (!g_hash_table_remove (self->requests, GUINT_TO_POINTER (exchange->id)))
    return;
  if (reply != NULL) {
    event.kind = UKE_SYNC_EVENT_RESPONSE;
    event.status_code = reply->status;
    event.body = reply->body;
    event.retry_after_s = reply->retry_after_s;
    event.round_trip_us = reply->round_trip_us;
    event.date_us = reply->date_us;
  } else {
    log_failure (self, exchange, error);
    event.kind = UKE_SYNC_EVENT_FAILED;
    event.failure
        = error->domain == UKE_SYNC_ERROR ? get_failure (error) : UKE_SYNC_FAILURE_UNREACHABLE;
  }
  step (self, &event);
}

static gboolean
fail_cb (gpointer user_data)
{
  Exchange *exchange = user_data;
  UkeSyncEvent event
      = { .kind = UKE_SYNC_EVENT_FAILED, .id = exchange->id, .failure = UKE_SYNC_FAILURE_PROTOCOL };

  if (g_hash_table_remove (exchange->worker->requests, GUINT_TO_POINTER (exchange->id)))
    step (exchange->worker, &event);
  return G_SOURCE_REMOVE;
}

static void
send (UkeSyncWorker *self, const UkeSyncAction *action)
{
  const UkeSyncRequest request
      = { action->method, action->path, action->body, action->max_bytes, action->deadline_ms };
  Exchange *exchange = g_new (Exchange, 1);
  GCancellable *cancellable = g_cancellable_new ();

  exchange->worker = self;
  exchange->id = action->id;
  exchange->what = g_strndup (action->path, strcspn (action->path, "?"));
  g_hash_table_insert (self->requests, GUINT_TO_POINTER (action->id), cancellable);
  if (self->transport != NULL)
    uke_sync_transport_send_async (self->transport, &request, cancellable, answered_cb, exchange);
  else
    g_main_context_invoke_full (self->context, G_PRIORITY_LOW, fail_cb, exchange, exchange_free);
}

static void
cancel (UkeSyncWorker *self, unsigned id)
{
  GCancellable *cancellable = g_hash_table_lookup (self->requests, GUINT_TO_POINTER (id));

  if (cancellable == NULL)
    return;
  g_object_ref (cancellable);
  g_hash_table_remove (self->requests, GUINT_TO_POINTER (id));
  g_cancellable_cancel (cancellable);
  g_object_unref (cancellable);
}

static gboolean
timer_cb (gpointer data)
{
  UkeSyncEvent event = { .kind = UKE_SYNC_EVENT_TICK };

  step (data, &event);
  return G_SOURCE_REMOVE;
}

static void
set_timer (UkeSyncWorker *self, int64_t at_us)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  if (at_us == 0)
    return;
  self->timer = g_timeout_source_new (0);
  g_source_set_static_name (self->timer, "sync-timer");
  g_source_set_ready_time (self->timer, at_us);
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, self->context);
}

static void
act (UkeSyncWorker *self, UkeSyncAction *action)
{
  switch (action->kind) {
  case UKE_SYNC_ACTION_SEND:
    send (self, action);
    break;
  case UKE_SYNC_ACTION_CANCEL:
    cancel (self, action->id);
    break;
  case UKE_SYNC_ACTION_TIMER:
    set_timer (self, action->at_us);
    break;
  case UKE_SYNC_ACTION_STORE:
  case UKE_SYNC_ACTION_FACTS:
  case UKE_SYNC_ACTION_KEPT:
  case UKE_SYNC_ACTION_HOLDS:
    tell_main (self, action);
    break;
  }
}

static void
step (UkeSyncWorker *self, UkeSyncEvent *event)
{
  g_autoptr (GArray) actions = uke_sync_actions_new ();

  event->now_us = g_get_monotonic_time ();
  event->wall_us = g_get_real_time ();
  uke_sync_core_step (self->core, event, actions);
  for (unsigned i = 0; i < actions->len; i++)
    act (self, &g_array_index (actions, UkeSyncAction, i));
}

/* --- what people ask -------------------------------------------------------------------------- */

/** Ask: a question of a person's, beside what the engine sends. */
typedef struct {
  UkeSyncWorker *worker;     /* (not owned): outlives it */
  char *method, *path;       /* (owned) */
  GBytes *body;              /* (owned) (nullable) */
  GTask *task;               /* (owned): of the main thread, told by itself */
  GCancellable *cancellable; /* (owned) */
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  g_free (ask->method);
  g_free (ask->path);
  g_clear_pointer (&ask->body, g_bytes_unref);
  g_object_unref (ask->task);
  g_object_unref (ask->cancellable);
  g_free (ask);
}

static void
ask_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ask *ask = user_data;
  GError *error = NULL;
  UkeSyncReply *reply
      = uke_sync_transport_send_finish (UKE_SYNC_TRANSPORT (source), result, &error);

  if (reply != NULL)
    g_task_return_pointer (ask->task, reply, (GDestroyNotify)uke_sync_reply_free);
  else
    g_task_return_error (ask->task, error);
  g_hash_table_remove (ask->worker->asks, ask);
}

static gboolean
ask_cb (gpointer data)
{
  Ask *ask = data;
  UkeSyncWorker *self = ask->worker;
  const UkeSyncRequest request = { ask->method, ask->path, ask->body, MAX_REPLY, ASK_MS };

  if (self->transport == NULL) {
    g_task_return_new_error (ask->task, UKE_SYNC_ERROR, UKE_SYNC_ERROR_UNREACHABLE,
                             "there is no way to the server");
    ask_free (ask);
    return G_SOURCE_REMOVE;
  }
  g_hash_table_add (self->asks, ask);
  uke_sync_transport_send_async (self->transport, &request, ask->cancellable, ask_answered_cb, ask);
  return G_SOURCE_REMOVE;
}

/* Whoever waits for an answer is told that none comes. */
static void
end_asks (UkeSyncWorker *self)
{
  GHashTableIter iter;
  gpointer ask;

  g_hash_table_iter_init (&iter, self->asks);
  while (g_hash_table_iter_next (&iter, &ask, NULL))
    g_cancellable_cancel (((Ask *)ask)->cancellable);
  while (g_hash_table_size (self->asks) > 0)
    g_main_context_iteration (self->context, TRUE);
  g_clear_pointer (&self->asks, g_hash_table_unref);
}

/* --- the thread ------------------------------------------------------------------------------- */

static gpointer
run (gpointer data)
{
  UkeSyncWorker *self = data;
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (self->context);
  self->core = uke_sync_core_new (UKE_SCHEMA_VERSION, UKE_VERSION);
  self->requests = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->asks = g_hash_table_new_full (NULL, NULL, ask_free, NULL);
  self->transport = uke_sync_transport_new (self->uri, self->authority_file, self->device, &error);
  if (self->transport == NULL)
    g_warning ("no way to the server: %s", error->message);
  g_main_loop_run (self->loop);
  set_timer (self, 0);
  end_asks (self);
  /* Requests that are ended here still call back, and find that nobody waits for them. */
  g_hash_table_remove_all (self->requests);
  g_clear_object (&self->transport);
  while (g_main_context_iteration (self->context, FALSE))
    continue;
  g_clear_pointer (&self->requests, g_hash_table_unref);
  g_clear_pointer (&self->core, uke_sync_core_free);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/* --- for the main thread ---------------------------------------------------------------------- */

static GTlsCertificate *
read_device (const UkeSyncHome *home, UkeSecret *key_pem)
{
  g_autoptr (GError) error = NULL;
  GTlsCertificate *device = key_pem != NULL ? uke_sync_home_make_tls (home, key_pem, &error) : NULL;

  if (error != NULL)
    g_warning ("this device's certificate cannot be read: %s", error->message);
  return device;
}

/**
 * uke_sync_worker_new:
 * @home: where this desk belongs
 * @key_pem: (nullable): its certificate's key; without it the server will not know this desk
 * @calls: what is called; static
 * @data: for all of them
 *
 * Returns: (transfer full): a thread that waits for its first event
 * Errors: none
 * Thread: main
 */
UkeSyncWorker *
uke_sync_worker_new (const UkeSyncHome *home,
                     UkeSecret *key_pem,
                     const UkeSyncWorkerCalls *calls,
                     gpointer data)
{
  UkeSyncWorker *self = g_new0 (UkeSyncWorker, 1);

  self->n_refs = 1;
  self->main = g_main_context_ref_thread_default ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->uri = g_strdup (home->uri);
  self->authority_file = g_strdup (home->authority_file);
  self->device = read_device (home, key_pem);
  self->calls = calls;
  self->data = data;
  self->thread = g_thread_new ("uke-sync", run, self);
  return self;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

/**
 * uke_sync_worker_free:
 * @self: (transfer full) (nullable): a worker
 *
 * Ends the thread; what is on its way is given up. Nothing is called afterwards.
 *
 * Errors: none
 * Thread: main
 */
void
uke_sync_worker_free (UkeSyncWorker *self)
{
  GSource *quit;

  if (self == NULL)
    return;
  self->is_gone = TRUE;
  /* As a message, so that a loop that has not begun to run is not missed. */
  quit = g_idle_source_new ();
  g_source_set_callback (quit, quit_cb, self->loop, NULL);
  g_source_attach (quit, self->context);
  g_source_unref (quit);
  g_thread_join (self->thread);
  worker_unref (self);
}

/** Post: an event on its way to the worker, with what it holds. */
typedef struct {
  UkeSyncWorker *worker; /* (not owned): joined before it goes */
  UkeSyncEvent event;
  UkeWirePush *push;    /* (owned) (nullable) */
  UkeWireAudit *audit;  /* (owned) (nullable) */
  UkeWireResync *heads; /* (owned) (nullable) */
  GArray *parts;        /* (owned) (nullable) */
  UkeSyncSums *sums;    /* (owned) (nullable) */
} Post;

static void
post_free (gpointer data)
{
  Post *post = data;

  g_clear_pointer (&post->push, uke_wire_push_free);
  g_clear_pointer (&post->audit, uke_wire_audit_free);
  g_clear_pointer (&post->heads, uke_wire_resync_free);
  g_clear_pointer (&post->parts, g_array_unref);
  g_clear_pointer (&post->sums, uke_sync_sums_unref);
  g_free (post);
}

static gboolean
post_cb (gpointer data)
{
  Post *post = data;

  step (post->worker, &post->event);
  return G_SOURCE_REMOVE;
}

/**
 * uke_sync_worker_post:
 * @self: a worker
 * @event: what happened; its push, audit, heads, parts and sums are taken over; times are filled in
 *   there
 *
 * Errors: none
 * Thread: main
 */
void
uke_sync_worker_post (UkeSyncWorker *self, const UkeSyncEvent *event)
{
  Post *post = g_new0 (Post, 1);
  GSource *source = g_idle_source_new ();

  post->worker = self;
  post->event = *event;
  post->push = event->push;
  post->audit = event->audit;
  post->heads = event->heads;
  post->parts = event->parts;
  post->sums = event->sums;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, post_cb, post, post_free);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

/**
 * uke_sync_worker_ask:
 * @self: a worker
 * @method: of HTTP
 * @path: with its query
 * @body: (nullable): JSON
 * @task: returns a UkeSyncReply, whatever its status
 *
 * Asks the server something that a person wants to know or to have done, beside what the engine
 * sends by itself.
 *
 * Errors: of @task: UKE_SYNC_ERROR, G_IO_ERROR_CANCELLED when the worker ends
 * Thread: main
 */
void
uke_sync_worker_ask (UkeSyncWorker *self,
                     const char *method,
                     const char *path,
                     GBytes *body,
                     GTask *task)
{
  Ask *ask = g_new0 (Ask, 1);
  GSource *source = g_idle_source_new ();

  ask->worker = self;
  ask->method = g_strdup (method);
  ask->path = g_strdup (path);
  ask->body = body != NULL ? g_bytes_ref (body) : NULL;
  ask->task = g_object_ref (task);
  ask->cancellable = g_cancellable_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, ask_cb, ask, NULL);
  g_source_attach (source, self->context);
  g_source_unref (source);
}
