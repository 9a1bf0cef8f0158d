/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/calendar/uke-day-grid-private.h"
#include "app/calendar/uke-day-view.h"
#include "tests/app/uke-test-day.h"
#include "tests/app/uke-test-display.h"

typedef struct {
  GtkWidget *window;
  UkeDayView *view;
  UkeDayGrid *grid;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = gtk_window_new ();
  fixture->view = UKE_DAY_VIEW (uke_day_view_new ());
  fixture->grid = uke_day_view_get_grid (fixture->view);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 800);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->view));
  uke_day_view_show (fixture->view, 510, 1140, uke_test_columns ());
  gtk_window_present (GTK_WINDOW (fixture->window));
  uke_test_wait_for (uke_test_is_mapped (GTK_WIDGET (fixture->grid)));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->view), (gpointer *)&fixture->view);
  g_object_add_weak_pointer (G_OBJECT (fixture->grid), (gpointer *)&fixture->grid);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  uke_test_settle ();
  g_assert_null (fixture->view);
  g_assert_null (fixture->grid);
}

static UkeEventBlock *
find (Fixture *fixture, unsigned nth)
{
  UkeId id = uke_test_booking_id (nth);
  UkeEventBlock *block = uke_day_grid_find (fixture->grid, &id);

  g_assert_nonnull (block);
  return block;
}

/* Every booking stands at its time, in its column, 20 px a quarter of an hour. */
static void
test_places_blocks (Fixture *fixture, gconstpointer data)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (UKE_TEST_BOOKINGS); i++) {
    const UkeTestBooking *booking = &UKE_TEST_BOOKINGS[i];
    graphene_rect_t bounds;
    unsigned column, nth;

    g_assert_true (uke_day_grid_locate (fixture->grid, find (fixture, i), &column, &nth));
    g_assert_cmpint (column, ==, booking->column);
    g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (find (fixture, i)),
                                              GTK_WIDGET (fixture->grid), &bounds));
    g_assert_cmpint ((int)bounds.origin.y, ==, uke_day_y_of (booking->start_min, 510) + 1);
    g_assert_cmpint ((int)bounds.size.height, ==, booking->length_min * 20 / 15 - 2);
  }
}

/* A screen reader hears what a block shows, and which column it is in. */
static void
test_accessible_names (Fixture *fixture, gconstpointer data)
{
  GtkWidget *block = GTK_WIDGET (find (fixture, 3));

  gtk_test_accessible_assert_role (block, GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (block), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "梶原 良平、来院 11分");
  GtkWidget *lane = gtk_widget_get_parent (block);
  gtk_test_accessible_assert_role (lane, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (lane), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "青柳 院長、埋まり82パーセント");
}

/* The same day shown again makes no widget and leaves the focus where it was. */
static void
test_reuses_blocks (Fixture *fixture, gconstpointer data)
{
  UkeEventBlock *block = find (fixture, 5);

  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (block)));
  uke_day_view_show (fixture->view, 510, 1140, uke_test_columns ());
  g_assert_true (find (fixture, 5) == block);
  g_assert_true (uke_day_grid_get_focused (fixture->grid) == block);
}

/* Two bookings at once stand side by side, and the later one carries the plate. */
static void
test_double_booking (Fixture *fixture, gconstpointer data)
{
  UkeEventBlock *first = find (fixture, 9);
  UkeEventBlock *second = find (fixture, 10);
  graphene_rect_t a, b;

  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (first), GTK_WIDGET (fixture->grid), &a));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (second), GTK_WIDGET (fixture->grid), &b));
  g_assert_cmpfloat (a.origin.x + a.size.width, <=, b.origin.x);
  g_assert_false (uke_event_block_get_facts (first)->is_double);
  g_assert_true (uke_event_block_get_facts (second)->is_double);
}

/* Move mode waits for Enter or Esc, and another day ends it. */
static void
test_move_mode (Fixture *fixture, gconstpointer data)
{
  g_assert_true (uke_day_grid_begin_move (fixture->grid, find (fixture, 3)));
  g_assert_true (uke_day_grid_is_moving (fixture->grid));
  uke_day_view_show (fixture->view, 510, 1140, uke_test_columns ());
  g_assert_false (uke_day_grid_is_moving (fixture->grid));
}

static gboolean
is_on (Fixture *fixture, unsigned nth)
{
  return uke_day_grid_get_focused (fixture->grid) == find (fixture, nth);
}

static void
assert_on_cell (Fixture *fixture, unsigned column, int minute)
{
  const UkeGridPlace *place = uke_day_grid_get_place (fixture->grid);

  g_assert_true (gtk_widget_is_focus (GTK_WIDGET (uke_day_grid_get_cell (fixture->grid))));
  g_assert_cmpuint (place->column, ==, column);
  g_assert_cmpint (place->minute, ==, minute);
}

/* The arrows go by column and quarter of an hour, over bookings and free time alike, and stay on
 * the row they came from. */
