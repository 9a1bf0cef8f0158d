/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "support/uke-test-store.h"

/* What happens when: made from the seed before anything runs, so that a failing run can be shrunk
 * by leaving steps out. */

#define PLAN_US (12 * SIM_MINUTE_US)
#define MAX_SETS 90
#define N_LONG 360
#define FORKS_EVERY 5
#define FORKS_AT 2
#define LEASES_EVERY 7

typedef struct {
  SimStepKind kind;
  const char *name;
  int weight; /* of a thousand runs' hundred faults */
} StepRow;

static const StepRow rows[] = {
  { SIM_STEP_PEOPLE, "people", 0 },
  { SIM_STEP_CUT, "cut", 160 },
  { SIM_STEP_SLOW, "slow", 40 },
  { SIM_STEP_LOSSY, "lossy", 60 },
  { SIM_STEP_DESK_CRASH, "desk-crash", 60 },
  { SIM_STEP_DESK_BREAKS, "desk-breaks", 90 },
  { SIM_STEP_DESK_FULL, "desk-full", 30 },
  { SIM_STEP_DESK_CLOCK, "desk-clock", 30 },
  { SIM_STEP_DESK_COPY, "desk-copy", 60 },
  { SIM_STEP_DESK_RESTORE, "desk-restore", 40 },
  { SIM_STEP_DESK_CLONE, "desk-clone", 15 },
  { SIM_STEP_SERVER_CRASH, "server-crash", 30 },
  { SIM_STEP_SERVER_BREAKS, "server-breaks", 60 },
  { SIM_STEP_SERVER_COPY, "server-copy", 70 },
  { SIM_STEP_SERVER_RESTORE, "server-restore", 40 },
  { SIM_STEP_SERVER_RESTORED, "server-restored", 15 },
  { SIM_STEP_COMPACT, "compact", 30 },
  { SIM_STEP_REVOKE, "revoke", 8 },
  { SIM_STEP_FORGE, "forge", 30 },
  { SIM_STEP_WAIT, "wait", 12 },
  { SIM_STEP_FORK, "fork", 0 },
  { SIM_STEP_LEASE, "lease", 0 },
  { SIM_STEP_ROT, "rot", 25 },
};

const char *
sim_step_get_name (SimStepKind kind)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].kind == kind)
      return rows[i].name;
  return "";
}

static SimStepKind
pick_fault (SimRandom *random)
{
  int total = 0, at;

  for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++)
    total += rows[i].weight;
  at = sim_random_range (random, 0, total);
  for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++) {
    at -= rows[i].weight;
    if (at < 0)
      return rows[i].kind;
  }
  g_assert_not_reached ();
}

static void
add_forks (Sim *sim, SimRandom *random)
{
  for (int i = sim_random_range (random, 1, 4); i > 0; i--)
    sim->plan[sim->n_plan++] = (SimStep){
      .at_us = UKE_TEST_NOW_US + SIM_MINUTE_US + (int64_t)(sim_random_next (random) % PLAN_US),
      .kind = SIM_STEP_FORK,
      .random = sim_random_next (random),
    };
}

static void
add_leases (Sim *sim, SimRandom *random)
{
  for (int i = sim_random_range (random, 4, 16); i > 0 && sim->n_plan < SIM_MAX_PLAN; i--)
    sim->plan[sim->n_plan++] = (SimStep){
      .at_us = UKE_TEST_NOW_US + SIM_MINUTE_US + (int64_t)(sim_random_next (random) % PLAN_US),
      .kind = SIM_STEP_LEASE,
      .desk = (unsigned)sim_random_range (random, 0, (int)sim->n_desks),
      .random = sim_random_next (random),
    };
}

/* Three days of work at every desk. */
static void
make_long_plan (Sim *sim, SimRandom *random)
{
  for (unsigned i = 0; i < N_LONG; i++)
    sim->plan[sim->n_plan++] = (SimStep){
      .at_us = UKE_TEST_NOW_US + SIM_MINUTE_US + (int64_t)(sim_random_next (random) % SIM_LONG_US),
      .kind = SIM_STEP_PEOPLE,
      .desk = i % sim->n_desks,
      .random = sim_random_next (random),
    };
}

