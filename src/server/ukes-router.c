/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-router.h"

#include "server/ukes-log.h"
#include "server/ukes-path-private.h"
#include "server/ukes-rate.h"
#include "server/ukes-request-private.h"
#include "server/ukes-words.h"
#include "store/uke-device-registry.h"
#include "store/uke-store-error.h"

#include <string.h>

#define PER_MINUTE 300
#define SEEN_EVERY_US (60 * (int64_t)1000000)
#define MAX_WAIT_MS 30000
/* More than this at once is not taken on; the proxy is told to hold less. */
#define MAX_OPEN 1024

/* So many requests share a commit at most, and so many bytes: whoever comes first does not wait for
 * long. */
#define MAX_TOGETHER 8
#define MAX_TOGETHER_BYTES (256 * 1024)

typedef struct {
  const UkesRoute *route;
  gpointer owner;
} Entry;

struct _UkesRouter {
  UkeDbPool *pool;      /* (owned) */
  UkeClock *clock;      /* (owned) */
  UkesMetrics *metrics; /* not owned */
  UkesRate *rate;       /* (owned) */
  GArray *entries;      /* (owned) (element-type Entry) */
  GQueue gathered;      /* (element-type Ask): what will share the next commit; one route has it */
  gboolean is_committing;
  GQueue asks;        /* (element-type Ask): every request that has no answer yet */
  unsigned n_waiting; /* of them */
  UkesToldFunc told_func;
  gpointer told_data;
  gboolean is_draining;
};

/* A request on its way. On the main thread, but for what a store thread is given to read. */
typedef struct {
  UkesRouter *router;
  UkesRequest *request; /* (owned) */
  const UkesRoute *route;
  gpointer owner;
  UkesAnswerFunc answer_func;
  gpointer answer_data;
  GList *link; /* its place among the router's asks */
  int64_t began_us;
  int64_t give_up_us;        /* monotonic: when waiting ends; 0 before it has waited */
  unsigned timer;            /* while it waits */
  UkeRegistryDevice *device; /* (owned) (nullable): who asks, as found in the present try */
  gboolean is_charged;
  gboolean is_working;
  gboolean is_woken; /* while it was working */
  gboolean is_refused;
} Ask;

static void look_up (Ask *ask);

/**
 * ukes_router_new:
 * @pool: the store's threads
 * @clock: the time
 * @metrics: (transfer none): outlives the router
 *
 * Returns: (transfer full): a router without routes
 * Thread: main
 */
UkesRouter *
ukes_router_new (UkeDbPool *pool, UkeClock *clock, UkesMetrics *metrics)
{
  UkesRouter *self = g_new0 (UkesRouter, 1);

  self->pool = g_object_ref (pool);
  self->clock = g_object_ref (clock);
  self->metrics = metrics;
  self->rate = ukes_rate_new (PER_MINUTE, PER_MINUTE);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_queue_init (&self->asks);
  g_queue_init (&self->gathered);
  return self;
}

/**
 * ukes_router_free:
 * @self: (nullable) (transfer full): a router that has answered everything
 *
 * Thread: main
 */
void
ukes_router_free (UkesRouter *self)
{
  if (self == NULL)
    return;
  g_assert (self->asks.length == 0);
  g_object_unref (self->pool);
  g_object_unref (self->clock);
  ukes_rate_free (self->rate);
  g_array_unref (self->entries);
  g_free (self);
}

/**
 * ukes_router_add:
 * @self: a router
 * @routes: (array length=n_routes) (transfer none): static routes
 * @n_routes: how many
 * @owner: handed to the handlers
 *
 * Thread: main
 */
void
ukes_router_add (UkesRouter *self, const UkesRoute *routes, unsigned n_routes, gpointer owner)
{
  for (unsigned i = 0; i < n_routes; i++) {
    Entry entry = { &routes[i], owner };

    g_array_append_val (self->entries, entry);
  }
}

/**
 * ukes_router_get_metrics:
 * @self: a router
 *
 * Returns: (transfer none): the numbers it counts in
 * Thread: main
 */
UkesMetrics *
ukes_router_get_metrics (UkesRouter *self)
{
  return self->metrics;
}

