/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/start/uke-start.h"

#include "app/start/uke-staff-chooser.h"
#include "app/start/uke-start-clock.h"
#include "app/start/uke-start-code-entry.h"
#include "app/start/uke-start-code.h"
#include "app/start/uke-start-hours.h"
#include "app/start/uke-start-private.h"
#include "app/start/uke-start-statement.h"
#include "app/start/uke-start-trouble.h"
#include "app/start/uke-start-view.h"
#include "app/start/uke-start-welcome.h"
#include "app/uke-pages.h"
#include "clinic/uke-clinic.h"
#include "clinic/uke-patient-query.h"
#include "clinic/uke-work.h"
#include "db/uke-db-error.h"
#include "db/uke-db-self-test.h"
#include "vault/uke-vault.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

/* A keyring that takes longer than this to answer is waited for in sight. */
#define SHOW_WITHIN_MS 250

G_DEFINE_FINAL_TYPE (UkeStart, uke_start, G_TYPE_OBJECT)

static void unlock (UkeStart *self, UkeKeyringFlags flags);
static void show_code (UkeStart *self);
static void show_recovery (UkeStart *self);

static const char *
get_path (UkeStart *self)
{
  return uke_vault_get_data_dir (self->vault)->path;
}

static void
present (UkeStart *self)
{
  g_clear_handle_id (&self->present_timeout, g_source_remove);
  gtk_window_present (GTK_WINDOW (self->window));
}

static gboolean
present_cb (gpointer data)
{
  present (data);
  return G_SOURCE_REMOVE;
}

/* The window appears with its first page: drawing it empty before would only delay that. */
static void
present_soon (UkeStart *self)
{
  if (self->present_timeout == 0 && !gtk_widget_get_visible (GTK_WIDGET (self->window)))
    self->present_timeout = g_timeout_add (SHOW_WITHIN_MS, present_cb, self);
}

/**
 * uke_start_show:
 * @self: a start
 * @page: (transfer floating): the card
 * @step: (nullable): which step it is
 *
 * Shows a card in the place of the one before.
 *
 * Errors: none
 * Thread: main
 */
void
uke_start_show (UkeStart *self, GtkWidget *page, const char *step)
{
  /* The window may have been closed while the keyring was being asked. */
  if (self->view == NULL) {
    g_object_unref (g_object_ref_sink (page));
    return;
  }
  uke_start_view_show (self->view, page, step);
  present (self);
}

static void
quit (UkeStart *self)
{
  gtk_window_close (GTK_WINDOW (self->window));
}

static void
ensure_view (UkeStart *self)
{
  GtkWidget *view;

  if (self->view != NULL)
    return;
  view = uke_start_view_new ();
  g_set_weak_pointer (&self->view, UKE_START_VIEW (view));
  uke_window_show_start (self->window, view);
}

static void
trouble_chosen_cb (UkeStartStatement *statement, const char *name, UkeStart *self)
{
  if (g_str_equal (name, "code"))
    show_recovery (self);
  else if (g_str_equal (name, "unlock"))
    unlock (self, UKE_KEYRING_MAY_ASK);
  else if (g_str_equal (name, "retry"))
    uke_start_begin (self);
  else if (g_str_equal (name, "begin"))
    uke_start_show_welcome (self);
  else
    quit (self);
}

/* Shows what keeps the clinic shut. Takes the card over. */
static void
show_trouble (UkeStart *self, GtkWidget *page)
{
  g_signal_connect_object (page, "chosen", G_CALLBACK (trouble_chosen_cb), self, 0);
  uke_start_show (self, page, NULL);
}

/**
 * uke_start_show_error:
 * @self: a start
 * @error: what keeps the clinic shut
 *
 * Shows what went wrong, and what helps.
 *
 * Errors: none
 * Thread: main
 */
void
uke_start_show_error (UkeStart *self, const GError *error)
{
  uke_vault_shut (self->vault);
  show_trouble (self, uke_start_trouble_new (error, get_path (self)));
}

/* The desk, with somebody at it. */
static void
enter (UkeStart *self, UkeRecord *staff, const char *page)
{
  UkeWindow *window = self->window;

  if (self->view == NULL)
    return;
  uke_clinic_sit_down (self->clinic, uke_record_get_id (staff));
  uke_clock_start (self->clock);
  /* The window lets go of the start view here. */
  g_clear_weak_pointer (&self->view);
  uke_window_set_vault (window, self->vault);
  uke_window_open_clinic (window, self->clinic);
  uke_start_link_server (self);
  uke_window_set_server_link (window, self->link);
  if (page != NULL)
    uke_window_show_page (window, page);
  present (self);
}

