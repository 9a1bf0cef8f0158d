/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-pki"

#include "pki/uke-ca.h"

#include "pki/uke-x509-private.h"

#include <string.h>

#define DAY_US (86400 * (int64_t)1000000)
#define AUTHORITY_DAYS 3652 /* ten years */
#define SERVER_DAYS 397
#define DEVICE_DAYS 365
/* A clock that is a little behind must not find a certificate that is not good yet. */
#define LEEWAY_US (DAY_US / 24)
#define MAX_HOSTS 16

struct _UkeCa {
  UkeKeyPair *key;             /* (owned) */
  UkeCertificate *certificate; /* (owned) */
};

static UkeCa *
ca_take (UkeKeyPair *key, UkeCertificate *certificate)
{
  UkeCa *ca = g_new0 (UkeCa, 1);

  ca->key = key;
  ca->certificate = certificate;
  return ca;
}

/**
 * uke_ca_create:
 * @name: what the authority is called, UTF-8, at most 64 characters
 * @now_us: the time
 * @error: return location
 *
 * Makes a new authority with a key of its own, good for ten years. It cannot have authorities
 * below it.
 *
 * Returns: (transfer full): the authority
 * Errors: %UKE_PKI_ERROR_LIBRARY, also when @name does not fit
 * Thread: any
 * Source: architecture.md 1, sync.md Settled 6
 */
UkeCa *
uke_ca_create (const char *name, int64_t now_us, GError **error)
{
  g_autoptr (UkeKeyPair) key = uke_key_pair_generate (error);
  g_autoptr (X509) x509 = NULL;

  if (key == NULL)
    return NULL;
  x509 = uke_x509_begin (key->key, name, now_us - LEEWAY_US, now_us + AUTHORITY_DAYS * DAY_US);
  if (x509 == NULL || X509_set_issuer_name (x509, X509_get_subject_name (x509)) != 1
      || !uke_x509_extend (x509, x509, NID_basic_constraints, "critical,CA:TRUE,pathlen:0")
      || !uke_x509_extend (x509, x509, NID_key_usage, "critical,keyCertSign,cRLSign")
      || !uke_x509_extend (x509, x509, NID_subject_key_identifier, "hash")
      || X509_sign (x509, key->key, EVP_sha256 ()) <= 0) {
    uke_x509_fail (error, UKE_PKI_ERROR_LIBRARY, "making the authority's certificate");
    return NULL;
  }
  return ca_take (g_steal_pointer (&key), uke_certificate_take (g_steal_pointer (&x509)));
}

/**
 * uke_ca_new:
 * @key: (transfer full): the authority's key
 * @certificate: its certificate
 * @error: return location
 *
 * Returns: (transfer full): the authority
 * Errors: %UKE_PKI_ERROR_MISMATCH when they do not belong together, %UKE_PKI_ERROR_MALFORMED when
 * it is not the certificate of an authority
 * Thread: any
 */
UkeCa *
uke_ca_new (UkeKeyPair *key, UkeCertificate *certificate, GError **error)
{
  g_autoptr (UkeKeyPair) owned = key;

  if (X509_check_ca (uke_certificate_peek_x509 (certificate)) != 1) {
    uke_x509_fail (error, UKE_PKI_ERROR_MALFORMED, "not the certificate of an authority");
    return NULL;
  }
  if (!uke_certificate_has_key (certificate, owned)) {
    uke_x509_fail (error, UKE_PKI_ERROR_MISMATCH, "the authority's key is another's");
    return NULL;
  }
  return ca_take (g_steal_pointer (&owned), uke_certificate_ref (certificate));
}

/**
 * uke_ca_free:
 * @ca: (nullable) (transfer full): an authority
 *
 * Thread: any
 */
void
uke_ca_free (UkeCa *ca)
{
  if (ca == NULL)
    return;
  uke_key_pair_free (ca->key);
  uke_certificate_unref (ca->certificate);
  g_free (ca);
}

/**
 * uke_ca_get_key:
 * @ca: an authority
 *
 * Returns: (transfer none): its key
 * Thread: any
 */
const UkeKeyPair *
uke_ca_get_key (const UkeCa *ca)
{
  return ca->key;
}

/**
 * uke_ca_get_certificate:
 * @ca: an authority
 *
 * Returns: (transfer none): its certificate
 * Thread: any
 */
UkeCertificate *
uke_ca_get_certificate (const UkeCa *ca)
{
  return ca->certificate;
}

