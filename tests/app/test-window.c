/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/uke-application.h"
#include "app/uke-window.h"
#include "tests/app/uke-test-display.h"

/* One program a process, as in life. */
static GtkApplication *application;

typedef struct {
  UkeWindow *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = uke_window_new (application);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *)&fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  uke_test_settle ();
  g_assert_null (fixture->window);
}

/* A window can be shown and is gone when it is closed: nothing keeps it. */
static void
test_shows_and_ends (Fixture *fixture, gconstpointer data)
{
  gtk_window_present (GTK_WINDOW (fixture->window));
  uke_test_wait_for (uke_test_is_mapped (GTK_WIDGET (fixture->window)));
}

/* Below 1500 px the window says so to its pages and its style. */
static void
test_narrow_class (Fixture *fixture, gconstpointer data)
{
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1366, 768);
  gtk_window_present (GTK_WINDOW (fixture->window));
  uke_test_wait_for (gtk_widget_has_css_class (GTK_WIDGET (fixture->window), "narrow"));
}

/* A dialog's widgets find the window that the dialog belongs to. */
static void
test_window_of_dialog (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog = gtk_window_new ();
  GtkWidget *button = gtk_button_new ();

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (fixture->window));
  gtk_window_set_child (GTK_WINDOW (dialog), button);
  g_assert_true (uke_window_of (button) == fixture->window);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
dismissed_cb (AdwToast *toast, gboolean *is_dismissed)
{
  *is_dismissed = TRUE;
}

/* What was done last is said at once: an earlier toast makes room instead of being waited for. */
static void
test_newest_toast (Fixture *fixture, gconstpointer data)
{
  gboolean is_dismissed = FALSE;
  AdwToast *first = adw_toast_new ("11:00");

  g_signal_connect (first, "dismissed", G_CALLBACK (dismissed_cb), &is_dismissed);
  uke_window_add_toast (fixture->window, first);
  /* Not while it is still coming up: libadwaita 1.2 does not survive that. */
  uke_window_say (fixture->window, "12:00");
  g_assert_false (is_dismissed);
  uke_test_wait_for (is_dismissed);
}

int
main (int argc, char **argv)
{
  uke_test_display_init (&argc, &argv);
  application = uke_test_register (GTK_APPLICATION (uke_application_new ()));

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/app/window/shows-and-ends", test_shows_and_ends);
  ADD ("/app/window/newest-toast", test_newest_toast);
  ADD ("/app/window/narrow-class", test_narrow_class);
  ADD ("/app/window/window-of-dialog", test_window_of_dialog);

  return g_test_run ();
}
