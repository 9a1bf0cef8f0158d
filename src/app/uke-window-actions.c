/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/uke-window-actions.h"

#include <glib/gi18n.h>

static void
page_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  uke_window_show_page (UKE_WINDOW (widget), g_variant_get_string (target, NULL));
}

static void
nth_page_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeWindow *self = UKE_WINDOW (widget);
  const char *name
      = uke_rail_get_nth (uke_window_get_rail (self), (unsigned)g_variant_get_int32 (target));

  if (name != NULL)
    uke_window_show_page (self, name);
}

/* "('patients', '0190...')": the way from anywhere to one record on its page. */
static void
record_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  const char *page, *hex;
  UkeId id;

  g_variant_get (target, "(&s&s)", &page, &hex);
  if (uke_id_from_hex (hex, &id))
    uke_window_show_record (UKE_WINDOW (widget), page, &id);
}

static void
toggle_pane (UkeWindow *self, UkeSide side, const char *key)
{
  UkePage *page = uke_window_get_page (self);
  AdwFlap *flap = page != NULL ? uke_page_get_flap (page, side) : NULL;

  if (flap == NULL)
    return;

  gboolean is_shown = !adw_flap_get_reveal_flap (flap);
  adw_flap_set_reveal_flap (flap, is_shown);
  /* What a person folds away on a wide screen stays away; a narrow screen folds by itself. */
  if (!adw_flap_get_folded (flap))
    g_settings_set_boolean (uke_window_get_settings (self), key, is_shown);
}

static void
toggle_left_pane_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  toggle_pane (UKE_WINDOW (widget), UKE_SIDE_LEFT, "left-pane-visible");
}

static void
toggle_right_pane_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  toggle_pane (UKE_WINDOW (widget), UKE_SIDE_RIGHT, "right-pane-visible");
}

static void
apply_color_scheme_cb (GSettings *settings, const char *key, UkeWindow *self)
{
  static const AdwColorScheme SCHEMES[]
      = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };
  int scheme = g_settings_get_enum (settings, key);

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      SCHEMES[CLAMP (scheme, 0, (int)G_N_ELEMENTS (SCHEMES) - 1)]);
}

static void
add_keys (GtkWidgetClass *klass)
{
  /* Bound on the window in the bubble phase: an entry that has the focus takes its keys first, so
   * single letters never fire while somebody types. */
  gtk_widget_class_add_binding_action (klass, GDK_KEY_slash, 0, "win.search", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_n, 0, "win.book", "s", "");
  gtk_widget_class_add_binding_action (klass, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_F9, 0, "win.toggle-left-pane", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_F9, GDK_SHIFT_MASK, "win.toggle-right-pane",
                                       NULL);
  for (int digit = 0; digit <= 9; digit++)
    gtk_widget_class_add_binding_action (klass, GDK_KEY_0 + (guint)digit, GDK_ALT_MASK,
                                         "win.nth-page", "i", digit);
}

/**
 * Declares the window's actions and keys.
 * @klass: the window's class
 *
 * Thread: main
 */
void
uke_window_actions_install (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.page", "s", page_cb);
  gtk_widget_class_install_action (klass, "win.nth-page", "i", nth_page_cb);
  gtk_widget_class_install_action (klass, "win.record", "(ss)", record_cb);
  gtk_widget_class_install_action (klass, "win.toggle-left-pane", NULL, toggle_left_pane_cb);
  gtk_widget_class_install_action (klass, "win.toggle-right-pane", NULL, toggle_right_pane_cb);
  add_keys (klass);
}

/**
 * Connects what belongs to one window: looks of this PC and the list of keys.
 * @self: the window
 *
 * Thread: main
 */
void
uke_window_actions_attach (UkeWindow *self)
{
  GSettings *settings = uke_window_get_settings (self);
  g_autoptr (GAction) scheme = g_settings_create_action (settings, "color-scheme");

  g_action_map_add_action (G_ACTION_MAP (self), scheme);
  g_signal_connect_object (settings, "changed::color-scheme", G_CALLBACK (apply_color_scheme_cb),
                           self, 0);
  apply_color_scheme_cb (settings, "color-scheme", self);

  g_autoptr (GtkBuilder) builder
      = gtk_builder_new_from_resource ("/org/uketsuke/Uketsuke/ui/uke-shortcuts.ui");
  gtk_application_window_set_help_overlay (
      GTK_APPLICATION_WINDOW (self),
      GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "shortcuts")));
}

/**
 * Lets go of what the actions hold.
 * @self: the window
 *
 * Thread: main
 */
void
uke_window_actions_detach (UkeWindow *self)
{
}

/**
 * Sets the actions by what the clinic allows and shows who sits at the desk.
 * @self: the window, whose clinic is open now
 *
 * Thread: main
 */
void
uke_window_actions_clinic_opened (UkeWindow *self)
{
}
