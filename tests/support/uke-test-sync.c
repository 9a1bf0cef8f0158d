/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/uke-test-sync.h"

#include "store/uke-audit-log.h"
#include "store/uke-authority.h"
#include "store/uke-log-store.h"
#include "store/uke-projection.h"
#include "store/uke-schema.h"
#include "store/uke-shadow.h"
#include "store/uke-snapshot.h"

#include <string.h>

/**
 * uke_test_server_new:
 *
 * Returns: (transfer full): a server with the rows of uke_test_store_new() and nothing else
 */
UkeTestServer *
uke_test_server_new (void)
{
  UkeTestServer *self = g_new0 (UkeTestServer, 1);

  self->store = uke_test_store_new ();
  uke_cursor_make_keys (self->secret, self->public_key);
  return self;
}

/**
 * uke_test_server_free:
 * @self: (transfer full): a server
 */
void
uke_test_server_free (UkeTestServer *self)
{
  uke_test_store_free (self->store);
  g_free (self);
}

/**
 * uke_test_server_get_head:
 * @self: a server
 *
 * Returns: its last entry
 */
int64_t
uke_test_server_get_head (UkeTestServer *self)
{
  return uke_test_query (self->store->db, "SELECT seq FROM feed");
}

static UkeAuthorityPeer
get_peer (UkeTestServer *self, unsigned dev)
{
  return (UkeAuthorityPeer){ dev, self->secret, self->public_key, NULL };
}

/**
 * uke_test_server_push:
 * @self: a server
 * @dev: whose push it is
 * @push: what is pushed
 *
 * Returns: (transfer full): the answer, as it arrives
 */
UkeWirePushAnswer *
uke_test_server_push (UkeTestServer *self, unsigned dev, const UkeWirePush *push)
{
  UkeAuthorityPeer peer = get_peer (self, dev);
  g_autoptr (UkeWirePushAnswer) answer = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  UkeWireRefusal refusal = { 0 };
  UkeWirePushAnswer *arrived;
  gboolean is_done;

  self->store->now_us += 1000;
  is_done = uke_authority_push (self->store->db, &peer, push, self->store->now_us, &answer, NULL,
                                &refusal, &error);
  g_assert_no_error (error);
  g_assert_true (is_done);
  g_assert_cmpint (refusal.code, ==, UKE_WIRE_OK);
  uke_wire_push_answer_write (answer, json);
  arrived = uke_wire_push_answer_read (json->str, json->len, &error);
  g_assert_no_error (error);
  return arrived;
}

/**
 * uke_test_server_changes:
 * @self: a server
 * @dev: who asks
 * @cursor: where they stand
 * @limit: so many entries at most
 *
 * Returns: (transfer full): the page, as it arrives
 */
UkeWirePage *
uke_test_server_changes (UkeTestServer *self, unsigned dev, const UkeCursor *cursor, unsigned limit)
{
  UkeAuthorityPeer peer = get_peer (self, dev);
  g_autoptr (UkeWirePage) page = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  UkeWireRefusal refusal = { 0 };
  UkeWirePage *arrived;
  gboolean is_done;

  is_done = uke_authority_changes (self->store->db, &peer, cursor, limit, UKE_WIRE_MAX_BYTES,
                                   self->store->now_us, &page, &refusal, &error);
  g_assert_no_error (error);
  g_assert_true (is_done);
  g_assert_cmpint (refusal.code, ==, UKE_WIRE_OK);
  uke_wire_page_write (page, json);
  arrived = uke_wire_page_read (json->str, json->len, &error);
  g_assert_no_error (error);
  return arrived;
}

/**
 * uke_test_server_enrol:
 * @self: a server
 * @dev: a device that may ask from now on
 */
void
uke_test_server_enrol (UkeTestServer *self, unsigned dev)
{
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO server_device (dev, name, fingerprint, state, enrolled_at_us, expires_at_us, "
      "last_seen_us, last_inc, last_seq) VALUES (%u, 'desk', X'%08x', 0, 0, 0, 0, 0, 0) "
      "ON CONFLICT DO NOTHING",
      dev, dev);

  uke_test_exec (self->store->db, sql);
}

/**
 * uke_test_server_new_desk:
 * @self: a server
 * @dev: the number of the new desk
 *
 * Returns: (transfer full): the desk
 */
