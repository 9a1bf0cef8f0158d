/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-settings-pane.h"
#include "app/settings/uke-settings-panes.h"

#include <glib/gi18n.h>

static const struct {
  double scale;
  const char *word;
} SIZES[] = {
  { 1.0, N_ ("Normal") },
  { 1.15, N_ ("Larger (115 %)") },
  { 1.3, N_ ("Largest (130 %)") },
};

static gboolean
position_from_scale (GValue *value, GVariant *variant, gpointer data)
{
  double scale = g_variant_get_double (variant);
  guint nearest = 0;

  for (guint i = 1; i < G_N_ELEMENTS (SIZES); i++) {
    if (ABS (SIZES[i].scale - scale) < ABS (SIZES[nearest].scale - scale))
      nearest = i;
  }
  g_value_set_uint (value, nearest);
  return TRUE;
}

static GVariant *
scale_from_position (const GValue *value, const GVariantType *type, gpointer data)
{
  guint position = g_value_get_uint (value);

  return g_variant_new_double (SIZES[MIN (position, G_N_ELEMENTS (SIZES) - 1)].scale);
}

static gboolean
position_from_scheme (GValue *value, GVariant *variant, gpointer data)
{
  const char *scheme = g_variant_get_string (variant, NULL);

  g_value_set_uint (value, g_str_equal (scheme, "light")  ? 1
                           : g_str_equal (scheme, "dark") ? 2
                                                          : 0);
  return TRUE;
}

static GVariant *
scheme_from_position (const GValue *value, const GVariantType *type, gpointer data)
{
  static const char *const SCHEMES[] = { "system", "light", "dark" };

  return g_variant_new_string (SCHEMES[MIN (g_value_get_uint (value), 2)]);
}

static GtkWidget *
make_combo (const char *title, const char *subtitle, GtkStringList *words)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (words));
  return row;
}

static GtkWidget *
make_switch (GSettings *settings, const char *key, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  g_settings_bind (settings, key, toggle, "active", G_SETTINGS_BIND_DEFAULT);
  return row;
}

/**
 * uke_look_settings_new:
 * @clinic: the clinic
 *
 * How the desk looks on this PC: applied at once, and kept for this PC alone.
 *
 * Returns: (transfer floating): the pane
 * Thread: main
 * Source: design.md 11
 */
GtkWidget *
uke_look_settings_new (UkeClinic *clinic)
{
  g_autoptr (GSettings) settings = g_settings_new (UKE_APPLICATION_ID);
  g_autoptr (GtkStringList) sizes = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) schemes = gtk_string_list_new (NULL);
  GtkWidget *group = uke_settings_group_new (_ ("Readability on this PC"),
                                             _ ("Each PC keeps its own. It applies at once."));
  AdwPreferencesGroup *rows = ADW_PREFERENCES_GROUP (group);
  GtkWidget *size, *scheme;

  for (unsigned i = 0; i < G_N_ELEMENTS (SIZES); i++)
    gtk_string_list_append (sizes, _ (SIZES[i].word));
  gtk_string_list_append (schemes, _ ("As the desktop"));
  gtk_string_list_append (schemes, _ ("Light"));
  gtk_string_list_append (schemes, _ ("Dark"));
  size = make_combo (_ ("Size of text"), NULL, sizes);
  scheme = make_combo (_ ("Colours"), NULL, schemes);
  g_settings_bind_with_mapping (settings, "text-scale", size, "selected", G_SETTINGS_BIND_DEFAULT,
                                position_from_scale, scale_from_position, NULL, NULL);
  g_settings_bind_with_mapping (settings, "color-scheme", scheme, "selected",
                                G_SETTINGS_BIND_DEFAULT, position_from_scheme, scheme_from_position,
                                NULL, NULL);
  adw_preferences_group_add (rows, size);
  adw_preferences_group_add (rows, scheme);
  adw_preferences_group_add (rows, make_switch (settings, "high-contrast", _ ("High contrast"),
                                                _ ("Stronger outlines and darker words")));
  adw_preferences_group_add (rows, make_switch (settings, "reduce-motion", _ ("Less motion"),
                                                _ ("Panes and pages change without moving")));
  return uke_settings_pane_new (clinic, UKE_ACTION_NONE, group);
}
