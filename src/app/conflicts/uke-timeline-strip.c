/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/conflicts/uke-timeline-strip.h"

#include <glib/gi18n.h>

enum { DOT_PX = 14, LINE_PX = 4, GAP_PX = 3, DASH_PX = 6, MIN_COLUMN_PX = 90 };

/* One event. */
typedef struct {
  char *time;         /* (owned) */
  char *text;         /* (owned) */
  const char *colour; /* a colour of the stylesheet */
  gboolean begins_cut;
  gboolean ends_cut;
} Event;

struct _UkeTimelineStrip {
  GtkWidget parent_instance;

  GArray *events;       /* (owned) (element-type Event) */
  GString *description; /* (owned) */
  PangoLayout *layout;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (UkeTimelineStrip, uke_timeline_strip, GTK_TYPE_WIDGET)

static void
clear_event (gpointer data)
{
  Event *event = data;

  g_free (event->time);
  g_free (event->text);
}

static PangoLayout *
get_layout (UkeTimelineStrip *self)
{
  if (self->layout == NULL) {
    self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
    pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_alignment (self->layout, PANGO_ALIGN_CENTER);
  }
  return self->layout;
}

static int
get_line_height (UkeTimelineStrip *self)
{
  PangoLayout *layout = get_layout (self);
  int height;

  pango_layout_set_text (layout, "10:00", -1);
  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

static GdkRGBA
get_colour (UkeTimelineStrip *self, const char *name)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA colour;

  if (!gtk_style_context_lookup_color (style, name, &colour))
    gtk_style_context_get_color (style, &colour);
  return colour;
}

/* Events stand in columns of the same width: who came first counts, not by how many seconds. */
static float
get_x (UkeTimelineStrip *self, unsigned nth)
{
  float column = (float)gtk_widget_get_width (GTK_WIDGET (self)) / (float)self->events->len;

  return column * ((float)nth + 0.5f);
}

static void
draw_stretch (GtkSnapshot *snapshot,
              float from,
              float to,
              float y,
              gboolean is_cut,
              const GdkRGBA *colour)
{
  const float step = is_cut ? DASH_PX + GAP_PX : to - from;
  const float length = is_cut ? DASH_PX : to - from;

  for (float x = from; x < to; x += step) {
    graphene_rect_t dash
        = GRAPHENE_RECT_INIT (x, y - LINE_PX / 2.0f, MIN (length, to - x), LINE_PX);

    gtk_snapshot_append_color (snapshot, colour, &dash);
    if (step <= 0)
      break;
  }
}

static void
draw_line (UkeTimelineStrip *self, GtkSnapshot *snapshot, float y)
{
  GdkRGBA track = get_colour (self, "window_fg_color"), cut = get_colour (self, "uk_err_text");
  float x = 0;
  gboolean is_cut = FALSE;

  track.alpha = 0.1f;
  for (unsigned i = 0; i < self->events->len; i++) {
    const Event *event = &g_array_index (self->events, Event, i);

    draw_stretch (snapshot, x, get_x (self, i), y, is_cut, is_cut ? &cut : &track);
    x = get_x (self, i);
    if (event->begins_cut)
      is_cut = TRUE;
    if (event->ends_cut)
      is_cut = FALSE;
  }
  draw_stretch (snapshot, x, (float)gtk_widget_get_width (GTK_WIDGET (self)), y, is_cut,
                is_cut ? &cut : &track);
}

static void
draw_dot (UkeTimelineStrip *self, GtkSnapshot *snapshot, float x, float y, const char *colour)
{
  graphene_rect_t area = GRAPHENE_RECT_INIT (x - DOT_PX / 2.0f, y - DOT_PX / 2.0f, DOT_PX, DOT_PX);
  GdkRGBA fill = get_colour (self, colour);
  GskRoundedRect circle;

  gsk_rounded_rect_init_from_rect (&circle, &area, DOT_PX / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  gtk_snapshot_append_color (snapshot, &fill, &area);
  gtk_snapshot_pop (snapshot);
}

static void
draw_text (UkeTimelineStrip *self,
           GtkSnapshot *snapshot,
           const char *text,
           gboolean is_bold,
           float centre,
           float top)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
  PangoLayout *layout = get_layout (self);
  int column = gtk_widget_get_width (GTK_WIDGET (self)) / (int)self->events->len;
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  if (is_bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_width (layout, MAX (column - 6, 1) * PANGO_SCALE);
  gtk_snapshot_render_layout (snapshot, style, (double)centre - (column - 6) / 2.0, (double)top,
                              layout);
}

static void
uke_timeline_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UkeTimelineStrip *self = UKE_TIMELINE_STRIP (widget);
  float line = (float)get_line_height (self);
  float y = line + GAP_PX + DOT_PX / 2.0f;

  if (self->events->len == 0)
    return;
  draw_line (self, snapshot, y);
  for (unsigned i = 0; i < self->events->len; i++) {
    const Event *event = &g_array_index (self->events, Event, i);
    float x = get_x (self, i);

    draw_dot (self, snapshot, x, y, event->colour);
    draw_text (self, snapshot, event->time, TRUE, x, 0);
    draw_text (self, snapshot, event->text, FALSE, x, line + 2 * GAP_PX + DOT_PX);
  }
}

static void
uke_timeline_strip_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  UkeTimelineStrip *self = UKE_TIMELINE_STRIP (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = *natural = MIN_COLUMN_PX * (int)MAX (self->events->len, 1);
    return;
  }
  *minimum = *natural = 2 * get_line_height (self) + 2 * GAP_PX + DOT_PX;
}

