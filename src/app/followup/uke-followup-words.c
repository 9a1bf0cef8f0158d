/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/followup/uke-followup-words.h"

#include "app/widgets/uke-code-words.h"
#include "base/uke-era.h"
#include "model/uke-best-hours.h"
#include "model/uke-codes.h"

#include <glib/gi18n.h>

/**
 * uke_followup_section_word:
 * @section: a part of the day's list
 *
 * Returns: (transfer none): its heading
 * Thread: main
 */
const char *
uke_followup_section_word (UkeFollowUpSection section)
{
  switch (section) {
  case UKE_FOLLOW_UP_SECTION_URGENT:
    return _ ("First: overdue or promised");
  case UKE_FOLLOW_UP_SECTION_NOW:
    return _ ("Good time now");
  case UKE_FOLLOW_UP_SECTION_LATER:
    return _ ("After that");
  case UKE_FOLLOW_UP_SECTION_PLANNED:
    return _ ("Planned for later");
  case UKE_FOLLOW_UP_SECTION_REVIEW:
    return _ ("To be decided: attempts used up");
  case UKE_FOLLOW_UP_SECTION_DONE:
    return _ ("Called today");
  }
  return "";
}

/**
 * uke_followup_section_icon:
 * @section: a part of the day's list
 *
 * Returns: (transfer none): the icon beside its heading
 * Thread: main
 */
const char *
uke_followup_section_icon (UkeFollowUpSection section)
{
  switch (section) {
  case UKE_FOLLOW_UP_SECTION_URGENT:
    return "mail-mark-important-symbolic";
  case UKE_FOLLOW_UP_SECTION_NOW:
    return "alarm-symbolic";
  case UKE_FOLLOW_UP_SECTION_LATER:
    return "document-open-recent-symbolic";
  case UKE_FOLLOW_UP_SECTION_PLANNED:
    return "x-office-calendar-symbolic";
  case UKE_FOLLOW_UP_SECTION_REVIEW:
    return "dialog-question-symbolic";
  case UKE_FOLLOW_UP_SECTION_DONE:
    return "emblem-ok-symbolic";
  }
  return "";
}

static char *
clock_text (int minute)
{
  return g_strdup_printf ("%d:%02d", minute / 60, minute % 60);
}

/**
 * uke_followup_time_text:
 * @zone: the clinic's zone
 * @at_us: a moment
 * @now_us: now
 *
 * Returns: (transfer full): 14:00 for today, 11/26(木) 14:00 for another day
 * Thread: main
 */
char *
uke_followup_time_text (const UkeZone *zone, int64_t at_us, int64_t now_us)
{
  UkeDate date;
  int minute;
  g_autofree char *time = NULL, *day = NULL;

  uke_zone_split (zone, at_us, &date, &minute);
  time = clock_text (minute);
  if (date == uke_zone_date_of (zone, now_us))
    return g_steal_pointer (&time);
  day = uke_era_format_short (date);
  return g_strdup_printf ("%s %s", day, time);
}

static char *
late_text (int64_t late_us, int n_days)
{
  int minutes = (int)(late_us / (60 * (int64_t)G_USEC_PER_SEC));

  if (n_days > 0)
    return g_strdup_printf (ngettext ("%d day late", "%d days late", (unsigned long)n_days),
                            n_days);
  if (minutes < 120)
    return g_strdup_printf (ngettext ("%d minute late", "%d minutes late", (unsigned long)minutes),
                            minutes);
  return g_strdup_printf (ngettext ("%d hour late", "%d hours late", (unsigned long)minutes / 60),
                          minutes / 60);
}

/**
 * uke_followup_due_text:
 * @follow_up: a task
 * @zone: the clinic's zone
 * @now_us: now
 * @out_note: (out) (transfer full): the second line: how late it is, or the time of today
 * @out_is_late: (out): whether its time has passed
 *
 * Returns: (transfer full): the first line: when it is due, in a few words
 * Thread: main
 */
