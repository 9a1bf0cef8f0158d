/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-restore.h"

#include "clinic/uke-clinic-store.h"
#include "db/uke-db-backup.h"
#include "db/uke-db.h"
#include "server/ukes-clinic.h"
#include "server/ukes-error.h"
#include "server/ukes-keys.h"
#include "server/ukes-revoked.h"
#include "store/uke-authority.h"
#include "store/uke-device-registry.h"
#include "store/uke-log-store.h"
#include "vault/uke-data-dir.h"
#include "vault/uke-vault-error.h"

#include <errno.h>
#include <glib/gstdio.h>

static UkeDb *
open_to_read (const char *path, const UkesKeys *keys, GError **error)
{
  const UkeDbConfig config
      = { .path = path, .key = uke_secret_peek (keys->data_key), .read_only = TRUE };

  return uke_db_open (&config, error);
}

/* Looked at against itself: there may be no other data any more. */
static gboolean
check_backup (UkeDb *backup, int64_t *out_seq, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  if (!uke_authority_verify_copy (backup, backup, out_seq, problems, NULL, error))
    return FALSE;
  if (problems->len == 0)
    return TRUE;
  g_set_error_literal (error, UKES_ERROR, UKES_ERROR_BAD_BACKUP, problems->pdata[0]);
  return FALSE;
}

/* The file and its journals keep each other's company: together they may still be read. */
static gboolean
move_aside (const char *database, int64_t now_us, char **out_aside, GError **error)
{
  static const char *const parts[] = { "-wal", "-shm", "" };

  *out_aside = g_strdup_printf ("%s.before-%" G_GINT64_FORMAT, database, now_us / G_USEC_PER_SEC);
  for (unsigned i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *from = g_strconcat (database, parts[i], NULL);
    g_autofree char *to = g_strconcat (*out_aside, parts[i], NULL);

    if (g_rename (from, to) != 0 && errno != ENOENT) {
      uke_vault_error_set_from_errno (error, errno, "putting the data aside");
      return FALSE;
    }
  }
  return TRUE;
}

/* Who was shut out since the backup stays out, as far as the data that were put aside can say so.
 */
static GArray *
list_revoked (const char *aside, const UkesKeys *keys)
{
  GArray *revoked = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  g_autoptr (UkeDb) db = open_to_read (aside, keys, NULL);
  g_autoptr (GPtrArray) devices = db != NULL ? uke_device_registry_list (db, NULL) : NULL;

  for (unsigned i = 0; devices != NULL && i < devices->len; i++) {
    const UkeRegistryDevice *device = devices->pdata[i];

    if (device->state == UKE_REGISTRY_REVOKED)
      g_array_append_val (revoked, device->dev);
  }
  return revoked;
}

/** Anew: what begins again. */
typedef struct {
  const UkesConfig *config; /* (not owned) */
  const GArray *revoked;    /* (not owned): whom the data that were put aside have shut out */
} Anew;

static gpointer
begin_anew (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const Anew *anew = data;
  const GArray *revoked = anew->revoked;
  unsigned n_again = 0;
  const UkeDeviceNote note
      = { .now_us = g_get_real_time (), .version = "uketsuke-server " UKE_VERSION };

  for (unsigned i = 0; i < revoked->len; i++) {
    g_autoptr (GError) unknown = NULL;

    /* One that joined after the backup is not known any more, and so not let in. */
    if (!uke_device_registry_revoke (db, g_array_index (revoked, uint32_t, i), &note, &unknown))
      g_debug ("device %u: %s", g_array_index (revoked, uint32_t, i), unknown->message);
  }
  return ukes_revoked_settle (anew->config, db, note.now_us, &n_again, error)
                 && uke_authority_new_epoch (db, UKE_EPOCH_RESTORED, note.now_us, error)
             ? data
             : NULL;
}

static gboolean
open_anew (const UkesConfig *config, const UkesKeys *keys, GArray *revoked, GError **error)
{
  g_autoptr (UkeClock) clock = uke_clock_new_system ();
  g_autoptr (UkeClinic) clinic = ukes_clinic_new (config, config->dir, clock);
  Anew anew = { config, revoked };
  gboolean is_begun;

  if (!ukes_clinic_open (clinic, config, keys->data_key, error))
    return FALSE;
  is_begun = uke_db_pool_write_sync (uke_clinic_get_pool (clinic), begin_anew, &anew, NULL, error)
             != NULL;
  return ukes_clinic_close (clinic, is_begun ? error : NULL) && is_begun;
}

static gboolean
put_in_place (const char *from,
              const UkesKeys *keys,
              const UkeDataDir *data,
              int64_t *out_seq,
              char **out_aside,
              GError **error)
{
  g_autoptr (UkeDb) backup = open_to_read (from, keys, error);

  return backup != NULL && check_backup (backup, out_seq, error)
         && move_aside (data->database, g_get_real_time (), out_aside, error)
         && uke_db_backup (backup, data->database, uke_secret_peek (keys->data_key), NULL, NULL,
                           NULL, error);
}

/**
 * ukes_restore:
 * @dir: the server's folder; no server runs on it
 * @from: (nullable): a backup; NULL: PostgreSQL's own tools have put the data back
 * @out_seq: (out): the last entry that is there again, 0 without @from
 * @out_aside: (out) (transfer full) (nullable): where the data lie that were there before
 * @error: return location
 *
 * Checks the backup, puts what is there aside, copies the backup in its place, and begins a new
 * epoch, so that every desk brings back what it has that the backup has not. Devices that were shut
 * out stay shut out.
 *
 * Returns: whether the server may be started
 * Errors: UKES_ERROR: BAD_BACKUP, BAD_CONFIG, NOT_SET_UP; UKE_VAULT_ERROR: IN_USE; UKE_DB_ERROR
 * Thread: main
 * Source: sync.md 2.11
 */
gboolean
ukes_restore (const char *dir, const char *from, int64_t *out_seq, char **out_aside, GError **error)
{
  g_autoptr (UkesConfig) config = ukes_config_load (dir, error);
  g_autoptr (UkesKeys) keys = NULL;
  g_autoptr (UkeDataDir) data = NULL;
  g_autoptr (UkeDataLock) lock = NULL;
  g_autoptr (GArray) revoked = NULL;

  *out_seq = 0;
  *out_aside = NULL;
  if (config == NULL)
    return FALSE;
  if ((from == NULL) != (config->database != NULL)) {
    g_set_error_literal (error, UKES_ERROR, UKES_ERROR_BAD_BACKUP,
                         "a file goes with an encrypted file, none with PostgreSQL");
    return FALSE;
  }
  keys = ukes_keys_load (config, error);
  data = uke_data_dir_new (config->dir);
  lock = keys != NULL ? uke_data_dir_lock_sync (data, "uketsuke-server", NULL, error) : NULL;
  if (lock == NULL || (from != NULL && !put_in_place (from, keys, data, out_seq, out_aside, error)))
    return FALSE;
  revoked = *out_aside != NULL ? list_revoked (*out_aside, keys)
                               : g_array_new (FALSE, FALSE, sizeof (uint32_t));
  return open_anew (config, keys, revoked, error);
}
