/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/sync/uke-sync-button.h"

#include "app/sync/uke-refused-dialog.h"
#include "app/sync/uke-sync-popover.h"
#include "app/sync/uke-sync-words.h"
#include "app/sync/uke-unsent.h"
#include "app/uke-application.h"
#include "app/uke-window.h"
#include "clinic/uke-clinic-store.h"
#include "tests/app/uke-test-display.h"
#include "tests/app/uke-test-find.h"
#include "tests/clinic/uke-test-cards.h"

#include <string.h>

/* One program a process; every case has a clinic of its own: real, encrypted, open. */
static GtkApplication *application;

typedef struct {
  CardFixture cards;
  UkeWindow *window;
  GtkWidget *button;
  UkeSyncState *state;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  card_set_up (&fixture->cards, NULL);
  fixture->window = uke_window_new (application);
  uke_window_open_clinic (fixture->window, fixture->cards.test->clinic);
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->button = GTK_WIDGET (uke_window_get_sync_button (fixture->window));
  fixture->state = uke_sync_button_get_state (UKE_SYNC_BUTTON (fixture->button));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  uke_test_close_window (GTK_WINDOW (fixture->window));
  card_tear_down (&fixture->cards, NULL);
}

static void
assert_look (UkeSyncState *state, int64_t now_us, const char *text, const char *css_class)
{
  g_autoptr (UkeZone) zone = uke_zone_new ("Asia/Tokyo", NULL);
  UkeSyncLook look = uke_sync_words_look (state, zone, now_us);
  g_autofree char *owned = look.text;

  g_assert_cmpstr (look.text, ==, text);
  g_assert_cmpstr (look.css_class, ==, css_class);
  g_assert_nonnull (look.icon);
}

static void
stand (UkeSyncState *state, UkeSyncKind kind, unsigned n_waiting)
{
  UkeSyncStanding standing;

  memset (&standing, 0, sizeof standing);
  standing.kind = kind;
  standing.n_waiting = n_waiting;
  standing.last_contact_us = UKE_TEST_NOW_US;
  standing.offline_since_us = kind == UKE_SYNC_OFFLINE ? UKE_TEST_NOW_US : 0;
  standing.server_name = "uketsuke.local";
  standing.round_trip_ms = 12;
  uke_sync_state_set (state, &standing);
}

static void
assert_stands (UkeSyncState *state,
               UkeSyncKind kind,
               unsigned n_waiting,
               const char *text,
               const char *css_class)
{
  stand (state, kind, n_waiting);
  assert_look (state, UKE_TEST_NOW_US, text, css_class);
}

/* Each state has its word; what stops the desk comes before what waits for a person. */
static void
test_words (void)
{
  g_autoptr (UkeSyncState) state = uke_sync_state_new ();
  UkeSyncCounts counts;

  assert_stands (state, UKE_SYNC_LIVE, 0, "Up to date", NULL);
  assert_stands (state, UKE_SYNC_SAVING, 0, "Saving…", NULL);
  assert_stands (state, UKE_SYNC_OFFLINE, 0, "Offline since 10:00", NULL);
  assert_stands (state, UKE_SYNC_OFFLINE, 3, "Unsent 3", NULL);
  stand (state, UKE_SYNC_LIVE, 0);
  memset (&counts, 0, sizeof counts);
  counts.n_open = 2;
  uke_sync_state_set_counts (state, &counts);
  assert_look (state, UKE_TEST_NOW_US, "To check 2", "warn");
  counts.n_refused = 1;
  uke_sync_state_set_counts (state, &counts);
  assert_look (state, UKE_TEST_NOW_US, "To check 3", "warn");
  assert_stands (state, UKE_SYNC_UPGRADE_REQUIRED, 0, "Update needed", "warn");
  assert_stands (state, UKE_SYNC_SERVER_OLD, 0, "Server to be updated", "warn");
  assert_stands (state, UKE_SYNC_HELD, 0, "Held back", "warn");
  assert_stands (state, UKE_SYNC_REVOKED, 0, "Registration withdrawn", "err");
  assert_stands (state, UKE_SYNC_DISK_FULL, 0, "Disk full", "err");
  assert_stands (state, UKE_SYNC_EXPIRED, 0, "Registration ended", "err");
  assert_stands (state, UKE_SYNC_NOT_KNOWN, 0, "Not registered", "err");
  assert_stands (state, UKE_SYNC_FOREIGN, 0, "Another server", "err");
  assert_stands (state, UKE_SYNC_NOT_OURS, 0, "Wrong computer", "err");
  assert_stands (state, UKE_SYNC_CLOCK, 0, "Clock is off", "warn");
  memset (&counts, 0, sizeof counts);
  uke_sync_state_set_counts (state, &counts);
  assert_stands (state, UKE_SYNC_RECOVERING, 0, "Server recovering", "warn");
}

