/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-waiting-query.h"
#include "db/uke-db.h"

G_BEGIN_DECLS

/* When the clinic's day began. */
int64_t uke_waiting_today_us (UkeClinic *clinic);
/* For what is read together with it, in the caller's transaction. */
UkeWaiting *
uke_waiting_read (UkeDb *db, int64_t since_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type UkeId): a set of the patients about whom something waits. */
GHashTable *uke_waiting_list_patients (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
