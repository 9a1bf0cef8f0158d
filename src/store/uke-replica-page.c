/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-replica-page.h"

#include "feed/uke-change-set-json.h"
#include "feed/uke-effect-json.h"
#include "feed/uke-feed-log.h"
#include "model/uke-action.h"
#include "store/uke-commit-view.h"
#include "store/uke-conflict-store.h"
#include "store/uke-history-store.h"
#include "store/uke-replica-log.h"
#include "store/uke-rows.h"
#include "store/uke-shadow.h"
#include "store/uke-store-error.h"
#include "store/uke-waiting.h"

#include <string.h>

/** Sight: a row as people saw it and see it. */
typedef struct {
  UkeShadow key;
  UkeRecord *before; /* (owned) (nullable) */
  UkeRecord *after;  /* (owned) (nullable) */
  gboolean was_waiting;
} Sight;

/** Entry: an entry that follows, with what its author wrote. */
typedef struct {
  const UkeWireEntry *wire;
  UkeChangeSet *set;          /* (owned) (nullable): a stub, or erased */
  const UkeNewFields *fields; /* (nullable): what a newer program may have written there */
} Entry;

static void
sight_free (gpointer data)
{
  Sight *self = data;

  g_clear_object (&self->before);
  g_clear_object (&self->after);
  g_free (self);
}

static void
clear_entry (gpointer data)
{
  Entry *self = data;

  g_clear_pointer (&self->set, uke_change_set_free);
}

/**
 * uke_replica_taking_init:
 * @self: a taking
 * @db: the writing connection, inside a transaction
 * @now_us: this desk's clock
 * @server_now_us: the server's, or 0 when it was not said
 * @error: return location
 *
 * Returns: whether the desk belongs to a server and its place could be read
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP, CORRUPT
 * Thread: the owner of @db
 */
gboolean
uke_replica_taking_init (UkeReplicaTaking *self,
                         UkeDb *db,
                         int64_t now_us,
                         int64_t server_now_us,
                         GError **error)
{
  UkeLogHead head;

  self->db = db;
  self->now_us = now_us;
  if (!uke_replica_read_facts (db, &self->facts, error)
      || !uke_log_store_get_head (db, &head, error)
      || !uke_log_store_get_device (db, &self->device, error))
    return FALSE;
  if (!self->facts.is_replica) {
    g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_SET_UP, "this desk has no server");
    return FALSE;
  }
  self->server_now_us
      = server_now_us != 0 ? server_now_us : uke_replica_get_time_us (&self->facts, now_us);
  self->cursor = uke_replica_make_cursor (&self->facts, &head);
  self->rows = uke_row_writer_new (db);
  self->effect = uke_effect_new ();
  self->sights = g_hash_table_new_full (uke_shadow_hash, uke_shadow_equal, NULL, sight_free);
  self->order = g_ptr_array_new ();
  return TRUE;
}

/**
 * uke_replica_taking_clear:
 * @self: a taking
 *
 * Thread: the owner of its connection
 */
void
uke_replica_taking_clear (UkeReplicaTaking *self)
{
  g_clear_pointer (&self->rows, uke_row_writer_free);
  g_clear_pointer (&self->effect, uke_effect_free);
  g_clear_pointer (&self->order, g_ptr_array_unref);
  g_clear_pointer (&self->sights, g_hash_table_unref);
}

/* Keeps what people saw of a row, the first time it is met, and what they see now. */
static Sight *
look (UkeReplicaTaking *self, const UkeShadow *key, UkeRecord *before, UkeRecord *after)
{
  Sight *sight = g_hash_table_lookup (self->sights, key);

  if (sight == NULL) {
    sight = g_new0 (Sight, 1);
    sight->key = *key;
    sight->before = before != NULL ? g_object_ref (before) : NULL;
    g_hash_table_insert (self->sights, &sight->key, sight);
    g_ptr_array_add (self->order, sight);
  }
  g_set_object (&sight->after, after);
  return sight;
}

