/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/server/uke-join.h"

#include "app/server/uke-join-ask.h"
#include "app/server/uke-join-compare.h"
#include "app/server/uke-join-words.h"
#include "app/start/uke-start-statement.h"
#include "sync/uke-sync-enrolment.h"
#include "vault/uke-vault-error.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>

struct _UkeJoin {
  GObject parent_instance;

  char *data_dir;      /* (owned) */
  UkeKeyring *keyring; /* (owned) */
  UkeJoinAsk *ask;     /* (unowned) (nullable): while it is shown */
  char *address;       /* (owned) (nullable): what was typed before */
  char *name;          /* (owned) (nullable) */

  UkeSyncEnrolment *enrolment; /* (owned) (nullable) */
  GCancellable *cancellable;   /* (owned) (nullable): while the server is asked */
  UkeSyncHome *home;           /* (owned) (nullable): once both have agreed */

  char *before_authority; /* (owned) (nullable): PEM, of where this desk belonged */
  UkeId before_key;
  UkeId epoch; /* of this desk's content, or none */
};

G_DEFINE_FINAL_TYPE (UkeJoin, uke_join, G_TYPE_OBJECT)

enum { CARD, JOINED, LEFT, N_SIGNALS };

static guint signals[N_SIGNALS];

static void show_ask (UkeJoin *self);

static gboolean
has_content (UkeJoin *self)
{
  return !uke_id_is_none (&self->epoch);
}

static void
show (UkeJoin *self, GtkWidget *card, const char *step)
{
  g_signal_emit (self, signals[CARD], 0, card, step);
}

static void
stop (UkeJoin *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->enrolment);
}

static void
statement_chosen_cb (UkeStartStatement *statement, const char *name, UkeJoin *self)
{
  if (g_str_equal (name, "retry"))
    uke_join_begin (self);
  else
    g_signal_emit (self, signals[LEFT], 0);
}

static void
show_statement (UkeJoin *self,
                const char *icon,
                const char *title,
                const char *sentence,
                const char *help)
{
  GtkWidget *card = uke_start_statement_new (icon, title, sentence);
  UkeStartStatement *statement = UKE_START_STATEMENT (card);

  if (help != NULL)
    uke_start_statement_set_help (statement, help);
  uke_start_statement_add_button (statement, "left", _ ("Back"), FALSE);
  uke_start_statement_add_button (statement, "retry", _ ("Try again"), TRUE);
  g_signal_connect_object (card, "chosen", G_CALLBACK (statement_chosen_cb), self, 0);
  show (self, card, NULL);
}

/* --- the words -------------------------------------------------------------------------------- */

static void
show_ask_again (UkeJoin *self, const char *sentence, gboolean is_of_code)
{
  stop (self);
  show_ask (self);
  uke_join_ask_set_busy (self->ask, FALSE);
  uke_join_ask_set_problem (self->ask, sentence, is_of_code);
}

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeJoin) self = user_data;
  UkeSyncEnrolment *enrolment = UKE_SYNC_ENROLMENT (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (uke_sync_enrolment_confirm_finish (enrolment, result, &error)) {
    g_clear_object (&self->cancellable);
    self->home = uke_sync_enrolment_steal_home (enrolment);
    g_signal_emit (self, signals[JOINED], 0);
    return;
  }
  /* Whoever waits no longer has been told already. */
  if (enrolment != self->enrolment)
    return;
  sentence = uke_join_words_for_error (error, 0);
  if (g_error_matches (error, UKE_SYNC_ERROR, UKE_SYNC_ERROR_NOT_OURS)) {
    stop (self);
    show_statement (self, "dialog-warning-symbolic", _ ("This desk did not join"), sentence, NULL);
  } else {
    show_ask_again (self, sentence, TRUE);
  }
}

