/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/settings/uke-closure-dialog.h"
#include "app/settings/uke-key-list.h"
#include "app/settings/uke-new-code-dialog.h"
#include "app/settings/uke-record-dialog.h"
#include "app/settings/uke-record-editor.h"
#include "app/settings/uke-settings-page.h"
#include "app/uke-application.h"
#include "app/uke-pages.h"
#include "app/uke-window.h"
#include "app/widgets/uke-hours-grid.h"
#include "clinic/uke-hours-commands.h"
#include "clinic/uke-set-up-query.h"
#include "tests/app/uke-test-display.h"
#include "tests/app/uke-test-find.h"
#include "tests/support/uke-test-clinic.h"
#include "vault/uke-recovery-code.h"

#include <string.h>

static GtkApplication *application;

typedef struct {
  UkeTestClinic *test;
  UkeClinic *clinic;
  UkeWindow *window;
  UkeSettingsPage *page;
} Fixture;

static GtkWidget *
find_row (Fixture *fixture, GType type, const char *title)
{
  return uke_test_find_titled (GTK_WIDGET (fixture->page), type, title);
}

static UkeHoursGrid *
find_grid (Fixture *fixture)
{
  return UKE_HOURS_GRID (uke_test_find_below (GTK_WIDGET (fixture->page), UKE_TYPE_HOURS_GRID));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->test = uke_test_clinic_new ();
  fixture->clinic = fixture->test->clinic;
  fixture->window = uke_window_new (application);
  uke_window_open_clinic (fixture->window, fixture->clinic);
  fixture->page = UKE_SETTINGS_PAGE (uke_window_show_page (fixture->window, "settings"));
  gtk_window_present (GTK_WINDOW (fixture->window));
  uke_test_wait_for (uke_test_is_mapped (GTK_WIDGET (fixture->page)));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  uke_test_close_window (GTK_WINDOW (fixture->window));
  uke_test_clinic_free (fixture->test);
}

static void
show_pane (Fixture *fixture, const char *name)
{
  uke_settings_page_show_pane (fixture->page, name);
  while (uke_test_find_titled (GTK_WIDGET (fixture->page), ADW_TYPE_CLAMP, NULL) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Types into a row and goes on with Enter, as a person does. */
static void
type_into (GtkWidget *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  g_signal_emit_by_name (row, "entry-activated");
}

/* The settings stand last on the rail, and Alt+0 opens them. */
static void
test_place_on_rail (Fixture *fixture, gconstpointer data)
{
  unsigned n;
  const UkePageKind *kinds = uke_pages_get (&n);

  g_assert_cmpstr (kinds[n - 1].name, ==, "settings");
  uke_window_show_page (fixture->window, "calendar");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.nth-page", "i", 0);
  g_assert_true (uke_window_get_page (fixture->window) == UKE_PAGE (fixture->page));
}

/* The clinic's name is kept when the row is left, and comes back with undo. */
static void
test_place_is_kept (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = find_row (fixture, ADW_TYPE_ENTRY_ROW, "Name of the clinic");
  UkeRecord *place = uke_clinic_get_place (fixture->clinic);
  g_autofree char *before = g_strdup (uke_record_get_text (place, UKE_CLINIC_FIELD_NAME));

  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, before);
  type_into (row, "みなみ第二歯科");
  uke_test_wait_for (g_strcmp0 (uke_record_get_text (uke_clinic_get_place (fixture->clinic),
                                                     UKE_CLINIC_FIELD_NAME),
                                "みなみ第二歯科")
                     == 0);
  g_assert_true (uke_test_clinic_undo (fixture->test, NULL));
  uke_test_wait_for (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (row)), before) == 0);
}

/* A clinic by itself is told what a server would be for, and sees no desks and no buttons for them.
 */
static void
test_without_server (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.settings", "s", "server");
  uke_test_wait_for (uke_test_shows_text (page, "This clinic is used on this computer alone."));
  g_assert_false (uke_test_shows_text (page, "Sync now"));
  g_assert_false (uke_test_shows_text (page, "Add a desk…"));
  g_assert_false (uke_test_shows_text (page, "Name of this desk"));
}

