/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/export/uke-export-dialog.h"

#include "app/uke-ask.h"
#include "app/uke-perform.h"
#include "exchange/uke-export.h"

#include <glib/gi18n.h>

/* What can be written, in the order in which it is offered. The file names tell no patient. */
static const struct {
  const char *kind;
  const char *title;
  const char *file; /* Translators: the beginning of a file's name; the date follows. */
} LISTS[] = {
  { "patients", N_ ("Patients with contact, notes and visits"), N_ ("patients") },
  { "appointments", N_ ("Appointments, past and planned"), N_ ("appointments") },
  { "follow_ups", N_ ("Follow-up calls that are open"), N_ ("follow-up-calls") },
};

/* One export, from the choice of a place to the file. */
typedef struct {
  UkeWindow *window; /* (owned) */
  char *kind;        /* (owned) */
  char *path;        /* (owned) */
  char *reason;      /* (owned) (nullable) */
  UkeId second_staff_id;
  GCancellable *cancellable; /* (owned) */
  GtkWidget *dialog;         /* (unowned) (nullable): while it is written */
  GtkProgressBar *bar;
} Save;

static void
save_free (Save *self)
{
  g_object_unref (self->window);
  g_object_unref (self->cancellable);
  g_free (self->kind);
  g_free (self->path);
  g_free (self->reason);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Save, save_free)

static void write_list (Save *self);

static gboolean
pulse_cb (GtkWidget *bar, GdkFrameClock *clock, gpointer data)
{
  gtk_progress_bar_pulse (GTK_PROGRESS_BAR (bar));
  return G_SOURCE_CONTINUE;
}

static void
stop_cb (Save *self)
{
  self->dialog = NULL;
  g_cancellable_cancel (self->cancellable);
}

static void
show_progress (Save *self)
{
  self->dialog
      = adw_message_dialog_new (GTK_WINDOW (self->window), _ ("Writing the list"),
                                _ ("The file appears when it is complete, or not at all."));
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_progress_bar_set_pulse_step (self->bar, 0.01);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Writing the list"), -1);
  gtk_widget_add_tick_callback (GTK_WIDGET (self->bar), pulse_cb, NULL, NULL);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self->dialog), GTK_WIDGET (self->bar));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (self->dialog), "stop", _ ("_Stop"));
  g_signal_connect_swapped (self->dialog, "response", G_CALLBACK (stop_cb), self);
  gtk_window_present (GTK_WINDOW (self->dialog));
}

static void
hide_progress (Save *self)
{
  if (self->dialog == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->dialog, self);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&self->dialog)));
}

static void
open_folder_cb (UkeWindow *window, AdwToast *toast)
{
  gtk_show_uri (GTK_WINDOW (window), g_object_get_data (G_OBJECT (toast), "folder"),
                GDK_CURRENT_TIME);
}

static void
show_written (Save *self, unsigned n_rows)
{
  g_autofree char *text
      = g_strdup_printf (ngettext ("%u row written", "%u rows written", n_rows), n_rows);
  g_autofree char *folder = g_path_get_dirname (self->path);
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_button_label (toast, _ ("_Open the folder"));
  g_object_set_data_full (G_OBJECT (toast), "folder", g_filename_to_uri (folder, NULL, NULL),
                          g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (open_folder_cb), self->window,
                           G_CONNECT_SWAPPED);
  uke_window_add_toast (self->window, toast);
}

static void
answered_cb (const UkeAnswer *answer, gpointer user_data)
{
  g_autoptr (Save) self = user_data;

  if (answer == NULL)
    return;
  g_free (self->reason);
  self->reason = g_strdup (answer->reason);
  self->second_staff_id = answer->second_staff_id;
  write_list (g_steal_pointer (&self));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Save) self = user_data;
  g_autoptr (GError) error = NULL;
  unsigned n_rows = 0;

  hide_progress (self);
  if (uke_export_finish (UKE_CLINIC (source), result, &n_rows, &error)) {
    show_written (self, n_rows);
  } else if (uke_ask_can_answer (error)) {
    UkeWindow *window = self->window;

    uke_ask (window, UKE_CLINIC (source), error, answered_cb, g_steal_pointer (&self));
  } else {
    uke_present_error (GTK_WIDGET (self->window), error);
  }
}

