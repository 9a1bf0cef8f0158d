/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "db/uke-db-sqlite-private.h"

/* The store without its encryption: the linker puts these two in place of those that src/db calls
 * when it opens a file, and only here (--wrap). Everything behind them is as it is: the log, its
 * commits, what a crash leaves of them. */

gboolean sim_is_plain;

int __real_uke_db_key_apply (sqlite3 *handle, const uint8_t *key);
int __wrap_uke_db_key_apply (sqlite3 *handle, const uint8_t *key);
gboolean __real_uke_db_sqlite_has_plain_magic (sqlite3 *handle, gboolean *out_is_empty);
gboolean __wrap_uke_db_sqlite_has_plain_magic (sqlite3 *handle, gboolean *out_is_empty);

int
__wrap_uke_db_key_apply (sqlite3 *handle, const uint8_t *key)
{
  return sim_is_plain ? SQLITE_OK : __real_uke_db_key_apply (handle, key);
}

gboolean
__wrap_uke_db_sqlite_has_plain_magic (sqlite3 *handle, gboolean *out_is_empty)
{
  return __real_uke_db_sqlite_has_plain_magic (handle, out_is_empty) && !sim_is_plain;
}
