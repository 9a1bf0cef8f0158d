/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/app/uke-test-server.h"

#include <gio/gio.h>
#include <string.h>

struct _UkeTestServer {
  GSubprocess *process;
  GDataInputStream *lines;
  char *address;
};

static char *
read_line (UkeTestServer *self)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (self->lines, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

UkeTestServer *
uke_test_server_new (const char *root)
{
  UkeTestServer *self = g_new0 (UkeTestServer, 1);
  g_autofree char *folder = g_build_filename (root, "server-XXXXXX", NULL);
  g_autofree char *script
      = g_build_filename (g_getenv ("UKE_TEST_DATA"), "..", "sync", "enrol-server.py", NULL);
  g_autofree char *words = g_build_filename (g_getenv ("UKE_TEST_DATA"), "..", "..", "data",
                                             "words", "enrolment-words.ja.txt", NULL);
  g_autofree char *port = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (g_mkdtemp (folder));
  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                    &error, "/usr/bin/python3", script, folder, words, NULL);
  g_assert_no_error (error);
  self->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  port = read_line (self);
  self->address = g_strdup_printf ("127.0.0.1:%s", port);
  return self;
}

void
uke_test_server_free (UkeTestServer *self)
{
  g_clear_object (&self->lines);
  g_subprocess_force_exit (self->process);
  g_assert_true (g_subprocess_wait (self->process, NULL, NULL));
  g_clear_object (&self->process);
  g_free (self->address);
  g_free (self);
}

const char *
uke_test_server_get_address (UkeTestServer *self)
{
  return self->address;
}

char *
uke_test_server_order (UkeTestServer *self, const char *order)
{
  g_autofree char *line = g_strconcat (order, "\n", NULL);

  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), line,
                                            strlen (line), NULL, NULL, NULL));
  return read_line (self);
}

void
uke_test_server_tell (UkeTestServer *self, const char *order)
{
  g_autofree char *answer = uke_test_server_order (self, order);

  g_assert_cmpstr (answer, ==, "done");
}
