/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-patient-rows.h"
#include "support/uke-test-store.h"

static UkeId
register_patient (UkeTestStore *store, const char *number, const char *kana, UkeDate birth)
{
  UkeDraft *patient = uke_test_store_patient (store, number, "山田", "太郎", kana, "たろう");
  UkeId id = *uke_draft_get_id (patient);

  uke_draft_set_date (patient, UKE_PATIENT_BIRTH_DATE, birth);
  uke_committed_free (uke_test_store_commit (
      store, patient, uke_test_store_phone (store, &id, "09000001234"), NULL));
  return id;
}

/* A number is found however wide it is written and however many zeros lead it. */
static void
test_number (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  UkeId id = register_patient (store, "0042", "やまだ", 5000);
  UkeId found;

  g_assert_true (uke_patient_rows_find_number (store->db, "４２", &found, NULL));
  g_assert_true (uke_id_equal (&found, &id));
  g_assert_true (uke_patient_rows_find_number (store->db, "43", &found, NULL));
  g_assert_true (uke_id_is_none (&found));
  g_assert_true (uke_patient_rows_find_number (store->db, NULL, &found, NULL));
  g_assert_true (uke_id_is_none (&found));
}

/* The next free number follows the highest of digits alone, by value and not by text. */
static void
test_next_number (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autofree char *first = uke_patient_rows_next_number (store->db, NULL);
  g_autofree char *next = NULL;

  register_patient (store, "0099", "やまだ", 5000);
  register_patient (store, "101", "やまだ", 5001);
  register_patient (store, "A-9000", "やまだ", 5002);
  next = uke_patient_rows_next_number (store->db, NULL);
  g_assert_cmpstr (first, ==, "1");
  g_assert_cmpstr (next, ==, "102");
}

/* Patients are found by birth date, by reading with it, and by telephone number. */
static void
test_person (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autoptr (GPtrArray) born = NULL;
  g_autoptr (GPtrArray) kana = NULL;
  g_autoptr (GPtrArray) phone = NULL;
  g_autoptr (GPtrArray) nobody = NULL;

  register_patient (store, "1", "やまだ", 5000);
  register_patient (store, "2", "さとう", 5000);
  register_patient (store, "3", "やまだ", 6000);
  born = uke_patient_rows_list_born (store->db, 5000, NULL);
  kana = uke_patient_rows_list_kana (store->db, 5000, "やまだ", "たろう", NULL);
  phone = uke_patient_rows_list_phone (store->db, "09000001234", NULL);
  nobody = uke_patient_rows_list_phone (store->db, "09000009999", NULL);
  g_assert_cmpuint (born->len, ==, 2);
  g_assert_cmpuint (kana->len, ==, 1);
  g_assert_cmpuint (phone->len, ==, 3);
  g_assert_cmpuint (nobody->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/patient-rows/number", test_number);
  g_test_add_func ("/store/patient-rows/next-number", test_next_number);
  g_test_add_func ("/store/patient-rows/person", test_person);
  return g_test_run ();
}
