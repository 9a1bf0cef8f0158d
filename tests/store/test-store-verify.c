/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-store-verify.h"

#include "store/uke-digest.h"
#include "store/uke-projection.h"
#include "store/uke-rows.h"
#include "support/uke-test-store.h"

#define NINE_US (UKE_TEST_NOW_US + INT64_C (86400000000))

static UkeTestStore *
make_busy_store (UkeId *out_patient_id)
{
  UkeTestStore *store = uke_test_store_new ();
  UkeDraft *patient = uke_test_store_patient (store, "0012", "山田", "太郎", "やまだ", "たろう");
  UkeId id = *uke_draft_get_id (patient);
  g_autoptr (UkeRecord) record = NULL;
  UkeDraft *edited;

  uke_committed_free (uke_test_store_commit (
      store, patient, uke_test_store_phone (store, &id, "09000001234"), NULL));
  uke_committed_free (uke_test_store_commit (
      store, uke_test_store_appointment (store, &id, NINE_US, 30),
      uke_test_store_appointment (store, &id, NINE_US + INT64_C (3600000000), 45), NULL));
  record = uke_rows_get (store->db, &UKE_ENTITY_PATIENT, &id, NULL);
  edited = uke_draft_new_from (record);
  uke_draft_set_text (edited, UKE_PATIENT_ALERT, "車椅子");
  uke_committed_free (uke_test_store_commit (store, edited, NULL));
  *out_patient_id = id;
  return store;
}

/* The names of the checks that found something, with commas. */
static char *
list_failed (UkeTestStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) checks = uke_store_verify (store->db, NULL, NULL, NULL, &error);
  GString *names = g_string_new (NULL);

  g_assert_no_error (error);
  for (unsigned i = 0; i < checks->len; i++) {
    UkeStoreCheck *check = checks->pdata[i];

    for (unsigned j = 0; j < check->problems->len; j++)
      g_test_message ("%s: %s", check->name, (const char *)check->problems->pdata[j]);
    if (check->problems->len > 0)
      g_string_append_printf (names, "%s%s", names->len > 0 ? "," : "", check->name);
  }
  return g_string_free (names, FALSE);
}

static void
assert_failed (UkeTestStore *store, const char *expected)
{
  g_autofree char *failed = list_failed (store);

  g_assert_cmpstr (failed, ==, expected);
}

/* A clinic that was only ever changed through commits is sound. */
static void
test_sound (void)
{
  UkeId id;
  g_autoptr (UkeTestStore) store = make_busy_store (&id);

  assert_failed (store, "");
}

/* In PostgreSQL a trigger is named together with its table. */
static void
do_deed (UkeDb *db, const char *sql)
{
  g_autoptr (GString) text = g_string_new (sql);

  if (uke_test_is_postgresql () && g_str_has_prefix (sql, "DROP TRIGGER"))
    g_string_replace (text, ";", " ON audit;", 1);
  uke_test_exec (db, text->str);
}

/* What is not ours to check is said to be so, and nothing else is. */
static void
test_elsewhere (void)
{
  UkeId id;
  g_autoptr (UkeTestStore) store = make_busy_store (&id);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) checks = uke_store_verify (store->db, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (checks->len, ==, 7);
  for (unsigned i = 0; i < checks->len; i++) {
    UkeStoreCheck *check = checks->pdata[i];
    gboolean is_of_files
        = g_str_equal (check->name, "cipher") || g_str_equal (check->name, "integrity");

    g_assert_cmpint (check->is_elsewhere, ==, is_of_files && uke_test_is_postgresql ());
  }
}

