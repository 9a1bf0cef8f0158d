/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ukes-guard.h"

#include "pki/uke-ca.h"

#include <string.h>

static UkesGuard
check (SoupMessageHeaders *headers, size_t *out_length)
{
  size_t length;
  UkesGuard guard = ukes_guard_check_header (headers, &length);

  if (out_length != NULL)
    *out_length = length;
  return guard;
}

static SoupMessageHeaders *
make (void)
{
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);

  soup_message_headers_append (headers, "Host", "uketsuke");
  return headers;
}

/* A header as the proxy sends it is good, with a body's length or without. */
static void
test_good (void)
{
  g_autoptr (SoupMessageHeaders) headers = make ();
  size_t length = 99;

  g_assert_cmpint (check (headers, &length), ==, UKES_GUARD_GOOD);
  g_assert_cmpuint (length, ==, 0);
  soup_message_headers_append (headers, "Content-Length", "1048576");
  g_assert_cmpint (check (headers, &length), ==, UKES_GUARD_GOOD);
  g_assert_cmpuint (length, ==, 1048576);
}

static void
assert_field (const char *name, const char *value, UkesGuard expected)
{
  g_autoptr (SoupMessageHeaders) headers = make ();

  soup_message_headers_append (headers, name, value);
  g_test_message ("%s: %s", name, value);
  g_assert_cmpint (check (headers, NULL), ==, expected);
}

/* Each field that could be read in two ways is refused, in whatever letters it comes. */
static void
test_fields (void)
{
  assert_field ("Transfer-Encoding", "chunked", UKES_GUARD_ENCODING);
  assert_field ("tRANSFER-eNCODING", "identity", UKES_GUARD_ENCODING);
  assert_field ("Host", "uketsuke", UKES_GUARD_HOST);
  assert_field ("host", "other", UKES_GUARD_HOST);
  assert_field ("Content-Length", "", UKES_GUARD_LENGTH);
  assert_field ("Content-Length", "+1", UKES_GUARD_LENGTH);
  assert_field ("Content-Length", "-1", UKES_GUARD_LENGTH);
  assert_field ("Content-Length", "1, 1", UKES_GUARD_LENGTH);
  assert_field ("Content-Length", "0x10", UKES_GUARD_LENGTH);
  assert_field ("Content-Length", "12345678", UKES_GUARD_LENGTH);
  assert_field ("Content-Length", "99999999999999999999", UKES_GUARD_LENGTH);
}

/* Two lengths are refused even when they agree. */
static void
test_two_lengths (void)
{
  g_autoptr (SoupMessageHeaders) headers = make ();

  soup_message_headers_append (headers, "Content-Length", "2");
  soup_message_headers_append (headers, "Content-Length", "2");
  g_assert_cmpint (check (headers, NULL), ==, UKES_GUARD_LENGTH);
}

/* Without a host there is nothing to ask. */
static void
test_no_host (void)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);

  g_assert_cmpint (check (headers, NULL), ==, UKES_GUARD_HOST);
}

/* Sixty-four fields and sixteen KiB, and not one more. */
static void
test_size (void)
{
  g_autoptr (SoupMessageHeaders) headers = make ();
  g_autoptr (SoupMessageHeaders) large = make ();
  g_autofree char *value = g_strnfill (UKES_GUARD_MAX_BYTES - 16, 'a');

  for (int i = 1; i < UKES_GUARD_MAX_FIELDS; i++) {
    g_autofree char *name = g_strdup_printf ("X-%d", i);

    soup_message_headers_append (headers, name, "a");
  }
  g_assert_cmpint (check (headers, NULL), ==, UKES_GUARD_GOOD);
  soup_message_headers_append (headers, "X", "a");
  g_assert_cmpint (check (headers, NULL), ==, UKES_GUARD_FIELDS);
  soup_message_headers_append (large, "X", value);
  g_assert_cmpint (check (large, NULL), ==, UKES_GUARD_FIELDS);
}

/* The certificate that the proxy hands on, escaped, is known by its own fingerprint; what is none
 * is refused. */
static void
test_certificate (void)
{
  static const char *const bad[]
      = { "", "%", "%00", "-----BEGIN%20CERTIFICATE-----", "%ff%fe", "a b c" };
  g_autoptr (UkeCa) ca = uke_ca_create ("a", g_get_real_time (), NULL);
  g_autofree char *pem = uke_certificate_to_pem (uke_ca_get_certificate (ca));
  g_autofree char *escaped = g_uri_escape_string (pem, NULL, FALSE);
  g_autofree char *huge = g_strnfill (100000, 'A');
  uint8_t fingerprint[32];

  g_assert_true (ukes_guard_read_certificate (escaped, fingerprint));
  g_assert_cmpmem (fingerprint, 32, uke_certificate_get_fingerprint (uke_ca_get_certificate (ca)),
                   32);
  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (ukes_guard_read_certificate (bad[i], fingerprint));
  g_assert_false (ukes_guard_read_certificate (huge, fingerprint));
}

/* Texts that were read before come to their own certificate again, each by all of its letters, also
 * when there were more of them than are remembered. */
static void
test_certificate_again (void)
{
  UkeCa *ca[] = { uke_ca_create ("a", g_get_real_time (), NULL),
                  uke_ca_create ("a", g_get_real_time (), NULL) };

  for (unsigned i = 0; i < 2500; i++) {
    const UkeCertificate *certificate = uke_ca_get_certificate (ca[i % 2]);
    g_autofree char *pem = uke_certificate_to_pem (certificate);
    g_autofree char *text = g_strdup_printf ("%s%u\n", pem, i / 7);
    g_autofree char *escaped = g_uri_escape_string (text, NULL, FALSE);
    uint8_t fingerprint[32];

    g_assert_true (ukes_guard_read_certificate (escaped, fingerprint));
    g_assert_cmpmem (fingerprint, 32, uke_certificate_get_fingerprint (certificate), 32);
    escaped[60] = escaped[60] == 'A' ? 'B' : 'A';
    if (ukes_guard_read_certificate (escaped, fingerprint))
      g_assert_cmpint (memcmp (fingerprint, uke_certificate_get_fingerprint (certificate), 32), !=,
                       0);
  }
  uke_ca_free (ca[0]);
  uke_ca_free (ca[1]);
}

/* Every refusal has a name and a status. */
static void
test_names (void)
{
  for (int guard = UKES_GUARD_GOOD; guard <= UKES_GUARD_CERTIFICATE; guard++) {
    g_assert_nonnull (ukes_guard_get_name ((UkesGuard)guard));
    g_assert_cmpuint (ukes_guard_get_status ((UkesGuard)guard), >=, 200);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/guard/good", test_good);
  g_test_add_func ("/server/guard/fields", test_fields);
  g_test_add_func ("/server/guard/two-lengths", test_two_lengths);
  g_test_add_func ("/server/guard/no-host", test_no_host);
  g_test_add_func ("/server/guard/size", test_size);
  g_test_add_func ("/server/guard/certificate", test_certificate);
  g_test_add_func ("/server/guard/certificate-again", test_certificate_again);
  g_test_add_func ("/server/guard/names", test_names);
  return g_test_run ();
}
