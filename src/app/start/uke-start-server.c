/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/server/uke-join-dialog.h"
#include "app/start/uke-start-private.h"
#include "sync/uke-sync-home.h"

static void
join_card_cb (UkeStartJoin *join, GtkWidget *card, const char *step, UkeStart *self)
{
  uke_start_show (self, card, step);
}

static void
join_agreed_cb (UkeStartJoin *join, UkeStart *self)
{
  g_free (self->clinic_name);
  self->clinic_name = g_strdup (uke_start_join_get_name (join));
  uke_start_make_key (self);
}

static void
join_failed_cb (UkeStartJoin *join, const GError *error, UkeStart *self)
{
  uke_start_show_error (self, error);
}

static void
make_join (UkeStart *self)
{
  g_clear_object (&self->join);
  self->join = uke_start_join_new (uke_vault_get_data_dir (self->vault)->path);
  g_signal_connect_object (self->join, "card", G_CALLBACK (join_card_cb), self, 0);
  g_signal_connect_object (self->join, "agreed", G_CALLBACK (join_agreed_cb), self, 0);
  g_signal_connect_object (self->join, "left", G_CALLBACK (uke_start_show_welcome), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->join, "failed", G_CALLBACK (join_failed_cb), self, 0);
}

/**
 * uke_start_show_join:
 * @self: a start
 *
 * Begins the way into a clinic that has a server.
 *
 * Errors: none
 * Thread: main
 */
void
uke_start_show_join (UkeStart *self)
{
  make_join (self);
  uke_start_join_begin (self->join);
}

/**
 * uke_start_link_server:
 * @self: a start whose clinic is open
 *
 * Goes on talking to the server, if there is one; the way in has begun to already.
 *
 * Errors: none
 * Thread: main
 */
void
uke_start_link_server (UkeStart *self)
{
  if (self->join != NULL && uke_start_join_get_link (self->join) != NULL) {
    g_set_object (&self->link, uke_start_join_get_link (self->join));
    return;
  }
  if (self->link != NULL)
    uke_server_link_stop (self->link);
  g_clear_object (&self->link);
  self->link = uke_server_link_new (self->clinic, uke_vault_get_db_uuid (self->vault));
  uke_server_link_start (self->link);
}

static void
joined_in_place_cb (gpointer data)
{
  UkeStart *self = data;

  /* The way by which this desk came in before is not how it is linked now. */
  g_clear_object (&self->join);
  uke_start_link_server (self);
  uke_window_set_server_link (self->window, self->link);
}

/**
 * uke_start_join_server:
 * @self: a start
 *
 * Shows the way into a clinic server over the desk, for a clinic that has content: the first time,
 * or again. Nothing happens while there is no desk.
 *
 * Errors: none
 * Thread: main
 */
void
uke_start_join_server (UkeStart *self)
{
  GtkWindow *desk = GTK_WINDOW (self->window);

  if (self->view != NULL || self->clinic == NULL || !uke_clinic_is_open (self->clinic))
    return;
  if (self->join_window != NULL)
    gtk_window_present (self->join_window);
  else
    g_set_weak_pointer (&self->join_window,
                        uke_join_dialog_present (desk, self->clinic,
                                                 uke_vault_get_db_uuid (self->vault),
                                                 joined_in_place_cb, self));
}

/**
 * uke_start_resume_join:
 * @self: a start whose clinic is open and empty: its first content was cut off
 *
 * Errors: none
 * Thread: main
 */
void
uke_start_resume_join (UkeStart *self)
{
  make_join (self);
  uke_start_join_resume (self->join, self->clinic, uke_vault_get_db_uuid (self->vault));
}

/**
 * uke_start_go_on_joining:
 * @self: a start whose key is here, and no database
 *
 * A desk that belongs to a server was interrupted between the two: it goes on.
 *
 * Returns: whether it is one
 * Errors: none
 * Thread: main
 */
gboolean
uke_start_go_on_joining (UkeStart *self)
{
  if (!uke_sync_home_exists (uke_vault_get_data_dir (self->vault)->path))
    return FALSE;
  make_join (self);
  uke_start_make_key (self);
  return TRUE;
}

/**
 * uke_start_leave_server:
 * @self: a start
 *
 * Stops talking to the server, before the clinic is closed.
 *
 * Errors: none
 * Thread: main
 */
void
uke_start_leave_server (UkeStart *self)
{
  if (self->link != NULL)
    uke_server_link_stop (self->link);
}
