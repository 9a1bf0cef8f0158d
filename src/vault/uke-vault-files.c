/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-vault-files.h"

#include <glib/gstdio.h>

/* The key files are read and written before there is a database and its threads, a few times in the
 * life of a clinic; a task thread serves for that. Paths and slots belong to the vault, which the
 * outer task keeps alive and at rest meanwhile. */
typedef struct {
  const UkeDataDir *dir;
  UkeKeySlots *slots; /* to save: the vault's; loaded: (owned) until finished */
  UkeKeySlotsCondition condition;
  gboolean is_first;
  gboolean owns_slots;
} FileWork;

static void
file_work_free (FileWork *work)
{
  if (work->owns_slots)
    uke_key_slots_free (work->slots);
  g_free (work);
}

static UkeVaultPresence
judge_presence (gboolean has_database, const GError *error)
{
  if (error == NULL)
    return has_database ? UKE_VAULT_COMPLETE : UKE_VAULT_NO_DATABASE;
  if (g_error_matches (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_EMPTY))
    return has_database ? UKE_VAULT_NO_SLOTS : UKE_VAULT_EMPTY;
  return g_error_matches (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_NEWER_SLOTS)
             ? UKE_VAULT_NEWER_SLOTS
             : UKE_VAULT_DAMAGED_SLOTS;
}

static gboolean
is_about_content (const GError *error)
{
  return g_error_matches (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_EMPTY)
         || g_error_matches (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_DAMAGED_SLOTS)
         || g_error_matches (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_NEWER_SLOTS);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  FileWork *work = data;
  g_autoptr (GError) error = NULL;

  work->slots
      = uke_key_slots_load_sync (work->dir->slots, work->dir->slots_copy, &work->condition, &error);
  work->owns_slots = TRUE;
  if (error != NULL && !is_about_content (error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_int (task, (gssize)judge_presence (uke_data_dir_has_database (work->dir), error));
}

/**
 * uke_vault_files_load_async:
 * @dir: paths; must outlive the call
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Looks what lies in the directory and reads the slots. Changes nothing.
 *
 * Thread: main
 */
void
uke_vault_files_load_async (const UkeDataDir *dir,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  FileWork *work = g_new0 (FileWork, 1);

  work->dir = dir;
  g_task_set_source_tag (task, uke_vault_files_load_async);
  g_task_set_task_data (task, work, (GDestroyNotify)file_work_free);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * uke_vault_files_load_finish:
 * @result: what the callback got
 * @out_slots: (out) (transfer full) (nullable): the slots, where they could be read
 * @out_condition: (out): which copy was read
 * @error: return location
 *
 * Returns: what lies in the directory; of no meaning with @error set
 * Errors: %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_IO, %G_IO_ERROR_CANCELLED
 * Thread: main
 */
UkeVaultPresence
uke_vault_files_load_finish (GAsyncResult *result,
                             UkeKeySlots **out_slots,
                             UkeKeySlotsCondition *out_condition,
                             GError **error)
{
  FileWork *work = g_task_get_task_data (G_TASK (result));
  gssize presence = g_task_propagate_int (G_TASK (result), error);

  if (presence < 0)
    return UKE_VAULT_EMPTY;
  *out_slots = g_steal_pointer (&work->slots);
  *out_condition = work->condition;
  return (UkeVaultPresence)presence;
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  FileWork *work = data;
  g_autoptr (GError) error = NULL;

  if (!uke_data_dir_create_sync (work->dir, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  /* Invariant 2 of the vault, looked at again at the last moment. */
  if (work->is_first
      && (uke_data_dir_has_database (work->dir) || uke_data_dir_has_slots (work->dir))) {
    g_task_return_new_error (task, UKE_VAULT_ERROR, UKE_VAULT_ERROR_EXISTS,
                             "a database or slot file appeared meanwhile");
    return;
  }
  if (uke_key_slots_save_sync (work->slots, work->dir->slots, work->dir->slots_copy, &error)) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  /* The first of the two may have been written, of a key that protects nothing yet. */
  if (work->is_first) {
    g_unlink (work->dir->slots);
    g_unlink (work->dir->slots_copy);
  }
  g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * uke_vault_files_save_async:
 * @dir: paths; must outlive the call
 * @slots: what to write; must outlive the call and not be touched meanwhile
 * @is_first: whether nothing may be there yet
 * @callback: called when done
 * @user_data: for @callback
 *
 * Writes the slot file and its copy. Once begun it is not given up half-way.
 *
 * Thread: main
 */
void
uke_vault_files_save_async (const UkeDataDir *dir,
                            UkeKeySlots *slots,
                            gboolean is_first,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  FileWork *work = g_new0 (FileWork, 1);

  work->dir = dir;
  work->slots = slots;
  work->is_first = is_first;
  g_task_set_source_tag (task, uke_vault_files_save_async);
  g_task_set_task_data (task, work, (GDestroyNotify)file_work_free);
  g_task_run_in_thread (task, save_in_thread);
}

/**
 * uke_vault_files_save_finish:
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether both files are on the disk
 * Errors: %UKE_VAULT_ERROR_EXISTS, %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_NO_SPACE,
 * %UKE_VAULT_ERROR_IO
 * Thread: main
 */
gboolean
uke_vault_files_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
forget_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (uke_data_dir_remove_sync (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * uke_vault_files_forget_async:
 * @dir: paths; must outlive the call
 * @callback: called when done
 * @user_data: for @callback
 *
 * Takes the clinic out of the directory (uke_data_dir_remove_sync()).
 *
 * Thread: main
 */
void
uke_vault_files_forget_async (const UkeDataDir *dir,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, uke_vault_files_forget_async);
  g_task_set_task_data (task, (gpointer)dir, NULL);
  g_task_run_in_thread (task, forget_in_thread);
}

/**
 * uke_vault_files_forget_finish:
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether nothing of the clinic is left
 * Errors: as uke_data_dir_remove_sync()
 * Thread: main
 */
gboolean
uke_vault_files_forget_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
