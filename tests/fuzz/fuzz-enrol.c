/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-fuzz.h"

#include "feed/uke-wire-enrol.h"
#include "pki/uke-ca.h"
#include "pki/uke-certificate.h"

#include <string.h>

/* What a desk that joins is told, and the certificates in it; and what it asks with. A letter says
 * which. */

static void
read_certificate (const char *pem)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeCertificate) certificate
      = uke_certificate_new_from_pem (pem, (gssize)strlen (pem), &error);

  uke_fuzz_assert_told (certificate != NULL, error);
  if (certificate != NULL)
    g_free (uke_certificate_to_pem (certificate));
}

static void
read_request (const char *pem)
{
  uint8_t hash[UKE_FINGERPRINT_SIZE];
  g_autoptr (GError) error = NULL;
  gboolean is_read = uke_ca_read_request (pem, hash, &error);

  uke_fuzz_assert_told (is_read, error);
}

static void
read_begun (const char *json, size_t size)
{
  g_auto (UkeWireEnrolBegun) begun = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean is_read = uke_wire_enrol_begun_read (json, size, &begun, &error);

  uke_fuzz_assert_told (is_read, error);
  if (is_read)
    read_certificate (begun.ca);
}

static void
read_enrolled (const char *json, size_t size)
{
  g_auto (UkeWireEnrolled) enrolled = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean is_read = uke_wire_enrolled_read (json, size, &enrolled, &error);

  uke_fuzz_assert_told (is_read, error);
  if (!is_read)
    return;
  read_certificate (enrolled.certificate);
  read_certificate (enrolled.ca);
}

static void
read_refusal (const char *json, size_t size)
{
  static const unsigned statuses[] = { 400, 403, 404, 409, 410, 429, 503 };
  unsigned tries_left;

  for (unsigned i = 0; i < G_N_ELEMENTS (statuses); i++)
    uke_fuzz_assert (uke_wire_enrol_refusal_read (statuses[i], json, size, &tries_left)
                     != UKE_WIRE_ENROL_OK);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = NULL;

  if (size == 0 || size > UKE_FUZZ_MAX)
    return -1;
  text = g_strndup ((const char *)data + 1, size - 1);
  switch (data[0]) {
  case 'b':
    read_begun ((const char *)data + 1, size - 1);
    return 0;
  case 'e':
    read_enrolled ((const char *)data + 1, size - 1);
    return 0;
  case 'r':
    read_refusal ((const char *)data + 1, size - 1);
    return 0;
  case 'c':
    read_certificate (text);
    return 0;
  case 's':
    read_request (text);
    return 0;
  default:
    return -1;
  }
}
