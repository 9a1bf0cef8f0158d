/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-quarantine.h"

#include "feed/uke-change-set-json.h"
#include "model/uke-intent.h"
#include "model/uke-staff-name.h"
#include "store/uke-quarantine.h"
#include "store/uke-rows.h"
#include "store/uke-store-error.h"

#include <jansson.h>

static char *
dup_staff_name (UkeDb *db, const UkeId *staff_id)
{
  g_autoptr (UkeRecord) staff = uke_rows_find_any (db, &UKE_ENTITY_STAFF, staff_id, NULL);

  return staff != NULL ? uke_staff_dup_name (staff) : g_strdup ("");
}

static json_t *
describe (UkeDb *db, const UkeQuarantined *one)
{
  size_t size;
  const char *text = g_bytes_get_data (one->body, &size);
  g_autoptr (UkeChangeSet) set = uke_change_set_read_json (text, size, NULL);
  char hex[UKE_ID_HEX_SIZE];
  g_autofree char *staff = dup_staff_name (db, set != NULL ? &set->usr : &UKE_ID_NONE);

  uke_id_to_hex (&one->id, hex);
  return json_pack ("{s:i, s:s, s:I, s:I, s:s, s:s, s:o}", "dev", (int)one->dev, "id", hex,
                    "received_at_us", (json_int_t)one->received_at_us, "at_us",
                    (json_int_t)(set != NULL ? uke_hlc_get_time_us (set->hlc) : 0), "staff", staff,
                    "intent", set != NULL ? uke_intent_get_code ((UkeIntent)set->intent) : "",
                    "body", json_loadb (text, size, 0, NULL));
}

/* GET /quarantine: all of it, each device's in its order. */
static UkesAnswer *
list (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  g_autoptr (GPtrArray) all = uke_quarantine_list (db, 0, error);
  json_t *sets;

  if (all == NULL)
    return NULL;
  sets = json_array ();
  for (unsigned i = 0; i < all->len; i++)
    json_array_append_new (sets, describe (db, all->pdata[i]));
  return ukes_answer_new_json (200, json_pack ("{s:o}", "sets", sets));
}

static UkesAnswer *
decide (UkeDb *db, const UkesRequest *request, UkesServer *server, gboolean accepts, GError **error)
{
  const UkesKeys *keys = ukes_server_get_keys (server);
  const UkeDeviceNote note = {
    .now_us = ukes_request_get_now_us (request),
    .version = "uketsuke-server " UKE_VERSION,
  };
  UkeAuthorityPeer peer
      = { .secret = uke_secret_peek (keys->signing), .public_key = keys->signing_public };
  UkeQuarantineResult result;
  GError *said = NULL;
  guint64 dev;

  if (!g_ascii_string_to_unsigned (ukes_request_get_parameter (request, 0), 10, 1, INT32_MAX, &dev,
                                   NULL))
    return ukes_answer_new_refusal (404, "not_found", "nothing of that device waits");
  peer.dev = (uint32_t)dev;
  if (!(accepts ? uke_quarantine_accept (db, &peer, &note, &result, &said)
                : uke_quarantine_drop (db, peer.dev, &note, &result, &said))) {
    if (!g_error_matches (said, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND)) {
      g_propagate_error (error, said);
      return NULL;
    }
    g_error_free (said);
    return ukes_answer_new_refusal (404, "not_found", "nothing of that device waits");
  }
  return ukes_answer_new_json (200, json_pack ("{s:i, s:i, s:i, s:i}", "dev", (int)peer.dev, "sets",
                                               (int)result.n_sets, "applied", (int)result.n_applied,
                                               "others", (int)result.n_others));
}

/* POST /quarantine/N/accept */
static UkesAnswer *
accept (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  return decide (db, request, owner, TRUE, error);
}

/* POST /quarantine/N/drop */
static UkesAnswer *
drop (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  return decide (db, request, owner, FALSE, error);
}

/* Desks that wait for news get it. */
static void
after_accepting (const UkesRequest *request, const UkesAnswer *answer, gpointer owner)
{
  ukes_router_wake (ukes_server_get_router (owner));
}

static const UkesRoute routes[] = {
  { "quarantine_list", UKES_LISTENER_CONTROL, "GET", "/quarantine", 0, UKES_WORK_READ, list, NULL },
  { "quarantine_accept", UKES_LISTENER_CONTROL, "POST", "/quarantine/{}/accept", 0, UKES_WORK_WRITE,
    accept, after_accepting },
  { "quarantine_drop", UKES_LISTENER_CONTROL, "POST", "/quarantine/{}/drop", 0, UKES_WORK_WRITE,
    drop, NULL },
};

/**
 * ukes_quarantine_add_routes:
 * @server: a server that does not listen yet
 *
 * Thread: main
 */
void
ukes_quarantine_add_routes (UkesServer *server)
{
  ukes_router_add (ukes_server_get_router (server), routes, G_N_ELEMENTS (routes), server);
}
