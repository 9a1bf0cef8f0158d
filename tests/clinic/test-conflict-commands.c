/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-conflict-commands.h"

#include "clinic/uke-follow-up-commands.h"
#include "clinic/uke-patient-query.h"
#include "tests/clinic/uke-test-cards.h"

#define ELEVEN (11 * 60)

/* A third desk, which hears everything. */
static UkeTestDesk
here_desk (CardFixture *self)
{
  return (UkeTestDesk){ 3, "受付1", self->here_staff, uke_test_clinic_get_head (self->test),
                        UKE_TEST_NOW_US };
}

static gboolean
is_at (CardFixture *self, const UkeId *id, int minute, gboolean needs_new_time)
{
  g_autoptr (UkeRecord) booking = card_read (self, &UKE_ENTITY_APPOINTMENT, id);

  return uke_record_get_time_us (booking, UKE_APPOINTMENT_STARTS_AT_US)
             == uke_test_clinic_at (self->test, minute)
         && uke_record_get_bool (booking, UKE_APPOINTMENT_NEEDS_NEW_TIME) == needs_new_time;
}

static UkeConflictAnswer
answer_with_slot (const UkeConflictStory *story, UkeConflictChoice choice, UkeConflictSides mover)
{
  UkeConflictAnswer answer = card_answer (story->conflict, choice);

  g_assert_cmpuint (story->slots[mover]->len, >, 0);
  answer.has_slot = TRUE;
  answer.slot = g_array_index (story->slots[mover], UkeConflictSlot, 0).slot;
  return answer;
}

