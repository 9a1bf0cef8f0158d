/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "support/uke-test-disk.h"
#include "support/uke-test-log.h"
#include "support/uke-test-vfs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs seeds, each in a process of its own, so that a crash is a failure like any other; shrinks
 * those that fail; and checks itself with planted faults. */

static int64_t from_seed = 1, n_seeds = 1;
static int n_jobs = 1;
static int n_steps = 6, n_small_faults = 1;
static gboolean is_small, is_plain, compares_engines, is_long, is_loud, checks_mutations, is_quick,
    has_no_shrinking;
static char *seeds_file, *drop_list, *bug_name, *only_bug, *keep_folder;

static GOptionEntry options[] = {
  { "from", 0, 0, G_OPTION_ARG_INT64, &from_seed, "the first seed", "SEED" },
  { "seeds", 0, 0, G_OPTION_ARG_INT64, &n_seeds, "how many", "N" },
  { "jobs", 0, 0, G_OPTION_ARG_INT, &n_jobs, "how many at a time", "N" },
  { "file", 0, 0, G_OPTION_ARG_FILENAME, &seeds_file, "also the seeds of a file", "FILE" },
  { "drop", 0, 0, G_OPTION_ARG_STRING, &drop_list, "steps of the plan to leave out", "1,5,..." },
  { "bug", 0, 0, G_OPTION_ARG_STRING, &bug_name, "with a planted fault", "NAME" },
  { "mutations", 0, 0, G_OPTION_ARG_NONE, &checks_mutations, "plant every fault in turn", NULL },
  { "quick", 0, 0, G_OPTION_ARG_NONE, &is_quick, "those that a few seeds must catch", NULL },
  { "only", 0, 0, G_OPTION_ARG_STRING, &only_bug, "of the planted faults", "NAME" },
  { "no-shrinking", 0, 0, G_OPTION_ARG_NONE, &has_no_shrinking, "only say which seed", NULL },
  { "keep", 0, 0, G_OPTION_ARG_FILENAME, &keep_folder, "leave what goes over the wire in",
    "FOLDER" },
  { "memory", 0, 0, G_OPTION_ARG_NONE, &is_plain, "without encryption", NULL },
  { "engines", 0, 0, G_OPTION_ARG_NONE, &compares_engines, "also on PostgreSQL", NULL },
  { "long", 0, 0, G_OPTION_ARG_NONE, &is_long, "three days, one desk alone", NULL },
  { "small", 0, 0, G_OPTION_ARG_NONE, &is_small, "all paths of two desks and one time", NULL },
  { "messages", 0, 0, G_OPTION_ARG_INT, &n_steps, "of the small model: how long the paths are",
    "N" },
  { "faults", 0, 0, G_OPTION_ARG_INT, &n_small_faults, "of the small model: how many on one path",
    "N" },
  { "loud", 0, 0, G_OPTION_ARG_NONE, &is_loud, "tell what happens", NULL },
  { NULL },
};

/* A night of seeds says how far it has come. */
#define TELL_EVERY 500

/* Job: one seed in a process of its own. */
typedef struct {
  GPid pid;
  int pipe;
  uint64_t seed;
  unsigned n_plan;
  char *failure; /* (owned) (nullable) */
  char *summary; /* (owned) (nullable) */
} Job;

static void
write_all (int fd, const char *text)
{
  size_t size = strlen (text) + 1;

  while (size > 0) {
    ssize_t n = write (fd, text, size);

    if (n <= 0)
      _exit (3);
    text += n;
    size -= (size_t)n;
  }
}

static void
start_job (Job *job, const SimOrder *order)
{
  int ends[2];

  if (pipe (ends) != 0)
    g_error ("no pipe");
  *job = (Job){ .seed = order->seed, .pipe = ends[0] };
  fflush (NULL);
  job->pid = fork ();
  if (job->pid == 0) {
    unsigned n_plan = 0;
    g_autofree char *summary = NULL;
    g_autofree char *failure = sim_run (order, &n_plan, &summary);
    g_autofree char *text
        = g_strdup_printf ("%u\n%s\n%s", n_plan, summary, failure != NULL ? failure : "");

    write_all (ends[1], text);
    fflush (NULL);
    _exit (failure != NULL ? 1 : 0);
  }
  close (ends[1]);
}

