/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/calendar/uke-day-grid.h"

#include "app/calendar/uke-day-grid-private.h"
#include "app/widgets/uke-glyphs.h"

#include <glib/gi18n.h>

struct _UkeDayGrid {
  GtkWidget parent_instance;

  GPtrArray *lanes; /* (unowned): children; those beyond the columns are hidden spares */
  unsigned n_columns;
  int first_min;
  int last_min;
  int now_min;
  UkeGridDrag drag;
  UkeDayCell *cell; /* (unowned): a child, over the lanes */
  UkeGridPlace place;
};

G_DEFINE_FINAL_TYPE (UkeDayGrid, uke_day_grid, GTK_TYPE_WIDGET)

typedef enum {
  SIGNAL_OPEN,
  SIGNAL_BOOK,
  SIGNAL_MOVE,
  SIGNAL_SET_STATUS,
  N_SIGNALS,
} UkeDayGridSignal;

static guint signals[N_SIGNALS];

static void
draw_label (UkeDayGrid *self,
            GtkSnapshot *snapshot,
            const char *text,
            gboolean is_bold,
            const GdkRGBA *ink,
            const graphene_rect_t *box,
            float y)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  if (is_bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, (int)(box->size.width - 12) * PANGO_SCALE);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (box->origin.x + 8, y));
  gtk_snapshot_append_layout (snapshot, layout, ink);
  gtk_snapshot_restore (snapshot);
}

static void
draw_dashes (GtkSnapshot *snapshot, const graphene_rect_t *box, const GdkRGBA *colour)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, box);
  const double radius = 6, inset = 1;
  double left = (double)box->origin.x + inset, top = (double)box->origin.y + inset;
  double right = (double)(box->origin.x + box->size.width) - inset;
  double bottom = (double)(box->origin.y + box->size.height) - inset;

  cairo_new_sub_path (cr);
  cairo_arc (cr, right - radius, top + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, right - radius, bottom - radius, radius, 0, G_PI_2);
  cairo_arc (cr, left + radius, bottom - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, left + radius, top + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, 2);
  cairo_set_dash (cr, (double[]){ 5, 3 }, 2, 0);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

char *
uke_day_grid_format_span (int start_min, int length_min)
{
  int end = start_min + length_min;

  return g_strdup_printf ("%d:%02d–%d:%02d", start_min / 60, start_min % 60, end / 60, end % 60);
}

static graphene_rect_t
box_of (UkeDayGrid *self, unsigned column, int start_min, int length_min)
{
  int left, right;

  uke_day_grid_column_edges (gtk_widget_get_width (GTK_WIDGET (self)), column, self->n_columns,
                             &left, &right);
  float top = (float)uke_day_y_of (start_min, self->first_min) + 1;
  float bottom = (float)uke_day_y_of (start_min + length_min, self->first_min) - 1;
  return GRAPHENE_RECT_INIT ((float)left + 2, top, (float)(right - left) - 5, bottom - top);
}

/* The dashed place where the dragged thing would land, with its times and whether it fits. */
static void
draw_ghost (UkeDayGrid *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const UkeGridGhost *ghost = &self->drag.ghost;
  graphene_rect_t box = box_of (self, ghost->column, ghost->start_min, ghost->length_min);
  float top = box.origin.y;
  gboolean is_free;
  g_autofree char *times = uke_day_grid_format_span (ghost->start_min, ghost->length_min);
  g_autofree char *fit
      = uke_day_lane_describe_fit (g_ptr_array_index (self->lanes, ghost->column), ghost->start_min,
                                   ghost->length_min, self->drag.block, &is_free);
  GdkRGBA tint = uke_colour (widget, is_free ? "uk_accent_tint" : "uk_warn_tint");
  GdkRGBA ink = uke_colour (widget, is_free ? "uk_accent_text" : "uk_warn_text");
  GdkRGBA line = uke_colour (widget, is_free ? "accent_bg_color" : "uk_warn_text");
  GskRoundedRect shape;

  tint.alpha = 0.92f;
  gsk_rounded_rect_init_from_rect (&shape, &box, 6);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, &tint, &box);
  draw_label (self, snapshot, times, TRUE, &ink, &box, top + 1);
  if (box.size.height > 34)
    draw_label (self, snapshot, fit, FALSE, &ink, &box, top + 18);
  gtk_snapshot_pop (snapshot);
  draw_dashes (snapshot, &box, &line);
}

