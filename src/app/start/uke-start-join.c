/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/start/uke-start-join.h"

#include "app/server/uke-join.h"
#include "app/start/uke-start-statement.h"
#include "clinic/uke-replicate.h"

#include <glib/gi18n.h>
#include <string.h>

struct _UkeStartJoin {
  GObject parent_instance;
  char *data_dir;      /* (owned) */
  UkeJoin *join;       /* (owned) (nullable): while it is not known who this desk is */
  UkeClinic *clinic;   /* (owned) (nullable) */
  UkeSecret *key;      /* (owned) (nullable) */
  UkeServerLink *link; /* (owned) (nullable) */
  UkeId database_id;
  GtkWidget *progress; /* (unowned) (nullable): the card that shows how far it has come */
};

enum { CARD, AGREED, LEFT, FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UkeStartJoin, uke_start_join, G_TYPE_OBJECT)

static void
uke_start_join_dispose (GObject *object)
{
  UkeStartJoin *self = UKE_START_JOIN (object);

  g_clear_weak_pointer (&self->progress);
  g_clear_object (&self->join);
  g_clear_object (&self->link);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->key, uke_secret_unref);
  g_clear_pointer (&self->data_dir, g_free);
  G_OBJECT_CLASS (uke_start_join_parent_class)->dispose (object);
}

static void
uke_start_join_class_init (UkeStartJoinClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_start_join_dispose;
  signals[CARD] = g_signal_new ("card", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, GTK_TYPE_WIDGET, G_TYPE_STRING);
  signals[AGREED] = g_signal_new ("agreed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[LEFT] = g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
uke_start_join_init (UkeStartJoin *self)
{
}

static void
card_cb (UkeJoin *join, GtkWidget *card, const char *step, UkeStartJoin *self)
{
  g_signal_emit (self, signals[CARD], 0, card, step);
}

static void
joined_cb (UkeJoin *join, UkeStartJoin *self)
{
  g_signal_emit (self, signals[AGREED], 0);
}

static void
left_cb (UkeJoin *join, UkeStartJoin *self)
{
  g_signal_emit (self, signals[LEFT], 0);
}

/**
 * uke_start_join_new:
 * @data_dir: the clinic's data directory
 *
 * Returns: (transfer full): a way that has not begun
 * Errors: none
 * Thread: main
 */
UkeStartJoin *
uke_start_join_new (const char *data_dir)
{
  UkeStartJoin *self = g_object_new (UKE_TYPE_START_JOIN, NULL);

  self->data_dir = g_strdup (data_dir);
  return self;
}

/**
 * uke_start_join_begin:
 * @self: a way
 *
 * Asks where the server is.
 *
 * Errors: none
 * Thread: main
 */
void
uke_start_join_begin (UkeStartJoin *self)
{
  g_autoptr (UkeKeyring) keyring = uke_keyring_new ();

  self->join = uke_join_new (self->data_dir, keyring);
  g_signal_connect_object (self->join, "card", G_CALLBACK (card_cb), self, 0);
  g_signal_connect_object (self->join, "joined", G_CALLBACK (joined_cb), self, 0);
  g_signal_connect_object (self->join, "left", G_CALLBACK (left_cb), self, 0);
  uke_join_begin (self->join);
}

/**
 * uke_start_join_get_name:
 * @self: a way on which both sides have agreed
 *
 * Returns: (transfer none): what this desk is called
 * Errors: none
 * Thread: main
 */
const char *
uke_start_join_get_name (UkeStartJoin *self)
{
  return uke_join_get_home (self->join)->device_name;
}

/* --- the clinic's content --------------------------------------------------------------------- */

static void
fail (UkeStartJoin *self, const GError *error)
{
  g_signal_emit (self, signals[FAILED], 0, error);
}

static void
show_progress_cb (UkeServerLink *link, UkeStartJoin *self)
{
  const UkeSyncFacts *facts = uke_server_link_get_facts (link);
  g_autofree char *help = NULL;

  if (self->progress == NULL || facts == NULL)
    return;
  if (facts->state == UKE_SYNC_STAGE_BOOTSTRAP && facts->n_parts > 0)
    help = g_strdup_printf (_ ("%u of %u parts are here."), facts->parts_done, facts->n_parts);
  else if (facts->state == UKE_SYNC_STAGE_OFFLINE)
    help = g_strdup (_ ("The server is not reached just now. It is tried again by itself; you may "
                        "also close the program and go on later."));
  else if (facts->state == UKE_SYNC_STAGE_REVOKED || facts->state == UKE_SYNC_STAGE_NOT_KNOWN)
    help = g_strdup (_ ("The server does not know this desk. Please tell your administrator."));
  if (help != NULL)
    uke_start_statement_set_help (UKE_START_STATEMENT (self->progress), help);
}

static void
start_link (UkeStartJoin *self)
{
  GtkWidget *card = uke_start_statement_new (
      "network-server-symbolic", _ ("Fetching the clinic's content"),
      _ ("Patients, appointments and settings come from the server. This takes from a few seconds "
         "to some minutes."));

  g_set_weak_pointer (&self->progress, card);
  g_signal_emit (self, signals[CARD], 0, card, _ ("5 of 5: content"));
  self->link = uke_server_link_new (self->clinic, &self->database_id);
  g_signal_connect_object (self->link, "changed", G_CALLBACK (show_progress_cb), self, 0);
  uke_server_link_start (self->link);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeStartJoin) self = user_data;
  g_autoptr (GError) error = NULL;

  if (uke_clinic_create_replica_finish (UKE_CLINIC (source), result, &error))
    start_link (self);
  else
    fail (self, error);
}

static void
create (UkeStartJoin *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSyncHome) home = uke_sync_home_load_sync (self->data_dir, &error);
  g_autoptr (UkeSecret) random = uke_secret_new_random (sizeof (uint64_t));
  uint64_t inc;

  if (home == NULL) {
    fail (self, error);
    return;
  }
  memcpy (&inc, uke_secret_peek (random), sizeof inc);
  uke_clinic_create_replica_async (self->clinic, self->key, &self->database_id, home->dev, inc >> 1,
                                   home->device_name, home->public_key, created_cb,
                                   g_object_ref (self));
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeStartJoin) self = user_data;
  g_autoptr (GError) error = NULL;

  if (uke_join_keep_finish (UKE_JOIN (source), result, &error))
    create (self);
  else
    fail (self, error);
}

