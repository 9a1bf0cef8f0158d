/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/sync/uke-sync-popover.h"

#include "app/sync/uke-sync-words.h"
#include "app/widgets/uke-list-rows.h"

#include <glib/gi18n.h>

#define WIDTH_PX 396

/** Parts: what is put into lines again whenever something is another. */
typedef struct {
  UkeSyncState *state; /* (owned) */
  UkeClinic *clinic;   /* (owned) */
  GtkBox *icon, *body;
  GtkWidget *refused; /* the button that leads to them */
  GtkWidget *join;
  GtkLabel *sentence, *caption;
} Parts;

static void
parts_free (gpointer data)
{
  Parts *self = data;

  g_object_unref (self->state);
  g_object_unref (self->clinic);
  g_free (self);
}

static GtkWidget *
make_label (const char *text, const char *css_class, gboolean is_secondary)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  if (is_secondary)
    gtk_widget_add_css_class (label, "uk-secondary");
  return label;
}

static GtkWidget *
make_icon (const char *name, const char *css_class)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (name);

  if (css_class != NULL) {
    g_autofree char *colour = g_strdup_printf ("uk-%s-icon", css_class);

    gtk_widget_add_css_class (icon, colour);
  }
  return icon;
}

/* The line below the headline has the width of both: it says what happened, and that may be long.
 */
static GtkWidget *
make_head (Parts *self)
{
  GtkWidget *head = gtk_grid_new ();
  GtkWidget *button = gtk_button_new_with_label (_ ("Sync now"));
  GtkWidget *sentence = make_label (NULL, "heading", FALSE);
  GtkWidget *caption = make_label (NULL, "uk-caption", TRUE);

  self->icon = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  self->sentence = GTK_LABEL (sentence);
  self->caption = GTK_LABEL (caption);
  gtk_label_set_max_width_chars (self->sentence, 20);
  gtk_label_set_max_width_chars (self->caption, 30);
  gtk_widget_set_hexpand (sentence, TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.sync-now");
  gtk_widget_set_tooltip_text (button, _ ("Sync now (Ctrl+R)"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (button, uke_sync_state_get (self->state)->kind != UKE_SYNC_ALONE);
  gtk_grid_set_column_spacing (GTK_GRID (head), 9);
  gtk_grid_attach (GTK_GRID (head), GTK_WIDGET (self->icon), 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (head), sentence, 1, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (head), button, 2, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (head), caption, 1, 1, 2, 1);
  return head;
}

static GtkWidget *
add_row (GtkBox *box, const char *icon, const char *title, const char *text, gboolean is_good)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = make_label (title, "uk-dense", FALSE);
  GtkWidget *value = make_label (text, "uk-caption", TRUE);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (GTK_LABEL (value), FALSE);
  gtk_widget_add_css_class (value, "uk-numeric");
  gtk_box_append (GTK_BOX (row), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), value);
  gtk_box_append (GTK_BOX (row), is_good ? make_icon ("object-select-symbolic", "ok")
                                         : make_icon ("dialog-warning-symbolic", "warn"));
  gtk_widget_add_css_class (row, "uk-sync-row");
  gtk_box_append (box, row);
  return row;
}

static void
add_rows (Parts *self, const UkeZone *zone, int64_t now_us)
{
  const UkeSyncStanding *standing = uke_sync_state_get (self->state);
  const UkeSyncCounts *counts = uke_sync_state_get_counts (self->state);
  gboolean is_taking = standing->kind == UKE_SYNC_LIVE || standing->kind == UKE_SYNC_SAVING;
  gboolean is_connected = is_taking || standing->kind == UKE_SYNC_HELD;
  g_autofree char *waiting = uke_sync_words_waiting (self->state, zone, now_us);
  g_autofree char *received = g_strdup_printf (
      g_dngettext (NULL, "Today %u change", "Today %u changes", counts->n_today), counts->n_today);
  g_autofree char *server = uke_sync_words_server (self->state);
  g_autofree char *refused = g_strdup_printf (
      g_dngettext (NULL, "%u change", "%u changes", counts->n_refused), counts->n_refused);
  GtkWidget *row;

  add_row (self->body, "send-to-symbolic", _ ("Waiting to be sent"), waiting,
           standing->n_waiting == 0);
  if (counts->n_refused > 0)
    add_row (self->body, "action-unavailable-symbolic", _ ("Not taken by the server"), refused,
             FALSE);
  add_row (self->body, "document-save-symbolic", _ ("Received"), received, is_taking);
  row = add_row (self->body, "network-server-symbolic", _ ("Clinic server"), server, is_connected);
  if (standing->server_name != NULL)
    gtk_widget_set_tooltip_text (row, standing->server_name);
}

static GtkWidget *
make_device (Parts *self,
             const UkeWireDevice *device,
             gboolean is_self,
             const UkeZone *zone,
             int64_t now_us)
{
  UkeSyncKind kind = uke_sync_state_get (self->state)->kind;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *seen = uke_sync_words_seen (device, zone, now_us);
  g_autofree char *name
      = is_self ? g_strdup_printf (_ ("%s (this desk)"), device->name) : g_strdup (device->name);
  GtkWidget *label = make_label (name, "uk-slot-title", FALSE);
  GtkWidget *time = make_label (seen, "uk-caption", TRUE);

  gtk_label_set_wrap (GTK_LABEL (label), FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (GTK_LABEL (time), FALSE);
  gtk_widget_set_tooltip_text (label, name);
  gtk_widget_set_hexpand (label, TRUE);
  /* Without a connection it is only known when the others were last there. */
  gtk_box_append (GTK_BOX (row), kind != UKE_SYNC_OFFLINE && uke_sync_words_is_near (device, now_us)
                                     ? make_icon ("object-select-symbolic", "ok")
                                     : make_icon ("network-offline-symbolic", NULL));
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), time);
  gtk_widget_add_css_class (row, "uk-sync-device");
  return row;
}