static UkePatientFile *
read_file (CardFixture *self, const UkeId *patient_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UkePatientFile *file;

  uke_clinic_load_patient_async (self->test->clinic, patient_id, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  file = uke_clinic_load_patient_finish (self->test->clinic, result, &error);
  g_assert_no_error (error);
  return file;
}

static unsigned
count_calls (CardFixture *self, const UkeId *patient_id)
{
  g_autoptr (UkePatientFile) file = read_file (self, patient_id);

  return file->open_follow_ups->len;
}

/* The first keeps the slot, the second gets the proposed one and a call; Ctrl+Z takes back all. */
static void
test_slot_stands (CardFixture *self, gconstpointer data)
{
  UkeId first = card_book (self, &self->hanako, ELEVEN);
  UkeId second = card_book_there (self, &self->taro, ELEVEN);
  g_autoptr (UkeConflict) card = card_only (self);
  g_autoptr (UkeConflictStory) story = card_story (self, card);
  UkeConflictAnswer answer
      = answer_with_slot (story, UKE_CONFLICT_CHOICE_STANDS, UKE_CONFLICT_OTHER);
  const UkeConflictCall call = { self->taro, story->call_due_at_us, "予約の時間変更" };

  answer.calls = &call;
  answer.n_calls = 1;
  uke_test_clinic_do (self->test, uke_command_settle_conflict (&answer));
  g_assert_true (is_at (self, &first, ELEVEN, FALSE));
  g_assert_true (is_at (self, &second, ELEVEN + 45, FALSE));
  g_assert_cmpuint (card_count (self), ==, 0);
  g_assert_cmpuint (count_calls (self, &self->taro), ==, 1);

  card_undo (self);
  g_assert_true (is_at (self, &first, ELEVEN, FALSE));
  g_assert_true (is_at (self, &second, ELEVEN, TRUE));
  g_assert_cmpuint (card_count (self), ==, 1);
  g_assert_cmpuint (count_calls (self, &self->taro), ==, 0);
}

/* Without a new place the second keeps its time, out of everybody's column. */
static void
test_slot_without_place (CardFixture *self, gconstpointer data)
{
  UkeId second;
  g_autoptr (UkeConflict) card = NULL;
  g_autoptr (UkeRecord) booking = NULL;

  card_book (self, &self->hanako, ELEVEN);
  second = card_book_there (self, &self->taro, ELEVEN);
  card = card_only (self);
  card_settle (self, card, UKE_CONFLICT_CHOICE_STANDS);
  booking = card_read (self, &UKE_ENTITY_APPOINTMENT, &second);
  g_assert_true (is_at (self, &second, ELEVEN, FALSE));
  g_assert_true (uke_id_is_none (uke_record_get_id_value (booking, UKE_APPOINTMENT_PROVIDER_ID)));
  g_assert_cmpuint (card_count (self), ==, 0);
  card_undo (self);
  g_assert_true (is_at (self, &second, ELEVEN, TRUE));
  g_assert_cmpuint (card_count (self), ==, 1);
}

/* The second keeps the slot, the first gives way; undone, each stands where it stood. */
static void
test_slot_other (CardFixture *self, gconstpointer data)
{
  UkeId first = card_book (self, &self->hanako, ELEVEN);
  UkeId second = card_book_there (self, &self->taro, ELEVEN);
  g_autoptr (UkeConflict) card = card_only (self);
  g_autoptr (UkeConflict) again = NULL;
  g_autoptr (UkeConflictStory) story = card_story (self, card);
  g_autoptr (UkeRecord) booking = NULL;
  UkeConflictAnswer answer
      = answer_with_slot (story, UKE_CONFLICT_CHOICE_OTHER, UKE_CONFLICT_STANDS);

  uke_test_clinic_do (self->test, uke_command_settle_conflict (&answer));
  booking = card_read (self, &UKE_ENTITY_APPOINTMENT, &second);
  g_assert_true (is_at (self, &first, ELEVEN + 45, FALSE));
  g_assert_true (is_at (self, &second, ELEVEN, FALSE));
  g_assert_false (uke_record_get_bool (booking, UKE_APPOINTMENT_OVERLAP_ACCEPTED));
  g_assert_cmpuint (card_count (self), ==, 0);

  card_undo (self);
  g_assert_true (is_at (self, &first, ELEVEN, FALSE));
  g_assert_true (is_at (self, &second, ELEVEN, TRUE));
  again = card_only (self);
  g_assert_true (
      uke_id_equal (uke_record_get_id (again->sides[UKE_CONFLICT_STANDS].appointment), &first));
}

/* Both keep it with open eyes: the second is marked; undone, it needs a new time again. */
static void
test_slot_both (CardFixture *self, gconstpointer data)
{
  UkeId second;
  g_autoptr (UkeConflict) card = NULL;
  g_autoptr (UkeRecord) booking = NULL;
  g_autoptr (UkeRecord) after = NULL;

  card_book (self, &self->hanako, ELEVEN);
  second = card_book_there (self, &self->taro, ELEVEN);
  card = card_only (self);
  card_settle (self, card, UKE_CONFLICT_CHOICE_BOTH);
  booking = card_read (self, &UKE_ENTITY_APPOINTMENT, &second);
  g_assert_true (is_at (self, &second, ELEVEN, FALSE));
  g_assert_true (uke_record_get_bool (booking, UKE_APPOINTMENT_OVERLAP_ACCEPTED));
  g_assert_cmpuint (card_count (self), ==, 0);
  card_undo (self);
  after = card_read (self, &UKE_ENTITY_APPOINTMENT, &second);
  g_assert_true (is_at (self, &second, ELEVEN, TRUE));
  g_assert_false (uke_record_get_bool (after, UKE_APPOINTMENT_OVERLAP_ACCEPTED));
  g_assert_cmpuint (card_count (self), ==, 1);
}

/* Reception needs a reason to let both keep it. */
static void
test_slot_both_needs_reason (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeConflict) card = NULL;
  UkeConflictAnswer answer;
  UkeCommand *command;

  card_book (self, &self->hanako, ELEVEN);
  card_book_there (self, &self->taro, ELEVEN);
  card = card_only (self);
  answer = card_answer (card, UKE_CONFLICT_CHOICE_BOTH);
  uke_clinic_sit_down (self->test->clinic, &self->there.staff_id);
  uke_test_clinic_refuse (self->test, uke_command_settle_conflict (&answer),
                          UKE_CLINIC_ERROR_NEEDS_REASON);
  command = uke_command_settle_conflict (&answer);
  uke_command_set_reason (command, "急患");
  uke_test_clinic_do (self->test, command);
  g_assert_cmpuint (card_count (self), ==, 0);
}

