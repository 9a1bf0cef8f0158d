/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/calendar/uke-day-view.h"

#include "app/calendar/uke-day-heads.h"

#include <glib/gi18n.h>

struct _UkeDayView {
  GtkWidget parent_instance;

  UkeDayGrid *grid;            /* (unowned) */
  UkeDayHeads *heads;          /* (unowned) */
  UkeDayGutter *gutter;        /* (unowned) */
  GtkScrolledWindow *scroller; /* (unowned): of the grid */
  int scroll_min;              /* where to scroll when the size is known; -1: nowhere */
  int from_min;
  int to_min;
};

G_DEFINE_FINAL_TYPE (UkeDayView, uke_day_view, GTK_TYPE_WIDGET)

/* Heads and gutter follow the grid's adjustments and show no scrollbar of their own. There is
 * nothing in them to do, so the keyboard passes them by. */
static GtkWidget *
add_follower (GtkWidget *child, GtkScrolledWindow *leader, gboolean is_horizontal)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller),
                                  is_horizontal ? GTK_POLICY_EXTERNAL : GTK_POLICY_NEVER,
                                  is_horizontal ? GTK_POLICY_NEVER : GTK_POLICY_EXTERNAL);
  if (is_horizontal)
    gtk_scrolled_window_set_hadjustment (GTK_SCROLLED_WINDOW (scroller),
                                         gtk_scrolled_window_get_hadjustment (leader));
  else
    gtk_scrolled_window_set_vadjustment (GTK_SCROLLED_WINDOW (scroller),
                                         gtk_scrolled_window_get_vadjustment (leader));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), child);
  gtk_widget_set_focusable (scroller, FALSE);
  return scroller;
}

/* How many bookings a minute at the upper edge would cut in two. */
static unsigned
count_cut (UkeDayView *self, int minute)
{
  unsigned n = 0;

  for (unsigned i = 0; i < uke_day_grid_get_n_columns (self->grid); i++) {
    UkeDayLane *lane = uke_day_grid_get_lane (self->grid, i);
    for (unsigned nth = 0; nth < uke_day_lane_get_n_blocks (lane); nth++) {
      const UkeGridEntry *entry = uke_day_lane_get_entry (lane, nth);
      n += entry->start_min < minute && minute < entry->start_min + entry->length_min;
    }
  }
  return n;
}

/* No further down than the end of the day needs, and at a line that cuts as few as possible. */
static int
choose_upper_edge (UkeDayView *self)
{
  double page = gtk_adjustment_get_page_size (gtk_scrolled_window_get_vadjustment (self->scroller));
  int room = (int)page * UKE_DAY_STEP_MIN / UKE_DAY_STEP_PX;
  int wanted = uke_day_floor (MAX (self->from_min, MIN (self->scroll_min, self->to_min - room)),
                              UKE_DAY_STEP_MIN);
  int best = wanted;

  for (int edge = wanted; edge >= MAX (self->from_min, wanted - 30); edge -= UKE_DAY_STEP_MIN) {
    if (count_cut (self, edge) < count_cut (self, best))
      best = edge;
  }
  return best;
}

static gboolean
scroll_cb (gpointer data)
{
  UkeDayView *self = data;

  if (self->scroll_min >= 0)
    gtk_adjustment_set_value (
        gtk_scrolled_window_get_vadjustment (self->scroller),
        uke_day_y_of (choose_upper_edge (self), uke_day_grid_get_first_min (self->grid)));
  self->scroll_min = -1;
  return G_SOURCE_REMOVE;
}

static void
uke_day_view_dispose (GObject *object)
{
  UkeDayView *self = UKE_DAY_VIEW (object);
  GtkWidget *child;

  g_idle_remove_by_data (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (uke_day_view_parent_class)->dispose (object);
}

static void
uke_day_view_class_init (UkeDayViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_day_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "dayview");
}

