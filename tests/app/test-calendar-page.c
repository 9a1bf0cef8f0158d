/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/booking/uke-booking-dialog.h"
#include "app/calendar/uke-calendar-header.h"
#include "app/calendar/uke-calendar-page-private.h"
#include "app/form/uke-patient-editor.h"
#include "app/uke-application.h"
#include "app/uke-window.h"
#include "tests/app/uke-test-display.h"
#include "tests/app/uke-test-find.h"
#include "tests/support/uke-test-clinic.h"

/* One program a process, as in life; every case has a clinic of its own: real, encrypted, open. */
static GtkApplication *application;

typedef struct {
  UkeTestClinic *clinic;
  UkeWindow *window;
  UkeCalendarPage *page;
  UkeDayGrid *grid;
  UkeId provider_id;
  UkeId other_id;
  UkeId patient_id;
  UkeId appointment_id;
} Fixture;

static UkeEventBlock *
find (Fixture *fixture)
{
  return uke_day_grid_find (fixture->grid, &fixture->appointment_id);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clinic = uke_test_clinic_new ();
  fixture->provider_id = uke_test_clinic_add_provider (fixture->clinic, "青柳 院長");
  fixture->other_id = uke_test_clinic_add_provider (fixture->clinic, "森本 衛生士");
  fixture->patient_id = uke_test_clinic_add_patient (fixture->clinic, "0964", "梶原", "良平",
                                                     "かじわら", "りょうへい", "090-0000-1234");
  fixture->appointment_id = uke_test_clinic_do (
      fixture->clinic,
      uke_command_book (uke_test_clinic_draft_booking (fixture->clinic, &fixture->patient_id,
                                                       &fixture->provider_id, 11 * 60, 30)));

  fixture->window = uke_window_new (application);
  uke_window_open_clinic (fixture->window, fixture->clinic->clinic);
  fixture->page = UKE_CALENDAR_PAGE (uke_window_show_page (fixture->window, "calendar"));
  fixture->grid = uke_calendar_page_get_grid (fixture->page);
  gtk_window_present (GTK_WINDOW (fixture->window));
  uke_test_wait_for (uke_test_is_mapped (GTK_WIDGET (fixture->grid)) && find (fixture) != NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *)&fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  uke_test_wait_for (fixture->page == NULL);
  uke_test_clinic_free (fixture->clinic);
}

static int
start_min (Fixture *fixture)
{
  unsigned column, nth;
  UkeEventBlock *block = find (fixture);

  if (block == NULL || !uke_day_grid_locate (fixture->grid, block, &column, &nth))
    return -1;
  return uke_day_lane_get_entry (uke_day_grid_get_lane (fixture->grid, column), nth)->start_min;
}

static unsigned
column_of (Fixture *fixture)
{
  unsigned column = G_MAXUINT, nth;
  UkeEventBlock *block = find (fixture);

  if (block != NULL)
    uke_day_grid_locate (fixture->grid, block, &column, &nth);
  return column;
}

/* What is booked stands in the day at its time, said to a screen reader by the furigana. */
static void
test_shows_the_day (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (uke_day_grid_get_n_columns (fixture->grid), ==, 2);
  g_assert_cmpint (start_min (fixture), ==, 11 * 60);
  g_assert_nonnull (
      strstr (uke_event_block_get_facts (find (fixture))->label, "かじわら りょうへい"));
}

/* A booking that is dropped on another column and time is there after the clinic agreed, and back
 * where it was once that is undone. */
static void
test_moves_and_undoes (Fixture *fixture, gconstpointer data)
{
  unsigned from = column_of (fixture);

  g_signal_emit_by_name (fixture->grid, "move", find (fixture), 1 - from, 14 * 60, 45);
  uke_test_wait_for (start_min (fixture) == 14 * 60);
  g_assert_cmpuint (column_of (fixture), ==, 1 - from);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  uke_test_wait_for (start_min (fixture) == 11 * 60);
  g_assert_cmpuint (column_of (fixture), ==, from);
}

/* The digit of a status sets it. */
static void
test_sets_status (Fixture *fixture, gconstpointer data)
{
  g_signal_emit_by_name (fixture->grid, "set-status", find (fixture), 3);
  uke_test_wait_for (uke_event_block_get_facts (find (fixture))->status == UKE_STATUS_ARRIVED);
}

