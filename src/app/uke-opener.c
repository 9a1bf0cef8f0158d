/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/uke-opener.h"

#include "clinic/uke-clinic.h"
#include "clinic/uke-patient-query.h"
#include "clinic/uke-work.h"
#include "db/uke-db-self-test.h"
#include "vault/uke-data-dir.h"
#include "vault/uke-vault.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>

struct _UkeOpener {
  GObject parent_instance;

  UkeWindow *window; /* (unowned): the application's */
  UkeDataDir *dir;   /* (owned) */
  char *clock_text;  /* (owned) (nullable) */
  char *code_file;   /* (owned) (nullable) */
  UkeVault *vault;   /* (owned) */
  UkeDataLock *lock; /* (owned) (nullable): held as long as the program runs */
  UkeClock *clock;   /* (owned) (nullable) */
  UkeClinic *clinic; /* (owned) (nullable) */
  int exit_status;
};

G_DEFINE_FINAL_TYPE (UkeOpener, uke_opener, G_TYPE_OBJECT)

enum { OPENED, N_SIGNALS };
static unsigned signals[N_SIGNALS];

static void
try_again_cb (UkeOpener *self)
{
  uke_opener_start (self);
}

static GtkWidget *
new_page (UkeOpener *self, const char *icon, const char *title, const char *description)
{
  GtkWidget *page = adw_status_page_new (),
            *again = gtk_button_new_with_mnemonic (_ ("_Try again"));

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), description);
  gtk_widget_set_halign (again, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (again, "pill");
  g_signal_connect_object (again, "clicked", G_CALLBACK (try_again_cb), self, G_CONNECT_SWAPPED);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), again);
  return page;
}

static void
show_trouble (UkeOpener *self, const GError *error)
{
  g_autofree char *sentence = uke_words_for_error (error);

  g_debug ("opening: %s %d: %s", g_quark_to_string (error->domain), error->code, error->message);
  uke_window_show_start (self->window, new_page (self, "dialog-warning-symbolic",
                                                 uke_words_title_for_error (error), sentence));
}

/* Until somebody says who they are, the first member of staff of the list sits at the desk. */
static void
sit_down_first (UkeOpener *self)
{
  GListModel *staff = uke_clinic_get_staff (self->clinic);

  for (unsigned i = 0; i < g_list_model_get_n_items (staff); i++) {
    g_autoptr (UkeRecord) one = g_list_model_get_item (staff, i);

    if (!uke_record_get_bool (one, UKE_STAFF_IS_ACTIVE))
      continue;
    uke_clinic_sit_down (self->clinic, uke_record_get_id (one));
    return;
  }
}

static void
begin (UkeOpener *self)
{
  sit_down_first (self);
  uke_clock_start (self->clock);
  uke_window_open_clinic (self->window, self->clinic);
  g_signal_emit (self, signals[OPENED], 0, self->clinic);
}

/* Another time than now is for demo data only: a real clinic's entries carry the real time
 * (decision 29). */
static void
demo_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeOpener) self = user_data;
  g_autoptr (UkeRecord) setting = uke_clinic_load_record_finish (UKE_CLINIC (source), result, NULL);

  if (setting != NULL) {
    begin (self);
    return;
  }
  uke_window_show_start (
      self->window,
      new_page (self, "dialog-warning-symbolic", _ ("This is not a demo clinic"),
                _ ("Another time than now can be chosen for demo data only. Please start "
                   "without --clock.")));
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeOpener) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!uke_clinic_open_finish (UKE_CLINIC (source), result, &error)) {
    g_clear_object (&self->clinic);
    show_trouble (self, error);
    return;
  }
  if (self->clock_text != NULL) {
    UkeId id = uke_work_id_from_text ("setting", "demo.is_demo");

    uke_clinic_load_record_async (self->clinic, &UKE_ENTITY_SETTING, &id, NULL, demo_checked_cb,
                                  g_object_ref (self));
    return;
  }
  begin (self);
}

/* "2026-11-24 10:42" or "2026-11-24T10:42", in the clinic's zone. */
static UkeClock *
make_clock (const char *text)
{
  g_autoptr (UkeZone) zone = uke_zone_new ("Asia/Tokyo", NULL);
  g_autofree char *day = text != NULL ? g_strndup (text, 10) : NULL;
  int hour = 10, minute = 42;
  UkeDate date;

  if (text == NULL || zone == NULL || !uke_date_from_iso (day, &date))
    return uke_clock_new_system ();
  if (strlen (text) >= 16 && sscanf (text + 11, "%2d:%2d", &hour, &minute) != 2)
    return uke_clock_new_system ();
  return uke_clock_new_offset (uke_zone_at (zone, date, hour * 60 + minute));
}

static void
open_clinic (UkeOpener *self)
{
  g_clear_object (&self->clock);
  self->clock = make_clock (self->clock_text);
  g_clear_object (&self->clinic);
  self->clinic = uke_clinic_new (self->dir->path, self->clock);
  uke_clinic_open_async (self->clinic, uke_vault_get_data_key (self->vault),
                         uke_vault_get_db_uuid (self->vault), NULL, opened_cb, g_object_ref (self));
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeOpener) self = user_data;
  g_autoptr (GError) error = NULL;

  if (uke_vault_unlock_with_keyring_finish (self->vault, result, &error))
    open_clinic (self);
  else
    show_trouble (self, error);
}