/* A proposed place that somebody took meanwhile is warned of, and nothing is changed. */
static void
test_slot_taken_meanwhile (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeConflict) card = NULL;
  g_autoptr (UkeConflictStory) story = NULL;
  UkeConflictAnswer answer;

  card_book (self, &self->hanako, ELEVEN);
  card_book_there (self, &self->taro, ELEVEN);
  card = card_only (self);
  story = card_story (self, card);
  answer = answer_with_slot (story, UKE_CONFLICT_CHOICE_STANDS, UKE_CONFLICT_OTHER);
  card_book (self, &self->hanako, ELEVEN + 45);
  uke_test_clinic_refuse (self->test, uke_command_settle_conflict (&answer),
                          UKE_CLINIC_ERROR_WARNINGS);
  g_assert_cmpuint (card_count (self), ==, 1);
}

/* What somebody else settled meanwhile is not settled again. */
static void
test_settled_meanwhile (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeConflict) card = NULL;
  UkeConflictAnswer answer;

  card_book (self, &self->hanako, ELEVEN);
  card_book_there (self, &self->taro, ELEVEN);
  card = card_only (self);
  card_settle (self, card, UKE_CONFLICT_CHOICE_BOTH);
  answer = card_answer (card, UKE_CONFLICT_CHOICE_STANDS);
  uke_test_clinic_refuse (self->test, uke_command_settle_conflict (&answer),
                          UKE_CLINIC_ERROR_CONFLICT);
}

/* Renames a patient here and, unseen, at the other desk. */
static UkeConflict *
make_proposal (CardFixture *self)
{
  g_autoptr (UkeRecord) seen = card_read (self, &UKE_ENTITY_PATIENT, &self->hanako);
  UkeDraft *here = uke_draft_new_from (seen), *there = uke_draft_new_from (seen);

  uke_draft_set_text (here, UKE_PATIENT_FAMILY_NAME, "山下");
  uke_draft_set_text (there, UKE_PATIENT_FAMILY_NAME, "山本");
  uke_test_clinic_do (self->test, uke_command_edit_patient (uke_patient_form_new (here)));
  uke_test_clinic_write_as (self->test, &self->there, there, NULL);
  return card_only (self);
}

static void
assert_family (CardFixture *self, const char *family)
{
  g_autoptr (UkeRecord) patient = card_read (self, &UKE_ENTITY_PATIENT, &self->hanako);

  g_assert_cmpstr (uke_record_get_text (patient, UKE_PATIENT_FAMILY_NAME), ==, family);
}

/* A proposal is accepted with one choice, and undone. */
static void
test_proposal_accepted (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeConflict) card = make_proposal (self);

  g_assert_cmpint (card->kind, ==, UKE_CONFLICT_VALUES);
  card_settle (self, card, UKE_CONFLICT_CHOICE_OTHER);
  assert_family (self, "山本");
  g_assert_cmpuint (card_count (self), ==, 0);
  card_undo (self);
  assert_family (self, "山下");
  g_assert_cmpuint (card_count (self), ==, 1);
}

/* A proposal that is refused changes nothing but its card. */
static void
test_proposal_refused (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeConflict) card = make_proposal (self);

  card_settle (self, card, UKE_CONFLICT_CHOICE_STANDS);
  assert_family (self, "山下");
  g_assert_cmpuint (card_count (self), ==, 0);
  card_undo (self);
  g_assert_cmpuint (card_count (self), ==, 1);
}