char *
uke_followup_due_text (UkeRecord *follow_up,
                       const UkeZone *zone,
                       int64_t now_us,
                       char **out_note,
                       gboolean *out_is_late)
{
  int64_t promised_us = uke_record_get_time_us (follow_up, UKE_FOLLOW_UP_CALL_BACK_AT_US);
  int64_t due_us = promised_us != 0 ? promised_us
                                    : uke_record_get_time_us (follow_up, UKE_FOLLOW_UP_DUE_AT_US);
  UkeDate day;
  int minute, n_days;
  g_autofree char *time = NULL, *date = NULL;

  *out_is_late = due_us != 0 && due_us < now_us;
  *out_note = g_strdup ("");
  if (due_us == 0)
    return g_strdup ("—");
  uke_zone_split (zone, due_us, &day, &minute);
  n_days = uke_zone_date_of (zone, now_us) - day;
  time = clock_text (minute);
  date = uke_era_format_short (day);
  if (*out_is_late || (n_days == 0 && promised_us == 0)) {
    g_free (*out_note);
    *out_note = *out_is_late ? late_text (now_us - due_us, n_days) : g_strdup (time);
  }
  if (n_days == 0)
    return promised_us != 0 ? g_strdup_printf (_ ("promised %s"), time)
           : *out_is_late   ? g_strdup_printf (_ ("until %s"), time)
                            : g_strdup (_ ("Today"));
  if (n_days == 1)
    return g_strdup (_ ("until yesterday"));
  return n_days > 0 ? g_strdup_printf (_ ("until %s"), date) : g_steal_pointer (&date);
}

/**
 * uke_followup_best_hours:
 * @item: a task of the queue
 *
 * Returns: (transfer none) (nullable): when they answer: of the task, else of the first number
 * Thread: main
 */
const char *
uke_followup_best_hours (UkeFollowUpItem *item)
{
  const char *own = uke_record_get_text (item->follow_up, UKE_FOLLOW_UP_BEST_HOURS);

  if (own == NULL && item->phones->len > 0)
    own = uke_record_get_text (g_ptr_array_index (item->phones, 0), UKE_PATIENT_PHONE_BEST_HOURS);
  return own;
}

/**
 * uke_followup_best_text:
 * @best_hours: (nullable): when they answer
 * @zone: the clinic's zone
 * @now_us: now
 * @out_is_now: (out): whether that is now
 *
 * Returns: (transfer full): the stretch of today that counts, "—" where none is known
 * Thread: main
 */
char *
uke_followup_best_text (const char *best_hours,
                        const UkeZone *zone,
                        int64_t now_us,
                        gboolean *out_is_now)
{
  UkeBestHours hours;
  UkeDate today;
  int minute, from_min, to_min;

  *out_is_now = FALSE;
  uke_zone_split (zone, now_us, &today, &minute);
  if (!uke_best_hours_parse (best_hours, &hours) || hours.n == 0)
    return g_strdup ("—");
  if (!uke_best_hours_next_on (&hours, uke_date_weekday (today), minute, &from_min, &to_min))
    return g_strdup (_ ("another day"));
  *out_is_now = from_min <= minute;
  return g_strdup_printf ("%d:%02d–%d:%02d", from_min / 60, from_min % 60, to_min / 60,
                          to_min % 60);
}

static char *
reason_text (UkeRankReason reason, int64_t number, const UkeZone *zone)
{
  switch (reason) {
  case UKE_RANK_CALL_BACK_NOW:
    return g_strdup_printf (_ ("promised %d min ago"), (int)number);
  case UKE_RANK_CALL_BACK_AT: {
    g_autofree char *time = clock_text (uke_zone_minute_of (zone, number));

    return g_strdup_printf (_ ("promised at %s"), time);
  }
  case UKE_RANK_OVERDUE_DAYS:
    return g_strdup_printf (_ ("%d days overdue"), (int)number);
  case UKE_RANK_OVERDUE_MIN:
    return g_strdup_printf (_ ("%d min overdue"), (int)number);
  case UKE_RANK_DUE_TODAY:
    return g_strdup (_ ("due today"));
  case UKE_RANK_KIND:
    return g_strdup (_ ("weight of the reason"));
  case UKE_RANK_GOOD_TIME_NOW: {
    g_autofree char *time = clock_text ((int)number);

    return g_strdup_printf (_ ("answers until %s"), time);
  }
  case UKE_RANK_ATTEMPT:
    return g_strdup_printf (_ ("attempt %d"), (int)number);
  }
  return g_strdup ("");
}

/**
 * uke_followup_rank_line:
 * @rank: the rank of a task
 * @zone: the clinic's zone
 *
 * Returns: (transfer full): what the score is made of, in one line
 * Thread: main
 * Source: product.md N2
 */
