/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-audit-log.h"
#include "store/uke-card.h"
#include "store/uke-projection.h"
#include "store/uke-rows.h"
#include "support/uke-test-store.h"

#define NINE_US (UKE_TEST_NOW_US + INT64_C (86400000000))

/* Everything that is chained or derived must agree with the rows. */
static void
assert_sound (UkeTestStore *store)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  gboolean is_checked = uke_log_store_verify (store->db, problems, NULL, &error)
                        && uke_audit_log_verify (store->db, problems, NULL, &error)
                        && uke_projection_verify (store->db, problems, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (is_checked);
  for (unsigned i = 0; i < problems->len; i++)
    g_test_message ("%s", (const char *)problems->pdata[i]);
  g_assert_cmpuint (problems->len, ==, 0);
}

static UkeRecord *
get (UkeTestStore *store, const UkeEntity *entity, const UkeId *id)
{
  g_autoptr (GError) error = NULL;
  UkeRecord *record = uke_rows_get (store->db, entity, id, &error);

  g_assert_no_error (error);
  return record;
}

static UkeId
register_patient (UkeTestStore *store, const char *family, const char *kana)
{
  g_autoptr (UkeCommitted) committed = NULL;
  UkeDraft *patient = uke_test_store_patient (store, "0012", family, "太郎", kana, "たろう");
  UkeId id = *uke_draft_get_id (patient);
  UkeDraft *phone = uke_test_store_phone (store, &id, "09000001234");

  committed = uke_test_store_commit (store, patient, phone, NULL);
  g_assert_cmpint (committed->outcome, ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpuint (committed->search->len, ==, 1);
  return id;
}

/* A registered patient is read back as it was written, each field with the entry's number. */
static void
test_insert (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  UkeId id = register_patient (store, "山田", "やまだ");
  g_autoptr (UkeRecord) patient = get (store, &UKE_ENTITY_PATIENT, &id);

  g_assert_cmpstr (uke_record_get_text (patient, UKE_PATIENT_FAMILY_NAME), ==, "山田");
  g_assert_cmpint (uke_record_get_version (patient, UKE_PATIENT_FAMILY_NAME), ==, 2);
  g_assert_cmpint (uke_record_get_created_seq (patient), ==, 2);
  assert_sound (store);
}

/* An edit touches its field's version alone and leaves one more audit entry for each record. */
static void
test_edit (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  UkeId id = register_patient (store, "山田", "やまだ");
  g_autoptr (UkeRecord) before = get (store, &UKE_ENTITY_PATIENT, &id);
  UkeDraft *draft = uke_draft_new_from (before);
  g_autoptr (UkeCommitted) committed = NULL;
  g_autoptr (UkeRecord) after = NULL;
  int64_t n = uke_test_query (store->db, "SELECT count(*) FROM audit");

  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, "佐藤");
  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_KANA, "さとう");
  committed = uke_test_store_commit (store, draft, NULL);
  after = get (store, &UKE_ENTITY_PATIENT, &id);
  g_assert_cmpint (uke_record_get_version (after, UKE_PATIENT_FAMILY_NAME), ==, committed->seq);
  g_assert_cmpint (uke_record_get_version (after, UKE_PATIENT_GIVEN_NAME), ==, 2);
  g_assert_cmpint (uke_test_query (store->db, "SELECT count(*) FROM audit"), ==, n + 1);
  g_assert_cmpint (uke_test_query (store->db, "SELECT count(*) FROM patient_search"), ==, 1);
  assert_sound (store);
}

static unsigned
count_cards (UkeTestStore *store, int64_t from_us, int64_t to_us)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeCards) cards
      = uke_cards_list (store->db, &store->clinic_id, from_us, to_us, &error);

  g_assert_no_error (error);
  return cards->items->len;
}

