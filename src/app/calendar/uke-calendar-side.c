/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/calendar/uke-calendar-side.h"

#include "app/calendar/uke-event-block.h"
#include "app/widgets/uke-glyphs.h"
#include "app/widgets/uke-list-rows.h"
#include "base/uke-era.h"

#include <glib/gi18n.h>

#define WIDTH_PX 216

struct _UkeCalendarSide {
  GtkWidget parent_instance;

  UkeMiniMonth *month;   /* (unowned) */
  GtkLabel *month_label; /* (unowned) */
  GtkLabel *era_label;   /* (unowned) */
  GtkLabel *total_label; /* (unowned) */
  GtkLabel *count_labels[UKE_N_STATUSES + 1];
  GtkCheckButton *checks[UKE_N_STATUSES + 1];
  GtkToggleButton *by_provider; /* (unowned) */
  GtkToggleButton *by_chair;    /* (unowned) */
  GtkBox *group_box;            /* (unowned) */
  GHashTable *hidden_groups;    /* (owned): names */
  char **group_names;           /* (owned) (nullable): as shown */
  gboolean is_setting;          /* the program sets a check, not a person */
};

G_DEFINE_FINAL_TYPE (UkeCalendarSide, uke_calendar_side, GTK_TYPE_WIDGET)

typedef enum {
  SIGNAL_FILTER_CHANGED,
  N_SIGNALS,
} UkeCalendarSideSignal;

static guint signals[N_SIGNALS];

static GtkWidget *
make_label (const char *text, const char *css, gboolean is_left)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, css);
  gtk_label_set_xalign (GTK_LABEL (label), is_left ? 0.0f : 1.0f);
  gtk_widget_set_hexpand (label, is_left);
  return label;
}

static GtkWidget *
add_heading (GtkBox *box, const char *text, GtkLabel **out_right)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = make_label (text, "uk-dense", TRUE);

  gtk_widget_add_css_class (title, "uk-side-heading");
  gtk_widget_set_margin_top (row, 18);
  gtk_widget_set_margin_bottom (row, 3);
  gtk_box_append (GTK_BOX (row), title);
  if (out_right != NULL) {
    GtkWidget *right = make_label (NULL, "uk-caption", FALSE);
    gtk_widget_add_css_class (right, "uk-secondary");
    gtk_box_append (GTK_BOX (row), right);
    *out_right = GTK_LABEL (right);
  }
  gtk_box_append (box, row);
  return row;
}

static void
show_month (UkeCalendarSide *self)
{
  UkeDate month = uke_mini_month_get_month (self->month);
  int year, number, day;

  uke_date_to_ymd (month, &year, &number, &day);
  g_autofree char *text = g_strdup_printf (C_ ("year and month", "%d/%d"), year, number);
  g_autofree char *era = uke_era_format_year (month);
  gtk_label_set_text (self->month_label, text);
  gtk_label_set_text (self->era_label, era);
}

static void
step_month_cb (GtkButton *button, UkeCalendarSide *self)
{
  uke_mini_month_step (self->month,
                       GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "uke-step")));
}

static void
add_step_button (UkeCalendarSide *self, GtkBox *row, const char *icon, const char *label, int step)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "uk-small");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data (G_OBJECT (button), "uke-step", GINT_TO_POINTER (step));
  g_signal_connect (button, "clicked", G_CALLBACK (step_month_cb), self);
  gtk_box_append (row, button);
}

static void
add_month (UkeCalendarSide *self, GtkBox *box)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = make_label (NULL, "uk-month-title", FALSE);
  GtkWidget *era = make_label (NULL, "uk-caption", TRUE);

  gtk_widget_add_css_class (era, "uk-secondary");
  self->month_label = GTK_LABEL (title);
  self->era_label = GTK_LABEL (era);
  self->month = UKE_MINI_MONTH (uke_mini_month_new ());
  gtk_box_append (GTK_BOX (row), title);
  gtk_box_append (GTK_BOX (row), era);
  add_step_button (self, GTK_BOX (row), "go-previous-symbolic", _ ("Previous month"), -1);
  add_step_button (self, GTK_BOX (row), "go-next-symbolic", _ ("Next month"), 1);
  gtk_box_append (box, row);
  gtk_box_append (box, GTK_WIDGET (self->month));
  g_signal_connect_object (self->month, "range-changed", G_CALLBACK (show_month), self,
                           G_CONNECT_SWAPPED);
}

