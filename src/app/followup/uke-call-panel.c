/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/followup/uke-call-panel.h"

#include "app/followup/uke-call-number.h"
#include "app/followup/uke-followup-claim.h"
#include "app/followup/uke-followup-words.h"
#include "app/followup/uke-outcome-grid.h"
#include "app/followup/uke-reason-dialog.h"
#include "app/followup/uke-script-list.h"
#include "app/followup/uke-time-choice.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-person-text.h"
#include "clinic/uke-follow-up-commands.h"
#include "model/uke-codes.h"

#include <glib/gi18n.h>

#define MINUTE_US (60 * (int64_t)G_USEC_PER_SEC)

struct _UkeCallPanel {
  AdwBin parent_instance;

  UkeClinic *clinic;     /* (owned) (nullable) */
  UkeFollowUpItem *item; /* (owned) (nullable) */

  GtkStack *stack;
  AdwStatusPage *nothing;
  AdwAvatar *avatar;
  GtkLabel *kana;
  GtkLabel *name;
  GtkLabel *facts;
  GtkWidget *tentative; /* says that nobody else knows yet who is on it */
  UkeCallNumber *number;
  GtkLabel *reason;
  GtkLabel *why;
  GtkWidget *side_button;
  UkeScriptList *script;
  GtkEntry *note;
  UkeOutcomeGrid *outcomes;
  GtkMenuButton *snooze;
};

G_DEFINE_FINAL_TYPE (UkeCallPanel, uke_call_panel, ADW_TYPE_BIN)

enum { RECORDED, N_SIGNALS };
static unsigned signals[N_SIGNALS];

static int64_t
now (UkeCallPanel *self)
{
  return uke_clock_now_us (uke_clinic_get_clock (self->clinic));
}

static void
show_person (UkeCallPanel *self)
{
  UkeRecord *patient = self->item->patient;
  UkeDate today = uke_zone_date_of (uke_clinic_get_zone (self->clinic), now (self));
  g_autofree char *name = uke_person_text_name (patient), *kana = uke_person_text_kana (patient);
  g_autofree char *facts
      = uke_person_text_facts (uke_record_get_text (patient, UKE_PATIENT_PATIENT_NUMBER),
                               uke_record_get_text (patient, UKE_PATIENT_SEX),
                               uke_record_get_date (patient, UKE_PATIENT_BIRTH_DATE), today);

  {
    g_autofree char *initial = uke_person_text_initial (name);

    adw_avatar_set_text (self->avatar, initial);
  }
  gtk_label_set_text (self->kana, kana);
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->facts, facts);
}

static void
show_reason (UkeCallPanel *self)
{
  UkeRecord *follow_up = self->item->follow_up;
  g_autofree char *parts
      = uke_followup_rank_line (&self->item->rank, uke_clinic_get_zone (self->clinic)),
      *why = g_strdup_printf (_ ("Priority %d: %s"), self->item->rank.score, parts);
  const char *note = uke_record_get_text (follow_up, UKE_FOLLOW_UP_REASON_NOTE);
  g_autofree char *text
      = g_strdup_printf ("%s%s%s",
                         uke_code_word (UKE_CODES_FOLLOW_UP_REASON,
                                        uke_record_get_code (follow_up, UKE_FOLLOW_UP_REASON)),
                         note != NULL ? "　" : "", note != NULL ? note : "");

  gtk_label_set_text (self->reason, text);
  gtk_label_set_text (self->why, why);
}

