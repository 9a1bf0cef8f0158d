/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db/uke-db-backup.h"
#include "feed/uke-decide.h"
#include "store/uke-audit-ship.h"
#include "store/uke-authority.h"
#include "store/uke-device-registry.h"
#include "store/uke-hold.h"
#include "store/uke-lease-store.h"
#include "store/uke-quarantine.h"
#include "store/uke-schema.h"
#include "store/uke-snapshot.h"
#include "support/uke-test-disk.h"
#include "support/uke-test-sync.h"
#include "support/uke-test-vfs.h"

#include <string.h>
#include <sys/random.h>

/*
 * Every operation of the sync protocol that writes is done again and again, and each time another
 * one of its writes, reads or confirmations of the disk fails, the first, the second ... until none
 * is left. Then the program dies, and what the file has is looked at:
 *
 * 1. What was acknowledged is there, whole.
 * 2. What failed is not there, or whole: never a part of it.
 * 3. Done once more it works, and what comes of it is what comes of it undisturbed.
 */

#define DEV 2
#define OTHER 3
#define HOUR_US (INT64_C (3600) * G_USEC_PER_SEC)

typedef struct {
  UkeTestServer *server;
  UkeTestStore *desk, *other;
  UkeChangeSet *set;         /* what a person at the desk saves */
  UkeWirePush *push;         /* what the desk sends */
  UkeWirePushAnswer *answer; /* what the server says of it */
  UkeWirePage *page;         /* what others did */
  UkeWireAudit *audit;
  UkeSnapshotManifest *manifest;
  GPtrArray *parts; /* (element-type GBytes) */
  GBytes *empty;    /* a file with the tables alone */
} World;

typedef struct {
  const char *name;
  gboolean (*run) (World *world, GError **error);
  void (*prepare) (World *world); /* (nullable): on the file, before anything fails */
  gboolean is_servers;            /* file: the server's, not the desk's */
  gboolean is_once;               /* what was done cannot be asked for again */
} Scenario;

/* Ids and epochs are the same whenever an operation is done. */
static uint64_t n_random;

ssize_t
getrandom (void *bytes, size_t size, unsigned flags)
{
  for (size_t i = 0; i < size; i++)
    ((uint8_t *)bytes)[i] = (uint8_t)((n_random++ * UINT64_C (0x9e3779b97f4a7c15)) >> 40);
  return (ssize_t)size;
}

/* --- what is done ------------------------------------------------------------------------------
 */

static UkeAuthorityPeer
get_peer (World *world)
{
  return (UkeAuthorityPeer){ DEV, world->server->secret, world->server->public_key, NULL };
}

static gboolean
run_save (World *world, GError **error)
{
  UkeCommitContext context = { .now_us = world->desk->now_us,
                               .staff_id = world->desk->staff_id,
                               .role = uke_role_from_code ("director"),
                               .version = "test" };
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (world->desk->db, error);
  g_autoptr (UkeCommitted) committed = NULL;

  if (transaction == NULL)
    return FALSE;
  committed = uke_commit (world->desk->db, world->set, &context, error);
  return committed != NULL && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

static gboolean
run_take_push (World *world, GError **error)
{
  g_autoptr (UkeWirePush) push = uke_replica_take_push (world->desk->db, 10, 100000, error);

  return push != NULL;
}

static gboolean
run_push_lost (World *world, GError **error)
{
  return uke_replica_push_lost (world->desk->db, TRUE, error);
}

static gboolean
run_take_answer (World *world, GError **error)
{
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  g_autoptr (GPtrArray) search
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_change_free);
  UkeSyncTake take;

  return uke_replica_take_answer (world->desk->db, world->answer, world->desk->now_us, &take,
                                  changes, search, error);
}

static gboolean
run_take_page (World *world, GError **error)
{
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  g_autoptr (GPtrArray) search
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_change_free);
  UkeSyncTake take;

  return uke_replica_take_page (world->desk->db, world->page, world->desk->now_us, FALSE, &take,
                                changes, search, error);
}

static gboolean
run_new_inc (World *world, GError **error)
{
  return uke_replica_new_inc (world->desk->db, 77, error);
}

static gboolean
run_audit_sent (World *world, GError **error)
{
  return uke_audit_ship_mark (world->desk->db, 1, error);
}

static gboolean
run_keep_leases (World *world, GError **error)
{
  const UkeLeaseMoment moment = { "boot", G_USEC_PER_SEC, world->desk->now_us };
  UkeWireHold hold = { .id.bytes = { 1 },
                       .resource_id = world->desk->provider_id,
                       .from_us = world->desk->now_us,
                       .to_us = world->desk->now_us + HOUR_US };
  g_autoptr (UkeLeaseBook) book = uke_lease_book_new ();

  uke_lease_book_add (book, &hold, HOUR_US);
  return uke_lease_store_save (world->desk->db, book, &moment, error);
}

