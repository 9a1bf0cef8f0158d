/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/calendar/uke-day-grid-private.h"

#define THRESHOLD_PX 10
#define EDGE_PX 6
#define SCROLL_ZONE_PX 28
#define SCROLL_STEP_PX 12

/* Near the upper or lower edge of what is in view, dragging scrolls; says by how much it did. */
static double
scroll_along (UkeDayGrid *self, double y)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  if (scroller == NULL)
    return 0;

  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  double value = gtk_adjustment_get_value (adjustment);
  double below = value + gtk_adjustment_get_page_size (adjustment) - y;
  if (below < SCROLL_ZONE_PX)
    gtk_adjustment_set_value (adjustment, value + SCROLL_STEP_PX);
  else if (y - value < SCROLL_ZONE_PX)
    gtk_adjustment_set_value (adjustment, value - SCROLL_STEP_PX);
  return gtk_adjustment_get_value (adjustment) - value;
}

static gboolean
is_dragging (const UkeGridDrag *drag)
{
  return drag->mode == UKE_GRID_BOOKING || drag->mode == UKE_GRID_MOVING
         || drag->mode == UKE_GRID_STRETCHING;
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, UkeDayGrid *self)
{
  UkeGridDrag *drag = uke_day_grid_get_drag (self);
  UkeEventBlock *block = uke_day_grid_block_at (self, x, y);
  graphene_rect_t bounds;

  if (uke_day_grid_get_n_columns (self) == 0)
    return;
  uke_day_grid_set_mode (self, UKE_GRID_IDLE);
  drag->block = block;
  drag->from_x = x;
  drag->from_y = y;
  drag->at_edge = FALSE;
  if (block == NULL) {
    /* The keyboard goes on from here, and Esc reaches the drag. */
    uke_day_grid_focus_cell (
        self, uke_day_grid_column_at (self, x),
        uke_day_floor (uke_day_minute_at (y, uke_day_grid_get_first_min (self)), UKE_DAY_STEP_MIN));
    uke_day_cell_set_pointed (uke_day_grid_get_cell (self), TRUE);
  } else if (gtk_widget_compute_bounds (GTK_WIDGET (block), GTK_WIDGET (self), &bounds)) {
    drag->grip_px = y - (double)bounds.origin.y;
    drag->at_edge = (double)(bounds.origin.y + bounds.size.height) - y < EDGE_PX;
    gtk_widget_grab_focus (GTK_WIDGET (block));
  }
  uke_day_grid_set_mode (self, UKE_GRID_PRESSED);
}

static UkeGridMode
mode_of_drag (const UkeGridDrag *drag)
{
  if (drag->block == NULL)
    return UKE_GRID_BOOKING;
  return drag->at_edge ? UKE_GRID_STRETCHING : UKE_GRID_MOVING;
}

static void
begin_dragging (UkeDayGrid *self)
{
  UkeGridDrag *drag = uke_day_grid_get_drag (self);
  int first = uke_day_grid_get_first_min (self);
  unsigned column, nth;

  if (drag->block == NULL) {
    int minute = uke_day_floor (uke_day_minute_at (drag->from_y, first), UKE_DAY_STEP_MIN);
    drag->ghost
        = (UkeGridGhost){ uke_day_grid_column_at (self, drag->from_x), minute, UKE_DAY_STEP_MIN };
  } else if (uke_day_grid_locate (self, drag->block, &column, &nth)) {
    const UkeGridEntry *entry = uke_day_lane_get_entry (uke_day_grid_get_lane (self, column), nth);
    drag->ghost = (UkeGridGhost){ column, entry->start_min, entry->length_min };
  }
  uke_day_grid_set_mode (self, mode_of_drag (drag));
}

static void
follow (UkeDayGrid *self, double x, double y)
{
  UkeGridDrag *drag = uke_day_grid_get_drag (self);
  UkeGridGhost *ghost = &drag->ghost;
  UkeGridGhost before = *ghost;
  int first = uke_day_grid_get_first_min (self);
  int last = uke_day_grid_get_last_min (self);

  if (drag->mode == UKE_GRID_MOVING) {
    ghost->column = uke_day_grid_column_at (self, x);
    ghost->start_min = uke_day_drop_start (y, drag->grip_px, ghost->length_min, first, last);
  } else {
    ghost->length_min = uke_day_stretch (ghost->start_min, y, first, last);
  }
  if (memcmp (&before, ghost, sizeof before) != 0)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* While the pointer rests at an edge nothing moves but the day below it. */
static gboolean
scroll_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  UkeDayGrid *self = UKE_DAY_GRID (widget);
  UkeGridDrag *drag = uke_day_grid_get_drag (self);

  if (!is_dragging (drag))
    return G_SOURCE_REMOVE;
  double scrolled = scroll_along (self, drag->at_y);
  if (scrolled < 0 || scrolled > 0) {
    drag->at_y += scrolled;
    follow (self, drag->at_x, drag->at_y);
  }
  return G_SOURCE_CONTINUE;
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, UkeDayGrid *self)
{
  UkeGridDrag *drag = uke_day_grid_get_drag (self);

  if (drag->mode == UKE_GRID_PRESSED && dx * dx + dy * dy > THRESHOLD_PX * THRESHOLD_PX) {
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
    begin_dragging (self);
    gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_tick_cb, NULL, NULL);
  }
  if (!is_dragging (drag))
    return;

  drag->at_x = drag->from_x + dx;
  drag->at_y = drag->from_y + dy;
  follow (self, drag->at_x, drag->at_y);
}

