/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-export.h"

#include "base/uke-hex.h"
#include "clinic/uke-clinic.h"
#include "feed/uke-json-write.h"
#include "server/ukes-folder.h"
#include "server/ukes-log.h"
#include "store/uke-audit-log.h"
#include "store/uke-digest.h"
#include "store/uke-table.h"
#include "vault/uke-vault-error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FORMAT "uketsuke-export-1"

/* Numbers beyond this are no numbers for every reader of JSON. */
#define MAX_EXACT INT64_C (9007199254740991)

/* What the clinic's records can be made from again, what is for this program alone, and what is a
 * secret of its. */
static const char *const left_out[] = {
  "appointment_card", "audit_sent", "devpos",    "digest",
  "enrol_code",       "lease",      "lease_use", "outbox",
  "patient_search",   "quarantine", "receipt",   "recovery",
  "replica",          "rescue",     "retained",  "server_enrolment",
  "shadow",           "server_run", "slot_hold",
};

/* One file of it, while it is written. */
typedef struct {
  const UkeTable *table;
  char *name;     /* (owned) */
  FILE *file;     /* (owned) (nullable) */
  GChecksum *sum; /* (owned) */
  int64_t n_rows, n_bytes;
} Export;

static void
clear_export (Export *self)
{
  g_free (self->name);
  if (self->file != NULL)
    fclose (self->file);
  g_checksum_free (self->sum);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, clear_export)

static gboolean
fail (GError **error, const char *doing)
{
  uke_vault_error_set_from_errno (error, errno, doing);
  return FALSE;
}

/* A file that only the server's user may read, in @folder. */
static FILE *
create_file (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  FILE *file = fd >= 0 ? fdopen (fd, "w") : NULL;

  if (file == NULL)
    fail (error, "making a file of the export");
  return file;
}

static gboolean
end_file (FILE *file, GError **error)
{
  gboolean is_written = fflush (file) == 0 && fsync (fileno (file)) == 0;

  if (!is_written)
    fail (error, "writing a file of the export");
  return fclose (file) == 0 && is_written;
}

/* The texts of the log stand in columns of bytes, and are UTF-8. */
static gboolean
is_text (const UkeTable *table, const UkeColumn *column)
{
  return column->kind == UKE_COLUMN_TEXT
         || (strcmp (table->name, "flog") == 0
             && (strcmp (column->name, "payload") == 0 || strcmp (column->name, "effect") == 0));
}

static void
append_value (GString *json, const UkeTable *table, UkeStmt *row, int i)
{
  const UkeColumn *column = table->columns->pdata[i];
  const void *bytes;
  size_t size;

  if (uke_stmt_is_null (row, i)) {
    g_string_append (json, "null");
  } else if (column->kind == UKE_COLUMN_INTEGER) {
    int64_t number = uke_stmt_int64 (row, i);
    gboolean is_exact = number >= -MAX_EXACT && number <= MAX_EXACT;

    g_string_append_printf (json, is_exact ? "%" G_GINT64_FORMAT : "\"%" G_GINT64_FORMAT "\"",
                            number);
  } else if (column->kind == UKE_COLUMN_TEXT) {
    bytes = uke_stmt_text_len (row, i, &size);
    uke_json_append_text (json, bytes, size);
  } else {
    bytes = uke_stmt_blob (row, i, &size);
    if (is_text (table, column))
      uke_json_append_text (json, bytes, size);
    else
      uke_json_append_hex (json, bytes, size);
  }
}

/* A row a line: an object of all columns. */
static gboolean
write_row (Export *self, UkeStmt *row, GString *json, GError **error)
{
  g_string_truncate (json, 0);
  for (int i = 0; i < (int)self->table->columns->len; i++) {
    g_string_append_printf (json, "%s\"%s\":", i == 0 ? "{" : ",",
                            ((const UkeColumn *)self->table->columns->pdata[i])->name);
    append_value (json, self->table, row, i);
  }
  g_string_append (json, "}\n");
  g_checksum_update (self->sum, (const uint8_t *)json->str, (gssize)json->len);
  self->n_rows++;
  self->n_bytes += (int64_t)json->len;
  return fwrite (json->str, 1, json->len, self->file) == json->len
         || fail (error, "writing a file of the export");
}

