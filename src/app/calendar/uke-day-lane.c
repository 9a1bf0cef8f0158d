/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/calendar/uke-day-lane.h"

#include "app/widgets/uke-glyphs.h"

#include <glib/gi18n.h>

#define MIN_WIDTH_PX 104
#define GAP_PX 2

/* What this desk has reserved: its outline. */
#define OWN_GAP_PX 3
#define OWN_TIGHT_GAP_PX 1
#define OWN_LINE_PX 1.5
#define NO_TIME (-1)

struct _UkeDayLane {
  GtkWidget parent_instance;

  UkeGridColumn *column; /* (owned) (nullable) */
  GPtrArray *blocks;     /* (unowned): children; those beyond the entries are hidden spares */
  UkeDaySpan *spans;     /* (owned): one an entry */
  GPtrArray *reasons;    /* (owned) (element-type PangoLayout): one a stretch, NULL without text */
  int first_min;
  int last_min;
  int now_min; /* NO_TIME when it is not today */
};

G_DEFINE_FINAL_TYPE (UkeDayLane, uke_day_lane, GTK_TYPE_WIDGET)

static void
clear_stretch (gpointer data)
{
  g_free (((UkeGridStretch *)data)->reason);
}

static void
clear_entry (gpointer data)
{
  uke_block_facts_clear (&((UkeGridEntry *)data)->facts);
}

/**
 * Makes a column without anything in it.
 *
 * Returns: (transfer full): the column.
 * Thread: main
 */
UkeGridColumn *
uke_grid_column_new (void)
{
  UkeGridColumn *self = g_new0 (UkeGridColumn, 1);

  self->capacity = 1;
  self->off = g_array_new (FALSE, TRUE, sizeof (UkeGridStretch));
  g_array_set_clear_func (self->off, clear_stretch);
  self->entries = g_array_new (FALSE, TRUE, sizeof (UkeGridEntry));
  g_array_set_clear_func (self->entries, clear_entry);
  return self;
}

/**
 * Frees a column with its entries.
 * @self: (transfer full) (nullable): the column
 *
 * Thread: main
 */
void
uke_grid_column_free (UkeGridColumn *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->place);
  g_free (self->label);
  g_array_unref (self->off);
  g_array_unref (self->entries);
  g_free (self);
}

/**
 * Adds time that can't be booked.
 * @self: the column
 * @from_min: from this minute of the day
 * @to_min: to this one
 * @reason: (nullable): why, in words
 *
 * Thread: main
 */
void
uke_grid_column_add_off (UkeGridColumn *self, int from_min, int to_min, const char *reason)
{
  UkeGridStretch stretch = { from_min, to_min, g_strdup (reason) };

  if (from_min < to_min)
    g_array_append_val (self->off, stretch);
  else
    g_free (stretch.reason);
}

/**
 * Adds time that a desk keeps for now.
 * @self: the column
 * @from_min: from this minute of the day
 * @to_min: to this one
 * @reason: who keeps it, in words
 * @is_own: this desk does, so that it is free here
 *
 * Thread: main
 */
void
uke_grid_column_add_kept (UkeGridColumn *self,
                          int from_min,
                          int to_min,
                          const char *reason,
                          gboolean is_own)
{
  unsigned n = self->off->len;

  uke_grid_column_add_off (self, from_min, to_min, reason);
  if (self->off->len > n) {
    g_array_index (self->off, UkeGridStretch, n).is_kept = TRUE;
    g_array_index (self->off, UkeGridStretch, n).is_own = is_own;
  }
}

