/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/followup/uke-call-panel.h"
#include "app/followup/uke-call-side.h"
#include "app/followup/uke-followup-page.h"
#include "app/followup/uke-followup-row.h"
#include "app/followup/uke-followup-words.h"
#include "app/followup/uke-outcome-grid.h"
#include "app/sync/uke-unsent.h"
#include "app/uke-application.h"
#include "app/uke-window.h"
#include "clinic/uke-follow-up-commands.h"
#include "clinic/uke-patient-commands.h"
#include "model/uke-codes.h"
#include "tests/app/uke-test-display.h"
#include "tests/app/uke-test-find.h"
#include "tests/support/uke-test-clinic.h"

/* One program a process; every case has a clinic of its own: real, encrypted, open. */
static GtkApplication *application;

typedef struct {
  UkeTestClinic *clinic;
  UkeWindow *window;
  UkeFollowupPage *page;
  UkeCallPanel *panel;
  UkeId calls[3];
} Fixture;

static UkeId
add_call (Fixture *fixture,
          const char *number,
          const char *family,
          const char *kana,
          const char *reason,
          int hours_late)
{
  UkeClinic *clinic = fixture->clinic->clinic;
  int64_t now_us = uke_clock_now_us (uke_clinic_get_clock (clinic));
  UkeId patient_id = uke_test_clinic_add_patient (fixture->clinic, number, family, "恵理", kana,
                                                  "えり", "090-0000-2736");
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_FOLLOW_UP, now_us);

  uke_draft_set_id (draft, UKE_FOLLOW_UP_CLINIC_ID, uke_clinic_get_clinic_id (clinic));
  uke_draft_set_id (draft, UKE_FOLLOW_UP_PATIENT_ID, &patient_id);
  uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON, reason);
  uke_draft_set_text (draft, UKE_FOLLOW_UP_STATE, "open");
  uke_draft_set_int (draft, UKE_FOLLOW_UP_DUE_AT_US,
                     now_us - hours_late * 3600 * (int64_t)G_USEC_PER_SEC);
  uke_draft_set_int (draft, UKE_FOLLOW_UP_MAX_ATTEMPTS, 3);
  return uke_test_clinic_do (fixture->clinic, uke_command_create_follow_up (draft));
}

static unsigned
count_rows (Fixture *fixture)
{
  return uke_test_count_below (GTK_WIDGET (fixture->page), UKE_TYPE_FOLLOWUP_ROW);
}

static gboolean
is_shown (Fixture *fixture, unsigned call)
{
  UkeFollowUpItem *item = uke_call_panel_get_item (fixture->panel);

  return item != NULL && uke_id_equal (uke_record_get_id (item->follow_up), &fixture->calls[call]);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clinic = uke_test_clinic_new ();
  uke_test_clinic_add_provider (fixture->clinic, "青柳 院長");
  fixture->calls[0] = add_call (fixture, "1556", "大槻", "おおつき", "aftercare", 24);
  fixture->calls[1] = add_call (fixture, "1557", "倉本", "くらもと", "no_show", 24);
  fixture->calls[2] = add_call (fixture, "1558", "今泉", "いまいずみ", "recall", -2);
  fixture->window = uke_window_new (application);
  uke_window_open_clinic (fixture->window, fixture->clinic->clinic);
  fixture->page = UKE_FOLLOWUP_PAGE (uke_window_show_page (fixture->window, "followup"));
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->panel
      = UKE_CALL_PANEL (uke_test_find_below (GTK_WIDGET (fixture->page), UKE_TYPE_CALL_PANEL));
  uke_test_wait_for (uke_call_panel_get_item (fixture->panel) != NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  uke_test_close_window (GTK_WINDOW (fixture->window));
  uke_test_clinic_free (fixture->clinic);
}

/* The queue lists everybody, the most urgent first, and shows the first in the panel. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (count_rows (fixture), ==, 3);
  g_assert_true (is_shown (fixture, 0));
}

/* A digit records the outcome and goes on to the next; the called one stays in the list. */
static void
test_digit_goes_on (Fixture *fixture, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "followup.digit", "i", 2);
  uke_test_wait_for (is_shown (fixture, 1));
  g_assert_cmpuint (count_rows (fixture), ==, 3);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "followup.digit", "i", 4);
  uke_test_wait_for (is_shown (fixture, 2));
}