/* Only when a month has passed without a verified backup of the server is that told. */
static void
test_unsaved (void)
{
  g_autoptr (UkeSyncState) state = uke_sync_state_new ();
  g_autoptr (UkeZone) zone = uke_zone_new ("Asia/Tokyo", NULL);
  const int64_t before_us = UKE_TEST_NOW_US - UKE_SYNC_UNSAVED_US;
  UkeSyncCounts counts;
  g_autofree char *none = NULL;
  g_autofree char *days = NULL;
  g_autofree char *caption = NULL;

  memset (&counts, 0, sizeof counts);
  counts.unsaved_us = before_us + 1;
  uke_sync_state_set_counts (state, &counts);
  stand (state, UKE_SYNC_LIVE, 0);
  none = uke_sync_words_unsaved (state, UKE_TEST_NOW_US);
  g_assert_null (none);
  assert_look (state, UKE_TEST_NOW_US, "Up to date", NULL);
  counts.unsaved_us = before_us;
  uke_sync_state_set_counts (state, &counts);
  days = uke_sync_words_unsaved (state, UKE_TEST_NOW_US);
  caption = uke_sync_words_caption (state, zone, UKE_TEST_NOW_US);
  g_assert_cmpstr (days, ==, "None for 30 days");
  g_assert_nonnull (strstr (caption, "has not reported any verified backup"));
  assert_look (state, UKE_TEST_NOW_US, "No backup", "warn");
}

/* A desk that has heard nothing for a quarter of an hour says when it last did. */
static void
test_stale (void)
{
  g_autoptr (UkeSyncState) state = uke_sync_state_new ();
  g_autofree char *soon = NULL, *late = NULL;

  stand (state, UKE_SYNC_LIVE, 0);
  assert_look (state, UKE_TEST_NOW_US + UKE_SYNC_STALE_US - 1, "Up to date", NULL);
  assert_look (state, UKE_TEST_NOW_US + UKE_SYNC_STALE_US, "Last at 10:00", "warn");
  soon = uke_sync_words_sentence (state, UKE_TEST_NOW_US + UKE_SYNC_STALE_US - 1);
  late = uke_sync_words_sentence (state, UKE_TEST_NOW_US + UKE_SYNC_STALE_US);
  g_assert_cmpstr (soon, ==, "Everything is up to date");
  g_assert_cmpstr (late, ==, "Nothing was heard of the server for a while");
}

/* What is on its way is marked after a moment, and at once where its age is not known or the clock
 * was put back. */
static void
test_patience (void)
{
  const int64_t then_us = UKE_TEST_NOW_US;

  g_assert_cmpuint (uke_unsent_get_patience_ms (then_us, then_us), ==, 801);
  g_assert_cmpuint (uke_unsent_get_patience_ms (then_us, then_us + 799000), ==, 2);
  g_assert_cmpuint (uke_unsent_get_patience_ms (then_us, then_us + UKE_UNSENT_PATIENCE_US), ==, 0);
  g_assert_cmpuint (uke_unsent_get_patience_ms (then_us, then_us - 1), ==, 0);
  g_assert_cmpuint (uke_unsent_get_patience_ms (0, then_us), ==, 0);
}

static void
count_cb (gpointer object, unsigned *n)
{
  (*n)++;
}

/* Whoever follows the state is told once, however many facts are others, and not at all when none
 * is. */
static void
test_told_once (void)
{
  g_autoptr (UkeSyncState) state = uke_sync_state_new ();
  unsigned n = 0;

  g_signal_connect (state, "changed", G_CALLBACK (count_cb), &n);
  stand (state, UKE_SYNC_OFFLINE, 3);
  g_assert_cmpuint (n, ==, 1);
  stand (state, UKE_SYNC_OFFLINE, 3);
  g_assert_cmpuint (n, ==, 1);
  stand (state, UKE_SYNC_OFFLINE, 4);
  g_assert_cmpuint (n, ==, 2);
}

/* A clinic by itself shows nothing of a server; once something has to be checked, that. */
static void
test_alone (Fixture *fixture, gconstpointer data)
{
  g_assert_false (gtk_widget_get_visible (fixture->button));
  card_book (&fixture->cards, &fixture->cards.hanako, 11 * 60);
  card_book_there (&fixture->cards, &fixture->cards.taro, 11 * 60);
  /* What arrives from elsewhere is told with the next change. */
  card_book (&fixture->cards, &fixture->cards.hanako, 15 * 60);
  uke_test_wait_for (uke_test_shows_text (fixture->button, "To check 1"));
}

