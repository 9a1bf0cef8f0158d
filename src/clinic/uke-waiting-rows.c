/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-clinic"

#include "clinic/uke-waiting-rows.h"

#include "store/uke-replica.h"
#include "store/uke-shadow.h"

/**
 * uke_waiting_rows_read:
 * @db: a connection in a read transaction
 * @out_rows: (out): what waits
 * @error: return location
 *
 * Returns: whether it could be read
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_waiting_rows_read (UkeDb *db, UkeWaitingRows *out_rows, GError **error)
{
  UkeReplicaStatus status;

  *out_rows = (UkeWaitingRows){ 0 };
  if (!uke_replica_get_status (db, &status, error))
    return FALSE;
  if (!status.is_replica)
    return TRUE;
  out_rows->since_us = status.oldest_us;
  if (status.n_waiting > 0)
    out_rows->shadows = uke_shadow_list (db, error);
  return status.n_waiting == 0 || out_rows->shadows != NULL;
}

/**
 * uke_waiting_rows_clear:
 * @self: what waits
 *
 * Lets go of what was read.
 *
 * Errors: none
 * Thread: any
 */
void
uke_waiting_rows_clear (UkeWaitingRows *self)
{
  g_clear_pointer (&self->shadows, g_hash_table_unref);
}

/**
 * uke_waiting_rows_find:
 * @self: what waits
 * @db: the connection that it was read from, in the same transaction
 * @entity: a kind of record
 * @id: one of them
 * @out_is_there: (out): it waits
 * @out_touched: (out): which of its fields do, as bits; 0 unless it waits
 * @error: return location
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_waiting_rows_find (const UkeWaitingRows *self,
                       UkeDb *db,
                       const UkeEntity *entity,
                       const UkeId *id,
                       gboolean *out_is_there,
                       uint64_t *out_touched,
                       GError **error)
{
  const UkeShadow key = { entity, *id };

  *out_is_there = FALSE;
  *out_touched = 0;
  if (self->shadows == NULL || !g_hash_table_contains (self->shadows, &key))
    return TRUE;
  return uke_shadow_find_touched (db, entity, id, out_is_there, out_touched, error);
}
