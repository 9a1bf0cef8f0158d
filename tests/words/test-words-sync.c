/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "words/uke-words-sync.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

/* Who is told why is told what helps; a state that says enough by itself has no sentence. */
static void
test_states (void)
{
  static const UkeSyncStage silent[]
      = { UKE_SYNC_STAGE_STOPPED, UKE_SYNC_STAGE_CONNECTING, UKE_SYNC_STAGE_BOOTSTRAP,
          UKE_SYNC_STAGE_CATCHUP, UKE_SYNC_STAGE_LIVE,       UKE_SYNC_STAGE_OFFLINE,
          UKE_SYNC_STAGE_HELD };
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);
  unsigned n_silent = 0;

  for (unsigned state = 0; state <= UKE_SYNC_STAGE_EXPIRED; state++) {
    const UkeSyncFacts facts = { .state = state };
    const char *text = uke_words_sync_note (&facts, FALSE, FALSE);

    if (text == NULL) {
      g_assert_cmpuint (n_silent, <, G_N_ELEMENTS (silent));
      g_assert_cmpint (silent[n_silent++], ==, state);
      continue;
    }
    g_assert_true (g_str_has_suffix (text, "。"));
    g_assert_true (g_hash_table_add (said, (char *)text));
  }
  g_assert_cmpuint (n_silent, ==, G_N_ELEMENTS (silent));
}

/* Of two programs of different age the person hears which one has to be updated. */
static void
test_versions (void)
{
  UkeSyncFacts facts = { .state = UKE_SYNC_STAGE_FAULT };
  const char *fault = uke_words_sync_note (&facts, FALSE, FALSE), *newer, *older, *half;

  facts.needs_upgrade = TRUE;
  newer = uke_words_sync_note (&facts, FALSE, FALSE);
  facts.state = UKE_SYNC_STAGE_LIVE;
  half = uke_words_sync_note (&facts, FALSE, FALSE);
  facts = (UkeSyncFacts){ .state = UKE_SYNC_STAGE_FAULT, .is_server_old = TRUE };
  older = uke_words_sync_note (&facts, FALSE, FALSE);
  g_assert_cmpstr (newer, !=, fault);
  g_assert_cmpstr (older, !=, fault);
  g_assert_cmpstr (older, !=, newer);
  g_assert_cmpstr (half, !=, newer);
  facts.state = UKE_SYNC_STAGE_LIVE;
  g_assert_cmpstr (uke_words_sync_note (&facts, FALSE, FALSE), ==, older);
  facts = (UkeSyncFacts){ .state = UKE_SYNC_STAGE_LIVE, .is_clock_off = TRUE };
  g_assert_nonnull (uke_words_sync_note (&facts, FALSE, FALSE));
  g_assert_nonnull (half);
  facts = (UkeSyncFacts){ .state = UKE_SYNC_STAGE_FAULT, .is_behind = TRUE };
  g_assert_nonnull (strstr (uke_words_sync_note (&facts, FALSE, FALSE), "更新"));
  g_assert_cmpstr (uke_words_sync_note (&facts, FALSE, FALSE), !=, newer);
  g_assert_cmpstr (uke_words_sync_note (&facts, FALSE, FALSE), !=, older);
}

/* A desk that was shut out is told what became of what it had not sent, and only where there was
 * any; one whose server was put back, what that means for bookings. */
static void
test_aftermath (void)
{
  UkeSyncFacts facts = { .state = UKE_SYNC_STAGE_REVOKED };
  const char *shut_out = uke_words_sync_note (&facts, FALSE, FALSE);

  facts.is_handed_in = TRUE;
  g_assert_cmpstr (uke_words_sync_note (&facts, FALSE, FALSE), ==, shut_out);
  facts.n_waiting = 3;
  g_assert_nonnull (strstr (uke_words_sync_note (&facts, FALSE, FALSE), "預けました"));
  facts = (UkeSyncFacts){ .state = UKE_SYNC_STAGE_LIVE, .is_recovering = TRUE };
  g_assert_nonnull (strstr (uke_words_sync_note (&facts, FALSE, FALSE), "確認待ち"));
  facts = (UkeSyncFacts){ .state = UKE_SYNC_STAGE_CATCHUP, .is_paced = TRUE };
  g_assert_nonnull (strstr (uke_words_sync_note (&facts, FALSE, FALSE), "少しずつ"));
  g_assert_nonnull (strstr (uke_words_sync_lost (), "server.conf"));
}

/* What this computer lacks comes before what the server says. */
static void
test_own (void)
{
  const UkeSyncFacts facts = { .state = UKE_SYNC_STAGE_BUSY };
  const char *no_key = uke_words_sync_note (&facts, TRUE, FALSE);
  const char *ended = uke_words_sync_note (&facts, FALSE, TRUE);

  g_assert_cmpstr (no_key, !=, ended);
  g_assert_cmpstr (ended, !=, uke_words_sync_note (&facts, FALSE, FALSE));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, UKE_BUILD_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/sync/states", test_states);
  g_test_add_func ("/words/sync/versions", test_versions);
  g_test_add_func ("/words/sync/aftermath", test_aftermath);
  g_test_add_func ("/words/sync/own", test_own);
  return g_test_run ();
}