static void
answered_cb (UkeJoinCompare *card, gboolean is_same, UkeJoin *self)
{
  if (is_same) {
    uke_join_compare_set_waiting (card);
    self->cancellable = g_cancellable_new ();
    uke_sync_enrolment_confirm_async (self->enrolment, self->cancellable, confirmed_cb,
                                      g_object_ref (self));
    return;
  }
  stop (self);
  show_statement (
      self, "dialog-warning-symbolic", _ ("This desk did not join"),
      _ ("The words differ: what answered may not have been the clinic's server. Nothing of it was "
         "kept here."),
      _ ("• Please let the server's side refuse this desk.\n"
         "• Check the address, and that this computer is in the clinic's own network.\n"
         "• With a new code you can try again. If the words differ once more, please have the "
         "network looked at."));
}

static void
cancelled_cb (UkeJoin *self)
{
  show_ask_again (self, _ ("You have stopped waiting. A new code lets this desk try again."), TRUE);
}

/* --- the code --------------------------------------------------------------------------------- */

/* Another clinic's server would take the place of this clinic's. A server that was made anew has
 * another authority and the same history; one that does not tell its history is known by its
 * authority. */
static gboolean
is_elsewhere (UkeJoin *self)
{
  g_autofree char *authority = NULL;

  if (!has_content (self) && self->before_authority == NULL)
    return FALSE;
  if (uke_sync_enrolment_knows_epoch (self->enrolment, &self->epoch))
    return FALSE;
  authority = g_strdup (uke_sync_enrolment_get_authority (self->enrolment));
  return g_strcmp0 (g_strstrip (authority), self->before_authority) != 0;
}

static void
show_elsewhere (UkeJoin *self)
{
  stop (self);
  g_message ("the server's history is not that of this desk's content");
  show_statement (
      self, "dialog-warning-symbolic", _ ("This server has other content"),
      _ ("The server's content is not this clinic's. Nothing was sent there, and nothing was "
         "changed "
         "here."),
      _ ("• To make this clinic the server's content: close Uketsuke, copy its data folder to the "
         "server, and make the server from it (uketsuke-server init --from). Then join here once "
         "more.\n"
         "• To use the server's content on this computer: start Uketsuke with an empty data folder "
         "and join from its first card.\n"
         "• To bring patients there: write a list out here and import it at a desk of the "
         "server."));
}

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeJoin) self = user_data;
  UkeSyncEnrolment *enrolment = UKE_SYNC_ENROLMENT (source);
  g_autoptr (GError) error = NULL;
  gboolean has_begun = uke_sync_enrolment_begin_finish (enrolment, result, &error);

  if (enrolment != self->enrolment)
    return;
  g_clear_object (&self->cancellable);
  if (!has_begun) {
    unsigned n_left = uke_sync_enrolment_get_tries_left (enrolment);
    g_autofree char *sentence = uke_join_words_for_error (error, n_left);

    g_debug ("enrolment: %s", error->message);
    show_ask_again (self, sentence, uke_join_words_is_of_code (error));
  } else if (is_elsewhere (self)) {
    show_elsewhere (self);
  } else {
    GtkWidget *compare = uke_join_compare_new (uke_sync_enrolment_get_words (enrolment));

    g_signal_connect_object (compare, "answered", G_CALLBACK (answered_cb), self, 0);
    g_signal_connect_object (compare, "cancelled", G_CALLBACK (cancelled_cb), self,
                             G_CONNECT_SWAPPED);
    show (self, compare, has_content (self) ? _ ("2 of 3: six words") : _ ("2 of 5: six words"));
  }
}

static void
submitted_cb (UkeJoin *self)
{
  g_autoptr (GError) error = NULL;

  stop (self);
  g_free (self->address);
  g_free (self->name);
  self->address = g_strdup (uke_join_ask_get_address (self->ask));
  self->name = g_strdup (uke_join_ask_get_device_name (self->ask));
  self->enrolment = uke_sync_enrolment_new (self->data_dir, self->address, self->name, &error);
  if (self->enrolment == NULL) {
    uke_join_ask_set_problem (
        self->ask,
        _ ("This does not look like an address. A name (server.clinic) or numbers (192.168.1.10) "
           "are good."),
        FALSE);
    return;
  }
  uke_join_ask_set_busy (self->ask, TRUE);
  self->cancellable = g_cancellable_new ();
  uke_sync_enrolment_begin_async (self->enrolment, uke_join_ask_get_code (self->ask),
                                  self->cancellable, begun_cb, g_object_ref (self));
}

