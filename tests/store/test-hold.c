/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-hold.h"

#include "feed/uke-decide.h"
#include "store/uke-device-registry.h"
#include "support/uke-test-pusher.h"

#define HOUR_US INT64_C (3600000000)
#define NINE_US (UKE_TEST_NOW_US + 24 * HOUR_US)

typedef struct {
  UkeTestAuthority *server; /* (owned) */
  UkeTestPusher a, b;
  UkeId patient_id;
} Office;

static void
set_up (Office *self)
{
  UkeDraft *patient;

  self->server = uke_test_authority_new ();
  self->a = uke_test_pusher_make (self->server, 2, 1);
  self->b = uke_test_pusher_make (self->server, 3, 1);
  patient = uke_test_store_patient (self->server->store, "1", "山田", NULL, NULL, NULL);
  self->patient_id = *uke_draft_get_id (patient);
  uke_committed_free (uke_test_store_commit (self->server->store, patient, NULL));
}

static void
clear_office (Office *self)
{
  uke_test_authority_free (self->server);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Office, clear_office)

/* As the clinic's settings say it: this device may keep times for hours without the server. */
static void
allow (Office *self, const char *key, const char *n_hours)
{
  UkeDraft *setting = uke_test_store_draft (self->server->store, &UKE_ENTITY_SETTING);

  uke_draft_set_text (setting, UKE_SETTING_KEY, key);
  uke_draft_set_text (setting, UKE_SETTING_VALUE, n_hours);
  uke_committed_free (uke_test_store_commit (self->server->store, setting, NULL));
}

static UkeWireErrorCode
hold (Office *self, uint32_t dev, int64_t from_us, int64_t to_us, int64_t for_s, UkeWireHold *out)
{
  UkeAuthorityPeer peer = uke_test_authority_peer (self->server, dev);
  UkeWireHoldWish wish = { self->server->store->provider_id, from_us, to_us, for_s };
  UkeWireRefusal refusal;

  g_assert_true (uke_hold_take (self->server->store->db, &peer, &wish, self->server->store->now_us,
                                out, &refusal, NULL));
  return refusal.code;
}

static UkeWireResultKind
book (Office *self, UkeTestPusher *desk, int64_t starts_at_us, gboolean is_accepted)
{
  UkeChangeSet *set = uke_test_pusher_set (desk, UKE_INTENT_BOOK);
  g_autoptr (UkeDraft) draft
      = uke_test_store_appointment (self->server->store, &self->patient_id, starts_at_us, 30);
  g_autoptr (UkeWirePushAnswer) answer = NULL;

  if (is_accepted)
    uke_draft_set_int (draft, UKE_APPOINTMENT_OVERLAP_ACCEPTED, 1);
  uke_change_set_add_draft (set, draft);
  answer = uke_test_pusher_send_set (desk, set);
  return uke_test_result (answer, 0)->kind;
}

/* P24: what a device holds, its own booking gets, however late it comes; another's does not, not
 * even with open eyes. */
static void
test_own_booking_is_certain (void)
{
  g_auto (Office) office = { 0 };
  UkeWireHold held;

  set_up (&office);
  allow (&office, "lease.2", "1");
  g_assert_cmpint (hold (&office, 2, NINE_US, NINE_US + HOUR_US, 3600, &held), ==, UKE_WIRE_OK);
  g_assert_cmpint (book (&office, &office.b, NINE_US, FALSE), ==, UKE_WIRE_RESULT_MERGED);
  g_assert_cmpint (book (&office, &office.b, NINE_US + HOUR_US / 2, TRUE), ==,
                   UKE_WIRE_RESULT_MERGED);
  g_assert_cmpint (book (&office, &office.b, NINE_US + HOUR_US, FALSE), ==,
                   UKE_WIRE_RESULT_APPLIED);
  g_assert_cmpint (book (&office, &office.a, NINE_US, FALSE), ==, UKE_WIRE_RESULT_APPLIED);
  g_assert_cmpint (book (&office, &office.a, NINE_US + HOUR_US / 2, FALSE), ==,
                   UKE_WIRE_RESULT_APPLIED);
}

/* P24, over random holds and bookings of two devices: a booking inside one's own hold where one has
 * booked nothing yet is always applied. */
