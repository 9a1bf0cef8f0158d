/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-clinic-backup.h"

#include "clinic/uke-clinic-private.h"
#include "clinic/uke-note.h"
#include "db/uke-db-backup.h"

#include <glib/gstdio.h>
#include <string.h>

/* How many copies of before an import are kept (decision 15). */
#define N_KEPT 2

typedef struct {
  UkeSecret *key; /* (owned) */
  int64_t now_us;
} BackUp;

static void
back_up_free (gpointer data)
{
  BackUp *back_up = data;

  uke_secret_unref (back_up->key);
  g_free (back_up);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)b, *(char *const *)a);
}

/* Times of one length, so that names sort as times do. */
static char *
name_copy (const char *database, int64_t now_us)
{
  return g_strdup_printf ("%s.import-%016" G_GINT64_FORMAT ".backup", database, now_us);
}

static void
remove_older_copies (const char *database)
{
  g_autofree char *folder = g_path_get_dirname (database);
  g_autofree char *base = g_path_get_basename (database);
  g_autofree char *prefix = g_strconcat (base, ".import-", NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_prefix (name, prefix) && g_str_has_suffix (name, ".backup"))
      g_ptr_array_add (names, g_strdup (name));
  }
  g_ptr_array_sort (names, compare_newest_first);
  for (unsigned i = N_KEPT; i < names->len; i++) {
    g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);

    g_unlink (path);
  }
}

static gpointer
copy_database (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  BackUp *back_up = data;
  g_autofree char *path = name_copy (uke_db_get_path (db), back_up->now_us);

  if (!uke_db_backup (db, path, uke_secret_peek (back_up->key), NULL, NULL, cancellable, error))
    return NULL;
  remove_older_copies (uke_db_get_path (db));
  return g_steal_pointer (&path);
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
 * Errors: NOT_OPEN, those of uke_db_backup()
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
