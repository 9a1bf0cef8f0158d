/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What drawing a day costs, in one run (decision 22): scrolling 400 bookings against scrolling a
 * bare widget of the same area, and dragging a booking over a day of 60. A frame is
 * timed from its layout to the end of its painting.
 */
#include "app/calendar/uke-day-grid-private.h"
#include "app/calendar/uke-day-view.h"
#include "bench-people.h"
#include "tests/app/uke-test-display.h"

#define BENCH "app-day-grid"
#define N_FRAMES 200
#define WIDTH_PX 1300
#define HEIGHT_PX 820

typedef struct {
  GtkWidget parent_instance;
} Bare;
typedef GtkWidgetClass BareClass;

GType bare_get_type (void);
G_DEFINE_TYPE (Bare, bare, GTK_TYPE_WIDGET)

static void
bare_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GdkRGBA colour = { 0.98f, 0.98f, 0.98f, 1.0f };

  gtk_snapshot_append_color (snapshot, &colour,
                             &GRAPHENE_RECT_INIT (0, 0, (float)gtk_widget_get_width (widget),
                                                  (float)gtk_widget_get_height (widget)));
}

static void
bare_class_init (BareClass *klass)
{
  klass->snapshot = bare_snapshot;
}

static void
bare_init (Bare *self)
{
}

/* A day of n_columns, each filled with bookings of length_min from 9:00 to 19:00. */
static GPtrArray *
make_columns (unsigned n_columns, int length_min)
{
  GPtrArray *columns = g_ptr_array_new ();
  unsigned n = 0;

  for (unsigned i = 0; i < n_columns; i++) {
    UkeGridColumn *column = uke_grid_column_new ();
    column->title = g_strdup_printf ("担当 %u", i + 1);
    column->place = g_strdup ("チェア");
    column->label = g_strdup (column->title);
    column->fill_percent = 80;
    for (int start = 540; start + length_min <= 1140; start += length_min, n++) {
      UkeGridEntry entry = {
        .start_min = start,
        .length_min = length_min,
        .takes_slot = TRUE,
        .facts = { .status = (UkeStatus)(1 + n % 6),
                   .name = g_strdup ("安西 真理子"),
                   .family_name = g_strdup ("安西"),
                   .word = g_strdup ("確認済"),
                   .menu = g_strdup ("定期検診"),
                   .glyph = "call-start-symbolic",
                   .label = g_strdup ("安西 真理子、確認済") },
      };
      memcpy (entry.facts.appointment_id.bytes, &n, sizeof n);
      entry.facts.appointment_id.bytes[15] = 1;
      g_array_append_val (column->entries, entry);
    }
    g_ptr_array_add (columns, column);
  }
  return columns;
}

typedef struct {
  double begun_ms, begun_cpu_ms;
  double wall_ms[N_FRAMES]; /* sorted in the end */
  double cpu_ms[N_FRAMES];
  unsigned n;
  gboolean is_done;
} Watch;

static void
layout_cb (GdkFrameClock *clock, Watch *watch)
{
  watch->begun_ms = bench_now_ms ();
  watch->begun_cpu_ms = bench_cpu_ms ();
}

static void
after_paint_cb (GdkFrameClock *clock, Watch *watch)
{
  if (watch->begun_ms > 0 && watch->n < N_FRAMES) {
    watch->wall_ms[watch->n] = bench_now_ms () - watch->begun_ms;
    watch->cpu_ms[watch->n++] = bench_cpu_ms () - watch->begun_cpu_ms;
  }
  watch->begun_ms = 0;
  watch->is_done = TRUE;
}

typedef void (*Step) (GtkWidget *widget, unsigned frame);

static void
run (GtkWidget *widget, Step step, Watch *watch)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);

  memset (watch, 0, sizeof *watch);
  gulong layout = g_signal_connect (clock, "layout", G_CALLBACK (layout_cb), watch);
  gulong paint = g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), watch);
  for (unsigned frame = 0; watch->n < N_FRAMES; frame++) {
    watch->is_done = FALSE;
    step (widget, frame);
    gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_LAYOUT
                                              | GDK_FRAME_CLOCK_PHASE_AFTER_PAINT);
    while (!watch->is_done)
      g_main_context_iteration (NULL, TRUE);
  }
  g_signal_handler_disconnect (clock, layout);
  g_signal_handler_disconnect (clock, paint);
  bench_median (watch->wall_ms, N_FRAMES);
  bench_median (watch->cpu_ms, N_FRAMES);
}

