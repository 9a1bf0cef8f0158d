/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-wire-enrol.h"

#include "feed/uke-json-read-private.h"
#include "feed/uke-json-write.h"

#include <string.h>

static const UkeJsonLimits LIMITS = { .max_bytes = 64 * 1024, .max_depth = 4, .max_values = 64 };

/**
 * uke_wire_enrol_begun_clear:
 * @self: an answer
 *
 * Thread: any
 */
void
uke_wire_enrol_begun_clear (UkeWireEnrolBegun *self)
{
  g_clear_pointer (&self->ca, g_free);
}

/**
 * uke_wire_enrolled_clear:
 * @self: an answer
 *
 * Thread: any
 */
void
uke_wire_enrolled_clear (UkeWireEnrolled *self)
{
  g_clear_pointer (&self->certificate, g_free);
  g_clear_pointer (&self->ca, g_free);
  g_clear_pointer (&self->uri, g_free);
}

/**
 * uke_wire_enrol_write:
 * @code: eight digits
 * @request: the certificate request, PEM
 * @name: what people call the desk
 * @json: where to append
 *
 * Thread: any
 */
void
uke_wire_enrol_write (const char *code, const char *request, const char *name, GString *json)
{
  g_string_append (json, "{\"code\":");
  uke_json_append_string (json, code);
  g_string_append (json, ",\"csr\":");
  uke_json_append_string (json, request);
  g_string_append (json, ",\"name\":");
  uke_json_append_string (json, name);
  g_string_append_c (json, '}');
}

/**
 * uke_wire_enrol_refusal_read:
 * @status: of an answer that is not 2xx
 * @json: its body
 * @size: bytes of it
 * @out_tries_left: (out): how often a code may still be tried, 0 when it does not say
 *
 * Returns: what it means; anything unknown is BUSY: try again later
 * Thread: any
 */
UkeWireEnrolRefusal
uke_wire_enrol_refusal_read (unsigned status,
                             const char *json,
                             size_t size,
                             unsigned *out_tries_left)
{
  static const struct {
    const char *code;
    UkeWireEnrolRefusal refusal;
  } CODES[] = { { "wrong_code", UKE_WIRE_ENROL_WRONG_CODE },
                { "no_code", UKE_WIRE_ENROL_NO_CODE },
                { "refused", UKE_WIRE_ENROL_REFUSED },
                { "not_found", UKE_WIRE_ENROL_OVER },
                { "malformed", UKE_WIRE_ENROL_MALFORMED } };
  json_t *root = uke_json_parse (json, size, &LIMITS, "refusal", NULL);
  const char *code = json_string_value (json_object_get (root, "error"));
  UkeWireEnrolRefusal refusal = UKE_WIRE_ENROL_BUSY;
  int64_t tries = 0;

  *out_tries_left = 0;
  if (uke_json_read_int (json_object_get (root, "tries_left"), 0, 100, &tries))
    *out_tries_left = (unsigned)tries;
  for (unsigned i = 0; code != NULL && i < G_N_ELEMENTS (CODES); i++)
    if (g_str_equal (code, CODES[i].code))
      refusal = CODES[i].refusal;
  json_decref (root);
  return refusal;
}

static gboolean
read_epochs (json_t *root, UkeWireEnrolBegun *begun)
{
  json_t *epochs = json_object_get (root, "epochs");

  if (epochs == NULL)
    return TRUE;
  if (!json_is_array (epochs) || json_array_size (epochs) > UKE_WIRE_MAX_EPOCHS)
    return FALSE;
  for (size_t i = 0; i < json_array_size (epochs); i++)
    if (!uke_json_read_id (json_array_get (epochs, i), &begun->epochs[begun->n_epochs++]))
      return FALSE;
  return TRUE;
}