static void
end_job (Job *job)
{
  GString *text = g_string_new (NULL);
  g_auto (GStrv) parts = NULL;
  char buffer[4096];
  ssize_t n;
  int status = 0;

  while ((n = read (job->pipe, buffer, sizeof buffer)) > 0)
    g_string_append_len (text, buffer, n);
  close (job->pipe);
  waitpid (job->pid, &status, 0);
  parts = g_strsplit (text->str, "\n", 3);
  g_string_free (text, TRUE);
  if (g_strv_length (parts) == 3) {
    job->n_plan = (unsigned)g_ascii_strtoull (parts[0], NULL, 10);
    job->summary = g_strdup (parts[1]);
    job->failure = parts[2][0] != '\0' ? g_strdup (parts[2]) : NULL;
  } else {
    job->failure = g_strdup_printf ("crash: the run ended with status %d", status);
  }
}

static char *
run_alone (const SimOrder *order, unsigned *out_n_plan)
{
  Job job;

  start_job (&job, order);
  end_job (&job);
  *out_n_plan = job.n_plan;
  g_free (job.summary);
  return job.failure;
}

static char *
get_property (const char *failure)
{
  return failure != NULL ? g_strndup (failure, strcspn (failure, " ")) : NULL;
}

static char *
list_dropped (const gboolean *is_dropped, unsigned n)
{
  GString *list = g_string_new (NULL);

  for (unsigned i = 0; i < n; i++)
    if (is_dropped[i])
      g_string_append_printf (list, "%s%u", list->len > 0 ? "," : "", i);
  return g_string_free (list, FALSE);
}

/* Leaves out stretches of the plan, halves first, as long as the same property fails. */
static void
shrink (SimOrder order, const char *failure, unsigned n_plan)
{
  gboolean is_dropped[SIM_MAX_PLAN] = { FALSE };
  g_autofree char *property = get_property (failure), *list = NULL, *last = g_strdup (failure);
  unsigned n_left = n_plan;

  order.is_dropped = is_dropped;
  for (unsigned size = MAX (1, n_plan / 2); size >= 1; size /= 2)
    for (unsigned from = 0; from < n_plan; from += size) {
      gboolean before[SIM_MAX_PLAN];
      g_autofree char *now = NULL, *now_property = NULL;
      unsigned n;

      memcpy (before, is_dropped, sizeof before);
      for (unsigned i = from; i < MIN (from + size, n_plan); i++)
        is_dropped[i] = TRUE;
      if (memcmp (before, is_dropped, sizeof before) == 0)
        continue;
      now = run_alone (&order, &n);
      now_property = get_property (now);
      if (g_strcmp0 (now_property, property) != 0) {
        memcpy (is_dropped, before, sizeof before);
        continue;
      }
      g_free (last);
      last = g_steal_pointer (&now);
    }
  for (unsigned i = 0; i < n_plan; i++)
    n_left -= is_dropped[i] ? 1 : 0;
  list = list_dropped (is_dropped, n_plan);
  g_print ("# shrunk to %u steps: %s\n# again: uke-sim --from %" G_GUINT64_FORMAT
           "%s --loud%s%s --drop %s\n",
           n_left, last, order.seed, is_plain ? " --memory" : "",
           order.bug != SIM_BUG_NONE ? " --bug " : "",
           order.bug != SIM_BUG_NONE ? sim_bug_get_name (order.bug) : "", list);
}

static void
report (const SimOrder *order, Job *job, unsigned *n_failed)
{
  if (job->failure != NULL) {
    (*n_failed)++;
    g_print ("# seed %" G_GUINT64_FORMAT " FAILED: %s\n", job->seed, job->failure);
    if (!has_no_shrinking && job->n_plan > 0) {
      SimOrder again = *order;

      again.seed = job->seed;
      shrink (again, job->failure, job->n_plan);
    }
  } else if (is_loud) {
    g_print ("# seed %" G_GUINT64_FORMAT ": %s\n", job->seed, job->summary);
  }
  g_clear_pointer (&job->failure, g_free);
  g_clear_pointer (&job->summary, g_free);
}

