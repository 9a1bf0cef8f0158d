/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-devices.h"

#include "feed/uke-wire-devices.h"
#include "feed/uke-wire.h"
#include "pki/uke-six-words.h"
#include "server/ukes-log.h"
#include "server/ukes-revoked.h"
#include "server/ukes-words.h"
#include "store/uke-authority.h"
#include "store/uke-device-registry.h"
#include "store/uke-store-error.h"

#define MAX_ERRAND 1024

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

static UkeWireDevices *
read_devices (UkeDb *db, const UkesRequest *request, GError **error)
{
  g_autoptr (GPtrArray) rows = uke_device_registry_list (db, error);
  UkeWireDevices *devices;

  if (rows == NULL)
    return NULL;
  devices = uke_wire_devices_new ();
  devices->at_us = ukes_request_get_now_us (request);
  for (unsigned i = 0; i < rows->len; i++) {
    const UkeRegistryDevice *row = g_ptr_array_index (rows, i);
    const UkeWireDevice device = {
      .dev = row->dev,
      .name = row->name,
      .is_revoked = row->state == UKE_REGISTRY_REVOKED,
      .enrolled_at_us = row->enrolled_at_us,
      .expires_at_us = row->expires_at_us,
      .last_seen_us = row->last_seen_us,
      .version = row->version,
      .audit = row->audit_seq,
    };

    uke_wire_devices_add (devices, &device);
  }
  return devices;
}

static UkesAnswer *
answer_text (GString *json)
{
  return ukes_answer_new (200, "application/json", g_string_free_to_bytes (json));
}

/* GET /devices, GET /v1/devices; by the control socket nobody asks. */
static UkesAnswer *
list_devices (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  g_autoptr (UkeWireDevices) devices = read_devices (db, request, error);
  GString *json;

  if (devices == NULL)
    return NULL;
  devices->self = ukes_request_get_dev (request);
  json = g_string_new (NULL);
  uke_wire_devices_write (devices, json);
  return answer_text (json);
}

/* The number of a device in the path. */
static gboolean
get_number (const UkesRequest *request, uint32_t *out_dev)
{
  uint64_t dev;

  if (!g_ascii_string_to_unsigned (ukes_request_get_parameter (request, 0), 10, 1, INT32_MAX, &dev,
                                   NULL))
    return FALSE;
  *out_dev = (uint32_t)dev;
  return TRUE;
}

static UkesAnswer *
answer_done (uint32_t dev)
{
  GString *json = g_string_new (NULL);

  uke_wire_done_write (dev, json);
  return answer_text (json);
}

/* What the audit says of who wants something: @staff_id before a desk, or whoever may use the
 * control socket. */
static UkeDeviceNote
make_note (const UkesRequest *request, const UkeId *staff_id)
{
  return (UkeDeviceNote){
    .now_us = ukes_request_get_now_us (request),
    .staff_id = staff_id != NULL ? *staff_id : UKE_ID_NONE,
    .at_dev = ukes_request_get_dev (request),
    .version = "uketsuke-server " UKE_VERSION,
  };
}

static UkesAnswer *
shut_out (UkeDb *db,
          const UkesRequest *request,
          UkesServer *server,
          const UkeId *staff_id,
          GError **error)
{
  const UkeDeviceNote note = make_note (request, staff_id);
  g_autoptr (GError) local = NULL;
  GError *said = NULL;
  uint32_t dev;

  if (!get_number (request, &dev))
    return not_found ();
  if (!uke_device_registry_revoke (db, dev, &note, &said))
    return answer_store_error (said, error);
  ukes_log (UKES_EVENT_DEVICE_REVOKED, UKES_NUM (DEV, dev));
  /* It is shut out now; that it stays so when a backup is put back is tried again each minute. */
  if (!ukes_revoked_keep (ukes_server_get_config (server), db, &local))
    ukes_log (UKES_EVENT_STORE_FAILED, UKES_CODE (ROUTE, "revoke"),
              UKES_CODE (CODE, ukes_words_for_log (local)));
  return answer_done (dev);
}

