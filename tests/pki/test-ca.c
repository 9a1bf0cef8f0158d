/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki/uke-ca.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define DAY_US (86400 * (int64_t)1000000)

/* What is issued is read by the openssl command: another program's idea of what it says. */
typedef struct {
  char *folder; /* (owned) */
  int64_t now_us;
  UkeCa *ca;            /* (owned) */
  UkeKeyPair *key;      /* (owned): a device's or server's */
  char *request;        /* (owned) */
  UkeCertificate *cert; /* (owned): the device's, number 7 */
  UkeCertificate *host; /* (owned): the server's */
} Fixture;

static char *
path_of (Fixture *f, const char *name)
{
  return g_build_filename (f->folder, name, NULL);
}

static void
save (Fixture *f, const char *name, const char *text)
{
  g_autofree char *path = path_of (f, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
save_certificate (Fixture *f, const char *name, UkeCertificate *certificate)
{
  g_autofree char *pem = uke_certificate_to_pem (certificate);

  save (f, name, pem);
}

/* Runs openssl in the folder; its output, and whether it was content. */
static char *
openssl (Fixture *f, gboolean *out_ok, const char *const *words)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_subprocess_launcher_set_cwd (launcher, f->folder);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, words, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error));
  *out_ok = g_subprocess_get_successful (process);
  return output;
}

static void
set_up (Fixture *f, const void *data)
{
  static const char *const hosts[] = { "clinic.example", "192.0.2.7", "2001:db8::7", NULL };
  g_autoptr (GError) error = NULL;

  f->folder = g_dir_make_tmp ("uke-ca-XXXXXX", NULL);
  f->now_us = g_get_real_time ();
  f->ca = uke_ca_create ("そよぎ台クリニック", f->now_us, &error);
  g_assert_no_error (error);
  f->key = uke_key_pair_generate (&error);
  f->request = uke_key_pair_make_request (f->key, "受付 1", &error);
  g_assert_no_error (error);
  f->cert = uke_ca_issue_device (f->ca, f->request, 7, f->now_us, &error);
  g_assert_no_error (error);
  f->host = uke_ca_issue_server (f->ca, f->key, hosts, f->now_us, &error);
  g_assert_no_error (error);
  save_certificate (f, "ca.pem", uke_ca_get_certificate (f->ca));
  save_certificate (f, "device.pem", f->cert);
  save_certificate (f, "server.pem", f->host);
  save (f, "request.pem", f->request);
}

static void
tear_down (Fixture *f, const void *data)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = path_of (f, name);

    g_unlink (path);
  }
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  uke_certificate_unref (f->cert);
  uke_certificate_unref (f->host);
  uke_key_pair_free (f->key);
  uke_ca_free (f->ca);
  g_free (f->request);
  g_free (f->folder);
}

static void
assert_verifies (Fixture *f, gboolean is_good, const char *purpose, const char *name)
{
  const char *words[] = { "openssl", "verify", "-x509_strict", "-purpose", purpose,
                          "-CAfile", "ca.pem", name,           NULL };
  gboolean ok;
  g_autofree char *said = openssl (f, &ok, words);

  g_test_message ("%s as %s: %s", name, purpose, said);
  g_assert_cmpint (ok, ==, is_good);
}

/* Each certificate is good for its one purpose and for no other. */
static void
test_purposes (Fixture *f, const void *data)
{
  assert_verifies (f, TRUE, "sslclient", "device.pem");
  assert_verifies (f, FALSE, "sslserver", "device.pem");
  assert_verifies (f, TRUE, "sslserver", "server.pem");
  assert_verifies (f, FALSE, "sslclient", "server.pem");
  assert_verifies (f, FALSE, "sslclient", "ca.pem");
}

static char *
describe (Fixture *f, const char *name)
{
  const char *words[]
      = { "openssl", "x509", "-in", name, "-noout", "-text", "-fingerprint", "-sha256", NULL };
  gboolean ok;
  char *text = openssl (f, &ok, words);

  g_assert_true (ok);
  return text;
}

static void
assert_says (const char *text, const char *what)
{
  if (strstr (text, what) == NULL)
    g_error ("not in the certificate: %s\n%s", what, text);
}

/* The authority can issue and nothing else, and cannot have authorities below it. */
static void
test_authority (Fixture *f, const void *data)
{
  g_autofree char *text = describe (f, "ca.pem");

  assert_says (text, "CA:TRUE, pathlen:0");
  assert_says (text, "Certificate Sign, CRL Sign");
  assert_says (text, "ASN1 OID: prime256v1");
  assert_says (text, "ecdsa-with-SHA256");
}

/* A device's certificate says its number, and neither its name nor any address. */
static void
test_device (Fixture *f, const void *data)
{
  g_autofree char *text = describe (f, "device.pem");
  g_autofree char *name = uke_certificate_dup_common_name (f->cert);

  g_assert_cmpstr (name, ==, "device 7");
  assert_says (text, "Subject: CN = device 7\n");
  assert_says (text, "CA:FALSE");
  assert_says (text, "TLS Web Client Authentication\n");
  g_assert_null (strstr (text, "Subject Alternative Name"));
  g_assert_null (strstr (text, "TLS Web Server Authentication"));
}

