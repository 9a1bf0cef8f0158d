/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-decide.h"
#include "store/uke-digest.h"
#include "store/uke-rows.h"
#include "store/uke-schema.h"
#include "store/uke-snapshot.h"
#include "support/uke-test-sync.h"

#include <string.h>
#include <zstd.h>

#define NINE_US (UKE_TEST_NOW_US + INT64_C (86400000000))

/** Fresh: a new file on its way to a snapshot's content. */
typedef struct {
  UkeTestFolder *folder; /* (owned) */
  UkeDb *db;             /* (owned) */
} Fresh;

static void
set_up_fresh (Fresh *self)
{
  g_autoptr (GError) error = NULL;

  self->folder = uke_test_folder_new ();
  self->db = uke_test_folder_open (self->folder);
  g_assert_true (uke_schema_migrate (self->db, self->folder->key, &error));
}

static void
tear_down_fresh (Fresh *self)
{
  g_clear_pointer (&self->db, uke_db_free);
  g_clear_pointer (&self->folder, uke_test_folder_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fresh, tear_down_fresh)

static UkeCursor
get_place (UkeTestServer *server, UkeTestStore *desk)
{
  UkeReplicaStatus status = uke_test_desk_status (desk);

  g_assert_cmpint (status.cursor.seq, ==, uke_test_server_get_head (server));
  return status.cursor;
}

static GBytes *
pack (const char *lines, int64_t rows, UkeSnapshotPart *out_part)
{
  size_t size = strlen (lines), room = ZSTD_compressBound (size);
  void *packed = g_malloc (room);
  size_t packed_size = ZSTD_compress (packed, room, lines, size, 1);
  g_autofree char *hex = g_compute_checksum_for_data (G_CHECKSUM_SHA256, packed, packed_size);

  g_assert_false (ZSTD_isError (packed_size));
  *out_part = (UkeSnapshotPart){
    .bytes = (int64_t)packed_size,
    .raw = (int64_t)size,
    .rows = rows,
    .table = "patient_tag",
  };
  g_strlcpy (out_part->sha256, hex, sizeof out_part->sha256);
  return g_bytes_new_take (packed, packed_size);
}

static UkeId
register_patient (UkeTestStore *store, const char *family)
{
  UkeDraft *patient = uke_test_store_patient (store, "17", family, "太郎", "やまだ", "たろう");
  UkeId id = *uke_draft_get_id (patient);
  UkeDraft *phone = uke_test_store_phone (store, &id, "09000001234");

  uke_committed_free (uke_test_store_commit (store, patient, phone, NULL));
  return id;
}

static UkeId
book (UkeTestStore *store, const UkeId *patient_id, int64_t starts_at_us)
{
  UkeDraft *draft = uke_test_store_appointment (store, patient_id, starts_at_us, 30);
  UkeId id = *uke_draft_get_id (draft);

  uke_draft_set_text (draft, UKE_APPOINTMENT_NOTE, "\"二\"\\行\n目\t😀");
  uke_committed_free (uke_test_store_commit (store, draft, NULL));
  return id;
}

static char *
dump_indexes (UkeDb *db)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare (
      db,
      "SELECT sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL "
      "ORDER BY name",
      NULL);
  GString *text = g_string_new (NULL);
  gboolean has_row;

  while (uke_stmt_step (stmt, &has_row, NULL) && has_row)
    g_string_append_printf (text, "%s\n", uke_stmt_text (stmt, 0));
  return g_string_free (text, FALSE);
}

static UkeTestStore *
adopt (Fresh *fresh, UkeTestStore *like)
{
  UkeTestStore *store = g_memdup2 (like, sizeof *like);

  store->folder = g_steal_pointer (&fresh->folder);
  store->db = g_steal_pointer (&fresh->db);
  return store;
}

/* A new desk starts from a snapshot: the same rows, indexes and settings, and it goes on from
 * there.
 */