void
sim_plan_make (Sim *sim)
{
  SimRandom random = { sim->seed ^ UINT64_C (0x9a1a9a1a9a1a) };
  unsigned n_sets = (unsigned)sim_random_range (&random, 15, MAX_SETS);
  unsigned n_faults = (unsigned)sim_random_range (&random, 0, 22);

  if (sim->is_long) {
    make_long_plan (sim, &random);
    return;
  }
  for (unsigned i = 0; i < n_sets + n_faults; i++) {
    SimStep *step = &sim->plan[sim->n_plan++];

    step->at_us = UKE_TEST_NOW_US + SIM_MINUTE_US
                  + (int64_t)(sim_random_next (&random) % (uint64_t)PLAN_US);
    step->kind = i < n_sets ? SIM_STEP_PEOPLE : pick_fault (&random);
    step->desk = (unsigned)sim_random_range (&random, 0, (int)sim->n_desks);
    step->random = sim_random_next (&random);
  }
  /* Seeds that did without stay what they were. */
  if (sim->seed % FORKS_EVERY == FORKS_AT)
    add_forks (sim, &random);
  if (sim->seed % LEASES_EVERY == 0)
    add_leases (sim, &random);
}

typedef struct {
  SimDesk *desk;
  SimLink *link; /* what to put back */
} Repair;

static void
mend (Sim *sim, gpointer data)
{
  SimDesk *desk = data;

  desk->link.is_cut_in = desk->link.is_cut_out = FALSE;
  desk->link.delay_us = MIN (desk->link.delay_us, 40000);
  desk->link.drop_per_mille = desk->link.double_per_mille = 0;
  desk->is_full = FALSE;
  sim_desk_hear (desk, UKE_SYNC_EVENT_NETWORK);
}

static int64_t
pick_while (SimRandom *random)
{
  return sim_random_chance (random, 150) ? sim_random_range (random, 1, 10) * SIM_MINUTE_US
                                         : sim_random_range (random, 1, 90) * SIM_SECOND_US;
}

static void
spoil_link (SimDesk *desk, SimStepKind kind, SimRandom *random)
{
  SimLink *link = &desk->link;

  if (kind == SIM_STEP_CUT) {
    int which = sim_random_range (random, 0, 4);

    link->is_cut_out = which != 1;
    link->is_cut_in = which != 2;
  } else if (kind == SIM_STEP_SLOW) {
    link->delay_us = sim_random_range (random, 1, 20) * SIM_SECOND_US;
  } else {
    link->drop_per_mille = sim_random_range (random, 50, 500);
    link->double_per_mille = sim_random_range (random, 50, 500);
  }
  sim_at (desk->sim, desk->sim->now_us + pick_while (random), mend, desk, NULL);
}

static void
jump_clock (SimDesk *desk, SimRandom *random)
{
  static const int64_t jumps[]
      = { -3650 * SIM_DAY_US, 3650 * SIM_DAY_US, -200 * SIM_SECOND_US, 200 * SIM_SECOND_US, 0 };

  desk->skew_us = jumps[sim_random_range (random, 0, G_N_ELEMENTS (jumps))];
}

static void
do_desk_step (SimDesk *desk, SimStepKind kind, SimRandom *random)
{
  Sim *sim = desk->sim;

  switch ((int)kind) {
  case SIM_STEP_PEOPLE:
    sim_people_do (desk, random);
    return;
  case SIM_STEP_CUT:
  case SIM_STEP_SLOW:
  case SIM_STEP_LOSSY:
    spoil_link (desk, kind, random);
    return;
  case SIM_STEP_DESK_CRASH:
    sim_desk_die_later (desk, pick_while (random));
    return;
  case SIM_STEP_DESK_BREAKS:
    desk->breaks_at = (unsigned)sim_random_range (random, 1, 40);
    return;
  case SIM_STEP_DESK_FULL:
    desk->is_full = TRUE;
    sim_at (sim, sim->now_us + pick_while (random), mend, desk, NULL);
    return;
  case SIM_STEP_DESK_CLOCK:
    jump_clock (desk, random);
    return;
  case SIM_STEP_DESK_COPY:
    sim_desk_copy (desk);
    return;
  case SIM_STEP_DESK_RESTORE:
    sim_desk_restore (desk);
    return;
  case SIM_STEP_DESK_CLONE:
    sim_desk_clone (desk);
    return;
  case SIM_STEP_ROT:
    sim_desk_rot (desk, random);
    return;
  case SIM_STEP_LEASE:
    sim_lease_ask (desk, random);
    return;
  default:
    g_assert_not_reached ();
  }
}