/* Each kind of tampering is noticed by the check that is meant for it. */
static void
test_tampering (void)
{
  static const struct {
    const char *sql;
    const char *found_by;
  } deeds[] = {
    { "UPDATE patient SET note = 'x'", "rows" },
    { "UPDATE patient SET birth_date = 1", "rows,projections" },
    { "UPDATE patient SET rver = 1", "rows" },
    { "UPDATE patient SET del_seq = 1", "rows,projections" },
    { "DELETE FROM patient_phone", "rows,projections" },
    { "UPDATE flog SET payload = X'00' WHERE seq = 2", "log" },
    { "UPDATE flog SET usr = X'00000000000000000000000000000000' WHERE seq = 2", "log" },
    { "DELETE FROM flog WHERE seq = (SELECT max (seq) FROM flog)", "log,rows" },
    { "DROP TRIGGER audit_keep; DELETE FROM audit WHERE seq = 3", "audit,rows" },
    { "DROP TRIGGER audit_fixed; UPDATE audit SET at_us = 5 WHERE seq = 3", "audit" },
    { "DROP TRIGGER audit_clear_only; UPDATE audit SET before_after = '{}' WHERE seq = 3",
      "audit,rows" },
    { "DELETE FROM slot_claim", "claims" },
    { "UPDATE slot_claim SET cell = cell + 1000", "claims" },
    { "UPDATE appointment_card SET texts = 'x'", "projections" },
    { "DELETE FROM patient_search", "projections" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (deeds); i++) {
    UkeId id;
    g_autoptr (UkeTestStore) store = make_busy_store (&id);

    g_test_message ("%s", deeds[i].sql);
    do_deed (store->db, deeds[i].sql);
    assert_failed (store, deeds[i].found_by);
  }
}

/* A booking that is written down when its time has passed claims nothing, which is no damage; one
 * that lost some of its claims is. */
static void
test_past_booking (void)
{
  UkeId id;
  g_autoptr (UkeTestStore) store = make_busy_store (&id);

  uke_committed_free (uke_test_store_commit (
      store, uke_test_store_appointment (store, &id, UKE_TEST_NOW_US - INT64_C (3600000000), 30),
      NULL));
  assert_failed (store, "");
  uke_test_exec (store->db,
                 "DELETE FROM slot_claim WHERE cell = (SELECT min (cell) FROM slot_claim)");
  assert_failed (store, "claims");
}

/* Where several devices write, the audit of this one does not know every row: what holds the rows
 * is their digest. */
static void
test_several_devices (void)
{
  UkeId id;
  g_autoptr (UkeTestStore) store = make_busy_store (&id);

  uke_test_exec (store->db, "INSERT INTO server_device (dev, name, fingerprint, state, "
                            "enrolled_at_us, expires_at_us, last_seen_us, last_inc, last_seq) "
                            "VALUES (2, 'desk', X'02', 0, 0, 0, 0, 0, 0)");
  g_assert_true (uke_db_begin (store->db, NULL));
  g_assert_true (uke_digest_keep (store->db, NULL));
  g_assert_true (uke_db_commit (store->db, NULL));
  uke_committed_free (uke_test_store_commit (
      store, uke_test_store_patient (store, "9", "佐藤", NULL, NULL, NULL), NULL));
  assert_failed (store, "");
  uke_test_exec (store->db, "UPDATE patient SET note = 'x' WHERE patient_number = '9'");
  assert_failed (store, "rows");
}

/* Values that were erased from the audit are no damage. */
static void
test_erased_values (void)
{
  UkeId id;
  g_autoptr (UkeTestStore) store = make_busy_store (&id);

  uke_test_exec (store->db, "UPDATE audit SET before_after = NULL");
  assert_failed (store, "");
}

/* Projections that were damaged are right again after they were made anew. */
static void
test_rebuild (void)
{
  UkeId id;
  g_autoptr (UkeTestStore) store = make_busy_store (&id);

  uke_test_exec (store->db, "DELETE FROM patient_search; UPDATE appointment_card SET flags = 99");
  g_assert_true (uke_db_begin (store->db, NULL));
  g_assert_true (uke_projection_rebuild (store->db, NULL));
  g_assert_true (uke_db_commit (store->db, NULL));
  assert_failed (store, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/store-verify/sound", test_sound);
  g_test_add_func ("/store/store-verify/elsewhere", test_elsewhere);
  g_test_add_func ("/store/store-verify/tampering", test_tampering);
  g_test_add_func ("/store/store-verify/past-booking", test_past_booking);
  g_test_add_func ("/store/store-verify/several-devices", test_several_devices);
  g_test_add_func ("/store/store-verify/erased-values", test_erased_values);
  g_test_add_func ("/store/store-verify/rebuild", test_rebuild);
  return g_test_run ();
}
