/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
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

  return g_test_run ();
}
