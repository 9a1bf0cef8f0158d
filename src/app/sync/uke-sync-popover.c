/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/sync/uke-sync-popover.h"

#include "app/sync/uke-sync-words.h"
#include "app/widgets/uke-list-rows.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH_PX 396

/** Parts: what is put into lines again whenever something is another. */
typedef struct {
  UkeSyncState *state; /* (owned) */
  UkeClinic *clinic;   /* (owned) */
  GtkBox *icon, *rows, *desks;
  GtkWidget *check; /* the line about comparing, with its button */
  GtkLabel *checked;
  GtkWidget *check_now;
  unsigned n_checks; /* when somebody wanted one more */
  gboolean is_checking;
  GtkWidget *refused; /* the button that leads to them */
  GtkWidget *allow;
  GtkWidget *join;
  GtkWidget *forget; /* takes the clinic off this computer */
  GtkWidget *sync_now;
  GtkWidget *conflicts; /* leads to what is to be checked */
  GtkLabel *open;       /* its words */
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
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *sentence = make_label (NULL, "heading", FALSE);
  GtkWidget *caption = make_label (NULL, "uk-caption", TRUE);

  self->icon = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  self->sentence = GTK_LABEL (sentence);
  self->caption = GTK_LABEL (caption);
  self->sync_now = gtk_button_new_with_label (_ ("Sync now"));
  gtk_widget_set_hexpand (sentence, TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->sync_now), "win.sync-now");
  gtk_widget_set_tooltip_text (self->sync_now, _ ("Sync now (Ctrl+R)"));
  gtk_widget_set_valign (self->sync_now, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (caption, "uk-sync-caption");
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (line), sentence);
  gtk_box_append (GTK_BOX (line), self->sync_now);
  gtk_box_append (GTK_BOX (head), line);
  gtk_box_append (GTK_BOX (head), caption);
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
  gboolean is_taking = uke_sync_kind_is_connected (standing->kind) || standing->is_received;
  gboolean is_connected = is_taking || standing->kind == UKE_SYNC_HELD;
  g_autofree char *unsaved = uke_sync_words_unsaved (self->state, now_us);
  g_autofree char *waiting = uke_sync_words_waiting (self->state, zone, now_us);
  g_autofree char *received = g_strdup_printf (
      g_dngettext (NULL, "Today %u change", "Today %u changes", counts->n_today), counts->n_today);
  g_autofree char *server = uke_sync_words_server (self->state);
  g_autofree char *refused = g_strdup_printf (
      g_dngettext (NULL, "%u change", "%u changes", counts->n_refused), counts->n_refused);
  GtkWidget *row;

  uke_box_clear (self->rows);
  gtk_box_append (self->rows, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  add_row (self->rows, "send-to-symbolic", _ ("Waiting to be sent"), waiting,
           standing->n_waiting == 0);
  if (counts->n_refused > 0)
    add_row (self->rows, "action-unavailable-symbolic", _ ("Not taken by the server"), refused,
             FALSE);
  add_row (self->rows, "document-save-symbolic", _ ("Received"), received, is_taking);
  row = add_row (self->rows, "network-server-symbolic", _ ("Clinic server"), server, is_connected);
  if (standing->server_name != NULL)
    gtk_widget_set_tooltip_text (row, standing->server_name);
  if (unsaved != NULL)
    add_row (self->rows, "drive-harddisk-symbolic", _ ("Verified backup of the server"), unsaved,
             FALSE);
}

static void
show_check (Parts *self, const UkeZone *zone, int64_t now_us)
{
  const UkeSyncStanding *standing = uke_sync_state_get (self->state);
  gboolean is_connected = uke_sync_kind_is_connected (standing->kind);
  g_autofree char *checked = uke_sync_words_checked (self->state, zone, now_us);

  self->is_checking = self->is_checking && is_connected && standing->n_checks == self->n_checks;
  gtk_label_set_text (self->checked, self->is_checking ? _ ("Being compared…") : checked);
  gtk_widget_set_sensitive (self->check_now, is_connected && !self->is_checking);
}

/* The engine says nothing before it has the answer. The button has no action of its own, which
 * would make it sensitive whenever the window has one. */
static void
check_now_cb (GtkWidget *button, GtkWidget *box)
{
  Parts *self = g_object_get_data (G_OBJECT (box), "uke-parts");

  gtk_widget_activate_action (button, "win.check-now", NULL);
  self->n_checks = uke_sync_state_get (self->state)->n_checks;
  self->is_checking = TRUE;
  show_check (self, uke_clinic_get_zone (self->clinic),
              uke_clock_now_us (uke_clinic_get_clock (self->clinic)));
}