static void
staff_chosen_cb (UkeStaffChooser *chooser, UkeRecord *staff, UkeStart *self)
{
  enter (self, staff, NULL);
}

static void
choose_staff (UkeStart *self)
{
  GListModel *staff = uke_clinic_get_staff (self->clinic);
  g_autoptr (UkeRecord) first = g_list_model_get_item (staff, 0);
  GtkWidget *chooser;

  /* The server's content came anew while people work: the desk is shown already. */
  if (self->view == NULL)
    return;

  /* Whoever opens by a script says no name: the first of the list sits down, as with one alone. */
  if (g_list_model_get_n_items (staff) == 1 || self->recovery_code_file != NULL) {
    enter (self, first, NULL);
    return;
  }
  chooser = uke_staff_chooser_new (self->clinic);
  g_signal_connect_object (chooser, "chosen", G_CALLBACK (staff_chosen_cb), self, 0);
  uke_start_show (self, chooser, NULL);
}

/* Another time than now is for demo data only: a real clinic's entries carry the real time
 * (decision 29). */
static void
demo_checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeStart) self = data;
  g_autoptr (UkeRecord) setting = uke_clinic_load_record_finish (UKE_CLINIC (source), result, NULL);
  GtkWidget *page;

  if (setting != NULL) {
    choose_staff (self);
    return;
  }
  page = uke_start_statement_new (
      "dialog-warning-symbolic", _ ("This is not a demo clinic"),
      _ ("Another time than now can be chosen for demo data only. Please start "
         "without --clock."));
  uke_start_statement_add_button (UKE_START_STATEMENT (page), "quit", _ ("Close"), TRUE);
  show_trouble (self, page);
}

/* The clinic can be worked with, though not everything is read yet. */
static void
opening_cb (UkeClinic *clinic, UkeStart *self)
{
  /* A desk whose first content was cut off: the fetch goes on. */
  if (g_list_model_get_n_items (uke_clinic_get_staff (clinic)) == 0) {
    uke_start_resume_join (self);
    return;
  }
  if (self->is_other_time) {
    UkeId id = uke_work_id_from_text ("setting", "demo.is_demo");

    uke_clinic_load_record_async (self->clinic, &UKE_ENTITY_SETTING, &id, NULL, demo_checked_cb,
                                  g_object_ref (self));
  } else {
    choose_staff (self);
  }
}

/* A search memory that cannot be read may be noticed when the desk is shown already. */
static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeStart) self = data;
  g_autoptr (GError) error = NULL;

  /* Whoever closes the desk at once has not waited for the rest. */
  if (uke_clinic_open_finish (UKE_CLINIC (source), result, &error)
      || g_error_matches (error, UKE_DB_ERROR, UKE_DB_ERROR_CLOSED))
    return;
  ensure_view (self);
  uke_start_show_error (self, error);
}

static void
make_clinic_object (UkeStart *self)
{
  g_clear_object (&self->clinic);
  self->clinic = uke_clinic_new (get_path (self), self->clock);
}

static void
open_clinic (UkeStart *self)
{
  make_clinic_object (self);
  g_signal_connect_object (self->clinic, "opening", G_CALLBACK (opening_cb), self, 0);
  uke_clinic_open_async (self->clinic, uke_vault_get_data_key (self->vault),
                         uke_vault_get_db_uuid (self->vault), NULL, opened_cb, g_object_ref (self));
}

static void
ready_chosen_cb (UkeStartStatement *statement, const char *name, UkeStart *self)
{
  g_autoptr (UkeRecord) director = g_list_model_get_item (uke_clinic_get_staff (self->clinic), 0);

  enter (self, director, g_str_equal (name, "import") ? "import" : "calendar");
}

