/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-zone.h"
#include "feed/uke-wire-devices.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * UkeDeskRows:
 *
 * The clinic's desks as rows of a group, by number, with what is known of each, and a button that
 * shuts one out after having said what that means.
 */
typedef struct _UkeDeskRows UkeDeskRows;

/** UkeDeskRevokeFunc: somebody wants desk @dev shut out, and has read what that means. */
typedef void (*UkeDeskRevokeFunc) (uint32_t dev, gpointer user_data);

UkeDeskRows *uke_desk_rows_new (AdwPreferencesGroup *group,
                                const UkeZone *zone,
                                UkeDeskRevokeFunc revoke,
                                gpointer user_data);
void uke_desk_rows_free (UkeDeskRows *self);
void uke_desk_rows_show (UkeDeskRows *self,
                         const UkeWireDevices *devices,
                         gboolean may_manage,
                         gboolean is_connected,
                         int64_t now_us);
char *uke_desk_rows_dup_day (const UkeZone *zone, int64_t at_us);

G_END_DECLS