/* The server's certificate is for the names it is reached by, and for no others. */
static void
test_server (Fixture *f, const void *data)
{
  g_autofree char *text = describe (f, "server.pem");

  assert_says (text, "DNS:clinic.example, IP Address:192.0.2.7, IP Address:2001:DB8");
  assert_says (text, "TLS Web Server Authentication\n");
  g_assert_true (uke_certificate_is_for_host (f->host, "clinic.example"));
  g_assert_true (uke_certificate_is_for_host (f->host, "192.0.2.7"));
  g_assert_false (uke_certificate_is_for_host (f->host, "other.example"));
  g_assert_false (uke_certificate_is_for_host (f->host, "192.0.2.8"));
  g_assert_false (uke_certificate_is_for_host (f->cert, "clinic.example"));
}

/* The fingerprint is SHA-256 of the whole certificate, as others compute it. */
static void
test_fingerprint (Fixture *f, const void *data)
{
  g_autofree char *text = describe (f, "device.pem");
  g_autoptr (GString) mine = g_string_new ("sha256 Fingerprint=");

  for (int i = 0; i < UKE_FINGERPRINT_SIZE; i++)
    g_string_append_printf (mine, "%s%02X", i > 0 ? ":" : "",
                            uke_certificate_get_fingerprint (f->cert)[i]);
  assert_says (text, mine->str);
}

/* Whether @name still stands after @days, as openssl counts. */
static gboolean
lasts (Fixture *f, const char *name, int days)
{
  g_autofree char *seconds = g_strdup_printf ("%d", days * 86400);
  const char *words[] = { "openssl", "x509", "-in", name, "-noout", "-checkend", seconds, NULL };
  gboolean ok;
  g_autofree char *said = openssl (f, &ok, words);

  g_test_message ("%s: %s", name, said);
  return ok;
}

/* Ten years, thirteen months, one year. */
static void
test_times (Fixture *f, const void *data)
{
  g_assert_true (lasts (f, "ca.pem", 3650));
  g_assert_false (lasts (f, "ca.pem", 3654));
  g_assert_true (lasts (f, "server.pem", 396));
  g_assert_false (lasts (f, "server.pem", 398));
  g_assert_true (lasts (f, "device.pem", 364));
  g_assert_false (lasts (f, "device.pem", 366));
  g_assert_cmpint (uke_certificate_get_to_us (f->cert) / DAY_US, ==, f->now_us / DAY_US + 365);
}

/* A certificate is never promised for longer than the authority lives. */
static void
test_authority_ends (Fixture *f, const void *data)
{
  int64_t late_us = f->now_us + 3500 * DAY_US;
  g_autoptr (UkeCertificate) late = uke_ca_issue_device (f->ca, f->request, 8, late_us, NULL);

  g_assert_cmpint (uke_certificate_get_to_us (late), ==,
                   uke_certificate_get_to_us (uke_ca_get_certificate (f->ca)));
}

/* Checking tells another clinic's certificate from one that is out of its time. */
static void
test_check (Fixture *f, const void *data)
{
  g_autoptr (UkeCa) other = uke_ca_create ("そよぎ台クリニック", f->now_us, NULL);
  UkeCertificate *authority = uke_ca_get_certificate (f->ca);
  g_autoptr (GError) foreign = NULL;
  g_autoptr (GError) late = NULL;
  g_autoptr (GError) early = NULL;
  g_autoptr (GError) none = NULL;

  g_assert_true (uke_certificate_check (f->cert, authority, f->now_us, &none));
  g_assert_false (
      uke_certificate_check (f->cert, uke_ca_get_certificate (other), f->now_us, &foreign));
  g_assert_error (foreign, UKE_PKI_ERROR, UKE_PKI_ERROR_FOREIGN);
  g_assert_false (uke_certificate_check (f->cert, authority, f->now_us + 366 * DAY_US, &late));
  g_assert_error (late, UKE_PKI_ERROR, UKE_PKI_ERROR_EXPIRED);
  g_assert_false (uke_certificate_check (f->cert, authority, f->now_us - DAY_US, &early));
  g_assert_error (early, UKE_PKI_ERROR, UKE_PKI_ERROR_EXPIRED);
}

/* A key comes back from its PEM as the same key, and openssl finds it sound. */
static void
test_key_round_trip (Fixture *f, const void *data)
{
  static const char *const words[]
      = { "openssl", "pkey", "-in", "key.pem", "-check", "-noout", NULL };
  g_autoptr (UkeSecret) pem = uke_key_pair_to_pem (f->key);
  g_autoptr (UkeKeyPair) back = uke_key_pair_new_from_pem (pem, NULL);
  g_autofree char *said = NULL;
  gboolean ok;

  g_assert_true (uke_certificate_has_key (f->cert, back));
  save (f, "key.pem", uke_secret_peek_text (pem));
  said = openssl (f, &ok, words);
  assert_says (said, "Key is valid");
  g_assert_true (ok);
}