/* What both kinds have in common: nobody's authority, one purpose, signed by @ca. */
static UkeCertificate *
finish (const UkeCa *ca, X509 *x509, const char *purpose, const char *names, GError **error)
{
  g_autoptr (X509) owned = x509;
  X509 *issuer = uke_certificate_peek_x509 (ca->certificate);

  if (owned == NULL || X509_set_issuer_name (owned, X509_get_subject_name (issuer)) != 1
      || !uke_x509_extend (owned, issuer, NID_basic_constraints, "critical,CA:FALSE")
      || !uke_x509_extend (owned, issuer, NID_key_usage, "critical,digitalSignature")
      || !uke_x509_extend (owned, issuer, NID_ext_key_usage, purpose)
      || !uke_x509_extend (owned, issuer, NID_subject_key_identifier, "hash")
      || !uke_x509_extend (owned, issuer, NID_authority_key_identifier, "keyid:always")
      || (names != NULL && !uke_x509_extend (owned, issuer, NID_subject_alt_name, names))
      || X509_sign (owned, ca->key->key, EVP_sha256 ()) <= 0) {
    uke_x509_fail (error, UKE_PKI_ERROR_LIBRARY, "issuing a certificate");
    return NULL;
  }
  return uke_certificate_take (g_steal_pointer (&owned));
}

/* The extension's notation would read a comma or a blank in a name as something else. */
static gboolean
is_host (const char *host)
{
  if (g_hostname_is_ip_address (host))
    return strchr (host, '%') == NULL;
  if (*host == '\0' || strlen (host) > 253)
    return FALSE;
  for (const char *c = host; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '-' && *c != '.')
      return FALSE;
  return TRUE;
}

/**
 * uke_ca_issue_server:
 * @ca: the authority
 * @server_key: the server's key
 * @hosts: (array zero-terminated=1): host names and IP addresses by which desks reach it
 * @now_us: the time
 * @error: return location
 *
 * Issues the server's certificate, good for 13 months at most and never longer than the
 * authority's.
 *
 * Returns: (transfer full): the certificate
 * Errors: %UKE_PKI_ERROR_MALFORMED when a host is none, %UKE_PKI_ERROR_LIBRARY
 * Thread: any
 */
UkeCertificate *
uke_ca_issue_server (const UkeCa *ca,
                     const UkeKeyPair *server_key,
                     const char *const *hosts,
                     int64_t now_us,
                     GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  int64_t to_us = MIN (now_us + SERVER_DAYS * DAY_US, uke_certificate_get_to_us (ca->certificate));

  for (int i = 0; hosts[i] != NULL; i++) {
    if (i >= MAX_HOSTS || !is_host (hosts[i])) {
      uke_x509_fail (error, UKE_PKI_ERROR_MALFORMED, "not a host name or address");
      return NULL;
    }
    g_string_append_printf (names, "%s%s:%s", names->len > 0 ? "," : "",
                            g_hostname_is_ip_address (hosts[i]) ? "IP" : "DNS", hosts[i]);
  }
  if (names->len == 0) {
    uke_x509_fail (error, UKE_PKI_ERROR_MALFORMED, "no host name");
    return NULL;
  }
  return finish (ca, uke_x509_begin (server_key->key, "uketsuke-server", now_us - LEEWAY_US, to_us),
                 "serverAuth", names->str, error);
}

/**
 * uke_ca_issue_device:
 * @ca: the authority
 * @request_pem: the device's request; only its key is taken from it
 * @dev: the device's number
 * @now_us: the time
 * @error: return location
 *
 * Issues a device's certificate, good for a year and for nothing but showing who it is. Its name is
 * the device's number: what people call it stands in the register alone.
 *
 * Returns: (transfer full): the certificate
 * Errors: %UKE_PKI_ERROR_MALFORMED when the request is none, %UKE_PKI_ERROR_LIBRARY
 * Thread: any
 * Source: sync.md Settled 6
 */
UkeCertificate *
uke_ca_issue_device (const UkeCa *ca,
                     const char *request_pem,
                     uint32_t dev,
                     int64_t now_us,
                     GError **error)
{
  g_autoptr (X509_REQ) request = uke_x509_read_request (request_pem, error);
  g_autofree char *name = g_strdup_printf ("device %u", dev);
  int64_t to_us = MIN (now_us + DEVICE_DAYS * DAY_US, uke_certificate_get_to_us (ca->certificate));

  if (request == NULL)
    return NULL;
  return finish (ca,
                 uke_x509_begin (X509_REQ_get0_pubkey (request), name, now_us - LEEWAY_US, to_us),
                 "clientAuth", NULL, error);
}

/**
 * uke_ca_read_request:
 * @request_pem: what claims to be a request
 * @out_hash: (out): SHA-256 of the request in DER, for the six words
 * @error: return location
 *
 * Returns: whether it is a request that uke_ca_issue_device() would take
 * Errors: %UKE_PKI_ERROR_MALFORMED
 * Thread: any
 */
gboolean
uke_ca_read_request (const char *request_pem,
                     uint8_t out_hash[UKE_FINGERPRINT_SIZE],
                     GError **error)
{
  g_autoptr (X509_REQ) request = uke_x509_read_request (request_pem, error);
  unsigned len = UKE_FINGERPRINT_SIZE;

  return request != NULL && X509_REQ_digest (request, EVP_sha256 (), out_hash, &len) == 1;
}
