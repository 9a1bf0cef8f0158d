/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-change-set-json.h"
#include "feed/uke-decide.h"
#include "model/uke-codes.h"
#include "store/uke-log-store.h"
#include "store/uke-projection.h"
#include "store/uke-rows.h"
#include "support/uke-test-pusher.h"

#include <string.h>

#define NINE_US (UKE_TEST_NOW_US + INT64_C (86400000000))

static UkeChangeSet *
make_patient (UkeTestPusher *desk, UkeId *out_id)
{
  UkeChangeSet *set = uke_test_pusher_set (desk, UKE_INTENT_PATIENT_REGISTER);
  /* A number and a name of its own: what another patient has would not be taken as it is. */
  static unsigned n_made;
  g_autofree char *number = g_strdup_printf ("%u", ++n_made);
  g_autoptr (UkeDraft) draft
      = uke_test_store_patient (desk->server->store, number, "山田", number, NULL, NULL);

  if (out_id != NULL)
    *out_id = *uke_draft_get_id (draft);
  uke_change_set_add_draft (set, draft);
  return set;
}

static UkeChangeSet *
make_booking (UkeTestPusher *desk, const UkeId *patient_id)
{
  UkeChangeSet *set = uke_test_pusher_set (desk, UKE_INTENT_BOOK);
  g_autoptr (UkeDraft) draft
      = uke_test_store_appointment (desk->server->store, patient_id, NINE_US, 30);

  uke_change_set_add_draft (set, draft);
  return set;
}

static UkeWireResultKind
get_kind (UkeWirePushAnswer *answer, unsigned index)
{
  return uke_test_result (answer, index)->kind;
}

static int64_t
count (UkeTestAuthority *server, const char *sql)
{
  return uke_test_query (server->store->db, sql);
}

/* The log, and what is derived from rows, are sound. */
static void
assert_sound (UkeTestAuthority *server)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  g_assert_true (uke_log_store_verify (server->store->db, problems, NULL, NULL));
  g_assert_true (uke_projection_verify (server->store->db, problems, NULL, NULL));
  for (unsigned i = 0; i < problems->len; i++)
    g_test_message ("%s", (const char *)problems->pdata[i]);
  g_assert_cmpuint (problems->len, ==, 0);
}

/* What a desk pushes is in the log word for word, in the tables, and on the page of the answer. */
static void
test_applied (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 77);
  g_autoptr (UkeWirePage) before = uke_test_pusher_pull (&desk);
  g_autoptr (UkeWirePush) push = uke_test_pusher_push (&desk);
  g_autoptr (UkeWirePushAnswer) answer = NULL;
  g_autoptr (UkeChangeSet) first = NULL;
  g_autoptr (UkeChangeSet) second = NULL;
  g_autoptr (GBytes) stored = NULL;
  UkeId id;

  first = make_patient (&desk, &id);
  second = make_booking (&desk, &id);
  uke_test_pusher_add (&desk, push, first, UKE_NO_CAP);
  uke_test_pusher_add (&desk, push, second, UKE_NO_CAP);
  answer = uke_test_pusher_send (&desk, push);
  g_assert_cmpint (get_kind (answer, 0), ==, UKE_WIRE_RESULT_APPLIED);
  g_assert_cmpint (get_kind (answer, 1), ==, UKE_WIRE_RESULT_APPLIED);
  g_assert_cmpint (answer->head, ==, desk.cursor.seq + 2);
  g_assert_cmpuint (answer->page->entries->len, ==, 2);
  stored = uke_log_store_get_payload (server->store->db, answer->head - 1, NULL);
  g_assert_true (g_bytes_equal (stored, g_array_index (push->sets, UkeWireSet, 0).body));
  g_assert_cmpint (count (server, "SELECT count(*) FROM slot_claim"), ==, 6);
  g_assert_cmpint (count (server, "SELECT last_dseq FROM devpos WHERE dev = 2 AND inc = 77"), ==,
                   2);
  assert_sound (server);
}

