/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-keys.h"

#include "pki/uke-key-file.h"
#include "vault/uke-durable-file.h"
#include "vault/uke-key-slots.h"
#include "vault/uke-vault-error.h"

#include <string.h>

#define CA_KEY "ca.key"
#define CA_CERTIFICATE "ca.pem"
#define SERVER_KEY "server.key"
#define SERVER_CERTIFICATE "server.pem"
#define SIGNING_KEY "signing.key"
#define DATA_KEY "data.key"
#define MAX_NAME 48

/* A secret from the service manager, or else from the folder. */
static UkeSecret *
read_secret (const UkesConfig *config, const char *name, GError **error)
{
  const char *credentials = g_getenv ("CREDENTIALS_DIRECTORY");
  g_autoptr (GError) absent = NULL;
  UkeSecret *secret = NULL;

  if (credentials != NULL)
    secret = uke_key_file_read_sync (credentials, name, UKE_KEY_FILE_CREDENTIAL, &absent);
  if (secret != NULL)
    return secret;
  if (absent != NULL && !g_error_matches (absent, UKE_VAULT_ERROR, UKE_VAULT_ERROR_EMPTY)) {
    g_propagate_error (error, g_steal_pointer (&absent));
    return NULL;
  }
  return uke_key_file_read_sync (config->dir, name, UKE_KEY_FILE_OWN, error);
}

static UkeCertificate *
read_certificate (const UkesConfig *config, const char *name, GError **error)
{
  g_autoptr (UkeSecret) text = uke_key_file_read_sync (config->dir, name, UKE_KEY_FILE_OWN, error);

  if (text == NULL)
    return NULL;
  return uke_certificate_new_from_pem (uke_secret_peek_text (text), uke_secret_len (text), error);
}

static UkeCa *
read_ca (const UkesConfig *config, GError **error)
{
  g_autoptr (UkeSecret) pem = read_secret (config, CA_KEY, error);
  g_autoptr (UkeCertificate) certificate = NULL;
  UkeKeyPair *key = NULL;

  if (pem == NULL)
    return NULL;
  certificate = read_certificate (config, CA_CERTIFICATE, error);
  if (certificate == NULL)
    return NULL;
  key = uke_key_pair_new_from_pem (pem, error);
  return key != NULL ? uke_ca_new (key, certificate, error) : NULL;
}

/**
 * ukes_keys_load:
 * @config: the configuration
 * @error: return location
 *
 * Returns: (transfer full): the server's secrets
 * Errors: UKE_PKI_ERROR, UKE_VAULT_ERROR: EMPTY when one is missing
 * Thread: any
 * Source: architecture.md 2, invariant 8
 */