/* What a clinic cannot do without is put back when it is emptied. */
static void
test_name_stays (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = find_row (fixture, ADW_TYPE_ENTRY_ROW, "Name of the clinic");
  unsigned n_changed = fixture->test->n_changed;

  type_into (row, "  ");
  g_assert_cmpstr (
      gtk_editable_get_text (GTK_EDITABLE (row)), ==,
      uke_record_get_text (uke_clinic_get_place (fixture->clinic), UKE_CLINIC_FIELD_NAME));
  g_assert_cmpuint (fixture->test->n_changed, ==, n_changed);
}

/* A menu is added in the dialog, renamed in its row and taken out of use; the list follows. */
static void
test_menu (Fixture *fixture, gconstpointer data)
{
  GListModel *menus = uke_clinic_get_menus (fixture->clinic);
  GtkWindow *dialog;
  g_autoptr (UkeRecord) menu = NULL;
  GtkWidget *row;

  show_pane (fixture, "menus");
  dialog
      = uke_record_dialog_present (GTK_WIDGET (fixture->page), fixture->clinic, &UKE_MENU_FORM, 0);
  uke_test_wait_for (uke_test_find_titled (GTK_WIDGET (dialog), ADW_TYPE_ENTRY_ROW, "Name")
                     != NULL);
  g_assert_false (gtk_widget_get_sensitive (gtk_window_get_default_widget (dialog)));
  gtk_editable_set_text (
      GTK_EDITABLE (uke_test_find_titled (GTK_WIDGET (dialog), ADW_TYPE_ENTRY_ROW, "Name")),
      "定期検診");
  g_assert_true (gtk_widget_get_sensitive (gtk_window_get_default_widget (dialog)));
  gtk_widget_activate (gtk_window_get_default_widget (dialog));
  uke_test_wait_for (g_list_model_get_n_items (menus) == 1);
  uke_test_wait_for (find_row (fixture, ADW_TYPE_EXPANDER_ROW, "定期検診") != NULL);

  row = find_row (fixture, ADW_TYPE_EXPANDER_ROW, "定期検診");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  uke_test_wait_for (uke_test_find_titled (row, ADW_TYPE_ENTRY_ROW, "Name") != NULL);
  type_into (uke_test_find_titled (row, ADW_TYPE_ENTRY_ROW, "Name"), "歯周検診");
  uke_test_wait_for (find_row (fixture, ADW_TYPE_EXPANDER_ROW, "歯周検診") == row);

  g_signal_emit_by_name (uke_test_find_button (row, "Take out of use"), "clicked");
  uke_test_wait_for (uke_test_find_button (GTK_WIDGET (fixture->page), "Use again") != NULL);
  menu = g_list_model_get_item (menus, 0);
  g_assert_false (uke_record_get_bool (menu, UKE_MENU_IS_ACTIVE));
}

/* Moving a row down numbers the list anew, in one change that undo takes back. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  GListModel *menus = uke_clinic_get_menus (fixture->clinic);
  g_autoptr (UkeRecord) was_first = NULL;
  g_autoptr (UkeRecord) now_first = NULL;
  g_autoptr (UkeRecord) again_first = NULL;
  GtkWidget *row;
  unsigned n_changed;

  uke_test_clinic_add_menu (fixture->test, "検診", 30);
  uke_test_clinic_add_menu (fixture->test, "清掃", 45);
  was_first = g_list_model_get_item (menus, 0);
  show_pane (fixture, "menus");
  row = find_row (fixture, ADW_TYPE_EXPANDER_ROW, uke_record_get_text (was_first, UKE_MENU_NAME));
  n_changed = fixture->test->n_changed;
  g_signal_emit_by_name (uke_test_find_button (row, "Further down"), "clicked");
  uke_test_wait_for (fixture->test->n_changed == n_changed + 1);
  now_first = g_list_model_get_item (menus, 0);
  g_assert_false (uke_id_equal (uke_record_get_id (now_first), uke_record_get_id (was_first)));
  g_assert_true (uke_test_clinic_undo (fixture->test, NULL));
  again_first = g_list_model_get_item (menus, 0);
  g_assert_true (uke_id_equal (uke_record_get_id (again_first), uke_record_get_id (was_first)));
}

/* Who may not change the menus reads them: no adding, no typing, and a sentence says who may. */
static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  UkeId nurse = uke_test_clinic_add_staff (fixture->test, "篠原", "nurse");
  GtkWidget *row;

  uke_test_clinic_add_menu (fixture->test, "検診", 30);
  uke_clinic_sit_down (fixture->clinic, &nurse);
  show_pane (fixture, "menus");
  row = find_row (fixture, ADW_TYPE_EXPANDER_ROW, "検診");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  uke_test_wait_for (uke_test_find_titled (row, ADW_TYPE_ENTRY_ROW, "Name") != NULL);
  g_assert_false (gtk_editable_get_editable (
      GTK_EDITABLE (uke_test_find_titled (row, ADW_TYPE_ENTRY_ROW, "Name"))));
  g_assert_false (gtk_widget_get_sensitive (uke_test_find_button (row, "Take out of use")));
}