static void
put_back (Sim *sim, gpointer data)
{
  if (sim->db != NULL)
    sim_server_wake (sim);
  sim_server_restore (sim, data, FALSE);
}

/* What one desk sends before the server is put back reaches the others late, when they have got
 * others' entries of the new history. That desk notices last, and all of them work on the same few
 * rows. */
static void
fork_history (Sim *sim, SimRandom *random)
{
  SimRandom *later = g_new (SimRandom, 1);
  int author = sim_random_range (random, 0, (int)sim->n_desks);
  int64_t back_us = sim->now_us + sim_random_range (random, 4, 10) * SIM_SECOND_US;

  later->state = sim_random_next (random);
  sim_server_copy (sim, TRUE);
  sim->late_until_us = back_us;
  sim->is_news_kept = sim_random_chance (random, 500);
  for (int i = sim_random_range (random, 2, 6); i > 0; i--)
    sim_people_do_at (sim->desks[author], sim->now_us + sim_random_range (random, 200, 3000) * 1000,
                      sim_random_next (random));
  sim_at (sim, back_us, put_back, later, g_free);
  for (int i = 0; i < 6; i++) {
    int other = author + sim_random_range (random, 1, (int)sim->n_desks);

    sim_people_do_at (sim->desks[other % (int)sim->n_desks],
                      back_us + sim_random_range (random, 100, 8000) * 1000,
                      sim_random_next (random));
  }
}

static void
do_step (Sim *sim, gpointer data)
{
  const SimStep *step = data;
  SimDesk *desk = sim->desks[step->desk];
  SimRandom random = { step->random };

  if (sim->is_over)
    return;
  if (step->kind != SIM_STEP_PEOPLE)
    sim_say (sim, "step %ld: %s, desk %u", (long)(step - sim->plan), sim_step_get_name (step->kind),
             step->desk);
  switch ((int)step->kind) {
  case SIM_STEP_SERVER_CRASH:
    /* Every other time it is ended in order. */
    if (sim->count.n_crashes % 2 == 0)
      sim_server_stop (sim);
    else
      sim_server_end (sim);
    return;
  case SIM_STEP_SERVER_BREAKS:
    sim->server_breaks_at = (unsigned)sim_random_range (&random, 1, 40);
    return;
  case SIM_STEP_SERVER_COPY:
    sim_server_copy (sim, sim_random_chance (&random, 600));
    return;
  case SIM_STEP_SERVER_RESTORE:
  case SIM_STEP_SERVER_RESTORED:
    sim_server_restore (sim, &random, step->kind == SIM_STEP_SERVER_RESTORED);
    return;
  case SIM_STEP_COMPACT:
    sim_server_compact (sim);
    return;
  case SIM_STEP_REVOKE:
    sim_server_revoke (sim, desk);
    return;
  case SIM_STEP_FORGE:
    sim_server_forge (sim, desk, &random);
    return;
  case SIM_STEP_FORK:
    fork_history (sim, &random);
    return;
  case SIM_STEP_WAIT:
    /* The PCs sleep for a week: what is retained for a week may go. */
    for (unsigned i = 0; i < sim->n_desks; i++) {
      sim->desks[i]->skew_us += 8 * SIM_DAY_US;
      sim->desks[i]->boot_us -= 8 * SIM_DAY_US;
    }
    return;
  default:
    do_desk_step (desk, step->kind, &random);
  }
}

void
sim_plan_schedule (Sim *sim, const gboolean *is_dropped)
{
  for (unsigned i = 0; i < sim->n_plan; i++)
    if (is_dropped == NULL || !is_dropped[i])
      sim_at (sim, sim->plan[i].at_us, do_step, &sim->plan[i], NULL);
}

/* Everything is whole again: from here on, what waits has to come home. */
void
sim_plan_heal (Sim *sim)
{
  sim->is_over = TRUE;
  sim_say (sim, "everything is whole again");
  sim_server_heal (sim);
  for (unsigned i = 0; i < sim->n_desks; i++) {
    sim->desks[i]->breaks_at = 0;
    mend (sim, sim->desks[i]);
    sim_desk_start (sim->desks[i]);
    sim_desk_hear (sim->desks[i], UKE_SYNC_EVENT_NOW);
    sim_desk_hear (sim->desks[i], UKE_SYNC_EVENT_CHECK);
    if (sim->desks[i]->core != NULL)
      sim->desks[i]->n_checks = uke_sync_core_get_facts (sim->desks[i]->core)->n_checks;
  }
}
