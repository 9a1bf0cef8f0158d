/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

/* The encrypted copy beside the database that precedes an import. */
void uke_clinic_back_up_async (UkeClinic *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
char *uke_clinic_back_up_finish (UkeClinic *self,
                                 GAsyncResult *result,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