/* Another day is shown without this one's bookings, and coming back finds them. */
static void
test_changes_day (Fixture *fixture, gconstpointer data)
{
  UkeDate today = uke_calendar_page_get_date (fixture->page);

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "calendar.step", "i", 1);
  uke_test_wait_for (find (fixture) == NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "calendar.today", NULL);
  uke_test_wait_for (find (fixture) != NULL);
  g_assert_cmpint (uke_calendar_page_get_date (fixture->page), ==, today);
}

/* A holiday says its name in place of the day, opens all the same when somebody wants it to, and
 * closes again when that is undone. */
static void
test_opens_a_holiday (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);

  uke_calendar_page_show_date (fixture->page, uke_date_from_ymd (2026, 5, 6));
  uke_test_wait_for (uke_test_shows_text (page, "振替休日"));
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (fixture->grid)));
  gtk_widget_activate_action (page, "calendar.open-day", NULL);
  uke_test_wait_for (gtk_widget_get_mapped (GTK_WIDGET (fixture->grid)));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  uke_test_wait_for (uke_test_shows_text (page, "振替休日"));
  gtk_widget_activate_action (page, "calendar.next-open", NULL);
  uke_test_wait_for (gtk_widget_get_mapped (GTK_WIDGET (fixture->grid)));
  g_assert_cmpint (uke_calendar_page_get_date (fixture->page), ==, uke_date_from_ymd (2026, 5, 7));
}

/* A clinic without anybody to book with says what to do, and still shows what is booked. */
static void
test_without_columns (void)
{
  UkeTestClinic *clinic = uke_test_clinic_new ();
  UkeWindow *window = uke_window_new (application);
  UkeId patient = uke_test_clinic_add_patient (clinic, "1", "梶原", "良平", "かじわら",
                                               "りょうへい", "090-0000-1234");

  uke_window_open_clinic (window, clinic->clinic);
  UkeCalendarPage *page = UKE_CALENDAR_PAGE (uke_window_show_page (window, "calendar"));
  UkeDayGrid *grid = uke_calendar_page_get_grid (page);
  gtk_window_present (GTK_WINDOW (window));
  uke_test_wait_for (uke_test_shows_text (GTK_WIDGET (page), "No providers or chairs yet"));
  uke_test_clinic_do (clinic, uke_command_book (uke_test_clinic_draft_booking (clinic, &patient,
                                                                               NULL, 11 * 60, 30)));
  uke_test_wait_for (gtk_widget_get_mapped (GTK_WIDGET (grid))
                     && uke_day_grid_get_n_columns (grid) == 1);
  gtk_window_destroy (GTK_WINDOW (window));
  uke_test_settle ();
  uke_test_clinic_free (clinic);
}

/* A day is typed as people say it: the year goes without saying, near the day in view. */
static void
test_reads_typed_days (void)
{
  UkeDate shown = uke_date_from_ymd (2026, 11, 24);

  g_assert_cmpint (uke_calendar_header_parse ("30", shown), ==, shown + 6);
  g_assert_cmpint (uke_calendar_header_parse ("１２／３", shown), ==, shown + 9);
  g_assert_cmpint (uke_calendar_header_parse ("1月6日", shown), ==, uke_date_from_ymd (2027, 1, 6));
  g_assert_cmpint (uke_calendar_header_parse (" 2027-02-01 ", shown), ==,
                   uke_date_from_ymd (2027, 2, 1));
  g_assert_cmpint (uke_calendar_header_parse ("令和8年12月3日", shown), ==, shown + 9);
  g_assert_cmpint (uke_calendar_header_parse ("2/30", shown), ==, UKE_DATE_NONE);
  g_assert_cmpint (uke_calendar_header_parse ("あした", shown), ==, UKE_DATE_NONE);
  g_assert_cmpint (uke_calendar_header_parse ("", shown), ==, UKE_DATE_NONE);
}