static void
test_random (void)
{
  g_auto (Office) office = { 0 };
  gboolean booked[2][48] = { { FALSE } }, holds[2][48] = { { FALSE } };

  set_up (&office);
  allow (&office, "lease.2", "1");
  allow (&office, "lease.3", "1");
  for (unsigned i = 0; i < 150; i++) {
    unsigned who = (unsigned)g_test_rand_int_range (0, 2),
             at = (unsigned)g_test_rand_int_range (0, 48);
    UkeTestPusher *desk = who == 0 ? &office.a : &office.b;
    int64_t from_us = NINE_US + at * (HOUR_US / 2);
    UkeWireHold held;

    if (g_test_rand_int_range (0, 2) == 0) {
      if (hold (&office, desk->dev, from_us, from_us + HOUR_US / 2, 43200, &held) == UKE_WIRE_OK)
        holds[who][at] = TRUE;
    } else {
      UkeWireResultKind kind = book (&office, desk, from_us, FALSE);

      g_assert_false (kind == UKE_WIRE_RESULT_APPLIED && holds[1 - who][at]);
      if (holds[who][at] && !booked[0][at] && !booked[1][at])
        g_assert_cmpint (kind, ==, UKE_WIRE_RESULT_APPLIED);
      if (kind == UKE_WIRE_RESULT_APPLIED)
        booked[who][at] = TRUE;
    }
  }
}

/* What lasts longer than a conversation is for those devices alone that the clinic's settings name,
 * and ends when the device is shut out; a short wish for the same time does not make it shorter. */
static void
test_lease (void)
{
  g_auto (Office) office = { 0 };
  UkeTestStore *store;
  UkeWireHold lease, again;
  g_autoptr (GArray) holds = NULL;

  set_up (&office);
  store = office.server->store;
  allow (&office, "lease.2", "2");
  allow (&office, "lease.3", "0");
  g_assert_cmpint (hold (&office, 3, NINE_US, NINE_US + HOUR_US, 901, &lease), ==,
                   UKE_WIRE_NOT_ALLOWED);
  g_assert_cmpint (hold (&office, 2, NINE_US, NINE_US + HOUR_US, 26 * 3600, &lease), ==,
                   UKE_WIRE_OK);
  g_assert_cmpint (lease.until_us, ==, lease.to_us);
  g_assert_cmpint (hold (&office, 2, NINE_US, NINE_US + HOUR_US, 120, &again), ==, UKE_WIRE_OK);
  g_assert_true (uke_id_equal (&lease.id, &again.id));
  g_assert_cmpint (again.until_us, ==, again.to_us);
  g_assert_cmpint (hold (&office, 2, NINE_US + 80 * HOUR_US, NINE_US + 81 * HOUR_US,
                         UKE_HOLD_MAX_LEASE_S + 1, &again),
                   ==, UKE_WIRE_MALFORMED);
  g_assert_cmpint (hold (&office, 3, NINE_US + HOUR_US, NINE_US + 2 * HOUR_US, 900, &again), ==,
                   UKE_WIRE_OK);
  g_assert_true (uke_device_registry_revoke (store->db, 2, NULL, NULL));
  holds = uke_hold_list (store->db, store->now_us, NULL);
  g_assert_cmpuint (holds->len, ==, 1);
  g_assert_true (uke_id_equal (&g_array_index (holds, UkeWireHold, 0).id, &again.id));
  g_assert_cmpint (hold (&office, 2, NINE_US, NINE_US + HOUR_US, 120, &again), ==,
                   UKE_WIRE_REVOKED);
  g_assert_cmpint (book (&office, &office.b, NINE_US, FALSE), ==, UKE_WIRE_RESULT_APPLIED);
}

