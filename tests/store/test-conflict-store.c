/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-conflict-store.h"

#include "store/uke-log-store.h"
#include "store/uke-rows.h"
#include "support/uke-test-desks.h"
#include "support/uke-test-store.h"

#define NINE_US (UKE_TEST_NOW_US + INT64_C (86400000000))
#define HOUR_US INT64_C (3600000000)

#define N_OPEN "SELECT count(*) FROM conflict WHERE settled_seq IS NULL AND needs_person = 1"

/* One patient, and the second desk at hand. */
typedef struct {
  UkeTestStore *store;
  UkeId patient_id;
} Fixture;

static void
become (UkeTestStore *store, unsigned dev)
{
  g_autoptr (GError) error = NULL;

  if (!uke_test_desk_become (store->db, dev, dev == 1 ? "受付1" : "受付2", &error))
    g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (UkeCommitted) committed = NULL;
  UkeDraft *patient;

  self->store = uke_test_store_new ();
  patient = uke_test_store_patient (self->store, "0012", "山田", "太郎", "やまだ", "たろう");
  self->patient_id = *uke_draft_get_id (patient);
  committed = uke_test_store_commit (self->store, patient, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  uke_test_store_free (self->store);
}

static UkeId
book (Fixture *self, int64_t starts_at_us)
{
  UkeDraft *draft = uke_test_store_appointment (self->store, &self->patient_id, starts_at_us, 30);
  UkeId id = *uke_draft_get_id (draft);
  g_autoptr (UkeCommitted) committed = uke_test_store_commit (self->store, draft, NULL);

  return id;
}

static UkeRecord *
get (Fixture *self, const UkeEntity *entity, const UkeId *id)
{
  g_autoptr (GError) error = NULL;
  UkeRecord *record = uke_rows_find_any (self->store->db, entity, id, &error);

  g_assert_no_error (error);
  g_assert_nonnull (record);
  return record;
}

static int64_t
move (Fixture *self, const UkeId *id, int64_t starts_at_us)
{
  g_autoptr (UkeRecord) current = get (self, &UKE_ENTITY_APPOINTMENT, id);
  UkeDraft *draft = uke_draft_new_from (current);
  g_autoptr (UkeCommitted) committed = NULL;

  uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US, starts_at_us);
  committed = uke_test_store_commit (self->store, draft, NULL);
  return committed->seq;
}

static GArray *
list_open (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  GArray *rows = uke_conflict_store_list_open (self->store->db, &error);

  g_assert_no_error (error);
  return rows;
}

/* Renames the patient as the other desk, which has not seen what was done here meanwhile. */
static UkeCommitted *
rename_unseen (Fixture *self, UkeRecord *seen, const char *family)
{
  UkeDraft *draft = uke_draft_new_from (seen);
  UkeCommitted *committed;

  become (self->store, 2);
  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, family);
  committed = uke_test_store_commit (self->store, draft, NULL);
  become (self->store, 1);
  return committed;
}

static int64_t
rename_seen (Fixture *self, const char *family)
{
  g_autoptr (UkeRecord) patient = get (self, &UKE_ENTITY_PATIENT, &self->patient_id);
  UkeDraft *draft = uke_draft_new_from (patient);
  g_autoptr (UkeCommitted) committed = NULL;

  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, family);
  committed = uke_test_store_commit (self->store, draft, NULL);
  return committed->seq;
}

static UkeCommitted *
make_proposal (Fixture *self)
{
  g_autoptr (UkeRecord) seen = get (self, &UKE_ENTITY_PATIENT, &self->patient_id);

  rename_seen (self, "山下");
  return rename_unseen (self, seen, "山本");
}

/* A booking that lost its slot is open until it has a time of its own. */
static void
test_slot_settled_by_move (Fixture *self, gconstpointer data)
{
  UkeId first = book (self, NINE_US), second = book (self, NINE_US);
  g_autoptr (GArray) open = list_open (self);
  const UkeConflictRow *row = &g_array_index (open, UkeConflictRow, 0);
  g_autofree char *settled = NULL;
  int64_t seq;

  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpint (row->kind, ==, UKE_NOTE_NEEDS_NEW_TIME);
  g_assert_true (uke_id_equal (&row->record_id, &second));
  g_assert_true (uke_id_equal (&row->other_id, &first));
  seq = move (self, &second, NINE_US + HOUR_US);
  g_assert_cmpint (uke_test_query (self->store->db, N_OPEN), ==, 0);
  g_assert_cmpint (uke_test_query (self->store->db, "SELECT settled_seq FROM conflict"), ==, seq);
}

