/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "feed/uke-change-set-json.h"
#include "model/uke-codes.h"
#include "store/uke-rows.h"
#include "support/uke-test-vfs.h"

#include <string.h>

/* What people do at a desk, by the same drafts and the same commit as the program. */

/* Bookings lie so far ahead that no simulated day reaches them. */
#define FIRST_BOOKING_US (INT64_C (1795478400000000) + 400 * SIM_DAY_US)
#define N_SLOTS 12
#define N_NARROW 2

/* Doing: one person's change-set in the making. */
typedef struct {
  SimDesk *desk;
  SimRandom *random;
  UkeChangeSet *set;  /* (owned) */
  SimSet *oracle;     /* (owned) until it is committed */
  SimSet *kept;       /* (not owned): what the oracle keeps of it, once it is committed */
  UkeId *pair;        /* (owned) (nullable): two rows that must come together */
  gboolean is_narrow; /* edits the few rows that everybody edits */
} Doing;

static UkeRecord *
pick_record (Doing *self, const UkeEntity *entity)
{
  UkeDb *db = self->desk->db;
  g_autofree char *count = g_strdup_printf ("SELECT count (*) FROM %s", entity->name);
  int n = (int)sim_query (db, count);
  g_autofree char *sql = NULL;
  g_autoptr (UkeStmt) stmt = NULL;
  gboolean has_row = FALSE;
  UkeId id;

  if (n == 0)
    return NULL;
  sql = g_strdup_printf (
      "SELECT id FROM %s ORDER BY id LIMIT 1 OFFSET %d", entity->name,
      sim_random_range (self->random, 0, self->is_narrow ? MIN (n, N_NARROW) : n));
  stmt = uke_db_prepare (db, sql, NULL);
  if (stmt == NULL || !uke_stmt_step (stmt, &has_row, NULL) || !has_row)
    return NULL;
  id = uke_stmt_id (stmt, 0);
  return uke_rows_find_any (db, entity, &id, NULL);
}

static UkeDraft *
new_draft (Doing *self, const UkeEntity *entity)
{
  return uke_draft_new (entity, sim_desk_wall (self->desk));
}

static const char *
pick_text (Doing *self)
{
  static const char *const texts[] = { "森", "林", "川", "山\n谷", "谷\n山\n森", "海\n川" };

  return texts[sim_random_range (self->random, 0, G_N_ELEMENTS (texts))];
}

static void
make_patient (Doing *self, UkeDraft *draft)
{
  /* Few enough that two desks give the same one now and then. */
  g_autofree char *number = g_strdup_printf ("%u", sim_random_range (self->random, 0, 100));

  uke_draft_set_text (draft, UKE_PATIENT_PATIENT_NUMBER, number);
  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, pick_text (self));
  uke_draft_set_text (draft, UKE_PATIENT_FAMILY_KANA, "もり");
  uke_draft_set_text (draft, UKE_PATIENT_STAGE, UKE_STAGE_LEAD);
}

static void
place (Doing *self, UkeDraft *draft)
{
  uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US,
                     FIRST_BOOKING_US
                         + sim_random_range (self->random, 0, N_SLOTS) * 15 * SIM_MINUTE_US);
  uke_draft_set_int (draft, UKE_APPOINTMENT_LENGTH_MIN, 15 * sim_random_range (self->random, 1, 4));
  uke_draft_set_int (draft, UKE_APPOINTMENT_OVERLAP_ACCEPTED,
                     sim_random_chance (self->random, 150));
}

static void
make_booking (Doing *self, UkeDraft *draft, const UkeId *patient_id)
{
  Sim *sim = self->desk->sim;

  uke_draft_set_id (draft, UKE_APPOINTMENT_CLINIC_ID, &sim->clinic_id);
  uke_draft_set_id (draft, UKE_APPOINTMENT_PATIENT_ID, patient_id);
  uke_draft_set_id (draft, UKE_APPOINTMENT_PROVIDER_ID, &sim->provider_id);
  if (sim_random_chance (self->random, 400))
    uke_draft_set_id (draft, UKE_APPOINTMENT_CHAIR_ID, &sim->chair_id);
  uke_draft_set_id (draft, UKE_APPOINTMENT_MENU_ID, &sim->menu_id);
  uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, "booked");
  place (self, draft);
}