/* P2: a push that is repeated, under its old numbers or in a new incarnation, changes nothing. */
static void
test_repeated (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 77);
  UkeTestPusher again = uke_test_pusher_make (server, 2, 78);
  g_autoptr (UkeChangeSet) set = make_patient (&desk, NULL);
  g_autoptr (UkeWirePush) push = uke_test_pusher_push (&desk);
  g_autoptr (UkeWirePush) renumbered = uke_test_pusher_push (&again);
  g_autoptr (UkeWirePushAnswer) first = NULL;
  g_autoptr (UkeWirePushAnswer) second = NULL;
  g_autoptr (UkeWirePushAnswer) third = NULL;

  uke_test_pusher_add (&desk, push, set, UKE_NO_CAP);
  uke_test_pusher_add (&again, renumbered, set, UKE_NO_CAP);
  first = uke_test_pusher_send (&desk, push);
  second = uke_test_pusher_send (&desk, push);
  third = uke_test_pusher_send (&again, renumbered);
  g_assert_cmpint (get_kind (second, 0), ==, UKE_WIRE_RESULT_DUP);
  g_assert_cmpint (uke_test_result (second, 0)->seq, ==, first->head);
  g_assert_cmpint (uke_test_result (second, 0)->outcome, ==, UKE_OUTCOME_APPLIED);
  g_assert_cmpint (get_kind (third, 0), ==, UKE_WIRE_RESULT_DUP);
  g_assert_cmpint (third->head, ==, first->head);
  g_assert_cmpint (count (server, "SELECT last_dseq FROM devpos WHERE inc = 78"), ==, 1);
  g_assert_cmpint (count (server, "SELECT count(*) FROM patient"), ==, 1);
}

/* Another change-set under an id that was used is refused for good, and the next one is taken. */
static void
test_id_reuse (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 77);
  g_autoptr (UkeChangeSet) set = make_patient (&desk, NULL);
  g_autoptr (UkeChangeSet) other = make_patient (&desk, NULL);
  g_autoptr (UkeChangeSet) next = make_patient (&desk, NULL);
  g_autoptr (UkeWirePush) push = uke_test_pusher_push (&desk);
  g_autoptr (UkeWirePushAnswer) answer = NULL;

  other->id = set->id;
  uke_test_pusher_add (&desk, push, set, UKE_NO_CAP);
  uke_test_pusher_add (&desk, push, other, UKE_NO_CAP);
  uke_test_pusher_add (&desk, push, next, UKE_NO_CAP);
  answer = uke_test_pusher_send (&desk, push);
  g_assert_cmpint (get_kind (answer, 1), ==, UKE_WIRE_RESULT_ID_REUSE);
  g_assert_cmpint (get_kind (answer, 2), ==, UKE_WIRE_RESULT_APPLIED);
  g_assert_cmpint (count (server, "SELECT count(*) FROM patient"), ==, 2);
}

/* A number that was used before, or that leaves one out, stops there: nothing behind it is
 * looked at. */
static void
test_order (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 77);
  g_autoptr (UkeWirePushAnswer) first
      = uke_test_pusher_send_set (&desk, make_patient (&desk, NULL));
  g_autoptr (UkeWirePushAnswer) forked = NULL;
  g_autoptr (UkeWirePushAnswer) gap = NULL;
  g_autoptr (UkeWirePush) push = uke_test_pusher_push (&desk);

  desk.dseq = 0;
  for (unsigned i = 0; i < 2; i++) {
    g_autoptr (UkeChangeSet) set = make_patient (&desk, NULL);

    uke_test_pusher_add (&desk, push, set, UKE_NO_CAP);
  }
  forked = uke_test_pusher_send (&desk, push);
  g_assert_cmpuint (forked->results->len, ==, 1);
  g_assert_cmpint (get_kind (forked, 0), ==, UKE_WIRE_RESULT_FORKED);
  desk.dseq = 2;
  gap = uke_test_pusher_send_set (&desk, make_patient (&desk, NULL));
  g_assert_cmpint (get_kind (gap, 0), ==, UKE_WIRE_RESULT_GAP);
  g_assert_cmpint (uke_test_result (gap, 0)->expected, ==, 2);
  g_assert_cmpint (count (server, "SELECT count(*) FROM patient"), ==, 1);
}

static void
add_text (UkeWirePush *push, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  uke_wire_push_add (push, body, UKE_NO_CAP);
}

/* P15: what is not a change-set, or another device's, is refused for good; the rest is taken, also
 * when the push is repeated. */
