/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-postgresql-private.h"
#include "db/uke-db-private.h"

#include <libpq-fe.h>
#include <string.h>

/*
 * A statement. One that is kept has a name and is planned by the server once; one that is used once
 * has none, because a pooler cannot follow names that are taken back by SQL. What a statement
 * answers is taken as a whole, but for a SELECT that is used once inside a transaction: it may go
 * through a whole table, so it is read through a cursor, piece by piece.
 */

#define TYPE_INT8 20

/* How many rows the first piece has, and how many bytes a piece should have from then on. */
#define FIRST_ROWS 64
#define PIECE_BYTES (1024 * 1024)
#define MAX_ROWS 20000

/* So many statements are sent before one is waited for: the bits of UkePgLink.must_change_one. */
#define MAX_GATHERED 64

typedef struct {
  char name[16]; /* empty for one that is used once */
  UkePgSql sql;
  PGresult *facts;    /* (owned): types of parameters, names and types of columns */
  UkePgValue *values; /* (owned): one for each parameter */
  int n_parameters;
  const char **pointers; /* (owned): what libpq is given of them */
  int *lens;             /* (owned) */
  int *formats;          /* (owned) */

  PGresult *rows; /* (owned) (nullable): while it is being read */
  int row;
  char cursor[16];    /* empty while no cursor is open */
  unsigned n_begun;   /* the transaction that the cursor lives in */
  int n_fetch;        /* rows of the next piece */
  gboolean is_at_end; /* the piece at hand is the last one */
  gboolean is_select; /* could be read through a cursor */
  GPtrArray *texts;   /* (owned) (nullable): numbers that were asked for as text */
} PgStmt;

static UkePgLink *
get_link (UkeStmt *stmt)
{
  return stmt->db->handle;
}

static void
free_pg_stmt (PgStmt *self)
{
  for (int i = 0; self->values != NULL && i < self->n_parameters; i++)
    g_free (self->values[i].copy);
  uke_pg_sql_clear (&self->sql);
  PQclear (self->facts);
  PQclear (self->rows);
  g_free (self->values);
  g_free (self->pointers);
  g_free (self->lens);
  g_free (self->formats);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PgStmt, free_pg_stmt)

/* Asks for the plan and the facts in one exchange. */
static gboolean
describe (UkePgLink *link, PgStmt *self, GError **error)
{
  gboolean is_prepared = FALSE;
  PGresult *result;

  if (!uke_pg_check_link (link, "prepare", error))
    return FALSE;
  PQenterPipelineMode (link->conn);
  if (PQsendPrepare (link->conn, self->name, self->sql.text, 0, NULL) == 0
      || PQsendDescribePrepared (link->conn, self->name) == 0 || PQpipelineSync (link->conn) == 0) {
    PQexitPipelineMode (link->conn);
    return uke_pg_fail_link (link, "prepare", error);
  }
  result = uke_pg_next_result (link);
  is_prepared = PQresultStatus (result) == PGRES_COMMAND_OK
                || uke_pg_fail_result (link, result, "prepare", error);
  PQclear (result);
  /* The end of the first answer, then the second and its end, and the end of the exchange. */
  uke_pg_next_result (link);
  self->facts = uke_pg_next_result (link);
  uke_pg_next_result (link);
  PQclear (uke_pg_next_result (link));
  PQexitPipelineMode (link->conn);
  if (!is_prepared)
    return FALSE;
  return PQresultStatus (self->facts) == PGRES_COMMAND_OK
         || uke_pg_fail_result (link, self->facts, "prepare", error);
}

gboolean
uke_pg_stmt_prepare (UkeStmt *stmt, const char *sql, gboolean is_kept, GError **error)
{
  UkePgLink *link = get_link (stmt);
  g_autoptr (PgStmt) self = g_new0 (PgStmt, 1);

  if (!uke_pg_sql_translate (sql, &self->sql, error))
    return FALSE;
  if (uke_pg_sql_count (sql) > 1) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE, "not exactly one statement");
    return FALSE;
  }
  if (is_kept)
    g_snprintf (self->name, sizeof self->name, "uke_%u", ++link->n_names);
  if (!describe (link, self, error))
    return FALSE;
  self->n_parameters = PQnparams (self->facts);
  self->values = g_new0 (UkePgValue, (size_t)self->n_parameters + 1);
  self->pointers = g_new0 (const char *, (size_t)self->n_parameters + 1);
  self->lens = g_new0 (int, (size_t)self->n_parameters + 1);
  self->formats = g_new0 (int, (size_t)self->n_parameters + 1);
  self->is_select = !is_kept && uke_pg_sql_is_select (sql);
  stmt->handle = g_steal_pointer (&self);
  return TRUE;
}

