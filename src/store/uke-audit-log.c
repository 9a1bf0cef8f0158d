/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-audit-log.h"

#include "store/uke-store-error.h"

#include <string.h>

#define MAX_PROBLEMS 20

#define COLUMNS                                                                                    \
  "dev, seq, kind, at_us, mono_us, boot_id, server_offset_ms, staff_id, role, second_staff_id, "   \
  "session_id, factors, action, entity, object_id, patient_id, context_id, change_set_id, "        \
  "reason_code, reason_hash, result, n_rows, fields, values_hash, version, hash, reason, "         \
  "before_after"

enum {
  COLUMN_DEV,
  COLUMN_SEQ,
  COLUMN_KIND,
  COLUMN_AT_US,
  COLUMN_MONO_US,
  COLUMN_BOOT_ID,
  COLUMN_SERVER_OFFSET_MS,
  COLUMN_STAFF_ID,
  COLUMN_ROLE,
  COLUMN_SECOND_STAFF_ID,
  COLUMN_SESSION_ID,
  COLUMN_FACTORS,
  COLUMN_ACTION,
  COLUMN_ENTITY,
  COLUMN_OBJECT_ID,
  COLUMN_PATIENT_ID,
  COLUMN_CONTEXT_ID,
  COLUMN_CHANGE_SET_ID,
  COLUMN_REASON_CODE,
  COLUMN_REASON_HASH,
  COLUMN_RESULT,
  COLUMN_N_ROWS,
  COLUMN_FIELDS,
  COLUMN_VALUES_HASH,
  COLUMN_VERSION,
  COLUMN_HASH,
  COLUMN_REASON,
  COLUMN_BEFORE_AFTER,
};

static const uint8_t ZERO_HASH[UKE_SHA256_SIZE];

struct _UkeAuditWriter {
  UkeLogDevice *device; /* (not owned): its head moves on */
  UkeStmt *insert;      /* (owned) */
  GByteArray *scratch;  /* (owned) */
};

/**
 * uke_audit_writer_new:
 * @db: the writing connection, inside a transaction
 * @device: (inout): this program's device; kept until the writer is freed
 * @error: return location
 *
 * Returns: (transfer full): a writer of entries
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
UkeAuditWriter *
uke_audit_writer_new (UkeDb *db, UkeLogDevice *device, GError **error)
{
  g_autoptr (UkeStmt) insert = uke_db_prepare_cached (
      db,
      "INSERT INTO audit (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);
  UkeAuditWriter *self;

  if (insert == NULL)
    return NULL;
  self = g_new0 (UkeAuditWriter, 1);
  self->device = device;
  self->insert = g_steal_pointer (&insert);
  self->scratch = g_byte_array_sized_new (512);
  return self;
}

/**
 * uke_audit_writer_free:
 * @self: (transfer full): a writer
 *
 * Thread: the owner of its connection
 */
void
uke_audit_writer_free (UkeAuditWriter *self)
{
  uke_stmt_free (self->insert);
  g_byte_array_unref (self->scratch);
  g_free (self);
}

static void
bind_id (UkeStmt *stmt, int column, const UkeId *id)
{
  if (uke_id_is_none (id))
    uke_stmt_bind_null_at (stmt, column + 1);
  else
    uke_stmt_bind_blob_static_at (stmt, column + 1, id->bytes, sizeof id->bytes);
}

static void
bind_hash (UkeStmt *stmt, int column, const uint8_t hash[UKE_SHA256_SIZE])
{
  if (memcmp (hash, ZERO_HASH, UKE_SHA256_SIZE) == 0)
    uke_stmt_bind_null_at (stmt, column + 1);
  else
    uke_stmt_bind_blob_static_at (stmt, column + 1, hash, UKE_SHA256_SIZE);
}

static void
bind_text (UkeStmt *stmt, int column, const char *text)
{
  if (text == NULL || *text == '\0')
    uke_stmt_bind_null_at (stmt, column + 1);
  else
    uke_stmt_bind_text_static_at (stmt, column + 1, text, strlen (text));
}

