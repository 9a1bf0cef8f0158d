/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki/uke-key-file.h"
#include "vault/uke-vault-error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *folder; /* (owned) */
  char *path;   /* (owned): "key" in it */
} Fixture;

static void
set_up (Fixture *f, const void *data)
{
  f->folder = g_dir_make_tmp ("uke-key-file-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "key", NULL);
}

static void
tear_down (Fixture *f, const void *data)
{
  g_unlink (f->path);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->path);
  g_free (f->folder);
}

/* What is written comes back, and its owner alone can read it whatever the umask. */
static void
test_round_trip (Fixture *f, const void *data)
{
  mode_t before = umask (0);
  g_autoptr (UkeSecret) back = NULL;
  struct stat info;

  g_assert_true (uke_key_file_create_sync (f->folder, "key", "abc\0d", 5, NULL));
  umask (before);
  g_assert_cmpint (stat (f->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  back = uke_key_file_read_sync (f->folder, "key", UKE_KEY_FILE_OWN, NULL);
  g_assert_cmpmem (uke_secret_peek (back), uke_secret_len (back), "abc\0d", 5);
}

/* A file that is there is never written over, a link is not followed. */
static void
test_never_over (Fixture *f, const void *data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) link_error = NULL;
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (f->path, "old", -1, NULL));
  g_assert_false (uke_key_file_create_sync (f->folder, "key", "new", 3, &error));
  g_assert_error (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_EXISTS);
  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "old");
  g_unlink (f->path);
  g_assert_cmpint (symlink ("elsewhere", f->path), ==, 0);
  g_assert_false (uke_key_file_create_sync (f->folder, "key", "new", 3, &link_error));
  g_assert_error (link_error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_EXISTS);
}

static void
assert_refused (Fixture *f, UkeKeyFileKind kind, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (uke_key_file_read_sync (f->folder, "key", kind, &error));
  g_assert_error (error, domain, code);
}

/* Missing, exposed, linked, empty, huge and special files are each called what they are. */
static void
test_refused (Fixture *f, const void *data)
{
  g_autofree char *huge = g_strnfill (20000, 'x');

  assert_refused (f, UKE_KEY_FILE_OWN, UKE_VAULT_ERROR, UKE_VAULT_ERROR_EMPTY);
  g_assert_true (
      g_file_set_contents_full (f->path, "key", -1, G_FILE_SET_CONTENTS_NONE, 0640, NULL));
  g_assert_cmpint (chmod (f->path, 0640), ==, 0);
  assert_refused (f, UKE_KEY_FILE_OWN, UKE_PKI_ERROR, UKE_PKI_ERROR_EXPOSED);
  g_assert_cmpint (chmod (f->path, 0444), ==, 0);
  assert_refused (f, UKE_KEY_FILE_CREDENTIAL, UKE_PKI_ERROR, UKE_PKI_ERROR_EXPOSED);
  g_unlink (f->path);
  g_assert_true (
      g_file_set_contents_full (f->path, huge, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  assert_refused (f, UKE_KEY_FILE_OWN, UKE_PKI_ERROR, UKE_PKI_ERROR_MALFORMED);
  g_unlink (f->path);
  g_assert_true (g_file_set_contents_full (f->path, "", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  assert_refused (f, UKE_KEY_FILE_OWN, UKE_PKI_ERROR, UKE_PKI_ERROR_MALFORMED);
  g_unlink (f->path);
  g_assert_cmpint (symlink ("/etc/hostname", f->path), ==, 0);
  assert_refused (f, UKE_KEY_FILE_OWN, UKE_PKI_ERROR, UKE_PKI_ERROR_MALFORMED);
  g_unlink (f->path);
  g_assert_cmpint (mkfifo (f->path, 0600), ==, 0);
  assert_refused (f, UKE_KEY_FILE_OWN, UKE_PKI_ERROR, UKE_PKI_ERROR_MALFORMED);
}

/* What the service manager hands over may show its mask as a group's right to read. */
static void
test_credential (Fixture *f, const void *data)
{
  g_autoptr (UkeSecret) secret = NULL;

  g_assert_true (g_file_set_contents (f->path, "key", -1, NULL));
  g_assert_cmpint (chmod (f->path, 0440), ==, 0);
  secret = uke_key_file_read_sync (f->folder, "key", UKE_KEY_FILE_CREDENTIAL, NULL);
  g_assert_nonnull (secret);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/pki/key-file/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", test_round_trip);
  ADD ("never-over", test_never_over);
  ADD ("refused", test_refused);
  ADD ("credential", test_credential);
  return g_test_run ();
}
