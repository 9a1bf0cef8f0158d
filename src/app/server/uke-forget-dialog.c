/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/server/uke-forget-dialog.h"

#include "clinic/uke-waiting-query.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define FORGET "forget"

/** Dialog: what it asks, and what it knows of what is here alone. */
typedef struct {
  AdwMessageDialog *window; /* (unowned): owns this */
  UkeClinic *clinic;        /* (owned) */
  UkeServerLink *link;      /* (owned) */
  GCancellable *reading;    /* (owned) (nullable): while it is counted */
  gboolean is_stale;        /* something changed while it was */
  gboolean has_begun;       /* what came in after the desk was shut out is handed in as well */
  UkeForgetAgreedFunc agreed;
  gpointer user_data;
} Dialog;

static void read_waiting (Dialog *self);

static Dialog *
dialog_of (gpointer window)
{
  return g_object_get_data (G_OBJECT (window), "uke-forget");
}

static void
dialog_free (gpointer data)
{
  Dialog *self = data;

  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_object_unref (self->clinic);
  g_object_unref (self->link);
  g_free (self);
}

static gboolean
is_revoked (const UkeSyncFacts *facts)
{
  return facts != NULL && facts->state == UKE_SYNC_STAGE_REVOKED;
}

static gboolean
is_handed_in (const UkeSyncFacts *facts, const UkeWaiting *waiting)
{
  return is_revoked (facts) && facts->is_handed_in && waiting->n_unsent == 0;
}

/* What of this computer's nobody else has. */
static char *
dup_unsent (const UkeSyncFacts *facts, const UkeWaiting *waiting)
{
  if (waiting->n_refused > 0)
    return g_strdup_printf (
        g_dngettext (NULL,
                     "%u entry that the server did not take is on this computer alone. Please look "
                     "at it first, and take it off the list. Nothing is removed until then.",
                     "%u entries that the server did not take are on this computer alone. Please "
                     "look at them first, and take them off the list. Nothing is removed until "
                     "then.",
                     waiting->n_refused),
        waiting->n_refused);
  if (is_handed_in (facts, waiting) && waiting->n_queued == 0)
    return g_strdup (_ ("Nothing is unsent: the server has everything that was entered here."));
  if (is_handed_in (facts, waiting))
    return g_strdup_printf (
        g_dngettext (NULL,
                     "%u entry that was still unsent has been handed in to the server. Whoever "
                     "looks after it decides whether to take it.",
                     "%u entries that were still unsent have been handed in to the server. Whoever "
                     "looks after it decides whether to take them.",
                     waiting->n_queued),
        waiting->n_queued);
  if (is_revoked (facts) || facts == NULL)
    return g_strdup (_ ("What is still unsent is being handed in to the server. Nothing is removed "
                        "until it is there."));
  return g_strdup_printf (
      g_dngettext (NULL,
                   "The server is not reached now, and %u entry may be on this computer alone. "
                   "Nothing is removed until it is handed in.",
                   "The server is not reached now, and %u entries may be on this computer alone. "
                   "Nothing is removed until they are handed in.",
                   waiting->n_queued),
      waiting->n_queued);
}

static void
show (Dialog *self, const UkeWaiting *waiting)
{
  const UkeSyncFacts *facts = uke_server_link_get_facts (self->link);
  g_autofree char *unsent = dup_unsent (facts, waiting);
  g_autofree char *body = g_strdup_printf (
      "%s\n\n%s",
      _ ("The patients, bookings and backups on this computer are removed, and the key that opens "
         "them. This cannot be undone, not with the recovery code either. The other desks and the "
         "server keep theirs."),
      unsent);

  adw_message_dialog_set_body (self->window, body);
  adw_message_dialog_set_response_enabled (
      self->window, FORGET, waiting->n_refused == 0 && is_handed_in (facts, waiting));
}

/* What was entered since this desk was shut out is handed in by asking the server once more. */
static void
hand_in (Dialog *self, const UkeWaiting *waiting)
{
  if (self->has_begun || waiting->n_unsent == 0)
    return;
  self->has_begun = TRUE;
  uke_server_link_stop (self->link);
  uke_server_link_start (self->link);
}

static void
waiting_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) window = user_data;
  Dialog *self = dialog_of (window);
  g_autoptr (UkeWaiting) waiting
      = uke_clinic_load_waiting_finish (UKE_CLINIC (source), result, NULL);

  g_clear_object (&self->reading);
  if (waiting == NULL || self->window == NULL)
    return;
  hand_in (self, waiting);
  show (self, waiting);
  if (self->is_stale)
    read_waiting (self);
}

/* What becomes different while it is counted is counted once more. */
static void
read_waiting (Dialog *self)
{
  self->is_stale = self->reading != NULL;
  if (self->is_stale)
    return;
  self->reading = g_cancellable_new ();
  uke_clinic_load_waiting_async (self->clinic, self->reading, waiting_read_cb,
                                 g_object_ref (self->window));
}

static void
link_changed_cb (GtkWindow *window)
{
  read_waiting (dialog_of (window));
}

static void
response_cb (AdwMessageDialog *window, const char *response, Dialog *self)
{
  UkeForgetAgreedFunc agreed = self->agreed;
  gpointer user_data = self->user_data;

  self->window = NULL;
  if (g_str_equal (response, FORGET))
    agreed (user_data);
}

/**
 * uke_forget_dialog_present:
 * @desk: the window of a desk that was shut out
 * @clinic: its clinic, open
 * @link: its link to the server
 * @agreed: called when the clinic is to be removed
 * @user_data: for @agreed
 *
 * Asks whether the clinic is to be removed from this computer. It says what is unsent and what
 * became of it, hands in what has not been yet, and lets nobody agree before all of it is at the
 * server.
 *
 * Returns: (transfer none): the dialog
 * Thread: main
 * Source: sync.md 2.12
 */
GtkWindow *
uke_forget_dialog_present (GtkWindow *desk,
                           UkeClinic *clinic,
                           UkeServerLink *link,
                           UkeForgetAgreedFunc agreed,
                           gpointer user_data)
{
  GtkWidget *window
      = adw_message_dialog_new (desk, _ ("Remove the clinic's data and key from this computer?"),
                                _ ("What is still unsent is being looked for…"));
  Dialog *self = g_new0 (Dialog, 1);

  self->window = ADW_MESSAGE_DIALOG (window);
  self->clinic = g_object_ref (clinic);
  self->link = g_object_ref (link);
  self->agreed = agreed;
  self->user_data = user_data;
  adw_message_dialog_add_responses (self->window, "cancel", _ ("Cancel"), FORGET,
                                    _ ("Remove data and key"), NULL);
  adw_message_dialog_set_response_appearance (self->window, FORGET, ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_enabled (self->window, FORGET, FALSE);
  adw_message_dialog_set_default_response (self->window, "cancel");
  adw_message_dialog_set_close_response (self->window, "cancel");
  g_object_set_data_full (G_OBJECT (window), "uke-forget", self, dialog_free);
  g_signal_connect (window, "response", G_CALLBACK (response_cb), self);
  g_signal_connect_object (link, "changed", G_CALLBACK (link_changed_cb), window,
                           G_CONNECT_SWAPPED);
  read_waiting (self);
  gtk_window_present (GTK_WINDOW (window));
  return GTK_WINDOW (window);
}
