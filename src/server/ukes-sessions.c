/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-sessions.h"

#define MAX_RUNS 16 /* of one device, the newest */

/** Run: one run of a desk's engine. */
typedef struct {
  uint64_t inc, session;
  gboolean is_superseded; /* another run has said hello with its incarnation since */
  gboolean is_cloned;     /* the one before it is alive: it may do nothing as this incarnation */
} Run;

struct _UkesSessions {
  GMutex lock;
  GHashTable *devices; /* (owned): number to GArray of Run, in the order of their hellos */
};

/**
 * ukes_sessions_new:
 *
 * Returns: (transfer full): no runs
 * Thread: any
 */
UkesSessions *
ukes_sessions_new (void)
{
  UkesSessions *self = g_new0 (UkesSessions, 1);

  g_mutex_init (&self->lock);
  self->devices = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
  return self;
}

/**
 * ukes_sessions_free:
 * @self: (transfer full) (nullable): runs
 *
 * Thread: any, when nobody else looks
 */
void
ukes_sessions_free (UkesSessions *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->devices);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static GArray *
get_runs (UkesSessions *self, uint32_t dev)
{
  GArray *runs = g_hash_table_lookup (self->devices, GUINT_TO_POINTER (dev));

  if (runs == NULL) {
    runs = g_array_new (FALSE, FALSE, sizeof (Run));
    g_hash_table_insert (self->devices, GUINT_TO_POINTER (dev), runs);
  }
  return runs;
}

static Run *
find_run (GArray *runs, uint64_t session)
{
  for (unsigned i = 0; i < runs->len; i++)
    if (g_array_index (runs, Run, i).session == session)
      return &g_array_index (runs, Run, i);
  return NULL;
}

static void
supersede_others (GArray *runs, const Run *run)
{
  for (unsigned i = 0; i < runs->len; i++) {
    Run *other = &g_array_index (runs, Run, i);

    if (other->session != run->session && other->inc == run->inc)
      other->is_superseded = TRUE;
  }
}

/**
 * ukes_sessions_begin:
 * @self: runs
 * @dev: a device
 * @inc: the incarnation that it says it is
 * @session: which run; 0 when it does not say
 * @out_was_cloned: (out): whether it was found to be a copy, and comes with another incarnation now
 *
 * A run says hello.
 *
 * Returns: whether it is let in; not as an incarnation whose other run is alive
 * Thread: any
 */
gboolean
ukes_sessions_begin (UkesSessions *self,
                     uint32_t dev,
                     uint64_t inc,
                     uint64_t session,
                     gboolean *out_was_cloned)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const Run fresh = { .inc = inc, .session = session };
  GArray *runs;
  Run *run;

  *out_was_cloned = FALSE;
  if (session == 0)
    return TRUE;
  runs = get_runs (self, dev);
  run = find_run (runs, session);
  if (run != NULL && run->is_cloned && run->inc == inc)
    return FALSE;
  *out_was_cloned = run != NULL && run->is_cloned;
  if (run == NULL) {
    if (runs->len == MAX_RUNS)
      g_array_remove_index (runs, 0);
    g_array_append_val (runs, fresh);
    run = &g_array_index (runs, Run, runs->len - 1);
  }
  *run = fresh;
  supersede_others (runs, run);
  return TRUE;
}

/**
 * ukes_sessions_hear:
 * @self: runs
 * @dev: a device
 * @session: which run of it asks for something; 0 when it does not say
 * @is_new: whether it asks now, and not before and was waiting
 * @out_found: (out): whether it was found by this that the device is there twice
 *
 * Returns: whether it may go on as the incarnation that it said it is
 * Thread: any
 */
gboolean
ukes_sessions_hear (UkesSessions *self,
                    uint32_t dev,
                    uint64_t session,
                    gboolean is_new,
                    gboolean *out_found)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GArray *runs = session != 0 ? get_runs (self, dev) : NULL;
  Run *run = runs != NULL ? find_run (runs, session) : NULL;

  *out_found = FALSE;
  if (run == NULL || run->is_cloned)
    return run == NULL;
  if (!is_new || !run->is_superseded)
    return TRUE;
  run->is_superseded = FALSE;
  for (unsigned i = 0; i < runs->len; i++) {
    Run *other = &g_array_index (runs, Run, i);

    if (other == run || other->inc != run->inc || other->is_superseded || other->is_cloned)
      continue;
    other->is_cloned = TRUE;
    *out_found = TRUE;
  }
  return TRUE;
}
