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

G_END_DECLS
