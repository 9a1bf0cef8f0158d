/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/uke-window-actions.h"

#include "app/patients/uke-people-actions.h"

#include "app/booking/uke-booking-dialog.h"
#include "app/export/uke-export-dialog.h"
#include "app/followup/uke-call-editor.h"
#include "app/notify/uke-call-back-watch.h"
#include "app/server/uke-allow-deletions.h"
#include "app/settings/uke-key-list.h"
#include "app/settings/uke-looks.h"
#include "app/settings/uke-settings-page.h"
#include "app/sync/uke-refused-dialog.h"
#include "app/uke-application.h"
#include "app/uke-perform.h"
#include "clinic/uke-clinic.h"

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
book_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeClinic *clinic = uke_window_get_clinic (UKE_WINDOW (widget));
  UkeId patient_id = UKE_ID_NONE;

  if (clinic == NULL)
    return;
  uke_id_from_hex (g_variant_get_string (target, NULL), &patient_id);
  uke_booking_dialog_present (widget, clinic, &patient_id, NULL);
}

/* "win.plan-call" ('patient hex or empty') */
static void
plan_call_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeClinic *clinic = uke_window_get_clinic (UKE_WINDOW (widget));
  UkeId patient_id;
  gboolean is_known = uke_id_from_hex (g_variant_get_string (target, NULL), &patient_id);

  if (clinic != NULL)
    uke_call_editor_present (widget, clinic, is_known ? &patient_id : NULL, NULL);
}

/* "win.conflicts": what two desks did without knowing of each other. */
static void
conflicts_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  if (uke_window_get_clinic (UKE_WINDOW (widget)) != NULL)
    uke_window_show_page (UKE_WINDOW (widget), "conflicts");
}

/* "win.settings" ('server'): one pane of the settings. */
static void
settings_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkePage *page = uke_window_get_clinic (UKE_WINDOW (widget)) != NULL
                      ? uke_window_show_page (UKE_WINDOW (widget), "settings")
                      : NULL;

  if (page != NULL)
    uke_settings_page_show_pane (UKE_SETTINGS_PAGE (page), g_variant_get_string (target, NULL));
}

/* "win.refused": what the server will never take. */
static void
refused_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  if (uke_window_get_clinic (UKE_WINDOW (widget)) != NULL)
    uke_refused_dialog_present (UKE_WINDOW (widget));
}

static void
allow_deletions_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  uke_allow_deletions (UKE_WINDOW (widget));
}

static void
sync_now_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  uke_sync_button_sync_now (uke_window_get_sync_button (UKE_WINDOW (widget)));
}

static void
check_now_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  uke_sync_button_check_now (uke_window_get_sync_button (UKE_WINDOW (widget)));
}

/* "win.sync-state": the popover of the header. */
static void
sync_state_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  uke_sync_button_open (uke_window_get_sync_button (UKE_WINDOW (widget)));
}

static void
export_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  if (uke_window_get_clinic (UKE_WINDOW (widget)) != NULL)
    uke_export_dialog_present (UKE_WINDOW (widget));
}

/* The window of keys is large, and made when somebody asks for it: no start waits for it. */
static void
show_keys_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  GtkApplicationWindow *self = GTK_APPLICATION_WINDOW (widget);

  if (gtk_application_window_get_help_overlay (self) == NULL)
    gtk_application_window_set_help_overlay (self,
                                             GTK_SHORTCUTS_WINDOW (uke_key_list_make_window ()));
  gtk_window_present (GTK_WINDOW (gtk_application_window_get_help_overlay (self)));
}

static void
undo_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  uke_perform_undo (widget, NULL);
}

static void
sit_down_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeClinic *clinic = uke_window_get_clinic (UKE_WINDOW (widget));
  UkeId staff_id;

  if (clinic != NULL && uke_id_from_hex (g_variant_get_string (target, NULL), &staff_id))
    uke_clinic_sit_down (clinic, &staff_id);
}

static char *
name_of_staff (UkeRecord *person)
{
  const char *title = uke_record_get_text (person, UKE_STAFF_TITLE);
  const char *family = uke_record_get_text (person, UKE_STAFF_FAMILY_NAME);

  return g_strdup_printf ("%s%s%s", family != NULL ? family : "", title != NULL ? " " : "",
                          title != NULL ? title : "");
}

