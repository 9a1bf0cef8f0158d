/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-conflict-commands.h"
#include "clinic/uke-duplicate-query.h"
#include "model/uke-codes.h"
#include "tests/clinic/uke-test-cards.h"

/* Somebody rings twice: registered here, and once more at a desk that had not heard of it. */
static UkeConflict *
register_twice (CardFixture *self, const char *number, UkeId *out_first, UkeId *out_second)
{
  *out_first
      = uke_test_clinic_add_patient (self->test, "5001", "森", "一郎", "もり", "いちろう", NULL);
  *out_second = card_register_there (self, number);
  return card_only (self);
}

static void
assert_number (CardFixture *self, const UkeId *id, const char *number)
{
  g_autoptr (UkeRecord) patient = card_read (self, &UKE_ENTITY_PATIENT, id);

  g_assert_cmpstr (uke_record_get_text (patient, UKE_PATIENT_PATIENT_NUMBER), ==, number);
}

static gboolean
is_merged_into (CardFixture *self, const UkeId *id, const UkeId *other)
{
  g_autoptr (UkeRecord) patient = card_read (self, &UKE_ENTITY_PATIENT, id);

  return uke_id_equal (uke_record_get_id_value (patient, UKE_PATIENT_MERGED_INTO_ID), other);
}

/* One person: the second goes into the first with what it knew and its booking; Ctrl+Z parts them
 * and asks again. */
static void
test_one_person (CardFixture *self, gconstpointer data)
{
  UkeId first, second;
  g_autoptr (UkeConflict) card = register_twice (self, "5002", &first, &second);
  UkeId booking = card_book_there (self, &second, 11 * 60);
  g_autoptr (UkeRecord) moved = NULL;
  g_autoptr (UkeRecord) kept = NULL;

  g_assert_cmpint (card->kind, ==, UKE_CONFLICT_PERSON);
  g_assert_true (
      uke_id_equal (uke_record_get_id (card->sides[UKE_CONFLICT_STANDS].patient), &first));
  g_assert_true (
      uke_id_equal (uke_record_get_id (card->sides[UKE_CONFLICT_OTHER].patient), &second));
  card_settle (self, card, UKE_CONFLICT_CHOICE_OTHER);
  g_assert_true (is_merged_into (self, &second, &first));
  moved = card_read (self, &UKE_ENTITY_APPOINTMENT, &booking);
  g_assert_true (
      uke_id_equal (uke_record_get_id_value (moved, UKE_APPOINTMENT_PATIENT_ID), &first));
  kept = card_read (self, &UKE_ENTITY_PATIENT, &first);
  g_assert_cmpstr (uke_record_get_text (kept, UKE_PATIENT_NOTE), ==, "午後がよい");
  g_assert_cmpuint (card_count (self), ==, 0);
  card_undo (self);
  g_assert_true (is_merged_into (self, &second, &UKE_ID_NONE));
  g_assert_cmpuint (card_count (self), ==, 1);
}

/* Two people with one name and, by accident, one number: both stay, the second gets a number of its
 * own, and the comparison of patients does not ask again either. */
static void
test_two_people (CardFixture *self, gconstpointer data)
{
  UkeId first, second;
  g_autoptr (UkeConflict) card = register_twice (self, "5001", &first, &second);

  g_assert_cmpint (card->kind, ==, UKE_CONFLICT_PERSON);
  card_settle (self, card, UKE_CONFLICT_CHOICE_STANDS);
  g_assert_true (is_merged_into (self, &second, &UKE_ID_NONE));
  assert_number (self, &first, "5001");
  assert_number (self, &second, "5002");
  g_assert_cmpuint (card_count (self), ==, 0);
  card_undo (self);
  g_assert_cmpuint (card_count (self), ==, 1);
}

/* What is decided where patients are compared settles the card; put off, it stays. */
static void
test_decided_elsewhere (CardFixture *self, gconstpointer data)
{
  UkeId first, second;
  g_autoptr (UkeConflict) card = register_twice (self, "5002", &first, &second);

  uke_test_clinic_do (self->test,
                      uke_command_decide_duplicate (&first, &second, UKE_DUPLICATE_LATER));
  g_assert_cmpuint (card_count (self), ==, 1);
  uke_test_clinic_do (self->test,
                      uke_command_decide_duplicate (&first, &second, UKE_DUPLICATE_DIFFERENT));
  g_assert_cmpuint (card_count (self), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/clinic/conflict-people/one", CardFixture, NULL, card_set_up, test_one_person,
              card_tear_down);
  g_test_add ("/clinic/conflict-people/two", CardFixture, NULL, card_set_up, test_two_people,
              card_tear_down);
  g_test_add ("/clinic/conflict-people/decided-elsewhere", CardFixture, NULL, card_set_up,
              test_decided_elsewhere, card_tear_down);
  return g_test_run ();
}
