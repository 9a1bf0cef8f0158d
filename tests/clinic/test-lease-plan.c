/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-lease-plan.h"

#define HOUR_US INT64_C (3600000000)
#define NOW_US INT64_C (1795478400000000) /* 2026-11-24 00:00 UTC */

static const UkeId provider = { { 7 } }, chair = { { 8 } };

/** Room: free hours of one provider, and what the desk has leased of them. */
typedef struct {
  GArray *free;
  UkeLeaseBook *leases;
  UkeZone *zone;
  int64_t now_us;
} Room;

/* Every quarter of an hour begins a free hour, from @from_h to @to_h of the first day. */
static void
set_up (Room *self, int from_h, int to_h)
{
  self->free = g_array_new (FALSE, FALSE, sizeof (UkeFreeSlot));
  self->leases = uke_lease_book_new ();
  self->zone = uke_zone_new_utc ();
  self->now_us = NOW_US;
  for (int64_t at_us = from_h * HOUR_US; at_us + HOUR_US <= to_h * HOUR_US; at_us += HOUR_US / 4) {
    const UkeFreeSlot slot = { NOW_US + at_us, 60, provider, chair };

    g_array_append_val (self->free, slot);
  }
}

static void
clear_room (Room *self)
{
  g_array_unref (self->free);
  uke_lease_book_free (self->leases);
  uke_zone_unref (self->zone);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Room, clear_room)

static void
plan (Room *self, unsigned n_hours, UkeLeasePlan *out_plan)
{
  const UkeLeaseSituation situation
      = { self->now_us, n_hours, self->zone, self->free, self->leases };

  uke_lease_plan_make (&situation, out_plan);
}

/* As if the server had granted all of it. */
static void
grant (Room *self, const UkeLeasePlan *made)
{
  for (unsigned i = 0; i < made->wishes->len; i++) {
    const UkeWireHoldWish *wish = &g_array_index (made->wishes, UkeWireHoldWish, i);
    const UkeWireHold hold
        = { uke_id_new (i + 1), 2, wish->resource_id, wish->from_us, wish->to_us, wish->to_us, "" };

    uke_lease_book_add (self->leases, &hold, wish->to_us);
  }
}

/* As many as it may, in pairs, spread over the day, each long enough to be a lease; when they are
 * granted there is nothing more to do. */
static void
test_stock (void)
{
  g_auto (Room) room = { 0 };
  g_auto (UkeLeasePlan) first = { 0 }, again = { 0 };

  set_up (&room, 2, 10);
  plan (&room, 2, &first);
  g_assert_cmpuint (first.wishes->len, ==, 4);
  for (unsigned i = 0; i < 4; i++) {
    const UkeWireHoldWish *wish = &g_array_index (first.wishes, UkeWireHoldWish, i);

    g_assert_true (uke_id_equal (&wish->resource_id, i % 2 == 0 ? &provider : &chair));
    g_assert_cmpint (wish->from_us, ==, NOW_US + (i < 2 ? 4 : 8) * HOUR_US);
    g_assert_cmpint (NOW_US + wish->for_s * G_USEC_PER_SEC, >=, wish->to_us);
  }
  grant (&room, &first);
  plan (&room, 2, &again);
  g_assert_cmpuint (again.wishes->len, ==, 0);
  g_assert_cmpuint (again.ended->len, ==, 0);
}

/* No more than one of four free hours, so that the other desks have the rest; nothing that begins
 * within the hour, and nothing further ahead than three days. */
static void
test_limits (void)
{
  g_auto (Room) few = { 0 }, near = { 0 }, far = { 0 };
  g_auto (UkeLeasePlan) none = { 0 }, one = { 0 }, now = { 0 }, later = { 0 };

  set_up (&few, 2, 5);
  plan (&few, 3, &none);
  g_assert_cmpuint (none.wishes->len, ==, 0);
  set_up (&near, 0, 6);
  plan (&near, 3, &one);
  g_assert_cmpuint (one.wishes->len, ==, 2);
  plan (&near, 0, &now);
  g_assert_cmpuint (now.wishes->len, ==, 0);
  set_up (&far, 72, 80);
  plan (&far, 3, &later);
  g_assert_cmpuint (later.wishes->len, ==, 0);
}

/* What is used, about to begin, half of a pair or more than it may is given up, and another hour
 * takes its place where there is one. */
static void
test_given_up (void)
{
  g_auto (Room) room = { 0 };
  g_auto (UkeLeasePlan) first = { 0 }, used = { 0 }, half = { 0 }, near = { 0 }, fewer = { 0 };
  const UkeLeaseUse use = { uke_id_new (9), NOW_US, NOW_US + 1 };
  UkeId id;

  set_up (&room, 2, 12);
  plan (&room, 2, &first);
  grant (&room, &first);
  plan (&room, 1, &fewer);
  g_assert_cmpuint (fewer.ended->len, ==, 2);
  g_assert_cmpuint (fewer.wishes->len, ==, 0);
  id = uke_lease_book_get (room.leases, 0)->hold.id;
  uke_lease_book_note_use (room.leases, &id, &use, TRUE);
  plan (&room, 2, &used);
  g_assert_cmpuint (used.ended->len, ==, 2);
  g_assert_cmpuint (used.wishes->len, ==, 2);
  uke_lease_book_remove (room.leases, &id);
  plan (&room, 2, &half);
  g_assert_cmpuint (half.ended->len, ==, 1);
  room.now_us = NOW_US + 5 * HOUR_US;
  plan (&room, 2, &near);
  g_assert_cmpuint (near.ended->len, ==, 0);
  room.now_us = NOW_US + 10 * HOUR_US;
  uke_lease_plan_clear (&near);
  plan (&room, 2, &near);
  g_assert_cmpuint (near.wishes->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clinic/lease-plan/stock", test_stock);
  g_test_add_func ("/clinic/lease-plan/limits", test_limits);
  g_test_add_func ("/clinic/lease-plan/given-up", test_given_up);
  return g_test_run ();
}