/* What somebody else books appears by itself. */
static void
test_follows_changes (Fixture *fixture, gconstpointer data)
{
  UkeId first = fixture->appointment_id;

  fixture->appointment_id = uke_test_clinic_do (
      fixture->clinic,
      uke_command_book (uke_test_clinic_draft_booking (fixture->clinic, &fixture->patient_id,
                                                       &fixture->other_id, 15 * 60, 60)));
  uke_test_wait_for (find (fixture) != NULL);
  g_assert_cmpint (start_min (fixture), ==, 15 * 60);
  fixture->appointment_id = first;
}

/* The booking dialog finds free time, and what is confirmed there stands in the day. */
static void
test_books_in_the_dialog (Fixture *fixture, gconstpointer data)
{
  UkeBookingPlace place = { .starts_at_us = uke_test_clinic_at (fixture->clinic, 15 * 60),
                            .length_min = 45,
                            .provider_id = fixture->other_id };
  UkeBookingDialog *dialog = uke_booking_dialog_new (
      GTK_WINDOW (fixture->window), fixture->clinic->clinic, &fixture->patient_id, &place);
  GtkWidget *confirm = GTK_WIDGET (gtk_widget_get_template_child (
      GTK_WIDGET (dialog), UKE_TYPE_BOOKING_DIALOG, "confirm_button"));
  unsigned column = 1 - column_of (fixture);

  gtk_window_present (GTK_WINDOW (dialog));
  uke_test_wait_for (gtk_widget_is_sensitive (confirm));
  g_signal_emit_by_name (confirm, "clicked");
  uke_test_wait_for (uke_day_lane_get_n_blocks (uke_day_grid_get_lane (fixture->grid, column))
                     == 1);
  g_assert_cmpint (
      uke_day_lane_get_entry (uke_day_grid_get_lane (fixture->grid, column), 0)->start_min, ==,
      15 * 60);
}

/** Keeper: a server that keeps what it is asked for. */
typedef struct {
  UkeHolds *holds; /* (not owned) */
  unsigned n_asked, n_given_up;
} Keeper;

static void
keep_cb (const UkeWireHoldWish *wish, unsigned token, gpointer data)
{
  Keeper *self = data;
  const UkeWireHold hold
      = { uke_id_new (1), 2, wish->resource_id, wish->from_us, wish->to_us, G_MAXINT64 };

  g_assert_cmpint (wish->for_s, ==, 120);
  self->n_asked++;
  uke_holds_answer (self->holds, token, UKE_SYNC_KEPT_YES, &hold);
}

static void
give_up_cb (const UkeId *hold_id, gpointer data)
{
  ((Keeper *)data)->n_given_up++;
}

static const UkeHoldKeeper hold_keeper = { keep_cb, give_up_cb };

/* A slot that is chosen in the dialog is kept for this desk, said so, and given up on leaving. */
static void
test_keeps_the_slot (Fixture *fixture, gconstpointer data)
{
  Keeper keeper = { uke_clinic_get_holds (fixture->clinic->clinic) };
  UkeBookingPlace place = { .starts_at_us = uke_test_clinic_at (fixture->clinic, 15 * 60),
                            .length_min = 45,
                            .provider_id = fixture->other_id };
  UkeBookingDialog *dialog;
  GtkWidget *line;

  uke_holds_set_keeper (keeper.holds, &hold_keeper, &keeper, 2);
  dialog = uke_booking_dialog_new (GTK_WINDOW (fixture->window), fixture->clinic->clinic,
                                   &fixture->patient_id, &place);
  line = GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (dialog), UKE_TYPE_BOOKING_DIALOG, "hold_line"));
  gtk_window_present (GTK_WINDOW (dialog));
  uke_test_wait_for (keeper.n_asked == 1 && gtk_widget_get_visible (line));
  g_assert_true (uke_test_shows_text (line, "Held for this desk"));
  gtk_window_close (GTK_WINDOW (dialog));
  uke_test_wait_for (keeper.n_given_up == 1);
  uke_holds_set_keeper (keeper.holds, NULL, NULL, 0);
}

/** Rival: a server at which somebody else was faster once. */
typedef struct {
  Keeper keeper;
  unsigned refused; /* the token that is refused from the main loop, 0 for none */
  int64_t first_us, second_us;
} Rival;

static gboolean
refuse_cb (gpointer data)
{
  Rival *self = data;

  uke_holds_answer (self->keeper.holds, self->refused, UKE_SYNC_KEPT_TAKEN, NULL);
  return G_SOURCE_REMOVE;
}

