/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki/uke-pki-error.h"
#include "vault/uke-secret.h"

G_BEGIN_DECLS

/**
 * UkeKeyFileKind:
 * @UKE_KEY_FILE_OWN: made by us: readable by its owner alone
 * @UKE_KEY_FILE_CREDENTIAL: handed over by the service manager, which sees to who may read it
 *
 * Where a key file comes from.
 */
typedef enum {
  UKE_KEY_FILE_OWN,
  UKE_KEY_FILE_CREDENTIAL,
} UkeKeyFileKind;

gboolean uke_key_file_create_sync (const char *folder,
                                   const char *name,
                                   const void *bytes,
                                   size_t len,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeSecret *uke_key_file_read_sync (const char *folder,
                                   const char *name,
                                   UkeKeyFileKind kind,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
