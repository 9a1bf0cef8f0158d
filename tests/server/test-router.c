/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ukes-request-private.h"
#include "server/ukes-router.h"

#include "clinic/uke-clinic-store.h"
#include "store/uke-device-registry.h"
#include "support/uke-test-clinic.h"

#include <string.h>

typedef struct {
  UkeTestClinic *test; /* (owned) */
  UkeDbPool *pool;
  UkeClock *clock;      /* (owned): the system's, because waiting is */
  UkesMetrics *metrics; /* (owned) */
  UkesRouter *router;   /* (owned) */
  uint8_t fingerprint[32];
  int n_calls;        /* of the waiting handler; atomic */
  int has_news;       /* atomic */
  UkesAnswer *answer; /* (owned) (nullable): the last one */
  unsigned n_answers;
} Fixture;

static UkesAnswer *
say (Fixture *f, const char *what)
{
  return ukes_answer_new_json (200, json_pack ("{s:s}", "said", what));
}

static UkesAnswer *
echo (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  return say (owner, ukes_request_get_parameter (request, 0));
}

static UkesAnswer *
fail (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no disk");
  return NULL;
}

static UkesAnswer *
fail_full (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  g_set_error_literal (error, UKE_DB_ERROR, UKE_DB_ERROR_FULL, "no room");
  return NULL;
}

/* Answers when there is news, and emptily when it must. */
static UkesAnswer *
wait_for_news (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  Fixture *f = owner;

  g_atomic_int_inc (&f->n_calls);
  if (g_atomic_int_get (&f->has_news))
    return say (f, "news");
  if (ukes_request_must_answer (request))
    return say (f, "nothing");
  return ukes_answer_new_wait (ukes_request_get_query (request, "short") != NULL ? 50 : 25000);
}

static const UkesRoute routes[] = {
  { "echo", UKES_LISTENER_DESKS, "GET", "/v1/echo/{}", 0, UKES_WORK_READ, echo, NULL, FALSE },
  { "write", UKES_LISTENER_DESKS, "POST", "/v1/write/{}/now", 10, UKES_WORK_WRITE, echo, NULL,
    FALSE },
  { "fail", UKES_LISTENER_DESKS, "GET", "/v1/fail", 0, UKES_WORK_READ, fail, NULL, FALSE },
  { "full", UKES_LISTENER_DESKS, "GET", "/v1/full", 0, UKES_WORK_READ, fail_full, NULL, FALSE },
  { "wait", UKES_LISTENER_DESKS, "GET", "/v1/wait", 0, UKES_WORK_READ, wait_for_news, NULL, TRUE },
  { "open", UKES_LISTENER_ENROL, "POST", "/v1/open/{}", 20, UKES_WORK_HERE, echo, NULL, FALSE },
};

static gpointer
enrol_work (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *f = data;
  int64_t now_us = g_get_real_time ();
  char code[UKE_ENROL_CODE_DIGITS + 1];
  g_autoptr (UkeEnrolment) enrolment = NULL;
  UkeEnrolRefusal refusal;
  unsigned tries_left;

  g_assert_true (uke_enrolment_make_code (db, now_us, code, NULL, NULL));
  g_assert_true (uke_enrolment_begin (db, code, "受付", "request", now_us, &enrolment, &refusal,
                                      &tries_left, NULL));
  g_assert_true (uke_enrolment_confirm (db, &enrolment->id, now_us, NULL, NULL));
  g_assert_true (uke_enrolment_accept (db, &enrolment->id, "pem", f->fingerprint,
                                       now_us + G_USEC_PER_SEC * INT64_C (3600), now_us, NULL,
                                       NULL));
  return GUINT_TO_POINTER (enrolment->dev);
}

static gpointer
revoke_work (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_assert_true (uke_device_registry_revoke (db, 2, NULL, NULL));
  return NULL;
}

static void
set_up (Fixture *f, const void *data)
{
  f->test = uke_test_clinic_new ();
  f->pool = uke_clinic_get_pool (f->test->clinic);
  f->clock = uke_clock_new_system ();
  f->metrics = ukes_metrics_new ();
  f->router = ukes_router_new (f->pool, f->clock, f->metrics);
  ukes_router_add (f->router, routes, G_N_ELEMENTS (routes), f);
  memset (f->fingerprint, 0x42, sizeof f->fingerprint);
  g_assert_cmpuint (GPOINTER_TO_UINT (uke_db_pool_write_sync (f->pool, enrol_work, f, NULL, NULL)),
                    ==, 2);
}