static void
back_cb (UkeJoin *self)
{
  stop (self);
  uke_join_ask_set_busy (self->ask, FALSE);
  g_signal_emit (self, signals[LEFT], 0);
}

static void
show_ask (UkeJoin *self)
{
  if (self->ask != NULL && gtk_widget_get_parent (GTK_WIDGET (self->ask)) != NULL)
    return;
  if (self->name == NULL)
    self->name = uke_join_ask_propose_name (g_get_host_name ());
  g_set_weak_pointer (&self->ask, UKE_JOIN_ASK (uke_join_ask_new (self->address, self->name)));
  g_signal_connect_object (self->ask, "submitted", G_CALLBACK (submitted_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->ask, "back", G_CALLBACK (back_cb), self, G_CONNECT_SWAPPED);
  show (self, GTK_WIDGET (self->ask),
        has_content (self) ? _ ("1 of 3: server") : _ ("1 of 5: server"));
}

/* --- the keyring ------------------------------------------------------------------------------ */

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeJoin) self = user_data;
  UkeKeyringState state = uke_keyring_probe_finish (self->keyring, result, NULL);

  switch (state) {
  case UKE_KEYRING_READY:
  case UKE_KEYRING_ABSENT:
  case UKE_KEYRING_FOREIGN:
  case UKE_KEYRING_LOCKED:
  case UKE_KEYRING_NO_COLLECTION:
    show_ask (self);
    return;
  case UKE_KEYRING_UNKNOWN:
  case UKE_KEYRING_NO_BUS:
  case UKE_KEYRING_NO_SERVICE:
  case UKE_KEYRING_TIMEOUT:
  case UKE_KEYRING_DENIED:
    break;
  }
  show_statement (
      self, "dialog-password-symbolic", _ ("Joining a server needs a keyring"),
      _ ("The key by which the server knows this desk lies in the keyring of the login. There is "
         "none that answers on this computer."),
      _ ("• Start “Passwords and Keys” once, then try again.\n"
         "• If you started Uketsuke from a terminal or a remote login, start it from the "
         "desktop."));
}

/**
 * Begins, or begins again: is there a keyring?
 * @self: the way
 *
 * Thread: main
 */
void
uke_join_begin (UkeJoin *self)
{
  g_return_if_fail (UKE_IS_JOIN (self));

  stop (self);
  uke_keyring_probe_async (self->keyring, NULL, probed_cb, g_object_ref (self));
}

/* --- keeping ---------------------------------------------------------------------------------- */

static void
old_key_deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  /* Of no use any more; where it stays it is passed over. */
  if (!uke_keyring_delete_finish (UKE_KEYRING (source), result, NULL))
    g_debug ("the key of the certificate before stays in the keyring");
  g_task_return_boolean (task, TRUE);
}

static void
key_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  UkeJoin *self = g_task_get_source_object (task);
  UkeId keyring_id = uke_sync_home_get_keyring_id (g_task_get_task_data (task));
  GError *error = NULL;

  /* The key first: a home whose key was lost would be known to the server and unable to speak. */
  if (!uke_keyring_store_finish (self->keyring, result, &error)
      || !uke_sync_home_save_sync (self->home, uke_sync_enrolment_get_authority (self->enrolment),
                                   &error))
    g_task_return_error (task, error);
  else if (self->before_authority == NULL)
    g_task_return_boolean (task, TRUE);
  else
    uke_keyring_delete_async (self->keyring, &keyring_id, &self->before_key, NULL,
                              old_key_deleted_cb, g_steal_pointer (&task));
}

