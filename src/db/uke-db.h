/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db-error.h"
#include "db/uke-db-types.h"
#include "db/uke-stmt.h"

G_BEGIN_DECLS

/**
 * UkeDb:
 *
 * One connection to one database. Invariants:
 *
 * 1. It belongs to one thread at a time: the one that opened it, or that called
 *    uke_db_claim_thread(). Every function but uke_db_interrupt() asserts this (decision 32).
 * 2. A file is either created encrypted or opened encrypted; never anything else. On PostgreSQL
 *    there is no file of ours, and encryption at rest is the host's.
 * 3. What uke_db_commit() has acknowledged survives a loss of power.
 */

/**
 * UkeDbConfig:
 * @path: the database file; ignored when @uri is set
 * @key: 32 raw bytes in the caller's secure memory, needed only while opening; never kept. With
 *   @uri it may be %NULL: there the host encrypts what lies on its disks
 * @create: make the file, or the schema, when there is none; without this a missing one is
 *   NOT_FOUND
 * @read_only: refuse every change
 * @cache_kib: page cache in KiB; 0 means 8 MiB (decision 31)
 * @busy_timeout_ms: how long to wait for a lock of another process; 0 means 5 s, on PostgreSQL 2 s
 * @uri: (nullable): where a PostgreSQL database is, as `postgresql://...` or in libpq's words
 *   `host=a,b target_session_attrs=read-write dbname=...`; kept while the connection is open
 * @schema: (nullable): which schema of it is this tenant's, see uke_db_schema_is_valid()
 */
struct _UkeDbConfig {
  const char *path;
  const uint8_t *key;
  gboolean create;
  gboolean read_only;
  unsigned cache_kib;
  unsigned busy_timeout_ms;
  const char *uri;
  const char *schema;
};

UkeDb *uke_db_open (const UkeDbConfig *config, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_db_schema_is_valid (const char *schema);
void uke_db_free (UkeDb *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeDb, uke_db_free)
gboolean uke_db_close (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_db_revive (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_db_claim_thread (UkeDb *db);
UkeDbDialect uke_db_get_dialect (UkeDb *db);
const char *uke_db_get_path (UkeDb *db);
gboolean uke_db_is_read_only (UkeDb *db);
gboolean uke_db_in_transaction (UkeDb *db);

gboolean uke_db_exec (UkeDb *db, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_db_query_int64 (UkeDb *db, const char *sql, int64_t *out_value, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
int64_t uke_db_changes (UkeDb *db);
void uke_db_gather (UkeDb *db);
gboolean uke_db_settle (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_db_interrupt (UkeDb *db);
void uke_db_set_cancellable (UkeDb *db, GCancellable *cancellable);

gboolean uke_db_begin (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_db_commit (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_db_rollback (UkeDb *db);
gboolean uke_db_allow_long (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_db_savepoint (UkeDb *db, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_db_release (UkeDb *db, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_db_rollback_to (UkeDb *db, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_db_begin_read (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_db_end_read (UkeDb *db);

/**
 * UkeDbTransaction:
 *
 * A write transaction that rolls back when it goes out of scope uncommitted:
 *
 * |[
 *   g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
 *
 *   if (transaction == NULL || !write_rows (db, error))
 *     return FALSE;
 *   return uke_db_transaction_commit (g_steal_pointer (&transaction), error);
 * ]|
 */
typedef struct _UkeDbTransaction UkeDbTransaction;

UkeDbTransaction *uke_db_transaction_new (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_db_transaction_commit (UkeDbTransaction *transaction,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_db_transaction_free (UkeDbTransaction *transaction);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeDbTransaction, uke_db_transaction_free)

G_END_DECLS