static void
judge (UkeCallPanel *self, UkeCallOutcome outcome, gboolean refuses_all, UkeCallEffect *effect)
{
  UkeRecord *follow_up = self->item->follow_up;
  UkeBestHours hours = { 0 };
  UkeCallFacts facts
      = { .attempts = (int)uke_record_get_int (follow_up, UKE_FOLLOW_UP_ATTEMPTS),
          .max_attempts = (int)uke_record_get_int (follow_up, UKE_FOLLOW_UP_MAX_ATTEMPTS),
          .has_other_number = uke_call_number_has_other (self->number),
          .refuses_all = refuses_all,
          .best_hours = &hours };
  UkeCallCalendar calendar = { uke_clinic_get_zone (self->clinic), NULL, NULL };

  if (!uke_best_hours_parse (uke_followup_best_hours (self->item), &hours))
    facts.best_hours = NULL;
  uke_call_outcome_judge (outcome, &facts, &calendar, now (self), effect);
}

/* The best guess before anybody looks at an outcome: without a number there is one to find. */
static UkeCallOutcome
first_outcome (UkeCallPanel *self)
{
  return uke_call_number_get_phone (self->number) != NULL ? UKE_CALL_OUTCOME_TALKED
                                                          : UKE_CALL_OUTCOME_WRONG_NUMBER;
}

static void
looked_at_cb (UkeCallPanel *self, int outcome, gboolean refuses_all)
{
  UkeCallEffect effect;
  g_autofree char *text = NULL;

  if (self->item == NULL)
    return;
  if (outcome == UKE_CALL_OUTCOME_NONE)
    outcome = (int)first_outcome (self);
  judge (self, (UkeCallOutcome)outcome, refuses_all, &effect);
  text = uke_followup_effect_text ((UkeCallOutcome)outcome, &effect,
                                   uke_clinic_get_zone (self->clinic), now (self));
  uke_outcome_grid_set_effect (self->outcomes, text);
}

/* What was recorded, and whether the day goes on to the next person. */
typedef struct {
  UkeCallPanel *panel; /* (owned) */
  gboolean goes_on;
} Recorded;

static void
recorded_free (gpointer data)
{
  g_object_unref (((Recorded *)data)->panel);
  g_free (data);
}

static void
recorded_cb (const UkeReceipt *receipt, gpointer user_data)
{
  Recorded *recorded = user_data;

  uke_call_number_end_call (recorded->panel->number);
  gtk_editable_set_text (GTK_EDITABLE (recorded->panel->note), "");
  g_signal_emit (recorded->panel, signals[RECORDED], 0, recorded->goes_on);
}

static void
perform (UkeCallPanel *self, UkeCommand *command, const char *done, gboolean goes_on)
{
  Recorded *recorded = g_new0 (Recorded, 1);

  recorded->panel = g_object_ref (self);
  recorded->goes_on = goes_on;
  uke_perform_then (GTK_WIDGET (self), command, done, recorded_cb, recorded, recorded_free);
}

/* What the caller says about the call so far; the rest depends on the outcome. */
static void
record (UkeCallPanel *self, UkeCallReport *report)
{
  UkeRecord *phone = uke_call_number_get_phone (self->number);
  UkeCallEffect effect;
  gboolean tries_next_number;
  g_autofree char *done = NULL;

  report->follow_up = self->item->follow_up;
  report->phone_id = phone != NULL ? *uke_record_get_id (phone) : UKE_ID_NONE;
  report->note = gtk_editable_get_text (GTK_EDITABLE (self->note));
  report->started_at_us = uke_call_number_get_began_us (self->number);
  report->ended_at_us = now (self);
  judge (self, report->outcome, report->consent_all, &effect);
  tries_next_number = effect.marks_phone_bad && g_str_equal (effect.state, UKE_FOLLOW_UP_OPEN);
  done = tries_next_number
             ? g_strdup (_ ("Marked as a wrong number. Please try the next number."))
             : g_strdup_printf (_ ("Recorded: %s"),
                                uke_code_word (UKE_CODES_CALL_OUTCOME,
                                               uke_call_outcome_get_code (report->outcome)));
  if (tries_next_number)
    uke_call_number_begin_anew (self->number);
  perform (self, uke_command_record_outcome (report), done, !tries_next_number);
}

