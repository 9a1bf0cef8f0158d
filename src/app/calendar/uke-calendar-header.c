/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/calendar/uke-calendar-header.h"

#include "app/calendar/uke-mini-month.h"
#include "base/uke-era.h"

#include <glib/gi18n.h>

#define HALF_A_YEAR_DAYS 183

struct _UkeCalendarHeader {
  GtkBox parent_instance;

  UkeDate date;
  UkeDate today;
  gboolean is_narrow;

  GtkLabel *label;       /* (unowned) */
  GtkMenuButton *button; /* (unowned) */
  GtkEditable *entry;    /* (unowned) */
  GtkLabel *hint;        /* (unowned) */
  GtkLabel *month_label; /* (unowned) */
  UkeMiniMonth *month;   /* (unowned) */
};

G_DEFINE_FINAL_TYPE (UkeCalendarHeader, uke_calendar_header, GTK_TYPE_BOX)

typedef enum {
  SIGNAL_STEPPED,
  SIGNAL_CHOSEN,
  N_SIGNALS,
} UkeCalendarHeaderSignal;

static guint signals[N_SIGNALS];

/* "30", "11/30", "11月30日": what a receptionist types when the year goes without saying. */
static UkeDate
parse_short (const char *text, UkeDate shown)
{
  g_autoptr (GRegex) regex
      = g_regex_new ("^(?:([0-9]{1,2}) *[-/.月] *)?([0-9]{1,2}) *日?$", G_REGEX_OPTIMIZE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  int year, month, day;

  uke_date_to_ymd (shown, &year, &month, &day);
  if (!g_regex_match (regex, text, 0, &match))
    return UKE_DATE_NONE;
  g_autofree char *month_text = g_match_info_fetch (match, 1);
  g_autofree char *day_text = g_match_info_fetch (match, 2);
  if (*month_text != '\0')
    month = (int)g_ascii_strtoull (month_text, NULL, 10);
  day = (int)g_ascii_strtoull (day_text, NULL, 10);
  for (int nearest = year - 1; nearest <= year + 1; nearest++) {
    if (!uke_date_valid_ymd (nearest, month, day))
      continue;
    UkeDate date = uke_date_from_ymd (nearest, month, day);
    if (ABS (date - shown) <= HALF_A_YEAR_DAYS)
      return date;
  }
  return UKE_DATE_NONE;
}

/**
 * Reads a day as a person types it: with a year in either calendar, or without one.
 * @text: "30", "11/30", "11月30日", "2026-11-30", "令和8年11月30日"; digits of either width
 * @shown: the day in view; what the text leaves out is taken so that the day is near to it
 *
 * Returns: the day, or UKE_DATE_NONE.
 * Thread: any
 */
UkeDate
uke_calendar_header_parse (const char *text, UkeDate shown)
{
  g_autofree char *plain = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  UkeDate date;

  if (plain == NULL)
    return UKE_DATE_NONE;
  g_strstrip (plain);
  date = parse_short (plain, shown);
  if (date == UKE_DATE_NONE && !uke_era_parse (plain, &date, NULL))
    return UKE_DATE_NONE;
  return date;
}

static void
step_clicked_cb (GtkButton *button, UkeCalendarHeader *self)
{
  g_signal_emit (self, signals[SIGNAL_STEPPED], 0,
                 GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "uke-step")));
}

static void
add_step (UkeCalendarHeader *self,
          GtkBox *box,
          const char *icon,
          const char *label,
          const char *tip,
          int step)
{
  GtkWidget *button
      = icon != NULL ? gtk_button_new_from_icon_name (icon) : gtk_button_new_with_label (label);

  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data (G_OBJECT (button), "uke-step", GINT_TO_POINTER (step));
  g_signal_connect (button, "clicked", G_CALLBACK (step_clicked_cb), self);
  gtk_box_append (box, button);
}

static void
month_chosen_cb (UkeMiniMonth *month, int date, UkeCalendarHeader *self)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, date);
}

/* The arrow keys walk through the month with the day in view; a click has decided. */
static void
month_clicked_cb (GtkGestureClick *gesture,
                  int n_press,
                  double x,
                  double y,
                  UkeCalendarHeader *self)
{
  gtk_menu_button_popdown (self->button);
}

static void
show_month (UkeCalendarHeader *self)
{
  UkeDate month = uke_mini_month_get_month (self->month);
  int year, number, day;

  uke_date_to_ymd (month, &year, &number, &day);
  g_autofree char *era = uke_era_format_year (month);
  g_autofree char *western = g_strdup_printf (C_ ("year and month", "%d/%d"), year, number);
  g_autofree char *text = g_strdup_printf ("%s  %s", western, era);
  gtk_label_set_text (self->month_label, text);
}

static void
month_step_cb (GtkButton *button, UkeCalendarHeader *self)
{
  uke_mini_month_step (self->month,
                       GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "uke-step")));
}

static void
typed_cb (GtkEditable *entry, UkeCalendarHeader *self)
{
  gtk_label_set_text (self->hint, _ ("Enter shows the day"));
  gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
}

static void
entered_cb (GtkEntry *entry, UkeCalendarHeader *self)
{
  UkeDate date = uke_calendar_header_parse (gtk_editable_get_text (self->entry), self->date);

  if (date == UKE_DATE_NONE) {
    gtk_label_set_text (self->hint, _ ("This can't be read as a day. Try 11/30."));
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
    return;
  }
  gtk_menu_button_popdown (self->button);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, date);
}

