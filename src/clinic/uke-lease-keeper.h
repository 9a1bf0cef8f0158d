/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

/**
 * UkeLeaseKeeper:
 *
 * Keeps a small stock of leases for a desk that the clinic's settings allow it, while the server is
 * reached, and keeps what the desk has of them in its file. Lives on the main context, as long as
 * the desk's engine.
 */
typedef struct _UkeLeaseKeeper UkeLeaseKeeper;

UkeLeaseKeeper *uke_lease_keeper_new (UkeClinic *clinic, uint32_t dev);
void uke_lease_keeper_free (UkeLeaseKeeper *self);
void uke_lease_keeper_start (UkeLeaseKeeper *self);
void uke_lease_keeper_set_settled (UkeLeaseKeeper *self, gboolean is_settled);

/* How many hours a day and provider device @dev may lease. */
void uke_clinic_load_lease_hours_async (UkeClinic *self,
                                        uint32_t dev,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
int uke_clinic_load_lease_hours_finish (UkeClinic *self, GAsyncResult *result, GError **error);
UkeCommand *uke_command_set_lease_hours (uint32_t dev, unsigned n_hours);

G_END_DECLS
