/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/calendar/uke-mini-month.h"

#include "app/widgets/uke-glyphs.h"
#include "base/uke-era.h"

#include <glib/gi18n.h>

#define N_COLUMNS 7
#define N_ROWS 6
#define HEAD_PX 24
#define ROW_PX 25
#define DAY_PX 24
#define BUSY_PERCENT 60
#define FULL_PERCENT 90

struct _UkeMiniMonth {
  GtkWidget parent_instance;

  UkeDate month;    /* the first of the month in view */
  UkeDate selected; /* may lie outside the month in view */
  UkeDate today;
  UkeMonthLoad loads[UKE_MINI_MONTH_N_DAYS];
};

G_DEFINE_FINAL_TYPE (UkeMiniMonth, uke_mini_month, GTK_TYPE_WIDGET)

typedef enum {
  SIGNAL_CHOSEN,
  SIGNAL_RANGE_CHANGED,
  N_SIGNALS,
} UkeMiniMonthSignal;

static guint signals[N_SIGNALS];

static UkeDate
first_of_month (UkeDate date)
{
  int year, month, day;

  uke_date_to_ymd (date, &year, &month, &day);
  return uke_date_from_ymd (year, month, 1);
}

static void
draw_centred (UkeMiniMonth *self,
              GtkSnapshot *snapshot,
              const char *text,
              gboolean is_bold,
              const GdkRGBA *ink,
              float centre,
              float top)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int width, height;

  if (is_bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (roundf (centre - (float)width / 2),
                                                roundf (top + (DAY_PX - 2 - (float)height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, ink);
  gtk_snapshot_restore (snapshot);
}

static GdkRGBA
ink_of_weekday (UkeMiniMonth *self, int weekday, gboolean is_off)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GdkRGBA ink;

  if (weekday == 0 || is_off)
    return uke_colour (widget, "uk_err_text");
  if (weekday == 6)
    return uke_colour (widget, "uk_accent_text");
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  return ink;
}

/* The line's length says how full the day is, so that it reads without its colour too. */
static void
draw_load (UkeMiniMonth *self,
           GtkSnapshot *snapshot,
           const UkeMonthLoad *load,
           float centre,
           float top)
{
  const char *name = load->fill_percent >= FULL_PERCENT   ? "uk_orange_text"
                     : load->fill_percent >= BUSY_PERCENT ? "uk_arrived_bar"
                                                          : "uk_in_room_bar";
  GdkRGBA colour = uke_colour (GTK_WIDGET (self), name);
  GdkRGBA track = colour;
  float width = MAX (3.0f, 18.0f * (float)MIN (load->fill_percent, 100) / 100.0f);

  track.alpha *= 0.25f;
  gtk_snapshot_append_color (snapshot, &track,
                             &GRAPHENE_RECT_INIT (centre - 9, top + DAY_PX - 4, 18, 2));
  gtk_snapshot_append_color (snapshot, &colour,
                             &GRAPHENE_RECT_INIT (centre - 9, top + DAY_PX - 4, width, 2));
}

static void
draw_day (UkeMiniMonth *self, GtkSnapshot *snapshot, int index, float centre, float top)
{
  UkeDate date = uke_mini_month_get_first (self) + index;
  int year, month, day;
  const UkeMonthLoad *load = &self->loads[index];
  GdkRGBA ink = ink_of_weekday (self, index % N_COLUMNS, load->is_off);
  gboolean is_selected = date == self->selected;

  uke_date_to_ymd (date, &year, &month, &day);
  if (first_of_month (date) != self->month)
    ink.alpha *= 0.45f;
  if (is_selected || date == self->today) {
    GdkRGBA accent = uke_colour (GTK_WIDGET (self), "accent_bg_color");
    GskRoundedRect circle;
    gsk_rounded_rect_init_from_rect (&circle, &GRAPHENE_RECT_INIT (centre - 13, top - 2, 26, 26),
                                     13);
    if (is_selected) {
      gtk_snapshot_push_rounded_clip (snapshot, &circle);
      gtk_snapshot_append_color (snapshot, &accent, &circle.bounds);
      gtk_snapshot_pop (snapshot);
      ink = uke_colour (GTK_WIDGET (self), "accent_fg_color");
    } else {
      gtk_snapshot_append_border (snapshot, &circle, (float[4]){ 1, 1, 1, 1 },
                                  (GdkRGBA[4]){ accent, accent, accent, accent });
    }
  }
  g_autofree char *text = g_strdup_printf ("%d", day);
  draw_centred (self, snapshot, text, is_selected, &ink, centre, top);
  if (!is_selected && load->has_bookings && first_of_month (date) == self->month)
    draw_load (self, snapshot, load, centre, top);
}

static void
uke_mini_month_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UkeMiniMonth *self = UKE_MINI_MONTH (widget);
  float width = (float)gtk_widget_get_width (widget) / N_COLUMNS;

  for (int column = 0; column < N_COLUMNS; column++) {
    GdkRGBA ink = ink_of_weekday (self, column, FALSE);
    draw_centred (self, snapshot, uke_era_weekday_name (column), FALSE, &ink,
                  width * ((float)column + 0.5f), 0);
  }
  for (int index = 0; index < UKE_MINI_MONTH_N_DAYS; index++)
    draw_day (self, snapshot, index, width * ((float)(index % N_COLUMNS) + 0.5f),
              HEAD_PX + 2 + ROW_PX * (float)(index / N_COLUMNS));

  if (gtk_widget_has_visible_focus (widget)) {
    GdkRGBA accent = uke_colour (widget, "accent_bg_color");
    GskRoundedRect ring;
    gsk_rounded_rect_init_from_rect (&ring,
                                     &GRAPHENE_RECT_INIT (-3, -1,
                                                          (float)gtk_widget_get_width (widget) + 6,
                                                          HEAD_PX + ROW_PX * N_ROWS + 4),
                                     6);
    gtk_snapshot_append_border (snapshot, &ring, (float[4]){ 2, 2, 2, 2 },
                                (GdkRGBA[4]){ accent, accent, accent, accent });
  }
}