static void
toggled_cb (GtkWidget *toggle, UkeCalendarSide *self)
{
  if (!self->is_setting)
    g_signal_emit (self, signals[SIGNAL_FILTER_CHANGED], 0);
}

/* The mark of a status as its blocks carry it: bar and icon. */
static GtkWidget *
make_status_mark (UkeStatus status)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 7);
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *icon = gtk_image_new_from_icon_name (uke_status_icon (status));
  g_autofree char *css = g_strdelimit (g_strdup (uke_status_css_name (status)), "_", '-');

  gtk_image_set_pixel_size (GTK_IMAGE (icon), 14);
  gtk_widget_add_css_class (bar, "uk-status-bar");
  gtk_widget_add_css_class (bar, css);
  gtk_widget_add_css_class (icon, "uk-status-icon");
  gtk_widget_add_css_class (icon, css);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), make_label (uke_status_word (status), "uk-dense", TRUE));
  return box;
}

static void
add_statuses (UkeCalendarSide *self, GtkBox *box)
{
  add_heading (box, _ ("Filter by status"), &self->total_label);
  for (int i = UKE_STATUS_BOOKED; i <= UKE_N_STATUSES; i++) {
    UkeStatus status = (UkeStatus)i;
    GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
    GtkWidget *check = gtk_check_button_new ();
    GtkWidget *count = make_label ("0", "uk-dense", FALSE);

    gtk_widget_add_css_class (count, "uk-numeric");
    gtk_widget_add_css_class (count, "uk-secondary");
    gtk_check_button_set_child (GTK_CHECK_BUTTON (check), make_status_mark (status));
    gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
    gtk_widget_set_hexpand (check, TRUE);
    gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    uke_status_word (status), -1);
    g_signal_connect (check, "toggled", G_CALLBACK (toggled_cb), self);
    gtk_box_append (GTK_BOX (row), check);
    gtk_box_append (GTK_BOX (row), count);
    gtk_box_append (box, row);
    self->checks[i] = GTK_CHECK_BUTTON (check);
    self->count_labels[i] = GTK_LABEL (count);
  }
}

static void
add_columns (UkeCalendarSide *self, GtkBox *box)
{
  GtkWidget *linked = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *provider = gtk_toggle_button_new_with_label (_ ("Providers"));
  GtkWidget *chair = gtk_toggle_button_new_with_label (_ ("Chairs and rooms"));

  add_heading (box, _ ("Columns"), NULL);
  gtk_widget_add_css_class (linked, "linked");
  gtk_widget_add_css_class (linked, "uk-dense-toggles");
  gtk_widget_set_margin_bottom (linked, 6);
  gtk_widget_set_hexpand (provider, TRUE);
  gtk_widget_set_hexpand (chair, TRUE);
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (chair), GTK_TOGGLE_BUTTON (provider));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (provider), TRUE);
  g_signal_connect (provider, "toggled", G_CALLBACK (toggled_cb), self);
  gtk_box_append (GTK_BOX (linked), provider);
  gtk_box_append (GTK_BOX (linked), chair);
  gtk_box_append (box, linked);
  self->by_provider = GTK_TOGGLE_BUTTON (provider);
  self->by_chair = GTK_TOGGLE_BUTTON (chair);

  self->group_box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_box_append (box, GTK_WIDGET (self->group_box));
}

static void
add_legend (GtkBox *box)
{
  const struct {
    const char *icon;
    const char *word;
  } GLYPHS[] = {
    { "call-start-symbolic", C_ ("booked through", "Phone") },
    { "computer-symbolic", C_ ("booked through", "Web") },
    { "user-available-symbolic", C_ ("booked through", "LINE") },
    { "dialog-information-symbolic", C_ ("glyph", "Front-desk alert") },
  };
  GtkWidget *grid = gtk_grid_new ();

  add_heading (box, _ ("Glyphs on a booking"), NULL);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 3);
  for (int i = 0; i < (int)G_N_ELEMENTS (GLYPHS); i++) {
    GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);
    GtkWidget *icon = gtk_image_new_from_icon_name (GLYPHS[i].icon);
    gtk_image_set_pixel_size (GTK_IMAGE (icon), 13);
    gtk_box_append (GTK_BOX (cell), icon);
    gtk_box_append (GTK_BOX (cell), make_label (GLYPHS[i].word, "uk-caption", TRUE));
    gtk_widget_add_css_class (cell, "uk-secondary");
    gtk_grid_attach (GTK_GRID (grid), cell, i % 2, i / 2, 1, 1);
  }
  gtk_box_append (box, grid);
}