/* A moved booking takes its card and its claims along. */
static void
test_move (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  UkeId patient_id = register_patient (store, "山田", "やまだ");
  UkeDraft *made = uke_test_store_appointment (store, &patient_id, NINE_US, 30);
  UkeId id = *uke_draft_get_id (made);
  g_autoptr (UkeCommitted) first = uke_test_store_commit (store, made, NULL);
  g_autoptr (UkeCommitted) second = NULL;
  g_autoptr (UkeRecord) booked = get (store, &UKE_ENTITY_APPOINTMENT, &id);
  UkeDraft *moved = uke_draft_new_from (booked);

  g_assert_cmpint (uke_test_query (store->db, "SELECT count(*) FROM slot_claim"), ==, 6);
  uke_draft_set_int (moved, UKE_APPOINTMENT_STARTS_AT_US, NINE_US + INT64_C (3600000000));
  second = uke_test_store_commit (store, moved, NULL);
  g_assert_cmpint (second->outcome, ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpint (uke_test_query (store->db, "SELECT count(*) FROM slot_claim"), ==, 6);
  g_assert_cmpuint (count_cards (store, NINE_US, NINE_US + 1), ==, 0);
  g_assert_cmpuint (count_cards (store, NINE_US, NINE_US + INT64_C (7200000000)), ==, 1);
  assert_sound (store);
}

/* The card of a booking shows the patient's new name as soon as they have it. */
static void
test_rename_reaches_cards (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  UkeId patient_id = register_patient (store, "山田", "やまだ");
  g_autoptr (UkeCommitted) booked = uke_test_store_commit (
      store, uke_test_store_appointment (store, &patient_id, NINE_US, 30), NULL);
  g_autoptr (UkeRecord) patient = get (store, &UKE_ENTITY_PATIENT, &patient_id);
  UkeDraft *draft = uke_draft_new_from (patient);
  g_autoptr (UkeCommitted) renamed = NULL;
  g_autoptr (UkeCards) cards = NULL;

  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, "青木");
  renamed = uke_test_store_commit (store, draft, NULL);
  cards = uke_cards_list (store->db, &store->clinic_id, NINE_US, NINE_US + 1, NULL);
  g_assert_cmpstr (g_array_index (cards->items, UkeCard, 0).family_name, ==, "青木");
  assert_sound (store);
}

/* A deleted patient is not found any more; the row stays. */
static void
test_delete (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  UkeId id = register_patient (store, "山田", "やまだ");
  g_autoptr (UkeRecord) patient = get (store, &UKE_ENTITY_PATIENT, &id);
  UkeId set_id = uke_id_new (store->now_us);
  UkeChangeSet *set = uke_change_set_new (&set_id, UKE_INTENT_DEMO);
  g_autoptr (UkeCommitted) committed = NULL;
  g_autoptr (UkeRecord) gone = NULL;

  uke_change_set_add_delete (set, patient);
  committed = uke_test_store_try (store, set, NULL);
  g_assert_nonnull (committed);
  g_assert_null (uke_rows_find (store->db, &UKE_ENTITY_PATIENT, &id, NULL));
  gone = uke_rows_find_any (store->db, &UKE_ENTITY_PATIENT, &id, NULL);
  g_assert_true (uke_record_is_deleted (gone));
  g_assert_cmpint (uke_test_query (store->db, "SELECT count(*) FROM patient_search"), ==, 0);
  assert_sound (store);
}

/* Two bookings at one time: the second is kept and needs a new time; no lane is held twice. */
static void
test_taken_slot (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  UkeId patient_id = register_patient (store, "山田", "やまだ");
  g_autoptr (UkeCommitted) first = uke_test_store_commit (
      store, uke_test_store_appointment (store, &patient_id, NINE_US, 30), NULL);
  UkeDraft *draft = uke_test_store_appointment (store, &patient_id, NINE_US, 30);
  UkeId id = *uke_draft_get_id (draft);
  g_autoptr (UkeCommitted) second = uke_test_store_commit (store, draft, NULL);
  g_autoptr (UkeRecord) late = get (store, &UKE_ENTITY_APPOINTMENT, &id);

  g_assert_cmpint (second->outcome, ==, UKE_OUTCOME_MERGED);
  g_assert_true (uke_record_get_bool (late, UKE_APPOINTMENT_NEEDS_NEW_TIME));
  g_assert_cmpint (uke_test_query (store->db, "SELECT count(*) FROM slot_claim"), ==, 6);
  g_assert_cmpint (uke_test_query (store->db, "SELECT count(*) FROM conflict"), ==, 1);
  assert_sound (store);
}

/* A change-set that is committed twice is refused by its receipt. */
static void
test_never_twice (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  UkeId set_id = uke_id_new (store->now_us);
  g_autoptr (UkeCommitted) first = NULL;
  g_autoptr (GError) error = NULL;

  for (unsigned i = 0; i < 2; i++) {
    UkeChangeSet *set = uke_change_set_new (&set_id, UKE_INTENT_PATIENT_REGISTER);
    g_autoptr (UkeDraft) patient = uke_test_store_patient (store, "7", "山田", NULL, NULL, NULL);

    uke_change_set_add_draft (set, patient);
    if (i == 0)
      first = uke_test_store_try (store, set, &error);
    else
      g_assert_null (uke_test_store_try (store, set, &error));
  }
  g_assert_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CONSTRAINT);
  g_assert_cmpint (uke_test_query (store->db, "SELECT count(*) FROM patient"), ==, 1);
  assert_sound (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/commit/insert", test_insert);
  g_test_add_func ("/store/commit/edit", test_edit);
  g_test_add_func ("/store/commit/move", test_move);
  g_test_add_func ("/store/commit/rename-reaches-cards", test_rename_reaches_cards);
  g_test_add_func ("/store/commit/delete", test_delete);
  g_test_add_func ("/store/commit/taken-slot", test_taken_slot);
  g_test_add_func ("/store/commit/never-twice", test_never_twice);
  return g_test_run ();
}