static void
do_new_patient (Doing *self)
{
  g_autoptr (UkeDraft) patient = new_draft (self, &UKE_ENTITY_PATIENT);
  g_autoptr (UkeDraft) booking = new_draft (self, &UKE_ENTITY_APPOINTMENT);

  make_patient (self, patient);
  make_booking (self, booking, uke_draft_get_id (patient));
  uke_change_set_add_draft (self->set, patient);
  uke_change_set_add_draft (self->set, booking);
  self->pair = g_new (UkeId, 2);
  self->pair[0] = *uke_draft_get_id (patient);
  self->pair[1] = *uke_draft_get_id (booking);
}

/* Within an hour that some desk has leased, where its patients are told that the time is certain.
 */
static void
do_booking_in (Doing *self, int64_t from_us)
{
  g_autoptr (UkeRecord) patient = pick_record (self, &UKE_ENTITY_PATIENT);
  g_autoptr (UkeDraft) booking = NULL;

  if (patient == NULL)
    return;
  booking = new_draft (self, &UKE_ENTITY_APPOINTMENT);
  make_booking (self, booking, uke_record_get_id (patient));
  uke_draft_set_null (booking, UKE_APPOINTMENT_CHAIR_ID);
  uke_draft_set_int (booking, UKE_APPOINTMENT_STARTS_AT_US,
                     from_us + sim_random_range (self->random, 0, 4) * 15 * SIM_MINUTE_US);
  uke_draft_set_int (booking, UKE_APPOINTMENT_LENGTH_MIN, 15);
  uke_draft_set_int (booking, UKE_APPOINTMENT_OVERLAP_ACCEPTED, 0);
  uke_change_set_add_draft (self->set, booking);
}

static void
do_new_booking (Doing *self)
{
  g_autoptr (UkeRecord) patient = pick_record (self, &UKE_ENTITY_PATIENT);
  g_autoptr (UkeDraft) booking = NULL;

  if (patient == NULL)
    return;
  booking = new_draft (self, &UKE_ENTITY_APPOINTMENT);
  make_booking (self, booking, uke_record_get_id (patient));
  uke_change_set_add_draft (self->set, booking);
}

static void
edit_patient (Doing *self, UkeDraft *draft)
{
  switch (sim_random_range (self->random, 0, 7)) {
  case 0:
    uke_draft_set_text (draft, UKE_PATIENT_FAMILY_NAME, pick_text (self));
    break;
  case 1:
    uke_draft_set_text (draft, UKE_PATIENT_NOTE, pick_text (self));
    break;
  case 2:
    uke_draft_add_int (draft, UKE_PATIENT_VISIT_COUNT, 1);
    break;
  case 3:
    uke_draft_set_date (draft, UKE_PATIENT_BIRTH_DATE, sim_random_range (self->random, 5000, 5004));
    break;
  case 4:
    uke_draft_set_text (draft, UKE_PATIENT_RELATION,
                        sim_random_chance (self->random, 300) ? NULL : pick_text (self));
    break;
  default:
    uke_draft_set_text (draft, UKE_PATIENT_STAGE,
                        sim_random_chance (self->random, 500) ? UKE_STAGE_LEAD
                                                              : UKE_STAGE_CONSULTED);
  }
}

static void
do_patient (Doing *self)
{
  g_autoptr (UkeRecord) seen = pick_record (self, &UKE_ENTITY_PATIENT);
  g_autoptr (UkeDraft) draft = NULL;

  if (seen == NULL)
    return;
  if (sim_random_chance (self->random, 60)) {
    if (uke_record_is_deleted (seen))
      uke_change_set_add_revival (self->set, seen);
    else
      uke_change_set_add_delete (self->set, seen);
    return;
  }
  draft = uke_draft_new_from (seen);
  for (int i = sim_random_range (self->random, 1, 4); i > 0; i--)
    edit_patient (self, draft);
  uke_change_set_add_draft (self->set, draft);
}