/* A running call is not left by the key for the next person. */
static void
test_running_call_stays (Fixture *fixture, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "followup.toggle-call", NULL);
  g_assert_true (uke_call_panel_is_calling (fixture->panel));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "followup.next", NULL);
  g_assert_true (is_shown (fixture, 0));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "followup.toggle-call", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "followup.next", NULL);
  g_assert_true (is_shown (fixture, 1));
}

/* Opening a task takes it on; a task that is put off leaves the day. */
static void
test_claim_and_snooze (Fixture *fixture, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "followup.next", NULL);
  uke_test_wait_for (is_shown (fixture, 1)
                     && uke_record_has (uke_call_panel_get_item (fixture->panel)->follow_up,
                                        UKE_FOLLOW_UP_ASSIGNED_STAFF_ID));
  gtk_widget_activate_action (GTK_WIDGET (fixture->panel), "call.snooze", "i", -2);
  uke_test_wait_for (count_rows (fixture) == 2);
}

/* Who is on a call is told as to be confirmed once it has not reached the server in a moment. */
static void
test_tentative_claim (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);

  uke_test_clinic_join (fixture->clinic);
  gtk_widget_activate_action (page, "followup.next", NULL);
  uke_test_wait_for (is_shown (fixture, 1)
                     && uke_call_panel_get_item (fixture->panel)->is_claim_unsent);
  g_assert_false (uke_test_shows_text (page, "To be confirmed"));
  uke_clock_advance (fixture->clinic->clock, UKE_UNSENT_PATIENCE_US);
  uke_test_wait_for (uke_test_shows_text (page, "To be confirmed"));
  g_assert_true (uke_test_shows_text (GTK_WIDGET (fixture->panel),
                                      "somebody at another desk can take it as well"));
}

static int64_t
get_claimed_until_us (Fixture *fixture)
{
  return uke_record_get_time_us (uke_call_panel_get_item (fixture->panel)->follow_up,
                                 UKE_FOLLOW_UP_CLAIMED_UNTIL_US);
}

/* A call that lasts longer than a claim is claimed anew while it is open; one that is assigned to
 * whoever opens it is claimed as well, or another desk would not hear of it. */
static void
test_claim_renewed (Fixture *fixture, gconstpointer data)
{
  int64_t until_us;

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "followup.next", NULL);
  uke_test_wait_for (is_shown (fixture, 1) && get_claimed_until_us (fixture) > 0);
  until_us = get_claimed_until_us (fixture);
  uke_clock_advance (fixture->clinic->clock, INT64_C (6) * 60 * G_USEC_PER_SEC);
  uke_test_wait_for (get_claimed_until_us (fixture) > until_us);
  until_us = get_claimed_until_us (fixture);
  uke_clock_advance (fixture->clinic->clock, UKE_FOLLOW_UP_CLAIM_US + G_USEC_PER_SEC);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "followup.next", NULL);
  uke_test_wait_for (is_shown (fixture, 2));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "followup.step", "i", -1);
  uke_test_wait_for (is_shown (fixture, 1) && get_claimed_until_us (fixture) > until_us);
}

/* After an outcome the keys belong to the next person's row, wherever the focus was before. */
static void
test_focus_follows (Fixture *fixture, gconstpointer data)
{
  GtkWidget *focus;

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "followup.digit", "i", 2);
  uke_test_wait_for (is_shown (fixture, 1));
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_true (UKE_IS_FOLLOWUP_ROW (focus));
  g_assert_true (uke_id_equal (
      uke_record_get_id (uke_followup_row_get_item (UKE_FOLLOWUP_ROW (focus))->follow_up),
      &fixture->calls[1]));
}

static UkeRecord *
read_call (Fixture *fixture, unsigned call)
{
  return uke_test_clinic_read (fixture->clinic, &UKE_ENTITY_FOLLOW_UP, &fixture->calls[call]);
}

/* 1 records nothing by itself: the booking of a slot does. */
static void
test_one_goes_to_the_slots (Fixture *fixture, gconstpointer data)
{
  UkeCallSide *side
      = UKE_CALL_SIDE (uke_test_find_below (GTK_WIDGET (fixture->page), UKE_TYPE_CALL_SIDE));

  uke_test_wait_for (uke_call_side_has_slots (side));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "followup.digit", "i", 1);
  g_assert_true (is_shown (fixture, 0));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->window)),
                                         GTK_WIDGET (side)));
  g_signal_emit_by_name (gtk_window_get_focus (GTK_WINDOW (fixture->window)), "activate");
  uke_test_wait_for (is_shown (fixture, 1));
  g_autoptr (UkeRecord) call = read_call (fixture, 0);
  g_assert_cmpstr (uke_record_get_code (call, UKE_FOLLOW_UP_LAST_OUTCOME), ==, "booked");
  g_assert_true (uke_record_has (call, UKE_FOLLOW_UP_APPOINTMENT_ID));
}

