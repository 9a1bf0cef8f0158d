/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-holds.h"

#include "model/uke-draft.h"
#include "model/uke-entities.h"

#define NOW_US INT64_C (1795482000000000)
#define MINUTE_US (60 * (int64_t)G_USEC_PER_SEC)

/** Desk: holds on a clock that stands still, and what the server was asked. */
typedef struct {
  UkeClock *clock;
  UkeHolds *holds;
  unsigned token, n_asked, n_given_up, n_changed;
  UkeId given_up;
} Desk;

static void
ask_cb (const UkeWireHoldWish *wish, unsigned token, gpointer data)
{
  Desk *self = data;

  self->n_asked++;
  self->token = token;
}

static void
give_up_cb (const UkeId *hold_id, gpointer data)
{
  Desk *self = data;

  self->n_given_up++;
  self->given_up = *hold_id;
}

static void
changed_cb (UkeHolds *holds, Desk *self)
{
  self->n_changed++;
}

static const UkeHoldKeeper keeper = { ask_cb, give_up_cb };

static void
set_up (Desk *self)
{
  self->clock = uke_clock_new_fake (NOW_US);
  self->holds = uke_holds_new (self->clock);
  g_signal_connect (self->holds, "changed", G_CALLBACK (changed_cb), self);
  uke_holds_set_keeper (self->holds, &keeper, self, 2);
}

static void
clear_desk (Desk *self)
{
  g_object_unref (self->holds);
  g_object_unref (self->clock);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, clear_desk)

static const UkeId column = { { 7 } };

static UkeWireHold
make_hold (uint32_t dev, int64_t from_us, int64_t to_us, int64_t until_us)
{
  return (UkeWireHold){ uke_id_new (until_us), dev, column, from_us, to_us, until_us, "受付2" };
}

static void
tell (Desk *self, const UkeWireHold *holds, unsigned n, int64_t server_now_us)
{
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (UkeWireHold));

  g_array_append_vals (array, holds, n);
  uke_holds_replace (self->holds, array, server_now_us);
}

static unsigned
count_others (Desk *self, int64_t from_us, int64_t to_us)
{
  g_autoptr (GArray) others = uke_holds_list_others (self->holds, from_us, to_us);

  return others->len;
}

static unsigned
keep (Desk *self, int64_t from_us, int64_t to_us, int64_t for_s)
{
  const UkeWireHoldWish wish = { column, from_us, to_us, for_s };
  const UkeWireHold hold
      = make_hold (2, from_us, to_us, MIN (NOW_US + for_s * G_USEC_PER_SEC, to_us));
  unsigned token = uke_holds_ask (self->holds, &wish);

  g_assert_cmpint (uke_holds_get_state (self->holds, token), ==, UKE_HOLD_ASKED);
  uke_holds_answer (self->holds, token, UKE_SYNC_KEPT_YES, &hold);
  return token;
}

/* What others keep is listed until it ends by the server's clock, whatever this desk's says; its
 * own is not. */
static void
test_others (void)
{
  g_auto (Desk) desk = { 0 };
  const int64_t server_us = NOW_US + 365 * 24 * 60 * MINUTE_US;
  const UkeWireHold holds[]
      = { make_hold (3, NOW_US, NOW_US + 30 * MINUTE_US, server_us + 2 * MINUTE_US),
          make_hold (2, NOW_US, NOW_US + 30 * MINUTE_US, server_us + 2 * MINUTE_US) };

  set_up (&desk);
  tell (&desk, holds, 2, server_us);
  g_assert_cmpuint (desk.n_changed, ==, 1);
  g_assert_cmpuint (count_others (&desk, NOW_US, NOW_US + MINUTE_US), ==, 1);
  g_assert_cmpuint (count_others (&desk, NOW_US + 30 * MINUTE_US, NOW_US + 40 * MINUTE_US), ==, 0);
  uke_clock_advance (desk.clock, 2 * MINUTE_US - 1);
  g_assert_cmpuint (count_others (&desk, NOW_US, NOW_US + MINUTE_US), ==, 1);
  uke_clock_advance (desk.clock, 1);
  g_assert_cmpuint (count_others (&desk, NOW_US, NOW_US + MINUTE_US), ==, 0);
}

/* A wish is asked once, answered, and given up with the hold's own id; one that is given up before
 * its answer came is given up when it comes. Without a server nothing is asked. */
