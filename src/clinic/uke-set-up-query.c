/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-set-up-query.h"

#include "clinic/uke-clinic-private.h"
#include "model/uke-codes.h"
#include "store/uke-rows.h"

static int
compare_scripts (gconstpointer a, gconstpointer b)
{
  UkeRecord *left = *(UkeRecord *const *)a, *right = *(UkeRecord *const *)b;
  int left_reason = uke_codes_get_position (UKE_CODES_FOLLOW_UP_REASON,
                                            uke_record_get_code (left, UKE_CALL_SCRIPT_REASON));
  int right_reason = uke_codes_get_position (UKE_CODES_FOLLOW_UP_REASON,
                                             uke_record_get_code (right, UKE_CALL_SCRIPT_REASON));

  if (left_reason != right_reason)
    return left_reason < right_reason ? -1 : 1;
  return g_strcmp0 (uke_record_get_text (left, UKE_CALL_SCRIPT_NAME),
                    uke_record_get_text (right, UKE_CALL_SCRIPT_NAME));
}

static gpointer
read_scripts (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray *scripts = uke_rows_list (db, &UKE_ENTITY_CALL_SCRIPT, error);

  if (scripts != NULL)
    g_ptr_array_sort (scripts, compare_scripts);
  return scripts;
}

/**
 * uke_clinic_load_call_scripts_async:
 * @self: an open clinic
 * @cancellable: (nullable): to stop reading
 * @callback: called with the scripts
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 */
void
uke_clinic_load_call_scripts_async (UkeClinic *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  uke_clinic_query (self, uke_clinic_load_call_scripts_async, read_scripts, NULL, NULL,
                    (GDestroyNotify)g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * uke_clinic_load_call_scripts_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeRecord): every script, also those out of
 * use, by reason and name
 * Errors: NOT_OPEN
 * Thread: main
 */
GPtrArray *
uke_clinic_load_call_scripts_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}
