/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-lease-plan.h"

#define LENGTH_US (UKE_LEASE_LENGTH_MIN * 60 * (int64_t)G_USEC_PER_SEC)

/* What is over so soon ends by itself. */
#define ENDS_BY_ITSELF_US (15 * 60 * (int64_t)G_USEC_PER_SEC)

/** Day: a provider's free hours of one day that do not overlap, and what of them is leased. */
typedef struct {
  UkeId provider_id;
  UkeDate date;
  GArray *blocks; /* (owned): UkeFreeSlot */
  GArray *kept;   /* (owned): UkeFreeSlot */
} Day;

static void
day_free (gpointer data)
{
  Day *day = data;

  g_array_unref (day->blocks);
  g_array_unref (day->kept);
  g_free (day);
}

static Day *
find_day (GPtrArray *days, const UkeId *provider_id, UkeDate date)
{
  Day *day;

  for (unsigned i = 0; i < days->len; i++) {
    day = days->pdata[i];
    if (day->date == date && uke_id_equal (&day->provider_id, provider_id))
      return day;
  }
  day = g_new0 (Day, 1);
  day->provider_id = *provider_id;
  day->date = date;
  day->blocks = g_array_new (FALSE, FALSE, sizeof (UkeFreeSlot));
  day->kept = g_array_new (FALSE, FALSE, sizeof (UkeFreeSlot));
  g_ptr_array_add (days, day);
  return day;
}

static gboolean
overlaps (const GArray *blocks, const UkeFreeSlot *slot)
{
  for (unsigned i = 0; i < blocks->len; i++) {
    int64_t at_us = g_array_index (blocks, UkeFreeSlot, i).starts_at_us;

    if (at_us < slot->starts_at_us + LENGTH_US && slot->starts_at_us < at_us + LENGTH_US)
      return TRUE;
  }
  return FALSE;
}

/* The lease of one resource that keeps exactly this time and nothing stands in. */
static const UkeLease *
find_lease (const UkeLeaseBook *leases, const UkeId *resource_id, int64_t from_us)
{
  for (unsigned i = 0; i < uke_lease_book_get_n (leases); i++) {
    const UkeLease *lease = uke_lease_book_get (leases, i);

    if (!lease->is_missing && lease->uses->len == 0 && lease->hold.from_us == from_us
        && lease->hold.to_us == from_us + LENGTH_US
        && uke_id_equal (&lease->hold.resource_id, resource_id))
      return lease;
  }
  return NULL;
}

static gboolean
is_leased (const UkeLeaseBook *leases, const UkeFreeSlot *slot)
{
  return find_lease (leases, &slot->provider_id, slot->starts_at_us) != NULL
         && (uke_id_is_none (&slot->chair_id)
             || find_lease (leases, &slot->chair_id, slot->starts_at_us) != NULL);
}

static gboolean
is_in_reach (const UkeLeaseSituation *self, const UkeFreeSlot *slot)
{
  return slot->starts_at_us >= self->now_us + UKE_LEASE_LEAD_US
         && slot->starts_at_us + LENGTH_US <= self->now_us + UKE_LEASE_AHEAD_US;
}

/* What is leased and still of use comes first, so that it stays where it is; then the hours beside
 * it. */
static GPtrArray *
sort_into_days (const UkeLeaseSituation *self)
{
  GPtrArray *days = g_ptr_array_new_with_free_func (day_free);

  for (unsigned pass = 0; pass < 2; pass++)
    for (unsigned i = 0; i < self->free->len; i++) {
      const UkeFreeSlot *slot = &g_array_index (self->free, UkeFreeSlot, i);
      Day *day;

      if (!is_in_reach (self, slot) || (pass == 0 && !is_leased (self->leases, slot)))
        continue;
      day = find_day (days, &slot->provider_id, uke_zone_date_of (self->zone, slot->starts_at_us));
      if (overlaps (day->blocks, slot))
        continue;
      g_array_append_val (day->blocks, *slot);
      if (pass == 0 && day->kept->len < self->n_hours)
        g_array_append_val (day->kept, *slot);
    }
  return days;
}