static void
uke_calendar_side_dispose (GObject *object)
{
  UkeCalendarSide *self = UKE_CALENDAR_SIDE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (uke_calendar_side_parent_class)->dispose (object);
}

static void
uke_calendar_side_finalize (GObject *object)
{
  UkeCalendarSide *self = UKE_CALENDAR_SIDE (object);

  g_hash_table_unref (self->hidden_groups);
  g_strfreev (self->group_names);
  G_OBJECT_CLASS (uke_calendar_side_parent_class)->finalize (object);
}

static void
uke_calendar_side_class_init (UkeCalendarSideClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_calendar_side_dispose;
  G_OBJECT_CLASS (klass)->finalize = uke_calendar_side_finalize;

  signals[SIGNAL_FILTER_CHANGED]
      = g_signal_new ("filter-changed", UKE_TYPE_CALENDAR_SIDE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "calendarside");
}

static void
uke_calendar_side_init (UkeCalendarSide *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));

  self->hidden_groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-side");
  gtk_widget_set_size_request (GTK_WIDGET (self), WIDTH_PX, -1);
  gtk_widget_add_css_class (GTK_WIDGET (box), "uk-side-box");
  add_month (self, box);
  add_statuses (self, box);
  add_columns (self, box);
  add_legend (box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (box));
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
}

/**
 * Makes the pane.
 *
 * Returns: (transfer floating): the pane.
 * Thread: main
 */
GtkWidget *
uke_calendar_side_new (void)
{
  return g_object_new (UKE_TYPE_CALENDAR_SIDE, NULL);
}

/**
 * The month of the pane.
 * @self: the pane
 *
 * Returns: (transfer none): the month.
 * Thread: main
 */
UkeMiniMonth *
uke_calendar_side_get_month (UkeCalendarSide *self)
{
  g_return_val_if_fail (UKE_IS_CALENDAR_SIDE (self), NULL);

  return self->month;
}

/**
 * Sets which statuses are hidden.
 * @self: the pane
 * @codes: (array zero-terminated=1): codes of statuses; unknown ones are passed over
 *
 * Thread: main
 */
void
uke_calendar_side_set_hidden_statuses (UkeCalendarSide *self, const char *const *codes)
{
  g_return_if_fail (UKE_IS_CALENDAR_SIDE (self));

  self->is_setting = TRUE;
  for (int i = UKE_STATUS_BOOKED; i <= UKE_N_STATUSES; i++)
    gtk_check_button_set_active (self->checks[i],
                                 !g_strv_contains (codes, uke_status_get_code ((UkeStatus)i)));
  self->is_setting = FALSE;
}

/**
 * Which statuses are hidden.
 * @self: the pane
 *
 * Returns: (transfer full) (array zero-terminated=1): their codes.
 * Thread: main
 */
char **
uke_calendar_side_dup_hidden_statuses (UkeCalendarSide *self)
{
  g_return_val_if_fail (UKE_IS_CALENDAR_SIDE (self), NULL);

  g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();
  for (int i = UKE_STATUS_BOOKED; i <= UKE_N_STATUSES; i++) {
    if (!gtk_check_button_get_active (self->checks[i]))
      g_strv_builder_add (codes, uke_status_get_code ((UkeStatus)i));
  }
  return g_strv_builder_end (codes);
}

/**
 * Whether bookings of a status are to be shown.
 * @self: the pane
 * @status: the status
 *
 * Returns: whether.
 * Thread: main
 */
gboolean
uke_calendar_side_shows_status (UkeCalendarSide *self, UkeStatus status)
{
  g_return_val_if_fail (UKE_IS_CALENDAR_SIDE (self), TRUE);

  return status < UKE_STATUS_BOOKED || status > UKE_N_STATUSES
         || gtk_check_button_get_active (self->checks[status]);
}

/**
 * Shows how many bookings each status has.
 * @self: the pane
 * @n_by_status: indexed by UkeStatus
 *
 * Thread: main
 */
void
uke_calendar_side_set_counts (UkeCalendarSide *self, const unsigned n_by_status[UKE_N_STATUSES + 1])
{
  g_return_if_fail (UKE_IS_CALENDAR_SIDE (self));

  unsigned total = 0;
  for (int i = UKE_STATUS_BOOKED; i <= UKE_N_STATUSES; i++) {
    g_autofree char *text = g_strdup_printf ("%u", n_by_status[i]);
    gtk_label_set_text (self->count_labels[i], text);
    if (i != UKE_STATUS_CANCELLED)
      total += n_by_status[i];
  }
  g_autofree char *text
      = g_strdup_printf (g_dngettext (NULL, "%u this day", "%u this day", total), total);
  gtk_label_set_text (self->total_label, text);
}