static void
recovered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeOpener) self = user_data;
  g_autoptr (GError) error = NULL;

  if (uke_vault_unlock_with_recovery_finish (self->vault, result, &error))
    open_clinic (self);
  else
    show_trouble (self, error);
}

static void
code_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeOpener) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  if (!g_file_load_contents_finish (G_FILE (source), result, &code, NULL, NULL, &error)) {
    show_trouble (self, error);
    return;
  }
  uke_vault_unlock_with_recovery_async (self->vault, code, g_get_real_time (), UKE_KEYRING_QUIET,
                                        NULL, recovered_cb, g_object_ref (self));
}

static void
unlock (UkeOpener *self)
{
  if (self->code_file != NULL) {
    g_autoptr (GFile) file = g_file_new_for_path (self->code_file);

    g_file_load_contents_async (file, NULL, code_read_cb, g_object_ref (self));
    return;
  }
  uke_vault_unlock_with_keyring_async (self->vault, UKE_KEYRING_MAY_ASK, NULL, unlocked_cb,
                                       g_object_ref (self));
}

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeOpener) self = user_data;
  g_autoptr (GError) error = NULL;
  UkeVaultPresence presence;
  UkeKeyringState keyring;

  if (!uke_vault_probe_finish (self->vault, result, &presence, &keyring, &error)) {
    show_trouble (self, error);
    return;
  }
  if (presence == UKE_VAULT_EMPTY)
    uke_window_show_start (
        self->window,
        new_page (self, "system-users-symbolic", _ ("No clinic yet"),
                  _ ("There is no clinic in this folder yet. “uketsukectl init” makes one.")));
  else
    unlock (self);
}

static gboolean
pass_self_test (UkeOpener *self)
{
  UkeDbSelfTest outcome = uke_db_self_test (self->dir->path);

  if (outcome == UKE_DB_SELF_TEST_OK)
    return TRUE;
  g_debug ("self-test: %s", uke_db_self_test_to_string (outcome));
  self->exit_status = UKE_EXIT_SELF_TEST;
  uke_window_show_start (
      self->window,
      new_page (self, "dialog-warning-symbolic", _ ("The encryption does not work here"),
                _ ("Patients' data would not be protected, so nothing is opened. Please "
                   "install Uketsuke again.")));
  return FALSE;
}

static void
uke_opener_finalize (GObject *object)
{
  UkeOpener *self = UKE_OPENER (object);

  g_clear_object (&self->clinic);
  g_clear_object (&self->clock);
  g_clear_object (&self->vault);
  g_clear_pointer (&self->lock, uke_data_lock_free);
  g_clear_pointer (&self->dir, uke_data_dir_free);
  g_free (self->clock_text);
  g_free (self->code_file);
  G_OBJECT_CLASS (uke_opener_parent_class)->finalize (object);
}

static void
uke_opener_class_init (UkeOpenerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_opener_finalize;
  signals[OPENED] = g_signal_new ("opened", UKE_TYPE_OPENER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, UKE_TYPE_CLINIC);
}

static void
uke_opener_init (UkeOpener *self)
{
}

/**
 * uke_opener_new:
 * @window: where its pages are shown
 * @data_path: (nullable): the data folder; NULL is the usual one
 * @clock_text: (nullable): the time to pretend, for demo data
 * @code_file: (nullable): a file with the recovery code, in place of the keyring
 *
 * Returns: (transfer full): an opener
 * Thread: main
 */
UkeOpener *
uke_opener_new (UkeWindow *window,
                const char *data_path,
                const char *clock_text,
                const char *code_file)
{
  UkeOpener *self = g_object_new (UKE_TYPE_OPENER, NULL);
  g_autofree char *usual = data_path == NULL ? uke_data_dir_default_path () : NULL;
  g_autoptr (UkeKeyring) keyring = uke_keyring_new ();

  self->window = window;
  self->dir = uke_data_dir_new (data_path != NULL ? data_path : usual);
  self->clock_text = g_strdup (clock_text);
  self->code_file = g_strdup (code_file);
  self->vault = uke_vault_new (self->dir->path, keyring);
  return self;
}

/**
 * uke_opener_start:
 * @self: the opener
 *
 * Goes the whole way, or begins it again after something stood in it.
 *
 * Thread: main
 */
void
uke_opener_start (UkeOpener *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (UKE_IS_OPENER (self));

  if (!uke_data_dir_create_sync (self->dir, &error)) {
    show_trouble (self, error);
    return;
  }
  if (!pass_self_test (self))
    return;
  if (self->lock == NULL)
    self->lock = uke_data_dir_lock_sync (self->dir, "uketsuke", NULL, &error);
  if (self->lock == NULL) {
    show_trouble (self, error);
    return;
  }
  uke_vault_probe_async (self->vault, NULL, probed_cb, g_object_ref (self));
}

/**
 * uke_opener_get_clinic:
 * @self: the opener
 *
 * Returns: (transfer none) (nullable): the clinic, once there is one
 * Thread: main
 */
UkeClinic *
uke_opener_get_clinic (UkeOpener *self)
{
  return self->clinic;
}

/**
 * uke_opener_get_exit_status:
 * @self: the opener
 *
 * Returns: what the program exits with: 0, or UKE_EXIT_SELF_TEST
 * Thread: main
 */
int
uke_opener_get_exit_status (UkeOpener *self)
{
  return self->exit_status;
}
