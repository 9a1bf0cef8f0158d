/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include <stdarg.h>

/* Time and the network. */

typedef struct {
  int64_t at_us;
  uint64_t number; /* of two at one time the older comes first */
  SimRun run;
  gpointer data;
  GDestroyNotify free_data;
} SimEvent;

static gboolean
comes_before (const SimEvent *a, const SimEvent *b)
{
  return a->at_us < b->at_us || (a->at_us == b->at_us && a->number < b->number);
}

void
sim_at (Sim *sim, int64_t at_us, SimRun run, gpointer data, GDestroyNotify free_data)
{
  SimEvent *event = g_new (SimEvent, 1);
  gpointer *slots;
  unsigned at;

  *event = (SimEvent){ MAX (at_us, sim->now_us), sim->n_events++, run, data, free_data };
  g_ptr_array_add (sim->heap, event);
  slots = sim->heap->pdata;
  for (at = sim->heap->len - 1; at > 0 && comes_before (event, slots[(at - 1) / 2]);
       at = (at - 1) / 2)
    slots[at] = slots[(at - 1) / 2];
  slots[at] = event;
}

static SimEvent *
take_first (Sim *sim)
{
  gpointer *slots = sim->heap->pdata;
  SimEvent *first = slots[0], *last = slots[sim->heap->len - 1];
  unsigned n, at = 0;

  g_ptr_array_set_size (sim->heap, (int)sim->heap->len - 1);
  n = sim->heap->len;
  while (n > 0 && 2 * at + 1 < n) {
    unsigned child = 2 * at + 1;

    if (child + 1 < n && comes_before (slots[child + 1], slots[child]))
      child++;
    if (!comes_before (slots[child], last))
      break;
    slots[at] = slots[child];
    at = child;
  }
  if (n > 0)
    slots[at] = last;
  return first;
}

/* Lets the next thing happen. Returns FALSE when there is none. */
gboolean
sim_run_next (Sim *sim)
{
  SimEvent *event;

  if (sim->heap->len == 0)
    return FALSE;
  event = take_first (sim);
  sim->now_us = event->at_us;
  event->run (sim, event->data);
  if (event->free_data != NULL)
    event->free_data (event->data);
  g_free (event);
  return TRUE;
}

/* The first property that does not hold ends the run. */
void
sim_fail (Sim *sim, const char *property, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (sim->failure != NULL)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  sim->failure = g_strdup_printf ("%s at %.3f s: %s", property,
                                  (double)(sim->now_us % SIM_DAY_US) / SIM_SECOND_US, text);
  sim_say (sim, "FAILED %s", sim->failure);
}

void
sim_say (Sim *sim, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (!sim->is_loud)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_print ("%14.6f %s\n", (double)sim->now_us / SIM_SECOND_US - 1795478400.0, text);
}