/* POST /devices/N/revoke */
static UkesAnswer *
revoke_device (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  return shut_out (db, request, owner, NULL, error);
}

/* What the revoked device waits for is answered at once. */
static void
after_revoking (const UkesRequest *request, const UkesAnswer *answer, gpointer owner)
{
  ukes_router_wake (ukes_server_get_router (owner));
}

static UkesAnswer *
invite (UkeDb *db, const UkesRequest *request, const UkeId *staff_id, GError **error)
{
  const UkeDeviceNote note = make_note (request, staff_id);
  int64_t now_us = ukes_request_get_now_us (request);
  UkeWireInvitation invitation = { .expires_at_us = now_us + UKE_ENROL_LIFE_US };
  GString *json;

  if (!uke_enrolment_make_code (db, now_us, invitation.code, &note, error))
    return NULL;
  ukes_log (UKES_EVENT_CODE_MADE, UKES_NUM (DEV, ukes_request_get_dev (request)));
  json = g_string_new (NULL);
  uke_wire_invitation_write (&invitation, json);
  return answer_text (json);
}

/* POST /code */
static UkesAnswer *
make_code (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  return invite (db, request, NULL, error);
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

/* The certificate is made, and the device is let in. */
static gboolean
accept (UkeDb *db,
        const UkeEnrolment *enrolment,
        const UkesKeys *keys,
        const UkeDeviceNote *note,
        GError **error)
{
  g_autoptr (UkeCertificate) certificate
      = uke_ca_issue_device (keys->ca, enrolment->request, enrolment->dev, note->now_us, error);
  g_autofree char *pem = NULL;

  if (certificate == NULL)
    return FALSE;
  pem = uke_certificate_to_pem (certificate);
  return uke_enrolment_accept (db, &enrolment->id, pem,
                               uke_certificate_get_fingerprint (certificate),
                               uke_certificate_get_to_us (certificate), note->now_us, note, error);
}

/* POST /enrolments/ID/accept */
static UkesAnswer *
accept_device (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const UkeDeviceNote note = make_note (request, NULL);
  GError *said = NULL;
  g_autoptr (UkeEnrolment) enrolment = get_enrolment (db, request, &said);

  if (enrolment == NULL || !accept (db, enrolment, ukes_server_get_keys (owner), &note, &said))
    return answer_store_error (said, error);
  return answer_decided (enrolment, "accepted");
}

/* POST /enrolments/ID/refuse */
static UkesAnswer *
refuse_device (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const UkeDeviceNote note = make_note (request, NULL);
  GError *said = NULL;
  g_autoptr (UkeEnrolment) enrolment = get_enrolment (db, request, &said);

  if (enrolment == NULL || !uke_enrolment_refuse (db, &enrolment->id, note.now_us, &note, &said))
    return answer_store_error (said, error);
  return answer_decided (enrolment, "refused");
}

/* --- at the desks' door ----------------------------------------------------------------------- */

static UkesAnswer *
answer_refusal (UkeWireErrorCode code)
{
  const UkeWireRefusal refusal = { .code = code };
  GString *json = g_string_new (NULL);

  uke_wire_refusal_write (&refusal, json);
  return ukes_answer_new (uke_wire_error_get_status (code), "application/json",
                          g_string_free_to_bytes (json));
}

/* Whether @staff_id may have anything done about devices. Returns: NULL when they may */
static UkesAnswer *
judge (UkeDb *db, const UkeId *staff_id, gboolean *out_may, GError **error)
{
  if (!uke_authority_may_act (db, staff_id, UKE_ACTION_DEVICE_MANAGE, out_may, error))
    return NULL;
  return *out_may ? NULL : answer_refusal (UKE_WIRE_NOT_ALLOWED);
}

/* What somebody wants done. Returns: NULL when they may not; then @out_answer is what to say, or
 * @error */
static UkeWireErrand *
read_errand (UkeDb *db, const UkesRequest *request, UkesAnswer **out_answer, GError **error)
{
  GBytes *body = ukes_request_get_body (request);
  size_t size = 0;
  const char *json = body != NULL ? g_bytes_get_data (body, &size) : "";
  g_autoptr (UkeWireErrand) errand = uke_wire_errand_read (json, size, NULL);
  gboolean may = FALSE;

  *out_answer = errand == NULL ? answer_refusal (UKE_WIRE_MALFORMED)
                               : judge (db, &errand->staff_id, &may, error);
  return may ? g_steal_pointer (&errand) : NULL;
}

/* POST /v1/devices/N/revoke */
static UkesAnswer *
revoke_for_desk (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  UkesAnswer *answer;
  g_autoptr (UkeWireErrand) errand = read_errand (db, request, &answer, error);

  return errand != NULL ? shut_out (db, request, owner, &errand->staff_id, error) : answer;
}

/* POST /v1/devices/N/name */
static UkesAnswer *
rename_for_desk (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  UkesAnswer *answer;
  g_autoptr (UkeWireErrand) errand = read_errand (db, request, &answer, error);
  UkeDeviceNote note;
  GError *said = NULL;
  uint32_t dev;

  if (errand == NULL)
    return answer;
  if (errand->name == NULL)
    return answer_refusal (UKE_WIRE_MALFORMED);
  note = make_note (request, &errand->staff_id);
  if (!get_number (request, &dev))
    return not_found ();
  if (!uke_device_registry_rename (db, dev, errand->name, &note, &said))
    return answer_store_error (said, error);
  ukes_log (UKES_EVENT_DEVICE_RENAMED, UKES_NUM (DEV, dev));
  return answer_done (dev);
}

/* POST /v1/invitations */
static UkesAnswer *
invite_for_desk (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  UkesAnswer *answer;
  g_autoptr (UkeWireErrand) errand = read_errand (db, request, &answer, error);

  return errand != NULL ? invite (db, request, &errand->staff_id, error) : answer;
}

/* GET /v1/invitations?staff=ID */
static UkesAnswer *
list_for_desk (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const char *text = ukes_request_get_query (request, "staff");
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GPtrArray) guests = NULL;
  UkesAnswer *answer;
  gboolean may = FALSE;
  GString *json;
  UkeId staff_id;

  if (text == NULL || !uke_id_from_hex (text, &staff_id))
    return answer_refusal (UKE_WIRE_MALFORMED);
  answer = judge (db, &staff_id, &may, error);
  if (!may)
    return answer;
  waiting = uke_enrolment_list (db, ukes_request_get_now_us (request), error);
  if (waiting == NULL)
    return NULL;
  guests = uke_wire_guests_new ();
  for (unsigned i = 0; i < waiting->len; i++) {
    const UkeEnrolment *enrolment = g_ptr_array_index (waiting, i);
    g_autofree char *words = words_of (enrolment, ukes_server_get_keys (owner));
    const UkeWireGuest guest = { .dev = enrolment->dev,
                                 .name = enrolment->name,
                                 .words = words,
                                 .is_confirmed = enrolment->is_confirmed,
                                 .expires_at_us = enrolment->expires_at_us };

    uke_wire_guests_add (guests, &guest);
  }
  json = g_string_new (NULL);
  uke_wire_guests_write (guests, json);
  return answer_text (json);
}

