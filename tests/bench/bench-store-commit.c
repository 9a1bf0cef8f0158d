/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-people.h"

#include "store/uke-store-verify.h"

#include <stdlib.h>

/*
 * What an import costs against the bare loop (decision 30): the same people through the commit
 * path, and then the very rows that it left, in the same transactions, by prepared inserts into all
 * the same tables of a second file.
 */
#define BATCH 150

static const char *const TABLES[][2] = {
  { "patient", "rver" },         { "patient_phone", "rver" }, { "patient_address", "rver" },
  { "consent", "rver" },         { "flog", "seq" },           { "receipt", "seq" },
  { "audit", "change_set_seq" }, { "patient_search", "seq" },
};

static void
add_person (UkeTestStore *store, UkeChangeSet *set, unsigned index)
{
  static const char *const channels[] = { "sms", "phone" };
  BenchPerson person;
  UkeDraft *drafts[5];

  bench_person_make (index, &person);
  drafts[0] = bench_person_draft (store, &person);
  drafts[1] = uke_test_store_phone (store, uke_draft_get_id (drafts[0]), person.phone);
  drafts[2] = uke_test_store_draft (store, &UKE_ENTITY_PATIENT_ADDRESS);
  uke_draft_set_id (drafts[2], UKE_PATIENT_ADDRESS_PATIENT_ID, uke_draft_get_id (drafts[0]));
  uke_draft_set_text (drafts[2], UKE_PATIENT_ADDRESS_ADDRESS, person.address);
  for (unsigned i = 0; i < 2; i++) {
    drafts[3 + i] = uke_test_store_draft (store, &UKE_ENTITY_CONSENT);
    uke_draft_set_id (drafts[3 + i], UKE_CONSENT_PATIENT_ID, uke_draft_get_id (drafts[0]));
    uke_draft_set_text (drafts[3 + i], UKE_CONSENT_PURPOSE, "appointment");
    uke_draft_set_text (drafts[3 + i], UKE_CONSENT_CHANNEL, channels[i]);
    uke_draft_set_text (drafts[3 + i], UKE_CONSENT_STATE, "granted");
  }
  for (unsigned i = 0; i < G_N_ELEMENTS (drafts); i++) {
    uke_change_set_add_draft (set, drafts[i]);
    uke_draft_free (drafts[i]);
  }
}

/* Commits the people; the time of making drafts is counted apart. */
static double
commit_people (UkeTestStore *store, unsigned n)
{
  double spent = 0;

  for (unsigned from = 0; from < n; from += BATCH) {
    UkeId id = uke_id_new (store->now_us);
    g_autoptr (UkeChangeSet) set = uke_change_set_new (&id, UKE_INTENT_IMPORT_BATCH);
    UkeCommitContext context = uke_test_store_context (store);
    g_autoptr (GError) error = NULL;
    double start;

    context.has_new_ids = TRUE;
    for (unsigned i = from; i < MIN (from + BATCH, n); i++)
      add_person (store, set, i);
    start = bench_now_ms ();
    g_assert_true (uke_db_begin (store->db, NULL));
    uke_committed_free (uke_commit (store->db, set, &context, &error));
    g_assert_no_error (error);
    g_assert_true (uke_db_commit (store->db, NULL));
    spent += bench_now_ms () - start;
  }
  return spent;
}

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

/* The bare loop: the same rows, the same transactions. */
static double
insert_people (UkeTestStore *from, UkeTestStore *to)
{
  Table tables[G_N_ELEMENTS (TABLES)];
  int64_t last = uke_test_query (from->db, "SELECT seq FROM feed");
  double start;

  uke_test_exec (to->db, "DELETE FROM receipt; DELETE FROM flog");
  uke_test_exec (to->db, "DROP TRIGGER audit_keep; DELETE FROM audit");
  for (size_t i = 0; i < G_N_ELEMENTS (TABLES); i++)
    load_table (from->db, to->db, TABLES[i][0], TABLES[i][1], &tables[i]);
  start = bench_now_ms ();
  for (int64_t seq = 2; seq <= last; seq++) {
    g_assert_true (uke_db_begin (to->db, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS (TABLES); i++)
      insert_up_to (&tables[i], seq);
    g_assert_true (uke_db_commit (to->db, NULL));
  }
  start = bench_now_ms () - start;
  for (size_t i = 0; i < G_N_ELEMENTS (TABLES); i++) {
    uke_stmt_free (tables[i].insert);
    for (unsigned j = 0; j < tables[i].cells->len; j++)
      g_free (g_array_index (tables[i].cells, Cell, j).bytes);
    g_array_unref (tables[i].cells);
    g_array_unref (tables[i].seqs);
  }
  return start;
}

int
main (int argc, char **argv)
{
  unsigned n = argc > 1 ? (unsigned)g_ascii_strtoull (argv[1], NULL, 10) : 20000;
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autoptr (UkeTestStore) bare = uke_test_store_new ();
  double commit_ms = commit_people (store, n);
  double bare_ms;

  bench_print ("store-commit", "commit", n / commit_ms * 1000, "patients/s");
  uke_test_exec (bare->db, "PRAGMA foreign_keys = ON");
  bare_ms = insert_people (store, bare);
  bench_print ("store-commit", "bare-inserts", n / bare_ms * 1000, "patients/s");
  bench_print ("store-commit", "commit-rate-to-bare (goal >= 0.5)", bare_ms / commit_ms, "ratio");
  return 0;
}