/* Those that were shut out are told of in the settings alone. */
static void
add_devices (Parts *self, const UkeZone *zone, int64_t now_us)
{
  const UkeWireDevices *devices = uke_sync_state_get_devices (self->state);
  GtkWidget *grid;
  int n = 0;

  if (devices == NULL)
    return;
  grid = gtk_grid_new ();
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  for (unsigned i = 0; i < devices->devices->len; i++) {
    const UkeWireDevice *device = g_ptr_array_index (devices->devices, i);

    if (device->is_revoked)
      continue;
    gtk_grid_attach (GTK_GRID (grid),
                     make_device (self, device, device->dev == devices->self, zone, now_us), n % 2,
                     n / 2, 1, 1);
    n++;
  }
  gtk_box_append (self->body, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (self->body, make_label (_ ("Desks"), "uk-slot-title", FALSE));
  gtk_box_append (self->body, grid);
}

/* A desk by itself, and one whose registration is over, may join. */
static void
show_join (Parts *self)
{
  UkeSyncKind kind = uke_sync_state_get (self->state)->kind;

  gtk_widget_set_visible (self->join, kind == UKE_SYNC_ALONE || kind == UKE_SYNC_REVOKED);
  gtk_button_set_label (GTK_BUTTON (self->join), kind == UKE_SYNC_ALONE
                                                     ? _ ("Join a clinic server…")
                                                     : _ ("Join the server again…"));
}

static void
show (GtkWidget *box)
{
  Parts *self = g_object_get_data (G_OBJECT (box), "uke-parts");
  const UkeZone *zone = uke_clinic_get_zone (self->clinic);
  int64_t now_us = uke_clock_now_us (uke_clinic_get_clock (self->clinic));
  UkeSyncLook look = uke_sync_words_look (self->state, zone, now_us);
  g_autofree char *text = look.text;
  g_autofree char *sentence = uke_sync_words_sentence (self->state);
  g_autofree char *caption = uke_sync_words_caption (self->state, zone);

  uke_box_clear (self->icon);
  gtk_box_append (self->icon, make_icon (look.icon, look.css_class));
  show_join (self);
  gtk_label_set_text (self->sentence, sentence);
  gtk_label_set_text (self->caption, caption);
  gtk_widget_set_visible (self->refused, uke_sync_state_get_counts (self->state)->n_refused > 0);
  uke_box_clear (self->body);
  gtk_widget_set_visible (GTK_WIDGET (self->body),
                          uke_sync_state_get (self->state)->kind != UKE_SYNC_ALONE);
  if (uke_sync_state_get (self->state)->kind == UKE_SYNC_ALONE)
    return;
  gtk_box_append (self->body, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  add_rows (self, zone, now_us);
  add_devices (self, zone, now_us);
}

static void
leave_cb (GtkWidget *button)
{
  GtkWidget *popover = gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER);

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

static GtkWidget *
make_foot (void)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *open = gtk_button_new_with_label (_ ("Open To check"));
  GtkWidget *settings = gtk_button_new_with_label (_ ("Server and desks"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (open), "win.conflicts");
  gtk_widget_set_hexpand (open, TRUE);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (settings), "win.settings::server");
  gtk_widget_add_css_class (settings, "flat");
  g_signal_connect_after (open, "clicked", G_CALLBACK (leave_cb), NULL);
  g_signal_connect_after (settings, "clicked", G_CALLBACK (leave_cb), NULL);
  gtk_box_append (GTK_BOX (foot), open);
  gtk_box_append (GTK_BOX (foot), settings);
  return foot;
}

/**
 * uke_sync_popover_new:
 * @state: what is shown, and followed
 * @clinic: the clinic, for its zone and clock
 *
 * Returns: (transfer floating): what the popover holds
 * Thread: main
 */
GtkWidget *
uke_sync_popover_new (UkeSyncState *state, UkeClinic *clinic)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  Parts *self = g_new0 (Parts, 1);

  self->state = g_object_ref (state);
  self->clinic = g_object_ref (clinic);
  g_object_set_data_full (G_OBJECT (box), "uke-parts", self, parts_free);
  gtk_widget_set_size_request (box, WIDTH_PX, -1);
  gtk_widget_add_css_class (box, "uk-sync-popover");
  self->body = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 9));
  gtk_box_append (GTK_BOX (box), make_head (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->body));
  self->refused = gtk_button_new_with_label (_ ("See what the server did not take"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->refused), "win.refused");
  g_signal_connect_after (self->refused, "clicked", G_CALLBACK (leave_cb), NULL);
  gtk_box_append (GTK_BOX (box), self->refused);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  self->join = gtk_button_new ();
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->join), "app.join-server");
  g_signal_connect_after (self->join, "clicked", G_CALLBACK (leave_cb), NULL);
  gtk_box_append (GTK_BOX (box), self->join);
  gtk_box_append (GTK_BOX (box), make_foot ());
  g_signal_connect_object (state, "changed", G_CALLBACK (show), box, G_CONNECT_SWAPPED);
  show (box);
  return box;
}
