/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-lease-store.h"

#include "store/uke-replica.h"
#include "support/uke-test-store.h"

#define MINUTE_US (60 * (int64_t)G_USEC_PER_SEC)
#define HOUR_US (60 * MINUTE_US)
#define FROM_US (UKE_TEST_NOW_US + 2 * HOUR_US)
#define TO_US (FROM_US + HOUR_US)

/* The running clock shows an hour when the test's day begins. */
static const UkeLeaseMoment first_moment = { "one", HOUR_US, UKE_TEST_NOW_US };

static UkeLease *
lease (UkeLeaseBook *book, const UkeId *resource_id)
{
  const UkeWireHold hold = { uke_id_new (FROM_US), 2, *resource_id, FROM_US, TO_US, TO_US, "" };

  return uke_lease_book_add (book, &hold, 4 * HOUR_US);
}

static UkeLeaseBook *
load (UkeTestStore *store, const char *boot_id, int64_t running_us, int64_t wall_us)
{
  const UkeLeaseMoment moment = { boot_id, running_us, wall_us };
  UkeLeaseBook *book = uke_lease_book_new ();

  g_assert_true (uke_lease_store_load (store->db, &moment, book, NULL));
  return book;
}

static gboolean
has_room (UkeTestStore *store, UkeLeaseBook *book, int at_min, int64_t running_us)
{
  const UkeId both[2] = { store->provider_id, store->chair_id };

  return uke_lease_book_has_room (book, both, FROM_US + at_min * MINUTE_US,
                                  FROM_US + (at_min + 15) * MINUTE_US, running_us);
}

static void
save (UkeTestStore *store, const UkeLeaseBook *book)
{
  g_assert_true (uke_lease_store_save (store->db, book, &first_moment, NULL));
}

/* A desk that starts again has its leases and what it promised in them; they end by the same clock
 * as before, and what was saved is replaced by what is saved next. */
static void
test_restart (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autoptr (UkeLeaseBook) before = uke_lease_book_new (), after = NULL, none = NULL;
  const UkeLeaseUse use = { uke_id_new (1), FROM_US, FROM_US + 15 * MINUTE_US };
  UkeId ids[2];

  ids[0] = lease (before, &store->provider_id)->hold.id;
  ids[1] = lease (before, &store->chair_id)->hold.id;
  uke_lease_book_note_use (before, &ids[0], &use, TRUE);
  uke_lease_book_note_use (before, &ids[1], &use, TRUE);
  save (store, before);
  save (store, before);
  after = load (store, "one", 2 * HOUR_US, UKE_TEST_NOW_US - 400 * HOUR_US);
  g_assert_cmpuint (uke_lease_book_get_n (after), ==, 2);
  g_assert_cmpint (uke_lease_book_get (after, 0)->ends_us, ==, 4 * HOUR_US);
  g_assert_true (uke_lease_book_is_certain (after, &use.appointment_id));
  g_assert_false (has_room (store, after, 0, 2 * HOUR_US));
  g_assert_true (has_room (store, after, 15, 2 * HOUR_US));
  uke_lease_book_remove (before, &ids[0]);
  uke_lease_book_get (before, 0)->is_missing = TRUE;
  save (store, before);
  none = load (store, "one", 2 * HOUR_US, UKE_TEST_NOW_US);
  g_assert_cmpuint (uke_lease_book_get_n (none), ==, 0);
}

/* After the computer itself was started the running clock is another: the time of day takes its
 * place, put right by what the server's was ahead, unless it went back. */
static void
test_reboot (void)
{
  static const uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE] = { 1 };
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autoptr (UkeLeaseBook) before = uke_lease_book_new (), after = NULL, back = NULL, late = NULL;

  lease (before, &store->provider_id);
  lease (before, &store->chair_id);
  g_assert_true (uke_replica_join (store->db, 2, 1, "受付2", public_key, NULL));
  uke_test_exec (store->db, "UPDATE replica SET offset_us = 600000000");
  save (store, before);
  after = load (store, "two", MINUTE_US, UKE_TEST_NOW_US + HOUR_US);
  g_assert_cmpuint (uke_lease_book_get_n (after), ==, 2);
  g_assert_cmpint (uke_lease_book_get (after, 0)->ends_us, ==,
                   MINUTE_US + 2 * HOUR_US - 10 * MINUTE_US);
  back = load (store, "two", MINUTE_US, UKE_TEST_NOW_US - 1);
  g_assert_cmpuint (uke_lease_book_get_n (back), ==, 0);
  late = load (store, "two", MINUTE_US, TO_US - 10 * MINUTE_US);
  g_assert_cmpuint (uke_lease_book_get_n (late), ==, 0);
}

/* A booking that was committed but not noted when the desk ended uses its place up, and is promised
 * nothing. */
static void
test_not_noted (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autoptr (UkeLeaseBook) before = uke_lease_book_new (), after = NULL;
  UkeDraft *patient = uke_test_store_patient (store, "1", "山田", NULL, NULL, NULL), *booking;
  UkeId patient_id = *uke_draft_get_id (patient), id;

  lease (before, &store->provider_id);
  lease (before, &store->chair_id);
  save (store, before);
  uke_committed_free (uke_test_store_commit (store, patient, NULL));
  booking = uke_test_store_appointment (store, &patient_id, FROM_US + 30 * MINUTE_US, 15);
  uke_draft_set_id (booking, UKE_APPOINTMENT_CHAIR_ID, &store->chair_id);
  id = *uke_draft_get_id (booking);
  uke_committed_free (uke_test_store_commit (store, booking, NULL));
  after = load (store, "one", 2 * HOUR_US, UKE_TEST_NOW_US);
  g_assert_false (uke_lease_book_is_certain (after, &id));
  g_assert_false (has_room (store, after, 30, 2 * HOUR_US));
  g_assert_true (has_room (store, after, 45, 2 * HOUR_US));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/lease-store/restart", test_restart);
  g_test_add_func ("/store/lease-store/reboot", test_reboot);
  g_test_add_func ("/store/lease-store/not-noted", test_not_noted);
  return g_test_run ();
}
