/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-lease-book.h"

#include "model/uke-draft.h"
#include "model/uke-entities.h"

#define MINUTE_US (60 * (int64_t)G_USEC_PER_SEC)
#define NINE_US INT64_C (1795482000000000)
#define TEN_US (NINE_US + 60 * MINUTE_US)

static const UkeId provider = { { 7 } }, chair = { { 8 } };

static UkeWireHold
make_hold (const UkeId *resource_id, int64_t from_us, int64_t to_us)
{
  return (UkeWireHold){ uke_id_new (from_us), 2, *resource_id, from_us, to_us, to_us, "" };
}

/* Until ten, by a running clock that shows 0 at nine. */
static UkeLease *
lease (UkeLeaseBook *book, const UkeId *resource_id)
{
  const UkeWireHold hold = make_hold (resource_id, NINE_US, TEN_US);

  return uke_lease_book_add (book, &hold, 60 * MINUTE_US);
}

static gboolean
book_at (UkeLeaseBook *book, const UkeId *id, int at_min, const char *status, gboolean is_accepted)
{
  g_autoptr (UkeDraft) draft = uke_draft_new_with_id (&UKE_ENTITY_APPOINTMENT, id);
  g_autoptr (UkeRecord) record = NULL;

  uke_draft_set_id (draft, UKE_APPOINTMENT_PROVIDER_ID, &provider);
  uke_draft_set_id (draft, UKE_APPOINTMENT_CHAIR_ID, &chair);
  uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US, NINE_US + at_min * MINUTE_US);
  uke_draft_set_int (draft, UKE_APPOINTMENT_LENGTH_MIN, 15);
  uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, status);
  uke_draft_set_int (draft, UKE_APPOINTMENT_OVERLAP_ACCEPTED, is_accepted);
  record = uke_draft_make_record (draft);
  uke_lease_book_note (book, record, at_min * MINUTE_US);
  return uke_lease_book_is_certain (book, id);
}

static gboolean
book (UkeLeaseBook *leases, const UkeId *id, int at_min)
{
  return book_at (leases, id, at_min, "booked", FALSE);
}

/* P24: a place is promised when both the provider and the chair are leased, once, and up to two
 * minutes before the end. */
static void
test_promise (void)
{
  g_autoptr (UkeLeaseBook) leases = uke_lease_book_new ();
  const UkeId first = uke_id_new (1), second = uke_id_new (2);
  const UkeId both[2] = { provider, chair };

  lease (leases, &provider);
  g_assert_false (book (leases, &first, 0));
  lease (leases, &chair);
  g_assert_true (uke_lease_book_has_room (leases, both, NINE_US + 15 * MINUTE_US, TEN_US, 0));
  g_assert_true (book (leases, &first, 15));
  g_assert_false (uke_lease_book_has_room (leases, both, NINE_US + 15 * MINUTE_US, TEN_US, 0));
  g_assert_false (book (leases, &second, 20));
  g_assert_true (book (leases, &second, 30));
  g_assert_true (book_at (leases, &first, 15, "arrived", FALSE));
  g_assert_false (book_at (leases, &first, 15, "cancelled", FALSE));
  g_assert_false (
      uke_lease_book_has_room (leases, both, NINE_US + 45 * MINUTE_US, TEN_US, 58 * MINUTE_US));
  g_assert_true (
      uke_lease_book_has_room (leases, both, NINE_US + 45 * MINUTE_US, TEN_US, 58 * MINUTE_US - 1));
}

/* What was booked while the lease was on its way uses it up, and so does whoever went on with open
 * eyes: neither is promised anything. */
static void
test_used_before (void)
{
  g_autoptr (UkeLeaseBook) leases = uke_lease_book_new ();
  const UkeId first = uke_id_new (1), second = uke_id_new (2), third = uke_id_new (3);

  g_assert_false (book (leases, &first, 0));
  lease (leases, &provider);
  lease (leases, &chair);
  g_assert_false (uke_lease_book_is_certain (leases, &first));
  g_assert_false (book (leases, &second, 10));
  g_assert_false (book_at (leases, &second, 20, "booked", TRUE));
  g_assert_false (book (leases, &third, 25));
  g_assert_true (book (leases, &third, 40));
}

/* A lease that the server's list does not have is not relied on, nor what stands in it; a later
 * list that has it brings both back. */
static void
test_missing (void)
{
  g_autoptr (UkeLeaseBook) leases = uke_lease_book_new ();
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (UkeWireHold));
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (UkeWireHold));
  const UkeId first = uke_id_new (1), second = uke_id_new (2);
  UkeWireHold holds[2];

  holds[0] = lease (leases, &provider)->hold;
  holds[1] = lease (leases, &chair)->hold;
  g_array_append_vals (all, holds, 2);
  g_assert_true (book (leases, &first, 0));
  g_assert_true (uke_lease_book_match (leases, none));
  g_assert_false (uke_lease_book_is_certain (leases, &first));
  g_assert_false (book (leases, &second, 30));
  g_assert_true (uke_lease_book_match (leases, all));
  g_assert_false (uke_lease_book_match (leases, all));
  g_assert_true (uke_lease_book_is_certain (leases, &first));
  g_assert_true (book (leases, &second, 30));
  uke_lease_book_match (leases, none);
  g_assert_true (uke_lease_book_expire (leases, 60 * MINUTE_US));
  g_assert_cmpuint (uke_lease_book_get_n (leases), ==, 0);
  g_assert_false (uke_lease_book_is_certain (leases, &first));
}

/* What is given up once its bookings are at the server leaves them certain; a copy says the same as
 * the book it comes from. */
static void
test_copy_and_give_up (void)
{
  g_autoptr (UkeLeaseBook) leases = uke_lease_book_new (), copy = NULL;
  const UkeId first = uke_id_new (1), second = uke_id_new (2);
  UkeId id;

  lease (leases, &provider);
  id = lease (leases, &chair)->hold.id;
  g_assert_true (book (leases, &first, 0));
  copy = uke_lease_book_copy (leases);
  uke_lease_book_remove (leases, &id);
  g_assert_true (uke_lease_book_is_certain (leases, &first));
  g_assert_false (book (leases, &second, 30));
  g_assert_true (uke_lease_book_is_certain (copy, &first));
  g_assert_true (book (copy, &second, 30));
  g_assert_false (uke_lease_book_expire (copy, 60 * MINUTE_US - 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/lease-book/promise", test_promise);
  g_test_add_func ("/feed/lease-book/used-before", test_used_before);
  g_test_add_func ("/feed/lease-book/missing", test_missing);
  g_test_add_func ("/feed/lease-book/copy-and-give-up", test_copy_and_give_up);
  return g_test_run ();
}
