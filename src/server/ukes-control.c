/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-control.h"

#include "pki/uke-six-words.h"
#include "server/ukes-log.h"
#include "store/uke-authority.h"
#include "store/uke-device-registry.h"
#include "store/uke-store-error.h"

#include <string.h>

static UkesAnswer *
not_found (void)
{
  return ukes_answer_new_refusal (404, "not_found", "there is none");
}

/* What a function of the store says when there is no such row; anything else is @error. */
static UkesAnswer *
answer_store_error (GError *said, GError **error)
{
  if (g_error_matches (said, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND)) {
    g_error_free (said);
    return not_found ();
  }
  g_propagate_error (error, said);
  return NULL;
}

/* GET /devices */
static UkesAnswer *
list_devices (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  g_autoptr (GPtrArray) devices = uke_device_registry_list (db, error);
  json_t *array;

  if (devices == NULL)
    return NULL;
  array = json_array ();
  for (unsigned i = 0; i < devices->len; i++) {
    const UkeRegistryDevice *device = g_ptr_array_index (devices, i);

    json_array_append_new (
        array,
        json_pack ("{s:i, s:s, s:s, s:I, s:I, s:I}", "dev", (int)device->dev, "name", device->name,
                   "state", device->state == UKE_REGISTRY_REVOKED ? "revoked" : "enrolled",
                   "enrolled_at_us", (json_int_t)device->enrolled_at_us, "expires_at_us",
                   (json_int_t)device->expires_at_us, "last_seen_us",
                   (json_int_t)device->last_seen_us));
  }
  return ukes_answer_new_json (200, json_pack ("{s:o}", "devices", array));
}

/* POST /devices/N/revoke */
static UkesAnswer *
revoke_device (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  uint64_t dev;
  GError *said = NULL;

  if (!g_ascii_string_to_unsigned (ukes_request_get_parameter (request, 0), 10, 1, INT32_MAX, &dev,
                                   NULL))
    return not_found ();
  if (!uke_device_registry_revoke (db, (uint32_t)dev, &said))
    return answer_store_error (said, error);
  ukes_log (UKES_EVENT_DEVICE_REVOKED, UKES_NUM (DEV, dev));
  return ukes_answer_new_json (200, json_pack ("{s:i}", "dev", (int)dev));
}

/* What the revoked device waits for is answered at once. */
static void
after_revoking (const UkesRequest *request, const UkesAnswer *answer, gpointer owner)
{
  ukes_router_wake (ukes_server_get_router (owner));
}

/* POST /freeze */
static UkesAnswer *
freeze (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);

  if (transaction == NULL || !uke_authority_freeze (db, error)
      || !uke_db_transaction_commit (g_steal_pointer (&transaction), error))
    return NULL;
  ukes_log (UKES_EVENT_FROZEN, { 0 });
  return ukes_answer_new_json (200, json_pack ("{s:s}", "state", "frozen"));
}

/* POST /thaw */
static UkesAnswer *
thaw (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);

  if (transaction == NULL || !uke_authority_thaw (db, ukes_request_get_now_us (request), error)
      || !uke_db_transaction_commit (g_steal_pointer (&transaction), error))
    return NULL;
  ukes_log (UKES_EVENT_THAWED, { 0 });
  return ukes_answer_new_json (200, json_pack ("{s:s}", "state", "open"));
}

/* POST /code */
static UkesAnswer *
make_code (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  char code[UKE_ENROL_CODE_DIGITS + 1];
  int64_t now_us = ukes_request_get_now_us (request);

  if (!uke_enrolment_make_code (db, now_us, code, error))
    return NULL;
  ukes_log (UKES_EVENT_CODE_MADE, { 0 });
  return ukes_answer_new_json (200, json_pack ("{s:s, s:I}", "code", code, "expires_at_us",
                                               (json_int_t)(now_us + UKE_ENROL_LIFE_US)));
}

static char *
words_of (const UkeEnrolment *enrolment, const UkesKeys *keys)
{
  uint8_t hash[UKE_FINGERPRINT_SIZE];

  if (!uke_ca_read_request (enrolment->request, hash, NULL))
    return g_strdup ("");
  return uke_six_words (uke_certificate_get_fingerprint (uke_ca_get_certificate (keys->ca)),
                        enrolment->nonce, hash);
}

/* GET /enrolments */
static UkesAnswer *
list_enrolments (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  g_autoptr (GPtrArray) waiting = uke_enrolment_list (db, ukes_request_get_now_us (request), error);
  json_t *array;

  if (waiting == NULL)
    return NULL;
  array = json_array ();
  for (unsigned i = 0; i < waiting->len; i++) {
    const UkeEnrolment *enrolment = g_ptr_array_index (waiting, i);
    g_autofree char *id = uke_id_dup_hex (&enrolment->id);
    g_autofree char *words = words_of (enrolment, ukes_server_get_keys (owner));

    json_array_append_new (array,
                           json_pack ("{s:s, s:i, s:s, s:s, s:b, s:I}", "id", id, "dev",
                                      (int)enrolment->dev, "name", enrolment->name, "words", words,
                                      "confirmed", (int)enrolment->is_confirmed, "expires_at_us",
                                      (json_int_t)enrolment->expires_at_us));
  }
  return ukes_answer_new_json (200, json_pack ("{s:o}", "enrolments", array));
}

