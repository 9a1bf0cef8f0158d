/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/sync/uke-sync-bar.h"

#include "app/sync/uke-sync-words.h"

static void
show (GtkRevealer *bar, UkeSyncState *state)
{
  gtk_revealer_set_reveal_child (bar, uke_sync_state_get (state)->kind == UKE_SYNC_OFFLINE);
}

/**
 * uke_sync_bar_new:
 * @state: what it follows
 *
 * Returns: (transfer floating): the bar, hidden while there is a connection
 * Thread: main
 * Source: design.md 8
 */
GtkWidget *
uke_sync_bar_new (UkeSyncState *state)
{
  GtkWidget *bar = gtk_revealer_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (uke_sync_words_offline ());

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (box, "uk-alertbar");
  gtk_widget_add_css_class (box, "offline");
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("network-offline-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_revealer_set_child (GTK_REVEALER (bar), box);
  g_signal_connect_object (state, "changed", G_CALLBACK (show), bar, G_CONNECT_SWAPPED);
  show (GTK_REVEALER (bar), state);
  return bar;
}
