/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/uke-application.h"

#include "app/notify/uke-desktop-notifier.h"
#include "app/start/uke-start.h"
#include "clinic/uke-clinic.h"

#include "app/uke-window.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>

struct _UkeApplication {
  AdwApplication parent_instance;

  char *data_dir;           /* (owned) (nullable) */
  char *clock_text;         /* (owned) (nullable) */
  char *recovery_code_file; /* (owned) (nullable) */
  UkeStart *start;          /* (owned) (nullable): from activation on */
  UkeNotifier *notifier;    /* (owned) (nullable): from its first use on */
};

G_DEFINE_FINAL_TYPE (UkeApplication, uke_application, ADW_TYPE_APPLICATION)

static void
about_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (data));

  adw_show_about_window (window, "application-name", _ ("Uketsuke"), "application-icon",
                         UKE_APPLICATION_ID, "version", UKE_VERSION, "license-type",
                         GTK_LICENSE_GPL_3_0, "comments",
                         _ ("The front desk of a clinic: appointments, patients and calls."), NULL);
}

static void
quit_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (data));

  if (window != NULL)
    gtk_window_close (window);
}

static void
join_server_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  UkeApplication *self = data;

  if (self->start != NULL)
    uke_start_join_server (self->start);
}

static GtkWindow *
find_desk (GtkApplication *application)
{
  for (GList *at = gtk_application_get_windows (application); at != NULL; at = at->next)
    if (UKE_IS_WINDOW (at->data))
      return at->data;
  return NULL;
}

/* The desk begins anew, in a window of its own: of the old one's pages nothing is left. */
static void
forgotten_cb (gpointer data, const GError *error)
{
  UkeApplication *self = data;
  GtkWindow *before = find_desk (GTK_APPLICATION (self));
  g_autofree char *sentence = error != NULL ? uke_words_for_error (error) : NULL;

  g_application_hold (G_APPLICATION (self));
  g_clear_object (&self->start);
  gtk_window_destroy (before);
  g_application_activate (G_APPLICATION (self));
  g_application_release (G_APPLICATION (self));
  if (sentence != NULL)
    uke_window_say (UKE_WINDOW (find_desk (GTK_APPLICATION (self))), sentence);
}

static void
forget_clinic_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  UkeApplication *self = data;

  if (self->start != NULL)
    uke_start_forget_clinic (self->start, forgotten_cb, self);
}

static const GActionEntry ACTIONS[] = {
  { .name = "about", .activate = about_cb },
  { .name = "forget-clinic", .activate = forget_clinic_cb },
  { .name = "join-server", .activate = join_server_cb },
  { .name = "quit", .activate = quit_cb },
};

static void
set_accels (GtkApplication *application)
{
  static const struct {
    const char *action;
    const char *accels[3];
  } ACCELS[] = {
    { "app.quit", { "<Control>q" } },
    { "win.search", { "<Control>k" } },
    { "win.show-help-overlay", { "<Control>question", "<Control>F1" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ACCELS); i++)
    gtk_application_set_accels_for_action (application, ACCELS[i].action,
                                           (const char *const *)ACCELS[i].accels);
}

static void
uke_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (uke_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (UKE_APPLICATION_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (application), ACTIONS, G_N_ELEMENTS (ACTIONS),
                                   application);
  set_accels (GTK_APPLICATION (application));
}

static void
uke_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL) {
    UkeApplication *self = UKE_APPLICATION (application);

    window = GTK_WINDOW (uke_window_new (GTK_APPLICATION (application)));
    self->start = uke_start_new (UKE_WINDOW (window), self->data_dir, self->clock_text,
                                 self->recovery_code_file);
    uke_start_begin (self->start);
    return;
  }
  gtk_window_present (window);
}

/* A list that the file manager or the command line hands over: the first one counts. */
static void
uke_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  GtkWindow *window;
  g_autofree char *path = n_files > 0 ? g_file_get_path (files[0]) : NULL;

  g_application_activate (application);
  window = gtk_application_get_active_window (GTK_APPLICATION (application));
  if (path != NULL && UKE_IS_WINDOW (window))
    uke_window_import (UKE_WINDOW (window), path);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *is_closed = user_data;

  if (!uke_clinic_close_finish (UKE_CLINIC (source), result, NULL))
    g_debug ("the clinic did not close cleanly");
  *is_closed = TRUE;
}

