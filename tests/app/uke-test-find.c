/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/app/uke-test-find.h"

#include "tests/app/uke-test-display.h"

GtkWidget *
uke_test_find (GtkWidget *widget, UkeTestMatch is_wanted, gconstpointer data)
{
  if (is_wanted (widget, data))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = uke_test_find (child, is_wanted, data);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static gboolean
is_of_type (GtkWidget *widget, gconstpointer type)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (widget, *(const GType *)type);
}

GtkWidget *
uke_test_find_below (GtkWidget *widget, GType type)
{
  return uke_test_find (widget, is_of_type, &type);
}

typedef struct {
  GType type;
  const char *title; /* (nullable) */
} Titled;

static gboolean
is_titled (GtkWidget *widget, gconstpointer data)
{
  const Titled *wanted = data;

  return is_of_type (widget, &wanted->type) && gtk_widget_get_mapped (widget)
         && (wanted->title == NULL
             || g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)),
                           wanted->title)
                    == 0);
}

GtkWidget *
uke_test_find_titled (GtkWidget *widget, GType type, const char *title)
{
  Titled wanted = { type, title };

  return uke_test_find (widget, is_titled, &wanted);
}

static gboolean
is_button (GtkWidget *widget, gconstpointer label)
{
  return GTK_IS_BUTTON (widget)
         && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;
}

GtkWidget *
uke_test_find_button (GtkWidget *widget, const char *label)
{
  return uke_test_find (widget, is_button, label);
}

static gboolean
says (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
         && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

gboolean
uke_test_shows_text (GtkWidget *widget, const char *text)
{
  return uke_test_find (widget, says, text) != NULL;
}

unsigned
uke_test_count_below (GtkWidget *widget, GType type)
{
  unsigned n = is_of_type (widget, &type) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += uke_test_count_below (child, type);
  return n;
}

void
uke_test_close_window (GtkWindow *window)
{
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *)&window);
  gtk_window_destroy (window);
  uke_test_wait_for (window == NULL);
}
