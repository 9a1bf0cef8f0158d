/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-digest.h"
#include "store/uke-rows.h"
#include "store/uke-snapshot-line.h"
#include "support/uke-test-log.h"
#include "support/uke-test-sync.h"

#include <string.h>

/** Pair: a server whose sums are kept, a desk that is up to date, two patients that both have. */
typedef struct {
  UkeTestServer *server;
  UkeTestStore *desk;
  UkeId patient, other;
} Pair;

static UkeId
register_patient (UkeTestStore *store, const char *number)
{
  UkeDraft *patient = uke_test_store_patient (store, number, "山田", "太郎", "やまだ", "たろう");
  UkeId id = *uke_draft_get_id (patient);

  uke_committed_free (uke_test_store_commit (store, patient, NULL));
  return id;
}

static void
set_up (Pair *self)
{
  self->server = uke_test_server_new ();
  uke_test_exec (self->server->store->db, "BEGIN");
  g_assert_true (uke_digest_keep (self->server->store->db, NULL));
  uke_test_exec (self->server->store->db, "COMMIT");
  self->desk = uke_test_server_new_desk (self->server, 2);
  self->patient = register_patient (self->desk, "1");
  self->other = register_patient (self->desk, "2");
  uke_test_desk_settle (self->desk, self->server, 2);
}

static void
tear_down (Pair *self)
{
  uke_test_store_free (self->desk);
  uke_test_server_free (self->server);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, tear_down)

static UkeSyncSums *
get_sums (Pair *self)
{
  g_autoptr (GError) error = NULL;
  UkeSyncSums *sums = uke_replica_get_sums (self->desk->db, NULL, &error);

  g_assert_no_error (error);
  return sums;
}

static gboolean
is_alike (Pair *self)
{
  g_autoptr (UkeSyncSums) sums = get_sums (self);
  uint8_t root[UKE_ROW_HASH_SIZE];

  g_assert_true (uke_digest_get_root (self->server->store->db, root, NULL));
  return memcmp (root, sums->root, sizeof root) == 0;
}

/* Ids are drawn: now and then the two fall into one bucket. */
static unsigned
count_buckets (const Pair *self)
{
  return uke_digest_get_bucket (&self->patient, UKE_DIGEST_FEW)
                 == uke_digest_get_bucket (&self->other, UKE_DIGEST_FEW)
             ? 1
             : 2;
}

/* What the engine would fetch: the server's rows of every bucket of a table that differs. */
static UkeSyncRepair *
fetch (Pair *self, const UkeEntity *entity, unsigned table)
{
  g_autoptr (UkeSyncSums) sums = get_sums (self);
  UkeSyncRepair *repair = uke_sync_repair_new (sums);
  g_autoptr (GByteArray) ours = uke_sync_sums_fold (sums, table, UKE_DIGEST_FEW);
  g_autoptr (GByteArray) theirs = uke_digest_get_buckets (self->server->store->db, entity, NULL);
  UkeSyncBucket bucket = { .entity = entity, .n_buckets = UKE_DIGEST_FEW };

  for (; bucket.bucket < UKE_DIGEST_FEW; bucket.bucket++) {
    size_t at = bucket.bucket * UKE_ROW_HASH_SIZE;

    if (memcmp (ours->data + at, theirs->data + at, UKE_ROW_HASH_SIZE) == 0)
      continue;
    memcpy (bucket.digest, theirs->data + at, sizeof bucket.digest);
    bucket.rows = uke_wire_rows_new ();
    for (unsigned i = 0; i < entity->n_fields; i++)
      g_ptr_array_add (bucket.rows->columns, g_strdup (entity->fields[i].name));
    g_assert_true (uke_snapshot_read_bucket (self->server->store->db, entity, UKE_DIGEST_FEW,
                                             bucket.bucket, bucket.rows->rows, NULL));
    g_array_append_val (repair->buckets, bucket);
  }
  return repair;
}

static UkeSyncRepair *
fetch_patients (Pair *self)
{
  unsigned n, i = 0;
  const UkeEntity *const *entities = uke_entity_all (&n);

  while (entities[i] != &UKE_ENTITY_PATIENT)
    i++;
  return fetch (self, &UKE_ENTITY_PATIENT, i);
}

static UkeSyncTake
repair (Pair *self, const UkeSyncRepair *what, unsigned *out_n, UkeChanges *changes)
{
  g_autoptr (GPtrArray) search
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_change_free);
  g_autoptr (GError) error = NULL;
  UkeSyncTake take;
  gboolean is_done = uke_replica_repair (self->desk->db, what, UKE_TEST_NOW_US, &take, out_n,
                                         changes, search, &error);

  g_assert_no_error (error);
  g_assert_true (is_done);
  return take;
}