/* What a rule decided is turned round with one choice, and undone. */
static void
test_rule_turned_round (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeRecord) seen = card_read (self, &UKE_ENTITY_PATIENT, &self->hanako);
  g_autoptr (UkeRecord) after = NULL;
  g_autoptr (UkeRecord) undone = NULL;
  UkeDraft *here = uke_draft_new_from (seen), *there = uke_draft_new_from (seen);
  g_autoptr (UkeConflictList) list = NULL;

  uke_draft_set_text (here, UKE_PATIENT_RELATION, "長女");
  uke_draft_set_text (there, UKE_PATIENT_RELATION, "次女");
  uke_test_clinic_do (self->test, uke_command_edit_patient (uke_patient_form_new (here)));
  self->there.wrote_us = UKE_TEST_NOW_US + G_USEC_PER_SEC;
  uke_test_clinic_write_as (self->test, &self->there, there, NULL);
  list = card_list (self);
  g_assert_cmpuint (list->open->len, ==, 0);
  g_assert_cmpuint (list->decided->len, ==, 1);
  card_settle (self, list->decided->pdata[0], UKE_CONFLICT_CHOICE_OTHER);
  after = card_read (self, &UKE_ENTITY_PATIENT, &self->hanako);
  g_assert_cmpstr (uke_record_get_text (after, UKE_PATIENT_RELATION), ==, "長女");
  card_undo (self);
  undone = card_read (self, &UKE_ENTITY_PATIENT, &self->hanako);
  g_assert_cmpstr (uke_record_get_text (undone, UKE_PATIENT_RELATION), ==, "次女");
}

static UkeDraft *
draft_move (UkeRecord *seen, int64_t starts_at_us)
{
  UkeDraft *draft = uke_draft_new_from (seen);

  uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US, starts_at_us);
  return draft;
}

static UkeDraft *
draft_cancel (UkeRecord *seen)
{
  UkeDraft *draft = uke_draft_new_from (seen);

  uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, "cancelled");
  uke_draft_set_text (draft, UKE_APPOINTMENT_CANCELLED_BY, "patient");
  return draft;
}

static void
assert_status (CardFixture *self, const UkeId *id, const char *status)
{
  g_autoptr (UkeRecord) booking = card_read (self, &UKE_ENTITY_APPOINTMENT, id);

  g_assert_cmpstr (uke_record_get_code (booking, UKE_APPOINTMENT_STATUS), ==, status);
}

/* Moved here, cancelled there: it is cancelled, and comes back at its new time when that is chosen.
 */
static void
test_cancelled_and_moved (CardFixture *self, gconstpointer data)
{
  UkeId id = card_book (self, &self->hanako, ELEVEN);
  g_autoptr (UkeRecord) seen = card_read (self, &UKE_ENTITY_APPOINTMENT, &id);
  g_autoptr (UkeConflict) card = NULL;

  card_cut (self);
  uke_test_clinic_do (self->test, uke_command_move (seen, uke_test_clinic_at (self->test, 14 * 60),
                                                    45, NULL, NULL));
  uke_test_clinic_write_as (self->test, &self->there, draft_cancel (seen), NULL);
  card = card_only (self);
  g_assert_cmpint (card->kind, ==, UKE_CONFLICT_CANCEL);
  card_settle (self, card, UKE_CONFLICT_CHOICE_OTHER);
  g_assert_cmpuint (card_count (self), ==, 0);
  g_assert_true (is_at (self, &id, 14 * 60, FALSE));
  card_undo (self);
  g_assert_cmpuint (card_count (self), ==, 1);
}

