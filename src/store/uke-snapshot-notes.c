/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-snapshot-notes.h"

#include "feed/uke-json-scan.h"
#include "feed/uke-json-write.h"
#include "store/uke-store-error.h"

#include <jansson.h>
#include <string.h>

#define N_COLUMNS 12
#define MAX_INT ((int64_t)1 << 53)

/** Form: what may stand in a column. */
typedef enum {
  FORM_INT,
  FORM_INT_OR_NULL,
  FORM_ID,
  FORM_ID_OR_NULL,
  FORM_TEXT_OR_NULL,
} Form;

/* As the columns of UKE_SNAPSHOT_NOTES_SQL. */
static const Form forms[N_COLUMNS] = { FORM_INT,          FORM_INT,          FORM_INT,
                                       FORM_INT,          FORM_ID,           FORM_INT_OR_NULL,
                                       FORM_TEXT_OR_NULL, FORM_TEXT_OR_NULL, FORM_INT,
                                       FORM_ID_OR_NULL,   FORM_INT,          FORM_INT_OR_NULL };

static void
append_column (UkeStmt *stmt, int column, GString *line)
{
  UkeId id;

  if (uke_stmt_is_null (stmt, column)) {
    g_string_append (line, "null");
    return;
  }
  switch (forms[column]) {
  case FORM_INT:
  case FORM_INT_OR_NULL:
    uke_json_append_int (line, uke_stmt_int64 (stmt, column));
    break;
  case FORM_ID:
  case FORM_ID_OR_NULL:
    id = uke_stmt_id (stmt, column);
    uke_json_append_id (line, &id);
    break;
  case FORM_TEXT_OR_NULL:
    uke_json_append_string (line, uke_stmt_text (stmt, column));
    break;
  }
}

/**
 * uke_snapshot_notes_append:
 * @stmt: at a row of UKE_SNAPSHOT_NOTES_SQL
 * @line: where to append it, without the end of the line
 *
 * A desk that starts from a snapshot has no log to take notes from: what was decided otherwise, and
 * what a person still has to settle, comes with the rows (P5, P7).
 *
 * Thread: the owner of the connection
 * Source: doc/wire.md, Snapshot
 */
void
uke_snapshot_notes_append (UkeStmt *stmt, GString *line)
{
  g_string_append_c (line, '[');
  for (int i = 0; i < N_COLUMNS; i++) {
    if (i > 0)
      g_string_append_c (line, ',');
    append_column (stmt, i, line);
  }
  g_string_append_c (line, ']');
}

static gboolean
bind_column (UkeStmt *stmt, int column, json_t *node)
{
  Form form = forms[column];
  UkeId id;

  if (json_is_null (node)) {
    uke_stmt_bind_null_at (stmt, column + 1);
    return form != FORM_INT && form != FORM_ID;
  }
  if (form == FORM_INT || form == FORM_INT_OR_NULL) {
    int64_t number = json_integer_value (node);

    uke_stmt_bind_int64_at (stmt, column + 1, number);
    return json_is_integer (node) && number >= 0 && number <= MAX_INT;
  }
  if (form == FORM_TEXT_OR_NULL) {
    uke_stmt_bind_text_at (stmt, column + 1, json_string_value (node));
    return json_is_string (node);
  }
  if (!uke_id_from_hex (json_string_value (node), &id))
    return FALSE;
  uke_stmt_bind_id_at (stmt, column + 1, &id);
  return TRUE;
}

static gboolean
load_line (UkeStmt *stmt, const char *line, size_t size, GError **error)
{
  static const UkeJsonLimits limits = { 4 * 1024 * 1024, 2, 2 * N_COLUMNS };
  json_t *root = NULL;
  gboolean is_good;

  if (!uke_json_scan (line, size, &limits, error))
    return FALSE;
  root = json_loadb (line, size, JSON_REJECT_DUPLICATES, NULL);
  is_good = json_array_size (root) == N_COLUMNS;
  for (int i = 0; is_good && i < N_COLUMNS; i++)
    is_good = bind_column (stmt, i, json_array_get (root, (size_t)i));
  json_decref (root);
  if (!is_good) {
    g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "a note of the snapshot");
    return FALSE;
  }
  return uke_stmt_run (stmt, error);
}

/**
 * uke_snapshot_notes_load:
 * @db: the writing connection, inside a transaction
 * @lines: what a part holds, not trusted
 * @size: how many bytes
 * @out_n: (out): how many notes it had
 * @error: return location
 *
 * Returns: whether all of them are in the file
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT; UKE_FEED_ERROR: MALFORMED, LIMIT
 * Thread: the owner of @db
 * Source: doc/wire.md, Snapshot
 */
gboolean
uke_snapshot_notes_load (UkeDb *db, const char *lines, size_t size, int64_t *out_n, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare (
      db,
      "INSERT INTO conflict (seq, n, kind, entity, record_id, field, kept, lost, other_seq, "
      "other_id, needs_person, settled_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);
  const char *at = lines, *end = lines + size;

  *out_n = 0;
  if (stmt == NULL)
    return FALSE;
  for (; at < end; (*out_n)++) {
    const char *line_end = memchr (at, '\n', (size_t)(end - at));

    if (line_end == NULL) {
      g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "a line without an end");
      return FALSE;
    }
    if (!load_line (stmt, at, (size_t)(line_end - at), error))
      return FALSE;
    at = line_end + 1;
  }
  return TRUE;
}
