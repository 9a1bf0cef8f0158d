/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-test-core.h"

#include "support/uke-test-log.h"

/* What becomes of the desk's audit while the engine runs. */

static unsigned
take_audit (Test *self, int64_t first, unsigned n)
{
  UkeSyncEvent event = make_stored (self, expect_store (self, UKE_SYNC_STORE_TAKE_AUDIT));
  g_autoptr (UkeWireAudit) audit = uke_wire_audit_new ();

  for (unsigned i = 0; i < n; i++) {
    UkeWireAuditRecord record
        = { .seq = first + i, .body = g_bytes_new_static ("{}", sizeof "{}" - 1) };

    g_array_append_val (audit->records, record);
  }
  event.audit = audit;
  step (self, &event);
  return n > 0 ? expect_send (self, UKE_SYNC_REQUEST_AUDIT) : 0;
}

static void
pass (Test *self, int64_t us)
{
  self->now_us += us;
  happen (self, UKE_SYNC_EVENT_TICK);
}

static void
answer_audit (Test *self, unsigned id, int64_t last)
{
  GString *json = g_string_new (NULL);

  uke_wire_audit_answer_write (last, json);
  answer (self, id, 200, json);
}

/* When nothing else waits the desk's audit goes to the server, some at a time, each noted when the
 * server has it; then now and then what has come since. */
static void
test_arrives (Test *self, gconstpointer data)
{
  unsigned id;

  go_live (self);
  g_assert_null (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_TAKE_AUDIT));
  pass (self, 3 * SECOND_US);
  id = take_audit (self, 1, 3);
  answer_audit (self, id, 3);
  g_assert_cmpint (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_AUDIT_SENT)->seq, ==, 3);
  self->status.audit_sent = 3;
  store_ok (self, expect_store (self, UKE_SYNC_STORE_AUDIT_SENT));
  id = take_audit (self, 4, 2);
  answer_audit (self, id, 9);
  g_assert_cmpint (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_AUDIT_SENT)->seq, ==, 5);
  self->status.audit_sent = 5;
  store_ok (self, expect_store (self, UKE_SYNC_STORE_AUDIT_SENT));
  take_audit (self, 6, 0);
  g_assert_null (find (self, UKE_SYNC_ACTION_SEND, UKE_SYNC_REQUEST_AUDIT));
  pass (self, 10 * SECOND_US);
  g_assert_null (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_TAKE_AUDIT));
  pass (self, 25 * SECOND_US);
  expect_store (self, UKE_SYNC_STORE_TAKE_AUDIT);
}

/* What waits goes before it, and nothing that becomes of it disturbs the rest. */
static void
test_in_nobodys_way (Test *self, gconstpointer data)
{
  unsigned pull = go_live (self), id, push;

  self->status.n_queued = self->status.n_waiting = 1;
  self->now_us += 3 * SECOND_US;
  happen (self, UKE_SYNC_EVENT_WAITING);
  push = take_push (self, 1);
  answer_push (self, push);
  self->status.n_waiting = 0;
  store_ok (self, expect_store (self, UKE_SYNC_STORE_TAKE_ANSWER));
  id = take_audit (self, 1, 1);
  fail (self, id, UKE_SYNC_FAILURE_TIMEOUT);
  expect_state (self, UKE_SYNC_STAGE_LIVE);
  pass (self, 70 * SECOND_US);
  id = take_audit (self, 1, 1);
  refuse (self, id, UKE_WIRE_MALFORMED);
  expect_state (self, UKE_SYNC_STAGE_LIVE);
  pass (self, 601 * SECOND_US);
  id = take_audit (self, 1, 1);
  refuse (self, id, UKE_WIRE_AUDIT_BROKEN);
  expect_state (self, UKE_SYNC_STAGE_LIVE);
  g_assert_true (uke_sync_core_get_facts (self->core)->is_audit_broken);
  pass (self, 900 * SECOND_US);
  g_assert_null (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_TAKE_AUDIT));
  page (self, pull, 41, 0);
  expect_send (self, UKE_SYNC_REQUEST_CHANGES);
}

/* The desk has nothing new, and sends a message all the same. Returns: its request. */
static unsigned
ask (Test *self)
{
  UkeSyncEvent event = make_stored (self, expect_store (self, UKE_SYNC_STORE_TAKE_AUDIT));
  g_autoptr (UkeWireAudit) none = uke_wire_audit_new ();

  event.audit = none;
  step (self, &event);
  return expect_send (self, UKE_SYNC_REQUEST_AUDIT);
}

/* A server that was put back has less than it had: the first message of a connection asks, again
 * when the line broke before the answer, and what is missing is sent again, without haste where it
 * takes nothing. */
static void
test_server_put_back (Test *self, gconstpointer data)
{
  self->status.audit_sent = 7;
  go_live (self);
  pass (self, 3 * SECOND_US);
  fail (self, ask (self), UKE_SYNC_FAILURE_TIMEOUT);
  pass (self, 70 * SECOND_US);
  answer_audit (self, ask (self), 2);
  g_assert_cmpint (find (self, UKE_SYNC_ACTION_STORE, UKE_SYNC_STORE_AUDIT_SENT)->seq, ==, 2);
  self->status.audit_sent = 2;
  store_ok (self, expect_store (self, UKE_SYNC_STORE_AUDIT_SENT));
  pass (self, 31 * SECOND_US);
  take_audit (self, 3, 5);
}

static void
add (const char *path, void (*test) (Test *, gconstpointer))
{
  g_test_add (path, Test, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  uke_test_log_begin ();
  add ("/feed/sync-audit/arrives", test_arrives);
  add ("/feed/sync-audit/in-nobodys-way", test_in_nobodys_way);
  add ("/feed/sync-audit/server-put-back", test_server_put_back);
  return g_test_run ();
}
