/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-call-outcome.h"

#include "model/uke-codes.h"

typedef struct {
  UkeZone *zone;
  UkeCallCalendar calendar;
  UkeDate today;  /* Tuesday 2026-11-24, after a holiday */
  int64_t now_us; /* 10:42 */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->zone = uke_zone_new ("Asia/Tokyo", NULL);
  fixture->calendar = (UkeCallCalendar){ fixture->zone, NULL, NULL };
  fixture->today = uke_date_from_ymd (2026, 11, 24);
  fixture->now_us = uke_zone_at (fixture->zone, fixture->today, 642);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  uke_zone_unref (fixture->zone);
}

static UkeCallEffect
judge (Fixture *fixture, UkeCallOutcome outcome, UkeCallFacts facts)
{
  UkeCallEffect effect;

  uke_call_outcome_judge (outcome, &facts, &fixture->calendar, fixture->now_us, &effect);
  return effect;
}

static void
assert_at (Fixture *fixture, int64_t at_us, int days, int minute)
{
  g_assert_cmpint (at_us, ==, uke_zone_at (fixture->zone, fixture->today + days, minute));
}

/* Codes and keys are a registry: these never change, and each code of the registry has its outcome.
 */
static void
test_registry (Fixture *fixture, gconstpointer data)
{
  static const char *const by_digit[]
      = { "stop_contact", "booked",   "talked",           "call_back",           "no_answer",
          "wrong_number", "declined", "handed_to_doctor", "message_with_family", "other_end" };
  unsigned n;
  const char *const *codes = uke_codes_get (UKE_CODES_CALL_OUTCOME, &n);

  for (int digit = 0; digit <= 9; digit++) {
    UkeCallOutcome outcome = uke_call_outcome_from_digit (digit);

    g_assert_cmpstr (uke_call_outcome_get_code (outcome), ==, by_digit[digit]);
    g_assert_cmpint (uke_call_outcome_get_digit (outcome), ==, digit);
  }
  g_assert_cmpuint (n, ==, UKE_N_CALL_OUTCOMES);
  for (unsigned i = 0; i < n; i++)
    g_assert_cmpstr (uke_call_outcome_get_code (uke_call_outcome_from_code (codes[i])), ==,
                     codes[i]);
  g_assert_cmpint (uke_call_outcome_from_code ("nonsense"), ==, UKE_CALL_OUTCOME_NONE);
}

/* Three working days after a Thursday is the Tuesday; holidays and Sundays do not count. */
static void
test_working_days (Fixture *fixture, gconstpointer data)
{
  UkeDate thursday = uke_date_from_ymd (2026, 11, 19);

  /* Fri 20, Sat 21, (Sun 22), (Mon 23 holiday), Tue 24 */
  g_assert_cmpint (uke_call_working_day_after (&fixture->calendar, thursday, 3), ==,
                   uke_date_from_ymd (2026, 11, 24));
}

/* Booked and talked close the task. */
static void
test_done (Fixture *fixture, gconstpointer data)
{
  UkeCallEffect effect = judge (fixture, UKE_CALL_OUTCOME_BOOKED, (UkeCallFacts){ 0 });

  g_assert_cmpstr (effect.state, ==, UKE_FOLLOW_UP_DONE);
  g_assert_true (effect.is_reached);
  g_assert_cmpint (effect.not_before_us, ==, 0);
}

/* Nobody answered in the morning: the next working day's afternoon, or when they usually answer. */
static void
test_no_answer (Fixture *fixture, gconstpointer data)
{
  UkeBestHours hours;
  UkeCallEffect effect = judge (fixture, UKE_CALL_OUTCOME_NO_ANSWER,
                                (UkeCallFacts){ .attempts = 0, .max_attempts = 3 });

  g_assert_cmpstr (effect.state, ==, UKE_FOLLOW_UP_LATER);
  assert_at (fixture, effect.not_before_us, 1, 14 * 60);
  g_assert_true (uke_best_hours_parse ("thursday 18:00-19:00", &hours));
  effect = judge (fixture, UKE_CALL_OUTCOME_NO_ANSWER,
                  (UkeCallFacts){ .max_attempts = 3, .best_hours = &hours });
  assert_at (fixture, effect.not_before_us, 2, 18 * 60);
}