/* Nobody holds what is booked or held; an hour beside it is free. */
static void
test_taken (void)
{
  g_auto (Office) office = { 0 };
  UkeWireHold held;

  set_up (&office);
  g_assert_cmpint (book (&office, &office.a, NINE_US, FALSE), ==, UKE_WIRE_RESULT_APPLIED);
  g_assert_cmpint (hold (&office, 2, NINE_US, NINE_US + HOUR_US, 900, &held), ==, UKE_WIRE_TAKEN);
  g_assert_cmpint (hold (&office, 3, NINE_US + HOUR_US / 2, NINE_US + HOUR_US, 900, &held), ==,
                   UKE_WIRE_OK);
  g_assert_cmpint (hold (&office, 2, NINE_US + HOUR_US - 1, NINE_US + 2 * HOUR_US, 900, &held), ==,
                   UKE_WIRE_TAKEN);
  g_assert_cmpint (hold (&office, 2, NINE_US + HOUR_US, NINE_US + 2 * HOUR_US, 900, &held), ==,
                   UKE_WIRE_OK);
}

/* A column with two lanes has one left beside one hold, and the lane that a booking gets is the
 * lowest free one all the same. */
static void
test_capacity (void)
{
  g_auto (Office) office = { 0 };
  UkeWireHold held;

  set_up (&office);
  allow (&office, "lease.2", "1");
  uke_test_exec (office.server->store->db, "UPDATE resource SET capacity = 2");
  g_assert_cmpint (hold (&office, 2, NINE_US, NINE_US + HOUR_US, 3600, &held), ==, UKE_WIRE_OK);
  g_assert_cmpint (book (&office, &office.b, NINE_US, FALSE), ==, UKE_WIRE_RESULT_APPLIED);
  g_assert_cmpint (uke_test_query (office.server->store->db, "SELECT max (lane) FROM slot_claim"),
                   ==, 0);
  g_assert_cmpint (book (&office, &office.b, NINE_US, FALSE), ==, UKE_WIRE_RESULT_MERGED);
  g_assert_cmpint (book (&office, &office.a, NINE_US, FALSE), ==, UKE_WIRE_RESULT_APPLIED);
}

/* A hold ends by itself, is made longer by the same wish, and is given up by its own device only.
 */
static void
test_life (void)
{
  g_auto (Office) office = { 0 };
  UkeTestStore *store;
  UkeAuthorityPeer a, b;
  UkeWireHold first, second;
  UkeWireRefusal refusal;
  g_autoptr (GArray) holds = NULL;
  unsigned n_ended;

  set_up (&office);
  store = office.server->store;
  a = uke_test_authority_peer (office.server, 2);
  b = uke_test_authority_peer (office.server, 3);
  g_assert_cmpint (hold (&office, 2, NINE_US, NINE_US + HOUR_US, 900, &first), ==, UKE_WIRE_OK);
  store->now_us += 600 * G_USEC_PER_SEC;
  g_assert_cmpint (hold (&office, 2, NINE_US, NINE_US + HOUR_US, 900, &second), ==, UKE_WIRE_OK);
  g_assert_true (uke_id_equal (&first.id, &second.id));
  g_assert_cmpint (second.until_us - first.until_us, ==, 600 * G_USEC_PER_SEC);
  g_assert_true (uke_hold_give_up (store->db, &b, &first.id, &refusal, NULL));
  g_assert_cmpint (refusal.code, ==, UKE_WIRE_NOT_FOUND);
  holds = uke_hold_list (store->db, store->now_us, NULL);
  g_assert_cmpuint (holds->len, ==, 1);
  g_assert_cmpint (g_array_index (holds, UkeWireHold, 0).dev, ==, 2);
  store->now_us += 900 * G_USEC_PER_SEC;
  g_assert_cmpint (hold (&office, 3, NINE_US, NINE_US + HOUR_US, 900, &second), ==, UKE_WIRE_OK);
  g_assert_true (uke_hold_expire (store->db, store->now_us, &n_ended, NULL));
  g_assert_cmpuint (n_ended, ==, 1);
  g_assert_true (uke_hold_give_up (store->db, &b, &second.id, &refusal, NULL));
  g_assert_cmpint (refusal.code, ==, UKE_WIRE_OK);
  g_assert_cmpint (uke_test_query (store->db, "SELECT count(*) FROM slot_hold"), ==, 0);
  uke_test_exec (store->db, "UPDATE server_device SET state = 1");
  g_assert_true (uke_hold_give_up (store->db, &a, &first.id, &refusal, NULL));
  g_assert_cmpint (refusal.code, ==, UKE_WIRE_REVOKED);
}

/* Whoever knows all holds is told nothing; one more, one longer and one less are told with all the
 * others, with the name of whoever has it. */
