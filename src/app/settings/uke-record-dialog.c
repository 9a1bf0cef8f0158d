/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-record-dialog.h"

#include "app/settings/uke-settings-pane.h"
#include "app/uke-perform.h"

#include <glib/gi18n.h>

typedef struct {
  GtkWindow *window; /* (unowned): owns this */
  UkeClinic *clinic; /* (owned) */
  const UkeRecordForm *form;
  int64_t order;
  GtkWidget *add;
  GPtrArray *fields; /* (owned) (element-type UkeFormRow) */
} Dialog;

static void
dialog_free (gpointer data)
{
  Dialog *dialog = data;

  g_object_unref (dialog->clinic);
  g_ptr_array_unref (dialog->fields);
  g_free (dialog);
}

static void
typed_cb (UkeFormRow *row, gpointer user_data)
{
  Dialog *dialog = user_data;
  gboolean is_filled = TRUE;

  for (unsigned i = 0; i < dialog->fields->len; i++)
    is_filled = is_filled && uke_form_row_is_filled (dialog->fields->pdata[i]);
  gtk_widget_set_sensitive (dialog->add, is_filled);
}

static void
added_cb (const UkeReceipt *receipt, gpointer user_data)
{
  gtk_window_destroy (user_data);
}

static void
add_cb (Dialog *dialog)
{
  int64_t now_us = uke_clock_now_us (uke_clinic_get_clock (dialog->clinic));
  UkeDraft *draft;

  if (!gtk_widget_get_sensitive (dialog->add))
    return;
  draft = uke_draft_new (dialog->form->entity, now_us);
  for (unsigned i = 0; i < dialog->fields->len; i++)
    uke_form_row_read (dialog->fields->pdata[i], draft);
  if (dialog->form->order >= 0)
    uke_draft_set_int (draft, (unsigned)dialog->form->order, dialog->order);
  uke_perform_then (GTK_WIDGET (dialog->window), uke_command_set_up (draft),
                    _ (dialog->form->added), added_cb, g_object_ref (dialog->window),
                    g_object_unref);
}

/**
 * uke_record_dialog_present:
 * @widget: where it was asked for
 * @clinic: the clinic
 * @form: what is made
 * @order: where it goes in the list
 *
 * Asks for a new record and makes it.
 *
 * Returns: (transfer none): the dialog
 * Thread: main
 */
GtkWindow *
uke_record_dialog_present (GtkWidget *widget,
                           UkeClinic *clinic,
                           const UkeRecordForm *form,
                           int64_t order)
{
  Dialog *dialog = g_new0 (Dialog, 1);
  GtkWidget *group = adw_preferences_group_new ();

  dialog->window
      = uke_settings_dialog_new (widget, _ (form->add_title), _ ("_Add"), group, &dialog->add);
  dialog->clinic = g_object_ref (clinic);
  dialog->form = form;
  dialog->order = order;
  dialog->fields = g_ptr_array_new ();
  g_object_set_data_full (G_OBJECT (dialog->window), "uke-dialog", dialog, dialog_free);
  for (unsigned i = 0; i < form->n_fields; i++) {
    UkeFormRow *row = uke_form_row_new (&form->fields[i], typed_cb, NULL, dialog);

    g_ptr_array_add (dialog->fields, row);
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), uke_form_row_get_widget (row));
  }
  g_signal_connect_swapped (dialog->add, "clicked", G_CALLBACK (add_cb), dialog);
  typed_cb (NULL, dialog);
  gtk_window_present (dialog->window);
  if (dialog->fields->len > 0)
    gtk_widget_grab_focus (uke_form_row_get_widget (dialog->fields->pdata[0]));
  return dialog->window;
}
