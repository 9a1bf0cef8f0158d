/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"
#include "feed/uke-cursor.h"
#include "sync/uke-sync-error.h"
#include "vault/uke-secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UkeSyncHome:
 * @uri: "https://HOST:PORT" of the clinic's server
 * @device_name: what people call this desk
 * @dev: its number at the server
 * @key_id: names the keyring item that holds the certificate's key
 * @public_key: the clinic's key that signs places in the log
 * @certificate: this device's certificate, PEM, without its key
 * @next_key_id: names the item that holds, or will hold, the key of a renewal that is on its way
 * @old_certificate: (nullable): the one before, until the server has seen the new one
 * @old_key_id: its key's item
 * @authority_file: path of the authority's certificate, PEM
 *
 * Where this desk belongs: what it keeps of its enrolment beside the database, in the folder
 * `server` of the data directory. No secret is in it. Plain memory.
 */
typedef struct {
  char *uri;
  char *device_name;
  uint32_t dev;
  UkeId key_id;
  uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE];
  char *certificate;
  UkeId next_key_id;
  char *old_certificate;
  UkeId old_key_id;
  char *authority_file;
} UkeSyncHome;

UkeSyncHome *uke_sync_home_new (const char *data_dir);
void uke_sync_home_free (UkeSyncHome *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeSyncHome, uke_sync_home_free)

gboolean uke_sync_home_exists (const char *data_dir);
UkeSyncHome *uke_sync_home_load_sync (const char *data_dir,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_sync_home_save_sync (const UkeSyncHome *self,
                                  const char *authority_pem,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeId uke_sync_home_get_keyring_id (const UkeId *database_id);
GTlsCertificate *uke_sync_home_make_tls (const UkeSyncHome *self,
                                         UkeSecret *key_pem,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeSecret *uke_sync_home_find_key (const UkeSyncHome *self, GPtrArray *secrets);

G_END_DECLS
