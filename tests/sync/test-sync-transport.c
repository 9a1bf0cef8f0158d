/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/uke-sync-transport.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/*
 * The desk's way to the server against a server that means harm (security.md T-MAL): a real process
 * over real TLS on loopback.
 */

#define MAX_BODY (8 * 1024 * 1024)
#define MAX_GROWTH_KIB (32 * 1024)

/** Test: a hostile server and a transport that trusts its authority. */
typedef struct {
  char *dir;
  GSubprocess *server;
  GDataInputStream *lines;
  unsigned port, foreign_port;
  UkeSyncTransport *transport;
} Test;

static UkeSyncTransport *
make_transport_of (Test *self, unsigned port, GTlsCertificate *device)
{
  g_autofree char *uri = g_strdup_printf ("https://127.0.0.1:%u", port);
  g_autofree char *authority = g_build_filename (self->dir, "ours.pem", NULL);
  g_autoptr (GError) error = NULL;
  UkeSyncTransport *transport = uke_sync_transport_new (uri, authority, device, &error);

  g_assert_no_error (error);
  return transport;
}

static UkeSyncTransport *
make_transport (Test *self, unsigned port)
{
  return make_transport_of (self, port, NULL);
}

static char *
read_line (Test *self)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (self->lines, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

static void
set_up (Test *self, gconstpointer data)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "sync", "hostile-server.py", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  g_auto (GStrv) ports = NULL;

  self->dir = g_dir_make_tmp ("uke-hostile-XXXXXX", &error);
  g_assert_no_error (error);
  self->server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                   &error, "/usr/bin/python3", script, self->dir, NULL);
  g_assert_no_error (error);
  self->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->server));
  line = read_line (self);
  ports = g_strsplit (line, " ", 2);
  self->port = (unsigned)g_ascii_strtoull (ports[0], NULL, 10);
  self->foreign_port = (unsigned)g_ascii_strtoull (ports[1], NULL, 10);
  self->transport = make_transport (self, self->port);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    g_assert_cmpint (g_unlink (child), ==, 0);
  }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