/* Returns how many failed. */
static unsigned
run_seeds (const GArray *seeds, SimOrder order, uint64_t *out_n_run)
{
  g_autofree Job *jobs = g_new0 (Job, (size_t)n_jobs);
  unsigned n_failed = 0, next = 0, running = 0, oldest = 0;

  *out_n_run = 0;
  while (running > 0 || next < seeds->len) {
    while (running < (unsigned)n_jobs && next < seeds->len) {
      order.seed = g_array_index (seeds, uint64_t, next++);
      start_job (&jobs[(oldest + running++) % (unsigned)n_jobs], &order);
    }
    end_job (&jobs[oldest]);
    running--;
    (*out_n_run)++;
    report (&order, &jobs[oldest], &n_failed);
    if (*out_n_run % TELL_EVERY == 0)
      g_print ("# %" G_GUINT64_FORMAT " seeds so far, %u failed\n", *out_n_run, n_failed);
    oldest = (oldest + 1) % (unsigned)n_jobs;
  }
  return n_failed;
}

static SimBug
find_bug (const char *name)
{
  for (int bug = SIM_BUG_NONE + 1; name != NULL && bug < SIM_BUG_N_; bug++)
    if (strcmp (sim_bug_get_name ((SimBug)bug), name) == 0)
      return (SimBug)bug;
  return SIM_BUG_NONE;
}

/* Runs seeds with the fault until one fails. Returns its failure. */
static char *
catch_bug (const GArray *seeds, unsigned n_tries, SimBug bug, uint64_t *out_seed)
{
  SimOrder order = { .bug = bug };
  char *failure = NULL;
  unsigned n;

  for (unsigned i = 0; failure == NULL && i < n_tries; i++) {
    order.seed = *out_seed = g_array_index (seeds, uint64_t, i);
    failure = run_alone (&order, &n);
  }
  return failure;
}

/* Each fault that is planted has to be found by some property, and which one is told. */
static int
check_mutations (const GArray *seeds)
{
  unsigned n_survivors = 0, n_caught = 0;

  for (int bug = SIM_BUG_NONE + 1; bug < SIM_BUG_N_; bug++) {
    unsigned n_tries = is_quick ? sim_bug_get_n_seeds ((SimBug)bug) : seeds->len;
    g_autofree char *failure = NULL;
    uint64_t seed;

    if ((only_bug != NULL && bug != (int)find_bug (only_bug)) || n_tries == 0)
      continue;
    failure = catch_bug (seeds, MIN (n_tries, seeds->len), (SimBug)bug, &seed);
    n_caught += failure != NULL ? 1 : 0;
    n_survivors += failure == NULL ? 1 : 0;
    if (failure != NULL)
      g_print ("# %-20s caught by seed %" G_GUINT64_FORMAT ": %.*s\n",
               sim_bug_get_name ((SimBug)bug), seed, (int)strcspn (failure, "\n"), failure);
    else
      g_print ("# %-20s SURVIVED %u seeds\n", sim_bug_get_name ((SimBug)bug), n_tries);
  }
  g_print ("# %u caught, %u not\n%sok 1 - /sim/mutations\n", n_caught, n_survivors,
           n_survivors > 0 ? "not " : "");
  return n_survivors > 0 ? 1 : 0;
}

static GArray *
list_seeds (void)
{
  GArray *seeds = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (seeds_file != NULL && !g_file_get_contents (seeds_file, &text, NULL, NULL))
    g_error ("%s cannot be read", seeds_file);
  lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  for (unsigned i = 0; lines[i] != NULL; i++) {
    uint64_t seed = g_ascii_strtoull (lines[i], NULL, 10);

    if (seed != 0)
      g_array_append_val (seeds, seed);
  }
  for (int64_t i = 0; i < n_seeds; i++) {
    uint64_t seed = (uint64_t)(from_seed + i);

    g_array_append_val (seeds, seed);
  }
  return seeds;
}