static gboolean
write_rows (Export *self, UkeDb *db, GError **error)
{
  g_autofree char *sql = uke_table_make_select (self->table);
  g_autoptr (UkeStmt) rows = uke_db_prepare (db, sql, error);
  g_autoptr (GString) json = g_string_sized_new (1024);
  gboolean has_row = rows != NULL;

  while (has_row) {
    if (!uke_stmt_step (rows, &has_row, error) || (has_row && !write_row (self, rows, json, error)))
      return FALSE;
  }
  return rows != NULL;
}

static json_t *
describe (const Export *self)
{
  json_t *columns = json_array ();

  for (unsigned i = 0; i < self->table->columns->len; i++) {
    const UkeColumn *column = self->table->columns->pdata[i];
    const char *type = is_text (self->table, column)        ? "text"
                       : column->kind == UKE_COLUMN_INTEGER ? "integer"
                                                            : "hex";

    json_array_append_new (columns, json_pack ("[s, s]", column->name, type));
  }
  return json_pack ("{s:s, s:s, s:I, s:I, s:s, s:o}", "name", self->name, "table",
                    self->table->name, "rows", (json_int_t)self->n_rows, "bytes",
                    (json_int_t)self->n_bytes, "sha256", g_checksum_get_string (self->sum),
                    "columns", columns);
}

static gboolean
write_table (UkeDb *db, const char *folder, const UkeTable *table, json_t *files, GError **error)
{
  g_auto (Export) self = { .table = table };

  self.name = g_strconcat (table->name, ".jsonl", NULL);
  self.sum = g_checksum_new (G_CHECKSUM_SHA256);
  self.file = create_file (folder, self.name, error);
  if (self.file == NULL || !write_rows (&self, db, error)
      || !end_file (g_steal_pointer (&self.file), error))
    return FALSE;
  json_array_append_new (files, describe (&self));
  return TRUE;
}

static gboolean
is_left_out (const char *table)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (left_out); i++)
    if (strcmp (table, left_out[i]) == 0)
      return TRUE;
  return FALSE;
}

/* All tables as they stand at one moment, and what they are. */
static json_t *
write_tables (UkeDb *db, const char *folder, int64_t now_us, GError **error)
{
  g_autoptr (GPtrArray) tables = uke_table_list (db, error);
  UkeLogHead head;
  uint8_t root[UKE_ROW_HASH_SIZE];
  g_autofree char *epoch = NULL;
  g_autofree char *chain = NULL;
  g_autofree char *sum = NULL;
  json_t *files;

  if (tables == NULL || !uke_log_store_get_head (db, &head, error)
      || !uke_digest_compute_root (db, root, error))
    return NULL;
  files = json_array ();
  for (unsigned i = 0; i < tables->len; i++) {
    const UkeTable *table = tables->pdata[i];

    if (!is_left_out (table->name) && !write_table (db, folder, table, files, error)) {
      json_decref (files);
      return NULL;
    }
  }
  epoch = uke_id_dup_hex (&head.epoch);
  chain = uke_hex_dup (head.chain, sizeof head.chain);
  sum = uke_hex_dup (root, sizeof root);
  return json_pack ("{s:s, s:s, s:I, s:s, s:I, s:s, s:s, s:o}", "format", FORMAT, "version",
                    UKE_VERSION, "at_us", (json_int_t)now_us, "epoch", epoch, "seq",
                    (json_int_t)head.seq, "chain", chain, "root", sum, "files", files);
}

/* The list of the files comes last: without it an export is not whole. */
static gboolean
write_manifest (const char *folder, json_t *manifest, GError **error)
{
  FILE *file = create_file (folder, "manifest.json", error);
  gboolean is_written = file != NULL && json_dumpf (manifest, file, JSON_INDENT (1)) == 0
                        && fputc ('\n', file) != EOF;

  if (file == NULL)
    return FALSE;
  return end_file (file, is_written ? error : NULL) && is_written;
}

static json_t *
fill (UkeDb *db, const char *folder, int64_t now_us, GError **error)
{
  json_t *manifest = NULL;

  if (!uke_db_begin_read (db, error))
    return NULL;
  if (uke_db_allow_long (db, error))
    manifest = write_tables (db, folder, now_us, error);
  uke_db_end_read (db);
  if (manifest != NULL && !write_manifest (folder, manifest, error))
    g_clear_pointer (&manifest, json_decref);
  return manifest;
}

