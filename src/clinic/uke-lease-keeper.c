/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-clinic"

#include "clinic/uke-lease-keeper.h"

#include "clinic/uke-clinic-private.h"
#include "clinic/uke-lease-plan.h"
#include "clinic/uke-set-up-commands.h"
#include "store/uke-hold.h"
#include "store/uke-lease-store.h"
#include "store/uke-replica.h"

/* So long it rests between two looks, and after something was not to be had. */
#define REST_S 5
#define REFUSED_S 60

/* Blocks that are asked for at a time: whoever books wants something kept as well. */
#define MAX_BLOCKS 3
#define MAX_ENDED 6

#define MAX_FREE 4000
#define N_DAYS 4

/** Block: a provider's hour, and its chair's, on their way from the server. */
typedef struct {
  unsigned tokens[2]; /* 0: there is no such */
  unsigned n_tokens;
} Block;

struct _UkeLeaseKeeper {
  UkeClinic *clinic; /* (owned) */
  UkeHolds *holds;   /* (owned) */
  UkeZone *zone;     /* (owned) (nullable) */
  uint32_t dev;
  GArray *asked; /* (owned): Block */
  unsigned n_hours;
  unsigned n_changes, n_seen; /* of the leases: ever, and when the look began that runs */
  unsigned resting;           /* a timeout, 0 for none */
  gboolean is_loaded, is_loading;
  gboolean is_settled; /* the server is reached, and has everything that was done here */
  gboolean is_looking, looks_again, was_refused;
  gboolean is_gone; /* nobody has it any more but answers that are on their way */
};

static void look (UkeLeaseKeeper *self);

static void
keeper_clear (gpointer data)
{
  UkeLeaseKeeper *self = data;

  g_clear_pointer (&self->zone, uke_zone_unref);
  g_array_unref (self->asked);
  g_object_unref (self->holds);
  g_object_unref (self->clinic);
}

/** KeeperRef: a keeper that an answer comes back to. */
typedef UkeLeaseKeeper KeeperRef;

