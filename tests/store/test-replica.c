/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-change-set-json.h"
#include "store/uke-rows.h"
#include "support/uke-test-log.h"
#include "support/uke-test-sync.h"

#define NINE_US (UKE_TEST_NOW_US + INT64_C (86400000000))
#define HOUR_US INT64_C (3600000000)

/** Pair: a server and two desks that are up to date. */
typedef struct {
  UkeTestServer *server;
  UkeTestStore *a, *b;
} Pair;

static void
set_up (Pair *self)
{
  self->server = uke_test_server_new ();
  self->a = uke_test_server_new_desk (self->server, 2);
  self->b = uke_test_server_new_desk (self->server, 3);
  uke_test_desk_settle (self->a, self->server, 2);
  uke_test_desk_settle (self->b, self->server, 3);
}

static void
tear_down (Pair *self)
{
  uke_test_store_free (self->a);
  uke_test_store_free (self->b);
  uke_test_server_free (self->server);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, tear_down)

/* P3: both stand at the same entry and have the same bytes. */
static void
assert_alike (Pair *self)
{
  g_autofree char *server = uke_test_dump_base (self->server->store->db);
  g_autofree char *a = uke_test_dump_base (self->a->db);
  g_autofree char *b = uke_test_dump_base (self->b->db);

  g_assert_cmpstr (a, ==, server);
  g_assert_cmpstr (b, ==, server);
  uke_test_assert_sound (self->server->store->db);
  uke_test_assert_sound (self->a->db);
  uke_test_assert_sound (self->b->db);
}

static void
settle (Pair *self)
{
  uke_test_desk_settle (self->a, self->server, 2);
  uke_test_desk_settle (self->b, self->server, 3);
  uke_test_desk_settle (self->a, self->server, 2);
  assert_alike (self);
}

static UkeId
register_patient (UkeTestStore *store, const char *number)
{
  UkeDraft *patient = uke_test_store_patient (store, number, "山田", "太郎", "やまだ", "たろう");
  UkeId id = *uke_draft_get_id (patient);
  UkeDraft *phone = uke_test_store_phone (store, &id, "09000001234");

  uke_committed_free (uke_test_store_commit (store, patient, phone, NULL));
  return id;
}

static UkeRecord *
get (UkeTestStore *store, const UkeEntity *entity, const UkeId *id)
{
  g_autoptr (GError) error = NULL;
  UkeRecord *record = uke_rows_get (store->db, entity, id, &error);

  g_assert_no_error (error);
  return record;
}

static void
rename_patient (UkeTestStore *store, const UkeId *id, unsigned field, const char *text)
{
  g_autoptr (UkeRecord) record = get (store, &UKE_ENTITY_PATIENT, id);
  UkeDraft *draft = uke_draft_new_from (record);

  uke_draft_set_text (draft, field, text);
  uke_committed_free (uke_test_store_commit (store, draft, NULL));
}

static void
assert_text (UkeTestStore *store, const UkeId *id, unsigned field, const char *expected)
{
  g_autoptr (UkeRecord) record = get (store, &UKE_ENTITY_PATIENT, id);

  g_assert_cmpstr (uke_record_get_text (record, field), ==, expected);
}

/* What a desk commits is seen there at once, waits without an entry, and reaches the other desk. */
static void
test_waits_then_arrives (void)
{
  g_auto (Pair) pair = { 0 };
  UkeId id;
  UkeReplicaStatus status;

  set_up (&pair);
  id = register_patient (pair.a, "1");
  status = uke_test_desk_status (pair.a);
  g_assert_cmpuint (status.n_waiting, ==, 1);
  g_assert_cmpint (uke_test_query (pair.a->db, "SELECT count(*) FROM shadow"), ==, 2);
  g_assert_cmpint (status.cursor.seq, ==, 1);
  assert_text (pair.a, &id, UKE_PATIENT_FAMILY_NAME, "山田");
  uke_test_assert_sound (pair.a->db);
  settle (&pair);
  assert_text (pair.b, &id, UKE_PATIENT_FAMILY_NAME, "山田");
  g_assert_cmpint (uke_test_query (pair.a->db, "SELECT count(*) FROM shadow"), ==, 0);
  g_assert_cmpint (uke_test_query (pair.a->db, "SELECT count(*) FROM retained"), ==, 1);
}

