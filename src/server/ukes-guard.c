/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-guard.h"

#include "pki/uke-certificate.h"

#include <string.h>

#define MAX_LENGTH_DIGITS 7
/* A device's certificate has about 700 bytes in PEM. */
#define MAX_ESCAPED 8192

static const struct {
  const char *name;
  unsigned status;
} guards[] = {
  [UKES_GUARD_GOOD] = { "good", 200 },
  [UKES_GUARD_FIELDS] = { "fields", 431 },
  [UKES_GUARD_HOST] = { "host", 400 },
  [UKES_GUARD_ENCODING] = { "encoding", 400 },
  [UKES_GUARD_LENGTH] = { "length", 400 },
  [UKES_GUARD_TOO_LARGE] = { "too_large", 413 },
  [UKES_GUARD_NOT_FOUND] = { "not_found", 404 },
  [UKES_GUARD_NO_METHOD] = { "no_method", 405 },
  [UKES_GUARD_CERTIFICATE] = { "certificate", 400 },
};

/**
 * ukes_guard_get_name:
 * @guard: what is wrong
 *
 * Returns: (transfer none): its name in metrics and answers
 * Thread: any
 */
const char *
ukes_guard_get_name (UkesGuard guard)
{
  return guards[guard].name;
}

/**
 * ukes_guard_get_status:
 * @guard: what is wrong
 *
 * Returns: the HTTP status that says so
 * Thread: any
 */
unsigned
ukes_guard_get_status (UkesGuard guard)
{
  return guards[guard].status;
}

/* The list of all values of Content-Length must be one number. */
static gboolean
read_length (const char *list, size_t *out_length)
{
  size_t len = list != NULL ? strlen (list) : 0;
  uint64_t value = 0;

  *out_length = 0;
  if (list == NULL)
    return TRUE;
  if (len == 0 || len > MAX_LENGTH_DIGITS || strspn (list, "0123456789") != len
      || !g_ascii_string_to_unsigned (list, 10, 0, UINT32_MAX, &value, NULL))
    return FALSE;
  *out_length = (size_t)value;
  return TRUE;
}

/**
 * ukes_guard_check_header:
 * @headers: a request's header
 * @out_length: (out): how long its body is
 *
 * Returns: what is wrong with it
 * Thread: any
 * Source: security.md 7.1
 */
UkesGuard
ukes_guard_check_header (SoupMessageHeaders *headers, size_t *out_length)
{
  SoupMessageHeadersIter iter;
  const char *name, *value, *host;
  unsigned n_fields = 0, n_hosts = 0;
  size_t n_bytes = 0;

  *out_length = 0;
  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value)) {
    n_fields++;
    n_bytes += strlen (name) + strlen (value) + 4;
    n_hosts += g_ascii_strcasecmp (name, "Host") == 0;
    if (g_ascii_strcasecmp (name, "Transfer-Encoding") == 0)
      return UKES_GUARD_ENCODING;
  }
  if (n_fields > UKES_GUARD_MAX_FIELDS || n_bytes > UKES_GUARD_MAX_BYTES)
    return UKES_GUARD_FIELDS;
  /* The parser joins fields of one name, so that two hosts may look like one with a comma. */
  host = soup_message_headers_get_list (headers, "Host");
  if (n_hosts != 1 || host == NULL || *host == '\0' || strpbrk (host, ", \t/\\@") != NULL)
    return UKES_GUARD_HOST;
  if (!read_length (soup_message_headers_get_list (headers, "Content-Length"), out_length))
    return UKES_GUARD_LENGTH;
  return UKES_GUARD_GOOD;
}

/* Each desk shows the same text with every request, and what it comes to is a function of the text
 * alone: so many of them are remembered, by the whole text. */
#define MAX_KNOWN 1024

static GMutex known_mutex;
static GHashTable *known; /* under the mutex; (element-type utf8 guint8) */

static gboolean
find_known (const char *escaped, uint8_t out_fingerprint[32])
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&known_mutex);
  const uint8_t *found = known != NULL ? g_hash_table_lookup (known, escaped) : NULL;

  if (found != NULL)
    memcpy (out_fingerprint, found, 32);
  return found != NULL;
}

static void
keep_known (const char *escaped, const uint8_t *fingerprint)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&known_mutex);

  if (known == NULL)
    known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  /* Renewed certificates are few; whoever comes after all of these finds it empty once. */
  if (g_hash_table_size (known) >= MAX_KNOWN)
    g_hash_table_remove_all (known);
  g_hash_table_replace (known, g_strdup (escaped), g_memdup2 (fingerprint, 32));
}

/**
 * ukes_guard_read_certificate:
 * @escaped: what the proxy hands on: PEM, escaped as in a URL
 * @out_fingerprint: (out): SHA-256 of the certificate
 *
 * Whether the device with that certificate may do anything is looked up at each request, not here.
 *
 * Returns: whether it is a certificate
 * Thread: any
 * Source: decision 19
 */
gboolean
ukes_guard_read_certificate (const char *escaped, uint8_t out_fingerprint[32])
{
  g_autofree char *pem = NULL;
  g_autoptr (UkeCertificate) certificate = NULL;

  if (strnlen (escaped, MAX_ESCAPED + 1) > MAX_ESCAPED)
    return FALSE;
  if (find_known (escaped, out_fingerprint))
    return TRUE;
  pem = g_uri_unescape_string (escaped, NULL);
  if (pem != NULL)
    certificate = uke_certificate_new_from_pem (pem, strlen (pem), NULL);
  if (certificate == NULL)
    return FALSE;
  memcpy (out_fingerprint, uke_certificate_get_fingerprint (certificate), 32);
  keep_known (escaped, out_fingerprint);
  return TRUE;
}