/* Every pane can be shown. */
static void
test_every_pane (Fixture *fixture, gconstpointer data)
{
  static const char *const NAMES[] = { "place",   "menus",    "resources", "staff", "properties",
                                       "scripts", "security", "exchange",  "keys",  "looks" };

  uke_test_clinic_add_provider (fixture->test, "青柳 院長");
  for (unsigned i = 0; i < G_N_ELEMENTS (NAMES); i++)
    show_pane (fixture, NAMES[i]);
  g_assert_nonnull (find_row (fixture, ADW_TYPE_COMBO_ROW, "Size of text"));
}

/* The time table that the columns follow is changed for all of them at once. */
static void
test_hours (Fixture *fixture, gconstpointer data)
{
  UkeId first = uke_test_clinic_add_provider (fixture->test, "青柳 院長");
  UkeId second = uke_test_clinic_add_provider (fixture->test, "高瀬 歯科医師");
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (UkeId));
  UkeOpeningHours hours = UKE_OPENING_HOURS_USUAL, read;
  GtkWidget *keep;
  unsigned n_rows;

  g_array_append_val (ids, first);
  g_array_append_val (ids, second);
  uke_test_clinic_do (fixture->test, uke_command_set_opening_hours (ids, &hours));
  show_pane (fixture, "place");
  keep = uke_test_find_button (GTK_WIDGET (fixture->page), "Keep these hours");
  g_assert_false (gtk_widget_get_sensitive (keep));
  hours.morning_min[0] = 8 * 60 + 30;
  uke_hours_grid_set_hours (find_grid (fixture), &hours);
  g_signal_emit_by_name (find_grid (fixture), "changed");
  uke_test_wait_for (gtk_widget_get_sensitive (keep));
  g_signal_emit_by_name (keep, "clicked");
  uke_test_wait_for (!gtk_widget_get_sensitive (keep));
  g_assert_true (uke_clinic_get_opening_hours (fixture->clinic, &second, &read, &n_rows));
  g_assert_true (uke_opening_hours_equal (&read, &hours));
}

/* Closing days are added with a reason, listed and taken off; wrong days are not taken. */
static void
test_closing_days (Fixture *fixture, gconstpointer data)
{
  GListModel *closures = uke_clinic_get_closures (fixture->clinic);
  GtkWindow *dialog = uke_closure_dialog_present (GTK_WIDGET (fixture->page), fixture->clinic);
  GtkWidget *from, *to;
  g_autoptr (UkeRecord) closure = NULL;

  uke_test_wait_for (uke_test_is_mapped (GTK_WIDGET (dialog)));
  from = uke_test_find_titled (GTK_WIDGET (dialog), ADW_TYPE_ENTRY_ROW,
                               "First day, e.g. 2026-12-29");
  to = uke_test_find_titled (GTK_WIDGET (dialog), ADW_TYPE_ENTRY_ROW,
                             "Last day; empty for one day");
  gtk_editable_set_text (GTK_EDITABLE (from), "令和8年12月29日");
  gtk_editable_set_text (GTK_EDITABLE (to), "2026-12-28");
  g_assert_false (gtk_widget_get_sensitive (gtk_window_get_default_widget (dialog)));
  gtk_editable_set_text (GTK_EDITABLE (to), "2027-01-03");
  gtk_widget_activate (gtk_window_get_default_widget (dialog));
  uke_test_wait_for (g_list_model_get_n_items (closures) == 1);
  closure = g_list_model_get_item (closures, 0);
  g_assert_cmpint (uke_record_get_date (closure, UKE_CLOSURE_TO_DATE), ==,
                   uke_date_from_ymd (2027, 1, 3));
  show_pane (fixture, "place");
  uke_test_wait_for (
      find_row (fixture, ADW_TYPE_ACTION_ROW, "2026年12月29日(火) to 2027年1月3日(日)") != NULL);
}

