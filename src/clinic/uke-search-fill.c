/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-clinic-private.h"

/*
 * Filling the search memory of a large clinic takes longer than everything else of an opening, and
 * nothing that is shown first needs it. So it is read beside, and whoever asks for it before it is
 * there waits for the rest: a few frames at 100,000 patients, and only right after the start.
 */
struct _UkeSearchFill {
  gatomicrefcount n_refs;
  GMutex mutex;
  GCond is_over_cond;
  gboolean is_over;
  UkeSearchIndex *search; /* (owned) (nullable): from its end until it is taken */
};

static UkeSearchFill *
fill_ref (UkeSearchFill *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

static void
fill_unref (gpointer data)
{
  UkeSearchFill *self = data;

  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_clear_pointer (&self->search, uke_search_index_free);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->is_over_cond);
  g_free (self);
}

static void
end_fill (UkeSearchFill *self, UkeSearchIndex *search)
{
  g_mutex_lock (&self->mutex);
  self->search = search;
  self->is_over = TRUE;
  g_cond_signal (&self->is_over_cond);
  g_mutex_unlock (&self->mutex);
}

static gpointer
read_search (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  UkeSearchFill *self = data;
  UkeSearchIndex *search = NULL;
  gboolean is_filled;

  if (uke_db_begin_read (db, error))
    search = uke_search_index_load (db, error);
  uke_db_end_read (db);
  is_filled = search != NULL;
  end_fill (self, search);
  return GINT_TO_POINTER (is_filled);
}

/* Waits for the thread and takes what it made; NULL when that failed. */
static UkeSearchIndex *
take (UkeSearchFill *self)
{
  UkeSearchIndex *search;

  g_mutex_lock (&self->mutex);
  while (!self->is_over)
    g_cond_wait (&self->is_over_cond, &self->mutex);
  search = g_steal_pointer (&self->search);
  g_mutex_unlock (&self->mutex);
  return search;
}

/* Work that was never begun ends here: nobody must wait for it. */
static void
let_go (gpointer data)
{
  UkeSearchFill *self = data;

  g_mutex_lock (&self->mutex);
  self->is_over = TRUE;
  g_cond_signal (&self->is_over_cond);
  g_mutex_unlock (&self->mutex);
  fill_unref (self);
}

static void
filled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  UkeClinic *self = g_task_get_source_object (task);
  GError *error = NULL;
  gboolean is_filled = uke_db_pool_read_finish (UKE_DB_POOL (source), result, &error) != NULL;

  if (is_filled)
    uke_clinic_get_search (self);
  uke_clinic_drop_fill (self);
  if (is_filled)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * uke_clinic_start_fill:
 * @self: a clinic whose store is open
 * @cancellable: (nullable): to stop waiting
 * @callback: called when the search memory is filled
 * @user_data: for @callback
 *
 * Fills the search memory beside everything else.
 *
 * Errors: those of the store
 * Thread: main
 * Source: performance.md goal U1
 */
void
uke_clinic_start_fill (UkeClinic *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, uke_clinic_start_fill);
  uke_clinic_drop_fill (self);
  self->fill = g_new0 (UkeSearchFill, 1);
  g_atomic_ref_count_init (&self->fill->n_refs);
  g_mutex_init (&self->fill->mutex);
  g_cond_init (&self->fill->is_over_cond);
  uke_db_pool_read_async (self->pool, read_search, fill_ref (self->fill), let_go, NULL, cancellable,
                          filled_cb, task);
}

/**
 * uke_clinic_start_fill_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether the search memory is filled
 * Errors: those of the store
 * Thread: main
 */
gboolean
uke_clinic_start_fill_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * uke_clinic_drop_fill:
 * @self: a clinic
 *
 * Waits for no search memory any longer.
 *
 * Errors: none
 * Thread: main
 */
void
uke_clinic_drop_fill (UkeClinic *self)
{
  g_clear_pointer (&self->fill, fill_unref);
}

/**
 * uke_clinic_get_search:
 * @self: an open clinic
 *
 * Returns: (transfer none) (nullable): the search memory, filled; NULL when filling it failed,
 *   which the opening reports
 * Errors: none
 * Thread: main
 */
UkeSearchIndex *
uke_clinic_get_search (UkeClinic *self)
{
  if (self->search == NULL && self->fill != NULL)
    self->search = take (self->fill);
  return self->search;
}