/* What a screen reader says of times that desks keep: they are drawn, not widgets. */
static char *
describe_kept (const UkeGridColumn *column)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < column->off->len; i++) {
    const UkeGridStretch *kept = &g_array_index (column->off, UkeGridStretch, i);

    if (!kept->is_kept)
      continue;
    if (text->len > 0)
      g_string_append (text, _ ("; "));
    g_string_append_printf (text, C_ ("accessible name of a kept time", "%d:%02d to %d:%02d, %s"),
                            kept->from_min / 60, kept->from_min % 60, kept->to_min / 60,
                            kept->to_min % 60, kept->reason);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
drop_reasons (UkeDayLane *self)
{
  g_clear_pointer (&self->reasons, g_ptr_array_unref);
}

static void
free_layout (gpointer layout)
{
  if (layout != NULL)
    g_object_unref (layout);
}

static void
make_reasons (UkeDayLane *self)
{
  self->reasons = g_ptr_array_new_with_free_func (free_layout);
  for (guint i = 0; i < self->column->off->len; i++) {
    const char *reason = g_array_index (self->column->off, UkeGridStretch, i).reason;
    PangoLayout *layout = NULL;
    if (reason != NULL) {
      layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), reason);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
      pango_layout_set_single_paragraph_mode (layout, TRUE);
    }
    g_ptr_array_add (self->reasons, layout);
  }
}

/* What this desk has reserved is free here: it stays as bright as free time, without the hatch of
 * time that is not, and a broken outline tells it from a booking. */
static void
draw_own (GtkWidget *widget, GtkSnapshot *snapshot, const graphene_rect_t *bounds)
{
  const double dashes[] = { 5, 3 };
  GdkRGBA ground = uke_colour (widget, "view_bg_color"),
          edge = uke_colour (widget, "accent_bg_color");
  graphene_rect_t inner;
  cairo_t *cairo;

  gtk_snapshot_append_color (snapshot, &ground, bounds);
  /* In a quarter of an hour the words need the room that is between the lines. */
  graphene_rect_inset_r (bounds, OWN_GAP_PX,
                         bounds->size.height > UKE_DAY_STEP_PX ? OWN_GAP_PX : OWN_TIGHT_GAP_PX,
                         &inner);
  cairo = gtk_snapshot_append_cairo (snapshot, bounds);
  gdk_cairo_set_source_rgba (cairo, &edge);
  cairo_set_line_width (cairo, OWN_LINE_PX);
  cairo_set_dash (cairo, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_rectangle (cairo, (double)inner.origin.x, (double)inner.origin.y, (double)inner.size.width,
                   (double)inner.size.height);
  cairo_stroke (cairo);
  cairo_destroy (cairo);
}

/* Nobody books where it is closed, nor what another desk keeps. */
static void
draw_stretch (GtkWidget *widget,
              GtkSnapshot *snapshot,
              const UkeGridStretch *stretch,
              const graphene_rect_t *bounds)
{
  GdkRGBA ground = uke_colour (widget, stretch->is_kept ? "uk_warn_tint" : "uk_off_bg");
  GdkRGBA line;

  if (stretch->is_own) {
    draw_own (widget, snapshot, bounds);
    return;
  }
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &line);
  line.alpha = 0.045f;
  uke_hatch_snapshot (snapshot, bounds, &ground, &line);
}

static GdkRGBA
get_reason_colour (GtkWidget *widget, const UkeGridStretch *stretch)
{
  if (stretch->is_own)
    return uke_colour (widget, "uk_accent_text");
  return uke_colour (widget, stretch->is_kept ? "uk_warn_text" : "uk_secondary");
}

static void
draw_off (UkeDayLane *self, GtkSnapshot *snapshot, float width)
{
  GtkWidget *widget = GTK_WIDGET (self);

  if (self->reasons == NULL)
    make_reasons (self);
  for (guint i = 0; i < self->column->off->len; i++) {
    const UkeGridStretch *stretch = &g_array_index (self->column->off, UkeGridStretch, i);
    int from = MAX (stretch->from_min, self->first_min);
    int to = MIN (stretch->to_min, self->last_min);
    if (from >= to)
      continue;
    float top = (float)uke_day_y_of (from, self->first_min);
    float height = (float)uke_day_y_of (to, self->first_min) - top;
    draw_stretch (widget, snapshot, stretch, &GRAPHENE_RECT_INIT (0, top, width, height));

    PangoLayout *layout = g_ptr_array_index (self->reasons, i);
    if (layout == NULL || height < UKE_DAY_STEP_PX)
      continue;
    pango_layout_set_width (layout, (int)(width - 12) * PANGO_SCALE);
    int text_height;
    pango_layout_get_pixel_size (layout, NULL, &text_height);
    /* In a quarter of an hour there is room for the words alone, and none above them. */
    float above = CLAMP ((height - (float)text_height) / 2, 0, 5);
    gtk_snapshot_save (snapshot);
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (6, top + above));
    GdkRGBA text = get_reason_colour (widget, stretch);
    gtk_snapshot_append_layout (snapshot, layout, &text);
    gtk_snapshot_restore (snapshot);
  }
}

