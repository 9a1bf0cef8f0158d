/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desk joins by its cards, over real TLS, with a second implementation of doc/enrolment.md on the
 * other side, a real bus and a real keyring. */
#include "app/server/uke-join.h"

#include "app/server/uke-join-ask.h"
#include "app/server/uke-join-compare.h"
#include "app/server/uke-join-words.h"
#include "app/start/uke-start-statement.h"
#include "support/uke-test-session.h"
#include "sync/uke-sync-enrolment.h"
#include "tests/app/uke-test-display.h"
#include "tests/app/uke-test-find.h"
#include "tests/app/uke-test-server.h"
#include "vault/uke-vault-error.h"
#include "words/uke-words.h"

#include <string.h>

static UkeTestSession *session;
static unsigned n_folders;

typedef struct {
  UkeTestServer *server;
  UkeKeyring *keyring;
  UkeJoin *join;
  GtkWidget *window;
  GtkWidget *card; /* (unowned) (nullable): in the window */
  char *dir;
  gboolean has_joined;
  gboolean has_left;
} Fixture;

static void
card_cb (Fixture *f, GtkWidget *card)
{
  f->card = card;
  gtk_window_set_child (GTK_WINDOW (f->window), card);
}

static void
joined_cb (Fixture *f)
{
  f->has_joined = TRUE;
}

static void
left_cb (Fixture *f)
{
  f->has_left = TRUE;
}

static void
make_join (Fixture *f)
{
  g_clear_object (&f->join);
  f->card = NULL;
  f->has_joined = FALSE;
  f->join = uke_join_new (f->dir, f->keyring);
  g_signal_connect_swapped (f->join, "card", G_CALLBACK (card_cb), f);
  g_signal_connect_swapped (f->join, "joined", G_CALLBACK (joined_cb), f);
  g_signal_connect_swapped (f->join, "left", G_CALLBACK (left_cb), f);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("join-%u", ++n_folders);

  uke_test_session_start_keyring (session, "pass");
  f->dir = g_build_filename (uke_test_session_get_root (session), name, NULL);
  f->server = uke_test_server_new (uke_test_session_get_root (session));
  f->keyring = uke_keyring_new ();
  f->window = gtk_window_new ();
  gtk_window_present (GTK_WINDOW (f->window));
  make_join (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->join);
  gtk_window_destroy (GTK_WINDOW (f->window));
  uke_test_settle ();
  g_clear_object (&f->keyring);
  uke_test_server_free (f->server);
  uke_test_session_stop_keyring (session);
  uke_test_session_forget_keyring (session);
  g_free (f->dir);
}

