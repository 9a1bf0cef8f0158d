/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "db/uke-db-postgresql.h"
#include "feed/uke-decide.h"
#include "store/uke-digest.h"
#include "support/uke-test-engine.h"
#include "support/uke-test-store.h"

#include <string.h>

/* P22: what people did in a run is pushed once more, in the order of the server's log, to the
 * authority on SQLite and to the authority on PostgreSQL, each beginning with the same clinic. */

static UkeTestStore *
open_clinic (Sim *sim, gboolean is_postgresql)
{
  UkeTestFolder *folder = uke_test_folder_new ();
  g_autoptr (GError) error = NULL;
  UkeTestStore *store;

  if (is_postgresql)
    folder->schema = uke_test_make_schema_name ();
  sim_random_use_for_ids (1);
  store = uke_test_store_new_in (folder, uke_test_folder_open (folder));
  if (!uke_db_begin (store->db, &error) || !uke_digest_keep (store->db, &error)
      || !uke_db_commit (store->db, &error))
    sim_fail (sim, "store", "the clinic's sums: %s", error->message);
  return store;
}

static void
enrol (Sim *sim, UkeDb *db, const SimDesk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = uke_db_prepare (
      db,
      "INSERT INTO server_device (dev, name, fingerprint, state, enrolled_at_us, expires_at_us, "
      "last_seen_us, last_inc, last_seq) VALUES (?, 'desk', ?, 0, 0, 0, 0, 0, 0) "
      "ON CONFLICT (dev) DO NOTHING",
      &error);

  if (stmt != NULL) {
    uke_stmt_bind_int64_at (stmt, 1, desk->dev);
    uke_stmt_bind_blob_at (stmt, 2, &desk->dev, sizeof desk->dev);
  }
  if (stmt == NULL || !uke_stmt_run (stmt, &error))
    sim_fail (sim, "store", "enrol: %s", error->message);
}