static void
uke_mini_month_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = *natural
      = orientation == GTK_ORIENTATION_HORIZONTAL ? N_COLUMNS * 27 : HEAD_PX + ROW_PX * N_ROWS + 3;
}

static void
choose (UkeMiniMonth *self, UkeDate date)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, date);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, UkeMiniMonth *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int column = (int)(x * N_COLUMNS / width);
  int row = (int)((y - HEAD_PX) / ROW_PX);

  if (y < HEAD_PX || column < 0 || column >= N_COLUMNS || row >= N_ROWS)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  choose (self, uke_mini_month_get_first (self) + row * N_COLUMNS + column);
}

static gboolean
step_cb (GtkWidget *widget, GVariant *days, gpointer data)
{
  UkeMiniMonth *self = UKE_MINI_MONTH (widget);

  choose (self, self->selected + g_variant_get_int32 (days));
  return TRUE;
}

static void
uke_mini_month_class_init (UkeMiniMonthClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = uke_mini_month_snapshot;
  widget_class->measure = uke_mini_month_measure;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", UKE_TYPE_MINI_MONTH, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_RANGE_CHANGED] = g_signal_new (
      "range-changed", UKE_TYPE_MINI_MONTH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, step_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, step_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, 0, step_cb, "i", -7);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, 0, step_cb, "i", 7);
  gtk_widget_class_set_css_name (widget_class, "minimonth");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
}

static void
uke_mini_month_init (UkeMiniMonth *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-caption");
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-numeric");
}

/**
 * Makes a month that shows 1970 until it is told a day.
 *
 * Returns: (transfer floating): the widget.
 * Thread: main
 */
GtkWidget *
uke_mini_month_new (void)
{
  return g_object_new (UKE_TYPE_MINI_MONTH, NULL);
}

/**
 * Shows the month of a day.
 * @self: the month
 * @selected: the day that is marked
 * @today: the day that is ringed
 *
 * Thread: main
 */
void
uke_mini_month_show (UkeMiniMonth *self, UkeDate selected, UkeDate today)
{
  g_return_if_fail (UKE_IS_MINI_MONTH (self));

  UkeDate month = first_of_month (selected);
  gboolean is_other = month != self->month;

  self->selected = selected;
  self->today = today;
  self->month = month;
  if (is_other) {
    memset (self->loads, 0, sizeof self->loads);
    g_signal_emit (self, signals[SIGNAL_RANGE_CHANGED], 0);
  }
  g_autofree char *label = uke_era_format_western (selected);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * The first day in view: the Sunday on or before the first of the month.
 * @self: the month
 *
 * Returns: the day.
 * Thread: main
 */
UkeDate
uke_mini_month_get_first (UkeMiniMonth *self)
{
  g_return_val_if_fail (UKE_IS_MINI_MONTH (self), 0);

  return self->month - uke_date_weekday (self->month);
}

/**
 * Tells how full the days in view are.
 * @self: the month
 * @loads: (array length=n_loads): from uke_mini_month_get_first() on
 * @n_loads: how many
 *
 * Thread: main
 */
void
uke_mini_month_set_loads (UkeMiniMonth *self, const UkeMonthLoad *loads, unsigned n_loads)
{
  g_return_if_fail (UKE_IS_MINI_MONTH (self));

  memcpy (self->loads, loads, sizeof *loads * MIN (n_loads, UKE_MINI_MONTH_N_DAYS));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * Turns to another month without choosing a day of it.
 * @self: the month
 * @n_months: forwards; negative: backwards
 *
 * Thread: main
 */
void
uke_mini_month_step (UkeMiniMonth *self, int n_months)
{
  g_return_if_fail (UKE_IS_MINI_MONTH (self));

  self->month = uke_date_add_months (self->month, n_months);
  memset (self->loads, 0, sizeof self->loads);
  g_signal_emit (self, signals[SIGNAL_RANGE_CHANGED], 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * The month in view.
 * @self: the month
 *
 * Returns: its first day.
 * Thread: main
 */
UkeDate
uke_mini_month_get_month (UkeMiniMonth *self)
{
  g_return_val_if_fail (UKE_IS_MINI_MONTH (self), 0);

  return self->month;
}
