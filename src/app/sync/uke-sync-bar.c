/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/sync/uke-sync-bar.h"

#include "app/sync/uke-sync-words.h"

#include <glib/gi18n.h>

/** Bar: what it shows. */
typedef struct {
  UkeSyncState *state; /* (owned) */
  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *label;
  GtkWidget *allow;
} Bar;

static void
bar_free (gpointer data)
{
  Bar *self = data;

  g_object_unref (self->state);
  g_free (self);
}

static void
show (GtkWidget *revealer)
{
  Bar *self = g_object_get_data (G_OBJECT (revealer), "uke-bar");
  UkeSyncKind kind = uke_sync_state_get (self->state)->kind;
  gboolean is_held = kind == UKE_SYNC_HELD;
  gboolean is_loading = uke_sync_state_get (self->state)->is_loading;

  if (is_loading) {
    gtk_label_set_text (self->label, uke_sync_state_get (self->state)->note);
    gtk_widget_add_css_class (self->box, "offline");
  } else if (is_held) {
    g_autofree char *text = uke_sync_words_held (self->state);

    gtk_label_set_text (self->label, text);
    gtk_widget_remove_css_class (self->box, "offline");
  } else if (kind == UKE_SYNC_OFFLINE) {
    gtk_label_set_text (self->label, uke_sync_words_offline ());
    gtk_widget_add_css_class (self->box, "offline");
  }
  gtk_image_set_from_icon_name (self->icon,
                                is_held ? "dialog-warning-symbolic" : "network-offline-symbolic");
  gtk_widget_set_visible (self->allow, is_held);
  gtk_revealer_set_reveal_child (GTK_REVEALER (revealer),
                                 is_loading || is_held || kind == UKE_SYNC_OFFLINE);
}

/**
 * uke_sync_bar_new:
 * @state: what it follows
 *
 * Returns: (transfer floating): the bar, hidden while there is nothing to tell
 * Thread: main
 * Source: design.md 8
 */
GtkWidget *
uke_sync_bar_new (UkeSyncState *state)
{
  GtkWidget *revealer = gtk_revealer_new ();
  Bar *self = g_new0 (Bar, 1);

  self->state = g_object_ref (state);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->icon = GTK_IMAGE (gtk_image_new ());
  self->label = GTK_LABEL (gtk_label_new (NULL));
  self->allow = gtk_button_new_with_label (_ ("Let it be deleted…"));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->allow), "win.allow-deletions");
  gtk_widget_set_valign (self->allow, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->box, "uk-alertbar");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (self->box), self->allow);
  gtk_revealer_set_child (GTK_REVEALER (revealer), self->box);
  g_object_set_data_full (G_OBJECT (revealer), "uke-bar", self, bar_free);
  g_signal_connect_object (state, "changed", G_CALLBACK (show), revealer, G_CONNECT_SWAPPED);
  show (revealer);
  return revealer;
}
