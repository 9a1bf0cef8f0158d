/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define UKE_TYPE_NOTIFIER (uke_notifier_get_type ())
G_DECLARE_INTERFACE (UkeNotifier, uke_notifier, UKE, NOTIFIER, GObject)

/**
 * UkeNotifierInterface:
 * @show: show a notification of the desktop
 * @withdraw_all: take back what is still shown
 *
 * Tells somebody who is not looking at the desk. What is shown can be read by anybody who passes
 * the screen: no names, no numbers, no notes. Where the desktop shows no notifications, nothing
 * happens and nothing is said. Lives on the main context and never waits for the desktop.
 *
 * Signals:
 * `activated (const char *target, const char *token)`: the person chose the notification for
 * @target; @token (nullable) lets a window come to the front.
 */
struct _UkeNotifierInterface {
  GTypeInterface parent_interface;

  void (*show) (UkeNotifier *self,
                const char *title,
                const char *body,
                const char *action,
                const char *target);
  void (*withdraw_all) (UkeNotifier *self);
};

void uke_notifier_show (UkeNotifier *self,
                        const char *title,
                        const char *body,
                        const char *action,
                        const char *target);
void uke_notifier_withdraw_all (UkeNotifier *self);
void uke_notifier_activate (UkeNotifier *self, const char *target, const char *token);

G_END_DECLS
