/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-bare.h"

#include "bench-people.h"
#include "support/uke-test-store.h"

static const char *const TABLES[][2] = {
  { "patient", "rver" },         { "patient_phone", "rver" }, { "patient_address", "rver" },
  { "consent", "rver" },         { "flog", "seq" },           { "receipt", "seq" },
  { "audit", "change_set_seq" }, { "patient_search", "seq" },
};

/* What those rows point at, which is there before. */
static const char *const BEFORE[] = { "import_run" };

/* A value as it came out of one file and goes into the other. */
typedef struct {
  enum { CELL_NULL, CELL_INT, CELL_TEXT, CELL_BLOB } kind;
  int64_t number;
  size_t len;
  char *bytes;
} Cell;

typedef struct {
  UkeStmt *insert;
  int n_columns;
  GArray *cells;
  GArray *seqs; /* int64_t: of each row */
  unsigned next;
} Table;

static Cell
read_cell (UkeStmt *stmt, int column, int64_t type)
{
  Cell cell = { .kind = (int)type };
  const void *bytes;

  if (cell.kind == CELL_INT)
    cell.number = uke_stmt_int64 (stmt, column);
  if (cell.kind == CELL_TEXT || cell.kind == CELL_BLOB) {
    bytes = cell.kind == CELL_TEXT ? (const void *)uke_stmt_text_len (stmt, column, &cell.len)
                                   : uke_stmt_blob (stmt, column, &cell.len);
    cell.bytes = g_memdup2 (bytes, cell.len);
  }
  return cell;
}

static GPtrArray *
list_columns (UkeDb *db, const char *table)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare (db, "SELECT name FROM pragma_table_info (?)", NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  gboolean has_row;

  uke_stmt_bind_text_at (stmt, 1, table);
  while (uke_stmt_step (stmt, &has_row, NULL) && has_row)
    g_ptr_array_add (names, uke_stmt_dup_text (stmt, 0));
  return names;
}

static char *
make_select (const char *table, const char *order, GPtrArray *names)
{
  GString *sql = g_string_new ("SELECT ");

  for (unsigned i = 0; i < names->len; i++)
    g_string_append_printf (
        sql,
        "t.%1$s, CASE typeof (t.%1$s) WHEN 'null' THEN 0 WHEN 'integer' THEN 1 WHEN 'text' THEN 2 "
        "ELSE 3 END, ",
        (char *)names->pdata[i]);
  if (g_str_equal (table, "audit"))
    g_string_append (sql, "r.seq FROM audit AS t JOIN receipt AS r ON r.feed = 1 AND r.cs_id = "
                          "t.change_set_id ORDER BY t.dev, t.seq");
  else if (g_str_equal (table, "patient_search"))
    g_string_append (sql,
                     "p.rver FROM patient_search AS t JOIN patient AS p ON p.id = t.patient_id "
                     "ORDER BY p.id");
  else
    g_string_append_printf (sql, "t.%s FROM %s AS t ORDER BY t.%s, t.rowid", order, table, order);
  if (g_str_equal (table, "flog") || g_str_equal (table, "receipt"))
    g_string_truncate (sql, sql->len - strlen (", t.rowid"));
  return g_string_free (sql, FALSE);
}