/* A booking that loses again has one open note, the newest. */
static void
test_newer_takes_place_of_older (Fixture *self, gconstpointer data)
{
  UkeId second;
  int64_t seq;

  book (self, NINE_US);
  book (self, NINE_US + HOUR_US);
  second = book (self, NINE_US);
  seq = move (self, &second, NINE_US + HOUR_US);
  g_assert_cmpint (uke_test_query (self->store->db, N_OPEN), ==, 1);
  g_assert_cmpint (
      uke_test_query (self->store->db, "SELECT seq FROM conflict WHERE settled_seq IS NULL"), ==,
      seq);
}

/* A proposal holds both values, and is settled by whoever sets the field next. */
static void
test_proposal_settled_by_edit (Fixture *self, gconstpointer data)
{
  g_autoptr (UkeCommitted) committed = make_proposal (self);
  g_autoptr (GArray) open = list_open (self);
  const UkeConflictRow *row = &g_array_index (open, UkeConflictRow, 0);

  g_assert_cmpuint (open->len, ==, 1);
  g_assert_cmpint (row->kind, ==, UKE_NOTE_PROPOSAL);
  g_assert_cmpint (row->field, ==, UKE_PATIENT_FAMILY_NAME);
  g_assert_cmpstr (row->kept.text, ==, "山下");
  g_assert_cmpstr (row->lost.text, ==, "山本");
  rename_seen (self, "山本");
  g_assert_cmpint (uke_test_query (self->store->db, N_OPEN), ==, 0);
}

static void
follow (Fixture *self, UkeEffect *effect, int64_t base, int64_t seq)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (self->store->db, &error);
  UkeOpenNotes open = UKE_OPEN_NOTES_UNKNOWN;

  g_assert_no_error (error);
  if (!uke_conflict_store_follow (self->store->db, effect, base, seq, &open, &error)
      || !uke_db_transaction_commit (g_steal_pointer (&transaction), &error))
    g_assert_no_error (error);
}

/* Whoever sets the field without having heard of the proposal has not answered it. */
static void
test_unseen_edit_settles_nothing (Fixture *self, gconstpointer data)
{
  g_autoptr (UkeCommitted) committed = make_proposal (self);
  g_autoptr (UkeEffect) effect = uke_effect_new ();
  UkeEffectRow row = { &UKE_ENTITY_PATIENT, self->patient_id };

  row.values = g_new0 (UkeValue, UKE_PATIENT_N_FIELDS);
  row.touched = UINT64_C (1) << UKE_PATIENT_FAMILY_NAME;
  g_array_append_val (effect->rows, row);
  follow (self, effect, committed->seq - 1, committed->seq + 1);
  g_assert_cmpint (uke_test_query (self->store->db, N_OPEN), ==, 1);
  follow (self, effect, committed->seq, committed->seq + 2);
  g_assert_cmpint (uke_test_query (self->store->db, N_OPEN), ==, 0);
}

/* Several entries of one transaction, which asks once: what one of them leaves open is answered by
 * the next. */
static void
test_in_one_transaction (Fixture *self, gconstpointer data)
{
  g_autoptr (UkeCommitted) proposal = make_proposal (self);
  g_autoptr (UkeEffect) nothing = uke_effect_new (), edit = uke_effect_new (),
                        note = uke_effect_new ();
  UkeEffectRow row = { &UKE_ENTITY_PATIENT, self->patient_id };
  UkeConflictNote open_note
      = { UKE_NOTE_PROPOSAL, &UKE_ENTITY_PATIENT, self->patient_id, UKE_PATIENT_FAMILY_NAME };
  UkeOpenNotes open = UKE_OPEN_NOTES_UNKNOWN;
  int64_t seq = proposal->seq;
  UkeDb *db = self->store->db;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, &error);

  row.values = g_new0 (UkeValue, UKE_PATIENT_N_FIELDS);
  row.touched = UINT64_C (1) << UKE_PATIENT_FAMILY_NAME;
  g_array_append_val (edit->rows, row);
  open_note.needs_person = TRUE;
  g_array_append_val (note->notes, open_note);
  g_assert_true (uke_conflict_store_follow (db, nothing, seq, seq + 1, &open, &error));
  g_assert_cmpint (open, ==, UKE_OPEN_NOTES_SOME);
  g_assert_true (uke_conflict_store_follow (db, edit, seq + 1, seq + 2, &open, &error));
  g_assert_cmpint (uke_test_query (db, N_OPEN), ==, 0);
  open = UKE_OPEN_NOTES_UNKNOWN;
  g_assert_true (uke_conflict_store_follow (db, nothing, seq, seq + 3, &open, &error));
  g_assert_cmpint (open, ==, UKE_OPEN_NOTES_NONE);
  g_assert_true (uke_conflict_store_follow (db, note, seq, seq + 4, &open, &error));
  g_assert_cmpint (uke_test_query (db, N_OPEN), ==, 1);
  g_assert_true (uke_conflict_store_follow (db, edit, seq + 4, seq + 5, &open, &error));
  g_assert_cmpint (uke_test_query (db, N_OPEN), ==, 0);
  g_assert_true (uke_db_transaction_commit (g_steal_pointer (&transaction), &error));
}

