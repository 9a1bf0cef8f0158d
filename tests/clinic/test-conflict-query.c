/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-conflict-query.h"

#include "tests/clinic/uke-test-cards.h"

#define ELEVEN (11 * 60)

/* The card names both bookings, their patients, who booked where and when; the second is the
 * loser's and sees to it. */
static void
test_sides (CardFixture *self, gconstpointer data)
{
  UkeId first = card_book (self, &self->hanako, ELEVEN);
  UkeId second = card_book_there (self, &self->taro, ELEVEN);
  g_autoptr (UkeConflict) card = card_only (self);
  const UkeConflictSide *stands = &card->sides[UKE_CONFLICT_STANDS];
  const UkeConflictSide *other = &card->sides[UKE_CONFLICT_OTHER];

  g_assert_cmpint (card->kind, ==, UKE_CONFLICT_SLOT);
  g_assert_true (uke_id_equal (uke_record_get_id (stands->appointment), &first));
  g_assert_true (uke_id_equal (uke_record_get_id (stands->patient), &self->hanako));
  g_assert_true (uke_id_equal (uke_record_get_id (other->appointment), &second));
  g_assert_true (uke_id_equal (&other->staff_id, &self->there.staff_id));
  g_assert_cmpstr (other->device, ==, "受付2");
  g_assert_cmpint (other->at_us, ==, self->there.wrote_us);
  g_assert_cmpint (card->decided_at_us, ==, UKE_TEST_NOW_US);
  g_assert_true (uke_id_equal (&card->owner_id, &self->there.staff_id));
  g_assert_true (card->is_today);
}

/* Other bookings of the same day help to decide; they are counted for each patient. */
static void
test_same_day (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeConflict) card = NULL;

  card_book (self, &self->hanako, ELEVEN);
  card_book (self, &self->taro, 15 * 60);
  card_book_there (self, &self->taro, ELEVEN);
  card = card_only (self);
  g_assert_cmpuint (card->sides[UKE_CONFLICT_STANDS].n_same_day, ==, 0);
  g_assert_cmpuint (card->sides[UKE_CONFLICT_OTHER].n_same_day, ==, 1);
}

/* Three places are proposed: nearest that day, same time with somebody else, a week later. */
static void
test_slots (CardFixture *self, gconstpointer data)
{
  int64_t at_us = uke_test_clinic_at (self->test, ELEVEN);
  g_autoptr (UkeConflict) card = NULL;
  g_autoptr (UkeConflictStory) story = NULL;
  const UkeConflictSlot *slots;

  card_book (self, &self->hanako, ELEVEN);
  card_book_there (self, &self->taro, ELEVEN);
  card = card_only (self);
  story = card_story (self, card);
  g_assert_cmpuint (story->slots[UKE_CONFLICT_OTHER]->len, ==, 3);
  slots = &g_array_index (story->slots[UKE_CONFLICT_OTHER], UkeConflictSlot, 0);
  g_assert_cmpint (slots[0].way, ==, UKE_CONFLICT_WAY_SAME_DAY);
  g_assert_cmpint (slots[0].slot.starts_at_us, ==, at_us + 45 * CARD_MINUTE_US);
  g_assert_true (uke_id_equal (&slots[0].slot.provider_id, &self->provider));
  g_assert_cmpint (slots[1].way, ==, UKE_CONFLICT_WAY_SAME_TIME);
  g_assert_cmpint (slots[1].slot.starts_at_us, ==, at_us);
  g_assert_true (uke_id_equal (&slots[1].slot.provider_id, &self->other_provider));
  g_assert_cmpint (slots[2].way, ==, UKE_CONFLICT_WAY_NEXT_WEEK);
  g_assert_cmpint (slots[2].slot.starts_at_us, ==, at_us + INT64_C (7) * 24 * 60 * CARD_MINUTE_US);
  g_assert_cmpuint (slots[2].weeks, ==, 1);
}

/* A week that is full is passed over. */
static void
test_slot_in_two_weeks (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeConflict) card = NULL;
  g_autoptr (UkeConflictStory) story = NULL;
  UkeDraft *draft = uke_test_clinic_draft_booking (self->test, &self->hanako, &self->provider,
                                                   ELEVEN + 7 * 24 * 60, 45);

  uke_test_clinic_do (self->test, uke_command_book (draft));
  card_book (self, &self->hanako, ELEVEN);
  card_book_there (self, &self->taro, ELEVEN);
  card = card_only (self);
  story = card_story (self, card);
  g_assert_cmpuint (g_array_index (story->slots[UKE_CONFLICT_OTHER], UkeConflictSlot, 2).weeks, ==,
                    2);
}