static void
assert_alike (Pair *self)
{
  g_autofree char *server = uke_test_dump_rows (self->server->store->db);
  g_autofree char *desk = uke_test_dump_rows (self->desk->db);

  g_assert_cmpstr (desk, ==, server);
  g_assert_true (is_alike (self));
  uke_test_assert_sound (self->desk->db);
}

/* A value that changed by itself, a row that went and one that came, and versions that cannot be
 * read, are the server's again, each written down once. */
static void
test_heals (void)
{
  static const char *const rots[] = {
    "UPDATE patient SET family_name = '山口' WHERE id = (SELECT id FROM patient ORDER BY id LIMIT "
    "1)",
    "UPDATE patient SET fv = X'FF' WHERE id = (SELECT id FROM patient ORDER BY id LIMIT 1)",
    "UPDATE patient SET del_seq = 1, rver = 1 WHERE id = (SELECT id FROM patient ORDER BY id DESC "
    "LIMIT 1)",
    "INSERT INTO patient (id, patient_number, cver, rver, fv) VALUES "
    "(X'00112233445566778899AABBCCDDEEFF', '77', 1, 1, X'')",
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (rots); i++) {
    g_auto (Pair) pair = { 0 };
    g_autoptr (UkeSyncRepair) what = NULL;
    g_autoptr (UkeChanges) changes = uke_changes_new ();
    unsigned n;

    set_up (&pair);
    g_assert_true (is_alike (&pair));
    uke_test_exec (pair.desk->db, rots[i]);
    g_assert_false (is_alike (&pair));
    what = fetch_patients (&pair);
    g_assert_cmpuint (what->buckets->len, ==, 1);
    g_assert_cmpint (repair (&pair, what, &n, changes), ==, UKE_SYNC_TAKE_DONE);
    g_assert_cmpuint (n, ==, 1);
    g_assert_cmpuint (uke_changes_get_n (changes), ==, 1);
    g_assert_cmpint (uke_test_query (pair.desk->db, "SELECT count(*) FROM audit WHERE kind = 35"),
                     ==, 1);
    assert_alike (&pair);
  }
}

/* A row that something waits about: its base is healed below, and what waits stays over it. */
static void
test_heals_below (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (UkeSyncRepair) what = NULL;
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  g_autoptr (UkeRecord) record = NULL;
  g_autoptr (UkeRecord) healed = NULL;
  UkeDraft *draft;
  unsigned n;

  set_up (&pair);
  uke_test_exec (pair.desk->db, "UPDATE patient SET family_name = '山口'");
  record = uke_rows_get (pair.desk->db, &UKE_ENTITY_PATIENT, &pair.patient, NULL);
  draft = uke_draft_new_from (record);
  uke_draft_set_text (draft, UKE_PATIENT_GIVEN_NAME, "次郎");
  uke_committed_free (uke_test_store_commit (pair.desk, draft, NULL));
  what = fetch_patients (&pair);
  g_assert_cmpuint (what->buckets->len, ==, count_buckets (&pair));
  g_assert_cmpint (repair (&pair, what, &n, changes), ==, UKE_SYNC_TAKE_DONE);
  g_assert_cmpuint (n, ==, 2);
  g_assert_true (is_alike (&pair));
  healed = uke_rows_get (pair.desk->db, &UKE_ENTITY_PATIENT, &pair.patient, NULL);
  g_assert_cmpstr (uke_record_get_text (healed, UKE_PATIENT_FAMILY_NAME), ==, "山田");
  g_assert_cmpstr (uke_record_get_text (healed, UKE_PATIENT_GIVEN_NAME), ==, "次郎");
  g_assert_cmpuint (uke_test_desk_status (pair.desk).n_waiting, ==, 1);
  uke_test_desk_settle (pair.desk, pair.server, 2);
  assert_alike (&pair);
}

typedef void (*Forge) (Pair *pair, UkeSyncBucket *bucket);

static void
forge_value (Pair *pair, UkeSyncBucket *bucket)
{
  g_autoptr (GString) row = g_string_new (bucket->rows->rows->pdata[0]);

  g_string_replace (row, "山田", "悪人", 0);
  g_free (bucket->rows->rows->pdata[0]);
  bucket->rows->rows->pdata[0] = g_strdup (row->str);
}

static void
forge_id (Pair *pair, UkeSyncBucket *bucket)
{
  char *row = bucket->rows->rows->pdata[0];

  /* The last digits of the id say which bucket it belongs to. */
  row[2 + 31] = row[2 + 31] == '0' ? '1' : '0';
}

