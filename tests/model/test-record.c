/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-record.h"

static UkeRecord *
make_patient (int64_t deleted_seq)
{
  const UkeId id = { { 7 } }, household = { { 9 } };
  UkeValue *values = g_new0 (UkeValue, UKE_PATIENT_N_FIELDS);
  int64_t *versions = g_new0 (int64_t, UKE_PATIENT_N_FIELDS);

  uke_value_set_text (&values[UKE_PATIENT_FAMILY_NAME], "髙橋");
  uke_value_set_text (&values[UKE_PATIENT_SEX], "female");
  uke_value_set_int (&values[UKE_PATIENT_BIRTH_DATE], -5000);
  uke_value_set_int (&values[UKE_PATIENT_IS_PROVISIONAL], 1);
  uke_value_set_id (&values[UKE_PATIENT_HOUSEHOLD_ID], &household);
  versions[UKE_PATIENT_FAMILY_NAME] = 12;
  return uke_record_new_take (&UKE_ENTITY_PATIENT, &id, values, versions, 3, deleted_seq);
}

/* A record gives back each kind of value that it was made with. */
static void
test_values (void)
{
  g_autoptr (UkeRecord) patient = make_patient (0);

  g_assert_true (uke_record_get_entity (patient) == &UKE_ENTITY_PATIENT);
  g_assert_cmpint (uke_record_get_id (patient)->bytes[0], ==, 7);
  g_assert_cmpstr (uke_record_get_text (patient, UKE_PATIENT_FAMILY_NAME), ==, "髙橋");
  g_assert_cmpstr (uke_record_get_code (patient, UKE_PATIENT_SEX), ==, "female");
  g_assert_cmpint (uke_record_get_date (patient, UKE_PATIENT_BIRTH_DATE), ==, -5000);
  g_assert_true (uke_record_get_bool (patient, UKE_PATIENT_IS_PROVISIONAL));
  g_assert_cmpint (uke_record_get_id_value (patient, UKE_PATIENT_HOUSEHOLD_ID)->bytes[0], ==, 9);
  g_assert_true (uke_record_has (patient, UKE_PATIENT_SEX));
}

/* What is not known reads as the neutral value of each kind. */
static void
test_nulls (void)
{
  g_autoptr (UkeRecord) patient = make_patient (0);

  g_assert_null (uke_record_get_text (patient, UKE_PATIENT_NOTE));
  g_assert_cmpstr (uke_record_get_code (patient, UKE_PATIENT_STAGE), ==, "");
  g_assert_cmpint (uke_record_get_date (patient, UKE_PATIENT_ENDED_DATE), ==, UKE_DATE_NONE);
  g_assert_cmpint (uke_record_get_int (patient, UKE_PATIENT_VISIT_COUNT), ==, 0);
  g_assert_true (uke_id_is_none (uke_record_get_id_value (patient, UKE_PATIENT_STAFF_ID)));
  g_assert_false (uke_record_has (patient, UKE_PATIENT_NOTE));
}

/* Versions tell what changed last, also for a record that was deleted. */
static void
test_versions (void)
{
  g_autoptr (UkeRecord) patient = make_patient (0), deleted = make_patient (20);

  g_assert_cmpint (uke_record_get_version (patient, UKE_PATIENT_FAMILY_NAME), ==, 12);
  g_assert_cmpint (uke_record_get_version (patient, UKE_PATIENT_NOTE), ==, 0);
  g_assert_cmpint (uke_record_get_last_seq (patient), ==, 12);
  g_assert_false (uke_record_is_deleted (patient));
  g_assert_true (uke_record_is_deleted (deleted));
  g_assert_cmpint (uke_record_get_last_seq (deleted), ==, 20);
  g_assert_cmpint (uke_record_get_created_seq (deleted), ==, 3);
}

/* A record made without versions has version 0 everywhere, and is freed whole. */
static void
test_no_versions (void)
{
  const UkeId id = { { 1 } };
  UkeRecord *tag = uke_record_new_take (&UKE_ENTITY_PATIENT_TAG, &id,
                                        g_new0 (UkeValue, UKE_PATIENT_TAG_N_FIELDS), NULL, 5, 0);

  g_assert_cmpint (uke_record_get_version (tag, UKE_PATIENT_TAG_TAG), ==, 0);
  g_assert_cmpint (uke_record_get_last_seq (tag), ==, 5);
  g_assert_finalize_object (tag);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/record/values", test_values);
  g_test_add_func ("/model/record/nulls", test_nulls);
  g_test_add_func ("/model/record/versions", test_versions);
  g_test_add_func ("/model/record/no-versions", test_no_versions);
  return g_test_run ();
}