static UkeId
settle (Fixture *self, int64_t seq, const char *choice)
{
  UkeDraft *draft = uke_test_store_draft (self->store, &UKE_ENTITY_CONFLICT_SETTLEMENT);
  UkeId id = *uke_draft_get_id (draft);
  UkeLogEntry entry;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeCommitted) committed = NULL;

  if (!uke_log_store_find (self->store->db, seq, &entry, &error))
    g_assert_no_error (error);
  uke_draft_set_id (draft, UKE_CONFLICT_SETTLEMENT_CHANGE_SET_ID, &entry.meta.change_set_id);
  uke_draft_set_id (draft, UKE_CONFLICT_SETTLEMENT_RECORD_ID, &self->patient_id);
  uke_draft_set_text (draft, UKE_CONFLICT_SETTLEMENT_CHOICE, choice);
  committed = uke_test_store_commit (self->store, draft, NULL);
  return id;
}

/* Saying that it stays as it is settles the note; taking that back opens it again. */
static void
test_settlement (Fixture *self, gconstpointer data)
{
  g_autoptr (UkeCommitted) committed = make_proposal (self);
  UkeId id = settle (self, committed->seq, "stands");
  g_autoptr (UkeRecord) settlement = get (self, &UKE_ENTITY_CONFLICT_SETTLEMENT, &id);
  UkeChangeSet *set = uke_change_set_new (&id, UKE_INTENT_UNDO);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeCommitted) undone = NULL;

  g_assert_cmpint (uke_test_query (self->store->db, N_OPEN), ==, 0);
  uke_change_set_add_delete (set, settlement);
  undone = uke_test_store_try (self->store, set, &error);
  g_assert_no_error (error);
  g_assert_cmpint (uke_test_query (self->store->db, N_OPEN), ==, 1);
}

/* Handing it to somebody leaves it open. */
static void
test_handed_stays_open (Fixture *self, gconstpointer data)
{
  g_autoptr (UkeCommitted) committed = make_proposal (self);

  settle (self, committed->seq, "handed");
  g_assert_cmpint (uke_test_query (self->store->db, N_OPEN), ==, 1);
}

/* What a rule decided is listed by the time of its entry. */
static void
test_decided_since (Fixture *self, gconstpointer data)
{
  g_autoptr (UkeRecord) seen = get (self, &UKE_ENTITY_PATIENT, &self->patient_id);
  UkeDraft *here = uke_draft_new_from (seen), *there = uke_draft_new_from (seen);
  g_autoptr (UkeCommitted) first = NULL;
  g_autoptr (UkeCommitted) second = NULL;
  g_autoptr (GArray) since = NULL;
  g_autoptr (GArray) after = NULL;

  uke_draft_set_text (here, UKE_PATIENT_RELATION, "長女");
  first = uke_test_store_commit (self->store, here, NULL);
  become (self->store, 2);
  uke_draft_set_text (there, UKE_PATIENT_RELATION, "次女");
  second = uke_test_store_commit (self->store, there, NULL);
  since = uke_conflict_store_list_decided (self->store->db, self->store->now_us, NULL);
  after = uke_conflict_store_list_decided (self->store->db, self->store->now_us + 1, NULL);
  g_assert_cmpuint (since->len, ==, 1);
  g_assert_cmpstr (g_array_index (since, UkeConflictRow, 0).kept.text, ==, "次女");
  g_assert_cmpuint (after->len, ==, 0);
}

#define CASE(path, func)                                                                           \
  g_test_add ("/store/conflict-store/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  CASE ("slot-settled-by-move", test_slot_settled_by_move);
  CASE ("newer-takes-place-of-older", test_newer_takes_place_of_older);
  CASE ("proposal-settled-by-edit", test_proposal_settled_by_edit);
  CASE ("unseen-edit-settles-nothing", test_unseen_edit_settles_nothing);
  CASE ("in-one-transaction", test_in_one_transaction);
  CASE ("settlement", test_settlement);
  CASE ("handed-stays-open", test_handed_stays_open);
  CASE ("decided-since", test_decided_since);
  return g_test_run ();
}