static void
fill_in (Fixture *f, const char *title, const char *text)
{
  GtkWidget *row = uke_test_find_titled (f->card, ADW_TYPE_ENTRY_ROW, title);

  g_assert_nonnull (row);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
press (Fixture *f, const char *label)
{
  GtkWidget *button = uke_test_find_button (f->card, label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
begin (Fixture *f)
{
  uke_join_begin (f->join);
  uke_test_wait_for (f->card != NULL);
  g_assert_true (UKE_IS_JOIN_ASK (f->card));
}

static void
submit (Fixture *f, const char *code)
{
  fill_in (f, "Address (a name or numbers)", uke_test_server_get_address (f->server));
  fill_in (f, "Code of eight digits", code);
  fill_in (f, "Name of this desk (Desk 1, consulting room …)", "受付1");
  press (f, "Next: compare words");
}

static void
compare (Fixture *f)
{
  begin (f);
  uke_test_server_tell (f->server, "code 12345678");
  submit (f, "1234-5678");
  uke_test_wait_for (UKE_IS_JOIN_COMPARE (f->card));
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static gboolean
keep (Fixture *f, const UkeId *database_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  uke_join_keep_async (f->join, database_id, result_cb, &result);
  uke_test_wait_for (result != NULL);
  return uke_join_keep_finish (f->join, result, error);
}

static GPtrArray *
look_up (Fixture *f, const UkeId *database_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UkeId id = uke_sync_home_get_keyring_id (database_id);
  GPtrArray *secrets = NULL;

  uke_keyring_lookup_async (f->keyring, &id, UKE_KEYRING_QUIET, NULL, result_cb, &result);
  uke_test_wait_for (result != NULL);
  uke_keyring_lookup_finish (f->keyring, result, &secrets, &error);
  g_assert_no_error (error);
  return secrets;
}

/* Code, the server's very words, both agree: the key lies in the keyring and the home on the disk,
 * and nothing of it before it is kept. */
static void
test_joins (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSyncHome) home = NULL;
  g_autoptr (GPtrArray) secrets = NULL;
  g_autofree char *words = NULL;
  g_auto (GStrv) each = NULL;
  UkeId database_id = { .bytes = { 7 } };

  compare (f);
  words = uke_test_server_order (f->server, "words");
  each = g_strsplit (words, " ", -1);
  g_assert_cmpuint (g_strv_length (each), ==, 6);
  for (unsigned i = 0; i < 6; i++)
    g_assert_true (uke_test_shows_text (f->card, each[i]));
  press (f, "All six are the same");
  g_assert_true (uke_test_shows_text (f->card, "Waiting for the server's side to agree"));
  g_assert_false (f->has_joined);
  uke_test_server_tell (f->server, "accept");
  uke_test_wait_for (f->has_joined);
  g_assert_cmpuint (uke_join_get_home (f->join)->dev, ==, 7);
  g_assert_cmpstr (uke_join_get_home (f->join)->device_name, ==, "受付1");
  g_assert_false (uke_sync_home_exists (f->dir));

  g_assert_true (keep (f, &database_id, &error));
  g_assert_no_error (error);
  home = uke_sync_home_load_sync (f->dir, &error);
  g_assert_no_error (error);
  secrets = look_up (f, &database_id);
  g_assert_cmpuint (secrets->len, ==, 1);
  g_assert_true (uke_sync_home_find_key (home, secrets) == secrets->pdata[0]);
}

/* Without a keyring that takes the key, nothing makes this desk the server's. */
static void
test_keyring_goes (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  UkeId database_id = { .bytes = { 8 } };

  compare (f);
  uke_test_server_tell (f->server, "accept");
  press (f, "All six are the same");
  uke_test_wait_for (f->has_joined);
  uke_test_session_stop_keyring (session);
  g_assert_false (keep (f, &database_id, &error));
  g_assert_error (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_NO_SERVICE);
  g_assert_false (uke_sync_home_exists (f->dir));
  uke_test_session_start_keyring (session, "pass");
}

/* A desk without a keyring is told so before it asks for a code, and goes on once there is one. */
static void
test_no_keyring (Fixture *f, gconstpointer data)
{
  uke_test_session_stop_keyring (session);
  uke_join_begin (f->join);
  uke_test_wait_for (f->card != NULL);
  g_assert_true (UKE_IS_START_STATEMENT (f->card));
  g_assert_true (uke_test_shows_text (f->card, "Joining a server needs a keyring"));
  press (f, "Back");
  g_assert_true (f->has_left);
  uke_test_session_start_keyring (session, "pass");
  press (f, "Try again");
  uke_test_wait_for (UKE_IS_JOIN_ASK (f->card));
}

/* A wrong code says how often one may still try, and is taken out; address and name stay. */
static void
test_wrong_code (Fixture *f, gconstpointer data)
{
  begin (f);
  uke_test_server_tell (f->server, "code 12345678");
  submit (f, "11111111");
  uke_test_wait_for (uke_test_shows_text (f->card, "It can be tried 4 more times."));
  g_assert_cmpstr (uke_join_ask_get_code (UKE_JOIN_ASK (f->card)), ==, "");
  g_assert_cmpstr (uke_join_ask_get_device_name (UKE_JOIN_ASK (f->card)), ==, "受付1");
  fill_in (f, "Code of eight digits", "１２３４５６７８");
  press (f, "Next: compare words");
  uke_test_wait_for (UKE_IS_JOIN_COMPARE (f->card));
}

/* A code that was used is said to be no code any more. */
static void
test_no_code (Fixture *f, gconstpointer data)
{
  begin (f);
  submit (f, "12345678");
  uke_test_wait_for (uke_test_shows_text (f->card, "No code is good at the server just now"));
}

/* Nobody at the address, another kind of server, and what is no address, are told apart. */
static void
test_address (Fixture *f, gconstpointer data)
{
  begin (f);
  submit (f, "12345678");
  uke_test_wait_for (uke_test_shows_text (f->card, "No code is good"));
  fill_in (f, "Address (a name or numbers)", "https://x/y");
  fill_in (f, "Code of eight digits", "12345678");
  press (f, "Next: compare words");
  g_assert_true (uke_test_shows_text (f->card, "This does not look like an address."));
  fill_in (f, "Address (a name or numbers)", "127.0.0.1:1");
  press (f, "Next: compare words");
  uke_test_wait_for (uke_test_shows_text (f->card, "The server is not reached at this address."));
  uke_test_server_tell (f->server, "stranger");
  submit (f, "12345678");
  uke_test_wait_for (uke_test_shows_text (f->card, "is no Uketsuke server."));
}

/* Words that differ end it with a warning; nothing is kept, and the code is of no more use. */
static void
test_words_differ (Fixture *f, gconstpointer data)
{
  compare (f);
  press (f, "They differ");
  g_assert_true (UKE_IS_START_STATEMENT (f->card));
  g_assert_true (uke_test_shows_text (f->card, "This desk did not join"));
  g_assert_false (uke_sync_home_exists (f->dir));
  press (f, "Try again");
  uke_test_wait_for (UKE_IS_JOIN_ASK (f->card));
}

/* The server's side says no: told, and another code is asked for. */
static void
test_refused (Fixture *f, gconstpointer data)
{
  compare (f);
  uke_test_server_tell (f->server, "refuse");
  press (f, "All six are the same");
  uke_test_wait_for (UKE_IS_JOIN_ASK (f->card));
  g_assert_true (uke_test_shows_text (f->card, "The server's side did not let this desk in."));
}

/* Another server behind the same address after the words were compared: a warning, not a retry. */
static void
test_impostor (Fixture *f, gconstpointer data)
{
  compare (f);
  uke_test_server_tell (f->server, "accept");
  uke_test_server_tell (f->server, "impostor");
  press (f, "All six are the same");
  uke_test_wait_for (UKE_IS_START_STATEMENT (f->card));
  g_assert_true (uke_test_shows_text (f->card, "Now another server answers"));
  g_assert_false (f->has_joined);
}

/* Whoever waits for the other side can stop waiting. */
static void
test_cancel (Fixture *f, gconstpointer data)
{
  compare (f);
  press (f, "All six are the same");
  press (f, "_Cancel");
  g_assert_true (UKE_IS_JOIN_ASK (f->card));
  g_assert_true (uke_test_shows_text (f->card, "You have stopped waiting."));
  g_assert_false (f->has_joined);
}

/* A desk that belonged to a clinic joins that clinic again, with a new key in place of the old. */
static void
test_again (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSyncHome) before = NULL;
  g_autoptr (UkeSyncHome) after = NULL;
  g_autoptr (GPtrArray) secrets = NULL;
  UkeId database_id = { .bytes = { 9 } };

  compare (f);
  uke_test_server_tell (f->server, "accept");
  press (f, "All six are the same");
  uke_test_wait_for (f->has_joined);
  g_assert_true (keep (f, &database_id, &error));
  before = uke_sync_home_load_sync (f->dir, &error);
  g_assert_no_error (error);

  make_join (f);
  uke_join_set_before (f->join, before);
  compare (f);
  uke_test_server_tell (f->server, "accept");
  press (f, "All six are the same");
  uke_test_wait_for (f->has_joined);
  g_assert_true (keep (f, &database_id, &error));
  after = uke_sync_home_load_sync (f->dir, &error);
  g_assert_false (uke_id_equal (&before->key_id, &after->key_id));
  secrets = look_up (f, &database_id);
  g_assert_cmpuint (secrets->len, ==, 1);
  g_assert_nonnull (uke_sync_home_find_key (after, secrets));
}

/* A desk with a clinic's content does not go over to another clinic's server. */
static void
test_elsewhere (Fixture *f, gconstpointer data)
{
  g_autofree char *authority = g_build_filename (f->dir, "authority.pem", NULL);
  UkeSyncHome before = {
    .uri = (char *)"https://server.clinic:8443",
    .device_name = (char *)"受付2",
    .authority_file = authority,
  };

  g_assert_cmpint (g_mkdir_with_parents (f->dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (authority, "another one's", -1, NULL));
  uke_join_set_before (f->join, &before);
  begin (f);
  g_assert_cmpstr (uke_join_ask_get_address (UKE_JOIN_ASK (f->card)), ==, "server.clinic");
  g_assert_cmpstr (uke_join_ask_get_device_name (UKE_JOIN_ASK (f->card)), ==, "受付2");
  uke_test_server_tell (f->server, "code 12345678");
  submit (f, "12345678");
  uke_test_wait_for (uke_test_shows_text (f->card, "This server has other content"));
}

/* A desk with content of its own goes to no server that does not have the same history; it is told
 * what helps, and may try another one. */
static void
test_other_content (Fixture *f, gconstpointer data)
{
  const UkeId epoch = { .bytes = { 3 } };

  uke_join_set_content (f->join, &epoch);
  begin (f);
  uke_test_server_tell (f->server, "code 12345678");
  submit (f, "12345678");
  uke_test_wait_for (uke_test_shows_text (f->card, "This server has other content"));
  g_assert_true (uke_test_shows_text (f->card, "uketsuke-server init --from"));
  g_assert_false (uke_sync_home_exists (f->dir));
  press (f, "Try again");
  uke_test_wait_for (UKE_IS_JOIN_ASK (f->card));
}

/* A machine that is named for a reception proposes a name; any other name does not. */
static void
test_propose (void)
{
  static const char *const pairs[][2] = {
    { "reception-1", "Desk 1" }, { "FRONT02", "Desk 2" },
    { "受付3", "Desk 3" },       { "desk_12.clinic", "Desk 12" },
    { "localhost", "" },         { "debian", "" },
    { "reception", "" },         { "desk-1-old", "" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *name = uke_join_ask_propose_name (pairs[i][0]);

    g_assert_cmpstr (name, ==, pairs[i][1]);
  }
}

/* Every refusal and every trouble on the way has a sentence of its own. */
static void
test_sentences (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int code = UKE_WIRE_ENROL_WRONG_CODE; code <= UKE_WIRE_ENROL_BUSY; code++) {
    g_autoptr (GError) error = g_error_new_literal (UKE_SYNC_ENROL_ERROR, code, "");

    g_assert_true (g_hash_table_add (seen, uke_join_words_for_error (error, 3)));
  }
  for (int code = UKE_SYNC_ERROR_UNREACHABLE; code <= UKE_SYNC_ERROR_NOT_OURS; code++) {
    g_autoptr (GError) error = g_error_new_literal (UKE_SYNC_ERROR, code, "");

    g_assert_true (g_hash_table_add (seen, uke_join_words_for_error (error, 3)));
  }
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_autofree char *display = g_strdup (g_getenv ("DISPLAY"));
  int status;

  if (!uke_test_session_is_possible ())
    return 77;
  session = uke_test_session_new ();
  g_setenv ("DISPLAY", display, TRUE);
  uke_test_display_init (&argc, &argv);
  add ("/app/join/joins", test_joins);
  add ("/app/join/keyring-goes", test_keyring_goes);
  add ("/app/join/no-keyring", test_no_keyring);
  add ("/app/join/wrong-code", test_wrong_code);
  add ("/app/join/no-code", test_no_code);
  add ("/app/join/address", test_address);
  add ("/app/join/words-differ", test_words_differ);
  add ("/app/join/refused", test_refused);
  add ("/app/join/impostor", test_impostor);
  add ("/app/join/cancel", test_cancel);
  add ("/app/join/again", test_again);
  add ("/app/join/elsewhere", test_elsewhere);
  add ("/app/join/other-content", test_other_content);
  g_test_add_func ("/app/join/propose", test_propose);
  g_test_add_func ("/app/join/sentences", test_sentences);
  status = g_test_run ();
  uke_test_session_free (session);
  return status;
}
