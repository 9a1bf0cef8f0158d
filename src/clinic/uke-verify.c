/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-clinic"

#include "clinic/uke-verify.h"

#include "clinic/uke-clinic-private.h"
#include "store/uke-store-verify.h"

static void
check_free (gpointer data)
{
  UkeVerifyCheck *check = data;

  g_ptr_array_unref (check->problems);
  g_free (check);
}

static gpointer
run_checks (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) found = uke_store_verify (db, NULL, NULL, cancellable, error);
  GPtrArray *checks;

  if (found == NULL)
    return NULL;
  checks = g_ptr_array_new_with_free_func (check_free);
  for (unsigned i = 0; i < found->len; i++) {
    const UkeStoreCheck *one = g_ptr_array_index (found, i);
    UkeVerifyCheck *check = g_new0 (UkeVerifyCheck, 1);

    check->name = one->name;
    check->problems = g_ptr_array_ref (one->problems);
    check->is_elsewhere = one->is_elsewhere;
    g_ptr_array_add (checks, check);
  }
  return checks;
}

/**
 * uke_clinic_verify_async:
 * @self: an open clinic
 * @cancellable: (nullable): to stop
 * @callback: called with the checks
 * @user_data: for @callback
 *
 * Checks integrity, cipher, keys, log chain, audit chain, projections and slot claims. Reads
 * everything: minutes on a large clinic, on a reading connection, so that the desk goes on.
 *
 * Errors: NOT_OPEN
 * Thread: main
 */
void
uke_clinic_verify_async (UkeClinic *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  uke_clinic_query (self, uke_clinic_verify_async, run_checks, NULL, NULL,
                    (GDestroyNotify)g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * uke_clinic_verify_finish:
 * @self: the clinic
 * @result: the answer
 * @error: return location
 *
 * Returns: (transfer full) (element-type UkeVerifyCheck): every check by name
 * Errors: NOT_OPEN, and those of the store
 * Thread: main
 */
GPtrArray *
uke_clinic_verify_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}
