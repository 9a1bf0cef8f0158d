/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-lease-book.h"

#include "model/uke-entities.h"
#include "model/uke-status.h"

/* So long a booking is kept in mind that may have been made while a lease was being asked for. */
#define RECENT_US (600 * (int64_t)G_USEC_PER_SEC)

/** Recent: a booking of this desk that was made a moment ago, in a lease or not. */
typedef struct {
  UkeLeaseUse use;
  UkeId resources[2]; /* provider, chair; none where there is no such */
  int64_t at_us;
} Recent;

struct _UkeLeaseBook {
  GPtrArray *leases;   /* (owned): UkeLease */
  GHashTable *certain; /* (owned): UkeId of bookings that were made within leases */
  GArray *recent;      /* (owned): Recent */
};

static void
lease_free (gpointer data)
{
  UkeLease *lease = data;

  g_array_unref (lease->uses);
  g_free (lease);
}

/**
 * uke_lease_book_new:
 *
 * Returns: (transfer full): a book without leases
 * Thread: any
 */
UkeLeaseBook *
uke_lease_book_new (void)
{
  UkeLeaseBook *self = g_new0 (UkeLeaseBook, 1);

  self->leases = g_ptr_array_new_with_free_func (lease_free);
  self->certain = g_hash_table_new_full (uke_id_hash, uke_id_equal, g_free, NULL);
  self->recent = g_array_new (FALSE, FALSE, sizeof (Recent));
  return self;
}

/**
 * uke_lease_book_free:
 * @self: (transfer full) (nullable): a book
 *
 * Thread: any
 */
void
uke_lease_book_free (UkeLeaseBook *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->leases);
  g_hash_table_unref (self->certain);
  g_array_unref (self->recent);
  g_free (self);
}

/**
 * uke_lease_book_copy:
 * @self: a book
 *
 * Returns: (transfer full): its leases and what stands in them, for another thread
 * Thread: any
 */
UkeLeaseBook *
uke_lease_book_copy (const UkeLeaseBook *self)
{
  UkeLeaseBook *copy = uke_lease_book_new ();
  GHashTableIter iter;
  gpointer id;

  for (unsigned i = 0; i < self->leases->len; i++) {
    const UkeLease *lease = self->leases->pdata[i];
    UkeLease *added = uke_lease_book_add (copy, &lease->hold, lease->ends_us);

    added->is_missing = lease->is_missing;
    g_array_append_vals (added->uses, lease->uses->data, lease->uses->len);
  }
  g_hash_table_iter_init (&iter, self->certain);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_add (copy->certain, g_memdup2 (id, sizeof (UkeId)));
  return copy;
}

/**
 * uke_lease_book_is_lease:
 * @hold: what the server keeps
 *
 * Returns: whether it lasts as long as the time that it keeps
 * Thread: any
 * Source: doc/wire.md, Holds
 */
gboolean
uke_lease_book_is_lease (const UkeWireHold *hold)
{
  return hold->until_us == hold->to_us;
}

/**
 * uke_lease_book_get_n:
 * @self: a book
 *
 * Returns: how many leases it has
 * Thread: the owner's
 */
unsigned
uke_lease_book_get_n (const UkeLeaseBook *self)
{
  return self->leases->len;
}

/**
 * uke_lease_book_get:
 * @self: a book
 * @i: which one
 *
 * Returns: (transfer none): a lease
 * Thread: the owner's
 */
UkeLease *
uke_lease_book_get (const UkeLeaseBook *self, unsigned i)
{
  return self->leases->pdata[i];
}

/**
 * uke_lease_book_find:
 * @self: a book
 * @id: of a hold
 *
 * Returns: (transfer none) (nullable): the lease
 * Thread: the owner's
 */