static void
test_new_desk (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestStore) first = uke_test_server_new_desk (server, 2);
  g_autoptr (UkeTestStore) second = NULL;
  g_auto (Fresh) fresh = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *rows = NULL, *loaded = NULL, *indexes = NULL, *made = NULL;
  UkeId id;

  uke_test_desk_settle (first, server, 2);
  id = register_patient (first, "山田");
  book (first, &id, NINE_US);
  uke_test_desk_settle (first, server, 2);
  set_up_fresh (&fresh);
  uke_test_server_load (server, fresh.db);
  indexes = dump_indexes (first->db);
  made = dump_indexes (fresh.db);
  g_assert_cmpstr (made, ==, indexes);
  g_assert_cmpint (uke_test_query (fresh.db, "PRAGMA synchronous"), ==, 2);
  g_assert_cmpint (uke_test_query (fresh.db, "PRAGMA foreign_keys"), ==, 1);
  uke_test_server_enrol (server, 3);
  g_assert_true (uke_replica_join (fresh.db, 3, 77, "desk", server->public_key, &error));
  second = adopt (&fresh, first);
  rows = uke_test_dump_rows (server->store->db);
  loaded = uke_test_dump_rows (second->db);
  g_assert_cmpstr (loaded, ==, rows);
  uke_test_assert_sound (second->db);
  g_assert_true (uke_test_desk_status (second).cursor.is_signed);
  book (second, &id, NINE_US + INT64_C (3600000000));
  uke_test_desk_settle (second, server, 3);
  uke_test_desk_settle (first, server, 2);
  g_free (rows);
  g_free (loaded);
  rows = uke_test_dump_rows (first->db);
  loaded = uke_test_dump_rows (second->db);
  g_assert_cmpstr (loaded, ==, rows);
  uke_test_assert_sound (second->db);
}

/* A desk moves to a new base: what waits is seen over it, and what the server had is sent again,
 * known there, and counted once. */
static void
test_carry (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestStore) old = uke_test_server_new_desk (server, 2);
  g_autoptr (UkeTestStore) moved = NULL;
  g_auto (Fresh) fresh = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *rows = NULL, *carried = NULL;
  UkeId first, second;
  int64_t n_audit;

  uke_test_desk_settle (old, server, 2);
  first = register_patient (old, "山田");
  uke_test_desk_settle (old, server, 2);
  second = register_patient (old, "佐藤");
  n_audit = uke_test_query (old->db, "SELECT count(*) FROM audit");
  set_up_fresh (&fresh);
  uke_test_server_load (server, fresh.db);
  g_assert_true (uke_replica_carry (old->db, fresh.db, 0, UKE_NO_CAP, &error));
  g_assert_no_error (error);
  moved = adopt (&fresh, old);
  g_assert_cmpuint (uke_test_desk_status (moved).n_waiting, ==, 2);
  g_assert_cmpint (uke_test_query (moved->db, "SELECT count(*) FROM audit"), ==, n_audit);
  g_assert_nonnull (uke_rows_find (moved->db, &UKE_ENTITY_PATIENT, &first, NULL));
  g_assert_nonnull (uke_rows_find (moved->db, &UKE_ENTITY_PATIENT, &second, NULL));
  uke_test_assert_sound (moved->db);
  uke_test_desk_settle (moved, server, 2);
  g_assert_cmpint (uke_test_query (server->store->db, "SELECT count(*) FROM patient"), ==, 2);
  rows = uke_test_dump_rows (server->store->db);
  carried = uke_test_dump_rows (moved->db);
  g_assert_cmpstr (carried, ==, rows);
  uke_test_assert_sound (moved->db);
}

static void
assert_refused (UkeSnapshotLoad *loading, const UkeSnapshotPart *part, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (uke_snapshot_load_part (loading, part, bytes, &error));
  g_assert_nonnull (error);
}

