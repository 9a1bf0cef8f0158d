/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-pki"

#include "pki/uke-x509-private.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

/* Far more than a request with a P-256 key needs. */
#define MAX_REQUEST_BYTES 4096
#define SERIAL_BITS 127

/* Sets the error and forgets what libcrypto remembers of it; returns FALSE. */
gboolean
uke_x509_fail (GError **error, UkePkiError code, const char *what)
{
  unsigned long reason = ERR_peek_last_error ();
  const char *text = reason != 0 ? ERR_reason_error_string (reason) : NULL;

  g_set_error (error, UKE_PKI_ERROR, (int)code, "%s%s%s", what, text != NULL ? ": " : "",
               text != NULL ? text : "");
  ERR_clear_error ();
  return FALSE;
}

/* Whether it is a key of the one kind that is used here. */
gboolean
uke_x509_is_p256 (EVP_PKEY *key)
{
  char group[32] = "";
  size_t len = 0;

  return key != NULL && EVP_PKEY_get_base_id (key) == EVP_PKEY_EC
         && EVP_PKEY_get_group_name (key, group, sizeof group, &len) == 1
         && g_str_equal (group, "prime256v1");
}

/* Nobody is ever asked for a password. */
static int
refuse_password_cb (char *buffer, int size, int is_writing, void *data)
{
  return -1;
}

/* Reads a request: one PEM block of a P-256 key, signed by that key with SHA-256. */
X509_REQ *
uke_x509_read_request (const char *pem, GError **error)
{
  size_t len = strnlen (pem, MAX_REQUEST_BYTES + 1);
  g_autoptr (BIO) bio = NULL;
  g_autoptr (X509_REQ) request = NULL;

  if (len > MAX_REQUEST_BYTES) {
    uke_x509_fail (error, UKE_PKI_ERROR_MALFORMED, "the request is too long");
    return NULL;
  }
  bio = BIO_new_mem_buf (pem, (int)len);
  request = PEM_read_bio_X509_REQ (bio, NULL, refuse_password_cb, NULL);
  if (request == NULL || !uke_x509_is_p256 (X509_REQ_get0_pubkey (request))
      || X509_REQ_get_signature_nid (request) != NID_ecdsa_with_SHA256
      || X509_REQ_verify (request, X509_REQ_get0_pubkey (request)) != 1) {
    uke_x509_fail (error, UKE_PKI_ERROR_MALFORMED, "no P-256 request signed by its own key");
    return NULL;
  }
  return g_steal_pointer (&request);
}

static gboolean
set_serial (X509 *x509)
{
  BIGNUM *serial = BN_new ();
  gboolean is_set = BN_rand (serial, SERIAL_BITS, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1
                    && BN_to_ASN1_INTEGER (serial, X509_get_serialNumber (x509)) != NULL;

  BN_free (serial);
  return is_set;
}

/* A certificate without issuer, extensions and signature; NULL when libcrypto refuses. */
X509 *
uke_x509_begin (EVP_PKEY *subject_key, const char *common_name, int64_t from_us, int64_t to_us)
{
  g_autoptr (X509) x509 = X509_new ();
  X509_NAME *name = X509_get_subject_name (x509);

  if (X509_set_version (x509, X509_VERSION_3) != 1 || !set_serial (x509)
      || ASN1_TIME_set (X509_getm_notBefore (x509), (time_t)(from_us / G_USEC_PER_SEC)) == NULL
      || ASN1_TIME_set (X509_getm_notAfter (x509), (time_t)(to_us / G_USEC_PER_SEC)) == NULL
      || X509_set_pubkey (x509, subject_key) != 1
      || X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_UTF8, (const uint8_t *)common_name, -1,
                                     -1, 0)
             != 1)
    return NULL;
  return g_steal_pointer (&x509);
}

/* Adds one extension in libcrypto's own notation. */
gboolean
uke_x509_extend (X509 *x509, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX context;
  X509_EXTENSION *extension;
  gboolean is_added;

  X509V3_set_ctx_nodb (&context);
  X509V3_set_ctx (&context, issuer, x509, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  if (extension == NULL)
    return FALSE;
  is_added = X509_add_ext (x509, extension, -1) == 1;
  X509_EXTENSION_free (extension);
  return is_added;
}
