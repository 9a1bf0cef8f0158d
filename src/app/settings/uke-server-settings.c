/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/server/uke-desk-errand.h"
#include "app/settings/uke-desk-rows.h"
#include "app/settings/uke-invite-dialog.h"
#include "app/settings/uke-settings-pane.h"
#include "app/settings/uke-settings-panes.h"
#include "app/sync/uke-sync-words.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "clinic/uke-lease-keeper.h"

#include <glib/gi18n.h>
#include <string.h>

/** Server: what the pane follows, and its lines. */
typedef struct {
  UkeClinic *clinic;   /* (owned) */
  GtkWidget *pane;     /* (unowned): owns this */
  UkeSyncState *state; /* (owned) (nullable): once it is in a window */
  GtkWidget *alone, *join;
  GtkWidget *server, *desk, *desks;
  AdwActionRow *address, *standing, *waiting, *certificate;
  AdwExpanderRow *details;
  AdwActionRow *number, *history, *place;
  AdwEntryRow *name;
  AdwComboRow *leases; /* hours, by their number */
  gboolean is_showing; /* what the program puts there is nobody's choice */
  GtkWidget *invite;
  UkeDeskRows *rows;
} Server;

static void
server_free (gpointer data)
{
  Server *self = data;

  g_clear_object (&self->state);
  uke_desk_rows_free (self->rows);
  g_object_unref (self->clinic);
  g_free (self);
}

static Server *
server_of (GtkWidget *pane)
{
  return g_object_get_data (G_OBJECT (pane), "uke-server");
}

static UkeServerLink *
get_link (Server *self)
{
  UkeWindow *window = uke_window_of (self->pane);

  return window != NULL ? uke_window_get_server_link (window) : NULL;
}

static const UkeWireDevice *
find_self (Server *self)
{
  const UkeWireDevices *devices
      = self->state != NULL ? uke_sync_state_get_devices (self->state) : NULL;

  for (unsigned i = 0; devices != NULL && i < devices->devices->len; i++) {
    const UkeWireDevice *device = g_ptr_array_index (devices->devices, i);

    if (device->dev == devices->self)
      return device;
  }
  return NULL;
}

static void
show_standing (Server *self, const UkeSyncHome *home, int64_t now_us)
{
  const UkeZone *zone = uke_clinic_get_zone (self->clinic);
  const UkeSyncStanding *standing = uke_sync_state_get (self->state);
  const UkeWireDevice *device = find_self (self);
  g_autofree char *sentence = uke_sync_words_sentence (self->state, now_us);
  g_autofree char *waiting = uke_sync_words_waiting (self->state, zone, now_us);
  g_autofree char *moment = standing->last_contact_us > 0
                                ? uke_sync_words_moment (zone, standing->last_contact_us, now_us)
                                : NULL;
  g_autofree char *contact = moment != NULL ? g_strdup_printf (_ ("Last contact %s"), moment)
                                            : g_strdup (_ ("Not connected yet"));
  g_autofree char *until
      = device != NULL ? uke_desk_rows_dup_day (zone, device->expires_at_us) : NULL;

  adw_action_row_set_subtitle (self->address, home->uri);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->standing), sentence);
  adw_action_row_set_subtitle (self->standing, standing->note != NULL ? standing->note : contact);
  adw_action_row_set_subtitle (self->waiting, waiting);
  adw_action_row_set_subtitle (self->certificate,
                               until != NULL ? until : _ ("Known after the next connection"));
}

/* For whoever looks after the server, to compare with what it says of itself. */
static void
show_details (Server *self, const UkeSyncHome *home)
{
  const UkeSyncStanding *standing = uke_sync_state_get (self->state);
  g_autofree char *number = g_strdup_printf ("%u", home->dev);
  g_autofree char *history
      = uke_id_is_none (&standing->epoch) ? g_strdup ("-") : uke_id_dup_hex (&standing->epoch);
  g_autofree char *place = g_strdup_printf (_ ("%lld of %lld"), (long long)standing->seq,
                                            (long long)MAX (standing->seq, standing->head));

  adw_action_row_set_subtitle (self->number, number);
  adw_action_row_set_subtitle (self->history, history);
  adw_action_row_set_subtitle (self->place, place);
}

