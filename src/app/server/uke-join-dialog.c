/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/server/uke-join-dialog.h"

#include "app/server/uke-join-words.h"
#include "app/server/uke-join.h"
#include "app/start/uke-start-statement.h"
#include "clinic/uke-replicate.h"

#include <glib/gi18n.h>

#define WIDTH_PX 760
#define HEIGHT_PX 640

/** JoinDialog: what the window holds; freed with it. */
typedef struct {
  GtkWindow *window; /* (unowned): owns this */
  GtkLabel *step_label;
  AdwBin *bin;       /* (unowned) (nullable): NULL once the window is closed */
  UkeClinic *clinic; /* (owned) */
  UkeId database_id;
  UkeJoin *join; /* (owned) (nullable) */
  UkeJoinDialogDone done;
  GWeakRef owner;
} JoinDialog;

/* Ends what is on its way: nobody looks any more. */
static void
destroy_cb (JoinDialog *self)
{
  self->bin = NULL;
  if (self->join != NULL)
    g_signal_handlers_disconnect_by_data (self->join, self);
  g_clear_object (&self->join);
}

static void
join_dialog_free (gpointer data)
{
  JoinDialog *self = data;

  destroy_cb (self);
  g_clear_object (&self->clinic);
  g_weak_ref_clear (&self->owner);
  g_free (self);
}

static void
show (JoinDialog *self, GtkWidget *card, const char *step)
{
  if (self->bin == NULL) {
    g_object_unref (g_object_ref_sink (card));
    return;
  }
  gtk_label_set_label (self->step_label, step != NULL ? step : "");
  adw_bin_set_child (self->bin, card);
  gtk_widget_child_focus (card, GTK_DIR_TAB_FORWARD);
}

static void keep (JoinDialog *self);

static void
chosen_cb (JoinDialog *self, const char *name)
{
  if (g_str_equal (name, "retry"))
    keep (self);
  else
    gtk_window_close (self->window);
}

static void
show_done (JoinDialog *self)
{
  GtkWidget *card
      = uke_start_statement_new ("emblem-ok-symbolic", _ ("This desk has joined the server"),
                                 _ ("Everything that is here stays as it is. What is entered from "
                                    "now on goes to the server and comes from it by itself."));
  UkeStartStatement *statement = UKE_START_STATEMENT (card);

  uke_start_statement_set_good (statement);
  uke_start_statement_set_help (
      statement, _ ("• How it stands with the server is shown at the top right of the window.\n"
                    "• Further computers join from the first card of a new desk."));
  uke_start_statement_add_button (statement, "close", _ ("Close"), TRUE);
  g_signal_connect_swapped (card, "chosen", G_CALLBACK (chosen_cb), self);
  show (self, card, _ ("3 of 3: joined"));
}

static void
show_failed (JoinDialog *self, const GError *error)
{
  g_autofree char *sentence = uke_join_words_for_error (error, 0);
  GtkWidget *card
      = uke_start_statement_new ("dialog-warning-symbolic", _ ("This desk did not join"), sentence);
  UkeStartStatement *statement = UKE_START_STATEMENT (card);

  uke_start_statement_add_button (statement, "close", _ ("Close"), FALSE);
  uke_start_statement_add_button (statement, "retry", _ ("Try again"), TRUE);
  g_signal_connect_swapped (card, "chosen", G_CALLBACK (chosen_cb), self);
  show (self, card, NULL);
}

static JoinDialog *
get_dialog (GtkWindow *window)
{
  return g_object_get_data (G_OBJECT (window), "uke-join");
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) window = user_data;
  JoinDialog *self = get_dialog (window);
  g_autoptr (GError) error = NULL;
  g_autoptr (GObject) owner = NULL;

  if (!uke_join_keep_finish (UKE_JOIN (source), result, &error)) {
    g_warning ("joining was not kept: %s", error->message);
    show_failed (self, error);
    return;
  }
  owner = g_weak_ref_get (&self->owner);
  if (owner != NULL)
    self->done (owner);
  show_done (self);
}

static void
keep (JoinDialog *self)
{
  uke_join_keep_async (self->join, &self->database_id, kept_cb, g_object_ref (self->window));
}