/* The device of the path among those that wait: the id of an enrolment is its own secret, and a
 * desk is not told it. */
static UkeEnrolment *
find_waiting (UkeDb *db, const UkesRequest *request, GError **error)
{
  g_autoptr (GPtrArray) waiting = uke_enrolment_list (db, ukes_request_get_now_us (request), error);
  uint32_t dev = 0;

  if (waiting == NULL)
    return NULL;
  for (unsigned i = 0; get_number (request, &dev) && i < waiting->len; i++) {
    const UkeEnrolment *enrolment = g_ptr_array_index (waiting, i);

    if (enrolment->dev == dev)
      return uke_enrolment_get (db, &enrolment->id, ukes_request_get_now_us (request), error);
  }
  g_set_error_literal (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND, "nobody waits");
  return NULL;
}

static UkesAnswer *
decide_for_desk (UkeDb *db,
                 const UkesRequest *request,
                 gpointer owner,
                 gboolean accepts,
                 GError **error)
{
  UkesAnswer *answer;
  g_autoptr (UkeWireErrand) errand = read_errand (db, request, &answer, error);
  g_autoptr (UkeEnrolment) enrolment = NULL;
  UkeDeviceNote note;
  GError *said = NULL;
  gboolean is_done;

  if (errand == NULL)
    return answer;
  note = make_note (request, &errand->staff_id);
  enrolment = find_waiting (db, request, &said);
  if (enrolment == NULL)
    return answer_store_error (said, error);
  is_done = accepts ? accept (db, enrolment, ukes_server_get_keys (owner), &note, &said)
                    : uke_enrolment_refuse (db, &enrolment->id, note.now_us, &note, &said);
  if (!is_done)
    return answer_store_error (said, error);
  ukes_log (UKES_EVENT_ENROLMENT_DECIDED, UKES_NUM (DEV, enrolment->dev),
            UKES_CODE (CODE, accepts ? "accepted" : "refused"));
  return answer_done (enrolment->dev);
}

