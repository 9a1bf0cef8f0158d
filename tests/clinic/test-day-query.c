/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-day-query.h"

#include "clinic/uke-booking-query.h"
#include "clinic/uke-set-up-commands.h"
#include "support/uke-test-clinic.h"

typedef struct {
  UkeTestClinic *test;
  UkeId provider, menu, patient;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->test = uke_test_clinic_new ();
  self->provider = uke_test_clinic_add_provider (self->test, "森本 衛生士");
  self->menu = uke_test_clinic_add_menu (self->test, "定期検診", 45);
  self->patient = uke_test_clinic_add_patient (self->test, "00001", "山田", "花子", "ヤマダ",
                                               "ハナコ", "090-0000-0001");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  uke_test_clinic_free (self->test);
}

static void
book (Fixture *self, int minute, int length_min)
{
  UkeDraft *draft = uke_test_clinic_draft_booking (self->test, &self->patient, &self->provider,
                                                   minute, length_min);
  UkeCommand *command = NULL;

  uke_draft_set_id (draft, UKE_APPOINTMENT_MENU_ID, &self->menu);
  command = uke_command_book (draft);
  uke_command_set_accepts_warnings (command, TRUE);
  uke_test_clinic_do (self->test, command);
}

static UkeDay *
load (Fixture *self, UkeDate date)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UkeDay *day = NULL;

  uke_clinic_load_day_async (self->test->clinic, date, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  day = uke_clinic_load_day_finish (self->test->clinic, result, &error);
  g_assert_no_error (error);
  return day;
}

/* A day holds its columns with how full they are, and the cards with everything they show. */
static void
test_day (Fixture *self, gconstpointer data)
{
  book (self, 11 * 60, 45);
  g_autoptr (UkeDay) day = load (self, uke_clock_today (self->test->clock));

  g_assert_cmpuint (day->cards->len, ==, 1);
  const UkeDayCard *card = day->cards->pdata[0];
  g_assert_cmpstr (card->family_name, ==, "山田");
  g_assert_cmpstr (card->kana, ==, "やまだ はなこ");
  g_assert_cmpstr (card->menu_name, ==, "定期検診");
  g_assert_cmpstr (card->patient_number, ==, "00001");
  g_assert_true (card->is_first_visit);
  g_assert_cmpuint (day->n_by_status[UKE_STATUS_BOOKED], ==, 1);
  const UkeDayColumn *column = uke_day_find_column (day, &self->provider);
  g_assert_cmpuint (column->n_bookings, ==, 1);
  g_assert_cmpint (column->open_min, ==, 9 * 60);
  g_assert_cmpint (column->booked_min, ==, 45);
  g_assert_false (day->is_closed);
  g_assert_true (uke_day_find_card (day, &card->appointment_id) == card);
}

/* A closing day of the clinic closes its columns and says why. */
static void
test_closed (Fixture *self, gconstpointer data)
{
  UkeDate date = uke_clock_today (self->test->clock) + 1;
  UkeDraft *closure = uke_draft_new (&UKE_ENTITY_CLOSURE, UKE_TEST_NOW_US);

  uke_draft_set_text (closure, UKE_CLOSURE_KIND, "closed");
  uke_draft_set_date (closure, UKE_CLOSURE_FROM_DATE, date);
  uke_draft_set_text (closure, UKE_CLOSURE_REASON, "研修会");
  uke_test_clinic_do (self->test, uke_command_set_up (closure));
  g_autoptr (UkeDay) day = load (self, date);
  g_assert_true (day->is_closed);
  g_assert_cmpstr (day->closed_reason, ==, "研修会");
}

/* Double bookings and times outside the hours are bookings, but fill no more than there is. */
static void
test_fill (Fixture *self, gconstpointer data)
{
  book (self, 11 * 60, 270);
  book (self, 11 * 60, 270);
  book (self, 20 * 60, 60);
  g_autoptr (UkeDay) day = load (self, uke_clock_today (self->test->clock));

  const UkeDayColumn *column = uke_day_find_column (day, &self->provider);
  g_assert_cmpuint (column->n_bookings, ==, 3);
  g_assert_cmpint (column->booked_min, ==, 270);
  g_assert_cmpint (column->fill_percent, ==, 50);
  g_assert_true (day->has_hours);
}