/* What a check found is kept with its time and shown; it names what is left to do. */
static void
test_verify (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button;

  show_pane (fixture, "security");
  button = uke_test_find_button (GTK_WIDGET (fixture->page), "Check now");
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Stop");
  uke_test_wait_for (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (button)), "Check now") == 0);
  uke_test_wait_for (
      g_str_has_prefix (adw_action_row_get_subtitle (ADW_ACTION_ROW (
                            find_row (fixture, ADW_TYPE_ACTION_ROW, "Data and audit are whole"))),
                        "Every page"));
}

typedef struct {
  UkeSecret *code;
  gboolean is_done;
} VaultCall;

static void
vault_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VaultCall *call = user_data;
  g_autoptr (GError) error = NULL;

  call->code = uke_vault_create_finish (UKE_VAULT (source), result, &error);
  g_assert_no_error (error);
  call->is_done = TRUE;
}

static void
vault_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VaultCall *call = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_true (uke_vault_confirm_recovery_finish (UKE_VAULT (source), result, &error));
  call->is_done = TRUE;
}

static void
vault_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VaultCall *call = user_data;
  g_autoptr (GError) error = NULL;

  call->is_done = TRUE;
  if (!uke_vault_unlock_with_recovery_finish (UKE_VAULT (source), result, &error))
    g_clear_pointer (&call->code, uke_secret_unref);
}

/* Whether a code opens the keys of a folder. */
static gboolean
opens (UkeVault *vault, UkeSecret *code)
{
  g_autoptr (UkeSecret) text = uke_recovery_code_format (code);
  VaultCall call = { uke_secret_ref (code), FALSE };
  gboolean is_open;

  uke_vault_shut (vault);
  uke_vault_unlock_with_recovery_async (vault, uke_secret_peek_text (text), UKE_TEST_NOW_US,
                                        UKE_KEYRING_QUIET, NULL, vault_opened_cb, &call);
  uke_test_wait_for (call.is_done);
  is_open = call.code != NULL;
  g_clear_pointer (&call.code, uke_secret_unref);
  return is_open;
}

static UkeVault *
make_vault (const char *folder, UkeSecret **out_code)
{
  g_autoptr (UkeKeyring) keyring = uke_keyring_new ();
  g_autoptr (UkeSecret) text = NULL;
  UkeVault *vault = uke_vault_new (folder, keyring);
  VaultCall call = { NULL, FALSE };

  uke_vault_create_async (vault, UKE_TEST_NOW_US, NULL, vault_made_cb, &call);
  uke_test_wait_for (call.is_done);
  text = uke_recovery_code_format (call.code);
  call.is_done = FALSE;
  uke_vault_confirm_recovery_async (vault, uke_secret_peek_text (text), UKE_KEYRING_QUIET, NULL,
                                    vault_confirmed_cb, &call);
  uke_test_wait_for (call.is_done);
  *out_code = call.code;
  return vault;
}