/* On a day that is full, the provider's next free times take the place of what there is not. */
static void
test_next_free (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeConflict) card = NULL;
  g_autoptr (UkeConflictStory) story = NULL;
  GArray *slots;

  for (int minute = 9 * 60; minute + 45 <= 18 * 60; minute += 45)
    if (minute != 9 * 60 + 135) {
      UkeDraft *draft
          = uke_test_clinic_draft_booking (self->test, &self->hanako, &self->provider, minute, 45);
      UkeCommand *command = uke_command_book (draft);

      uke_command_set_accepts_warnings (command, TRUE);
      uke_test_clinic_do (self->test, command);
    }
  card_book (self, &self->hanako, 9 * 60 + 135);
  card_book_there (self, &self->taro, 9 * 60 + 135);
  card = card_only (self);
  story = card_story (self, card);
  slots = story->slots[UKE_CONFLICT_OTHER];
  g_assert_cmpuint (slots->len, ==, 3);
  g_assert_cmpint (g_array_index (slots, UkeConflictSlot, 0).way, ==, UKE_CONFLICT_WAY_SAME_TIME);
  /* Tomorrow comes before next week. */
  g_assert_cmpint (g_array_index (slots, UkeConflictSlot, 2).way, ==, UKE_CONFLICT_WAY_NEXT_WEEK);
  g_assert_cmpint (g_array_index (slots, UkeConflictSlot, 1).way, ==, UKE_CONFLICT_WAY_NEXT_FREE);
  g_assert_cmpint (g_array_index (slots, UkeConflictSlot, 1).slot.starts_at_us, ==,
                   uke_test_clinic_at (self->test, 24 * 60 + 9 * 60));
}

/* What happened is told in the order of time, from the last that the other desk had heard. */
static void
test_events (CardFixture *self, gconstpointer data)
{
  static const UkeConflictEventKind KINDS[]
      = { UKE_CONFLICT_EVENT_CUT, UKE_CONFLICT_EVENT_WROTE, UKE_CONFLICT_EVENT_WROTE,
          UKE_CONFLICT_EVENT_FOUND };
  g_autoptr (UkeConflict) card = NULL;
  g_autoptr (UkeConflictStory) story = NULL;

  uke_clock_advance (self->test->clock, 10 * CARD_MINUTE_US);
  card_book (self, &self->hanako, ELEVEN);
  uke_clock_advance (self->test->clock, 10 * CARD_MINUTE_US);
  self->there.wrote_us = UKE_TEST_NOW_US + 15 * CARD_MINUTE_US;
  card_book_there (self, &self->taro, ELEVEN);
  card = card_only (self);
  story = card_story (self, card);
  g_assert_cmpuint (story->events->len, ==, G_N_ELEMENTS (KINDS));
  for (unsigned i = 0; i < story->events->len; i++)
    g_assert_cmpint (g_array_index (story->events, UkeConflictEvent, i).kind, ==, KINDS[i]);
  g_assert_cmpint (g_array_index (story->events, UkeConflictEvent, 0).at_us, ==, UKE_TEST_NOW_US);
  g_assert_cmpint (g_array_index (story->events, UkeConflictEvent, 2).side, ==, UKE_CONFLICT_OTHER);
}

/* A patient is told this afternoon, and an hour before the booking at the latest. */
static void
test_call_due (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeConflict) card = NULL;
  g_autoptr (UkeConflictStory) story = NULL;

  card_book (self, &self->hanako, 14 * 60);
  card_book_there (self, &self->taro, 14 * 60);
  card = card_only (self);
  story = card_story (self, card);
  g_assert_cmpint (story->call_due_at_us, ==, uke_test_clinic_at (self->test, 13 * 60));
}

