/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * UkesSessions:
 *
 * Which runs of which desks are alive, so that a PC that was copied is found: two runs that say
 * hello with one incarnation, and the older one asks for something after the newer one did. A
 * program that was started again never speaks as its last run, however soon it comes back. In
 * memory, of one process: what it does not know it lets in; several processes on one database have
 * the same in there (store/uke-device-run.h), and the numbers of change-sets (doc/wire.md) find
 * what was missed all the same. Any thread.
 */
typedef struct _UkesSessions UkesSessions;

UkesSessions *ukes_sessions_new (void);
void ukes_sessions_free (UkesSessions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkesSessions, ukes_sessions_free)

gboolean ukes_sessions_begin (UkesSessions *self,
                              uint32_t dev,
                              uint64_t inc,
                              uint64_t session,
                              gboolean *out_was_cloned);
gboolean ukes_sessions_hear (UkesSessions *self,
                             uint32_t dev,
                             uint64_t session,
                             gboolean is_new,
                             gboolean *out_found);

G_END_DECLS
