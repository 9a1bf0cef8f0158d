/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

/* (element-type UkeRecord): every script, also those out of use, by reason and name. */
void uke_clinic_load_call_scripts_async (UkeClinic *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
GPtrArray *uke_clinic_load_call_scripts_finish (UkeClinic *self,
                                                GAsyncResult *result,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * UkeSafety:
 * @verified_at_us: when the data were checked last, 0 where never
 * @was_good: whether all was in order then
 * @backup_at_us: of when the newest backup in the data folder is, 0 where there is none
 *
 * What the clinic itself knows of its safety.
 */
typedef struct {
  int64_t verified_at_us;
  gboolean was_good;
  int64_t backup_at_us;
} UkeSafety;

void uke_clinic_load_safety_async (UkeClinic *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
UkeSafety *uke_clinic_load_safety_finish (UkeClinic *self,
                                          GAsyncResult *result,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