/* The bar under the header comes with the loss of the connection and goes with its return. */
static void
test_offline_bar (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);

  g_assert_false (uke_test_shows_text (window, "Bookings may meet"));
  stand (fixture->state, UKE_SYNC_OFFLINE, 0);
  uke_test_wait_for (uke_test_shows_text (window, "Since 10:00. What you enter is sent"));
  uke_test_wait_for (uke_test_shows_text (window, "Details"));
  g_assert_true (uke_test_shows_text (fixture->button, "Offline since 10:00"));
  stand (fixture->state, UKE_SYNC_LIVE, 0);
  uke_test_wait_for (!uke_test_shows_text (window, "Bookings may meet"));
}

/* Where there is little room the words go that say that all is well, and those of an outage stay.
 */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  uke_sync_button_set_narrow (UKE_SYNC_BUTTON (fixture->button), TRUE);
  stand (fixture->state, UKE_SYNC_LIVE, 0);
  uke_test_wait_for (gtk_widget_get_visible (fixture->button));
  g_assert_false (uke_test_shows_text (fixture->button, "Up to date"));
  stand (fixture->state, UKE_SYNC_OFFLINE, 2);
  g_assert_true (uke_test_shows_text (fixture->button, "Unsent 2"));
}

/* A large deletion that is held back is told with its numbers, and has a button. */
static void
test_held_bar (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  UkeSyncStanding standing;

  memset (&standing, 0, sizeof standing);
  standing.kind = UKE_SYNC_HELD;
  standing.n_records = 95;
  standing.n_deleting = 80;
  standing.n_patients = 120;
  uke_sync_state_set (fixture->state, &standing);
  uke_test_wait_for (uke_test_shows_text (window, "would delete 80 of 120 patients (95 records)"));
  g_assert_true (uke_test_shows_text (fixture->button, "Held back"));
  g_assert_true (uke_test_shows_text (window, "Let it be deleted…"));
  stand (fixture->state, UKE_SYNC_OFFLINE, 0);
  g_assert_false (uke_test_shows_text (window, "Let it be deleted…"));
  g_assert_true (uke_test_shows_text (window, "Bookings may meet"));
}

/* A new desk that has the days around today alone says so, and how far the rest has come. */
static void
test_loading_bar (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  UkeSyncStanding standing;

  memset (&standing, 0, sizeof standing);
  standing.kind = UKE_SYNC_SAVING;
  standing.is_loading = TRUE;
  standing.note = "40 % of the time before";
  uke_sync_state_set (fixture->state, &standing);
  uke_test_wait_for (uke_test_shows_text (window, "40 % of the time before"));
  standing.kind = UKE_SYNC_LIVE;
  standing.is_loading = FALSE;
  standing.note = NULL;
  uke_sync_state_set (fixture->state, &standing);
  uke_test_wait_for (!uke_test_shows_text (window, "40 % of the time before"));
}

/* A desk that has to join again says in the bar why, and has the button for it; only what happened
 * is called by its name. */
static void
test_over_bar (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  UkeSyncStanding standing;

  memset (&standing, 0, sizeof standing);
  standing.kind = UKE_SYNC_EXPIRED;
  standing.note = "The certificate of this desk has ended.";
  uke_sync_state_set (fixture->state, &standing);
  uke_test_wait_for (uke_test_shows_text (window, "The registration of this desk has run out"));
  g_assert_true (uke_test_shows_text (window, standing.note));
  g_assert_true (uke_test_shows_text (window, "Join the server again…"));
  g_assert_false (uke_test_shows_text (window, "withdrawn"));
  stand (fixture->state, UKE_SYNC_LIVE, 0);
  uke_test_wait_for (!uke_test_shows_text (window, standing.note));
}