/**
 * uke_call_panel_record:
 * @self: a panel that shows a task
 * @outcome: how the call ended
 * @appointment_id: (nullable): the booking made through it
 *
 * Thread: main
 */
void
uke_call_panel_record (UkeCallPanel *self, UkeCallOutcome outcome, const UkeId *appointment_id)
{
  UkeCallReport report = { .outcome = outcome };

  g_return_if_fail (UKE_IS_CALL_PANEL (self));

  if (self->item == NULL || outcome == UKE_CALL_OUTCOME_NONE)
    return;
  report.appointment_id = appointment_id != NULL ? *appointment_id : UKE_ID_NONE;
  record (self, &report);
}

static void
promised_cb (int64_t at_us, gpointer user_data)
{
  UkeCallPanel *self = user_data;
  UkeCallReport report = { .outcome = UKE_CALL_OUTCOME_LATER, .call_back_at_us = at_us };

  if (self->item != NULL)
    record (self, &report);
}

static void
end_answered_cb (UkeCallPanel *self, const char *response, AdwMessageDialog *dialog)
{
  UkeCallReport report = { .outcome = UKE_CALL_OUTCOME_OTHER_END };

  report.removal_reason = uke_reason_dialog_get_reason (dialog);
  if (g_str_equal (response, "go") && self->item != NULL)
    record (self, &report);
}

