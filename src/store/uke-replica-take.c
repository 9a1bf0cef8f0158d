/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "feed/uke-feed-log.h"
#include "store/uke-projection.h"
#include "store/uke-replica-log.h"
#include "store/uke-replica-page.h"
#include "store/uke-store-error.h"

#include <string.h>

/*
 * An item of the outbox goes from QUEUED to SENT when a push takes it, from SENT to ACKED when the
 * server says that it has it, and leaves for `retained` when it is seen in the log. Whatever is not
 * so after a page is sent again: the server knows ids that it has (sync.md 2.8). While a server
 * that was put back waits for everybody's old change-sets, they are LATER.
 */

static void
note_contact (UkeReplicaTaking *self, int64_t durable, int64_t at_us)
{
  self->facts.durable = MAX (self->facts.durable, durable);
  self->facts.last_contact_us = self->now_us;
  if (at_us != 0)
    self->facts.offset_us = at_us - self->now_us;
}

/* An item that the server says it has, and that the log will not or did not show. */
static gboolean
settle_acked (UkeReplicaTaking *self, UkeOutboxItem *item, gboolean is_up_to_date, GError **error)
{
  if (item->state != UKE_OUTBOX_ACKED || (item->ack_seq > self->cursor.seq && !is_up_to_date))
    return TRUE;
  item->state = UKE_OUTBOX_QUEUED;
  return uke_outbox_update (self->db, item, error);
}

/* The cursor passed what the server said they became, and they were not there: once more. */
static gboolean
settle_all_acked (UkeReplicaTaking *self, const UkeWirePage *page, GError **error)
{
  g_autoptr (GPtrArray) items = uke_outbox_list (self->db, error);
  gboolean is_up_to_date = !page->more && page->head <= self->cursor.seq;

  if (items == NULL)
    return FALSE;
  for (unsigned i = 0; i < items->len; i++)
    if (!settle_acked (self, items->pdata[i], is_up_to_date, error))
      return FALSE;
  return TRUE;
}

/* The server has it as an entry that this desk's rows hold already: a snapshot brought it. */
static gboolean
is_in_base (UkeReplicaTaking *self, const UkeWireResult *result, gboolean *out_is, GError **error)
{
  UkeLogEntry entry;
  g_autoptr (GError) local = NULL;

  *out_is = FALSE;
  if (result->kind != UKE_WIRE_RESULT_DUP || result->seq > self->cursor.seq)
    return TRUE;
  if (uke_log_store_find (self->db, result->seq, &entry, &local)) {
    *out_is = uke_id_equal (&entry.meta.change_set_id, &result->id);
    return TRUE;
  }
  *out_is = g_error_matches (local, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND);
  if (!*out_is)
    g_propagate_error (error, g_steal_pointer (&local));
  return *out_is;
}

static gboolean
refuse_item (UkeReplicaTaking *self,
             UkeOutboxItem *item,
             const UkeWireResult *result,
             GError **error)
{
  const char *reason = result->kind == UKE_WIRE_RESULT_ID_REUSE ? "id_reuse" : result->message;

  uke_feed_log_refused ("push: change-set %" G_GINT64_FORMAT " is refused for good: %s", item->dseq,
                        reason != NULL ? reason : "no reason is given");
  item->state = UKE_OUTBOX_REFUSED;
  g_free (item->reason);
  item->reason = g_utf8_make_valid (reason != NULL ? reason : "", -1);
  return uke_outbox_update (self->db, item, error) && uke_replica_taking_put_back (self, error);
}

static gboolean
take_result (UkeReplicaTaking *self,
             UkeOutboxItem *item,
             const UkeWireResult *result,
             GError **error)
{
  gboolean is_known;

  switch (result->kind) {
  case UKE_WIRE_RESULT_APPLIED:
  case UKE_WIRE_RESULT_MERGED:
  case UKE_WIRE_RESULT_PARKED:
  case UKE_WIRE_RESULT_DUP:
    if (!is_in_base (self, result, &is_known, error))
      return FALSE;
    if (is_known)
      return uke_replica_taking_put_back (self, error)
             && uke_replica_log_retain (self->db, &item->id, &self->cursor.epoch, result->seq,
                                        self->now_us, error);
    item->state = UKE_OUTBOX_ACKED;
    item->ack_seq = result->seq;
    return uke_outbox_update (self->db, item, error);
  case UKE_WIRE_RESULT_LATER:
    item->state = UKE_OUTBOX_LATER;
    return uke_outbox_update (self->db, item, error);
  case UKE_WIRE_RESULT_ID_REUSE:
  case UKE_WIRE_RESULT_REFUSED:
    return refuse_item (self, item, result, error);
  case UKE_WIRE_RESULT_FORKED:
  case UKE_WIRE_RESULT_GAP:
    break;
  }
  return TRUE;
}

