/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/notify/uke-notifier.h"
#include "app/uke-window.h"
#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

#define UKE_TYPE_CALL_BACK_WATCH (uke_call_back_watch_get_type ())
G_DECLARE_FINAL_TYPE (UkeCallBackWatch, uke_call_back_watch, UKE, CALL_BACK_WATCH, GObject)

/**
 * UkeCallBackWatch:
 *
 * Says when the time of a promised call-back has come: in the window where somebody looks at it,
 * as a notification of the desktop where nobody does; both lead to the task in the queue. Looks at
 * the clinic's clock every minute and when the window comes to the front, so that neither midnight
 * nor a computer that slept makes it miss one, and reads the promises anew after each change.
 */
UkeCallBackWatch *
uke_call_back_watch_new (UkeWindow *window, UkeClinic *clinic, UkeNotifier *notifier);
gboolean uke_call_back_watch_is_settled (UkeCallBackWatch *self);

G_END_DECLS
