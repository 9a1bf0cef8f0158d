/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-settings-pane.h"
#include "app/settings/uke-settings-panes.h"
#include "app/uke-pages.h"

#include <glib/gi18n.h>

/* Pages that are reached from here; one that the program does not have is not shown. */
static const struct {
  const char *page;
  const char *title;
  const char *subtitle;
  const char *icon;
} WAYS[] = {
  { "import", N_ ("Bring in lists"),
    N_ ("Patients and appointments as CSV. What would happen is shown row by row first."),
    "document-open-symbolic" },
  { "duplicates", N_ ("Review duplicates"),
    N_ ("Pairs that may be one person, by kana, birth date and phone"), "edit-copy-symbolic" },
  { "export", N_ ("Write lists"), N_ ("A reason and a second person are needed."),
    "document-save-symbolic" },
};

static GtkWidget *
make_way (unsigned position)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (WAYS[position].title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (WAYS[position].subtitle));
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), WAYS[position].icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", WAYS[position].page);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.page");
  return row;
}

/**
 * uke_exchange_settings_new:
 * @clinic: the clinic
 *
 * Returns: (transfer floating): the ways in and out for lists
 * Thread: main
 */
GtkWidget *
uke_exchange_settings_new (UkeClinic *clinic)
{
  GtkWidget *group = uke_settings_group_new (
      _ ("Import and export"),
      _ ("Diagnoses, prescriptions and insurance numbers are not taken in."));
  unsigned n = 0;

  for (unsigned i = 0; i < G_N_ELEMENTS (WAYS); i++) {
    if (uke_pages_find (WAYS[i].page) == NULL)
      continue;
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_way (i));
    n++;
  }
  if (n == 0)
    adw_preferences_group_set_description (
        ADW_PREFERENCES_GROUP (group),
        _ ("In this version lists are taken in and written with uketsukectl."));
  return uke_settings_pane_new (clinic, UKE_ACTION_NONE, group);
}