/* Moved by two: the first stands, the other time is taken with one choice. */
static void
test_moved_twice (CardFixture *self, gconstpointer data)
{
  UkeId id = card_book (self, &self->hanako, ELEVEN);
  g_autoptr (UkeRecord) seen = card_read (self, &UKE_ENTITY_APPOINTMENT, &id);
  g_autoptr (UkeConflict) card = NULL;

  card_cut (self);
  uke_test_clinic_do (self->test, uke_command_move (seen, uke_test_clinic_at (self->test, 14 * 60),
                                                    45, NULL, NULL));
  uke_test_clinic_write_as (self->test, &self->there,
                            draft_move (seen, uke_test_clinic_at (self->test, 15 * 60)), NULL);
  card = card_only (self);
  g_assert_cmpint (card->kind, ==, UKE_CONFLICT_MOVE);
  g_assert_true (is_at (self, &id, 14 * 60, FALSE));
  card_settle (self, card, UKE_CONFLICT_CHOICE_OTHER);
  g_assert_true (is_at (self, &id, 15 * 60, FALSE));
  g_assert_cmpuint (card_count (self), ==, 0);
  card_undo (self);
  g_assert_true (is_at (self, &id, 14 * 60, FALSE));
  g_assert_cmpuint (card_count (self), ==, 1);
}

/* Arrived here, cancelled there: it stands as arrived until somebody says it was cancelled. */
static void
test_arrived_and_cancelled (CardFixture *self, gconstpointer data)
{
  UkeId id = card_book (self, &self->hanako, ELEVEN);
  g_autoptr (UkeRecord) seen = card_read (self, &UKE_ENTITY_APPOINTMENT, &id);
  g_autoptr (UkeConflict) card = NULL;

  card_cut (self);
  uke_test_clinic_do (self->test, uke_command_set_status (seen, UKE_STATUS_ARRIVED));
  uke_test_clinic_write_as (self->test, &self->there, draft_cancel (seen), NULL);
  card = card_only (self);
  g_assert_cmpint (card->kind, ==, UKE_CONFLICT_STATUS);
  assert_status (self, &id, "arrived");
  card_settle (self, card, UKE_CONFLICT_CHOICE_OTHER);
  assert_status (self, &id, "cancelled");
  g_assert_cmpuint (card_count (self), ==, 0);
  card_undo (self);
  assert_status (self, &id, "arrived");
  g_assert_cmpuint (card_count (self), ==, 1);
}

static UkeRecord *
read_phone (CardFixture *self)
{
  g_autoptr (UkePatientFile) file = read_file (self, &self->hanako);

  return file->phones->len > 0 ? g_object_ref (file->phones->pdata[0]) : NULL;
}

static UkeDraft *
draft_number (UkeRecord *seen, const char *number, const char *typed)
{
  UkeDraft *draft = uke_draft_new_from (seen);

  uke_draft_set_text (draft, UKE_PATIENT_PHONE_NUMBER, number);
  uke_draft_set_text (draft, UKE_PATIENT_PHONE_AS_TYPED, typed);
  return draft;
}

/* A number and how it was typed belong to whoever typed them: both change sides together. */
static void
test_number_with_its_form (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeRecord) seen = read_phone (self);
  g_autoptr (UkeRecord) after = NULL;
  g_autoptr (UkeConflict) card = NULL;
  const UkeTestDesk here = here_desk (self);

  uke_test_clinic_write_as (self->test, &here, draft_number (seen, "09000000011", "090-0000-0011"),
                            NULL);
  self->there.wrote_us = UKE_TEST_NOW_US + G_USEC_PER_SEC;
  uke_test_clinic_write_as (self->test, &self->there,
                            draft_number (seen, "09000000022", "090-0000-0022"), NULL);
  card = card_only (self);
  card_settle (self, card, UKE_CONFLICT_CHOICE_OTHER);
  after = read_phone (self);
  g_assert_cmpstr (uke_record_get_text (after, UKE_PATIENT_PHONE_NUMBER), ==, "09000000022");
  g_assert_cmpstr (uke_record_get_text (after, UKE_PATIENT_PHONE_AS_TYPED), ==, "090-0000-0022");
}

