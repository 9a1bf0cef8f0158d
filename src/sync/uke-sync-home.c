/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-sync"

#include "sync/uke-sync-home.h"

#include "base/uke-hex.h"
#include "db/uke-db-file.h"
#include "feed/uke-sha256.h"
#include "pki/uke-certificate.h"
#include "vault/uke-durable-file.h"

#include <string.h>

#define FOLDER "server"
#define FILE_NAME "server.conf"
#define AUTHORITY_NAME "authority.pem"
#define GROUP "server"
#define MAX_BYTES (64 * 1024)
#define CERTIFICATE_END "-----END CERTIFICATE-----\n"

/**
 * uke_sync_home_new:
 * @data_dir: the clinic's data directory
 *
 * Returns: (transfer full): an empty description, to be filled and saved
 * Thread: any
 */
UkeSyncHome *
uke_sync_home_new (const char *data_dir)
{
  UkeSyncHome *self = g_new0 (UkeSyncHome, 1);

  self->authority_file = g_build_filename (data_dir, FOLDER, AUTHORITY_NAME, NULL);
  return self;
}

/**
 * uke_sync_home_free:
 * @self: (transfer full) (nullable): a description
 *
 * Thread: any
 */
void
uke_sync_home_free (UkeSyncHome *self)
{
  if (self == NULL)
    return;
  g_free (self->uri);
  g_free (self->device_name);
  g_free (self->certificate);
  g_free (self->old_certificate);
  g_free (self->authority_file);
  g_free (self);
}

/**
 * uke_sync_home_exists:
 * @data_dir: the clinic's data directory
 *
 * Returns: whether this desk has joined a server
 * Thread: any
 */
gboolean
uke_sync_home_exists (const char *data_dir)
{
  g_autofree char *path = g_build_filename (data_dir, FOLDER, FILE_NAME, NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/* A renewal that is on its way, or whose certificate was not shown yet; most of the time there is
 * none. */
static void
read_renewal (UkeSyncHome *self, GKeyFile *file)
{
  g_autofree char *next = g_key_file_get_string (file, GROUP, "next-key-id", NULL);
  g_autofree char *old = g_key_file_get_string (file, GROUP, "old-key-id", NULL);

  if (next != NULL && !uke_id_from_hex (next, &self->next_key_id))
    self->next_key_id = UKE_ID_NONE;
  if (old != NULL && uke_id_from_hex (old, &self->old_key_id))
    self->old_certificate = g_key_file_get_string (file, GROUP, "old-certificate", NULL);
}

static void
write_renewal (const UkeSyncHome *self, GKeyFile *file)
{
  g_autofree char *next = uke_id_dup_hex (&self->next_key_id);
  g_autofree char *old = uke_id_dup_hex (&self->old_key_id);

  if (!uke_id_is_none (&self->next_key_id))
    g_key_file_set_string (file, GROUP, "next-key-id", next);
  if (self->old_certificate == NULL)
    return;
  g_key_file_set_string (file, GROUP, "old-key-id", old);
  g_key_file_set_string (file, GROUP, "old-certificate", self->old_certificate);
}

static gboolean
read_members (UkeSyncHome *self, GKeyFile *file)
{
  g_autofree char *key = g_key_file_get_string (file, GROUP, "public-key", NULL);
  g_autofree char *key_id = g_key_file_get_string (file, GROUP, "key-id", NULL);
  uint64_t dev = g_key_file_get_uint64 (file, GROUP, "device", NULL);

  read_renewal (self, file);
  self->uri = g_key_file_get_string (file, GROUP, "uri", NULL);
  self->device_name = g_key_file_get_string (file, GROUP, "name", NULL);
  self->certificate = g_key_file_get_string (file, GROUP, "certificate", NULL);
  self->dev = (uint32_t)dev;
  return self->uri != NULL && self->device_name != NULL && self->certificate != NULL
         && g_str_has_suffix (self->certificate, CERTIFICATE_END) && dev > 0 && dev <= UINT32_MAX
         && key_id != NULL && uke_id_from_hex (key_id, &self->key_id)
         && uke_hex_read (key, self->public_key, sizeof self->public_key);
}

/**
 * uke_sync_home_load_sync:
 * @data_dir: the clinic's data directory
 * @error: return location
 *
 * Returns: (transfer full): where this desk belongs
 * Errors: UKE_SYNC_ERROR: BAD_FILE
 * Thread: any that may wait for the disk
 */
UkeSyncHome *
uke_sync_home_load_sync (const char *data_dir, GError **error)
{
  g_autoptr (UkeSyncHome) self = uke_sync_home_new (data_dir);
  g_autofree char *path = g_build_filename (data_dir, FOLDER, FILE_NAME, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = uke_durable_file_read_sync (path, MAX_BYTES, &local);

  if (bytes != NULL && g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, &local)
      && read_members (self, file))
    return g_steal_pointer (&self);
  g_set_error (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_BAD_FILE, "%s: %s", FILE_NAME,
               local != NULL ? local->message : "something is missing in it");
  return NULL;
}

static gboolean
replace (const char *path, const char *text, size_t len, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, len);

  return uke_durable_file_replace_sync (path, bytes, error);
}

/**
 * uke_sync_home_save_sync:
 * @self: where this desk belongs
 * @authority_pem: (nullable): the authority's certificate; NULL leaves the one that is there
 * @error: return location
 *
 * The description is written last: until it is there, the desk has not joined.
 *
 * Returns: whether it is on the disk
 * Errors: UKE_VAULT_ERROR of the file system
 * Thread: any that may wait for the disk
 */
gboolean
uke_sync_home_save_sync (const UkeSyncHome *self, const char *authority_pem, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->authority_file);
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autofree char *public_key = uke_hex_dup (self->public_key, sizeof self->public_key);
  g_autofree char *key_id = uke_id_dup_hex (&self->key_id);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;
  size_t len;

  g_key_file_set_string (file, GROUP, "uri", self->uri);
  g_key_file_set_string (file, GROUP, "name", self->device_name);
  g_key_file_set_uint64 (file, GROUP, "device", self->dev);
  g_key_file_set_string (file, GROUP, "key-id", key_id);
  g_key_file_set_string (file, GROUP, "public-key", public_key);
  g_key_file_set_string (file, GROUP, "certificate", self->certificate);
  write_renewal (self, file);
  text = g_key_file_to_data (file, &len, NULL);
  return uke_db_file_ensure_private_folder (folder, error)
         && (authority_pem == NULL
             || replace (self->authority_file, authority_pem, strlen (authority_pem), error))
         && replace (path, text, len, error);
}

