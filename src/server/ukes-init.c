/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-init.h"

#include "clinic/uke-clinic-store.h"
#include "clinic/uke-clinic.h"
#include "pki/uke-key-file.h"
#include "server/ukes-adopt.h"
#include "server/ukes-clinic.h"
#include "server/ukes-folder.h"
#include "server/ukes-keys.h"
#include "server/ukes-nginx-conf.h"
#include "store/uke-replica.h"
#include "vault/uke-data-dir.h"
#include "vault/uke-key-slots.h"
#include "vault/uke-recovery-code.h"
#include "vault/uke-vault-error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

/* Whether nothing is there yet, or an empty folder. */
static gboolean
is_free (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  if (dir == NULL)
    return !g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK);
  return g_dir_read_name (dir) == NULL;
}

/* The recovery code opens the data when the key file is lost; it is printed and taken away. */
static gboolean
create_slots (const char *folder,
              const UkesConfig *config,
              UkeSecret *data_key,
              int64_t now_us,
              GError **error)
{
  g_autoptr (UkeDataDir) dir = uke_data_dir_new (folder);
  g_autoptr (UkeKeySlots) slots = uke_key_slots_new (&config->database_id);
  g_autoptr (UkeSecret) code = uke_recovery_code_generate ();
  g_autoptr (UkeSecret) text = uke_recovery_code_format (code);
  UkeId slot_id = uke_id_new (now_us);

  return uke_key_slots_add (slots, UKE_KEY_SLOT_RECOVERY, &slot_id, now_us, code, data_key, error)
         && uke_key_slots_save_sync (slots, dir->slots, dir->slots_copy, error)
         && uke_key_file_create_sync (folder, UKES_RECOVERY_FILE, uke_secret_peek (text),
                                      uke_secret_len (text), error);
}

static gboolean
create_clinic (const char *folder,
               const UkesConfig *config,
               UkeSecret *data_key,
               const UkeClinicSetup *setup,
               UkeClock *clock,
               GError **error)
{
  g_autoptr (UkeClinic) clinic = ukes_clinic_new (config, folder, clock);

  return ukes_clinic_create (clinic, config, data_key, setup, error)
         && ukes_clinic_close (clinic, error);
}

static gpointer
renew_inc_work (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  uint64_t inc;

  if (getrandom (&inc, sizeof inc, 0) != sizeof inc)
    g_error ("the system gives no random bytes");
  return GINT_TO_POINTER (uke_replica_new_inc (db, inc & INT64_MAX, error));
}

/* Opens what was copied from a desk, which brings it to today's schema, and has it count anew: the
 * desk's own copy is not this one's (sync.md 2.2). */
static gboolean
settle_clinic (const char *folder,
               const UkesConfig *config,
               UkeSecret *data_key,
               UkeClock *clock,
               GError **error)
{
  g_autoptr (UkeClinic) clinic = ukes_clinic_new (config, folder, clock);
  GError *failed = NULL;

  if (!ukes_clinic_open (clinic, config, data_key, error))
    return FALSE;
  if (uke_db_pool_write_sync (uke_clinic_get_pool (clinic), renew_inc_work, NULL, NULL, &failed)
          == NULL
      && failed != NULL)
    g_propagate_error (error, failed);
  return ukes_clinic_close (clinic, failed == NULL ? error : NULL) && failed == NULL;
}

static gboolean
create_text (const char *folder, const char *name, char *text, GError **error)
{
  g_autofree char *owned = text;

  return uke_key_file_create_sync (folder, name, owned, strlen (owned), error);
}

/* What is the same whatever the server begins with. */
static gboolean
create_files (const char *folder,
              const UkesConfig *config,
              UkeSecret *data_key,
              int64_t now_us,
              GError **error)
{
  return ukes_keys_create (folder, config, data_key, now_us, error)
         && create_text (folder, "nginx.conf", ukes_nginx_conf_render (config, NULL), error)
         && create_text (folder, "server.ini", ukes_config_write (config), error);
}

static gboolean
fill (const char *folder, UkesConfig *config, const UkesContent *content, GError **error)
{
  g_autoptr (UkeSecret) data_key = NULL;
  g_autoptr (UkeClock) clock = uke_clock_new_system ();
  int64_t now_us = uke_clock_now_us (clock);

  if (content->from != NULL) {
    data_key = ukes_adopt (content->from, content->code_file, folder, now_us, &config->database_id,
                           error);
    return data_key != NULL && create_files (folder, config, data_key, now_us, error)
           && settle_clinic (folder, config, data_key, clock, error);
  }
  data_key = uke_secret_new_random (UKE_DATA_KEY_BYTES);
  return create_slots (folder, config, data_key, now_us, error)
         && create_files (folder, config, data_key, now_us, error)
         && create_clinic (folder, config, data_key, &content->setup, clock, error);
}

/**
 * ukes_init:
 * @config: where, by which names and at which addresses, with a new database id; a clinic that is
 * taken over brings its own
 * @content: what it begins with
 * @error: return location
 *
 * Makes a server: keys, authority and certificates, the clinic's database with its first member of
 * staff or a desk's clinic as it is, the proxy's configuration and the recovery code. All of it is
 * made beside the folder and put in its place in one step, so that an attempt that was stopped
 * leaves no half of a server.
 *
 * Returns: whether it was made
 * Errors: %UKES_ERROR_EXISTS when the folder holds anything; %UKES_ERROR_BAD_CONFIG,
 * %UKES_ERROR_BAD_PATH, UKE_VAULT_ERROR, UKE_PKI_ERROR, those of the clinic
 * Thread: main
 */
gboolean
ukes_init (UkesConfig *config, const UkesContent *content, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (config->dir);
  g_autofree char *beside = g_strconcat (config->dir, ".making-XXXXXX", NULL);

  if (!ukes_config_check (config, error))
    return FALSE;
  if (!is_free (config->dir)) {
    g_set_error_literal (error, UKES_ERROR, UKES_ERROR_EXISTS, "the folder is not empty");
    return FALSE;
  }
  if (g_mkdir_with_parents (parent, 0755) != 0 || g_mkdtemp_full (beside, 0700) == NULL) {
    uke_vault_error_set_from_errno (error, errno, "making the server's folder");
    return FALSE;
  }
  if (!fill (beside, config, content, error)) {
    ukes_folder_remove (beside);
    return FALSE;
  }
  if (rename (beside, config->dir) != 0) {
    uke_vault_error_set_from_errno (error, errno, "putting the server's folder in its place");
    ukes_folder_remove (beside);
    return FALSE;
  }
  return TRUE;
}
