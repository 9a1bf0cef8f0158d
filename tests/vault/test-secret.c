/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vault/uke-secret.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Equal bytes are equal secrets; another length or byte is not. */
static void
test_equal (void)
{
  g_autoptr (UkeSecret) a = uke_secret_new_copy ("abcd", 4);
  g_autoptr (UkeSecret) b = uke_secret_new_text ("abcd");
  g_autoptr (UkeSecret) c = uke_secret_new_text ("abce");
  g_autoptr (UkeSecret) d = uke_secret_new_text ("abc");

  g_assert_true (uke_secret_equal (a, b));
  g_assert_false (uke_secret_equal (a, c));
  g_assert_false (uke_secret_equal (a, d));
}

/* A text can be peeked at as one, because a NUL always follows. */
static void
test_text (void)
{
  g_autoptr (UkeSecret) text = uke_secret_new_copy ("code", 4);
  g_autoptr (UkeSecret) empty = uke_secret_new_text ("");

  g_assert_cmpstr (uke_secret_peek_text (text), ==, "code");
  g_assert_cmpuint (uke_secret_len (text), ==, 4);
  g_assert_cmpstr (uke_secret_peek_text (empty), ==, "");
}

/* Two random secrets differ. */
static void
test_random (void)
{
  g_autoptr (UkeSecret) a = uke_secret_new_random (32);
  g_autoptr (UkeSecret) b = uke_secret_new_random (32);

  g_assert_false (uke_secret_equal (a, b));
}

/* A reference keeps the bytes after the first owner let go. */
static void
test_references (void)
{
  UkeSecret *first = uke_secret_new_text ("kept");
  g_autoptr (UkeSecret) second = uke_secret_ref (first);

  uke_secret_unref (first);
  g_assert_cmpstr (uke_secret_peek_text (second), ==, "kept");
}

/* Reading behind the end of a secret ends the process instead of finding another one. */
static void
test_guarded (void)
{
  pid_t child = fork ();
  int status = 0;

  if (child == 0) {
    UkeSecret *secret = uke_secret_new_random (15);
    volatile const uint8_t *bytes = uke_secret_peek (secret);
    struct rlimit none = { 0, 0 };
    int sum = 0;

    setrlimit (RLIMIT_CORE, &none);
    for (int i = 0; i < 8192; i++)
      sum += bytes[i];
    _exit (sum == 1 ? 1 : 0);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) || WEXITSTATUS (status) != 0);
}

/* A secret in a file is read as text; a file that is not there is said to be so. */
static void
test_file (void)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSecret) text = NULL;
  int fd = g_file_open_tmp ("uke-secret-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (write (fd, "ABCD\n", 5), ==, 5);
  close (fd);
  text = uke_secret_new_from_file (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (uke_secret_peek_text (text), ==, "ABCD\n");
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_null (uke_secret_new_from_file (path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

/* A hardened process leaves no core file, cannot be read by its user's other programs, and
 * makes files that nobody else may read. */
static void
test_harden (void)
{
  if (g_test_subprocess ()) {
    struct rlimit limit;

    uke_secret_harden_process ();
    g_assert_cmpint (prctl (PR_GET_DUMPABLE), ==, 0);
    g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
    g_assert_cmpuint (limit.rlim_cur, ==, 0);
    g_assert_cmpuint (umask (0), ==, 077);
    /* Leak checkers look at the process through ptrace, which is now shut. */
    _exit (0);
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vault/secret/equal", test_equal);
  g_test_add_func ("/vault/secret/text", test_text);
  g_test_add_func ("/vault/secret/random", test_random);
  g_test_add_func ("/vault/secret/references", test_references);
  g_test_add_func ("/vault/secret/file", test_file);
  g_test_add_func ("/vault/secret/guarded", test_guarded);
  g_test_add_func ("/vault/secret/harden", test_harden);
  return g_test_run ();
}