static void
test_poison (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 77);
  UkeTestPusher other = uke_test_pusher_make (server, 3, 5);
  g_autoptr (UkeWirePush) push = uke_test_pusher_push (&desk);
  g_autoptr (UkeChangeSet) foreign = make_patient (&desk, NULL);
  g_autoptr (UkeChangeSet) good = make_patient (&desk, NULL);
  g_autofree char *half = g_strdup_printf (
      "{\"id\":\"%032x\",\"dev\":2,\"inc\":\"%016x\",\"dseq\":1,\"usr\":7}", 9, 77);

  add_text (push, "nothing");
  add_text (push, half);
  desk.dseq = 1;
  uke_test_pusher_add (&other, push, foreign, UKE_NO_CAP);
  uke_test_pusher_add (&desk, push, good, UKE_NO_CAP);
  for (unsigned i = 0; i < 2; i++) {
    g_autoptr (UkeWirePushAnswer) answer = uke_test_pusher_send (&desk, push);

    g_assert_cmpint (get_kind (answer, 0), ==, UKE_WIRE_RESULT_REFUSED);
    g_assert_cmpint (get_kind (answer, 1), ==, UKE_WIRE_RESULT_REFUSED);
    g_assert_cmpuint (uke_test_result (answer, 1)->id.bytes[15], ==, 9);
    g_assert_cmpint (get_kind (answer, 2), ==, UKE_WIRE_RESULT_REFUSED);
    g_assert_cmpint (get_kind (answer, 3), ==,
                     i == 0 ? UKE_WIRE_RESULT_APPLIED : UKE_WIRE_RESULT_DUP);
  }
  g_assert_cmpint (count (server, "SELECT count(*) FROM patient"), ==, 1);
  assert_sound (server);
}

/* P18: from the commit of its revocation on, a device can write nothing; one that was never
 * enrolled can't either. */
static void
test_devices (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher revoked = uke_test_pusher_make (server, 2, 77);
  UkeTestPusher unknown = uke_test_pusher_make (server, 9, 77);

  uke_test_exec (server->store->db, "UPDATE server_device SET state = 1 WHERE dev = 2");
  g_assert_null (uke_test_pusher_send_set (&revoked, make_patient (&revoked, NULL)));
  g_assert_cmpint (revoked.refusal.code, ==, UKE_WIRE_REVOKED);
  g_assert_null (uke_test_pusher_pull (&revoked));
  g_assert_cmpint (revoked.refusal.code, ==, UKE_WIRE_REVOKED);
  g_assert_null (uke_test_pusher_send_set (&unknown, make_patient (&unknown, NULL)));
  g_assert_cmpint (unknown.refusal.code, ==, UKE_WIRE_UNKNOWN_DEVICE);
  g_assert_cmpint (count (server, "SELECT count(*) FROM patient"), ==, 0);
}

/* P4: of two desks that book one time the first has it; the other's booking is kept, says so in the
 * log, and is on somebody's list. */
static void
test_lost_race (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher a = uke_test_pusher_make (server, 2, 1), b = uke_test_pusher_make (server, 3, 1);
  UkeId id;
  g_autoptr (UkeWirePushAnswer) made = uke_test_pusher_send_set (&a, make_patient (&a, &id));
  g_autoptr (UkeWirePage) seen = uke_test_pusher_pull (&b);
  g_autoptr (UkeWirePushAnswer) first = uke_test_pusher_send_set (&a, make_booking (&a, &id));
  g_autoptr (UkeWirePushAnswer) second = uke_test_pusher_send_set (&b, make_booking (&b, &id));
  const UkeWireEntry *entry = &g_array_index (second->page->entries, UkeWireEntry, 1);
  uint8_t hash[UKE_SHA256_SIZE];

  g_assert_cmpint (get_kind (first, 0), ==, UKE_WIRE_RESULT_APPLIED);
  g_assert_cmpint (get_kind (second, 0), ==, UKE_WIRE_RESULT_MERGED);
  g_assert_nonnull (entry->effect);
  uke_sha256 (g_bytes_get_data (entry->effect, NULL), g_bytes_get_size (entry->effect), hash);
  g_assert_cmpmem (hash, sizeof hash, entry->meta.effect_hash, sizeof hash);
  g_assert_cmpint (count (server, "SELECT count(*) FROM conflict WHERE needs_person = 1"), ==, 1);
  g_assert_cmpint (count (server, "SELECT count(*) FROM slot_claim"), ==, 6);
  assert_sound (server);
}

/* Who may not do something, or works here no longer, finds it parked with a note on every row,
 * never lost; and what hangs on those rows waits with them. */
