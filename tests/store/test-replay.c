/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-decide.h"
#include "store/uke-digest.h"
#include "store/uke-hold.h"
#include "store/uke-log-store.h"
#include "store/uke-replica.h"
#include "store/uke-rows.h"
#include "store/uke-schema.h"
#include "support/uke-test-pusher.h"

#include <string.h>

#define NINE_US (UKE_TEST_NOW_US + INT64_C (86400000000))
#define N_STEPS 150

/* A desk that knows nothing but which history it belongs to. */
static UkeDb *
make_empty (UkeTestAuthority *server, UkeTestFolder *folder)
{
  UkeDb *db = uke_test_folder_open (folder);
  g_autoptr (UkeStmt) feed = NULL;
  UkeLogHead head;

  g_assert_true (uke_schema_migrate (db, folder->key, NULL));
  g_assert_true (uke_log_store_get_head (server->store->db, &head, NULL));
  g_assert_true (uke_db_begin (db, NULL));
  feed = uke_db_prepare (db,
                         "INSERT INTO feed (feed, epoch, seq, chain, min_seq, backup_seq, state) "
                         "VALUES (1, ?, 0, ?, 1, 0, 0)",
                         NULL);
  uke_stmt_bind_id_at (feed, 1, &head.epoch);
  uke_stmt_bind_blob_at (feed, 2, UKE_CHAIN_START, UKE_SHA256_SIZE);
  g_assert_true (uke_stmt_run (feed, NULL));
  g_assert_true (uke_db_commit (db, NULL));
  g_assert_true (uke_replica_join (db, 3, 99, "desk", server->public_key, NULL));
  return db;
}

/* Takes the whole log page by page, each through its JSON. */
static void
replay (UkeTestAuthority *server, UkeDb *db)
{
  UkeAuthorityPeer peer = uke_test_authority_peer (server, 3);

  while (TRUE) {
    g_autoptr (UkeWirePage) page = NULL;
    g_autoptr (UkeWirePage) arrived = NULL;
    g_autoptr (GString) json = g_string_new (NULL);
    g_autoptr (UkeChanges) changes = uke_changes_new ();
    g_autoptr (GPtrArray) search
        = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_change_free);
    g_autoptr (GError) error = NULL;
    UkeReplicaStatus status;
    UkeSyncTake take;
    UkeWireRefusal refusal;

    g_assert_true (uke_replica_get_status (db, &status, &error));
    g_assert_true (uke_authority_changes (server->store->db, &peer, &status.cursor, 13, 1 << 20, 1,
                                          &page, &refusal, &error));
    g_assert_nonnull (page);
    uke_wire_page_write (page, json);
    arrived = uke_wire_page_read (json->str, json->len, &error);
    g_assert_no_error (error);
    g_assert_true (uke_replica_take_page (db, arrived, 0, TRUE, &take, changes, search, &error));
    g_assert_no_error (error);
    g_assert_cmpint (take, ==, UKE_SYNC_TAKE_DONE);
    if (!page->more)
      return;
  }
}

static void
assert_same (UkeDb *a, UkeDb *b)
{
  uint8_t first[UKE_ROW_HASH_SIZE], second[UKE_ROW_HASH_SIZE];
  static const char *const claims
      = "SELECT coalesce (sum ((cell % 1000003) * (lane + 1)), 0) + count(*) FROM slot_claim";
  static const char *const notes
      = "SELECT coalesce (sum (seq * 31 + n * 7 + kind + needs_person), 0) FROM conflict";

  g_assert_true (uke_digest_compute_root (a, first, NULL));
  g_assert_true (uke_digest_compute_root (b, second, NULL));
  g_assert_cmpmem (first, sizeof first, second, sizeof second);
  g_assert_cmpint (uke_test_query (a, claims), ==, uke_test_query (b, claims));
  g_assert_cmpint (uke_test_query (a, notes), ==, uke_test_query (b, notes));
}