/* Parts that are not what the manifest says, and lines that are no rows, are refused. */
static void
test_bad_parts (void)
{
  static const char *const lines[] = {
    "[]\n",
    "[\"00\",1,1,\"\",0,[null,null],[]]\n",
    "[\"018f0000000070008000000000000001\",1,1,\"\",0,[null],[]]\n",
    "[\"018f0000000070008000000000000001\",1,1,\"\",0,[null,null],[]] \n",
    "[\"018f0000000070008000000000000001\",1,1,\"\",0,[null,\"\"],[]]\n",
    "[\"018f0000000070008000000000000001\",1.5,1,\"\",0,[null,\"a\"],[]]\n",
    "[\"018f0000000070008000000000000001\",1,1,\"\",0,[null,\"a\"],[]]",
    "[\"018f0000000070008000000000000001\",1,1,\"0\",0,[null,\"a\"],[]]\n",
    "[\"018f0000000070008000000000000001\",1,1,\"\",0,[null,\"\xff\"],[]]\n",
    "[\"018f0000000070008000000000000001\",1,1,\"\",0,[null,\"\\ud800\"],[]]\n",
  };
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestStore) desk = uke_test_server_new_desk (server, 2);
  g_auto (Fresh) fresh = { 0 };
  g_autoptr (UkeSnapshotManifest) manifest = uke_snapshot_manifest_new ();
  g_autoptr (UkeSnapshotLoad) loading = NULL;
  const char *good = "[\"018f0000000070008000000000000001\",1,1,\"\",0,[null,\"a\"]]\n";
  g_autoptr (GBytes) bytes = NULL;
  UkeSnapshotPart part;

  uke_test_desk_settle (desk, server, 2);
  manifest->cursor = get_place (server, desk);
  uke_snapshot_manifest_add_table (manifest, &UKE_ENTITY_PATIENT_TAG);
  set_up_fresh (&fresh);
  loading = uke_snapshot_load_new (fresh.db, manifest, server->public_key, NULL);
  g_assert_cmpuint (UKE_ENTITY_PATIENT_TAG.n_fields, ==, 2);
  for (size_t i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autoptr (GBytes) bad = pack (lines[i], 1, &part);

    assert_refused (loading, &part, bad);
  }
  bytes = pack (good, 1, &part);
  part.rows = 2;
  assert_refused (loading, &part, bytes);
  part.rows = 1;
  part.raw = 3;
  assert_refused (loading, &part, bytes);
  part.raw = 5 * INT64_C (4194304);
  assert_refused (loading, &part, bytes);
  part.raw = (int64_t)strlen (good);
  part.sha256[5] = part.sha256[5] == 'a' ? 'b' : 'a';
  assert_refused (loading, &part, bytes);
  g_assert_cmpint (uke_test_query (fresh.db, "SELECT count(*) FROM patient_tag"), ==, 0);
}

/* Lines of @n tags, which @digest counts. */
static char *
make_tags (unsigned n, UkeDigest *digest)
{
  GString *lines = g_string_new (NULL);
  UkeId id = { { 1, 0x8f, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0 } };
  UkeValue values[2] = { { UKE_VALUE_NULL }, { UKE_VALUE_TEXT, .text = (char *)"a" } };
  const int64_t versions[2] = { 0, 0 };
  const UkeRowParts parts = { &UKE_ENTITY_PATIENT_TAG, &id, 1, 0, values, versions };

  for (unsigned i = 0; i < n; i++) {
    id.bytes[14] = (uint8_t)(i >> 8);
    id.bytes[15] = (uint8_t)i;
    g_string_append_printf (lines,
                            "[\"018f000000007000800000000000%04x\",1,1,\"\",0,[null,\"a\"]]\n", i);
    uke_digest_add_parts (digest, &parts);
  }
  return g_string_free (lines, FALSE);
}

/* A part that is refused in its middle leaves nothing behind, in the file or in the digest; one of
 * a row, and one so large that it is hashed on a thread of its own. */
static void
test_part_again (gconstpointer data)
{
  unsigned n_rows = GPOINTER_TO_UINT (data);
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestStore) desk = uke_test_server_new_desk (server, 2);
  g_auto (Fresh) fresh = { 0 };
  g_autoptr (UkeSnapshotManifest) manifest = uke_snapshot_manifest_new ();
  g_autoptr (UkeSnapshotLoad) loading = NULL;
  g_autoptr (UkeDigest) digest = NULL;
  g_autoptr (GBytes) cut = NULL, whole = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *rows = NULL, *cut_rows = NULL;
  UkeSnapshotPart part;

  uke_test_desk_settle (desk, server, 2);
  manifest->cursor = get_place (server, desk);
  manifest->has_root = TRUE;
  uke_snapshot_manifest_add_table (manifest, &UKE_ENTITY_PATIENT_TAG);
  set_up_fresh (&fresh);
  digest = uke_digest_new (fresh.db);
  rows = make_tags (n_rows, digest);
  cut_rows = g_strconcat (rows, "[]\n", NULL);
  uke_digest_hash_totals (digest, manifest->root);
  loading = uke_snapshot_load_new (fresh.db, manifest, server->public_key, NULL);
  cut = pack (cut_rows, n_rows + 1, &part);
  assert_refused (loading, &part, cut);
  whole = pack (rows, n_rows, &part);
  g_assert_true (uke_snapshot_load_part (loading, &part, whole, &error));
  g_assert_true (uke_snapshot_load_end (loading, &error));
  g_assert_no_error (error);
  g_assert_cmpint (uke_test_query (fresh.db, "SELECT count(*) FROM patient_tag"), ==, n_rows);
}