/**
 * uke_start_join_fetch:
 * @self: a way
 * @clinic: a clinic that is not open
 * @key: this computer's own data key
 * @database_id: of its key slots
 *
 * Keeps who this desk is, then fetches the clinic's content; @clinic is open once it is there. A
 * desk that was interrupted in this goes on where it was.
 *
 * Errors: none: `failed` says what went wrong
 * Thread: main
 */
void
uke_start_join_fetch (UkeStartJoin *self,
                      UkeClinic *clinic,
                      UkeSecret *key,
                      const UkeId *database_id)
{
  self->clinic = g_object_ref (clinic);
  self->key = uke_secret_ref (key);
  self->database_id = *database_id;
  if (self->join != NULL)
    uke_join_keep_async (self->join, database_id, kept_cb, g_object_ref (self));
  else
    create (self);
}

/**
 * uke_start_join_resume:
 * @self: a way
 * @clinic: an open clinic whose first content was cut off
 * @database_id: of its key slots
 *
 * Errors: none
 * Thread: main
 */
void
uke_start_join_resume (UkeStartJoin *self, UkeClinic *clinic, const UkeId *database_id)
{
  self->clinic = g_object_ref (clinic);
  self->database_id = *database_id;
  start_link (self);
}

/**
 * uke_start_join_get_link:
 * @self: a way
 *
 * Returns: (transfer none) (nullable): what fetches the content, and goes on afterwards
 * Errors: none
 * Thread: main
 */
UkeServerLink *
uke_start_join_get_link (UkeStartJoin *self)
{
  return self->link;
}
