/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-people.h"
#include "feed/uke-decide.h"
#include "store/uke-digest.h"
#include "store/uke-log-store.h"
#include "store/uke-rows.h"
#include "store/uke-snapshot.h"
#include "support/uke-test-pusher.h"

#include <stdlib.h>

/*
 * What one feed takes in on an encrypted file with full synchronisation: change-sets a second in
 * pushes of ten, each push a commit of its own and eight to one commit; what a page of the log
 * costs; and what writing a snapshot costs.
 */
#define N_DESKS 8
#define PER_PUSH 10
#define BATCH 150

static void
fail_on (GError *error)
{
  if (error != NULL)
    g_error ("%s", error->message);
}

/* Who and what there is. */
typedef struct {
  GPtrArray *patients;
  GPtrArray *appointments;
  const char *status, *alert; /* what becomes of them */
} Known;

static const char *
get_name (void)
{
  return uke_test_is_postgresql () ? "store-authority-pg" : "store-authority";
}

/* A new patient with a number, and every second time a booking for them, by a desk that knows the
 * log up to @base. */
static UkeChangeSet *
make_set (UkeTestPusher *desk, unsigned index, int64_t base)
{
  UkeTestStore *store = desk->server->store;
  UkeChangeSet *set = uke_test_pusher_set (desk, UKE_INTENT_PATIENT_REGISTER);
  BenchPerson person;
  g_autoptr (UkeDraft) patient = NULL;
  g_autoptr (UkeDraft) phone = NULL;

  set->base = base;
  bench_person_make (index, &person);
  patient = uke_test_store_patient (store, person.number, person.family, person.given,
                                    person.family_kana, person.given_kana);
  uke_draft_set_date (patient, UKE_PATIENT_BIRTH_DATE, person.birth);
  phone = uke_test_store_phone (store, uke_draft_get_id (patient), person.phone);
  uke_change_set_add_draft (set, patient);
  uke_change_set_add_draft (set, phone);
  if (index % 2 == 0) {
    g_autoptr (UkeDraft) booking = uke_test_store_appointment (
        store, uke_draft_get_id (patient),
        UKE_TEST_NOW_US + INT64_C (86400000000) + (int64_t)index * INT64_C (1800000000), 30);

    uke_change_set_add_draft (set, booking);
  }
  return set;
}

/* What a day mostly consists of: a booking that is confirmed, a remark about a patient. */
static UkeChangeSet *
make_edit (UkeTestPusher *desk, const Known *known, unsigned index, int64_t base)
{
  UkeChangeSet *set;
  g_autoptr (UkeDraft) draft = NULL;

  if (index % 2 == 0) {
    set = uke_test_pusher_set (desk, UKE_INTENT_SET_STATUS);
    draft = uke_draft_new_from (known->appointments->pdata[index / 2 % known->appointments->len]);
    uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, known->status);
  } else {
    set = uke_test_pusher_set (desk, UKE_INTENT_PATIENT_EDIT);
    draft = uke_draft_new_from (known->patients->pdata[index / 2 % known->patients->len]);
    uke_draft_set_text (draft, UKE_PATIENT_ALERT, known->alert);
  }
  set->base = base;
  uke_change_set_add_draft (set, draft);
  return set;
}

/* @known: (nullable): whom it edits; without it, it registers new ones */
static GPtrArray *
make_pushes (UkeTestPusher desks[N_DESKS], unsigned n, unsigned first, const Known *known)
{
  GPtrArray *pushes = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_wire_push_free);
  UkeLogHead head;

  g_assert_true (uke_log_store_get_head (desks[0].server->store->db, &head, NULL));
  for (unsigned i = 0; i < n / PER_PUSH; i++) {
    UkeTestPusher *desk = &desks[i % N_DESKS];
    UkeWirePush *push = uke_test_pusher_push (desk);

    for (unsigned j = 0; j < PER_PUSH; j++) {
      unsigned index = first + i * PER_PUSH + j;
      g_autoptr (UkeChangeSet) set = known != NULL
                                         ? make_edit (desk, known, index - first, head.seq)
                                         : make_set (desk, index, head.seq);

      uke_test_pusher_add (desk, push, set, UKE_NO_CAP);
    }
    g_ptr_array_add (pushes, push);
  }
  return pushes;
}

