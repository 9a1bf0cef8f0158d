/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vault/uke-data-dir.h"
#include "vault/uke-vault-error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *root;
  UkeDataDir *dir;
} Fixture;

static void
set_up (Fixture *f, const void *data)
{
  g_autofree char *path = NULL;

  f->root = g_dir_make_tmp ("uke-data-XXXXXX", NULL);
  path = g_build_filename (f->root, "a", "b", NULL);
  f->dir = uke_data_dir_new (path);
}

static void
tear_down (Fixture *f, const void *data)
{
  g_autofree char *parent = g_path_get_dirname (f->dir->path);

  g_unlink (f->dir->lock);
  g_unlink (f->dir->database);
  g_unlink (f->dir->slots_copy);
  g_rmdir (f->dir->path);
  g_rmdir (parent);
  g_assert_cmpint (g_rmdir (f->root), ==, 0);
  uke_data_dir_free (f->dir);
  g_free (f->root);
}

/* The directory is made for its owner alone, and one that others could read is closed to them. */
static void
test_private (Fixture *f, const void *data)
{
  struct stat info;

  g_assert_true (uke_data_dir_create_sync (f->dir, NULL));
  g_assert_cmpint (g_chmod (f->dir->path, 0755), ==, 0);
  g_assert_true (uke_data_dir_create_sync (f->dir, NULL));
  g_assert_cmpint (stat (f->dir->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
}

/* Anything in a file's place counts as that file, because it must not be written over. */
static void
test_presence (Fixture *f, const void *data)
{
  g_assert_true (uke_data_dir_create_sync (f->dir, NULL));
  g_assert_false (uke_data_dir_has_database (f->dir));
  g_assert_false (uke_data_dir_has_slots (f->dir));
  g_assert_cmpint (symlink ("/nowhere", f->dir->database), ==, 0);
  g_assert_cmpint (symlink ("/nowhere", f->dir->slots_copy), ==, 0);
  g_assert_true (uke_data_dir_has_database (f->dir));
  g_assert_true (uke_data_dir_has_slots (f->dir));
}

/* The second who asks is told who holds the directory, and gets it when the first is done. */
static void
test_lock (Fixture *f, const void *data)
{
  g_autoptr (UkeDataLock) first = NULL;
  g_autoptr (UkeDataLock) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *holder = NULL;
  g_autofree char *expected = g_strdup_printf ("uketsuke %ld", (long)getpid ());

  g_assert_true (uke_data_dir_create_sync (f->dir, NULL));
  first = uke_data_dir_lock_sync (f->dir, "uketsuke", NULL, &error);
  g_assert_no_error (error);
  second = uke_data_dir_lock_sync (f->dir, "uketsukectl", &holder, &error);
  g_assert_null (second);
  g_assert_error (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_IN_USE);
  g_assert_cmpstr (holder, ==, expected);
  g_clear_error (&error);
  g_clear_pointer (&first, uke_data_lock_free);
  second = uke_data_dir_lock_sync (f->dir, "uketsukectl", NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (second);
}

/* Where no directory can be made, the error says so and not merely that something failed. */
static void
test_cannot_create (void)
{
  g_autoptr (UkeDataDir) dir = uke_data_dir_new ("/proc/uketsuke");
  g_autoptr (GError) error = NULL;

  g_assert_false (uke_data_dir_create_sync (dir, &error));
  g_assert_true (error->domain == UKE_VAULT_ERROR);
}

#define ADD(name, test) g_test_add ("/vault/data-dir/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("private", test_private);
  ADD ("presence", test_presence);
  ADD ("lock", test_lock);
  g_test_add_func ("/vault/data-dir/cannot-create", test_cannot_create);
  return g_test_run ();
}
