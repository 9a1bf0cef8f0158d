/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-settings-pane.h"

#include "app/uke-window.h"
#include "app/widgets/uke-code-words.h"

#include <glib/gi18n.h>

/* Wide enough for a form, narrow enough to read along a row. */
enum { PANE_PX = 860, DIALOG_PX = 480 };

typedef struct {
  UkeClinic *clinic; /* (unowned): the handlers go with the pane */
  UkeAction action;
  GtkWidget *notice;
  GtkLabel *text;
} Pane;

/**
 * uke_settings_dup_roles:
 * @action: an action
 *
 * Returns: (transfer full): the roles that may do it, in words
 * Thread: main
 * Source: security.md 4.1
 */
char *
uke_settings_dup_roles (UkeAction action)
{
  GString *text = g_string_new (NULL);

  for (int role = UKE_ROLE_RECEPTION; role <= UKE_N_ROLES; role++) {
    if (uke_action_get_cell (action, (UkeRole)role) == '-')
      continue;
    if (text->len > 0)
      g_string_append (text, C_ ("between the names of a list", ", "));
    g_string_append (text, uke_code_word (UKE_CODES_ROLE, uke_role_get_code ((UkeRole)role)));
  }
  return g_string_free (text, FALSE);
}

static void
show_permission (GtkWidget *box)
{
  Pane *pane = g_object_get_data (G_OBJECT (box), "uke-pane");
  gboolean may_change = uke_clinic_may (pane->clinic, pane->action);
  g_autofree char *roles = uke_settings_dup_roles (pane->action);
  g_autofree char *sentence
      = g_strdup_printf (_ ("Your role reads this only. It is changed by: %s."), roles);

  gtk_label_set_text (pane->text, sentence);
  gtk_widget_set_visible (pane->notice, !may_change);
}

static GtkWidget *
make_notice (Pane *pane)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *image = gtk_image_new_from_icon_name ("changes-prevent-symbolic");

  pane->text = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (pane->text, TRUE);
  gtk_label_set_xalign (pane->text, 0);
  gtk_widget_add_css_class (box, "uk-notice");
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (pane->text));
  return box;
}

/**
 * uke_settings_pane_new:
 * @clinic: the clinic
 * @action: what somebody must be allowed to do to change what it shows; `UKE_ACTION_NONE` where
 * everybody may
 * @content: (transfer floating): the column
 *
 * Returns: (transfer floating): the page
 * Thread: main
 * Source: design.md 12, 15
 */
GtkWidget *
uke_settings_pane_new (UkeClinic *clinic, UkeAction action, GtkWidget *content)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_widget_add_css_class (box, "uk-settings-column");
  if (action != UKE_ACTION_NONE) {
    Pane *pane = g_new0 (Pane, 1);

    pane->clinic = clinic;
    pane->action = action;
    pane->notice = make_notice (pane);
    gtk_box_append (GTK_BOX (box), pane->notice);
    g_object_set_data_full (G_OBJECT (box), "uke-pane", pane, g_free);
    g_signal_connect_object (clinic, "sitting-changed", G_CALLBACK (show_permission), box,
                             G_CONNECT_SWAPPED);
    show_permission (box);
  }
  gtk_box_append (GTK_BOX (box), content);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PANE_PX);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), PANE_PX);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

/**
 * uke_settings_group_new:
 * @title: translated
 * @description: (nullable): translated
 *
 * Returns: (transfer floating): a group of rows
 * Thread: main
 */
GtkWidget *
uke_settings_group_new (const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  return group;
}

/**
 * uke_settings_button_content:
 * @icon: icon name
 * @label: translated
 *
 * Returns: (transfer floating): icon and words of a button
 * Thread: main
 */
GtkWidget *
uke_settings_button_content (const char *icon, const char *label)
{
  GtkWidget *content = adw_button_content_new ();

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), icon);
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), label);
  return content;
}

/**
 * uke_settings_dialog_new:
 * @widget: where it was asked for
 * @title: translated
 * @done: translated, with a mnemonic: what its button does
 * @content: (transfer floating): what it asks
 * @out_done: return location: the button
 *
 * Returns: (transfer none): a modal window; Esc leaves it
 * Thread: main
 */
GtkWindow *
uke_settings_dialog_new (GtkWidget *widget,
                         const char *title,
                         const char *done,
                         GtkWidget *content,
                         GtkWidget **out_done)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  UkeWindow *parent = uke_window_of (widget);

  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (parent));
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), DIALOG_PX, -1);
  *out_done = gtk_button_new_with_mnemonic (done);
  gtk_widget_add_css_class (*out_done, "suggested-action");
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (gtk_window_close), window);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), *out_done);
  gtk_box_append (GTK_BOX (box), header);
  gtk_widget_add_css_class (content, "uk-settings-dialog");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 600);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), content);
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_default_widget (GTK_WINDOW (window), *out_done);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                        gtk_named_action_new ("window.close")));
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Return, GDK_CONTROL_MASK),
                        gtk_named_action_new ("default.activate")));
  gtk_widget_add_controller (window, keys);
  return GTK_WINDOW (window);
}