static void
uke_day_grid_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UkeDayGrid *self = UKE_DAY_GRID (widget);

  for (unsigned i = 0; i < self->n_columns; i++)
    gtk_widget_snapshot_child (widget, g_ptr_array_index (self->lanes, i), snapshot);
  gtk_widget_snapshot_child (widget, GTK_WIDGET (self->cell), snapshot);
  if (self->drag.mode > UKE_GRID_PRESSED && self->drag.ghost.column < self->n_columns)
    draw_ghost (self, snapshot);
}

static void
uke_day_grid_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  UkeDayGrid *self = UKE_DAY_GRID (widget);
  int sum = 0, most = 0;

  for (unsigned i = 0; i < self->n_columns; i++) {
    int least;
    gtk_widget_measure (g_ptr_array_index (self->lanes, i), orientation, -1, &least, NULL, NULL,
                        NULL);
    sum += least;
    most = MAX (most, least);
  }
  gtk_widget_measure (GTK_WIDGET (self->cell), orientation, -1, NULL, NULL, NULL, NULL);
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL
                            ? sum
                            : MAX (most, uke_day_y_of (self->last_min, self->first_min));
}

static void
uke_day_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  UkeDayGrid *self = UKE_DAY_GRID (widget);

  for (unsigned i = 0; i < self->n_columns; i++) {
    int left, right;
    uke_day_grid_column_edges (width, i, self->n_columns, &left, &right);
    gtk_widget_size_allocate (g_ptr_array_index (self->lanes, i),
                              &(GtkAllocation){ left, 0, right - left, height }, -1);
  }

  graphene_rect_t box
      = box_of (self, self->place.column, self->place.minute, self->place.length_min);
  gtk_widget_size_allocate (GTK_WIDGET (self->cell),
                            &(GtkAllocation){ (int)box.origin.x, (int)box.origin.y,
                                              MAX ((int)box.size.width, 1),
                                              MAX ((int)box.size.height, 1) },
                            -1);
}

static void
uke_day_grid_dispose (GObject *object)
{
  UkeDayGrid *self = UKE_DAY_GRID (object);
  GtkWidget *child;

  self->n_columns = 0;
  self->drag.block = NULL;
  g_ptr_array_set_size (self->lanes, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (uke_day_grid_parent_class)->dispose (object);
}

static void
uke_day_grid_finalize (GObject *object)
{
  g_ptr_array_unref (UKE_DAY_GRID (object)->lanes);
  G_OBJECT_CLASS (uke_day_grid_parent_class)->finalize (object);
}

static void
add_signals (void)
{
  signals[SIGNAL_OPEN] = g_signal_new ("open", UKE_TYPE_DAY_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, UKE_TYPE_EVENT_BLOCK);
  signals[SIGNAL_BOOK] = g_signal_new ("book", UKE_TYPE_DAY_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_INT, G_TYPE_INT);
  signals[SIGNAL_MOVE]
      = g_signal_new ("move", UKE_TYPE_DAY_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 4, UKE_TYPE_EVENT_BLOCK, G_TYPE_UINT, G_TYPE_INT, G_TYPE_INT);
  signals[SIGNAL_SET_STATUS]
      = g_signal_new ("set-status", UKE_TYPE_DAY_GRID, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, UKE_TYPE_EVENT_BLOCK, G_TYPE_INT);
}

static void
uke_day_grid_class_init (UkeDayGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = uke_day_grid_dispose;
  object_class->finalize = uke_day_grid_finalize;
  widget_class->snapshot = uke_day_grid_snapshot;
  widget_class->measure = uke_day_grid_measure;
  widget_class->size_allocate = uke_day_grid_size_allocate;
  widget_class->focus = uke_day_grid_move_focus;
  add_signals ();
  gtk_widget_class_set_css_name (widget_class, "daygrid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  uke_day_grid_input_install (widget_class);
}

static void
uke_day_grid_init (UkeDayGrid *self)
{
  self->lanes = g_ptr_array_new ();
  self->first_min = 8 * 60;
  self->last_min = 19 * 60;
  self->now_min = -1;
  self->place = (UkeGridPlace){ 0, self->first_min, UKE_DAY_STEP_MIN };
  self->cell = UKE_DAY_CELL (uke_day_cell_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->cell), GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-daygrid");
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-caption");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Appointments of the day"), -1);
  uke_day_grid_input_attach (self);
}