/* The line stays as long as the popover: its button may have the focus. */
static GtkWidget *
make_check (Parts *self, GtkWidget *box)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *title = make_label (_ ("Compared with the server"), "uk-dense", FALSE);

  self->checked = GTK_LABEL (make_label (NULL, "uk-caption", TRUE));
  self->check_now = gtk_button_new_with_label (_ ("Compare now"));
  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_wrap (GTK_LABEL (title), FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (self->checked, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->checked), "uk-numeric");
  gtk_widget_add_css_class (self->check_now, "uk-dense-button");
  gtk_widget_add_css_class (row, "uk-sync-row");
  gtk_widget_set_tooltip_text (self->check_now,
                               _ ("Compares all records of this desk with those of the server; "
                                  "this happens by itself every hour"));
  g_signal_connect (self->check_now, "clicked", G_CALLBACK (check_now_cb), box);
  gtk_box_append (GTK_BOX (row), gtk_image_new_from_icon_name ("edit-find-replace-symbolic"));
  gtk_box_append (GTK_BOX (row), title);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->checked));
  gtk_box_append (GTK_BOX (row), self->check_now);
  return row;
}

static GtkWidget *
make_device (Parts *self,
             const UkeWireDevice *device,
             gboolean is_self,
             const UkeZone *zone,
             int64_t now_us)
{
  const UkeSyncStanding *standing = uke_sync_state_get (self->state);
  gboolean is_connected = uke_sync_kind_is_connected (standing->kind) || standing->is_received
                          || standing->kind == UKE_SYNC_HELD;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *seen = uke_sync_words_seen (device, zone, now_us);
  g_autofree char *name
      = is_self ? g_strdup_printf (_ ("%s (this desk)"), device->name) : g_strdup (device->name);
  GtkWidget *label = make_label (name, "uk-slot-title", FALSE);
  GtkWidget *time = make_label (seen, "uk-caption", TRUE);

  gtk_label_set_wrap (GTK_LABEL (label), FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (GTK_LABEL (time), FALSE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 6);
  gtk_widget_set_tooltip_text (label, name);
  gtk_widget_set_hexpand (label, TRUE);
  /* Of this desk the headline says how it stands; its name needs the room. */
  gtk_widget_set_visible (time, !is_self || uke_sync_words_is_near (device, now_us));
  /* Without a connection it is only known when the others were last there. */
  gtk_box_append (GTK_BOX (row), is_connected && uke_sync_words_is_near (device, now_us)
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

  uke_box_clear (self->desks);
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
  gtk_box_append (self->desks, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (self->desks, make_label (_ ("Desks"), "uk-slot-title", FALSE));
  gtk_box_append (self->desks, grid);
}

/* A desk by itself, and one whose registration is over, may join. */
static void
show_buttons (Parts *self)
{
  UkeSyncKind kind = uke_sync_state_get (self->state)->kind;
  const UkeSyncCounts *counts = uke_sync_state_get_counts (self->state);
  gboolean is_alone = kind == UKE_SYNC_ALONE;
  g_autofree char *open = counts->n_open > 0
                              ? g_strdup_printf (g_dngettext (NULL, "Open %u to check",
                                                              "Open %u to check", counts->n_open),
                                                 counts->n_open)
                              : g_strdup (_ ("Open To check"));

  gtk_widget_set_visible (self->sync_now, !is_alone && !uke_sync_kind_is_over (kind));
  gtk_widget_set_visible (self->refused, counts->n_refused > 0);
  gtk_widget_set_visible (self->allow, kind == UKE_SYNC_HELD);
  gtk_widget_set_visible (self->join, is_alone || uke_sync_kind_is_over (kind));
  gtk_widget_set_visible (self->forget, kind == UKE_SYNC_REVOKED);
  if (uke_sync_kind_is_over (kind))
    gtk_widget_add_css_class (self->join, "suggested-action");
  else
    gtk_widget_remove_css_class (self->join, "suggested-action");
  gtk_button_set_label (GTK_BUTTON (self->join),
                        is_alone ? _ ("Join a clinic server…") : _ ("Join the server again…"));
  gtk_label_set_text (self->open, open);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->conflicts), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  open, -1);
}

static void
show (GtkWidget *box)
{
  Parts *self = g_object_get_data (G_OBJECT (box), "uke-parts");
  const UkeZone *zone = uke_clinic_get_zone (self->clinic);
  int64_t now_us = uke_clock_now_us (uke_clinic_get_clock (self->clinic));
  gboolean is_alone = uke_sync_state_get (self->state)->kind == UKE_SYNC_ALONE;
  UkeSyncLook look = uke_sync_words_look (self->state, zone, now_us);
  g_autofree char *text = look.text;
  g_autofree char *sentence = uke_sync_words_sentence (self->state, now_us);
  g_autofree char *caption = uke_sync_words_caption (self->state, zone, now_us);

  uke_box_clear (self->icon);
  gtk_box_append (self->icon, make_icon (look.icon, look.css_class));
  gtk_label_set_text (self->sentence, sentence);
  gtk_label_set_text (self->caption, caption);
  show_buttons (self);
  gtk_widget_set_visible (GTK_WIDGET (self->rows), !is_alone);
  gtk_widget_set_visible (self->check, !is_alone);
  gtk_widget_set_visible (GTK_WIDGET (self->desks), !is_alone);
  if (is_alone)
    return;
  add_rows (self, zone, now_us);
  show_check (self, zone, now_us);
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
make_button (const char *label, const char *action)
{
  GtkWidget *button = label != NULL ? gtk_button_new_with_label (label) : gtk_button_new ();

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  g_signal_connect_after (button, "clicked", G_CALLBACK (leave_cb), NULL);
  return button;
}

static GtkWidget *
make_foot (Parts *self)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *settings = gtk_button_new_with_label (_ ("Server and desks"));
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->conflicts = make_button (NULL, "win.conflicts");
  self->open = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_halign (line, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->open));
  gtk_button_set_child (GTK_BUTTON (self->conflicts), line);
  gtk_widget_set_hexpand (self->conflicts, TRUE);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (settings), "win.settings::server");
  gtk_widget_add_css_class (settings, "flat");
  g_signal_connect_after (settings, "clicked", G_CALLBACK (leave_cb), NULL);
  gtk_box_append (GTK_BOX (foot), self->conflicts);
  gtk_box_append (GTK_BOX (foot), settings);
  return foot;
}