/* A booking of today that nobody has seen to for a quarter of an hour is for the manager. */
static void
test_overdue (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeConflict) before = NULL;
  g_autoptr (UkeConflict) after = NULL;

  card_book (self, &self->hanako, ELEVEN);
  card_book_there (self, &self->taro, ELEVEN);
  uke_clock_advance (self->test->clock, 14 * CARD_MINUTE_US);
  before = card_only (self);
  g_assert_false (before->is_overdue);
  uke_clock_advance (self->test->clock, CARD_MINUTE_US);
  after = card_only (self);
  g_assert_true (after->is_overdue);
}

static void
rename_both (CardFixture *self, const UkeId *patient_id)
{
  g_autoptr (UkeRecord) seen = card_read (self, &UKE_ENTITY_PATIENT, patient_id);
  UkeDraft *here = uke_draft_new_from (seen), *there = uke_draft_new_from (seen);

  uke_draft_set_text (here, UKE_PATIENT_FAMILY_NAME, "山下");
  uke_draft_set_text (there, UKE_PATIENT_FAMILY_NAME, "山本");
  uke_test_clinic_do (self->test, uke_command_edit_patient (uke_patient_form_new (here)));
  uke_test_clinic_write_as (self->test, &self->there, there, NULL);
}

/* Bookings of today come first, then the oldest. */
static void
test_order (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeConflictList) list = NULL;

  rename_both (self, &self->hanako);
  rename_both (self, &self->taro);
  card_book (self, &self->hanako, ELEVEN);
  card_book_there (self, &self->taro, ELEVEN);
  list = card_list (self);
  g_assert_cmpuint (list->open->len, ==, 3);
  g_assert_cmpint (((UkeConflict *)list->open->pdata[0])->kind, ==, UKE_CONFLICT_SLOT);
  g_assert_true (uke_id_equal (&((UkeConflict *)list->open->pdata[1])->record_id, &self->hanako));
}

/* Each value stands with whoever wrote it, and the record's own is marked. */
static void
test_values (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeConflict) card = NULL;
  const UkeConflictValue *value;

  rename_both (self, &self->hanako);
  card = card_only (self);
  value = card->values->pdata[0];
  g_assert_cmpuint (card->values->len, ==, 1);
  g_assert_cmpstr (value->field->name, ==, "family_name");
  g_assert_cmpstr (value->values[UKE_CONFLICT_STANDS].text, ==, "山下");
  g_assert_cmpstr (value->values[UKE_CONFLICT_OTHER].text, ==, "山本");
  g_assert_cmpint (value->standing, ==, UKE_CONFLICT_STANDS);
  g_assert_true (uke_id_equal (&card->sides[UKE_CONFLICT_OTHER].staff_id, &self->there.staff_id));
}

/* What a rule decided yesterday is not listed any more. */
static void
test_decided_today (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeRecord) seen = card_read (self, &UKE_ENTITY_PATIENT, &self->hanako);
  UkeDraft *here = uke_draft_new_from (seen), *there = uke_draft_new_from (seen);
  g_autoptr (UkeConflictList) today = NULL;
  g_autoptr (UkeConflictList) tomorrow = NULL;

  uke_draft_set_text (here, UKE_PATIENT_RELATION, "長女");
  uke_draft_set_text (there, UKE_PATIENT_RELATION, "次女");
  uke_test_clinic_do (self->test, uke_command_edit_patient (uke_patient_form_new (here)));
  uke_test_clinic_write_as (self->test, &self->there, there, NULL);
  today = card_list (self);
  g_assert_cmpuint (today->open->len, ==, 0);
  g_assert_cmpuint (today->decided->len, ==, 1);
  uke_clock_advance (self->test->clock, INT64_C (24) * 60 * CARD_MINUTE_US);
  tomorrow = card_list (self);
  g_assert_cmpuint (tomorrow->decided->len, ==, 0);
}

#define CASE(path, func)                                                                           \
  g_test_add ("/clinic/conflict-query/" path, CardFixture, NULL, card_set_up, func, card_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  CASE ("sides", test_sides);
  CASE ("same-day", test_same_day);
  CASE ("slots", test_slots);
  CASE ("slot-in-two-weeks", test_slot_in_two_weeks);
  CASE ("next-free", test_next_free);
  CASE ("events", test_events);
  CASE ("call-due", test_call_due);
  CASE ("overdue", test_overdue);
  CASE ("order", test_order);
  CASE ("values", test_values);
  CASE ("decided-today", test_decided_today);
  return g_test_run ();
}
