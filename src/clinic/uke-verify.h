/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

/**
 * UkeVerifyCheck:
 * @name: a stable name: integrity, cipher, ...
 * @problems: (owned) (element-type utf8): what is not in order, by record id; empty when all is
 * @is_elsewhere: not checked here: on PostgreSQL, files are the affair of whoever runs the server
 *
 * One check of a clinic's data.
 */
typedef struct {
  const char *name;
  GPtrArray *problems;
  gboolean is_elsewhere;
} UkeVerifyCheck;

/* (element-type UkeVerifyCheck): every check by name. */
void uke_clinic_verify_async (UkeClinic *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GPtrArray *uke_clinic_verify_finish (UkeClinic *self,
                                     GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
