/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-clinic-private.h"

#include "clinic/uke-clinic-error-private.h"
#include "store/uke-store-error.h"

/* A query hands over its own task, so that it is recognised by its own tag. */
typedef struct {
  UkeDbWork work;
  gpointer data;
  GDestroyNotify data_free;
  GDestroyNotify result_free;
} Query;

static void
query_free (gpointer data)
{
  Query *query = data;

  if (query->data_free != NULL)
    g_clear_pointer (&query->data, query->data_free);
  g_free (query);
}

static gpointer
run_query (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Query *query = data;

  return query->work (db, query->data, cancellable, error);
}

static void
query_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Query *query = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer answer = uke_db_pool_read_finish (UKE_DB_POOL (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, query->result_free);
}

/**
 * uke_clinic_query:
 * @self: a clinic
 * @tag: the function that was called
 * @work: what to read, on a reader thread
 * @data: (transfer full): for @work
 * @data_free: (nullable): frees @data
 * @result_free: (nullable): frees the result when nobody takes it
 * @cancellable: (nullable): to stop reading
 * @callback: called with the result
 * @user_data: for @callback
 *
 * The way of every query: from the main context to a reader thread and back.
 *
 * Errors: NOT_OPEN, those of @work
 * Thread: main
 */
void
uke_clinic_query (UkeClinic *self,
                  gpointer tag,
                  UkeDbWork work,
                  gpointer data,
                  GDestroyNotify data_free,
                  GDestroyNotify result_free,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Query *query = g_new0 (Query, 1);

  query->work = work;
  query->data = data;
  query->data_free = data_free;
  query->result_free = result_free;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, query, query_free);
  if (!uke_clinic_check_open (self, task)) {
    g_object_unref (task);
    return;
  }
  uke_db_pool_read_async (self->pool, run_query, query, NULL, result_free, cancellable,
                          query_done_cb, task);
}

/**
 * uke_clinic_query_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what the query read
 * Errors: those of the query
 * Thread: main
 */
gpointer
uke_clinic_query_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * uke_clinic_translate_error:
 * @error: (nullable): return location of a failed read
 *
 * A record that the store does not have is NOT_FOUND of this layer too, so that callers need know
 * one domain only.
 *
 * Errors: none
 * Thread: any
 */
void
uke_clinic_translate_error (GError **error)
{
  if (error == NULL || !g_error_matches (*error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND))
    return;
  g_clear_error (error);
  *error = uke_clinic_error_new (UKE_CLINIC_ERROR_NOT_FOUND, NULL);
}
