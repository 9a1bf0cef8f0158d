/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-digest.h"

#include "feed/uke-decide.h"
#include "feed/uke-sha256.h"
#include "store/uke-rows.h"
#include "support/uke-test-pusher.h"

#include <string.h>

#define NINE_US (UKE_TEST_NOW_US + INT64_C (86400000000))
#define N_STEPS 120

static void
keep (UkeDb *db)
{
  g_assert_true (uke_db_begin (db, NULL));
  g_assert_true (uke_digest_keep (db, NULL));
  g_assert_true (uke_db_commit (db, NULL));
}

static unsigned
count_problems (UkeDb *db)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  g_assert_true (uke_digest_verify (db, problems, NULL, NULL));
  for (unsigned i = 0; i < problems->len; i++)
    g_test_message ("%s", (const char *)problems->pdata[i]);
  return problems->len;
}

static void
assert_roots (UkeDb *db)
{
  uint8_t kept[UKE_ROW_HASH_SIZE], computed[UKE_ROW_HASH_SIZE];

  g_assert_true (uke_digest_get_root (db, kept, NULL));
  g_assert_true (uke_digest_compute_root (db, computed, NULL));
  g_assert_cmpmem (kept, sizeof kept, computed, sizeof computed);
}

/* What one desk does next, by chance, to patients and bookings that there are: it may not know what
 * the others did meanwhile. */
static UkeChangeSet *
make_step (UkeTestPusher *desk, GArray *ids)
{
  UkeTestStore *store = desk->server->store;
  UkeChangeSet *set = uke_test_pusher_set (desk, UKE_INTENT_DEMO);
  const UkeId *id
      = &g_array_index (ids, UkeId, (unsigned)g_test_rand_int_range (0, (gint32)ids->len));
  g_autoptr (UkeRecord) record = uke_rows_find_any (store->db, &UKE_ENTITY_PATIENT, id, NULL);
  int64_t seen = g_test_rand_int_range (0, 3);
  g_autoptr (UkeDraft) draft = NULL;
  g_autofree char *name = g_strdup_printf ("名%d", g_test_rand_int_range (0, 9));

  switch (g_test_rand_int_range (0, 6)) {
  case 0:
    draft = uke_test_store_patient (store, "1", name, NULL, NULL, NULL);
    g_array_append_val (ids, *uke_draft_get_id (draft));
    uke_change_set_add_draft (set, draft);
    return set;
  case 1:
    uke_change_set_add_delete (set, record);
    return set;
  case 2:
    uke_change_set_add_revival (set, record);
    return set;
  case 3:
    draft = uke_test_store_appointment (
        store, id, NINE_US + g_test_rand_int_range (0, 8) * INT64_C (900000000), 30);
    uke_change_set_add_draft (set, draft);
    return set;
  default:
    uke_change_set_add_op (set, UKE_OP_SET, &UKE_ENTITY_PATIENT, id, 0);
    uke_value_set_text (&uke_change_set_add_field (set, UKE_PATIENT_NOTE, seen)->value, name);
    uke_value_set_text (&uke_change_set_add_field (set, UKE_PATIENT_FAMILY_NAME, seen)->value,
                        name);
    return set;
  }
}

/* P20: over random histories of two desks, with merges, proposals, deletions, revivals and lost
 * slots, the sums that were kept are those of the rows. */
static void
test_random (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desks[2]
      = { uke_test_pusher_make (server, 2, 1), uke_test_pusher_make (server, 3, 1) };
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (UkeId));
  g_autoptr (UkeDraft) first = NULL;
  UkeChangeSet *set;

  keep (server->store->db);
  first = uke_test_store_patient (server->store, "1", "山田", NULL, NULL, NULL);
  set = uke_test_pusher_set (&desks[0], UKE_INTENT_DEMO);
  uke_change_set_add_draft (set, first);
  uke_wire_push_answer_free (uke_test_pusher_send_set (&desks[0], set));
  g_array_append_val (ids, *uke_draft_get_id (first));
  for (unsigned i = 0; i < N_STEPS; i++) {
    UkeTestPusher *desk = &desks[g_test_rand_int_range (0, 2)];

    if (g_test_rand_int_range (0, 4) == 0)
      uke_wire_page_free (uke_test_pusher_pull (desk));
    uke_wire_push_answer_free (uke_test_pusher_send_set (desk, make_step (desk, ids)));
    if (i % 20 == 0)
      g_assert_cmpuint (count_problems (server->store->db), ==, 0);
  }
  g_assert_cmpuint (count_problems (server->store->db), ==, 0);
  assert_roots (server->store->db);
  g_assert_cmpint (
      uke_test_query (server->store->db, "SELECT count(*) FROM flog WHERE outcome > 1"), >, 0);
}