static void
load_table (UkeDb *from, UkeDb *to, const char *name, const char *order, Table *out_table)
{
  g_autoptr (GPtrArray) names = list_columns (from, name);
  g_autofree char *select = make_select (name, order, names);
  g_autoptr (GString) insert = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = uke_db_prepare (from, select, &error);
  gboolean has_row;

  g_assert_no_error (error);
  g_string_append_printf (insert, "INSERT INTO %s VALUES (?", name);
  for (unsigned i = 1; i < names->len; i++)
    g_string_append (insert, ", ?");
  g_string_append_c (insert, ')');
  out_table->insert = uke_db_prepare (to, insert->str, &error);
  g_assert_no_error (error);
  out_table->n_columns = (int)names->len;
  out_table->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  out_table->seqs = g_array_new (FALSE, FALSE, sizeof (int64_t));
  out_table->next = 0;
  while (uke_stmt_step (stmt, &has_row, NULL) && has_row) {
    int64_t seq = uke_stmt_int64 (stmt, 2 * out_table->n_columns);

    if (seq <= 1)
      continue; /* the clinic's own rows are there already */
    for (int i = 0; i < out_table->n_columns; i++) {
      Cell cell = read_cell (stmt, 2 * i, uke_stmt_int64 (stmt, 2 * i + 1));

      g_array_append_val (out_table->cells, cell);
    }
    g_array_append_val (out_table->seqs, seq);
  }
}

static void
bind_cell (UkeStmt *stmt, int pos, const Cell *cell)
{
  switch (cell->kind) {
  case CELL_NULL:
    uke_stmt_bind_null_at (stmt, pos);
    break;
  case CELL_INT:
    uke_stmt_bind_int64_at (stmt, pos, cell->number);
    break;
  case CELL_TEXT:
    uke_stmt_bind_text_static_at (stmt, pos, cell->bytes, cell->len);
    break;
  case CELL_BLOB:
    uke_stmt_bind_blob_static_at (stmt, pos, cell->bytes, cell->len);
    break;
  }
}

static void
insert_up_to (Table *table, int64_t seq)
{
  for (; table->next < table->seqs->len && g_array_index (table->seqs, int64_t, table->next) <= seq;
       table->next++) {
    g_autoptr (GError) error = NULL;

    for (int i = 0; i < table->n_columns; i++)
      bind_cell (table->insert, i + 1,
                 &g_array_index (table->cells, Cell,
                                 table->next * (unsigned)table->n_columns + (unsigned)i));
    if (!uke_stmt_run (table->insert, &error))
      g_error ("%s", error->message);
  }
}

static void
free_table (Table *table)
{
  uke_stmt_free (table->insert);
  for (unsigned i = 0; i < table->cells->len; i++)
    g_free (g_array_index (table->cells, Cell, i).bytes);
  g_array_unref (table->cells);
  g_array_unref (table->seqs);
}

/**
 * bench_bare_insert:
 * @from: a clinic's file with people in it
 *
 * The bare loop that commits and imports are compared with (decision 30): the very rows that stand
 * in @from, in the same transactions, by prepared inserts into all the same tables of a second
 * file.
 *
 * Returns: how long that took, in milliseconds
 */
double
bench_bare_insert (UkeDb *from)
{
  g_autoptr (UkeTestStore) to = uke_test_store_new ();
  Table tables[G_N_ELEMENTS (TABLES)], before;
  int64_t last = uke_test_query (from, "SELECT seq FROM feed");
  double start;

  uke_test_exec (to->db, "PRAGMA foreign_keys = ON");
  uke_test_exec (to->db, "DELETE FROM receipt; DELETE FROM flog");
  uke_test_exec (to->db, "DROP TRIGGER audit_keep; DELETE FROM audit");
  for (size_t i = 0; i < G_N_ELEMENTS (TABLES); i++)
    load_table (from, to->db, TABLES[i][0], TABLES[i][1], &tables[i]);
  for (size_t i = 0; i < G_N_ELEMENTS (BEFORE); i++) {
    load_table (from, to->db, BEFORE[i], "rver", &before);
    insert_up_to (&before, last);
    free_table (&before);
  }
  start = bench_now_ms ();
  for (int64_t seq = 2; seq <= last; seq++) {
    g_assert_true (uke_db_begin (to->db, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS (TABLES); i++)
      insert_up_to (&tables[i], seq);
    g_assert_true (uke_db_commit (to->db, NULL));
  }
  start = bench_now_ms () - start;
  for (size_t i = 0; i < G_N_ELEMENTS (TABLES); i++)
    free_table (&tables[i]);
  return start;
}
