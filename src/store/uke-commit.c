/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-commit.h"

#include "feed/uke-change-set-json.h"
#include "feed/uke-decide.h"
#include "feed/uke-json-write.h"
#include "store/uke-audit-log.h"
#include "store/uke-judge.h"
#include "store/uke-log-store.h"
#include "store/uke-projection.h"
#include "store/uke-replica-private.h"
#include "store/uke-store-error.h"
#include "store/uke-waiting.h"

/**
 * uke_search_change_free:
 * @self: (transfer full): a change of the search memory
 *
 * Thread: any
 */
void
uke_search_change_free (UkeSearchChange *self)
{
  uke_search_row_free (self->row);
  g_free (self);
}

/**
 * uke_committed_free:
 * @self: (transfer full) (nullable): what a commit did
 *
 * Thread: any
 */
void
uke_committed_free (UkeCommitted *self)
{
  if (self == NULL)
    return;
  uke_changes_unref (self->changes);
  uke_effect_free (self->effect);
  g_ptr_array_unref (self->search);
  g_free (self);
}

/**
 * uke_committed_new:
 *
 * Returns: (transfer full): a commit that did nothing
 * Thread: any
 */
UkeCommitted *
uke_committed_new (void)
{
  UkeCommitted *self = g_new0 (UkeCommitted, 1);

  self->changes = uke_changes_new ();
  self->effect = uke_effect_new ();
  self->search = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_change_free);
  return self;
}

/* Without a server this program is the author and the authority at once, and its clock is the
 * clinic's. */
static void
sign (UkeChangeSet *set,
      UkeLogDevice *device,
      const UkeLogHead *head,
      const UkeReplicaFacts *replica,
      const UkeCommitContext *context)
{
  device->dseq++;
  device->hlc = uke_hlc_next (device->hlc, uke_replica_get_time_us (replica, context->now_us));
  set->dev = device->dev;
  set->inc = device->inc;
  set->dseq = device->dseq;
  set->usr = context->staff_id;
  set->base = head->seq;
  set->hlc = device->hlc;
  set->clkq = replica->is_replica ? uke_replica_get_clock_quality (replica, context->now_us)
                                  : UKE_CLOCK_SYNCED;
}

/* Everything of one commit's audit entries that is the same for each of its records. */
static UkeAuditEntry
make_entry (const UkeChangeSet *set, const UkeCommitContext *context, int64_t server_offset_us)
{
  return (UkeAuditEntry){
    .boot_id = context->boot_id,
    .at_us = context->now_us,
    .mono_us = context->mono_us,
    .server_offset_ms = server_offset_us / 1000,
    .staff_id = context->staff_id,
    .role = context->role,
    .second_staff_id = context->second_staff_id,
    .session_id = context->session_id,
    .factors = context->factors,
    .action = context->action,
    .context_id = context->context_id,
    .change_set_id = set->id,
    .reason_code = context->reason_code,
    .result = UKE_AUDIT_SUCCESS,
    .version = context->version,
  };
}

static UkeAuditKind
get_kind (const UkeChange *change, const UkeCommitContext *context)
{
  if (context->kind != UKE_AUDIT_NONE)
    return context->kind;
  if (change->before == NULL)
    return UKE_AUDIT_CREATE;
  if (change->after == NULL)
    return UKE_AUDIT_DELETE;
  return uke_record_is_deleted (change->before) ? UKE_AUDIT_REVIVE : UKE_AUDIT_CHANGE;
}

/* What entries are written with, kept over all records of a commit. */
typedef struct {
  UkeAuditWriter *writer;
  const UkeCommitContext *context;
  UkeAuditEntry entry;
  GString *fields;
  GString *values;
  UkeValue nothing[UKE_ENTITY_MAX_FIELDS];
} Audit;

static gboolean
audit_change (Audit *self, const UkeChange *change, GError **error)
{
  uint64_t changed = uke_change_get_fields (change);
  const UkeValue *old
      = change->before == NULL ? self->nothing : uke_record_get_value (change->before, 0);
  UkeAuditText text = { .reason = self->context->reason };

  self->entry.kind = get_kind (change, self->context);
  self->entry.entity = change->entity->number;
  self->entry.object_id = change->id;
  self->entry.patient_id = uke_change_get_patient_id (change);
  g_string_truncate (self->fields, 0);
  g_string_truncate (self->values, 0);
  if (changed != 0) {
    uke_audit_append_field_names (self->fields, change->entity, changed);
    uke_json_append_changes (self->values, change->entity, changed, old,
                             uke_record_get_value (change->after, 0));
    text.values = self->values->str;
  }
  self->entry.fields = self->fields->str;
  return uke_audit_writer_append (self->writer, &self->entry, &text, error);
}

