/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db-driver-private.h"

G_BEGIN_DECLS

/* As libpq-fe.h has them, so that this header needs no other. */
typedef struct pg_conn PGconn;
typedef struct pg_cancel PGcancel;
typedef struct pg_result PGresult;

/**
 * UkePgLink:
 *
 * What stands behind an #UkeDb on PostgreSQL. Invariants:
 *
 * 1. Nothing but `cancel` is used by other threads, and that under `mutex`.
 * 2. Every answer of the server is taken before the function that asked returns: libpq never holds
 *    half an exchange, but for the statements that are gathered: they are taken before anything
 *    else is asked.
 * 3. Everything that a session has of settings comes with the connection's options or ends with its
 *    transaction, so that a pooler may hand sessions round.
 */
typedef struct {
  PGconn *conn;              /* (owned) (nullable): NULL once it is lost */
  GMutex mutex;              /* guards cancel */
  PGcancel *cancel;          /* (owned) (nullable) */
  int is_interrupted;        /* atomic: somebody has called uke_db_interrupt() */
  char *uri;                 /* (owned): for connecting anew */
  char *schema;              /* (owned) */
  char *options;             /* (owned): the session's settings */
  GCancellable *cancellable; /* (not owned) (nullable) */
  int64_t n_changes;         /* rows that the last statement changed */
  unsigned n_names;          /* of statements and cursors so far */
  unsigned n_begun;          /* transactions so far, so that a cursor knows its own */
  GPtrArray *doomed;         /* (owned) (element-type utf8): names of statements to be taken back */
  unsigned gather_depth;     /* how often uke_db_gather() was called and not settled */
  unsigned n_gathered;       /* statements whose answers have not been taken */
  uint64_t must_change_one;  /* which of them change one row, or it is an error: bit n is the nth */
  GError *gather_error;      /* (owned) (nullable): what nobody has been told yet */
} UkePgLink;

/**
 * UkePgValue:
 * @kind: what was bound
 * @integer: the number in the byte order of the wire
 * @digits: the number as text, for parameters that are no BIGINT
 * @bytes: (nullable): the text or the bytes
 * @len: their length
 * @copy: (owned) (nullable): what @bytes points to, unless it is the caller's
 */
typedef struct {
  enum { UKE_PG_NULL, UKE_PG_INT, UKE_PG_TEXT, UKE_PG_BLOB } kind;
  uint64_t integer;
  char digits[24];
  const void *bytes;
  size_t len;
  char *copy;
} UkePgValue;

/**
 * UkePgSql:
 * @text: (owned): the statement with $1, $2 ...
 * @names: (owned) (element-type utf8): each parameter's name with its colon; empty for `?`
 */
typedef struct {
  char *text;
  GPtrArray *names;
} UkePgSql;

void uke_pg_sql_clear (UkePgSql *sql);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UkePgSql, uke_pg_sql_clear)

gboolean uke_pg_sql_translate (const char *source, UkePgSql *out_sql, GError **error);
unsigned uke_pg_sql_count (const char *source);
gboolean uke_pg_sql_ends_transaction (const char *source);
gboolean uke_pg_sql_is_select (const char *source);

gboolean
uke_pg_fail_result (UkePgLink *link, const PGresult *result, const char *doing, GError **error);
gboolean uke_pg_fail_link (UkePgLink *link, const char *doing, GError **error);

gboolean uke_pg_check_alive (UkePgLink *link, const char *doing, GError **error);
gboolean uke_pg_drain (UkePgLink *link, GError **error);
void uke_pg_abandon (UkePgLink *link);
gboolean uke_pg_check_link (UkePgLink *link, const char *doing, GError **error);
PGresult *uke_pg_next_result (UkePgLink *link);
gboolean uke_pg_run_script (UkePgLink *link, const char *sql, GError **error);

gboolean uke_pg_stmt_prepare (UkeStmt *stmt, const char *sql, gboolean is_kept, GError **error);
void uke_pg_stmt_finalize (UkeStmt *stmt);
gboolean uke_pg_stmt_step (UkeStmt *stmt, gboolean *out_has_row, GError **error);
void uke_pg_stmt_reset (UkeStmt *stmt);
void uke_pg_stmt_clear (UkeStmt *stmt);
int uke_pg_stmt_find_parameter (UkeStmt *stmt, const char *name);
int uke_pg_stmt_count_parameters (UkeStmt *stmt);
const char *uke_pg_stmt_name_parameter (UkeStmt *stmt, int pos);
gboolean uke_pg_stmt_bind_null (UkeStmt *stmt, int pos);
gboolean uke_pg_stmt_bind_int64 (UkeStmt *stmt, int pos, int64_t value);
gboolean
uke_pg_stmt_bind_text (UkeStmt *stmt, int pos, const char *text, size_t len, gboolean is_static);
gboolean
uke_pg_stmt_bind_blob (UkeStmt *stmt, int pos, const void *bytes, size_t len, gboolean is_static);
int uke_pg_stmt_count_columns (UkeStmt *stmt);
const char *uke_pg_stmt_name_column (UkeStmt *stmt, int column);
gboolean uke_pg_stmt_is_null (UkeStmt *stmt, int column);
int64_t uke_pg_stmt_int64 (UkeStmt *stmt, int column);
const char *uke_pg_stmt_text (UkeStmt *stmt, int column, size_t *out_len);
const void *uke_pg_stmt_blob (UkeStmt *stmt, int column, size_t *out_len);

int64_t uke_pg_decode_int64 (unsigned type, const char *bytes, size_t len);
gboolean uke_pg_type_is_number (unsigned type);
gboolean uke_pg_type_is_bytes (unsigned type);

G_END_DECLS