UkesKeys *
ukes_keys_load (const UkesConfig *config, GError **error)
{
  g_autoptr (UkesKeys) self = g_new0 (UkesKeys, 1);
  g_autoptr (UkeSecret) seed = NULL;

  self->ca = read_ca (config, error);
  if (self->ca == NULL)
    return NULL;
  self->data_key = read_secret (config, DATA_KEY, error);
  if (self->data_key == NULL)
    return NULL;
  seed = read_secret (config, SIGNING_KEY, error);
  if (seed == NULL)
    return NULL;
  self->signing = uke_signing_key_expand (seed, self->signing_public);
  if (self->signing == NULL || uke_secret_len (self->data_key) != UKE_DATA_KEY_BYTES) {
    g_set_error_literal (error, UKE_PKI_ERROR, UKE_PKI_ERROR_MALFORMED, "a key has another length");
    return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * ukes_keys_free:
 * @self: (nullable) (transfer full): secrets
 *
 * Thread: any
 */
void
ukes_keys_free (UkesKeys *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->ca, uke_ca_free);
  g_clear_pointer (&self->data_key, uke_secret_unref);
  g_clear_pointer (&self->signing, uke_secret_unref);
  g_free (self);
}

static gboolean
create_secret (const char *folder, const char *name, UkeSecret *secret, GError **error)
{
  return uke_key_file_create_sync (folder, name, uke_secret_peek (secret), uke_secret_len (secret),
                                   error);
}

static gboolean
create_certificate (const char *folder,
                    const char *name,
                    UkeCertificate *certificate,
                    GError **error)
{
  g_autofree char *pem = uke_certificate_to_pem (certificate);

  return uke_key_file_create_sync (folder, name, pem, strlen (pem), error);
}

static gboolean
create_server (const char *folder,
               const UkesConfig *config,
               const UkeCa *ca,
               int64_t now_us,
               GError **error)
{
  g_autoptr (UkeKeyPair) key = uke_key_pair_generate (error);
  g_autoptr (UkeCertificate) certificate = NULL;
  g_autoptr (UkeSecret) pem = NULL;

  if (key == NULL)
    return FALSE;
  certificate = uke_ca_issue_server (ca, key, (const char *const *)config->hosts, now_us, error);
  if (certificate == NULL)
    return FALSE;
  pem = uke_key_pair_to_pem (key);
  return create_secret (folder, SERVER_KEY, pem, error)
         && create_certificate (folder, SERVER_CERTIFICATE, certificate, error);
}

/**
 * ukes_keys_create:
 * @folder: where they are made
 * @config: the configuration: the names in the server's certificate
 * @data_key: the key of the database
 * @now_us: the time
 * @error: return location
 *
 * Makes everything a server needs to be known by, each file once and never over another.
 *
 * Returns: whether all is on the disk
 * Errors: UKE_PKI_ERROR, UKE_VAULT_ERROR
 * Thread: any
 */
gboolean
ukes_keys_create (const char *folder,
                  const UkesConfig *config,
                  UkeSecret *data_key,
                  int64_t now_us,
                  GError **error)
{
  g_autofree char *name = g_strdup_printf ("Uketsuke %.*s", MAX_NAME, config->hosts[0]);
  g_autoptr (UkeCa) ca = uke_ca_create (name, now_us, error);
  g_autoptr (UkeSecret) ca_pem = NULL;
  g_autoptr (UkeSecret) seed = uke_signing_key_generate ();

  if (ca == NULL)
    return FALSE;
  ca_pem = uke_key_pair_to_pem (uke_ca_get_key (ca));
  return create_secret (folder, CA_KEY, ca_pem, error)
         && create_certificate (folder, CA_CERTIFICATE, uke_ca_get_certificate (ca), error)
         && create_server (folder, config, ca, now_us, error)
         && create_secret (folder, SIGNING_KEY, seed, error)
         && create_secret (folder, DATA_KEY, data_key, error);
}

static gboolean
is_for_all_hosts (UkeCertificate *certificate, char **hosts)
{
  for (int i = 0; hosts[i] != NULL; i++)
    if (!uke_certificate_is_for_host (certificate, hosts[i]))
      return FALSE;
  return TRUE;
}

/**
 * ukes_keys_renew_server:
 * @self: secrets
 * @config: the configuration
 * @now_us: the time
 * @out_renewed: (out): whether there is a new one, which the proxy has to read
 * @error: return location
 *
 * Issues the server's certificate anew for its key when it ends within 60 days, has not begun,
 * because it was issued while the clock was ahead, or is not for every name that the configuration
 * has.
 *
 * Returns: whether the certificate is good now
 * Errors: UKE_PKI_ERROR, UKE_VAULT_ERROR
 * Thread: any
 */
gboolean
ukes_keys_renew_server (const UkesKeys *self,
                        const UkesConfig *config,
                        int64_t now_us,
                        gboolean *out_renewed,
                        GError **error)
{
  g_autoptr (UkeCertificate) old = read_certificate (config, SERVER_CERTIFICATE, error);
  g_autoptr (UkeCertificate) new = NULL;
  g_autoptr (UkeSecret) pem = NULL;
  g_autoptr (UkeKeyPair) key = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *path = ukes_config_get_path (config, SERVER_CERTIFICATE);
  char *text;

  *out_renewed = FALSE;
  if (old == NULL)
    return FALSE;
  if (uke_certificate_get_from_us (old) <= now_us
      && uke_certificate_get_to_us (old) - now_us > UKE_CA_RENEW_US
      && is_for_all_hosts (old, config->hosts))
    return TRUE;
  pem = uke_key_file_read_sync (config->dir, SERVER_KEY, UKE_KEY_FILE_OWN, error);
  if (pem == NULL)
    return FALSE;
  key = uke_key_pair_new_from_pem (pem, error);
  if (key == NULL)
    return FALSE;
  new = uke_ca_issue_server (self->ca, key, (const char *const *)config->hosts, now_us, error);
  if (new == NULL)
    return FALSE;
  text = uke_certificate_to_pem (new);
  bytes = g_bytes_new_take (text, strlen (text));
  *out_renewed = uke_durable_file_replace_sync (path, bytes, error);
  return *out_renewed;
}