static void
test_not_permitted (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 77);
  UkeId nurse = uke_test_authority_add_staff (server, "nurse", TRUE);
  UkeId left = uke_test_authority_add_staff (server, "director", FALSE);
  g_autoptr (UkeWirePushAnswer) first = NULL;
  g_autoptr (UkeWirePushAnswer) second = NULL;
  g_autoptr (UkeWirePushAnswer) third = NULL;
  UkeId id;

  desk.staff_id = nurse;
  first = uke_test_pusher_send_set (&desk, make_patient (&desk, &id));
  g_assert_cmpint (get_kind (first, 0), ==, UKE_WIRE_RESULT_PARKED);
  second = uke_test_pusher_send_set (&desk, make_booking (&desk, &id));
  g_assert_cmpint (get_kind (second, 0), ==, UKE_WIRE_RESULT_PARKED);
  desk.staff_id = left;
  third = uke_test_pusher_send_set (&desk, make_patient (&desk, NULL));
  g_assert_cmpint (get_kind (third, 0), ==, UKE_WIRE_RESULT_PARKED);
  g_assert_cmpint (count (server, "SELECT count(*) FROM conflict WHERE kind = 15"), ==, 2);
  g_assert_cmpint (count (server, "SELECT count(*) FROM conflict WHERE kind = 11"), ==, 1);
  g_assert_cmpint (count (server, "SELECT count(*) FROM patient"), ==, 0);
  assert_sound (server);
}

/* A role that may not manage staff can't do so under another intent; a system administrator can
 * make neither themselves nor anybody else a director. */
static void
test_staff_rows (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 77);
  static const struct {
    const char *role, *made;
    UkeIntent intent;
    UkeWireResultKind kind;
  } cases[] = {
    { "reception", "nurse", UKE_INTENT_UNDO, UKE_WIRE_RESULT_PARKED },
    { "sysadmin", "director", UKE_INTENT_SET_UP_STAFF, UKE_WIRE_RESULT_PARKED },
    { "sysadmin", "nurse", UKE_INTENT_SET_UP_STAFF, UKE_WIRE_RESULT_APPLIED },
    { "director", "director", UKE_INTENT_SET_UP_STAFF, UKE_WIRE_RESULT_APPLIED },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (UkeDraft) draft = uke_test_store_draft (server->store, &UKE_ENTITY_STAFF);
    g_autoptr (UkeWirePushAnswer) answer = NULL;
    UkeChangeSet *set;

    g_test_message ("%s", cases[i].role);
    desk.staff_id = uke_test_authority_add_staff (server, cases[i].role, TRUE);
    uke_draft_set_text (draft, UKE_STAFF_ROLE, cases[i].made);
    set = uke_test_pusher_set (&desk, cases[i].intent);
    uke_change_set_add_draft (set, draft);
    answer = uke_test_pusher_send_set (&desk, set);
    g_assert_cmpint (get_kind (answer, 0), ==, cases[i].kind);
  }
}

/* A card about two patients, settled: they are one, or they are two. */
static UkeChangeSet *
settle_person (UkeTestPusher *desk, const UkeId ids[2], gboolean is_one)
{
  UkeTestStore *store = desk->server->store;
  UkeChangeSet *set = uke_test_pusher_set (desk, UKE_INTENT_SETTLE_CONFLICT);
  g_autoptr (UkeDraft) step = uke_test_store_draft (store, &UKE_ENTITY_CONFLICT_SETTLEMENT);
  g_autoptr (UkeDraft) review = uke_test_store_draft (store, &UKE_ENTITY_DUPLICATE_REVIEW);
  g_autoptr (UkeRecord) second = uke_rows_get (store->db, &UKE_ENTITY_PATIENT, &ids[1], NULL);
  g_autoptr (UkeDraft) patient = uke_draft_new_from (second);

  uke_draft_set_id (step, UKE_CONFLICT_SETTLEMENT_CHANGE_SET_ID, &ids[0]);
  uke_draft_set_id (step, UKE_CONFLICT_SETTLEMENT_RECORD_ID, &ids[1]);
  uke_draft_set_text (step, UKE_CONFLICT_SETTLEMENT_CHOICE,
                      is_one ? UKE_SETTLEMENT_OTHER : UKE_SETTLEMENT_STANDS);
  uke_change_set_add_draft (set, step);
  uke_draft_set_id (review, UKE_DUPLICATE_REVIEW_FIRST_PATIENT_ID, &ids[0]);
  uke_draft_set_id (review, UKE_DUPLICATE_REVIEW_SECOND_PATIENT_ID, &ids[1]);
  uke_draft_set_text (review, UKE_DUPLICATE_REVIEW_DECISION,
                      is_one ? UKE_DUPLICATE_SAME : UKE_DUPLICATE_DIFFERENT);
  uke_change_set_add_draft (set, review);
  if (is_one)
    uke_draft_set_id (patient, UKE_PATIENT_MERGED_INTO_ID, &ids[0]);
  else
    uke_draft_set_text (patient, UKE_PATIENT_NOTE, "同姓同名");
  uke_change_set_add_draft (set, patient);
  return set;
}

