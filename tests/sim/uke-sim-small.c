/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "support/uke-test-store.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * The small model (sync.md 3.2, layer 2): two desks that are connected book one time, and all that
 * can become of it, with the core, the replica and the authority as they are. A step lets one of
 * the messages on their way arrive; at any place a fault may come instead: a message is lost or
 * comes twice, a desk or the server dies and starts again, the server is put back to the copy of
 * before. Store operations are one step with what caused them: each is one transaction, so that
 * dying before it is losing the message, and dying after it a fault of the next place. Time stands
 * still, so that the same messages in another order come to the same state; a state that was met
 * before is not gone into again. Wherever a path ends, everything is let run, and has to come home.
 * Each step is taken in a process of its own: a fork is the copy of the whole world.
 */

#define MAX_STATES (1 << 20)
#define MAX_CHOICES 64
#define MAX_TEXT 2000

/* Shared: what all processes have in common. */
typedef struct {
  uint64_t seen[MAX_STATES];
  unsigned n_states, n_met, n_ends;
  char failure[MAX_TEXT];
} Shared;

typedef enum {
  DELIVER,
  LOSE,
  DOUBLE,
  DESK_DIES,
  SERVER_DIES,
  PUT_BACK,
} ChoiceKind;

static const char *const names[]
    = { "arrives", "is lost", "arrives, and once more", "desk dies", "server dies", "put back" };

typedef struct {
  ChoiceKind kind;
  unsigned at; /* message or desk */
} Choice;

typedef struct {
  Sim *sim;
  Shared *shared;
  GString *path; /* (owned): what was chosen, for people */
} Model;

static void
add_rows (GString *text, UkeDb *db, const char *sql)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, sql, NULL);
  gboolean has_row = FALSE;

  while (stmt != NULL && uke_stmt_step (stmt, &has_row, NULL) && has_row) {
    for (int i = 0; i < uke_stmt_n_columns (stmt); i++) {
      size_t size;
      const void *bytes = uke_stmt_blob (stmt, i, &size);
      g_autofree char *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA1, bytes, size);

      g_string_append_printf (text, "%.12s ", hash);
    }
  }
  g_string_append_c (text, '\n');
}

static void
describe_desk (GString *text, const SimDesk *desk)
{
  const UkeSyncFacts *facts = uke_sync_core_get_facts (desk->core);

  g_string_append_printf (text, "desk %d %d %u %d\n", facts->state, facts->is_recovering,
                          facts->n_waiting, (int)facts->seq);
  add_rows (text, desk->db, "SELECT epoch, seq, chain FROM feed");
  add_rows (text, desk->db, "SELECT cs_id, state, ack_seq, cap, dseq FROM outbox ORDER BY n");
  add_rows (text, desk->db, "SELECT cs_id, seq FROM retained ORDER BY cs_id");
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

static char *
describe_mail (const SimMail *mail)
{
  const SimRequest *request = mail->request;
  GBytes *bytes = mail->is_answer ? request->answer : request->body;
  g_autofree char *hash
      = bytes != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, bytes) : g_strdup ("");

  return g_strdup_printf ("%u %d %d %d %u %s %s\n", request->desk->number, mail->is_answer,
                          request->kind, request->life == request->desk->life, request->status,
                          mail->is_answer ? "" : request->path, hash);
}

/* Everything that what follows depends on, but for the ids that nothing depends on. */
static uint64_t
hash_state (Model *self, unsigned n_steps, unsigned n_faults)
{
  Sim *sim = self->sim;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) mails = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *hash = NULL;

  g_string_append_printf (text, "%u %u %u\n", n_steps, n_faults, sim->held->len);
  add_rows (text, sim->db, "SELECT seq, chain, state FROM feed");
  add_rows (text, sim->db, "SELECT cs_id, was_seq FROM rescue ORDER BY cs_id");
  for (unsigned i = 0; i < sim->n_desks; i++)
    describe_desk (text, sim->desks[i]);
  for (unsigned i = 0; i < sim->mail->len; i++)
    g_ptr_array_add (mails, describe_mail (&g_array_index (sim->mail, SimMail, i)));
  g_ptr_array_sort (mails, compare_texts);
  for (unsigned i = 0; i < mails->len; i++)
    g_string_append (text, mails->pdata[i]);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize)text->len);
  hash[16] = '\0';
  return g_ascii_strtoull (hash, NULL, 16) | 1;
}

