/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/notify/uke-notifier.h"

G_DEFINE_INTERFACE (UkeNotifier, uke_notifier, G_TYPE_OBJECT)

enum { ACTIVATED, N_SIGNALS };
static unsigned signals[N_SIGNALS];

static void
uke_notifier_default_init (UkeNotifierInterface *iface)
{
  signals[ACTIVATED] = g_signal_new ("activated", UKE_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

/**
 * uke_notifier_show:
 * @self: a notifier
 * @title: what happened, without names
 * @body: more of it, without names
 * @action: the word on the button
 * @target: what `activated` says when the person chooses it; a second one for the same target takes
 * the place of the first
 *
 * Thread: main
 */
void
uke_notifier_show (UkeNotifier *self,
                   const char *title,
                   const char *body,
                   const char *action,
                   const char *target)
{
  g_return_if_fail (UKE_IS_NOTIFIER (self));

  UKE_NOTIFIER_GET_IFACE (self)->show (self, title, body, action, target);
}

/**
 * uke_notifier_withdraw_all:
 * @self: a notifier
 *
 * Takes back what is still shown.
 *
 * Thread: main
 */
void
uke_notifier_withdraw_all (UkeNotifier *self)
{
  g_return_if_fail (UKE_IS_NOTIFIER (self));

  UKE_NOTIFIER_GET_IFACE (self)->withdraw_all (self);
}

/**
 * uke_notifier_activate:
 * @self: a notifier
 * @target: what was chosen
 * @token: (nullable): lets a window come to the front
 *
 * Emits `activated`; for those who implement the interface.
 *
 * Thread: main
 */
void
uke_notifier_activate (UkeNotifier *self, const char *target, const char *token)
{
  g_return_if_fail (UKE_IS_NOTIFIER (self));

  g_signal_emit (self, signals[ACTIVATED], 0, target, token);
}
