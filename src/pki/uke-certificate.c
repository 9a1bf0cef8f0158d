/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-pki"

#include "pki/uke-certificate.h"

#include "pki/uke-x509-private.h"

#include <openssl/pem.h>
#include <string.h>

/* Certificates of ours have about a thousand bytes; more than this is not read. */
#define MAX_PEM_BYTES 16384

struct _UkeCertificate {
  gatomicrefcount refs;
  X509 *x509; /* (owned) */
  uint8_t fingerprint[UKE_FINGERPRINT_SIZE];
  int64_t from_us;
  int64_t to_us;
};

static int64_t
read_time_us (const ASN1_TIME *time)
{
  g_autoptr (GDateTime) date = NULL;
  struct tm tm;

  /* A time that cannot be read is long ago: what bears it is never good. */
  if (ASN1_TIME_to_tm (time, &tm) != 1)
    return 0;
  date = g_date_time_new_utc (tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
                              MIN (tm.tm_sec, 59));
  return date != NULL ? g_date_time_to_unix (date) * G_USEC_PER_SEC : 0;
}

/* Returns: (transfer full): a certificate that owns @x509 */
UkeCertificate *
uke_certificate_take (X509 *x509)
{
  UkeCertificate *certificate = g_new0 (UkeCertificate, 1);
  unsigned len = UKE_FINGERPRINT_SIZE;

  g_atomic_ref_count_init (&certificate->refs);
  certificate->x509 = x509;
  if (X509_digest (x509, EVP_sha256 (), certificate->fingerprint, &len) != 1)
    g_error ("libcrypto has no SHA-256");
  certificate->from_us = read_time_us (X509_get0_notBefore (x509));
  certificate->to_us = read_time_us (X509_get0_notAfter (x509));
  return certificate;
}

/* Returns: (transfer none) */
X509 *
uke_certificate_peek_x509 (const UkeCertificate *certificate)
{
  return certificate->x509;
}

/**
 * uke_certificate_new_from_pem:
 * @pem: text that begins with a certificate
 * @len: its length in bytes; more than 16 KiB is not read
 * @error: return location
 *
 * Returns: (transfer full): the certificate
 * Errors: %UKE_PKI_ERROR_MALFORMED
 * Thread: any
 */
UkeCertificate *
uke_certificate_new_from_pem (const char *pem, size_t len, GError **error)
{
  g_autoptr (BIO) bio = NULL;
  X509 *x509 = NULL;

  if (len > 0 && len <= MAX_PEM_BYTES) {
    bio = BIO_new_mem_buf (pem, (int)len);
    x509 = PEM_read_bio_X509 (bio, NULL, NULL, NULL);
  }
  if (x509 == NULL) {
    uke_x509_fail (error, UKE_PKI_ERROR_MALFORMED, "no certificate");
    return NULL;
  }
  return uke_certificate_take (x509);
}

/**
 * uke_certificate_ref:
 * @certificate: a certificate
 *
 * Returns: (transfer full): @certificate with one more reference
 * Thread: any
 */
UkeCertificate *
uke_certificate_ref (UkeCertificate *certificate)
{
  g_atomic_ref_count_inc (&certificate->refs);
  return certificate;
}

/**
 * uke_certificate_unref:
 * @certificate: (nullable) (transfer full): a certificate
 *
 * Thread: any
 */
void
uke_certificate_unref (UkeCertificate *certificate)
{
  if (certificate == NULL || !g_atomic_ref_count_dec (&certificate->refs))
    return;
  X509_free (certificate->x509);
  g_free (certificate);
}

/**
 * uke_certificate_to_pem:
 * @certificate: a certificate
 *
 * Returns: (transfer full): its PEM text
 * Thread: any
 */
char *
uke_certificate_to_pem (const UkeCertificate *certificate)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  char *text = NULL;
  long len;

  if (PEM_write_bio_X509 (bio, certificate->x509) != 1)
    g_error ("libcrypto cannot write a certificate that it read");
  len = BIO_get_mem_data (bio, &text);
  return g_strndup (text, (size_t)len);
}

/**
 * uke_certificate_get_fingerprint:
 * @certificate: a certificate
 *
 * Returns: (transfer none): SHA-256 of its DER form, %UKE_FINGERPRINT_SIZE bytes
 * Thread: any
 * Source: decision 19
 */
const uint8_t *
uke_certificate_get_fingerprint (const UkeCertificate *certificate)
{
  return certificate->fingerprint;
}

/**
 * uke_certificate_get_from_us:
 * @certificate: a certificate
 *
 * Returns: since when it is good, UTC microseconds
 * Thread: any
 */
int64_t
uke_certificate_get_from_us (const UkeCertificate *certificate)
{
  return certificate->from_us;
}

/**
 * uke_certificate_get_to_us:
 * @certificate: a certificate
 *
 * Returns: until when it is good, UTC microseconds
 * Thread: any
 */
int64_t
uke_certificate_get_to_us (const UkeCertificate *certificate)
{
  return certificate->to_us;
}

/**
 * uke_certificate_dup_common_name:
 * @certificate: a certificate
 *
 * Returns: (transfer full): the subject's common name, "" when it has none
 * Thread: any
 */
char *
uke_certificate_dup_common_name (const UkeCertificate *certificate)
{
  X509_NAME *name = X509_get_subject_name (certificate->x509);
  int at = X509_NAME_get_index_by_NID (name, NID_commonName, -1);
  uint8_t *text = NULL;
  char *copy = NULL;
  int len = -1;

  if (at >= 0)
    len = ASN1_STRING_to_UTF8 (&text, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (name, at)));
  copy = len >= 0 ? g_utf8_make_valid ((const char *)text, len) : g_strdup ("");
  OPENSSL_free (text);
  return copy;
}

/**
 * uke_certificate_has_key:
 * @certificate: a certificate
 * @pair: a key
 *
 * Returns: whether the certificate is for that key
 * Thread: any
 */
gboolean
uke_certificate_has_key (const UkeCertificate *certificate, const UkeKeyPair *pair)
{
  return EVP_PKEY_eq (X509_get0_pubkey (certificate->x509), pair->key) == 1;
}

/**
 * uke_certificate_is_for_host:
 * @certificate: a server's certificate
 * @host: a host name or an IP address
 *
 * Returns: whether a client that connects to @host finds it in the certificate
 * Thread: any
 */
gboolean
uke_certificate_is_for_host (const UkeCertificate *certificate, const char *host)
{
  if (g_hostname_is_ip_address (host))
    return X509_check_ip_asc (certificate->x509, host, 0) == 1;
  return X509_check_host (certificate->x509, host, 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, NULL)
         == 1;
}

/**
 * uke_certificate_check:
 * @certificate: a certificate
 * @authority: the tenant's authority
 * @now_us: the time
 * @error: return location
 *
 * Returns: whether @authority issued it and it is good at @now_us
 * Errors: %UKE_PKI_ERROR_FOREIGN, %UKE_PKI_ERROR_EXPIRED
 * Thread: any
 */
gboolean
uke_certificate_check (const UkeCertificate *certificate,
                       const UkeCertificate *authority,
                       int64_t now_us,
                       GError **error)
{
  if (X509_check_issued (authority->x509, certificate->x509) != X509_V_OK
      || X509_verify (certificate->x509, X509_get0_pubkey (authority->x509)) != 1)
    return uke_x509_fail (error, UKE_PKI_ERROR_FOREIGN, "a certificate of another authority");
  if (now_us < certificate->from_us || now_us > certificate->to_us)
    return uke_x509_fail (error, UKE_PKI_ERROR_EXPIRED, "a certificate out of its time");
  return TRUE;
}
