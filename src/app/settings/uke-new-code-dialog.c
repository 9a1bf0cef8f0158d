/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-new-code-dialog.h"

#include "app/start/uke-start-code-entry.h"
#include "app/start/uke-start-code.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>

typedef struct {
  GtkWindow *window; /* (unowned): owns this */
  UkeWindow *desk;   /* (unowned): what the window is modal to */
  UkeClinic *clinic; /* (owned) */
  UkeVault *vault;   /* (owned) */
  UkeSecret *code;   /* (owned): the new one, until the window is closed */
  AdwBin *bin;
} NewCode;

static void show_code (NewCode *self);

static void
new_code_free (gpointer data)
{
  NewCode *self = data;

  g_object_unref (self->clinic);
  g_object_unref (self->vault);
  uke_secret_unref (self->code);
  g_free (self);
}

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) window = user_data;
  NewCode *self = g_object_get_data (G_OBJECT (window), "uke-new-code");
  g_autoptr (GError) error = NULL;
  GtkWidget *entry = adw_bin_get_child (self->bin);

  if (uke_vault_confirm_recovery_finish (UKE_VAULT (source), result, &error)) {
    uke_window_say (self->desk, _ ("The new recovery code is good now. The old one opens nothing "
                                   "any more: please destroy it."));
    gtk_window_destroy (window);
  } else if (UKE_IS_START_CODE_ENTRY (entry)) {
    g_autofree char *sentence = uke_words_for_error (error);

    uke_start_code_entry_set_busy (UKE_START_CODE_ENTRY (entry), FALSE);
    uke_start_code_entry_set_problem (UKE_START_CODE_ENTRY (entry), sentence);
  }
}

static void
submitted_cb (NewCode *self, const char *typed, UkeStartCodeEntry *entry)
{
  uke_start_code_entry_set_busy (entry, TRUE);
  uke_vault_confirm_recovery_async (self->vault, typed, UKE_KEYRING_QUIET, NULL, confirmed_cb,
                                    g_object_ref (self->window));
}

static void
show_entry (NewCode *self)
{
  GtkWidget *entry = uke_start_code_entry_new (UKE_START_CODE_CONFIRM);

  g_signal_connect_swapped (entry, "submitted", G_CALLBACK (submitted_cb), self);
  g_signal_connect_swapped (entry, "back", G_CALLBACK (show_code), self);
  adw_bin_set_child (self->bin, entry);
}

static void
show_code (NewCode *self)
{
  UkeRecord *place = uke_clinic_get_place (self->clinic);
  UkeDate today = uke_zone_date_of (uke_clinic_get_zone (self->clinic),
                                    uke_clock_now_us (uke_clinic_get_clock (self->clinic)));
  GtkWidget *page
      = uke_start_code_new (self->code, uke_record_get_text (place, UKE_CLINIC_FIELD_NAME), today);

  g_signal_connect_swapped (page, "done", G_CALLBACK (show_entry), self);
  adw_bin_set_child (self->bin, page);
}

/**
 * uke_new_code_dialog_present:
 * @widget: where it was asked for
 * @clinic: the clinic
 * @vault: its keys, open
 *
 * Shows a new recovery code, to be printed and typed back once. Until that is done the old code
 * stays good, and closing the window changes nothing.
 *
 * Returns: (transfer none) (nullable): the window; NULL when the keys are in use just now, which is
 * said
 * Thread: main
 * Source: security.md 3.5
 */
GtkWindow *
uke_new_code_dialog_present (GtkWidget *widget, UkeClinic *clinic, UkeVault *vault)
{
  g_autoptr (GError) error = NULL;
  UkeSecret *code = uke_vault_renew_recovery (vault, &error);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  NewCode *self;

  g_object_ref_sink (box);
  if (code == NULL) {
    uke_present_error (widget, error);
    g_object_unref (box);
    return NULL;
  }
  self = g_new0 (NewCode, 1);
  self->window = GTK_WINDOW (adw_window_new ());
  self->desk = uke_window_of (widget);
  self->clinic = g_object_ref (clinic);
  self->vault = g_object_ref (vault);
  self->code = code;
  self->bin = ADW_BIN (adw_bin_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->bin), "uk-settings-dialog");
  gtk_window_set_title (self->window, _ ("New recovery code"));
  gtk_window_set_transient_for (self->window, GTK_WINDOW (self->desk));
  gtk_window_set_modal (self->window, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bin));
  adw_window_set_content (ADW_WINDOW (self->window), box);
  g_object_unref (box);
  g_object_set_data_full (G_OBJECT (self->window), "uke-new-code", self, new_code_free);
  show_code (self);
  gtk_window_present (self->window);
  return self->window;
}