/**
 * Keeps what makes this desk the server's: its key in the keyring, then where it belongs.
 * @self: the way, after `joined`
 * @database_id: the id of this desk's database
 * @callback: called when it is kept
 * @user_data: for @callback
 *
 * Thread: main
 */
void
uke_join_keep_async (UkeJoin *self,
                     const UkeId *database_id,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task;
  UkeId keyring_id = uke_sync_home_get_keyring_id (database_id);

  g_return_if_fail (UKE_IS_JOIN (self));
  g_return_if_fail (self->home != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, uke_join_keep_async);
  g_task_set_task_data (task, g_memdup2 (database_id, sizeof *database_id), g_free);
  uke_keyring_store_async (self->keyring, &keyring_id, &self->home->key_id,
                           uke_sync_enrolment_get_key (self->enrolment), UKE_KEYRING_MAY_ASK, NULL,
                           key_stored_cb, task);
}

/**
 * Says whether it is kept.
 * @self: the way
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether this desk belongs to the server from now on.
 * Errors: UKE_VAULT_ERROR of the keyring or the disk
 * Thread: main
 */
gboolean
uke_join_keep_finish (UkeJoin *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
uke_join_dispose (GObject *object)
{
  UkeJoin *self = UKE_JOIN (object);

  stop (self);
  g_clear_weak_pointer (&self->ask);
  g_clear_object (&self->keyring);
  g_clear_pointer (&self->home, uke_sync_home_free);
  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->before_authority, g_free);
  G_OBJECT_CLASS (uke_join_parent_class)->dispose (object);
}

static void
uke_join_class_init (UkeJoinClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_join_dispose;
  signals[CARD] = g_signal_new ("card", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, GTK_TYPE_WIDGET, G_TYPE_STRING);
  signals[JOINED] = g_signal_new ("joined", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[LEFT] = g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
uke_join_init (UkeJoin *self)
{
}

/**
 * Prepares the way into a clinic with a server.
 * @data_dir: this desk's data folder
 * @keyring: where the desk's key will lie
 *
 * Returns: (transfer full): the way, not begun.
 * Thread: main
 */
UkeJoin *
uke_join_new (const char *data_dir, UkeKeyring *keyring)
{
  UkeJoin *self = g_object_new (UKE_TYPE_JOIN, NULL);

  self->data_dir = g_strdup (data_dir);
  self->keyring = g_object_ref (keyring);
  return self;
}

/**
 * Says where this desk belonged before: it may join the same clinic again, and no other, because
 * its content stays.
 * @self: the way, not begun
 * @before: where it belonged
 *
 * Thread: main
 */
void
uke_join_set_before (UkeJoin *self, const UkeSyncHome *before)
{
  g_autoptr (GUri) uri = NULL;

  g_return_if_fail (UKE_IS_JOIN (self));

  uri = g_uri_parse (before->uri, G_URI_FLAGS_NONE, NULL);
  self->address = uri != NULL ? g_strdup (g_uri_get_host (uri)) : NULL;
  self->name = g_strdup (before->device_name);
  self->before_key = before->key_id;
  /* Of a few hundred bytes; without it every server would be another one. */
  if (g_file_get_contents (before->authority_file, &self->before_authority, NULL, NULL))
    g_strstrip (self->before_authority);
  else
    self->before_authority = g_strdup ("");
}

/**
 * Says that this desk has content: it may join a server whose history is the same, and no other.
 * @self: the way, not begun
 * @epoch: the epoch of its content
 *
 * Thread: main
 */
void
uke_join_set_content (UkeJoin *self, const UkeId *epoch)
{
  g_return_if_fail (UKE_IS_JOIN (self));

  self->epoch = *epoch;
}

/**
 * Where this desk belongs from now on.
 * @self: the way
 *
 * Returns: (transfer none) (nullable): NULL before `joined`.
 * Thread: main
 */
const UkeSyncHome *
uke_join_get_home (UkeJoin *self)
{
  g_return_val_if_fail (UKE_IS_JOIN (self), NULL);

  return self->home;
}
