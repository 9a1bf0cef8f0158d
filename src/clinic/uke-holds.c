/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-holds.h"

/** Own: a time that this desk asked for. */
typedef struct {
  unsigned token;
  UkeHoldState state;
  gboolean is_given_up; /* before the answer came */
  UkeWireHold hold;
  int64_t ends_us; /* monotonic: the server keeps it until then at least */
} Own;

struct _UkeHolds {
  GObject parent_instance;
  UkeClock *clock;             /* (owned) */
  const UkeHoldKeeper *keeper; /* (not owned) (nullable) */
  gpointer keeper_data;
  uint32_t dev;
  GArray *all;              /* (owned): UkeWireHold, as the server told them last */
  int64_t server_before_us; /* the server's clock less the monotonic one */
  gboolean knows_server_time;
  GPtrArray *own;       /* (owned): Own */
  UkeLeaseBook *leases; /* (owned) */
  unsigned last_token;
  unsigned ending; /* a timeout, 0 for none */
};

enum { SIGNAL_CHANGED, SIGNAL_LEASES_CHANGED, N_SIGNALS };
static unsigned signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UkeHolds, uke_holds, G_TYPE_OBJECT)

static void
uke_holds_dispose (GObject *object)
{
  UkeHolds *self = UKE_HOLDS (object);

  g_clear_handle_id (&self->ending, g_source_remove);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->all, g_array_unref);
  g_clear_pointer (&self->own, g_ptr_array_unref);
  g_clear_pointer (&self->leases, uke_lease_book_free);
  G_OBJECT_CLASS (uke_holds_parent_class)->dispose (object);
}

