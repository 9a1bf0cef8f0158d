/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-keyring-prompt.h"

#define SERVICE_NAME "org.freedesktop.secrets"
#define SERVICE_PATH "/org/freedesktop/secrets"
#define PROMPT_INTERFACE "org.freedesktop.Secret.Prompt"

typedef struct {
  GDBusConnection *bus; /* (owned) */
  char *path;           /* (owned) (nullable): of the prompt */
  guint subscription;   /* or 0 */
  guint watch;          /* of the service, which may die over its dialog, or 0 */
  gulong handler;       /* on the cancellable, or 0 */
  GTask *task;          /* (owned) (nullable): a reference, while the dialog is shown */
} Prompt;

static void
prompt_free (Prompt *prompt)
{
  g_clear_object (&prompt->bus);
  g_free (prompt->path);
  g_free (prompt);
}

/* Stops listening. Returns: (transfer full): the task to answer, which the dialog held, or NULL */
static GTask *
leave_dialog (Prompt *prompt)
{
  GTask *task = g_steal_pointer (&prompt->task);

  if (prompt->subscription != 0)
    g_dbus_connection_signal_unsubscribe (prompt->bus, prompt->subscription);
  prompt->subscription = 0;
  if (prompt->watch != 0)
    g_bus_unwatch_name (prompt->watch);
  prompt->watch = 0;
  if (task != NULL && prompt->handler != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), prompt->handler);
  prompt->handler = 0;
  return task;
}

static void
on_completed_cb (GDBusConnection *bus,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *signal,
                 GVariant *parameters,
                 gpointer data)
{
  g_autoptr (GTask) task = leave_dialog (data);
  gboolean is_dismissed = TRUE;

  if (task == NULL)
    return;
  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(bv)")))
    g_variant_get (parameters, "(bv)", &is_dismissed, NULL);
  g_task_return_int (task, is_dismissed);
}

static void
on_vanished_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  g_autoptr (GTask) task = leave_dialog (data);

  if (task != NULL)
    g_task_return_new_error (task, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER,
                             "the secret service ended");
}

static void
on_cancelled_cb (GCancellable *cancellable, gpointer data)
{
  Prompt *prompt = g_task_get_task_data (data);

  /* The dialog is taken off the screen; it answers by completing, or the job has been answered. */
  g_dbus_connection_call (prompt->bus, SERVICE_NAME, prompt->path, PROMPT_INTERFACE, "Dismiss",
                          NULL, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

static void
on_shown_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) holder = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GTask) task = NULL;

  if (reply != NULL)
    return;
  task = leave_dialog (g_task_get_task_data (holder));
  if (task != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Shows the dialog at @path. Takes @task over. */
static void
show (GTask *task, const char *path)
{
  Prompt *prompt = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  prompt->path = g_strdup (path);
  prompt->task = task;
  prompt->subscription = g_dbus_connection_signal_subscribe (
      prompt->bus, SERVICE_NAME, PROMPT_INTERFACE, "Completed", path, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, on_completed_cb, prompt, NULL);
  prompt->watch = g_bus_watch_name_on_connection (
      prompt->bus, SERVICE_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, on_vanished_cb, prompt, NULL);
  if (cancellable != NULL)
    prompt->handler
        = g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_cancelled_cb), task, 0);
  g_dbus_connection_call (prompt->bus, SERVICE_NAME, path, PROMPT_INTERFACE, "Prompt",
                          g_variant_new ("(s)", ""), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          G_MAXINT, cancellable, on_shown_cb, g_object_ref (task));
}

static void
on_called_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariant) last = NULL;

  if (reply == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (g_variant_n_children (reply) == 2)
    last = g_variant_get_child_value (reply, 1);
  if (last == NULL || !g_variant_is_of_type (last, G_VARIANT_TYPE_OBJECT_PATH))
    g_task_return_new_error (task, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS, "not a prompt");
  else if (g_str_equal (g_variant_get_string (last, NULL), "/"))
    g_task_return_int (task, FALSE);
  else
    show (g_steal_pointer (&task), g_variant_get_string (last, NULL));
}

/**
 * uke_keyring_prompt_async:
 * @bus: the session bus
 * @method: a method of the secret service whose last answer is a prompt
 * @parameters: (transfer floating): its arguments
 * @cancellable: (nullable): takes the dialog away
 * @callback: called when done
 * @user_data: for @callback
 *
 * Calls the method and, where the service wants one, lets it show its dialog and waits for it.
 *
 * Thread: main
 */
void
uke_keyring_prompt_async (GDBusConnection *bus,
                          const char *method,
                          GVariant *parameters,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Prompt *prompt = g_new0 (Prompt, 1);

  prompt->bus = g_object_ref (bus);
  g_task_set_source_tag (task, uke_keyring_prompt_async);
  g_task_set_task_data (task, prompt, (GDestroyNotify)prompt_free);
  g_dbus_connection_call (bus, SERVICE_NAME, SERVICE_PATH, "org.freedesktop.Secret.Service", method,
                          parameters, NULL, G_DBUS_CALL_FLAGS_NONE, -1, cancellable, on_called_cb,
                          task);
}

/**
 * uke_keyring_prompt_finish:
 * @result: what the callback got
 * @out_dismissed: (out): whether the person closed the dialog without an answer
 * @error: return location
 *
 * Returns: whether the service answered
 * Errors: those of D-Bus, %G_IO_ERROR_CANCELLED
 * Thread: main
 */
gboolean
uke_keyring_prompt_finish (GAsyncResult *result, gboolean *out_dismissed, GError **error)
{
  gssize dismissed = g_task_propagate_int (G_TASK (result), error);

  if (dismissed < 0)
    return FALSE;
  *out_dismissed = dismissed != 0;
  return TRUE;
}
