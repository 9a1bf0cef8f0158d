/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-call-outcome.h"

#include "base/uke-holiday.h"
#include "model/uke-codes.h"

/* Days until a task comes back (product.md 4.3), and the hours in which the desk calls. */
enum {
  DAYS_AGREED = 30,
  DAYS_LATER = 7,
  DAYS_MESSAGE = 3,
  MORNING_MIN = 10 * 60,
  AFTERNOON_MIN = 14 * 60,
  NOON_MIN = 12 * 60,
  EVENING_MIN = 17 * 60,
};

static const struct {
  const char *code;
  int digit; /* -1: chosen from a menu */
  gboolean is_reached;
} outcomes[UKE_N_CALL_OUTCOMES + 1] = {
  [UKE_CALL_OUTCOME_BOOKED] = { "booked", 1, TRUE },
  [UKE_CALL_OUTCOME_TALKED] = { "talked", 2, TRUE },
  [UKE_CALL_OUTCOME_CALL_BACK] = { "call_back", 3, FALSE },
  [UKE_CALL_OUTCOME_NO_ANSWER] = { "no_answer", 4, FALSE },
  [UKE_CALL_OUTCOME_WRONG_NUMBER] = { "wrong_number", 5, FALSE },
  [UKE_CALL_OUTCOME_DECLINED] = { "declined", 6, TRUE },
  [UKE_CALL_OUTCOME_HANDED_TO_DOCTOR] = { "handed_to_doctor", 7, TRUE },
  [UKE_CALL_OUTCOME_MESSAGE_WITH_FAMILY] = { "message_with_family", 8, FALSE },
  [UKE_CALL_OUTCOME_AGREED_TO_VISIT] = { "agreed_to_visit", -1, TRUE },
  [UKE_CALL_OUTCOME_LATER] = { "later", -1, TRUE },
  [UKE_CALL_OUTCOME_VOICEMAIL] = { "voicemail", -1, FALSE },
  [UKE_CALL_OUTCOME_MOVED] = { "moved", -1, FALSE },
  [UKE_CALL_OUTCOME_DECEASED] = { "deceased", -1, FALSE },
  [UKE_CALL_OUTCOME_OTHER_END] = { "other_end", 9, FALSE },
  [UKE_CALL_OUTCOME_STOP_CONTACT] = { "stop_contact", 0, TRUE },
};

/**
 * uke_call_outcome_get_code:
 * @outcome: an outcome
 *
 * Returns: (transfer none) (nullable): its stable code
 * Thread: any
 */
const char *
uke_call_outcome_get_code (UkeCallOutcome outcome)
{
  return outcome > UKE_CALL_OUTCOME_NONE && outcome <= UKE_N_CALL_OUTCOMES ? outcomes[outcome].code
                                                                           : NULL;
}

/**
 * uke_call_outcome_from_code:
 * @code: (nullable): a code
 *
 * Returns: the outcome, NONE for an unknown code
 * Thread: any
 */
UkeCallOutcome
uke_call_outcome_from_code (const char *code)
{
  for (int i = 1; i <= UKE_N_CALL_OUTCOMES; i++)
    if (g_strcmp0 (outcomes[i].code, code) == 0)
      return (UkeCallOutcome)i;
  return UKE_CALL_OUTCOME_NONE;
}

/**
 * uke_call_outcome_from_digit:
 * @digit: 0 to 9
 *
 * Nine stands for moved, deceased or other, which is asked for next.
 *
 * Returns: the outcome on that key
 * Thread: any
 * Source: design.md 7, decision 9
 */
UkeCallOutcome
uke_call_outcome_from_digit (int digit)
{
  for (int i = 1; i <= UKE_N_CALL_OUTCOMES; i++)
    if (outcomes[i].digit == digit)
      return (UkeCallOutcome)i;
  return UKE_CALL_OUTCOME_NONE;
}

/**
 * uke_call_outcome_get_digit:
 * @outcome: an outcome
 *
 * Returns: the key it has, -1 where it has none
 * Thread: any
 */
int
uke_call_outcome_get_digit (UkeCallOutcome outcome)
{
  return uke_call_outcome_get_code (outcome) != NULL ? outcomes[outcome].digit : -1;
}

