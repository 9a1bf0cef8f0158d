/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "support/uke-test-store.h"

#include <string.h>

/* One seed: a world, its plan, and what must hold at the end. */

#define RUN_US (14 * SIM_MINUTE_US)
#define HOME_US (60 * SIM_MINUTE_US)
#define LOOK_US (5 * SIM_SECOND_US)
#define MAX_EVENTS 200000
#define MAX_LONG_EVENTS 2000000
/* What the desk that is alone for three days has for the others in the end, at the least. */
#define N_ALONE 40

static void
free_set (gpointer data)
{
  SimSet *set = data;

  g_clear_pointer (&set->made_before, g_ptr_array_unref);
  g_free (set);
}

static const char *
find_fast_folder (void)
{
  return g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? "/dev/shm" : g_get_tmp_dir ();
}

Sim *
sim_make_world (const SimOrder *order)
{
  Sim *sim = g_new0 (Sim, 1);

  sim->seed = order->seed;
  sim->bug = order->bug;
  sim->is_loud = order->is_loud;
  sim->keep = order->keep;
  sim->is_long = order->is_long;
  sim->net.state = order->seed * 2 + 1;
  sim->work.state = order->seed * 3 + 2;
  sim->now_us = UKE_TEST_NOW_US + SIM_MINUTE_US;
  sim->heap = g_ptr_array_new ();
  sim->sets = g_hash_table_new_full (uke_id_hash, uke_id_equal, NULL, free_set);
  sim->certain = g_hash_table_new_full (uke_id_hash, uke_id_equal, g_free, g_free);
  sim->rescued = g_hash_table_new_full (uke_id_hash, uke_id_equal, g_free, g_free);
  sim->rescued_of = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  sim->rotten = g_hash_table_new_full (uke_id_hash, uke_id_equal, g_free, NULL);
  sim->folder = uke_test_folder_new_in (find_fast_folder ());
  sim_server_make (sim);
  sim_random_use_for_ids (order->seed);
  for (unsigned i = 0, n = order->is_small ? 2 : (unsigned)sim_random_range (&sim->work, 2, 6);
       i < n; i++) {
    SimDesk *desk = sim_desk_new (sim, i + 2);

    sim_server_enrol (sim, desk->dev);
  }
  sim_server_copy (sim, FALSE);
  return sim;
}

void
sim_free_world (Sim *sim)
{
  while (sim->heap->len > 0) {
    sim->failure = sim->failure == NULL ? g_strdup ("") : sim->failure;
    sim_run_next (sim);
  }
  for (unsigned i = 0; i < sim->n_desks; i++)
    sim_desk_free (sim->desks[i]);
  g_clear_pointer (&sim->db, uke_db_free);
  g_ptr_array_unref (sim->heap);
  g_ptr_array_unref (sim->held);
  g_ptr_array_unref (sim->copies);
  g_hash_table_unref (sim->parts);
  g_hash_table_unref (sim->sets);
  g_hash_table_unref (sim->certain);
  g_hash_table_unref (sim->rotten);
  g_hash_table_unref (sim->rescued);
  g_hash_table_unref (sim->rescued_of);
  g_hash_table_unref (sim->by_chain);
  g_array_unref (sim->nodes);
  g_array_unref (sim->path_nodes);
  uke_test_folder_free (sim->folder);
  g_free (sim->path);
  g_free (sim->failure);
  g_free (sim);
}

void
sim_run_until (Sim *sim, int64_t until_us)
{
  uint64_t max = sim->is_long ? MAX_LONG_EVENTS : MAX_EVENTS;

  while (sim->failure == NULL && sim->heap->len > 0 && sim->now_us < until_us
         && sim->n_events < max)
    sim_run_next (sim);
  if (sim->n_events >= max)
    sim_fail (sim, "P14", "there is no end of events");
}

/* Nothing that is said here is unfair to a desk that has its doubts: a person says yes. */
void
sim_bring_home (Sim *sim)
{
  int64_t until_us = sim->now_us + HOME_US;

  while (sim->failure == NULL && sim->now_us < until_us) {
    sim_run_until (sim, sim->now_us + LOOK_US);
    if (sim_is_quiet (sim))
      return;
    for (unsigned i = 0; i < sim->n_desks; i++)
      sim_desk_accept (sim->desks[i]);
  }
}

/* 72 hours in which one desk does not reach the server, and all of them work on. */
static void
run_alone (Sim *sim)
{
  SimDesk *desk = sim->desks[0];
  UkeSyncStatus status;

  sim_run_until (sim, sim->now_us + 30 * SIM_SECOND_US);
  desk->link.is_cut_out = desk->link.is_cut_in = TRUE;
  sim_run_until (sim, sim->now_us + SIM_LONG_US + SIM_HOUR_US);
  if (sim->failure == NULL && sim_desk_get_status (desk, &status) && status.n_waiting < N_ALONE)
    sim_fail (sim, "P1", "a desk that was alone for three days has %u to tell", status.n_waiting);
}

/* Runs one seed. Returns what did not hold, or NULL. */
char *
sim_run (const SimOrder *order, unsigned *out_n_plan, char **out_summary)
{
  Sim *sim = sim_make_world (order);
  char *failure;

  sim_plan_make (sim);
  sim_plan_schedule (sim, order->is_dropped);
  for (unsigned i = 0; i < sim->n_desks; i++)
    sim_desk_start (sim->desks[i]);
  if (order->is_long)
    run_alone (sim);
  else
    sim_run_until (sim, sim->now_us + RUN_US);
  if (sim->failure == NULL) {
    sim_plan_heal (sim);
    sim_bring_home (sim);
  }
  if (sim->failure == NULL)
    sim_check_end (sim);
  if (sim->failure == NULL && order->compares_engines)
    sim_check_engines (sim);
  sim_keep_log (sim);
  *out_n_plan = sim->n_plan;
  if (out_summary != NULL)
    *out_summary = g_strdup_printf ("%u desks, %u commits, %u entries, %u epochs, %u crashes, %u "
                                    "restores, %u rescued, %u snapshots, "
                                    "%u requests, %" G_GUINT64_FORMAT " events",
                                    sim->n_desks, sim->count.n_commits, sim->count.n_entries,
                                    sim->count.n_epochs, sim->count.n_crashes,
                                    sim->count.n_restores, sim->count.n_rescued,
                                    sim->count.n_snapshots, sim->count.n_requests, sim->n_events);
  failure = g_strdup (sim->failure);
  sim_free_world (sim);
  return failure;
}
