/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "app/form/uke-form-state.h"

#include <adwaita.h>

/* Each control says its state on a line of its own; the order of rows is part of the state. */
static void
append_own (GtkWidget *widget, GString *state)
{
  if (GTK_IS_TEXT (widget)) {
    g_string_append_printf (state, "%s\n", gtk_editable_get_text (GTK_EDITABLE (widget)));
  } else if (GTK_IS_TEXT_VIEW (widget)) {
    GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget));
    g_autofree char *text = NULL;

    g_object_get (buffer, "text", &text, NULL);
    g_string_append_printf (state, "%s\n", text);
  } else if (ADW_IS_COMBO_ROW (widget)) {
    g_string_append_printf (state, "%u\n", adw_combo_row_get_selected (ADW_COMBO_ROW (widget)));
  } else if (GTK_IS_DROP_DOWN (widget)) {
    g_string_append_printf (state, "%u\n", gtk_drop_down_get_selected (GTK_DROP_DOWN (widget)));
  } else if (GTK_IS_CHECK_BUTTON (widget)) {
    g_string_append_printf (state, "%d\n", gtk_check_button_get_active (GTK_CHECK_BUTTON (widget)));
  } else if (GTK_IS_SWITCH (widget)) {
    g_string_append_printf (state, "%d\n", gtk_switch_get_active (GTK_SWITCH (widget)));
  } else if (g_object_get_data (G_OBJECT (widget), "tag") != NULL) {
    g_string_append_printf (state, "%s\n",
                            (const char *)g_object_get_data (G_OBJECT (widget), "tag"));
  }
}

static void
append (GtkWidget *widget, GString *state)
{
  /* What was only searched for, or scrolled through, is no work that could be lost. */
  if (GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_POPOVER (widget))
    return;
  append_own (widget, state);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    append (child, state);
}

/**
 * uke_form_state_dup:
 * @form: a form
 *
 * Everything that was typed and chosen in a form, in one text: two states are equal when nothing
 * would be lost by closing it.
 *
 * Returns: (transfer full): the state
 * Thread: main
 */
char *
uke_form_state_dup (GtkWidget *form)
{
  GString *state = g_string_new (NULL);

  append (form, state);
  return g_string_free (state, FALSE);
}