/* A new code opens once it was typed back; until then the old one does, and no longer. */
static void
test_new_code (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("uketsuke-vault-XXXXXX", NULL);
  g_autoptr (UkeSecret) old_code = NULL;
  g_autoptr (UkeVault) vault = make_vault (folder, &old_code);
  g_autoptr (UkeSecret) text = NULL;
  g_autoptr (UkeSecret) new_code = NULL;
  GtkWindow *dialog;
  VaultCall call = { NULL, FALSE };

  uke_window_set_vault (fixture->window, vault);
  dialog = uke_new_code_dialog_present (GTK_WIDGET (fixture->page), fixture->clinic, vault);
  uke_test_wait_for (uke_test_is_mapped (GTK_WIDGET (dialog)));
  gtk_window_destroy (dialog);
  g_assert_true (opens (vault, old_code));

  new_code = uke_vault_renew_recovery (vault, NULL);
  text = uke_recovery_code_format (new_code);
  uke_vault_confirm_recovery_async (vault, uke_secret_peek_text (text), UKE_KEYRING_QUIET, NULL,
                                    vault_confirmed_cb, &call);
  uke_test_wait_for (call.is_done);
  g_assert_cmpint (uke_vault_get_recovery_made_at_us (vault), >, UKE_TEST_NOW_US);
  g_assert_false (opens (vault, old_code));
  g_assert_true (opens (vault, new_code));
}

/* The size of text follows its row at once. */
static void
test_text_size (Fixture *fixture, gconstpointer data)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (fixture->window));
  GtkWidget *row;
  int before = 0, after = 0;

  g_object_get (settings, "gtk-xft-dpi", &before, NULL);
  show_pane (fixture, "looks");
  row = find_row (fixture, ADW_TYPE_COMBO_ROW, "Size of text");
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 2);
  g_object_get (settings, "gtk-xft-dpi", &after, NULL);
  g_assert_cmpfloat_with_epsilon ((double)after / before, 1.3, 0.01);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 0);
}

/* A key as the list writes it: full width and keypad are the same key. */
static char *
name_of_key (guint key, GdkModifierType modifiers)
{
  if (key >= GDK_KEY_KP_0 && key <= GDK_KEY_KP_9)
    key = GDK_KEY_0 + (key - GDK_KEY_KP_0);
  if (gdk_keyval_to_unicode (key) >= 0xff10 && gdk_keyval_to_unicode (key) <= 0xff19)
    key = GDK_KEY_0 + (gdk_keyval_to_unicode (key) - 0xff10);
  switch (key) {
  case GDK_KEY_KP_Enter:
    key = GDK_KEY_Return;
    break;
  case GDK_KEY_KP_Left:
    key = GDK_KEY_Left;
    break;
  case GDK_KEY_KP_Right:
    key = GDK_KEY_Right;
    break;
  case GDK_KEY_KP_Up:
    key = GDK_KEY_Up;
    break;
  case GDK_KEY_KP_Down:
    key = GDK_KEY_Down;
    break;
  default:
    break;
  }
  return gtk_accelerator_name (key, modifiers);
}

/* Every accelerator of the list, "1...8" taken apart. */
static GHashTable *
list_keys (void)
{
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  unsigned n;
  const UkeKey *list = uke_key_list_get (&n);

  for (unsigned i = 0; i < n; i++) {
    g_auto (GStrv) parts = g_strsplit (list[i].keys, " ", -1);

    for (char **part = parts; *part != NULL; part++) {
      char *dots = strstr (*part, "...");
      guint key, last;
      GdkModifierType modifiers;

      if (dots != NULL)
        *dots = '\0';
      g_assert_true (gtk_accelerator_parse (*part, &key, &modifiers));
      last = dots != NULL ? GDK_KEY_0 + (guint)(dots[3] - '0') : key;
      for (; key <= last; key++)
        g_hash_table_add (keys, gtk_accelerator_name (key, modifiers));
    }
  }
  return keys;
}

