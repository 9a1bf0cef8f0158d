/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-rows.h"
#include "support/uke-test-log.h"
#include "support/uke-test-sync.h"

/*
 * Random histories of three desks and a server over a network that loses and repeats: after each
 * step what a person sees holds together, and once everything has arrived all files are the same.
 * UKE_SEED and UKE_SEEDS choose which histories.
 */

#define N_DESKS 3
#define N_STEPS 120
#define DEFAULT_SEEDS 12
#define NINE_US (UKE_TEST_NOW_US + INT64_C (86400000000))

/** Desk: one of them, with what is on its way. */
typedef struct {
  UkeTestStore *store; /* (owned) */
  unsigned dev;
  UkeWirePushAnswer *late; /* (owned) (nullable): an answer that may still arrive */
  UkeWirePage *late_page;  /* (owned) (nullable) */
  int64_t seq;             /* where its cursor was last seen */
} Desk;

/** World: one history. */
typedef struct {
  UkeTestServer *server; /* (owned) */
  Desk desks[N_DESKS];
  GRand *rand;      /* (owned) */
  GArray *patients; /* (owned): UkeId */
  GArray *bookings; /* (owned): UkeId */
  GArray *sets;     /* (owned): UkeId of every change-set that was committed on a desk */
  unsigned n_parked;
} World;

static unsigned
pick (World *self, unsigned n)
{
  return (unsigned)g_rand_int_range (self->rand, 0, (gint32)n);
}

static void
set_up (World *self, uint32_t seed)
{
  self->server = uke_test_server_new ();
  /* Nobody pulls the plug here. */
  uke_test_hurry (self->server->store->db);
  self->rand = g_rand_new_with_seed (seed);
  self->patients = g_array_new (FALSE, FALSE, sizeof (UkeId));
  self->bookings = g_array_new (FALSE, FALSE, sizeof (UkeId));
  self->sets = g_array_new (FALSE, FALSE, sizeof (UkeId));
  for (unsigned i = 0; i < N_DESKS; i++) {
    self->desks[i].dev = 2 + i;
    self->desks[i].store = uke_test_server_new_desk (self->server, 2 + i);
    uke_test_hurry (self->desks[i].store->db);
    uke_test_desk_settle (self->desks[i].store, self->server, 2 + i);
  }
}

static void
tear_down (World *self)
{
  for (unsigned i = 0; i < N_DESKS; i++) {
    g_clear_pointer (&self->desks[i].late, uke_wire_push_answer_free);
    g_clear_pointer (&self->desks[i].late_page, uke_wire_page_free);
    uke_test_store_free (self->desks[i].store);
  }
  g_rand_free (self->rand);
  g_array_unref (self->patients);
  g_array_unref (self->bookings);
  g_array_unref (self->sets);
  uke_test_server_free (self->server);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, tear_down)

/* Commits and keeps the id, unless it was parked at once. */
static void
commit_set (World *self, Desk *desk, UkeChangeSet *set)
{
  UkeId id = set->id;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeCommitted) committed = uke_test_store_try (desk->store, set, &error);

  g_assert_no_error (error);
  if (committed->outcome == UKE_OUTCOME_PARKED)
    self->n_parked++;
  else
    g_array_append_val (self->sets, id);
}

static UkeChangeSet *
new_set (Desk *desk)
{
  UkeId id = uke_id_new (desk->store->now_us);

  return uke_change_set_new (&id, UKE_INTENT_DEMO);
}

static void
commit_draft (World *self, Desk *desk, UkeDraft *draft)
{
  UkeChangeSet *set = new_set (desk);

  if (uke_draft_is_new (draft) || uke_draft_has_changes (draft)) {
    uke_change_set_add_draft (set, draft);
    commit_set (self, desk, set);
  } else
    uke_change_set_free (set);
  uke_draft_free (draft);
}

