/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UkeDataDir:
 * @path: the directory, absolute
 * @database: the encrypted database in it
 * @slots: the slot file
 * @slots_copy: the second copy of the slot file
 * @lock: the file that the one process that uses the directory holds locked
 * @backups: the directory of keyed backups
 *
 * Where a clinic's data lie. Immutable.
 */
typedef struct {
  char *path;
  char *database;
  char *slots;
  char *slots_copy;
  char *lock;
  char *backups;
} UkeDataDir;

UkeDataDir *uke_data_dir_new (const char *path);
void uke_data_dir_free (UkeDataDir *dir);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeDataDir, uke_data_dir_free)

char *uke_data_dir_default_path (void);
gboolean uke_data_dir_create_sync (const UkeDataDir *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_data_dir_remove_sync (const UkeDataDir *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_data_dir_has_database (const UkeDataDir *dir);
gboolean uke_data_dir_has_slots (const UkeDataDir *dir);

/**
 * UkeDataLock:
 *
 * The right to be the one process on a data directory. Released when freed, and by the kernel when
 * the process ends in any way.
 */
typedef struct _UkeDataLock UkeDataLock;

UkeDataLock *uke_data_dir_lock_sync (const UkeDataDir *dir,
                                     const char *program,
                                     char **out_holder,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_data_dir_wait_lock_async (const UkeDataDir *dir,
                                   const char *program,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
UkeDataLock *uke_data_dir_wait_lock_finish (GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_data_lock_free (UkeDataLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeDataLock, uke_data_lock_free)

G_END_DECLS
