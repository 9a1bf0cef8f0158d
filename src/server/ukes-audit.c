/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-audit.h"

#include "model/uke-entities.h"
#include "model/uke-staff-name.h"
#include "store/uke-audit-log.h"
#include "store/uke-log-store.h"
#include "store/uke-rows.h"

#define MAX_ENTRIES 1000
#define USUAL_ENTRIES 100

/** Listing: what is told of a chain, as it is read. */
typedef struct {
  UkeDb *db;
  json_t *entries;
} Listing;

static char *
dup_staff_name (UkeDb *db, const UkeId *staff_id)
{
  g_autoptr (UkeRecord) staff = NULL;

  if (uke_id_is_none (staff_id))
    return NULL;
  staff = uke_rows_find_any (db, &UKE_ENTITY_STAFF, staff_id, NULL);
  return staff != NULL ? uke_staff_dup_name (staff) : NULL;
}

/* Those whose count is the number of a device. */
static gboolean
is_about_device (UkeAuditKind kind)
{
  return (kind >= UKE_AUDIT_DEVICE_INVITE && kind <= UKE_AUDIT_DEVICE_REVOKE)
         || kind == UKE_AUDIT_DEVICE_JOIN || kind == UKE_AUDIT_DEVICE_RENEW
         || kind == UKE_AUDIT_DEVICE_CLONED || kind == UKE_AUDIT_QUARANTINE_ACCEPTED
         || kind == UKE_AUDIT_QUARANTINE_DROPPED;
}

static gboolean
add_entry (const UkeAuditEntry *entry,
           const uint8_t hash[UKE_SHA256_SIZE],
           const UkeAuditText *text,
           gpointer data)
{
  Listing *self = data;
  const UkeEntity *entity = entry->entity != 0 ? uke_entity_by_number (entry->entity) : NULL;
  g_autofree char *staff = dup_staff_name (self->db, &entry->staff_id);
  json_t *one
      = json_pack ("{s:I, s:I, s:s, s:s*, s:s*, s:I, s:i}", "seq", (json_int_t)entry->seq, "at_us",
                   (json_int_t)entry->at_us, "kind", uke_audit_kind_get_code (entry->kind), "staff",
                   staff, "entity", entity != NULL ? entity->name : NULL, "count",
                   (json_int_t)entry->count, "result", (int)entry->result);

  if (is_about_device (entry->kind) && entry->count > 0)
    json_object_set_new (one, "device", json_integer (entry->count));
  json_array_append_new (self->entries, one);
  return TRUE;
}

static gboolean
get_number (const UkesRequest *request, const char *name, uint64_t max, uint64_t *out_number)
{
  const char *text = ukes_request_get_query (request, name);

  return text == NULL || g_ascii_string_to_unsigned (text, 10, 1, max, out_number, NULL);
}

/* GET /audit */
static UkesAnswer *
list_audit (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  uint64_t dev = 0, limit = USUAL_ENTRIES;
  Listing listing = { db, NULL };
  UkeLogDevice device;

  if (!get_number (request, "device", INT32_MAX, &dev)
      || !get_number (request, "limit", MAX_ENTRIES, &limit))
    return ukes_answer_new_refusal (400, "malformed", "the request is not of this form");
  if (!uke_log_store_get_device (db, &device, error))
    return NULL;
  listing.entries = json_array ();
  if (!uke_audit_log_list_newest_of (db, dev != 0 ? (uint32_t)dev : device.dev, (unsigned)limit,
                                     add_entry, &listing, error)) {
    json_decref (listing.entries);
    return NULL;
  }
  return ukes_answer_new_json (200, json_pack ("{s:o}", "entries", listing.entries));
}

static const UkesRoute routes[] = {
  { "audit_list", UKES_LISTENER_CONTROL, "GET", "/audit", 0, UKES_WORK_READ, list_audit, NULL },
};

/**
 * ukes_audit_add_routes:
 * @server: a server that does not listen yet
 *
 * Thread: main
 */
void
ukes_audit_add_routes (UkesServer *server)
{
  ukes_router_add (ukes_server_get_router (server), routes, G_N_ELEMENTS (routes), server);
}
