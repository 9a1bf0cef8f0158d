/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/widgets/uke-hours-grid.h"

#include "base/uke-era.h"

#include <glib/gi18n.h>

#define N_WEEKDAYS 7
#define N_HALVES 2
#define STEP_MIN 15
#define FIRST_MIN (6 * 60)
#define LAST_MIN (23 * 60)

struct _UkeHoursGrid {
  AdwBin parent_instance;

  GtkGrid *grid;                               /* (unowned) */
  GtkWidget *problem_label;                    /* (unowned) */
  GtkDropDown *times[N_HALVES][2];             /* (unowned): start and end */
  GtkToggleButton *days[N_HALVES][N_WEEKDAYS]; /* (unowned): Sunday first */
  gboolean is_setting;
};

G_DEFINE_FINAL_TYPE (UkeHoursGrid, uke_hours_grid, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* The week as a door shows it: Monday first. */
static int
weekday_of_column (int column)
{
  return (column + 1) % N_WEEKDAYS;
}

static const char *
half_name (int half)
{
  return half == 0 ? _ ("Morning") : _ ("Afternoon");
}

static const char *
describe_problem (UkeOpeningHoursProblem problem)
{
  switch (problem) {
  case UKE_OPENING_HOURS_GOOD:
    return NULL;
  case UKE_OPENING_HOURS_NO_DAY:
    return _ ("No weekday is open yet. Please mark the days on which you see patients.");
  case UKE_OPENING_HOURS_MORNING:
    return _ ("The morning ends before it starts. Please choose a later end.");
  case UKE_OPENING_HOURS_AFTERNOON:
    return _ ("The afternoon ends before it starts. Please choose a later end.");
  case UKE_OPENING_HOURS_OVERLAP:
    return _ ("The afternoon starts before the morning ends. Please move one of the two.");
  }
  g_return_val_if_reached (NULL);
}

static void
show_problem (UkeHoursGrid *self)
{
  UkeOpeningHours hours;
  const char *problem = describe_problem (uke_hours_grid_get_hours (self, &hours));

  gtk_label_set_label (GTK_LABEL (self->problem_label), problem != NULL ? problem : "");
  gtk_widget_set_visible (self->problem_label, problem != NULL);
}

static void
changed_cb (UkeHoursGrid *self)
{
  if (self->is_setting)
    return;
  show_problem (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* A day that is closed is said by a stroke, not by an empty cell. */
static void
day_toggled_cb (GtkToggleButton *day, UkeHoursGrid *self)
{
  /* A button's own label would take the place of its accessible name. */
  gtk_label_set_label (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (day))),
                       gtk_toggle_button_get_active (day) ? "●" : "／");
  changed_cb (self);
}

static GtkDropDown *
make_time (UkeHoursGrid *self, int half, int end)
{
  g_autoptr (GtkStringList) times = gtk_string_list_new (NULL);
  g_autofree char *name
      = g_strdup_printf (end == 0 ? _ ("%s starts at") : _ ("%s ends at"), half_name (half));
  GtkWidget *drop_down;

  for (int min = FIRST_MIN; min <= LAST_MIN; min += STEP_MIN) {
    g_autofree char *text = g_strdup_printf ("%d:%02d", min / 60, min % 60);

    gtk_string_list_append (times, text);
  }
  drop_down = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&times)), NULL);
  gtk_widget_add_css_class (drop_down, "uk-numeric");
  gtk_widget_set_size_request (drop_down, 84, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  g_signal_connect_swapped (drop_down, "notify::selected", G_CALLBACK (changed_cb), self);
  return GTK_DROP_DOWN (drop_down);
}

