/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "feed/uke-chain.h"
#include "store/uke-log-store.h"

#include <string.h>

/* What the oracle knows of the server's histories: a tree whose nodes are entries, named by their
 * chain. A server that is put back goes to an older node and grows another branch. */

static unsigned
hash_chain (gconstpointer data)
{
  unsigned hash;

  memcpy (&hash, data, sizeof hash);
  return hash;
}

static gboolean
chains_are_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, UKE_SHA256_SIZE) == 0;
}

SimNode *
sim_history_get (Sim *sim, int node)
{
  return &g_array_index (sim->nodes, SimNode, node);
}

int
sim_history_find (Sim *sim, const uint8_t chain[UKE_SHA256_SIZE])
{
  return sim->by_chain == NULL ? -1
                               : GPOINTER_TO_INT (g_hash_table_lookup (sim->by_chain, chain)) - 1;
}

int
sim_history_get_head (Sim *sim)
{
  return sim->path_nodes->len == 0 ? -1
                                   : g_array_index (sim->path_nodes, int, sim->path_nodes->len - 1);
}

/* Whether the change-set is an entry at or before the node. */
gboolean
sim_history_has (Sim *sim, int node, const UkeId *set_id)
{
  for (; node >= 0; node = sim_history_get (sim, node)->parent)
    if (uke_id_equal (&sim_history_get (sim, node)->meta.change_set_id, set_id))
      return TRUE;
  return FALSE;
}

static void
clear_node (gpointer data)
{
  SimNode *node = data;

  g_clear_pointer (&node->payload, g_bytes_unref);
  g_clear_pointer (&node->effect, g_bytes_unref);
}

/* P2: no change-set has two effects; P19: the chain covers what the entry says. */
static void
check_entry (Sim *sim, const SimNode *node)
{
  static const uint8_t zeros[UKE_SHA256_SIZE];
  const uint8_t *before = node->parent < 0 ? zeros : sim_history_get (sim, node->parent)->chain;
  uint8_t hash[UKE_SHA256_SIZE], chain[UKE_SHA256_SIZE];
  gsize size;
  const void *payload = g_bytes_get_data (node->payload, &size);

  if (sim_history_has (sim, node->parent, &node->meta.change_set_id))
    sim_fail (sim, "P2", "entry %" G_GINT64_FORMAT " is a change-set that is there already",
              node->seq);
  uke_sha256 (payload, size, hash);
  uke_chain_next (before, node->seq, &node->meta, hash, chain);
  if (memcmp (chain, node->chain, UKE_SHA256_SIZE) != 0)
    sim_fail (sim, "P19", "the chain of entry %" G_GINT64_FORMAT " does not hold", node->seq);
}

static GBytes *
get_blob (UkeStmt *stmt, int column)
{
  size_t size;
  const void *bytes;

  if (uke_stmt_is_null (stmt, column))
    return NULL;
  bytes = uke_stmt_blob (stmt, column, &size);
  return g_bytes_new (bytes, size);
}

static void
add_entry (Sim *sim, UkeStmt *stmt)
{
  SimNode node = { .parent = sim_history_get_head (sim), .seq = uke_stmt_int64 (stmt, 0) };
  g_autoptr (GBytes) chain = get_blob (stmt, 1);
  g_autoptr (GError) error = NULL;
  UkeLogEntry entry;
  int at;

  if (node.seq != (int64_t)sim->path_nodes->len + 1) {
    sim_fail (sim, "P8", "entry %" G_GINT64_FORMAT " follows entry %u", node.seq,
              sim->path_nodes->len);
    return;
  }
  if (!uke_log_store_find (sim->db, node.seq, &entry, &error)) {
    sim_fail (sim, "store", "entry: %s", error->message);
    return;
  }
  memcpy (node.chain, g_bytes_get_data (chain, NULL), UKE_SHA256_SIZE);
  node.meta = entry.meta;
  node.payload = get_blob (stmt, 2);
  node.effect = get_blob (stmt, 3);
  at = sim_history_find (sim, node.chain);
  if (at >= 0) {
    clear_node (&node);
  } else {
    check_entry (sim, &node);
    at = (int)sim->nodes->len;
    g_array_append_val (sim->nodes, node);
    g_hash_table_insert (sim->by_chain, g_memdup2 (node.chain, UKE_SHA256_SIZE),
                         GINT_TO_POINTER (at + 1));
    sim->count.n_entries++;
  }
  g_array_append_val (sim->path_nodes, at);
}

/* Reads what the server's log has more than the oracle knows. */
void
sim_history_follow (Sim *sim)
{
  g_autoptr (UkeStmt) stmt = NULL;
  g_autoptr (GError) error = NULL;
  gboolean has_row = TRUE;

  if (sim->nodes == NULL) {
    sim->nodes = g_array_new (FALSE, TRUE, sizeof (SimNode));
    g_array_set_clear_func (sim->nodes, clear_node);
    sim->by_chain = g_hash_table_new_full (hash_chain, chains_are_equal, g_free, NULL);
    sim->path_nodes = g_array_new (FALSE, FALSE, sizeof (int));
  }
  stmt = uke_db_prepare_cached (
      sim->db, "SELECT seq, chain, payload, effect FROM flog WHERE seq > ? ORDER BY seq", &error);
  if (stmt == NULL) {
    sim_fail (sim, "store", "log: %s", error->message);
    return;
  }
  uke_stmt_bind_int64_at (stmt, 1, sim->path_nodes->len);
  while (has_row && sim->failure == NULL) {
    if (!uke_stmt_step (stmt, &has_row, &error))
      sim_fail (sim, "store", "log: %s", error->message);
    else if (has_row)
      add_entry (sim, stmt);
  }
}

/* The server stands at the end of @path again. */
void
sim_history_go_back (Sim *sim, GArray *path)
{
  g_array_set_size (sim->path_nodes, 0);
  g_array_append_vals (sim->path_nodes, path->data, path->len);
}