static void
register_patient (World *self, Desk *desk)
{
  g_autofree char *number = g_strdup_printf ("%u", pick (self, 40));
  g_autoptr (UkeDraft) patient
      = uke_test_store_patient (desk->store, number, "山田", "太郎", "やまだ", "たろう");
  UkeId id = *uke_draft_get_id (patient);
  g_autoptr (UkeDraft) phone = uke_test_store_phone (desk->store, &id, "09000001234");
  UkeChangeSet *set = new_set (desk);

  uke_change_set_add_draft (set, patient);
  uke_change_set_add_draft (set, phone);
  commit_set (self, desk, set);
  g_array_append_val (self->patients, id);
}

/* (transfer full) (nullable): a row of those that this desk sees, deleted ones too. */
static UkeRecord *
find_some (World *self, Desk *desk, const UkeEntity *entity, GArray *ids)
{
  g_autoptr (GError) error = NULL;
  UkeRecord *record = NULL;

  if (ids->len > 0)
    record = uke_rows_find_any (desk->store->db, entity,
                                &g_array_index (ids, UkeId, pick (self, ids->len)), &error);
  g_assert_no_error (error);
  return record;
}

static void
edit_patient (World *self, Desk *desk)
{
  static const char *const names[] = { "佐藤", "青木", "鈴木", "高橋", NULL };
  static const unsigned fields[]
      = { UKE_PATIENT_FAMILY_NAME, UKE_PATIENT_GIVEN_NAME, UKE_PATIENT_PATIENT_NUMBER,
          UKE_PATIENT_FAMILY_KANA, UKE_PATIENT_NOTE };
  g_autoptr (UkeRecord) patient = find_some (self, desk, &UKE_ENTITY_PATIENT, self->patients);
  UkeDraft *draft;

  if (patient == NULL)
    return;
  draft = uke_draft_new_from (patient);
  uke_draft_set_text (draft, fields[pick (self, G_N_ELEMENTS (fields))], names[pick (self, 4)]);
  if (pick (self, 3) == 0)
    uke_draft_set_text (draft, UKE_PATIENT_NOTE, names[pick (self, 4)]);
  commit_draft (self, desk, draft);
}

static void
delete_or_revive (World *self, Desk *desk, const UkeEntity *entity, GArray *ids)
{
  g_autoptr (UkeRecord) record = find_some (self, desk, entity, ids);
  UkeChangeSet *set;

  if (record == NULL)
    return;
  set = new_set (desk);
  if (uke_record_is_deleted (record))
    uke_change_set_add_revival (set, record);
  else
    uke_change_set_add_delete (set, record);
  commit_set (self, desk, set);
}

static int64_t
pick_time (World *self)
{
  return NINE_US + (int64_t)pick (self, 12) * INT64_C (900000000);
}

static void
book (World *self, Desk *desk)
{
  g_autoptr (UkeRecord) patient = find_some (self, desk, &UKE_ENTITY_PATIENT, self->patients);
  UkeDraft *draft;
  UkeId id;

  if (patient == NULL)
    return;
  draft = uke_test_store_appointment (desk->store, uke_record_get_id (patient), pick_time (self),
                                      15 + 15 * (int)pick (self, 3));
  id = *uke_draft_get_id (draft);
  if (pick (self, 2) == 0)
    uke_draft_set_id (draft, UKE_APPOINTMENT_CHAIR_ID, &desk->store->chair_id);
  commit_draft (self, desk, draft);
  g_array_append_val (self->bookings, id);
}

static void
change_booking (World *self, Desk *desk)
{
  static const char *const states[] = { "booked", "arrived", "in_room", "done", "cancelled" };
  g_autoptr (UkeRecord) booking = find_some (self, desk, &UKE_ENTITY_APPOINTMENT, self->bookings);
  UkeDraft *draft;

  if (booking == NULL)
    return;
  draft = uke_draft_new_from (booking);
  if (pick (self, 2) == 0)
    uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US, pick_time (self));
  else
    uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, states[pick (self, G_N_ELEMENTS (states))]);
  if (pick (self, 4) == 0)
    uke_draft_set_int (draft, UKE_APPOINTMENT_OVERLAP_ACCEPTED, 1);
  commit_draft (self, desk, draft);
}

