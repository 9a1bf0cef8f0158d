/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-enrol.h"

#include "base/uke-hex.h"
#include "feed/uke-wire-devices.h"
#include "feed/uke-wire-enrol.h"
#include "server/ukes-log.h"
#include "store/uke-authority.h"
#include "store/uke-device-registry.h"
#include "store/uke-store-error.h"

#include <string.h>

#define MAX_ENROL_BODY 8192
#define MAX_RENEW_BODY 4096
#define PROGRAM "uketsuke-server " UKE_VERSION

static UkesAnswer *
malformed (void)
{
  return ukes_answer_new_refusal (400, "malformed", "the request is not of this form");
}

static gboolean
is_code (const char *code)
{
  return code != NULL && strlen (code) == UKE_ENROL_CODE_DIGITS
         && strspn (code, "0123456789") == UKE_ENROL_CODE_DIGITS;
}

/* Of what clinic this server is: for a desk that has content already. */
static json_t *
make_epochs (UkeDb *db, GError **error)
{
  UkeId ids[UKE_WIRE_MAX_EPOCHS];
  unsigned n = uke_authority_list_epochs (db, ids, G_N_ELEMENTS (ids), error);
  json_t *epochs = n > 0 ? json_array () : NULL;

  for (unsigned i = 0; i < n; i++) {
    g_autofree char *hex = uke_id_dup_hex (&ids[i]);

    json_array_append_new (epochs, json_string (hex));
  }
  return epochs;
}

static UkesAnswer *
answer_begun (UkeDb *db, const UkeEnrolment *enrolment, const UkesKeys *keys, GError **error)
{
  g_autofree char *id = uke_id_dup_hex (&enrolment->id);
  g_autofree char *ca = uke_certificate_to_pem (uke_ca_get_certificate (keys->ca));
  g_autofree char *nonce = uke_hex_dup (enrolment->nonce, sizeof enrolment->nonce);
  json_t *epochs = make_epochs (db, error);

  if (epochs == NULL)
    return NULL;
  ukes_log (UKES_EVENT_ENROLMENT_BEGUN, UKES_NUM (DEV, enrolment->dev));
  return ukes_answer_new_json (
      202, json_pack ("{s:s, s:s, s:s, s:I, s:o}", "id", id, "nonce", nonce, "ca", ca,
                      "expires_at_us", (json_int_t)enrolment->expires_at_us, "epochs", epochs));
}

static UkesAnswer *
answer_refused (UkeEnrolRefusal refusal, unsigned tries_left)
{
  if (refusal == UKE_ENROL_NO_CODE)
    return ukes_answer_new_refusal (403, "no_code", "no code is good just now");
  ukes_log (UKES_EVENT_CODE_WRONG, UKES_NUM (COUNT, tries_left));
  return ukes_answer_new_json (403,
                               json_pack ("{s:s, s:s, s:i}", "error", "wrong_code", "message",
                                          "the code does not fit", "tries_left", (int)tries_left));
}

/* POST /v1/enrol */
static UkesAnswer *
begin (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const UkesKeys *keys = ukes_server_get_keys (owner);
  json_t *root = ukes_request_read_json (request, NULL);
  const char *code, *csr, *name;
  g_autoptr (UkeEnrolment) enrolment = NULL;
  UkeEnrolRefusal refusal = UKE_ENROL_OK;
  unsigned tries_left = 0;
  uint8_t hash[UKE_FINGERPRINT_SIZE];
  UkesAnswer *answer = NULL;

  if (root == NULL)
    return malformed ();
  code = json_string_value (json_object_get (root, "code"));
  csr = json_string_value (json_object_get (root, "csr"));
  name = json_string_value (json_object_get (root, "name"));
  if (!is_code (code) || !uke_wire_is_device_name (name) || csr == NULL
      || !uke_ca_read_request (csr, hash, NULL))
    answer = malformed ();
  else if (!uke_enrolment_begin (db, code, name, csr, ukes_request_get_now_us (request), &enrolment,
                                 &refusal, &tries_left, error))
    answer = NULL;
  else if (enrolment == NULL)
    answer = answer_refused (refusal, tries_left);
  else
    answer = answer_begun (db, enrolment, keys, error);
  json_decref (root);
  return answer;
}

/* Where desks are served; NULL when only the proxy knows the port. */
static char *
make_uri (const UkesConfig *config)
{
  g_autofree char *address = NULL;
  uint16_t port = 0;

  if (!ukes_config_read_listen (config->listen, &address, &port, NULL) || port == 0)
    return NULL;
  return g_strdup_printf (strchr (config->hosts[0], ':') != NULL ? "https://[%s]:%u"
                                                                 : "https://%s:%u",
                          config->hosts[0], port);
}