static const Entry *
find (UkesRouter *self,
      UkesListenerKind listener,
      const char *method,
      const char *path,
      UkesRouteMatch *out_match)
{
  *out_match = UKES_ROUTE_NO_PATH;
  for (unsigned i = 0; i < self->entries->len; i++) {
    const Entry *entry = &g_array_index (self->entries, Entry, i);

    if (entry->route->listener != listener || !ukes_path_fits (entry->route->path, path, NULL))
      continue;
    *out_match = UKES_ROUTE_NO_METHOD;
    if (g_str_equal (entry->route->method, method)) {
      *out_match = UKES_ROUTE_FOUND;
      return entry;
    }
  }
  return NULL;
}

/**
 * ukes_router_find:
 * @self: a router
 * @listener: the door
 * @method: a method
 * @path: a path as it was sent, without its query
 * @out_max_body: (out): the largest body of the route that was found
 *
 * Returns: whether there is such a route
 * Thread: main
 */
UkesRouteMatch
ukes_router_find (UkesRouter *self,
                  UkesListenerKind listener,
                  const char *method,
                  const char *path,
                  size_t *out_max_body)
{
  UkesRouteMatch match;
  const Entry *entry = find (self, listener, method, path, &match);

  if (entry != NULL)
    *out_max_body = entry->route->max_body;
  return match;
}

static void
update_gauges (UkesRouter *self)
{
  ukes_metrics_set (self->metrics, "uketsuke_in_flight", self->asks.length);
  ukes_metrics_set (self->metrics, "uketsuke_waiting", self->n_waiting);
}

static void
stop_waiting (Ask *ask)
{
  if (ask->timer != 0)
    ask->router->n_waiting--;
  g_clear_handle_id (&ask->timer, g_source_remove);
}

/* Answers, and is done with the request. Takes the answer over. */
static void
finish (Ask *ask, UkesAnswer *answer)
{
  UkesRouter *self = ask->router;
  int64_t us = uke_clock_monotonic_us (self->clock) - ask->began_us;

  stop_waiting (ask);
  g_queue_delete_link (&self->asks, ask->link);
  update_gauges (self);
  if (ask->route->after != NULL && answer->status >= 200 && answer->status < 300)
    ask->route->after (ask->request, answer, ask->owner);
  if (!ask->is_refused)
    ukes_metrics_count_answer (self->metrics, ask->route->name, answer->status, us);
  ukes_log (UKES_EVENT_REQUEST, UKES_CODE (ROUTE, ask->route->name),
            UKES_NUM (STATUS, answer->status), UKES_NUM (DEV, ask->request->dev),
            UKES_NUM (US, us));
  ask->answer_func (ask->request, answer, ask->answer_data);
  ukes_answer_free (answer);
  ukes_request_free (ask->request);
  uke_registry_device_free (ask->device);
  g_free (ask);
}

/* Refuses before any handler has seen it. */
static void
refuse (Ask *ask, unsigned status, const char *code, unsigned retry_after_s)
{
  UkesAnswer *answer
      = ukes_answer_new_refusal (status, code, "refused before anything was done with it");

  answer->retry_after_s = retry_after_s;
  ask->is_refused = TRUE;
  ukes_metrics_count_refused (ask->router->metrics,
                              ukes_listener_kind_get_name (ask->request->listener), code);
  finish (ask, answer);
}

static void
store_failed (Ask *ask, const GError *error)
{
  const char *what = ukes_words_for_log (error);
  g_autofree char *message = g_strconcat ("the store could not answer: ", what, NULL);
  UkesAnswer *answer = ukes_answer_new_refusal (503, "busy", message);

  answer->retry_after_s = 5;
  ukes_log (UKES_EVENT_STORE_FAILED, UKES_CODE (ROUTE, ask->route->name), UKES_CODE (CODE, what));
  g_debug ("%s: %s", ask->route->name, error->message);
  finish (ask, answer);
}

static gboolean
time_is_up_cb (gpointer data)
{
  Ask *ask = data;

  ask->timer = 0;
  ask->router->n_waiting--;
  ask->request->must_answer = TRUE;
  look_up (ask);
  return G_SOURCE_REMOVE;
}