static void
keeper_ref_release (KeeperRef *self)
{
  g_rc_box_release_full (self, keeper_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KeeperRef, keeper_ref_release)

static UkeLeaseMoment
make_moment (UkeLeaseKeeper *self, char *boot_id)
{
  UkeClock *clock = uke_clinic_get_clock (self->clinic);

  return (UkeLeaseMoment){ boot_id, uke_clock_monotonic_us (clock), uke_clock_now_us (clock) };
}

/* --- the file --------------------------------------------------------------------------------- */

/** Job: leases on their way to the file, or from it. */
typedef struct {
  UkeLeaseBook *book; /* (owned) */
  char *boot_id;      /* (owned) */
  UkeLeaseMoment moment;
} Job;

static Job *
job_new (UkeLeaseKeeper *self, UkeLeaseBook *book)
{
  Job *job = g_new0 (Job, 1);

  job->book = book;
  job->boot_id = uke_clock_dup_boot_id (uke_clinic_get_clock (self->clinic));
  job->moment = make_moment (self, job->boot_id);
  return job;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  uke_lease_book_free (job->book);
  g_free (job->boot_id);
  g_free (job);
}

static gpointer
load (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  UkeLeaseBook *book = uke_lease_book_new ();

  if (uke_lease_store_load (db, &job->moment, book, error))
    return book;
  uke_lease_book_free (book);
  return NULL;
}

static gpointer
save (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return uke_lease_store_save (db, job->book, &job->moment, error) ? job : NULL;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (uke_db_pool_write_finish (UKE_DB_POOL (source), result, &error) == NULL)
    g_debug ("leases: %s", error->message);
}

static void
leases_changed_cb (UkeLeaseKeeper *self)
{
  Job *job;

  self->n_changes++;
  if (!self->is_loaded || self->clinic->pool == NULL)
    return;
  job = job_new (self, uke_lease_book_copy (uke_holds_get_leases (self->holds)));
  uke_db_pool_write_background_async (self->clinic->pool, save, job, job_free, NULL, NULL, saved_cb,
                                      NULL);
  look (self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KeeperRef) self = user_data;
  g_autoptr (GError) error = NULL;
  UkeLeaseBook *book = uke_db_pool_write_finish (UKE_DB_POOL (source), result, &error);

  self->is_loading = FALSE;
  if (book == NULL)
    g_debug ("leases: %s", error->message);
  if (book == NULL || self->is_gone) {
    uke_lease_book_free (book);
    return;
  }
  self->is_loaded = TRUE;
  uke_holds_restore_leases (self->holds, book);
  look (self);
}

/**
 * uke_lease_keeper_start:
 * @self: a keeper whose clinic is open
 *
 * Reads what the desk had before it was started. By way of the writer: what was written last is
 * there before.
 *
 * Errors: none
 * Thread: main
 */
void
uke_lease_keeper_start (UkeLeaseKeeper *self)
{
  if (self->is_loaded || self->is_loading || self->clinic->pool == NULL || !self->clinic->is_open)
    return;
  self->is_loading = TRUE;
  uke_db_pool_write_background_async (self->clinic->pool, load, job_new (self, NULL), job_free,
                                      (GDestroyNotify)uke_lease_book_free, NULL, loaded_cb,
                                      g_rc_box_acquire (self));
}

/* --- the stock -------------------------------------------------------------------------------- */

static gboolean
rested_cb (gpointer data)
{
  UkeLeaseKeeper *self = data;

  self->resting = 0;
  if (self->looks_again)
    look (self);
  return G_SOURCE_REMOVE;
}

static void
rest (UkeLeaseKeeper *self)
{
  g_clear_handle_id (&self->resting, g_source_remove);
  self->resting = g_timeout_add_seconds (self->was_refused ? REFUSED_S : REST_S, rested_cb, self);
  self->was_refused = FALSE;
  self->is_looking = FALSE;
}

static unsigned
ask (UkeLeaseKeeper *self, const UkeWireHoldWish *wish)
{
  return uke_holds_ask (self->holds, wish);
}

/* A provider's hour and its chair's follow each other and begin together. */
static void
ask_for_blocks (UkeLeaseKeeper *self, const GArray *wishes)
{
  for (unsigned i = 0; i < wishes->len && self->asked->len < MAX_BLOCKS; i++) {
    const UkeWireHoldWish *wish = &g_array_index (wishes, UkeWireHoldWish, i);
    const UkeWireHoldWish *next
        = i + 1 < wishes->len ? &g_array_index (wishes, UkeWireHoldWish, i + 1) : NULL;
    Block block = { { ask (self, wish) }, 1 };

    if (next != NULL && next->from_us == wish->from_us) {
      block.tokens[1] = ask (self, next);
      block.n_tokens = 2;
      i++;
    }
    g_array_append_val (self->asked, block);
  }
}

/* What the server keeps for this desk and the desk does not know: its answer was lost. */
static void
give_up_unknown (UkeLeaseKeeper *self)
{
  g_autoptr (GArray) own = uke_holds_list_own (self->holds);

  for (unsigned i = 0; i < own->len && i < MAX_ENDED; i++) {
    const UkeWireHold *hold = &g_array_index (own, UkeWireHold, i);

    if (uke_lease_book_is_lease (hold)
        && uke_lease_book_find (uke_holds_get_leases (self->holds), &hold->id) == NULL)
      uke_holds_give_up_hold (self->holds, &hold->id);
  }
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KeeperRef) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) free = uke_clinic_find_free_finish (UKE_CLINIC (source), result, &error);
  g_auto (UkeLeasePlan) plan = { 0 };
  UkeLeaseSituation situation
      = { 0, self->n_hours, self->zone, free, uke_holds_get_leases (self->holds) };

  if (self->is_gone)
    return;
  if (free == NULL || !self->is_settled || self->n_changes != self->n_seen
      || !uke_holds_get_server_time (self->holds, &situation.now_us)) {
    rest (self);
    return;
  }
  uke_lease_plan_make (&situation, &plan);
  give_up_unknown (self);
  for (unsigned i = 0; i < MIN (plan.ended->len, MAX_ENDED); i++)
    uke_holds_give_up_hold (self->holds, &g_array_index (plan.ended, UkeId, i));
  if (plan.ended->len == 0)
    ask_for_blocks (self, plan.wishes);
  if (self->asked->len == 0)
    rest (self);
}