static void
show_ready (UkeStart *self)
{
  gboolean has_device = uke_vault_get_has_device_slot (self->vault);
  gboolean can_import = uke_pages_find ("import") != NULL;
  GtkWidget *page = uke_start_statement_new (
      "emblem-ok-symbolic", _ ("The desk is ready"),
      has_device ? _ ("From now on this computer opens the clinic by itself.")
                 : _ ("There is no keyring on this computer, so the recovery code opens the clinic "
                      "each time."));
  UkeStartStatement *statement = UKE_START_STATEMENT (page);

  uke_start_statement_set_good (statement);
  uke_start_statement_set_help (
      statement,
      _ ("• Bring in the patient and appointment lists you have (CSV or Excel saved as CSV).\n"
         "• Further staff, chairs and menus are entered in the settings."));
  if (can_import)
    uke_start_statement_add_button (statement, "import", _ ("Bring in lists"), TRUE);
  uke_start_statement_add_button (statement, "calendar", _ ("Open the calendar"), !can_import);
  g_signal_connect_object (page, "chosen", G_CALLBACK (ready_chosen_cb), self, 0);
  uke_start_show (self, page, _ ("5 of 5: ready"));
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeStart) self = data;
  g_autoptr (GError) error = NULL;

  if (uke_clinic_create_finish (UKE_CLINIC (source), result, &error))
    show_ready (self);
  else
    uke_start_show_error (self, error);
}

static void
create_clinic (UkeStart *self)
{
  const UkeClinicSetup setup = {
    .clinic_name = self->clinic_name,
    .director_family = self->director_family,
    .director_given = self->director_given,
    .director_kana = self->director_kana,
    .hours = &self->hours,
  };

  make_clinic_object (self);
  uke_clinic_create_async (self->clinic, uke_vault_get_data_key (self->vault),
                           uke_vault_get_db_uuid (self->vault), &setup, NULL, created_cb,
                           g_object_ref (self));
}

/* The clinic's first rows: made here, or fetched from its server. */
static void
make_content (UkeStart *self)
{
  if (self->join == NULL) {
    create_clinic (self);
    return;
  }
  make_clinic_object (self);
  g_signal_connect_object (self->clinic, "opening", G_CALLBACK (opening_cb), self, 0);
  uke_start_join_fetch (self->join, self->clinic, uke_vault_get_data_key (self->vault),
                        uke_vault_get_db_uuid (self->vault));
}

/* Takes the directory for this process. Returns: whether it is */
static gboolean
take_lock (UkeStart *self, GError **error)
{
  if (self->lock == NULL)
    self->lock
        = uke_data_dir_lock_sync (uke_vault_get_data_dir (self->vault), "uketsuke", NULL, error);
  return self->lock != NULL;
}

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeStart) self = data;
  g_autoptr (GError) error = NULL;
  GtkWidget *page = self->view != NULL ? uke_start_view_get_page (self->view) : NULL;

  if (uke_vault_confirm_recovery_finish (self->vault, result, &error) && take_lock (self, &error)) {
    g_clear_pointer (&self->code, uke_secret_unref);
    make_content (self);
    return;
  }
  if (page != NULL && UKE_IS_START_CODE_ENTRY (page)) {
    g_autofree char *sentence = uke_words_for_error (error);

    uke_start_code_entry_set_busy (UKE_START_CODE_ENTRY (page), FALSE);
    uke_start_code_entry_set_problem (UKE_START_CODE_ENTRY (page), sentence);
  }
}

static void
typed_back_cb (UkeStartCodeEntry *entry, const char *typed, UkeStart *self)
{
  uke_start_code_entry_set_busy (entry, TRUE);
  uke_vault_confirm_recovery_async (self->vault, typed, UKE_KEYRING_MAY_ASK, NULL, confirmed_cb,
                                    g_object_ref (self));
}

static void
code_done_cb (UkeStartCode *page, UkeStart *self)
{
  GtkWidget *entry = uke_start_code_entry_new (UKE_START_CODE_CONFIRM);

  g_signal_connect_object (entry, "submitted", G_CALLBACK (typed_back_cb), self, 0);
  g_signal_connect_object (entry, "back", G_CALLBACK (show_code), self, G_CONNECT_SWAPPED);
  uke_start_show (self, entry, _ ("4 of 5: type the code back"));
}

static void
show_code (UkeStart *self)
{
  GtkWidget *page
      = uke_start_code_new (self->code, self->clinic_name, uke_clock_today (self->clock));

  g_signal_connect_object (page, "done", G_CALLBACK (code_done_cb), self, 0);
  uke_start_show (self, page, _ ("3 of 5: recovery code"));
}

static void
key_made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeStart) self = data;
  g_autoptr (GError) error = NULL;

  self->code = uke_vault_create_finish (self->vault, result, &error);
  if (self->code != NULL)
    show_code (self);
  else
    uke_start_show_error (self, error);
}

