/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/sync/uke-sync-state.h"
#include "clinic/uke-clinic.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_SYNC_BUTTON (uke_sync_button_get_type ())
G_DECLARE_FINAL_TYPE (UkeSyncButton, uke_sync_button, UKE, SYNC_BUTTON, AdwBin)

/**
 * UkeSyncButton:
 *
 * How the desk stands with the clinic's server, in the header, and more of it in a popover. For a
 * clinic by itself it shows only that something has to be checked, and nothing when nothing has.
 *
 * Signals: `sync-now`: somebody wants the server to be asked now. `check-now`: somebody wants this
 * desk's records to be compared with the server's. `looked-at`: the popover opens: the list of
 * desks may be fetched anew.
 */
UkeSyncState *uke_sync_button_get_state (UkeSyncButton *self);
UkeClinic *uke_sync_button_get_clinic (UkeSyncButton *self); /* (nullable) */
void uke_sync_button_set_clinic (UkeSyncButton *self, UkeClinic *clinic);
void uke_sync_button_set_narrow (UkeSyncButton *self, gboolean is_narrow);
void uke_sync_button_sync_now (UkeSyncButton *self);
void uke_sync_button_check_now (UkeSyncButton *self);
void uke_sync_button_open (UkeSyncButton *self);
void uke_sync_button_recount (UkeSyncButton *self);

G_END_DECLS