/**
 * Makes an empty grid.
 *
 * Returns: (transfer floating): the grid.
 * Thread: main
 */
GtkWidget *
uke_day_grid_new (void)
{
  return g_object_new (UKE_TYPE_DAY_GRID, NULL);
}

/**
 * Shares the width among the columns.
 * @width: px
 * @nth: which column
 * @n: how many there are
 * @out_left: its left edge
 * @out_right: its right edge: the next one's left
 *
 * Thread: any
 */
void
uke_day_grid_column_edges (int width, unsigned nth, unsigned n, int *out_left, int *out_right)
{
  *out_left = (int)((int64_t)width * nth / MAX (n, 1));
  *out_right = (int)((int64_t)width * (nth + 1) / MAX (n, 1));
}

static UkeDayLane *
ensure_lane (UkeDayGrid *self, unsigned nth)
{
  if (nth == self->lanes->len) {
    GtkWidget *lane = uke_day_lane_new ();
    gtk_widget_set_parent (lane, GTK_WIDGET (self));
    g_ptr_array_add (self->lanes, lane);
  }
  return g_ptr_array_index (self->lanes, nth);
}

static void
show_columns (UkeDayGrid *self, GPtrArray *columns)
{
  for (guint i = 0; i < columns->len; i++) {
    UkeDayLane *lane = ensure_lane (self, i);
    uke_day_lane_set_range (lane, self->first_min, self->last_min);
    uke_day_lane_set_now (lane, self->now_min);
    uke_day_lane_show (lane, g_ptr_array_index (columns, i));
    gtk_widget_set_visible (GTK_WIDGET (lane), TRUE);
  }
  for (guint i = columns->len; i < self->lanes->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (self->lanes, i), FALSE);
}

/* The keyboard keeps its column and time on another day, whatever stands there. */
static void
keep_place (UkeDayGrid *self, gboolean had_focus)
{
  unsigned last = self->n_columns > 0 ? self->n_columns - 1 : 0;

  self->place.column = MIN (self->place.column, last);
  self->place.minute
      = CLAMP (self->place.minute, self->first_min, self->last_min - UKE_DAY_STEP_MIN);
  gtk_widget_set_visible (GTK_WIDGET (self->cell), self->n_columns > 0);
  if (self->n_columns > 0)
    uke_day_grid_describe_cell (self);
  if (had_focus && self->n_columns > 0)
    uke_day_grid_focus_at (self, self->place.column, self->place.minute);
}

/**
 * Shows a day. The booking that had the focus keeps it, wherever it stands now.
 * @self: the grid
 * @first_min: minute of the day at the upper edge, on the hour or half hour
 * @last_min: minute at the lower edge
 * @columns: (transfer container) (element-type UkeGridColumn): the columns; taken over
 *
 * Thread: main
 */
void
uke_day_grid_show (UkeDayGrid *self, int first_min, int last_min, GPtrArray *columns)
{
  g_return_if_fail (UKE_IS_DAY_GRID (self) && columns != NULL);

  UkeEventBlock *focused = uke_day_grid_get_focused (self);
  UkeId focused_id = { 0 };
  gboolean had_focus = focused != NULL;
  gboolean was_on_cell = gtk_widget_is_focus (GTK_WIDGET (self->cell));
  gboolean is_resized = first_min != self->first_min || last_min != self->last_min
                        || columns->len != self->n_columns;

  if (had_focus)
    focused_id = uke_event_block_get_facts (focused)->appointment_id;
  uke_day_grid_set_mode (self, UKE_GRID_IDLE);
  self->first_min = first_min;
  self->last_min = last_min;
  self->n_columns = columns->len;
  show_columns (self, columns);
  g_ptr_array_set_free_func (columns, NULL);
  g_ptr_array_unref (columns);

  if (is_resized)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  UkeEventBlock *same = had_focus ? uke_day_grid_find (self, &focused_id) : NULL;
  if (same != NULL && same != focused)
    gtk_widget_grab_focus (GTK_WIDGET (same));
  keep_place (self, was_on_cell || (had_focus && same == NULL));
}