/* Changed here, taken away there: it stays, and is taken away when that is chosen. */
static void
test_delete_lost (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeRecord) seen = read_phone (self);
  g_autoptr (UkeRecord) after = NULL;
  g_autoptr (UkeRecord) undone = NULL;
  g_autoptr (UkeConflict) card = NULL;
  const UkeTestDesk here = here_desk (self);

  uke_test_clinic_write_as (self->test, &here, draft_number (seen, "09000000011", "090-0000-0011"),
                            NULL);
  uke_test_clinic_remove_as (self->test, &self->there, seen);
  card = card_only (self);
  g_assert_cmpint (card->kind, ==, UKE_CONFLICT_DELETED);
  card_settle (self, card, UKE_CONFLICT_CHOICE_OTHER);
  after = read_phone (self);
  g_assert_null (after);
  g_assert_cmpuint (card_count (self), ==, 0);
  card_undo (self);
  undone = read_phone (self);
  g_assert_nonnull (undone);
  g_assert_cmpuint (card_count (self), ==, 1);
}

/* Taken away here, changed there: it is back, and taken away again when that is chosen. */
static void
test_revived (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeRecord) seen = read_phone (self);
  g_autoptr (UkeRecord) back = NULL;
  g_autoptr (UkeRecord) after = NULL;
  g_autoptr (UkeRecord) undone = NULL;
  g_autoptr (UkeConflict) card = NULL;
  const UkeTestDesk here = here_desk (self);

  uke_test_clinic_remove_as (self->test, &here, seen);
  uke_test_clinic_write_as (self->test, &self->there,
                            draft_number (seen, "09000000033", "090-0000-0033"), NULL);
  back = read_phone (self);
  g_assert_nonnull (back);
  card = card_only (self);
  g_assert_cmpint (card->kind, ==, UKE_CONFLICT_DELETED);
  g_assert_true (uke_id_equal (&card->sides[UKE_CONFLICT_STANDS].staff_id, &self->there.staff_id));
  card_settle (self, card, UKE_CONFLICT_CHOICE_OTHER);
  after = read_phone (self);
  g_assert_null (after);
  g_assert_cmpuint (card_count (self), ==, 0);
  card_undo (self);
  undone = read_phone (self);
  g_assert_nonnull (undone);
  g_assert_cmpuint (card_count (self), ==, 1);
}

/* A change to what was never made is parked, and closed by whoever has read it. */
static void
test_missing (CardFixture *self, gconstpointer data)
{
  UkeId id = uke_id_new (UKE_TEST_NOW_US);
  g_autoptr (UkeRecord) nowhere = uke_record_new_take (
      &UKE_ENTITY_PATIENT_PHONE, &id, g_new0 (UkeValue, UKE_PATIENT_PHONE_N_FIELDS),
      g_new0 (int64_t, UKE_PATIENT_PHONE_N_FIELDS), 1, 0);
  g_autoptr (UkeConflict) card = NULL;

  uke_test_clinic_write_as (self->test, &self->there,
                            draft_number (nowhere, "09000000033", "090-0000-0033"), NULL);
  card = card_only (self);
  g_assert_cmpint (card->kind, ==, UKE_CONFLICT_MISSING);
  card_settle (self, card, UKE_CONFLICT_CHOICE_STANDS);
  g_assert_cmpuint (card_count (self), ==, 0);
  card_undo (self);
  g_assert_cmpuint (card_count (self), ==, 1);
}

static void
set_consent (CardFixture *self, UkeRecord *seen, const char *state)
{
  uke_test_clinic_do (self->test, uke_command_set_consent (uke_consent_draft_new (
                                      seen, &self->hanako, "news", "email", state)));
}