/**
 * uke_sync_home_get_keyring_id:
 * @database_id: the database's id
 *
 * The key of the device's certificate lies in the keyring under an id of its own, so that whoever
 * looks for the database's key never meets it.
 *
 * Returns: that id
 * Thread: any
 */
UkeId
uke_sync_home_get_keyring_id (const UkeId *database_id)
{
  static const char label[] = "UKE-DEVICE-KEY-1";
  uint8_t text[sizeof label - 1 + sizeof database_id->bytes];
  uint8_t hash[UKE_SHA256_SIZE];
  UkeId id;

  memcpy (text, label, sizeof label - 1);
  memcpy (text + sizeof label - 1, database_id->bytes, sizeof database_id->bytes);
  uke_sha256 (text, sizeof text, hash);
  memcpy (id.bytes, hash, sizeof id.bytes);
  return id;
}

/**
 * uke_sync_home_make_tls:
 * @self: where this desk belongs
 * @key_pem: its certificate's key
 * @error: return location
 *
 * Puts certificate and key into one text, which is wiped.
 *
 * Returns: (transfer full): what the desk shows to its server
 * Errors: G_TLS_ERROR
 * Thread: any
 */
GTlsCertificate *
uke_sync_home_make_tls (const UkeSyncHome *self, UkeSecret *key_pem, GError **error)
{
  size_t certificate_len = strlen (self->certificate), key_len = uke_secret_len (key_pem);
  g_autoptr (UkeSecret) both = uke_secret_new (certificate_len + key_len);

  memcpy (uke_secret_edit (both), self->certificate, certificate_len);
  memcpy (uke_secret_edit (both) + certificate_len, uke_secret_peek (key_pem), key_len);
  return g_tls_certificate_new_from_pem ((const char *)uke_secret_peek (both),
                                         (gssize)uke_secret_len (both), error);
}

/**
 * uke_sync_home_find_key:
 * @self: where this desk belongs
 * @secrets: (element-type UkeSecret): what lies in the keyring under that id
 *
 * Returns: (transfer none) (nullable): the key of the certificate; NULL when none of them is
 * Thread: any
 */
UkeSecret *
uke_sync_home_find_key (const UkeSyncHome *self, GPtrArray *secrets)
{
  g_autoptr (UkeCertificate) certificate
      = uke_certificate_new_from_pem (self->certificate, strlen (self->certificate), NULL);

  for (unsigned i = 0; certificate != NULL && i < secrets->len; i++) {
    g_autoptr (UkeKeyPair) pair = uke_key_pair_new_from_pem (secrets->pdata[i], NULL);

    if (pair != NULL && uke_certificate_has_key (certificate, pair))
      return secrets->pdata[i];
  }
  return NULL;
}
