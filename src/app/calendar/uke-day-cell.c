/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/calendar/uke-day-cell.h"

#include "app/widgets/uke-glyphs.h"

#define RADIUS_PX 6

struct _UkeDayCell {
  GtkWidget parent_instance;

  PangoLayout *times;  /* (owned) (nullable) */
  gboolean is_pointed; /* put here by the pointer: seen even where focus is not drawn */
};

G_DEFINE_FINAL_TYPE (UkeDayCell, uke_day_cell, GTK_TYPE_WIDGET)

static void
uke_day_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UkeDayCell *self = UKE_DAY_CELL (widget);
  float width = (float)gtk_widget_get_width (widget);
  float height = (float)gtk_widget_get_height (widget);
  GdkRGBA tint = uke_colour (widget, "uk_accent_tint");
  GdkRGBA line = uke_colour (widget, "accent_bg_color");
  GdkRGBA ink = uke_colour (widget, "uk_accent_text");
  GskRoundedRect shape;
  int text_height;

  if (!gtk_widget_has_visible_focus (widget) && !(self->is_pointed && gtk_widget_is_focus (widget)))
    return;
  gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (0, 0, width, height), RADIUS_PX);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, &tint, &shape.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &shape, (float[4]){ 2, 2, 2, 2 },
                              (GdkRGBA[4]){ line, line, line, line });
  if (self->times == NULL)
    return;
  pango_layout_get_pixel_size (self->times, NULL, &text_height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (8, roundf ((MIN (height, 20) - (float)text_height) / 2)));
  gtk_snapshot_append_layout (snapshot, self->times, &ink);
  gtk_snapshot_restore (snapshot);
}

static void
uke_day_cell_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  *minimum = *natural = 1;
}

static void
uke_day_cell_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  gtk_widget_queue_draw (widget);
}

static void
uke_day_cell_dispose (GObject *object)
{
  g_clear_object (&UKE_DAY_CELL (object)->times);
  G_OBJECT_CLASS (uke_day_cell_parent_class)->dispose (object);
}

static void
uke_day_cell_class_init (UkeDayCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_day_cell_dispose;
  widget_class->snapshot = uke_day_cell_snapshot;
  widget_class->measure = uke_day_cell_measure;
  widget_class->state_flags_changed = uke_day_cell_state_flags_changed;
  gtk_widget_class_set_css_name (widget_class, "daycell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
}

static void
uke_day_cell_init (UkeDayCell *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-caption");
}

/**
 * Makes a cell that says nothing yet.
 *
 * Returns: (transfer floating): the widget.
 * Thread: main
 */
GtkWidget *
uke_day_cell_new (void)
{
  return g_object_new (UKE_TYPE_DAY_CELL, NULL);
}

/**
 * Says which time the cell stands for.
 * @self: the cell
 * @times: what it shows
 * @label: what a screen reader says
 *
 * Thread: main
 */
void
uke_day_cell_show (UkeDayCell *self, const char *times, const char *label)
{
  g_return_if_fail (UKE_IS_DAY_CELL (self));

  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  g_clear_object (&self->times);
  self->times = gtk_widget_create_pango_layout (GTK_WIDGET (self), times);
  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (self->times, attributes);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * Says whether the pointer put the cell where it is.
 * @self: the cell
 * @is_pointed: whether it did
 *
 * Thread: main
 */
void
uke_day_cell_set_pointed (UkeDayCell *self, gboolean is_pointed)
{
  g_return_if_fail (UKE_IS_DAY_CELL (self));

  self->is_pointed = is_pointed;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