static void
opened_cb (GtkWidget *popover, UkeCalendarHeader *self)
{
  gtk_editable_set_text (self->entry, "");
  typed_cb (self->entry, self);
  uke_mini_month_show (self->month, self->date, self->today);
  show_month (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
add_month_step (UkeCalendarHeader *self, GtkBox *box, const char *icon, const char *label, int step)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data (G_OBJECT (button), "uke-step", GINT_TO_POINTER (step));
  g_signal_connect (button, "clicked", G_CALLBACK (month_step_cb), self);
  gtk_box_append (box, button);
}

static GtkWidget *
make_entry (UkeCalendarHeader *self)
{
  GtkWidget *entry = gtk_entry_new ();

  self->entry = GTK_EDITABLE (entry);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("11/30 or 2026-11-30"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Day to show"), -1);
  g_signal_connect (entry, "changed", G_CALLBACK (typed_cb), self);
  g_signal_connect (entry, "activate", G_CALLBACK (entered_cb), self);
  return entry;
}

static GtkWidget *
make_popover (UkeCalendarHeader *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkGesture *click = gtk_gesture_click_new ();

  self->hint = GTK_LABEL (gtk_label_new (NULL));
  self->month_label = GTK_LABEL (gtk_label_new (NULL));
  self->month = UKE_MINI_MONTH (uke_mini_month_new ());
  gtk_label_set_xalign (self->hint, 0);
  gtk_label_set_wrap (self->hint, TRUE);
  gtk_label_set_max_width_chars (self->hint, 18);
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "uk-caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "uk-secondary");
  gtk_widget_set_hexpand (GTK_WIDGET (self->month_label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->month_label), "uk-month-title");
  add_month_step (self, GTK_BOX (title), "go-previous-symbolic", _ ("Previous month"), -1);
  gtk_box_append (GTK_BOX (title), GTK_WIDGET (self->month_label));
  add_month_step (self, GTK_BOX (title), "go-next-symbolic", _ ("Next month"), 1);
  g_signal_connect (self->month, "chosen", G_CALLBACK (month_chosen_cb), self);
  g_signal_connect_object (self->month, "range-changed", G_CALLBACK (show_month), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (click, "released", G_CALLBACK (month_clicked_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->month), GTK_EVENT_CONTROLLER (click));
  gtk_box_append (GTK_BOX (box), make_entry (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->hint));
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->month));
  gtk_widget_add_css_class (box, "uk-date-popover");
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  g_signal_connect (popover, "show", G_CALLBACK (opened_cb), self);
  return popover;
}

static GtkWidget *
make_date_button (UkeCalendarHeader *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  self->button = GTK_MENU_BUTTON (button);
  self->label = GTK_LABEL (label);
  gtk_widget_add_css_class (label, "uk-header-date");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("pan-down-symbolic"));
  gtk_menu_button_set_child (self->button, box);
  gtk_widget_add_css_class (button, "flat");
  gtk_menu_button_set_popover (self->button, make_popover (self));
  gtk_widget_set_tooltip_text (button, _ ("Choose a day"));
  return button;
}

static void
uke_calendar_header_class_init (UkeCalendarHeaderClass *klass)
{
  signals[SIGNAL_STEPPED] = g_signal_new ("stepped", UKE_TYPE_CALENDAR_HEADER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", UKE_TYPE_CALENDAR_HEADER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
uke_calendar_header_init (UkeCalendarHeader *self)
{
  GtkWidget *linked = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (linked, "linked");
  add_step (self, GTK_BOX (linked), "go-previous-symbolic", _ ("Previous day"),
            _ ("Previous day (Page Up)"), -1);
  add_step (self, GTK_BOX (linked), NULL, _ ("Today"), _ ("Today (T)"), 0);
  add_step (self, GTK_BOX (linked), "go-next-symbolic", _ ("Next day"), _ ("Next day (Page Down)"),
            1);
  gtk_box_append (GTK_BOX (self), linked);
  gtk_box_append (GTK_BOX (self), make_date_button (self));
}

/**
 * Makes the part without a day.
 *
 * Returns: (transfer floating): the widget.
 * Thread: main
 */
GtkWidget *
uke_calendar_header_new (void)
{
  return g_object_new (UKE_TYPE_CALENDAR_HEADER, NULL);
}

static void
show_label (UkeCalendarHeader *self)
{
  g_autofree char *full = uke_era_format_full (self->date);
  g_autofree char *text = self->is_narrow ? uke_era_format_short (self->date) : g_strdup (full);
  g_autofree char *label = g_strdup_printf (_ ("Choose a day: %s"), full);

  gtk_label_set_text (self->label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

/**
 * Shows a day.
 * @self: the header
 * @date: the day in view
 * @today: today
 *
 * Thread: main
 */
void
uke_calendar_header_show (UkeCalendarHeader *self, UkeDate date, UkeDate today)
{
  g_return_if_fail (UKE_IS_CALENDAR_HEADER (self));

  self->date = date;
  self->today = today;
  show_label (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self->month)))
    uke_mini_month_show (self->month, date, today);
}

/**
 * Leaves the year out where there is little room.
 * @self: the header
 * @is_narrow: whether there is
 *
 * Thread: main
 */
void
uke_calendar_header_set_narrow (UkeCalendarHeader *self, gboolean is_narrow)
{
  g_return_if_fail (UKE_IS_CALENDAR_HEADER (self));

  self->is_narrow = is_narrow;
  show_label (self);
}
