/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-conflict-commands.h"
#include "support/uke-test-clinic.h"

/* A clinic with two providers and two patients, a second desk, and cards that really arose. */
typedef struct {
  UkeTestClinic *test;
  UkeId provider, other_provider, hanako, taro;
  UkeId here_staff;
  UkeTestDesk there;
} CardFixture;

#define CARD_MINUTE_US INT64_C (60000000)

/* From now on the other desk hears nothing of what is done here. */
static inline void
card_cut (CardFixture *self)
{
  self->there.base = uke_test_clinic_get_head (self->test);
}

static inline void
card_set_up (CardFixture *self, gconstpointer data)
{
  self->test = uke_test_clinic_new ();
  self->provider = uke_test_clinic_add_provider (self->test, "森本 衛生士");
  self->other_provider = uke_test_clinic_add_provider (self->test, "小野寺 衛生士");
  self->hanako = uke_test_clinic_add_patient (self->test, "1", "山田", "花子", "ヤマダ", "ハナコ",
                                              "090-0000-0001");
  self->taro = uke_test_clinic_add_patient (self->test, "2", "佐藤", "太郎", "サトウ", "タロウ",
                                            "090-0000-0002");
  self->here_staff = *uke_record_get_id (uke_clinic_get_sitting_staff (self->test->clinic));
  self->there = (UkeTestDesk){
    .dev = 2,
    .name = "受付2",
    .staff_id = uke_test_clinic_add_staff (self->test, "柳瀬", "reception"),
    .wrote_us = UKE_TEST_NOW_US - 5 * CARD_MINUTE_US,
  };
  card_cut (self);
}

static inline void
card_tear_down (CardFixture *self, gconstpointer data)
{
  uke_test_clinic_free (self->test);
}

static inline UkeConflictList *
card_list (CardFixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) counted = NULL;
  unsigned n_open = 0;
  g_autoptr (GError) error = NULL;
  UkeConflictList *list;

  uke_clinic_list_conflicts_async (self->test->clinic, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  list = uke_clinic_list_conflicts_finish (self->test->clinic, result, &error);
  g_assert_no_error (error);
  uke_clinic_count_conflicts_async (self->test->clinic, NULL, uke_test_await_cb, &counted);
  while (counted == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (uke_clinic_count_conflicts_finish (self->test->clinic, counted, &n_open, &error));
  g_assert_cmpuint (n_open, ==, list->open->len);
  return list;
}

static inline UkeConflictStory *
card_story (CardFixture *self, const UkeConflict *card)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UkeConflictStory *story;

  uke_clinic_load_conflict_async (self->test->clinic, &card->change_set_id, &card->record_id, NULL,
                                  uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  story = uke_clinic_load_conflict_finish (self->test->clinic, result, &error);
  g_assert_no_error (error);
  return story;
}

static inline unsigned
card_count (CardFixture *self)
{
  g_autoptr (UkeConflictList) list = card_list (self);

  return list->open->len;
}

/* The one card that is open. */
static inline UkeConflict *
card_only (CardFixture *self)
{
  g_autoptr (UkeConflictList) list = card_list (self);

  g_assert_cmpuint (list->open->len, ==, 1);
  return g_object_ref (list->open->pdata[0]);
}

static inline UkeRecord *
card_read (CardFixture *self, const UkeEntity *entity, const UkeId *id)
{
  return uke_test_clinic_read (self->test, entity, id);
}

static inline UkeId
card_book (CardFixture *self, const UkeId *patient_id, int minute)
{
  return uke_test_clinic_do (self->test, uke_command_book (uke_test_clinic_draft_booking (
                                             self->test, patient_id, &self->provider, minute, 45)));
}

/* A booking of the other desk, which knew nothing of the one that is there. */
static inline UkeId
card_book_there (CardFixture *self, const UkeId *patient_id, int minute)
{
  UkeDraft *draft
      = uke_test_clinic_draft_booking (self->test, patient_id, &self->provider, minute, 45);
  UkeId id = *uke_draft_get_id (draft);

  uke_draft_set_id (draft, UKE_APPOINTMENT_CLINIC_ID,
                    uke_clinic_get_clinic_id (self->test->clinic));
  uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, "booked");
  uke_draft_set_text (draft, UKE_APPOINTMENT_CHANNEL, "phone");
  uke_test_clinic_write_as (self->test, &self->there, draft, NULL);
  return id;
}

/* A patient of the other desk, which knew nothing of one of that name who is there. */
static inline UkeId
card_register_there (CardFixture *self, const char *number)
{
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_PATIENT, UKE_TEST_NOW_US);
  UkeId id = *uke_draft_get_id (draft);

  uke_draft_set_text (draft, UKE_PATIENT_PATIENT_NUMBER, number);
  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, "森");
  uke_draft_set_text (draft, UKE_PATIENT_GIVEN_NAME, "一郎");
  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_KANA, "もり");
  uke_draft_set_text (draft, UKE_PATIENT_GIVEN_KANA, "いちろう");
  uke_draft_set_text (draft, UKE_PATIENT_NOTE, "午後がよい");
  uke_draft_set_text (draft, UKE_PATIENT_STAGE, "lead");
  uke_test_clinic_write_as (self->test, &self->there, draft, NULL);
  return id;
}

static inline UkeConflictAnswer
card_answer (const UkeConflict *card, UkeConflictChoice choice)
{
  return (UkeConflictAnswer){ card->change_set_id, card->record_id, choice };
}

static inline void
card_settle (CardFixture *self, const UkeConflict *card, UkeConflictChoice choice)
{
  const UkeConflictAnswer answer = card_answer (card, choice);

  uke_test_clinic_do (self->test, uke_command_settle_conflict (&answer));
}

static inline void
card_undo (CardFixture *self)
{
  g_autoptr (GError) error = NULL;

  if (!uke_test_clinic_undo (self->test, &error))
    g_assert_no_error (error);
}