/* Whether the state is met for the first time. */
static gboolean
enter (Model *self, unsigned n_steps, unsigned n_faults)
{
  uint64_t hash = hash_state (self, n_steps, n_faults);
  unsigned at = (unsigned)(hash % MAX_STATES);

  self->shared->n_met++;
  while (self->shared->seen[at] != 0 && self->shared->seen[at] != hash)
    at = (at + 1) % MAX_STATES;
  if (self->shared->seen[at] == hash)
    return FALSE;
  if (self->shared->n_states >= MAX_STATES / 2)
    g_error ("more states than there is room for");
  self->shared->seen[at] = hash;
  self->shared->n_states++;
  return TRUE;
}

static void
add_choice (Choice *choices, unsigned *n, ChoiceKind kind, unsigned at)
{
  g_assert (*n < MAX_CHOICES);
  choices[(*n)++] = (Choice){ kind, at };
}

static unsigned
list_choices (Sim *sim, unsigned n_faults, Choice *choices)
{
  unsigned n = 0;

  for (unsigned i = 0; i < sim->mail->len; i++) {
    add_choice (choices, &n, DELIVER, i);
    if (n_faults == 0)
      continue;
    add_choice (choices, &n, LOSE, i);
    if (!g_array_index (sim->mail, SimMail, i).is_answer)
      add_choice (choices, &n, DOUBLE, i);
  }
  for (unsigned i = 0; n_faults > 0 && i < sim->n_desks; i++)
    add_choice (choices, &n, DESK_DIES, i);
  if (n_faults > 0) {
    add_choice (choices, &n, SERVER_DIES, 0);
    add_choice (choices, &n, PUT_BACK, 0);
  }
  return n;
}

static void
note_choice (Model *self, const Choice *choice)
{
  Sim *sim = self->sim;
  const SimMail *mail;

  g_string_append_printf (self->path, "%s%s", self->path->len > 0 ? "; " : "", names[choice->kind]);
  if (choice->kind == DESK_DIES)
    g_string_append_printf (self->path, " (%u)", choice->at);
  if (choice->kind > DOUBLE)
    return;
  mail = &g_array_index (sim->mail, SimMail, choice->at);
  g_string_append_printf (self->path, " (%s %d of desk %u)", mail->is_answer ? "answer" : "request",
                          mail->request->kind, mail->request->desk->number);
}

/* Whoever waits at a server that dies, or is put back, hears of it. */
static void
cut_lines (Sim *sim)
{
  for (unsigned i = sim->mail->len; i > 0; i--)
    if (!g_array_index (sim->mail, SimMail, i - 1).is_answer)
      sim_mail_lose (sim, i - 1);
  for (unsigned i = 0; i < sim->n_desks; i++)
    sim_desk_hang_up (sim->desks[i]);
}

static void
choose (Model *self, const Choice *choice)
{
  Sim *sim = self->sim;
  SimRandom random = { 1 };

  note_choice (self, choice);
  sim_say (sim, "-- %s", self->path->str);
  switch (choice->kind) {
  case DELIVER:
    sim_mail_deliver (sim, choice->at, FALSE);
    break;
  case LOSE:
    sim_mail_lose (sim, choice->at);
    break;
  case DOUBLE:
    sim_mail_deliver (sim, choice->at, TRUE);
    break;
  case DESK_DIES:
    sim_desk_stop (sim->desks[choice->at]);
    sim_desk_start (sim->desks[choice->at]);
    break;
  case SERVER_DIES:
    sim_server_stop (sim);
    sim_server_start (sim);
    cut_lines (sim);
    break;
  case PUT_BACK:
    sim_server_restore (sim, &random, FALSE);
    cut_lines (sim);
    break;
  }
  sim_run_now (sim);
  sim_mail_tidy (sim);
}

/* Everything that is on its way arrives, and what waits comes home. */
static void
end_path (Model *self)
{
  Sim *sim = self->sim;

  self->shared->n_ends++;
  sim_mail_end (sim);
  sim_plan_heal (sim);
  sim_bring_home (sim);
  if (sim->failure == NULL)
    sim_check_end (sim);
}