/**
 * uke_replica_taking_look:
 * @self: a taking
 * @key: a row
 * @before: (nullable): as people saw it, used when it is met for the first time
 * @after: (nullable): as they see it now; NULL also for one that is deleted
 *
 * Thread: the owner of its connection
 */
void
uke_replica_taking_look (UkeReplicaTaking *self,
                         const UkeShadow *key,
                         UkeRecord *before,
                         UkeRecord *after)
{
  look (self, key, before, after);
}

static void
look_at_changes (UkeReplicaTaking *self, const UkeChanges *changes)
{
  for (unsigned i = 0; i < uke_changes_get_n (changes); i++) {
    const UkeChange *change = uke_changes_get (changes, i);
    const UkeShadow key = { change->entity, change->id };

    look (self, &key, change->before, change->after);
  }
}

static void
put_back_cb (const UkeShadow *shadow, UkeRecord *seen, UkeRecord *base, gpointer data)
{
  UkeReplicaTaking *self = data;
  gboolean is_there = base != NULL && !uke_record_is_deleted (base);

  look (self, shadow, seen, is_there ? base : NULL)->was_waiting = TRUE;
}

/**
 * uke_replica_taking_put_back:
 * @self: a taking
 * @error: return location
 *
 * Takes what waits out of the tables, once. uke_replica_taking_replay() puts it in again.
 *
 * Returns: whether the tables are the base now
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of its connection
 */
gboolean
uke_replica_taking_put_back (UkeReplicaTaking *self, GError **error)
{
  if (self->is_put_back)
    return TRUE;
  self->is_put_back = TRUE;
  return uke_shadow_put_back (self->db, put_back_cb, self, error);
}

static gboolean
replay_item (UkeReplicaTaking *self, const UkeOutboxItem *item, GError **error)
{
  g_autoptr (UkeChangeSet) set = uke_outbox_item_read (item, error);
  g_autoptr (UkeChanges) changes = uke_changes_new ();

  if (set == NULL
      || !uke_waiting_decide (self->db, set, self->server_now_us, item->cap, FALSE, self->effect,
                              error)
      || !uke_waiting_write (self->db, self->rows, set, self->effect, changes, error))
    return FALSE;
  look_at_changes (self, changes);
  return TRUE;
}

/**
 * uke_replica_taking_replay:
 * @self: a taking
 * @error: return location
 *
 * Puts what waits over the base rows again, in its order; nothing to do when it was never taken
 * out.
 *
 * Returns: whether people see everything again
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of its connection
 */
gboolean
uke_replica_taking_replay (UkeReplicaTaking *self, GError **error)
{
  g_autoptr (GPtrArray) items = NULL;

  if (!self->is_put_back)
    return TRUE;
  items = uke_outbox_list (self->db, error);
  if (items == NULL)
    return FALSE;
  for (unsigned i = 0; i < items->len; i++) {
    const UkeOutboxItem *item = items->pdata[i];

    if (item->state != UKE_OUTBOX_REFUSED && !replay_item (self, item, error))
      return FALSE;
  }
  self->is_put_back = FALSE;
  return TRUE;
}

static gboolean
is_seen (UkeRecord *record)
{
  return record != NULL && !uke_record_is_deleted (record);
}

static gboolean
values_differ (UkeRecord *before, UkeRecord *after)
{
  for (unsigned i = 0; i < uke_record_get_entity (before)->n_fields; i++)
    if (!uke_value_equal (uke_record_get_value (before, i), uke_record_get_value (after, i)))
      return TRUE;
  return FALSE;
}