UkeLease *
uke_lease_book_find (const UkeLeaseBook *self, const UkeId *id)
{
  for (unsigned i = 0; i < self->leases->len; i++) {
    UkeLease *lease = self->leases->pdata[i];

    if (uke_id_equal (&lease->hold.id, id))
      return lease;
  }
  return NULL;
}

static void
note_use (UkeLease *lease, const UkeLeaseUse *use)
{
  for (unsigned i = 0; i < lease->uses->len; i++) {
    UkeLeaseUse *there = &g_array_index (lease->uses, UkeLeaseUse, i);

    if (uke_id_equal (&there->appointment_id, &use->appointment_id)) {
      *there = *use;
      return;
    }
  }
  g_array_append_val (lease->uses, *use);
}

/**
 * uke_lease_book_add:
 * @self: a book
 * @hold: what the server has granted
 * @ends_us: by the running clock, until when it is kept at least
 *
 * What was booked here while the lease was on its way may reach the server before it or after it,
 * and counts as standing in it.
 *
 * Returns: (transfer none): the lease
 * Thread: the owner's
 */
UkeLease *
uke_lease_book_add (UkeLeaseBook *self, const UkeWireHold *hold, int64_t ends_us)
{
  UkeLease *lease = uke_lease_book_find (self, &hold->id);

  if (lease == NULL) {
    lease = g_new0 (UkeLease, 1);
    lease->uses = g_array_new (FALSE, FALSE, sizeof (UkeLeaseUse));
    g_ptr_array_add (self->leases, lease);
  }
  lease->hold = *hold;
  lease->ends_us = ends_us;
  lease->is_missing = FALSE;
  for (unsigned i = 0; i < self->recent->len; i++) {
    const Recent *recent = &g_array_index (self->recent, Recent, i);

    if ((uke_id_equal (&recent->resources[0], &hold->resource_id)
         || uke_id_equal (&recent->resources[1], &hold->resource_id))
        && recent->use.from_us < hold->to_us && recent->use.to_us > hold->from_us)
      note_use (lease, &recent->use);
  }
  return lease;
}

static void
forget_certain (UkeLeaseBook *self, const UkeLease *lease)
{
  for (unsigned i = 0; i < lease->uses->len; i++)
    g_hash_table_remove (self->certain,
                         &g_array_index (lease->uses, UkeLeaseUse, i).appointment_id);
}

/**
 * uke_lease_book_remove:
 * @self: a book
 * @id: of a lease that is given up; what stands in it is where it is going
 *
 * Thread: the owner's
 */
void
uke_lease_book_remove (UkeLeaseBook *self, const UkeId *id)
{
  UkeLease *lease = uke_lease_book_find (self, id);

  if (lease != NULL)
    g_ptr_array_remove (self->leases, lease);
}

/**
 * uke_lease_book_expire:
 * @self: a book
 * @now_us: the running clock
 *
 * Leases that are over are left out of the book; so are those that the server did not have, with
 * what they promised.
 *
 * Returns: whether there were any
 * Thread: the owner's
 */
gboolean
uke_lease_book_expire (UkeLeaseBook *self, int64_t now_us)
{
  unsigned n_before = self->leases->len;

  for (unsigned i = self->leases->len; i > 0; i--) {
    UkeLease *lease = self->leases->pdata[i - 1];

    if (lease->ends_us > now_us)
      continue;
    if (lease->is_missing)
      forget_certain (self, lease);
    g_ptr_array_remove_index (self->leases, i - 1);
  }
  return self->leases->len != n_before;
}

/**
 * uke_lease_book_match:
 * @self: a book
 * @holds: (element-type UkeWireHold): what the server says that it keeps, for all devices
 *
 * A lease that the server does not have is not relied on: it was put back, or this device was shut
 * out. A list that is older than the lease itself does no more than that until the next one.
 *
 * Returns: whether anything is relied on that was not, or the other way round
 * Thread: the owner's
 */