static void
find_free (UkeLeaseKeeper *self)
{
  UkeFreeQuery query = { .length_min = UKE_LEASE_LENGTH_MIN, .n = MAX_FREE, .n_days = N_DAYS };

  if (!uke_holds_get_server_time (self->holds, &query.from_us)) {
    rest (self);
    return;
  }
  /* Its start is looked for on the calendar's steps. */
  query.from_us += UKE_LEASE_LEAD_US;
  uke_clinic_find_free_async (self->clinic, &query, NULL, found_cb, g_rc_box_acquire (self));
}

/** Standing: what a look begins with. */
typedef struct {
  uint32_t dev;
  unsigned n_hours;
  unsigned n_waiting; /* change-sets that the server may not have */
} Standing;

static gpointer
read_standing (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree Standing *standing = g_memdup2 (data, sizeof *standing);
  UkeReplicaStatus status;

  if (!uke_replica_get_status (db, &status, error)
      || !uke_hold_get_allowance (db, standing->dev, &standing->n_hours, error))
    return NULL;
  standing->n_waiting = status.n_waiting;
  return g_steal_pointer (&standing);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KeeperRef) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree Standing *standing = uke_clinic_query_finish (UKE_CLINIC (source), result, &error);
  g_autoptr (GArray) own = NULL;

  if (self->is_gone)
    return;
  if (standing == NULL || standing->n_waiting > 0) {
    rest (self);
    return;
  }
  self->n_hours = standing->n_hours;
  own = uke_holds_list_own (self->holds);
  /* A desk that may not, and has nothing, needs no search. */
  if (self->n_hours == 0 && own->len == 0
      && uke_lease_book_get_n (uke_holds_get_leases (self->holds)) == 0)
    rest (self);
  else
    find_free (self);
}

/* What was booked in a lease before the look began is in what it reads; when anything is booked
 * there later, the look comes to nothing. So no lease is given up whose booking is on its way. */
static void
look (UkeLeaseKeeper *self)
{
  Standing standing = { .dev = self->dev };

  self->looks_again = TRUE;
  if (!self->is_loaded || !self->is_settled || self->is_looking || self->resting != 0
      || self->asked->len > 0)
    return;
  self->looks_again = FALSE;
  self->is_looking = TRUE;
  self->n_seen = self->n_changes;
  g_clear_pointer (&self->zone, uke_zone_unref);
  self->zone = self->clinic->zone != NULL ? uke_zone_ref (self->clinic->zone) : uke_zone_new_utc ();
  uke_clinic_query (self->clinic, look, read_standing, g_memdup2 (&standing, sizeof standing),
                    g_free, g_free, NULL, read_cb, g_rc_box_acquire (self));
}

static gboolean
is_answered (UkeLeaseKeeper *self, const Block *block, gboolean *out_is_kept)
{
  *out_is_kept = TRUE;
  for (unsigned i = 0; i < block->n_tokens; i++) {
    UkeHoldState state = uke_holds_get_state (self->holds, block->tokens[i]);

    if (state == UKE_HOLD_ASKED)
      return FALSE;
    *out_is_kept &= state == UKE_HOLD_KEPT;
  }
  return TRUE;
}

/* Half a block is of no use: the other half goes back. */
static void
holds_changed_cb (UkeLeaseKeeper *self)
{
  if (self->asked->len == 0) {
    look (self);
    return;
  }
  for (unsigned i = self->asked->len; i > 0; i--) {
    const Block block = g_array_index (self->asked, Block, i - 1);
    gboolean is_kept;

    if (!is_answered (self, &block, &is_kept))
      continue;
    g_array_remove_index_fast (self->asked, i - 1);
    self->was_refused |= !is_kept;
    for (unsigned j = 0; !is_kept && j < block.n_tokens; j++)
      uke_holds_give_up (self->holds, block.tokens[j]);
  }
  if (self->asked->len > 0 || !self->is_looking)
    return;
  /* There may be more to ask for. */
  self->looks_again = TRUE;
  if (self->was_refused) {
    rest (self);
    return;
  }
  self->is_looking = FALSE;
  look (self);
}

/* At any desk somebody may say that this one may lease more, or less. */
static void
clinic_changed_cb (UkeLeaseKeeper *self, UkeChanges *changes)
{
  for (unsigned i = 0; i < uke_changes_get_n (changes); i++)
    if (uke_changes_get (changes, i)->entity == &UKE_ENTITY_SETTING) {
      g_clear_handle_id (&self->resting, g_source_remove);
      look (self);
      return;
    }
}

