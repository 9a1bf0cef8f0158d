/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-repair.h"

#include "feed/uke-change-set.h"
#include "model/uke-entities.h"
#include "server/ukes-feed-private.h"
#include "store/uke-digest.h"
#include "store/uke-log-store.h"
#include "store/uke-snapshot-line.h"

/* Sums of all rows, and the rows of one bucket: by these a desk finds out whether its own are the
 * server's, and puts right those that are not (sync.md 2.16). */

static UkesAnswer *
answer_digest (UkeDb *db, const UkesRequest *request, const UkeEntity *entity, GError **error)
{
  g_autoptr (UkeWireDigest) digest = uke_wire_digest_new ();
  gboolean is_good = uke_db_begin_read (db, error);
  /* Tables that whoever asks does not have are not in their sums. */
  unsigned sv = ukes_feed_get_number (request, "sv", UINT16_MAX, UINT16_MAX);
  UkeLogHead head = { 0 };
  GString *answer;

  is_good = is_good && uke_log_store_get_head (db, &head, error)
            && uke_digest_get_root_at (db, sv, digest->root, error);
  if (is_good && entity != NULL) {
    digest->buckets = uke_digest_get_buckets (db, entity, error);
    is_good = digest->buckets != NULL;
  }
  uke_db_end_read (db);
  if (!is_good)
    return NULL;
  digest->epoch = head.epoch;
  digest->seq = head.seq;
  answer = g_string_new (NULL);
  uke_wire_digest_write (digest, answer);
  return ukes_feed_answer_json (answer);
}

/* GET /v1/digest */
static UkesAnswer *
digest_root (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  return answer_digest (db, request, NULL, error);
}

/* GET /v1/digest/TABLE */
static UkesAnswer *
digest_table (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const UkeWireRefusal refusal = { .code = UKE_WIRE_NOT_FOUND };
  const UkeEntity *entity = uke_entity_by_name (ukes_request_get_parameter (request, 0));

  return entity == NULL ? ukes_feed_answer_refusal (&refusal)
                        : answer_digest (db, request, entity, error);
}

/* Of one state of the database. */
static gboolean
read_rows (UkeDb *db, const UkeEntity *entity, unsigned bucket, UkeWireRows *rows, GError **error)
{
  gboolean is_good = uke_db_begin_read (db, error);
  UkeLogHead head = { 0 };

  is_good
      = is_good && uke_log_store_get_head (db, &head, error)
        && uke_digest_count_buckets (db, entity, &rows->n_buckets, error)
        && (bucket >= rows->n_buckets
            || uke_snapshot_read_bucket (db, entity, rows->n_buckets, bucket, rows->rows, error));
  uke_db_end_read (db);
  rows->epoch = head.epoch;
  rows->seq = head.seq;
  for (unsigned i = 0; i < entity->n_fields; i++)
    g_ptr_array_add (rows->columns, g_strdup (entity->fields[i].name));
  rows->fields = uke_new_fields_of (entity, UKE_SCHEMA_FIRST);
  return is_good;
}

/* GET /v1/rows/TABLE */
static UkesAnswer *
rows (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  UkeWireRefusal refusal = { .code = UKE_WIRE_NOT_FOUND };
  const UkeEntity *entity = uke_entity_by_name (ukes_request_get_parameter (request, 0));
  unsigned bucket
      = ukes_feed_get_number (request, "bucket", UKE_DIGEST_BUCKETS, UKE_DIGEST_BUCKETS - 1);
  g_autoptr (UkeWireRows) found = uke_wire_rows_new ();
  GString *json;

  if (entity == NULL)
    return ukes_feed_answer_refusal (&refusal);
  if (bucket == UKE_DIGEST_BUCKETS)
    return ukes_feed_answer_malformed ();
  if (!read_rows (db, entity, bucket, found, error))
    return NULL;
  if (bucket >= found->n_buckets)
    return ukes_feed_answer_malformed ();
  json = g_string_sized_new (4096);
  uke_wire_rows_write (found, json);
  if (json->len <= UKE_WIRE_MAX_ANSWER_BYTES && found->rows->len <= UKE_WIRE_MAX_ROWS)
    return ukes_feed_answer_json (json);
  g_string_free (json, TRUE);
  refusal.code = UKE_WIRE_TOO_LARGE;
  return ukes_feed_answer_refusal (&refusal);
}

static const UkesRoute routes[] = {
  { "digest", UKES_LISTENER_DESKS, "GET", "/v1/digest", 0, UKES_WORK_READ, digest_root, NULL },
  { "digest_table", UKES_LISTENER_DESKS, "GET", "/v1/digest/{}", 0, UKES_WORK_READ, digest_table,
    NULL },
  { "rows", UKES_LISTENER_DESKS, "GET", "/v1/rows/{}", 0, UKES_WORK_READ, rows, NULL },
};

/**
 * ukes_repair_add_routes:
 * @router: a router
 *
 * Thread: main
 */
void
ukes_repair_add_routes (UkesRouter *router)
{
  ukes_router_add (router, routes, G_N_ELEMENTS (routes), NULL);
}
