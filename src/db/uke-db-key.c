/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-sqlite-private.h"
#include "db/uke-db-types.h"

#include <dlfcn.h>
#include <string.h>
#include <sys/mman.h>

/**
 * uke_db_key_apply:
 * @handle: a connection that has not read its file yet
 * @key: 32 raw bytes
 *
 * Gives the connection its raw key. SQLCipher takes a key for raw, and spares itself the key
 * derivation, when it comes as x'hex'; that form exists here only, in locked memory, and is wiped
 * at once. It is never SQL text, which could end in a trace or an error message.
 *
 * Returns: SQLite's status
 * Thread: the owner of @handle
 * Source: security.md 3.7
 */
int
uke_db_key_apply (sqlite3 *handle, const uint8_t *key)
{
  static const char digits[] = "0123456789abcdef";
  char spec[2 * UKE_DB_KEY_SIZE + 3] = { 'x', '\'' };
  int status;

  /* Locking may be denied by the limits of the session; the text is gone in a moment anyway. */
  (void)!mlock (spec, sizeof spec);
  for (int i = 0; i < UKE_DB_KEY_SIZE; i++) {
    spec[2 + 2 * i] = digits[key[i] >> 4];
    spec[3 + 2 * i] = digits[key[i] & 15];
  }
  spec[sizeof spec - 1] = '\'';
  status = sqlite3_key_v2 (handle, "main", spec, sizeof spec);
  explicit_bzero (spec, sizeof spec);
  munlock (spec, sizeof spec);
  return status;
}

/**
 * uke_db_key_is_of_same_object:
 *
 * Returns: whether the function that opens files and the one that keys them are of one library
 * Thread: any
 * Source: security.md 3.1
 */
gboolean
uke_db_key_is_of_same_object (void)
{
  Dl_info opener, keyer;

  return dladdr ((void *)sqlite3_open_v2, &opener) != 0
         && dladdr ((void *)sqlite3_key_v2, &keyer) != 0 && opener.dli_fbase == keyer.dli_fbase;
}