/* Looks through the keys that the program's own classes bind by name or by a function. */
static void
check_keys_of (GtkWidget *widget, GHashTable *keys, unsigned *n_found)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (!GTK_IS_SHORTCUT_CONTROLLER (controller)
        || !g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "Uke"))
      continue;
    for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (controller)); k++) {
      g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), k);
      GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);
      g_autofree char *name = NULL;

      if (!GTK_IS_KEYVAL_TRIGGER (trigger)
          || GTK_IS_SIGNAL_ACTION (gtk_shortcut_get_action (shortcut)))
        continue;
      name = name_of_key (gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)),
                          gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)));
      (*n_found)++;
      if (!g_hash_table_contains (keys, name))
        g_test_message ("%s binds %s, which uke-key-list.c does not list",
                        G_OBJECT_TYPE_NAME (widget), name);
      g_assert_true (g_hash_table_contains (keys, name));
    }
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_keys_of (child, keys, n_found);
}

/* The list of keys leaves out no binding of window, pages and dialogs. */
static void
test_keys_are_listed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) keys = list_keys ();
  GListModel *toplevels = gtk_window_get_toplevels ();
  unsigned n_pages, n_found = 0;
  const UkePageKind *kinds = uke_pages_get (&n_pages);

  for (unsigned i = 0; i < n_pages; i++)
    uke_window_show_page (fixture->window, kinds[i].name);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.search", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.book", "s", "");
  g_assert_cmpuint (g_list_model_get_n_items (toplevels), >=, 3);
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

    check_keys_of (window, keys, &n_found);
  }
  for (guint i = g_list_model_get_n_items (toplevels); i > 0; i--) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i - 1);

    if (gtk_window_get_transient_for (window) == GTK_WINDOW (fixture->window)
        && gtk_window_get_modal (window) && gtk_widget_get_visible (GTK_WIDGET (window)))
      gtk_window_destroy (window);
  }
  g_assert_cmpuint (n_found, >, 60);
}

/* The window of keys, which no start makes, shows every line of the list, and finds it: once in its
 * group, once for the search. */
static void
test_key_window (Fixture *fixture, gconstpointer data)
{
  GtkApplicationWindow *desk = GTK_APPLICATION_WINDOW (fixture->window);
  GQueue todo = G_QUEUE_INIT;
  unsigned n, n_shown = 0;
  GtkWidget *window;

  g_assert_null (gtk_application_window_get_help_overlay (desk));
  window = uke_key_list_make_window ();

  uke_key_list_get (&n);
  g_queue_push_tail (&todo, window);
  while (!g_queue_is_empty (&todo)) {
    GtkWidget *widget = g_queue_pop_head (&todo);

    n_shown += g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkShortcutsShortcut");
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      g_queue_push_tail (&todo, child);
  }
  g_assert_cmpuint (n_shown, ==, 2 * n);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The list of keys prints, here as a PDF. */
static void
test_keys_print (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GtkPrintOperation) operation = uke_key_list_print_new ();
  g_autofree char *path = g_build_filename (fixture->test->dir, "keys.pdf", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;

  gtk_print_operation_set_export_filename (operation, path);
  g_assert_cmpint (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT,
                                            GTK_WINDOW (fixture->window), &error),
                   ==, GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &contents, NULL, &error));
  g_assert_true (g_str_has_prefix (contents, "%PDF"));
}

int
main (int argc, char **argv)
{
  uke_test_display_init (&argc, &argv);
  application = uke_test_register (GTK_APPLICATION (uke_application_new ()));

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/app/settings/place-on-rail", test_place_on_rail);
  ADD ("/app/settings/place-is-kept", test_place_is_kept);
  ADD ("/app/settings/without-server", test_without_server);
  ADD ("/app/settings/name-stays", test_name_stays);
  ADD ("/app/settings/menu", test_menu);
  ADD ("/app/settings/order", test_order);
  ADD ("/app/settings/read-only", test_read_only);
  ADD ("/app/settings/every-pane", test_every_pane);
  ADD ("/app/settings/hours", test_hours);
  ADD ("/app/settings/closing-days", test_closing_days);
  ADD ("/app/settings/verify", test_verify);
  ADD ("/app/settings/new-code", test_new_code);
  ADD ("/app/settings/text-size", test_text_size);
  ADD ("/app/settings/keys-are-listed", test_keys_are_listed);
  ADD ("/app/settings/key-window", test_key_window);
  ADD ("/app/settings/keys-print", test_keys_print);

  return g_test_run ();
}