/* A snapshot goes into a file beside, which takes the place of the desk's when it is whole. */
static gboolean
run_install (World *world, GError **error)
{
  g_autofree char *path = uke_test_folder_child (world->desk->folder, "fresh.db");
  const UkeDbConfig config = { .path = path, .key = world->desk->folder->key, .create = TRUE };
  g_autoptr (UkeSnapshotLoad) load = NULL;
  g_autoptr (UkeDb) fresh = NULL;

  uke_test_disk_write (path, world->empty);
  fresh = uke_db_open (&config, error);
  if (fresh == NULL)
    return FALSE;
  load = uke_snapshot_load_new (fresh, world->manifest, world->server->public_key, error);
  for (unsigned i = 0; load != NULL && i < world->parts->len; i++)
    if (!uke_snapshot_load_part (load, &g_array_index (world->manifest->parts, UkeSnapshotPart, i),
                                 world->parts->pdata[i], error))
      return FALSE;
  if (load == NULL || !uke_snapshot_load_end (load, error)
      || !uke_replica_carry (world->desk->db, fresh, 0, UKE_NO_CAP, error)
      || !uke_db_fold_log (fresh, error))
    return FALSE;
  g_clear_pointer (&load, uke_snapshot_load_free);
  if (!uke_db_close (g_steal_pointer (&fresh), error))
    return FALSE;
  g_clear_pointer (&world->desk->db, uke_db_free);
  uke_test_disk_rename (path, world->desk->folder->file);
  return TRUE;
}

static gboolean
run_accept (World *world, GError **error)
{
  const UkeAuthorityPeer peer = get_peer (world);
  g_autoptr (UkeWirePushAnswer) answer = NULL;
  UkeWireRefusal refusal = { UKE_WIRE_OK };

  return uke_authority_push (world->server->store->db, &peer, world->push,
                             world->server->store->now_us, &answer, NULL, &refusal, error);
}

static gboolean
run_take_audit (World *world, GError **error)
{
  const UkeAuthorityPeer peer = get_peer (world);
  UkeWireRefusal refusal = { UKE_WIRE_OK };
  UkeAuditProblem problem;
  int64_t last;

  return uke_authority_take_audit (world->server->store->db, &peer, world->audit, &last, &problem,
                                   &refusal, error);
}

static gboolean
run_hold (World *world, GError **error)
{
  const UkeAuthorityPeer peer = get_peer (world);
  const int64_t now_us = world->server->store->now_us;
  const UkeWireHoldWish wish = { world->desk->provider_id, now_us, now_us + HOUR_US / 2, 300 };
  UkeWireRefusal refusal = { UKE_WIRE_OK };
  UkeWireHold hold;

  return uke_hold_take (world->server->store->db, &peer, &wish, now_us, &hold, &refusal, error);
}

static gboolean
run_quarantine (World *world, GError **error)
{
  UkeWireRefusal refusal = { UKE_WIRE_OK };

  return uke_quarantine_take (world->server->store->db, DEV, world->push,
                              world->server->store->now_us, &refusal, error);
}

static gboolean
run_revoke (World *world, GError **error)
{
  return uke_device_registry_revoke (world->server->store->db, DEV, NULL, error);
}

static gboolean
run_new_epoch (World *world, GError **error)
{
  return uke_authority_new_epoch (world->server->store->db, UKE_EPOCH_RESTORED,
                                  world->server->store->now_us, error);
}

static gboolean
run_shorten (World *world, GError **error)
{
  return uke_authority_raise_min_seq (world->server->store->db, 3, error);
}

static void
prepare_sent (World *world)
{
  g_autoptr (GError) error = NULL;

  if (!run_take_push (world, &error))
    g_assert_no_error (error);
}

static void
prepare_revoked (World *world)
{
  g_autoptr (GError) error = NULL;

  if (!run_revoke (world, &error))
    g_assert_no_error (error);
}

static const Scenario scenarios[] = {
  { "save", run_save, NULL, FALSE, TRUE },
  { "take-push", run_take_push, NULL, FALSE, TRUE },
  { "push-lost", run_push_lost, prepare_sent },
  { "take-answer", run_take_answer, prepare_sent },
  { "take-page", run_take_page, NULL },
  { "new-incarnation", run_new_inc, NULL, FALSE, TRUE },
  { "audit-sent", run_audit_sent, NULL },
  { "keep-leases", run_keep_leases, NULL },
  { "install-snapshot", run_install, NULL, FALSE, TRUE },
  { "accept", run_accept, NULL, TRUE },
  { "take-audit", run_take_audit, NULL, TRUE },
  { "hold", run_hold, NULL, TRUE, TRUE },
  { "quarantine", run_quarantine, prepare_revoked, TRUE },
  { "revoke", run_revoke, NULL, TRUE },
  { "new-epoch", run_new_epoch, NULL, TRUE, TRUE },
  { "shorten", run_shorten, NULL, TRUE },
};