/* Whoever may edit patients but not make one of two may say that a card is about two people, and
 * not that it is about one. */
static void
test_one_of_two (void)
{
  static const struct {
    const char *role;
    gboolean is_one;
    UkeWireResultKind kind;
  } cases[] = {
    { "liaison", TRUE, UKE_WIRE_RESULT_PARKED },     { "nurse", TRUE, UKE_WIRE_RESULT_PARKED },
    { "liaison", FALSE, UKE_WIRE_RESULT_APPLIED },   { "reception", TRUE, UKE_WIRE_RESULT_APPLIED },
    { "reception", FALSE, UKE_WIRE_RESULT_APPLIED },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
    UkeTestPusher desk = uke_test_pusher_make (server, 2, 77);
    UkeWirePushAnswer *made[2];
    g_autoptr (UkeWirePushAnswer) answer = NULL;
    UkeId ids[2];
    gboolean is_merged = cases[i].is_one && cases[i].kind == UKE_WIRE_RESULT_APPLIED;

    g_test_message ("%s, %d", cases[i].role, cases[i].is_one);
    for (unsigned k = 0; k < 2; k++)
      made[k] = uke_test_pusher_send_set (&desk, make_patient (&desk, &ids[k]));
    desk.staff_id = uke_test_authority_add_staff (server, cases[i].role, TRUE);
    answer = uke_test_pusher_send_set (&desk, settle_person (&desk, ids, cases[i].is_one));
    g_assert_cmpint (get_kind (answer, 0), ==, cases[i].kind);
    g_assert_cmpint (
        count (server, "SELECT count(*) FROM patient WHERE merged_into_id IS NOT NULL"), ==,
        is_merged);
    g_assert_cmpint (count (server, "SELECT count(*) FROM duplicate_review"), ==,
                     cases[i].kind == UKE_WIRE_RESULT_APPLIED);
    assert_sound (server);
    g_clear_pointer (&made[0], uke_wire_push_answer_free);
    g_clear_pointer (&made[1], uke_wire_push_answer_free);
  }
}

/* A change-set of a newer version makes the whole push wait, and none of it is lost. */
static void
test_newer (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 77);
  g_autoptr (UkeWirePush) push = uke_test_pusher_push (&desk);
  g_autoptr (UkeChangeSet) old = make_patient (&desk, NULL);
  g_autoptr (UkeChangeSet) newer = make_patient (&desk, NULL);

  newer->sv = UKE_SCHEMA_VERSION + 1;
  uke_test_pusher_add (&desk, push, old, UKE_NO_CAP);
  uke_test_pusher_add (&desk, push, newer, UKE_NO_CAP);
  g_assert_null (uke_test_pusher_send (&desk, push));
  g_assert_cmpint (desk.refusal.code, ==, UKE_WIRE_SCHEMA);
  g_assert_cmpint (count (server, "SELECT count(*) FROM patient"), ==, 0);
}

/* Makes a table refuse every row from now on. */
static void
set_trap (UkeDb *db)
{
  if (!uke_test_is_postgresql ())
    uke_test_exec (db, "CREATE TEMP TRIGGER fails BEFORE INSERT ON slot_claim BEGIN "
                       "SELECT RAISE (ABORT, 'injected'); END");
  else
    uke_test_exec (db, "CREATE FUNCTION fail () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                       "RAISE EXCEPTION 'injected'; END $$; CREATE TRIGGER fails BEFORE INSERT ON "
                       "slot_claim FOR EACH ROW EXECUTE FUNCTION fail ()");
}

/* What the tables themselves do not take is taken back alone, and the queue goes on. */
static void
test_refused_by_tables (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desk = uke_test_pusher_make (server, 2, 77);
  g_autoptr (UkeWirePush) push = uke_test_pusher_push (&desk);
  g_autoptr (UkeWirePushAnswer) answer = NULL;
  UkeId id;
  g_autoptr (UkeChangeSet) first = make_patient (&desk, &id);
  g_autoptr (UkeChangeSet) bad = make_booking (&desk, &id);
  g_autoptr (UkeChangeSet) last = make_patient (&desk, NULL);

  set_trap (server->store->db);
  uke_test_pusher_add (&desk, push, first, UKE_NO_CAP);
  uke_test_pusher_add (&desk, push, bad, UKE_NO_CAP);
  uke_test_pusher_add (&desk, push, last, UKE_NO_CAP);
  answer = uke_test_pusher_send (&desk, push);
  g_assert_cmpint (get_kind (answer, 0), ==, UKE_WIRE_RESULT_APPLIED);
  g_assert_cmpint (get_kind (answer, 1), ==, UKE_WIRE_RESULT_REFUSED);
  g_assert_cmpint (get_kind (answer, 2), ==, UKE_WIRE_RESULT_APPLIED);
  g_assert_cmpint (count (server, "SELECT count(*) FROM appointment"), ==, 0);
  g_assert_cmpint (count (server, "SELECT last_dseq FROM devpos WHERE inc = 77"), ==, 3);
  assert_sound (server);
}

