/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-replicate.h"

#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-clinic-private.h"
#include "clinic/uke-replica-base-private.h"
#include "db/uke-db-error.h"
#include "feed/uke-decide.h"
#include "feed/uke-feed-error.h"
#include "store/uke-audit-ship.h"
#include "store/uke-commit.h"
#include "store/uke-replica.h"

/**
 * uke_replicated_free:
 * @self: (transfer full) (nullable): what the store answered
 *
 * Errors: none
 * Thread: any
 */
void
uke_replicated_free (UkeReplicated *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->push, uke_wire_push_free);
  g_clear_pointer (&self->audit, uke_wire_audit_free);
  g_clear_pointer (&self->heads, uke_wire_resync_free);
  g_clear_pointer (&self->parts, g_array_unref);
  g_clear_pointer (&self->sums, uke_sync_sums_unref);
  g_free (self->reason);
  g_free (self);
}

/** Job: one operation on its way through the writer thread. */
typedef struct {
  UkeSyncAction action; /* (owned) */
  int64_t now_us;
  UkeReplicaBase *base; /* (not owned): touched on the writer thread alone */
  UkeReplicated *result;
  UkeChanges *changes;
  GPtrArray *search;
  gboolean has_cards; /* something was decided otherwise than meant, maybe without a row changing */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  uke_sync_action_clear (&job->action);
  uke_replicated_free (job->result);
  uke_changes_unref (job->changes);
  g_ptr_array_unref (job->search);
  g_free (job);
}

/* The numbers that a person is shown before they agree. */
static gboolean
measure (UkeDb *db, Job *job, GError **error)
{
  const UkeWirePage *page = job->action.page != NULL ? job->action.page : job->action.answer->page;
  UkeReplicaDeletions deletions;

  if (!uke_replica_measure_page (db, page, job->now_us, &deletions, error))
    return FALSE;
  job->result->held
      = (UkeSyncHeld){ deletions.n_records, deletions.n_patients, deletions.of_patients };
  return TRUE;
}

/* What was parked leaves the rows as they are, and a card all the same. */
static gboolean
leaves_cards (const UkeWirePage *page)
{
  for (unsigned i = 0; page != NULL && i < page->entries->len; i++) {
    const UkeWireEntry *entry = &g_array_index (page->entries, UkeWireEntry, i);

    if (!entry->is_stub && entry->meta.outcome != UKE_OUTCOME_APPLIED)
      return TRUE;
  }
  return FALSE;
}

/* Whether another file takes the place of this one. */
static gboolean
puts_in_place (const UkeSyncAction *action)
{
  return action->kind == UKE_SYNC_ACTION_STORE
         && (action->store == UKE_SYNC_STORE_SNAPSHOT_END
             || action->store == UKE_SYNC_STORE_SNAPSHOT_FIRST);
}

static gboolean
take_in (UkeDb *db, Job *job, GError **error)
{
  UkeSyncAction *action = &job->action;
  UkeSyncTake take = UKE_SYNC_TAKE_DONE;
  gboolean is_good;

  if (action->store == UKE_SYNC_STORE_TAKE_PLACE)
    is_good = uke_replica_take_place (db, &action->place, &take, error);
  else if (action->store == UKE_SYNC_STORE_REPAIR)
    is_good = uke_replica_repair (db, action->repair, job->now_us, &take, &job->result->n_repaired,
                                  job->changes, job->search, error);
  else if (action->store == UKE_SYNC_STORE_TAKE_ANSWER)
    is_good = uke_replica_take_answer (db, action->answer, job->now_us, &take, job->changes,
                                       job->search, error);
  else
    is_good = uke_replica_take_page (db, action->page, job->now_us, action->may_delete, &take,
                                     job->changes, job->search, error);
  job->result->take = take;
  if (take == UKE_SYNC_TAKE_HELD)
    return is_good && measure (db, job, error);
  if (take == UKE_SYNC_TAKE_DONE)
    job->has_cards = is_good
                     && leaves_cards (action->page != NULL     ? action->page
                                      : action->answer != NULL ? action->answer->page
                                                               : NULL);
  return is_good;
}

