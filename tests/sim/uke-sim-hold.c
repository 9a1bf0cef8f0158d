/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "store/uke-hold.h"
#include "store/uke-lease-store.h"
#include "store/uke-quarantine.h"

#include <string.h>

/* Simulated bookings lie a year ahead, where no lease reaches: what is wished for is taken as on
 * the day before. The clinic's settings, of which the simulator's people have none, let every desk.
 */
static gboolean
take (Sim *sim,
      const UkeAuthorityPeer *peer,
      const UkeWireHoldWish *wish,
      UkeWireHold *out_hold,
      UkeWireRefusal *refusal,
      GError **error)
{
  const int64_t day_us = wish->to_us - (wish->for_s - 1) * SIM_SECOND_US;
  g_autofree char *allow = g_strdup_printf (
      "INSERT INTO setting (id, key, value, cver, rver, fv) VALUES (x'00', 'lease.%u', '1', 0, 0, "
      "x'')",
      peer->dev);
  gboolean is_done;

  uke_test_exec (sim->db, allow);
  is_done = uke_hold_take (sim->db, peer, wish, day_us, out_hold, refusal, error);
  uke_test_exec (sim->db, "DELETE FROM setting WHERE id = x'00'");
  return is_done;
}

/* The server's answer to a desk that wants to have a time kept, or not any more. */
gboolean
sim_hold_handle (Sim *sim,
                 SimRequest *request,
                 const UkeAuthorityPeer *peer,
                 GString *out,
                 UkeWireRefusal *refusal,
                 GError **error)
{
  size_t size;
  const char *json;
  UkeWireHoldWish wish;
  UkeWireHold hold;
  UkeId id;

  if (request->kind == UKE_SYNC_REQUEST_END_HOLD) {
    g_assert_true (uke_id_from_hex (strrchr (request->path, '/') + 1, &id));
    g_string_assign (out, "{}");
    return uke_hold_give_up (sim->db, peer, &id, refusal, error);
  }
  json = g_bytes_get_data (request->body, &size);
  if (!uke_wire_hold_wish_read (json, size, &wish, error)
      || !take (sim, peer, &wish, &hold, refusal, error))
    return FALSE;
  if (refusal->code == UKE_WIRE_OK)
    uke_wire_hold_answer_write (&hold.id, hold.until_us, out);
  return TRUE;
}

/* What a desk that was struck off hands in. */
gboolean
sim_quarantine_handle (Sim *sim, SimRequest *request, UkeWireRefusal *refusal, GError **error)
{
  size_t size;
  const char *json = g_bytes_get_data (request->body, &size);
  g_autoptr (UkeWirePush) push = uke_wire_push_read (json, size, NULL);

  g_assert_nonnull (push);
  if (!uke_quarantine_take (sim->db, request->desk->dev, push, sim->now_us, refusal, error))
    return FALSE;
  if (refusal->code == UKE_WIRE_OK)
    sim_request_set_json (request, g_string_new ("{\"dev\":1}"));
  return TRUE;
}

/* --- a desk's leases -------------------------------------------------------------------------- */

#define FIRST_BOOKING_US (INT64_C (1795478400000000) + 400 * SIM_DAY_US)
#define HOUR_US (60 * SIM_MINUTE_US)
#define N_HOURS 12

static int64_t
get_running (const SimDesk *desk)
{
  return desk->sim->now_us - desk->boot_us;
}

/* Each life of a desk is a run of its computer. */
static UkeLeaseMoment
make_moment (SimDesk *desk, char boot_id[16])
{
  g_snprintf (boot_id, 16, "%u", desk->life);
  return (UkeLeaseMoment){ boot_id, get_running (desk), sim_desk_wall (desk) };
}

/* The desk starts: it has the leases that its file has. */
void
sim_lease_start (SimDesk *desk)
{
  char boot_id[16];
  const UkeLeaseMoment moment = make_moment (desk, boot_id);
  g_autoptr (GError) error = NULL;

  desk->leases = uke_lease_book_new ();
  if (!uke_lease_store_load (desk->db, &moment, desk->leases, &error))
    sim_fail (desk->sim, "store", "desk %u: leases: %s", desk->number, error->message);
}