/* P16: a server that does not know all of what a row carries hands it on, and what it counts is
 * what comes. */
static void
test_ext (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestStore) desk = uke_test_server_new_desk (server, 2);
  g_auto (Fresh) fresh = { 0 };
  g_autofree char *there = NULL, *here = NULL;

  register_patient (desk, "山田");
  uke_test_desk_settle (desk, server, 2);
  /* Field 90, called "x", a text "a". */
  uke_test_exec (server->store->db, "UPDATE patient SET ext = X'01005A010178020000000161'");
  uke_test_exec (server->store->db, "BEGIN");
  g_assert_true (uke_digest_keep (server->store->db, NULL));
  uke_test_exec (server->store->db, "COMMIT");
  set_up_fresh (&fresh);
  uke_test_server_load (server, fresh.db);
  there = uke_test_dump_rows (server->store->db);
  here = uke_test_dump_rows (fresh.db);
  g_assert_cmpstr (here, ==, there);
  g_assert_cmpint (uke_test_query (fresh.db, "SELECT count(*) FROM patient WHERE ext IS NOT NULL"),
                   ==, 1);
}

/* Rows that the digest does not come to: the file is not taken for the clinic's. */
static void
test_other_root (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestStore) desk = uke_test_server_new_desk (server, 2);
  g_auto (Fresh) fresh = { 0 };
  g_autoptr (UkeSnapshotManifest) manifest = uke_snapshot_manifest_new ();
  g_autoptr (UkeSnapshotLoad) loading = NULL;
  g_autoptr (GError) error = NULL;

  uke_test_desk_settle (desk, server, 2);
  manifest->cursor = get_place (server, desk);
  manifest->has_root = TRUE;
  set_up_fresh (&fresh);
  loading = uke_snapshot_load_new (fresh.db, manifest, server->public_key, NULL);
  g_assert_false (uke_snapshot_load_end (loading, &error));
  g_assert_nonnull (error);
}

/* A manifest of somebody else's, and a file that is not new. */
static void
test_bad_beginnings (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestServer) other = uke_test_server_new ();
  g_autoptr (UkeTestStore) desk = uke_test_server_new_desk (server, 2);
  g_auto (Fresh) fresh = { 0 };
  g_autoptr (UkeSnapshotManifest) manifest = uke_snapshot_manifest_new ();
  g_autoptr (GError) error = NULL;

  uke_test_desk_settle (desk, server, 2);
  manifest->cursor = get_place (server, desk);
  uke_snapshot_manifest_add_table (manifest, &UKE_ENTITY_PATIENT_TAG);
  set_up_fresh (&fresh);
  g_assert_null (uke_snapshot_load_new (fresh.db, manifest, other->public_key, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (uke_snapshot_load_new (desk->db, manifest, server->public_key, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/snapshot-load/new-desk", test_new_desk);
  g_test_add_func ("/store/snapshot-load/carry", test_carry);
  g_test_add_func ("/store/snapshot-load/bad-parts", test_bad_parts);
  g_test_add_data_func ("/store/snapshot-load/part-again/one", GUINT_TO_POINTER (1),
                        test_part_again);
  g_test_add_data_func ("/store/snapshot-load/part-again/many", GUINT_TO_POINTER (3000),
                        test_part_again);
  g_test_add_func ("/store/snapshot-load/other-root", test_other_root);
  g_test_add_func ("/store/snapshot-load/ext", test_ext);
  g_test_add_func ("/store/snapshot-load/bad-beginnings", test_bad_beginnings);
  return g_test_run ();
}