/**
 * Moves the line of the present.
 * @self: the grid
 * @now_min: minute of the day; -1 when the day in view is not today
 *
 * Thread: main
 */
void
uke_day_grid_set_now (UkeDayGrid *self, int now_min)
{
  g_return_if_fail (UKE_IS_DAY_GRID (self));

  self->now_min = now_min;
  for (unsigned i = 0; i < self->n_columns; i++)
    uke_day_lane_set_now (g_ptr_array_index (self->lanes, i), now_min);
}

/**
 * How many columns are in view.
 * @self: the grid
 *
 * Returns: their number.
 * Thread: main
 */
unsigned
uke_day_grid_get_n_columns (UkeDayGrid *self)
{
  g_return_val_if_fail (UKE_IS_DAY_GRID (self), 0);

  return self->n_columns;
}

/**
 * A column in view.
 * @self: the grid
 * @nth: from the left
 *
 * Returns: (transfer none): its lane.
 * Thread: main
 */
UkeDayLane *
uke_day_grid_get_lane (UkeDayGrid *self, unsigned nth)
{
  g_return_val_if_fail (UKE_IS_DAY_GRID (self) && nth < self->n_columns, NULL);

  return g_ptr_array_index (self->lanes, nth);
}

/**
 * The minute at the upper edge.
 * @self: the grid
 *
 * Returns: minute of the day.
 * Thread: main
 */
int
uke_day_grid_get_first_min (UkeDayGrid *self)
{
  g_return_val_if_fail (UKE_IS_DAY_GRID (self), 0);

  return self->first_min;
}

/**
 * The minute at the lower edge.
 * @self: the grid
 *
 * Returns: minute of the day.
 * Thread: main
 */
int
uke_day_grid_get_last_min (UkeDayGrid *self)
{
  g_return_val_if_fail (UKE_IS_DAY_GRID (self), 0);

  return self->last_min;
}

/**
 * The block that has the focus.
 * @self: the grid
 *
 * Returns: (transfer none) (nullable): the block.
 * Thread: main
 */