/* Returns: (transfer full): what the authority says of the entry's change-set */
static char *
push (Sim *sim, UkeDb *db, const SimNode *node)
{
  const UkeAuthorityPeer peer = { node->meta.dev, sim->secret, sim->public_key };
  g_autoptr (UkeWirePush) push = uke_wire_push_new ();
  g_autoptr (UkeWirePushAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;
  UkeWireRefusal refusal = { UKE_WIRE_OK };
  GString *said = g_string_new (NULL);

  push->inc = node->meta.inc;
  push->sv = node->meta.sv;
  uke_wire_push_add (push, node->payload, UKE_NO_CAP);
  sim_random_use_for_ids ((uint64_t)node->seq);
  if (!uke_authority_push (db, &peer, push, node->meta.at_us, &answer, NULL, &refusal, &error))
    g_string_printf (said, "failed: %s", error->message);
  else if (answer == NULL)
    g_string_printf (said, "refused: %d", refusal.code);
  else
    uke_wire_push_answer_write (answer, said);
  return g_string_free (said, FALSE);
}

typedef enum { COLUMN_END, COLUMN_INT, COLUMN_BLOB } ColumnType;

static gboolean
columns_are_equal (UkeStmt *a, UkeStmt *b, int i, ColumnType type)
{
  size_t a_size, b_size;
  const void *a_bytes, *b_bytes;

  if (uke_stmt_is_null (a, i) || uke_stmt_is_null (b, i))
    return uke_stmt_is_null (a, i) == uke_stmt_is_null (b, i);
  if (type == COLUMN_INT)
    return uke_stmt_int64 (a, i) == uke_stmt_int64 (b, i);
  a_bytes = uke_stmt_blob (a, i, &a_size);
  b_bytes = uke_stmt_blob (b, i, &b_size);
  return a_size == b_size && memcmp (a_bytes, b_bytes, a_size) == 0;
}

static gboolean
step (Sim *sim, UkeStmt *stmt)
{
  g_autoptr (GError) error = NULL;
  gboolean has_row = FALSE;

  if (!uke_stmt_step (stmt, &has_row, &error))
    sim_fail (sim, "store", "%s", error->message);
  return has_row;
}

/* Returns how many rows both have. */
static unsigned
compare (Sim *sim, UkeDb *a_db, UkeDb *b_db, const char *sql, const ColumnType *types)
{
  g_autoptr (UkeStmt) a = uke_db_prepare (a_db, sql, NULL);
  g_autoptr (UkeStmt) b = uke_db_prepare (b_db, sql, NULL);
  unsigned n = 0;

  while (sim->failure == NULL) {
    gboolean has_a = step (sim, a), has_b = step (sim, b);

    if (!has_a && !has_b)
      break;
    n++;
    if (has_a != has_b)
      sim_fail (sim, "P22", "row %u of one engine alone: %s", n, sql);
    for (int i = 0; sim->failure == NULL && types[i] != COLUMN_END; i++)
      if (!columns_are_equal (a, b, i, types[i]))
        sim_fail (sim, "P22", "row %u differs in column %d: %s", n, i, sql);
  }
  return n;
}

static void
compare_sums (Sim *sim, UkeDb *a, UkeDb *b)
{
  uint8_t a_root[UKE_ROW_HASH_SIZE], b_root[UKE_ROW_HASH_SIZE];
  g_autoptr (GError) error = NULL;

  if (!uke_digest_get_root (a, a_root, &error) || !uke_digest_get_root (b, b_root, &error))
    sim_fail (sim, "store", "digest: %s", error->message);
  else if (memcmp (a_root, b_root, sizeof a_root) != 0)
    sim_fail (sim, "P22", "the digests of the rows differ");
}

static void
compare_clinics (Sim *sim, UkeDb *a, UkeDb *b)
{
  static const ColumnType log[] = { COLUMN_INT, COLUMN_BLOB, COLUMN_BLOB, COLUMN_BLOB, COLUMN_END };
  static const ColumnType claims[]
      = { COLUMN_BLOB, COLUMN_INT, COLUMN_INT, COLUMN_BLOB, COLUMN_END };

  /* The chain covers what each entry says: who, when, the outcome, and the hash of the effect. */
  if (compare (sim, a, b, "SELECT seq, chain, payload, effect FROM flog ORDER BY seq", log) < 2
      && sim->failure == NULL)
    sim_fail (sim, "P22", "nothing was compared");
  compare (sim, a, b,
           "SELECT resource_id, cell, lane, appointment_id FROM slot_claim ORDER BY 1, 2, 3",
           claims);
  compare_sums (sim, a, b);
}

/* P22: on both engines one history has the same outcomes, effects, chain, claims and digest. */
void
sim_check_engines (Sim *sim)
{
  UkeTestStore *sqlite, *postgresql;

  uke_db_postgresql_register ();
  sqlite = open_clinic (sim, FALSE);
  postgresql = open_clinic (sim, TRUE);
  for (unsigned i = 0; i < sim->n_desks; i++) {
    enrol (sim, sqlite->db, sim->desks[i]);
    enrol (sim, postgresql->db, sim->desks[i]);
  }
  for (unsigned i = 1; i < sim->path_nodes->len && sim->failure == NULL; i++) {
    const SimNode *node = sim_history_get (sim, g_array_index (sim->path_nodes, int, i));
    g_autofree char *a = push (sim, sqlite->db, node), *b = push (sim, postgresql->db, node);

    if (strcmp (a, b) != 0)
      sim_fail (sim, "P22", "entry %" G_GINT64_FORMAT ": SQLite says %s, PostgreSQL %s", node->seq,
                a, b);
  }
  if (sim->failure == NULL)
    compare_clinics (sim, sqlite->db, postgresql->db);
  sim_say (sim, "both engines have %" G_GINT64_FORMAT " entries, of %u",
           uke_test_query (sqlite->db, "SELECT count (*) FROM flog"), sim->path_nodes->len);
  uke_test_store_free (sqlite);
  uke_test_store_free (postgresql);
}