static void
ask_why_it_ends (UkeCallPanel *self)
{
  AdwMessageDialog *dialog = uke_reason_dialog_new (
      GTK_WIDGET (self), _ ("Why does this call end?"),
      _ ("The call leaves the list. The patient stays as they are."), _ ("_End it"));

  g_signal_connect_object (dialog, "response", G_CALLBACK (end_answered_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
choose (UkeCallPanel *self, UkeCallOutcome outcome, gboolean refuses_all)
{
  UkeCallReport report = { .outcome = outcome, .consent_all = refuses_all };

  if (self->item == NULL || outcome == UKE_CALL_OUTCOME_NONE)
    return;
  if (outcome == UKE_CALL_OUTCOME_BOOKED)
    gtk_widget_activate_action (GTK_WIDGET (self), "followup.choose-slot", NULL);
  else if (outcome == UKE_CALL_OUTCOME_LATER)
    uke_time_choice_ask (GTK_WIDGET (self), uke_clinic_get_zone (self->clinic),
                         uke_clinic_get_clock (self->clinic), now (self) + 60 * MINUTE_US,
                         _ ("When do you ring again?"), _ ("_Promise it"), promised_cb,
                         g_object_ref (self), g_object_unref);
  else if (outcome == UKE_CALL_OUTCOME_OTHER_END)
    ask_why_it_ends (self);
  else
    record (self, &report);
}

static void
chosen_cb (UkeCallPanel *self, int outcome, gboolean refuses_all)
{
  choose (self, (UkeCallOutcome)outcome, refuses_all);
}

/**
 * uke_call_panel_record_digit:
 * @self: the panel
 * @digit: 0 to 9
 *
 * Records the outcome on that key. 1 goes to the slots, and 9 and 0 ask first which of theirs it
 * is.
 *
 * Thread: main
 */
void
uke_call_panel_record_digit (UkeCallPanel *self, int digit)
{
  g_return_if_fail (UKE_IS_CALL_PANEL (self));

  if (self->item == NULL)
    return;
  if (digit == 9 || digit == 0)
    uke_outcome_grid_open_more (self->outcomes, digit);
  else
    choose (self, uke_call_outcome_from_digit (digit), FALSE);
}

/**
 * uke_call_panel_toggle_call:
 * @self: the panel
 *
 * Begins to time a call, or ends it without an outcome.
 *
 * Thread: main
 */
void
uke_call_panel_toggle_call (UkeCallPanel *self)
{
  g_return_if_fail (UKE_IS_CALL_PANEL (self));

  if (self->item != NULL)
    uke_call_number_toggle_call (self->number);
}

/**
 * uke_call_panel_is_calling:
 * @self: the panel
 *
 * Returns: whether a call is being timed that has no outcome yet
 * Thread: main
 */
gboolean
uke_call_panel_is_calling (UkeCallPanel *self)
{
  return uke_call_number_get_began_us (self->number) != 0;
}

/**
 * uke_call_panel_copy_number:
 * @self: the panel
 *
 * Thread: main
 */
void
uke_call_panel_copy_number (UkeCallPanel *self)
{
  g_return_if_fail (UKE_IS_CALL_PANEL (self));

  if (self->item != NULL)
    uke_call_number_copy (self->number);
}

/**
 * uke_call_panel_open_snooze:
 * @self: the panel
 *
 * Thread: main
 */
void
uke_call_panel_open_snooze (UkeCallPanel *self)
{
  gtk_menu_button_popup (self->snooze);
}

static void
card_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeCallPanel *self = UKE_CALL_PANEL (widget);
  char hex[UKE_ID_HEX_SIZE];

  if (self->item == NULL)
    return;
  uke_id_to_hex (uke_record_get_id (self->item->patient), hex);
  gtk_widget_activate_action (widget, "win.record", "(ss)", "patients", hex);
}

static void
snooze_until (int64_t until_us, gpointer user_data)
{
  UkeCallPanel *self = user_data;
  g_autofree char *time = NULL, *done = NULL;

  if (self->item == NULL)
    return;
  time = uke_followup_time_text (uke_clinic_get_zone (self->clinic), until_us, now (self));
  done = g_strdup_printf (_ ("Put off until %s"), time);
  perform (self, uke_command_snooze_follow_up (self->item->follow_up, until_us), done, TRUE);
}

/* "call.snooze" (minutes): from now; 0 today 17:00, -1 tomorrow 10:30, -2 in a week */
static void
snooze_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeCallPanel *self = UKE_CALL_PANEL (widget);
  int minutes = g_variant_get_int32 (target);
  UkeZone *zone;
  UkeDate today;
  int64_t until_us;

  if (self->item == NULL)
    return;
  zone = uke_clinic_get_zone (self->clinic);
  today = uke_zone_date_of (zone, now (self));
  until_us = minutes > 0     ? now (self) + minutes * MINUTE_US
             : minutes == 0  ? uke_zone_at (zone, today, 17 * 60)
             : minutes == -1 ? uke_zone_at (zone, today + 1, 10 * 60 + 30)
                             : uke_zone_at (zone, today + 7, 10 * 60);
  if (until_us > now (self))
    snooze_until (until_us, self);
  else
    uke_window_say (uke_window_of (widget),
                    _ ("It is past 17:00 already. Please choose a later time."));
}

static void
snooze_own_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeCallPanel *self = UKE_CALL_PANEL (widget);

  if (self->item != NULL)
    uke_time_choice_ask (widget, uke_clinic_get_zone (self->clinic),
                         uke_clinic_get_clock (self->clinic), now (self) + 2 * 60 * MINUTE_US,
                         _ ("Put off until when?"), _ ("_Put off"), snooze_until,
                         g_object_ref (self), g_object_unref);
}

static void
note_activate_cb (UkeCallPanel *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "followup.focus-list", NULL);
}

static void
release_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeCallPanel *self = UKE_CALL_PANEL (widget);

  if (self->item != NULL)
    uke_perform (widget, uke_command_release_follow_up (self->item->follow_up),
                 _ ("Handed back: anybody may call"));
}

static void
uke_call_panel_dispose (GObject *object)
{
  UkeCallPanel *self = UKE_CALL_PANEL (object);

  g_clear_object (&self->item);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_call_panel_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/followup/uke-call-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, nothing);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, avatar);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, kana);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, name);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, facts);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, tentative);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, number);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, reason);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, why);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, side_button);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, script);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, note);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, outcomes);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, snooze);
  gtk_widget_class_bind_template_callback (widget_class, looked_at_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, note_activate_cb);
}

