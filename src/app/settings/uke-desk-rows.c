/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-desk-rows.h"

#include "app/sync/uke-sync-words.h"
#include "app/widgets/uke-chip.h"

#include <glib/gi18n.h>

struct _UkeDeskRows {
  AdwPreferencesGroup *group; /* (unowned): lives as long */
  const UkeZone *zone;        /* (unowned): the clinic's */
  UkeDeskRevokeFunc revoke;
  gpointer user_data;
  GPtrArray *rows;     /* (owned) (element-type GtkWidget) */
  GHashTable *buttons; /* (owned): device number to the button that shuts it out */
};

/** Wish: to shut one out. */
typedef struct {
  UkeDeskRows *rows;
  uint32_t dev;
  char *name; /* (owned) */
} Wish;

static void
wish_free (gpointer data, GClosure *closure)
{
  Wish *wish = data;

  g_free (wish->name);
  g_free (wish);
}

/**
 * uke_desk_rows_new:
 * @group: where they stand; lives longer
 * @zone: the clinic's
 * @revoke: called when one is to be shut out
 * @user_data: for @revoke
 *
 * Returns: (transfer full): no rows yet
 * Thread: main
 */
UkeDeskRows *
uke_desk_rows_new (AdwPreferencesGroup *group,
                   const UkeZone *zone,
                   UkeDeskRevokeFunc revoke,
                   gpointer user_data)
{
  UkeDeskRows *self = g_new0 (UkeDeskRows, 1);

  self->group = group;
  self->zone = zone;
  self->revoke = revoke;
  self->user_data = user_data;
  self->rows = g_ptr_array_new ();
  self->buttons = g_hash_table_new (NULL, NULL);
  return self;
}

/**
 * uke_desk_rows_free:
 * @self: (transfer full): rows; those that are shown stay
 *
 * Thread: main
 */
void
uke_desk_rows_free (UkeDeskRows *self)
{
  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->buttons);
  g_free (self);
}

/**
 * uke_desk_rows_dup_day:
 * @zone: the clinic's
 * @at_us: UTC microseconds
 *
 * Returns: (transfer full): the day, with its year
 * Thread: main
 */
char *
uke_desk_rows_dup_day (const UkeZone *zone, int64_t at_us)
{
  int year, month, day;

  uke_date_to_ymd (uke_zone_date_of (zone, at_us), &year, &month, &day);
  return g_strdup_printf (C_ ("a day with its year", "%d-%d-%d"), year, month, day);
}

static void
confirmed_cb (const char *response, Wish *wish)
{
  if (g_strcmp0 (response, "revoke") == 0)
    wish->rows->revoke (wish->dev, wish->rows->user_data);
}

static void
response_cb (GtkWidget *dialog, const char *response, gpointer data)
{
  confirmed_cb (response, data);
}

static Wish *
wish_new (UkeDeskRows *self, uint32_t dev, const char *name)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->rows = self;
  wish->dev = dev;
  wish->name = g_strdup (name);
  return wish;
}

static void
revoke_clicked_cb (GtkWidget *button, gpointer data)
{
  Wish *wish = data;
  g_autofree char *heading = g_strdup_printf (_ ("Shut “%s” out?"), wish->name);
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (button)), heading,
      _ ("From its next request on the server refuses this desk, for good. What was entered there "
         "and not sent yet is handed in when it next reaches the server, and whoever looks after "
         "the server decides over it. The encrypted data on it are not "
         "deleted. To use it again it has to join as a new desk. This is recorded."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "revoke",
                                    _ ("_Shut out"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "revoke",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb),
                         wish_new (wish->rows, wish->dev, wish->name), wish_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static char *
describe (UkeDeskRows *self, const UkeWireDevice *device)
{
  g_autofree char *until = uke_desk_rows_dup_day (self->zone, device->expires_at_us);
  g_autofree char *number = g_strdup_printf (_ ("No. %u"), device->dev);

  return *device->version != '\0' ? g_strdup_printf (_ ("%s, version %s, certificate until %s"),
                                                     number, device->version, until)
                                  : g_strdup_printf (_ ("%s, certificate until %s"), number, until);
}

static GtkWidget *
make_chip (UkeDeskRows *self, const UkeWireDevice *device, int64_t now_us)
{
  g_autofree char *seen = uke_sync_words_seen (device, self->zone, now_us);
  g_autofree char *in_use = NULL;

  if (device->is_revoked)
    return uke_chip_new ("action-unavailable-symbolic", seen, "err");
  if (!uke_sync_words_is_near (device, now_us))
    return uke_chip_new ("network-offline-symbolic", seen, NULL);
  in_use = g_strdup_printf (_ ("In use, %s"), seen);
  return uke_chip_new ("object-select-symbolic", in_use, "ok");
}

static void
add_revoke (UkeDeskRows *self,
            AdwActionRow *row,
            const UkeWireDevice *device,
            gboolean is_connected)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Shut out…"));
  g_autofree char *name = g_strdup_printf (_ ("Shut “%s” out"), device->name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_sensitive (button, is_connected);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_data (button, "clicked", G_CALLBACK (revoke_clicked_cb),
                         wish_new (self, device->dev, device->name), wish_free, 0);
  adw_action_row_add_suffix (row, button);
  g_hash_table_insert (self->buttons, GUINT_TO_POINTER (device->dev), button);
}

/* The device whose button has the focus; 0: none has. */
static uint32_t
find_focus (UkeDeskRows *self)
{
  GHashTableIter iter;
  gpointer dev, button;

  g_hash_table_iter_init (&iter, self->buttons);
  while (g_hash_table_iter_next (&iter, &dev, &button))
    if (gtk_widget_has_focus (button))
      return GPOINTER_TO_UINT (dev);
  return 0;
}

/**
 * uke_desk_rows_show:
 * @self: rows
 * @devices: (nullable): the clinic's desks
 * @may_manage: whether whoever sits here may shut one out
 * @is_connected: whether the server could be asked to
 * @now_us: UTC microseconds
 *
 * Thread: main
 */
void
uke_desk_rows_show (UkeDeskRows *self,
                    const UkeWireDevices *devices,
                    gboolean may_manage,
                    gboolean is_connected,
                    int64_t now_us)
{
  uint32_t focused = find_focus (self);
  GtkWidget *button;

  for (unsigned i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_hash_table_remove_all (self->buttons);
  for (unsigned i = 0; devices != NULL && i < devices->devices->len; i++) {
    const UkeWireDevice *device = g_ptr_array_index (devices->devices, i);
    AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
    g_autofree char *text = describe (self, device);

    adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), device->name);
    adw_action_row_set_subtitle (row, text);
    adw_action_row_set_icon_name (row, "computer-symbolic");
    if (device->dev == devices->self)
      adw_action_row_add_suffix (row, uke_chip_new ("user-home-symbolic", _ ("This desk"), NULL));
    adw_action_row_add_suffix (row, make_chip (self, device, now_us));
    if (may_manage && !device->is_revoked && device->dev != devices->self)
      add_revoke (self, row, device, is_connected);
    adw_preferences_group_add (self->group, GTK_WIDGET (row));
    g_ptr_array_add (self->rows, row);
  }
  button = g_hash_table_lookup (self->buttons, GUINT_TO_POINTER (focused));
  if (button != NULL)
    gtk_widget_grab_focus (button);
}
