/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-rows.h"
#include "store/uke-search-index.h"
#include "store/uke-store-verify.h"
#include "support/uke-test-store.h"

#include <string.h>

#define DAY_US INT64_C (86400000000)
#define N_STEPS 250

/* A clinic in which things happen at random. */
typedef struct {
  UkeTestStore *store;
  GRand *random;
  UkeSearchIndex *index; /* follows the commits */
  GArray *patients;      /* UkeId */
  GArray *appointments;  /* UkeId */
  GArray *phones;        /* UkeId */
} Life;

static UkeRecord *
pick (Life *life, const UkeEntity *entity, GArray *ids)
{
  unsigned n = ids->len;

  if (n == 0)
    return NULL;
  return uke_rows_find_any (
      life->store->db, entity,
      &g_array_index (ids, UkeId, (unsigned)g_rand_int_range (life->random, 0, (int)n)), NULL);
}

static const char *
pick_word (Life *life, const char *const *words, unsigned n)
{
  return words[g_rand_int_range (life->random, 0, (int)n)];
}

static UkeDraft *
make_patient (Life *life)
{
  static const char *const names[] = { "山田", "佐藤", "髙橋", "大野" };
  static const char *const kana[] = { "やまだ", "さとう", "たかはし", "おおの", NULL };
  g_autofree char *number = g_strdup_printf ("%04d", g_rand_int_range (life->random, 1, 9999));
  UkeDraft *draft
      = uke_test_store_patient (life->store, number, pick_word (life, names, G_N_ELEMENTS (names)),
                                "京子", pick_word (life, kana, G_N_ELEMENTS (kana)), "きょうこ");

  g_array_append_vals (life->patients, uke_draft_get_id (draft), 1);
  return draft;
}

static UkeDraft *
edit_patient (Life *life, UkeRecord *patient)
{
  static const char *const names[] = { "青木", "山田" };
  static const char *const kana[] = { "あおき", "やまだ", NULL };
  UkeDraft *draft = uke_draft_new_from (patient);

  switch (g_rand_int_range (life->random, 0, 5)) {
  case 0:
    uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, pick_word (life, names, 2));
    uke_draft_set_text (draft, UKE_PATIENT_FAMILY_KANA, pick_word (life, kana, 3));
    break;
  case 1:
    uke_draft_set_text (draft, UKE_PATIENT_ALERT, "車椅子");
    break;
  case 2:
    uke_draft_set_text (draft, UKE_PATIENT_ENDED_REASON, "moved");
    break;
  case 3:
    uke_draft_set_date (draft, UKE_PATIENT_LAST_VISIT_DATE,
                        g_rand_int_range (life->random, 20000, 20500));
    break;
  default:
    uke_draft_add_int (draft, UKE_PATIENT_VISIT_COUNT, 1);
    break;
  }
  return draft;
}

static UkeDraft *
make_appointment (Life *life, UkeRecord *patient)
{
  int64_t starts_at_us = UKE_TEST_NOW_US + g_rand_int_range (life->random, 0, 20) * DAY_US
                         + g_rand_int_range (life->random, 0, 40) * INT64_C (900000000);
  UkeDraft *draft
      = uke_test_store_appointment (life->store, uke_record_get_id (patient), starts_at_us, 30);

  if (g_rand_boolean (life->random))
    uke_draft_set_id (draft, UKE_APPOINTMENT_CHAIR_ID, &life->store->chair_id);
  g_array_append_vals (life->appointments, uke_draft_get_id (draft), 1);
  return draft;
}

static UkeDraft *
edit_appointment (Life *life, UkeRecord *appointment)
{
  static const char *const statuses[]
      = { "confirmed", "arrived", "cancelled", "no_show", "booked" };
  UkeDraft *draft = uke_draft_new_from (appointment);

  if (g_rand_boolean (life->random))
    uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS,
                        pick_word (life, statuses, G_N_ELEMENTS (statuses)));
  else
    uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US,
                       UKE_TEST_NOW_US
                           + g_rand_int_range (life->random, 0, 200) * INT64_C (1800000000));
  return draft;
}

static void
add_phone (Life *life, UkeChangeSet *set, UkeRecord *patient)
{
  g_autofree char *number
      = g_strdup_printf ("0900000%04d", g_rand_int_range (life->random, 0, 9999));
  g_autoptr (UkeDraft) draft
      = uke_test_store_phone (life->store, uke_record_get_id (patient), number);

  g_array_append_vals (life->phones, uke_draft_get_id (draft), 1);
  uke_change_set_add_draft (set, draft);
}

