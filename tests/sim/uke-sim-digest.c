/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "store/uke-digest.h"
#include "store/uke-log-store.h"
#include "store/uke-snapshot-line.h"

#include <string.h>

/* What desks hold their rows against. */

static const UkeEntity *
find_table (SimRequest *request)
{
  g_auto (GStrv) path = g_strsplit_set (request->path, "/?", -1);

  return g_strv_length (path) > 3 && strchr (request->path, '/') != NULL
             ? uke_entity_by_name (path[3])
             : NULL;
}

gboolean
sim_server_tell_digest (Sim *sim, SimRequest *request, GError **error)
{
  const UkeEntity *entity = find_table (request);
  g_autoptr (UkeWireDigest) digest = uke_wire_digest_new ();
  UkeLogHead head;
  GString *out;

  if (!uke_log_store_get_head (sim->db, &head, error)
      || !uke_digest_get_root (sim->db, digest->root, error))
    return FALSE;
  if (entity != NULL)
    digest->buckets = uke_digest_get_buckets (sim->db, entity, error);
  if (entity != NULL && digest->buckets == NULL)
    return FALSE;
  digest->epoch = head.epoch;
  digest->seq = head.seq;
  out = g_string_new (NULL);
  uke_wire_digest_write (digest, out);
  sim_request_set_json (request, out);
  return TRUE;
}

gboolean
sim_server_tell_rows (Sim *sim, SimRequest *request, GError **error)
{
  const UkeEntity *entity = find_table (request);
  g_autoptr (UkeWireRows) rows = uke_wire_rows_new ();
  UkeLogHead head;
  GString *out;

  g_assert_nonnull (entity);
  if (!uke_log_store_get_head (sim->db, &head, error)
      || !uke_digest_count_buckets (sim->db, entity, &rows->n_buckets, error)
      || !uke_snapshot_read_bucket (sim->db, entity, rows->n_buckets,
                                    (unsigned)sim_request_get_number (request, "bucket"),
                                    rows->rows, error))
    return FALSE;
  rows->epoch = head.epoch;
  rows->seq = head.seq;
  for (unsigned i = 0; i < entity->n_fields; i++)
    g_ptr_array_add (rows->columns, g_strdup (entity->fields[i].name));
  out = g_string_new (NULL);
  uke_wire_rows_write (rows, out);
  sim_request_set_json (request, out);
  return TRUE;
}