UkeTestStore *
uke_test_server_new_desk (UkeTestServer *self, unsigned dev)
{
  UkeTestStore *desk = g_new0 (UkeTestStore, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = NULL;
  UkeLogHead head;
  gboolean is_made;

  uke_test_server_enrol (self, dev);
  desk->folder = uke_test_folder_new ();
  desk->db = uke_test_folder_open (desk->folder);
  desk->now_us = self->store->now_us;
  desk->clinic_id = self->store->clinic_id;
  desk->staff_id = self->store->staff_id;
  desk->provider_id = self->store->provider_id;
  desk->chair_id = self->store->chair_id;
  desk->menu_id = self->store->menu_id;
  is_made = uke_log_store_get_head (self->store->db, &head, &error)
            && uke_schema_migrate (desk->db, desk->folder->key, &error)
            && uke_db_begin (desk->db, &error)
            && uke_log_store_create (desk->db, "desk", desk->now_us, &error)
            && uke_db_commit (desk->db, &error);
  g_assert_no_error (error);
  g_assert_true (is_made);
  stmt = uke_db_prepare (desk->db, "UPDATE feed SET epoch = ?", NULL);
  uke_stmt_bind_id_at (stmt, 1, &head.epoch);
  g_assert_true (uke_stmt_run (stmt, NULL));
  g_clear_pointer (&stmt, uke_stmt_free);
  is_made = uke_replica_join (desk->db, dev, 1000 + dev, "desk", self->public_key, &error);
  g_assert_no_error (error);
  g_assert_true (is_made);
  return desk;
}

/**
 * uke_test_desk_status:
 * @desk: a desk
 *
 * Returns: how it stands
 */
UkeReplicaStatus
uke_test_desk_status (UkeTestStore *desk)
{
  UkeReplicaStatus status;
  g_autoptr (GError) error = NULL;
  gboolean is_read = uke_replica_get_status (desk->db, &status, &error);

  g_assert_no_error (error);
  g_assert_true (is_read);
  return status;
}

static GPtrArray *
new_search (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_change_free);
}

/**
 * uke_test_desk_take:
 * @desk: a desk
 * @page: a page
 * @changes: (nullable): what people see differently is added
 *
 * Returns: what came of it
 */
UkeSyncTake
uke_test_desk_take (UkeTestStore *desk, const UkeWirePage *page, UkeChanges *changes)
{
  g_autoptr (UkeChanges) own = uke_changes_new ();
  g_autoptr (GPtrArray) search = new_search ();
  g_autoptr (GError) error = NULL;
  UkeSyncTake take;
  gboolean is_done = uke_replica_take_page (desk->db, page, desk->now_us, FALSE, &take,
                                            changes != NULL ? changes : own, search, &error);

  g_assert_no_error (error);
  g_assert_true (is_done);
  return take;
}

/**
 * uke_test_desk_pull:
 * @desk: a desk
 * @server: its server
 * @dev: its number
 * @limit: so many entries at most
 * @changes: (nullable): what people see differently is added
 *
 * Returns: what came of it
 */
UkeSyncTake
uke_test_desk_pull (UkeTestStore *desk,
                    UkeTestServer *server,
                    unsigned dev,
                    unsigned limit,
                    UkeChanges *changes)
{
  UkeReplicaStatus status = uke_test_desk_status (desk);
  g_autoptr (UkeWirePage) page = uke_test_server_changes (server, dev, &status.cursor, limit);

  return uke_test_desk_take (desk, page, changes);
}

/**
 * uke_test_desk_take_push:
 * @desk: a desk
 * @max_sets: so many change-sets at most
 *
 * Returns: (transfer full): what it pushes, as it arrives
 */
UkeWirePush *
uke_test_desk_take_push (UkeTestStore *desk, unsigned max_sets)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeWirePush) push
      = uke_replica_take_push (desk->db, max_sets, UKE_WIRE_MAX_BYTES / 2, &error);
  g_autoptr (GString) json = g_string_new (NULL);
  UkeWirePush *arrived;

  g_assert_no_error (error);
  uke_wire_push_write (push, json);
  arrived = uke_wire_push_read (json->str, json->len, &error);
  g_assert_no_error (error);
  return arrived;
}

/**
 * uke_test_desk_answer:
 * @desk: a desk
 * @answer: what the server said
 * @changes: (nullable): what people see differently is added
 *
 * Returns: what came of it
 */
UkeSyncTake
uke_test_desk_answer (UkeTestStore *desk, const UkeWirePushAnswer *answer, UkeChanges *changes)
{
  g_autoptr (UkeChanges) own = uke_changes_new ();
  g_autoptr (GPtrArray) search = new_search ();
  g_autoptr (GError) error = NULL;
  UkeSyncTake take;
  gboolean is_done = uke_replica_take_answer (desk->db, answer, desk->now_us, &take,
                                              changes != NULL ? changes : own, search, &error);

  g_assert_no_error (error);
  g_assert_true (is_done);
  return take;
}

/**
 * uke_test_desk_settle:
 * @desk: a desk
 * @server: its server
 * @dev: its number
 */
void
uke_test_desk_settle (UkeTestStore *desk, UkeTestServer *server, unsigned dev)
{
  for (unsigned round = 0; round < 1000; round++) {
    g_autoptr (UkeWirePush) push = NULL;
    g_autoptr (UkeWirePushAnswer) answer = NULL;
    UkeReplicaStatus status;

    g_assert_true (uke_replica_push_lost (desk->db, FALSE, NULL));
    push = uke_test_desk_take_push (desk, UKE_WIRE_MAX_SETS);
    answer = uke_test_server_push (server, dev, push);
    g_assert_cmpint (uke_test_desk_answer (desk, answer, NULL), ==, UKE_SYNC_TAKE_DONE);
    /* A page that is not small has to be asked for. */
    if (answer->page == NULL)
      g_assert_cmpint (uke_test_desk_pull (desk, server, dev, UKE_WIRE_MAX_ENTRIES, NULL), ==,
                       UKE_SYNC_TAKE_DONE);
    status = uke_test_desk_status (desk);
    if (status.n_waiting == 0 && status.cursor.seq == uke_test_server_get_head (server))
      return;
  }
  g_assert_not_reached ();
}