/* A deleted patient is seen by nobody, but their bookings show their name. */
static gboolean
tell_hidden (UkeReplicaTaking *self, const Sight *sight, UkeChanges *hidden, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (UkeRecord) now = NULL;

  if (sight->key.entity != &UKE_ENTITY_PATIENT || sight->before == NULL)
    return TRUE;
  now = uke_rows_find_any (self->db, sight->key.entity, &sight->key.id, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (now != NULL && values_differ (sight->before, now))
    uke_changes_add (hidden, sight->key.entity, &sight->key.id, sight->before, NULL);
  return TRUE;
}

/**
 * uke_replica_taking_tell:
 * @self: a taking that is at its end
 * @changes: every row that people see differently is added, and every row that waits now or does
 *   not wait any more
 * @hidden: what only the projections need to know is added
 * @error: return location
 *
 * Returns: whether it could be told
 * Errors: UKE_DB_ERROR
 * Thread: the owner of its connection
 */
gboolean
uke_replica_taking_tell (UkeReplicaTaking *self,
                         UkeChanges *changes,
                         UkeChanges *hidden,
                         GError **error)
{
  g_autoptr (GHashTable) waiting = uke_shadow_list (self->db, error);

  if (waiting == NULL)
    return FALSE;
  for (unsigned i = 0; i < self->order->len; i++) {
    const Sight *sight = self->order->pdata[i];
    gboolean was_seen = is_seen (sight->before), is_now = sight->after != NULL;
    gboolean waits = g_hash_table_contains (waiting, &sight->key);

    if (!was_seen && !is_now) {
      if (!tell_hidden (self, sight, hidden, error))
        return FALSE;
    } else if (was_seen != is_now || values_differ (sight->before, sight->after)
               || sight->was_waiting != waits)
      uke_changes_add (changes, sight->key.entity, &sight->key.id, sight->before, sight->after);
  }
  return TRUE;
}

/* What an entry's author wrote; NULL for a stub, and for what was erased. */
static gboolean
read_entry (const UkeWireEntry *wire, Entry *out_entry, GError **error)
{
  const char *json;
  size_t size;

  out_entry->wire = wire;
  if (wire->is_stub || wire->payload == NULL)
    return TRUE;
  json = g_bytes_get_data (wire->payload, &size);
  out_entry->set = uke_change_set_read_entry (json, size, out_entry->fields, error);
  return out_entry->set != NULL;
}

/* Whether what waits has to be taken out before entries can be applied: they are about the same
 * rows, or about the same slots, or are what waited. */
typedef struct {
  GHashTable *shadows; /* (owned): UkeShadow */
  GHashTable *own;     /* (owned): UkeId of change-sets in the outbox */
  gboolean has_slots;
} Waiting;

static void
clear_waiting (Waiting *self)
{
  g_clear_pointer (&self->shadows, g_hash_table_unref);
  g_clear_pointer (&self->own, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Waiting, clear_waiting)

static gboolean
is_about_slots (const UkeEntity *entity)
{
  return entity == &UKE_ENTITY_APPOINTMENT || entity == &UKE_ENTITY_RESOURCE;
}

static gboolean
read_waiting (UkeDb *db, Waiting *out_waiting, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (db, "SELECT cs_id FROM outbox", error);
  GHashTableIter iter;
  gpointer key;

  out_waiting->shadows = uke_shadow_list (db, error);
  out_waiting->own = g_hash_table_new_full (uke_id_hash, uke_id_equal, g_free, NULL);
  if (out_waiting->shadows == NULL || stmt == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, out_waiting->shadows);
  while (!out_waiting->has_slots && g_hash_table_iter_next (&iter, &key, NULL))
    out_waiting->has_slots = is_about_slots (((UkeShadow *)key)->entity);
  while (TRUE) {
    gboolean has_row;
    UkeId id;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    id = uke_stmt_id (stmt, 0);
    g_hash_table_add (out_waiting->own, g_memdup2 (&id, sizeof id));
  }
}

static gboolean
touches (const Waiting *waiting, const Entry *entry)
{
  if (!entry->wire->is_stub
      && g_hash_table_contains (waiting->own, &entry->wire->meta.change_set_id))
    return TRUE;
  for (unsigned i = 0; entry->set != NULL && i < uke_change_set_get_n_ops (entry->set); i++) {
    const UkeOp *op = uke_change_set_get_op (entry->set, i);
    const UkeShadow key = { op->entity, op->id };

    if ((waiting->has_slots && is_about_slots (op->entity))
        || g_hash_table_contains (waiting->shadows, &key))
      return TRUE;
  }
  return FALSE;
}

/* Those who decide over the clinic's data: their entries may delete what they like. */
static gboolean
author_decides (UkeReplicaTaking *self, const UkeId *staff_id, gboolean *out_does, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (UkeRecord) staff = uke_rows_find_any (self->db, &UKE_ENTITY_STAFF, staff_id, &local);
  UkeRole role = UKE_ROLE_NONE;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (staff != NULL)
    role = uke_role_from_code (uke_record_get_code (staff, UKE_STAFF_ROLE));
  *out_does = role == UKE_ROLE_DIRECTOR || role == UKE_ROLE_MANAGER;
  return TRUE;
}

static gboolean
count_deletions (UkeReplicaTaking *self,
                 const UkeWireEntry *wire,
                 gboolean is_own,
                 const UkeChanges *changes,
                 GError **error)
{
  unsigned n = 0, n_patients = 0;
  gboolean is_allowed = self->may_delete || is_own;

  for (unsigned i = 0; i < uke_changes_get_n (changes); i++) {
    const UkeChange *change = uke_changes_get (changes, i);

    if (change->after != NULL || !is_seen (change->before))
      continue;
    n++;
    n_patients += change->entity == &UKE_ENTITY_PATIENT;
  }
  if (n > 0 && !is_allowed && !author_decides (self, &wire->meta.usr, &is_allowed, error))
    return FALSE;
  if (!is_allowed) {
    self->n_deletions += n;
    self->n_patient_deletions += n_patients;
  }
  return TRUE;
}

static gboolean
deletes_too_much (UkeReplicaTaking *self, gboolean *out_does, GError **error)
{
  int64_t n_patients;

  *out_does = self->n_deletions > UKE_REPLICA_MAX_DELETIONS;
  if (*out_does || self->n_patient_deletions <= UKE_REPLICA_FEW_PATIENTS)
    return TRUE;
  if (!uke_db_query_int64 (self->db, "SELECT count(*) FROM patient WHERE del_seq IS NULL",
                           &n_patients, error))
    return FALSE;
  n_patients += self->n_patient_deletions;
  *out_does
      = self->n_patient_deletions * 100 > (uint64_t)n_patients * UKE_REPLICA_MAX_PATIENTS_PERCENT;
  return TRUE;
}

/* What an entry did to the base rows, from its effect or, where there is none, from what it says.
 */
static gboolean
find_effect (UkeReplicaTaking *self, const Entry *entry, GError **error)
{
  g_autoptr (UkeCommitView) view = uke_commit_view_new (self->db, entry->set, FALSE);
  size_t size;
  const char *json;

  uke_effect_clear (self->effect);
  if (entry->wire->effect != NULL) {
    json = g_bytes_get_data (entry->wire->effect, &size);
    return uke_effect_read_json (json, size, uke_commit_view_get (view), entry->fields,
                                 self->effect, error);
  }
  if (entry->set == NULL || entry->wire->meta.outcome != UKE_OUTCOME_APPLIED)
    return TRUE;
  if (!uke_decide_judged (uke_commit_view_get (view), entry->set, entry->wire->meta.at_us,
                          self->effect, error))
    return FALSE;
  if (self->effect->outcome == UKE_OUTCOME_APPLIED)
    return TRUE;
  g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT,
               "entry %" G_GINT64_FORMAT " does not do here what it did on the server",
               entry->wire->seq);
  return FALSE;
}

static gboolean
is_of_another (const UkeReplicaTaking *self, const UkeWireEntry *wire)
{
  return !wire->is_stub && wire->meta.dev != self->device.dev;
}

static gboolean
apply_entry (UkeReplicaTaking *self, const Entry *entry, gboolean is_own, GError **error)
{
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  const UkeWireEntry *wire = entry->wire;
  int64_t base = entry->set != NULL ? entry->set->base : 0;

  if (!find_effect (self, entry, error) || !uke_replica_log_add (self->db, wire, base, error)
      || !uke_conflict_store_follow (self->db, self->effect, base, wire->seq, &self->open_notes,
                                     error)
      || !uke_row_writer_apply (self->rows, self->effect, wire->seq, changes, error)
      || !count_deletions (self, wire, is_own, changes, error)
      || (is_of_another (self, wire)
          && !uke_history_store_add (self->db, &wire->meta, changes, error)))
    return FALSE;
  look_at_changes (self, changes);
  if (!wire->is_stub)
    self->device.hlc = MAX (self->device.hlc, wire->meta.hlc);
  return TRUE;
}

static gboolean
apply_entries (UkeReplicaTaking *self, GArray *entries, GError **error)
{
  g_auto (Waiting) waiting = { 0 };
  gboolean must_put_back = FALSE;

  if (!read_waiting (self->db, &waiting, error))
    return FALSE;
  for (unsigned i = 0; i < entries->len && !must_put_back; i++)
    must_put_back = touches (&waiting, &g_array_index (entries, Entry, i));
  if (must_put_back && !uke_replica_taking_put_back (self, error))
    return FALSE;
  for (unsigned i = 0; i < entries->len; i++) {
    const Entry *entry = &g_array_index (entries, Entry, i);
    const UkeWireEntry *wire = entry->wire;
    gboolean is_own
        = !wire->is_stub && g_hash_table_contains (waiting.own, &wire->meta.change_set_id);

    if (!apply_entry (self, entry, is_own, error)
        || (is_own
            && !uke_replica_log_retain (self->db, &wire->meta.change_set_id, &self->cursor.epoch,
                                        wire->seq, self->now_us, error)))
      return FALSE;
  }
  return TRUE;
}

/* The entries that follow, each held to the one before; @cursor goes along. */
static UkeSyncTake
follow (const UkeWirePage *page, UkeCursor *cursor, GPtrArray *out_next)
{
  if (!uke_id_equal (&page->epoch, &cursor->epoch)) {
    uke_feed_log_refused ("a page behind entry %" G_GINT64_FORMAT " is of another history",
                          cursor->seq);
    return UKE_SYNC_TAKE_DIVERGED;
  }
  for (unsigned i = 0; i < page->entries->len; i++) {
    UkeWireEntry *entry = &g_array_index (page->entries, UkeWireEntry, i);

    switch (uke_wire_entry_fit (entry, cursor)) {
    case UKE_WIRE_ENTRY_NEXT:
      uke_wire_entry_advance (entry, cursor);
      g_ptr_array_add (out_next, entry);
      break;
    case UKE_WIRE_ENTRY_KNOWN:
      break;
    case UKE_WIRE_ENTRY_GAP:
      uke_feed_log_refused ("a page goes on at entry %" G_GINT64_FORMAT
                            ", not behind %" G_GINT64_FORMAT,
                            entry->seq, cursor->seq);
      return UKE_SYNC_TAKE_STALE;
    case UKE_WIRE_ENTRY_DIVERGED:
      uke_feed_log_refused ("entry %" G_GINT64_FORMAT
                            " does not follow what this desk has: its chain is "
                            "another",
                            entry->seq);
      return UKE_SYNC_TAKE_DIVERGED;
    }
  }
  /* What came beside it was further: it is only late. */
  if (page->cursor.seq < cursor->seq && out_next->len == 0)
    return UKE_SYNC_TAKE_STALE;
  if (page->cursor.seq != cursor->seq) {
    uke_feed_log_refused ("a page's cursor is at %" G_GINT64_FORMAT
                          ", its entries end at %" G_GINT64_FORMAT,
                          page->cursor.seq, cursor->seq);
    return out_next->len == 0 ? UKE_SYNC_TAKE_STALE : UKE_SYNC_TAKE_DIVERGED;
  }
  return UKE_SYNC_TAKE_DONE;
}

/* The server's word for the place that the page ends at. */
static gboolean
is_signed (UkeReplicaTaking *self, const UkeWirePage *page, const UkeCursor *reached)
{
  gboolean is_same = uke_cursor_same_place (&page->cursor, reached);

  if (is_same
      && (uke_cursor_is_start (reached)
          || uke_cursor_verify (&page->cursor, self->facts.public_key)))
    return TRUE;
  uke_feed_log_refused ("a page ends at %" G_GINT64_FORMAT ", where %s", reached->seq,
                        !is_same                  ? "its cursor is of another place"
                        : !page->cursor.is_signed ? "its cursor is not signed"
                                                  : "its cursor's signature does not hold");
  return FALSE;
}

/* What a newer program wrote is kept by what is said of it; where nothing is said, what is not
 * known is passed over, and the digest finds what that leaves out. */
static gboolean
read_entries (GPtrArray *next, const UkeWirePage *page, GArray *entries, GError **error)
{
  static UkeNewFields *nothing;

  if (g_once_init_enter (&nothing))
    g_once_init_leave (&nothing, uke_new_fields_new ());
  g_array_set_clear_func (entries, clear_entry);
  for (unsigned i = 0; i < next->len; i++) {
    const UkeWireEntry *wire = next->pdata[i];
    Entry entry = { .fields = page->fields };

    if (entry.fields == NULL && !wire->is_stub && wire->meta.sv > UKE_SCHEMA_VERSION)
      entry.fields = nothing;

    if (!read_entry (wire, &entry, error))
      return FALSE;
    g_array_append_val (entries, entry);
  }
  return TRUE;
}

static gboolean
move_cursor (UkeReplicaTaking *self, const UkeWirePage *page, GError **error)
{
  int64_t before_seq = self->cursor.seq;

  self->cursor = page->cursor;
  self->facts.has_sig = page->cursor.is_signed;
  memcpy (self->facts.sig, page->cursor.sig, sizeof self->facts.sig);
  self->facts.durable = MAX (self->facts.durable, page->durable);
  return uke_replica_log_set_head (self->db, &self->cursor, error)
         && uke_replica_log_keep_signature (self->db, &self->cursor, before_seq, error);
}

/**
 * uke_replica_taking_page:
 * @self: a taking
 * @page: entries of the log
 * @out_take: (out): what came of it
 * @error: return location
 *
 * Holds every entry to the chain and the end to the server's signature, and applies them to the
 * base rows, having taken out what waits where that is necessary. When @out_take is not DONE the
 * caller rolls back.
 *
 * Returns: whether the store did its part
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT; UKE_FEED_ERROR: NEWER_SCHEMA
 * Thread: the owner of its connection
 * Source: sync.md 2.7
 */
gboolean
uke_replica_taking_page (UkeReplicaTaking *self,
                         const UkeWirePage *page,
                         UkeSyncTake *out_take,
                         GError **error)
{
  g_autoptr (GPtrArray) next = g_ptr_array_new ();
  g_autoptr (GArray) entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  UkeCursor reached = self->cursor;
  gboolean is_too_much;

  *out_take = follow (page, &reached, next);
  if (*out_take == UKE_SYNC_TAKE_DONE && !is_signed (self, page, &reached))
    *out_take = UKE_SYNC_TAKE_DIVERGED;
  if (*out_take != UKE_SYNC_TAKE_DONE)
    return TRUE;
  if (!read_entries (next, page, entries, error)
      || (entries->len > 0 && !apply_entries (self, entries, error))
      || !deletes_too_much (self, &is_too_much, error))
    return FALSE;
  if (is_too_much) {
    *out_take = UKE_SYNC_TAKE_HELD;
    return TRUE;
  }
  return move_cursor (self, page, error);
}
