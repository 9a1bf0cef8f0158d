/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/followup/uke-time-choice.h"

#include "app/uke-window.h"
#include "base/uke-era.h"

#include <glib/gi18n.h>

enum { MINUTE_STEP = 5 };

struct _UkeTimeChoice {
  AdwBin parent_instance;

  UkeZone *zone; /* (owned) (nullable) */
  UkeDate day;
  gboolean is_setting; /* the program sets the parts, not a person */

  GtkMenuButton *day_button;
  GtkCalendar *calendar;
  GtkSpinButton *hour;
  GtkSpinButton *minute;
};

G_DEFINE_FINAL_TYPE (UkeTimeChoice, uke_time_choice, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };
static unsigned signals[N_SIGNALS];

static void
say_changed (UkeTimeChoice *self)
{
  if (!self->is_setting)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
show_day (UkeTimeChoice *self)
{
  g_autofree char *text = uke_era_format_short (self->day);

  gtk_menu_button_set_label (self->day_button, text);
}

static void
day_selected_cb (UkeTimeChoice *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);

  if (self->is_setting)
    return;
  self->day = uke_date_from_ymd (g_date_time_get_year (date), g_date_time_get_month (date),
                                 g_date_time_get_day_of_month (date));
  show_day (self);
  gtk_menu_button_popdown (self->day_button);
  say_changed (self);
}

static gboolean
show_two_digits_cb (GtkSpinButton *spin)
{
  g_autofree char *text = g_strdup_printf ("%02d", gtk_spin_button_get_value_as_int (spin));

  gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

static GtkSpinButton *
make_spin (UkeTimeChoice *self, GtkWidget *box, int last, int step, const char *label)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, last, step);

  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_spin_button_set_wrap (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (spin), GTK_ORIENTATION_HORIZONTAL);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 2);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (say_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), spin);
  return GTK_SPIN_BUTTON (spin);
}

static void
uke_time_choice_dispose (GObject *object)
{
  g_clear_pointer (&UKE_TIME_CHOICE (object)->zone, uke_zone_unref);
  G_OBJECT_CLASS (uke_time_choice_parent_class)->dispose (object);
}

