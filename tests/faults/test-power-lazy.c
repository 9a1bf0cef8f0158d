/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The power fails while some transactions wait for the disk and some do not: what is there is
 * always all that was committed up to some moment, and never less than the last that waited. */
#include "faults/uke-power.h"
#include "support/uke-test-db.h"
#include "support/uke-test-vfs.h"

#define N_ROWS 60
#define N_IMAGES 150

/* Every third transaction waits for the disk. */
static gboolean
waits (int n)
{
  return n % 3 == 2;
}

static void
write_row (UkeDb *db, int n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDbTransaction) transaction
      = waits (n) ? uke_db_transaction_new (db, &error) : uke_db_transaction_new_lazy (db, &error);
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "INSERT INTO note (n, body) VALUES (:n, zeroblob (3000))", &error);

  g_assert_no_error (error);
  uke_stmt_bind_int64 (stmt, ":n", n);
  g_assert_true (uke_stmt_run (stmt, &error));
  g_assert_true (uke_db_transaction_commit (g_steal_pointer (&transaction), &error));
  if (waits (n))
    uke_power_acknowledge (n + 1);
}

static void
record_rows (UkeTestFolder *folder, int n_rows)
{
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);

  uke_test_create (db, "CREATE TABLE note (n INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT");
  uke_db_free (g_steal_pointer (&db));
  uke_power_record (folder->path);
  db = uke_test_folder_open (folder);
  for (int i = 0; i < n_rows; i++)
    write_row (db, i);
  uke_power_stop ();
}

/* Returns: how many rows there are, and they are the first ones */
static int64_t
look_at_image (UkeTestFolder *folder,
               unsigned at,
               UkePowerLoss loss,
               GRand *rand,
               int64_t *out_least)
{
  g_autoptr (UkeTestFolder) image = uke_test_folder_new ();
  g_autoptr (UkeDb) db = NULL;
  int64_t n;

  *out_least = uke_power_make_image (image->path, at, loss, rand);
  db = uke_test_folder_open (image);
  n = uke_test_query (db, "SELECT count (*) FROM note");
  g_assert_cmpint (uke_test_query (db, "SELECT coalesce (max (n), -1) + 1 FROM note"), ==, n);
  return n;
}

static void
test_order (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  unsigned n_lost = 0;

  record_rows (folder, N_ROWS);
  for (unsigned i = 0; i < N_IMAGES; i++) {
    unsigned at = (unsigned)g_rand_int_range (rand, 0, (int)uke_power_get_n () + 1);
    UkePowerLoss loss = i % 4 == 0 ? UKE_POWER_LOSS_ALL : UKE_POWER_LOSS_RANDOM;
    int64_t least, n = look_at_image (folder, at, loss, rand, &least);

    g_assert_cmpint (n, >=, least);
    n_lost += n == least;
  }
  g_assert_cmpuint (n_lost, >, 0);
  uke_power_forget ();
}

/* The last one did not wait: a disk that keeps only what it confirmed does not have it. */
static void
test_not_waited_for (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  int64_t least;

  g_assert_false (waits (3));
  record_rows (folder, 4);
  g_assert_cmpint (look_at_image (folder, uke_power_get_n (), UKE_POWER_LOSS_ALL, NULL, &least), ==,
                   3);
  g_assert_cmpint (least, ==, 3);
  uke_power_forget ();
}

/* However a lazy transaction ends, what follows waits again. */
static void
test_waits_again (void)
{
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDb) db = uke_test_folder_open (folder);

  for (unsigned i = 0; i < 3; i++) {
    g_autoptr (GError) error = NULL;
    UkeDbTransaction *transaction = uke_db_transaction_new_lazy (db, &error);

    g_assert_no_error (error);
    g_assert_cmpint (uke_test_query (db, "PRAGMA synchronous"), ==, 1);
    if (i == 0)
      uke_db_transaction_free (transaction);
    else if (i == 1)
      uke_db_rollback (db);
    else
      g_assert_true (uke_db_transaction_commit (transaction, &error));
    g_assert_cmpint (uke_test_query (db, "PRAGMA synchronous"), ==, 2);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  uke_test_vfs_install ();
  g_test_add_func ("/faults/power/lazy-order", test_order);
  g_test_add_func ("/faults/power/not-waited-for", test_not_waited_for);
  g_test_add_func ("/faults/power/waits-again", test_waits_again);
  return g_test_run ();
}