void
uke_pg_stmt_finalize (UkeStmt *stmt)
{
  UkePgLink *link = get_link (stmt);
  PgStmt *self = stmt->handle;

  uke_pg_stmt_reset (stmt);
  if (self->name[0] != '\0')
    g_ptr_array_add (link->doomed, g_strdup (self->name));
  free_pg_stmt (g_steal_pointer (&stmt->handle));
}

/* Lays a value out as the type of its parameter wants it: numbers in the wire's order for BIGINT
 * and as text for anything else, everything else as its bytes. */
static void
lay_out (PgStmt *self, int i)
{
  const UkePgValue *value = &self->values[i];
  unsigned type = PQparamtype (self->facts, i);

  self->formats[i] = 1;
  self->lens[i] = 0;
  self->pointers[i] = NULL;
  switch (value->kind) {
  case UKE_PG_NULL:
    break;
  case UKE_PG_INT:
    self->pointers[i] = type == TYPE_INT8 ? (const char *)&value->integer : value->digits;
    self->lens[i] = sizeof value->integer;
    self->formats[i] = type == TYPE_INT8;
    break;
  case UKE_PG_TEXT:
    self->pointers[i] = value->bytes;
    self->lens[i] = (int)value->len;
    self->formats[i] = uke_pg_type_is_bytes (type);
    break;
  case UKE_PG_BLOB:
    self->pointers[i] = value->bytes;
    self->lens[i] = (int)value->len;
    break;
  }
}

/* Takes the one result that was asked for, and the end behind it. */
static PGresult *
take_result (UkePgLink *link)
{
  PGresult *result = uke_pg_next_result (link);
  PGresult *more;

  while ((more = uke_pg_next_result (link)) != NULL)
    PQclear (more);
  return result;
}

static gboolean
fetch (UkePgLink *link, PgStmt *self, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("FETCH %d FROM %s", self->n_fetch, self->cursor);
  size_t n_bytes = 0;
  int n;

  if (!uke_pg_check_link (link, "step", error))
    return FALSE;
  if (PQsendQueryParams (link->conn, sql, 0, NULL, NULL, NULL, NULL, 1) == 0)
    return uke_pg_fail_link (link, "step", error);
  g_clear_pointer (&self->rows, PQclear);
  self->rows = take_result (link);
  self->row = -1;
  if (PQresultStatus (self->rows) != PGRES_TUPLES_OK)
    return uke_pg_fail_result (link, self->rows, "step", error);
  n = PQntuples (self->rows);
  n_bytes = PQresultMemorySize (self->rows);
  self->is_at_end = n < self->n_fetch;
  if (n == self->n_fetch && n_bytes > 0)
    self->n_fetch = CLAMP ((int)(PIECE_BYTES / (n_bytes / (size_t)n + 1)), 1, MAX_ROWS);
  return TRUE;
}

static gboolean
open_cursor (UkePgLink *link, PgStmt *self, GError **error)
{
  g_autofree char *sql = NULL;
  PGresult *result;
  gboolean is_open;

  g_snprintf (self->cursor, sizeof self->cursor, "uke_%u", ++link->n_names);
  sql = g_strdup_printf ("DECLARE %s NO SCROLL CURSOR FOR %s", self->cursor, self->sql.text);
  for (int i = 0; i < self->n_parameters; i++)
    lay_out (self, i);
  if (PQsendQueryParams (link->conn, sql, self->n_parameters, NULL, self->pointers, self->lens,
                         self->formats, 1)
      == 0) {
    self->cursor[0] = '\0';
    return uke_pg_fail_link (link, "step", error);
  }
  result = take_result (link);
  is_open = PQresultStatus (result) == PGRES_COMMAND_OK
            || uke_pg_fail_result (link, result, "step", error);
  PQclear (result);
  self->n_begun = link->n_begun;
  self->n_fetch = FIRST_ROWS;
  if (!is_open)
    self->cursor[0] = '\0';
  return is_open && fetch (link, self, error);
}

