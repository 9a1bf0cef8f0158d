/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-check.h"

#include "db/uke-db.h"

/* What there is to ask, and the one row that means "nothing found"; the first asks for the pages'
 * authentication codes, so that a damaged page is named before a query stumbles over it. */
static const struct {
  UkeDbCheckPart part;
  const char *sql;
  const char *fine;
} questions[] = {
  { UKE_DB_CHECK_CIPHER, "PRAGMA cipher_integrity_check", NULL },
  { UKE_DB_CHECK_INTEGRITY, "PRAGMA integrity_check (100)", "ok" },
  { UKE_DB_CHECK_INTEGRITY,
    "SELECT 'row ' || ifnull (rowid, '?') || ' of ' || [table] || ' refers to nothing in ' || "
    "parent FROM pragma_foreign_key_check LIMIT 100",
    NULL },
};

static gboolean
ask (UkeDb *db, const char *sql, const char *fine, GStrvBuilder *problems, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db, sql, error);
  gboolean has_row = stmt != NULL;

  while (has_row) {
    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (has_row && g_strcmp0 (uke_stmt_text (stmt, 0), fine) != 0)
      g_strv_builder_add (problems, uke_stmt_text (stmt, 0));
  }
  return stmt != NULL;
}

static gboolean
ask_all (UkeDb *db, UkeDbCheckPart parts, GStrvBuilder *problems, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS (questions); i++) {
    g_autoptr (GError) own_error = NULL;

    if ((parts & questions[i].part) == 0
        || ask (db, questions[i].sql, questions[i].fine, problems, &own_error))
      continue;
    /* Damage that stops the question is an answer to it. */
    if (!g_error_matches (own_error, UKE_DB_ERROR, UKE_DB_ERROR_CORRUPT)) {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }
    g_strv_builder_add (problems, own_error->message);
  }
  return TRUE;
}

/**
 * uke_db_check:
 * @db: a connection to SQLite, best one for reading
 * @parts: what to check
 * @out_problems: (out) (transfer full): what is wrong, in English and without any content of
 *   rows; empty when all is well
 * @cancellable: (nullable): interrupts it
 * @error: return location
 *
 * Verifies the parts asked for. All of it takes about a second for 50 MB.
 *
 * Returns: whether the check could be made; problems found are success
 * Errors: CANCELLED, IO, BUSY; OTHER_ENGINE on PostgreSQL
 * Thread: the owner of @db
 * Source: security.md 3.2
 */
gboolean
uke_db_check (UkeDb *db,
              UkeDbCheckPart parts,
              GStrv *out_problems,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GStrvBuilder) problems = g_strv_builder_new ();
  gboolean is_done;

  g_return_val_if_fail (db != NULL && out_problems != NULL, FALSE);
  if (uke_db_get_dialect (db) != UKE_DB_DIALECT_SQLITE) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_OTHER_ENGINE,
                 "the files of a PostgreSQL database are its host's to check");
    return FALSE;
  }
  if (g_cancellable_is_cancelled (cancellable)) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CANCELLED, "cancelled");
    return FALSE;
  }
  uke_db_set_cancellable (db, cancellable);
  is_done = ask_all (db, parts, problems, error);
  uke_db_set_cancellable (db, NULL);
  if (is_done)
    *out_problems = g_strv_builder_end (problems);
  return is_done;
}