static gboolean
audit_changes (UkeDb *db,
               UkeLogDevice *device,
               const UkeChangeSet *set,
               const UkeCommitContext *context,
               int64_t server_offset_us,
               const UkeChanges *changes,
               GError **error)
{
  g_autoptr (UkeAuditWriter) writer = uke_audit_writer_new (db, device, error);
  g_autoptr (GString) fields = g_string_sized_new (256);
  g_autoptr (GString) values = g_string_sized_new (1024);
  Audit audit = {
    .writer = writer,
    .context = context,
    .entry = make_entry (set, context, server_offset_us),
    .fields = fields,
    .values = values,
  };

  if (writer == NULL)
    return FALSE;
  for (unsigned i = 0; i < uke_changes_get_n (changes); i++)
    if (!audit_change (&audit, uke_changes_get (changes, i), error))
      return FALSE;
  return TRUE;
}

/* What a desk does whose server has the last word: shows it over the server's rows, and queues it.
 */
static gboolean
commit_waiting (UkeDb *db,
                const UkeChangeSet *set,
                const UkeCommitContext *context,
                const UkeReplicaFacts *replica,
                GString *payload,
                UkeCommitted *committed,
                GError **error)
{
  g_autoptr (UkeRowWriter) rows = uke_row_writer_new (db);
  g_autoptr (GBytes) body = g_bytes_new (payload->str, payload->len);
  const UkeOutboxItem item = {
    .id = set->id,
    .dseq = set->dseq,
    .cap = UKE_NO_CAP,
    .state = UKE_OUTBOX_QUEUED,
    .made_at_us = context->now_us,
    .body = body,
  };

  if (!uke_waiting_decide (db, set, uke_replica_get_time_us (replica, context->now_us), UKE_NO_CAP,
                           context->has_new_ids, committed->effect, error))
    return FALSE;
  committed->outcome = committed->effect->outcome;
  committed->waits = committed->outcome != UKE_OUTCOME_PARKED;
  return !committed->waits
         || (uke_waiting_write (db, rows, set, committed->effect, committed->changes, error)
             && uke_outbox_append (db, &item, error)
             && uke_projection_follow (db, committed->changes, committed->search, error));
}

static gboolean
commit_judged (UkeDb *db,
               UkeLogHead *head,
               const UkeChangeSet *set,
               const UkeCommitContext *context,
               GString *payload,
               UkeCommitted *committed,
               GError **error)
{
  const UkeCase given = {
    .payload = payload->str,
    .payload_size = payload->len,
    .now_us = context->now_us,
    .cap = UKE_NO_CAP,
    .has_new_ids = context->has_new_ids,
  };

  return uke_judge (db, head, set, &given, committed, error);
}

/**
 * uke_commit:
 * @db: the writing connection, inside the caller's transaction
 * @set: (inout): what is to change; its author, device, clock and base are filled in
 * @context: who wants it, and how
 * @error: return location
 *
 * The one way in which a clinic's data changes (architecture.md 2): decides, and writes rows, their
 * versions, slot claims, the chained log entry with its receipt, an audit entry for each record,
 * and the projections. On a desk that belongs to a server the change-set waits instead of becoming
 * an entry; when it is parked already here, nothing is written. On failure the caller rolls the
 * transaction back: parts of it may be written.
 *
 * Returns: (transfer full): what it did
 * Errors: UKE_DB_ERROR: CONSTRAINT, FULL, IO; UKE_STORE_ERROR: NOT_SET_UP, LIMIT, CORRUPT;
 *   UKE_FEED_ERROR: MALFORMED
 * Thread: the owner of @db
 * Source: invariants 1 to 3 of architecture.md
 */
UkeCommitted *
uke_commit (UkeDb *db, UkeChangeSet *set, const UkeCommitContext *context, GError **error)
{
  g_autoptr (UkeCommitted) committed = uke_committed_new ();
  g_autoptr (GString) payload = g_string_sized_new (4096);
  UkeReplicaFacts replica;
  UkeLogHead head;
  UkeLogDevice device;
  gboolean is_done;

  g_return_val_if_fail (uke_db_in_transaction (db), NULL);
  if (!uke_change_set_can_be_read (set, error) || !uke_replica_read_facts (db, &replica, error)
      || !uke_log_store_get_head (db, &head, error)
      || !uke_log_store_get_device (db, &device, error))
    return NULL;
  sign (set, &device, &head, &replica, context);
  uke_change_set_write_json (set, payload);
  if (payload->len > UKE_CHANGE_SET_MAX_BYTES) {
    g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_LIMIT, "a change-set of %zu bytes",
                 payload->len);
    return NULL;
  }
  uke_db_gather (db);
  is_done = replica.is_replica
                ? commit_waiting (db, set, context, &replica, payload, committed, error)
                : commit_judged (db, &head, set, context, payload, committed, error);
  if (is_done && replica.is_replica && !committed->waits)
    return uke_db_settle (db, error) ? g_steal_pointer (&committed) : NULL;
  if (!is_done
      || !audit_changes (db, &device, set, context, replica.offset_us, committed->changes, error)
      || !uke_log_store_set_device (db, &device, error) || !uke_db_settle (db, error))
    return NULL;
  return g_steal_pointer (&committed);
}
