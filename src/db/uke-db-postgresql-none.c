/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-postgresql.h"

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