static void
draw_lines (UkeDayLane *self, GtkSnapshot *snapshot, float width, float height)
{
  GdkRGBA hour, half;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &hour);
  half = hour;
  hour.alpha = 0.10f;
  half.alpha = 0.05f;
  for (int minute = uke_day_floor (self->first_min + 29, 30); minute < self->last_min;
       minute += 30) {
    float y = (float)uke_day_y_of (minute, self->first_min);
    gtk_snapshot_append_color (snapshot, minute % 60 == 0 ? &hour : &half,
                               &GRAPHENE_RECT_INIT (0, y, width, 1));
  }
  gtk_snapshot_append_color (snapshot, &hour, &GRAPHENE_RECT_INIT (width - 1, 0, 1, height));
}

static void
draw_now (UkeDayLane *self, GtkSnapshot *snapshot, float width, float strength)
{
  GdkRGBA colour = uke_colour (GTK_WIDGET (self), "uk_err_text");
  float y = (float)uke_day_y_of (self->now_min, self->first_min);

  if (self->now_min < self->first_min || self->now_min >= self->last_min)
    return;
  colour.alpha *= strength;
  gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT (0, y - 1, width, 2));
}

static void
uke_day_lane_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UkeDayLane *self = UKE_DAY_LANE (widget);
  float width = (float)gtk_widget_get_width (widget);
  float height = (float)gtk_widget_get_height (widget);

  if (self->column == NULL)
    return;
  draw_off (self, snapshot, width);
  draw_lines (self, snapshot, width, height);
  draw_now (self, snapshot, width, 1.0f);
  for (guint i = 0; i < self->column->entries->len; i++)
    gtk_widget_snapshot_child (widget, g_ptr_array_index (self->blocks, i), snapshot);
  draw_now (self, snapshot, width, 0.3f);
}

static void
uke_day_lane_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  UkeDayLane *self = UKE_DAY_LANE (widget);

  for (guint i = 0; i < self->blocks->len; i++) {
    int ignored;
    GtkWidget *block = g_ptr_array_index (self->blocks, i);
    gtk_widget_measure (block, orientation, -1, &ignored, &ignored, NULL, NULL);
  }
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL
                            ? MIN_WIDTH_PX
                            : uke_day_y_of (self->last_min, self->first_min);
}

static void
uke_day_lane_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  UkeDayLane *self = UKE_DAY_LANE (widget);
  int room = width - 1 - 2 * GAP_PX;

  for (guint i = 0; self->column != NULL && i < self->column->entries->len; i++) {
    const UkeDaySpan *span = &self->spans[i];
    int left = GAP_PX + room * span->lane / span->n_lanes;
    int right = GAP_PX + room * (span->lane + 1) / span->n_lanes;
    int top = uke_day_y_of (span->start_min, self->first_min) + 1;
    int bottom = uke_day_y_of (span->start_min + span->length_min, self->first_min) - 1;
    int gap = span->lane + 1 < span->n_lanes ? GAP_PX : 0;

    gtk_widget_size_allocate (
        g_ptr_array_index (self->blocks, i),
        &(GtkAllocation){ left, top, MAX (right - left - gap, 8), MAX (bottom - top, 8) }, -1);
  }
}

static void
uke_day_lane_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (uke_day_lane_parent_class)->css_changed (widget, change);
  drop_reasons (UKE_DAY_LANE (widget));
  gtk_widget_queue_draw (widget);
}

static void
uke_day_lane_dispose (GObject *object)
{
  UkeDayLane *self = UKE_DAY_LANE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_ptr_array_set_size (self->blocks, 0);
  drop_reasons (self);
  g_clear_pointer (&self->column, uke_grid_column_free);
  G_OBJECT_CLASS (uke_day_lane_parent_class)->dispose (object);
}