UkeEventBlock *
uke_day_grid_get_focused (UkeDayGrid *self)
{
  g_return_val_if_fail (UKE_IS_DAY_GRID (self), NULL);

  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  if (focus != NULL && UKE_IS_EVENT_BLOCK (focus)
      && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return UKE_EVENT_BLOCK (focus);
  return NULL;
}

/**
 * Finds the block of a booking.
 * @self: the grid
 * @appointment_id: the booking
 *
 * Returns: (transfer none) (nullable): its block.
 * Thread: main
 */
UkeEventBlock *
uke_day_grid_find (UkeDayGrid *self, const UkeId *appointment_id)
{
  g_return_val_if_fail (UKE_IS_DAY_GRID (self), NULL);

  for (unsigned i = 0; i < self->n_columns; i++) {
    UkeDayLane *lane = g_ptr_array_index (self->lanes, i);
    for (unsigned nth = 0; nth < uke_day_lane_get_n_blocks (lane); nth++) {
      UkeEventBlock *block = uke_day_lane_get_block (lane, nth);
      if (uke_id_equal (&uke_event_block_get_facts (block)->appointment_id, appointment_id))
        return block;
    }
  }
  return NULL;
}

/**
 * Where a block stands.
 * @self: the grid
 * @block: a block of the grid
 * @out_column: its column
 * @out_nth: its place among the bookings of that column
 *
 * Returns: FALSE when the block is not in view.
 * Thread: main
 */
gboolean
uke_day_grid_locate (UkeDayGrid *self,
                     UkeEventBlock *block,
                     unsigned *out_column,
                     unsigned *out_nth)
{
  g_return_val_if_fail (UKE_IS_DAY_GRID (self), FALSE);

  for (unsigned i = 0; i < self->n_columns; i++) {
    if (uke_day_lane_find (g_ptr_array_index (self->lanes, i), block, out_nth)) {
      *out_column = i;
      return TRUE;
    }
  }
  return FALSE;
}

/**
 * Lets the arrow keys move a booking until Enter or Esc.
 * @self: the grid
 * @block: the booking
 *
 * Returns: FALSE when the block is not in view.
 * Thread: main
 */
gboolean
uke_day_grid_begin_move (UkeDayGrid *self, UkeEventBlock *block)
{
  g_return_val_if_fail (UKE_IS_DAY_GRID (self), FALSE);

  unsigned column, nth;
  if (!uke_day_grid_locate (self, block, &column, &nth))
    return FALSE;

  const UkeGridEntry *entry = uke_day_lane_get_entry (g_ptr_array_index (self->lanes, column), nth);
  self->drag.block = block;
  self->drag.ghost = (UkeGridGhost){ column, entry->start_min, entry->length_min };
  self->place = (UkeGridPlace){ column, entry->start_min, UKE_DAY_STEP_MIN };
  uke_day_grid_set_mode (self, UKE_GRID_KEY_MOVING);
  gtk_widget_grab_focus (GTK_WIDGET (block));
  return TRUE;
}

/**
 * Whether something is being dragged, by pointer or keys.
 * @self: the grid
 *
 * Returns: whether.
 * Thread: main
 */
gboolean
uke_day_grid_is_moving (UkeDayGrid *self)
{
  g_return_val_if_fail (UKE_IS_DAY_GRID (self), FALSE);

  return self->drag.mode > UKE_GRID_PRESSED;
}

/* For uke-day-grid-input.c. */

UkeGridDrag *
uke_day_grid_get_drag (UkeDayGrid *self)
{
  return &self->drag;
}

UkeGridPlace *
uke_day_grid_get_place (UkeDayGrid *self)
{
  return &self->place;
}

UkeDayCell *
uke_day_grid_get_cell (UkeDayGrid *self)
{
  return self->cell;
}

void
uke_day_grid_scroll_to_span (UkeDayGrid *self, int start_min, int length_min)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);

  if (scroller != NULL)
    gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)),
                               uke_day_y_of (start_min, self->first_min),
                               uke_day_y_of (start_min + length_min, self->first_min));
}

void
uke_day_grid_set_mode (UkeDayGrid *self, UkeGridMode mode)
{
  self->drag.mode = mode;
  if (self->drag.block != NULL)
    uke_event_block_set_ghost (self->drag.block,
                               mode == UKE_GRID_MOVING || mode == UKE_GRID_KEY_MOVING);
  if (mode == UKE_GRID_IDLE)
    self->drag.block = NULL;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

unsigned
uke_day_grid_column_at (UkeDayGrid *self, double x)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  double nth = x * self->n_columns / MAX (width, 1);

  return (unsigned)CLAMP (nth, 0, (double)self->n_columns - 1);
}

UkeEventBlock *
uke_day_grid_block_at (UkeDayGrid *self, double x, double y)
{
  GtkWidget *found = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  return found != NULL && UKE_IS_EVENT_BLOCK (found) ? UKE_EVENT_BLOCK (found) : NULL;
}

void
uke_day_grid_emit_open (UkeDayGrid *self, UkeEventBlock *block)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0, block);
}

void
uke_day_grid_emit_book (UkeDayGrid *self, unsigned column, int start_min, int length_min)
{
  g_signal_emit (self, signals[SIGNAL_BOOK], 0, column, start_min, length_min);
}

void
uke_day_grid_emit_move (UkeDayGrid *self,
                        UkeEventBlock *block,
                        unsigned column,
                        int start_min,
                        int length_min)
{
  g_signal_emit (self, signals[SIGNAL_MOVE], 0, block, column, start_min, length_min);
}

void
uke_day_grid_emit_status (UkeDayGrid *self, UkeEventBlock *block, int digit)
{
  g_signal_emit (self, signals[SIGNAL_SET_STATUS], 0, block, digit);
}