static UkesAnswer *
answer_decided (const UkeEnrolment *enrolment, const char *what)
{
  ukes_log (UKES_EVENT_ENROLMENT_DECIDED, UKES_NUM (DEV, enrolment->dev), UKES_CODE (CODE, what));
  return ukes_answer_new_json (200,
                               json_pack ("{s:i, s:s, s:b}", "dev", (int)enrolment->dev, "decided",
                                          what, "confirmed", (int)enrolment->is_confirmed));
}

static UkeEnrolment *
get_enrolment (UkeDb *db, const UkesRequest *request, GError **error)
{
  UkeId id;

  if (uke_id_from_hex (ukes_request_get_parameter (request, 0), &id))
    return uke_enrolment_get (db, &id, ukes_request_get_now_us (request), error);
  g_set_error_literal (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND, "no id");
  return NULL;
}

/* POST /enrolments/ID/accept */
static UkesAnswer *
accept_device (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const UkesKeys *keys = ukes_server_get_keys (owner);
  int64_t now_us = ukes_request_get_now_us (request);
  GError *said = NULL;
  g_autoptr (UkeEnrolment) enrolment = get_enrolment (db, request, &said);
  g_autoptr (UkeCertificate) certificate = NULL;
  g_autofree char *pem = NULL;

  if (enrolment == NULL)
    return answer_store_error (said, error);
  certificate = uke_ca_issue_device (keys->ca, enrolment->request, enrolment->dev, now_us, error);
  if (certificate == NULL)
    return NULL;
  pem = uke_certificate_to_pem (certificate);
  if (!uke_enrolment_accept (db, &enrolment->id, pem, uke_certificate_get_fingerprint (certificate),
                             uke_certificate_get_to_us (certificate), now_us, &said))
    return answer_store_error (said, error);
  return answer_decided (enrolment, "accepted");
}

/* POST /enrolments/ID/refuse */
static UkesAnswer *
refuse_device (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  GError *said = NULL;
  g_autoptr (UkeEnrolment) enrolment = get_enrolment (db, request, &said);

  if (enrolment == NULL
      || !uke_enrolment_refuse (db, &enrolment->id, ukes_request_get_now_us (request), &said))
    return answer_store_error (said, error);
  return answer_decided (enrolment, "refused");
}

static unsigned
count_in_state (GPtrArray *devices, UkeRegistryState state)
{
  unsigned n = 0;

  for (unsigned i = 0; i < devices->len; i++)
    n += ((const UkeRegistryDevice *)g_ptr_array_index (devices, i))->state == state;
  return n;
}

/* GET /status */
static UkesAnswer *
status (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const UkesConfig *config = ukes_server_get_config (owner);
  const UkesKeys *keys = ukes_server_get_keys (owner);
  g_autoptr (GPtrArray) devices = uke_device_registry_list (db, error);
  json_t *root;

  if (devices == NULL)
    return NULL;
  root
      = json_pack ("{s:s, s:s, s:s, s:s, s:s, s:i, s:i, s:I, s:I}", "version", UKE_VERSION, "name",
                   config->hosts[0], "listen", config->listen, "enrol_listen", config->enrol_listen,
                   "database", config->database != NULL ? "postgresql" : "sqlite", "devices",
                   (int)count_in_state (devices, UKE_REGISTRY_ENROLLED), "revoked",
                   (int)count_in_state (devices, UKE_REGISTRY_REVOKED), "ca_expires_at_us",
                   (json_int_t)uke_certificate_get_to_us (uke_ca_get_certificate (keys->ca)),
                   "at_us", (json_int_t)ukes_request_get_now_us (request));
  return ukes_answer_new_json (200, root);
}

/* GET /metrics */
static UkesAnswer *
metrics (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  char *text = ukes_metrics_write (ukes_server_get_metrics (owner));

  return ukes_answer_new (200, "text/plain; version=0.0.4; charset=utf-8",
                          g_bytes_new_take (text, strlen (text)));
}

#define CONTROL UKES_LISTENER_CONTROL
static const UkesRoute routes[] = {
  { "status", CONTROL, "GET", "/status", 0, UKES_WORK_READ, status, NULL },
  { "devices", CONTROL, "GET", "/devices", 0, UKES_WORK_READ, list_devices, NULL },
  { "revoke", CONTROL, "POST", "/devices/{}/revoke", 0, UKES_WORK_WRITE, revoke_device,
    after_revoking },
  { "freeze", CONTROL, "POST", "/freeze", 0, UKES_WORK_WRITE, freeze, NULL },
  { "thaw", CONTROL, "POST", "/thaw", 0, UKES_WORK_WRITE, thaw, NULL },
  { "code", CONTROL, "POST", "/code", 0, UKES_WORK_WRITE, make_code, NULL },
  { "enrolments", CONTROL, "GET", "/enrolments", 0, UKES_WORK_READ, list_enrolments, NULL },
  { "accept", CONTROL, "POST", "/enrolments/{}/accept", 0, UKES_WORK_WRITE, accept_device, NULL },
  { "refuse", CONTROL, "POST", "/enrolments/{}/refuse", 0, UKES_WORK_WRITE, refuse_device, NULL },
  { "metrics", UKES_LISTENER_METRICS, "GET", "/metrics", 0, UKES_WORK_HERE, metrics, NULL },
};

/**
 * ukes_control_add_routes:
 * @server: a server that does not listen yet
 *
 * Thread: main
 */
void
ukes_control_add_routes (UkesServer *server)
{
  ukes_router_add (ukes_server_get_router (server), routes, G_N_ELEMENTS (routes), server);
}
