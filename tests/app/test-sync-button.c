/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/sync/uke-sync-button.h"

#include "app/sync/uke-sync-popover.h"
#include "app/sync/uke-sync-words.h"
#include "app/uke-application.h"
#include "app/uke-window.h"
#include "tests/app/uke-test-display.h"
#include "tests/app/uke-test-find.h"
#include "tests/clinic/uke-test-cards.h"

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

/* Each state has its word; what stops the desk comes before what waits for a person. */
static void
test_words (void)
{
  g_autoptr (UkeSyncState) state = uke_sync_state_new ();

  g_object_set (state, "kind", UKE_SYNC_LIVE, "last-contact-us", UKE_TEST_NOW_US, NULL);
  assert_look (state, UKE_TEST_NOW_US, "Up to date", NULL);
  g_object_set (state, "kind", UKE_SYNC_SAVING, NULL);
  assert_look (state, UKE_TEST_NOW_US, "Saving…", NULL);
  g_object_set (state, "kind", UKE_SYNC_OFFLINE, "offline-since-us", UKE_TEST_NOW_US, NULL);
  assert_look (state, UKE_TEST_NOW_US, "Offline since 10:00", NULL);
  g_object_set (state, "n-waiting", 3, NULL);
  assert_look (state, UKE_TEST_NOW_US, "Unsent 3", NULL);
  g_object_set (state, "kind", UKE_SYNC_LIVE, "n-waiting", 0, "n-open", 2, NULL);
  assert_look (state, UKE_TEST_NOW_US, "To check 2", "warn");
  g_object_set (state, "kind", UKE_SYNC_UPGRADE_REQUIRED, NULL);
  assert_look (state, UKE_TEST_NOW_US, "Update needed", "warn");
  g_object_set (state, "kind", UKE_SYNC_REVOKED, NULL);
  assert_look (state, UKE_TEST_NOW_US, "Registration withdrawn", "err");
  g_object_set (state, "kind", UKE_SYNC_DISK_FULL, NULL);
  assert_look (state, UKE_TEST_NOW_US, "Disk full", "err");
}

/* A desk that has heard nothing for a quarter of an hour says when it last did. */
static void
test_stale (void)
{
  g_autoptr (UkeSyncState) state = uke_sync_state_new ();

  g_object_set (state, "kind", UKE_SYNC_LIVE, "last-contact-us", UKE_TEST_NOW_US, NULL);
  assert_look (state, UKE_TEST_NOW_US + UKE_SYNC_STALE_US - 1, "Up to date", NULL);
  assert_look (state, UKE_TEST_NOW_US + UKE_SYNC_STALE_US, "Last at 10:00", "warn");
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

  g_assert_false (uke_test_shows_text (window, "You are offline."));
  g_object_set (fixture->state, "kind", UKE_SYNC_OFFLINE, "offline-since-us", UKE_TEST_NOW_US,
                NULL);
  uke_test_wait_for (uke_test_shows_text (window, "You are offline."));
  g_assert_true (uke_test_shows_text (fixture->button, "Offline since 10:00"));
  g_object_set (fixture->state, "kind", UKE_SYNC_LIVE, NULL);
  uke_test_wait_for (!uke_test_shows_text (window, "You are offline."));
}

static void
count_cb (UkeSyncButton *button, unsigned *n)
{
  (*n)++;
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

/* The popover names the server, what waits, and each desk with when it was last heard of. */
static void
test_popover (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) devices = g_list_store_new (UKE_TYPE_SYNC_DEVICE);
  g_autoptr (UkeSyncDevice) here = uke_sync_device_new ("受付1", UKE_TEST_NOW_US, TRUE);
  g_autoptr (UkeSyncDevice) away
      = uke_sync_device_new ("連携室", UKE_TEST_NOW_US - 14 * CARD_MINUTE_US, FALSE);
  GtkWidget *popover;

  g_list_store_append (devices, here);
  g_list_store_append (devices, away);
  g_object_set (fixture->state, "kind", UKE_SYNC_LIVE, "last-contact-us", UKE_TEST_NOW_US,
                "round-trip-ms", 12, "received-today", 1284, "devices", devices, NULL);
  popover = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (popover),
                        uke_sync_popover_make (fixture->state,
                                               uke_clinic_get_zone (fixture->cards.test->clinic),
                                               UKE_TEST_NOW_US));
  gtk_window_present (GTK_WINDOW (popover));
  uke_test_wait_for (uke_test_shows_text (popover, "Everything is up to date"));
  g_assert_true (uke_test_shows_text (popover, "Connected, 12 ms"));
  g_assert_true (uke_test_shows_text (popover, "Today 1284 changes"));
  g_assert_true (uke_test_shows_text (popover, "受付1 (this desk)"));
  g_assert_true (uke_test_shows_text (popover, "Offline 14 minutes"));
  gtk_window_destroy (GTK_WINDOW (popover));
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
  g_test_add_func ("/app/sync-button/stale", test_stale);
  CASE ("alone", test_alone);
  CASE ("offline-bar", test_offline_bar);
  CASE ("sync-now", test_sync_now);
  CASE ("popover", test_popover);
  status = g_test_run ();
  g_object_unref (application);
  return status;
}