/* A name that both changed: the first at the server stays, the other waits as a proposal (P7). */
static void
test_concurrent_names (void)
{
  g_auto (Pair) pair = { 0 };
  UkeId id;

  set_up (&pair);
  id = register_patient (pair.a, "1");
  settle (&pair);
  rename_patient (pair.a, &id, UKE_PATIENT_FAMILY_NAME, "佐藤");
  rename_patient (pair.b, &id, UKE_PATIENT_FAMILY_NAME, "青木");
  assert_text (pair.b, &id, UKE_PATIENT_FAMILY_NAME, "青木");
  uke_test_desk_settle (pair.a, pair.server, 2);
  g_assert_cmpint (uke_test_desk_pull (pair.b, pair.server, 3, 100, NULL), ==, UKE_SYNC_TAKE_DONE);
  assert_text (pair.b, &id, UKE_PATIENT_FAMILY_NAME, "佐藤");
  g_assert_cmpint (uke_test_query (pair.b->db, "SELECT count(*) FROM conflict"), ==, 0);
  settle (&pair);
  assert_text (pair.b, &id, UKE_PATIENT_FAMILY_NAME, "佐藤");
  g_assert_cmpint (uke_test_query (pair.b->db, "SELECT count(*) FROM conflict"), ==, 1);
}

/* Another's change of another field goes under what waits, which stays as it is (P9). */
static void
test_page_under_waiting (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  UkeId id;

  set_up (&pair);
  id = register_patient (pair.a, "1");
  settle (&pair);
  rename_patient (pair.a, &id, UKE_PATIENT_GIVEN_NAME, "次郎");
  rename_patient (pair.b, &id, UKE_PATIENT_PATIENT_NUMBER, "77");
  uke_test_desk_settle (pair.b, pair.server, 3);
  uke_test_desk_pull (pair.a, pair.server, 2, 100, changes);
  assert_text (pair.a, &id, UKE_PATIENT_GIVEN_NAME, "次郎");
  assert_text (pair.a, &id, UKE_PATIENT_PATIENT_NUMBER, "77");
  g_assert_cmpuint (uke_changes_get_n (changes), ==, 1);
  uke_test_assert_sound (pair.a->db);
  settle (&pair);
}

static UkeId
book (UkeTestStore *store, const UkeId *patient_id, int64_t starts_at_us)
{
  UkeDraft *draft = uke_test_store_appointment (store, patient_id, starts_at_us, 30);
  UkeId id = *uke_draft_get_id (draft);

  uke_committed_free (uke_test_store_commit (store, draft, NULL));
  return id;
}

static gboolean
needs_new_time (UkeTestStore *store, const UkeId *id)
{
  g_autoptr (UkeRecord) record = get (store, &UKE_ENTITY_APPOINTMENT, id);

  return uke_record_get_bool (record, UKE_APPOINTMENT_NEEDS_NEW_TIME);
}

/* Two desks book one slot: who reaches the server first has it, and the other sees at once that
 * theirs needs a new time (P4, P5). */
static void
test_lost_slot (void)
{
  g_auto (Pair) pair = { 0 };
  UkeId patient_id, first, second;

  set_up (&pair);
  patient_id = register_patient (pair.a, "1");
  settle (&pair);
  first = book (pair.a, &patient_id, NINE_US);
  second = book (pair.b, &patient_id, NINE_US);
  g_assert_false (needs_new_time (pair.b, &second));
  uke_test_desk_settle (pair.a, pair.server, 2);
  uke_test_desk_pull (pair.b, pair.server, 3, 100, NULL);
  g_assert_true (needs_new_time (pair.b, &second));
  g_assert_false (needs_new_time (pair.b, &first));
  uke_test_assert_sound (pair.b->db);
  settle (&pair);
  g_assert_cmpint (uke_test_query (pair.b->db, "SELECT count(*) FROM conflict WHERE kind = 7"), ==,
                   1);
}

