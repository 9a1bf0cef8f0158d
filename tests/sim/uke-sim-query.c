/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

/* What is asked after every step is prepared once a connection. */

static int64_t
ask (UkeDb *db, const char *sql, const UkeId *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, sql, &error);

  if (stmt != NULL && id != NULL)
    uke_stmt_bind_id_at (stmt, 1, id);
  if (stmt == NULL || !uke_stmt_step_row (stmt, &error))
    g_error ("%s: %s", sql, error->message);
  return uke_stmt_int64 (stmt, 0);
}

/* Returns the number that @sql asks for. */
int64_t
sim_query (UkeDb *db, const char *sql)
{
  return ask (db, sql, NULL);
}

/* Returns the number that @sql asks for about one record. */
int64_t
sim_query_id (UkeDb *db, const char *sql, const UkeId *id)
{
  return ask (db, sql, id);
}
