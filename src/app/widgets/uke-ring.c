/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/widgets/uke-ring.h"

#include <glib/gi18n.h>
#include <math.h>

enum { RING_SIZE = 68, RING_WIDTH = 7 };

struct _UkeRing {
  GtkWidget parent_instance;

  unsigned n_done;
  unsigned n_all;
  PangoLayout *layout; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (UkeRing, uke_ring, GTK_TYPE_WIDGET)

static void
draw_arc (cairo_t *cr, double fraction, const GdkRGBA *colour)
{
  double radius = (RING_SIZE - RING_WIDTH) / 2.0;

  gdk_cairo_set_source_rgba (cr, colour);
  cairo_arc (cr, RING_SIZE / 2.0, RING_SIZE / 2.0, radius, -G_PI_2, -G_PI_2 + 2 * G_PI * fraction);
  cairo_stroke (cr);
}

static void
uke_ring_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UkeRing *self = UKE_RING (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, RING_SIZE, RING_SIZE);
  GdkRGBA text, track, done;
  g_autofree char *number = g_strdup_printf ("%u", self->n_done);
  int width, height;
  cairo_t *cr;

  gtk_style_context_get_color (style, &text);
  track = text;
  track.alpha = 0.12f;
  if (!gtk_style_context_lookup_color (style, "success_bg_color", &done))
    done = text;

  cr = gtk_snapshot_append_cairo (snapshot, &area);
  cairo_set_line_width (cr, RING_WIDTH);
  draw_arc (cr, 1.0, &track);
  if (self->n_all > 0 && self->n_done > 0)
    draw_arc (cr, MIN (1.0, (double)self->n_done / self->n_all), &done);
  cairo_destroy (cr);

  if (self->layout == NULL)
    self->layout = gtk_widget_create_pango_layout (widget, NULL);
  pango_layout_set_text (self->layout, number, -1);
  pango_layout_get_pixel_size (self->layout, &width, &height);
  gtk_snapshot_render_layout (snapshot, style, (RING_SIZE - width) / 2.0,
                              (RING_SIZE - height) / 2.0, self->layout);
}

static void
uke_ring_measure (GtkWidget *widget,
                  GtkOrientation orientation,
                  int for_size,
                  int *minimum,
                  int *natural,
                  int *minimum_baseline,
                  int *natural_baseline)
{
  *minimum = *natural = RING_SIZE;
}

static void
uke_ring_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (uke_ring_parent_class)->css_changed (widget, change);
  g_clear_object (&UKE_RING (widget)->layout);
}

static void
uke_ring_dispose (GObject *object)
{
  g_clear_object (&UKE_RING (object)->layout);
  G_OBJECT_CLASS (uke_ring_parent_class)->dispose (object);
}

static void
uke_ring_class_init (UkeRingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_ring_dispose;
  widget_class->snapshot = uke_ring_snapshot;
  widget_class->measure = uke_ring_measure;
  widget_class->css_changed = uke_ring_css_changed;
  gtk_widget_class_set_css_name (widget_class, "uk-ring");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
uke_ring_init (UkeRing *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  uke_ring_set_progress (self, 0, 0);
}

/**
 * uke_ring_new:
 *
 * Returns: (transfer floating): an empty ring
 * Thread: main
 */
GtkWidget *
uke_ring_new (void)
{
  return g_object_new (UKE_TYPE_RING, NULL);
}

/**
 * uke_ring_set_progress:
 * @self: a ring
 * @n_done: how much is done
 * @n_all: how much there is
 *
 * Thread: main
 */
void
uke_ring_set_progress (UkeRing *self, unsigned n_done, unsigned n_all)
{
  g_autofree char *label = NULL;

  g_return_if_fail (UKE_IS_RING (self));

  self->n_done = n_done;
  self->n_all = n_all;
  label = g_strdup_printf (_ ("%u of %u done"), n_done, n_all);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
