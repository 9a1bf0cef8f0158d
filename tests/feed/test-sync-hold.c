/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-test-core.h"

/* Times that are kept: what the engine asks of the server, and what whoever asked is told. */

static const UkeWireHoldWish wish = { { { 5 } }, 1000, 2000, 120 };

static void
ask_hold (Test *self, unsigned token)
{
  UkeSyncEvent event = make_event (self, UKE_SYNC_EVENT_HOLD);

  event.token = token;
  event.wish = wish;
  step (self, &event);
}

static void
expect_held (Test *self, unsigned token, UkeSyncKept kept)
{
  const UkeSyncAction *action = find (self, UKE_SYNC_ACTION_KEPT, 0);

  g_assert_nonnull (action);
  g_assert_cmpuint (action->token, ==, token);
  g_assert_cmpint (action->kept, ==, kept);
}

/* A connected desk asks for a time, is told that it has it, and gives it up; nothing else ends. */
static void
test_hold (Test *self, gconstpointer data)
{
  const UkeId id = uke_id_new (3);
  UkeSyncEvent event;
  GString *json = g_string_new (NULL);
  unsigned request;

  go_live (self);
  ask_hold (self, 7);
  request = expect_send (self, UKE_SYNC_REQUEST_HOLD);
  g_assert_null (find (self, UKE_SYNC_ACTION_KEPT, 0));
  uke_wire_hold_answer_write (&id, 1900, json);
  answer (self, request, 200, json);
  expect_held (self, 7, UKE_SYNC_KEPT_YES);
  g_assert_cmpint (find (self, UKE_SYNC_ACTION_KEPT, 0)->hold.until_us, ==, 1900);
  g_assert_true (uke_id_equal (&find (self, UKE_SYNC_ACTION_KEPT, 0)->hold.id, &id));
  event = make_event (self, UKE_SYNC_EVENT_END_HOLD);
  event.hold_id = id;
  step (self, &event);
  request = expect_send (self, UKE_SYNC_REQUEST_END_HOLD);
  g_assert_cmpstr (find (self, UKE_SYNC_ACTION_SEND, 0)->method, ==, "DELETE");
  refuse (self, request, UKE_WIRE_NOT_FOUND);
  expect_state (self, UKE_SYNC_STAGE_LIVE);
}

/* What is refused, what is cut off, and what is asked while there is no connection: whoever asked
 * hears of it, and waits for nothing. */
static void
test_no_hold (Test *self, gconstpointer data)
{
  ask_hold (self, 1);
  expect_held (self, 1, UKE_SYNC_KEPT_NOT_ASKED);
  go_live (self);
  ask_hold (self, 2);
  refuse (self, expect_send (self, UKE_SYNC_REQUEST_HOLD), UKE_WIRE_TAKEN);
  expect_held (self, 2, UKE_SYNC_KEPT_TAKEN);
  expect_state (self, UKE_SYNC_STAGE_LIVE);
  ask_hold (self, 3);
  fail (self, expect_send (self, UKE_SYNC_REQUEST_HOLD), UKE_SYNC_FAILURE_UNREACHABLE);
  expect_held (self, 3, UKE_SYNC_KEPT_NOT_ASKED);
  expect_state (self, UKE_SYNC_STAGE_OFFLINE);
  ask_hold (self, 4);
  expect_held (self, 4, UKE_SYNC_KEPT_NOT_ASKED);
}

/* Holds of all devices come with a page and are handed on, without the store; the next question
 * says which ones are known. */
static void
test_holds_of_others (Test *self, gconstpointer data)
{
  const UkeWireHold hold = { uke_id_new (3), 3, uke_id_new (4), 1000, 2000, 1900, "受付2" };
  g_autoptr (UkeWirePage) page = uke_wire_page_new ();
  GString *json = g_string_new (NULL);
  const UkeSyncAction *action;
  unsigned pull = go_live (self);

  page->epoch = self->epoch;
  page->from = page->head = 41;
  page->at_us = WALL_US;
  page->cursor = self->status.cursor;
  page->has_holds = TRUE;
  page->holds_tag = 4711;
  g_array_append_val (page->holds, hold);
  uke_wire_page_write (page, json);
  answer (self, pull, 200, json);
  action = find (self, UKE_SYNC_ACTION_HOLDS, 0);
  g_assert_nonnull (action);
  g_assert_cmpuint (action->holds->len, ==, 1);
  g_assert_cmpstr (g_array_index (action->holds, UkeWireHold, 0).name, ==, "受付2");
  g_assert_cmpint (action->at_us, ==, WALL_US);
  g_assert_null (find (self, UKE_SYNC_ACTION_STORE, 0));
  expect_send (self, UKE_SYNC_REQUEST_CHANGES);
  g_assert_nonnull (
      strstr (find (self, UKE_SYNC_ACTION_SEND, UKE_SYNC_REQUEST_CHANGES)->path, "holds=4711"));
}

#define ADD(path, func) g_test_add (path, Test, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/feed/sync-hold/hold", test_hold);
  ADD ("/feed/sync-hold/no-hold", test_no_hold);
  ADD ("/feed/sync-hold/holds-of-others", test_holds_of_others);
  return g_test_run ();
}