/* Judges all pushes, @per_commit to one transaction; returns change-sets a second. */
static double
push_all (UkeTestAuthority *server,
          UkeTestPusher desks[N_DESKS],
          unsigned n,
          unsigned first,
          const Known *known,
          unsigned per_commit)
{
  g_autoptr (GPtrArray) pushes = make_pushes (desks, n, first, known);
  double start = bench_now_ms ();

  for (unsigned i = 0; i < pushes->len; i += per_commit) {
    g_autoptr (GError) error = NULL;
    g_autoptr (UkeDigest) sums = NULL;
    gboolean has_sums;

    g_assert_true (uke_db_begin (server->store->db, &error));
    g_assert_true (uke_digest_is_kept (server->store->db, &has_sums, &error));
    sums = has_sums ? uke_digest_new (server->store->db) : NULL;
    for (unsigned j = i; j < MIN (i + per_commit, pushes->len); j++) {
      UkeAuthorityPeer peer = uke_test_authority_peer (server, desks[j % N_DESKS].dev);
      g_autoptr (UkeWirePushAnswer) answer = NULL;
      UkeWireRefusal refusal;

      /* As the server takes several: none hurts another. */
      g_assert_true (per_commit == 1 || uke_db_savepoint (server->store->db, "one", &error));
      if (!uke_authority_push_in (server->store->db, &peer, pushes->pdata[j],
                                  server->store->now_us++, sums, &answer, NULL, &refusal, &error))
        fail_on (error);
      g_assert_true (per_commit == 1 || uke_db_release (server->store->db, "one", &error));
      g_assert_nonnull (answer);
      g_assert_cmpuint (answer->results->len, ==, PER_PUSH);
      /* Merged is one that becomes a question: two may have one name and one birthday. */
      g_assert_cmpint (uke_test_result (answer, PER_PUSH - 1)->kind, <=, UKE_WIRE_RESULT_MERGED);
    }
    g_assert_true (sums == NULL || uke_digest_write (sums, &error));
    g_assert_true (uke_db_commit (server->store->db, &error));
  }
  return n / (bench_now_ms () - start) * 1000;
}

static void
measure_edits (UkeTestAuthority *server,
               UkeTestPusher desks[N_DESKS],
               unsigned n,
               const char *status,
               const char *alert,
               const char *name,
               unsigned per_commit)
{
  g_autoptr (GPtrArray) appointments
      = uke_rows_list (server->store->db, &UKE_ENTITY_APPOINTMENT, NULL);
  g_autoptr (GPtrArray) patients = uke_rows_list (server->store->db, &UKE_ENTITY_PATIENT, NULL);
  const Known known = { patients, appointments, status, alert };

  bench_print (get_name (), name, push_all (server, desks, n, 0, &known, per_commit),
               "change-sets/s");
}

static void
measure_page (UkeTestAuthority *server)
{
  UkeAuthorityPeer peer = uke_test_authority_peer (server, 2);
  double read_ms[21], json_ms[21];

  for (unsigned i = 0; i < G_N_ELEMENTS (read_ms); i++) {
    g_autoptr (GString) json = g_string_sized_new (1 << 20);
    g_autoptr (GError) error = NULL;
    UkeWirePage *page = NULL;
    UkeWireRefusal refusal;
    double start = bench_now_ms ();

    server->last_signed.is_signed = FALSE;
    if (!uke_authority_changes (server->store->db, &peer, NULL, 1000, 4 << 20, 0, &page, &refusal,
                                &error))
      fail_on (error);
    read_ms[i] = bench_now_ms () - start;
    g_assert_cmpuint (page->entries->len, ==, 1000);
    start = bench_now_ms ();
    uke_wire_page_write (page, json);
    json_ms[i] = bench_now_ms () - start;
    uke_wire_page_free (page);
  }
  bench_print (get_name (), "page of 1,000 entries, read",
               bench_median (read_ms, G_N_ELEMENTS (read_ms)), "ms");
  bench_print (get_name (), "page of 1,000 entries, JSON",
               bench_median (json_ms, G_N_ELEMENTS (json_ms)), "ms");
}