/* One thing that happens; what it needs may not be there yet. */
static void
add_event (Life *life, UkeChangeSet *set)
{
  g_autoptr (UkeRecord) patient = pick (life, &UKE_ENTITY_PATIENT, life->patients);
  g_autoptr (UkeRecord) appointment = pick (life, &UKE_ENTITY_APPOINTMENT, life->appointments);
  g_autoptr (UkeRecord) phone = pick (life, &UKE_ENTITY_PATIENT_PHONE, life->phones);
  g_autoptr (UkeDraft) draft = NULL;
  int what = patient == NULL ? 0 : g_rand_int_range (life->random, 0, 12);

  if (what < 2)
    draft = make_patient (life);
  else if (what < 5)
    draft = edit_patient (life, patient);
  else if (what < 8)
    draft = make_appointment (life, patient);
  else if (what < 10 && appointment != NULL)
    draft = edit_appointment (life, appointment);
  else if (what == 10 && phone != NULL && !uke_record_is_deleted (phone))
    uke_change_set_add_delete (set, phone);
  else
    add_phone (life, set, patient);
  if (draft != NULL)
    uke_change_set_add_draft (set, draft);
}

static void
follow (Life *life, const UkeCommitted *committed)
{
  for (unsigned i = 0; i < committed->search->len; i++) {
    const UkeSearchChange *change = committed->search->pdata[i];

    if (change->row == NULL)
      uke_search_index_remove (life->index, &change->patient_id);
    else
      uke_search_index_put (life->index, change->row);
  }
}

static void
live (Life *life)
{
  UkeId id = uke_id_new (life->store->now_us);
  UkeChangeSet *set = uke_change_set_new (&id, UKE_INTENT_DEMO);
  g_autoptr (UkeCommitted) committed = NULL;
  g_autoptr (GError) error = NULL;

  add_event (life, set);
  committed = uke_test_store_try (life->store, set, &error);
  g_assert_no_error (error);
  follow (life, committed);
}

static void
assert_same_memory (UkeSearchIndex *followed, UkeSearchIndex *loaded)
{
  g_autoptr (UkeFoundPatients) a = uke_search_index_list (followed, 0, 100000);
  g_autoptr (UkeFoundPatients) b = uke_search_index_list (loaded, 0, 100000);

  g_assert_cmpuint (a->n, ==, b->n);
  for (unsigned i = 0; i < a->n; i++) {
    g_assert_true (uke_id_equal (&a->patients[i].patient_id, &b->patients[i].patient_id));
    g_assert_cmpstr (a->patients[i].name, ==, b->patients[i].name);
    g_assert_cmpstr (a->patients[i].kana, ==, b->patients[i].kana);
    g_assert_cmpstr (a->patients[i].phone, ==, b->patients[i].phone);
    g_assert_cmpint (a->patients[i].is_ended, ==, b->patients[i].is_ended);
    g_assert_cmpint (a->patients[i].last_visit_date, ==, b->patients[i].last_visit_date);
  }
}

/* Whatever happens in a clinic, every check is content afterwards, and the search memory that
 * followed the commits is the one that is filled anew. */
static void
test_life (gconstpointer seed)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (GPOINTER_TO_UINT (seed));
  g_autoptr (UkeSearchIndex) index = uke_search_index_new ();
  g_autoptr (UkeSearchIndex) loaded = NULL;
  g_autoptr (GPtrArray) checks = NULL;
  g_autoptr (GArray) patients = g_array_new (FALSE, FALSE, sizeof (UkeId));
  g_autoptr (GArray) appointments = g_array_new (FALSE, FALSE, sizeof (UkeId));
  g_autoptr (GArray) phones = g_array_new (FALSE, FALSE, sizeof (UkeId));
  Life life = { store, random, index, patients, appointments, phones };

  for (unsigned i = 0; i < N_STEPS; i++)
    live (&life);
  checks = uke_store_verify (store->db, NULL, NULL, NULL, NULL);
  for (unsigned i = 0; i < checks->len; i++) {
    const UkeStoreCheck *check = checks->pdata[i];

    for (unsigned j = 0; j < check->problems->len; j++)
      g_error ("%s: %s", check->name, (const char *)check->problems->pdata[j]);
  }
  loaded = uke_search_index_load (store->db, NULL);
  assert_same_memory (index, loaded);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (unsigned seed = 1; seed <= 4; seed++) {
    g_autofree char *path = g_strdup_printf ("/store/projection/life/%u", seed);

    g_test_add_data_func (path, GUINT_TO_POINTER (seed), test_life);
  }
  return g_test_run ();
}
