/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/widgets/uke-list-rows.h"

/**
 * uke_list_box_clear:
 * @list: a list
 *
 * Takes every row out of the list.
 *
 * Thread: main
 */
void
uke_list_box_clear (GtkListBox *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
}

/**
 * uke_box_clear:
 * @box: a box
 *
 * Takes every child out of the box.
 *
 * Thread: main
 */
void
uke_box_clear (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

/**
 * uke_text_row_new:
 * @icon: (nullable): name of the icon before the text
 * @title: what the row says, as it is: no markup
 * @subtitle: (nullable): what it says below
 * @suffix: (nullable) (transfer floating): a widget after the text
 *
 * Returns: (transfer floating): an #AdwActionRow
 * Thread: main
 */
GtkWidget *
uke_text_row_new (const char *icon, const char *title, const char *subtitle, GtkWidget *suffix)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (icon != NULL)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  if (suffix != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), suffix);
  return row;
}
