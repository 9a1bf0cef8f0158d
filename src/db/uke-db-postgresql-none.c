/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-postgresql.h"
#include "db/uke-db-signal.h"

/**
 * uke_db_postgresql_register:
 *
 * For builds without libpq: nothing is registered, and uke_db_open() says what is missing.
 *
 * Thread: any
 */
void
uke_db_postgresql_register (void)
{
}

/**
 * uke_db_signal_new:
 * @uri: ignored
 * @schema: ignored
 * @func: ignored
 * @data: ignored
 *
 * For builds without libpq, in which no database of a server can be open.
 *
 * Returns: (nullable): %NULL
 * Errors: none
 * Thread: main
 */
UkeDbSignal *
uke_db_signal_new (const char *uri, const char *schema, UkeDbSignalFunc func, gpointer data)
{
  return NULL;
}

/**
 * uke_db_signal_free:
 * @self: ignored
 *
 * Errors: none
 * Thread: main
 */
void
uke_db_signal_free (UkeDbSignal *self)
{
}

/**
 * uke_db_signal_send:
 * @self: ignored
 *
 * Errors: none
 * Thread: any
 */
void
uke_db_signal_send (UkeDbSignal *self)
{
}