static void
finish_move (UkeDayGrid *self)
{
  UkeGridDrag *drag = uke_day_grid_get_drag (self);
  UkeEventBlock *block = drag->block;
  UkeGridGhost ghost = drag->ghost;
  unsigned column, nth;

  uke_day_grid_set_mode (self, UKE_GRID_IDLE);
  if (block == NULL || !uke_day_grid_locate (self, block, &column, &nth))
    return;

  const UkeGridEntry *entry = uke_day_lane_get_entry (uke_day_grid_get_lane (self, column), nth);
  if (ghost.column != column || ghost.start_min != entry->start_min
      || ghost.length_min != entry->length_min)
    uke_day_grid_emit_move (self, block, ghost.column, ghost.start_min, ghost.length_min);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, UkeDayGrid *self)
{
  UkeGridDrag *drag = uke_day_grid_get_drag (self);
  UkeGridMode mode = drag->mode;
  UkeGridGhost ghost = drag->ghost;
  UkeEventBlock *block = drag->block;

  if (mode == UKE_GRID_PRESSED) {
    uke_day_grid_set_mode (self, UKE_GRID_IDLE);
    if (block != NULL)
      uke_day_grid_emit_open (self, block);
  } else if (mode == UKE_GRID_BOOKING) {
    uke_day_grid_set_mode (self, UKE_GRID_IDLE);
    uke_day_grid_emit_book (self, ghost.column, ghost.start_min, ghost.length_min);
  } else if (mode == UKE_GRID_MOVING || mode == UKE_GRID_STRETCHING) {
    finish_move (self);
  }
}

static void
cancel_cb (GtkGesture *gesture, GdkEventSequence *sequence, UkeDayGrid *self)
{
  uke_day_grid_set_mode (self, UKE_GRID_IDLE);
}

/* The first click has put the cell where the second one books. */
static void
clicked_cb (GtkGestureClick *gesture, int n_press, double x, double y, UkeDayGrid *self)
{
  const UkeGridPlace *place = uke_day_grid_get_place (self);

  if (n_press == 2 && uke_day_grid_get_n_columns (self) > 0
      && uke_day_grid_block_at (self, x, y) == NULL)
    uke_day_grid_emit_book (self, place->column, place->minute, 0);
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, UkeDayGrid *self)
{
  UkeEventBlock *block = uke_day_grid_block_at (self, x, y);
  const char *cursor = NULL;
  graphene_rect_t bounds;

  if (block != NULL && gtk_widget_compute_bounds (GTK_WIDGET (block), GTK_WIDGET (self), &bounds))
    cursor = (double)(bounds.origin.y + bounds.size.height) - y < EDGE_PX ? "ns-resize" : "pointer";
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), cursor);
}

/* Keys. While a block is being moved the arrows move it, otherwise they move the focus. */

static void
shift_ghost (UkeDayGrid *self, int dx, int dy)
{
  UkeGridGhost *ghost = &uke_day_grid_get_drag (self)->ghost;
  int64_t column = (int64_t)ghost->column + dx;
  int start = ghost->start_min + dy * UKE_DAY_STEP_MIN;

  ghost->column = (unsigned)CLAMP (column, 0, (int64_t)uke_day_grid_get_n_columns (self) - 1);
  if (start >= uke_day_grid_get_first_min (self)
      && start + ghost->length_min <= uke_day_grid_get_last_min (self))
    ghost->start_min = start;
  uke_day_grid_scroll_to_span (self, ghost->start_min, ghost->length_min);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
arrow_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  UkeDayGrid *self = UKE_DAY_GRID (widget);
  int dx, dy;

  g_variant_get (arguments, "(ii)", &dx, &dy);
  if (uke_day_grid_get_drag (self)->mode == UKE_GRID_KEY_MOVING)
    shift_ghost (self, dx, dy);
  else
    uke_day_grid_step_focus (self, dx, dy);
  return TRUE;
}

static gboolean
book_cell_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  UkeDayGrid *self = UKE_DAY_GRID (widget);
  const UkeGridPlace *place = uke_day_grid_get_place (self);

  if (!gtk_widget_is_focus (GTK_WIDGET (uke_day_grid_get_cell (self))))
    return FALSE;
  uke_day_grid_emit_book (self, place->column, place->minute,
                          place->length_min > UKE_DAY_STEP_MIN ? place->length_min : 0);
  return TRUE;
}

