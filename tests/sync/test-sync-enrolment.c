/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/uke-sync-enrolment.h"

#include "support/uke-test-db.h"
#include "sync/uke-sync-transport.h"

#include <string.h>

/*
 * A desk joins over real TLS. The other side is a second implementation of doc/enrolment.md, with
 * the openssl program as the authority and Python's own hashes for the words.
 */

typedef struct {
  UkeTestFolder *server_dir, *desk_dir;
  GSubprocess *server;
  GDataInputStream *lines;
  char *address;
  UkeSyncEnrolment *enrolment;
} Test;

static char *
read_line (Test *self)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (self->lines, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

static char *
order (Test *self, const char *what)
{
  g_autofree char *line = g_strconcat (what, "\n", NULL);

  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->server), line,
                                            strlen (line), NULL, NULL, NULL));
  return read_line (self);
}

static void
tell (Test *self, const char *what)
{
  g_autofree char *answer = order (self, what);

  g_assert_cmpstr (answer, ==, "done");
}

static void
set_up (Test *self, gconstpointer data)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "sync", "enrol-server.py", NULL);
  g_autofree char *words
      = g_test_build_filename (G_TEST_DIST, "..", "data", "words", "enrolment-words.ja.txt", NULL);
  g_autofree char *port = NULL;
  g_autoptr (GError) error = NULL;

  self->server_dir = uke_test_folder_new ();
  self->desk_dir = uke_test_folder_new ();
  self->server
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                          "/usr/bin/python3", script, self->server_dir->path, words, NULL);
  g_assert_no_error (error);
  self->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->server));
  port = read_line (self);
  self->address = g_strdup_printf ("127.0.0.1:%s", port);
  self->enrolment = uke_sync_enrolment_new (self->desk_dir->path, self->address, "受付 1", &error);
  g_assert_no_error (error);
}

static void
tear_down (Test *self, gconstpointer data)
{
  g_clear_object (&self->enrolment);
  g_clear_object (&self->lines);
  g_subprocess_force_exit (self->server);
  g_assert_true (g_subprocess_wait (self->server, NULL, NULL));
  g_clear_object (&self->server);
  uke_test_folder_free (self->server_dir);
  uke_test_folder_free (self->desk_dir);
  g_free (self->address);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static gboolean
begin (Test *self, const char *code, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  uke_sync_enrolment_begin_async (self->enrolment, code, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return uke_sync_enrolment_begin_finish (self->enrolment, result, error);
}

static gboolean
confirm (Test *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  uke_sync_enrolment_confirm_async (self->enrolment, cancellable, result_cb, &result);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return uke_sync_enrolment_confirm_finish (self->enrolment, result, error);
}

/* The code as people write it, the same words on both sides, both agree: the desk has a certificate
 * for its key, and knows where to go. */
static void
test_join (Test *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL, *uri = NULL;
  g_autoptr (UkeSyncHome) home = NULL;
  g_autoptr (UkeSyncHome) again = NULL;

  tell (self, "code 12345678");
  g_assert_true (begin (self, "1234-5678", &error));
  g_assert_no_error (error);
  words = order (self, "words");
  g_assert_cmpstr (uke_sync_enrolment_get_words (self->enrolment), ==, words);
  tell (self, "accept");
  g_assert_true (confirm (self, NULL, &error));
  g_assert_no_error (error);
  home = uke_sync_enrolment_steal_home (self->enrolment);
  g_assert_cmpuint (home->dev, ==, 7);
  g_assert_cmpstr (home->uri, ==, "https://127.0.0.1:8443");
  g_assert_cmpuint (home->public_key[31], ==, 0xab);
  g_assert_cmpuint (uke_secret_len (uke_sync_enrolment_get_key (self->enrolment)), >, 0);
  g_assert_true (
      uke_sync_home_save_sync (home, uke_sync_enrolment_get_authority (self->enrolment), &error));
  again = uke_sync_home_load_sync (self->desk_dir->path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->certificate, ==, home->certificate);
}

/* A wrong code says how often one may still try; then the right one is taken. */
static void
test_wrong_code (Test *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  tell (self, "code 12345678");
  g_assert_false (begin (self, "11111111", &error));
  g_assert_error (error, UKE_SYNC_ENROL_ERROR, UKE_WIRE_ENROL_WRONG_CODE);
  g_assert_cmpuint (uke_sync_enrolment_get_tries_left (self->enrolment), ==, 4);
  g_clear_error (&error);
  g_assert_true (begin (self, "12345678", &error));
  g_assert_no_error (error);
  g_assert_false (begin (self, "12345678", &error));
  g_assert_error (error, UKE_SYNC_ENROL_ERROR, UKE_WIRE_ENROL_NO_CODE);
}

/* The administrator says no: said, and nothing is kept that looks like belonging. */
static void
test_refused (Test *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  tell (self, "code 12345678");
  g_assert_true (begin (self, "12345678", &error));
  tell (self, "refuse");
  g_assert_false (confirm (self, NULL, &error));
  g_assert_error (error, UKE_SYNC_ENROL_ERROR, UKE_WIRE_ENROL_REFUSED);
  g_assert_false (uke_sync_home_exists (self->desk_dir->path));
}

/* After the words only a server of the authority they stand for is spoken to. */
static void
test_impostor (Test *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  tell (self, "code 12345678");
  g_assert_true (begin (self, "12345678", &error));
  tell (self, "accept");
  tell (self, "impostor");
  g_assert_false (confirm (self, NULL, &error));
  g_assert_error (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_NOT_OURS);
}

/* A server of another kind is told from one that has much to do. */
static void
test_stranger (Test *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  tell (self, "stranger");
  g_assert_false (begin (self, "12345678", &error));
  g_assert_error (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_PROTOCOL);
}

/* Whoever waits for the administrator can stop waiting. */
static void
test_cancelled (Test *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  tell (self, "code 12345678");
  g_assert_true (begin (self, "12345678", &error));
  g_assert_false (confirm (self, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* What is no address is refused before anything is sent; nobody there is said. */
static void
test_address (Test *self, gconstpointer data)
{
  static const char *const addresses[] = { "", "a b", "https://x", "x/y", "user@x" };
  g_autoptr (GError) error = NULL;

  for (unsigned i = 0; i < G_N_ELEMENTS (addresses); i++) {
    g_assert_null (uke_sync_enrolment_new (self->desk_dir->path, addresses[i], "受付", &error));
    g_assert_error (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_PROTOCOL);
    g_clear_error (&error);
  }
  g_clear_object (&self->enrolment);
  self->enrolment = uke_sync_enrolment_new (self->desk_dir->path, "127.0.0.1:1", "受付", &error);
  g_assert_false (begin (self, "12345678", &error));
  g_assert_error (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_UNREACHABLE);
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
  add ("/sync/enrolment/join", test_join);
  add ("/sync/enrolment/wrong-code", test_wrong_code);
  add ("/sync/enrolment/refused", test_refused);
  add ("/sync/enrolment/impostor", test_impostor);
  add ("/sync/enrolment/stranger", test_stranger);
  add ("/sync/enrolment/cancelled", test_cancelled);
  add ("/sync/enrolment/address", test_address);
  return g_test_run ();
}