static void
uke_timeline_strip_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (uke_timeline_strip_parent_class)->css_changed (widget, change);
  g_clear_object (&UKE_TIMELINE_STRIP (widget)->layout);
  gtk_widget_queue_resize (widget);
}

static void
uke_timeline_strip_finalize (GObject *object)
{
  UkeTimelineStrip *self = UKE_TIMELINE_STRIP (object);

  g_clear_object (&self->layout);
  g_array_unref (self->events);
  g_string_free (self->description, TRUE);
  G_OBJECT_CLASS (uke_timeline_strip_parent_class)->finalize (object);
}

static void
uke_timeline_strip_class_init (UkeTimelineStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = uke_timeline_strip_finalize;
  widget_class->snapshot = uke_timeline_strip_snapshot;
  widget_class->measure = uke_timeline_strip_measure;
  widget_class->css_changed = uke_timeline_strip_css_changed;
  gtk_widget_class_set_css_name (widget_class, "timelinestrip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
uke_timeline_strip_init (UkeTimelineStrip *self)
{
  self->events = g_array_new (FALSE, FALSE, sizeof (Event));
  g_array_set_clear_func (self->events, clear_event);
  self->description = g_string_new (NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-caption");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What happened"), -1);
}

/**
 * uke_timeline_strip_new:
 *
 * Returns: (transfer floating): an empty strip
 * Thread: main
 */
GtkWidget *
uke_timeline_strip_new (void)
{
  return g_object_new (UKE_TYPE_TIMELINE_STRIP, NULL);
}

/**
 * uke_timeline_strip_clear:
 * @self: a strip
 *
 * Thread: main
 */
void
uke_timeline_strip_clear (UkeTimelineStrip *self)
{
  g_return_if_fail (UKE_IS_TIMELINE_STRIP (self));

  g_array_set_size (self->events, 0);
  g_string_truncate (self->description, 0);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * uke_timeline_strip_add:
 * @self: a strip
 * @time: when, as it is shown
 * @text: what happened
 * @colour: name of a colour of the stylesheet
 * @begins_cut: whether a desk was cut off from here on
 * @ends_cut: whether it was connected again here
 *
 * Thread: main
 */
void
uke_timeline_strip_add (UkeTimelineStrip *self,
                        const char *time,
                        const char *text,
                        const char *colour,
                        gboolean begins_cut,
                        gboolean ends_cut)
{
  Event event = { g_strdup (time), g_strdup (text), colour, begins_cut, ends_cut };

  g_return_if_fail (UKE_IS_TIMELINE_STRIP (self));

  g_array_append_val (self->events, event);
  g_string_append_printf (self->description, "%s%s %s", self->description->len > 0 ? "、" : "",
                          time, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->description->str, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * uke_timeline_strip_get_description:
 * @self: a strip
 *
 * Returns: (transfer none): the same in words
 * Thread: main
 */
const char *
uke_timeline_strip_get_description (UkeTimelineStrip *self)
{
  g_return_val_if_fail (UKE_IS_TIMELINE_STRIP (self), NULL);

  return self->description->str;
}
