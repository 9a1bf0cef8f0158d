/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/notify/uke-call-back-watch.h"

#include "clinic/uke-follow-up-query.h"

#include <glib/gi18n.h>

/* How long the sentence stands in the window. */
enum { TOAST_SECONDS = 20 };

struct _UkeCallBackWatch {
  GObject parent_instance;

  UkeWindow *window;         /* (unowned): the window owns the watch */
  UkeClinic *clinic;         /* (owned) */
  UkeNotifier *notifier;     /* (owned) */
  GCancellable *cancellable; /* (owned) (nullable): while the promises are read */
  gboolean reads_again;      /* something changed meanwhile */
  gboolean is_started;       /* what was missed before the start has been said */
  int64_t told_until_us;
  int64_t next_us;
};

G_DEFINE_FINAL_TYPE (UkeCallBackWatch, uke_call_back_watch, G_TYPE_OBJECT)

static void read_promises (UkeCallBackWatch *self);

static int64_t
now (UkeCallBackWatch *self)
{
  return uke_clock_now_us (uke_clinic_get_clock (self->clinic));
}

/* Somebody looks at the desk: at its window or at a dialog of it. */
static gboolean
is_in_front (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (unsigned i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (gtk_window_is_active (window))
      return TRUE;
  }
  return FALSE;
}

static char *
dup_title (UkeCallBackWatch *self, const UkeCallBackPlan *plan)
{
  int minute = uke_zone_minute_of (uke_clinic_get_zone (self->clinic), plan->first.at_us);

  return g_strdup_printf (_ ("Time for a promised call-back (%d:%02d)"), minute / 60, minute % 60);
}

static void
say_in_window (UkeCallBackWatch *self, const char *title, const char *count, const char *hex)
{
  g_autofree char *sentence = g_strdup_printf ("%s・%s", title, count);
  AdwToast *toast = adw_toast_new (sentence);

  adw_toast_set_timeout (toast, TOAST_SECONDS);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_button_label (toast, _ ("_Open"));
  adw_toast_set_action_name (toast, "win.record");
  adw_toast_set_action_target (toast, "(ss)", "followup", hex);
  uke_window_add_toast (self->window, toast);
}

static void
announce (UkeCallBackWatch *self, const UkeCallBackPlan *plan)
{
  g_autofree char *title = dup_title (self, plan);
  g_autofree char *count
      = g_strdup_printf (ngettext ("%u call", "%u calls", plan->n_due), plan->n_due);
  g_autofree char *hex = uke_id_dup_hex (&plan->first.follow_up_id);

  /* What was missed while the program was closed concerns whoever has just opened it. */
  if (!self->is_started || is_in_front ())
    say_in_window (self, title, count, hex);
  else
    uke_notifier_show (self->notifier, title, count, _ ("Open"), hex);
}

static void
promises_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeCallBackWatch) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) promises
      = uke_clinic_load_call_backs_finish (UKE_CLINIC (source), result, &error);
  UkeCallBackPlan plan;

  if (self->window == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (promises == NULL) {
    /* The queue says in words what is the matter; here the next minute tries again. */
    self->next_us = now (self);
    return;
  }
  uke_call_back_plan_judge ((const UkeCallBack *)(const void *)promises->data, promises->len,
                            self->told_until_us, now (self), &plan);
  self->told_until_us = plan.told_until_us;
  self->next_us = plan.next_us;
  if (plan.n_due > 0)
    announce (self, &plan);
  self->is_started = TRUE;
  if (self->reads_again)
    read_promises (self);
}

static void
read_promises (UkeCallBackWatch *self)
{
  self->reads_again = self->cancellable != NULL;
  if (self->reads_again || !uke_clinic_is_open (self->clinic))
    return;
  self->cancellable = g_cancellable_new ();
  uke_clinic_load_call_backs_async (self->clinic, self->cancellable, promises_read_cb,
                                    g_object_ref (self));
}

/* A time before the last look means that the clock was put back: the plan is made anew. */
static void
look_at_clock (UkeCallBackWatch *self)
{
  int64_t now_us = now (self);

  if (self->is_started
      && ((self->next_us != 0 && self->next_us <= now_us) || now_us < self->told_until_us))
    read_promises (self);
}

static void
clinic_changed_cb (UkeCallBackWatch *self, UkeChanges *changes)
{
  if (uke_changes_touches (changes, &UKE_ENTITY_FOLLOW_UP))
    read_promises (self);
}

static void
activated_cb (UkeCallBackWatch *self, const char *target, const char *token)
{
  if (self->window == NULL)
    return;
  if (token != NULL)
    gtk_window_set_startup_id (GTK_WINDOW (self->window), token);
  gtk_window_present (GTK_WINDOW (self->window));
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.record", "(ss)", "followup", target);
}

static void
uke_call_back_watch_dispose (GObject *object)
{
  UkeCallBackWatch *self = UKE_CALL_BACK_WATCH (object);

  self->window = NULL;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->notifier != NULL)
    uke_notifier_withdraw_all (self->notifier);
  g_clear_object (&self->notifier);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_call_back_watch_parent_class)->dispose (object);
}

static void
uke_call_back_watch_class_init (UkeCallBackWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_call_back_watch_dispose;
}

static void
uke_call_back_watch_init (UkeCallBackWatch *self)
{
}

/**
 * uke_call_back_watch_new:
 * @window: the desk; must end the watch before it ends
 * @clinic: an open clinic
 * @notifier: tells somebody who is not looking
 *
 * Begins to watch. Promises of today whose time passed while the program was closed are said in the
 * window at once, once.
 *
 * Returns: (transfer full): the watch
 * Thread: main
 * Source: issue 2 (desktop notification), product.md 4.3
 */
UkeCallBackWatch *
uke_call_back_watch_new (UkeWindow *window, UkeClinic *clinic, UkeNotifier *notifier)
{
  UkeCallBackWatch *self = g_object_new (UKE_TYPE_CALL_BACK_WATCH, NULL);
  UkeZone *zone = uke_clinic_get_zone (clinic);

  self->window = window;
  self->clinic = g_object_ref (clinic);
  self->notifier = g_object_ref (notifier);
  self->told_until_us = uke_zone_at (zone, uke_zone_date_of (zone, now (self)), 0);
  g_signal_connect_object (clinic, "changed", G_CALLBACK (clinic_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (uke_clinic_get_clock (clinic), "minute-changed",
                           G_CALLBACK (look_at_clock), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (look_at_clock), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (notifier, "activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  read_promises (self);
  return self;
}

/**
 * uke_call_back_watch_is_settled:
 * @self: the watch
 *
 * Returns: whether it knows everything that has been changed so far
 * Thread: main
 */
gboolean
uke_call_back_watch_is_settled (UkeCallBackWatch *self)
{
  g_return_val_if_fail (UKE_IS_CALL_BACK_WATCH (self), FALSE);

  return self->is_started && self->cancellable == NULL;
}
