/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-set-up-query.h"

#include "clinic/uke-clinic-private.h"
#include "clinic/uke-set-up-commands.h"
#include "clinic/uke-work.h"
#include "model/uke-codes.h"
#include "store/uke-rows.h"

#include <glib/gstdio.h>

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

/* When the newest backup of a folder was made. */
static int64_t
find_backup (const char *folder, const char *suffix)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  int64_t newest_us = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    GStatBuf info;

    if (g_str_has_suffix (name, suffix) && g_stat (path, &info) == 0)
      newest_us = MAX (newest_us, (int64_t)info.st_mtime * G_USEC_PER_SEC);
  }
  return newest_us;
}

static gpointer
read_safety (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const char *folder = data;
  UkeId id = uke_work_id_from_text ("setting", UKE_SETTING_KEY_VERIFIED);
  g_autoptr (GError) local = NULL;
  g_autoptr (UkeRecord) setting = uke_rows_find (db, &UKE_ENTITY_SETTING, &id, &local);
  g_autofree char *backups = g_build_filename (folder, "backups", NULL);
  gint64 verified = 0;
  UkeSafety *safety;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  if (setting != NULL
      && !g_ascii_string_to_signed (uke_record_get_text (setting, UKE_SETTING_VALUE), 10,
                                    -INT64_MAX, INT64_MAX, &verified, NULL))
    verified = 0;
  safety = g_new0 (UkeSafety, 1);
  safety->verified_at_us = ABS (verified);
  safety->was_good = verified > 0;
  safety->backup_at_us = MAX (find_backup (folder, ".backup"), find_backup (backups, ""));
  return safety;
}

/**
 * uke_clinic_load_safety_async:
 * @self: an open clinic
 * @cancellable: (nullable): to stop reading
 * @callback: called with what is known
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 */
void
uke_clinic_load_safety_async (UkeClinic *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  uke_clinic_query (self, uke_clinic_load_safety_async, read_safety, g_strdup (self->data_dir),
                    g_free, g_free, cancellable, callback, user_data);
}

/**
 * uke_clinic_load_safety_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): freed by g_free()
 * Errors: NOT_OPEN
 * Thread: main
 */
UkeSafety *
uke_clinic_load_safety_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}