static void
card_cb (JoinDialog *self, GtkWidget *card, const char *step)
{
  show (self, card, step);
}

static void
left_cb (JoinDialog *self)
{
  gtk_window_close (self->window);
}

/* Whose content this is decides to which server it may go. */
static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) window = user_data;
  JoinDialog *self = get_dialog (window);
  g_autoptr (UkeReplicated) replicated = uke_clinic_replicate_finish (UKE_CLINIC (source), result);
  const char *data_dir = uke_clinic_get_data_dir (self->clinic);
  g_autoptr (UkeSyncHome) home = NULL;

  if (self->join == NULL)
    return;
  if (replicated->stored != UKE_SYNC_STORED_OK) {
    g_warning ("whose content this is cannot be read: %s", replicated->reason);
    gtk_window_close (window);
    return;
  }
  uke_join_set_content (self->join, &replicated->status.cursor.epoch);
  if (uke_sync_home_exists (data_dir))
    home = uke_sync_home_load_sync (data_dir, NULL);
  if (home != NULL)
    uke_join_set_before (self->join, home);
  uke_join_begin (self->join);
}

static GtkWidget *
make_content (JoinDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->step_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->step_label), "uk-secondary");
  gtk_widget_add_css_class (GTK_WIDGET (self->step_label), "uk-dense");
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), GTK_WIDGET (self->step_label));
  gtk_widget_add_css_class (header, "flat");
  self->bin = ADW_BIN (adw_bin_new ());
  gtk_widget_set_halign (GTK_WIDGET (self->bin), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self->bin), GTK_ALIGN_CENTER);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->bin), 24);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->bin));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_widget_add_css_class (box, "uk-start");
  return box;
}

static gboolean
escape_cb (GtkWidget *window, GVariant *arguments, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (window));
  return TRUE;
}

static void
add_escape (GtkWindow *window)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_callback_action_new (escape_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (window), controller);
}

/**
 * uke_join_dialog_present:
 * @desk: the desk's window
 * @clinic: its clinic, open
 * @database_id: the id of its database
 * @done: called when this desk belongs to the server
 * @owner: a GObject, handed to @done
 *
 * Returns: (transfer none): the window; Esc leaves it, and nothing has changed before @done
 * Errors: none: what goes wrong is said there
 * Thread: main
 * Source: decision 5
 */
GtkWindow *
uke_join_dialog_present (GtkWindow *desk,
                         UkeClinic *clinic,
                         const UkeId *database_id,
                         UkeJoinDialogDone done,
                         gpointer owner)
{
  JoinDialog *self = g_new0 (JoinDialog, 1);
  g_autoptr (UkeKeyring) keyring = uke_keyring_new ();
  UkeSyncAction nothing = { 0 };

  self->window = GTK_WINDOW (adw_window_new ());
  self->clinic = g_object_ref (clinic);
  self->database_id = *database_id;
  self->done = done;
  g_weak_ref_init (&self->owner, owner);
  self->join = uke_join_new (uke_clinic_get_data_dir (clinic), keyring);
  g_signal_connect_swapped (self->window, "destroy", G_CALLBACK (destroy_cb), self);
  g_signal_connect_swapped (self->join, "card", G_CALLBACK (card_cb), self);
  g_signal_connect_swapped (self->join, "joined", G_CALLBACK (keep), self);
  g_signal_connect_swapped (self->join, "left", G_CALLBACK (left_cb), self);
  gtk_window_set_title (self->window, _ ("Join this clinic to a server"));
  gtk_window_set_transient_for (self->window, desk);
  gtk_window_set_modal (self->window, TRUE);
  gtk_window_set_default_size (self->window, WIDTH_PX, HEIGHT_PX);
  adw_window_set_content (ADW_WINDOW (self->window), make_content (self));
  add_escape (self->window);
  g_object_set_data_full (G_OBJECT (self->window), "uke-join", self, join_dialog_free);
  gtk_window_present (self->window);
  uke_clinic_replicate_async (clinic, &nothing, looked_cb, g_object_ref (self->window));
  return self->window;
}