/* The mini month counts bookings and tells holidays: 23 November 2026 is 勤労感謝の日. */
static void
test_loads (Fixture *self, gconstpointer data)
{
  UkeDate from = uke_date_from_ymd (2026, 11, 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  book (self, 11 * 60, 45);
  book (self, 11 * 60, 45);
  uke_clinic_load_month_loads_async (self->test->clinic, from, 30, NULL, uke_test_await_cb,
                                     &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_autoptr (GArray) loads
      = uke_clinic_load_month_loads_finish (self->test->clinic, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (loads->len, ==, 30);
  g_assert_cmpuint (g_array_index (loads, UkeDayLoad, 23).n_bookings, ==, 2);
  g_assert_cmpint (g_array_index (loads, UkeDayLoad, 23).fill_percent, ==, 45 * 100 / 540);
  g_assert_true (g_array_index (loads, UkeDayLoad, 22).is_holiday);
}

/* The next free slots begin on the grid, after what is booked and within the hours. */
static void
test_find_free (Fixture *self, gconstpointer data)
{
  UkeFreeQuery query = {
    .length_min = 45,
    .from_us = uke_test_clinic_at (self->test, 10 * 60),
    .n = 3,
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  book (self, 10 * 60, 45);
  uke_clinic_find_free_async (self->test->clinic, &query, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_autoptr (GArray) slots = uke_clinic_find_free_finish (self->test->clinic, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (slots->len, ==, 3);
  g_assert_cmpint (g_array_index (slots, UkeFreeSlot, 0).starts_at_us, ==,
                   uke_test_clinic_at (self->test, 10 * 60 + 45));
  g_assert_true (
      uke_id_equal (&g_array_index (slots, UkeFreeSlot, 0).provider_id, &self->provider));
}

/* Late in the day the search goes on tomorrow morning. */
static void
test_find_free_tomorrow (Fixture *self, gconstpointer data)
{
  UkeFreeQuery query = {
    .length_min = 60,
    .from_us = uke_test_clinic_at (self->test, 17 * 60 + 15),
    .n = 1,
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  uke_clinic_find_free_async (self->test->clinic, &query, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_autoptr (GArray) slots = uke_clinic_find_free_finish (self->test->clinic, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_array_index (slots, UkeFreeSlot, 0).starts_at_us, ==,
                   uke_test_clinic_at (self->test, (24 + 9) * 60));
}

static int64_t
find_first (Fixture *self)
{
  UkeFreeQuery query = {
    .length_min = 30,
    .provider_ids = &self->provider,
    .n_providers = 1,
    .from_us = uke_test_clinic_at (self->test, 10 * 60),
    .n = 1,
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) slots = NULL;

  uke_clinic_find_free_async (self->test->clinic, &query, NULL, uke_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  slots = uke_clinic_find_free_finish (self->test->clinic, result, NULL);
  g_assert_cmpuint (slots->len, ==, 1);
  return g_array_index (slots, UkeFreeSlot, 0).starts_at_us;
}

/* What another desk keeps for itself is not offered here; what this one keeps is. */
static void
test_find_free_beside_holds (Fixture *self, gconstpointer data)
{
  static const UkeHoldKeeper keeper = { NULL, NULL };
  UkeHolds *holds = uke_clinic_get_holds (self->test->clinic);
  g_autoptr (GArray) told = g_array_new (FALSE, FALSE, sizeof (UkeWireHold));
  const int64_t ten_us = uke_test_clinic_at (self->test, 10 * 60);
  UkeWireHold hold = { .dev = 3, .resource_id = self->provider, .from_us = ten_us };

  hold.to_us = ten_us + 30 * INT64_C (60000000);
  hold.until_us = UKE_TEST_NOW_US + 120 * INT64_C (1000000);
  uke_holds_set_keeper (holds, &keeper, NULL, 2);
  g_assert_cmpint (find_first (self), ==, ten_us);
  g_array_append_val (told, hold);
  uke_holds_replace (holds, told, UKE_TEST_NOW_US);
  g_assert_cmpint (find_first (self), ==, hold.to_us);
  g_array_index (told, UkeWireHold, 0).dev = 2;
  uke_holds_replace (holds, told, UKE_TEST_NOW_US);
  g_assert_cmpint (find_first (self), ==, ten_us);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/clinic/day/day", test_day);
  ADD ("/clinic/day/closed", test_closed);
  ADD ("/clinic/day/fill", test_fill);
  ADD ("/clinic/day/loads", test_loads);
  ADD ("/clinic/day/find-free", test_find_free);
  ADD ("/clinic/day/find-free-tomorrow", test_find_free_tomorrow);
  ADD ("/clinic/day-query/find-free-beside-holds", test_find_free_beside_holds);
  return g_test_run ();
}