static void
show_name (Server *self, const UkeSyncHome *home)
{
  const UkeWireDevice *device = find_self (self);
  const char *name = device != NULL ? device->name : home->device_name;

  if (!gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->name))))
      && g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->name)), name) != 0) {
    /* What is put there by the program is not to be applied. */
    adw_entry_row_set_show_apply_button (self->name, FALSE);
    gtk_editable_set_text (GTK_EDITABLE (self->name), name);
    adw_entry_row_set_show_apply_button (self->name, TRUE);
  }
}

static void
show (Server *self)
{
  UkeServerLink *link = get_link (self);
  const UkeSyncHome *home = link != NULL ? uke_server_link_get_home (link) : NULL;
  gboolean may_manage = uke_clinic_may (self->clinic, UKE_ACTION_DEVICE_MANAGE);
  int64_t now_us = uke_clock_now_us (uke_clinic_get_clock (self->clinic));
  gboolean is_connected;

  gtk_widget_set_visible (self->alone, home == NULL);
  gtk_widget_set_visible (self->server, home != NULL);
  gtk_widget_set_visible (self->desk, home != NULL);
  gtk_widget_set_visible (self->desks, home != NULL);
  if (home == NULL || self->state == NULL)
    return;
  is_connected = uke_sync_kind_is_connected (uke_sync_state_get (self->state)->kind);
  show_standing (self, home, now_us);
  show_details (self, home);
  show_name (self, home);
  gtk_widget_set_visible (GTK_WIDGET (self->details), may_manage);
  gtk_editable_set_editable (GTK_EDITABLE (self->name), may_manage && is_connected);
  gtk_widget_set_sensitive (GTK_WIDGET (self->leases),
                            uke_clinic_may (self->clinic, UKE_ACTION_SET_UP_CLINIC));
  gtk_widget_set_visible (self->invite, may_manage);
  gtk_widget_set_sensitive (self->invite, is_connected);
  uke_desk_rows_show (self->rows, uke_sync_state_get_devices (self->state), may_manage,
                      is_connected, now_us);
}

static void
hours_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) pane = user_data;
  Server *self = server_of (pane);
  g_autoptr (GError) error = NULL;
  int n_hours = uke_clinic_load_lease_hours_finish (UKE_CLINIC (source), result, &error);

  if (error != NULL)
    return;
  self->is_showing = TRUE;
  adw_combo_row_set_selected (self->leases, (guint)n_hours);
  self->is_showing = FALSE;
}

static void
show_leases (Server *self)
{
  UkeServerLink *link = get_link (self);
  const UkeSyncHome *home = link != NULL ? uke_server_link_get_home (link) : NULL;

  if (home != NULL)
    uke_clinic_load_lease_hours_async (self->clinic, home->dev, hours_loaded_cb,
                                       g_object_ref (self->pane));
}

static void
lease_chosen_cb (Server *self)
{
  UkeServerLink *link = get_link (self);
  const UkeSyncHome *home = link != NULL ? uke_server_link_get_home (link) : NULL;

  if (!self->is_showing && home != NULL)
    uke_perform (self->pane,
                 uke_command_set_lease_hours (home->dev, adw_combo_row_get_selected (self->leases)),
                 NULL);
}

static void
listed_again (Server *self)
{
  UkeServerLink *link = get_link (self);

  if (link != NULL)
    uke_server_link_list_desks (link);
}

