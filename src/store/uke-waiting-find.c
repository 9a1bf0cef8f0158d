/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-waiting-find.h"

#include "store/uke-outbox.h"
#include "store/uke-shadow.h"

/* As an entry of the log would say it, whose number is not known yet. */
static UkeLogEntry
make_entry (const UkeOutboxItem *item, const UkeChangeSet *set)
{
  return (UkeLogEntry){
    .seq = UKE_SEQ_WAITING,
    .meta = {
      .change_set_id = set->id,
      .dev = set->dev,
      .inc = set->inc,
      .dseq = set->dseq,
      .usr = set->usr,
      .intent = set->intent,
      .hlc = set->hlc,
      .clkq = set->clkq,
      .at_us = item->made_at_us,
      .sv = set->sv,
    },
    .intent = set->intent,
    .base = set->base,
  };
}

/**
 * uke_waiting_find:
 * @db: a connection
 * @change_set_id: id of a change-set
 * @out_entry: (out): what its entry will say; its number is `UKE_SEQ_WAITING`
 * @out_n: (out): its place among those that wait
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the change-set; NULL without an error when it does not wait
 * Errors: UKE_DB_ERROR; those of uke_change_set_read_json()
 * Thread: the owner of @db
 */
UkeChangeSet *
uke_waiting_find (UkeDb *db,
                  const UkeId *change_set_id,
                  UkeLogEntry *out_entry,
                  int64_t *out_n,
                  GError **error)
{
  g_autoptr (UkeOutboxItem) item = uke_outbox_find (db, change_set_id, error);
  g_autoptr (UkeChangeSet) set = NULL;

  if (item == NULL || item->state == UKE_OUTBOX_REFUSED)
    return NULL;
  set = uke_outbox_item_read (item, error);
  if (set == NULL)
    return NULL;
  *out_entry = make_entry (item, set);
  *out_n = item->n;
  return g_steal_pointer (&set);
}

static gboolean
sets_field (const UkeChangeSet *set, const UkeEntity *entity, const UkeId *id, unsigned field)
{
  for (unsigned i = 0; i < uke_change_set_get_n_ops (set); i++) {
    const UkeOp *op = uke_change_set_get_op (set, i);
    const UkeOpField *fields = uke_change_set_get_fields (set, op);

    if (op->entity != entity || !uke_id_equal (&op->id, id))
      continue;
    if (field >= entity->n_fields)
      return TRUE;
    for (unsigned f = 0; f < op->n_fields; f++)
      if (fields[f].field == field)
        return TRUE;
  }
  return FALSE;
}

/**
 * uke_waiting_find_last:
 * @db: a connection
 * @record: a record as people see it
 * @field: one of its fields, or the number of its fields for whatever is about it
 * @after_n: only those that wait behind this place; 0 for all
 * @out_is_there: (out): whether something that waits has set it
 * @out_entry: (out): the last that has
 * @error: return location
 *
 * Returns: whether it could be looked up
 * Errors: UKE_DB_ERROR; those of uke_change_set_read_json()
 * Thread: the owner of @db
 */
gboolean
uke_waiting_find_last (UkeDb *db,
                       UkeRecord *record,
                       unsigned field,
                       int64_t after_n,
                       gboolean *out_is_there,
                       UkeLogEntry *out_entry,
                       GError **error)
{
  const UkeEntity *entity = uke_record_get_entity (record);
  const UkeId *id = uke_record_get_id (record);
  g_autoptr (GPtrArray) items = NULL;
  gboolean waits;
  uint64_t touched;

  *out_is_there = FALSE;
  if (!uke_shadow_find_touched (db, entity, id, &waits, &touched, error))
    return FALSE;
  if (!waits || (field < entity->n_fields && (touched & UINT64_C (1) << field) == 0))
    return TRUE;
  items = uke_outbox_list (db, error);
  if (items == NULL)
    return FALSE;
  for (unsigned i = items->len; i > 0 && !*out_is_there; i--) {
    const UkeOutboxItem *item = items->pdata[i - 1];
    g_autoptr (UkeChangeSet) set = NULL;

    if (item->n <= after_n)
      return TRUE;
    if (item->state == UKE_OUTBOX_REFUSED)
      continue;
    set = uke_outbox_item_read (item, error);
    if (set == NULL)
      return FALSE;
    *out_is_there = sets_field (set, entity, id, field);
    *out_entry = make_entry (item, set);
  }
  return TRUE;
}