static void
uke_day_lane_finalize (GObject *object)
{
  UkeDayLane *self = UKE_DAY_LANE (object);

  g_ptr_array_unref (self->blocks);
  g_free (self->spans);
  G_OBJECT_CLASS (uke_day_lane_parent_class)->finalize (object);
}

static void
uke_day_lane_class_init (UkeDayLaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = uke_day_lane_dispose;
  object_class->finalize = uke_day_lane_finalize;
  widget_class->snapshot = uke_day_lane_snapshot;
  widget_class->measure = uke_day_lane_measure;
  widget_class->size_allocate = uke_day_lane_size_allocate;
  widget_class->css_changed = uke_day_lane_css_changed;
  gtk_widget_class_set_css_name (widget_class, "daylane");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
uke_day_lane_init (UkeDayLane *self)
{
  self->blocks = g_ptr_array_new ();
  self->first_min = 8 * 60;
  self->last_min = 19 * 60;
  self->now_min = NO_TIME;
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-caption");
}

/**
 * Makes an empty lane.
 *
 * Returns: (transfer floating): the lane.
 * Thread: main
 */
GtkWidget *
uke_day_lane_new (void)
{
  return g_object_new (UKE_TYPE_DAY_LANE, NULL);
}

/**
 * Sets which part of the day is shown.
 * @self: the lane
 * @first_min: minute of the day at the upper edge
 * @last_min: at the lower edge
 *
 * Thread: main
 */
void
uke_day_lane_set_range (UkeDayLane *self, int first_min, int last_min)
{
  g_return_if_fail (UKE_IS_DAY_LANE (self) && first_min < last_min);

  if (self->first_min == first_min && self->last_min == last_min)
    return;
  self->first_min = first_min;
  self->last_min = last_min;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
pack (UkeDayLane *self)
{
  GArray *entries = self->column->entries;

  g_free (self->spans);
  self->spans = g_new0 (UkeDaySpan, entries->len);
  for (guint i = 0; i < entries->len; i++) {
    const UkeGridEntry *entry = &g_array_index (entries, UkeGridEntry, i);
    self->spans[i].start_min = entry->start_min;
    self->spans[i].length_min = MAX (entry->length_min, 5);
    self->spans[i].takes_slot = entry->takes_slot;
  }
  uke_day_pack (self->spans, entries->len, self->column->capacity);
}

static UkeEventBlock *
ensure_block (UkeDayLane *self, guint nth)
{
  if (nth == self->blocks->len) {
    GtkWidget *block = uke_event_block_new ();
    gtk_widget_set_parent (block, GTK_WIDGET (self));
    g_ptr_array_add (self->blocks, block);
  }
  return g_ptr_array_index (self->blocks, nth);
}

/**
 * Shows a column of a day.
 * @self: the lane
 * @column: (transfer full): what to show
 *
 * Thread: main
 */
void
uke_day_lane_show (UkeDayLane *self, UkeGridColumn *column)
{
  g_autofree char *kept = NULL;

  g_return_if_fail (UKE_IS_DAY_LANE (self) && column != NULL);

  g_clear_pointer (&self->column, uke_grid_column_free);
  self->column = column;
  pack (self);
  for (guint i = 0; i < column->entries->len; i++) {
    UkeGridEntry *entry = &g_array_index (column->entries, UkeGridEntry, i);
    UkeEventBlock *block = ensure_block (self, i);
    entry->facts.is_double = entry->facts.is_double || self->spans[i].is_over;
    uke_event_block_set_facts (block, &entry->facts);
    gtk_widget_set_visible (GTK_WIDGET (block), TRUE);
  }
  for (guint i = column->entries->len; i < self->blocks->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (self->blocks, i), FALSE);

  drop_reasons (self);
  kept = describe_kept (column);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  column->label, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, kept, -1);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * Moves the line of the present.
 * @self: the lane
 * @now_min: minute of the day; -1 when the day is not today
 *
 * Thread: main
 */
void
uke_day_lane_set_now (UkeDayLane *self, int now_min)
{
  g_return_if_fail (UKE_IS_DAY_LANE (self));

  if (self->now_min == now_min)
    return;
  self->now_min = now_min;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * The column in view.
 * @self: the lane
 *
 * Returns: (transfer none) (nullable): the column; the facts of its entries stand in the blocks.
 * Thread: main
 */
UkeGridColumn *
uke_day_lane_get_column (UkeDayLane *self)
{
  g_return_val_if_fail (UKE_IS_DAY_LANE (self), NULL);

  return self->column;
}

/**
 * How many bookings the lane shows.
 * @self: the lane
 *
 * Returns: their number.
 * Thread: main
 */
unsigned
uke_day_lane_get_n_blocks (UkeDayLane *self)
{
  g_return_val_if_fail (UKE_IS_DAY_LANE (self), 0);

  return self->column != NULL ? self->column->entries->len : 0;
}

/**
 * A block of the lane.
 * @self: the lane
 * @nth: in the order of starts
 *
 * Returns: (transfer none): the block.
 * Thread: main
 */
UkeEventBlock *
uke_day_lane_get_block (UkeDayLane *self, unsigned nth)
{
  g_return_val_if_fail (UKE_IS_DAY_LANE (self) && nth < self->blocks->len, NULL);

  return g_ptr_array_index (self->blocks, nth);
}

/**
 * When a booking of the lane is.
 * @self: the lane
 * @nth: in the order of starts
 *
 * Returns: (transfer none): its entry, whose facts stand in the block.
 * Thread: main
 */
const UkeGridEntry *
uke_day_lane_get_entry (UkeDayLane *self, unsigned nth)
{
  g_return_val_if_fail (UKE_IS_DAY_LANE (self) && nth < uke_day_lane_get_n_blocks (self), NULL);

  return &g_array_index (self->column->entries, UkeGridEntry, nth);
}

/**
 * Finds a block in the lane.
 * @self: the lane
 * @block: a block
 * @out_nth: where it stands
 *
 * Returns: whether it is here.
 * Thread: main
 */
gboolean
uke_day_lane_find (UkeDayLane *self, UkeEventBlock *block, unsigned *out_nth)
{
  g_return_val_if_fail (UKE_IS_DAY_LANE (self), FALSE);

  return g_ptr_array_find (self->blocks, block, out_nth)
         && *out_nth < uke_day_lane_get_n_blocks (self);
}

/* How many bookings hold time at once within a stretch, one of them left out. */
static int
peak_within (UkeDayLane *self, int start_min, int end_min, UkeEventBlock *except)
{
  int peak = 0;

  for (int at = start_min; at < end_min; at += 5) {
    int n = 0;
    for (unsigned nth = 0; nth < uke_day_lane_get_n_blocks (self); nth++) {
      const UkeGridEntry *entry = uke_day_lane_get_entry (self, nth);
      if (entry->takes_slot && uke_day_lane_get_block (self, nth) != except
          && entry->start_min < at + 5 && at < entry->start_min + entry->length_min)
        n++;
    }
    peak = MAX (peak, n);
  }
  return peak;
}

/**
 * Says whether a time has room in this column.
 * @self: the lane
 * @start_min: minute of the day
 * @length_min: how long
 * @except: (nullable): the booking that would be moved here
 * @out_is_free: (out) (optional): whether it has
 *
 * Returns: (transfer full): the words: free, taken, or why nobody works.
 * Thread: main
 * Source: design.md 12/01
 */
char *
uke_day_lane_describe_fit (UkeDayLane *self,
                           int start_min,
                           int length_min,
                           UkeEventBlock *except,
                           gboolean *out_is_free)
{
  g_return_val_if_fail (UKE_IS_DAY_LANE (self) && self->column != NULL, NULL);

  int end_min = start_min + length_min;
  if (out_is_free != NULL)
    *out_is_free = FALSE;
  if (peak_within (self, start_min, end_min, except) >= self->column->capacity)
    return g_strdup (_ ("Taken by another booking"));
  for (guint i = 0; i < self->column->off->len; i++) {
    const UkeGridStretch *off = &g_array_index (self->column->off, UkeGridStretch, i);
    if (!off->is_own && off->from_min < end_min && start_min < off->to_min)
      return g_strdup (off->reason != NULL ? off->reason : _ ("Outside the hours"));
  }
  if (out_is_free != NULL)
    *out_is_free = TRUE;
  return g_strdup_printf (_ ("%s is free"), self->column->title);
}
