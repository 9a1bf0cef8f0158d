/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-bare.h"
#include "bench-people.h"
#include "support/uke-test-store.h"

#include "store/uke-store-verify.h"

#include <stdlib.h>

/*
 * What an import costs against the bare loop (decision 30): the same people through the commit
 * path, and then the very rows that it left, in the same transactions, by prepared inserts into all
 * the same tables of a second file.
 */
#define BATCH 150

/* A draft of a person as a new patient. */
static UkeDraft *
draft_person (UkeTestStore *store, const BenchPerson *person)
{
  UkeDraft *draft = uke_test_store_patient (store, person->number, person->family, person->given,
                                            person->family_kana, person->given_kana);

  uke_draft_set_date (draft, UKE_PATIENT_BIRTH_DATE, person->birth);
  uke_draft_set_text (draft, UKE_PATIENT_SEX, "female");
  return draft;
}

static void
add_person (UkeTestStore *store, UkeChangeSet *set, unsigned index)
{
  static const char *const channels[] = { "sms", "phone" };
  BenchPerson person;
  UkeDraft *drafts[5];

  bench_person_make (index, &person);
  drafts[0] = draft_person (store, &person);
  drafts[1] = uke_test_store_phone (store, uke_draft_get_id (drafts[0]), person.phone);
  drafts[2] = uke_test_store_draft (store, &UKE_ENTITY_PATIENT_ADDRESS);
  uke_draft_set_id (drafts[2], UKE_PATIENT_ADDRESS_PATIENT_ID, uke_draft_get_id (drafts[0]));
  uke_draft_set_text (drafts[2], UKE_PATIENT_ADDRESS_ADDRESS, person.address);
  for (unsigned i = 0; i < 2; i++) {
    drafts[3 + i] = uke_test_store_draft (store, &UKE_ENTITY_CONSENT);
    uke_draft_set_id (drafts[3 + i], UKE_CONSENT_PATIENT_ID, uke_draft_get_id (drafts[0]));
    uke_draft_set_text (drafts[3 + i], UKE_CONSENT_PURPOSE, "appointment");
    uke_draft_set_text (drafts[3 + i], UKE_CONSENT_CHANNEL, channels[i]);
    uke_draft_set_text (drafts[3 + i], UKE_CONSENT_STATE, "granted");
  }
  for (unsigned i = 0; i < G_N_ELEMENTS (drafts); i++) {
    uke_change_set_add_draft (set, drafts[i]);
    uke_draft_free (drafts[i]);
  }
}

/* Commits the people; the time of making drafts is counted apart. */
static double
commit_people (UkeTestStore *store, unsigned n)
{
  double spent = 0;

  for (unsigned from = 0; from < n; from += BATCH) {
    UkeId id = uke_id_new (store->now_us);
    g_autoptr (UkeChangeSet) set = uke_change_set_new (&id, UKE_INTENT_IMPORT_BATCH);
    UkeCommitContext context = uke_test_store_context (store);
    g_autoptr (GError) error = NULL;
    double start;

    context.has_new_ids = TRUE;
    for (unsigned i = from; i < MIN (from + BATCH, n); i++)
      add_person (store, set, i);
    start = bench_now_ms ();
    g_assert_true (uke_db_begin (store->db, NULL));
    uke_committed_free (uke_commit (store->db, set, &context, &error));
    g_assert_no_error (error);
    g_assert_true (uke_db_commit (store->db, NULL));
    spent += bench_now_ms () - start;
  }
  return spent;
}

int
main (int argc, char **argv)
{
  unsigned n = argc > 1 ? (unsigned)g_ascii_strtoull (argv[1], NULL, 10) : 20000;
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  double commit_ms = commit_people (store, n);
  double bare_ms;

  bench_print ("store-commit", "commit", n / commit_ms * 1000, "patients/s");
  bare_ms = bench_bare_insert (store->db);
  bench_print ("store-commit", "bare inserts", n / bare_ms * 1000, "patients/s");
  bench_print ("store-commit", "commit rate to bare inserts", bare_ms / commit_ms, "ratio");
  return 0;
}
