/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/sync/uke-sync-popover.h"

#include "app/sync/uke-sync-words.h"

#include <glib/gi18n.h>

#define WIDTH_PX 372

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

static GtkWidget *
make_head (UkeSyncState *state, const UkeZone *zone, int64_t now_us)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  UkeSyncLook look = uke_sync_words_look (state, zone, now_us);
  g_autofree char *text = look.text;
  g_autofree char *sentence = uke_sync_words_sentence (state);
  g_autofree char *caption = uke_sync_words_caption (state, zone);
  GtkWidget *button = gtk_button_new_with_label (_ ("Sync now"));

  gtk_box_append (GTK_BOX (texts), make_label (sentence, "heading", FALSE));
  gtk_box_append (GTK_BOX (texts), make_label (caption, "uk-caption", TRUE));
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.sync-now");
  gtk_widget_set_tooltip_text (button, _ ("Sync now (Ctrl+R)"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (button, uke_sync_state_get_kind (state) != UKE_SYNC_ALONE);
  gtk_box_append (GTK_BOX (head), make_icon (look.icon, look.css_class));
  gtk_box_append (GTK_BOX (head), texts);
  gtk_box_append (GTK_BOX (head), button);
  return head;
}

static void
add_row (GtkWidget *box, const char *icon, const char *title, const char *text, gboolean is_good)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = make_label (title, "uk-dense", FALSE);
  GtkWidget *value = make_label (text, "uk-caption", TRUE);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (value, "uk-numeric");
  gtk_box_append (GTK_BOX (row), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), value);
  gtk_box_append (GTK_BOX (row), is_good ? make_icon ("object-select-symbolic", "ok")
                                         : make_icon ("dialog-warning-symbolic", "warn"));
  gtk_widget_add_css_class (row, "uk-sync-row");
  gtk_box_append (GTK_BOX (box), row);
}

static void
add_rows (GtkWidget *box, UkeSyncState *state)
{
  unsigned n_waiting = uke_sync_state_get_n_waiting (state);
  unsigned n_received = uke_sync_state_get_received_today (state);
  UkeSyncKind kind = uke_sync_state_get_kind (state);
  gboolean is_connected = kind == UKE_SYNC_LIVE || kind == UKE_SYNC_SAVING;
  const char *name = uke_sync_state_get_server_name (state);
  g_autofree char *waiting
      = g_strdup_printf (g_dngettext (NULL, "%u change", "%u changes", n_waiting), n_waiting);
  g_autofree char *received = g_strdup_printf (
      g_dngettext (NULL, "Today %u change", "Today %u changes", n_received), n_received);
  g_autofree char *server = uke_sync_words_server (state);

  add_row (box, "send-to-symbolic", _ ("Waiting to be sent"), waiting, n_waiting == 0);
  add_row (box, "document-save-symbolic", _ ("Received"), received, is_connected);
  add_row (box, "network-server-symbolic", name != NULL ? name : _ ("Clinic server"), server,
           is_connected);
}

static GtkWidget *
make_device (const UkeSyncDevice *device, const UkeZone *zone, int64_t now_us)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *seen = uke_sync_words_seen (device, zone, now_us);
  g_autofree char *name = device->is_self ? g_strdup_printf (_ ("%s (this desk)"), device->name)
                                          : g_strdup (device->name);
  gboolean is_near = device->last_seen_us > 0
                     && now_us - device->last_seen_us < 5 * 60 * (int64_t)G_USEC_PER_SEC;
  GtkWidget *label = make_label (name, "uk-slot-title", FALSE);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), is_near ? make_icon ("object-select-symbolic", "ok")
                                         : make_icon ("network-offline-symbolic", NULL));
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), make_label (seen, "uk-caption", TRUE));
  gtk_widget_add_css_class (row, "uk-sync-device");
  return row;
}

static void
add_devices (GtkWidget *box, UkeSyncState *state, const UkeZone *zone, int64_t now_us)
{
  GListModel *devices = uke_sync_state_get_devices (state);
  GtkWidget *grid = gtk_grid_new ();

  if (devices == NULL || g_list_model_get_n_items (devices) == 0) {
    g_object_unref (g_object_ref_sink (grid));
    return;
  }
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  for (guint i = 0; i < g_list_model_get_n_items (devices); i++) {
    g_autoptr (UkeSyncDevice) device = g_list_model_get_item (devices, i);

    gtk_grid_attach (GTK_GRID (grid), make_device (device, zone, now_us), (int)i % 2, (int)i / 2, 1,
                     1);
  }
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), make_label (_ ("Desks"), "uk-slot-title", FALSE));
  gtk_box_append (GTK_BOX (box), grid);
}

/**
 * uke_sync_popover_make:
 * @state: what is shown
 * @zone: the clinic's
 * @now_us: UTC microseconds
 *
 * Returns: (transfer floating): what the popover holds, as it is now
 * Thread: main
 */
GtkWidget *
uke_sync_popover_make (UkeSyncState *state, const UkeZone *zone, int64_t now_us)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *open = gtk_button_new_with_label (_ ("Open To check"));

  gtk_widget_set_size_request (box, WIDTH_PX, -1);
  gtk_widget_add_css_class (box, "uk-sync-popover");
  gtk_box_append (GTK_BOX (box), make_head (state, zone, now_us));
  if (uke_sync_state_get_kind (state) != UKE_SYNC_ALONE) {
    gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
    add_rows (box, state);
    add_devices (box, state, zone, now_us);
  }
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (open), "win.conflicts");
  gtk_box_append (GTK_BOX (box), open);
  return box;
}