static void
bind_entry (UkeStmt *stmt, const UkeAuditEntry *entry)
{
  uke_stmt_bind_int64_at (stmt, COLUMN_DEV + 1, entry->dev);
  uke_stmt_bind_int64_at (stmt, COLUMN_SEQ + 1, entry->seq);
  uke_stmt_bind_int64_at (stmt, COLUMN_KIND + 1, entry->kind);
  uke_stmt_bind_int64_at (stmt, COLUMN_AT_US + 1, entry->at_us);
  uke_stmt_bind_int64_at (stmt, COLUMN_MONO_US + 1, entry->mono_us);
  bind_id (stmt, COLUMN_BOOT_ID, &entry->boot_id);
  uke_stmt_bind_int64_at (stmt, COLUMN_SERVER_OFFSET_MS + 1, entry->server_offset_ms);
  bind_id (stmt, COLUMN_STAFF_ID, &entry->staff_id);
  uke_stmt_bind_int64_at (stmt, COLUMN_ROLE + 1, entry->role);
  bind_id (stmt, COLUMN_SECOND_STAFF_ID, &entry->second_staff_id);
  bind_id (stmt, COLUMN_SESSION_ID, &entry->session_id);
  uke_stmt_bind_int64_at (stmt, COLUMN_FACTORS + 1, entry->factors);
  uke_stmt_bind_int64_at (stmt, COLUMN_ACTION + 1, entry->action);
  uke_stmt_bind_int64_at (stmt, COLUMN_ENTITY + 1, entry->entity);
  bind_id (stmt, COLUMN_OBJECT_ID, &entry->object_id);
  bind_id (stmt, COLUMN_PATIENT_ID, &entry->patient_id);
  bind_id (stmt, COLUMN_CONTEXT_ID, &entry->context_id);
  bind_id (stmt, COLUMN_CHANGE_SET_ID, &entry->change_set_id);
  bind_text (stmt, COLUMN_REASON_CODE, entry->reason_code);
  bind_hash (stmt, COLUMN_REASON_HASH, entry->reason_hash);
  uke_stmt_bind_int64_at (stmt, COLUMN_RESULT + 1, entry->result);
  uke_stmt_bind_int64_at (stmt, COLUMN_N_ROWS + 1, entry->count);
  bind_text (stmt, COLUMN_FIELDS, entry->fields);
  bind_hash (stmt, COLUMN_VALUES_HASH, entry->values_hash);
  bind_text (stmt, COLUMN_VERSION, entry->version);
}

static gboolean
insert (UkeAuditWriter *self,
        const UkeAuditEntry *entry,
        const UkeAuditText *text,
        const uint8_t hash[UKE_SHA256_SIZE],
        GError **error)
{
  bind_entry (self->insert, entry);
  bind_hash (self->insert, COLUMN_HASH, hash);
  bind_text (self->insert, COLUMN_REASON, text->reason);
  bind_text (self->insert, COLUMN_BEFORE_AFTER, text->values);
  if (!uke_stmt_run (self->insert, error))
    return FALSE;
  self->device->audit_seq = entry->seq;
  memcpy (self->device->audit_hash, hash, UKE_SHA256_SIZE);
  return TRUE;
}

/**
 * uke_audit_writer_append:
 * @self: a writer
 * @entry: what happened; its number, device and hashes are filled in
 * @text: what stands beside it
 * @error: return location
 *
 * Returns: whether it was written
 * Errors: UKE_DB_ERROR
 * Thread: the owner of its connection
 * Source: security.md 4.6, decision 12
 */