static void
act (World *self, Desk *desk)
{
  switch (pick (self, 8)) {
  case 0:
  case 1:
    register_patient (self, desk);
    break;
  case 2:
  case 3:
    edit_patient (self, desk);
    break;
  case 4:
    delete_or_revive (self, desk, &UKE_ENTITY_PATIENT, self->patients);
    break;
  case 5:
    book (self, desk);
    break;
  case 6:
    change_booking (self, desk);
    break;
  default:
    delete_or_revive (self, desk, &UKE_ENTITY_APPOINTMENT, self->bookings);
  }
}

/* A push whose request or answer may be lost, or whose answer comes late or twice. */
static void
push (World *self, Desk *desk)
{
  g_autoptr (UkeWirePush) push = uke_test_desk_take_push (desk->store, 1 + pick (self, 6));
  g_autoptr (UkeWirePushAnswer) answer = NULL;
  unsigned fate = pick (self, 8);

  if (fate > 0)
    answer = uke_test_server_push (self->server, desk->dev, push);
  if (fate < 2) {
    g_assert_true (uke_replica_push_lost (desk->store->db, FALSE, NULL));
    if (answer != NULL && desk->late == NULL)
      desk->late = g_steal_pointer (&answer);
    return;
  }
  uke_test_desk_answer (desk->store, answer, NULL);
  if (fate == 2)
    uke_test_desk_answer (desk->store, answer, NULL);
  g_assert_true (uke_replica_push_lost (desk->store->db, FALSE, NULL));
}

static void
pull (World *self, Desk *desk)
{
  UkeReplicaStatus status = uke_test_desk_status (desk->store);
  g_autoptr (UkeWirePage) page
      = uke_test_server_changes (self->server, desk->dev, &status.cursor, 1 + pick (self, 10));

  if (pick (self, 4) == 0) {
    g_clear_pointer (&desk->late_page, uke_wire_page_free);
    desk->late_page = g_steal_pointer (&page);
    return;
  }
  g_assert_cmpint (uke_test_desk_take (desk->store, page, NULL), ==, UKE_SYNC_TAKE_DONE);
}

/* What was under way for long arrives now. */
static void
arrive_late (World *self, Desk *desk)
{
  if (desk->late != NULL)
    uke_test_desk_answer (desk->store, desk->late, NULL);
  g_clear_pointer (&desk->late, uke_wire_push_answer_free);
  if (desk->late_page != NULL)
    g_assert_cmpint (uke_test_desk_take (desk->store, desk->late_page, NULL), !=,
                     UKE_SYNC_TAKE_DIVERGED);
  g_clear_pointer (&desk->late_page, uke_wire_page_free);
}

/* What must hold at every moment on a desk, and what must never go back. */
static void
check_desk (Desk *desk)
{
  UkeDb *db = desk->store->db;
  UkeReplicaStatus status = uke_test_desk_status (desk->store);

  /* P8: the cursor never goes back, and the log has every entry up to it. */
  g_assert_cmpint (status.cursor.seq, >=, desk->seq);
  g_assert_cmpint (uke_test_query (db, "SELECT count(*) FROM flog"), ==, status.cursor.seq);
  desk->seq = status.cursor.seq;
  /* P10: a patient and the telephone number of the same change-set are there together. */
  g_assert_cmpint (uke_test_query (db, "SELECT count(*) FROM patient WHERE id NOT IN "
                                       "(SELECT patient_id FROM patient_phone)"),
                   ==, 0);
  /* Without anything that waits every row is its own base. */
  if (status.n_waiting == 0)
    g_assert_cmpint (uke_test_query (db, "SELECT count(*) FROM shadow"), ==, 0);
  /* P4, of what is seen: no booking holds a place that it is not at. */
  g_assert_cmpint (uke_test_query (db, "SELECT count(*) FROM slot_claim AS c JOIN appointment AS a "
                                       "ON a.id = c.appointment_id WHERE a.needs_new_time = 1 "
                                       "OR a.del_seq IS NOT NULL OR a.status = 'cancelled'"),
                   ==, 0);
}

