/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-key-wrap.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_KDF, EVP_KDF_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_KDF_CTX, EVP_KDF_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)

#define KEK_BYTES 32

/* libcrypto fails here only when memory or its provider is missing; there is no way to go on. */
static void
require (gboolean done)
{
  if (!done)
    g_error ("libcrypto does not work");
}

/**
 * uke_key_wrap_derive:
 * @secret: the input key material, of high entropy
 * @salt: random bytes
 * @salt_len: how many
 * @purpose: names what the key is for; another purpose gives an unrelated key
 *
 * Returns: (transfer full): 32 bytes by HKDF-SHA256
 * Thread: any
 * Source: RFC 5869, security.md 3.3
 */
UkeSecret *
uke_key_wrap_derive (const UkeSecret *secret,
                     const uint8_t *salt,
                     size_t salt_len,
                     const char *purpose)
{
  g_autoptr (EVP_KDF) kdf = EVP_KDF_fetch (NULL, "HKDF", NULL);
  g_autoptr (EVP_KDF_CTX) ctx = kdf != NULL ? EVP_KDF_CTX_new (kdf) : NULL;
  g_autoptr (UkeSecret) kek = uke_secret_new (KEK_BYTES);
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_utf8_string (OSSL_KDF_PARAM_DIGEST, (char *)"SHA256", 0),
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_KEY, (void *)uke_secret_peek (secret),
                                       uke_secret_len (secret)),
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_SALT, (void *)salt, salt_len),
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_INFO, (void *)purpose, strlen (purpose)),
    OSSL_PARAM_construct_end (),
  };

  require (ctx != NULL && EVP_KDF_derive (ctx, uke_secret_edit (kek), KEK_BYTES, params) > 0);
  return g_steal_pointer (&kek);
}

/**
 * uke_key_wrap_seal:
 * @kek: 32 bytes, used for this one wrapping
 * @nonce: 12 random bytes
 * @aad: what is bound to the key without being hidden
 * @aad_len: how many bytes
 * @key: the key to wrap
 * @out_sealed: (out): room for the key's length and %UKE_KEY_WRAP_TAG_BYTES
 *
 * Wraps a key by AES-256-GCM: the ciphertext, then the tag.
 *
 * Thread: any
 */
void
uke_key_wrap_seal (const UkeSecret *kek,
                   const uint8_t nonce[UKE_KEY_WRAP_NONCE_BYTES],
                   const uint8_t *aad,
                   size_t aad_len,
                   const UkeSecret *key,
                   uint8_t *out_sealed)
{
  g_autoptr (EVP_CIPHER_CTX) ctx = EVP_CIPHER_CTX_new ();
  int key_len = (int)uke_secret_len (key), n = 0;

  g_return_if_fail (uke_secret_len (kek) == KEK_BYTES);
  require (ctx != NULL
           && EVP_EncryptInit_ex2 (ctx, EVP_aes_256_gcm (), uke_secret_peek (kek), nonce, NULL) == 1
           && EVP_EncryptUpdate (ctx, NULL, &n, aad, (int)aad_len) == 1
           && EVP_EncryptUpdate (ctx, out_sealed, &n, uke_secret_peek (key), key_len) == 1
           && n == key_len && EVP_EncryptFinal_ex (ctx, out_sealed + n, &n) == 1
           && EVP_CIPHER_CTX_ctrl (ctx, EVP_CTRL_AEAD_GET_TAG, UKE_KEY_WRAP_TAG_BYTES,
                                   out_sealed + key_len)
                  == 1);
}

/**
 * uke_key_wrap_open:
 * @kek: 32 bytes
 * @nonce: the nonce of the wrapping
 * @aad: what was bound to the key
 * @aad_len: how many bytes
 * @sealed: ciphertext and tag
 * @sealed_len: their length, more than %UKE_KEY_WRAP_TAG_BYTES
 *
 * Returns: (transfer full) (nullable): the key, or %NULL when the KEK is not the one it was wrapped
 * with or a byte was changed; the two cannot be told apart
 * Thread: any
 */
UkeSecret *
uke_key_wrap_open (const UkeSecret *kek,
                   const uint8_t nonce[UKE_KEY_WRAP_NONCE_BYTES],
                   const uint8_t *aad,
                   size_t aad_len,
                   const uint8_t *sealed,
                   size_t sealed_len)
{
  g_autoptr (EVP_CIPHER_CTX) ctx = EVP_CIPHER_CTX_new ();
  g_autoptr (UkeSecret) key = NULL;
  int key_len = (int)sealed_len - UKE_KEY_WRAP_TAG_BYTES, n = 0;

  g_return_val_if_fail (uke_secret_len (kek) == KEK_BYTES && key_len > 0, NULL);
  key = uke_secret_new ((size_t)key_len);
  require (ctx != NULL
           && EVP_DecryptInit_ex2 (ctx, EVP_aes_256_gcm (), uke_secret_peek (kek), nonce, NULL) == 1
           && EVP_DecryptUpdate (ctx, NULL, &n, aad, (int)aad_len) == 1
           && EVP_DecryptUpdate (ctx, uke_secret_edit (key), &n, sealed, key_len) == 1
           && EVP_CIPHER_CTX_ctrl (ctx, EVP_CTRL_AEAD_SET_TAG, UKE_KEY_WRAP_TAG_BYTES,
                                   (void *)(sealed + key_len))
                  == 1);
  if (EVP_DecryptFinal_ex (ctx, uke_secret_edit (key) + key_len, &n) != 1)
    return NULL;
  return g_steal_pointer (&key);
}