gboolean
uke_lease_book_match (UkeLeaseBook *self, const GArray *holds)
{
  gboolean is_changed = FALSE;

  for (unsigned i = 0; i < self->leases->len; i++) {
    UkeLease *lease = self->leases->pdata[i];
    gboolean was_missing = lease->is_missing;

    lease->is_missing = TRUE;
    for (unsigned j = 0; j < holds->len && lease->is_missing; j++)
      lease->is_missing
          = !uke_id_equal (&g_array_index (holds, UkeWireHold, j).id, &lease->hold.id);
    is_changed |= lease->is_missing != was_missing;
  }
  return is_changed;
}

/* --- what is booked --------------------------------------------------------------------------- */

static gboolean
is_good (const UkeLease *lease, int64_t now_us)
{
  return !lease->is_missing && lease->ends_us - UKE_LEASE_MARGIN_US > now_us;
}

static gboolean
is_used (const UkeLease *lease, const UkeId *appointment_id, int64_t from_us, int64_t to_us)
{
  for (unsigned i = 0; i < lease->uses->len; i++) {
    const UkeLeaseUse *use = &g_array_index (lease->uses, UkeLeaseUse, i);

    if (use->from_us < to_us && use->to_us > from_us
        && !uke_id_equal (&use->appointment_id, appointment_id))
      return TRUE;
  }
  return FALSE;
}

/* One lease keeps one place at any time of it: what stands there already has used it up. */
static UkeLease *
find_room (const UkeLeaseBook *self,
           const UkeLeaseUse *wanted,
           const UkeId *resource_id,
           int64_t now_us)
{
  for (unsigned i = 0; i < self->leases->len; i++) {
    UkeLease *lease = self->leases->pdata[i];

    if (is_good (lease, now_us) && uke_id_equal (&lease->hold.resource_id, resource_id)
        && lease->hold.from_us <= wanted->from_us && lease->hold.to_us >= wanted->to_us
        && !is_used (lease, &wanted->appointment_id, wanted->from_us, wanted->to_us))
      return lease;
  }
  return NULL;
}

/* Each booking that was made here counts, so that no place is promised twice. */
static gboolean
use_leases (UkeLeaseBook *self, const UkeLeaseUse *use, const UkeId resources[2], int64_t now_us)
{
  gboolean is_certain = !uke_id_is_none (&resources[0]) || !uke_id_is_none (&resources[1]);

  for (unsigned r = 0; r < 2; r++) {
    UkeLease *lease;

    if (uke_id_is_none (&resources[r]))
      continue;
    lease = find_room (self, use, &resources[r], now_us);
    if (lease != NULL)
      note_use (lease, use);
    else
      is_certain = FALSE;
  }
  return is_certain;
}

static UkeId
get_resource (UkeRecord *booking, unsigned field)
{
  const UkeId *id = uke_record_get_id_value (booking, field);

  return id != NULL ? *id : UKE_ID_NONE;
}

static void
note_recent (UkeLeaseBook *self, const UkeLeaseUse *use, const UkeId resources[2], int64_t now_us)
{
  const Recent recent = { *use, { resources[0], resources[1] }, now_us };

  for (unsigned i = self->recent->len; i > 0; i--)
    if (g_array_index (self->recent, Recent, i - 1).at_us + RECENT_US < now_us)
      g_array_remove_index_fast (self->recent, i - 1);
  g_array_append_val (self->recent, recent);
}

/**
 * uke_lease_book_note:
 * @self: a book
 * @booking: as somebody at this desk has just written it
 * @now_us: the running clock
 *
 * Keeps in mind whether leases of this desk keep all of its time: then it will get its place
 * whatever others do.
 *
 * Returns: whether the book has changed
 * Thread: the owner's
 * Source: sync.md 2.10, P24
 */