/* Refused here, allowed there unseen: it stays refused, and asking again is a call. */
static void
test_consent_asked_again (CardFixture *self, gconstpointer data)
{
  UkeId id = uke_consent_id (&self->hanako, "news", "email");
  const UkeConflictCall call = { self->hanako, UKE_TEST_NOW_US + G_USEC_PER_SEC, "同意の確認" };
  g_autoptr (UkeRecord) seen = NULL;
  g_autoptr (UkeRecord) between = NULL;
  g_autoptr (UkeRecord) after = NULL;
  g_autoptr (UkeConflict) card = NULL;
  UkeConflictAnswer answer;
  UkeDraft *grant;

  set_consent (self, NULL, "refused");
  seen = card_read (self, &UKE_ENTITY_CONSENT, &id);
  card_cut (self);
  set_consent (self, seen, "granted");
  between = card_read (self, &UKE_ENTITY_CONSENT, &id);
  set_consent (self, between, "refused");
  grant = uke_draft_new_from (seen);
  uke_draft_set_text (grant, UKE_CONSENT_STATE, "granted");
  uke_test_clinic_write_as (self->test, &self->there, grant, NULL);
  card = card_only (self);
  g_assert_cmpint (card->kind, ==, UKE_CONFLICT_CONSENT);
  answer = card_answer (card, UKE_CONFLICT_CHOICE_OTHER);
  answer.calls = &call;
  answer.n_calls = 1;
  uke_test_clinic_do (self->test, uke_command_settle_conflict (&answer));
  after = card_read (self, &UKE_ENTITY_CONSENT, &id);
  g_assert_cmpstr (uke_record_get_code (after, UKE_CONSENT_STATE), ==, "refused");
  g_assert_cmpuint (card_count (self), ==, 0);
  g_assert_cmpuint (count_calls (self, &self->hanako), ==, 1);
  card_undo (self);
  g_assert_cmpuint (count_calls (self, &self->hanako), ==, 0);
  g_assert_cmpuint (card_count (self), ==, 1);
}

/* The other desk takes a call that somebody here has taken. */
static void
claim_there (CardFixture *self, UkeRecord *seen)
{
  UkeDraft *draft = uke_draft_new_from (seen);

  uke_draft_set_lease (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID);
  uke_draft_set_lease (draft, UKE_FOLLOW_UP_CLAIMED_UNTIL_US);
  uke_draft_set_id (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID, &self->there.staff_id);
  uke_draft_set_int (draft, UKE_FOLLOW_UP_CLAIMED_UNTIL_US, UKE_TEST_NOW_US + 20 * CARD_MINUTE_US);
  uke_test_clinic_write_as (self->test, &self->there, draft, NULL);
}

/* Two took one call: it stays with the first until the other takes it over. */
static void
test_call_taken_over (CardFixture *self, gconstpointer data)
{
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_FOLLOW_UP, UKE_TEST_NOW_US);
  g_autoptr (UkeRecord) seen = NULL;
  g_autoptr (UkeRecord) after = NULL;
  g_autoptr (UkeConflict) card = NULL;
  UkeId id;

  uke_draft_set_id (draft, UKE_FOLLOW_UP_PATIENT_ID, &self->hanako);
  id = uke_test_clinic_do (self->test, uke_command_create_follow_up (draft));
  seen = card_read (self, &UKE_ENTITY_FOLLOW_UP, &id);
  card_cut (self);
  uke_test_clinic_do (self->test, uke_command_claim_follow_up (seen));
  claim_there (self, seen);
  card = card_only (self);
  g_assert_cmpint (card->kind, ==, UKE_CONFLICT_CLAIM);
  uke_clinic_sit_down (self->test->clinic, &self->there.staff_id);
  card_settle (self, card, UKE_CONFLICT_CHOICE_OTHER);
  after = card_read (self, &UKE_ENTITY_FOLLOW_UP, &id);
  g_assert_true (uke_id_equal (uke_record_get_id_value (after, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID),
                               &self->there.staff_id));
  g_assert_cmpuint (card_count (self), ==, 0);
  card_undo (self);
  g_assert_cmpuint (card_count (self), ==, 1);
}