static void
uke_day_view_init (UkeDayView *self)
{
  GtkWidget *table = gtk_grid_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *corner = gtk_label_new (_ ("15-minute\nsteps"));
  GtkWidget *grid = uke_day_grid_new ();
  GtkWidget *heads = uke_day_heads_new (UKE_DAY_GRID (grid));
  GtkWidget *gutter = uke_day_gutter_new (UKE_DAY_GRID (grid));

  self->scroll_min = -1;
  self->grid = UKE_DAY_GRID (grid);
  self->heads = UKE_DAY_HEADS (heads);
  self->gutter = UKE_DAY_GUTTER (gutter);
  self->scroller = GTK_SCROLLED_WINDOW (scroller);

  gtk_scrolled_window_set_child (self->scroller, grid);
  /* The grid scrolls by times: a new block has no place yet when it takes the focus. */
  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (gtk_scrolled_window_get_child (self->scroller)),
                                    FALSE);
  gtk_widget_set_hexpand (scroller, TRUE);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_label_set_justify (GTK_LABEL (corner), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (corner, "uk-caption");
  gtk_widget_add_css_class (corner, "uk-day-corner");
  gtk_widget_add_css_class (corner, "uk-secondary");

  GtkWidget *head_scroller = add_follower (heads, self->scroller, TRUE);
  GtkWidget *gutter_scroller = add_follower (gutter, self->scroller, FALSE);
  gtk_widget_add_css_class (head_scroller, "uk-dayheads");
  gtk_widget_add_css_class (gutter_scroller, "uk-daygutter");
  gtk_grid_attach (GTK_GRID (table), corner, 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (table), head_scroller, 1, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (table), gutter_scroller, 0, 1, 1, 1);
  gtk_grid_attach (GTK_GRID (table), scroller, 1, 1, 1, 1);
  gtk_widget_set_parent (table, GTK_WIDGET (self));
}

/**
 * Makes an empty day.
 *
 * Returns: (transfer floating): the view.
 * Thread: main
 */
GtkWidget *
uke_day_view_new (void)
{
  return g_object_new (UKE_TYPE_DAY_VIEW, NULL);
}

/**
 * The grid inside.
 * @self: the view
 *
 * Returns: (transfer none): the grid.
 * Thread: main
 */
UkeDayGrid *
uke_day_view_get_grid (UkeDayView *self)
{
  g_return_val_if_fail (UKE_IS_DAY_VIEW (self), NULL);

  return self->grid;
}

/**
 * Shows a day.
 * @self: the view
 * @first_min: minute of the day at the upper edge
 * @last_min: minute at the lower edge
 * @columns: (transfer full) (element-type UkeGridColumn): the columns
 *
 * Thread: main
 */
void
uke_day_view_show (UkeDayView *self, int first_min, int last_min, GPtrArray *columns)
{
  g_return_if_fail (UKE_IS_DAY_VIEW (self));

  uke_day_grid_show (self->grid, first_min, last_min, columns);
  uke_day_heads_update (self->heads);
  gtk_widget_queue_resize (GTK_WIDGET (self->gutter));
}

/**
 * Moves line and pill of the present.
 * @self: the view
 * @now_min: minute of the day; -1 when the day in view is not today
 *
 * Thread: main
 */
void
uke_day_view_set_now (UkeDayView *self, int now_min)
{
  g_return_if_fail (UKE_IS_DAY_VIEW (self));

  uke_day_grid_set_now (self->grid, now_min);
  uke_day_gutter_set_now (self->gutter, now_min);
}

/**
 * Scrolls so that a minute stands at the upper edge, or earlier where the rest of the day has room.
 * @self: the view
 * @minute: minute of the day
 * @from_min: when the day begins
 * @to_min: when it ends
 *
 * Thread: main
 */
void
uke_day_view_scroll_to (UkeDayView *self, int minute, int from_min, int to_min)
{
  g_return_if_fail (UKE_IS_DAY_VIEW (self));

  gboolean is_due = self->scroll_min >= 0;
  self->scroll_min = MAX (minute, 0);
  self->from_min = from_min;
  self->to_min = to_min;
  if (!is_due)
    g_idle_add_full (GDK_PRIORITY_REDRAW + 10, scroll_cb, self, NULL);
}