static UkesAnswer *
answer_certificate (const UkeEnrolment *enrolment, const UkesKeys *keys, const UkesConfig *config)
{
  g_autofree char *uri = make_uri (config);
  g_autofree char *ca = uke_certificate_to_pem (uke_ca_get_certificate (keys->ca));
  g_autofree char *signing = uke_hex_dup (keys->signing_public, sizeof keys->signing_public);

  return ukes_answer_new_json (
      200, json_pack ("{s:i, s:s, s:s, s:s, s:s*}", "dev", (int)enrolment->dev, "certificate",
                      enrolment->certificate, "ca", ca, "signing_key", signing, "uri", uri));
}

/* POST /v1/enrol/ID */
static UkesAnswer *
go_on (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  json_t *root = ukes_request_read_json (request, NULL);
  gboolean confirms = json_is_true (json_object_get (root, "confirmed"));
  gboolean is_good = root != NULL;
  int64_t now_us = ukes_request_get_now_us (request);
  const UkeDeviceNote note = { .now_us = now_us, .version = PROGRAM };
  g_autoptr (UkeEnrolment) enrolment = NULL;
  g_autoptr (GError) absent = NULL;
  UkeId id;

  json_decref (root);
  if (!is_good)
    return malformed ();
  if (!uke_id_from_hex (ukes_request_get_parameter (request, 0), &id))
    return ukes_answer_new_refusal (404, "not_found", "no such enrolment");
  if (!confirms || uke_enrolment_confirm (db, &id, now_us, &note, &absent))
    enrolment = uke_enrolment_get (db, &id, now_us, &absent);
  if (g_error_matches (absent, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND))
    return ukes_answer_new_refusal (404, "not_found", "no such enrolment");
  if (enrolment == NULL) {
    g_propagate_error (error, g_steal_pointer (&absent));
    return NULL;
  }
  if (enrolment->state == UKE_ENROLMENT_REFUSED)
    return ukes_answer_new_refusal (403, "refused", "the administrator said no");
  if (enrolment->state == UKE_ENROLMENT_ACCEPTED && enrolment->is_confirmed)
    return answer_certificate (enrolment, ukes_server_get_keys (owner),
                               ukes_server_get_config (owner));
  return ukes_answer_new_json (202, json_pack ("{s:s}", "state", "waiting"));
}

/* POST /v1/renew */
static UkesAnswer *
renew (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const UkesKeys *keys = ukes_server_get_keys (owner);
  json_t *root = ukes_request_read_json (request, NULL);
  g_autofree char *csr = g_strdup (json_string_value (json_object_get (root, "csr")));
  int64_t now_us = ukes_request_get_now_us (request);
  const UkeDeviceNote note
      = { .now_us = now_us, .at_dev = ukes_request_get_dev (request), .version = PROGRAM };
  g_autoptr (UkeCertificate) certificate = NULL;
  g_autofree char *pem = NULL;

  json_decref (root);
  if (csr == NULL)
    return malformed ();
  if (ukes_request_get_expires_at_us (request) - now_us > UKE_CA_RENEW_US)
    return ukes_answer_new_refusal (409, "too_early", "the certificate is good for a while yet");
  certificate = uke_ca_issue_device (keys->ca, csr, ukes_request_get_dev (request), now_us, NULL);
  if (certificate == NULL)
    return malformed ();
  if (!uke_device_registry_renew (db, ukes_request_get_dev (request),
                                  uke_certificate_get_fingerprint (certificate),
                                  uke_certificate_get_to_us (certificate), &note, error))
    return NULL;
  ukes_log (UKES_EVENT_DEVICE_RENEWED, UKES_NUM (DEV, ukes_request_get_dev (request)));
  pem = uke_certificate_to_pem (certificate);
  return ukes_answer_new_json (200, json_pack ("{s:s}", "certificate", pem));
}

/* GET /v1/health */
static UkesAnswer *
health (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  return ukes_answer_new_json (
      200, json_pack ("{s:i, s:I, s:I}", "dev", (int)ukes_request_get_dev (request),
                      "expires_at_us", (json_int_t)ukes_request_get_expires_at_us (request),
                      "at_us", (json_int_t)ukes_request_get_now_us (request)));
}

static const UkesRoute routes[] = {
  { "enrol", UKES_LISTENER_ENROL, "POST", "/v1/enrol", MAX_ENROL_BODY, UKES_WORK_WRITE, begin,
    NULL },
  { "enrol_go_on", UKES_LISTENER_ENROL, "POST", "/v1/enrol/{}", 256, UKES_WORK_WRITE, go_on, NULL },
  { "renew", UKES_LISTENER_DESKS, "POST", "/v1/renew", MAX_RENEW_BODY, UKES_WORK_WRITE, renew,
    NULL },
  { "health", UKES_LISTENER_DESKS, "GET", "/v1/health", 0, UKES_WORK_READ, health, NULL },
};

/**
 * ukes_enrol_add_routes:
 * @server: a server that does not listen yet
 *
 * Thread: main
 */
void
ukes_enrol_add_routes (UkesServer *server)
{
  ukes_router_add (ukes_server_get_router (server), routes, G_N_ELEMENTS (routes), server);
}
