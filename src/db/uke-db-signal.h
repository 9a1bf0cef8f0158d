/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UkeDbSignal:
 *
 * Tells other processes on the same schema that something was committed, and hears it from them:
 * on a connection of its own, never in the transaction that writes (sync.md, Settled 4). What is
 * told may be lost; whoever listens looks for itself from time to time.
 */
typedef struct _UkeDbSignal UkeDbSignal;

/**
 * UkeDbSignalFunc:
 * @data: the caller's
 *
 * Another process has committed something, or may have while nobody listened. On the main context.
 */
typedef void (*UkeDbSignalFunc) (gpointer data);

UkeDbSignal *
uke_db_signal_new (const char *uri, const char *schema, UkeDbSignalFunc func, gpointer data);
void uke_db_signal_free (UkeDbSignal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeDbSignal, uke_db_signal_free)
void uke_db_signal_send (UkeDbSignal *self);

G_END_DECLS