/* Nothing to say yet: asked again when something changes, or when the time is up. */
static void
wait_on (Ask *ask, unsigned wait_ms)
{
  int64_t now_us = uke_clock_monotonic_us (ask->router->clock);

  if (ask->give_up_us == 0)
    ask->give_up_us = now_us + (int64_t)MIN (wait_ms, MAX_WAIT_MS) * 1000;
  if (ask->router->is_draining || now_us >= ask->give_up_us)
    ask->request->must_answer = TRUE;
  ask->request->is_again = TRUE;
  if (ask->is_woken || ask->request->must_answer) {
    ask->is_woken = FALSE;
    look_up (ask);
    return;
  }
  ask->timer
      = g_timeout_add ((unsigned)((ask->give_up_us - now_us + 999) / 1000), time_is_up_cb, ask);
  ask->router->n_waiting++;
  update_gauges (ask->router);
}

static void
take_answer (Ask *ask, UkesAnswer *answer, GError *error)
{
  ask->is_working = FALSE;
  if (answer == NULL)
    store_failed (ask, error);
  else if (answer->status != 0)
    finish (ask, answer);
  else if (ask->request->must_answer || ask->route->work != UKES_WORK_READ) {
    g_critical ("the handler of %s has no answer when it must", ask->route->name);
    ukes_answer_free (answer);
    finish (ask, ukes_answer_new_refusal (503, "busy", "no answer"));
  } else {
    wait_on (ask, answer->wait_ms);
    ukes_answer_free (answer);
  }
}

static gpointer
handle_work (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const Ask *ask = data;

  return ask->route->handle (db, ask->request, ask->owner, error);
}

static void
handled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ask *ask = user_data;
  g_autoptr (GError) error = NULL;
  UkesAnswer *answer = ask->route->work == UKES_WORK_READ
                           ? uke_db_pool_read_finish (UKE_DB_POOL (source), result, &error)
                           : uke_db_pool_write_finish (UKE_DB_POOL (source), result, &error);

  take_answer (ask, answer, error);
}

/* Requests that share a commit. */
typedef struct {
  unsigned n;
  Ask *asks[MAX_TOGETHER];
  UkesAnswer *answers[MAX_TOGETHER];
  GError *errors[MAX_TOGETHER];
} Together;

static void commit_gathered (UkesRouter *self);

static gpointer
handle_together_work (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Together *all = data;
  const UkesRequest *requests[MAX_TOGETHER];

  for (unsigned i = 0; i < all->n; i++)
    requests[i] = all->asks[i]->request;
  all->asks[0]->route->handle_all (db, requests, all->n, all->asks[0]->owner, all->answers,
                                   all->errors);
  return all;
}

static void
handled_together_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Together *all = user_data;
  UkesRouter *self = all->asks[0]->router;
  g_autoptr (GError) error = NULL;
  gboolean is_done = uke_db_pool_write_finish (UKE_DB_POOL (source), result, &error) != NULL;

  self->is_committing = FALSE;
  for (unsigned i = 0; i < all->n; i++) {
    take_answer (all->asks[i], all->answers[i], is_done ? all->errors[i] : error);
    g_clear_error (&all->errors[i]);
  }
  commit_gathered (self);
}

/* What is there now goes together; what comes meanwhile goes with the next commit. Nobody waits for
 * others to come. */
static void
commit_gathered (UkesRouter *self)
{
  Together *all;
  size_t n_bytes = 0;

  if (self->is_committing || self->gathered.length == 0)
    return;
  all = g_new0 (Together, 1);
  while (self->gathered.length > 0 && all->n < MAX_TOGETHER) {
    Ask *ask = g_queue_peek_head (&self->gathered);

    n_bytes += g_bytes_get_size (ask->request->body);
    if (all->n > 0 && n_bytes > MAX_TOGETHER_BYTES)
      break;
    all->asks[all->n++] = g_queue_pop_head (&self->gathered);
  }
  self->is_committing = TRUE;
  uke_db_pool_write_async (self->pool, handle_together_work, all, NULL, NULL, NULL,
                           handled_together_cb, all);
}

static void
run_handler (Ask *ask)
{
  UkesRouter *self = ask->router;
  g_autoptr (GError) error = NULL;

  ask->request->now_us = uke_clock_now_us (self->clock);
  switch (ask->route->work) {
  case UKES_WORK_HERE:
    take_answer (ask, ask->route->handle (NULL, ask->request, ask->owner, &error), error);
    break;
  case UKES_WORK_READ:
    uke_db_pool_read_async (self->pool, handle_work, ask, NULL, (GDestroyNotify)ukes_answer_free,
                            NULL, handled_cb, ask);
    break;
  case UKES_WORK_TOGETHER:
    g_queue_push_tail (&self->gathered, ask);
    commit_gathered (self);
    break;
  case UKES_WORK_WRITE:
    uke_db_pool_write_async (self->pool, handle_work, ask, NULL, (GDestroyNotify)ukes_answer_free,
                             NULL, handled_cb, ask);
    break;
  }
}