/* What the server did not take is reached from the popover and from the cards; without any it is
 * said that nothing is left. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = GTK_WIDGET (uke_window_show_page (fixture->window, "conflicts"));
  UkeSyncCounts counts;
  GtkWindow *dialog;

  g_assert_false (uke_test_shows_text (page, "See what the server did not take"));
  memset (&counts, 0, sizeof counts);
  counts.n_refused = 1;
  uke_sync_state_set_counts (fixture->state, &counts);
  g_assert_true (uke_test_shows_text (page, "See what the server did not take"));
  dialog = uke_refused_dialog_present (fixture->window);
  uke_test_wait_for (uke_test_shows_text (GTK_WIDGET (dialog), "Nothing is left"));
  gtk_window_destroy (dialog);
}

static gpointer
refuse_all (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return uke_db_exec (db, "UPDATE outbox SET state = 3, reason = 'the tables do not take it'",
                      error)
             ? GINT_TO_POINTER (1)
             : NULL;
}

static void
refused_cb (GObject *source, GAsyncResult *result, gpointer is_done)
{
  *(gboolean *)is_done = uke_db_pool_write_finish (UKE_DB_POOL (source), result, NULL) != NULL;
}

static gpointer
count_outbox (UkeDb *db, gpointer out_n, GCancellable *cancellable, GError **error)
{
  return uke_db_query_int64 (db, "SELECT count (*) FROM outbox WHERE state = 3", out_n, error)
             ? out_n
             : NULL;
}

/* After everything that was asked to be written. */
static int64_t
count_refused (UkeTestClinic *test)
{
  int64_t n;

  g_assert_nonnull (
      uke_db_pool_write_sync (uke_clinic_get_pool (test->clinic), count_outbox, &n, NULL, NULL));
  return n;
}

