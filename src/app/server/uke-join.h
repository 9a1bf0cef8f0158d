/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/uke-sync-home.h"
#include "vault/uke-keyring.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UKE_TYPE_JOIN (uke_join_get_type ())
G_DECLARE_FINAL_TYPE (UkeJoin, uke_join, UKE, JOIN, GObject)

/**
 * UkeJoin:
 *
 * The way of a desk into a clinic with a server (doc/enrolment.md): is there a keyring, where is
 * the server, are the words the same, does the other side agree. It makes the cards; whoever has it
 * shows them. Nothing makes this desk the server's before uke_join_keep_async().
 *
 * Signals:
 * `card (GtkWidget *card, const char *step)`: the card to show now, in the place of the one before.
 * `joined`: both sides have agreed; what to keep is there.
 * `left`: the person went back from the first card.
 */
UkeJoin *uke_join_new (const char *data_dir, UkeKeyring *keyring);
void uke_join_set_before (UkeJoin *self, const UkeSyncHome *before);
void uke_join_set_content (UkeJoin *self, const UkeId *epoch);
void uke_join_begin (UkeJoin *self);

const UkeSyncHome *uke_join_get_home (UkeJoin *self);

void uke_join_keep_async (UkeJoin *self,
                          const UkeId *database_id,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean uke_join_keep_finish (UkeJoin *self,
                               GAsyncResult *result,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