/**
 * Sets what a column stands for.
 * @self: the pane
 * @kind: "provider" or "chair"
 *
 * Thread: main
 */
void
uke_calendar_side_set_kind (UkeCalendarSide *self, const char *kind)
{
  g_return_if_fail (UKE_IS_CALENDAR_SIDE (self));

  self->is_setting = TRUE;
  gtk_toggle_button_set_active (g_strcmp0 (kind, "chair") == 0 ? self->by_chair : self->by_provider,
                                TRUE);
  self->is_setting = FALSE;
}

/**
 * What a column stands for.
 * @self: the pane
 *
 * Returns: (transfer none): "provider" or "chair".
 * Thread: main
 */
const char *
uke_calendar_side_get_kind (UkeCalendarSide *self)
{
  g_return_val_if_fail (UKE_IS_CALENDAR_SIDE (self), NULL);

  return gtk_toggle_button_get_active (self->by_chair) ? "chair" : "provider";
}

static void
group_toggled_cb (GtkCheckButton *check, UkeCalendarSide *self)
{
  const char *name = g_object_get_data (G_OBJECT (check), "uke-group");

  if (gtk_check_button_get_active (check))
    g_hash_table_remove (self->hidden_groups, name);
  else
    g_hash_table_add (self->hidden_groups, g_strdup (name));
  g_signal_emit (self, signals[SIGNAL_FILTER_CHANGED], 0);
}

static void
add_group (UkeCalendarSide *self, const char *name, unsigned n_columns)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *check = gtk_check_button_new_with_label (name);
  g_autofree char *text
      = g_strdup_printf (g_dngettext (NULL, "%u column", "%u columns", n_columns), n_columns);
  GtkWidget *count = make_label (text, "uk-caption", FALSE);

  gtk_widget_add_css_class (count, "uk-secondary");
  gtk_widget_add_css_class (check, "uk-dense");
  gtk_widget_set_hexpand (check, TRUE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                               uke_calendar_side_shows_group (self, name));
  g_object_set_data_full (G_OBJECT (check), "uke-group", g_strdup (name), g_free);
  g_signal_connect (check, "toggled", G_CALLBACK (group_toggled_cb), self);
  gtk_box_append (GTK_BOX (row), check);
  gtk_box_append (GTK_BOX (row), count);
  gtk_box_append (self->group_box, row);
}

/**
 * Shows the groups of columns; the same ones again change nothing.
 * @self: the pane
 * @names: (array zero-terminated=1): their names
 * @n_columns: how many columns each has
 *
 * Thread: main
 */
void
uke_calendar_side_set_groups (UkeCalendarSide *self,
                              const char *const *names,
                              const unsigned *n_columns)
{
  g_return_if_fail (UKE_IS_CALENDAR_SIDE (self));

  if (self->group_names != NULL && g_strv_equal ((const char *const *)self->group_names, names))
    return;
  uke_box_clear (self->group_box);
  for (unsigned i = 0; names[i] != NULL; i++)
    add_group (self, names[i], n_columns[i]);
  g_strfreev (self->group_names);
  self->group_names = g_strdupv ((char **)names);
}

/**
 * Hides no group of columns any more and shows the providers' columns.
 * @self: the pane
 *
 * Thread: main
 */
void
uke_calendar_side_show_all (UkeCalendarSide *self)
{
  g_return_if_fail (UKE_IS_CALENDAR_SIDE (self));

  g_hash_table_remove_all (self->hidden_groups);
  g_clear_pointer (&self->group_names, g_strfreev);
  uke_calendar_side_set_kind (self, "provider");
  g_signal_emit (self, signals[SIGNAL_FILTER_CHANGED], 0);
}

/**
 * Whether the columns of a group are to be shown.
 * @self: the pane
 * @name: (nullable): the group
 *
 * Returns: whether; columns without a group always are.
 * Thread: main
 */
gboolean
uke_calendar_side_shows_group (UkeCalendarSide *self, const char *name)
{
  g_return_val_if_fail (UKE_IS_CALENDAR_SIDE (self), TRUE);

  return name == NULL || !g_hash_table_contains (self->hidden_groups, name);
}
