/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uke-number.h"
#include "clinic/uke-conflict-commands.h"
#include "tests/clinic/uke-test-cards.h"

/* Gives a patient of the other desk the number that one here has, which it had not heard of. */
static UkeConflict *
make_number (CardFixture *self, UkeId *out_id)
{
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_PATIENT, UKE_TEST_NOW_US);

  *out_id = *uke_draft_get_id (draft);
  uke_test_clinic_add_patient (self->test, "5001", "林", "一郎", "はやし", "いちろう", NULL);
  uke_draft_set_text (draft, UKE_PATIENT_PATIENT_NUMBER, "5001");
  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, "森");
  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_KANA, "もり");
  uke_draft_set_text (draft, UKE_PATIENT_STAGE, "lead");
  uke_test_clinic_write_as (self->test, &self->there, draft, NULL);
  return card_only (self);
}

static void
assert_number (CardFixture *self, const UkeId *id, const char *number, gboolean is_provisional)
{
  g_autoptr (UkeRecord) patient = card_read (self, &UKE_ENTITY_PATIENT, id);

  g_assert_cmpstr (uke_record_get_text (patient, UKE_PATIENT_PATIENT_NUMBER), ==, number);
  g_assert_cmpint (uke_record_get_bool (patient, UKE_PATIENT_IS_PROVISIONAL), ==, is_provisional);
}

/* Two patients with one number: the second waits with a provisional one, and gets the next that is
 * free; the number that was typed only once nobody has it any more. */
static void
test_number (CardFixture *self, gconstpointer data)
{
  UkeId id;
  g_autoptr (UkeConflict) card = make_number (self, &id);
  g_autoptr (UkeRecord) waiting = card_read (self, &UKE_ENTITY_PATIENT, &id);
  g_autofree char *provisional
      = g_strdup (uke_record_get_text (waiting, UKE_PATIENT_PATIENT_NUMBER));
  UkeConflictAnswer other = card_answer (card, UKE_CONFLICT_CHOICE_OTHER);

  g_assert_cmpint (card->kind, ==, UKE_CONFLICT_NUMBER);
  g_assert_true (g_str_has_prefix (provisional, "P-"));
  assert_number (self, &id, provisional, TRUE);
  g_assert_cmpstr (
      uke_record_get_text (card->sides[UKE_CONFLICT_STANDS].patient, UKE_PATIENT_PATIENT_NUMBER),
      ==, "5001");
  uke_test_clinic_refuse (self->test, uke_command_settle_conflict (&other),
                          UKE_CLINIC_ERROR_DUPLICATE);
  card_settle (self, card, UKE_CONFLICT_CHOICE_STANDS);
  assert_number (self, &id, "5002", FALSE);
  g_assert_cmpuint (card_count (self), ==, 0);
  card_undo (self);
  assert_number (self, &id, provisional, TRUE);
  g_assert_cmpuint (card_count (self), ==, 1);
}

/* A desk that had no server gave a provisional number: the patient has a real one, and what a rule
 * decided tells both. There is nothing to choose. */
static void
test_issued (CardFixture *self, gconstpointer data)
{
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_PATIENT, UKE_TEST_NOW_US);
  UkeId id = *uke_draft_get_id (draft);
  g_autofree char *given = uke_number_new_provisional (self->there.dev, 1);
  g_autoptr (UkeConflictList) list = NULL;
  const UkeConflictValue *value;
  const UkeConflict *card;

  uke_test_clinic_add_patient (self->test, "5001", "林", "一郎", "はやし", "いちろう", NULL);
  uke_draft_set_text (draft, UKE_PATIENT_PATIENT_NUMBER, given);
  uke_draft_set_int (draft, UKE_PATIENT_IS_PROVISIONAL, TRUE);
  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, "森");
  uke_draft_set_text (draft, UKE_PATIENT_STAGE, "lead");
  uke_test_clinic_write_as (self->test, &self->there, draft, NULL);
  assert_number (self, &id, "5002", FALSE);
  list = card_list (self);
  g_assert_cmpuint (list->open->len, ==, 0);
  g_assert_cmpuint (list->decided->len, ==, 1);
  card = list->decided->pdata[0];
  g_assert_cmpint (card->kind, ==, UKE_CONFLICT_ISSUED);
  value = card->values->pdata[0];
  g_assert_cmpstr (value->values[UKE_CONFLICT_STANDS].text, ==, "5002");
  g_assert_cmpstr (value->values[UKE_CONFLICT_OTHER].text, ==, given);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/clinic/conflict-numbers/number", CardFixture, NULL, card_set_up, test_number,
              card_tear_down);
  g_test_add ("/clinic/conflict-numbers/issued", CardFixture, NULL, card_set_up, test_issued,
              card_tear_down);
  return g_test_run ();
}