static void
forge_none (Pair *pair, UkeSyncBucket *bucket)
{
  g_ptr_array_set_size (bucket->rows->rows, 0);
}

static void
forge_twice (Pair *pair, UkeSyncBucket *bucket)
{
  g_ptr_array_add (bucket->rows->rows, g_strdup (bucket->rows->rows->pdata[0]));
}

static void
forge_table (Pair *pair, UkeSyncBucket *bucket)
{
  bucket->entity = &UKE_ENTITY_STAFF;
}

static void
forge_text (Pair *pair, UkeSyncBucket *bucket)
{
  g_free (bucket->rows->rows->pdata[0]);
  bucket->rows->rows->pdata[0] = g_strdup ("[1,2,3]");
}

static void
forge_claims (Pair *pair, UkeSyncBucket *bucket)
{
  g_autoptr (GString) row = g_string_new (bucket->rows->rows->pdata[0]);

  g_string_truncate (row, row->len - 1);
  g_string_append (row, ",[[\"00112233445566778899aabbccddeeff\",7,0]]]");
  g_free (bucket->rows->rows->pdata[0]);
  bucket->rows->rows->pdata[0] = g_strdup (row->str);
}

static void
forge_later (Pair *pair, UkeSyncBucket *bucket)
{
  g_autoptr (GString) row = g_string_new (bucket->rows->rows->pdata[0]);

  g_string_erase (row, 36, 1);
  g_string_insert (row, 36, "9999");
  g_free (bucket->rows->rows->pdata[0]);
  bucket->rows->rows->pdata[0] = g_strdup (row->str);
}

/* Rows of a server that lies are refused with a line that says why, and change nothing. */
static void
test_refused (void)
{
  static const struct {
    Forge forge;
    const char *line;
  } forgeries[] = {
    { forge_value, "*not what its digest says" },
    { forge_id, "*a row of another bucket" },
    { forge_none, "*not what its digest says" },
    { forge_twice, "*a row twice" },
    { forge_table, "rows of staff*" },
    { forge_text, "*not a row" },
    { forge_claims, "*cells that are not the booking's" },
    { forge_later, "*a row of another place in the history" },
  };
  g_auto (Pair) pair = { 0 };
  g_autofree char *before = NULL;

  set_up (&pair);
  uke_test_exec (
      pair.desk->db,
      "UPDATE patient SET note = 'rot' WHERE id = (SELECT id FROM patient ORDER BY id LIMIT 1)");
  before = uke_test_dump_base (pair.desk->db);
  for (unsigned i = 0; i < G_N_ELEMENTS (forgeries); i++) {
    g_autoptr (UkeSyncRepair) what = fetch_patients (&pair);
    g_autoptr (UkeChanges) changes = uke_changes_new ();
    g_autofree char *after = NULL;
    unsigned n;

    g_assert_cmpuint (what->buckets->len, ==, 1);
    forgeries[i].forge (&pair, &g_array_index (what->buckets, UkeSyncBucket, 0));
    g_test_expect_message ("uke-feed", G_LOG_LEVEL_WARNING, forgeries[i].line);
    g_assert_cmpint (repair (&pair, what, &n, changes), ==, UKE_SYNC_TAKE_REFUSED);
    g_test_assert_expected_messages ();
    g_assert_cmpuint (n, ==, 0);
    g_assert_cmpuint (uke_changes_get_n (changes), ==, 0);
    after = uke_test_dump_base (pair.desk->db);
    g_assert_cmpstr (after, ==, before);
  }
}

/* Rows of a place that the desk has left are not used. */
static void
test_stale (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (UkeSyncRepair) what = NULL;
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  unsigned n;

  set_up (&pair);
  uke_test_exec (pair.desk->db, "UPDATE patient SET note = 'rot'");
  what = fetch_patients (&pair);
  register_patient (pair.desk, "3");
  uke_test_desk_settle (pair.desk, pair.server, 2);
  g_assert_cmpint (repair (&pair, what, &n, changes), ==, UKE_SYNC_TAKE_STALE);
  g_assert_cmpint (
      uke_test_query (pair.desk->db, "SELECT count(*) FROM patient WHERE note = 'rot'"), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  uke_test_log_begin ();
  g_test_add_func ("/store/replica-repair/heals", test_heals);
  g_test_add_func ("/store/replica-repair/heals-below", test_heals_below);
  g_test_add_func ("/store/replica-repair/refused", test_refused);
  g_test_add_func ("/store/replica-repair/stale", test_stale);
  return g_test_run ();
}
