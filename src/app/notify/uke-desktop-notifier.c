/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/notify/uke-desktop-notifier.h"

#include <libnotify/notify.h>

struct _UkeDesktopNotifier {
  GObject parent_instance;

  GHashTable *shown; /* (owned) (element-type char* NotifyNotification) by target */
};

/* libnotify keeps one connection for the process: one call at a time. */
static GMutex libnotify_lock;

static void uke_desktop_notifier_init_iface (UkeNotifierInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UkeDesktopNotifier,
                               uke_desktop_notifier,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (UKE_TYPE_NOTIFIER,
                                                      uke_desktop_notifier_init_iface))

static void
show_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean is_shown;

  g_mutex_lock (&libnotify_lock);
  is_shown = notify_notification_show (data, &error);
  g_mutex_unlock (&libnotify_lock);
  if (is_shown)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
close_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_mutex_lock (&libnotify_lock);
  notify_notification_close (data, NULL);
  g_mutex_unlock (&libnotify_lock);
  g_task_return_boolean (task, TRUE);
}

static void
forget (UkeDesktopNotifier *self, NotifyNotification *notification)
{
  const char *target = g_object_get_data (G_OBJECT (notification), "target");

  if (g_hash_table_lookup (self->shown, target) == notification)
    g_hash_table_remove (self->shown, target);
}

/* A desktop without notifications is no trouble: the badge and the list say the same. */
static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    return;
  g_debug ("the desktop shows no notifications: %s", error->message);
  forget (UKE_DESKTOP_NOTIFIER (source), g_task_get_task_data (G_TASK (result)));
}

static void
closed_cb (UkeDesktopNotifier *self, NotifyNotification *notification)
{
  forget (self, notification);
}

static void
chosen_cb (NotifyNotification *notification, char *action, gpointer user_data)
{
  g_autofree char *target = g_strdup (g_object_get_data (G_OBJECT (notification), "target"));

  uke_notifier_activate (UKE_NOTIFIER (user_data), target,
                         notify_notification_get_activation_token (notification));
}

static void
uke_desktop_notifier_show (UkeNotifier *notifier,
                           const char *title,
                           const char *body,
                           const char *action,
                           const char *target)
{
  UkeDesktopNotifier *self = UKE_DESKTOP_NOTIFIER (notifier);
  NotifyNotification *notification = g_hash_table_lookup (self->shown, target);
  g_autoptr (GTask) task = g_task_new (self, NULL, shown_cb, NULL);

  if (notification != NULL) {
    g_object_ref (notification);
    notify_notification_update (notification, title, body, UKE_APPLICATION_ID);
  } else {
    notification = notify_notification_new (title, body, UKE_APPLICATION_ID);
    g_object_set_data_full (G_OBJECT (notification), "target", g_strdup (target), g_free);
    notify_notification_set_hint (notification, "desktop-entry",
                                  g_variant_new_string (UKE_APPLICATION_ID));
    notify_notification_add_action (notification, "default", action, chosen_cb, self, NULL);
    notify_notification_add_action (notification, "open", action, chosen_cb, self, NULL);
    g_signal_connect_object (notification, "closed", G_CALLBACK (closed_cb), self,
                             G_CONNECT_SWAPPED);
    g_hash_table_insert (self->shown, g_strdup (target), g_object_ref (notification));
  }
  g_task_set_source_tag (task, uke_desktop_notifier_show);
  g_task_set_task_data (task, notification, g_object_unref);
  g_task_run_in_thread (task, show_in_thread);
}

static void
uke_desktop_notifier_withdraw_all (UkeNotifier *notifier)
{
  UkeDesktopNotifier *self = UKE_DESKTOP_NOTIFIER (notifier);
  GHashTableIter iter;
  gpointer notification;

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, NULL, &notification)) {
    /* Not our task: it must be able to end after we are gone. */
    g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

    notify_notification_clear_actions (notification);
    g_task_set_source_tag (task, uke_desktop_notifier_withdraw_all);
    g_task_set_task_data (task, g_object_ref (notification), g_object_unref);
    g_task_run_in_thread (task, close_in_thread);
  }
  g_hash_table_remove_all (self->shown);
}

static void
uke_desktop_notifier_dispose (GObject *object)
{
  uke_desktop_notifier_withdraw_all (UKE_NOTIFIER (object));
  G_OBJECT_CLASS (uke_desktop_notifier_parent_class)->dispose (object);
}

static void
uke_desktop_notifier_finalize (GObject *object)
{
  g_hash_table_unref (UKE_DESKTOP_NOTIFIER (object)->shown);
  G_OBJECT_CLASS (uke_desktop_notifier_parent_class)->finalize (object);
}

static void
uke_desktop_notifier_class_init (UkeDesktopNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_desktop_notifier_dispose;
  G_OBJECT_CLASS (klass)->finalize = uke_desktop_notifier_finalize;
}

static void
uke_desktop_notifier_init_iface (UkeNotifierInterface *iface)
{
  iface->show = uke_desktop_notifier_show;
  iface->withdraw_all = uke_desktop_notifier_withdraw_all;
}

static void
uke_desktop_notifier_init (UkeDesktopNotifier *self)
{
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * uke_desktop_notifier_new:
 * @program: the program's name as people know it
 *
 * Returns: (transfer full): the notifier of this desktop
 * Thread: main
 */
UkeNotifier *
uke_desktop_notifier_new (const char *program)
{
  if (!notify_is_initted ())
    notify_init (program);
  return g_object_new (UKE_TYPE_DESKTOP_NOTIFIER, NULL);
}