static gboolean
requeue (UkeReplicaTaking *self, UkeOutboxItem *item, GError **error)
{
  item->state = UKE_OUTBOX_QUEUED;
  return uke_outbox_update (self->db, item, error);
}

/* The server misses @expected: whatever is at or behind it is sent again, when there is such a one.
 */
static gboolean
take_gap (UkeReplicaTaking *self,
          GPtrArray *items,
          int64_t expected,
          gboolean *out_is_there,
          GError **error)
{
  *out_is_there = FALSE;
  for (unsigned i = 0; i < items->len; i++) {
    UkeOutboxItem *item = items->pdata[i];

    if (item->state == UKE_OUTBOX_REFUSED || item->dseq < expected)
      continue;
    *out_is_there = *out_is_there || item->dseq == expected;
    if (item->state != UKE_OUTBOX_QUEUED && !requeue (self, item, error))
      return FALSE;
  }
  return TRUE;
}

/* @result: (nullable) */
static gboolean
is_about (const UkeWireResult *result, const UkeOutboxItem *item, unsigned at, int64_t head)
{
  if (result == NULL) {
    uke_feed_log_refused ("push: change-set %u that was sent has no result", at);
    return FALSE;
  }
  if (result->seq > head) {
    uke_feed_log_refused ("push: result %u is entry %" G_GINT64_FORMAT
                          ", where the log ends at %" G_GINT64_FORMAT,
                          at, result->seq, head);
    return FALSE;
  }
  if (uke_id_is_none (&result->id) || uke_id_equal (&result->id, &item->id))
    return TRUE;
  uke_feed_log_refused ("push: result %u is of another change-set than the one that was sent", at);
  return FALSE;
}

/* Results stand at the places of the change-sets that were sent. */
static gboolean
take_results (UkeReplicaTaking *self,
              const UkeWirePushAnswer *answer,
              UkeSyncTake *out_take,
              GError **error)
{
  g_autoptr (GPtrArray) items = uke_outbox_list (self->db, error);
  int64_t expected = 0;
  gboolean is_there = TRUE, ends = FALSE; /* behind these two nothing was looked at */
  unsigned at = 0;

  if (items == NULL)
    return FALSE;
  for (unsigned i = 0; i < items->len; i++) {
    UkeOutboxItem *item = items->pdata[i];
    const UkeWireResult *result = NULL;

    if (item->state != UKE_OUTBOX_SENT)
      continue;
    if (at < answer->results->len)
      result = &g_array_index (answer->results, UkeWireResult, at);
    at++;
    if (result != NULL && result->kind == UKE_WIRE_RESULT_GAP)
      expected = result->expected;
    if (result != NULL && result->kind == UKE_WIRE_RESULT_FORKED) {
      uke_feed_log_refused ("push: the number %" G_GINT64_FORMAT
                            " of change-set %u was used before",
                            item->dseq, at - 1);
      *out_take = UKE_SYNC_TAKE_NEEDS_INC;
    }
    if (!ends && !is_about (result, item, at - 1, answer->head))
      result = NULL;
    ends = ends || expected != 0 || *out_take == UKE_SYNC_TAKE_NEEDS_INC;
    if (result != NULL && !take_result (self, item, result, error))
      return FALSE;
    if (item->state == UKE_OUTBOX_SENT && !requeue (self, item, error))
      return FALSE;
  }
  if (expected != 0 && !take_gap (self, items, expected, &is_there, error))
    return FALSE;
  if (!is_there) {
    uke_feed_log_refused (
        "push: the server misses change-set %" G_GINT64_FORMAT ", which is not here", expected);
    *out_take = UKE_SYNC_TAKE_NEEDS_INC;
  }
  return TRUE;
}

/**
 * uke_replica_taking_finish:
 * @self: a taking whose base rows stand
 * @changes: every record that people see differently is added
 * @search: (element-type UkeSearchChange): what the search memory must follow is added
 * @error: return location
 *
 * What waits goes over the base again, and everybody learns what they see now.
 *
 * Returns: whether it was done
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of its connection
 */