static void
test_arrows (Fixture *fixture, gconstpointer data)
{
  g_assert_true (uke_day_grid_focus_at (fixture->grid, 0, 690));
  g_assert_true (is_on (fixture, 5));
  uke_day_grid_step_focus (fixture->grid, 0, 1);
  g_assert_true (is_on (fixture, 6));
  uke_day_grid_step_focus (fixture->grid, 0, 1);
  assert_on_cell (fixture, 0, 765);
  uke_day_grid_step_focus (fixture->grid, 0, -1);
  g_assert_true (is_on (fixture, 6));
  uke_day_grid_step_focus (fixture->grid, 1, 0);
  assert_on_cell (fixture, 1, 750);
  for (int i = 0; i < 5; i++)
    uke_day_grid_step_focus (fixture->grid, 0, -1);
  g_assert_true (is_on (fixture, 8));
  uke_day_grid_step_focus (fixture->grid, 1, 0);
  assert_on_cell (fixture, 2, 675);
}

/* Two bookings side by side are reached one after the other, and no arrow leaves the day. */
static void
test_arrows_beside_and_at_the_edge (Fixture *fixture, gconstpointer data)
{
  uke_day_grid_focus_at (fixture->grid, 2, 640);
  g_assert_true (is_on (fixture, 9));
  uke_day_grid_step_focus (fixture->grid, 0, 1);
  g_assert_true (is_on (fixture, 10));
  uke_day_grid_focus_at (fixture->grid, 0, 510);
  assert_on_cell (fixture, 0, 510);
  uke_day_grid_step_focus (fixture->grid, -1, 0);
  uke_day_grid_step_focus (fixture->grid, 0, -1);
  assert_on_cell (fixture, 0, 510);
  uke_day_grid_focus_at (fixture->grid, 3, 1125);
  uke_day_grid_step_focus (fixture->grid, 0, 1);
  uke_day_grid_step_focus (fixture->grid, 1, 0);
  assert_on_cell (fixture, 3, 1125);
}

/* Tab takes the bookings in the order of their times, whatever their columns, and then leaves. */
static void
test_tab_in_time_order (Fixture *fixture, gconstpointer data)
{
  static const unsigned ORDER[] = { 0, 1, 7, 2, 9, 10, 3, 8, 11, 4, 5, 6 };

  gtk_widget_grab_focus (GTK_WIDGET (find (fixture, ORDER[0])));
  for (unsigned i = 1; i < G_N_ELEMENTS (ORDER); i++) {
    g_assert_true (gtk_widget_child_focus (GTK_WIDGET (fixture->grid), GTK_DIR_TAB_FORWARD));
    g_assert_true (is_on (fixture, ORDER[i]));
  }
  g_assert_false (gtk_widget_child_focus (GTK_WIDGET (fixture->grid), GTK_DIR_TAB_FORWARD));
  uke_day_grid_focus_at (fixture->grid, 1, 630);
  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (fixture->grid), GTK_DIR_TAB_BACKWARD));
  g_assert_true (is_on (fixture, 2));
}

/* A free cell tells a screen reader whose time it is; where something is to be dropped, the words
 * say what stands against it. */
static void
test_says_what_fits (Fixture *fixture, gconstpointer data)
{
  UkeDayLane *lane = uke_day_grid_get_lane (fixture->grid, 0);
  gboolean is_free;
  g_autofree char *free_words = uke_day_lane_describe_fit (lane, 765, 15, NULL, &is_free);

  g_assert_true (is_free);
  g_assert_nonnull (strstr (free_words, "青柳 院長"));
  g_autofree char *taken = uke_day_lane_describe_fit (lane, 645, 30, NULL, &is_free);
  g_assert_false (is_free);
  g_autofree char *itself = uke_day_lane_describe_fit (lane, 645, 30, find (fixture, 3), &is_free);
  g_assert_true (is_free);
  g_autofree char *lunch = uke_day_lane_describe_fit (lane, 780, 30, NULL, &is_free);
  g_assert_false (is_free);
  g_assert_cmpstr (lunch, ==, "昼休み");
  uke_grid_column_add_kept (uke_day_lane_get_column (lane), 900, 930, "押さえ中 受付 2", FALSE);
  g_autofree char *held = uke_day_lane_describe_fit (lane, 915, 30, NULL, &is_free);
  g_assert_false (is_free);
  g_assert_cmpstr (held, ==, "押さえ中 受付 2");
  /* What this desk has reserved is there to be booked. */
  uke_grid_column_add_kept (uke_day_lane_get_column (lane), 960, 990, "この端末の確保枠", TRUE);
  g_autofree char *own = uke_day_lane_describe_fit (lane, 960, 30, NULL, &is_free);
  g_assert_true (is_free);
  uke_day_grid_focus_at (fixture->grid, 0, 765);
  gtk_test_accessible_assert_role (GTK_WIDGET (uke_day_grid_get_cell (fixture->grid)),
                                   GTK_ACCESSIBLE_ROLE_BUTTON);
}

int
main (int argc, char **argv)
{
  uke_test_display_init (&argc, &argv);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/app/day-grid/places-blocks", test_places_blocks);
  ADD ("/app/day-grid/accessible-names", test_accessible_names);
  ADD ("/app/day-grid/reuses-blocks", test_reuses_blocks);
  ADD ("/app/day-grid/double-booking", test_double_booking);
  ADD ("/app/day-grid/move-mode", test_move_mode);
  ADD ("/app/day-grid/arrows", test_arrows);
  ADD ("/app/day-grid/arrows-beside-and-at-the-edge", test_arrows_beside_and_at_the_edge);
  ADD ("/app/day-grid/tab-in-time-order", test_tab_in_time_order);
  ADD ("/app/day-grid/says-what-fits", test_says_what_fits);

  return g_test_run ();
}
