/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki/uke-ca.h"
#include "pki/uke-signing-key.h"
#include "server/ukes-config.h"

G_BEGIN_DECLS

/**
 * UkesKeys:
 * @ca: the tenant's authority
 * @data_key: opens the database
 * @signing: signs places in the log
 * @signing_public: its public half
 *
 * The secrets of a server, in guarded memory. Each is looked for among the credentials that the
 * service manager hands over (`$CREDENTIALS_DIRECTORY`), then in the server's folder.
 */
typedef struct {
  UkeCa *ca;
  UkeSecret *data_key;
  UkeSecret *signing;
  uint8_t signing_public[UKE_SIGNING_PUBLIC_SIZE];
} UkesKeys;

UkesKeys *ukes_keys_load (const UkesConfig *config, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ukes_keys_free (UkesKeys *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkesKeys, ukes_keys_free)

gboolean ukes_keys_create (const char *folder,
                           const UkesConfig *config,
                           UkeSecret *data_key,
                           int64_t now_us,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ukes_keys_renew_server (const UkesKeys *self,
                                 const UkesConfig *config,
                                 int64_t now_us,
                                 gboolean *out_renewed,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