static void
add_wish (GArray *wishes, const UkeLeaseSituation *self, const UkeFreeSlot *slot, const UkeId *id)
{
  const int64_t to_us = slot->starts_at_us + LENGTH_US;
  const UkeWireHoldWish wish = { *id, slot->starts_at_us, to_us,
                                 MIN ((to_us - self->now_us) / (int64_t)G_USEC_PER_SEC + 1,
                                      UKE_LEASE_AHEAD_US / (int64_t)G_USEC_PER_SEC) };

  if (!uke_id_is_none (id))
    g_array_append_val (wishes, wish);
}

/* The @i-th of @n among the hours of a day: spread, so that some are near whenever the line drops.
 */
static const UkeFreeSlot *
pick (const Day *day, unsigned i, unsigned n)
{
  unsigned n_blocks = day->blocks->len, at = (2 * i + 1) * n_blocks / (2 * n);

  for (unsigned j = 0; j < n_blocks; j++) {
    const UkeFreeSlot *slot = &g_array_index (day->blocks, UkeFreeSlot, (at + j) % n_blocks);

    if (!overlaps (day->kept, slot))
      return slot;
  }
  return NULL;
}

static void
wish_for_day (const UkeLeaseSituation *self, Day *day, UkeLeasePlan *plan, unsigned *n_leases)
{
  unsigned n = MIN (self->n_hours, day->blocks->len / UKE_LEASE_SHARE);

  for (unsigned i = day->kept->len; i < n && *n_leases + 2 <= UKE_LEASE_MAX; i++) {
    const UkeFreeSlot *slot = pick (day, i, n);

    if (slot == NULL)
      return;
    add_wish (plan->wishes, self, slot, &slot->provider_id);
    add_wish (plan->wishes, self, slot, &slot->chair_id);
    *n_leases += 2;
    g_array_append_val (day->kept, *slot);
  }
}

static gboolean
is_kept (const GPtrArray *days, const UkeWireHold *hold)
{
  for (unsigned i = 0; i < days->len; i++) {
    const Day *day = days->pdata[i];

    for (unsigned j = 0; j < day->kept->len; j++) {
      const UkeFreeSlot *slot = &g_array_index (day->kept, UkeFreeSlot, j);

      if (slot->starts_at_us == hold->from_us && slot->starts_at_us + LENGTH_US == hold->to_us
          && (uke_id_equal (&slot->provider_id, &hold->resource_id)
              || uke_id_equal (&slot->chair_id, &hold->resource_id)))
        return TRUE;
    }
  }
  return FALSE;
}

/**
 * uke_lease_plan_make:
 * @situation: what there is
 * @out_plan: (out): what to do about it
 *
 * Which hours a desk leases, for the time when the server is not reached: of each provider's day so
 * many as it may, never more than one of four free ones, spread over the day. What is booked, what
 * is about to begin and what is only half of a pair is given up. To be made while everything that
 * was done here is at the server.
 *
 * Errors: none
 * Thread: any
 * Source: sync.md 2.10
 */
void
uke_lease_plan_make (const UkeLeaseSituation *situation, UkeLeasePlan *out_plan)
{
  g_autoptr (GPtrArray) days = sort_into_days (situation);
  unsigned n_leases = 0;

  out_plan->wishes = g_array_new (FALSE, FALSE, sizeof (UkeWireHoldWish));
  out_plan->ended = g_array_new (FALSE, FALSE, sizeof (UkeId));
  for (unsigned i = 0; i < uke_lease_book_get_n (situation->leases); i++) {
    const UkeLease *lease = uke_lease_book_get (situation->leases, i);

    if (lease->is_missing || lease->hold.to_us <= situation->now_us + ENDS_BY_ITSELF_US)
      continue;
    if (is_kept (days, &lease->hold))
      n_leases++;
    else
      g_array_append_val (out_plan->ended, lease->hold.id);
  }
  for (unsigned i = 0; i < days->len; i++)
    wish_for_day (situation, days->pdata[i], out_plan, &n_leases);
}

/**
 * uke_lease_plan_clear:
 * @self: a plan
 *
 * Errors: none
 * Thread: any
 */
void
uke_lease_plan_clear (UkeLeasePlan *self)
{
  g_clear_pointer (&self->wishes, g_array_unref);
  g_clear_pointer (&self->ended, g_array_unref);
}
