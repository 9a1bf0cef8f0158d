/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db-types.h"

G_BEGIN_DECLS

/**
 * UkeDbPool:
 *
 * The threads that hold the connections: one writer, and readers that each see the last committed
 * state. Invariants:
 *
 * 1. Only the writer thread touches the writing connection; every write runs there, one at a time.
 * 2. Writes of one priority run in order of arrival; user work overtakes waiting background work.
 * 3. A write that is running is never interrupted: its function may look at the cancellable. A
 *    read is interrupted when its cancellable is cancelled.
 * 4. Work queued before the pool is open waits for it; if opening fails, all of it gets that error.
 * 5. Closing finishes the user writes that are queued, answers everything else with CLOSED, and
 *    closes the writing connection last, so that the log is folded into the file.
 * 6. A job that begins finds a connection or gets UNREACHABLE. A job whose connection is lost
 * fails; nothing is done a second time by itself.
 */
#define UKE_TYPE_DB_POOL (uke_db_pool_get_type ())
G_DECLARE_FINAL_TYPE (UkeDbPool, uke_db_pool, UKE, DB_POOL, GObject)

/**
 * UkeDbWork:
 * @db: the connection of the thread it runs on
 * @data: the caller's
 * @cancellable: (nullable): what the caller gave
 * @error: set if and only if the work failed
 *
 * What to do on a thread of the pool. It begins and ends its own transaction; one that is left
 * open is rolled back, and the work has failed with MISUSE.
 *
 * Returns: (nullable): the result; NULL is a result too when @error is not set
 */
typedef gpointer (*UkeDbWork) (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error);

UkeDbPool *uke_db_pool_new (unsigned n_readers);

void uke_db_pool_open_async (UkeDbPool *self,
                             const UkeDbConfig *config,
                             UkeDbWork setup,
                             gpointer setup_data,
                             GDestroyNotify setup_data_free,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean uke_db_pool_open_finish (UkeDbPool *self,
                                  GAsyncResult *result,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_db_pool_open_sync (UkeDbPool *self,
                                const UkeDbConfig *config,
                                UkeDbWork setup,
                                gpointer setup_data,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_db_pool_write_async (UkeDbPool *self,
                              UkeDbWork work,
                              gpointer data,
                              GDestroyNotify data_free,
                              GDestroyNotify result_free,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
void uke_db_pool_write_background_async (UkeDbPool *self,
                                         UkeDbWork work,
                                         gpointer data,
                                         GDestroyNotify data_free,
                                         GDestroyNotify result_free,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gpointer uke_db_pool_write_finish (UkeDbPool *self,
                                   GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gpointer uke_db_pool_write_sync (UkeDbPool *self,
                                 UkeDbWork work,
                                 gpointer data,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_db_pool_read_async (UkeDbPool *self,
                             UkeDbWork work,
                             gpointer data,
                             GDestroyNotify data_free,
                             GDestroyNotify result_free,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gpointer uke_db_pool_read_finish (UkeDbPool *self,
                                  GAsyncResult *result,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gpointer uke_db_pool_read_sync (UkeDbPool *self,
                                UkeDbWork work,
                                gpointer data,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_db_pool_close_async (UkeDbPool *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean uke_db_pool_close_finish (UkeDbPool *self,
                                   GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_db_pool_close_sync (UkeDbPool *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_db_pool_is_writer_thread (UkeDbPool *self);

G_END_DECLS
