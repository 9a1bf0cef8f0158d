/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-adopt.h"

#include "db/uke-db-backup.h"
#include "db/uke-db.h"
#include "vault/uke-data-dir.h"
#include "vault/uke-key-slots.h"
#include "vault/uke-recovery-code.h"
#include "vault/uke-vault-error.h"

/* The code as it was typed or printed, and the data key that it opens. */
static UkeSecret *
open_slots (UkeKeySlots *slots, UkeSecret *code, GError **error)
{
  UkeId slot_id;
  UkeSecret *key = uke_key_slots_open (slots, UKE_KEY_SLOT_RECOVERY, code, &slot_id);

  if (key == NULL)
    g_set_error_literal (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_WRONG_CODE, "another's code");
  return key;
}

static UkeSecret *
read_code (const char *code_file, GError **error)
{
  g_autoptr (UkeSecret) typed = uke_secret_new_from_file (code_file, error);

  return typed != NULL ? uke_recovery_code_parse (uke_secret_peek_text (typed), NULL, error) : NULL;
}

static gboolean
copy_database (const char *from, const char *to, UkeSecret *key, GError **error)
{
  UkeDbConfig config = { .path = from, .key = uke_secret_peek (key), .read_only = TRUE };
  g_autoptr (UkeDb) db = uke_db_open (&config, error);

  return db != NULL && uke_db_backup (db, to, uke_secret_peek (key), NULL, NULL, NULL, error);
}

/* The server's slot file: the same code opens it, and no desk's keyring does. */
static gboolean
write_slots (const UkeDataDir *to,
             const UkeId *database_id,
             UkeSecret *code,
             UkeSecret *key,
             int64_t now_us,
             GError **error)
{
  g_autoptr (UkeKeySlots) slots = uke_key_slots_new (database_id);
  UkeId slot_id = uke_id_new (now_us);

  return uke_key_slots_add (slots, UKE_KEY_SLOT_RECOVERY, &slot_id, now_us, code, key, error)
         && uke_key_slots_save_sync (slots, to->slots, to->slots_copy, error);
}

/**
 * ukes_adopt:
 * @from: a desk's data folder, which no program has open
 * @code_file: a file with its recovery code
 * @folder: the server's folder, without data yet
 * @now_us: the time
 * @out_database_id: (out): the clinic's id
 * @error: return location
 *
 * Copies a clinic from a desk: its database with its log, epoch and ids as they are, under the same
 * key. The recovery code stays good. The desk's folder is only read.
 *
 * Returns: (transfer full): the key of the data
 * Errors: UKE_VAULT_ERROR: IN_USE, EMPTY, NO_DATABASE, NO_SLOTS, WRONG_CODE, MALFORMED_CODE;
 * G_FILE_ERROR for @code_file; UKE_DB_ERROR
 * Thread: main
 * Source: decision 5
 */
UkeSecret *
ukes_adopt (const char *from,
            const char *code_file,
            const char *folder,
            int64_t now_us,
            UkeId *out_database_id,
            GError **error)
{
  g_autoptr (UkeDataDir) source = uke_data_dir_new (from);
  g_autoptr (UkeDataDir) target = uke_data_dir_new (folder);
  g_autoptr (UkeDataLock) lock = NULL;
  g_autoptr (UkeKeySlots) slots = NULL;
  g_autoptr (UkeSecret) code = NULL;
  g_autoptr (UkeSecret) key = NULL;
  UkeKeySlotsCondition condition;

  if (!uke_data_dir_has_database (source)) {
    g_set_error_literal (error, UKE_VAULT_ERROR,
                         uke_data_dir_has_slots (source) ? UKE_VAULT_ERROR_NO_DATABASE
                                                         : UKE_VAULT_ERROR_EMPTY,
                         "there is no database in this folder");
    return NULL;
  }
  lock = uke_data_dir_lock_sync (source, "uketsuke-server", NULL, error);
  if (lock == NULL)
    return NULL;
  slots = uke_key_slots_load_sync (source->slots, source->slots_copy, &condition, error);
  if (slots == NULL)
    return NULL;
  code = read_code (code_file, error);
  if (code == NULL)
    return NULL;
  key = open_slots (slots, code, error);
  *out_database_id = *uke_key_slots_get_db_uuid (slots);
  if (key == NULL || !copy_database (source->database, target->database, key, error)
      || !write_slots (target, out_database_id, code, key, now_us, error))
    return NULL;
  return g_steal_pointer (&key);
}
