/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db-types.h"

G_BEGIN_DECLS

/**
 * UkeStmt:
 *
 * A prepared statement, bound by name (`":patient_id"`), or by position from 1 in bulk work. It
 * belongs to its connection and to that connection's thread. Hold it in a `g_autoptr (UkeStmt)`:
 * letting go of one from uke_db_prepare_cached() resets it and gives it back to the connection's
 * cache, letting go of one from uke_db_prepare() ends it.
 *
 * Binding cannot fail by itself: a name that the statement does not have is a mistake in the
 * program and a critical warning; a value that is too large is remembered, and the next step
 * reports it. Bound values stay over uke_stmt_reset() until bound anew.
 */

UkeStmt *uke_db_prepare (UkeDb *db, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeStmt *
uke_db_prepare_cached (UkeDb *db, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_stmt_free (UkeStmt *stmt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeStmt, uke_stmt_free)

void uke_stmt_bind_null (UkeStmt *stmt, const char *name);
void uke_stmt_bind_int64 (UkeStmt *stmt, const char *name, int64_t value);
void uke_stmt_bind_boolean (UkeStmt *stmt, const char *name, gboolean value);
void uke_stmt_bind_text (UkeStmt *stmt, const char *name, const char *text);
void uke_stmt_bind_text_len (UkeStmt *stmt, const char *name, const char *text, size_t len);
void uke_stmt_bind_blob (UkeStmt *stmt, const char *name, const void *bytes, size_t len);
void uke_stmt_bind_bytes (UkeStmt *stmt, const char *name, GBytes *bytes);
void uke_stmt_bind_id (UkeStmt *stmt, const char *name, const UkeId *id);

int uke_stmt_parameter (UkeStmt *stmt, const char *name);
void uke_stmt_bind_null_at (UkeStmt *stmt, int pos);
void uke_stmt_bind_int64_at (UkeStmt *stmt, int pos, int64_t value);
void uke_stmt_bind_text_at (UkeStmt *stmt, int pos, const char *text);
void uke_stmt_bind_text_len_at (UkeStmt *stmt, int pos, const char *text, size_t len);
void uke_stmt_bind_blob_at (UkeStmt *stmt, int pos, const void *bytes, size_t len);
void uke_stmt_bind_id_at (UkeStmt *stmt, int pos, const UkeId *id);
void uke_stmt_bind_text_static_at (UkeStmt *stmt, int pos, const char *text, size_t len);
void uke_stmt_bind_blob_static_at (UkeStmt *stmt, int pos, const void *bytes, size_t len);

gboolean
uke_stmt_step (UkeStmt *stmt, gboolean *out_has_row, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_stmt_step_row (UkeStmt *stmt, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_stmt_run (UkeStmt *stmt, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_stmt_run_one (UkeStmt *stmt, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_stmt_reset (UkeStmt *stmt);
void uke_stmt_clear_bindings (UkeStmt *stmt);

int uke_stmt_n_columns (UkeStmt *stmt);
const char *uke_stmt_column_name (UkeStmt *stmt, int column);
int uke_stmt_column_index (UkeStmt *stmt, const char *name);
int uke_stmt_n_parameters (UkeStmt *stmt);
const char *uke_stmt_parameter_name (UkeStmt *stmt, int pos);

gboolean uke_stmt_is_null (UkeStmt *stmt, int column);
int64_t uke_stmt_int64 (UkeStmt *stmt, int column);
gboolean uke_stmt_boolean (UkeStmt *stmt, int column);
const char *uke_stmt_text (UkeStmt *stmt, int column);
const char *uke_stmt_text_len (UkeStmt *stmt, int column, size_t *out_len);
char *uke_stmt_dup_text (UkeStmt *stmt, int column);
const void *uke_stmt_blob (UkeStmt *stmt, int column, size_t *out_len);
GBytes *uke_stmt_dup_bytes (UkeStmt *stmt, int column);
UkeId uke_stmt_id (UkeStmt *stmt, int column);

G_END_DECLS