static void
uke_call_panel_class_init (UkeCallPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UKE_TYPE_CALL_NUMBER);
  g_type_ensure (UKE_TYPE_OUTCOME_GRID);
  g_type_ensure (UKE_TYPE_SCRIPT_LIST);
  G_OBJECT_CLASS (klass)->dispose = uke_call_panel_dispose;
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "call.card", NULL, card_cb);
  gtk_widget_class_install_action (widget_class, "call.snooze", "i", snooze_cb);
  gtk_widget_class_install_action (widget_class, "call.snooze-own", NULL, snooze_own_cb);
  gtk_widget_class_install_action (widget_class, "call.release", NULL, release_cb);
  signals[RECORDED] = g_signal_new ("recorded", UKE_TYPE_CALL_PANEL, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
uke_call_panel_init (UkeCallPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * uke_call_panel_show:
 * @self: the panel
 * @clinic: the clinic
 * @item: (nullable): a task; NULL when the queue is done
 *
 * Shows a task. A note that is being typed and a running call stay when it is the same task, read
 * again.
 *
 * Thread: main
 */
void
uke_call_panel_show (UkeCallPanel *self, UkeClinic *clinic, UkeFollowUpItem *item)
{
  gboolean is_same;

  g_return_if_fail (UKE_IS_CALL_PANEL (self));

  is_same = item != NULL && self->item != NULL
            && uke_id_equal (uke_record_get_id (item->follow_up),
                             uke_record_get_id (self->item->follow_up));
  g_set_object (&self->clinic, clinic);
  g_set_object (&self->item, item);
  gtk_stack_set_visible_child_name (self->stack, item != NULL ? "call" : "nothing");
  if (item == NULL) {
    uke_call_number_end_call (self->number);
    return;
  }
  if (!is_same) {
    gtk_editable_set_text (GTK_EDITABLE (self->note), "");
    uke_script_list_load (self->script, clinic, item);
  }
  show_person (self);
  gtk_widget_set_visible (self->tentative, uke_followup_claim_is_tentative (clinic, item));
  uke_call_number_show (self->number, clinic, item, is_same);
  show_reason (self);
  uke_outcome_grid_preselect (self->outcomes, uke_call_number_get_phone (self->number) == NULL
                                                  ? first_outcome (self)
                                                  : UKE_CALL_OUTCOME_NONE);
  if (!is_same)
    looked_at_cb (self, UKE_CALL_OUTCOME_NONE, FALSE);
}

/**
 * uke_call_panel_say_nothing_left:
 * @self: the panel
 * @title: what is true now
 * @description: one helpful figure, and what comes next
 *
 * Says what stands there while no task is shown.
 *
 * Thread: main
 */
void
uke_call_panel_say_nothing_left (UkeCallPanel *self, const char *title, const char *description)
{
  g_return_if_fail (UKE_IS_CALL_PANEL (self));

  adw_status_page_set_title (self->nothing, title);
  adw_status_page_set_description (self->nothing, description);
}

/**
 * uke_call_panel_set_compact:
 * @self: the panel
 * @is_compact: whether there is little room
 *
 * Thread: main
 */
void
uke_call_panel_set_compact (UkeCallPanel *self, gboolean is_compact)
{
  g_return_if_fail (UKE_IS_CALL_PANEL (self));

  uke_outcome_grid_set_compact (self->outcomes, is_compact);
  gtk_widget_set_visible (self->side_button, is_compact);
  adw_avatar_set_size (self->avatar, is_compact ? 44 : 56);
}

/**
 * uke_call_panel_get_item:
 * @self: the panel
 *
 * Returns: (transfer none) (nullable): the task that is shown
 * Thread: main
 */
UkeFollowUpItem *
uke_call_panel_get_item (UkeCallPanel *self)
{
  return self->item;
}