/**
 * uke_start_make_key:
 * @self: a start
 *
 * Makes this computer's key. A set-up that was interrupted after its code was confirmed has it
 * already.
 *
 * Errors: none
 * Thread: main
 */
void
uke_start_make_key (UkeStart *self)
{
  if (uke_vault_get_state (self->vault) == UKE_VAULT_OPEN)
    make_content (self);
  else
    uke_vault_create_async (self->vault, uke_clock_now_us (self->clock), NULL, key_made_cb,
                            g_object_ref (self));
}

static void
hours_done_cb (UkeStartHours *page, UkeStart *self)
{
  uke_start_hours_get_hours (page, &self->hours);
  gtk_widget_set_sensitive (GTK_WIDGET (page), FALSE);
  uke_start_make_key (self);
}

static void
show_hours (UkeStart *self)
{
  GtkWidget *page = uke_start_hours_new (&self->hours);

  g_signal_connect_object (page, "done", G_CALLBACK (hours_done_cb), self, 0);
  g_signal_connect_object (page, "back", G_CALLBACK (uke_start_show_welcome), self,
                           G_CONNECT_SWAPPED);
  uke_start_show (self, page, _ ("2 of 5: opening hours"));
}

static void
welcome_done_cb (UkeStartWelcome *page, UkeStart *self)
{
  UkeClinicSetup setup;

  uke_start_welcome_get_setup (page, &setup);
  g_free (self->clinic_name);
  g_free (self->director_family);
  g_free (self->director_given);
  g_free (self->director_kana);
  self->clinic_name = g_strchomp (g_strdup (setup.clinic_name));
  self->director_family = g_strchomp (g_strdup (setup.director_family));
  self->director_given = g_strdup (setup.director_given);
  self->director_kana = g_strdup (setup.director_kana);
  show_hours (self);
}

/**
 * uke_start_show_welcome:
 * @self: a start
 *
 * The first card of a new desk.
 *
 * Errors: none
 * Thread: main
 */
void
uke_start_show_welcome (UkeStart *self)
{
  const UkeClinicSetup setup = {
    .clinic_name = self->clinic_name,
    .director_family = self->director_family,
    .director_given = self->director_given,
    .director_kana = self->director_kana,
  };
  GtkWidget *page = uke_start_welcome_new (&setup);

  g_clear_object (&self->join);
  g_signal_connect_object (page, "done", G_CALLBACK (welcome_done_cb), self, 0);
  g_signal_connect_object (page, "join", G_CALLBACK (uke_start_show_join), self, G_CONNECT_SWAPPED);
  uke_start_show (self, page, _ ("1 of 5: names"));
}

/* The key is here: opens the database, or asks about one that is gone. */
static void
unlocked (UkeStart *self)
{
  if (uke_data_dir_has_database (uke_vault_get_data_dir (self->vault)))
    open_clinic (self);
  else if (!uke_start_go_on_joining (self))
    show_trouble (self, uke_start_trouble_new_no_database (get_path (self)));
}

static void
recovered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeStart) self = data;
  g_autoptr (GError) error = NULL;
  GtkWidget *page = self->view != NULL ? uke_start_view_get_page (self->view) : NULL;
  g_autofree char *sentence = NULL;

  if (uke_vault_unlock_with_recovery_finish (self->vault, result, &error)) {
    unlocked (self);
    return;
  }
  if (self->view == NULL)
    return;
  if (!UKE_IS_START_CODE_ENTRY (page)) {
    show_recovery (self);
    page = uke_start_view_get_page (self->view);
  }
  sentence = uke_words_for_error (error);
  uke_start_code_entry_set_busy (UKE_START_CODE_ENTRY (page), FALSE);
  uke_start_code_entry_set_problem (UKE_START_CODE_ENTRY (page), sentence);
}

static void
recover (UkeStart *self, const char *typed)
{
  uke_vault_unlock_with_recovery_async (self->vault, typed, uke_clock_now_us (self->clock),
                                        UKE_KEYRING_MAY_ASK, NULL, recovered_cb,
                                        g_object_ref (self));
}

static void
recovery_typed_cb (UkeStartCodeEntry *entry, const char *typed, UkeStart *self)
{
  uke_start_code_entry_set_busy (entry, TRUE);
  recover (self, typed);
}