/* What is noted about a device that came in, on the writer's thread. */
typedef struct {
  uint32_t dev;
  uint8_t fingerprint[32];
  int64_t now_us;
} Seen;

static gpointer
note_seen (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const Seen *seen = data;

  return GINT_TO_POINTER (
      uke_device_registry_touch (db, seen->dev, seen->fingerprint, seen->now_us, error));
}

static void
seen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (uke_db_pool_write_finish (UKE_DB_POOL (source), result, &error) == NULL && error != NULL)
    g_debug ("a device could not be noted as seen: %s", error->message);
}

static void
see (UkesRouter *self, const UkesRequest *request, const UkeRegistryDevice *device)
{
  int64_t now_us = uke_clock_now_us (self->clock);
  Seen *seen;

  if (!device->shows_next && now_us - device->last_seen_us < SEEN_EVERY_US)
    return;
  seen = g_new0 (Seen, 1);
  seen->dev = device->dev;
  memcpy (seen->fingerprint, request->fingerprint, sizeof seen->fingerprint);
  seen->now_us = now_us;
  uke_db_pool_write_background_async (self->pool, note_seen, seen, g_free, NULL, NULL, seen_cb,
                                      NULL);
}

/* On a store thread, in each try: who asks, as the register has them at this moment. */
static gboolean
find_device (UkeDb *db, Ask *ask, GError **error)
{
  ask->device = uke_device_registry_find (db, ask->request->fingerprint, error);
  if (ask->device == NULL)
    return FALSE;
  ask->request->dev = ask->device->dev;
  ask->request->expires_at_us = ask->device->expires_at_us;
  return TRUE;
}

static gpointer
find_device_work (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return find_device (db, data, error) ? data : NULL;
}

/* Refuses who is not in the register, or was struck off it. */
static gboolean
is_let_in (Ask *ask, const GError *error)
{
  if (ask->device == NULL && g_error_matches (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND)) {
    refuse (ask, 403, "device_unknown", 0);
    return FALSE;
  }
  if (ask->device == NULL) {
    store_failed (ask, error);
    return FALSE;
  }
  if (ask->route->is_for_revoked == (ask->device->state == UKE_REGISTRY_REVOKED))
    return TRUE;
  refuse (ask, 403, ask->route->is_for_revoked ? "not_allowed" : "device_revoked", 0);
  return FALSE;
}

static void
device_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ask *ask = user_data;
  UkesRouter *self = ask->router;
  g_autoptr (GError) error = NULL;
  unsigned wait_s = 0;

  /* Whoever could not be found by the end of the work was not found. */
  if (uke_db_pool_read_finish (UKE_DB_POOL (source), result, &error) == NULL)
    g_clear_pointer (&ask->device, uke_registry_device_free);
  if (!is_let_in (ask, error))
    return;
  if (!ask->is_charged)
    wait_s = ukes_rate_take (self->rate, ask->device->dev, 1, uke_clock_monotonic_us (self->clock));
  ask->is_charged = TRUE;
  if (wait_s > 0) {
    refuse (ask, 429, "busy", wait_s);
    return;
  }
  see (self, ask->request, ask->device);
  run_handler (ask);
}

/* Looks up who asks and what they ask for in one piece of work, and in one state of the database.
 */
static gpointer
find_and_handle_work (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Ask *ask = data;
  gpointer answer = NULL;

  if (!uke_db_begin_read (db, error))
    return NULL;
  if (find_device (db, ask, error) && ask->device->state != UKE_REGISTRY_REVOKED)
    answer = ask->route->handle (db, ask->request, ask->owner, error);
  uke_db_end_read (db);
  return answer;
}

static void
found_and_handled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ask *ask = user_data;
  g_autoptr (GError) error = NULL;
  UkesAnswer *answer = uke_db_pool_read_finish (UKE_DB_POOL (source), result, &error);

  if (!is_let_in (ask, error))
    return;
  see (ask->router, ask->request, ask->device);
  take_answer (ask, answer, error);
}