/* 5 at the only number leaves the decision to somebody, and the day goes on. */
static void
test_wrong_number (Fixture *fixture, gconstpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "followup.digit", "i", 5);
  uke_test_wait_for (is_shown (fixture, 1));
  g_autoptr (UkeRecord) call = read_call (fixture, 0);
  g_assert_cmpstr (uke_record_get_code (call, UKE_FOLLOW_UP_STATE), ==, "review");
}

/* 0 asks which contact is not wanted; the answer for all of it refuses every channel. */
static void
test_stop_contact (Fixture *fixture, gconstpointer data)
{
  UkeOutcomeGrid *grid
      = UKE_OUTCOME_GRID (uke_test_find_below (GTK_WIDGET (fixture->page), UKE_TYPE_OUTCOME_GRID));

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "followup.digit", "i", 0);
  g_assert_true (is_shown (fixture, 0));
  g_signal_emit_by_name (grid, "chosen", (int)UKE_CALL_OUTCOME_STOP_CONTACT, TRUE);
  uke_test_wait_for (is_shown (fixture, 1));
  g_autoptr (UkeRecord) call = read_call (fixture, 0);
  g_autoptr (UkeRecord) consent = NULL;
  UkeId id = uke_consent_id (uke_record_get_id_value (call, UKE_FOLLOW_UP_PATIENT_ID),
                             UKE_CONSENT_PURPOSE_NEWS, "email");

  consent = uke_test_clinic_read (fixture->clinic, &UKE_ENTITY_CONSENT, &id);
  g_assert_cmpstr (uke_record_get_code (consent, UKE_CONSENT_STATE), ==, UKE_CONSENT_REFUSED);
}

/* What an outcome causes is said in words before it is pressed. */
static void
test_effect_is_said (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UkeZone) zone = uke_zone_new ("Asia/Tokyo", NULL);
  UkeCallCalendar calendar = { zone, NULL, NULL };
  UkeCallFacts facts = { .attempts = 2, .max_attempts = 3 };
  int64_t now_us = uke_zone_at (zone, uke_date_from_ymd (2026, 11, 24), 642);
  UkeCallEffect last, declined;
  g_autofree char *last_text = NULL, *declined_text = NULL;

  uke_call_outcome_judge (UKE_CALL_OUTCOME_NO_ANSWER, &facts, &calendar, now_us, &last);
  uke_call_outcome_judge (UKE_CALL_OUTCOME_DECLINED, &facts, &calendar, now_us, &declined);
  last_text = uke_followup_effect_text (UKE_CALL_OUTCOME_NO_ANSWER, &last, zone, now_us);
  declined_text = uke_followup_effect_text (UKE_CALL_OUTCOME_DECLINED, &declined, zone, now_us);
  g_assert_cmpstr (last_text, !=, declined_text);
  g_assert_cmpuint (strlen (declined_text), >, 10);
}

int
main (int argc, char **argv)
{
  uke_test_display_init (&argc, &argv);
  application = uke_test_register (GTK_APPLICATION (uke_application_new ()));

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/app/followup/order", test_order);
  ADD ("/app/followup/digit-goes-on", test_digit_goes_on);
  ADD ("/app/followup/running-call-stays", test_running_call_stays);
  ADD ("/app/followup/claim-and-snooze", test_claim_and_snooze);
  ADD ("/app/followup/tentative-claim", test_tentative_claim);
  ADD ("/app/followup/claim-renewed", test_claim_renewed);
  ADD ("/app/followup/focus-follows", test_focus_follows);
  ADD ("/app/followup/one-goes-to-the-slots", test_one_goes_to_the_slots);
  ADD ("/app/followup/wrong-number", test_wrong_number);
  ADD ("/app/followup/stop-contact", test_stop_contact);
  ADD ("/app/followup/effect-is-said", test_effect_is_said);

  return g_test_run ();
}