gboolean
uke_audit_writer_append (UkeAuditWriter *self,
                         UkeAuditEntry *entry,
                         const UkeAuditText *text,
                         GError **error)
{
  uint8_t hash[UKE_SHA256_SIZE];

  entry->dev = self->device->dev;
  entry->seq = self->device->audit_seq + 1;
  uke_audit_hash_text (text->reason, -1, entry->reason_hash);
  uke_audit_hash_text (text->values, -1, entry->values_hash);
  uke_audit_entry_hash (entry, self->device->audit_hash, self->scratch, hash);
  return insert (self, entry, text, hash, error);
}

/**
 * uke_audit_writer_take:
 * @self: a writer of another device's chain
 * @entry: what happened there, with its hashes; its number and device are filled in
 * @text: what stands beside it; parts that were cleared are NULL
 * @hash: the hash that the device says it has
 * @out_hash: (out): the one that it has behind the entry before; nothing is written unless this is
 *   @hash
 * @error: return location
 *
 * Returns: whether it was written, where it fits
 * Errors: UKE_DB_ERROR
 * Thread: the owner of its connection
 * Source: decision 12
 */
gboolean
uke_audit_writer_take (UkeAuditWriter *self,
                       UkeAuditEntry *entry,
                       const UkeAuditText *text,
                       const uint8_t hash[UKE_SHA256_SIZE],
                       uint8_t out_hash[UKE_SHA256_SIZE],
                       GError **error)
{
  entry->dev = self->device->dev;
  entry->seq = self->device->audit_seq + 1;
  uke_audit_entry_hash (entry, self->device->audit_hash, self->scratch, out_hash);
  return memcmp (out_hash, hash, UKE_SHA256_SIZE) != 0 || insert (self, entry, text, hash, error);
}

/**
 * uke_audit_log_append:
 * @db: the writing connection, inside a transaction
 * @entry: what happened: a view, a search, an export, a denial ...; its number, device and hashes
 *   are filled in
 * @text: what stands beside it
 * @error: return location
 *
 * Writes one entry that belongs to no change. A view is written before the data is shown.
 *
 * Returns: whether it was written
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: NOT_SET_UP
 * Thread: the owner of @db
 * Source: security.md A7
 */
gboolean
uke_audit_log_append (UkeDb *db, UkeAuditEntry *entry, const UkeAuditText *text, GError **error)
{
  UkeLogDevice device;
  g_autoptr (UkeAuditWriter) writer = NULL;

  if (!uke_log_store_get_device (db, &device, error))
    return FALSE;
  writer = uke_audit_writer_new (db, &device, error);
  return writer != NULL && uke_audit_writer_append (writer, entry, text, error)
         && uke_log_store_set_device (db, &device, error);
}

static UkeId
read_id (UkeStmt *stmt, int column)
{
  return uke_stmt_is_null (stmt, column) ? UKE_ID_NONE : uke_stmt_id (stmt, column);
}

static void
read_hash (UkeStmt *stmt, int column, uint8_t out_hash[UKE_SHA256_SIZE])
{
  size_t len;
  const void *bytes = uke_stmt_blob (stmt, column, &len);

  memset (out_hash, 0, UKE_SHA256_SIZE);
  if (bytes != NULL)
    memcpy (out_hash, bytes, MIN (len, UKE_SHA256_SIZE));
}

