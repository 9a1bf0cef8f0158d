/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-clinic.h"

#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-clinic-private.h"
#include "clinic/uke-undo-private.h"

/* The stack shortens whatever came of it: what cannot be undone now cannot be undone later. */
static void
drop_from_stack (UkeClinic *self, const UkeId *change_set_id)
{
  for (unsigned i = self->undo->len; i > 0; i--) {
    if (uke_id_equal (&g_array_index (self->undo, UkeId, i - 1), change_set_id)) {
      g_array_remove_index (self->undo, i - 1);
      return;
    }
  }
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  UkeClinic *self = UKE_CLINIC (source);
  GError *error = NULL;
  UkeReceipt *receipt = uke_clinic_execute_finish (self, result, &error);

  if (receipt != NULL || g_error_matches (error, UKE_CLINIC_ERROR, UKE_CLINIC_ERROR_CANNOT_UNDO))
    drop_from_stack (self, g_task_get_task_data (task));
  if (receipt != NULL)
    g_task_return_pointer (task, receipt, (GDestroyNotify)uke_receipt_free);
  else
    g_task_return_error (task, error);
}

/**
 * uke_clinic_undo_async:
 * @self: an open clinic
 * @change_set_id: (nullable): what to undo; NULL: the newest of the sitting
 * @cancellable: (nullable): takes it back while it still waits for its turn
 * @callback: called when it is undone
 * @user_data: for @callback
 *
 * Undoes a command by an inverse change-set, which is a command like any other.
 *
 * Errors: CANNOT_UNDO with who changed it since, NOT_OPEN, NOBODY, DENIED
 * Thread: main
 * Source: decision 14
 */
void
uke_clinic_undo_async (UkeClinic *self,
                       const UkeId *change_set_id,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = NULL;
  UkeId id = UKE_ID_NONE;

  g_return_if_fail (UKE_IS_CLINIC (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, uke_clinic_undo_async);
  if (change_set_id != NULL)
    id = *change_set_id;
  else if (self->undo->len > 0)
    id = g_array_index (self->undo, UkeId, self->undo->len - 1);
  if (uke_id_is_none (&id)) {
    g_task_return_error (task, uke_clinic_error_new (UKE_CLINIC_ERROR_CANNOT_UNDO, NULL));
    g_object_unref (task);
    return;
  }
  g_task_set_task_data (task, g_memdup2 (&id, sizeof id), g_free);
  uke_clinic_execute_async (self, uke_command_undo (&id), cancellable, undone_cb, task);
}

/**
 * uke_clinic_undo_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what the undo did
 * Errors: as uke_clinic_undo_async()
 * Thread: main
 */
UkeReceipt *
uke_clinic_undo_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