/* POST /v1/invitations/N/accept */
static UkesAnswer *
accept_for_desk (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  return decide_for_desk (db, request, owner, TRUE, error);
}

/* POST /v1/invitations/N/refuse */
static UkesAnswer *
refuse_for_desk (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  return decide_for_desk (db, request, owner, FALSE, error);
}

#define CONTROL UKES_LISTENER_CONTROL
#define DESKS UKES_LISTENER_DESKS
static const UkesRoute routes[] = {
  { "devices", CONTROL, "GET", "/devices", 0, UKES_WORK_READ, list_devices, NULL },
  { "revoke", CONTROL, "POST", "/devices/{}/revoke", 0, UKES_WORK_WRITE, revoke_device,
    after_revoking },
  { "code", CONTROL, "POST", "/code", 0, UKES_WORK_WRITE, make_code, NULL },
  { "enrolments", CONTROL, "GET", "/enrolments", 0, UKES_WORK_READ, list_enrolments, NULL },
  { "accept", CONTROL, "POST", "/enrolments/{}/accept", 0, UKES_WORK_WRITE, accept_device, NULL },
  { "refuse", CONTROL, "POST", "/enrolments/{}/refuse", 0, UKES_WORK_WRITE, refuse_device, NULL },
  { "desk_devices", DESKS, "GET", "/v1/devices", 0, UKES_WORK_READ, list_devices, NULL },
  { "desk_revoke", DESKS, "POST", "/v1/devices/{}/revoke", MAX_ERRAND, UKES_WORK_WRITE,
    revoke_for_desk, after_revoking },
  { "desk_name", DESKS, "POST", "/v1/devices/{}/name", MAX_ERRAND, UKES_WORK_WRITE, rename_for_desk,
    NULL },
  { "desk_invite", DESKS, "POST", "/v1/invitations", MAX_ERRAND, UKES_WORK_WRITE, invite_for_desk,
    NULL },
  { "desk_guests", DESKS, "GET", "/v1/invitations", 0, UKES_WORK_READ, list_for_desk, NULL },
  { "desk_accept", DESKS, "POST", "/v1/invitations/{}/accept", MAX_ERRAND, UKES_WORK_WRITE,
    accept_for_desk, NULL },
  { "desk_refuse", DESKS, "POST", "/v1/invitations/{}/refuse", MAX_ERRAND, UKES_WORK_WRITE,
    refuse_for_desk, NULL },
};

/**
 * ukes_devices_add_routes:
 * @server: a server that does not listen yet
 *
 * Thread: main
 */
void
ukes_devices_add_routes (UkesServer *server)
{
  ukes_router_add (ukes_server_get_router (server), routes, G_N_ELEMENTS (routes), server);
}