gboolean
uke_replica_taking_finish (UkeReplicaTaking *self,
                           UkeChanges *changes,
                           GPtrArray *search,
                           GError **error)
{
  g_autoptr (UkeChanges) own = uke_changes_new ();
  g_autoptr (UkeChanges) hidden = uke_changes_new ();

  if (!uke_replica_taking_replay (self, error)
      || !uke_replica_write_facts (self->db, &self->facts, error)
      || !uke_log_store_set_device (self->db, &self->device, error)
      || !uke_replica_taking_tell (self, own, hidden, error)
      || !uke_projection_follow (self->db, own, search, error)
      || !uke_projection_follow (self->db, hidden, search, error))
    return FALSE;
  for (unsigned i = 0; i < uke_changes_get_n (own); i++) {
    const UkeChange *change = uke_changes_get (own, i);

    uke_changes_add (changes, change->entity, &change->id, change->before, change->after);
  }
  return TRUE;
}

/* One transaction; nothing is done unless @out_page says DONE. @page: (nullable). */
static gboolean
take_answer (UkeDb *db,
             const UkeWirePushAnswer *answer,
             const UkeWirePage *page,
             int64_t now_us,
             UkeSyncTake *out_pushed,
             UkeSyncTake *out_page,
             UkeChanges *changes,
             GPtrArray *search,
             GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_auto (UkeReplicaTaking) taking = { 0 };

  *out_pushed = *out_page = UKE_SYNC_TAKE_DONE;
  if (transaction == NULL || !uke_replica_taking_init (&taking, db, now_us, answer->at_us, error))
    return FALSE;
  if (!uke_id_equal (&answer->epoch, &taking.cursor.epoch)) {
    uke_feed_log_refused ("the answer to a push is of another history");
    *out_pushed = UKE_SYNC_TAKE_DIVERGED;
    return TRUE;
  }
  if (!take_results (&taking, answer, out_pushed, error)
      || (page != NULL && !uke_replica_taking_page (&taking, page, out_page, error)))
    return FALSE;
  if (*out_page != UKE_SYNC_TAKE_DONE)
    return TRUE;
  note_contact (&taking, answer->durable, answer->at_us);
  return (page == NULL || settle_all_acked (&taking, page, error))
         && uke_replica_taking_finish (&taking, changes, search, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_replica_take_answer:
 * @db: the writing connection, outside any transaction
 * @answer: what the server said to a push
 * @now_us: this desk's clock
 * @out_take: (out): what came of it
 * @changes: every record that people see differently is added
 * @search: (element-type UkeSearchChange): what the search memory must follow is added
 * @error: return location
 *
 * Notes what the server has, sets aside what it refuses for good, and takes the page that came
 * along. When the page cannot be taken, what the results say stays.
 *
 * Returns: whether the store did its part
 * Errors: UKE_DB_ERROR: FULL, IO; UKE_STORE_ERROR: CORRUPT; UKE_FEED_ERROR: NEWER_SCHEMA
 * Thread: the owner of @db
 * Source: sync.md 2.5, 2.8
 */
gboolean
uke_replica_take_answer (UkeDb *db,
                         const UkeWirePushAnswer *answer,
                         int64_t now_us,
                         UkeSyncTake *out_take,
                         UkeChanges *changes,
                         GPtrArray *search,
                         GError **error)
{
  UkeSyncTake pushed, page, unused;

  if (!take_answer (db, answer, answer->page, now_us, &pushed, &page, changes, search, error))
    return FALSE;
  if (page != UKE_SYNC_TAKE_DONE
      && !take_answer (db, answer, NULL, now_us, &pushed, &unused, changes, search, error))
    return FALSE;
  *out_take = pushed != UKE_SYNC_TAKE_DONE ? pushed : page;
  return TRUE;
}

/**
 * uke_replica_measure_page:
 * @db: the writing connection, outside any transaction
 * @page: entries of the log that were held back
 * @now_us: this desk's clock
 * @out_deletions: (out): what they would delete
 * @error: return location
 *
 * Takes the page as far as it can be taken, counts, and takes all of it back: a person is told the
 * numbers before they agree. It is as much work as taking it, and happens as seldom as that.
 *
 * Returns: whether the store did its part; nothing is changed
 * Errors: as uke_replica_take_page()
 * Thread: the owner of @db
 */
gboolean
uke_replica_measure_page (UkeDb *db,
                          const UkeWirePage *page,
                          int64_t now_us,
                          UkeReplicaDeletions *out_deletions,
                          GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_auto (UkeReplicaTaking) taking = { 0 };
  UkeSyncTake take;
  int64_t n_patients = 0;

  *out_deletions = (UkeReplicaDeletions){ 0 };
  if (transaction == NULL
      || !uke_db_query_int64 (db, "SELECT count(*) FROM patient WHERE del_seq IS NULL", &n_patients,
                              error)
      || !uke_replica_taking_init (&taking, db, now_us, page->at_us, error)
      || !uke_replica_taking_page (&taking, page, &take, error))
    return FALSE;
  out_deletions->n_records = taking.n_deletions;
  out_deletions->n_patients = taking.n_patient_deletions;
  out_deletions->of_patients = (unsigned)n_patients;
  return TRUE;
}

/**
 * uke_replica_take_page:
 * @db: the writing connection, outside any transaction
 * @page: entries of the log
 * @now_us: this desk's clock
 * @may_delete: a person has agreed that it deletes much
 * @out_take: (out): what came of it
 * @changes: every record that people see differently is added
 * @search: (element-type UkeSearchChange): what the search memory must follow is added
 * @error: return location
 *
 * Returns: whether the store did its part; nothing was done unless @out_take is DONE
 * Errors: UKE_DB_ERROR: FULL, IO; UKE_STORE_ERROR: CORRUPT; UKE_FEED_ERROR: NEWER_SCHEMA
 * Thread: the owner of @db
 * Source: sync.md 2.7
 */
gboolean
uke_replica_take_page (UkeDb *db,
                       const UkeWirePage *page,
                       int64_t now_us,
                       gboolean may_delete,
                       UkeSyncTake *out_take,
                       UkeChanges *changes,
                       GPtrArray *search,
                       GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_auto (UkeReplicaTaking) taking = { 0 };

  taking.may_delete = may_delete;
  if (transaction == NULL || !uke_replica_taking_init (&taking, db, now_us, page->at_us, error)
      || !uke_replica_taking_page (&taking, page, out_take, error))
    return FALSE;
  if (*out_take != UKE_SYNC_TAKE_DONE)
    return TRUE;
  note_contact (&taking, page->durable, page->at_us);
  return settle_all_acked (&taking, page, error)
         && uke_replica_taking_finish (&taking, changes, search, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}

/**
 * uke_replica_take_place:
 * @db: the writing connection, outside any transaction
 * @cursor: a place that the server has signed
 * @out_take: (out): DONE, or STALE when the base rows stand elsewhere, or DIVERGED when the
 *   signature does not hold
 * @error: return location
 *
 * For a desk that joined with content of its own and stands where the server's history goes
 * through: it goes on from there, and nothing of it has to be offered.
 *
 * Returns: whether the store did its part
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP, CORRUPT
 * Thread: the owner of @db
 * Source: decision 5
 */
gboolean
uke_replica_take_place (UkeDb *db, const UkeCursor *cursor, UkeSyncTake *out_take, GError **error)
{
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  UkeReplicaFacts facts;
  UkeLogHead head;
  UkeCursor own;

  if (transaction == NULL || !uke_replica_read_facts (db, &facts, error)
      || !uke_log_store_get_head (db, &head, error))
    return FALSE;
  own = uke_replica_make_cursor (&facts, &head);
  *out_take = UKE_SYNC_TAKE_STALE;
  if (!uke_cursor_same_place (&own, cursor)) {
    uke_feed_log_refused ("the server's word is for another place than entry %" G_GINT64_FORMAT,
                          own.seq);
    return TRUE;
  }
  *out_take = UKE_SYNC_TAKE_DIVERGED;
  if (!cursor->is_signed || !uke_cursor_verify (cursor, facts.public_key)) {
    uke_feed_log_refused ("the server's word for entry %" G_GINT64_FORMAT " is not signed by it",
                          own.seq);
    return TRUE;
  }
  *out_take = UKE_SYNC_TAKE_DONE;
  facts.has_sig = TRUE;
  memcpy (facts.sig, cursor->sig, sizeof facts.sig);
  facts.own_seq = 0;
  return uke_replica_write_facts (db, &facts, error)
         && uke_db_transaction_commit (g_steal_pointer (&transaction), error);
}