static GtkToggleButton *
make_day (UkeHoursGrid *self, int half, int weekday)
{
  g_autofree char *name = g_strdup_printf (C_ ("a weekday's half", "%s, %s"),
                                           uke_era_weekday_name (weekday), half_name (half));
  GtkWidget *day = gtk_toggle_button_new ();

  gtk_button_set_child (GTK_BUTTON (day), gtk_label_new ("／"));
  gtk_widget_set_hexpand (day, TRUE);
  gtk_widget_add_css_class (day, "flat");
  gtk_widget_add_css_class (day, "uk-hours-day");
  gtk_widget_set_tooltip_text (day, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (day), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (day, "toggled", G_CALLBACK (day_toggled_cb), self, 0);
  return GTK_TOGGLE_BUTTON (day);
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_half (UkeHoursGrid *self, int half)
{
  GtkWidget *times = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = make_label (half_name (half), "heading");

  gtk_widget_set_margin_end (times, 12);
  gtk_widget_set_margin_end (name, 6);
  gtk_box_append (GTK_BOX (times), name);
  for (int end = 0; end < 2; end++) {
    if (end == 1)
      gtk_box_append (GTK_BOX (times), make_label ("–", "uk-secondary"));
    self->times[half][end] = make_time (self, half, end);
    gtk_box_append (GTK_BOX (times), GTK_WIDGET (self->times[half][end]));
  }
  gtk_grid_attach (self->grid, times, 0, half + 1, 1, 1);
  for (int column = 0; column < N_WEEKDAYS; column++) {
    int weekday = weekday_of_column (column);

    self->days[half][weekday] = make_day (self, half, weekday);
    gtk_grid_attach (self->grid, GTK_WIDGET (self->days[half][weekday]), column + 1, half + 1, 1,
                     1);
  }
}

static void
uke_hours_grid_class_init (UkeHoursGridClass *klass)
{
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "uk-hours-grid");
}

static void
uke_hours_grid_init (UkeHoursGrid *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 3);
  gtk_grid_set_row_spacing (self->grid, 6);
  for (int column = 0; column < N_WEEKDAYS; column++) {
    int weekday = weekday_of_column (column);

    gtk_grid_attach (
        self->grid,
        make_label (uke_era_weekday_name (weekday), weekday == 0 ? "uk-sunday" : "uk-caption"),
        column + 1, 0, 1, 1);
  }
  self->is_setting = TRUE;
  add_half (self, 0);
  add_half (self, 1);
  self->is_setting = FALSE;
  self->problem_label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem_label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->problem_label), 0);
  gtk_widget_add_css_class (self->problem_label, "error");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->grid));
  gtk_box_append (GTK_BOX (box), self->problem_label);
  adw_bin_set_child (ADW_BIN (self), box);
  uke_hours_grid_set_hours (self, &UKE_OPENING_HOURS_USUAL);
}

/**
 * Makes the table, showing the usual hours.
 *
 * Returns: (transfer floating): the table.
 * Thread: main
 */
GtkWidget *
uke_hours_grid_new (void)
{
  return g_object_new (UKE_TYPE_HOURS_GRID, NULL);
}

static unsigned
position_of (int min)
{
  return (unsigned)((CLAMP (min, FIRST_MIN, LAST_MIN) - FIRST_MIN) / STEP_MIN);
}

/**
 * Shows a table. Times lie between 6:00 and 23:00 in steps of a quarter of an hour.
 * @self: the table
 * @hours: what to show
 *
 * Thread: main
 */
void
uke_hours_grid_set_hours (UkeHoursGrid *self, const UkeOpeningHours *hours)
{
  const unsigned days[N_HALVES] = { hours->morning_days, hours->afternoon_days };
  const int *const times[N_HALVES] = { hours->morning_min, hours->afternoon_min };

  g_return_if_fail (UKE_IS_HOURS_GRID (self));

  self->is_setting = TRUE;
  for (int half = 0; half < N_HALVES; half++) {
    for (int end = 0; end < 2; end++)
      gtk_drop_down_set_selected (self->times[half][end], position_of (times[half][end]));
    for (int weekday = 0; weekday < N_WEEKDAYS; weekday++)
      gtk_toggle_button_set_active (self->days[half][weekday], (days[half] >> weekday & 1) != 0);
  }
  self->is_setting = FALSE;
  show_problem (self);
}

/**
 * What the person set.
 * @self: the table
 * @out_hours: (out): the table, also where something does not fit
 *
 * Returns: what does not fit, or UKE_OPENING_HOURS_GOOD.
 * Thread: main
 */
UkeOpeningHoursProblem
uke_hours_grid_get_hours (UkeHoursGrid *self, UkeOpeningHours *out_hours)
{
  unsigned days[N_HALVES] = { 0 };
  int times[N_HALVES][2];

  g_return_val_if_fail (UKE_IS_HOURS_GRID (self), UKE_OPENING_HOURS_NO_DAY);

  for (int half = 0; half < N_HALVES; half++) {
    for (int end = 0; end < 2; end++)
      times[half][end]
          = FIRST_MIN + STEP_MIN * (int)gtk_drop_down_get_selected (self->times[half][end]);
    for (int weekday = 0; weekday < N_WEEKDAYS; weekday++) {
      if (gtk_toggle_button_get_active (self->days[half][weekday]))
        days[half] |= 1u << weekday;
    }
  }
  *out_hours = (UkeOpeningHours){
    .morning_days = days[0],
    .afternoon_days = days[1],
    .morning_min = { times[0][0], times[0][1] },
    .afternoon_min = { times[1][0], times[1][1] },
  };
  return uke_opening_hours_check (out_hours);
}
