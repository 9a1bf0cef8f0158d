/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include <string.h>

/*
 * P25: what comes back after the server was put back is judged in the order in which the lost
 * history had it, whichever desk comes first; so of two bookings for one time the one that was
 * confirmed there has it once more; but none before what its own desk did earlier, which may have
 * its place in a later history. And what a desk says of the lost history is true.
 */

static gboolean
is_true (Sim *sim, const UkeId *set_id, const UkeWireWas *was)
{
  for (unsigned i = 0; i < sim->nodes->len; i++) {
    const SimNode *node = sim_history_get (sim, (int)i);

    if (node->seq == was->seq && uke_id_equal (&node->meta.change_set_id, set_id))
      return TRUE;
  }
  return FALSE;
}

/* A push was answered: what is kept of it for later. */
void
sim_rescue_note (Sim *sim, const UkeWirePush *push, const UkeWirePushAnswer *answer)
{
  for (unsigned i = 0; i < answer->results->len; i++) {
    const UkeWireResult *result = &g_array_index (answer->results, UkeWireResult, i);
    const UkeWireWas *was = &g_array_index (push->sets, UkeWireSet, i).was;

    if (result->kind != UKE_WIRE_RESULT_LATER)
      continue;
    if (was->is_known && !is_true (sim, &result->id, was))
      sim_fail (sim, "P25",
                "a desk says that its change-set was entry %" G_GINT64_FORMAT
                " of a lost history, and it was not",
                was->seq);
    g_hash_table_insert (sim->rescued, g_memdup2 (&result->id, sizeof result->id),
                         g_memdup2 (was, sizeof *was));
  }
}

/* Another recovery begins, or the same once more from a copy that was made in the middle of it: who
 * was told `later` comes again. */
void
sim_rescue_begin (Sim *sim)
{
  g_hash_table_remove_all (sim->rescued);
  g_hash_table_remove_all (sim->rescued_of);
  sim->n_rescued = 0;
}

static int
compare (const UkeWireWas *a, const UkeWireWas *b)
{
  int order;

  if (!a->is_known || !b->is_known)
    return a->is_known == b->is_known ? 0 : a->is_known ? -1 : 1;
  order = memcmp (&a->epoch, &b->epoch, sizeof a->epoch);
  return order != 0 ? order : (a->seq > b->seq) - (a->seq < b->seq);
}

/* Where an entry belongs: at its place, or behind what its desk did before it. */
static void
follow_desk (Sim *sim, const UkeLogMeta *meta, UkeWireWas *place, unsigned entry)
{
  SimRescued *last = g_hash_table_lookup (sim->rescued_of, GUINT_TO_POINTER (meta->dev));

  if (last != NULL && last->inc == meta->inc && last->dseq > meta->dseq)
    sim_fail (sim, "P25", "entry %u goes behind what its desk did after it", entry);
  if (last != NULL && compare (&last->place, place) > 0)
    *place = last->place;
  if (last == NULL) {
    last = g_new0 (SimRescued, 1);
    g_hash_table_insert (sim->rescued_of, GUINT_TO_POINTER (meta->dev), last);
  }
  *last = (SimRescued){ *place, meta->inc, meta->dseq };
}

/* Entries behind @first_new were written. */
void
sim_rescue_check (Sim *sim, int first_new)
{
  for (unsigned i = (unsigned)first_new; i < sim->path_nodes->len; i++) {
    const UkeLogMeta *meta = &sim_history_get (sim, g_array_index (sim->path_nodes, int, i))->meta;
    const UkeWireWas *was = g_hash_table_lookup (sim->rescued, &meta->change_set_id);
    UkeWireWas place;

    if (was == NULL)
      continue;
    place = *was;
    follow_desk (sim, meta, &place, i + 1);
    if (sim->n_rescued > 0 && compare (&sim->last_rescued, &place) > 0)
      sim_fail (sim, "P25",
                "entry %u was %" G_GINT64_FORMAT
                " of a lost history, and comes behind %" G_GINT64_FORMAT,
                i + 1, was->is_known ? was->seq : 0,
                sim->last_rescued.is_known ? sim->last_rescued.seq : 0);
    sim->last_rescued = place;
    sim->n_rescued++;
    sim->count.n_rescued++;
    g_hash_table_remove (sim->rescued, &meta->change_set_id);
  }
}