/* Two records are one person: the older takes over. */
static void
do_merge (Doing *self)
{
  g_autoptr (UkeRecord) a = pick_record (self, &UKE_ENTITY_PATIENT);
  g_autoptr (UkeRecord) b = pick_record (self, &UKE_ENTITY_PATIENT);
  g_autoptr (UkeDraft) draft = NULL;

  if (a == NULL || b == NULL || a == b
      || uke_id_equal (uke_record_get_id (a), uke_record_get_id (b)))
    return;
  draft = uke_draft_new_from (a);
  uke_draft_set_id (draft, UKE_PATIENT_MERGED_INTO_ID, uke_record_get_id (b));
  uke_change_set_add_draft (self->set, draft);
}

static void
do_booking (Doing *self)
{
  static const char *const statuses[] = { "cancelled", "booked", "arrived", "in_room", "done" };
  g_autoptr (UkeRecord) seen = pick_record (self, &UKE_ENTITY_APPOINTMENT);
  g_autoptr (UkeDraft) draft = NULL;

  if (seen == NULL)
    return;
  draft = uke_draft_new_from (seen);
  if (sim_random_chance (self->random, 550))
    place (self, draft);
  else
    uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS,
                        statuses[sim_random_range (self->random, 0, G_N_ELEMENTS (statuses))]);
  uke_change_set_add_draft (self->set, draft);
}

/* Somebody who has refused says so again: it counts as the last word (P6). */
static void
withdraw_again (Doing *self, UkeRecord *seen)
{
  uke_change_set_add_op (self->set, UKE_OP_SET, &UKE_ENTITY_CONSENT, uke_record_get_id (seen), 0);
  uke_value_set_text (&uke_change_set_add_field (self->set, UKE_CONSENT_STATE,
                                                 uke_record_get_version (seen, UKE_CONSENT_STATE))
                           ->value,
                      UKE_CONSENT_REFUSED);
  self->oracle->row = *uke_record_get_id (seen);
  self->oracle->is_withdrawal = TRUE;
}

static void
do_consent (Doing *self)
{
  g_autoptr (UkeRecord) seen
      = sim_random_chance (self->random, 900) ? pick_record (self, &UKE_ENTITY_CONSENT) : NULL;
  g_autoptr (UkeRecord) patient = NULL;
  g_autoptr (UkeDraft) draft = NULL;
  gboolean is_grant = sim_random_chance (self->random, 500);

  if (seen != NULL && uke_record_is_deleted (seen))
    return;
  if (seen != NULL && !is_grant
      && strcmp (uke_record_get_code (seen, UKE_CONSENT_STATE), UKE_CONSENT_REFUSED) == 0) {
    withdraw_again (self, seen);
    return;
  }
  if (seen == NULL) {
    patient = pick_record (self, &UKE_ENTITY_PATIENT);
    if (patient == NULL)
      return;
    draft = new_draft (self, &UKE_ENTITY_CONSENT);
    uke_draft_set_id (draft, UKE_CONSENT_PATIENT_ID, uke_record_get_id (patient));
    uke_draft_set_text (draft, UKE_CONSENT_PURPOSE, UKE_CONSENT_PURPOSE_NEWS);
    uke_draft_set_text (draft, UKE_CONSENT_CHANNEL, UKE_CONSENT_CHANNEL_SMS);
  } else {
    draft = uke_draft_new_from (seen);
  }
  uke_draft_set_text (draft, UKE_CONSENT_STATE,
                      is_grant ? UKE_CONSENT_GRANTED : UKE_CONSENT_REFUSED);
  uke_draft_set_int (draft, UKE_CONSENT_DECIDED_AT_US, sim_desk_wall (self->desk));
  uke_change_set_add_draft (self->set, draft);
  self->oracle->row = *uke_draft_get_id (draft);
  if ((uke_draft_get_changed (draft) >> UKE_CONSENT_STATE & 1) == 0)
    return;
  self->oracle->is_grant = is_grant;
  self->oracle->is_withdrawal = !is_grant;
}