SimRequest *
sim_request_ref (SimRequest *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
sim_request_unref (gpointer self)
{
  SimRequest *request = self;

  if (!g_atomic_ref_count_dec (&request->refs))
    return;
  g_free (request->path);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_clear_pointer (&request->answer, g_bytes_unref);
  g_free (request);
}

static int64_t
get_delay (Sim *sim, const SimLink *link)
{
  int64_t delay_us = link->delay_us + sim_random_range (&sim->net, 0, 20000);

  /* Now and then one is held up for long: what comes late comes out of turn. */
  if (!sim->is_over && sim_random_chance (&sim->net, 10))
    delay_us += sim_random_range (&sim->net, 0, 60) * SIM_SECOND_US;
  return delay_us;
}

static void
arrive (Sim *sim, gpointer data)
{
  SimRequest *request = data;

  sim_server_take (sim, request);
}

/* A desk hears of its request once: by its answer, its failure, or never, when it was cancelled or
 * the desk has died. */
static gboolean
is_awaited (SimRequest *request)
{
  return request->desk->life == request->life
         && g_hash_table_lookup (request->desk->requests, GUINT_TO_POINTER (request->id)) != NULL;
}

static void
deliver (Sim *sim, gpointer data)
{
  SimRequest *request = data;
  UkeSyncEvent event = { UKE_SYNC_EVENT_RESPONSE,
                         .id = request->id,
                         .status_code = request->status,
                         .body = request->answer,
                         .retry_after_s = request->retry_after_s,
                         .round_trip_us = sim->now_us - request->sent_us };

  if (!is_awaited (request))
    return;
  if (request->is_unreachable) {
    event.kind = UKE_SYNC_EVENT_FAILED;
    event.failure = UKE_SYNC_FAILURE_UNREACHABLE;
  }
  g_hash_table_remove (request->desk->requests, GUINT_TO_POINTER (request->id));
  sim_desk_step (request->desk, &event);
}

static void
give_up (Sim *sim, gpointer data)
{
  SimRequest *request = data;
  UkeSyncEvent event
      = { UKE_SYNC_EVENT_FAILED, .id = request->id, .failure = UKE_SYNC_FAILURE_TIMEOUT };

  if (!is_awaited (request))
    return;
  g_hash_table_remove (request->desk->requests, GUINT_TO_POINTER (request->id));
  sim_desk_step (request->desk, &event);
}

static void
fail_at_once (Sim *sim, gpointer data)
{
  SimRequest *request = data;

  request->is_unreachable = TRUE;
  deliver (sim, request);
}

/* --- the small model: whatever is on its way waits for somebody to choose ------------------------
 */

static void
clear_mail (gpointer data)
{
  sim_request_unref (((SimMail *)data)->request);
}

void
sim_mail_begin (Sim *sim)
{
  sim->mail = g_array_new (FALSE, FALSE, sizeof (SimMail));
  g_array_set_clear_func (sim->mail, clear_mail);
}

static void
add_mail (SimRequest *request, gboolean is_answer)
{
  const SimMail mail = { sim_request_ref (request), is_answer };

  g_array_append_val (request->sim->mail, mail);
}

static SimMail
take_mail (Sim *sim, unsigned at)
{
  SimMail mail = g_array_index (sim->mail, SimMail, at);

  sim_request_ref (mail.request);
  g_array_remove_index (sim->mail, at);
  return mail;
}

/* @comes_again: a copy of the request stays on its way. */
void
sim_mail_deliver (Sim *sim, unsigned at, gboolean comes_again)
{
  SimMail mail = take_mail (sim, at);

  if (comes_again)
    add_mail (mail.request, FALSE);
  (mail.is_answer ? deliver : arrive) (sim, mail.request);
  clear_mail (&mail);
}

void
sim_mail_lose (Sim *sim, unsigned at)
{
  SimMail mail = take_mail (sim, at);

  give_up (sim, mail.request);
  clear_mail (&mail);
}

/* Answers that nobody waits for do nothing. */
void
sim_mail_tidy (Sim *sim)
{
  for (unsigned i = sim->mail->len; i > 0; i--) {
    const SimMail *mail = &g_array_index (sim->mail, SimMail, i - 1);

    if (mail->is_answer && !is_awaited (mail->request))
      g_array_remove_index (sim->mail, i - 1);
  }
}

/* What takes no time. */
void
sim_run_now (Sim *sim)
{
  while (sim->failure == NULL && sim->heap->len > 0
         && ((const SimEvent *)sim->heap->pdata[0])->at_us <= sim->now_us)
    sim_run_next (sim);
}

/* From now on the network is what it is elsewhere. */
void
sim_mail_end (Sim *sim)
{
  GArray *mail = g_steal_pointer (&sim->mail);

  for (unsigned i = 0; mail != NULL && i < mail->len; i++) {
    const SimMail *one = &g_array_index (mail, SimMail, i);

    sim_at (sim, sim->now_us + 1000 * (i + 1), one->is_answer ? deliver : arrive,
            sim_request_ref (one->request), sim_request_unref);
  }
  g_clear_pointer (&mail, g_array_unref);
}

/* Lets a desk's request go: it arrives once, twice or never, now or later. */
void
sim_send (SimDesk *desk, const UkeSyncAction *action)
{
  Sim *sim = desk->sim;
  SimRequest *request = g_new0 (SimRequest, 1);

  g_atomic_ref_count_init (&request->refs);
  request->sim = sim;
  request->desk = desk;
  request->life = desk->life;
  request->id = action->id;
  request->kind = action->request;
  request->path = g_strdup (action->path);
  request->body = action->body != NULL ? g_bytes_ref (action->body) : NULL;
  request->sent_us = sim->now_us;
  sim->count.n_requests++;
  g_hash_table_insert (desk->requests, GUINT_TO_POINTER (request->id), request);
  if (sim->mail != NULL) {
    add_mail (request, FALSE);
    return;
  }
  sim_at (sim, sim->now_us + (int64_t)action->deadline_ms * 1000, give_up,
          sim_request_ref (request), sim_request_unref);
  if (desk->link.is_cut_out) {
    if (sim_random_chance (&sim->net, 500))
      sim_at (sim, sim->now_us + 1000, fail_at_once, sim_request_ref (request), sim_request_unref);
    return;
  }
  if (!sim_random_chance (&sim->net, desk->link.drop_per_mille))
    sim_at (sim, sim->now_us + get_delay (sim, &desk->link), arrive, sim_request_ref (request),
            sim_request_unref);
  if (sim_random_chance (&sim->net, desk->link.double_per_mille))
    sim_at (sim, sim->now_us + get_delay (sim, &desk->link), arrive, sim_request_ref (request),
            sim_request_unref);
}

/* An answer goes its way; only one of two that arrived comes back with what it says. */
void
sim_answer (SimRequest *request)
{
  Sim *sim = request->sim;
  SimLink *link = &request->desk->link;
  int64_t delay_us;

  if (sim->mail != NULL) {
    add_mail (request, TRUE);
    return;
  }
  if (link->is_cut_in || sim_random_chance (&sim->net, link->drop_per_mille))
    return;
  delay_us = get_delay (sim, link);
  if (sim->now_us <= sim->late_until_us && request->kind == UKE_SYNC_REQUEST_CHANGES
      && (sim->is_news_kept || sim_random_chance (&sim->net, 700)))
    delay_us += sim_random_range (&sim->net, 5, 40) * SIM_SECOND_US;
  sim_at (sim, sim->now_us + delay_us, deliver, sim_request_ref (request), sim_request_unref);
}
