/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/sync/uke-sync-bar.h"

#include "app/sync/uke-sync-words.h"

#include <glib/gi18n.h>

/** Bar: what it shows. */
typedef struct {
  UkeSyncButton *owner; /* (unowned): in the same window */
  UkeSyncState *state;  /* (owned) */
  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *title, *text;
  GtkButton *button;
  GtkWidget *forget; /* of a desk that was shut out */
} Bar;

static void
bar_free (gpointer data)
{
  Bar *self = data;

  g_object_unref (self->state);
  g_free (self);
}

/* Returns: (transfer full) (nullable): what is told beside the title; NULL: there is no bar */
static char *
dup_text (Bar *self)
{
  const UkeSyncStanding *standing = uke_sync_state_get (self->state);
  UkeClinic *clinic = uke_sync_button_get_clinic (self->owner);

  if (clinic == NULL)
    return NULL;
  if (standing->is_loading)
    return g_strdup (standing->note);
  if (standing->kind == UKE_SYNC_HELD)
    return uke_sync_words_held (self->state);
  if (standing->kind == UKE_SYNC_OFFLINE && standing->note == NULL)
    return uke_sync_words_offline (self->state, uke_clinic_get_zone (clinic),
                                   uke_clock_now_us (uke_clinic_get_clock (clinic)));
  if (standing->kind == UKE_SYNC_OFFLINE || standing->kind == UKE_SYNC_RECOVERING
      || standing->kind == UKE_SYNC_CLOCK || standing->kind == UKE_SYNC_NOT_OURS
      || standing->kind == UKE_SYNC_DISK_FULL || uke_sync_kind_is_over (standing->kind))
    return g_strdup (standing->note);
  return NULL;
}

static void
show_button (Bar *self)
{
  const UkeSyncStanding *standing = uke_sync_state_get (self->state);
  gboolean is_held = standing->kind == UKE_SYNC_HELD && !standing->is_loading;
  gboolean is_over = uke_sync_kind_is_over (standing->kind);

  gtk_widget_set_visible (self->forget, standing->kind == UKE_SYNC_REVOKED);
  gtk_button_set_label (self->button, is_held   ? _ ("Let it be deleted…")
                                      : is_over ? _ ("Join the server again…")
                                                : C_ ("sync", "Details"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), is_held   ? "win.allow-deletions"
                                                                 : is_over ? "app.join-server"
                                                                           : "win.sync-state");
}

static void
show (GtkWidget *revealer)
{
  Bar *self = g_object_get_data (G_OBJECT (revealer), "uke-bar");
  const UkeSyncStanding *standing = uke_sync_state_get (self->state);
  g_autofree char *text = dup_text (self);

  if (text != NULL) {
    gtk_label_set_text (self->title, standing->is_loading
                                         ? _ ("Being fetched")
                                         : uke_sync_words_headline (standing->kind));
    gtk_label_set_text (self->text, text);
    show_button (self);
    if (standing->is_loading || standing->kind == UKE_SYNC_OFFLINE)
      gtk_widget_add_css_class (self->box, "offline");
    else
      gtk_widget_remove_css_class (self->box, "offline");
    gtk_image_set_from_icon_name (self->icon, standing->is_loading ? "folder-download-symbolic"
                                              : standing->kind == UKE_SYNC_OFFLINE
                                                  ? "network-offline-symbolic"
                                                  : "dialog-warning-symbolic");
  }
  gtk_revealer_set_reveal_child (GTK_REVEALER (revealer), text != NULL);
}

/**
 * uke_sync_bar_new:
 * @button: the header's, whose state is followed
 *
 * Returns: (transfer floating): the bar, hidden while there is nothing to tell
 * Thread: main
 * Source: design.md 8
 */
GtkWidget *
uke_sync_bar_new (UkeSyncButton *button)
{
  GtkWidget *revealer = gtk_revealer_new ();
  Bar *self = g_new0 (Bar, 1);

  self->owner = button;
  self->state = g_object_ref (uke_sync_button_get_state (button));
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->icon = GTK_IMAGE (gtk_image_new ());
  self->title = GTK_LABEL (gtk_label_new (NULL));
  self->text = GTK_LABEL (gtk_label_new (NULL));
  self->button = GTK_BUTTON (gtk_button_new ());
  self->forget = gtk_button_new_with_label (_ ("Remove data and key…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->forget), "app.forget-clinic");
  gtk_widget_add_css_class (self->forget, "flat");
  gtk_widget_set_valign (self->forget, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
  gtk_label_set_wrap (self->text, TRUE);
  gtk_label_set_xalign (self->text, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->text), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->box, "uk-alertbar");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->text));
  gtk_box_append (GTK_BOX (self->box), self->forget);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->button));
  gtk_revealer_set_child (GTK_REVEALER (revealer), self->box);
  g_object_set_data_full (G_OBJECT (revealer), "uke-bar", self, bar_free);
  g_signal_connect_object (self->state, "changed", G_CALLBACK (show), revealer, G_CONNECT_SWAPPED);
  show (revealer);
  return revealer;
}