static GMenuModel *
make_staff_menu (UkeClinic *clinic)
{
  GListModel *staff = uke_clinic_get_staff (clinic);
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) people = g_menu_new ();

  for (guint i = 0; i < g_list_model_get_n_items (staff); i++) {
    g_autoptr (UkeRecord) person = g_list_model_get_item (staff, i);
    if (!uke_record_get_bool (person, UKE_STAFF_IS_ACTIVE))
      continue;
    g_autofree char *name = name_of_staff (person);
    g_autofree char *hex = uke_id_dup_hex (uke_record_get_id (person));
    g_autoptr (GMenuItem) item = g_menu_item_new (name, NULL);
    g_menu_item_set_action_and_target (item, "win.sit-down", "s", hex);
    g_menu_append_item (people, item);
  }
  g_menu_append_section (menu, _ ("Who sits at this desk"), G_MENU_MODEL (people));
  return G_MENU_MODEL (menu);
}

static void
show_sitting (UkeWindow *self)
{
  UkeClinic *clinic = uke_window_get_clinic (self);
  UkeRecord *sitting = uke_clinic_get_sitting_staff (clinic);
  g_autofree char *label
      = sitting != NULL ? name_of_staff (sitting) : g_strdup (_ ("Nobody sits here"));
  const char *family
      = sitting != NULL ? uke_record_get_text (sitting, UKE_STAFF_FAMILY_NAME) : NULL;
  g_autoptr (GMenuModel) menu = make_staff_menu (clinic);

  uke_window_show_staff (self, family, label, menu);
}

static void
add_keys (GtkWidgetClass *klass)
{
  /* Bound on the window in the bubble phase: an entry that has the focus takes its keys first, so
   * single letters never fire while somebody types. */
  gtk_widget_class_add_binding_action (klass, GDK_KEY_slash, 0, "win.search", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_n, 0, "win.book", "s", "");
  gtk_widget_class_add_binding_action (klass, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_r, GDK_CONTROL_MASK, "win.sync-now", NULL);
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
  uke_people_actions_install (klass);
  gtk_widget_class_install_action (klass, "win.page", "s", page_cb);
  gtk_widget_class_install_action (klass, "win.nth-page", "i", nth_page_cb);
  gtk_widget_class_install_action (klass, "win.record", "(ss)", record_cb);
  gtk_widget_class_install_action (klass, "win.book", "s", book_cb);
  gtk_widget_class_install_action (klass, "win.plan-call", "s", plan_call_cb);
  gtk_widget_class_install_action (klass, "win.conflicts", NULL, conflicts_cb);
  gtk_widget_class_install_action (klass, "win.sync-now", NULL, sync_now_cb);
  gtk_widget_class_install_action (klass, "win.check-now", NULL, check_now_cb);
  gtk_widget_class_install_action (klass, "win.sync-state", NULL, sync_state_cb);
  gtk_widget_class_install_action (klass, "win.settings", "s", settings_cb);
  gtk_widget_class_install_action (klass, "win.refused", NULL, refused_cb);
  gtk_widget_class_install_action (klass, "win.allow-deletions", NULL, allow_deletions_cb);
  gtk_widget_class_install_action (klass, "win.export", NULL, export_cb);
  gtk_widget_class_install_action (klass, "win.undo", NULL, undo_cb);
  gtk_widget_class_install_action (klass, "win.show-help-overlay", NULL, show_keys_cb);
  gtk_widget_class_install_action (klass, "win.sit-down", "s", sit_down_cb);
  gtk_widget_class_install_action (klass, "win.toggle-left-pane", NULL, toggle_left_pane_cb);
  gtk_widget_class_install_action (klass, "win.toggle-right-pane", NULL, toggle_right_pane_cb);
  add_keys (klass);
}

/**
 * Connects what belongs to one window: looks of this PC.
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
  uke_looks_follow (settings, GTK_WIDGET (self));
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
  g_object_set_data (G_OBJECT (self), "call-back-watch", NULL);
}

/* Only the program has a desktop to tell something; a window of another one has none. */
static void
watch_call_backs (UkeWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (UKE_IS_APPLICATION (application))
    g_object_set_data_full (
        G_OBJECT (self), "call-back-watch",
        uke_call_back_watch_new (self, uke_window_get_clinic (self),
                                 uke_application_get_notifier (UKE_APPLICATION (application))),
        g_object_unref);
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
  UkeClinic *clinic = uke_window_get_clinic (self);

  g_signal_connect_object (clinic, "sitting-changed", G_CALLBACK (show_sitting), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (uke_clinic_get_staff (clinic), "items-changed",
                           G_CALLBACK (show_sitting), self, G_CONNECT_SWAPPED);
  show_sitting (self);
  watch_call_backs (self);
}
