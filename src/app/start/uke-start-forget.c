/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/server/uke-forget-dialog.h"
#include "app/start/uke-start-private.h"
#include "clinic/uke-waiting-query.h"
#include "sync/uke-sync-home.h"

/*
 * A desk that was shut out leaves the clinic: what it had not sent is at the server by then, its
 * clinic is closed, and the vault takes everything off this computer.
 */

static void
end (UkeStart *self, GError *error)
{
  g_clear_pointer (&self->lock, uke_data_lock_free);
  self->forgotten (self->forgotten_data, error);
  g_clear_error (&error);
}

static void
forgot_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeStart) self = user_data;
  GError *error = NULL;

  if (uke_vault_forget_finish (UKE_VAULT (source), result, &error))
    g_message ("the clinic was removed from this computer");
  else
    g_warning ("the clinic is not removed from this computer: %s", error->message);
  end (self, error);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeStart) self = user_data;
  UkeId also = uke_sync_home_get_keyring_id (uke_vault_get_db_uuid (self->vault));
  GError *error = NULL;

  if (uke_clinic_close_finish (UKE_CLINIC (source), result, &error))
    uke_vault_forget_async (self->vault, &also, forgot_cb, g_object_ref (self));
  else
    end (self, error);
}

/* Counted once more, now that nobody sends or enters anything: what came in between is not lost. */
static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeStart) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeWaiting) waiting
      = uke_clinic_load_waiting_finish (UKE_CLINIC (source), result, &error);

  if (waiting == NULL || waiting->n_unsent > 0 || waiting->n_refused > 0) {
    g_warning ("the clinic is not removed from this computer: %s",
               error != NULL ? error->message : "something was entered meanwhile");
    uke_server_link_start (self->link);
    return;
  }
  uke_clinic_close_async (self->clinic, closed_cb, g_object_ref (self));
}

static void
agreed_cb (gpointer user_data)
{
  UkeStart *self = user_data;

  uke_server_link_stop (self->link);
  uke_clinic_load_waiting_async (self->clinic, NULL, counted_cb, g_object_ref (self));
}

/**
 * uke_start_forget_clinic:
 * @self: a start
 * @forgotten: called once the clinic is closed: it is gone from this computer, or why not
 * @user_data: for @forgotten
 *
 * Asks whether the clinic is to be removed from this computer, and removes it. Nothing happens but
 * at a desk that was shut out.
 *
 * Errors: none: @forgotten is told
 * Thread: main
 */
void
uke_start_forget_clinic (UkeStart *self, UkeStartForgottenFunc forgotten, gpointer user_data)
{
  const UkeSyncFacts *facts = self->link != NULL ? uke_server_link_get_facts (self->link) : NULL;

  if (self->view != NULL || self->clinic == NULL || !uke_clinic_is_open (self->clinic)
      || facts == NULL || facts->state != UKE_SYNC_STAGE_REVOKED)
    return;
  self->forgotten = forgotten;
  self->forgotten_data = user_data;
  uke_forget_dialog_present (GTK_WINDOW (self->window), self->clinic, self->link, agreed_cb, self);
}