static void
read_drops (gboolean *is_dropped)
{
  g_auto (GStrv) parts = g_strsplit (drop_list, ",", -1);

  for (unsigned i = 0; parts[i] != NULL; i++)
    is_dropped[MIN (g_ascii_strtoull (parts[i], NULL, 10), SIM_MAX_PLAN - 1)] = TRUE;
}

/* What the small model must catch, each by going through it until something does not hold. */
static const SimBug small_bugs[] = { SIM_BUG_NO_RECEIPTS,      SIM_BUG_NO_EXCLUSION,
                                     SIM_BUG_DROP_SENT,        SIM_BUG_DROP_ACKED,
                                     SIM_BUG_NO_CARDS,         SIM_BUG_NO_RETAINED,
                                     SIM_BUG_RESCUED_AS_COMES, SIM_BUG_EFFECT_IGNORED };

static int
run_small_bugs (void)
{
  unsigned n_survivors = 0, n_states;

  for (unsigned i = 0; i < G_N_ELEMENTS (small_bugs); i++) {
    g_autofree char *failure
        = sim_small_run (small_bugs[i], (unsigned)n_steps, (unsigned)n_small_faults, &n_states);

    g_print ("# %-20s %s\n", sim_bug_get_name (small_bugs[i]),
             failure != NULL ? failure : "SURVIVED");
    n_survivors += failure == NULL ? 1 : 0;
  }
  g_print ("%sok 1 - /sim/small-mutations\n", n_survivors > 0 ? "not " : "");
  return n_survivors > 0 ? 1 : 0;
}

static int
run_small (void)
{
  int64_t began_us = g_get_monotonic_time ();
  g_autofree char *failure = NULL;
  unsigned n_states;

  g_print ("TAP version 13\n1..1\n");
  if (checks_mutations)
    return run_small_bugs ();
  failure
      = sim_small_run (find_bug (bug_name), (unsigned)n_steps, (unsigned)n_small_faults, &n_states);
  g_print ("# %.1f s\n", (double)(g_get_monotonic_time () - began_us) / G_USEC_PER_SEC);
  if (failure != NULL)
    g_print ("# %s\n", failure);
  g_print ("%sok 1 - /sim/small\n", failure != NULL ? "not " : "");
  return failure != NULL ? 1 : 0;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- desks and their server by a seed");
  gboolean is_dropped[SIM_MAX_PLAN] = { FALSE };
  SimOrder order = { 0 };
  g_autoptr (GArray) seeds = NULL;
  g_autoptr (GError) error = NULL;
  int64_t began_us = g_get_monotonic_time ();
  unsigned n_failed;
  uint64_t n_run;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  n_jobs = CLAMP (n_jobs, 1, 64);
  /* Faults are what is played here: their lines are kept from the screen. */
  uke_test_log_begin ();
  sim_is_plain = is_plain;
  uke_test_disk_install ();
  uke_test_vfs_install ();
  sim_prepare (NULL);
  if (is_small)
    return run_small ();
  seeds = list_seeds ();
  if (checks_mutations) {
    g_print ("TAP version 13\n1..1\n");
    return check_mutations (seeds);
  }
  order.bug = find_bug (bug_name);
  order.keep = keep_folder;
  order.is_long = is_long;
  order.compares_engines = compares_engines;
  order.is_loud = is_loud && seeds->len == 1;
  if (drop_list != NULL) {
    read_drops (is_dropped);
    order.is_dropped = is_dropped;
    has_no_shrinking = TRUE;
  }
  g_print ("TAP version 13\n1..1\n");
  n_failed = run_seeds (seeds, order, &n_run);
  g_print ("# %" G_GUINT64_FORMAT " seeds, %u failed, %.1f seeds a second\n", n_run, n_failed,
           (double)n_run * G_USEC_PER_SEC / (double)(g_get_monotonic_time () - began_us));
  g_print ("%sok 1 - /sim/seeds\n", n_failed > 0 ? "not " : "");
  return n_failed > 0 ? 1 : 0;
}