static void
uke_holds_class_init (UkeHoldsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_holds_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", UKE_TYPE_HOLDS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LEASES_CHANGED] = g_signal_new (
      "leases-changed", UKE_TYPE_HOLDS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
uke_holds_init (UkeHolds *self)
{
  self->all = g_array_new (FALSE, FALSE, sizeof (UkeWireHold));
  self->own = g_ptr_array_new_with_free_func (g_free);
  self->leases = uke_lease_book_new ();
}

/**
 * uke_holds_new:
 * @clock: the clinic's
 *
 * Returns: (transfer full): nothing is kept
 * Errors: none
 * Thread: main
 */
UkeHolds *
uke_holds_new (UkeClock *clock)
{
  UkeHolds *self = g_object_new (UKE_TYPE_HOLDS, NULL);

  self->clock = g_object_ref (clock);
  return self;
}

static void
emit_changed (UkeHolds *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
emit_leases_changed (UkeHolds *self)
{
  g_signal_emit (self, signals[SIGNAL_LEASES_CHANGED], 0);
}

static int64_t
server_now_us (UkeHolds *self)
{
  return self->server_before_us + uke_clock_monotonic_us (self->clock);
}

static gboolean
is_of_others (UkeHolds *self, const UkeWireHold *hold)
{
  return hold->dev != self->dev && hold->until_us > server_now_us (self);
}

/* --- what ends by itself ---------------------------------------------------------------------- */

static void await_end (UkeHolds *self);

static gboolean
ended_cb (gpointer data)
{
  UkeHolds *self = data;

  self->ending = 0;
  for (unsigned i = self->own->len; i > 0; i--) {
    Own *own = self->own->pdata[i - 1];

    if (own->state != UKE_HOLD_KEPT || own->ends_us > uke_clock_monotonic_us (self->clock))
      continue;
    own->state = UKE_HOLD_NONE;
    if (uke_lease_book_is_lease (&own->hold))
      g_ptr_array_remove_index_fast (self->own, i - 1);
  }
  if (uke_lease_book_expire (self->leases, uke_clock_monotonic_us (self->clock)))
    emit_leases_changed (self);
  await_end (self);
  emit_changed (self);
  return G_SOURCE_REMOVE;
}

/* One timeout, for whatever ends next. */
static void
await_end (UkeHolds *self)
{
  int64_t now_us = uke_clock_monotonic_us (self->clock), next_us = G_MAXINT64;

  g_clear_handle_id (&self->ending, g_source_remove);
  for (unsigned i = 0; i < self->all->len; i++) {
    const UkeWireHold *hold = &g_array_index (self->all, UkeWireHold, i);

    if (is_of_others (self, hold))
      next_us = MIN (next_us, hold->until_us - self->server_before_us);
  }
  for (unsigned i = 0; i < self->own->len; i++) {
    const Own *own = self->own->pdata[i];

    if (own->state == UKE_HOLD_KEPT)
      next_us = MIN (next_us, own->ends_us);
  }
  for (unsigned i = 0; i < uke_lease_book_get_n (self->leases); i++)
    next_us = MIN (next_us, uke_lease_book_get (self->leases, i)->ends_us);
  if (next_us != G_MAXINT64)
    self->ending = g_timeout_add ((unsigned)CLAMP ((next_us - now_us) / 1000 + 1, 1, 3600 * 1000),
                                  ended_cb, self);
}

/* --- whoever speaks to the server ------------------------------------------------------------- */

/**
 * uke_holds_set_keeper:
 * @self: holds
 * @keeper: (nullable): who can ask the server; NULL: nobody any more
 * @data: for the keeper
 * @dev: this device's number
 *
 * Errors: none
 * Thread: main
 */
void
uke_holds_set_keeper (UkeHolds *self, const UkeHoldKeeper *keeper, gpointer data, uint32_t dev)
{
  self->keeper = keeper;
  self->keeper_data = data;
  self->dev = dev;
  if (keeper != NULL)
    return;
  /* What is not answered yet never will be. What is kept is kept all the same. */
  for (unsigned i = 0; i < self->own->len; i++) {
    Own *own = self->own->pdata[i];

    if (own->state == UKE_HOLD_ASKED)
      own->state = UKE_HOLD_NONE;
  }
  g_array_set_size (self->all, 0);
  await_end (self);
  emit_changed (self);
}

/**
 * uke_holds_set_server_time:
 * @self: holds
 * @now_us: the server's clock, as it has just said
 *
 * Errors: none
 * Thread: main
 */
void
uke_holds_set_server_time (UkeHolds *self, int64_t now_us)
{
  self->server_before_us = now_us - uke_clock_monotonic_us (self->clock);
  self->knows_server_time = TRUE;
}

/**
 * uke_holds_replace:
 * @self: holds
 * @holds: (element-type UkeWireHold): those of all devices
 * @now_us: the server's clock when it said so
 *
 * Errors: none
 * Thread: main
 */
void
uke_holds_replace (UkeHolds *self, const GArray *holds, int64_t now_us)
{
  uke_holds_set_server_time (self, now_us);
  g_array_set_size (self->all, 0);
  g_array_append_vals (self->all, holds->data, holds->len);
  if (uke_lease_book_match (self->leases, holds))
    emit_leases_changed (self);
  await_end (self);
  emit_changed (self);
}

static Own *
find_own (UkeHolds *self, unsigned token)
{
  for (unsigned i = 0; token != 0 && i < self->own->len; i++) {
    Own *own = self->own->pdata[i];

    if (own->token == token)
      return own;
  }
  return NULL;
}

/* The server counts from when it got the wish; what it says of its own clock is never ahead. */
static void
take_kept (UkeHolds *self, Own *own, const UkeWireHold *hold)
{
  own->hold = *hold;
  own->state = UKE_HOLD_KEPT;
  if (self->knows_server_time)
    own->ends_us = MIN (own->ends_us, hold->until_us - self->server_before_us);
  if (!uke_lease_book_is_lease (hold) || own->is_given_up)
    return;
  uke_lease_book_add (self->leases, hold, own->ends_us);
  emit_leases_changed (self);
}

/**
 * uke_holds_answer:
 * @self: holds
 * @token: whose wish it was
 * @kept: what became of it
 * @hold: (nullable): the hold, when it is kept
 *
 * Errors: none
 * Thread: main
 */
void
uke_holds_answer (UkeHolds *self, unsigned token, UkeSyncKept kept, const UkeWireHold *hold)
{
  Own *own = find_own (self, token);

  if (own == NULL)
    return;
  if (kept == UKE_SYNC_KEPT_YES) {
    take_kept (self, own, hold);
    if (own->is_given_up) {
      uke_holds_give_up (self, token);
      return;
    }
  } else {
    own->state = kept == UKE_SYNC_KEPT_TAKEN ? UKE_HOLD_TAKEN : UKE_HOLD_NONE;
    if (own->is_given_up)
      g_ptr_array_remove_fast (self->own, own);
  }
  await_end (self);
  emit_changed (self);
}

/* --- this desk -------------------------------------------------------------------------------- */

/**
 * uke_holds_can_ask:
 * @self: holds
 *
 * Returns: whether there is somebody who can ask a server
 * Errors: none
 * Thread: main
 */
gboolean
uke_holds_can_ask (UkeHolds *self)
{
  return self->keeper != NULL;
}

/**
 * uke_holds_ask:
 * @self: holds
 * @wish: which time of which column, and for how long
 *
 * Returns: names the wish, until uke_holds_give_up(); its state may change with every `changed`
 * Errors: none
 * Thread: main
 */
unsigned
uke_holds_ask (UkeHolds *self, const UkeWireHoldWish *wish)
{
  Own *own = g_new0 (Own, 1);

  own->token = ++self->last_token;
  own->state = self->keeper != NULL ? UKE_HOLD_ASKED : UKE_HOLD_NONE;
  /* The server counts from when it got the wish, which is not before now. */
  own->ends_us = uke_clock_monotonic_us (self->clock) + wish->for_s * G_USEC_PER_SEC;
  g_ptr_array_add (self->own, own);
  if (self->keeper != NULL)
    self->keeper->ask (wish, own->token, self->keeper_data);
  return own->token;
}

/**
 * uke_holds_get_state:
 * @self: holds
 * @token: names a wish
 *
 * Returns: how it stands with it
 * Errors: none
 * Thread: main
 */
UkeHoldState
uke_holds_get_state (UkeHolds *self, unsigned token)
{
  const Own *own = find_own (self, token);

  return own != NULL ? own->state : UKE_HOLD_NONE;
}

/**
 * uke_holds_give_up:
 * @self: holds
 * @token: names a wish; nothing afterwards
 *
 * Errors: none
 * Thread: main
 */
void
uke_holds_give_up (UkeHolds *self, unsigned token)
{
  Own *own = find_own (self, token);

  if (own == NULL)
    return;
  if (own->state == UKE_HOLD_ASKED) {
    own->is_given_up = TRUE;
    return;
  }
  if (own->state == UKE_HOLD_KEPT && self->keeper != NULL)
    self->keeper->give_up (&own->hold.id, self->keeper_data);
  if (uke_lease_book_find (self->leases, &own->hold.id) != NULL) {
    uke_lease_book_remove (self->leases, &own->hold.id);
    emit_leases_changed (self);
  }
  g_ptr_array_remove_fast (self->own, own);
  await_end (self);
}

/**
 * uke_holds_give_up_hold:
 * @self: holds
 * @id: a hold of this device's, also one from before a restart
 *
 * Errors: none
 * Thread: main
 */
void
uke_holds_give_up_hold (UkeHolds *self, const UkeId *id)
{
  const UkeId hold_id = *id;

  for (unsigned i = 0; i < self->own->len; i++) {
    const Own *own = self->own->pdata[i];

    if (own->state == UKE_HOLD_KEPT && uke_id_equal (&own->hold.id, &hold_id)) {
      uke_holds_give_up (self, own->token);
      return;
    }
  }
  if (self->keeper != NULL)
    self->keeper->give_up (&hold_id, self->keeper_data);
  if (uke_lease_book_find (self->leases, &hold_id) == NULL)
    return;
  uke_lease_book_remove (self->leases, &hold_id);
  emit_leases_changed (self);
}

/**
 * uke_holds_list_others:
 * @self: holds
 * @from_us: from here
 * @to_us: to here
 *
 * Returns: (transfer full) (element-type UkeWireHold): what other devices keep there now
 * Errors: none
 * Thread: main
 */
GArray *
uke_holds_list_others (UkeHolds *self, int64_t from_us, int64_t to_us)
{
  GArray *others = g_array_new (FALSE, FALSE, sizeof (UkeWireHold));

  for (unsigned i = 0; i < self->all->len; i++) {
    const UkeWireHold *hold = &g_array_index (self->all, UkeWireHold, i);

    if (is_of_others (self, hold) && hold->from_us < to_us && hold->to_us > from_us)
      g_array_append_val (others, *hold);
  }
  return others;
}

/* --- leases ----------------------------------------------------------------------------------- */

/**
 * uke_holds_get_leases:
 * @self: holds
 *
 * Returns: (transfer none): this desk's leases
 * Errors: none
 * Thread: main
 */
const UkeLeaseBook *
uke_holds_get_leases (UkeHolds *self)
{
  return self->leases;
}

/**
 * uke_holds_restore_leases:
 * @self: holds of a desk that has just started
 * @leases: (transfer full): what it had before
 *
 * Errors: none
 * Thread: main
 * Source: sync.md 2.10
 */
void
uke_holds_restore_leases (UkeHolds *self, UkeLeaseBook *leases)
{
  uke_lease_book_free (self->leases);
  self->leases = leases;
  if (self->knows_server_time)
    uke_lease_book_match (self->leases, self->all);
  await_end (self);
  emit_changed (self);
}

/**
 * uke_holds_get_server_time:
 * @self: holds
 * @out_now_us: (out): the server's clock
 *
 * Returns: whether the server has said what time it is
 * Errors: none
 * Thread: main
 */
gboolean
uke_holds_get_server_time (UkeHolds *self, int64_t *out_now_us)
{
  *out_now_us = server_now_us (self);
  return self->knows_server_time;
}

/**
 * uke_holds_list_own:
 * @self: holds
 *
 * Returns: (transfer full) (element-type UkeWireHold): what the server says that it keeps for this
 *   device
 * Errors: none
 * Thread: main
 */
GArray *
uke_holds_list_own (UkeHolds *self)
{
  GArray *own = g_array_new (FALSE, FALSE, sizeof (UkeWireHold));

  for (unsigned i = 0; i < self->all->len; i++) {
    const UkeWireHold *hold = &g_array_index (self->all, UkeWireHold, i);

    if (hold->dev == self->dev)
      g_array_append_val (own, *hold);
  }
  return own;
}

/**
 * uke_holds_note_booking:
 * @self: holds
 * @booking: as somebody at this desk has just written it
 *
 * Keeps in mind whether leases of this desk keep all of its time: then it will get its place
 * whatever others do.
 *
 * Errors: none
 * Thread: main
 * Source: sync.md 2.10, P24
 */
void
uke_holds_note_booking (UkeHolds *self, UkeRecord *booking)
{
  if (uke_lease_book_note (self->leases, booking, uke_clock_monotonic_us (self->clock)))
    emit_leases_changed (self);
}

/**
 * uke_holds_has_lease:
 * @self: holds
 * @resources: (array fixed-size=2): a provider and a chair; none where there is no such
 * @from_us: from here
 * @to_us: to here
 *
 * Returns: whether another booking there would be certain
 * Errors: none
 * Thread: main
 */
gboolean
uke_holds_has_lease (UkeHolds *self, const UkeId resources[2], int64_t from_us, int64_t to_us)
{
  return uke_lease_book_has_room (self->leases, resources, from_us, to_us,
                                  uke_clock_monotonic_us (self->clock));
}

/**
 * uke_holds_is_certain:
 * @self: holds
 * @appointment_id: a booking
 *
 * Returns: whether it was made here within a lease
 * Errors: none
 * Thread: main
 */
gboolean
uke_holds_is_certain (UkeHolds *self, const UkeId *appointment_id)
{
  return uke_lease_book_is_certain (self->leases, appointment_id);
}
