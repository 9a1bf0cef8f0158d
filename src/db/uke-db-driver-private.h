/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"

#include <pthread.h>

G_BEGIN_DECLS

/**
 * UkeDbDriver:
 *
 * What an engine does for a connection. The functions are called on the owner's thread only, apart
 * from @interrupt, and with arguments that uke-db.c and uke-stmt.c have checked. @in_transaction
 * tells what the engine believes: it may have rolled back by itself after an error.
 */
typedef struct {
  UkeDbDialect dialect;
  gboolean prepares_control; /* BEGIN and COMMIT are statements that are worth keeping */
  const char *begin_sql;
  const char *begin_read_sql;
  const char *version_sql;     /* answers the schema's version */
  const char *set_version_sql; /* sets it, once a number is put behind */
  const char *application_sql; /* (nullable): answers whose file this is */
  const char *set_application_sql;
  const char *broken_reference_sql; /* (nullable): answers rows that refer to nothing */
  const char *snapshot_sql;         /* (nullable): a read that fixes what the transaction sees */
  const char *long_sql;             /* (nullable): lifts what would end long work */

  gboolean (*open) (UkeDb *db, const UkeDbConfig *config, GError **error);
  gboolean (*close) (UkeDb *db, GError **error);
  gboolean (*revive) (UkeDb *db, GError **error); /* (nullable): connects anew where it must */
  gboolean (*exec) (UkeDb *db, const char *sql, GError **error);
  gboolean (*in_transaction) (UkeDb *db);
  int64_t (*changes) (UkeDb *db);
  void (*gather) (UkeDb *db); /* (nullable), and so are the next two */
  /* Whether the last statement was gathered: it is an error then if it changes not one row. */
  gboolean (*expect_one) (UkeDb *db);
  gboolean (*settle) (UkeDb *db, GError **error);
  void (*interrupt) (UkeDb *db);
  void (*set_cancellable) (UkeDb *db, GCancellable *cancellable);

  gboolean (*prepare) (UkeStmt *stmt, const char *sql, gboolean is_kept, GError **error);
  void (*finalize) (UkeStmt *stmt);
  gboolean (*step) (UkeStmt *stmt, gboolean *out_has_row, GError **error);
  void (*reset) (UkeStmt *stmt);
  void (*clear_bindings) (UkeStmt *stmt);

  int (*parameter) (UkeStmt *stmt, const char *name);
  int (*n_parameters) (UkeStmt *stmt);
  const char *(*parameter_name) (UkeStmt *stmt, int pos);
  /* The binders answer FALSE for a value that the engine cannot take. */
  gboolean (*bind_null) (UkeStmt *stmt, int pos);
  gboolean (*bind_int64) (UkeStmt *stmt, int pos, int64_t value);
  gboolean (*bind_text) (UkeStmt *stmt, int pos, const char *text, size_t len, gboolean is_static);
  gboolean (*bind_blob) (UkeStmt *stmt, int pos, const void *bytes, size_t len, gboolean is_static);

  int (*n_columns) (UkeStmt *stmt);
  const char *(*column_name) (UkeStmt *stmt, int column);
  gboolean (*is_null) (UkeStmt *stmt, int column);
  int64_t (*int64) (UkeStmt *stmt, int column);
  const char *(*text) (UkeStmt *stmt, int column, size_t *out_len);
  const void *(*blob) (UkeStmt *stmt, int column, size_t *out_len);
} UkeDbDriver;

extern const UkeDbDriver UKE_DB_SQLCIPHER;

void uke_db_set_server_driver (const UkeDbDriver *driver);

struct _UkeDb {
  const UkeDbDriver *driver; /* (not owned) */
  void *handle;              /* (owned): the engine's connection */
  pthread_t owner;           /* compared, never used */
  char *path;                /* (owned) (nullable): for an engine of files */
  gboolean is_read_only;
  gboolean is_migrating; /* a script may not end the transaction it runs in */
  GHashTable *idle;      /* (owned): SQL text to a cached statement that nobody holds */
  unsigned n_statements; /* that somebody holds */
};

struct _UkeStmt {
  UkeDb *db;           /* (not owned) */
  void *handle;        /* (owned): the engine's statement */
  char *sql;           /* (owned) (nullable): set for cached statements only */
  gboolean is_unbound; /* a value could not be bound; the next step says so */
};

/* Invariant 1 of UkeDb. */
#define UKE_DB_ASSERT_OWNER(db) g_assert (pthread_equal ((db)->owner, pthread_self ()))

void uke_stmt_finalize (UkeStmt *stmt);

G_END_DECLS