gboolean
uke_lease_book_note (UkeLeaseBook *self, UkeRecord *booking, int64_t now_us)
{
  const UkeId *id = uke_record_get_id (booking);
  const int64_t from_us = uke_record_get_time_us (booking, UKE_APPOINTMENT_STARTS_AT_US);
  const int64_t length_us
      = uke_record_get_int (booking, UKE_APPOINTMENT_LENGTH_MIN) * 60 * G_USEC_PER_SEC;
  const UkeId resources[2] = { get_resource (booking, UKE_APPOINTMENT_PROVIDER_ID),
                               get_resource (booking, UKE_APPOINTMENT_CHAIR_ID) };
  const UkeLeaseUse use = { *id, from_us, from_us + length_us };
  gboolean takes_slot = !uke_record_is_deleted (booking)
                        && uke_status_takes_slot (uke_status_from_code (
                            uke_record_get_code (booking, UKE_APPOINTMENT_STATUS)))
                        && !uke_record_get_bool (booking, UKE_APPOINTMENT_NEEDS_NEW_TIME);

  if (takes_slot)
    note_recent (self, &use, resources, now_us);
  /* Whoever went on with open eyes takes a place as well, and is promised none. */
  if (!takes_slot || !use_leases (self, &use, resources, now_us)
      || uke_record_get_bool (booking, UKE_APPOINTMENT_OVERLAP_ACCEPTED))
    return g_hash_table_remove (self->certain, id) || (self->leases->len > 0 && takes_slot);
  g_hash_table_add (self->certain, g_memdup2 (id, sizeof *id));
  return TRUE;
}

/**
 * uke_lease_book_note_use:
 * @self: a book
 * @lease_id: a lease
 * @use: a booking that stands in it
 * @is_certain: whether leases keep all of its time
 *
 * Thread: the owner's
 */
void
uke_lease_book_note_use (UkeLeaseBook *self,
                         const UkeId *lease_id,
                         const UkeLeaseUse *use,
                         gboolean is_certain)
{
  UkeLease *lease = uke_lease_book_find (self, lease_id);

  if (lease != NULL)
    note_use (lease, use);
  if (lease != NULL && is_certain)
    g_hash_table_add (self->certain, g_memdup2 (&use->appointment_id, sizeof use->appointment_id));
}

/**
 * uke_lease_book_has_room:
 * @self: a book
 * @resources: (array fixed-size=2): a provider and a chair; none where there is no such
 * @from_us: from here
 * @to_us: to here
 * @now_us: the running clock
 *
 * Returns: whether another booking there would be certain
 * Thread: the owner's
 */
gboolean
uke_lease_book_has_room (const UkeLeaseBook *self,
                         const UkeId resources[2],
                         int64_t from_us,
                         int64_t to_us,
                         int64_t now_us)
{
  const UkeLeaseUse wanted = { UKE_ID_NONE, from_us, to_us };

  for (unsigned r = 0; r < 2; r++)
    if (!uke_id_is_none (&resources[r]) && find_room (self, &wanted, &resources[r], now_us) == NULL)
      return FALSE;
  return !uke_id_is_none (&resources[0]) || !uke_id_is_none (&resources[1]);
}

static gboolean
stands_in_missing (const UkeLeaseBook *self, const UkeId *appointment_id)
{
  for (unsigned i = 0; i < self->leases->len; i++) {
    const UkeLease *lease = self->leases->pdata[i];

    for (unsigned j = 0; lease->is_missing && j < lease->uses->len; j++)
      if (uke_id_equal (&g_array_index (lease->uses, UkeLeaseUse, j).appointment_id,
                        appointment_id))
        return TRUE;
  }
  return FALSE;
}

/**
 * uke_lease_book_is_certain:
 * @self: a book
 * @appointment_id: a booking
 *
 * Returns: whether it was made here within leases that the server has
 * Thread: the owner's
 */
gboolean
uke_lease_book_is_certain (const UkeLeaseBook *self, const UkeId *appointment_id)
{
  return g_hash_table_contains (self->certain, appointment_id)
         && !stands_in_missing (self, appointment_id);
}
