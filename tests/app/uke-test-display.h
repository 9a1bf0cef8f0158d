/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/** Prepares GTK for a test program. Use instead of g_test_init(). */
static inline void
uke_test_display_init (int *argc, char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  adw_init ();
}

/** Registers the program without a bus of its own; ends the test when it can't be. */
static inline GtkApplication *
uke_test_register (GtkApplication *application)
{
  g_autoptr (GError) error = NULL;

  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  return application;
}

/** Runs the main loop until nothing is pending, and one frame has been drawn. */
static inline void
uke_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static inline gboolean
uke_test_waited_in_vain_cb (gpointer what)
{
  g_error ("waited in vain for %s", (const char *)what);
  return G_SOURCE_REMOVE;
}

/** Waits for a condition to become true, and names it when it does not within a minute. */
#define uke_test_wait_for(condition)                                                               \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint uke_deadline_ = g_timeout_add_seconds (60, uke_test_waited_in_vain_cb,                   \
                                                 (gpointer)G_STRLOC ": " #condition);              \
                                                                                                   \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (uke_deadline_);                                                               \
  }                                                                                                \
  G_STMT_END

/** The window of a type that is open, or NULL. */
static inline GtkWindow *
uke_test_find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (unsigned i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
      return window;
  }
  return NULL;
}

static inline gboolean
uke_test_is_mapped (GtkWidget *widget)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_get_width (widget) > 0;
}
