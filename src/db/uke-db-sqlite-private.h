/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db-error.h"

#include <sqlite3.h>
#include <stdint.h>

G_BEGIN_DECLS

gboolean uke_db_sqlite_fail (sqlite3 *handle, int status, const char *doing, GError **error);
gboolean
uke_db_sqlite_get_int64 (sqlite3 *handle, const char *sql, int64_t *out_value, GError **error);
char *uke_db_sqlite_dup_text (sqlite3 *handle, const char *sql);
gboolean uke_db_sqlite_has_plain_magic (sqlite3 *handle, gboolean *out_is_empty);
gboolean uke_db_sqlite_harden (sqlite3 *handle, GError **error);
gboolean
uke_db_sqlite_configure (sqlite3 *handle, gboolean read_only, unsigned cache_kib, GError **error);

int uke_db_key_apply (sqlite3 *handle, const uint8_t *key);
gboolean uke_db_key_is_of_same_object (void);

/* The oldest SQLCipher that serves: 4.6 (security.md 3.1). */
#define UKE_DB_CIPHER_MAJOR 4
#define UKE_DB_CIPHER_MINOR 6
gboolean uke_db_cipher_is_new_enough (const char *version);

G_END_DECLS