/* A card that is handed over stays open and has another owner. */
static void
test_handed (CardFixture *self, gconstpointer data)
{
  g_autoptr (UkeConflict) card = make_proposal (self);
  g_autoptr (UkeConflict) after = NULL;

  g_assert_true (uke_id_equal (&card->owner_id, &self->there.staff_id));
  uke_test_clinic_do (self->test, uke_command_hand_conflict (&card->change_set_id, &card->record_id,
                                                             &self->here_staff));
  after = card_only (self);
  g_assert_true (after->is_handed);
  g_assert_true (uke_id_equal (&after->owner_id, &self->here_staff));
}

/* A patient who is owed a call already is owed one, of which both reasons are told. */
static void
test_call_added_to (CardFixture *self, gconstpointer data)
{
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_FOLLOW_UP, UKE_TEST_NOW_US);
  g_autoptr (UkeConflict) card = NULL;
  g_autoptr (UkeRecord) call = NULL;
  UkeConflictAnswer answer;
  const UkeConflictCall told = { self->hanako, UKE_TEST_NOW_US + G_USEC_PER_SEC, "名前の確認" };
  UkeId id;

  uke_draft_set_id (draft, UKE_FOLLOW_UP_PATIENT_ID, &self->hanako);
  uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON_NOTE, "見積のご連絡");
  uke_draft_set_int (draft, UKE_FOLLOW_UP_DUE_AT_US, UKE_TEST_NOW_US + 60 * G_USEC_PER_SEC);
  id = uke_test_clinic_do (self->test, uke_command_create_follow_up (draft));
  card = make_proposal (self);
  answer = card_answer (card, UKE_CONFLICT_CHOICE_STANDS);
  answer.calls = &told;
  answer.n_calls = 1;
  uke_test_clinic_do (self->test, uke_command_settle_conflict (&answer));
  call = card_read (self, &UKE_ENTITY_FOLLOW_UP, &id);
  g_assert_cmpstr (uke_record_get_text (call, UKE_FOLLOW_UP_REASON_NOTE), ==,
                   "見積のご連絡\n名前の確認");
  g_assert_cmpint (uke_record_get_time_us (call, UKE_FOLLOW_UP_DUE_AT_US), ==, told.due_at_us);
  g_assert_cmpuint (count_calls (self, &self->hanako), ==, 1);
}

#define CASE(path, func)                                                                           \
  g_test_add ("/clinic/conflict-commands/" path, CardFixture, NULL, card_set_up, func,             \
              card_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  CASE ("slot-stands", test_slot_stands);
  CASE ("slot-without-place", test_slot_without_place);
  CASE ("slot-other", test_slot_other);
  CASE ("slot-both", test_slot_both);
  CASE ("slot-both-needs-reason", test_slot_both_needs_reason);
  CASE ("slot-taken-meanwhile", test_slot_taken_meanwhile);
  CASE ("settled-meanwhile", test_settled_meanwhile);
  CASE ("proposal-accepted", test_proposal_accepted);
  CASE ("proposal-refused", test_proposal_refused);
  CASE ("rule-turned-round", test_rule_turned_round);
  CASE ("cancelled-and-moved", test_cancelled_and_moved);
  CASE ("moved-twice", test_moved_twice);
  CASE ("arrived-and-cancelled", test_arrived_and_cancelled);
  CASE ("number-with-its-form", test_number_with_its_form);
  CASE ("delete-lost", test_delete_lost);
  CASE ("revived", test_revived);
  CASE ("missing", test_missing);
  CASE ("consent-asked-again", test_consent_asked_again);
  CASE ("call-taken-over", test_call_taken_over);
  CASE ("handed", test_handed);
  CASE ("call-added-to", test_call_added_to);
  return g_test_run ();
}