/* Who asks is looked up each time before a handler is. Following the log is what is asked most by
 * far, and nobody is charged for it: there both go to the store together. */
static void
look_up (Ask *ask)
{
  UkesRouter *self = ask->router;

  ask->is_working = TRUE;
  ask->is_woken = FALSE;
  g_clear_pointer (&ask->device, uke_registry_device_free);
  stop_waiting (ask);
  ask->request->is_last = self->is_draining;
  if (ask->request->listener != UKES_LISTENER_DESKS) {
    run_handler (ask);
  } else if (ask->route->is_poll) {
    ask->request->now_us = uke_clock_now_us (self->clock);
    uke_db_pool_read_async (self->pool, find_and_handle_work, ask, NULL,
                            (GDestroyNotify)ukes_answer_free, NULL, found_and_handled_cb, ask);
  } else {
    uke_db_pool_read_async (self->pool, find_device_work, ask, NULL, NULL, NULL, device_found_cb,
                            ask);
  }
}

/**
 * ukes_router_ask:
 * @self: a router
 * @request: (transfer full): a request that ukes_router_find() has found a route for
 * @answer: called once with the answer
 * @data: for @answer
 *
 * Thread: main
 */
void
ukes_router_ask (UkesRouter *self, UkesRequest *request, UkesAnswerFunc answer, gpointer data)
{
  UkesRouteMatch match;
  const Entry *entry = find (self, request->listener, request->method, request->path, &match);
  Ask *ask = g_new0 (Ask, 1);

  g_return_if_fail (entry != NULL);
  ukes_path_fits (entry->route->path, request->path, request->parameters);
  ask->router = self;
  ask->request = request;
  ask->route = entry->route;
  ask->owner = entry->owner;
  ask->answer_func = answer;
  ask->answer_data = data;
  ask->began_us = uke_clock_monotonic_us (self->clock);
  g_queue_push_tail (&self->asks, ask);
  ask->link = self->asks.tail;
  update_gauges (self);
  if (self->asks.length > MAX_OPEN || self->is_draining)
    refuse (ask, 503, "busy", 2);
  else if (request->listener == UKES_LISTENER_DESKS && !request->has_certificate)
    refuse (ask, 403, "device_unknown", 0);
  else
    look_up (ask);
}

/**
 * ukes_router_set_told:
 * @self: a router
 * @func: (nullable): is called whenever something has changed here
 * @data: for @func
 *
 * Thread: main
 */
void
ukes_router_set_told (UkesRouter *self, UkesToldFunc func, gpointer data)
{
  self->told_func = func;
  self->told_data = data;
}

/**
 * ukes_router_wake:
 * @self: a router
 *
 * Something has changed here: every request that waits is asked again, and whoever wants to be told
 * is.
 *
 * Thread: main
 */
void
ukes_router_wake (UkesRouter *self)
{
  ukes_router_ask_again (self);
  if (self->told_func != NULL)
    self->told_func (self->told_data);
}

/**
 * ukes_router_ask_again:
 * @self: a router
 *
 * Something has changed, here or elsewhere: every request that waits is asked again, after who asks
 * it was looked up again.
 *
 * Thread: main
 */
void
ukes_router_ask_again (UkesRouter *self)
{
  GList *next = NULL;

  for (GList *at = self->asks.head; at != NULL; at = next) {
    Ask *ask = at->data;

    next = at->next;
    if (ask->is_working)
      ask->is_woken = TRUE;
    else
      look_up (ask);
  }
}

/**
 * ukes_router_drain:
 * @self: a router
 *
 * From now on nothing new is taken on, and who waits gets an empty answer.
 *
 * Thread: main
 */
void
ukes_router_drain (UkesRouter *self)
{
  self->is_draining = TRUE;
  for (GList *at = self->asks.head; at != NULL; at = at->next) {
    Ask *ask = at->data;

    if (!ask->is_working)
      ask->request->must_answer = TRUE;
  }
  ukes_router_ask_again (self);
}

/**
 * ukes_router_get_n_open:
 * @self: a router
 *
 * Returns: how many requests have no answer yet
 * Thread: main
 */
unsigned
ukes_router_get_n_open (UkesRouter *self)
{
  return self->asks.length;
}
