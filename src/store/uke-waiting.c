/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-waiting.h"

#include "store/uke-commit-view.h"
#include "store/uke-shadow.h"

/* Also rows that it names and leaves alone are kept: once they are others, it may do something. */
static gboolean
keep_named_rows (UkeDb *db, const UkeChangeSet *set, const UkeEffect *effect, GError **error)
{
  g_autoptr (GHashTable) written = g_hash_table_new (uke_id_hash, uke_id_equal);

  for (unsigned i = 0; i < effect->rows->len; i++)
    g_hash_table_add (written, &g_array_index (effect->rows, UkeEffectRow, i).id);
  for (unsigned i = 0; i < uke_change_set_get_n_ops (set); i++) {
    const UkeOp *op = uke_change_set_get_op (set, i);

    if (!g_hash_table_contains (written, &op->id)
        && !uke_shadow_save (db, op->entity, &op->id, 0, FALSE, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
keep_rows (UkeDb *db, const UkeChangeSet *set, const UkeEffect *effect, GError **error)
{
  for (unsigned i = 0; i < effect->rows->len; i++) {
    const UkeEffectRow *row = &g_array_index (effect->rows, UkeEffectRow, i);

    if (!uke_shadow_save (db, row->entity, &row->id, row->touched, row->before == NULL, error))
      return FALSE;
  }
  return keep_named_rows (db, set, effect, error);
}

/**
 * uke_waiting_decide:
 * @db: a connection of a desk that belongs to a server
 * @set: a change-set that waits, or will
 * @now_us: the server's time, as far as it is known
 * @cap: see uke_decide()
 * @has_new_ids: every time-made id that it inserts was made for it just now
 * @effect: filled with what it does, as the server will probably say
 * @error: return location
 *
 * Returns: whether the rows could be read
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_waiting_decide (UkeDb *db,
                    const UkeChangeSet *set,
                    int64_t now_us,
                    int64_t cap,
                    gboolean has_new_ids,
                    UkeEffect *effect,
                    GError **error)
{
  g_autoptr (UkeCommitView) view = uke_commit_view_new_waiting (db, set, has_new_ids);

  return uke_decide (uke_commit_view_get (view), set, now_us, cap, effect, error);
}

/**
 * uke_waiting_write:
 * @db: the writing connection of a desk that belongs to a server, inside a transaction
 * @rows: a writer on it
 * @set: a change-set of the outbox
 * @effect: what was decided; the values of its rows are taken out
 * @changes: every row is added, with its record before and after
 * @error: return location
 *
 * Keeps the base of every row that the change-set names, and writes rows and claims.
 *
 * Returns: whether it was written
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_waiting_write (UkeDb *db,
                   UkeRowWriter *rows,
                   const UkeChangeSet *set,
                   UkeEffect *effect,
                   UkeChanges *changes,
                   GError **error)
{
  return keep_rows (db, set, effect, error)
         && uke_row_writer_apply_waiting (rows, effect, changes, error);
}