static gboolean
operate (UkeDb *db, Job *job, GError **error)
{
  UkeSyncAction *action = &job->action;
  UkeReplicated *result = job->result;

  if (action->kind != UKE_SYNC_ACTION_STORE)
    return TRUE;
  switch (action->store) {
  case UKE_SYNC_STORE_TAKE_PUSH:
    result->push = uke_replica_take_push (db, action->max_sets, action->max_bytes, error);
    return result->push != NULL;
  case UKE_SYNC_STORE_PUSH_LOST:
    return uke_replica_push_lost (db, action->with_later, error);
  case UKE_SYNC_STORE_TAKE_ANSWER:
  case UKE_SYNC_STORE_TAKE_PAGE:
  case UKE_SYNC_STORE_TAKE_PLACE:
  case UKE_SYNC_STORE_REPAIR:
    return take_in (db, job, error);
  case UKE_SYNC_STORE_SUMS:
    result->sums = uke_replica_get_sums (db, NULL, error);
    return result->sums != NULL;
  case UKE_SYNC_STORE_NEW_INC:
    return uke_replica_new_inc (db, action->inc, error);
  case UKE_SYNC_STORE_HEADS:
    result->heads = action->before > 0
                        ? uke_replica_get_heads_between (db, action->after, action->before, error)
                        : uke_replica_get_heads (db, error);
    return result->heads != NULL;
  case UKE_SYNC_STORE_SNAPSHOT_BEGIN:
    result->parts = uke_replica_base_begin (job->base, db, action->bytes, error);
    return result->parts != NULL;
  case UKE_SYNC_STORE_SNAPSHOT_PART:
    return uke_replica_base_take_part (job->base, action->sha256, action->bytes, error);
  case UKE_SYNC_STORE_SNAPSHOT_FIRST:
    return uke_replica_base_end (job->base, db, FALSE, 0, UKE_NO_CAP, &result->status, error);
  case UKE_SYNC_STORE_SNAPSHOT_END:
    return uke_replica_base_end (job->base, db, TRUE, action->inc, action->cap, &result->status,
                                 error);
  case UKE_SYNC_STORE_PRUNE:
    return uke_replica_prune (db, job->now_us, error);
  case UKE_SYNC_STORE_TAKE_AUDIT:
    result->audit = uke_audit_ship_take (db, action->max_sets, action->max_bytes, error);
    return result->audit != NULL;
  case UKE_SYNC_STORE_AUDIT_SENT:
    return uke_audit_ship_mark (db, action->seq, error);
  }
  return TRUE;
}

/**
 * uke_replicate_read_status:
 * @db: a connection
 * @out_status: (out): where the store stands, as the engine wants to know it
 * @error: return location
 *
 * Returns: whether it could be read
 * Errors: those of the store
 * Thread: the owner of @db
 */
gboolean
uke_replicate_read_status (UkeDb *db, UkeSyncStatus *out_status, GError **error)
{
  UkeReplicaStatus status;

  if (!uke_replica_get_status (db, &status, error))
    return FALSE;
  *out_status = (UkeSyncStatus){
    /* Entry 0 is where every history begins: whoever stands there has no content yet. */
    .has_cursor = status.cursor.seq > 0,
    .is_partial = status.is_partial,
    .cursor = status.cursor,
    .dev = status.dev,
    .inc = status.inc,
    .next_dseq = status.next_dseq,
    .n_queued = status.n_queued,
    .n_later = status.n_later,
    .n_waiting = status.n_waiting,
    .oldest_us = status.oldest_us,
    .audit_sent = status.audit_sent,
    .own_seq = status.own_seq,
  };
  return TRUE;
}

/* A failure is an answer to the engine: it decides when to try again. */
static UkeSyncStored
get_outcome (const GError *error)
{
  if (g_error_matches (error, UKE_DB_ERROR, UKE_DB_ERROR_FULL))
    return UKE_SYNC_STORED_FULL;
  return error->domain == UKE_FEED_ERROR ? UKE_SYNC_STORED_UNREADABLE : UKE_SYNC_STORED_FAILED;
}

