/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/server/uke-server-link.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UKE_TYPE_START_JOIN (uke_start_join_get_type ())
G_DECLARE_FINAL_TYPE (UkeStartJoin, uke_start_join, UKE, START_JOIN, GObject)

/**
 * UkeStartJoin:
 *
 * A new desk of a clinic that has a server: first who it is (UkeJoin), then, once this computer has
 * a key of its own, the clinic's content. A fetch that was cut off goes on at the next start.
 *
 * Signals:
 * `card (GtkWidget *card, const char *step)`: the card to show now.
 * `agreed`: both sides have agreed; this computer now needs its own key.
 * `left`: the person went back.
 * `failed (GError *error)`: what keeps it from going on.
 */
UkeStartJoin *uke_start_join_new (const char *data_dir);
void uke_start_join_begin (UkeStartJoin *self);
const char *uke_start_join_get_name (UkeStartJoin *self);
void uke_start_join_fetch (UkeStartJoin *self,
                           UkeClinic *clinic,
                           UkeSecret *key,
                           const UkeId *database_id);
void uke_start_join_resume (UkeStartJoin *self, UkeClinic *clinic, const UkeId *database_id);
UkeServerLink *uke_start_join_get_link (UkeStartJoin *self); /* (nullable) */

G_END_DECLS
