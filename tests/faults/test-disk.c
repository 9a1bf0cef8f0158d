/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A full disk and a disk that cannot be written, made of a small tmpfs in a mount namespace of this
 * process's own. The namespaces are made before GLib has any thread. */
#include "db/uke-db-backup.h"
#include "db/uke-db-check.h"
#include "support/uke-test-db.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

/* What is removed to make space again. */
#define BALLAST_BYTES (300 * 1024)

static int unshare_errno;
static char *mount_point; /* (owned) */

static gboolean
write_file (const char *path, const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean is_written = fd >= 0 && write (fd, text, strlen (text)) == (ssize_t)strlen (text);

  if (fd >= 0)
    close (fd);
  return is_written;
}

/* A user namespace lets an ordinary user mount; it needs its own id mapped into it. */
static void
enter_namespaces (void)
{
  g_autofree char *uid_map = g_strdup_printf ("0 %d 1", (int)geteuid ());
  g_autofree char *gid_map = g_strdup_printf ("0 %d 1", (int)getegid ());

  if (unshare (CLONE_NEWUSER | CLONE_NEWNS) != 0) {
    unshare_errno = errno;
    return;
  }
  if (!write_file ("/proc/self/setgroups", "deny") || !write_file ("/proc/self/uid_map", uid_map)
      || !write_file ("/proc/self/gid_map", gid_map)
      || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    unshare_errno = errno;
}

static gboolean
mount_small (void)
{
  if (unshare_errno != 0) {
    g_autofree char *why = g_strdup_printf ("no mount namespace: %s", g_strerror (unshare_errno));

    g_test_skip (why);
    return FALSE;
  }
  g_assert_cmpint (mount ("tmpfs", mount_point, "tmpfs", 0, "size=1m,mode=0700"), ==, 0);
  return TRUE;
}

static void
unmount_small (void)
{
  g_assert_cmpint (umount2 (mount_point, MNT_DETACH), ==, 0);
}

static gboolean
insert_one (UkeDb *db, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);

  if (transaction == NULL
      || !uke_db_exec (db, "INSERT INTO item (body) VALUES (printf ('%03000d', 1))", error)
      || !uke_db_exec (db, "INSERT INTO audit DEFAULT VALUES", error))
    return FALSE;
  return uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

static int
insert_until_full (UkeDb *db)
{
  g_autoptr (GError) error = NULL;
  int n_rows = 0;

  while (insert_one (db, &error))
    n_rows++;
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_FULL);
  return n_rows;
}

static void
assert_whole (UkeDb *db, int n_rows)
{
  g_auto (GStrv) problems = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (uke_db_in_transaction (db));
  g_assert_cmpint (uke_test_query (db, "SELECT count (*) FROM item"), ==, n_rows);
  g_assert_cmpint (uke_test_query (db, "SELECT count (*) FROM audit"), ==, n_rows);
  g_assert_true (uke_db_check (db, UKE_DB_CHECK_ALL, &problems, NULL, &error));
  g_assert_cmpuint (g_strv_length (problems), ==, 0);
}

static UkeDb *
open_filled (UkeTestFolder *folder)
{
  UkeDb *db = uke_test_folder_open (folder);

  uke_test_exec (db, "CREATE TABLE item (n INTEGER PRIMARY KEY, body TEXT) STRICT;"
                     "CREATE TABLE audit (n INTEGER PRIMARY KEY) STRICT");
  return db;
}

/* A full disk refuses the change that does not fit, keeps all others, and goes on when there is
 * space again. */
static void
test_full (void)
{
  g_autoptr (UkeTestFolder) folder = NULL;
  g_autoptr (UkeDb) db = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *ballast = NULL, *bytes = NULL;
  int n_rows;

  if (!mount_small ())
    return;
  folder = uke_test_folder_new_in (mount_point);
  ballast = uke_test_folder_child (folder, "ballast");
  bytes = g_malloc0 (BALLAST_BYTES);
  g_assert_true (g_file_set_contents (ballast, bytes, BALLAST_BYTES, NULL));
  db = open_filled (folder);
  n_rows = insert_until_full (db);
  g_assert_cmpint (n_rows, >, 10);
  assert_whole (db, n_rows);
  g_unlink (ballast);
  g_assert_true (insert_one (db, &error));
  assert_whole (db, n_rows + 1);
  uke_db_free (g_steal_pointer (&db));
  g_clear_pointer (&folder, uke_test_folder_free);
  unmount_small ();
}

/* A copy for which there is no space is no copy, and the former one stays. */
static void
test_full_backup (void)
{
  g_autoptr (UkeTestFolder) folder = NULL;
  g_autoptr (UkeDb) db = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *copy = NULL, *part = NULL, *kept = NULL;

  if (!mount_small ())
    return;
  folder = uke_test_folder_new_in (mount_point);
  copy = uke_test_folder_child (folder, "copy");
  part = uke_test_folder_child (folder, "copy.part");
  g_assert_true (g_file_set_contents (copy, "former", -1, NULL));
  db = open_filled (folder);
  insert_until_full (db);
  g_assert_false (uke_db_backup (db, copy, folder->key, NULL, NULL, NULL, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_FULL);
  g_assert_true (g_file_get_contents (copy, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "former");
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  uke_db_free (g_steal_pointer (&db));
  g_clear_pointer (&folder, uke_test_folder_free);
  unmount_small ();
}

/* On a medium that cannot be written, reading works and writing is refused as such. */
static void
test_read_only_medium (void)
{
  g_autoptr (UkeTestFolder) folder = NULL;
  g_autoptr (UkeDb) db = NULL;
  g_autoptr (GError) error = NULL;
  UkeDbConfig config;

  if (!mount_small ())
    return;
  folder = uke_test_folder_new_in (mount_point);
  db = open_filled (folder);
  g_assert_true (insert_one (db, &error));
  uke_db_free (g_steal_pointer (&db));
  g_assert_cmpint (mount (NULL, mount_point, NULL, MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
  config = uke_test_folder_config (folder);
  g_assert_null (uke_db_open (&config, &error));
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_READ_ONLY);
  g_clear_error (&error);
  config.read_only = TRUE;
  db = uke_db_open (&config, &error);
  g_assert_no_error (error);
  assert_whole (db, 1);
  uke_db_free (g_steal_pointer (&db));
  g_assert_cmpint (mount (NULL, mount_point, NULL, MS_REMOUNT, NULL), ==, 0);
  g_clear_pointer (&folder, uke_test_folder_free);
  unmount_small ();
}

int
main (int argc, char **argv)
{
  int status;

  enter_namespaces ();
  g_test_init (&argc, &argv, NULL);
  mount_point = g_dir_make_tmp ("uke-disk-XXXXXX", NULL);
  g_test_add_func ("/faults/disk/full", test_full);
  g_test_add_func ("/faults/disk/full-backup", test_full_backup);
  g_test_add_func ("/faults/disk/read-only-medium", test_read_only_medium);
  status = g_test_run ();
  g_rmdir (mount_point);
  g_free (mount_point);
  return status;
}