static gboolean
count_bytes (const UkeSnapshotPart *part, GBytes *bytes, gpointer data, GError **error)
{
  *(int64_t *)data += part->bytes;
  return TRUE;
}

static void
import_people (UkeTestAuthority *server, unsigned n)
{
  for (unsigned from = 0; from < n; from += BATCH) {
    UkeId id = uke_id_new (server->store->now_us);
    g_autoptr (UkeChangeSet) set = uke_change_set_new (&id, UKE_INTENT_IMPORT_BATCH);
    UkeCommitContext context = uke_test_store_context (server->store);
    g_autoptr (GError) error = NULL;

    context.has_new_ids = TRUE;
    for (unsigned i = from; i < MIN (from + BATCH, n); i++) {
      BenchPerson person;
      g_autoptr (UkeDraft) patient = NULL;
      g_autoptr (UkeDraft) phone = NULL;

      bench_person_make (i, &person);
      patient = uke_test_store_patient (server->store, person.number, person.family, person.given,
                                        person.family_kana, person.given_kana);
      uke_draft_set_date (patient, UKE_PATIENT_BIRTH_DATE, person.birth);
      phone = uke_test_store_phone (server->store, uke_draft_get_id (patient), person.phone);
      uke_change_set_add_draft (set, patient);
      uke_change_set_add_draft (set, phone);
    }
    g_assert_true (uke_db_begin (server->store->db, NULL));
    uke_committed_free (uke_commit (server->store->db, set, &context, &error));
    fail_on (error);
    g_assert_true (uke_db_commit (server->store->db, NULL));
  }
}

static void
keep_digest (UkeTestAuthority *server)
{
  g_assert_true (uke_db_begin (server->store->db, NULL));
  g_assert_true (uke_digest_keep (server->store->db, NULL));
  g_assert_true (uke_db_commit (server->store->db, NULL));
}

static void
measure_snapshot (UkeTestAuthority *server, unsigned n)
{
  g_autoptr (UkeSnapshotManifest) manifest = NULL;
  g_autoptr (GError) error = NULL;
  int64_t n_bytes = 0;
  double start;

  import_people (server, n);
  start = bench_now_ms ();
  manifest = uke_snapshot_write (server->store->db, server->secret, UKE_TEST_NOW_US, count_bytes,
                                 &n_bytes, &error);
  fail_on (error);
  bench_print (get_name (), "snapshot written", bench_now_ms () - start, "ms");
  bench_print (get_name (), "snapshot", (double)n_bytes / 1e6, "MB");
  start = bench_now_ms ();
  keep_digest (server);
  bench_print (get_name (), "all sums anew", bench_now_ms () - start, "ms");
}

int
main (int argc, char **argv)
{
  unsigned n = argc > 1 ? (unsigned)g_ascii_strtoull (argv[1], NULL, 10) : 4000;
  unsigned n_people = argc > 2 ? (unsigned)g_ascii_strtoull (argv[2], NULL, 10) : 100000;
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desks[N_DESKS];

  for (unsigned i = 0; i < N_DESKS; i++) {
    if (i > 1)
      uke_test_authority_add_device (server, 2 + i);
    desks[i] = uke_test_pusher_make (server, 2 + i, 1);
  }
  bench_print (get_name (), "pushed, without sums, a commit each",
               push_all (server, desks, n, 0, NULL, 1), "change-sets/s");
  keep_digest (server);
  bench_print (get_name (), "pushed, a commit each", push_all (server, desks, n, n, NULL, 1),
               "change-sets/s");
  bench_print (get_name (), "pushed, eight to a commit",
               push_all (server, desks, n, 2 * n, NULL, N_DESKS), "change-sets/s");
  measure_edits (server, desks, n, "confirmed", "車椅子でご来院", "edits pushed, a commit each", 1);
  measure_edits (server, desks, n, "arrived", "杖でご来院", "edits pushed, eight to a commit",
                 N_DESKS);
  measure_page (server);
  measure_snapshot (server, n_people);
  return 0;
}
