/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-clock.h"
#include "db/uke-db-pool.h"
#include "server/ukes-metrics.h"
#include "server/ukes-request.h"

G_BEGIN_DECLS

/**
 * UkesWork:
 * @UKES_WORK_HERE: on the main context, without the store; @db is NULL
 * @UKES_WORK_READ: on a reader's thread; the one kind that may wait
 * @UKES_WORK_WRITE: on the writer's thread
 * @UKES_WORK_TOGETHER: on the writer's thread, with others that came while it was busy
 *
 * Where a handler runs.
 */
typedef enum {
  UKES_WORK_HERE,
  UKES_WORK_READ,
  UKES_WORK_WRITE,
  UKES_WORK_TOGETHER,
} UkesWork;

/**
 * UkesHandler:
 * @db: (nullable): the connection of the thread it runs on
 * @request: what is asked; at the desks' door it is known which device asks
 * @owner: who added the route; what it looks at there must not change, or be guarded
 * @error: set when the store failed: the answer is 503 then
 *
 * A request in, an answer out. It begins and ends its own transaction.
 *
 * Returns: (transfer full) (nullable): the answer; NULL with @error
 */
typedef UkesAnswer *(*UkesHandler) (UkeDb *db,
                                    const UkesRequest *request,
                                    gpointer owner,
                                    GError **error);

/**
 * UkesHandlerOfAll:
 * @db: the writing connection
 * @requests: (array length=n_requests): what is asked, by several devices
 * @n_requests: how many
 * @owner: who added the route
 * @answers: (out) (array length=n_requests): the answer to each; NULL with its error
 * @errors: (out) (array length=n_requests): what the store could not do of each
 *
 * Several requests in, as many answers out.
 */
typedef void (*UkesHandlerOfAll) (UkeDb *db,
                                  const UkesRequest *const *requests,
                                  unsigned n_requests,
                                  gpointer owner,
                                  UkesAnswer **answers,
                                  GError **errors);

/**
 * UkesAfter:
 * @request: what was asked
 * @answer: what is answered
 * @owner: who added the route
 *
 * Called on the main context right before an answer of 2xx goes out, for what has to follow a
 * change: waking those who wait, the log.
 */
typedef void (*UkesAfter) (const UkesRequest *request, const UkesAnswer *answer, gpointer owner);

/**
 * UkesRoute:
 * @name: in logs and metrics
 * @listener: the door it is at
 * @method: "GET", "POST" or "DELETE"
 * @path: exactly this path; a piece "{}" stands for 1 to 64 of the characters a-z, 0-9 and _, and
 * becomes a parameter
 * @max_body: the largest body; 0 takes none
 * @work: where the handler runs
 * @handle: the handler
 * @after: (nullable): what follows
 * @handle_all: (nullable): in place of @handle, for `UKES_WORK_TOGETHER`
 * @is_poll: following the log: it is asked again with every change that anybody makes, so that only
 * the proxy's rate holds for it. Its handler reads (`UKES_WORK_READ`), inside the transaction in
 * which who asks was looked up
 *
 * One line of the table of what can be asked. There is nothing else: no path leads to a file.
 */
typedef struct {
  const char *name;
  UkesListenerKind listener;
  const char *method;
  const char *path;
  size_t max_body;
  UkesWork work;
  UkesHandler handle;
  UkesAfter after;
  gboolean is_poll;
  UkesHandlerOfAll handle_all;
  gboolean is_for_revoked; /* and for nobody else */
} UkesRoute;

/** UkesRouteMatch: what the table says about a method and a path. */
typedef enum {
  UKES_ROUTE_FOUND,
  UKES_ROUTE_NO_PATH,   /* 404 */
  UKES_ROUTE_NO_METHOD, /* 405 */
} UkesRouteMatch;

/**
 * UkesRouter:
 *
 * Finds the route of each request, who asks, whether they may and how much, runs the handler where
 * it belongs, lets it wait, and counts and logs what became of it. Main thread.
 *
 * 1. No handler runs for a device that the register does not have as enrolled at that moment; a
 *    request that waits is judged anew each time its handler is asked.
 * 2. Each request is answered exactly once.
 * 3. A request is counted in the metrics exactly once: answered, or refused with a reason.
 */
typedef struct _UkesRouter UkesRouter;

/** UkesToldFunc: something has changed by a request that was answered here. */
typedef void (*UkesToldFunc) (gpointer data);

/* (answer: transfer none) */
typedef void (*UkesAnswerFunc) (UkesRequest *request, const UkesAnswer *answer, gpointer data);

UkesRouter *ukes_router_new (UkeDbPool *pool, UkeClock *clock, UkesMetrics *metrics);
void ukes_router_free (UkesRouter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkesRouter, ukes_router_free)

void ukes_router_add (UkesRouter *self, const UkesRoute *routes, unsigned n_routes, gpointer owner);
UkesRouteMatch ukes_router_find (UkesRouter *self,
                                 UkesListenerKind listener,
                                 const char *method,
                                 const char *path,
                                 size_t *out_max_body);
void ukes_router_ask (UkesRouter *self,
                      UkesRequest *request /* (transfer full) */,
                      UkesAnswerFunc answer,
                      gpointer data);
void ukes_router_wake (UkesRouter *self);
void ukes_router_ask_again (UkesRouter *self);
void ukes_router_set_told (UkesRouter *self, UkesToldFunc func, gpointer data);
void ukes_router_drain (UkesRouter *self);
unsigned ukes_router_get_n_open (UkesRouter *self);
UkesMetrics *ukes_router_get_metrics (UkesRouter *self);

G_END_DECLS