/* A row that was changed behind the log's back is noticed; so is a sum. */
static void
test_tampering (void)
{
  static const char *const deeds[] = {
    "UPDATE staff SET title = 'x'",
    "UPDATE staff SET fv = X'09'",
    "UPDATE staff SET cver = 9",
    "UPDATE staff SET del_seq = 9",
    "DELETE FROM menu",
    "DELETE FROM digest WHERE entity = 6",
    "UPDATE digest SET sum = X'00000000000000000000000000000001' WHERE entity = 2",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (deeds); i++) {
    g_autoptr (UkeTestStore) store = uke_test_store_new ();

    keep (store->db);
    g_assert_cmpuint (count_problems (store->db), ==, 0);
    uke_test_exec (store->db, deeds[i]);
    g_test_message ("%s", deeds[i]);
    g_assert_cmpuint (count_problems (store->db), >, 0);
  }
}

/* A clinic without a server keeps no sums, and has none that could be wrong. */
static void
test_not_kept (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();

  uke_committed_free (uke_test_store_commit (
      store, uke_test_store_patient (store, "1", "山田", NULL, NULL, NULL), NULL));
  g_assert_cmpint (uke_test_query (store->db, "SELECT count(*) FROM digest"), ==, 0);
  g_assert_cmpuint (count_problems (store->db), ==, 0);
}

/* The buckets of a table add up to one row each, where its id says. */
static void
test_buckets (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  g_autoptr (GByteArray) buckets = NULL;
  g_autoptr (UkeRecord) menu = uke_rows_get (store->db, &UKE_ENTITY_MENU, &store->menu_id, NULL);
  unsigned bucket = uke_digest_get_bucket (&store->menu_id, UKE_DIGEST_FEW);
  uint8_t hash[UKE_ROW_HASH_SIZE];

  keep (store->db);
  uke_row_hash (menu, scratch, hash);
  buckets = uke_digest_get_buckets (store->db, &UKE_ENTITY_MENU, NULL);
  g_assert_cmpuint (buckets->len, ==, UKE_DIGEST_FEW * UKE_ROW_HASH_SIZE);
  g_assert_cmpmem (buckets->data + bucket * UKE_ROW_HASH_SIZE, sizeof hash, hash, sizeof hash);
}

/* A desk of an older version compares the tables that it has: here none, and all of them. */
static void
test_older (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  uint8_t root[UKE_ROW_HASH_SIZE], all[UKE_ROW_HASH_SIZE], nothing[UKE_SHA256_SIZE];

  uke_test_exec (store->db, "BEGIN");
  g_assert_true (uke_digest_keep (store->db, NULL));
  uke_test_exec (store->db, "COMMIT");
  g_assert_true (uke_digest_get_root (store->db, all, NULL));
  g_assert_true (uke_digest_get_root_at (store->db, UKE_SCHEMA_VERSION, root, NULL));
  g_assert_cmpmem (root, sizeof root, all, sizeof all);
  g_assert_true (uke_digest_get_root_at (store->db, 0, root, NULL));
  uke_sha256 (NULL, 0, nothing);
  g_assert_cmpmem (root, sizeof root, nothing, sizeof root);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/digest/random", test_random);
  g_test_add_func ("/store/digest/tampering", test_tampering);
  g_test_add_func ("/store/digest/not-kept", test_not_kept);
  g_test_add_func ("/store/digest/buckets", test_buckets);
  g_test_add_func ("/store/digest/older", test_older);
  return g_test_run ();
}