static UkeChangeSet *
make_step (UkeTestPusher *desk, GArray *patients, GArray *bookings)
{
  UkeTestStore *store = desk->server->store;
  UkeChangeSet *set = uke_test_pusher_set (desk, UKE_INTENT_DEMO);
  const UkeId *id = &g_array_index (patients, UkeId,
                                    (unsigned)g_test_rand_int_range (0, (gint32)patients->len));
  int64_t at_us = NINE_US + g_test_rand_int_range (0, 20) * INT64_C (900000000);
  int64_t seen = g_test_rand_int_range (0, 1 + (gint32)desk->cursor.seq);
  g_autofree char *name = g_strdup_printf ("名%d", g_test_rand_int_range (0, 9));
  g_autoptr (UkeRecord) record = uke_rows_find_any (store->db, &UKE_ENTITY_PATIENT, id, NULL);
  g_autoptr (UkeDraft) draft = NULL;

  switch (g_test_rand_int_range (0, 7)) {
  case 0:
    draft = uke_test_store_patient (store, "1", name, NULL, NULL, NULL);
    g_array_append_val (patients, *uke_draft_get_id (draft));
    uke_change_set_add_draft (set, draft);
    return set;
  case 1:
    if (record == NULL)
      break;
    uke_change_set_add_delete (set, record);
    return set;
  case 2:
    if (record == NULL)
      break;
    uke_change_set_add_revival (set, record);
    return set;
  case 3:
  case 4:
    draft = uke_test_store_appointment (store, id, at_us, 30);
    g_array_append_val (bookings, *uke_draft_get_id (draft));
    uke_change_set_add_draft (set, draft);
    return set;
  case 5:
    if (bookings->len > 0) {
      id = &g_array_index (bookings, UkeId,
                           (unsigned)g_test_rand_int_range (0, (gint32)bookings->len));
      uke_change_set_add_op (set, UKE_OP_SET, &UKE_ENTITY_APPOINTMENT, id, 0);
      uke_value_set_int (&uke_change_set_add_field (set, UKE_APPOINTMENT_STARTS_AT_US, seen)->value,
                         at_us);
      return set;
    }
    break;
  default:
    break;
  }
  uke_change_set_add_op (set, UKE_OP_SET, &UKE_ENTITY_PATIENT, id, 0);
  uke_value_set_text (&uke_change_set_add_field (set, UKE_PATIENT_FAMILY_NAME, seen)->value, name);
  uke_value_set_text (&uke_change_set_add_field (set, UKE_PATIENT_LANGUAGE, seen)->value, "en");
  return set;
}

static void
hold_something (UkeTestPusher *desk)
{
  UkeTestStore *store = desk->server->store;
  UkeAuthorityPeer peer = uke_test_authority_peer (desk->server, desk->dev);
  int64_t from_us = NINE_US + g_test_rand_int_range (0, 20) * INT64_C (900000000);
  UkeWireHoldWish wish = { store->provider_id, from_us, from_us + INT64_C (1800000000), 60 };
  UkeWireRefusal refusal;
  UkeWireHold hold;

  g_assert_true (uke_hold_take (store->db, &peer, &wish, store->now_us, &hold, &refusal, NULL));
}

/* P23, P3: whoever takes the log from its beginning has the authority's rows, versions, claims and
 * notes, whatever was merged, parked, deleted, revived, lost, held or forbidden on the way. */
static void
test_random (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desks[2]
      = { uke_test_pusher_make (server, 2, 1), uke_test_pusher_make (server, 3, 1) };
  g_autoptr (GArray) patients = g_array_new (FALSE, FALSE, sizeof (UkeId));
  g_autoptr (GArray) bookings = g_array_new (FALSE, FALSE, sizeof (UkeId));
  g_autoptr (UkeTestFolder) folder = uke_test_folder_new ();
  g_autoptr (UkeDraft) first
      = uke_test_store_patient (server->store, "1", "山田", NULL, NULL, NULL);
  UkeId nurse = uke_test_authority_add_staff (server, "nurse", TRUE);
  UkeChangeSet *set = uke_test_pusher_set (&desks[0], UKE_INTENT_DEMO);
  g_autoptr (UkeDb) db = NULL;

  uke_change_set_add_draft (set, first);
  uke_wire_push_answer_free (uke_test_pusher_send_set (&desks[0], set));
  g_array_append_val (patients, *uke_draft_get_id (first));
  for (unsigned i = 0; i < N_STEPS; i++) {
    UkeTestPusher *desk = &desks[g_test_rand_int_range (0, 2)];

    if (g_test_rand_int_range (0, 6) == 0)
      hold_something (desk);
    desk->staff_id = g_test_rand_int_range (0, 8) == 0 ? nurse : server->store->staff_id;
    if (g_test_rand_int_range (0, 4) == 0)
      uke_wire_page_free (uke_test_pusher_pull (desk));
    uke_wire_push_answer_free (
        uke_test_pusher_send_set (desk, make_step (desk, patients, bookings)));
  }
  db = make_empty (server, folder);
  replay (server, db);
  assert_same (server->store->db, db);
  g_assert_cmpint (
      uke_test_query (server->store->db, "SELECT count(*) FROM flog WHERE outcome = 3"), >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/replay/random", test_random);
  return g_test_run ();
}
