/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-wire-enrol.h"

#include "feed/uke-feed-error.h"

#include <string.h>

#define HEX32 "00112233445566778899aabbccddeeff"
#define HEX64 HEX32 HEX32
#define BEGUN                                                                                      \
  "{\"id\":\"" HEX32 "\",\"nonce\":\"" HEX64 "\",\"ca\":\"PEM\",\"expires_at_us\":"                \
  "1795482600000000}"
#define ENROLLED "{\"dev\":2,\"certificate\":\"C\",\"ca\":\"PEM\",\"signing_key\":\"" HEX64 "\"}"

/* The request is JSON whatever people type. */
static void
test_request (void)
{
  g_autoptr (GString) json = g_string_new (NULL);

  uke_wire_enrol_write ("12345678", "-----BEGIN\n", "受付\"1", json);
  g_assert_cmpstr (json->str, ==,
                   "{\"code\":\"12345678\",\"csr\":\"-----BEGIN\\n\",\"name\":\"受付\\\"1\"}");
}

/* Both answers are read whole; where desks are served may be said. */
static void
test_answers (void)
{
  g_auto (UkeWireEnrolBegun) begun = { 0 };
  g_auto (UkeWireEnrolled) enrolled = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (uke_wire_enrol_begun_read (BEGUN, strlen (BEGUN), &begun, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (begun.ca, ==, "PEM");
  g_assert_cmpuint (begun.nonce[31], ==, 0xff);
  g_assert_cmpint (begun.expires_at_us, ==, INT64_C (1795482600000000));
  g_assert_true (uke_wire_enrolled_read (ENROLLED, strlen (ENROLLED), &enrolled, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (enrolled.dev, ==, 2);
  g_assert_cmpstr (enrolled.certificate, ==, "C");
  g_assert_null (enrolled.uri);
}

/* An answer with anything missing or of another kind is refused, and nothing is filled. */
static void
test_malformed (void)
{
  static const char *const texts[] = { "",
                                       "[]",
                                       "null",
                                       "{}",
                                       "{\"id\":1}",
                                       "{\"dev\":0,\"certificate\":\"C\",\"ca\":\"P\"}",
                                       "{\"dev\":2,\"certificate\":3,\"ca\":\"P\"}" };

  for (unsigned i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_auto (UkeWireEnrolBegun) begun = { 0 };
    g_auto (UkeWireEnrolled) enrolled = { 0 };
    g_autoptr (GError) error = NULL;

    g_assert_false (uke_wire_enrol_begun_read (texts[i], strlen (texts[i]), &begun, &error));
    g_assert_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_MALFORMED);
    g_clear_error (&error);
    g_assert_false (uke_wire_enrolled_read (texts[i], strlen (texts[i]), &enrolled, &error));
    g_assert_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_MALFORMED);
    g_assert_null (begun.ca);
    g_assert_null (enrolled.ca);
  }
}

/* Each refusal has its meaning; whatever is none of them means: later. */
static void
test_refusals (void)
{
  static const struct {
    const char *json;
    UkeWireEnrolRefusal refusal;
    unsigned tries;
  } CASES[] = { { "{\"error\":\"wrong_code\",\"tries_left\":3}", UKE_WIRE_ENROL_WRONG_CODE, 3 },
                { "{\"error\":\"no_code\"}", UKE_WIRE_ENROL_NO_CODE, 0 },
                { "{\"error\":\"refused\"}", UKE_WIRE_ENROL_REFUSED, 0 },
                { "{\"error\":\"not_found\"}", UKE_WIRE_ENROL_OVER, 0 },
                { "{\"error\":\"malformed\"}", UKE_WIRE_ENROL_MALFORMED, 0 },
                { "{\"error\":\"busy\"}", UKE_WIRE_ENROL_BUSY, 0 },
                { "<html>", UKE_WIRE_ENROL_BUSY, 0 } };

  for (unsigned i = 0; i < G_N_ELEMENTS (CASES); i++) {
    unsigned tries = 9;

    g_assert_cmpint (
        uke_wire_enrol_refusal_read (403, CASES[i].json, strlen (CASES[i].json), &tries), ==,
        CASES[i].refusal);
    g_assert_cmpuint (tries, ==, CASES[i].tries);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/wire-enrol/request", test_request);
  g_test_add_func ("/feed/wire-enrol/answers", test_answers);
  g_test_add_func ("/feed/wire-enrol/malformed", test_malformed);
  g_test_add_func ("/feed/wire-enrol/refusals", test_refusals);
  return g_test_run ();
}