/* P1, P2: every change-set of every desk is one entry. */
static void
check_sets (World *self)
{
  UkeDb *db = self->server->store->db;

  for (unsigned i = 0; i < self->sets->len; i++) {
    g_autoptr (UkeStmt) stmt
        = uke_db_prepare_cached (db, "SELECT count(*) FROM flog WHERE cs_id = ?", NULL);

    uke_stmt_bind_id_at (stmt, 1, &g_array_index (self->sets, UkeId, i));
    g_assert_true (uke_stmt_step_row (stmt, NULL));
    g_assert_cmpint (uke_stmt_int64 (stmt, 0), ==, 1);
  }
  g_assert_cmpint (uke_test_server_get_head (self->server), ==, 1 + self->sets->len);
}

/* P3: quiet and connected, everybody has the same. */
static void
check_alike (World *self)
{
  g_autofree char *server = NULL;

  for (unsigned round = 0; round < 2; round++)
    for (unsigned i = 0; i < N_DESKS; i++)
      uke_test_desk_settle (self->desks[i].store, self->server, self->desks[i].dev);
  server = uke_test_dump_base (self->server->store->db);
  for (unsigned i = 0; i < N_DESKS; i++) {
    g_autofree char *desk = uke_test_dump_base (self->desks[i].store->db);

    check_desk (&self->desks[i]);
    uke_test_assert_sound (self->desks[i].store->db);
    g_assert_cmpstr (desk, ==, server);
  }
  uke_test_assert_sound (self->server->store->db);
}

static void
run_history (uint32_t seed)
{
  g_auto (World) world = { 0 };

  g_test_message ("UKE_SEED=%u", seed);
  set_up (&world, seed);
  for (unsigned step = 0; step < N_STEPS; step++) {
    Desk *desk = &world.desks[pick (&world, N_DESKS)];

    world.server->store->now_us += pick (&world, 60) * G_USEC_PER_SEC;
    desk->store->now_us = world.server->store->now_us + pick (&world, 100000);
    switch (pick (&world, 6)) {
    case 0:
    case 1:
    case 2:
      act (&world, desk);
      break;
    case 3:
      push (&world, desk);
      break;
    case 4:
      pull (&world, desk);
      break;
    default:
      arrive_late (&world, desk);
    }
    check_desk (desk);
    if (step % 20 == 0)
      uke_test_assert_sound (desk->store->db);
  }
  check_alike (&world);
  check_sets (&world);
  g_test_message ("%u change-sets, %u parked on their desk, %" G_GINT64_FORMAT " notes",
                  world.sets->len, world.n_parked,
                  uke_test_query (world.server->store->db, "SELECT count(*) FROM conflict"));
}

/* P1, P2, P3, P4, P8, P9, P10 over random histories. */
static void
test_histories (void)
{
  const char *first = g_getenv ("UKE_SEED"), *n = g_getenv ("UKE_SEEDS");
  uint32_t seed = first != NULL ? (uint32_t)g_ascii_strtoull (first, NULL, 10) : 1;
  unsigned n_seeds = n != NULL       ? (unsigned)g_ascii_strtoull (n, NULL, 10)
                     : first != NULL ? 1
                                     : DEFAULT_SEEDS;

  for (unsigned i = 0; i < n_seeds; i++)
    run_history (seed + i);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  uke_test_log_begin ();
  g_test_add_func ("/store/replica-history/histories", test_histories);
  return g_test_run ();
}
