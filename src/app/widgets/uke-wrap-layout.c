/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "app/widgets/uke-wrap-layout.h"

struct _UkeWrapLayout {
  GtkLayoutManager parent_instance;

  int spacing; /* px, between children and between lines */
};

G_DEFINE_FINAL_TYPE (UkeWrapLayout, uke_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

/* Where the lines break at a width. Returns the height; children are put into place when asked. */
static int
set_lines (UkeWrapLayout *self, GtkWidget *widget, int width, gboolean is_placing)
{
  int x = 0, y = 0, line_height = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    int minimum, natural, height, child_width;

    if (!gtk_widget_should_layout (child))
      continue;
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
    child_width = MAX (minimum, MIN (natural, width));
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, child_width, NULL, &height, NULL, NULL);
    if (x > 0 && x + child_width > width) {
      x = 0;
      y += line_height + self->spacing;
      line_height = 0;
    }
    if (is_placing) {
      GtkAllocation place = { x, y, child_width, height };

      if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
        place.x = width - x - child_width;
      gtk_widget_size_allocate (child, &place, -1);
    }
    x += child_width + self->spacing;
    line_height = MAX (line_height, height);
  }
  return y + line_height;
}

static GtkSizeRequestMode
uke_wrap_layout_get_request_mode (GtkLayoutManager *layout, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (UkeWrapLayout *self, GtkWidget *widget, int *out_minimum, int *out_natural)
{
  int n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    int minimum, natural;

    if (!gtk_widget_should_layout (child))
      continue;
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
    *out_minimum = MAX (*out_minimum, minimum);
    *out_natural += natural + (n++ > 0 ? self->spacing : 0);
  }
}

static void
uke_wrap_layout_measure (GtkLayoutManager *layout,
                         GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  UkeWrapLayout *self = UKE_WRAP_LAYOUT (layout);
  int least = 0, most = 0;

  measure_width (self, widget, &least, &most);
  if (orientation == GTK_ORIENTATION_VERTICAL) {
    int width = for_size >= 0 ? MAX (for_size, least) : most;

    least = most = set_lines (self, widget, width, FALSE);
  }
  *minimum = least;
  *natural = most;
}

static void
uke_wrap_layout_allocate (GtkLayoutManager *layout,
                          GtkWidget *widget,
                          int width,
                          int height,
                          int baseline)
{
  set_lines (UKE_WRAP_LAYOUT (layout), widget, width, TRUE);
}

static void
uke_wrap_layout_class_init (UkeWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = uke_wrap_layout_get_request_mode;
  layout_class->measure = uke_wrap_layout_measure;
  layout_class->allocate = uke_wrap_layout_allocate;
}

static void
uke_wrap_layout_init (UkeWrapLayout *self)
{
}

/**
 * uke_wrap_layout_new:
 * @spacing: px between children and between lines
 *
 * Returns: (transfer full): the layout
 * Thread: main
 */
GtkLayoutManager *
uke_wrap_layout_new (int spacing)
{
  UkeWrapLayout *self = g_object_new (UKE_TYPE_WRAP_LAYOUT, NULL);

  self->spacing = spacing;
  return GTK_LAYOUT_MANAGER (self);
}
