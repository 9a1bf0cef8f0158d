/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-pki"

#include "pki/uke-key-pair.h"

#include "pki/uke-x509-private.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

/* Room for the numbers of some hundred private keys, in pieces of at least 32 bytes. */
#define GUARDED_BYTES 262144
#define GUARDED_PIECE 32

/* The private halves lie in libcrypto's guarded heap, as other secrets lie in libsodium's. */
static void
ensure_guarded_heap (void)
{
  static size_t ready = 0;

  if (g_once_init_enter (&ready)) {
    /* 2: the pages are there but could not be locked in memory, as where RLIMIT_MEMLOCK is small.
     */
    if (CRYPTO_secure_malloc_init (GUARDED_BYTES, GUARDED_PIECE) == 0)
      g_debug ("libcrypto has no guarded heap");
    g_once_init_leave (&ready, 1);
  }
}

static UkeKeyPair *
key_pair_take (EVP_PKEY *key)
{
  UkeKeyPair *pair = g_new0 (UkeKeyPair, 1);

  pair->key = key;
  return pair;
}

/**
 * uke_key_pair_generate:
 * @error: return location
 *
 * Makes a P-256 key from the system's random source.
 *
 * Returns: (transfer full): the key
 * Errors: %UKE_PKI_ERROR_LIBRARY
 * Thread: any
 * Source: decision 16
 */
UkeKeyPair *
uke_key_pair_generate (GError **error)
{
  EVP_PKEY *key = NULL;

  ensure_guarded_heap ();
  key = EVP_EC_gen ("P-256");
  if (key == NULL) {
    uke_x509_fail (error, UKE_PKI_ERROR_LIBRARY, "making a key");
    return NULL;
  }
  return key_pair_take (key);
}

static int
refuse_password_cb (char *buffer, int size, int is_writing, void *data)
{
  return -1;
}

/**
 * uke_key_pair_new_from_pem:
 * @pem: a private key as uke_key_pair_to_pem() writes it
 * @error: return location
 *
 * Returns: (transfer full): the key
 * Errors: %UKE_PKI_ERROR_MALFORMED when it is anything but an unencrypted P-256 key
 * Thread: any
 */
UkeKeyPair *
uke_key_pair_new_from_pem (UkeSecret *pem, GError **error)
{
  g_autoptr (BIO) bio = NULL;
  g_autoptr (EVP_PKEY) key = NULL;

  ensure_guarded_heap ();
  bio = BIO_new_mem_buf (uke_secret_peek (pem), (int)uke_secret_len (pem));
  key = PEM_read_bio_PrivateKey (bio, NULL, refuse_password_cb, NULL);
  if (!uke_x509_is_p256 (key)) {
    uke_x509_fail (error, UKE_PKI_ERROR_MALFORMED, "no P-256 key");
    return NULL;
  }
  return key_pair_take (g_steal_pointer (&key));
}

/**
 * uke_key_pair_free:
 * @pair: (nullable) (transfer full): a key
 *
 * Thread: any
 */
void
uke_key_pair_free (UkeKeyPair *pair)
{
  if (pair == NULL)
    return;
  EVP_PKEY_free (pair->key);
  g_free (pair);
}

/**
 * uke_key_pair_to_pem:
 * @pair: a key
 *
 * Returns: (transfer full): its PEM text (PKCS #8, not encrypted)
 * Thread: any
 */
UkeSecret *
uke_key_pair_to_pem (const UkeKeyPair *pair)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_secmem ());
  char *text = NULL;
  long len;

  if (PEM_write_bio_PKCS8PrivateKey (bio, pair->key, NULL, NULL, 0, NULL, NULL) != 1)
    g_error ("libcrypto cannot write a key that it made");
  len = BIO_get_mem_data (bio, &text);
  return uke_secret_new_copy (text, (size_t)len);
}

/**
 * uke_key_pair_make_request:
 * @pair: the device's key
 * @name: what the device is called, UTF-8, at most 64 characters
 * @error: return location
 *
 * Returns: (transfer full): a certificate request in PEM, signed by the key
 * Errors: %UKE_PKI_ERROR_LIBRARY, also when @name does not fit
 * Thread: any
 */
char *
uke_key_pair_make_request (const UkeKeyPair *pair, const char *name, GError **error)
{
  g_autoptr (X509_REQ) request = X509_REQ_new ();
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  char *text = NULL;
  long len;

  if (X509_REQ_set_version (request, X509_REQ_VERSION_1) != 1
      || X509_REQ_set_pubkey (request, pair->key) != 1
      || X509_NAME_add_entry_by_txt (X509_REQ_get_subject_name (request), "CN", MBSTRING_UTF8,
                                     (const uint8_t *)name, -1, -1, 0)
             != 1
      || X509_REQ_sign (request, pair->key, EVP_sha256 ()) <= 0
      || PEM_write_bio_X509_REQ (bio, request) != 1) {
    uke_x509_fail (error, UKE_PKI_ERROR_LIBRARY, "making a request");
    return NULL;
  }
  len = BIO_get_mem_data (bio, &text);
  return g_strndup (text, (size_t)len);
}