static void
race_cb (const UkeWireHoldWish *wish, unsigned token, gpointer data)
{
  Rival *self = data;

  if (self->keeper.n_asked > 0) {
    self->second_us = wish->from_us;
    keep_cb (wish, token, &self->keeper);
    return;
  }
  self->keeper.n_asked++;
  self->first_us = wish->from_us;
  self->refused = token;
  g_idle_add (refuse_cb, self);
}

static const UkeHoldKeeper rival_keeper = { race_cb, give_up_cb };

/* When somebody else gets the chosen slot first, the list is renewed without it, the next one is
 * kept and the person is told that it is another. */
static void
test_renews_the_slots (Fixture *fixture, gconstpointer data)
{
  Rival rival = { .keeper.holds = uke_clinic_get_holds (fixture->clinic->clinic) };
  UkeBookingPlace place = { .length_min = 45, .provider_id = fixture->other_id };
  UkeBookingDialog *dialog;
  GtkWidget *line;

  uke_holds_set_keeper (rival.keeper.holds, &rival_keeper, &rival, 2);
  dialog = uke_booking_dialog_new (GTK_WINDOW (fixture->window), fixture->clinic->clinic,
                                   &fixture->patient_id, &place);
  line = GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (dialog), UKE_TYPE_BOOKING_DIALOG, "hold_line"));
  gtk_window_present (GTK_WINDOW (dialog));
  uke_test_wait_for (uke_test_shows_text (line, "This is the next free one"));
  g_assert_cmpint (rival.second_us, !=, rival.first_us);
  gtk_window_close (GTK_WINDOW (dialog));
  uke_test_wait_for (rival.keeper.n_given_up >= 1);
  uke_holds_set_keeper (rival.keeper.holds, NULL, NULL, 0);
}

static const UkeGridStretch *
find_kept (Fixture *fixture, unsigned column)
{
  GArray *off = uke_day_lane_get_column (uke_day_grid_get_lane (fixture->grid, column))->off;

  for (unsigned i = 0; i < off->len; i++)
    if (g_array_index (off, UkeGridStretch, i).is_kept)
      return &g_array_index (off, UkeGridStretch, i);
  return NULL;
}

/* What another desk keeps stands in its column with the desk's name, until it is given up. */
static void
test_shows_what_others_keep (Fixture *fixture, gconstpointer data)
{
  UkeHolds *holds = uke_clinic_get_holds (fixture->clinic->clinic);
  g_autoptr (GArray) told = g_array_new (FALSE, FALSE, sizeof (UkeWireHold));
  UkeWireHold hold = { .dev = 3, .name = "受付2", .until_us = UKE_TEST_NOW_US + 120000000 };
  unsigned column = column_of (fixture);

  hold.resource_id = fixture->provider_id;
  hold.from_us = uke_test_clinic_at (fixture->clinic, 14 * 60);
  hold.to_us = uke_test_clinic_at (fixture->clinic, 14 * 60 + 45);
  g_array_append_val (told, hold);
  uke_holds_set_keeper (holds, &hold_keeper, NULL, 2);
  uke_holds_replace (holds, told, UKE_TEST_NOW_US);
  uke_test_wait_for (find_kept (fixture, column) != NULL);
  g_assert_cmpint (find_kept (fixture, column)->from_min, ==, 14 * 60);
  g_assert_cmpint (find_kept (fixture, column)->to_min, ==, 14 * 60 + 45);
  g_assert_cmpstr (find_kept (fixture, column)->reason, ==, "Held: 受付2");
  g_assert_null (find_kept (fixture, 1 - column));
  g_array_set_size (told, 0);
  uke_holds_replace (holds, told, UKE_TEST_NOW_US);
  uke_test_wait_for (find_kept (fixture, column) == NULL);
  uke_holds_set_keeper (holds, NULL, NULL, 0);
}

/* The first child below that is of this class. */
static GtkWidget *
find_below (GtkWidget *widget, GType type)
{
  GtkWidget *found = NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = G_TYPE_CHECK_INSTANCE_TYPE (child, type) ? child : find_below (child, type);
  return found;
}

