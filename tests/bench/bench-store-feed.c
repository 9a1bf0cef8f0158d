/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-bare.h"
#include "bench-people.h"
#include "support/uke-test-store.h"

#include "store/uke-rows.h"

/*
 * How many change-sets a second one feed takes: what a reception does in a day, each of them one
 * command and one entry of the log, so many to a transaction as a desk that was offline would push.
 * Runs on SQLite, or on PostgreSQL when UKE_TEST_ENGINE says so.
 */
#define DAY_US INT64_C (86400000000)

/* One patient after another: taken in, booked, confirmed, a note on the card. */
#define N_DEEDS 4

typedef struct {
  UkeTestStore *store;
  unsigned n_done;
  UkeId patient_id;
  UkeId appointment_id;
} Feed;

static UkeDraft *
edit (Feed *feed, const UkeEntity *entity, const UkeId *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeRecord) record = uke_rows_get (feed->store->db, entity, id, &error);

  g_assert_no_error (error);
  return uke_draft_new_from (record);
}

/* The next thing that happens at the desk, as drafts. */
static unsigned
draft_next (Feed *feed, UkeDraft *drafts[2])
{
  unsigned patient = feed->n_done / N_DEEDS;
  int64_t starts_at_us
      = UKE_TEST_NOW_US + (1 + patient / 32) * DAY_US + (patient % 32) * INT64_C (900000000);
  BenchPerson person;

  switch (feed->n_done++ % N_DEEDS) {
  case 0:
    bench_person_make (patient, &person);
    drafts[0] = uke_test_store_patient (feed->store, person.number, person.family, person.given,
                                        person.family_kana, person.given_kana);
    feed->patient_id = *uke_draft_get_id (drafts[0]);
    drafts[1] = uke_test_store_phone (feed->store, &feed->patient_id, person.phone);
    return 2;
  case 1:
    drafts[0] = uke_test_store_appointment (feed->store, &feed->patient_id, starts_at_us, 15);
    feed->appointment_id = *uke_draft_get_id (drafts[0]);
    return 1;
  case 2:
    drafts[0] = edit (feed, &UKE_ENTITY_APPOINTMENT, &feed->appointment_id);
    uke_draft_set_text (drafts[0], UKE_APPOINTMENT_STATUS, "confirmed");
    return 1;
  default:
    drafts[0] = edit (feed, &UKE_ENTITY_PATIENT, &feed->patient_id);
    uke_draft_set_text (drafts[0], UKE_PATIENT_ALERT, "車椅子でご来院");
    return 1;
  }
}

static void
commit_next (Feed *feed)
{
  UkeId id = uke_id_new (feed->store->now_us);
  g_autoptr (UkeChangeSet) set = uke_change_set_new (&id, UKE_INTENT_DEMO);
  UkeCommitContext context = uke_test_store_context (feed->store);
  UkeDraft *drafts[2];
  unsigned n = draft_next (feed, drafts);
  g_autoptr (GError) error = NULL;

  for (unsigned i = 0; i < n; i++) {
    uke_change_set_add_draft (set, drafts[i]);
    uke_draft_free (drafts[i]);
  }
  uke_committed_free (uke_commit (feed->store->db, set, &context, &error));
  g_assert_no_error (error);
}

static void
measure (Feed *feed, unsigned n, unsigned batch)
{
  g_autofree char *name = g_strdup_printf (
      "%s, %u to a transaction", uke_test_is_postgresql () ? "PostgreSQL" : "SQLite", batch);
  double start = bench_now_ms ();
  g_autoptr (GError) error = NULL;

  for (unsigned i = 0; i < n; i += batch) {
    if (!uke_db_begin (feed->store->db, &error))
      g_assert_no_error (error);
    for (unsigned j = 0; j < batch; j++)
      commit_next (feed);
    if (!uke_db_commit (feed->store->db, &error))
      g_assert_no_error (error);
  }
  bench_print (uke_test_is_postgresql () ? "store-feed-pg" : "store-feed", name,
               n / (bench_now_ms () - start) * 1000, "change-sets/s");
}

int
main (int argc, char **argv)
{
  unsigned n = argc > 1 ? (unsigned)g_ascii_strtoull (argv[1], NULL, 10) : 4000;
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  Feed feed = { store, 0 };

  /* Plans and pages that every later figure finds in place. */
  measure (&feed, 400, 20);
  measure (&feed, n / 4, 1);
  measure (&feed, n, 20);
  measure (&feed, n, 200);
  return 0;
}