static gboolean
enter_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  UkeDayGrid *self = UKE_DAY_GRID (widget);
  UkeEventBlock *focused = uke_day_grid_get_focused (self);

  if (uke_day_grid_get_drag (self)->mode == UKE_GRID_KEY_MOVING)
    finish_move (self);
  else if (focused != NULL)
    uke_day_grid_emit_open (self, focused);
  else
    return book_cell_cb (widget, NULL, NULL);
  return TRUE;
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  UkeDayGrid *self = UKE_DAY_GRID (widget);

  if (!uke_day_grid_is_moving (self))
    return FALSE;
  uke_day_grid_set_mode (self, UKE_GRID_IDLE);
  return TRUE;
}

static gboolean
move_mode_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  UkeDayGrid *self = UKE_DAY_GRID (widget);
  UkeEventBlock *focused = uke_day_grid_get_focused (self);

  return focused != NULL && uke_day_grid_begin_move (self, focused);
}

static gboolean
stretch_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  UkeDayGrid *self = UKE_DAY_GRID (widget);
  UkeEventBlock *focused = uke_day_grid_get_focused (self);
  unsigned column, nth;

  if (focused == NULL && gtk_widget_is_focus (GTK_WIDGET (uke_day_grid_get_cell (self)))) {
    uke_day_grid_stretch_cell (self, g_variant_get_int32 (arguments));
    return TRUE;
  }
  if (focused == NULL || !uke_day_grid_locate (self, focused, &column, &nth))
    return FALSE;

  const UkeGridEntry *entry = uke_day_lane_get_entry (uke_day_grid_get_lane (self, column), nth);
  int length = entry->length_min + g_variant_get_int32 (arguments) * UKE_DAY_STEP_MIN;
  if (length >= UKE_DAY_STEP_MIN && entry->start_min + length <= uke_day_grid_get_last_min (self))
    uke_day_grid_emit_move (self, focused, column, entry->start_min, length);
  return TRUE;
}

static gboolean
digit_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  UkeDayGrid *self = UKE_DAY_GRID (widget);
  UkeEventBlock *focused = uke_day_grid_get_focused (self);

  if (focused == NULL)
    return FALSE;
  uke_day_grid_emit_status (self, focused, g_variant_get_int32 (arguments));
  return TRUE;
}

static void
bind_arrow (GtkWidgetClass *klass, guint key, guint keypad_key, int dx, int dy)
{
  gtk_widget_class_add_binding (klass, key, 0, arrow_cb, "(ii)", dx, dy);
  gtk_widget_class_add_binding (klass, keypad_key, 0, arrow_cb, "(ii)", dx, dy);
}

/**
 * Declares the keys of the grid.
 * @klass: its class
 *
 * Thread: main
 * Source: design.md 7
 */
void
uke_day_grid_input_install (GtkWidgetClass *klass)
{
  bind_arrow (klass, GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0);
  bind_arrow (klass, GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0);
  bind_arrow (klass, GDK_KEY_Up, GDK_KEY_KP_Up, 0, -1);
  bind_arrow (klass, GDK_KEY_Down, GDK_KEY_KP_Down, 0, 1);
  gtk_widget_class_add_binding (klass, GDK_KEY_Return, 0, enter_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_KP_Enter, 0, enter_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_space, 0, enter_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Escape, 0, escape_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_m, 0, move_mode_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Up, GDK_SHIFT_MASK, stretch_cb, "i", -1);
  gtk_widget_class_add_binding (klass, GDK_KEY_Down, GDK_SHIFT_MASK, stretch_cb, "i", 1);
  gtk_widget_class_add_binding (klass, GDK_KEY_a, 0, digit_cb, "i", 3);
  gtk_widget_class_add_binding (klass, GDK_KEY_n, 0, book_cell_cb, NULL);
  /* Here as well as on the page: around the grid they would scroll (design.md 7). */
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Page_Up, 0, "calendar.step", "i", -1);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Page_Down, 0, "calendar.step", "i", 1);
  for (int digit = 1; digit <= UKE_N_STATUSES; digit++) {
    guint wide = gdk_unicode_to_keyval (0xFF10 + (guint)digit);
    gtk_widget_class_add_binding (klass, GDK_KEY_0 + (guint)digit, 0, digit_cb, "i", digit);
    gtk_widget_class_add_binding (klass, GDK_KEY_KP_0 + (guint)digit, 0, digit_cb, "i", digit);
    gtk_widget_class_add_binding (klass, wide, 0, digit_cb, "i", digit);
  }
}

/**
 * Adds the pointer's controllers.
 * @self: the grid
 *
 * Thread: main
 */
void
uke_day_grid_input_attach (UkeDayGrid *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), GDK_BUTTON_PRIMARY);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (cancel_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect (click, "released", G_CALLBACK (clicked_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}
