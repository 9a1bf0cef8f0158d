/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/followup/uke-call-panel.h"

#include "app/followup/uke-followup-words.h"
#include "app/followup/uke-outcome-grid.h"
#include "app/followup/uke-script-list.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-person-text.h"
#include "base/uke-phone.h"
#include "clinic/uke-follow-up-commands.h"
#include "model/uke-codes.h"

#include <glib/gi18n.h>

#define MINUTE_US (60 * (int64_t)G_USEC_PER_SEC)

struct _UkeCallPanel {
  AdwBin parent_instance;

  UkeClinic *clinic;     /* (owned) (nullable) */
  UkeFollowUpItem *item; /* (owned) (nullable) */
  unsigned phone;        /* position in the item's phones */
  int64_t began_us;      /* when the call began, 0: no call */
  unsigned timer_id;

  GtkStack *stack;
  AdwAvatar *avatar;
  GtkLabel *kana;
  GtkLabel *name;
  GtkLabel *facts;
  GtkLabel *phone_about;
  GtkLabel *number;
  GtkWidget *other_number;
  GtkWidget *no_number;
  GtkButton *call;
  GtkLabel *call_label;
  GtkLabel *reason;
  UkeScriptList *script;
  GtkEntry *note;
  UkeOutcomeGrid *outcomes;
  GtkMenuButton *snooze;
  GtkLabel *effect;
};

G_DEFINE_FINAL_TYPE (UkeCallPanel, uke_call_panel, ADW_TYPE_BIN)

enum { RECORDED, N_SIGNALS };
static unsigned signals[N_SIGNALS];

static int64_t
now (UkeCallPanel *self)
{
  return uke_clock_now_us (uke_clinic_get_clock (self->clinic));
}

static UkeRecord *
get_phone (UkeCallPanel *self)
{
  return self->phone < self->item->phones->len ? g_ptr_array_index (self->item->phones, self->phone)
                                               : NULL;
}

static void
show_timer (UkeCallPanel *self)
{
  g_autofree char *text = NULL;

  if (self->began_us == 0) {
    gtk_label_set_text (self->call_label, _ ("Call"));
    gtk_widget_remove_css_class (GTK_WIDGET (self->call), "uk-in-call");
    return;
  }
  text = g_strdup_printf (_ ("In call %d:%02d"), (int)((now (self) - self->began_us) / MINUTE_US),
                          (int)((now (self) - self->began_us) / G_USEC_PER_SEC % 60));
  gtk_label_set_text (self->call_label, text);
  gtk_widget_add_css_class (GTK_WIDGET (self->call), "uk-in-call");
}

static gboolean
timer_cb (gpointer user_data)
{
  show_timer (user_data);
  return G_SOURCE_CONTINUE;
}

static void
end_call (UkeCallPanel *self)
{
  self->began_us = 0;
  g_clear_handle_id (&self->timer_id, g_source_remove);
  show_timer (self);
}

static void
show_number (UkeCallPanel *self)
{
  UkeRecord *phone = get_phone (self);
  g_autofree char *number
      = phone != NULL ? uke_phone_format (uke_record_get_code (phone, UKE_PATIENT_PHONE_NUMBER))
                      : NULL;
  g_autoptr (GString) about = g_string_new (NULL);
  const char *voicemail;

  gtk_widget_set_visible (self->no_number, phone == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->number), phone != NULL);
  gtk_widget_set_visible (self->other_number, self->item->phones->len > 1);
  gtk_widget_set_sensitive (GTK_WIDGET (self->call), phone != NULL && self->item->may_call);
  gtk_label_set_text (self->number, number != NULL ? number : "");
  if (phone == NULL) {
    gtk_label_set_text (self->phone_about, "");
    return;
  }
  voicemail = uke_record_get_code (phone, UKE_PATIENT_PHONE_VOICEMAIL);
  g_string_append_printf (
      about, "%s（%s）",
      uke_code_word (UKE_CODES_PHONE_LABEL, uke_record_get_code (phone, UKE_PATIENT_PHONE_LABEL)),
      uke_code_word (UKE_CODES_PHONE_OWNER, uke_record_get_code (phone, UKE_PATIENT_PHONE_OWNER)));
  if (uke_record_get_text (phone, UKE_PATIENT_PHONE_OWNER_NOTE) != NULL)
    g_string_append_printf (about, "・%s",
                            uke_record_get_text (phone, UKE_PATIENT_PHONE_OWNER_NOTE));
  /* The rule for the voicemail stands beside the number: it must be read before dialling. */
  if (voicemail[0] != '\0' && !g_str_equal (voicemail, "unknown"))
    g_string_append_printf (about, "・%s", uke_code_word (UKE_CODES_VOICEMAIL, voicemail));
  if (!self->item->may_call)
    g_string_append_printf (about, "・%s", _ ("Calls are refused: nobody may call this patient"));
  gtk_label_set_text (self->phone_about, about->str);
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
  const char *note = uke_record_get_text (follow_up, UKE_FOLLOW_UP_REASON_NOTE);
  g_autofree char *text
      = g_strdup_printf ("%s%s%s",
                         uke_code_word (UKE_CODES_FOLLOW_UP_REASON,
                                        uke_record_get_code (follow_up, UKE_FOLLOW_UP_REASON)),
                         note != NULL ? "　" : "", note != NULL ? note : "");

  gtk_label_set_text (self->reason, text);
}