/* A patient is deleted here and seen as deleted; the sentinel never leaves the desk. */
static void
test_deletion_waits (void)
{
  g_auto (Pair) pair = { 0 };
  UkeId id, set_id;
  UkeChangeSet *set;
  g_autoptr (UkeRecord) seen = NULL;
  g_autoptr (UkeWirePush) push = NULL;

  set_up (&pair);
  id = register_patient (pair.a, "1");
  settle (&pair);
  set_id = uke_id_new (pair.a->now_us);
  set = uke_change_set_new (&set_id, UKE_INTENT_DEMO);
  seen = get (pair.a, &UKE_ENTITY_PATIENT, &id);
  uke_change_set_add_delete (set, seen);
  uke_committed_free (uke_test_store_try (pair.a, set, NULL));
  g_assert_null (uke_rows_find (pair.a->db, &UKE_ENTITY_PATIENT, &id, NULL));
  g_clear_object (&seen);
  seen = uke_rows_find_any (pair.a->db, &UKE_ENTITY_PATIENT, &id, NULL);
  g_assert_cmpint (uke_record_get_deleted_seq (seen), ==, UKE_SEQ_WAITING);
  set_id = uke_id_new (pair.a->now_us + 1000);
  set = uke_change_set_new (&set_id, UKE_INTENT_DEMO);
  uke_change_set_add_revival (set, seen);
  uke_committed_free (uke_test_store_try (pair.a, set, NULL));
  g_assert_nonnull (uke_rows_find (pair.a->db, &UKE_ENTITY_PATIENT, &id, NULL));
  push = uke_test_desk_take_push (pair.a, 10);
  g_assert_cmpuint (push->sets->len, ==, 2);
  settle (&pair);
}

/* A lost answer: the same is pushed again, the server knows it, nothing is there twice (P1, P2). */
static void
test_lost_answer (void)
{
  g_auto (Pair) pair = { 0 };

  set_up (&pair);
  register_patient (pair.a, "1");
  for (unsigned i = 0; i < 3; i++) {
    g_autoptr (UkeWirePush) push = uke_test_desk_take_push (pair.a, 10);
    g_autoptr (UkeWirePushAnswer) lost = uke_test_server_push (pair.server, 2, push);

    g_assert_cmpuint (lost->results->len, ==, 1);
    g_assert_true (uke_replica_push_lost (pair.a->db, FALSE, NULL));
  }
  settle (&pair);
  g_assert_cmpint (uke_test_query (pair.server->store->db, "SELECT count(*) FROM patient"), ==, 1);
  g_assert_cmpint (uke_test_server_get_head (pair.server), ==, 2);
}

/* An answer that comes twice does nothing the second time. */
static void
test_answer_twice (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (UkeWirePush) push = NULL;
  g_autoptr (UkeWirePushAnswer) answer = NULL;
  g_autoptr (UkeChanges) changes = uke_changes_new ();

  set_up (&pair);
  register_patient (pair.a, "1");
  push = uke_test_desk_take_push (pair.a, 10);
  answer = uke_test_server_push (pair.server, 2, push);
  g_assert_cmpint (uke_test_desk_answer (pair.a, answer, NULL), ==, UKE_SYNC_TAKE_DONE);
  uke_test_desk_answer (pair.a, answer, changes);
  g_assert_cmpuint (uke_changes_get_n (changes), ==, 0);
  settle (&pair);
}

/* An entry that was changed on its way, or a page that another key signed, is not taken (P8). */
static void
test_false_pages (void)
{
  g_auto (Pair) pair = { 0 };
  UkeReplicaStatus status;
  g_autoptr (UkeWirePage) page = NULL;
  g_autoptr (UkeWirePage) other = NULL;
  uint8_t secret[UKE_CURSOR_SECRET_SIZE], public_key[UKE_CURSOR_PUBLIC_SIZE];

  set_up (&pair);
  register_patient (pair.a, "1");
  uke_test_desk_settle (pair.a, pair.server, 2);
  status = uke_test_desk_status (pair.b);
  page = uke_test_server_changes (pair.server, 3, &status.cursor, 10);
  g_array_index (page->entries, UkeWireEntry, 0).payload_hash[3] ^= 1;
  g_assert_cmpint (uke_test_desk_take (pair.b, page, NULL), ==, UKE_SYNC_TAKE_DIVERGED);
  other = uke_test_server_changes (pair.server, 3, &status.cursor, 10);
  uke_cursor_make_keys (secret, public_key);
  uke_cursor_sign (&other->cursor, secret);
  g_assert_cmpint (uke_test_desk_take (pair.b, other, NULL), ==, UKE_SYNC_TAKE_DIVERGED);
  g_assert_cmpint (uke_test_desk_status (pair.b).cursor.seq, ==, status.cursor.seq);
  g_assert_cmpint (uke_test_query (pair.b->db, "SELECT count(*) FROM patient"), ==, 0);
  settle (&pair);
}

