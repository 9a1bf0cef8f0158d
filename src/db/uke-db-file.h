/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db-types.h"

G_BEGIN_DECLS

/**
 * Facts about files, found out without SQLite.
 *
 * None of these functions may be given a database that this process has open: closing a second
 * descriptor of a file drops the locks that SQLite holds on it.
 */

/**
 * UkeDbFileKind:
 * @UKE_DB_FILE_MISSING: there is no such file
 * @UKE_DB_FILE_EMPTY: a file of no bytes
 * @UKE_DB_FILE_PLAIN: it opens with SQLite's magic: a database that is not encrypted
 * @UKE_DB_FILE_OPAQUE: anything else, as an encrypted database is
 */
typedef enum {
  UKE_DB_FILE_MISSING,
  UKE_DB_FILE_EMPTY,
  UKE_DB_FILE_PLAIN,
  UKE_DB_FILE_OPAQUE,
} UkeDbFileKind;

gboolean uke_db_file_get_kind (const char *path,
                               UkeDbFileKind *out_kind,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_db_file_get_free_bytes (const char *folder,
                                     uint64_t *out_bytes,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_db_file_ensure_private_folder (const char *folder,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_db_file_sync_folder (const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * UkeDbFileLock:
 *
 * The proof that this process is the one that works in a data folder (decision 25). The kernel
 * lets go of it when the process ends, however it ends.
 */
typedef struct _UkeDbFileLock UkeDbFileLock;

/**
 * UkeDbFileHolder:
 * @pid: its process id, 0 when unknown
 * @program: its program name, empty when unknown
 */
typedef struct {
  int pid;
  char program[32];
} UkeDbFileHolder;

UkeDbFileLock *uke_db_file_lock (const char *folder,
                                 const char *program,
                                 UkeDbFileHolder *out_holder,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_db_file_lock_free (UkeDbFileLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeDbFileLock, uke_db_file_lock_free)

G_END_DECLS