char *
uke_followup_rank_line (const UkeFollowUpRank *rank, const UkeZone *zone)
{
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < rank->n_reasons; i++) {
    g_autofree char *part = reason_text (rank->reasons[i].reason, rank->reasons[i].number, zone);

    g_string_append_printf (text, "%s%s +%d", i > 0 ? "・" : "", part, rank->reasons[i].points);
  }
  return g_string_free (text, FALSE);
}

/**
 * uke_followup_rank_text:
 * @rank: the rank of a task
 * @zone: the clinic's zone
 *
 * Returns: (transfer full): what the score is made of, one part a line with its points
 * Thread: main
 * Source: product.md N2
 */
char *
uke_followup_rank_text (const UkeFollowUpRank *rank, const UkeZone *zone)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Priority %d"), rank->score);
  for (unsigned i = 0; i < rank->n_reasons; i++) {
    g_autofree char *part = reason_text (rank->reasons[i].reason, rank->reasons[i].number, zone);

    g_string_append_printf (text, "\n%+d  %s", rank->reasons[i].points, part);
  }
  return g_string_free (text, FALSE);
}

static void
add_step (GString *text, const char *step)
{
  if (text->len > 0)
    g_string_append (text, " → ");
  g_string_append (text, step);
}

/* What becomes of the task itself. */
static void
add_state (GString *text, const UkeCallEffect *effect, const UkeZone *zone, int64_t now_us)
{
  g_autofree char *step = NULL;

  if (effect->is_limit_reached) {
    add_step (text, _ ("attempts used up, the manager decides what comes next"));
    return;
  }
  if (effect->not_before_us != 0) {
    g_autofree char *time = uke_followup_time_text (zone, effect->not_before_us, now_us);

    step = g_strdup_printf (_ ("comes back at %s"), time);
    add_step (text, step);
    return;
  }
  if (effect->marks_phone_bad && g_str_equal (effect->state, UKE_FOLLOW_UP_OPEN)) {
    add_step (text, _ ("the next number is offered"));
    return;
  }
  if (g_str_equal (effect->state, UKE_FOLLOW_UP_REVIEW)) {
    add_step (text, _ ("somebody decides what comes next"));
    return;
  }
  if (g_str_equal (effect->state, UKE_FOLLOW_UP_REMOVED)) {
    add_step (text, _ ("it leaves the list"));
    return;
  }
  add_step (text, uke_code_word (UKE_CODES_FOLLOW_UP_STATE, effect->state));
}

static void
add_side_effects (GString *text, const UkeCallEffect *effect)
{
  if (effect->marks_phone_bad)
    add_step (text, _ ("this number is not offered again"));
  switch (effect->consent) {
  case UKE_CALL_CONSENT_KEPT:
    break;
  case UKE_CALL_CONSENT_NO_NEWS_BY_PHONE:
    add_step (text, _ ("no news by phone any more"));
    break;
  case UKE_CALL_CONSENT_NO_PHONE:
    add_step (text, _ ("no calls any more"));
    break;
  case UKE_CALL_CONSENT_NO_CONTACT:
    add_step (text, _ ("no contact by any channel any more"));
    break;
  }
  if (effect->ends_patient != NULL)
    add_step (text, _ ("every message and call to this patient stops"));
  if (effect->next_reason != NULL)
    add_step (text, _ ("a task for the doctor is made"));
}

/**
 * uke_followup_effect_text:
 * @outcome: an outcome
 * @effect: what recording it does
 * @zone: the clinic's zone
 * @now_us: now
 *
 * Returns: (transfer full): one sentence that says it before the key is pressed
 * Thread: main
 * Source: design.md 12 no. 04
 */
char *
uke_followup_effect_text (UkeCallOutcome outcome,
                          const UkeCallEffect *effect,
                          const UkeZone *zone,
                          int64_t now_us)
{
  g_autoptr (GString) steps = g_string_new (NULL);

  add_side_effects (steps, effect);
  add_state (steps, effect, zone, now_us);
  if (uke_call_outcome_get_digit (outcome) >= 0)
    /* Translators: the key, the outcome of a call, then what choosing it causes. */
    return g_strdup_printf (
        C_ ("call outcome", "%d %s: %s"), uke_call_outcome_get_digit (outcome),
        uke_code_word (UKE_CODES_CALL_OUTCOME, uke_call_outcome_get_code (outcome)), steps->str);
  /* Translators: the outcome of a call, then what choosing it causes. */
  return g_strdup_printf (
      C_ ("call outcome", "%s: %s"),
      uke_code_word (UKE_CODES_CALL_OUTCOME, uke_call_outcome_get_code (outcome)), steps->str);
}