static void
judge (UkeCallPanel *self, UkeCallOutcome outcome, UkeCallEffect *effect)
{
  UkeRecord *follow_up = self->item->follow_up;
  UkeBestHours hours = { 0 };
  UkeCallFacts facts
      = { .attempts = (int)uke_record_get_int (follow_up, UKE_FOLLOW_UP_ATTEMPTS),
          .max_attempts = (int)uke_record_get_int (follow_up, UKE_FOLLOW_UP_MAX_ATTEMPTS),
          .best_hours = &hours };
  UkeCallCalendar calendar = { uke_clinic_get_zone (self->clinic), NULL, NULL };

  for (unsigned i = 0; i < self->item->phones->len; i++)
    if (i != self->phone
        && !uke_record_get_bool (g_ptr_array_index (self->item->phones, i),
                                 UKE_PATIENT_PHONE_IS_BAD))
      facts.has_other_number = TRUE;
  if (!uke_best_hours_parse (uke_record_get_text (follow_up, UKE_FOLLOW_UP_BEST_HOURS), &hours))
    facts.best_hours = NULL;
  uke_call_outcome_judge (outcome, &facts, &calendar, now (self), effect);
}

static void
looked_at_cb (UkeCallPanel *self, int outcome)
{
  UkeCallEffect effect;
  g_autofree char *text = NULL;

  if (self->item == NULL)
    return;
  judge (self, (UkeCallOutcome)outcome, &effect);
  text = uke_followup_effect_text ((UkeCallOutcome)outcome, &effect,
                                   uke_clinic_get_zone (self->clinic), now (self));
  gtk_label_set_text (self->effect, text);
}

static void
recorded_cb (const UkeReceipt *receipt, gpointer user_data)
{
  UkeCallPanel *self = user_data;

  end_call (self);
  gtk_editable_set_text (GTK_EDITABLE (self->note), "");
  g_signal_emit (self, signals[RECORDED], 0);
}

static void
perform (UkeCallPanel *self, UkeCommand *command, const char *done)
{
  uke_perform_then (GTK_WIDGET (self), command, done, recorded_cb, g_object_ref (self),
                    g_object_unref);
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
  UkeCallReport report = { 0 };
  g_autofree char *done = NULL;

  g_return_if_fail (UKE_IS_CALL_PANEL (self));

  if (self->item == NULL || outcome == UKE_CALL_OUTCOME_NONE)
    return;
  report.follow_up = self->item->follow_up;
  report.outcome = outcome;
  report.phone_id = get_phone (self) != NULL ? *uke_record_get_id (get_phone (self)) : UKE_ID_NONE;
  report.note = gtk_editable_get_text (GTK_EDITABLE (self->note));
  report.started_at_us = self->began_us;
  report.ended_at_us = now (self);
  report.appointment_id = appointment_id != NULL ? *appointment_id : UKE_ID_NONE;
  done = g_strdup_printf (_ ("Recorded: %s"), uke_code_word (UKE_CODES_CALL_OUTCOME,
                                                             uke_call_outcome_get_code (outcome)));
  perform (self, uke_command_record_outcome (&report), done);
}

static void
chosen_cb (UkeCallPanel *self, int outcome)
{
  uke_call_panel_record (self, (UkeCallOutcome)outcome, NULL);
}

/**
 * uke_call_panel_record_digit:
 * @self: the panel
 * @digit: 0 to 9
 *
 * Records the outcome on that key; 9 asks first which of its outcomes it is.
 *
 * Thread: main
 */
