/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include <string.h>

/* What a request says in its query. */
char *
sim_request_get_parameter (SimRequest *request, const char *name)
{
  const char *at = strchr (request->path, '?');
  size_t len = strlen (name);

  for (; at != NULL; at = strchr (at, '&')) {
    at++;
    if (strncmp (at, name, len) == 0 && at[len] == '=')
      return g_uri_unescape_segment (at + len + 1, at + len + 1 + strcspn (at + len + 1, "&"),
                                     NULL);
  }
  return NULL;
}

/* P12, first half: a cursor that the server signed, and that its history does not have, is the
 * proof of a lost one; nothing else is. */

static gboolean
read_own_cursor (SimRequest *request, UkeCursor *out_cursor)
{
  size_t size;
  const char *json = request->body != NULL ? g_bytes_get_data (request->body, &size) : NULL;
  g_autofree char *text = NULL;

  if (request->kind == UKE_SYNC_REQUEST_HELLO) {
    g_autoptr (UkeWireHello) hello = uke_wire_hello_read (json, size, NULL);

    *out_cursor = hello->cursor;
    return hello->has_cursor;
  }
  if (request->kind == UKE_SYNC_REQUEST_PUSH) {
    g_autoptr (UkeWirePush) push = uke_wire_push_read (json, size, NULL);

    *out_cursor = push->cursor;
    return push->has_cursor;
  }
  if (request->kind != UKE_SYNC_REQUEST_CHANGES)
    return FALSE;
  text = sim_request_get_parameter (request, "cursor");
  return uke_cursor_from_text (text, out_cursor);
}

static gboolean
epoch_is_known (Sim *sim, const UkeId *epoch)
{
  return uke_id_equal (epoch, &sim->epoch)
         || sim_query_id (sim->db, "SELECT count (*) FROM epoch_line WHERE epoch = ?", epoch) > 0;
}

SimEvidence
sim_evidence_find (Sim *sim, SimRequest *request)
{
  SimEvidence evidence = { FALSE };
  gboolean is_here;
  int node;

  evidence.has = read_own_cursor (request, &evidence.cursor);
  if (!evidence.has || !uke_cursor_verify (&evidence.cursor, sim->public_key))
    return evidence;
  node = sim_history_find (sim, evidence.cursor.chain);
  is_here = evidence.cursor.seq == 0
            || (evidence.cursor.seq <= sim->path_nodes->len
                && g_array_index (sim->path_nodes, int, evidence.cursor.seq - 1) == node);
  evidence.knows_epoch = epoch_is_known (sim, &evidence.cursor.epoch);
  evidence.proves
      = !evidence.knows_epoch || (uke_id_equal (&evidence.cursor.epoch, &sim->epoch) && !is_here);
  return evidence;
}

void
sim_evidence_check (Sim *sim,
                    SimRequest *request,
                    const SimEvidence *evidence,
                    const UkeId *before,
                    gboolean is_in)
{
  gboolean is_new = !uke_id_equal (before, &sim->epoch);

  /* A lost epoch that is shown while another is being recovered from is only written down. */
  if (evidence->proves && !evidence->knows_epoch && !is_new
      && epoch_is_known (sim, &evidence->cursor.epoch))
    return;
  if (evidence->proves && !is_new && is_in)
    sim_fail (sim, "P12",
              "desk %u showed %" G_GINT64_FORMAT " of a lost history, and no epoch began",
              request->desk->number, evidence->cursor.seq);
  if (!evidence->proves && is_new)
    sim_fail (sim, "P12", "an epoch began without evidence, at a request of desk %u",
              request->desk->number);
}

/* Somebody asks with a cursor of their own making: its signature is noise. */
void
sim_server_forge (Sim *sim, SimDesk *desk, SimRandom *random)
{
  SimRequest *request = g_new0 (SimRequest, 1);
  UkeCursor cursor = { .seq = sim_random_range (random, 1, 1000), .is_signed = TRUE };
  g_autofree char *text = NULL;

  for (unsigned i = 0; i < sizeof cursor.sig; i++)
    cursor.sig[i] = (uint8_t)sim_random_next (random);
  for (unsigned i = 0; i < sizeof cursor.chain; i++)
    cursor.chain[i] = (uint8_t)sim_random_next (random);
  cursor.epoch = sim_random_chance (random, 500) ? sim->epoch : uke_id_new (sim->now_us);
  g_atomic_ref_count_init (&request->refs);
  request->sim = sim;
  request->desk = desk;
  request->kind = UKE_SYNC_REQUEST_CHANGES;
  text = uke_cursor_to_text (&cursor);
  request->path = g_strdup_printf ("/v1/changes?cursor=%s&limit=10&sv=1", text);
  sim_server_take (sim, request);
  sim_request_unref (request);
}
