/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/sync/uke-sync-button.h"
#include "clinic/uke-clinic.h"
#include "feed/uke-sync-core.h"
#include "sync/uke-sync-engine.h"

G_BEGIN_DECLS

#define UKE_TYPE_SERVER_LINK (uke_server_link_get_type ())
G_DECLARE_FINAL_TYPE (UkeServerLink, uke_server_link, UKE, SERVER_LINK, GObject)

/**
 * UkeServerLink:
 *
 * What a desk that belongs to a server has running: where it belongs, its key from the keyring, the
 * engine, and the header that tells of it. A clinic by itself has none.
 *
 * Signals: `changed`: uke_server_link_get_facts() has something new.
 */
UkeServerLink *uke_server_link_new (UkeClinic *clinic, const UkeId *database_id);
void uke_server_link_start (UkeServerLink *self);
void uke_server_link_stop (UkeServerLink *self);
void uke_server_link_set_button (UkeServerLink *self, UkeSyncButton *button);
const UkeSyncFacts *uke_server_link_get_facts (UkeServerLink *self); /* (nullable) */
const UkeSyncHome *uke_server_link_get_home (UkeServerLink *self);   /* (nullable) */
UkeSyncEngine *uke_server_link_get_engine (UkeServerLink *self);     /* (nullable) */
void uke_server_link_list_desks (UkeServerLink *self);

G_END_DECLS
