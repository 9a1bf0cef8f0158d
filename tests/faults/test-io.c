/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every operation of every kind fails once, or fails from then on, while a database is written;
 * what is left must be whole and hold all that was acknowledged (security.md T-IOE). */
#include "db/uke-db-check.h"
#include "support/uke-test-db.h"
#include "support/uke-test-vfs.h"

#define N_BEFORE 3
#define N_DURING 4
/* No work here has as many operations as this; a loop that gets here would go on for ever. */
#define MAX_OPERATIONS 2000

static void
make_tables (UkeTestFolder *folder)
{
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);

  uke_test_exec (db, "CREATE TABLE item (n INTEGER PRIMARY KEY, body TEXT) STRICT;"
                     "CREATE TABLE audit (n INTEGER PRIMARY KEY) STRICT");
  for (int i = 0; i < N_BEFORE; i++)
    uke_test_exec (db, "BEGIN; INSERT INTO item (body) VALUES (printf ('%09000d', 1));"
                       "INSERT INTO audit DEFAULT VALUES; COMMIT");
}

static gboolean
write_one (UkeDb *db, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);

  if (transaction == NULL
      || !uke_db_exec (db, "INSERT INTO item (body) VALUES (printf ('%09000d', 1))", error)
      || !uke_db_exec (db, "INSERT INTO audit DEFAULT VALUES", error))
    return FALSE;
  return uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/* Opens, writes, folds the log back and closes. Returns how many writes were acknowledged. */
static int
work (UkeTestFolder *folder)
{
  UkeDbConfig config = uke_test_folder_config (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDb) db = uke_db_open (&config, &error);
  int n_acknowledged = 0;

  for (int i = 0; db != NULL && i < N_DURING; i++) {
    g_clear_error (&error);
    if (write_one (db, &error))
      n_acknowledged++;
    else
      g_assert_cmpint (error->domain, ==, UKE_DB_ERROR);
    g_assert_false (uke_db_in_transaction (db));
  }
  g_clear_error (&error);
  if (db != NULL && !uke_db_exec (db, "PRAGMA wal_checkpoint (TRUNCATE)", &error))
    g_assert_cmpint (error->domain, ==, UKE_DB_ERROR);
  return n_acknowledged;
}

/* A write whose failure was reported may be there all the same, but only as a whole. */
static void
assert_whole (UkeTestFolder *folder, int n_acknowledged)
{
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);
  g_auto (GStrv) problems = NULL;
  g_autoptr (GError) error = NULL;
  int64_t n_items = uke_test_query (db, "SELECT count (*) FROM item");

  g_assert_cmpint (n_items, >=, N_BEFORE + n_acknowledged);
  g_assert_cmpint (n_items, <=, N_BEFORE + N_DURING);
  g_assert_cmpint (uke_test_query (db, "SELECT count (*) FROM audit JOIN item USING (n)"), ==,
                   n_items);
  g_assert_true (uke_db_check (db, UKE_DB_CHECK_ALL, &problems, NULL, &error));
  g_assert_cmpuint (g_strv_length (problems), ==, 0);
}

static unsigned
fail_every (UkeTestFault fault, gboolean is_sticky)
{
  for (unsigned nth = 1; nth < MAX_OPERATIONS; nth++) {
    g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
    int n_acknowledged;

    make_tables (folder);
    uke_test_vfs_arm (fault, nth, is_sticky);
    n_acknowledged = work (folder);
    if (uke_test_vfs_disarm () == 0) {
      g_assert_cmpint (n_acknowledged, ==, N_DURING);
      return nth - 1;
    }
    assert_whole (folder, n_acknowledged);
  }
  g_assert_not_reached ();
}

/* Whatever operation fails, the file stays whole and nothing acknowledged is lost. */
static void
test_every_operation (gconstpointer data)
{
  UkeTestFault fault = (UkeTestFault)GPOINTER_TO_INT (data);
  unsigned n_once = fail_every (fault, FALSE);
  unsigned n_sticky = fail_every (fault, TRUE);

  g_test_message ("%u operations failed once, %u from then on", n_once, n_sticky);
  g_assert_cmpuint (n_once, >, 0);
  g_assert_cmpuint (n_sticky, >, 0);
}

int
main (int argc, char **argv)
{
  static const char *const names[UKE_TEST_N_FAULTS] = {
    [UKE_TEST_FAULT_WRITE] = "/faults/io/write",       [UKE_TEST_FAULT_FULL] = "/faults/io/full",
    [UKE_TEST_FAULT_SYNC] = "/faults/io/sync",         [UKE_TEST_FAULT_READ] = "/faults/io/read",
    [UKE_TEST_FAULT_TRUNCATE] = "/faults/io/truncate",
  };

  g_test_init (&argc, &argv, NULL);
  uke_test_vfs_install ();
  for (int i = 0; i < UKE_TEST_N_FAULTS; i++)
    g_test_add_data_func (names[i], GINT_TO_POINTER (i), test_every_operation);
  return g_test_run ();
}