static void
tear_down (Fixture *f, const void *data)
{
  g_assert_cmpuint (ukes_router_get_n_open (f->router), ==, 0);
  ukes_answer_free (f->answer);
  ukes_router_free (f->router);
  ukes_metrics_free (f->metrics);
  g_object_unref (f->clock);
  uke_test_clinic_free (f->test);
}

static void
answer_cb (UkesRequest *request, const UkesAnswer *answer, gpointer data)
{
  Fixture *f = data;

  ukes_answer_free (f->answer);
  f->answer = ukes_answer_new (answer->status, answer->type, g_bytes_ref (answer->body));
  f->answer->retry_after_s = answer->retry_after_s;
  f->n_answers++;
}

static void
ask (Fixture *f, UkesListenerKind listener, const char *method, const char *path, const char *query)
{
  UkesRequest *request = ukes_request_new (listener, method, path);

  memcpy (request->fingerprint, f->fingerprint, 32);
  request->has_certificate = TRUE;
  if (query != NULL) {
    request->query = g_hash_table_new (g_str_hash, g_str_equal);
    g_hash_table_insert (request->query, (gpointer)query, (gpointer) "1");
  }
  ukes_router_ask (f->router, request, answer_cb, f);
}

static void
await_answers (Fixture *f, unsigned n)
{
  while (f->n_answers < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
await_calls (Fixture *f, int n)
{
  while (g_atomic_int_get (&f->n_calls) < n
         || ukes_metrics_get (f->metrics, "uketsuke_waiting") == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_answer (Fixture *f, unsigned status, const char *part)
{
  size_t size;
  const char *body = g_bytes_get_data (f->answer->body, &size);

  g_assert_cmpuint (f->answer->status, ==, status);
  if (g_strstr_len (body, (gssize)size, part) == NULL)
    g_error ("%s is not in %.*s", part, (int)size, body);
}

static void
get (Fixture *f, const char *path, unsigned status, const char *part)
{
  unsigned n = f->n_answers;

  ask (f, UKES_LISTENER_DESKS, "GET", path, NULL);
  await_answers (f, n + 1);
  assert_answer (f, status, part);
}

/* Paths fit letter by letter; a parameter is one piece of a few characters; doors do not mix. */
static void
test_paths (Fixture *f, const void *data)
{
  static const char *const none[]
      = { "/v1/echo",  "/v1/echo/", "/v1/echo/a/", "/v1/echo/A", "/v1/echo/a-b", "/v1/echo/../wait",
          "/v1//wait", "/v1/wait/", "v1/wait",     "",           "/v1/open/a" };
  g_autofree char *longest = g_strdup_printf ("/v1/echo/%064d", 0);
  g_autofree char *too_long = g_strdup_printf ("/v1/echo/%065d", 0);
  size_t max_body = 0;

  for (unsigned i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_cmpint (ukes_router_find (f->router, UKES_LISTENER_DESKS, "GET", none[i], &max_body),
                     ==, UKES_ROUTE_NO_PATH);
  g_assert_cmpint (ukes_router_find (f->router, UKES_LISTENER_DESKS, "GET", too_long, &max_body),
                   ==, UKES_ROUTE_NO_PATH);
  g_assert_cmpint (ukes_router_find (f->router, UKES_LISTENER_DESKS, "GET", longest, &max_body), ==,
                   UKES_ROUTE_FOUND);
  g_assert_cmpint (ukes_router_find (f->router, UKES_LISTENER_DESKS, "PUT", "/v1/wait", &max_body),
                   ==, UKES_ROUTE_NO_METHOD);
  g_assert_cmpint (
      ukes_router_find (f->router, UKES_LISTENER_DESKS, "POST", "/v1/write/a_1/now", &max_body), ==,
      UKES_ROUTE_FOUND);
  g_assert_cmpuint (max_body, ==, 10);
  get (f, "/v1/echo/a_1", 200, "\"said\":\"a_1\"");
}

/* Whoever is not in the register does not reach a handler. */
static void
test_unknown (Fixture *f, const void *data)
{
  f->fingerprint[0] ^= 1;
  get (f, "/v1/wait", 403, "device_unknown");
  g_assert_cmpint (f->n_calls, ==, 0);
  g_assert_cmpint (
      ukes_metrics_get (f->metrics,
                        "uketsuke_refused_total{listener=\"desks\",reason=\"device_unknown\"}"),
      ==, 1);
}

/* Nobody is known where devices are not: the register is not asked there. */
static void
test_other_door (Fixture *f, const void *data)
{
  f->fingerprint[0] ^= 1;
  ask (f, UKES_LISTENER_ENROL, "POST", "/v1/open/x", NULL);
  await_answers (f, 1);
  assert_answer (f, 200, "\"said\":\"x\"");
}

/* Who waits is answered when something has changed, also when it changed at the worst moment. */
static void
test_wake (Fixture *f, const void *data)
{
  ask (f, UKES_LISTENER_DESKS, "GET", "/v1/wait", NULL);
  ukes_router_wake (f->router);
  await_calls (f, 2);
  g_atomic_int_set (&f->has_news, 1);
  ukes_router_wake (f->router);
  await_answers (f, 1);
  assert_answer (f, 200, "news");
  g_assert_cmpint (ukes_metrics_get (f->metrics, "uketsuke_waiting"), ==, 0);
}

/* When the time is up the answer is empty, but an answer. */
static void
test_time_is_up (Fixture *f, const void *data)
{
  ask (f, UKES_LISTENER_DESKS, "GET", "/v1/wait", "short");
  await_answers (f, 1);
  assert_answer (f, 200, "nothing");
  g_assert_cmpint (f->n_calls, ==, 2);
}

/* A device that is shut out while it waits is told so at once. */
static void
test_revoked_while_waiting (Fixture *f, const void *data)
{
  ask (f, UKES_LISTENER_DESKS, "GET", "/v1/wait", NULL);
  await_calls (f, 1);
  g_assert_null (uke_db_pool_write_sync (f->pool, revoke_work, f, NULL, NULL));
  ukes_router_wake (f->router);
  await_answers (f, 1);
  assert_answer (f, 403, "device_revoked");
  g_assert_cmpint (f->n_calls, ==, 1);
}

/* Striking a device off counts from the next question on, and nothing that it asked before is
 * remembered for it; taking it in again is a new certificate. */
static void
test_revoked_between (Fixture *f, const void *data)
{
  g_atomic_int_set (&f->has_news, 1);
  for (int i = 0; i < 3; i++)
    get (f, "/v1/wait", 200, "news");
  get (f, "/v1/echo/a", 200, "said");
  g_assert_null (uke_db_pool_write_sync (f->pool, revoke_work, f, NULL, NULL));
  get (f, "/v1/wait", 403, "device_revoked");
  get (f, "/v1/echo/a", 403, "device_revoked");
  g_assert_cmpint (f->n_calls, ==, 3);
}

/* A server that ends gives everybody an empty answer, and takes nothing new. */
static void
test_drain (Fixture *f, const void *data)
{
  for (int i = 0; i < 5; i++)
    ask (f, UKES_LISTENER_DESKS, "GET", "/v1/wait", NULL);
  await_calls (f, 5);
  ukes_router_drain (f->router);
  await_answers (f, 5);
  assert_answer (f, 200, "nothing");
  get (f, "/v1/echo/a", 503, "busy");
}

/* A device may ask three hundred times a minute; following the log is apart from that. */
static void
test_rate (Fixture *f, const void *data)
{
  g_atomic_int_set (&f->has_news, 1);
  for (int i = 0; i < 300; i++)
    get (f, "/v1/echo/a", 200, "said");
  get (f, "/v1/echo/a", 429, "busy");
  g_assert_cmpuint (f->answer->retry_after_s, ==, 1);
  get (f, "/v1/wait", 200, "news");
}

/* A store that fails is something else than a refusal: the desk is to ask again. */
static void
test_store_fails (Fixture *f, const void *data)
{
  get (f, "/v1/fail", 503, "busy");
  g_assert_cmpuint (f->answer->retry_after_s, >, 0);
  assert_answer (f, 503, ": failed\"");
  /* The log of both sides has the reason in the same word. */
  get (f, "/v1/full", 503, ": disk_full\"");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/server/router/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("paths", test_paths);
  ADD ("unknown", test_unknown);
  ADD ("other-door", test_other_door);
  ADD ("wake", test_wake);
  ADD ("time-is-up", test_time_is_up);
  ADD ("revoked-while-waiting", test_revoked_while_waiting);
  ADD ("revoked-between", test_revoked_between);
  ADD ("drain", test_drain);
  ADD ("rate", test_rate);
  ADD ("store-fails", test_store_fails);
  return g_test_run ();
}