static gpointer
run_job (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autoptr (GError) local = NULL;
  gboolean is_end = puts_in_place (&job->action);

  if (operate (db, job, &local)
      && (is_end || uke_replicate_read_status (db, &job->result->status, &local)))
    return job;
  job->result->stored = get_outcome (local);
  job->result->reason = g_strdup (local->message);
  return job;
}

static void
return_result (GTask *task)
{
  Job *job = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&job->result), (GDestroyNotify)uke_replicated_free);
}

static void
swapped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!uke_clinic_swap_finish (UKE_CLINIC (source), result, &error)) {
    job->result->stored = UKE_SYNC_STORED_FAILED;
    job->result->reason = g_strdup (error->message);
  }
  return_result (task);
}

/* What changes nothing is read beside what people do. */
static gboolean
is_read (const Job *job)
{
  return job->action.kind == UKE_SYNC_ACTION_STORE && job->action.store == UKE_SYNC_STORE_SUMS;
}

static gpointer
finish (const Job *job, UkeDbPool *pool, GAsyncResult *result, GError **error)
{
  return is_read (job) ? uke_db_pool_read_finish (pool, result, error)
                       : uke_db_pool_write_finish (pool, result, error);
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  UkeClinic *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  gboolean is_end = puts_in_place (&job->action);
  g_autoptr (GError) error = NULL;

  if (finish (job, UKE_DB_POOL (source), result, &error) == NULL) {
    job->result->stored = UKE_SYNC_STORED_FAILED;
    job->result->reason = g_strdup (error->message);
  } else if (is_end && job->result->stored == UKE_SYNC_STORED_OK) {
    uke_clinic_swap_async (self, swapped_cb, g_steal_pointer (&task));
    return;
  }
  if (is_end)
    self->is_open = self->was_open;
  if (self->is_open && (uke_changes_get_n (job->changes) > 0 || job->has_cards)) {
    uke_clinic_follow_search (self, job->search);
    uke_clinic_follow (self, job->changes);
  }
  return_result (task);
}

/**
 * uke_clinic_replicate_async:
 * @self: a clinic that is open, or is being made from a server's content
 * @action: what the engine asks; its contents are taken over
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Nobody can change anything while another base takes the place of this one: what was asked for
 * before is done before, and goes along.
 *
 * Errors: none: a failure is part of the result
 * Thread: main
 */
void
uke_clinic_replicate_async (UkeClinic *self,
                            UkeSyncAction *action,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, uke_clinic_replicate_async);
  g_task_set_task_data (task, job, job_free);
  job->action = *action;
  *action = (UkeSyncAction){ 0 };
  job->now_us = uke_clock_now_us (self->clock);
  job->result = g_new0 (UkeReplicated, 1);
  job->changes = uke_changes_new ();
  job->search = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_change_free);
  if (self->pool == NULL) {
    job->result->stored = UKE_SYNC_STORED_FAILED;
    job->result->reason = g_strdup ("the clinic is closed");
    return_result (task);
    g_object_unref (task);
    return;
  }
  if (self->base == NULL)
    self->base = uke_replica_base_new (self->data_dir, self->key);
  job->base = self->base;
  if (puts_in_place (&job->action)) {
    self->was_open = self->is_open;
    self->is_open = FALSE;
  }
  if (is_read (job))
    uke_db_pool_read_async (self->pool, run_job, job, NULL, NULL, NULL, ran_cb, task);
  else
    uke_db_pool_write_background_async (self->pool, run_job, job, NULL, NULL, NULL, ran_cb, task);
}

/**
 * uke_clinic_replicate_finish:
 * @self: a clinic
 * @result: what the callback was given
 *
 * Returns: (transfer full): the store's answer
 * Errors: none
 * Thread: main
 */
UkeReplicated *
uke_clinic_replicate_finish (UkeClinic *self, GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