static gboolean
tell_failure (Model *self)
{
  if (self->sim->failure == NULL)
    return FALSE;
  if (self->shared->failure[0] == '\0')
    g_snprintf (self->shared->failure, MAX_TEXT, "%s, after: %s", self->sim->failure,
                self->path->str);
  return TRUE;
}

static void explore (Model *self, unsigned n_steps, unsigned n_faults);

/* In a process of its own, so that this world stays as it is. */
static void
try_out (Model *self, const Choice *choice, unsigned n_steps, unsigned n_faults)
{
  int status = 0;
  pid_t pid;

  fflush (NULL);
  pid = fork ();
  if (pid == 0) {
    if (choice != NULL) {
      choose (self, choice);
      if (!tell_failure (self))
        explore (self, n_steps - (choice->kind <= DOUBLE ? 1 : 0),
                 n_faults - (choice->kind != DELIVER ? 1 : 0));
    } else {
      end_path (self);
      tell_failure (self);
    }
    _exit (0);
  }
  waitpid (pid, &status, 0);
  if (status != 0 && self->shared->failure[0] == '\0')
    g_snprintf (self->shared->failure, MAX_TEXT, "crash: status %d, after: %s", status,
                self->path->str);
}

static void
explore (Model *self, unsigned n_steps, unsigned n_faults)
{
  Choice choices[MAX_CHOICES];
  unsigned n;

  sim_check_state (self->sim);
  if (tell_failure (self) || !enter (self, n_steps, n_faults))
    return;
  n = n_steps > 0 ? list_choices (self->sim, n_faults, choices) : 0;
  if (n_steps == 0 || self->sim->mail->len == 0)
    try_out (self, NULL, 0, 0);
  for (unsigned i = 0; i < n && self->shared->failure[0] == '\0'; i++)
    try_out (self, &choices[i], n_steps, n_faults);
}

/* Both desks are connected and know one patient; there is a backup. Then both book one time. */
static void
set_scene (Sim *sim)
{
  const int64_t slot_us = (sim->now_us / SIM_HOUR_US + 24 * 400) * SIM_HOUR_US;
  SimRandom random = { 0 };

  for (unsigned i = 0; i < sim->n_desks; i++)
    sim_desk_start (sim->desks[i]);
  sim_run_until (sim, sim->now_us + SIM_MINUTE_US);
  for (unsigned i = 1; i < 200 && sim_query (sim->db, "SELECT count (*) FROM patient") == 0; i++) {
    random.state = i;
    sim_people_do (sim->desks[0], &random);
    sim_run_until (sim, sim->now_us + 10 * SIM_SECOND_US);
  }
  sim_server_copy (sim, TRUE);
  sim_run_until (sim, sim->now_us + 30 * SIM_SECOND_US);
  sim_mail_begin (sim);
  for (unsigned i = 0; i < sim->n_desks; i++) {
    random.state = 7;
    sim_people_book_in (sim->desks[i], slot_us, &random);
    sim_run_now (sim);
  }
  if (sim->count.n_commits < 3)
    sim_fail (sim, "store", "the scene is not set");
}

/* Goes through all paths of @n_steps messages with up to @n_faults faults. Returns what did not
 * hold, or NULL. */
char *
sim_small_run (SimBug bug, unsigned n_steps, unsigned n_faults, unsigned *out_n_states)
{
  const SimOrder order = { .seed = 1, .bug = bug, .is_small = TRUE };
  g_autoptr (GString) path = g_string_new (NULL);
  Model self = { .path = path };
  char *failure;

  self.shared
      = mmap (NULL, sizeof *self.shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert (self.shared != MAP_FAILED);
  self.sim = sim_make_world (&order);
  set_scene (self.sim);
  if (!tell_failure (&self))
    explore (&self, n_steps, n_faults);
  g_print ("# %u messages, %u faults: %u states of %u that were met, %u ends\n", n_steps, n_faults,
           self.shared->n_states, self.shared->n_met, self.shared->n_ends);
  *out_n_states = self.shared->n_states;
  failure = self.shared->failure[0] != '\0' ? g_strdup (self.shared->failure) : NULL;
  munmap (self.shared, sizeof *self.shared);
  sim_mail_end (self.sim);
  sim_free_world (self.sim);
  return failure;
}
