/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-looks.h"

#include <adwaita.h>

/* How one window's display looks, by this PC's settings. */
typedef struct {
  GSettings *settings;  /* (owned) */
  GtkSettings *display; /* (unowned): lives as long as the display */
  int plain_dpi;        /* as the desktop has it, in 1024ths */
  GPtrArray *providers; /* (owned) (element-type GtkCssProvider): of high contrast, while chosen */
} Looks;

static void
looks_free (gpointer data)
{
  Looks *looks = data;

  g_object_unref (looks->settings);
  g_ptr_array_unref (looks->providers);
  g_free (looks);
}

static void
apply_scheme (Looks *looks)
{
  static const AdwColorScheme SCHEMES[]
      = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };
  int scheme = g_settings_get_enum (looks->settings, "color-scheme");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      SCHEMES[CLAMP (scheme, 0, (int)G_N_ELEMENTS (SCHEMES) - 1)]);
}

static void
apply_text (Looks *looks)
{
  double scale = g_settings_get_double (looks->settings, "text-scale");

  g_object_set (looks->display, "gtk-xft-dpi", (int)(looks->plain_dpi * scale), NULL);
}

static void
apply_motion (Looks *looks)
{
  if (g_settings_get_boolean (looks->settings, "reduce-motion"))
    g_object_set (looks->display, "gtk-enable-animations", FALSE, NULL);
  else
    gtk_settings_reset_property (looks->display, "gtk-enable-animations");
}

static void
add_sheet (Looks *looks, const char *path, guint priority)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, path);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider), priority);
  g_ptr_array_add (looks->providers, g_steal_pointer (&provider));
}

/* libadwaita 1.2 knows high contrast from the desktop only. What it would load then is loaded
 * here, for desks whose desktop has no such setting. */
static void
apply_contrast (Looks *looks)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  gboolean is_wanted = g_settings_get_boolean (looks->settings, "high-contrast")
                       && !adw_style_manager_get_high_contrast (manager);

  for (unsigned i = 0; i < looks->providers->len; i++)
    gtk_style_context_remove_provider_for_display (gdk_display_get_default (),
                                                   looks->providers->pdata[i]);
  g_ptr_array_set_size (looks->providers, 0);
  if (!is_wanted)
    return;
  add_sheet (looks, "/org/gnome/Adwaita/styles/base-hc.css", GTK_STYLE_PROVIDER_PRIORITY_THEME + 1);
  add_sheet (looks, "/org/uketsuke/Uketsuke/style-hc.css",
             GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  if (adw_style_manager_get_dark (manager))
    add_sheet (looks, "/org/uketsuke/Uketsuke/style-hc-dark.css",
               GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 2);
}

static void
changed_cb (GtkWidget *window, const char *key)
{
  Looks *looks = g_object_get_data (G_OBJECT (window), "uke-looks");

  if (g_str_equal (key, "color-scheme"))
    apply_scheme (looks);
  else if (g_str_equal (key, "text-scale"))
    apply_text (looks);
  else if (g_str_equal (key, "reduce-motion"))
    apply_motion (looks);
  else if (g_str_equal (key, "high-contrast"))
    apply_contrast (looks);
}

static void
style_changed_cb (GtkWidget *window)
{
  apply_contrast (g_object_get_data (G_OBJECT (window), "uke-looks"));
}

/**
 * uke_looks_follow:
 * @settings: how the desk looks on this PC
 * @window: whose display it is
 *
 * Lets colours, contrast, size of text and motion follow the settings, at once and from now on.
 *
 * Thread: main
 * Source: design.md 11
 */
void
uke_looks_follow (GSettings *settings, GtkWidget *window)
{
  Looks *looks = g_new0 (Looks, 1);

  looks->settings = g_object_ref (settings);
  looks->display = gtk_widget_get_settings (window);
  looks->providers = g_ptr_array_new_with_free_func (g_object_unref);
  g_object_get (looks->display, "gtk-xft-dpi", &looks->plain_dpi, NULL);
  if (looks->plain_dpi <= 0)
    looks->plain_dpi = 96 * 1024;
  g_object_set_data_full (G_OBJECT (window), "uke-looks", looks, looks_free);
  g_signal_connect_object (settings, "changed", G_CALLBACK (changed_cb), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (style_changed_cb), window, G_CONNECT_SWAPPED);
  apply_scheme (looks);
  apply_contrast (looks);
  if (g_settings_get_double (settings, "text-scale") != 1.0)
    apply_text (looks);
  if (g_settings_get_boolean (settings, "reduce-motion"))
    apply_motion (looks);
}
