/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"

#include <gio/gio.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef struct _UkeDb UkeDb;
typedef struct _UkeStmt UkeStmt;
typedef struct _UkeDbConfig UkeDbConfig;

/** UKE_DB_KEY_SIZE: bytes of the raw data key. */
#define UKE_DB_KEY_SIZE 32

/**
 * UkeDbDialect:
 * @UKE_DB_DIALECT_SQLITE: SQLite's SQL; files end in `.sqlite.sql` where they differ
 * @UKE_DB_DIALECT_POSTGRESQL: PostgreSQL's SQL; files end in `.pg.sql` where they differ
 */
typedef enum {
  UKE_DB_DIALECT_SQLITE,
  UKE_DB_DIALECT_POSTGRESQL,
} UkeDbDialect;

/**
 * UkeDbProgress:
 * @done: pages done
 * @total: pages altogether, which may grow while others write
 * @data: the caller's
 */
typedef void (*UkeDbProgress) (int64_t done, int64_t total, gpointer data);

G_END_DECLS