/* An authority is put together from its own two halves only. */
static void
test_put_together (Fixture *f, const void *data)
{
  g_autoptr (GError) mismatch = NULL;
  g_autoptr (GError) no_authority = NULL;
  g_autoptr (UkeSecret) pem = uke_key_pair_to_pem (uke_ca_get_key (f->ca));
  g_autoptr (UkeCa) again
      = uke_ca_new (uke_key_pair_new_from_pem (pem, NULL), uke_ca_get_certificate (f->ca), NULL);

  g_assert_nonnull (again);
  g_assert_null (
      uke_ca_new (uke_key_pair_generate (NULL), uke_ca_get_certificate (f->ca), &mismatch));
  g_assert_error (mismatch, UKE_PKI_ERROR, UKE_PKI_ERROR_MISMATCH);
  g_assert_null (uke_ca_new (uke_key_pair_new_from_pem (pem, NULL), f->cert, &no_authority));
  g_assert_error (no_authority, UKE_PKI_ERROR, UKE_PKI_ERROR_MALFORMED);
}

/* Requests that openssl makes are taken when they have our kind of key, and refused otherwise. */
static void
test_requests (Fixture *f, const void *data)
{
  static const struct {
    const char *kind, *option;
    gboolean is_good;
  } kinds[] = {
    { "ec", "ec_paramgen_curve:P-256", TRUE },
    { "ec", "ec_paramgen_curve:P-384", FALSE },
    { "rsa", "rsa_keygen_bits:2048", FALSE },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (kinds); i++) {
    const char *words[] = { "openssl",  "req",           "-new",   "-newkey",   kinds[i].kind,
                            "-pkeyopt", kinds[i].option, "-nodes", "-keyout",   "other.key",
                            "-subj",    "/CN=x",         "-out",   "other.pem", NULL };
    g_autofree char *path = path_of (f, "other.pem");
    g_autofree char *pem = NULL;
    g_autofree char *said = NULL;
    g_autoptr (GError) error = NULL;
    uint8_t hash[UKE_FINGERPRINT_SIZE];
    gboolean ok;

    said = openssl (f, &ok, words);
    g_assert_true (ok);
    g_assert_true (g_file_get_contents (path, &pem, NULL, NULL));
    g_assert_cmpint (uke_ca_read_request (pem, hash, &error), ==, kinds[i].is_good);
    if (!kinds[i].is_good)
      g_assert_error (error, UKE_PKI_ERROR, UKE_PKI_ERROR_MALFORMED);
  }
}

/* Text that is no request, or was changed after it was signed, is refused: whatever symbol is
 * exchanged, what is taken is what was signed. */
static void
test_broken_requests (Fixture *f, const void *data)
{
  static const char *const broken[] = { "", "-----BEGIN CERTIFICATE REQUEST-----\n", "\x01\x02" };
  uint8_t hash[UKE_FINGERPRINT_SIZE], signed_hash[UKE_FINGERPRINT_SIZE];
  g_autofree char *huge = g_strnfill (100000, 'A');
  unsigned n_refused = 0;

  for (unsigned i = 0; i < G_N_ELEMENTS (broken); i++)
    g_assert_false (uke_ca_read_request (broken[i], hash, NULL));
  g_assert_false (uke_ca_read_request (huge, hash, NULL));
  g_assert_true (uke_ca_read_request (f->request, signed_hash, NULL));
  for (char *at = strchr (f->request, '\n') + 1; *at != '-'; at++) {
    char was = *at;

    if (was == '\n')
      continue;
    *at = was == 'A' ? 'B' : 'A';
    /* The padding and the symbol before it carry bits that decoding drops. */
    if (uke_ca_read_request (f->request, hash, NULL))
      g_assert_cmpmem (hash, sizeof hash, signed_hash, sizeof signed_hash);
    else
      n_refused++;
    *at = was;
  }
  g_assert_cmpuint (n_refused, >=, 250);
}

/* What is not a host name cannot smuggle another name into the certificate. */
static void
test_host_names (Fixture *f, const void *data)
{
  static const char *const bad[] = { "", "a,DNS:b", "a b", "a\nb", "*.example", "dirName:x" };
  const char *none[] = { NULL };

  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++) {
    const char *hosts[] = { bad[i], NULL };
    g_autoptr (GError) error = NULL;

    g_assert_null (uke_ca_issue_server (f->ca, f->key, hosts, f->now_us, &error));
    g_assert_error (error, UKE_PKI_ERROR, UKE_PKI_ERROR_MALFORMED);
  }
  g_assert_null (uke_ca_issue_server (f->ca, f->key, none, f->now_us, NULL));
}

#define ADD(name, function) g_test_add ("/pki/ca/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("purposes", test_purposes);
  ADD ("authority", test_authority);
  ADD ("device", test_device);
  ADD ("server", test_server);
  ADD ("fingerprint", test_fingerprint);
  ADD ("times", test_times);
  ADD ("authority-ends", test_authority_ends);
  ADD ("check", test_check);
  ADD ("key-round-trip", test_key_round_trip);
  ADD ("put-together", test_put_together);
  ADD ("requests", test_requests);
  ADD ("broken-requests", test_broken_requests);
  ADD ("host-names", test_host_names);
  return g_test_run ();
}
