/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"
#include "db/uke-db-pool.h"

G_BEGIN_DECLS

/* For the server, which judges what desks push and keeps tables of its own beside the
 * clinic's (its register of devices): everything else goes through commands and queries. */

UkeDbPool *uke_clinic_get_pool (UkeClinic *self);

/* For whoever speaks to the server: what has to be asked there can be asked, or not. */
void uke_clinic_set_server_reached (UkeClinic *self, gboolean is_reached);

G_END_DECLS