/**
 * uke_wire_enrol_begun_read:
 * @json: the body of an answer 202
 * @size: bytes of it
 * @out_begun: (out): what it says
 * @error: return location
 *
 * Returns: whether it is of the form
 * Errors: UKE_FEED_ERROR: MALFORMED
 * Thread: any
 */
gboolean
uke_wire_enrol_begun_read (const char *json,
                           size_t size,
                           UkeWireEnrolBegun *out_begun,
                           GError **error)
{
  json_t *root = uke_json_parse (json, size, &LIMITS, "enrolment", error);
  const char *ca = json_string_value (json_object_get (root, "ca"));
  UkeWireEnrolBegun begun = { 0 };
  gboolean is_good;

  if (root == NULL)
    return FALSE;
  is_good = ca != NULL && uke_json_read_id (json_object_get (root, "id"), &begun.id)
            && uke_json_read_hex (json_object_get (root, "nonce"), begun.nonce, sizeof begun.nonce)
            && uke_json_read_int (json_object_get (root, "expires_at_us"), 0, UKE_JSON_INTEGER_MAX,
                                  &begun.expires_at_us)
            && read_epochs (root, &begun);
  if (is_good) {
    *out_begun = begun;
    out_begun->ca = g_strdup (ca);
  }
  json_decref (root);
  return is_good || uke_json_refuse ("enrolment", "a member", error);
}

/**
 * uke_wire_enrolled_read:
 * @json: the body of an answer 200
 * @size: bytes of it
 * @out_enrolled: (out): what it says
 * @error: return location
 *
 * Returns: whether it is of the form
 * Errors: UKE_FEED_ERROR: MALFORMED
 * Thread: any
 */
gboolean
uke_wire_enrolled_read (const char *json,
                        size_t size,
                        UkeWireEnrolled *out_enrolled,
                        GError **error)
{
  json_t *root = uke_json_parse (json, size, &LIMITS, "certificate", error);
  const char *certificate = json_string_value (json_object_get (root, "certificate"));
  const char *ca = json_string_value (json_object_get (root, "ca"));
  UkeWireEnrolled enrolled = { 0 };
  int64_t dev = 0;
  gboolean is_good;

  if (root == NULL)
    return FALSE;
  is_good = certificate != NULL && ca != NULL
            && uke_json_read_int (json_object_get (root, "dev"), 1, UINT32_MAX, &dev)
            && uke_json_read_hex (json_object_get (root, "signing_key"), enrolled.signing_key,
                                  sizeof enrolled.signing_key);
  if (is_good) {
    *out_enrolled = enrolled;
    out_enrolled->dev = (uint32_t)dev;
    out_enrolled->certificate = g_strdup (certificate);
    out_enrolled->ca = g_strdup (ca);
    out_enrolled->uri = g_strdup (json_string_value (json_object_get (root, "uri")));
  }
  json_decref (root);
  return is_good || uke_json_refuse ("certificate", "a member", error);
}

/**
 * uke_wire_renew_write:
 * @request: the certificate request, PEM
 * @json: where to append
 *
 * Thread: any
 */
void
uke_wire_renew_write (const char *request, GString *json)
{
  g_string_append (json, "{\"csr\":");
  uke_json_append_string (json, request);
  g_string_append_c (json, '}');
}

/**
 * uke_wire_renewed_read:
 * @json: the body of an answer 200
 * @size: bytes of it
 * @out_certificate: (out) (transfer full): the certificate, PEM
 * @error: return location
 *
 * Returns: whether it is of the form
 * Errors: UKE_FEED_ERROR: MALFORMED
 * Thread: any
 */
gboolean
uke_wire_renewed_read (const char *json, size_t size, char **out_certificate, GError **error)
{
  json_t *root = uke_json_parse (json, size, &LIMITS, "certificate", error);

  if (root == NULL)
    return FALSE;
  *out_certificate = g_strdup (json_string_value (json_object_get (root, "certificate")));
  json_decref (root);
  return *out_certificate != NULL || uke_json_refuse ("certificate", "a member", error);
}
