/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/uke-test-desks.h"

#include "feed/uke-change-set-json.h"
#include "store/uke-judge.h"

static gboolean
make_device (UkeDb *db, unsigned dev, const char *name, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO device (dev, inc, name, is_self, hlc, audit_seq, audit_hash) "
      "VALUES (%u, %u, '%s', 0, 0, 0, X'"
      "0000000000000000000000000000000000000000000000000000000000000000') ON CONFLICT DO NOTHING;"
      "INSERT INTO devpos (feed, dev, inc, last_dseq) SELECT 1, dev, inc, 0 FROM device "
      "WHERE dev = %u ON CONFLICT DO NOTHING;",
      dev, 1000 + dev, name, dev);

  return uke_db_exec (db, sql, error);
}

/**
 * uke_test_desk_become:
 * @db: the writing connection
 * @dev: number of a device
 * @name: what it is called when it has to be made
 * @error: return location
 *
 * Returns: whether what follows is written as @dev
 */
gboolean
uke_test_desk_become (UkeDb *db, unsigned dev, const char *name, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("UPDATE device SET is_self = CASE WHEN dev = %u THEN 1 ELSE 0 END", dev);

  return make_device (db, dev, name, error) && uke_db_exec (db, sql, error);
}

/**
 * uke_test_desk_push:
 * @db: the writing connection, inside a transaction
 * @desk: where it was written, by whom, and what they knew
 * @set: what they wrote
 * @now_us: when it arrives
 * @error: return location
 *
 * Returns: the entry's number, or 0
 */
int64_t
uke_test_desk_push (UkeDb *db,
                    const UkeTestDesk *desk,
                    UkeChangeSet *set,
                    int64_t now_us,
                    GError **error)
{
  UkeCommitted committed = { 0 };
  g_autoptr (UkeEffect) effect = uke_effect_new ();
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  g_autoptr (GPtrArray) search
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_change_free);
  g_autoptr (GString) payload = g_string_new (NULL);
  UkeCase given = { .now_us = now_us, .cap = UKE_NO_CAP, .is_forbidden = desk->is_forbidden };
  g_autofree char *last
      = g_strdup_printf ("SELECT max (last_dseq) FROM devpos WHERE dev = %u AND inc = %u",
                         desk->dev, 1000 + desk->dev);
  UkeLogHead head;
  int64_t dseq = 0;

  if (!make_device (db, desk->dev, desk->name, error) || !uke_log_store_get_head (db, &head, error)
      || !uke_db_query_int64 (db, last, &dseq, error))
    return 0;
  set->dev = desk->dev;
  set->inc = 1000 + desk->dev;
  set->dseq = dseq + 1;
  set->usr = desk->staff_id;
  set->base = desk->base;
  set->hlc = uke_hlc_next (0, desk->wrote_us);
  set->clkq = UKE_CLOCK_SYNCED;
  uke_change_set_write_json (set, payload);
  given.payload = payload->str;
  given.payload_size = payload->len;
  committed.effect = effect;
  committed.changes = changes;
  committed.search = search;
  if (!uke_judge (db, &head, set, &given, &committed, error))
    return 0;
  return head.seq;
}

/**
 * uke_test_desk_get_head:
 * @db: a connection
 *
 * Returns: the number of the last entry
 */
int64_t
uke_test_desk_get_head (UkeDb *db)
{
  g_autoptr (GError) error = NULL;
  UkeLogHead head;

  if (!uke_log_store_get_head (db, &head, &error))
    g_assert_no_error (error);
  return head.seq;
}