static void
minute_changed_cb (UkeLeaseKeeper *self)
{
  uke_lease_keeper_start (self);
  look (self);
}

/**
 * uke_lease_keeper_new:
 * @clinic: a clinic that belongs to a server
 * @dev: this desk's number there
 *
 * Returns: (transfer full): a keeper that has not started
 * Errors: none
 * Thread: main
 */
UkeLeaseKeeper *
uke_lease_keeper_new (UkeClinic *clinic, uint32_t dev)
{
  UkeLeaseKeeper *self = g_rc_box_new0 (UkeLeaseKeeper);

  self->clinic = g_object_ref (clinic);
  self->holds = g_object_ref (uke_clinic_get_holds (clinic));
  self->dev = dev;
  self->asked = g_array_new (FALSE, FALSE, sizeof (Block));
  g_signal_connect_swapped (self->holds, "changed", G_CALLBACK (holds_changed_cb), self);
  g_signal_connect_swapped (self->holds, "leases-changed", G_CALLBACK (leases_changed_cb), self);
  g_signal_connect_swapped (clinic, "changed", G_CALLBACK (clinic_changed_cb), self);
  g_signal_connect_swapped (uke_clinic_get_clock (clinic), "minute-changed",
                            G_CALLBACK (minute_changed_cb), self);
  return self;
}

/**
 * uke_lease_keeper_free:
 * @self: (transfer full) (nullable): a keeper; the desk's leases stay what they are
 *
 * Errors: none
 * Thread: main
 */
void
uke_lease_keeper_free (UkeLeaseKeeper *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (uke_clinic_get_clock (self->clinic), self);
  g_signal_handlers_disconnect_by_data (self->holds, self);
  g_signal_handlers_disconnect_by_data (self->clinic, self);
  g_clear_handle_id (&self->resting, g_source_remove);
  self->is_gone = TRUE;
  keeper_ref_release (self);
}

/**
 * uke_lease_keeper_set_settled:
 * @self: a keeper
 * @is_settled: whether the server is reached and has everything that was done at this desk: then
 *   alone leases are taken and given up
 *
 * Errors: none
 * Thread: main
 */
void
uke_lease_keeper_set_settled (UkeLeaseKeeper *self, gboolean is_settled)
{
  gboolean was_settled = self->is_settled;

  self->is_settled = is_settled;
  if (!is_settled || was_settled)
    return;
  uke_lease_keeper_start (self);
  look (self);
}

/* --- what the clinic's settings say ----------------------------------------------------------- */

static gpointer
read_hours (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree unsigned *n_hours = g_new0 (unsigned, 1);

  return uke_hold_get_allowance (db, GPOINTER_TO_UINT (data), n_hours, error)
             ? g_steal_pointer (&n_hours)
             : NULL;
}

/**
 * uke_clinic_load_lease_hours_async:
 * @self: an open clinic
 * @dev: a device's number
 * @callback: called with the hours
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 */
void
uke_clinic_load_lease_hours_async (UkeClinic *self,
                                   uint32_t dev,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  uke_clinic_query (self, uke_clinic_load_lease_hours_async, read_hours, GUINT_TO_POINTER (dev),
                    NULL, g_free, NULL, callback, user_data);
}

/**
 * uke_clinic_load_lease_hours_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: how many hours a day and provider the device may lease; 0 with @error set
 * Errors: NOT_OPEN
 * Thread: main
 */
int
uke_clinic_load_lease_hours_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  g_autofree unsigned *n_hours = uke_clinic_query_finish (self, result, error);

  return n_hours != NULL ? (int)*n_hours : 0;
}

/**
 * uke_command_set_lease_hours:
 * @dev: a device's number
 * @n_hours: how many hours a day and provider it may lease, 0 for none
 *
 * Returns: (transfer full): the command
 * Errors: DENIED
 * Thread: any
 */
UkeCommand *
uke_command_set_lease_hours (uint32_t dev, unsigned n_hours)
{
  g_autofree char *key = g_strdup_printf (UKE_LEASE_SETTING, dev);
  g_autofree char *value = g_strdup_printf ("%u", MIN (n_hours, UKE_LEASE_MAX_HOURS));

  return uke_command_save_setting (key, value);
}