void
uke_call_panel_record_digit (UkeCallPanel *self, int digit)
{
  g_return_if_fail (UKE_IS_CALL_PANEL (self));

  if (digit == 9 || digit == 0)
    uke_outcome_grid_open_more (self->outcomes);
  else
    uke_call_panel_record (self, uke_call_outcome_from_digit (digit), NULL);
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

  if (self->item == NULL)
    return;
  if (self->began_us != 0) {
    end_call (self);
    return;
  }
  self->began_us = now (self);
  self->timer_id = g_timeout_add_seconds (1, timer_cb, self);
  show_timer (self);
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
  return self->began_us != 0;
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
  UkeRecord *phone = self->item != NULL ? get_phone (self) : NULL;

  if (phone == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          uke_record_get_code (phone, UKE_PATIENT_PHONE_NUMBER));
  uke_window_say (uke_window_of (GTK_WIDGET (self)), _ ("Number copied"));
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
copy_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  uke_call_panel_copy_number (UKE_CALL_PANEL (widget));
}

static void
call_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  uke_call_panel_toggle_call (UKE_CALL_PANEL (widget));
}

static void
next_number_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeCallPanel *self = UKE_CALL_PANEL (widget);

  if (self->item == NULL || self->item->phones->len == 0)
    return;
  self->phone = (self->phone + 1) % self->item->phones->len;
  show_number (self);
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

/* "call.snooze" (minutes): from now; 0 today 17:00, -1 tomorrow 10:30, -2 in a week */
static void
snooze_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeCallPanel *self = UKE_CALL_PANEL (widget);
  int minutes = g_variant_get_int32 (target);
  UkeZone *zone;
  UkeDate today;
  int64_t until_us;
  g_autofree char *time = NULL, *done = NULL;

  if (self->item == NULL)
    return;
  zone = uke_clinic_get_zone (self->clinic);
  today = uke_zone_date_of (zone, now (self));
  until_us = minutes > 0     ? now (self) + minutes * MINUTE_US
             : minutes == 0  ? uke_zone_at (zone, today, 17 * 60)
             : minutes == -1 ? uke_zone_at (zone, today + 1, 10 * 60 + 30)
                             : uke_zone_at (zone, today + 7, 10 * 60);
  if (until_us <= now (self)) {
    uke_window_say (uke_window_of (widget),
                    _ ("It is past 17:00 already. Please choose a later time."));
    return;
  }
  time = uke_followup_time_text (zone, until_us, now (self));
  done = g_strdup_printf (_ ("Put off until %s"), time);
  perform (self, uke_command_snooze_follow_up (self->item->follow_up, until_us), done);
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

  g_clear_handle_id (&self->timer_id, g_source_remove);
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
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, avatar);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, kana);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, name);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, facts);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, phone_about);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, number);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, other_number);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, no_number);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, call);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, call_label);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, reason);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, script);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, note);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, outcomes);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, snooze);
  gtk_widget_class_bind_template_child (widget_class, UkeCallPanel, effect);
  gtk_widget_class_bind_template_callback (widget_class, looked_at_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
uke_call_panel_class_init (UkeCallPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UKE_TYPE_OUTCOME_GRID);
  g_type_ensure (UKE_TYPE_SCRIPT_LIST);
  G_OBJECT_CLASS (klass)->dispose = uke_call_panel_dispose;
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "call.copy", NULL, copy_cb);
  gtk_widget_class_install_action (widget_class, "call.toggle", NULL, call_cb);
  gtk_widget_class_install_action (widget_class, "call.next-number", NULL, next_number_cb);
  gtk_widget_class_install_action (widget_class, "call.card", NULL, card_cb);
  gtk_widget_class_install_action (widget_class, "call.snooze", "i", snooze_cb);
  gtk_widget_class_install_action (widget_class, "call.release", NULL, release_cb);
  signals[RECORDED] = g_signal_new ("recorded", UKE_TYPE_CALL_PANEL, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
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
    end_call (self);
    return;
  }
  if (!is_same) {
    self->phone = 0;
    end_call (self);
    gtk_editable_set_text (GTK_EDITABLE (self->note), "");
    uke_script_list_load (self->script, clinic, item);
  }
  show_person (self);
  show_number (self);
  show_reason (self);
  looked_at_cb (self, UKE_CALL_OUTCOME_TALKED);
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