/* It is in a window now: it follows the header's state, and asks who is there. */
static void
mapped_cb (GtkWidget *pane)
{
  Server *self = server_of (pane);
  UkeWindow *window = uke_window_of (pane);

  if (self->state == NULL && window != NULL) {
    self->state = g_object_ref (uke_sync_button_get_state (uke_window_get_sync_button (window)));
    g_signal_connect_object (self->state, "changed", G_CALLBACK (mapped_cb), pane,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (uke_clinic_get_clock (self->clinic), "minute-changed",
                             G_CALLBACK (mapped_cb), pane, G_CONNECT_SWAPPED);
    listed_again (self);
    show_leases (self);
  }
  gtk_widget_set_visible (
      self->join,
      g_action_group_has_action (G_ACTION_GROUP (gtk_window_get_application (GTK_WINDOW (window))),
                                 "join-server"));
  show (self);
}

static void
permission_changed_cb (GtkWidget *pane)
{
  show (server_of (pane));
}

static void
renamed_cb (const char *json, size_t size, gpointer user_data)
{
  GtkWidget *pane = user_data;

  uke_window_say (uke_window_of (pane), _ ("The desk has its new name."));
  listed_again (server_of (pane));
}

static void
apply_cb (Server *self)
{
  UkeServerLink *link = get_link (self);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  const UkeSyncHome *home = link != NULL ? uke_server_link_get_home (link) : NULL;
  g_autofree char *path = NULL;

  if (home == NULL)
    return;
  if (!uke_wire_is_device_name (name)) {
    uke_window_say (uke_window_of (self->pane), _ ("A desk's name has 1 to 40 characters."));
    return;
  }
  path = g_strdup_printf ("/v1/devices/%u/name", home->dev);
  uke_desk_errand_run (self->pane, UKE_AUDIT_DEVICE_RENAME, home->dev, path, name, renamed_cb,
                       g_object_ref (self->pane), g_object_unref);
}

static void
invited_cb (const char *json, size_t size, gpointer user_data)
{
  GtkWidget *pane = user_data;
  UkeWireInvitation invitation;

  if (uke_wire_invitation_read (json, size, &invitation, NULL)) {
    uke_invite_dialog_present (pane, &invitation);
  } else {
    g_autofree char *sentence = uke_desk_errand_describe (500);

    uke_window_say (uke_window_of (pane), sentence);
  }
}

static void
invite_cb (Server *self)
{
  uke_desk_errand_run (self->pane, UKE_AUDIT_DEVICE_INVITE, 0, "/v1/invitations", NULL, invited_cb,
                       g_object_ref (self->pane), g_object_unref);
}

static void
revoked_cb (const char *json, size_t size, gpointer user_data)
{
  GtkWidget *pane = user_data;

  uke_window_say (uke_window_of (pane), _ ("The desk was shut out."));
  listed_again (server_of (pane));
}

static void
revoke_cb (uint32_t dev, gpointer user_data)
{
  Server *self = user_data;
  g_autofree char *path = g_strdup_printf ("/v1/devices/%u/revoke", dev);

  uke_desk_errand_run (self->pane, UKE_AUDIT_DEVICE_REVOKE, dev, path, NULL, revoked_cb,
                       g_object_ref (self->pane), g_object_unref);
}

static AdwActionRow *
add_row (GtkWidget *group, const char *icon, const char *title)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_icon_name (row, icon);
  adw_action_row_set_subtitle_lines (row, 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (row));
  return row;
}

static AdwActionRow *
add_detail (Server *self, const char *title)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_add_row (self->details, GTK_WIDGET (row));
  return row;
}

static GtkWidget *
make_alone (Server *self)
{
  GtkWidget *group = uke_settings_group_new (
      _ ("Clinic server"),
      _ ("This clinic is used on this computer alone. With a clinic server, several desks work "
         "on the same data: what one enters, the others see within a second, and each goes on "
         "by itself while the network is down. The server is set up by whoever looks after your "
         "computers; it can be one of the computers at the reception."));

  self->join = GTK_WIDGET (adw_action_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->join), _ ("Join a clinic server…"));
  adw_action_row_set_icon_name (ADW_ACTION_ROW (self->join), "network-server-symbolic");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->join),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->join), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->join), "app.join-server");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->join);
  return group;
}

