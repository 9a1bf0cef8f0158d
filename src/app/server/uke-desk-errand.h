/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-audit-entry.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UkeDeskErrandFunc:
 * @json: the server's answer
 * @size: its size
 * @user_data: as given
 *
 * It was done. Called once; not called when it was not, which is said where it was asked for.
 */
typedef void (*UkeDeskErrandFunc) (const char *json, size_t size, gpointer user_data);

/* Something that somebody wants done about the clinic's desks: it is put into the audit, with the
 * reason that the role wants, and then asked of the server. */
void uke_desk_errand_run (GtkWidget *widget,
                          UkeAuditKind kind,
                          uint32_t dev,
                          const char *path,
                          const char *name,
                          UkeDeskErrandFunc done,
                          gpointer user_data,
                          GDestroyNotify destroy);
char *uke_desk_errand_describe (unsigned status);

G_END_DECLS