/**
 * uke_call_outcome_is_reached:
 * @outcome: an outcome
 *
 * Returns: whether the patient was spoken to
 * Thread: any
 */
gboolean
uke_call_outcome_is_reached (UkeCallOutcome outcome)
{
  return uke_call_outcome_get_code (outcome) != NULL && outcomes[outcome].is_reached;
}

static gboolean
is_closed (const UkeCallCalendar *calendar, UkeDate date)
{
  if (calendar->is_closed != NULL)
    return calendar->is_closed (date, calendar->data);
  return uke_date_weekday (date) == 0 || uke_holiday_name (date) != NULL;
}

/**
 * uke_call_working_day_after:
 * @calendar: on which days calls are made
 * @date: a day
 * @n_days: how many working days on, at least 1
 *
 * Counts working days: three after a Thursday is the Tuesday.
 *
 * Returns: the day
 * Thread: any
 * Source: product.md 4.3, Next-best time
 */
UkeDate
uke_call_working_day_after (const UkeCallCalendar *calendar, UkeDate date, int n_days)
{
  /* A calendar that is closed for a whole year has no working day; the year's end is as good as
   * any. */
  UkeDate limit = date + 366;

  while (n_days > 0 && date < limit)
    if (!is_closed (calendar, ++date))
      n_days--;
  return date;
}

/* The next try: in the hours in which they answer, or else in the other half of the next working
 * day. */
static int64_t
next_try_us (const UkeCallFacts *facts, const UkeCallCalendar *calendar, int64_t now_us)
{
  UkeDate today, day;
  int minute, from_min, to_min;

  uke_zone_split (calendar->zone, now_us, &today, &minute);
  day = today;
  for (int i = 0; facts->best_hours != NULL && facts->best_hours->n > 0 && i < 14; i++) {
    day = uke_call_working_day_after (calendar, day, 1);
    if (uke_best_hours_next_on (facts->best_hours, uke_date_weekday (day), 0, &from_min, &to_min))
      return uke_zone_at (calendar->zone, day, from_min);
  }
  day = uke_call_working_day_after (calendar, today, 1);
  return uke_zone_at (calendar->zone, day, minute < NOON_MIN ? AFTERNOON_MIN : MORNING_MIN);
}

static void
comes_back (UkeCallEffect *effect,
            const UkeCallCalendar *calendar,
            int64_t now_us,
            int n_working_days)
{
  UkeDate day = uke_call_working_day_after (calendar, uke_zone_date_of (calendar->zone, now_us),
                                            n_working_days);

  effect->state = UKE_FOLLOW_UP_LATER;
  effect->not_before_us = uke_zone_at (calendar->zone, day, MORNING_MIN);
}

/* Used-up attempts never make a task vanish: somebody decides what comes next. */
static void
judge_attempt (UkeCallEffect *effect, const UkeCallFacts *facts)
{
  if (!effect->is_attempt || effect->is_reached || facts->max_attempts <= 0
      || facts->attempts + 1 < facts->max_attempts)
    return;
  effect->is_limit_reached = TRUE;
  effect->state = UKE_FOLLOW_UP_REVIEW;
  effect->not_before_us = 0;
}

static void
judge_later (UkeCallEffect *effect,
             const UkeCallFacts *facts,
             const UkeCallCalendar *calendar,
             int64_t now_us)
{
  effect->state = UKE_FOLLOW_UP_LATER;
  effect->call_back_at_us = facts->call_back_at_us;
  effect->not_before_us = facts->call_back_at_us;
  if (facts->call_back_at_us == 0) {
    UkeDate day = uke_call_working_day_after (
        calendar, uke_zone_date_of (calendar->zone, now_us) + DAYS_LATER - 1, 1);

    effect->not_before_us = uke_zone_at (calendar->zone, day, MORNING_MIN);
  }
}

static void
judge_end (UkeCallEffect *effect, const char *why)
{
  effect->state = UKE_FOLLOW_UP_REMOVED;
  effect->ends_patient = why;
  effect->is_attempt = FALSE;
}

