/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

/**
 * UkeWaiting:
 * @has_server: whether this desk belongs to a server; FALSE: nothing ever waits
 * @n_waiting: change-sets that did not come back from it yet
 * @n_queued: of these, those that it may not have
 * @n_unsent: of these, those that are not on their way to it
 * @n_refused: change-sets that it will never take
 * @oldest_us: when the oldest of those that wait was made, 0 for none
 * @last_contact_us: when the server last answered, 0 for never
 * @n_today: changes of others that the server took today
 * @unsaved_us: when the oldest entry was made that no verified backup of the server has; 0 for none
 * @records: (owned): which records something that waits is about; ask uke_waiting_has()
 *
 * What was done at this desk and is known nowhere else. Immutable, may cross threads.
 */
typedef struct {
  gboolean has_server;
  unsigned n_waiting, n_queued, n_unsent, n_refused, n_today;
  int64_t oldest_us, last_contact_us, unsaved_us;
  GHashTable *records;
} UkeWaiting;

void uke_waiting_free (UkeWaiting *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeWaiting, uke_waiting_free)
gboolean uke_waiting_has (const UkeWaiting *self, const UkeEntity *entity, const UkeId *id);

gboolean uke_waiting_has_record (const UkeWaiting *self, UkeRecord *record);

void uke_clinic_load_waiting_async (UkeClinic *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
UkeWaiting *uke_clinic_load_waiting_finish (UkeClinic *self,
                                            GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