/* POST /export: the audit says what leaves before it leaves. Whoever runs the command is known to
 * the machine, not to the clinic: no member of staff stands in it. */
static UkesAnswer *
note_export (UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  int64_t now_us = ukes_request_get_now_us (request);
  UkeAuditText text = { NULL, NULL };
  UkeAuditEntry entry = {
    .at_us = now_us,
    .mono_us = g_get_monotonic_time (),
    .kind = UKE_AUDIT_EXPORT,
    .action = UKE_ACTION_EXPORT_DATA,
    .object_id = uke_id_new (now_us),
    .reason_code = "whole_clinic",
    .result = UKE_AUDIT_SUCCESS,
    .version = "server " UKE_VERSION,
  };
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, error);
  g_autofree char *id = uke_id_dup_hex (&entry.object_id);

  if (transaction == NULL
      || !uke_db_query_int64 (db, "SELECT count(*) FROM patient", &entry.count, error)
      || !uke_audit_log_append (db, &entry, &text, error)
      || !uke_db_transaction_commit (g_steal_pointer (&transaction), error))
    return NULL;
  return ukes_answer_new_json (200, json_pack ("{s:s}", "id", id));
}

static gboolean
is_noted (UkeDb *db, const UkeId *id, gboolean *out_is, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_cached (
      db, "SELECT 1 FROM audit WHERE object_id = ? AND patient_id IS NULL AND action = ?", error);

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id_at (stmt, 1, id);
  uke_stmt_bind_int64_at (stmt, 2, UKE_ACTION_EXPORT_DATA);
  return uke_stmt_step (stmt, out_is, error);
}

static UkesAnswer *
answer_exported (json_t *manifest, const char *folder)
{
  json_t *one, *files = json_object_get (manifest, "files");
  json_int_t n_rows = 0;
  size_t i;

  json_array_foreach (files, i, one) n_rows += json_integer_value (json_object_get (one, "rows"));
  ukes_log (UKES_EVENT_EXPORTED, UKES_NUM (COUNT, n_rows));
  return ukes_answer_new_json (200, json_pack ("{s:s, s:I, s:i, s:O}", "folder", folder, "rows",
                                               n_rows, "files", (int)json_array_size (files), "seq",
                                               json_object_get (manifest, "seq")));
}

/* POST /export/ID: writes what the audit has an entry for. The folder is there whole, or not. */
static UkesAnswer *export(UkeDb *db, const UkesRequest *request, gpointer owner, GError **error)
{
  const UkesConfig *config = ukes_server_get_config (owner);
  const char *hex = ukes_request_get_parameter (request, 0);
  g_autofree char *name = g_strconcat ("export-", hex, NULL);
  g_autofree char *folder = ukes_config_get_path (config, name);
  g_autofree char *beside = g_strconcat (folder, ".making-XXXXXX", NULL);
  UkesAnswer *answer = NULL;
  json_t *manifest;
  gboolean is_there;
  UkeId id;

  if (!uke_id_from_hex (hex, &id))
    return ukes_answer_new_refusal (404, "not_found", "no id");
  if (!is_noted (db, &id, &is_there, error))
    return NULL;
  if (!is_there)
    return ukes_answer_new_refusal (404, "not_found", "the audit knows of no such export");
  if (g_mkdtemp_full (beside, 0700) == NULL) {
    fail (error, "making the export's folder");
    return NULL;
  }
  manifest = fill (db, beside, ukes_request_get_now_us (request), error);
  if (manifest != NULL && rename (beside, folder) != 0)
    fail (error, "putting the export in its place");
  else if (manifest != NULL)
    answer = answer_exported (manifest, folder);
  if (answer == NULL)
    ukes_folder_remove (beside);
  json_decref (manifest);
  return answer;
}

static const UkesRoute routes[] = {
  { "export_note", UKES_LISTENER_CONTROL, "POST", "/export", 0, UKES_WORK_WRITE, note_export,
    NULL },
  { "export", UKES_LISTENER_CONTROL, "POST", "/export/{}", 0, UKES_WORK_READ, export, NULL },
};

/**
 * ukes_export_add_routes:
 * @server: a server that does not listen yet
 *
 * Thread: main
 */
void
ukes_export_add_routes (UkesServer *server)
{
  ukes_router_add (ukes_server_get_router (server), routes, G_N_ELEMENTS (routes), server);
}
