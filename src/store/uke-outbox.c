/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-outbox.h"

#include "feed/uke-change-set-json.h"

#define SELECT_ITEM                                                                                \
  "SELECT n, cs_id, dseq, cap, state, ack_seq, made_at_us, body, reason, was_epoch, was_seq, "     \
  "was_inc, was_dseq FROM outbox"

/**
 * uke_outbox_item_free:
 * @self: (transfer full) (nullable): an item
 *
 * Thread: any
 */
void
uke_outbox_item_free (UkeOutboxItem *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->reason);
  g_free (self);
}

/**
 * uke_outbox_item_read:
 * @self: an item
 * @error: return location
 *
 * Returns: (transfer full): its change-set
 * Errors: those of uke_change_set_read_json()
 * Thread: any
 */
UkeChangeSet *
uke_outbox_item_read (const UkeOutboxItem *self, GError **error)
{
  size_t size;
  const char *json = g_bytes_get_data (self->body, &size);

  return uke_change_set_read_json (json, size, error);
}

static UkeOutboxItem *
read_item (UkeStmt *stmt)
{
  UkeOutboxItem *item = g_new0 (UkeOutboxItem, 1);

  item->n = uke_stmt_int64 (stmt, 0);
  item->id = uke_stmt_id (stmt, 1);
  item->dseq = uke_stmt_int64 (stmt, 2);
  item->cap = uke_stmt_int64 (stmt, 3);
  item->state = (UkeOutboxState)uke_stmt_int64 (stmt, 4);
  item->ack_seq = uke_stmt_int64 (stmt, 5);
  item->made_at_us = uke_stmt_int64 (stmt, 6);
  item->body = uke_stmt_dup_bytes (stmt, 7);
  item->reason = uke_stmt_dup_text (stmt, 8);
  item->was.is_known = !uke_stmt_is_null (stmt, 9);
  if (!item->was.is_known)
    return item;
  item->was.epoch = uke_stmt_id (stmt, 9);
  item->was.seq = uke_stmt_int64 (stmt, 10);
  item->was.inc = (uint64_t)uke_stmt_int64 (stmt, 11);
  item->was.dseq = uke_stmt_int64 (stmt, 12);
  return item;
}

/**
 * uke_outbox_append:
 * @db: the writing connection, inside a transaction
 * @item: a change-set; its place is given to it
 * @error: return location
 *
 * Returns: whether it stands at the end of the queue
 * Errors: UKE_DB_ERROR: CONSTRAINT when it is there already
 * Thread: the owner of @db
 */
gboolean
uke_outbox_append (UkeDb *db, const UkeOutboxItem *item, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "INSERT INTO outbox (n, cs_id, dseq, cap, state, ack_seq, made_at_us, body, reason, "
      "was_epoch, was_seq, was_inc, was_dseq) "
      "SELECT coalesce (max (n), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM outbox",
      error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, &item->id);
  uke_stmt_bind_int64_at (stmt, 2, item->dseq);
  uke_stmt_bind_int64_at (stmt, 3, item->cap);
  uke_stmt_bind_int64_at (stmt, 4, item->state);
  uke_stmt_bind_int64_at (stmt, 5, item->ack_seq);
  uke_stmt_bind_int64_at (stmt, 6, item->made_at_us);
  uke_stmt_bind_blob_at (stmt, 7, g_bytes_get_data (item->body, NULL),
                         g_bytes_get_size (item->body));
  uke_stmt_bind_text_at (stmt, 8, item->reason != NULL ? item->reason : "");
  if (item->was.is_known)
    uke_stmt_bind_id_at (stmt, 9, &item->was.epoch);
  else
    uke_stmt_bind_null_at (stmt, 9);
  uke_stmt_bind_int64_at (stmt, 10, item->was.seq);
  uke_stmt_bind_int64_at (stmt, 11, (int64_t)item->was.inc);
  uke_stmt_bind_int64_at (stmt, 12, item->was.dseq);
  return uke_stmt_run (stmt, error);
}

/**
 * uke_outbox_list:
 * @db: a connection
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeOutboxItem): everything, in its order
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
GPtrArray *
uke_outbox_list (UkeDb *db, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, SELECT_ITEM " ORDER BY n", error);
  g_autoptr (GPtrArray) items
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_outbox_item_free);

  while (stmt != NULL) {
    gboolean has_row;

    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (!has_row)
      return g_steal_pointer (&items);
    g_ptr_array_add (items, read_item (stmt));
  }
  return NULL;
}

/**
 * uke_outbox_find:
 * @db: a connection
 * @id: id of a change-set
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the item; NULL without an error when it does not wait
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
UkeOutboxItem *
uke_outbox_find (UkeDb *db, const UkeId *id, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, SELECT_ITEM " WHERE cs_id = ?", error);
  gboolean has_row;

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_id_at (stmt, 1, id);
  if (!uke_stmt_step (stmt, &has_row, error) || !has_row)
    return NULL;
  return read_item (stmt);
}

/**
 * uke_outbox_update:
 * @db: the writing connection, inside a transaction
 * @item: an item as it is to be; found by its place
 * @error: return location
 *
 * Returns: whether it was written
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_outbox_update (UkeDb *db, const UkeOutboxItem *item, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "UPDATE outbox SET dseq = ?, cap = ?, state = ?, ack_seq = ?, body = ?, reason = ? "
      "WHERE n = ?",
      error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, item->dseq);
  uke_stmt_bind_int64_at (stmt, 2, item->cap);
  uke_stmt_bind_int64_at (stmt, 3, item->state);
  uke_stmt_bind_int64_at (stmt, 4, item->ack_seq);
  uke_stmt_bind_blob_at (stmt, 5, g_bytes_get_data (item->body, NULL),
                         g_bytes_get_size (item->body));
  uke_stmt_bind_text_at (stmt, 6, item->reason != NULL ? item->reason : "");
  uke_stmt_bind_int64_at (stmt, 7, item->n);
  return uke_stmt_run (stmt, error);
}

/**
 * uke_outbox_remove:
 * @db: the writing connection, inside a transaction
 * @id: id of a change-set that was seen in the log
 * @error: return location
 *
 * Returns: whether it does not wait any more
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_outbox_remove (UkeDb *db, const UkeId *id, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "DELETE FROM outbox WHERE cs_id = ?", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, id);
  return uke_stmt_run (stmt, error);
}