static void
do_follow_up (Doing *self)
{
  g_autoptr (UkeRecord) seen = pick_record (self, &UKE_ENTITY_FOLLOW_UP);
  g_autoptr (UkeRecord) patient = NULL;
  g_autoptr (UkeDraft) draft = NULL;
  Sim *sim = self->desk->sim;

  if (seen == NULL || sim_random_chance (self->random, 200)) {
    patient = pick_record (self, &UKE_ENTITY_PATIENT);
    if (patient == NULL)
      return;
    draft = new_draft (self, &UKE_ENTITY_FOLLOW_UP);
    uke_draft_set_id (draft, UKE_FOLLOW_UP_CLINIC_ID, &sim->clinic_id);
    uke_draft_set_id (draft, UKE_FOLLOW_UP_PATIENT_ID, uke_record_get_id (patient));
    uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON, "manual");
    uke_draft_set_text (draft, UKE_FOLLOW_UP_STATE, "open");
    uke_change_set_add_draft (self->set, draft);
    return;
  }
  if (sim_random_chance (self->random, 300)) {
    draft = uke_draft_new_from (seen);
    uke_draft_add_int (draft, UKE_FOLLOW_UP_ATTEMPTS, 1);
    uke_change_set_add_draft (self->set, draft);
    return;
  }
  draft = uke_draft_new_from (seen);
  uke_draft_set_lease (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID);
  uke_draft_set_lease (draft, UKE_FOLLOW_UP_CLAIMED_UNTIL_US);
  uke_draft_set_id (draft, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID, &sim->staff_id);
  uke_draft_set_int (draft, UKE_FOLLOW_UP_CLAIMED_UNTIL_US,
                     sim_desk_wall (self->desk) + 15 * SIM_MINUTE_US);
  uke_change_set_add_draft (self->set, draft);
}

static void
do_tag (Doing *self)
{
  g_autoptr (UkeRecord) seen = pick_record (self, &UKE_ENTITY_PATIENT_TAG);
  g_autoptr (UkeRecord) patient = NULL;
  g_autoptr (UkeDraft) draft = NULL;

  if (seen != NULL && !uke_record_is_deleted (seen) && sim_random_chance (self->random, 400)) {
    uke_change_set_add_op (self->set, UKE_OP_REMOVE, &UKE_ENTITY_PATIENT_TAG,
                           uke_record_get_id (seen), uke_record_get_last_seq (seen));
    return;
  }
  patient = pick_record (self, &UKE_ENTITY_PATIENT);
  if (patient == NULL)
    return;
  draft = new_draft (self, &UKE_ENTITY_PATIENT_TAG);
  uke_draft_set_id (draft, UKE_PATIENT_TAG_PATIENT_ID, uke_record_get_id (patient));
  uke_draft_set_text (draft, UKE_PATIENT_TAG_TAG, pick_text (self));
  uke_change_set_add_draft (self->set, draft);
}

static void
think (Doing *self)
{
  typedef void (*Thing) (Doing *);
  static const Thing things[]
      = { do_new_patient, do_new_patient, do_new_booking, do_new_booking, do_new_booking,
          do_patient,     do_patient,     do_patient,     do_booking,     do_booking,
          do_booking,     do_consent,     do_consent,     do_consent,     do_follow_up,
          do_tag,         do_merge };

  if (self->is_narrow)
    (sim_random_chance (self->random, 500) ? do_consent : do_patient) (self);
  else
    things[sim_random_range (self->random, 0, G_N_ELEMENTS (things))](self);
}