static GtkSizeRequestMode
get_request_mode_cb (GtkWidget *bin)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* The width grows with the letters. */
static int
get_width (GtkWidget *content)
{
  double dpi = pango_cairo_context_get_resolution (gtk_widget_get_pango_context (content));
  int min;

  gtk_widget_measure (content, GTK_ORIENTATION_HORIZONTAL, -1, &min, NULL, NULL, NULL);
  return MAX (min, dpi > 96 ? (int)(WIDTH_PX * dpi / 96) : WIDTH_PX);
}

/* A popover of GTK 4.8 asks how high its content is for a width that has its shadow in it, and
 * lines that wrap at the width it then gives would be cut off below. There is one width, and one
 * height. */
static void
measure_cb (GtkWidget *bin,
            GtkOrientation orientation,
            int for_size,
            int *minimum,
            int *natural,
            int *minimum_baseline,
            int *natural_baseline)
{
  GtkWidget *content = gtk_widget_get_first_child (bin);

  *minimum = get_width (content);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    gtk_widget_measure (content, orientation, *minimum, minimum, NULL, NULL, NULL);
  *natural = *minimum;
}

static void
allocate_cb (GtkWidget *bin, int width, int height, int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (bin), width, height, baseline, NULL);
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
  GtkWidget *bin = adw_bin_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  Parts *self = g_new0 (Parts, 1);

  self->state = g_object_ref (state);
  self->clinic = g_object_ref (clinic);
  g_object_set_data_full (G_OBJECT (box), "uke-parts", self, parts_free);
  adw_bin_set_child (ADW_BIN (bin), box);
  gtk_widget_set_layout_manager (
      bin, gtk_custom_layout_new (get_request_mode_cb, measure_cb, allocate_cb));
  gtk_widget_add_css_class (box, "uk-sync-popover");
  self->rows = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 9));
  self->check = make_check (self, box);
  self->desks = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 9));
  self->refused = make_button (_ ("See what the server did not take"), "win.refused");
  self->allow = make_button (_ ("Let it be deleted…"), "win.allow-deletions");
  self->join = make_button (NULL, "app.join-server");
  self->forget = make_button (_ ("Remove data and key…"), "app.forget-clinic");
  gtk_box_append (GTK_BOX (box), make_head (self));
  gtk_box_append (GTK_BOX (box), self->allow);
  gtk_box_append (GTK_BOX (box), self->join);
  gtk_box_append (GTK_BOX (box), self->forget);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rows));
  gtk_box_append (GTK_BOX (box), self->check);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->desks));
  gtk_box_append (GTK_BOX (box), self->refused);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), make_foot (self));
  g_signal_connect_object (state, "changed", G_CALLBACK (show), box, G_CONNECT_SWAPPED);
  g_signal_connect_object (uke_clinic_get_clock (clinic), "minute-changed", G_CALLBACK (show), box,
                           G_CONNECT_SWAPPED);
  show (box);
  return bin;
}