static void
write_list (Save *self)
{
  UkeNote note = { .reason = self->reason, .second_staff_id = self->second_staff_id };

  show_progress (self);
  uke_export_async (uke_window_get_clinic (self->window), self->kind, self->path, &note,
                    self->cancellable, written_cb, self);
}

/**
 * uke_export_dialog_save:
 * @window: the desk
 * @kind: patients, appointments or follow_ups
 * @path: the file
 *
 * Writes a list, asking for the reason and the second person that the role table wants, and says
 * how many rows it has.
 *
 * Thread: main
 * Source: security.md 4.1
 */
void
uke_export_dialog_save (UkeWindow *window, const char *kind, const char *path)
{
  Save *self = g_new0 (Save, 1);

  self->window = g_object_ref (window);
  self->kind = g_strdup (kind);
  self->path = g_strdup (path);
  self->cancellable = g_cancellable_new ();
  write_list (self);
}

/* What was chosen in the first dialog. */
typedef struct {
  UkeWindow *window; /* (owned) */
  unsigned list;
} Choice;

static void
choice_free (gpointer data, GClosure *closure)
{
  Choice *self = data;

  g_object_unref (self->window);
  g_free (self);
}

static void
place_chosen_cb (GtkNativeDialog *chooser, int response, UkeWindow *window)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser))
                               : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    uke_export_dialog_save (window, g_object_get_data (G_OBJECT (chooser), "kind"), path);
  else if (file != NULL)
    uke_window_say (window, _ ("Choose a folder of this PC"));
  g_object_unref (chooser);
}

static void
choose_place (UkeWindow *window, unsigned list)
{
  UkeClinic *clinic = uke_window_get_clinic (window);
  GtkFileChooserNative *chooser
      = gtk_file_chooser_native_new (_ ("Where the list is written"), GTK_WINDOW (window),
                                     GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Write"), _ ("_Cancel"));
  char today[UKE_DATE_ISO_SIZE];
  g_autofree char *name = NULL;

  uke_date_write_iso (uke_clock_today (uke_clinic_get_clock (clinic)), today);
  name = g_strdup_printf ("%s_%s.csv", _ (LISTS[list].file), today);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_object_set_data (G_OBJECT (chooser), "kind", (gpointer)LISTS[list].kind);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (place_chosen_cb), window, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
list_toggled_cb (GtkCheckButton *button, Choice *choice)
{
  if (gtk_check_button_get_active (button))
    choice->list = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "list"));
}

static void
chosen_cb (Choice *choice, const char *response)
{
  if (g_str_equal (response, "write"))
    choose_place (choice->window, choice->list);
}

static GtkWidget *
new_choices (Choice *choice)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkCheckButton *first = NULL;

  for (unsigned i = 0; i < G_N_ELEMENTS (LISTS); i++) {
    GtkWidget *button = gtk_check_button_new_with_label (_ (LISTS[i].title));

    if (first == NULL)
      first = GTK_CHECK_BUTTON (button);
    else
      gtk_check_button_set_group (GTK_CHECK_BUTTON (button), first);
    g_object_set_data (G_OBJECT (button), "list", GUINT_TO_POINTER (i));
    g_signal_connect (button, "toggled", G_CALLBACK (list_toggled_cb), choice);
    gtk_box_append (GTK_BOX (box), button);
  }
  gtk_check_button_set_active (first, TRUE);
  return box;
}

/**
 * uke_export_dialog_present:
 * @window: the desk, with an open clinic
 *
 * Asks which list shall be written and where, and writes it. Whoever may not export is told so
 * before anything is asked.
 *
 * Thread: main
 * Source: security.md 4.1
 */
void
uke_export_dialog_present (UkeWindow *window)
{
  Choice *choice = NULL;
  GtkWidget *dialog = NULL;

  if (!uke_clinic_may (uke_window_get_clinic (window), UKE_ACTION_EXPORT_DATA)) {
    uke_window_say (window,
                    _ ("Your role may not export. The office manager or the director may."));
    return;
  }
  choice = g_new0 (Choice, 1);
  choice->window = g_object_ref (window);
  dialog = adw_message_dialog_new (
      GTK_WINDOW (window), _ ("Export a list"),
      _ ("The file is not encrypted: keep it where only the clinic can read it. A reason and a "
         "second person are asked for, and who exported what is recorded."));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), new_choices (choice));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Leave it"), "write",
                                    _ ("_Choose where"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "write",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "write");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (chosen_cb), choice, choice_free,
                         G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
