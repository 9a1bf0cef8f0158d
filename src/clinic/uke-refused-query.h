/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-history-query.h"
#include "feed/uke-change-set.h"

G_BEGIN_DECLS

/**
 * UkeRefused:
 * @id: the change-set
 * @reason: (owned): why, in the server's words: for whoever looks after it
 * @entry: (owned): what was to be done, as the history of a patient would tell it
 * @set: (owned): all that was to be written
 * @patient: (owned) (nullable): whom it is about, when they are there
 *
 * Something that was done at this desk and that the server will never take. Immutable.
 */
typedef struct {
  UkeId id;
  char *reason;
  UkeHistoryEntry *entry;
  UkeChangeSet *set;
  UkeRecord *patient;
} UkeRefused;

void uke_clinic_load_refused_async (UkeClinic *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* (element-type UkeRefused) */
GPtrArray *uke_clinic_load_refused_finish (UkeClinic *self,
                                           GAsyncResult *result,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_clinic_drop_refused_async (UkeClinic *self,
                                    const UkeId *id,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean uke_clinic_drop_refused_finish (UkeClinic *self,
                                         GAsyncResult *result,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