/* --- the world ---------------------------------------------------------------------------------
 */

static UkeDraft *
make_patient (UkeTestStore *store, const char *number)
{
  return uke_test_store_patient (store, number, "山田", "太郎", "やまだ", "たろう");
}

static gboolean
keep_part (const UkeSnapshotPart *part, GBytes *bytes, gpointer parts, GError **error)
{
  g_ptr_array_add (parts, g_bytes_ref (bytes));
  return TRUE;
}

/* What the desk would send and be sent, found out on a copy of its file. */
static void
make_messages (World *world)
{
  UkeReplicaStatus status = uke_test_desk_status (world->desk);
  g_autoptr (UkeDraft) draft = make_patient (world->desk, "30");
  UkeId id = uke_id_new (world->desk->now_us);
  g_autoptr (GError) error = NULL;

  world->set = uke_change_set_new (&id, UKE_INTENT_DEMO);
  uke_change_set_add_draft (world->set, draft);
  world->page = uke_test_server_changes (world->server, DEV, &status.cursor, 100);
  world->audit = uke_audit_ship_take (world->desk->db, 100, 100000, &error);
  world->parts = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  world->manifest
      = uke_snapshot_write (world->server->store->db, world->server->secret,
                            world->server->store->now_us, keep_part, world->parts, &error);
  g_assert_no_error (error);
}

static GBytes *
make_empty (UkeTestFolder *folder)
{
  g_autofree char *path = uke_test_folder_child (folder, "empty.db");
  const UkeDbConfig config = { .path = path, .key = folder->key, .create = TRUE };
  g_autoptr (GError) error = NULL;
  UkeDb *db = uke_db_open (&config, &error);

  g_assert_no_error (error);
  g_assert_true (uke_schema_migrate (db, folder->key, NULL));
  uke_db_free (db);
  return uke_test_disk_read (path);
}

static void
close_all (World *world)
{
  g_clear_pointer (&world->desk->db, uke_db_free);
  g_clear_pointer (&world->server->store->db, uke_db_free);
}

static void
open_all (World *world)
{
  world->desk->db = uke_test_folder_open (world->desk->folder);
  world->server->store->db = uke_test_folder_open (world->server->store->folder);
}

/* Both as they stand before anything fails. */
typedef struct {
  GBytes *desk, *server;
} Files;

static Files
read_files (World *world)
{
  Files files;

  close_all (world);
  files.desk = uke_test_disk_read (world->desk->folder->file);
  files.server = uke_test_disk_read (world->server->store->folder->file);
  return files;
}

static void
put_files (World *world, const Files *files)
{
  close_all (world);
  uke_test_disk_write (world->desk->folder->file, files->desk);
  uke_test_disk_write (world->server->store->folder->file, files->server);
  open_all (world);
}

static void
files_clear (Files *files)
{
  g_clear_pointer (&files->desk, g_bytes_unref);
  g_clear_pointer (&files->server, g_bytes_unref);
}

/* A desk with three change-sets to tell, and a server with others' that it has not heard of. */
static World *
make_world (Files *out_files)
{
  World *world = g_new0 (World, 1);

  world->server = uke_test_server_new ();
  world->desk = uke_test_server_new_desk (world->server, DEV);
  world->other = uke_test_server_new_desk (world->server, OTHER);
  uke_test_desk_settle (world->desk, world->server, DEV);
  uke_test_desk_settle (world->other, world->server, OTHER);
  for (unsigned i = 0; i < 3; i++) {
    g_autofree char *number = g_strdup_printf ("%u", i);

    uke_committed_free (
        uke_test_store_commit (world->desk, make_patient (world->desk, number), NULL));
    uke_committed_free (
        uke_test_store_commit (world->other, make_patient (world->other, number), NULL));
  }
  uke_test_desk_settle (world->other, world->server, OTHER);
  make_messages (world);
  world->empty = make_empty (world->desk->folder);
  *out_files = read_files (world);
  open_all (world);
  world->push = uke_test_desk_take_push (world->desk, 10);
  world->answer = uke_test_server_push (world->server, DEV, world->push);
  put_files (world, out_files);
  return world;
}

static void
free_world (World *world)
{
  uke_change_set_free (world->set);
  uke_wire_push_free (world->push);
  uke_wire_push_answer_free (world->answer);
  uke_wire_page_free (world->page);
  uke_wire_audit_free (world->audit);
  uke_snapshot_manifest_free (world->manifest);
  g_ptr_array_unref (world->parts);
  g_bytes_unref (world->empty);
  uke_test_store_free (world->desk);
  uke_test_store_free (world->other);
  uke_test_server_free (world->server);
  g_free (world);
}