static void
show_recovery (UkeStart *self)
{
  GtkWidget *entry = uke_start_code_entry_new (UKE_START_CODE_OPEN);

  g_signal_connect_object (entry, "submitted", G_CALLBACK (recovery_typed_cb), self, 0);
  g_signal_connect_object (entry, "back", G_CALLBACK (uke_start_begin), self, G_CONNECT_SWAPPED);
  uke_start_show (self, entry, NULL);
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeStart) self = data;
  g_autoptr (GError) error = NULL;

  if (uke_vault_unlock_with_keyring_finish (self->vault, result, &error))
    unlocked (self);
  else if (g_error_matches (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_EMPTY))
    uke_start_show_welcome (self);
  else
    uke_start_show_error (self, error);
}

static void
unlock (UkeStart *self, UkeKeyringFlags flags)
{
  uke_vault_unlock_with_keyring_async (self->vault, flags, NULL, unlocked_cb, g_object_ref (self));
}

static void
uke_start_finalize (GObject *object)
{
  UkeStart *self = UKE_START (object);

  g_clear_handle_id (&self->present_timeout, g_source_remove);
  g_clear_weak_pointer (&self->view);
  g_clear_weak_pointer (&self->join_window);
  g_clear_object (&self->join);
  g_clear_object (&self->link);
  g_clear_object (&self->clinic);
  g_clear_object (&self->vault);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->lock, uke_data_lock_free);
  g_clear_pointer (&self->code, uke_secret_unref);
  g_free (self->recovery_code_file);
  g_free (self->clinic_name);
  g_free (self->director_family);
  g_free (self->director_given);
  g_free (self->director_kana);
  G_OBJECT_CLASS (uke_start_parent_class)->finalize (object);
}

static void
uke_start_class_init (UkeStartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_start_finalize;
}

static void
uke_start_init (UkeStart *self)
{
}

/**
 * Prepares the way to an open clinic.
 * @window: (transfer none): where it is shown; must outlive the start
 * @data_dir: (nullable): the data folder, or NULL for the usual place
 * @clock_text: (nullable): another time than now, for demo data
 * @recovery_code_file: (nullable): opens with the code in this file instead of the keyring
 *
 * Returns: (transfer full): the start, not begun.
 * Thread: main
 */
UkeStart *
uke_start_new (UkeWindow *window,
               const char *data_dir,
               const char *clock_text,
               const char *recovery_code_file)
{
  UkeStart *self = g_object_new (UKE_TYPE_START, NULL);
  g_autoptr (UkeKeyring) keyring = uke_keyring_new ();

  self->window = window;
  self->is_other_time = clock_text != NULL;
  self->hours = UKE_OPENING_HOURS_USUAL;
  self->clock = uke_start_make_clock (clock_text);
  self->vault = uke_vault_new (data_dir, keyring);
  self->recovery_code_file = g_strdup (recovery_code_file);
  return self;
}

/**
 * Begins, or begins again after something was put right.
 * @self: the start
 *
 * Thread: main
 */
void
uke_start_begin (UkeStart *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSecret) typed = NULL;
  UkeDbSelfTest self_test = uke_start_test_self ();

  ensure_view (self);
  present_soon (self);
  uke_vault_shut (self->vault);
  if (self_test != UKE_DB_SELF_TEST_OK) {
    self->exit_status = UKE_DB_SELF_TEST_EXIT_STATUS;
    show_trouble (self, uke_start_trouble_new_self_test (self_test));
    return;
  }
  if (g_file_test (get_path (self), G_FILE_TEST_IS_DIR) && !take_lock (self, &error)) {
    uke_start_show_error (self, error);
    return;
  }
  if (self->recovery_code_file != NULL)
    typed = uke_secret_new_from_file (self->recovery_code_file, NULL);
  if (typed != NULL)
    recover (self, uke_secret_peek_text (typed));
  else
    unlock (self, UKE_KEYRING_QUIET);
}

/**
 * The clinic, from its opening on.
 * @self: the start
 *
 * Returns: (transfer none) (nullable): NULL before.
 * Thread: main
 */
UkeClinic *
uke_start_get_clinic (UkeStart *self)
{
  g_return_val_if_fail (UKE_IS_START (self), NULL);

  return self->clinic;
}

/**
 * What the program ends with.
 * @self: the start
 *
 * Returns: 0, or the status of a failed self-test.
 * Thread: main
 * Source: security.md 3.1
 */
int
uke_start_get_exit_status (UkeStart *self)
{
  g_return_val_if_fail (UKE_IS_START (self), 0);

  return self->exit_status;
}
