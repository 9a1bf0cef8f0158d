/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-clinic-backup.h"

#include "clinic/uke-clinic-private.h"
#include "db/uke-db-backup.h"

typedef struct {
  UkeSecret *key; /* (owned) (nullable) */
  int64_t now_us;
} BackUp;

static void
back_up_free (gpointer data)
{
  BackUp *back_up = data;

  g_clear_pointer (&back_up->key, uke_secret_unref);
  g_free (back_up);
}

static gpointer
copy_database (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  BackUp *back_up = data;
  g_autofree char *time = g_strdup_printf ("%016" G_GINT64_FORMAT, back_up->now_us);

  return uke_db_backup_beside (db, "import", time,
                               back_up->key != NULL ? uke_secret_peek (back_up->key) : NULL,
                               cancellable, error);
}

/**
 * uke_clinic_back_up_async:
 * @self: an open clinic
 * @cancellable: (nullable): ends it without a copy
 * @callback: called when the copy is on the disk
 * @user_data: for @callback
 *
 * Copies the database as it is now, encrypted with the same key, beside itself. The two newest
 * copies are kept. Others go on writing meanwhile.
 *
 * Errors: NOT_OPEN, those of uke_db_backup(): OTHER_ENGINE with a database server
 * Thread: main
 * Source: decision 15, design.md 12.14
 */
void
uke_clinic_back_up_async (UkeClinic *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  BackUp *back_up = g_new0 (BackUp, 1);

  back_up->key = self->key != NULL ? uke_secret_ref (self->key) : NULL;
  back_up->now_us = uke_clock_now_us (self->clock);
  uke_clinic_query (self, uke_clinic_back_up_async, copy_database, back_up, back_up_free, g_free,
                    cancellable, callback, user_data);
}

/**
 * uke_clinic_back_up_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): where the copy lies
 * Errors: as uke_clinic_back_up_async()
 * Thread: main
 */
char *
uke_clinic_back_up_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}