static void
test_show (void)
{
  g_auto (Office) office = { 0 };
  UkeTestStore *store;
  UkeAuthorityPeer b;
  UkeWireHold held;
  UkeWireRefusal refusal;
  int64_t tag = 0;

  set_up (&office);
  store = office.server->store;
  b = uke_test_authority_peer (office.server, 3);
  for (unsigned i = 0; i < 4; i++) {
    g_autoptr (UkeWirePage) page = uke_wire_page_new (), again = uke_wire_page_new ();

    if (i == 1)
      g_assert_cmpint (hold (&office, 2, NINE_US, NINE_US + HOUR_US, 900, &held), ==, UKE_WIRE_OK);
    if (i == 2) {
      store->now_us += G_USEC_PER_SEC;
      g_assert_cmpint (hold (&office, 2, NINE_US, NINE_US + HOUR_US, 900, &held), ==, UKE_WIRE_OK);
      g_assert_cmpint (hold (&office, 3, NINE_US + HOUR_US, NINE_US + 2 * HOUR_US, 900, &held), ==,
                       UKE_WIRE_OK);
    }
    if (i == 3)
      g_assert_true (uke_hold_give_up (store->db, &b, &held.id, &refusal, NULL));
    g_assert_true (uke_hold_show (store->db, tag, store->now_us, page, NULL));
    g_assert_cmpint (page->has_holds, ==, i > 0);
    g_assert_cmpuint (page->holds->len, ==, i == 2 ? 2 : MIN (i, 1));
    if (i == 0)
      continue;
    g_assert_cmpint (page->holds_tag, !=, tag);
    g_assert_cmpstr (g_array_index (page->holds, UkeWireHold, 0).name, !=, "");
    tag = page->holds_tag;
    g_assert_true (uke_hold_show (store->db, tag, store->now_us, again, NULL));
    g_assert_false (again->has_holds);
  }
}

/* Wishes that make no sense, of columns that are not there, or more than anybody needs. */
static void
test_refused (void)
{
  g_auto (Office) office = { 0 };
  UkeWireHold held;
  int64_t now_us;

  set_up (&office);
  now_us = office.server->store->now_us;
  g_assert_cmpint (hold (&office, 2, NINE_US, NINE_US, 900, &held), ==, UKE_WIRE_MALFORMED);
  g_assert_cmpint (hold (&office, 2, NINE_US, NINE_US + HOUR_US, 0, &held), ==, UKE_WIRE_MALFORMED);
  g_assert_cmpint (hold (&office, 2, now_us - HOUR_US, now_us - 1, 900, &held), ==,
                   UKE_WIRE_MALFORMED);
  g_assert_cmpint (hold (&office, 2, NINE_US, NINE_US + 25 * HOUR_US, 900, &held), ==,
                   UKE_WIRE_MALFORMED);
  g_assert_cmpint (hold (&office, 9, NINE_US, NINE_US + HOUR_US, 900, &held), ==,
                   UKE_WIRE_UNKNOWN_DEVICE);
  for (unsigned i = 0; i < UKE_HOLD_MAX_PER_DEVICE; i++)
    g_assert_cmpint (
        hold (&office, 2, NINE_US + i * HOUR_US, NINE_US + (i + 1) * HOUR_US, 900, &held), ==,
        UKE_WIRE_OK);
  g_assert_cmpint (hold (&office, 2, NINE_US - HOUR_US, NINE_US, 900, &held), ==,
                   UKE_WIRE_TOO_LARGE);
  office.server->store->provider_id = office.patient_id;
  g_assert_cmpint (hold (&office, 3, NINE_US, NINE_US + HOUR_US, 900, &held), ==,
                   UKE_WIRE_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/hold/own-booking-is-certain", test_own_booking_is_certain);
  g_test_add_func ("/store/hold/random", test_random);
  g_test_add_func ("/store/hold/lease", test_lease);
  g_test_add_func ("/store/hold/taken", test_taken);
  g_test_add_func ("/store/hold/capacity", test_capacity);
  g_test_add_func ("/store/hold/life", test_life);
  g_test_add_func ("/store/hold/show", test_show);
  g_test_add_func ("/store/hold/refused", test_refused);
  return g_test_run ();
}