/* --- the sweep ---------------------------------------------------------------------------------
 */

static void
add_table (GChecksum *sum, UkeDb *db, const char *table)
{
  g_auto (GStrv) columns = uke_test_list_columns (db, table);
  g_autoptr (GString) sql = g_string_new ("SELECT ''");
  g_autoptr (UkeStmt) stmt = NULL;
  gboolean has_row;

  for (unsigned i = 0; columns[i] != NULL; i++)
    g_string_append_printf (sql, " || quote (%s) || ','", columns[i]);
  g_string_append_printf (sql, " FROM %s ORDER BY 1", table);
  stmt = uke_db_prepare (db, sql->str, NULL);
  g_assert_nonnull (stmt);
  g_checksum_update (sum, (const uint8_t *)table, -1);
  while (uke_stmt_step (stmt, &has_row, NULL) && has_row)
    g_checksum_update (sum, (const uint8_t *)uke_stmt_text (stmt, 0), -1);
}

/* Every row of every table. */
static char *
digest (UkeDb *db)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_auto (GStrv) tables = uke_test_list_tables (db);

  for (unsigned i = 0; tables[i] != NULL; i++)
    add_table (sum, db, tables[i]);
  return g_strdup (g_checksum_get_string (sum));
}

static UkeDb *
get_db (World *world, const Scenario *scenario)
{
  return scenario->is_servers ? world->server->store->db : world->desk->db;
}

static gboolean
run (World *world, const Scenario *scenario, GError **error)
{
  gboolean is_done;

  n_random = 1;
  is_done = scenario->run (world, error);
  g_assert_cmpint (is_done, ==, *error == NULL);
  return is_done;
}

/* The program dies: what it has not written it never writes. Then it starts again. */
static void
die (World *world)
{
  uke_test_vfs_arm (UKE_TEST_FAULT_WRITE, 1, TRUE);
  close_all (world);
  uke_test_vfs_disarm ();
  open_all (world);
}

static char *
do_undisturbed (World *world, const Scenario *scenario)
{
  g_autoptr (GError) error = NULL;

  run (world, scenario, &error);
  g_assert_no_error (error);
  die (world);
  return digest (get_db (world, scenario));
}

/* Returns whether there was an nth. */
static gboolean
fail_nth (World *world,
          const Scenario *scenario,
          UkeTestFault fault,
          unsigned nth,
          const char *before,
          const char *after)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *left = NULL, *again = NULL;
  gboolean is_done, is_there;

  uke_test_vfs_arm (fault, nth, FALSE);
  is_done = run (world, scenario, &error);
  if (uke_test_vfs_disarm () == 0) {
    g_assert_no_error (error);
    return FALSE;
  }
  die (world);
  left = digest (get_db (world, scenario));
  is_there = strcmp (left, after) == 0;
  /* 1 and 2. */
  g_assert_true (is_there || (!is_done && strcmp (left, before) == 0));
  if (is_there && scenario->is_once)
    return TRUE;
  /* 3. */
  again = do_undisturbed (world, scenario);
  g_assert_cmpstr (again, ==, after);
  return TRUE;
}

static void
sweep (gconstpointer data)
{
  static const UkeTestFault faults[]
      = { UKE_TEST_FAULT_WRITE, UKE_TEST_FAULT_FULL, UKE_TEST_FAULT_SYNC, UKE_TEST_FAULT_READ };
  const Scenario *scenario = data;
  Files files, prepared;
  World *world = make_world (&files);
  g_autofree char *before = NULL, *after = NULL;

  if (scenario->prepare != NULL)
    scenario->prepare (world);
  before = digest (get_db (world, scenario));
  prepared = read_files (world);
  open_all (world);
  after = do_undisturbed (world, scenario);
  g_assert_cmpstr (before, !=, after);
  for (unsigned i = 0; i < G_N_ELEMENTS (faults); i++) {
    unsigned nth = 1;

    do
      put_files (world, &prepared);
    while (fail_nth (world, scenario, faults[i], nth++, before, after));
    g_test_message ("%s: fault %u at %u places", scenario->name, faults[i], nth - 2);
    /* Something is written, and confirmed by the disk. */
    g_assert_true (nth > 2 || faults[i] == UKE_TEST_FAULT_READ);
  }
  files_clear (&files);
  files_clear (&prepared);
  free_world (world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  uke_test_disk_install ();
  uke_test_vfs_install ();
  for (unsigned i = 0; i < G_N_ELEMENTS (scenarios); i++) {
    g_autofree char *path = g_strconcat ("/faults/sync/", scenarios[i].name, NULL);

    g_test_add_data_func (path, &scenarios[i], sweep);
  }
  return g_test_run ();
}
