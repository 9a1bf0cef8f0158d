/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/uke-test-desks.h"

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
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO device (dev, inc, name, is_self, hlc, audit_seq, audit_hash) "
      "VALUES (%u, %u, '%s', 0, 0, 0, X'"
      "0000000000000000000000000000000000000000000000000000000000000000') ON CONFLICT DO NOTHING;"
      "INSERT INTO devpos (feed, dev, inc, last_dseq) SELECT 1, dev, inc, 0 FROM device "
      "WHERE dev = %u ON CONFLICT DO NOTHING;"
      "UPDATE device SET is_self = CASE WHEN dev = %u THEN 1 ELSE 0 END",
      dev, 1000 + dev, name, dev, dev);

  return uke_db_exec (db, sql, error);
}
