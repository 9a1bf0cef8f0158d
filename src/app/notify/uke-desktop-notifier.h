/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/notify/uke-notifier.h"

G_BEGIN_DECLS

#define UKE_TYPE_DESKTOP_NOTIFIER (uke_desktop_notifier_get_type ())
G_DECLARE_FINAL_TYPE (UkeDesktopNotifier, uke_desktop_notifier, UKE, DESKTOP_NOTIFIER, GObject)

/**
 * UkeDesktopNotifier:
 *
 * The notifier of the program: libnotify stands behind it. libnotify waits for the desktop's
 * answer, which may take long or never come; that happens on a thread of its own.
 */
UkeNotifier *uke_desktop_notifier_new (const char *program);

G_END_DECLS
