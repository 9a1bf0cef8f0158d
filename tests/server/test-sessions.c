/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ukes-sessions.h"

static void
begin (UkesSessions *sessions, uint64_t inc, uint64_t session, gboolean is_in, gboolean was_cloned)
{
  gboolean was = FALSE;

  g_assert_cmpint (ukes_sessions_begin (sessions, 2, inc, session, &was), ==, is_in);
  g_assert_cmpint (was, ==, was_cloned);
}

static void
hear (UkesSessions *sessions, uint64_t session, gboolean is_new, gboolean is_in, gboolean finds)
{
  gboolean found = FALSE;

  g_assert_cmpint (ukes_sessions_hear (sessions, 2, session, is_new, &found), ==, is_in);
  g_assert_cmpint (found, ==, finds);
}

/* A program that is started again is let in at once: nobody speaks as its last run any more. What
 * that one had waiting is not it speaking. */
static void
test_started_again (void)
{
  g_autoptr (UkesSessions) sessions = ukes_sessions_new ();

  begin (sessions, 7, 1, TRUE, FALSE);
  hear (sessions, 1, TRUE, TRUE, FALSE);
  begin (sessions, 7, 2, TRUE, FALSE);
  hear (sessions, 1, FALSE, TRUE, FALSE);
  hear (sessions, 2, TRUE, TRUE, FALSE);
  begin (sessions, 7, 2, TRUE, FALSE);
  hear (sessions, 2, TRUE, TRUE, FALSE);
}

/* Two runs of one incarnation that both speak: the newer one is refused until it is another. */
static void
test_copied (void)
{
  g_autoptr (UkesSessions) sessions = ukes_sessions_new ();

  begin (sessions, 7, 1, TRUE, FALSE);
  begin (sessions, 7, 2, TRUE, FALSE);
  hear (sessions, 2, TRUE, TRUE, FALSE);
  hear (sessions, 1, TRUE, TRUE, TRUE);
  hear (sessions, 1, TRUE, TRUE, FALSE);
  hear (sessions, 2, FALSE, FALSE, FALSE);
  begin (sessions, 7, 2, FALSE, FALSE);
  begin (sessions, 8, 2, TRUE, TRUE);
  hear (sessions, 2, TRUE, TRUE, FALSE);
  hear (sessions, 1, TRUE, TRUE, FALSE);
}

/* Who says nothing of a run, or was never heard of, is let in; another device is another one. */
static void
test_unknown (void)
{
  g_autoptr (UkesSessions) sessions = ukes_sessions_new ();
  gboolean found;

  begin (sessions, 7, 0, TRUE, FALSE);
  begin (sessions, 7, 1, TRUE, FALSE);
  hear (sessions, 0, TRUE, TRUE, FALSE);
  hear (sessions, 5, TRUE, TRUE, FALSE);
  g_assert_true (ukes_sessions_begin (sessions, 3, 7, 9, &found));
  hear (sessions, 1, TRUE, TRUE, FALSE);
  for (uint64_t i = 100; i < 140; i++)
    begin (sessions, i, i, TRUE, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/sessions/started-again", test_started_again);
  g_test_add_func ("/server/sessions/copied", test_copied);
  g_test_add_func ("/server/sessions/unknown", test_unknown);
  return g_test_run ();
}
