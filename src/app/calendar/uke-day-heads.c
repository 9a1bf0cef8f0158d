/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/calendar/uke-day-heads.h"

#include "app/widgets/uke-glyphs.h"

#include <glib/gi18n.h>

#define HEAD_PX 52
#define BAR_PX 3
#define FULL_PERCENT 90
#define GUTTER_PX 52

struct _UkeDayHeads {
  GtkWidget parent_instance;

  UkeDayGrid *grid; /* (owned) */
};

G_DEFINE_FINAL_TYPE (UkeDayHeads, uke_day_heads, GTK_TYPE_WIDGET)

struct _UkeDayGutter {
  GtkWidget parent_instance;

  UkeDayGrid *grid; /* (owned) */
  int now_min;
};

G_DEFINE_FINAL_TYPE (UkeDayGutter, uke_day_gutter, GTK_TYPE_WIDGET)

static PangoLayout *
make_layout (GtkWidget *widget, const char *text, gboolean is_bold, double points)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  if (is_bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_attr_list_insert (attributes, pango_attr_scale_new (points / 9.0));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  return layout;
}

static void
draw_at (GtkSnapshot *snapshot, PangoLayout *layout, float x, float baseline, const GdkRGBA *ink)
{
  float top = baseline - (float)pango_layout_get_baseline (layout) / PANGO_SCALE;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (roundf (x), roundf (top)));
  gtk_snapshot_append_layout (snapshot, layout, ink);
  gtk_snapshot_restore (snapshot);
}

/* One line of a head: a text that gives way to the figure at its right. */
static void
draw_pair (UkeDayHeads *self,
           GtkSnapshot *snapshot,
           PangoLayout *text,
           PangoLayout *figure,
           const GdkRGBA *text_ink,
           const GdkRGBA *figure_ink,
           float left,
           float right,
           float baseline)
{
  int width;

  pango_layout_get_pixel_size (figure, &width, NULL);
  draw_at (snapshot, figure, right - 6 - (float)width, baseline, figure_ink);
  pango_layout_set_width (text, (int)(right - left - 20 - (float)width) * PANGO_SCALE);
  draw_at (snapshot, text, left + 9, baseline, text_ink);
}

static void
draw_bar (UkeDayHeads *self,
          GtkSnapshot *snapshot,
          const UkeGridColumn *column,
          float left,
          float width)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GdkRGBA track, colour;
  float filled = width * (float)CLAMP (column->fill_percent, 0, 100) / 100.0f;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &track);
  track.alpha = 0.09f;
  colour = uke_colour (widget,
                       column->fill_percent >= FULL_PERCENT ? "uk_full_bar" : "accent_bg_color");
  gtk_snapshot_append_color (snapshot, &track,
                             &GRAPHENE_RECT_INIT (left, HEAD_PX - BAR_PX, width, BAR_PX));
  gtk_snapshot_append_color (snapshot, &colour,
                             &GRAPHENE_RECT_INIT (left, HEAD_PX - BAR_PX, filled, BAR_PX));
}

/* Without the mark 100 % would look like a column that is merely busy. */
static char *
format_fill (int percent)
{
  if (percent == UKE_GRID_FILL_UNKNOWN)
    return g_strdup (_ ("Hours not set"));
  if (percent == UKE_GRID_FILL_NONE)
    return g_strdup ("");
  return g_strdup_printf (percent >= 100 ? "%d%% !" : "%d%%", percent);
}

static void
draw_head (UkeDayHeads *self, GtkSnapshot *snapshot, unsigned nth, float left, float right)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const UkeGridColumn *column = uke_day_lane_get_column (uke_day_grid_get_lane (self->grid, nth));
  gboolean is_full = column->fill_percent >= FULL_PERCENT;
  GdkRGBA ink, quiet = uke_colour (widget, "uk_secondary");
  GdkRGBA fill_ink = is_full ? uke_colour (widget, "uk_orange_text") : quiet;
  g_autofree char *count = g_strdup_printf (
      g_dngettext (NULL, "%u booking", "%u bookings", column->count), column->count);
  g_autofree char *fill = format_fill (column->fill_percent);
  g_autoptr (PangoLayout) title = make_layout (widget, column->title, TRUE, 10.5);
  g_autoptr (PangoLayout) n = make_layout (widget, count, FALSE, 9.5);
  g_autoptr (PangoLayout) place = make_layout (widget, column->place, FALSE, 9.5);
  g_autoptr (PangoLayout) percent = make_layout (widget, fill, is_full, 9.5);

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  draw_pair (self, snapshot, title, n, &ink, &quiet, left, right, 22);
  draw_pair (self, snapshot, place, percent, &quiet, &fill_ink, left, right, 41);
  draw_bar (self, snapshot, column, left, right - left - 1);
  ink.alpha = 0.10f;
  gtk_snapshot_append_color (snapshot, &ink, &GRAPHENE_RECT_INIT (right - 1, 6, 1, HEAD_PX - 6));
}

static void
uke_day_heads_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UkeDayHeads *self = UKE_DAY_HEADS (widget);
  unsigned n = uke_day_grid_get_n_columns (self->grid);

  for (unsigned i = 0; i < n; i++) {
    int left, right;
    uke_day_grid_column_edges (gtk_widget_get_width (widget), i, n, &left, &right);
    draw_head (self, snapshot, i, (float)left, (float)right);
  }
}