static void
tear_down (Test *self, gconstpointer data)
{
  g_clear_object (&self->transport);
  g_clear_object (&self->lines);
  g_subprocess_force_exit (self->server);
  g_assert_true (g_subprocess_wait (self->server, NULL, NULL));
  g_clear_object (&self->server);
  remove_folder (self->dir);
  g_free (self->dir);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static UkeSyncReply *
ask (UkeSyncTransport *transport,
     const char *path,
     size_t max_bytes,
     unsigned deadline_ms,
     GError **error)
{
  const UkeSyncRequest request = { "GET", path, NULL, max_bytes, deadline_ms };
  g_autoptr (GAsyncResult) result = NULL;

  uke_sync_transport_send_async (transport, &request, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return uke_sync_transport_send_finish (transport, result, error);
}

static int64_t
get_status_kib (const char *name)
{
  g_autofree char *text = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  line = strstr (text, name);
  g_assert_nonnull (line);
  return g_ascii_strtoll (line + strlen (name), NULL, 10);
}

/* From now on VmHWM is the most that is held from here on (proc(5), clear_refs). */
static int64_t
reset_peak_kib (void)
{
  int file = g_open ("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC, 0);

  g_assert_cmpint (file, >=, 0);
  g_assert_cmpint (write (file, "5", 1), ==, 1);
  g_assert_cmpint (close (file), ==, 0);
  return get_status_kib ("VmHWM:");
}

static void
assert_refused (Test *self, const char *path, unsigned deadline_ms, int code)
{
  g_autoptr (GError) error = NULL;
  int64_t before_kib = reset_peak_kib ();
  g_autoptr (UkeSyncReply) reply = NULL;

  reply = ask (self->transport, path, MAX_BODY, deadline_ms, &error);
  g_assert_null (reply);
  g_assert_error (error, UKE_SYNC_ERROR, code);
  g_assert_cmpint (get_status_kib ("VmHWM:") - before_kib, <, MAX_GROWTH_KIB);
}

/* A plain answer comes whole, with how long the first byte took; the connection is used again. */
static void
test_answer (Test *self, gconstpointer data)
{
  for (int i = 0; i < 3; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (UkeSyncReply) reply = ask (self->transport, "/ok", MAX_BODY, 10000, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (reply->status, ==, 200);
    g_assert_cmpmem (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), "{}", 2);
    g_assert_cmpint (reply->round_trip_us, >, 0);
  }
}

/* A device shows its certificate on every connection, also when the first one of a request was
 * closed under it, as by a server that starts again, and it goes out once more on another. */
static void
test_certificate (Test *self, gconstpointer data)
{
  const char *const paths[] = { "/who", "/who-again", "/who", "/who-again" };
  g_autofree char *cert_file = g_build_filename (self->dir, "device.pem", NULL);
  g_autofree char *key_file = g_build_filename (self->dir, "device.key", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) device
      = g_tls_certificate_new_from_files (cert_file, key_file, &error);
  g_autoptr (UkeSyncTransport) transport = make_transport_of (self, self->port, device);
  g_autoptr (UkeSyncReply) stranger = ask (self->transport, "/who", MAX_BODY, 10000, NULL);

  g_assert_no_error (error);
  g_assert_cmpuint (stranger->status, ==, 400);
  for (unsigned i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (UkeSyncReply) reply = ask (transport, paths[i], MAX_BODY, 10000, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (reply->status, ==, 200);
  }
}

/* Statuses are answers: the caller decides, and is told how long to wait. */
static void
test_statuses (Test *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSyncReply) busy = ask (self->transport, "/busy", MAX_BODY, 10000, &error);
  g_autoptr (UkeSyncReply) nothing = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (busy->status, ==, 503);
  g_assert_cmpuint (busy->retry_after_s, ==, 7);
  nothing = ask (self->transport, "/nothing", MAX_BODY, 10000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nothing->status, ==, 204);
  g_assert_cmpuint (g_bytes_get_size (nothing->body), ==, 0);
}

/* Bombs, endless bodies and endless heads are cut off, and memory does not follow them. */
static void
test_too_large (Test *self, gconstpointer data)
{
  assert_refused (self, "/gzip-bomb", 60000, UKE_SYNC_ERROR_PROTOCOL);
  assert_refused (self, "/announced", 60000, UKE_SYNC_ERROR_TOO_LARGE);
  assert_refused (self, "/endless", 60000, UKE_SYNC_ERROR_TOO_LARGE);
  assert_refused (self, "/endless-chunks", 60000, UKE_SYNC_ERROR_TOO_LARGE);
}

/* Whoever sends a byte now and then, or nothing, is left at the deadline. */
static void
test_deadline (Test *self, gconstpointer data)
{
  int64_t began_us = g_get_monotonic_time ();

  assert_refused (self, "/drip", 700, UKE_SYNC_ERROR_TIMEOUT);
  assert_refused (self, "/drip-head", 700, UKE_SYNC_ERROR_TIMEOUT);
  assert_refused (self, "/silent", 700, UKE_SYNC_ERROR_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - began_us, <, 30 * G_USEC_PER_SEC);
}

/* A redirect is refused, and nobody calls at the place it names. */
static void
test_redirect (Test *self, gconstpointer data)
{
  GOutputStream *ask_count = g_subprocess_get_stdin_pipe (self->server);
  g_autofree char *count = NULL;

  assert_refused (self, "/redirect", 10000, UKE_SYNC_ERROR_PROTOCOL);
  g_assert_true (g_output_stream_write_all (ask_count, "?\n", 2, NULL, NULL, NULL));
  count = read_line (self);
  g_assert_cmpstr (count, ==, "0");
}

/* What is not HTTP, ends in the middle or has a monstrous head is an error, never half an answer.
 */
static void
test_broken (Test *self, gconstpointer data)
{
  const char *const paths[] = { "/half", "/garbage", "/huge-head" };

  for (unsigned i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (UkeSyncReply) reply = ask (self->transport, paths[i], MAX_BODY, 60000, &error);

    g_assert_null (reply);
    g_assert_true (error->domain == UKE_SYNC_ERROR);
  }
}

/* A server with another authority's certificate is not ours, however good its certificate. */
static void
test_foreign (Test *self, gconstpointer data)
{
  g_autoptr (UkeSyncTransport) transport = make_transport (self, self->foreign_port);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSyncReply) reply = ask (transport, "/ok", MAX_BODY, 10000, &error);

  g_assert_null (reply);
  g_assert_error (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_NOT_OURS);
}

/* Nobody there is said at once. */
static void
test_unreachable (Test *self, gconstpointer data)
{
  g_autoptr (UkeSyncTransport) transport = make_transport (self, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSyncReply) reply = ask (transport, "/ok", MAX_BODY, 10000, &error);

  g_assert_null (reply);
  g_assert_error (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_UNREACHABLE);
}

/* Whoever asked can end it, and is told that it was their wish. */
static void
test_cancelled (Test *self, gconstpointer data)
{
  const UkeSyncRequest request = { "GET", "/silent", NULL, MAX_BODY, 30000 };
  g_autoptr (GCancellable) wish = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  uke_sync_transport_send_async (self->transport, &request, wish, result_cb, &result);
  g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (wish);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (uke_sync_transport_send_finish (self->transport, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Plain HTTP is never spoken, and an authority that cannot be read is said. */
static void
test_bad_set_up (Test *self, gconstpointer data)
{
  g_autofree char *authority = g_build_filename (self->dir, "ours.pem", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (uke_sync_transport_new ("http://127.0.0.1:80", authority, NULL, &error));
  g_assert_error (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_BAD_FILE);
  g_clear_error (&error);
  g_assert_null (uke_sync_transport_new ("https://127.0.0.1:80", self->dir, NULL, &error));
  g_assert_error (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_BAD_FILE);
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
  add ("/sync/transport/answer", test_answer);
  add ("/sync/transport/certificate", test_certificate);
  add ("/sync/transport/statuses", test_statuses);
  add ("/sync/transport/too-large", test_too_large);
  add ("/sync/transport/deadline", test_deadline);
  add ("/sync/transport/redirect", test_redirect);
  add ("/sync/transport/broken", test_broken);
  add ("/sync/transport/foreign", test_foreign);
  add ("/sync/transport/unreachable", test_unreachable);
  add ("/sync/transport/cancelled", test_cancelled);
  add ("/sync/transport/bad-set-up", test_bad_set_up);
  return g_test_run ();
}