static void
dump_table (UkeDb *db, const char *table, GString *text)
{
  const char *quote = uke_test_is_postgresql () ? "quote_nullable" : "quote";
  g_auto (GStrv) columns = uke_test_list_columns (db, table);
  g_autoptr (GString) sql = g_string_new ("SELECT ''");
  g_autoptr (UkeStmt) rows = NULL;
  gboolean has_row;

  for (unsigned i = 0; columns[i] != NULL; i++)
    g_string_append_printf (sql, " || %s (%s) || ','", quote, columns[i]);
  g_string_append_printf (sql, " FROM %s ORDER BY 1", table);
  rows = uke_db_prepare (db, sql->str, NULL);
  while (uke_stmt_step (rows, &has_row, NULL) && has_row)
    g_string_append_printf (text, "%s: %s\n", table, uke_stmt_text (rows, 0));
}

static char *
dump (UkeDb *db, const char *const *others, size_t n_others)
{
  GString *text = g_string_new (NULL);
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  g_assert_true (uke_db_begin (db, NULL));
  g_assert_true (uke_shadow_put_back (db, NULL, NULL, NULL));
  for (unsigned i = 0; i < n; i++)
    dump_table (db, entities[i]->name, text);
  for (size_t i = 0; i < n_others; i++)
    dump_table (db, others[i], text);
  uke_db_rollback (db);
  return g_string_free (text, FALSE);
}

/**
 * uke_test_dump_base:
 * @db: the writing connection of a desk or a server, outside any transaction
 *
 * Returns: (transfer full): what two of them have alike when they stand at the same entry
 */
char *
uke_test_dump_base (UkeDb *db)
{
  static const char *const others[] = { "slot_claim", "flog", "receipt", "conflict" };

  return dump (db, others, G_N_ELEMENTS (others));
}

/**
 * uke_test_dump_rows:
 * @db: the writing connection of a desk or a server, outside any transaction
 *
 * Returns: (transfer full): its base rows and claims
 */
char *
uke_test_dump_rows (UkeDb *db)
{
  static const char *const others[] = { "slot_claim" };

  return dump (db, others, G_N_ELEMENTS (others));
}

/** Parts: what the server's writer gave out. */
typedef struct {
  GArray *parts;    /* (owned) (element-type UkeSnapshotPart) */
  GPtrArray *bytes; /* (owned) (element-type GBytes) */
} Parts;

static gboolean
take_part (const UkeSnapshotPart *part, GBytes *bytes, gpointer data, GError **error)
{
  Parts *parts = data;

  g_array_append_vals (parts->parts, part, 1);
  g_ptr_array_add (parts->bytes, g_bytes_ref (bytes));
  return TRUE;
}

/**
 * uke_test_server_load:
 * @self: a server
 * @fresh: a new file with the schema
 */
void
uke_test_server_load (UkeTestServer *self, UkeDb *fresh)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (UkeSnapshotPart));
  g_autoptr (GPtrArray) bytes = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  Parts taken = { parts, bytes };
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSnapshotManifest) written = uke_snapshot_write (
      self->store->db, self->secret, self->store->now_us, take_part, &taken, &error);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (UkeSnapshotManifest) manifest = NULL;
  g_autoptr (UkeSnapshotLoad) load = NULL;

  g_assert_no_error (error);
  uke_snapshot_manifest_write (written, json);
  manifest = uke_snapshot_manifest_read (json->str, json->len, &error);
  g_assert_no_error (error);
  load = uke_snapshot_load_new (fresh, manifest, self->public_key, &error);
  g_assert_no_error (error);
  for (unsigned i = 0; i < bytes->len; i++) {
    gboolean is_loaded = uke_snapshot_load_part (
        load, &g_array_index (manifest->parts, UkeSnapshotPart, i), bytes->pdata[i], &error);

    g_assert_no_error (error);
    g_assert_true (is_loaded);
  }
  g_assert_true (uke_snapshot_load_end (load, &error));
  g_assert_no_error (error);
}

/**
 * uke_test_assert_sound:
 * @db: a connection
 */
void
uke_test_assert_sound (UkeDb *db)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  gboolean is_checked = uke_log_store_verify (db, problems, NULL, &error)
                        && uke_audit_log_verify (db, problems, NULL, &error)
                        && uke_projection_verify (db, problems, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (is_checked);
  for (unsigned i = 0; i < problems->len; i++)
    g_test_message ("%s", (const char *)problems->pdata[i]);
  g_assert_cmpuint (problems->len, ==, 0);
}