static void
hand_over (UkeCallEffect *effect, const UkeCallCalendar *calendar, int64_t now_us)
{
  UkeDate today;
  int minute;

  uke_zone_split (calendar->zone, now_us, &today, &minute);
  effect->state = UKE_FOLLOW_UP_DONE;
  effect->next_reason = UKE_REASON_HANDOFF;
  effect->next_due_us = uke_zone_at (calendar->zone, today, MIN (minute + 30, EVENING_MIN));
  if (effect->next_due_us <= now_us)
    effect->next_due_us = now_us + 30 * 60 * (int64_t)G_USEC_PER_SEC;
}

/**
 * uke_call_outcome_judge:
 * @outcome: how the call ended
 * @facts: what its effect depends on
 * @calendar: on which days calls are made
 * @now_us: when the call ended, UTC microseconds
 * @out_effect: (out caller-allocates): what recording it does
 *
 * Says what an outcome causes; the interface shows it before the key is pressed, the command does
 * it.
 *
 * Thread: any
 * Source: product.md 4.3, Outcomes and default effect
 */
void
uke_call_outcome_judge (UkeCallOutcome outcome,
                        const UkeCallFacts *facts,
                        const UkeCallCalendar *calendar,
                        int64_t now_us,
                        UkeCallEffect *out_effect)
{
  UkeCallEffect effect = { .state = UKE_FOLLOW_UP_DONE,
                           .is_attempt = TRUE,
                           .is_reached = uke_call_outcome_is_reached (outcome) };

  switch (outcome) {
  case UKE_CALL_OUTCOME_BOOKED:
  case UKE_CALL_OUTCOME_TALKED:
    break;
  case UKE_CALL_OUTCOME_DECLINED:
    effect.consent = UKE_CALL_CONSENT_NO_NEWS_BY_PHONE;
    break;
  case UKE_CALL_OUTCOME_STOP_CONTACT:
    effect.consent = facts->refuses_all ? UKE_CALL_CONSENT_NO_CONTACT : UKE_CALL_CONSENT_NO_PHONE;
    effect.state = UKE_FOLLOW_UP_REMOVED;
    break;
  case UKE_CALL_OUTCOME_CALL_BACK:
    comes_back (&effect, calendar, now_us, 1);
    break;
  case UKE_CALL_OUTCOME_NO_ANSWER:
    effect.state = UKE_FOLLOW_UP_LATER;
    effect.not_before_us = next_try_us (facts, calendar, now_us);
    break;
  case UKE_CALL_OUTCOME_VOICEMAIL:
  case UKE_CALL_OUTCOME_MESSAGE_WITH_FAMILY:
    comes_back (&effect, calendar, now_us, DAYS_MESSAGE);
    break;
  case UKE_CALL_OUTCOME_WRONG_NUMBER:
    effect.marks_phone_bad = TRUE;
    effect.state = facts->has_other_number ? UKE_FOLLOW_UP_OPEN : UKE_FOLLOW_UP_REVIEW;
    break;
  case UKE_CALL_OUTCOME_AGREED_TO_VISIT:
    effect.state = UKE_FOLLOW_UP_AGREED;
    effect.not_before_us = uke_zone_at (
        calendar->zone, uke_zone_date_of (calendar->zone, now_us) + DAYS_AGREED, MORNING_MIN);
    break;
  case UKE_CALL_OUTCOME_LATER:
    judge_later (&effect, facts, calendar, now_us);
    break;
  case UKE_CALL_OUTCOME_HANDED_TO_DOCTOR:
    hand_over (&effect, calendar, now_us);
    break;
  case UKE_CALL_OUTCOME_MOVED:
    judge_end (&effect, UKE_ENDED_MOVED);
    break;
  case UKE_CALL_OUTCOME_DECEASED:
    judge_end (&effect, UKE_ENDED_DECEASED);
    break;
  case UKE_CALL_OUTCOME_OTHER_END:
    judge_end (&effect, NULL);
    break;
  case UKE_CALL_OUTCOME_NONE:
    effect.is_attempt = FALSE;
    effect.state = UKE_FOLLOW_UP_OPEN;
    break;
  }
  judge_attempt (&effect, facts);
  *out_effect = effect;
}
