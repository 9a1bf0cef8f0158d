/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db-pool.h"
#include "db/uke-db.h"

G_BEGIN_DECLS

/**
 * UkeDbCore:
 *
 * The threads of a pool and everything they share. The threads hold references of this, never of
 * the #UkeDbPool, so that the object can be let go of on any thread, one of theirs included.
 */
typedef struct _UkeDbCore UkeDbCore;

/**
 * UkeDbLane:
 * @UKE_DB_LANE_USER: writes that somebody waits for
 * @UKE_DB_LANE_BACKGROUND: writes that run when nobody waits
 * @UKE_DB_LANE_READ: reads
 */
typedef enum {
  UKE_DB_LANE_USER,
  UKE_DB_LANE_BACKGROUND,
  UKE_DB_LANE_READ,
} UkeDbLane;
#define UKE_DB_N_LANES 3

/**
 * UkeDbJob:
 *
 * One piece of work and who waits for it: a task, or a thread inside uke_db_core_run().
 */
typedef struct {
  UkeDbWork work;             /* (nullable): for opening without set-up */
  gpointer data;              /* (owned when data_free is set) */
  GDestroyNotify data_free;   /* (nullable) */
  GDestroyNotify result_free; /* (nullable) */
  GCancellable *cancellable;  /* (owned) (nullable) */
  GTask *task;                /* (owned) (nullable) */
  UkeDbLane lane;

  /* Without a task, under the core's mutex. */
  gpointer result; /* (owned) */
  GError *error;   /* (owned) (nullable) */
  gboolean is_done;
} UkeDbJob;

UkeDbJob *
uke_db_job_new (UkeDbWork work, gpointer data, GDestroyNotify data_free, GCancellable *cancellable);
void uke_db_job_free (UkeDbJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeDbJob, uke_db_job_free)

UkeDbCore *uke_db_core_new (unsigned n_readers);
UkeDbCore *uke_db_core_ref (UkeDbCore *core);
void uke_db_core_unref (UkeDbCore *core);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeDbCore, uke_db_core_unref)

void uke_db_core_start (UkeDbCore *core, const UkeDbConfig *config, UkeDbJob *setup);
void uke_db_core_push (UkeDbCore *core, UkeDbLane lane, UkeDbJob *job);
gpointer uke_db_core_wait (UkeDbCore *core, UkeDbJob *job, GError **error);
void uke_db_core_close (UkeDbCore *core, GTask *task);
void uke_db_core_join (UkeDbCore *core);
gboolean uke_db_core_wait_closed (UkeDbCore *core, GError **error);
gboolean uke_db_core_is_writer_thread (UkeDbCore *core);
gboolean uke_db_core_is_own_thread (UkeDbCore *core);

G_END_DECLS