static void
uke_day_heads_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  UkeDayHeads *self = UKE_DAY_HEADS (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    gtk_widget_measure (GTK_WIDGET (self->grid), orientation, -1, minimum, natural, NULL, NULL);
  else
    *minimum = *natural = HEAD_PX;
}

static void
uke_day_heads_dispose (GObject *object)
{
  g_clear_object (&UKE_DAY_HEADS (object)->grid);
  G_OBJECT_CLASS (uke_day_heads_parent_class)->dispose (object);
}

static void
uke_day_heads_class_init (UkeDayHeadsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_day_heads_dispose;
  widget_class->snapshot = uke_day_heads_snapshot;
  widget_class->measure = uke_day_heads_measure;
  gtk_widget_class_set_css_name (widget_class, "dayheads");
  /* What it shows, the lanes say: their accessible names hold the same words. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
uke_day_heads_init (UkeDayHeads *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-caption");
}

/**
 * Makes the heads of a grid.
 * @grid: the grid
 *
 * Returns: (transfer floating): the heads.
 * Thread: main
 */
GtkWidget *
uke_day_heads_new (UkeDayGrid *grid)
{
  UkeDayHeads *self = g_object_new (UKE_TYPE_DAY_HEADS, NULL);

  self->grid = g_object_ref (grid);
  return GTK_WIDGET (self);
}

/**
 * Shows what the grid shows now.
 * @self: the heads
 *
 * Thread: main
 */
void
uke_day_heads_update (UkeDayHeads *self)
{
  g_return_if_fail (UKE_IS_DAY_HEADS (self));

  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
draw_pill (UkeDayGutter *self, GtkSnapshot *snapshot, float y)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GdkRGBA ground = uke_colour (widget, "uk_now_bg");
  GdkRGBA ink = { 1, 1, 1, 1 };
  g_autofree char *text = g_strdup_printf ("%d:%02d", self->now_min / 60, self->now_min % 60);
  g_autoptr (PangoLayout) layout = make_layout (widget, text, TRUE, 9);
  GskRoundedRect shape;
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (2, y - 9, GUTTER_PX - 4, 18), 5);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, &ground, &shape.bounds);
  gtk_snapshot_pop (snapshot);
  draw_at (snapshot, layout, (GUTTER_PX - (float)width) / 2, y + 4, &ink);
}

static void
uke_day_gutter_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UkeDayGutter *self = UKE_DAY_GUTTER (widget);
  int first = uke_day_grid_get_first_min (self->grid);
  int last = uke_day_grid_get_last_min (self->grid);
  GdkRGBA ink = uke_colour (widget, "uk_secondary");
  float now = (float)uke_day_y_of (self->now_min, first);
  gboolean has_now = self->now_min >= first && self->now_min < last;

  for (int minute = uke_day_floor (first + 59, 60); minute < last; minute += 60) {
    g_autofree char *text = g_strdup_printf ("%d:00", minute / 60);
    g_autoptr (PangoLayout) layout = make_layout (widget, text, FALSE, 9.5);
    float y = (float)uke_day_y_of (minute, first);
    int width;
    if (minute == first || (has_now && fabsf (y - now) < 18))
      continue;
    pango_layout_get_pixel_size (layout, &width, NULL);
    draw_at (snapshot, layout, GUTTER_PX - 8 - (float)width, y + 4, &ink);
  }
  if (has_now)
    draw_pill (self, snapshot, now);
}

static void
uke_day_gutter_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  UkeDayGutter *self = UKE_DAY_GUTTER (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = GUTTER_PX;
  else
    gtk_widget_measure (GTK_WIDGET (self->grid), orientation, -1, minimum, natural, NULL, NULL);
}

static void
uke_day_gutter_dispose (GObject *object)
{
  g_clear_object (&UKE_DAY_GUTTER (object)->grid);
  G_OBJECT_CLASS (uke_day_gutter_parent_class)->dispose (object);
}

static void
uke_day_gutter_class_init (UkeDayGutterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_day_gutter_dispose;
  widget_class->snapshot = uke_day_gutter_snapshot;
  widget_class->measure = uke_day_gutter_measure;
  gtk_widget_class_set_css_name (widget_class, "daygutter");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
uke_day_gutter_init (UkeDayGutter *self)
{
  self->now_min = -1;
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-caption");
}

/**
 * Makes the hours of a grid.
 * @grid: the grid
 *
 * Returns: (transfer floating): the gutter.
 * Thread: main
 */
GtkWidget *
uke_day_gutter_new (UkeDayGrid *grid)
{
  UkeDayGutter *self = g_object_new (UKE_TYPE_DAY_GUTTER, NULL);

  self->grid = g_object_ref (grid);
  return GTK_WIDGET (self);
}

/**
 * Moves the pill of the present.
 * @self: the gutter
 * @now_min: minute of the day; -1 when the day in view is not today
 *
 * Thread: main
 */
void
uke_day_gutter_set_now (UkeDayGutter *self, int now_min)
{
  g_return_if_fail (UKE_IS_DAY_GUTTER (self));

  self->now_min = now_min;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