static void
press_escape (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    gboolean is_handled = FALSE;
    if (GTK_IS_EVENT_CONTROLLER_KEY (controller)
        && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
      g_signal_emit_by_name (controller, "key-pressed", GDK_KEY_Escape, 0, 0, &is_handled);
  }
}

static GtkWidget *
open_for_nobody (Fixture *fixture, GtkWidget **out_entry)
{
  UkeBookingPlace place = { 0 };
  GtkWidget *dialog = GTK_WIDGET (uke_booking_dialog_new (
      GTK_WINDOW (fixture->window), fixture->clinic->clinic, &UKE_ID_NONE, &place));

  gtk_window_present (GTK_WINDOW (dialog));
  *out_entry = find_below (dialog, GTK_TYPE_SEARCH_ENTRY);
  g_assert_nonnull (*out_entry);
  return dialog;
}

/* Esc clears what was typed into the search first, and leaves the dialog after that. */
static void
test_escape_clears_then_leaves (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry;
  GtkWidget *dialog = open_for_nobody (fixture, &entry);

  gtk_widget_grab_focus (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "zz");
  press_escape (dialog);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_nonnull (uke_test_find_window (UKE_TYPE_BOOKING_DIALOG));
  press_escape (dialog);
  uke_test_wait_for (uke_test_find_window (UKE_TYPE_BOOKING_DIALOG) == NULL);
}

/* A caller nobody knows is registered from the dialog, with what was typed, and then chosen. */
static void
test_registers_a_caller (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry;
  GtkWidget *dialog = open_for_nobody (fixture, &entry);
  GtkWidget *offer = gtk_widget_get_last_child (gtk_widget_get_parent (entry));
  GtkWidget *confirm = GTK_WIDGET (
      gtk_widget_get_template_child (dialog, UKE_TYPE_BOOKING_DIALOG, "confirm_button"));
  char hex[UKE_ID_HEX_SIZE];
  GtkWindow *editor;

  g_assert_false (gtk_widget_get_visible (offer));
  gtk_editable_set_text (GTK_EDITABLE (entry), "山本");
  uke_test_wait_for (gtk_widget_get_visible (offer));
  g_signal_emit_by_name (offer, "clicked");
  editor = uke_test_find_window (UKE_TYPE_PATIENT_EDITOR);
  g_assert_true (gtk_window_get_transient_for (editor) == GTK_WINDOW (dialog));
  gtk_window_destroy (editor);

  g_assert_false (gtk_widget_get_sensitive (confirm));
  uke_id_to_hex (&fixture->patient_id, hex);
  g_assert_true (gtk_widget_activate_action (dialog, "win.record", "(ss)", "patients", hex));
  uke_test_wait_for (gtk_widget_is_sensitive (confirm));
  gtk_window_close (GTK_WINDOW (dialog));
}

int
main (int argc, char **argv)
{
  uke_test_display_init (&argc, &argv);
  application = uke_test_register (GTK_APPLICATION (uke_application_new ()));

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/app/calendar-page/shows-the-day", test_shows_the_day);
  ADD ("/app/calendar-page/moves-and-undoes", test_moves_and_undoes);
  ADD ("/app/calendar-page/sets-status", test_sets_status);
  ADD ("/app/calendar-page/changes-day", test_changes_day);
  ADD ("/app/calendar-page/follows-changes", test_follows_changes);
  ADD ("/app/calendar-page/books-in-the-dialog", test_books_in_the_dialog);
  ADD ("/app/calendar-page/keeps-the-slot", test_keeps_the_slot);
  ADD ("/app/calendar-page/renews-the-slots", test_renews_the_slots);
  ADD ("/app/calendar-page/shows-what-others-keep", test_shows_what_others_keep);
  ADD ("/app/calendar-page/escape-clears-then-leaves", test_escape_clears_then_leaves);
  ADD ("/app/calendar-page/registers-a-caller", test_registers_a_caller);
  ADD ("/app/calendar-page/opens-a-holiday", test_opens_a_holiday);
  g_test_add_func ("/app/calendar-page/without-columns", test_without_columns);
  g_test_add_func ("/app/calendar-page/reads-typed-days", test_reads_typed_days);

  return g_test_run ();
}