static void
scroll_step (GtkWidget *widget, unsigned frame)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  double room = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
  unsigned span = (unsigned)MAX (room, 2) - 1;
  unsigned position = (frame * 7 + 1) % (2 * span);

  gtk_adjustment_set_value (adjustment, position < span ? position : 2 * span - position);
}

static void
drag_step (GtkWidget *widget, unsigned frame)
{
  UkeGridDrag *drag = uke_day_grid_get_drag (UKE_DAY_GRID (widget));

  drag->ghost.column = (frame / 8) % uke_day_grid_get_n_columns (UKE_DAY_GRID (widget));
  drag->ghost.start_min = 540 + 15 * (int)(frame % 36);
  gtk_widget_queue_draw (widget);
}

static GtkWidget *
show (GtkWidget *content, GtkWidget *watched)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH_PX, HEIGHT_PX);
  gtk_window_set_child (GTK_WINDOW (window), content);
  gtk_window_present (GTK_WINDOW (window));
  uke_test_wait_for (uke_test_is_mapped (watched));
  return window;
}

static UkeDayGrid *
show_day (unsigned n_columns, int length_min, GtkWidget **out_window)
{
  UkeDayView *view = UKE_DAY_VIEW (uke_day_view_new ());
  UkeDayGrid *grid = uke_day_view_get_grid (view);

  uke_day_view_show (view, 0, 1440, make_columns (n_columns, length_min));
  uke_day_view_set_now (view, 642);
  *out_window = show (GTK_WIDGET (view), GTK_WIDGET (grid));
  return grid;
}

int
main (int argc, char **argv)
{
  Watch bare_watch, day_watch, drag_watch;
  GtkWidget *window;

  uke_test_display_init (&argc, &argv);

  GtkWidget *bare = g_object_new (bare_get_type (), NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_widget_set_size_request (bare, -1, 1440 * 20 / 15);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), bare);
  window = show (scroller, bare);
  run (bare, scroll_step, &bare_watch);
  gtk_window_destroy (GTK_WINDOW (window));

  UkeDayGrid *grid = show_day (10, 15, &window);
  run (GTK_WIDGET (grid), scroll_step, &day_watch);
  gtk_window_destroy (GTK_WINDOW (window));

  grid = show_day (6, 60, &window);
  uke_day_grid_begin_move (grid, uke_day_lane_get_block (uke_day_grid_get_lane (grid, 0), 0));
  run (GTK_WIDGET (grid), drag_step, &drag_watch);
  gtk_window_destroy (GTK_WINDOW (window));

  bench_print (BENCH, "bare scroll", bare_watch.wall_ms[N_FRAMES / 2], "ms");
  bench_print (BENCH, "scroll of 400 bookings", day_watch.wall_ms[N_FRAMES / 2], "ms");
  bench_print (BENCH, "scroll of 400 bookings to bare scroll",
               day_watch.wall_ms[N_FRAMES / 2] / bare_watch.wall_ms[N_FRAMES / 2], "ratio");
  bench_print (BENCH, "scroll of 400 bookings to bare scroll, computed",
               day_watch.cpu_ms[N_FRAMES / 2] / bare_watch.cpu_ms[N_FRAMES / 2], "ratio");
  bench_print (BENCH, "drag over 60 bookings, median", drag_watch.wall_ms[N_FRAMES / 2], "ms");
  bench_print (BENCH, "drag over 60 bookings, p99", drag_watch.wall_ms[N_FRAMES * 99 / 100], "ms");
  bench_print (BENCH, "drag over 60 bookings, p99 computed", drag_watch.cpu_ms[N_FRAMES * 99 / 100],
               "ms");
  return 0;
}