static void
test_own (void)
{
  g_auto (Desk) desk = { 0 };
  const UkeWireHoldWish wish = { column, NOW_US, NOW_US + 30 * MINUTE_US, 120 };
  const UkeWireHold hold = make_hold (2, NOW_US, NOW_US + 30 * MINUTE_US, NOW_US + 2 * MINUTE_US);
  unsigned token;

  set_up (&desk);
  token = keep (&desk, NOW_US, NOW_US + 30 * MINUTE_US, 120);
  g_assert_cmpint (uke_holds_get_state (desk.holds, token), ==, UKE_HOLD_KEPT);
  uke_holds_give_up (desk.holds, token);
  g_assert_cmpuint (desk.n_given_up, ==, 1);
  g_assert_cmpint (uke_holds_get_state (desk.holds, token), ==, UKE_HOLD_NONE);
  token = uke_holds_ask (desk.holds, &wish);
  uke_holds_give_up (desk.holds, token);
  g_assert_cmpuint (desk.n_given_up, ==, 1);
  uke_holds_answer (desk.holds, token, UKE_SYNC_KEPT_YES, &hold);
  g_assert_cmpuint (desk.n_given_up, ==, 2);
  g_assert_true (uke_id_equal (&desk.given_up, &hold.id));
  token = uke_holds_ask (desk.holds, &wish);
  uke_holds_answer (desk.holds, token, UKE_SYNC_KEPT_TAKEN, NULL);
  g_assert_cmpint (uke_holds_get_state (desk.holds, token), ==, UKE_HOLD_TAKEN);
  uke_holds_set_keeper (desk.holds, NULL, NULL, 0);
  g_assert_false (uke_holds_can_ask (desk.holds));
  token = uke_holds_ask (desk.holds, &wish);
  g_assert_cmpint (uke_holds_get_state (desk.holds, token), ==, UKE_HOLD_NONE);
  g_assert_cmpuint (desk.n_asked, ==, 3);
}

static gboolean
book_in (Desk *self, const UkeId *booking, int64_t from_us, const UkeId *chair)
{
  g_autoptr (UkeDraft) draft = uke_draft_new_with_id (&UKE_ENTITY_APPOINTMENT, booking);
  g_autoptr (UkeRecord) record = NULL;

  uke_draft_set_id (draft, UKE_APPOINTMENT_PROVIDER_ID, &column);
  if (chair != NULL)
    uke_draft_set_id (draft, UKE_APPOINTMENT_CHAIR_ID, chair);
  uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US, from_us);
  uke_draft_set_int (draft, UKE_APPOINTMENT_LENGTH_MIN, 15);
  uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, "booked");
  record = uke_draft_make_record (draft);
  uke_holds_note_booking (self->holds, record);
  return uke_holds_is_certain (self->holds, booking);
}

static gboolean
use (Desk *self, const UkeId *booking, int64_t from_us)
{
  return book_in (self, booking, from_us, NULL);
}

/* P24, the desk's part: it promises a place only inside a lease that lasts as long as its time, two
 * minutes before its end at the latest, each place once, and on after the server is gone. */
static void
test_lease (void)
{
  g_auto (Desk) desk = { 0 };
  const UkeId first = uke_id_new (1), second = uke_id_new (2);
  const UkeId chair = { { 8 } };

  set_up (&desk);
  keep (&desk, NOW_US, NOW_US + 120 * MINUTE_US, 120);
  g_assert_false (use (&desk, &first, NOW_US));
  keep (&desk, NOW_US, NOW_US + 60 * MINUTE_US, 3600);
  uke_holds_set_keeper (desk.holds, NULL, NULL, 0);
  g_assert_true (use (&desk, &first, NOW_US + 15 * MINUTE_US));
  g_assert_true (use (&desk, &first, NOW_US + 15 * MINUTE_US));
  g_assert_false (use (&desk, &second, NOW_US + 20 * MINUTE_US));
  g_assert_true (use (&desk, &second, NOW_US + 30 * MINUTE_US));
  g_assert_false (use (&desk, &second, NOW_US + 50 * MINUTE_US));
  g_assert_false (book_in (&desk, &second, NOW_US, &chair));
  uke_clock_advance (desk.clock, 58 * MINUTE_US - 1);
  g_assert_true (use (&desk, &first, NOW_US + 15 * MINUTE_US));
  uke_clock_advance (desk.clock, 1);
  g_assert_false (use (&desk, &first, NOW_US + 15 * MINUTE_US));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clinic/holds/others", test_others);
  g_test_add_func ("/clinic/holds/own", test_own);
  g_test_add_func ("/clinic/holds/lease", test_lease);
  return g_test_run ();
}