/* P9: who has saved something sees it: what was applied as it was meant stands in the rows. */
static void
check_own_writes (Doing *self, const UkeCommitted *committed)
{
  SimDesk *desk = self->desk;

  if (committed->outcome != UKE_OUTCOME_APPLIED)
    return;
  for (unsigned i = 0; i < uke_change_set_get_n_ops (self->set); i++) {
    const UkeOp *op = uke_change_set_get_op (self->set, i);
    const UkeOpField *fields = uke_change_set_get_fields (self->set, op);
    g_autoptr (UkeRecord) row = uke_rows_find_any (desk->db, op->entity, &op->id, NULL);

    if (row == NULL) {
      sim_fail (desk->sim, "P9", "desk %u does not see the %s that it made", desk->number,
                op->entity->name);
      return;
    }
    for (unsigned f = 0; op->kind != UKE_OP_INCREMENT && f < op->n_fields; f++) {
      UkeMergeRule rule = op->entity->fields[fields[f].field].merge;

      if (rule != UKE_MERGE_SLOT
          && !uke_value_equal (uke_record_get_value (row, fields[f].field), &fields[f].value))
        sim_fail (desk->sim, "P9", "desk %u does not see the %s of the %s that it saved",
                  desk->number, op->entity->fields[fields[f].field].name, op->entity->name);
    }
  }
}

static void
remember (Doing *self)
{
  SimDesk *desk = self->desk;

  g_ptr_array_add (desk->made, self->oracle);
  g_hash_table_insert (desk->sim->sets, &self->oracle->id, self->oracle);
  self->kept = self->oracle;
  self->oracle = NULL;
  if (self->pair != NULL)
    for (unsigned i = 0; i < desk->sim->n_desks; i++)
      g_ptr_array_add (desk->sim->desks[i]->pairs, g_memdup2 (self->pair, 2 * sizeof (UkeId)));
  desk->sim->count.n_commits++;
}

static gboolean
save (Doing *self, const UkeCommitContext *context, UkeCommitted **out_committed)
{
  UkeDb *db = self->desk->db;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDbTransaction) transaction = uke_db_transaction_new (db, &error);

  if (transaction != NULL)
    *out_committed = uke_commit (db, self->set, context, &error);
  if (*out_committed != NULL && uke_db_transaction_commit (g_steal_pointer (&transaction), &error))
    return TRUE;
  sim_say (self->desk->sim, "desk %u: not saved: %s", self->desk->number, error->message);
  if (!self->desk->is_full && self->desk->breaks_at == 0)
    sim_fail (self->desk->sim, "store", "desk %u cannot save: %s", self->desk->number,
              error->message);
  return FALSE;
}

/* Saves under the fault that is planned: a PC that dies in the middle has saved all or nothing. */
static gboolean
save_under_fault (Doing *self, const UkeCommitContext *context, UkeCommitted **out_committed)
{
  SimDesk *desk = self->desk;
  gboolean is_saved, has_failed;

  if (desk->breaks_at != 0)
    uke_test_vfs_arm (UKE_TEST_FAULT_WRITE, desk->breaks_at, TRUE);
  else if (desk->is_full)
    uke_test_vfs_arm (UKE_TEST_FAULT_FULL, 1, TRUE);
  is_saved = save (self, context, out_committed);
  has_failed = (desk->breaks_at != 0 || desk->is_full) && uke_test_vfs_disarm () > 0;
  if (has_failed && desk->breaks_at != 0) {
    desk->breaks_at = 0;
    if (is_saved && (*out_committed)->waits)
      remember (self);
    sim_desk_die_later (desk, sim_random_range (&desk->sim->net, 1, 30) * SIM_SECOND_US);
    return FALSE;
  }
  return is_saved;
}

static void
tell_saved (Doing *self, const UkeCommitted *committed)
{
  char hex[UKE_ID_HEX_SIZE];

  uke_id_to_hex (&self->set->id, hex);
  sim_say (self->desk->sim, "desk %u: saves %s: %s of %s, outcome %d", self->desk->number, hex,
           uke_op_kind_get_code (uke_change_set_get_op (self->set, 0)->kind),
           uke_change_set_get_op (self->set, 0)->entity->name, committed->outcome);
}

/* In every ninth run one change-set is what no server takes: of a device that its desk is not. */
#define POISON_EVERY 9
#define POISON_AT 6

