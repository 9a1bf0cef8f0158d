/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/start/uke-start-code.h"

#include "app/start/uke-qr-code.h"
#include "app/start/uke-start-sheet.h"
#include "vault/uke-recovery-code.h"

#include <glib/gi18n.h>

struct _UkeStartCode {
  AdwBin parent_instance;

  GtkGrid *lines_grid;
  UkeQrCode *qr_code;
  GtkLabel *saved_label;

  UkeSecret *code;   /* (owned) */
  char *clinic_name; /* (owned) */
  UkeDate today;
  GtkNativeDialog *chooser; /* (owned) (nullable): while it is shown */
};

G_DEFINE_FINAL_TYPE (UkeStartCode, uke_start_code, ADW_TYPE_BIN)

enum { DONE, N_SIGNALS };

static guint signals[N_SIGNALS];

static GtkWindow *
window_of (UkeStartCode *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
print_cb (UkeStartCode *self)
{
  g_autoptr (GtkPrintOperation) sheet
      = uke_start_sheet_new (self->code, self->clinic_name, self->today);
  g_autoptr (GError) error = NULL;
  GtkPrintOperationResult result = gtk_print_operation_run (
      sheet, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, window_of (self), &error);

  if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    gtk_label_set_label (self->saved_label, _ ("Sent to the printer."));
  else if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    gtk_label_set_label (self->saved_label,
                         _ ("The printer does not answer. Please write the code down by hand."));
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, UkeStartCode *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL) {
    g_autoptr (GtkPrintOperation) sheet
        = uke_start_sheet_new (self->code, self->clinic_name, self->today);
    gboolean is_saved = uke_start_sheet_export_sync (sheet, g_file_peek_path (file), NULL);

    gtk_label_set_label (self->saved_label,
                         is_saved
                             ? _ ("Saved. Please print it and delete the file.")
                             : _ ("It could not be saved there. Please choose another place."));
  }
  g_clear_object (&self->chooser);
}

static void
save_cb (UkeStartCode *self)
{
  GtkFileChooserNative *chooser
      = gtk_file_chooser_native_new (_ ("Save the recovery code"), window_of (self),
                                     GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), _ ("recovery-code.pdf"));
  g_set_object (&self->chooser, GTK_NATIVE_DIALOG (chooser));
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
  g_object_unref (chooser);
}

static void
next_cb (UkeStartCode *self)
{
  g_signal_emit (self, signals[DONE], 0);
}

static void
show_code (UkeStartCode *self)
{
  g_autoptr (UkeSecret) text = uke_recovery_code_format (self->code);

  for (int line = 1; line <= UKE_RECOVERY_CODE_LINES; line++) {
    g_autoptr (UkeSecret) part = uke_recovery_code_format_line (self->code, line);
    g_autofree char *number = g_strdup_printf ("%d", line);
    GtkWidget *number_label = gtk_label_new (number);
    GtkWidget *line_label = gtk_label_new (uke_secret_peek_text (part));

    gtk_widget_add_css_class (number_label, "uk-line-number");
    gtk_widget_add_css_class (number_label, "uk-secondary");
    gtk_widget_add_css_class (line_label, "uk-code-line");
    gtk_widget_set_hexpand (number_label, TRUE);
    gtk_widget_set_halign (number_label, GTK_ALIGN_END);
    gtk_widget_set_hexpand (line_label, TRUE);
    gtk_widget_set_halign (line_label, GTK_ALIGN_START);
    gtk_widget_set_vexpand (line_label, TRUE);
    gtk_grid_attach (self->lines_grid, number_label, 0, line - 1, 1, 1);
    gtk_grid_attach (self->lines_grid, line_label, 1, line - 1, 1, 1);
  }
  uke_qr_code_set_text (self->qr_code, uke_secret_peek_text (text));
}

static void
uke_start_code_dispose (GObject *object)
{
  UkeStartCode *self = UKE_START_CODE (object);

  if (self->chooser != NULL)
    gtk_native_dialog_destroy (self->chooser);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->code, uke_secret_unref);
  g_clear_pointer (&self->clinic_name, g_free);
  G_OBJECT_CLASS (uke_start_code_parent_class)->dispose (object);
}

static void
uke_start_code_class_init (UkeStartCodeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_start_code_dispose;
  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  g_type_ensure (UKE_TYPE_QR_CODE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/uketsuke/Uketsuke/ui/start/uke-start-code.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeStartCode, lines_grid);
  gtk_widget_class_bind_template_child (widget_class, UkeStartCode, qr_code);
  gtk_widget_class_bind_template_child (widget_class, UkeStartCode, saved_label);
  gtk_widget_class_bind_template_callback (widget_class, print_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
}

static void
uke_start_code_init (UkeStartCode *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * Makes the card.
 * @code: the recovery code
 * @clinic_name: for the printed sheet
 * @today: for the printed sheet
 *
 * Returns: (transfer floating): the card.
 * Thread: main
 */
GtkWidget *
uke_start_code_new (UkeSecret *code, const char *clinic_name, UkeDate today)
{
  UkeStartCode *self = g_object_new (UKE_TYPE_START_CODE, NULL);

  self->code = uke_secret_ref (code);
  self->clinic_name = g_strdup (clinic_name);
  self->today = today;
  show_code (self);
  return GTK_WIDGET (self);
}