static void
make_receptionist (UkeTestStore *store)
{
  g_autoptr (UkeRecord) staff = get (store, &UKE_ENTITY_STAFF, &store->staff_id);
  UkeDraft *draft = uke_draft_new_from (staff);

  uke_draft_set_text (draft, UKE_STAFF_ROLE, "reception");
  uke_committed_free (uke_test_store_commit (store, draft, NULL));
}

static void
delete_patients (UkeTestStore *store, const UkeId *ids, unsigned n)
{
  UkeId set_id = uke_id_new (store->now_us);
  UkeChangeSet *set = uke_change_set_new (&set_id, UKE_INTENT_UNDO);

  for (unsigned i = 0; i < n; i++) {
    g_autoptr (UkeRecord) seen = get (store, &UKE_ENTITY_PATIENT, &ids[i]);

    uke_change_set_add_delete (set, seen);
  }
  uke_committed_free (uke_test_store_try (store, set, NULL));
}

/* A page that deletes most of the patients waits for a person's word, unless the director did it.
 */
static void
test_held (void)
{
  g_auto (Pair) pair = { 0 };
  UkeId ids[20];
  UkeReplicaStatus status;
  g_autoptr (UkeWirePage) page = NULL;
  g_autoptr (GPtrArray) search = g_ptr_array_new ();
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  UkeSyncTake take;
  UkeReplicaDeletions deletions;

  set_up (&pair);
  for (unsigned i = 0; i < G_N_ELEMENTS (ids); i++)
    ids[i] = register_patient (pair.a, "1");
  settle (&pair);
  delete_patients (pair.a, ids, 8);
  settle (&pair);
  make_receptionist (pair.a);
  delete_patients (pair.a, ids + 8, 8);
  uke_test_desk_settle (pair.a, pair.server, 2);
  status = uke_test_desk_status (pair.b);
  page = uke_test_server_changes (pair.server, 3, &status.cursor, 10);
  g_assert_cmpint (uke_test_desk_take (pair.b, page, changes), ==, UKE_SYNC_TAKE_HELD);
  g_assert_cmpuint (uke_changes_get_n (changes), ==, 0);
  g_assert_cmpint (uke_test_desk_status (pair.b).cursor.seq, ==, status.cursor.seq);
  g_assert_true (uke_replica_measure_page (pair.b->db, page, pair.b->now_us, &deletions, NULL));
  g_assert_cmpuint (deletions.n_patients, ==, 8);
  g_assert_cmpuint (deletions.n_records, ==, 8);
  g_assert_cmpuint (deletions.of_patients, ==, 12);
  g_assert_cmpint (uke_test_desk_status (pair.b).cursor.seq, ==, status.cursor.seq);
  g_assert_true (
      uke_replica_take_page (pair.b->db, page, pair.b->now_us, TRUE, &take, changes, search, NULL));
  g_ptr_array_set_free_func (search, (GDestroyNotify)uke_search_change_free);
  g_assert_cmpint (take, ==, UKE_SYNC_TAKE_DONE);
  g_assert_cmpuint (uke_changes_get_n (changes), ==, 9);
  settle (&pair);
}

/* A desk that counts anew: the same change-sets under other numbers are known by their ids, and
 * what is new follows. */
static void
test_new_inc (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (UkeWirePush) push = NULL;
  g_autoptr (UkeWirePushAnswer) lost = NULL;

  set_up (&pair);
  register_patient (pair.a, "1");
  push = uke_test_desk_take_push (pair.a, 10);
  lost = uke_test_server_push (pair.server, 2, push);
  register_patient (pair.a, "2");
  g_assert_true (uke_replica_new_inc (pair.a->db, 4711, NULL));
  g_assert_cmpuint (uke_test_desk_status (pair.a).inc, ==, 4711);
  g_assert_cmpint (uke_test_desk_status (pair.a).next_dseq, ==, 3);
  register_patient (pair.a, "3");
  settle (&pair);
  g_assert_cmpint (uke_test_query (pair.server->store->db, "SELECT count(*) FROM patient"), ==, 3);
  g_assert_cmpint (uke_test_server_get_head (pair.server), ==, 4);
}