static void
read_entry (UkeStmt *stmt, UkeAuditEntry *out_entry, UkeAuditText *out_text)
{
  *out_entry = (UkeAuditEntry){
    .dev = (uint32_t)uke_stmt_int64 (stmt, COLUMN_DEV),
    .seq = uke_stmt_int64 (stmt, COLUMN_SEQ),
    .kind = (UkeAuditKind)uke_stmt_int64 (stmt, COLUMN_KIND),
    .at_us = uke_stmt_int64 (stmt, COLUMN_AT_US),
    .mono_us = uke_stmt_int64 (stmt, COLUMN_MONO_US),
    .boot_id = read_id (stmt, COLUMN_BOOT_ID),
    .server_offset_ms = uke_stmt_int64 (stmt, COLUMN_SERVER_OFFSET_MS),
    .staff_id = read_id (stmt, COLUMN_STAFF_ID),
    .role = (UkeRole)uke_stmt_int64 (stmt, COLUMN_ROLE),
    .second_staff_id = read_id (stmt, COLUMN_SECOND_STAFF_ID),
    .session_id = read_id (stmt, COLUMN_SESSION_ID),
    .factors = (unsigned)uke_stmt_int64 (stmt, COLUMN_FACTORS),
    .action = (UkeAction)uke_stmt_int64 (stmt, COLUMN_ACTION),
    .entity = (unsigned)uke_stmt_int64 (stmt, COLUMN_ENTITY),
    .object_id = read_id (stmt, COLUMN_OBJECT_ID),
    .patient_id = read_id (stmt, COLUMN_PATIENT_ID),
    .context_id = read_id (stmt, COLUMN_CONTEXT_ID),
    .change_set_id = read_id (stmt, COLUMN_CHANGE_SET_ID),
    .reason_code = uke_stmt_text (stmt, COLUMN_REASON_CODE),
    .result = (UkeAuditResult)uke_stmt_int64 (stmt, COLUMN_RESULT),
    .count = uke_stmt_int64 (stmt, COLUMN_N_ROWS),
    .fields = uke_stmt_text (stmt, COLUMN_FIELDS),
    .version = uke_stmt_text (stmt, COLUMN_VERSION),
  };
  read_hash (stmt, COLUMN_REASON_HASH, out_entry->reason_hash);
  read_hash (stmt, COLUMN_VALUES_HASH, out_entry->values_hash);
  out_text->reason = uke_stmt_text (stmt, COLUMN_REASON);
  out_text->values = uke_stmt_text (stmt, COLUMN_BEFORE_AFTER);
}

static gboolean
list_entries (UkeStmt *stmt, UkeAuditFunc func, gpointer data, GError **error)
{
  while (TRUE) {
    uint8_t hash[UKE_SHA256_SIZE];
    UkeAuditEntry entry;
    UkeAuditText text;
    gboolean has_row;

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    read_entry (stmt, &entry, &text);
    read_hash (stmt, COLUMN_HASH, hash);
    if (!func (&entry, hash, &text, data))
      return TRUE;
  }
}