/* Takes the answers of what was gathered, up to the end of the exchange; the first thing that went
 * wrong is what is told. */
static void
take_gathered (UkePgLink *link, GError **error)
{
  for (; link->n_gathered > 0; link->n_gathered--, link->must_change_one >>= 1) {
    PGresult *result = uke_pg_next_result (link);
    gboolean is_done = PQresultStatus (result) == PGRES_COMMAND_OK;

    if (is_done)
      link->n_changes = g_ascii_strtoll (PQcmdTuples (result), NULL, 10);
    if (*error == NULL && !is_done)
      uke_pg_fail_result (link, result, "step", error);
    else if (*error == NULL && (link->must_change_one & 1) != 0)
      uke_db_check_changed_one (link->n_changes, error);
    PQclear (result);
    PQclear (uke_pg_next_result (link));
  }
}

/**
 * uke_pg_drain:
 * @link: a connection
 * @error: return location
 *
 * Waits for the statements that were gathered.
 *
 * Returns: whether all of them worked
 * Errors: those of uke_stmt_step()
 * Thread: the owner of the connection
 */
gboolean
uke_pg_drain (UkePgLink *link, GError **error)
{
  g_autoptr (GError) own_error = g_steal_pointer (&link->gather_error);

  if (link->n_gathered > 0 && PQpipelineSync (link->conn) == 0) {
    link->n_gathered = 0;
    link->must_change_one = 0;
    return uke_pg_fail_link (link, "step", error);
  }
  if (link->n_gathered > 0) {
    take_gathered (link, &own_error);
    PQclear (uke_pg_next_result (link));
    PQexitPipelineMode (link->conn);
  }
  if (own_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

/**
 * uke_pg_abandon:
 * @link: a connection whose transaction is about to be taken back
 *
 * Ends gathering, and forgets what came of it.
 *
 * Thread: the owner of the connection
 */
void
uke_pg_abandon (UkePgLink *link)
{
  g_autoptr (GError) error = NULL;

  if (link->conn != NULL && !uke_pg_drain (link, &error))
    g_debug ("%s", error->message);
  link->gather_depth = 0;
}

static gboolean
send (UkePgLink *link, PgStmt *self)
{
  for (int i = 0; i < self->n_parameters; i++)
    lay_out (self, i);
  if (self->name[0] != '\0')
    return PQsendQueryPrepared (link->conn, self->name, self->n_parameters, self->pointers,
                                self->lens, self->formats, 1)
           == 1;
  return PQsendQueryParams (link->conn, self->sql.text, self->n_parameters, NULL, self->pointers,
                            self->lens, self->formats, 1)
         == 1;
}

/* A statement that answers nothing is sent and not waited for. */
static gboolean
gather (UkePgLink *link, PgStmt *self, GError **error)
{
  if (link->n_gathered == 0)
    PQenterPipelineMode (link->conn);
  if (!send (link, self))
    return uke_pg_fail_link (link, "step", error);
  link->n_gathered++;
  /* More, and the server could wait for us to listen while we wait for it to. */
  return link->n_gathered < MAX_GATHERED || uke_pg_drain (link, error);
}

/* Sends a statement behind what was gathered, and takes all the answers. */
static gboolean
ask_behind (UkePgLink *link, PgStmt *self, GError **error)
{
  g_autoptr (GError) own_error = NULL;

  if (!send (link, self) || PQpipelineSync (link->conn) == 0)
    return uke_pg_fail_link (link, "step", error);
  take_gathered (link, &own_error);
  self->rows = take_result (link);
  PQclear (uke_pg_next_result (link));
  PQexitPipelineMode (link->conn);
  if (own_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

static gboolean
ask (UkePgLink *link, PgStmt *self, GError **error)
{
  if (!send (link, self))
    return uke_pg_fail_link (link, "step", error);
  self->rows = take_result (link);
  return TRUE;
}

/* Afterwards there are rows, or the statement was gathered. */
static gboolean
execute (UkePgLink *link, PgStmt *self, GError **error)
{
  ExecStatusType status;

  if (!uke_pg_check_alive (link, "step", error))
    return FALSE;
  if (link->gather_depth > 0 && link->gather_error == NULL && PQnfields (self->facts) == 0
      && self->name[0] != '\0')
    return gather (link, self, error);
  if (link->n_gathered > 0 && link->gather_error == NULL && self->name[0] != '\0') {
    if (!ask_behind (link, self, error))
      return FALSE;
  } else if (!uke_pg_drain (link, error)) {
    return FALSE;
  } else if (self->is_select && PQtransactionStatus (link->conn) == PQTRANS_INTRANS) {
    return open_cursor (link, self, error);
  } else if (!ask (link, self, error)) {
    return FALSE;
  }
  self->row = -1;
  status = PQresultStatus (self->rows);
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
    return uke_pg_fail_result (link, self->rows, "step", error);
  /* SQLite counts changed rows alone, and the count stays until something else is changed. */
  if (!g_str_has_prefix (PQcmdStatus (self->rows), "SELECT"))
    link->n_changes = g_ascii_strtoll (PQcmdTuples (self->rows), NULL, 10);
  return TRUE;
}

gboolean
uke_pg_stmt_step (UkeStmt *stmt, gboolean *out_has_row, GError **error)
{
  UkePgLink *link = get_link (stmt);
  PgStmt *self = stmt->handle;

  g_clear_pointer (&self->texts, g_ptr_array_unref);
  if (self->rows == NULL && !execute (link, self, error)) {
    uke_pg_stmt_reset (stmt);
    return FALSE;
  }
  if (self->rows == NULL) {
    *out_has_row = FALSE;
    return TRUE;
  }
  if (self->cursor[0] != '\0' && self->row + 1 == PQntuples (self->rows) && !self->is_at_end
      && !fetch (link, self, error)) {
    uke_pg_stmt_reset (stmt);
    return FALSE;
  }
  if (++self->row < PQntuples (self->rows)) {
    *out_has_row = TRUE;
    return TRUE;
  }
  uke_pg_stmt_reset (stmt);
  *out_has_row = FALSE;
  return TRUE;
}

/* A cursor ends with its transaction; one that is still there is closed before it. What was
 * gathered is waited for, and whoever asks next is told of it. */
static void
close_cursor (UkePgLink *link, PgStmt *self)
{
  g_autofree char *sql = g_strconcat ("CLOSE ", self->cursor, NULL);
  g_autoptr (GError) error = NULL;

  self->cursor[0] = '\0';
  if (link->n_gathered > 0)
    uke_pg_drain (link, &link->gather_error);
  if (link->conn != NULL && link->n_begun == self->n_begun && link->gather_error == NULL
      && PQtransactionStatus (link->conn) == PQTRANS_INTRANS
      && !uke_pg_run_script (link, sql, &error))
    g_debug ("%s", error->message);
}

void
uke_pg_stmt_reset (UkeStmt *stmt)
{
  PgStmt *self = stmt->handle;

  if (self->cursor[0] != '\0')
    close_cursor (get_link (stmt), self);
  g_clear_pointer (&self->rows, PQclear);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  self->row = -1;
}

void
uke_pg_stmt_clear (UkeStmt *stmt)
{
  PgStmt *self = stmt->handle;

  for (int i = 0; i < self->n_parameters; i++) {
    g_free (self->values[i].copy);
    self->values[i] = (UkePgValue){ 0 };
  }
}

int
uke_pg_stmt_find_parameter (UkeStmt *stmt, const char *name)
{
  PgStmt *self = stmt->handle;

  for (unsigned i = 0; i < self->sql.names->len; i++)
    if (strcmp (self->sql.names->pdata[i], name) == 0)
      return (int)i + 1;
  return 0;
}

int
uke_pg_stmt_count_parameters (UkeStmt *stmt)
{
  return ((PgStmt *)stmt->handle)->n_parameters;
}

const char *
uke_pg_stmt_name_parameter (UkeStmt *stmt, int pos)
{
  PgStmt *self = stmt->handle;
  const char *name
      = pos > 0 && pos <= (int)self->sql.names->len ? self->sql.names->pdata[pos - 1] : "";

  return *name != '\0' ? name : NULL;
}

/* The value at a position, empty; NULL when the statement has no such parameter. */
static UkePgValue *
take_value (UkeStmt *stmt, int pos)
{
  PgStmt *self = stmt->handle;
  UkePgValue *value;

  /* As in SQLite, what is being read is not bound anew. */
  if (pos < 1 || pos > self->n_parameters || self->rows != NULL)
    return NULL;
  value = &self->values[pos - 1];
  g_free (value->copy);
  *value = (UkePgValue){ 0 };
  return value;
}

gboolean
uke_pg_stmt_bind_null (UkeStmt *stmt, int pos)
{
  return take_value (stmt, pos) != NULL;
}

gboolean
uke_pg_stmt_bind_int64 (UkeStmt *stmt, int pos, int64_t number)
{
  UkePgValue *value = take_value (stmt, pos);

  if (value == NULL)
    return FALSE;
  value->kind = UKE_PG_INT;
  value->integer = GUINT64_TO_BE ((uint64_t)number);
  g_snprintf (value->digits, sizeof value->digits, "%" G_GINT64_FORMAT, number);
  return TRUE;
}

static gboolean
bind_bytes (UkeStmt *stmt, int pos, int kind, const void *bytes, size_t len, gboolean is_static)
{
  UkePgValue *value = take_value (stmt, pos);
  PgStmt *self = stmt->handle;
  gboolean needs_end;

  if (value == NULL || len > G_MAXINT)
    return FALSE;
  /* Where it travels as text, libpq looks for its end. */
  needs_end = !uke_pg_type_is_bytes (PQparamtype (self->facts, pos - 1));
  if (!is_static || needs_end) {
    value->copy = g_malloc (len + 1);
    if (len > 0)
      memcpy (value->copy, bytes, len);
    value->copy[len] = '\0';
  }
  value->kind = kind;
  value->bytes = value->copy != NULL ? value->copy : bytes != NULL ? bytes : "";
  value->len = len;
  return TRUE;
}

gboolean
uke_pg_stmt_bind_text (UkeStmt *stmt, int pos, const char *text, size_t len, gboolean is_static)
{
  return bind_bytes (stmt, pos, UKE_PG_TEXT, text, len, is_static);
}

gboolean
uke_pg_stmt_bind_blob (UkeStmt *stmt, int pos, const void *bytes, size_t len, gboolean is_static)
{
  return bind_bytes (stmt, pos, UKE_PG_BLOB, bytes, len, is_static);
}

int
uke_pg_stmt_count_columns (UkeStmt *stmt)
{
  return PQnfields (((PgStmt *)stmt->handle)->facts);
}

const char *
uke_pg_stmt_name_column (UkeStmt *stmt, int column)
{
  return PQfname (((PgStmt *)stmt->handle)->facts, column);
}

static gboolean
is_on_value (PgStmt *self, int column)
{
  return self->rows != NULL && self->row >= 0 && self->row < PQntuples (self->rows) && column >= 0
         && column < PQnfields (self->rows) && PQgetisnull (self->rows, self->row, column) == 0;
}

gboolean
uke_pg_stmt_is_null (UkeStmt *stmt, int column)
{
  return !is_on_value (stmt->handle, column);
}

int64_t
uke_pg_stmt_int64 (UkeStmt *stmt, int column)
{
  PgStmt *self = stmt->handle;

  if (!is_on_value (self, column))
    return 0;
  return uke_pg_decode_int64 (PQftype (self->rows, column),
                              PQgetvalue (self->rows, self->row, column),
                              (size_t)PQgetlength (self->rows, self->row, column));
}

const char *
uke_pg_stmt_text (UkeStmt *stmt, int column, size_t *out_len)
{
  PgStmt *self = stmt->handle;
  char *written;

  *out_len = 0;
  if (!is_on_value (self, column))
    return NULL;
  if (!uke_pg_type_is_number (PQftype (self->rows, column))) {
    *out_len = (size_t)PQgetlength (self->rows, self->row, column);
    return PQgetvalue (self->rows, self->row, column);
  }
  written = g_strdup_printf ("%" G_GINT64_FORMAT, uke_pg_stmt_int64 (stmt, column));
  if (self->texts == NULL)
    self->texts = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->texts, written);
  *out_len = strlen (written);
  return written;
}

const void *
uke_pg_stmt_blob (UkeStmt *stmt, int column, size_t *out_len)
{
  const char *bytes = uke_pg_stmt_text (stmt, column, out_len);

  return *out_len > 0 ? bytes : NULL;
}