/* What was acknowledged is on disk already; closing only ends the store's threads in order. */
static void
uke_application_shutdown (GApplication *application)
{
  UkeApplication *self = UKE_APPLICATION (application);
  UkeClinic *clinic = self->start != NULL ? uke_start_get_clinic (self->start) : NULL;

  if (self->start != NULL)
    uke_start_leave_server (self->start);
  if (clinic != NULL && uke_clinic_is_open (clinic)) {
    gboolean is_closed = FALSE;

    uke_clinic_close_async (clinic, closed_cb, &is_closed);
    while (!is_closed)
      g_main_context_iteration (NULL, TRUE);
  }
  G_APPLICATION_CLASS (uke_application_parent_class)->shutdown (application);
}

/* A desk on its own data directory is its own process; only the default one is a single instance,
 * and the lock in the directory keeps two processes from one. */
static int
uke_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  UkeApplication *self = UKE_APPLICATION (application);

  g_variant_dict_lookup (options, "data", "^ay", &self->data_dir);
  g_variant_dict_lookup (options, "clock", "s", &self->clock_text);
  g_variant_dict_lookup (options, "recovery-code-file", "^ay", &self->recovery_code_file);
  if (self->data_dir != NULL || self->clock_text != NULL)
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
uke_application_finalize (GObject *object)
{
  UkeApplication *self = UKE_APPLICATION (object);

  g_clear_object (&self->start);
  g_clear_object (&self->notifier);
  g_free (self->data_dir);
  g_free (self->clock_text);
  g_free (self->recovery_code_file);
  G_OBJECT_CLASS (uke_application_parent_class)->finalize (object);
}

static void
uke_application_class_init (UkeApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = uke_application_finalize;
  application_class->startup = uke_application_startup;
  application_class->activate = uke_application_activate;
  application_class->open = uke_application_open;
  application_class->shutdown = uke_application_shutdown;
  application_class->handle_local_options = uke_application_handle_local_options;
}

static void
uke_application_init (UkeApplication *self)
{
  static const GOptionEntry OPTIONS[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Folder that holds the clinic's data"),
      N_ ("DIR") },
    { "clock", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Time to start at; for demo data only"),
      N_ ("TIME") },
    { "recovery-code-file", 0, 0, G_OPTION_ARG_FILENAME, NULL,
      N_ ("Open with the recovery code in this file"), N_ ("FILE") },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), OPTIONS);
}

/**
 * Makes the program.
 *
 * Returns: (transfer full): the application.
 * Thread: main
 */
UkeApplication *
uke_application_new (void)
{
  return g_object_new (UKE_TYPE_APPLICATION, "application-id", UKE_APPLICATION_ID,
                       "resource-base-path", "/org/uketsuke/Uketsuke", "flags",
                       G_APPLICATION_HANDLES_OPEN, NULL);
}

/**
 * Tells somebody who is not looking at the desk.
 * @self: the application
 *
 * Returns: (transfer none): the notifier of this desktop.
 * Thread: main
 */
UkeNotifier *
uke_application_get_notifier (UkeApplication *self)
{
  g_return_val_if_fail (UKE_IS_APPLICATION (self), NULL);

  if (self->notifier == NULL)
    self->notifier = uke_desktop_notifier_new (_ ("Uketsuke"));
  return self->notifier;
}

/**
 * What the program exits with.
 * @self: the application
 *
 * Returns: 0, or the status of a failed self-test.
 * Thread: main
 */
int
uke_application_get_exit_status (UkeApplication *self)
{
  g_return_val_if_fail (UKE_IS_APPLICATION (self), 1);

  return self->start != NULL ? uke_start_get_exit_status (self->start) : 0;
}

/**
 * Where the clinic's data lies, as the command line says.
 * @self: the application
 *
 * Returns: (transfer none) (nullable): NULL for the usual place.
 * Thread: main
 */
const char *
uke_application_get_data_dir (UkeApplication *self)
{
  g_return_val_if_fail (UKE_IS_APPLICATION (self), NULL);

  return self->data_dir;
}

/**
 * The file with the recovery code, as the command line says.
 * @self: the application
 *
 * Returns: (transfer none) (nullable): NULL when the keyring opens the data.
 * Thread: main
 */
const char *
uke_application_get_recovery_code_file (UkeApplication *self)
{
  g_return_val_if_fail (UKE_IS_APPLICATION (self), NULL);

  return self->recovery_code_file;
}

/**
 * The time to start at, as the command line says; honoured for demo data only.
 * @self: the application
 *
 * Returns: (transfer none) (nullable): NULL for the real time.
 * Thread: main
 */
const char *
uke_application_get_clock_text (UkeApplication *self)
{
  g_return_val_if_fail (UKE_IS_APPLICATION (self), NULL);

  return self->clock_text;
}