/* Asks for it, and presses the button that answers the question. */
static void
take_off_the_list (GtkWindow *dialog, const char *answer)
{
  GtkWindow *asking;
  GtkWidget *button = uke_test_find_button (GTK_WIDGET (dialog), "Take off the list…");

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  asking = uke_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (asking);
  g_signal_emit_by_name (uke_test_find_button (GTK_WIDGET (asking), answer), "clicked");
  uke_test_wait_for (uke_test_find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
}

/* Whoever has to do it again reads whose booking it was, when, how long and with whom; the words of
 * the server are for somebody else. */
static void
test_refused_values (Fixture *fixture, gconstpointer data)
{
  UkeTestClinic *test = fixture->cards.test;
  GtkWindow *dialog;
  gboolean is_done = FALSE;

  uke_test_clinic_join (test);
  card_book (&fixture->cards, &fixture->cards.hanako, 11 * 60);
  uke_db_pool_write_async (uke_clinic_get_pool (test->clinic), refuse_all, NULL, NULL, NULL, NULL,
                           refused_cb, &is_done);
  uke_test_wait_for (is_done);
  dialog = uke_refused_dialog_present (fixture->window);
  uke_test_wait_for (uke_test_shows_text (GTK_WIDGET (dialog), "山田 花子 (No. 1)"));
  g_assert_true (uke_test_shows_text (GTK_WIDGET (dialog), "11/24(火) 11:00"));
  g_assert_true (uke_test_shows_text (GTK_WIDGET (dialog), "45 min"));
  g_assert_true (uke_test_shows_text (GTK_WIDGET (dialog), "森本 衛生士"));
  g_assert_true (uke_test_shows_text (GTK_WIDGET (dialog), "cannot take it in this form."));
  g_assert_false (uke_test_shows_text (GTK_WIDGET (dialog), "the tables do not take it"));
  take_off_the_list (dialog, "_Keep it");
  g_assert_cmpint (count_refused (test), ==, 1);
  take_off_the_list (dialog, "_Take off the list");
  uke_test_wait_for (uke_test_shows_text (GTK_WIDGET (dialog), "Nothing is left"));
  gtk_window_destroy (dialog);
}

/* The window's action asks for the server once. */
static void
test_sync_now (Fixture *fixture, gconstpointer data)
{
  unsigned n = 0;

  g_signal_connect (fixture->button, "sync-now", G_CALLBACK (count_cb), &n);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.sync-now", NULL);
  g_assert_cmpuint (n, ==, 1);
}

static void
add_desk (UkeWireDevices *devices, const char *name, int64_t last_seen_us, gboolean is_revoked)
{
  const UkeWireDevice device = { .dev = devices->devices->len + 2,
                                 .name = (char *)name,
                                 .version = (char *)"0.1.0",
                                 .is_revoked = is_revoked,
                                 .last_seen_us = last_seen_us };

  uke_wire_devices_add (devices, &device);
}

/* The popover names the server, what waits, and each desk with when it was last heard of; one that
 * was shut out is not told of. What changes while it is open is told at once. */
static void
test_popover (Fixture *fixture, gconstpointer data)
{
  UkeWireDevices *devices = uke_wire_devices_new ();
  GtkWidget *popover = gtk_window_new ();
  UkeSyncCounts counts;

  devices->self = 2;
  add_desk (devices, "受付1", UKE_TEST_NOW_US, FALSE);
  add_desk (devices, "連携室", UKE_TEST_NOW_US - 14 * CARD_MINUTE_US, FALSE);
  add_desk (devices, "倉庫", UKE_TEST_NOW_US, TRUE);
  memset (&counts, 0, sizeof counts);
  counts.n_today = 1284;
  uke_sync_state_set_counts (fixture->state, &counts);
  uke_sync_state_take_devices (fixture->state, devices);
  stand (fixture->state, UKE_SYNC_LIVE, 0);
  gtk_window_set_child (GTK_WINDOW (popover),
                        uke_sync_popover_new (fixture->state, fixture->cards.test->clinic));
  gtk_window_present (GTK_WINDOW (popover));
  uke_test_wait_for (uke_test_shows_text (popover, "Everything is up to date"));
  g_assert_true (uke_test_shows_text (popover, "Clinic server"));
  g_assert_true (uke_test_shows_text (popover, "Connected, 12 ms"));
  g_assert_true (uke_test_shows_text (popover, "Today 1284 changes"));
  g_assert_true (uke_test_shows_text (popover, "受付1 (this desk)"));
  g_assert_true (uke_test_shows_text (popover, "Offline 14 minutes"));
  g_assert_false (uke_test_shows_text (popover, "倉庫"));
  g_assert_false (uke_test_shows_text (popover, "Not taken by the server"));
  counts.n_refused = 1;
  uke_sync_state_set_counts (fixture->state, &counts);
  stand (fixture->state, UKE_SYNC_OFFLINE, 2);
  g_assert_true (uke_test_shows_text (popover, "Offline, 1 to check"));
  g_assert_true (uke_test_shows_text (popover, "Not taken by the server"));
  g_assert_true (uke_test_shows_text (popover, "2 changes"));
  g_assert_true (uke_test_shows_text (popover, "Not connected"));
  stand (fixture->state, UKE_SYNC_HELD, 0);
  g_assert_false (uke_test_shows_text (popover, "Not connected"));
  gtk_window_destroy (GTK_WINDOW (popover));
}

/* The records are compared on a person's word; that it is on its way is said until the engine has
 * done it once more. */
static void
test_compare (Fixture *fixture, gconstpointer data)
{
  GtkWidget *popover = fixture->button, *button;
  UkeSyncStanding standing;
  unsigned n = 0;

  stand (fixture->state, UKE_SYNC_LIVE, 0);
  uke_sync_button_open (UKE_SYNC_BUTTON (popover));
  uke_test_wait_for (uke_test_shows_text (popover, "Not yet"));
  button = uke_test_find_button (popover, "Compare now");
  g_signal_connect (popover, "check-now", G_CALLBACK (count_cb), &n);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (uke_test_shows_text (popover, "Being compared…"));
  standing = *uke_sync_state_get (fixture->state);
  standing.server_name = "uketsuke.local";
  standing.n_waiting = 1;
  uke_sync_state_set (fixture->state, &standing);
  g_assert_true (uke_test_shows_text (popover, "Being compared…"));
  standing.n_checks = 1;
  standing.checked_us = UKE_TEST_NOW_US;
  standing.n_repaired = 3;
  uke_sync_state_set (fixture->state, &standing);
  g_assert_true (uke_test_shows_text (popover, "3 put right, the same at 10:00"));
  g_assert_true (gtk_widget_is_sensitive (button));
  stand (fixture->state, UKE_SYNC_OFFLINE, 0);
  g_assert_false (gtk_widget_get_sensitive (button));
  gtk_menu_button_popdown (
      GTK_MENU_BUTTON (uke_test_find_below (fixture->button, GTK_TYPE_MENU_BUTTON)));
}

#define CASE(path, func)                                                                           \
  g_test_add ("/app/sync-button/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  int status = 0;

  uke_test_display_init (&argc, &argv);
  application = uke_test_register (GTK_APPLICATION (uke_application_new ()));
  g_test_add_func ("/app/sync-button/words", test_words);
  g_test_add_func ("/app/sync-button/unsaved", test_unsaved);
  g_test_add_func ("/app/sync-button/stale", test_stale);
  g_test_add_func ("/app/sync-button/told-once", test_told_once);
  g_test_add_func ("/app/sync-button/patience", test_patience);
  CASE ("alone", test_alone);
  CASE ("offline-bar", test_offline_bar);
  CASE ("narrow", test_narrow);
  CASE ("held-bar", test_held_bar);
  CASE ("loading-bar", test_loading_bar);
  CASE ("over-bar", test_over_bar);
  CASE ("compare", test_compare);
  CASE ("refused", test_refused);
  CASE ("refused-values", test_refused_values);
  CASE ("sync-now", test_sync_now);
  CASE ("popover", test_popover);
  status = g_test_run ();
  g_object_unref (application);
  return status;
}