static void
save (SimDesk *desk)
{
  char boot_id[16];
  const UkeLeaseMoment moment = make_moment (desk, boot_id);
  g_autoptr (GError) error = NULL;

  if (!uke_lease_store_save (desk->db, desk->leases, &moment, &error))
    sim_fail (desk->sim, "store", "desk %u: leases: %s", desk->number, error->message);
}

typedef struct {
  SimDesk *desk;
  int64_t from_us;
} There;

static void
book_there (Sim *sim, gpointer data)
{
  const There *there = data;

  sim_people_book_in (there->desk, there->from_us, &sim->work);
}

/* An hour is asked for while nothing waits; a while later people book there, connected or not, at
 * the desk that has it and at others. */
void
sim_lease_ask (SimDesk *desk, SimRandom *random)
{
  Sim *sim = desk->sim;
  const int64_t from_us = FIRST_BOOKING_US + sim_random_range (random, 0, N_HOURS) * HOUR_US;
  UkeSyncEvent event = { .kind = UKE_SYNC_EVENT_HOLD, .token = 1 };
  UkeSyncStatus status;

  if (desk->core == NULL || !sim_desk_get_status (desk, &status) || status.n_waiting > 0)
    return;
  event.wish = (UkeWireHoldWish){ sim->provider_id, from_us, from_us + HOUR_US, 7200 };
  sim_desk_step (desk, &event);
  for (int i = 0; i < 6; i++) {
    There *there = g_new (There, 1);
    unsigned other = (unsigned)sim_random_range (random, 0, (int)sim->n_desks);

    *there = (There){ i < 3 ? desk : sim->desks[other], from_us };
    sim_at (sim, sim->now_us + sim_random_range (random, 1, 120) * SIM_SECOND_US, book_there, there,
            g_free);
  }
}

void
sim_lease_take (SimDesk *desk, const UkeSyncAction *action)
{
  if (action->kept != UKE_SYNC_KEPT_YES || !uke_lease_book_is_lease (&action->hold))
    return;
  sim_say (desk->sim, "desk %u: has a lease", desk->number);
  uke_lease_book_add (desk->leases, &action->hold,
                      get_running (desk) + action->hold.to_us - desk->sim->now_us);
  save (desk);
}

/* What people were told is certain is remembered, by the change-set that made the booking. */
void
sim_lease_note (SimDesk *desk, const UkeChanges *changes, const UkeId *set_id)
{
  gboolean is_changed = FALSE;

  for (unsigned i = 0; i < uke_changes_get_n ((UkeChanges *)changes); i++) {
    const UkeChange *change = uke_changes_get ((UkeChanges *)changes, i);
    const UkeId *id;

    if (change->entity != &UKE_ENTITY_APPOINTMENT || change->after == NULL)
      continue;
    id = uke_record_get_id (change->after);
    is_changed |= uke_lease_book_note (desk->leases, change->after, get_running (desk));
    if (change->before == NULL && uke_lease_book_is_certain (desk->leases, id) && !desk->was_copied)
      g_hash_table_insert (desk->sim->certain, g_memdup2 (set_id, sizeof *set_id),
                           g_memdup2 (id, sizeof *id));
  }
  if (is_changed && desk->db != NULL)
    save (desk);
}

static gboolean
is_of_copy (Sim *sim, const UkeId *set_id)
{
  const SimSet *set = g_hash_table_lookup (sim->sets, set_id);

  return set == NULL || sim->desks[set->desk]->was_copied;
}

/* P24: a booking that a desk made within a lease gets its place. Not so where the server was put
 * back, and the lease with it, or the desk's file was, or is there twice: it no longer knows what
 * it promised. */
void
sim_lease_check (Sim *sim, int first_new)
{
  for (unsigned i = (unsigned)MAX (0, first_new);
       sim->count.n_server_restores == 0 && i < sim->path_nodes->len; i++) {
    const UkeLogMeta *meta = &sim_history_get (sim, g_array_index (sim->path_nodes, int, i))->meta;
    const UkeId *booking = g_hash_table_lookup (sim->certain, &meta->change_set_id);

    if (booking == NULL || meta->outcome == UKE_OUTCOME_APPLIED
        || is_of_copy (sim, &meta->change_set_id))
      continue;
    if (sim_query_id (sim->db,
                      "SELECT count (*) FROM appointment WHERE id = ? AND needs_new_time = 1",
                      booking)
        > 0)
      sim_fail (sim, "P24", "a booking within a lease did not get its place");
  }
}