static void
uke_time_choice_class_init (UkeTimeChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_time_choice_dispose;
  signals[CHANGED] = g_signal_new ("changed", UKE_TYPE_TIME_CHOICE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
uke_time_choice_init (UkeTimeChoice *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *popover = gtk_popover_new ();

  self->calendar = GTK_CALENDAR (gtk_calendar_new ());
  self->day_button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_popover_set_child (GTK_POPOVER (popover), GTK_WIDGET (self->calendar));
  gtk_menu_button_set_popover (self->day_button, popover);
  gtk_widget_set_valign (GTK_WIDGET (self->day_button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->day_button), "uk-numeric");
  g_signal_connect_object (self->calendar, "day-selected", G_CALLBACK (day_selected_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->day_button));
  self->hour = make_spin (self, box, 23, 1, _ ("Hour"));
  gtk_box_append (GTK_BOX (box), gtk_label_new (":"));
  self->minute = make_spin (self, box, 60 - MINUTE_STEP, MINUTE_STEP, _ ("Minute"));
  g_signal_connect (self->minute, "output", G_CALLBACK (show_two_digits_cb), NULL);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * uke_time_choice_new:
 * @zone: the clinic's zone
 * @label: what the time is for
 *
 * Returns: (transfer floating): the choice, at no particular time yet
 * Thread: main
 */
GtkWidget *
uke_time_choice_new (UkeZone *zone, const char *label)
{
  UkeTimeChoice *self = g_object_new (UKE_TYPE_TIME_CHOICE, NULL);

  self->zone = uke_zone_ref (zone);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (self);
}

/**
 * uke_time_choice_set_time:
 * @self: the choice
 * @at_us: UTC microseconds; rounded up to the step
 *
 * Thread: main
 */
void
uke_time_choice_set_time (UkeTimeChoice *self, int64_t at_us)
{
  int64_t step_us = MINUTE_STEP * 60 * (int64_t)G_USEC_PER_SEC;
  g_autoptr (GDateTime) date = NULL;
  int minute, year, month, day;

  g_return_if_fail (UKE_IS_TIME_CHOICE (self));

  uke_zone_split (self->zone, (at_us + step_us - 1) / step_us * step_us, &self->day, &minute);
  uke_date_to_ymd (self->day, &year, &month, &day);
  date = g_date_time_new_utc (year, month, day, 12, 0, 0);
  self->is_setting = TRUE;
  gtk_calendar_select_day (self->calendar, date);
  gtk_spin_button_set_value (self->hour, minute / 60);
  gtk_spin_button_set_value (self->minute, minute % 60);
  self->is_setting = FALSE;
  show_day (self);
}

/**
 * uke_time_choice_get_time:
 * @self: the choice
 *
 * Returns: UTC microseconds
 * Thread: main
 */
int64_t
uke_time_choice_get_time (UkeTimeChoice *self)
{
  g_return_val_if_fail (UKE_IS_TIME_CHOICE (self), 0);

  return uke_zone_at (self->zone, self->day,
                      gtk_spin_button_get_value_as_int (self->hour) * 60
                          + gtk_spin_button_get_value_as_int (self->minute));
}

/* One question for a time, until it is answered. */
typedef struct {
  AdwMessageDialog *dialog; /* (unowned) */
  UkeTimeChoice *choice;    /* (unowned) */
  UkeClock *clock;          /* (owned) */
  UkeTimeChosenFunc chosen;
  gpointer user_data;
  GDestroyNotify destroy;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  if (question->destroy != NULL)
    question->destroy (question->user_data);
  g_object_unref (question->clock);
  g_free (question);
}

static void
check_time (Question *question)
{
  gboolean is_ahead
      = uke_time_choice_get_time (question->choice) > uke_clock_now_us (question->clock);

  adw_message_dialog_set_response_enabled (question->dialog, "go", is_ahead);
  adw_message_dialog_set_body (question->dialog,
                               is_ahead ? "" : _ ("Please choose a time that is still to come."));
}

static void
answered_cb (Question *question, const char *response)
{
  if (g_str_equal (response, "go"))
    question->chosen (uke_time_choice_get_time (question->choice), question->user_data);
}

/**
 * uke_time_choice_ask:
 * @where: a widget of the window
 * @zone: the clinic's zone
 * @clock: the clinic's clock
 * @first_us: the time that is offered
 * @heading: the question
 * @answer: the word on the button
 * @chosen: called with a time that is still to come; not called when the person leaves
 * @user_data: for @chosen
 * @destroy: (nullable): frees @user_data
 *
 * Thread: main
 */
void
uke_time_choice_ask (GtkWidget *where,
                     UkeZone *zone,
                     UkeClock *clock,
                     int64_t first_us,
                     const char *heading,
                     const char *answer,
                     UkeTimeChosenFunc chosen,
                     gpointer user_data,
                     GDestroyNotify destroy)
{
  Question *question = g_new0 (Question, 1);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (uke_window_of (where)), heading, NULL);
  GtkWidget *choice = uke_time_choice_new (zone, heading);

  question->dialog = ADW_MESSAGE_DIALOG (dialog);
  question->choice = UKE_TIME_CHOICE (choice);
  question->clock = g_object_ref (clock);
  question->chosen = chosen;
  question->user_data = user_data;
  question->destroy = destroy;
  uke_time_choice_set_time (question->choice, first_us);
  gtk_widget_set_halign (choice, GTK_ALIGN_CENTER);
  adw_message_dialog_set_extra_child (question->dialog, choice);
  adw_message_dialog_add_responses (question->dialog, "leave", _ ("_Leave"), "go", answer, NULL);
  adw_message_dialog_set_response_appearance (question->dialog, "go", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (question->dialog, "go");
  adw_message_dialog_set_close_response (question->dialog, "leave");
  g_signal_connect_swapped (choice, "changed", G_CALLBACK (check_time), question);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), question, question_free,
                         G_CONNECT_SWAPPED);
  check_time (question);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (GTK_WIDGET (question->choice->hour));
}