/* What the server refuses for good is set aside with what it did here; the rest goes on (P15). */
static void
test_refused (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (UkeWirePush) push = NULL;
  g_autoptr (UkeWirePushAnswer) answer = NULL;
  UkeId first;

  set_up (&pair);
  first = register_patient (pair.a, "1");
  register_patient (pair.a, "2");
  push = uke_test_desk_take_push (pair.a, 10);
  answer = uke_test_server_push (pair.server, 2, push);
  g_array_index (answer->results, UkeWireResult, 0).kind = UKE_WIRE_RESULT_REFUSED;
  g_clear_pointer (&answer->page, uke_wire_page_free);
  g_assert_cmpint (uke_test_desk_answer (pair.a, answer, NULL), ==, UKE_SYNC_TAKE_DONE);
  g_assert_cmpuint (uke_test_desk_status (pair.a).n_refused, ==, 1);
  g_assert_cmpuint (uke_test_desk_status (pair.a).n_waiting, ==, 1);
  g_assert_null (uke_rows_find (pair.a->db, &UKE_ENTITY_PATIENT, &first, NULL));
  g_assert_cmpint (uke_test_query (pair.a->db, "SELECT count(*) FROM patient"), ==, 1);
  uke_test_assert_sound (pair.a->db);
}

/* Where two histories part the desk offers its last entries, newest first. */
static void
test_heads (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (UkeWireResync) heads = NULL;
  static const int64_t expected[] = { 10, 9, 8, 6, 2 };

  set_up (&pair);
  for (unsigned i = 0; i < 9; i++)
    register_patient (pair.a, "1");
  settle (&pair);
  heads = uke_replica_get_heads (pair.a->db, NULL);
  g_assert_cmpuint (heads->heads->len, ==, G_N_ELEMENTS (expected));
  for (unsigned i = 0; i < heads->heads->len; i++)
    g_assert_cmpint (g_array_index (heads->heads, UkeCursor, i).seq, ==, expected[i]);
  g_assert_true (g_array_index (heads->heads, UkeCursor, 0).is_signed);
}

/* An entry of which the desk gets hashes only keeps its place in the chain: what follows it is
 * taken, nothing of it is shown, and a hash that is not its own is found out. */
static void
test_stub (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (UkeWirePage) page = NULL;
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  UkeReplicaStatus before, after;
  UkeId hidden, seen;
  UkeWireEntry *entry;

  set_up (&pair);
  before = uke_test_desk_status (pair.b);
  hidden = register_patient (pair.a, "1");
  seen = register_patient (pair.a, "2");
  uke_test_desk_settle (pair.a, pair.server, 2);
  page = uke_test_server_changes (pair.server, 3, &before.cursor, 100);
  entry = &g_array_index (page->entries, UkeWireEntry, 0);
  entry->is_stub = TRUE;
  entry->meta = (UkeLogMeta){ 0 };
  g_clear_pointer (&entry->payload, g_bytes_unref);
  entry->meta_hash[0] ^= 1;
  g_assert_cmpint (uke_test_desk_take (pair.b, page, changes), ==, UKE_SYNC_TAKE_DIVERGED);
  entry->meta_hash[0] ^= 1;
  g_assert_cmpint (uke_test_desk_take (pair.b, page, changes), ==, UKE_SYNC_TAKE_DONE);
  after = uke_test_desk_status (pair.b);
  g_assert_cmpint (after.cursor.seq, ==, page->cursor.seq);
  assert_text (pair.b, &seen, UKE_PATIENT_FAMILY_NAME, "山田");
  g_assert_null (uke_rows_find_any (pair.b->db, &UKE_ENTITY_PATIENT, &hidden, NULL));
  g_assert_cmpuint (after.n_waiting, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  uke_test_log_begin ();
  g_test_add_func ("/store/replica/waits-then-arrives", test_waits_then_arrives);
  g_test_add_func ("/store/replica/concurrent-names", test_concurrent_names);
  g_test_add_func ("/store/replica/page-under-waiting", test_page_under_waiting);
  g_test_add_func ("/store/replica/lost-slot", test_lost_slot);
  g_test_add_func ("/store/replica/deletion-waits", test_deletion_waits);
  g_test_add_func ("/store/replica/lost-answer", test_lost_answer);
  g_test_add_func ("/store/replica/answer-twice", test_answer_twice);
  g_test_add_func ("/store/replica/false-pages", test_false_pages);
  g_test_add_func ("/store/replica/held", test_held);
  g_test_add_func ("/store/replica/new-inc", test_new_inc);
  g_test_add_func ("/store/replica/refused", test_refused);
  g_test_add_func ("/store/replica/heads", test_heads);
  g_test_add_func ("/store/replica/stub", test_stub);
  return g_test_run ();
}