/* Versions above the cap count as not seen: what was edited over in another history becomes a
 * proposal, not an overwrite. */
static void
test_cap (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher a = uke_test_pusher_make (server, 2, 1), b = uke_test_pusher_make (server, 3, 1);
  UkeId id;
  g_autoptr (UkeWirePushAnswer) made = uke_test_pusher_send_set (&a, make_patient (&a, &id));
  int64_t fork_seq = made->head - 1;
  g_autoptr (UkeChangeSet) set = uke_test_pusher_set (&b, UKE_INTENT_PATIENT_EDIT);
  g_autoptr (UkeWirePush) push = uke_test_pusher_push (&b);
  g_autoptr (UkeWirePushAnswer) answer = NULL;

  set->base = made->head;
  uke_change_set_add_op (set, UKE_OP_SET, &UKE_ENTITY_PATIENT, &id, 0);
  uke_value_set_text (&uke_change_set_add_field (set, UKE_PATIENT_FAMILY_NAME, made->head)->value,
                      "佐藤");
  uke_test_pusher_add (&b, push, set, fork_seq);
  answer = uke_test_pusher_send (&b, push);
  g_assert_cmpint (get_kind (answer, 0), ==, UKE_WIRE_RESULT_PARKED);
  g_assert_cmpint (count (server, "SELECT count(*) FROM conflict WHERE kind = 2"), ==, 1);
}

/* Several pushes in one transaction are one commit, and each has its own answer. */
static void
test_group (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeTestPusher desks[2]
      = { uke_test_pusher_make (server, 2, 1), uke_test_pusher_make (server, 3, 1) };
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (uke_db_begin (server->store->db, &error));
  for (unsigned i = 0; i < 2; i++) {
    UkeAuthorityPeer peer = uke_test_authority_peer (server, desks[i].dev);
    g_autoptr (UkeWirePush) push = uke_test_pusher_push (&desks[i]);
    g_autoptr (UkeChangeSet) set = make_patient (&desks[i], NULL);
    g_autoptr (UkeWirePushAnswer) answer = NULL;
    UkeWireRefusal refusal;

    uke_test_pusher_add (&desks[i], push, set, UKE_NO_CAP);
    g_assert_true (uke_authority_push_in (server->store->db, &peer, push, server->store->now_us,
                                          NULL, &answer, changes, &refusal, &error));
    g_assert_cmpint (get_kind (answer, 0), ==, UKE_WIRE_RESULT_APPLIED);
  }
  g_assert_true (uke_db_commit (server->store->db, &error));
  g_assert_cmpuint (uke_changes_get_n (changes), ==, 2);
  g_assert_cmpint (count (server, "SELECT count(*) FROM patient"), ==, 2);
  assert_sound (server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/authority-push/applied", test_applied);
  g_test_add_func ("/store/authority-push/repeated", test_repeated);
  g_test_add_func ("/store/authority-push/id-reuse", test_id_reuse);
  g_test_add_func ("/store/authority-push/order", test_order);
  g_test_add_func ("/store/authority-push/poison", test_poison);
  g_test_add_func ("/store/authority-push/devices", test_devices);
  g_test_add_func ("/store/authority-push/lost-race", test_lost_race);
  g_test_add_func ("/store/authority-push/not-permitted", test_not_permitted);
  g_test_add_func ("/store/authority-push/one-of-two", test_one_of_two);
  g_test_add_func ("/store/authority-push/staff-rows", test_staff_rows);
  g_test_add_func ("/store/authority-push/newer", test_newer);
  g_test_add_func ("/store/authority-push/refused-by-tables", test_refused_by_tables);
  g_test_add_func ("/store/authority-push/cap", test_cap);
  g_test_add_func ("/store/authority-push/group", test_group);
  return g_test_run ();
}