/**
 * uke_audit_log_list_patient:
 * @db: a connection
 * @patient_id: a patient
 * @limit: how many entries at most
 * @func: called for each entry about the patient and what belongs to them, newest first
 * @data: for @func
 * @error: return location
 *
 * Returns: whether it could be read
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_audit_log_list_patient (UkeDb *db,
                            const UkeId *patient_id,
                            unsigned limit,
                            UkeAuditFunc func,
                            gpointer data,
                            GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT " COLUMNS " FROM audit WHERE patient_id = ? ORDER BY dev DESC, seq DESC LIMIT ?",
      error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, patient_id);
  uke_stmt_bind_int64_at (stmt, 2, limit);
  return list_entries (stmt, func, data, error);
}

/**
 * uke_audit_log_list_object:
 * @db: a connection
 * @object_id: a record that belongs to no patient
 * @limit: how many entries at most
 * @func: called for each entry, newest first
 * @data: for @func
 * @error: return location
 *
 * Returns: whether it could be read
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_audit_log_list_object (UkeDb *db,
                           const UkeId *object_id,
                           unsigned limit,
                           UkeAuditFunc func,
                           gpointer data,
                           GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "SELECT " COLUMNS " FROM audit WHERE object_id = ? AND patient_id IS NULL "
      "ORDER BY dev DESC, seq DESC LIMIT ?",
      error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, object_id);
  uke_stmt_bind_int64_at (stmt, 2, limit);
  return list_entries (stmt, func, data, error);
}

/**
 * uke_audit_log_list_newest:
 * @db: a connection
 * @before_seq: only entries before this number; 0 from the newest
 * @limit: how many entries at most
 * @func: called for each entry of this device, newest first
 * @data: for @func
 * @error: return location
 *
 * Returns: whether it could be read
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_audit_log_list_newest (UkeDb *db,
                           int64_t before_seq,
                           unsigned limit,
                           UkeAuditFunc func,
                           gpointer data,
                           GError **error)
{
  UkeLogDevice device;
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db,
      "SELECT " COLUMNS " FROM audit WHERE dev = ? AND seq < ? ORDER BY dev DESC, seq DESC LIMIT ?",
      error);

  if (stmt == NULL || !uke_log_store_get_device (db, &device, error))
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, device.dev);
  uke_stmt_bind_int64_at (stmt, 2, before_seq > 0 ? before_seq : INT64_MAX);
  uke_stmt_bind_int64_at (stmt, 3, limit);
  return list_entries (stmt, func, data, error);
}

/**
 * uke_audit_log_list_newest_of:
 * @db: a connection
 * @dev: a device
 * @limit: how many entries at most
 * @func: called for each entry of the device's chain, newest first
 * @data: for @func
 * @error: return location
 *
 * Returns: whether it could be read
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_audit_log_list_newest_of (UkeDb *db,
                              uint32_t dev,
                              unsigned limit,
                              UkeAuditFunc func,
                              gpointer data,
                              GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT " COLUMNS " FROM audit WHERE dev = ? ORDER BY dev DESC, seq DESC LIMIT ?", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, dev);
  uke_stmt_bind_int64_at (stmt, 2, limit);
  return list_entries (stmt, func, data, error);
}

/**
 * uke_audit_log_list_after:
 * @db: a connection
 * @dev: a device
 * @after_seq: only entries behind this number
 * @limit: how many entries at most
 * @func: called for each entry of the device's chain, oldest first
 * @data: for @func
 * @error: return location
 *
 * Returns: whether it could be read
 * Errors: UKE_DB_ERROR
 * Thread: the owner of @db
 */
gboolean
uke_audit_log_list_after (UkeDb *db,
                          uint32_t dev,
                          int64_t after_seq,
                          unsigned limit,
                          UkeAuditFunc func,
                          gpointer data,
                          GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT " COLUMNS " FROM audit WHERE dev = ? AND seq > ? ORDER BY seq LIMIT ?", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_int64_at (stmt, 1, dev);
  uke_stmt_bind_int64_at (stmt, 2, after_seq);
  uke_stmt_bind_int64_at (stmt, 3, limit);
  return list_entries (stmt, func, data, error);
}

/* Where a device's chain ends, as is kept of it. */
typedef struct {
  uint32_t dev;
  int64_t seq;
  uint8_t hash[UKE_SHA256_SIZE];
  gboolean is_checked;
} Head;

/* Where checking has come to. */
typedef struct {
  GArray *heads;       /* (owned): Head */
  GPtrArray *problems; /* (not owned) */
  GCancellable *cancellable;
  GByteArray *scratch; /* (owned) */
  uint32_t dev;
  int64_t seq;
  uint8_t hash[UKE_SHA256_SIZE];
} Check;