/* The last attempt does not make the task vanish: somebody has to decide. */
static void
test_limit (Fixture *fixture, gconstpointer data)
{
  UkeCallEffect effect = judge (fixture, UKE_CALL_OUTCOME_NO_ANSWER,
                                (UkeCallFacts){ .attempts = 2, .max_attempts = 3 });

  g_assert_true (effect.is_limit_reached);
  g_assert_cmpstr (effect.state, ==, UKE_FOLLOW_UP_REVIEW);
  effect
      = judge (fixture, UKE_CALL_OUTCOME_LATER, (UkeCallFacts){ .attempts = 2, .max_attempts = 3 });
  g_assert_false (effect.is_limit_reached);
}

/* A wrong number is marked; with another number the task stays, without one somebody decides. */
static void
test_wrong_number (Fixture *fixture, gconstpointer data)
{
  UkeCallEffect effect
      = judge (fixture, UKE_CALL_OUTCOME_WRONG_NUMBER, (UkeCallFacts){ .has_other_number = TRUE });

  g_assert_true (effect.marks_phone_bad);
  g_assert_cmpstr (effect.state, ==, UKE_FOLLOW_UP_OPEN);
  effect = judge (fixture, UKE_CALL_OUTCOME_WRONG_NUMBER, (UkeCallFacts){ 0 });
  g_assert_cmpstr (effect.state, ==, UKE_FOLLOW_UP_REVIEW);
}

/* Declining refuses news by phone; no more contact refuses the phone, or everything. */
static void
test_consent (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (judge (fixture, UKE_CALL_OUTCOME_DECLINED, (UkeCallFacts){ 0 }).consent, ==,
                   UKE_CALL_CONSENT_NO_NEWS_BY_PHONE);
  g_assert_cmpint (judge (fixture, UKE_CALL_OUTCOME_STOP_CONTACT, (UkeCallFacts){ 0 }).consent, ==,
                   UKE_CALL_CONSENT_NO_PHONE);
  g_assert_cmpint (
      judge (fixture, UKE_CALL_OUTCOME_STOP_CONTACT, (UkeCallFacts){ .refuses_all = TRUE }).consent,
      ==, UKE_CALL_CONSENT_NO_CONTACT);
}

/* Death is not counted as a call and ends contact. */
static void
test_deceased (Fixture *fixture, gconstpointer data)
{
  UkeCallEffect effect = judge (fixture, UKE_CALL_OUTCOME_DECEASED,
                                (UkeCallFacts){ .attempts = 2, .max_attempts = 3 });

  g_assert_false (effect.is_attempt);
  g_assert_cmpstr (effect.ends_patient, ==, UKE_ENDED_DECEASED);
  g_assert_cmpstr (effect.state, ==, UKE_FOLLOW_UP_REMOVED);
}

/* Handing over to the doctor makes a task that is due within the half hour. */
static void
test_hand_over (Fixture *fixture, gconstpointer data)
{
  UkeCallEffect effect = judge (fixture, UKE_CALL_OUTCOME_HANDED_TO_DOCTOR, (UkeCallFacts){ 0 });

  g_assert_cmpstr (effect.next_reason, ==, UKE_REASON_HANDOFF);
  assert_at (fixture, effect.next_due_us, 0, 672);
}

/* A promised time is kept to the minute. */
static void
test_later (Fixture *fixture, gconstpointer data)
{
  int64_t promised_us = fixture->now_us + 3600 * (int64_t)G_USEC_PER_SEC;
  UkeCallEffect effect
      = judge (fixture, UKE_CALL_OUTCOME_LATER, (UkeCallFacts){ .call_back_at_us = promised_us });

  g_assert_cmpint (effect.call_back_at_us, ==, promised_us);
  g_assert_cmpint (effect.not_before_us, ==, promised_us);
  effect = judge (fixture, UKE_CALL_OUTCOME_LATER, (UkeCallFacts){ 0 });
  assert_at (fixture, effect.not_before_us, 7, 600);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func)                                                                            \
  g_test_add ("/model/call-outcome/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("registry", test_registry);
  ADD ("working-days", test_working_days);
  ADD ("done", test_done);
  ADD ("no-answer", test_no_answer);
  ADD ("limit", test_limit);
  ADD ("wrong-number", test_wrong_number);
  ADD ("consent", test_consent);
  ADD ("deceased", test_deceased);
  ADD ("hand-over", test_hand_over);
  ADD ("later", test_later);
  return g_test_run ();
}