void
sim_poison (SimDesk *desk, SimSet *set)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeStmt) stmt = uke_db_prepare (
      desk->db,
      "UPDATE outbox SET body = CAST (replace (CAST (body AS TEXT), ?, ?) AS BLOB) WHERE cs_id = ?",
      &error);
  g_autofree char *own = g_strdup_printf ("\"dev\":%u,", desk->dev);

  if (stmt == NULL || desk->is_full)
    return;
  uke_stmt_bind_text_at (stmt, 1, own);
  uke_stmt_bind_text_at (stmt, 2, "\"dev\":99,");
  uke_stmt_bind_id_at (stmt, 3, &set->id);
  if (!uke_stmt_run (stmt, &error) || uke_db_changes (desk->db) != 1)
    sim_fail (desk->sim, "store", "nothing is poisoned");
  desk->sim->poison = set;
  sim_say (desk->sim, "desk %u: that one no server takes", desk->number);
}

static void
commit (Doing *self)
{
  SimDesk *desk = self->desk;
  Sim *sim = desk->sim;
  const UkeCommitContext context = {
    .now_us = sim_desk_wall (desk),
    .mono_us = sim->now_us - desk->boot_us,
    .staff_id = sim->staff_id,
    .role = uke_role_from_code ("director"),
    .version = "sim",
  };
  const UkeId set_id = self->oracle->id;
  g_autoptr (UkeCommitted) committed = NULL;
  UkeSyncStatus status;

  if (!sim_desk_get_status (desk, &status))
    return;
  self->oracle->author_node
      = status.cursor.seq > 0 ? sim_history_find (sim, status.cursor.chain) : -1;
  sim_bug_in_set (sim, self->set);
  if (!save_under_fault (self, &context, &committed))
    return;
  tell_saved (self, committed);
  /* What this desk cannot do by its own rows is told at once and goes nowhere. */
  if (!committed->waits)
    return;
  check_own_writes (self, committed);
  remember (self);
  sim_lease_note (desk, committed->changes, &set_id);
  sim_bug_after_commit (desk);
  if (sim->seed % POISON_EVERY == 4 && sim->count.n_commits == POISON_AT)
    sim_poison (desk, self->kept);
  sim_desk_hear (desk, UKE_SYNC_EVENT_WAITING);
}

static void
free_oracle (SimSet *set)
{
  g_clear_pointer (&set->made_before, g_ptr_array_unref);
  g_free (set);
}

/* Somebody at the desk does something, if the desk has got the clinic's content yet. */
static void
do_something (SimDesk *desk, SimRandom *random, gboolean is_narrow, int64_t leased_us)
{
  Doing self = { desk, random, .is_narrow = is_narrow };
  UkeId id;

  if (sim_random_chance (random, 500))
    sim_desk_accept (desk);
  if (desk->db == NULL || sim_query (desk->db, "SELECT count (*) FROM staff") == 0)
    return;
  id = uke_id_new (sim_desk_wall (desk));
  self.set = uke_change_set_new (&id, UKE_INTENT_PATIENT_EDIT);
  self.oracle = g_new0 (SimSet, 1);
  self.oracle->id = id;
  self.oracle->desk = desk->number;
  self.oracle->made_us = desk->sim->now_us;
  self.oracle->is_of_copy = desk->was_copied;
  self.oracle->made_before = g_ptr_array_copy (desk->made, NULL, NULL);
  if (leased_us != 0)
    do_booking_in (&self, leased_us);
  else
    think (&self);
  if (uke_change_set_get_n_ops (self.set) > 0)
    commit (&self);
  uke_change_set_free (self.set);
  g_clear_pointer (&self.oracle, free_oracle);
  g_free (self.pair);
}

void
sim_people_do (SimDesk *desk, SimRandom *random)
{
  do_something (desk, random, FALSE, 0);
}

void
sim_people_book_in (SimDesk *desk, int64_t from_us, SimRandom *random)
{
  do_something (desk, random, FALSE, from_us);
}

typedef struct {
  SimDesk *desk;
  SimRandom random;
} Later;

static void
do_later (Sim *sim, gpointer data)
{
  Later *later = data;

  do_something (later->desk, &later->random, TRUE, 0);
}

void
sim_people_do_at (SimDesk *desk, int64_t at_us, uint64_t random)
{
  Later *later = g_new (Later, 1);

  *later = (Later){ desk, { random } };
  sim_at (desk->sim, at_us, do_later, later, g_free);
}