static void G_GNUC_PRINTF (2, 3) add_problem (Check *check, const char *format, ...)
{
  va_list arguments;

  if (check->problems->len >= MAX_PROBLEMS)
    return;
  va_start (arguments, format);
  g_ptr_array_add (check->problems, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static void
check_text (Check *check,
            const UkeAuditEntry *entry,
            const char *text,
            const uint8_t expected[UKE_SHA256_SIZE],
            const char *what)
{
  uint8_t hash[UKE_SHA256_SIZE];

  if (text == NULL)
    return;
  uke_audit_hash_text (text, -1, hash);
  if (memcmp (hash, expected, sizeof hash) != 0)
    add_problem (check, "audit entry %" G_GINT64_FORMAT ": its %s was changed", entry->seq, what);
}

/* A chain ends where the head that is kept of its device says. */
static void
check_end (Check *check)
{
  Head *head = NULL;

  for (unsigned i = 0; i < check->heads->len; i++)
    if (g_array_index (check->heads, Head, i).dev == check->dev)
      head = &g_array_index (check->heads, Head, i);
  if (check->dev == 0)
    return;
  if (head == NULL) {
    add_problem (check, "the audit of device %u has no head", check->dev);
    return;
  }
  head->is_checked = TRUE;
  if (check->seq != head->seq || memcmp (check->hash, head->hash, UKE_SHA256_SIZE) != 0)
    add_problem (check, "the audit ends at %" G_GINT64_FORMAT ", its head says %" G_GINT64_FORMAT,
                 check->seq, head->seq);
}

static gboolean
read_heads (UkeDb *db, GArray *heads, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare (db, "SELECT dev, audit_seq, audit_hash FROM device", error);
  gboolean has_row;

  if (stmt == NULL)
    return FALSE;
  while (TRUE) {
    Head head = { 0 };

    if (!uke_stmt_step (stmt, &has_row, error))
      return FALSE;
    if (!has_row)
      return TRUE;
    head.dev = (uint32_t)uke_stmt_int64 (stmt, 0);
    head.seq = uke_stmt_int64 (stmt, 1);
    read_hash (stmt, 2, head.hash);
    g_array_append_val (heads, head);
  }
}

static gboolean
check_entry (const UkeAuditEntry *entry,
             const uint8_t hash[UKE_SHA256_SIZE],
             const UkeAuditText *text,
             gpointer data)
{
  Check *check = data;

  if (entry->dev != check->dev) {
    check_end (check);
    check->dev = entry->dev;
    check->seq = 0;
    memset (check->hash, 0, sizeof check->hash);
  }
  if (entry->seq != check->seq + 1)
    add_problem (check, "audit entry %" G_GINT64_FORMAT ": missing", check->seq + 1);
  check->seq = entry->seq;
  check_text (check, entry, text->values, entry->values_hash, "values");
  check_text (check, entry, text->reason, entry->reason_hash, "reason");
  uke_audit_entry_hash (entry, check->hash, check->scratch, check->hash);
  if (memcmp (check->hash, hash, UKE_SHA256_SIZE) != 0)
    add_problem (check, "audit entry %" G_GINT64_FORMAT ": the chain is broken", entry->seq);
  memcpy (check->hash, hash, UKE_SHA256_SIZE);
  return !g_cancellable_is_cancelled (check->cancellable);
}

/**
 * uke_audit_log_verify:
 * @db: a connection
 * @problems: (element-type utf8): what is wrong is added, without any content
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Goes through every chain: numbers without gaps, hashes unbroken, values that are still there as
 * hashed, and this device's head where its chain ends.
 *
 * Returns: whether it could be checked to the end
 * Errors: UKE_DB_ERROR; G_IO_ERROR_CANCELLED
 * Thread: the owner of @db
 * Source: security.md A8
 */
gboolean
uke_audit_log_verify (UkeDb *db, GPtrArray *problems, GCancellable *cancellable, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare (db, "SELECT " COLUMNS " FROM audit ORDER BY dev, seq", error);
  g_autoptr (GByteArray) scratch = g_byte_array_sized_new (512);
  g_autoptr (GArray) heads = g_array_new (FALSE, FALSE, sizeof (Head));
  Check check
      = { .heads = heads, .problems = problems, .cancellable = cancellable, .scratch = scratch };

  if (stmt == NULL || !read_heads (db, heads, error))
    return FALSE;
  if (!list_entries (stmt, check_entry, &check, error)
      || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  check_end (&check);
  for (unsigned i = 0; i < heads->len; i++) {
    const Head *head = &g_array_index (heads, Head, i);

    if (!head->is_checked && head->seq != 0)
      add_problem (&check, "the audit ends at 0, its head says %" G_GINT64_FORMAT, head->seq);
  }
  return TRUE;
}
