/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-self-test.h"

#include "db/uke-db-file.h"
#include "db/uke-db-sqlite-private.h"
#include "db/uke-db.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/random.h>
#include <unistd.h>

/* Rows of this much text fill pages beyond the first, which is what the flipped bit needs. */
#define N_SCRATCH_ROWS 200
#define SCRATCH_PAGE_BYTES 4096

/**
 * uke_db_cipher_version:
 *
 * Asks the library that this program really has, without giving it any key.
 *
 * Returns: (transfer full) (nullable): SQLCipher's version; %NULL when it is not SQLCipher
 * Thread: any
 * Source: decision 18
 */
char *
uke_db_cipher_version (void)
{
  sqlite3 *handle = NULL;
  char *version = NULL;

  if (sqlite3_open_v2 (":memory:", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL)
      == SQLITE_OK)
    version = uke_db_sqlite_dup_text (handle, "PRAGMA cipher_version");
  sqlite3_close (handle);
  return version;
}

/* One file for both opening and keying, threads, and temporary files that can be kept in memory. */
static gboolean
has_options (void)
{
  return uke_db_key_is_of_same_object () && sqlite3_threadsafe () != 0
         && !sqlite3_compileoption_used ("TEMP_STORE=0") && !sqlite3_compileoption_used ("OMIT_WAL")
         && !sqlite3_compileoption_used ("OMIT_AUTHORIZATION");
}

static gboolean
write_scratch (const UkeDbConfig *config)
{
  g_autoptr (UkeDb) db = uke_db_open (config, NULL);

  return db != NULL && uke_db_exec (db, "CREATE TABLE scratch (body TEXT NOT NULL) STRICT", NULL)
         && uke_db_exec (
             db,
             "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
             "WHERE i < " G_STRINGIFY (
                 N_SCRATCH_ROWS) ") "
                                 "INSERT INTO scratch SELECT printf ('%0100d', i) FROM n",
             NULL)
         && uke_db_close (g_steal_pointer (&db), NULL);
}

static gboolean
opens (const UkeDbConfig *config)
{
  g_autoptr (UkeDb) db = uke_db_open (config, NULL);

  return db != NULL;
}

static gboolean
flip_one_bit (const char *path)
{
  int fd = g_open (path, O_RDWR | O_CLOEXEC, 0);
  off_t offset = SCRATCH_PAGE_BYTES + SCRATCH_PAGE_BYTES / 2;
  unsigned char byte = 0;
  gboolean is_flipped = fd >= 0 && pread (fd, &byte, 1, offset) == 1;

  byte ^= 0x10;
  is_flipped = is_flipped && pwrite (fd, &byte, 1, offset) == 1;
  if (fd >= 0)
    close (fd);
  return is_flipped;
}

static gboolean
notices_damage (const UkeDbConfig *config)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDb) db = uke_db_open (config, &error);
  int64_t sum = 0;

  if (db != NULL
      && uke_db_query_int64 (db, "SELECT sum (length (body)) FROM scratch", &sum, &error))
    return FALSE;
  return g_error_matches (error, UKE_DB_ERROR, UKE_DB_ERROR_CORRUPT);
}

static UkeDbSelfTest
try_scratch (UkeDbConfig *config, const uint8_t *wrong_key)
{
  UkeDbConfig wrong = *config;
  UkeDbFileKind kind = UKE_DB_FILE_MISSING;

  if (!write_scratch (config) || !uke_db_file_get_kind (config->path, &kind, NULL))
    return UKE_DB_SELF_TEST_SCRATCH;
  if (kind != UKE_DB_FILE_OPAQUE)
    return UKE_DB_SELF_TEST_PLAIN;
  wrong.key = wrong_key;
  if (opens (&wrong) || !opens (config))
    return UKE_DB_SELF_TEST_WRONG_KEY;
  if (!flip_one_bit (config->path))
    return UKE_DB_SELF_TEST_SCRATCH;
  return notices_damage (config) ? UKE_DB_SELF_TEST_OK : UKE_DB_SELF_TEST_DAMAGE;
}

static void
remove_scratch (const char *path)
{
  const char *endings[] = { "", "-wal", "-shm" };

  for (size_t i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *name = g_strconcat (path, endings[i], NULL);

    g_unlink (name);
  }
}

/**
 * uke_db_self_test:
 * @private_folder: this user's own data folder
 *
 * Finds out whether the SQLite in this program encrypts, before any real key and any patient's
 * name gets near it: the version first, then a scratch file with a key of its own that is written,
 * looked at from outside, opened with a wrong key, damaged and read again. Takes some milliseconds.
 *
 * Returns: the first thing that is wrong; a program that gets anything but OK stops with
 *   %UKE_DB_SELF_TEST_EXIT_STATUS
 * Thread: any
 * Source: security.md finding 1 and 3.1, decision 18
 */
UkeDbSelfTest
uke_db_self_test (const char *private_folder)
{
  g_autofree char *version = uke_db_cipher_version ();
  g_autofree char *path = NULL;
  uint8_t keys[2][UKE_DB_KEY_SIZE];
  UkeDbConfig config = { .create = TRUE, .key = keys[0] };
  UkeDbSelfTest result;

  g_return_val_if_fail (private_folder != NULL, UKE_DB_SELF_TEST_SCRATCH);
  if (version == NULL)
    return UKE_DB_SELF_TEST_NO_CIPHER;
  if (!uke_db_cipher_is_new_enough (version))
    return UKE_DB_SELF_TEST_OLD_CIPHER;
  if (!has_options ())
    return UKE_DB_SELF_TEST_OPTIONS;
  if (getrandom (keys, sizeof keys, 0) != (ssize_t)sizeof keys)
    return UKE_DB_SELF_TEST_SCRATCH;
  path = g_strdup_printf ("%s/self-test-%d.db", private_folder, (int)getpid ());
  remove_scratch (path);
  config.path = path;
  result = try_scratch (&config, keys[1]);
  remove_scratch (path);
  return result;
}

/**
 * uke_db_self_test_to_string:
 * @result: an outcome
 *
 * Returns: (transfer none): its name for logs and `--json`
 * Thread: any
 */
const char *
uke_db_self_test_to_string (UkeDbSelfTest result)
{
  switch (result) {
  case UKE_DB_SELF_TEST_OK:
    return "ok";
  case UKE_DB_SELF_TEST_NO_CIPHER:
    return "no-cipher";
  case UKE_DB_SELF_TEST_OLD_CIPHER:
    return "old-cipher";
  case UKE_DB_SELF_TEST_OPTIONS:
    return "options";
  case UKE_DB_SELF_TEST_SCRATCH:
    return "scratch";
  case UKE_DB_SELF_TEST_PLAIN:
    return "plain";
  case UKE_DB_SELF_TEST_WRONG_KEY:
    return "wrong-key";
  case UKE_DB_SELF_TEST_DAMAGE:
    return "damage";
  }
  return "unknown";
}