static GtkWidget *
make_server (Server *self)
{
  GtkWidget *group = uke_settings_group_new (_ ("Clinic server"), NULL);
  GtkWidget *sync = gtk_button_new_with_label (_ ("Sync now"));

  self->standing = add_row (group, "emblem-synchronizing-symbolic", "");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (sync), "win.sync-now");
  gtk_widget_set_tooltip_text (sync, _ ("Sync now (Ctrl+R)"));
  gtk_widget_set_valign (sync, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (self->standing, sync);
  self->address = add_row (group, "network-server-symbolic", C_ ("of a server", "Address"));
  self->waiting = add_row (group, "send-to-symbolic", _ ("Waiting to be sent"));
  self->certificate
      = add_row (group, "security-high-symbolic", _ ("This desk's certificate is good until"));
  self->details = ADW_EXPANDER_ROW (adw_expander_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->details), _ ("Details"));
  self->number = add_detail (self, _ ("Number of this desk"));
  self->history = add_detail (self, C_ ("of the log", "History"));
  self->place = add_detail (self, C_ ("of the log", "Entries"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->details));
  return group;
}

static void
add_leases (Server *self, GtkWidget *group)
{
  const char *const choices[]
      = { C_ ("hours reserved a day", "None"), _ ("1 hour"), _ ("2 hours"), _ ("3 hours"), NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (choices);

  self->leases = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->leases),
                                 _ ("Reserved for times without the server"));
  adw_action_row_set_subtitle (
      ADW_ACTION_ROW (self->leases),
      _ ("For each provider and day, up to 3 days ahead. There this desk can confirm bookings "
         "while "
         "it is cut off. The other desks get what is left an hour before."));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->leases), 0);
  adw_combo_row_set_model (self->leases, G_LIST_MODEL (list));
  g_signal_connect_swapped (self->leases, "notify::selected", G_CALLBACK (lease_chosen_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->leases));
}

static GtkWidget *
make_desk (Server *self)
{
  GtkWidget *group = uke_settings_group_new (
      _ ("This desk"), _ ("Other desks show this name beside what is entered here."));

  self->name = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name), _ ("Name of this desk"));
  adw_entry_row_set_show_apply_button (self->name, TRUE);
  g_signal_connect_swapped (self->name, "apply", G_CALLBACK (apply_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->name));
  add_leases (self, group);
  return group;
}

static GtkWidget *
make_desks (Server *self)
{
  GtkWidget *group = uke_settings_group_new (_ ("Desks"), NULL);

  self->invite = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->invite),
                        uke_settings_button_content ("list-add-symbolic", _ ("Add a desk…")));
  gtk_widget_add_css_class (self->invite, "flat");
  g_signal_connect_swapped (self->invite, "clicked", G_CALLBACK (invite_cb), self);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), self->invite);
  self->rows = uke_desk_rows_new (ADW_PREFERENCES_GROUP (group), uke_clinic_get_zone (self->clinic),
                                  revoke_cb, self);
  return group;
}

/**
 * uke_server_settings_new:
 * @clinic: the clinic
 *
 * Returns: (transfer floating): the clinic's server, this desk, and all others
 * Thread: main
 * Source: design.md 15, security.md 4.1
 */
GtkWidget *
uke_server_settings_new (UkeClinic *clinic)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  Server *self = g_new0 (Server, 1);

  self->clinic = g_object_ref (clinic);
  self->alone = make_alone (self);
  self->server = make_server (self);
  self->desk = make_desk (self);
  self->desks = make_desks (self);
  gtk_box_append (GTK_BOX (box), self->alone);
  gtk_box_append (GTK_BOX (box), self->server);
  gtk_box_append (GTK_BOX (box), self->desk);
  gtk_box_append (GTK_BOX (box), self->desks);
  self->pane = uke_settings_pane_new (clinic, UKE_ACTION_DEVICE_MANAGE, box);
  g_object_set_data_full (G_OBJECT (self->pane), "uke-server", self, server_free);
  g_signal_connect (self->pane, "map", G_CALLBACK (mapped_cb), NULL);
  g_signal_connect_object (clinic, "sitting-changed", G_CALLBACK (permission_changed_cb),
                           self->pane, G_CONNECT_SWAPPED);
  return self->pane;
}
