/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "model/uke-codes.h"
#include "model/uke-slot.h"
#include "model/uke-status.h"
#include "store/uke-audit-log.h"
#include "store/uke-conflict-store.h"
#include "store/uke-digest.h"
#include "store/uke-log-store.h"

#include <string.h>

/*
 * The properties of sync.md 3.1, each by its number. Elsewhere: P2 and P19 as entries are read
 * (uke-sim-history.c), P9 where people save (uke-sim-people.c), P12 (uke-sim-evidence.c) and P18
 * (uke-sim-server.c) where requests arrive, P24 (uke-sim-hold.c), P22 where it is asked for
 * (sim_check_engines() in uke-sim-engines.c), P7, P21's second half and P23 in uke-sim-replay.c.
 * P15 is check_p15(), and P1 and P14 at the desk that it is about; P25 is uke-sim-rescue.c.
 *
 * Not covered here: P16 (one process has one list of fields; real processes of two versions are in
 * tests/sync/mishaps.py, messages of a newer one in tests/store/test-ext-adopt.c); P19 only so far
 * as the server's own log keeps its chain.
 */

static UkeStmt *
ask (Sim *sim, UkeDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  UkeStmt *stmt = uke_db_prepare_cached (db, sql, &error);

  if (stmt == NULL)
    sim_fail (sim, "store", "%s: %s", sql, error->message);
  return stmt;
}

static gboolean
has_more (Sim *sim, UkeStmt *stmt)
{
  g_autoptr (GError) error = NULL;
  gboolean has_row = FALSE;

  if (stmt != NULL && !uke_stmt_step (stmt, &has_row, &error))
    sim_fail (sim, "store", "%s", error->message);
  return has_row;
}

static void
check_holding (Sim *sim, UkeStmt *stmt)
{
  UkeStatus status = uke_status_from_code (uke_stmt_text (stmt, 1));
  gboolean holds = uke_status_takes_slot (status) && uke_stmt_int64 (stmt, 2) == 0
                   && uke_stmt_is_null (stmt, 3);
  int64_t wanted = uke_slot_count_cells (uke_stmt_int64 (stmt, 4), uke_stmt_int64 (stmt, 5));

  wanted *= uke_stmt_is_null (stmt, 6) ? 1 : 2;
  if (uke_stmt_int64 (stmt, 7) != (holds ? wanted : 0))
    sim_fail (sim, "P4", "a booking %s its time and has %ld claims instead of %ld",
              holds ? "holds" : "does not hold", (long)uke_stmt_int64 (stmt, 7),
              (long)(holds ? wanted : 0));
}

/* P4: no two bookings hold the same lane: the table's key says so. Lanes beyond the capacity belong
 * to whoever went on with open eyes, and each booking holds its time or says that it does not:
 * those that an entry touched behind it, all of them in the end. */
static void
check_p4 (Sim *sim, UkeDb *db, int64_t after_seq)
{
  g_autoptr (UkeStmt) stmt = NULL;

  if (sim_query (db, "SELECT count (*) FROM slot_claim c JOIN resource r ON r.id = "
                     "c.resource_id JOIN appointment a ON a.id = c.appointment_id WHERE c.lane "
                     ">= 1 AND c.lane >= max (1, coalesce (r.capacity, 1)) AND coalesce "
                     "(a.overlap_accepted, 0) = 0")
      != 0)
    sim_fail (sim, "P4", "two bookings hold one lane's time");
  stmt = ask (sim, db,
              "SELECT a.id, a.status, coalesce (a.needs_new_time, 0), a.del_seq, a.starts_at_us, "
              "a.length_min, a.chair_id, (SELECT count (*) FROM slot_claim c WHERE "
              "c.appointment_id = a.id) FROM appointment a WHERE a.rver > ?");
  if (stmt != NULL)
    uke_stmt_bind_int64_at (stmt, 1, after_seq);
  while (has_more (sim, stmt) && sim->failure == NULL)
    check_holding (sim, stmt);
}

static SimSet *
find_set (Sim *sim, int node)
{
  return g_hash_table_lookup (sim->sets, &sim_history_get (sim, node)->meta.change_set_id);
}

/* Whether whoever made @set could see what @other did: it stood in the base, or was made there. */
gboolean
sim_author_knew (Sim *sim, const SimSet *set, const UkeId *other)
{
  for (unsigned i = 0; i < set->made_before->len; i++)
    if (uke_id_equal (&((const SimSet *)set->made_before->pdata[i])->id, other))
      return TRUE;
  return sim_history_has (sim, set->author_node, other);
}

/* Whether somebody who knew the last withdrawal has granted since, or nobody has ever withdrawn. */
static gboolean
is_granted_rightly (Sim *sim, const UkeId *row)
{
  g_autoptr (GPtrArray) grants = g_ptr_array_new ();

  for (int node = sim_history_get_head (sim); node >= 0;
       node = sim_history_get (sim, node)->parent) {
    SimSet *set = find_set (sim, node);

    if (set == NULL || !uke_id_equal (&set->row, row)
        || sim_history_get (sim, node)->meta.outcome == UKE_OUTCOME_PARKED)
      continue;
    if (set->is_grant)
      g_ptr_array_add (grants, set);
    if (!set->is_withdrawal)
      continue;
    for (unsigned i = 0; i < grants->len; i++)
      if (sim_author_knew (sim, grants->pdata[i], &set->id))
        return TRUE;
    return FALSE;
  }
  return TRUE;
}

/* P6: after a withdrawal consent is granted only by somebody who saw it. */
static void
check_p6 (Sim *sim, UkeDb *db)
{
  g_autoptr (UkeStmt) stmt = ask (
      sim, db, "SELECT id FROM consent WHERE state = 'granted' AND del_seq IS NULL ORDER BY id");

  while (has_more (sim, stmt) && sim->failure == NULL) {
    const UkeId id = uke_stmt_id (stmt, 0);

    if (!is_granted_rightly (sim, &id))
      sim_fail (sim, "P6", "consent is granted by nobody who saw it withdrawn");
  }
}

/* P21, first half: no reading stands in the log that is ahead of the server's own time. */
static void
check_p21 (Sim *sim, int first_new)
{
  for (unsigned i = (unsigned)MAX (0, first_new); i < sim->path_nodes->len; i++) {
    const UkeLogMeta *meta = &sim_history_get (sim, g_array_index (sim->path_nodes, int, i))->meta;

    if (uke_hlc_get_time_us (meta->hlc) > meta->at_us + UKE_HLC_MAX_AHEAD_US + 1000
        || meta->at_us > sim->now_us)
      sim_fail (sim, "P21", "entry %u says that it is later than it is", i + 1);
  }
}

/* P17: however the log was shortened, a page goes on where its reader stands, and holds every text.
 */
void
sim_check_page (SimRequest *request, const UkeWirePage *page, int64_t from_seq)
{
  for (unsigned i = 0; i < page->entries->len; i++) {
    const UkeWireEntry *entry = &g_array_index (page->entries, UkeWireEntry, i);

    if (entry->seq != from_seq + 1 + i || entry->payload == NULL)
      sim_fail (request->sim, "P17",
                "desk %u stands at %" G_GINT64_FORMAT " and gets entry %" G_GINT64_FORMAT "%s",
                request->desk->number, from_seq, entry->seq,
                entry->payload == NULL ? " without its text" : "");
  }
}

void
sim_check_server (Sim *sim, int first_new)
{
  if (sim->failure != NULL)
    return;
  check_p4 (sim, sim->db, first_new);
  check_p6 (sim, sim->db);
  check_p21 (sim, first_new);
  sim_lease_check (sim, first_new);
}

/* P10: a change-set is there as a whole or not at all. */
static void
check_p10 (SimDesk *desk)
{
  for (unsigned i = 0; i < desk->pairs->len; i++) {
    const UkeId *pair = desk->pairs->pdata[i];

    if (sim_query_id (desk->db, "SELECT count (*) FROM patient WHERE id = ?", &pair[0])
        != sim_query_id (desk->db, "SELECT count (*) FROM appointment WHERE id = ?", &pair[1]))
      sim_fail (desk->sim, "P10", "desk %u shows half of a change-set", desk->number);
  }
}

/* P8: where the desk stands is an entry of one history of the server; P9: it does not go back. */
static void
check_p8 (SimDesk *desk, const UkeSyncStatus *status)
{
  const UkeCursor *cursor = &status->cursor;
  int node;

  if (!status->has_cursor)
    return;
  node = sim_history_find (desk->sim, cursor->chain);
  if (node < 0 || sim_history_get (desk->sim, node)->seq != cursor->seq)
    sim_fail (desk->sim, "P8", "desk %u stands at %" G_GINT64_FORMAT " of no history", desk->number,
              cursor->seq);
  if (uke_id_equal (&desk->last_epoch, &cursor->epoch) && cursor->seq < desk->last_seq)
    sim_fail (desk->sim, "P9", "desk %u went back from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
              desk->number, desk->last_seq, cursor->seq);
  desk->last_epoch = cursor->epoch;
  desk->last_seq = cursor->seq;
}

/* After every operation of the store. */
void
sim_check_desk (SimDesk *desk, const UkeSyncStatus *status)
{
  if (desk->sim->failure != NULL)
    return;
  check_p8 (desk, status);
  check_p10 (desk);
}

static gboolean
has_sent_audit (SimDesk *desk)
{
  return uke_sync_core_get_facts (desk->core)->is_audit_broken
         || sim_query (desk->db, "SELECT d.audit_seq - coalesce (s.seq, 0) FROM device d "
                                 "LEFT JOIN audit_sent s ON TRUE WHERE d.is_self = 1")
                == 0;
}

static gboolean
is_home (SimDesk *desk)
{
  Sim *sim = desk->sim;
  UkeSyncStatus status;
  int head = sim_history_get_head (sim);

  if (desk->core == NULL)
    return FALSE;
  if (desk->is_revoked)
    return uke_sync_core_get_facts (desk->core)->state == UKE_SYNC_STAGE_REVOKED;
  return sim_desk_get_status (desk, &status) && status.n_waiting == 0 && has_sent_audit (desk)
         && uke_sync_core_get_facts (desk->core)->state == UKE_SYNC_STAGE_LIVE
         && uke_sync_core_get_facts (desk->core)->n_checks > desk->n_checks
         && uke_id_equal (&status.cursor.epoch, &sim->epoch)
         && memcmp (status.cursor.chain, sim_history_get (sim, head)->chain, UKE_SHA256_SIZE) == 0;
}

gboolean
sim_is_quiet (Sim *sim)
{
  if (sim->db == NULL)
    return FALSE;
  for (unsigned i = 0; i < sim->n_desks; i++)
    if (!is_home (sim->desks[i]))
      return FALSE;
  return TRUE;
}

static gboolean
is_behind_poison (Sim *sim, unsigned desk)
{
  return sim->poison != NULL && sim->poison->desk == desk;
}

/* P1: what was committed on a PC that is still there is in the log, once (P2 has seen to that).
 * P11: also when the server was put back to its newest verified backup since, or to a copy after
 * it, and desks had let go of what was in that backup for a week.
 * P13: also what was committed after that PC was put back, or on either of two that say they are
 * one. */
static void
check_p1 (Sim *sim)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, sim->sets);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    SimSet *set = value;

    if (set == sim->poison || set->may_be_lost || sim->desks[set->desk]->is_revoked
        || g_hash_table_contains (sim->rotten, &set->id))
      continue;
    if (!sim_history_has (sim, sim_history_get_head (sim), &set->id)) {
      char hex[UKE_ID_HEX_SIZE];

      uke_id_to_hex (&set->id, hex);
      sim_fail (sim,
                is_behind_poison (sim, set->desk)  ? "P15"
                : set->is_of_copy                  ? "P13"
                : sim->count.n_server_restores > 0 ? "P11"
                                                   : "P1",
                "change-set %s of desk %u is not in the log", hex, set->desk);
    }
  }
}

static char *
describe_row (UkeStmt *stmt, gboolean has_row)
{
  GString *text = g_string_new (has_row ? NULL : "none");

  for (int i = 0; has_row && i < uke_stmt_n_columns (stmt); i++) {
    size_t size;
    const uint8_t *bytes = uke_stmt_blob (stmt, i, &size);

    g_string_append (text, uke_stmt_is_null (stmt, i) ? "|NULL" : "|");
    for (size_t at = 0; at < size; at++)
      g_string_append_printf (text, g_ascii_isprint (bytes[at]) ? "%c" : "\\%02x", bytes[at]);
  }
  return g_string_free (text, FALSE);
}

static gboolean
rows_are_equal (UkeStmt *a, UkeStmt *b)
{
  for (int i = 0; i < uke_stmt_n_columns (a); i++) {
    size_t a_size, b_size;
    const uint8_t *a_bytes = uke_stmt_blob (a, i, &a_size);
    const uint8_t *b_bytes = uke_stmt_blob (b, i, &b_size);

    if (uke_stmt_is_null (a, i) != uke_stmt_is_null (b, i) || a_size != b_size
        || (a_size > 0 && memcmp (a_bytes, b_bytes, a_size) != 0))
      return FALSE;
  }
  return TRUE;
}

static void
compare_table (Sim *sim, SimDesk *desk, const char *table, const char *sql)
{
  g_autoptr (UkeStmt) ours = ask (sim, desk->db, sql);
  g_autoptr (UkeStmt) theirs = ask (sim, sim->db, sql);

  while (ours != NULL && theirs != NULL && sim->failure == NULL) {
    gboolean has_ours = has_more (sim, ours), has_theirs = has_more (sim, theirs);
    g_autofree char *a = NULL, *b = NULL;

    if (!has_ours && !has_theirs)
      return;
    if (has_ours && has_theirs && rows_are_equal (ours, theirs))
      continue;
    a = describe_row (ours, has_ours);
    b = describe_row (theirs, has_theirs);
    sim_fail (sim, "P3", "desk %u has another %s:\n  desk   %s\n  server %s", desk->number, table,
              a, b);
  }
}

static char *
list_columns (const UkeEntity *entity)
{
  GString *sql = g_string_new ("SELECT id, cver, rver, fv, del_seq");

  for (unsigned i = 0; i < entity->n_fields; i++)
    g_string_append_printf (sql, ", %s", entity->fields[i].name);
  g_string_append_printf (sql, " FROM %s ORDER BY id", entity->name);
  return g_string_free (sql, FALSE);
}

/* P3: quiet and connected, all base rows are the same to the byte, also those that rotted on the
 * way, and nothing is over them. */
static void
check_p3 (Sim *sim, SimDesk *desk)
{
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  for (unsigned i = 0; i < n && sim->failure == NULL; i++) {
    g_autofree char *sql = list_columns (entities[i]);

    compare_table (sim, desk, entities[i]->name, sql);
  }
  compare_table (sim, desk, "slot_claim",
                 "SELECT resource_id, cell, lane, appointment_id FROM slot_claim ORDER BY 1, 2, 3");
  if (sim_query (desk->db, "SELECT count (*) FROM shadow") != 0)
    sim_fail (sim, "P3", "desk %u keeps a base under rows that nothing waits for", desk->number);
}

static gboolean
has_open_card (GArray *open, const UkeId *id)
{
  for (unsigned i = 0; i < open->len; i++) {
    const UkeConflictRow *row = &g_array_index (open, UkeConflictRow, i);

    if (row->kind == UKE_NOTE_NEEDS_NEW_TIME && uke_id_equal (&row->record_id, id))
      return TRUE;
  }
  return FALSE;
}

/* P5: a booking that waits for a new time has an open card until somebody acts. */
static void
check_p5 (Sim *sim, UkeDb *db, const char *whose)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) open = uke_conflict_store_list_open (db, &error);
  g_autoptr (UkeStmt) stmt
      = ask (sim, db,
             "SELECT id FROM appointment WHERE needs_new_time = 1 AND del_seq IS NULL AND status "
             "NOT IN ('cancelled', 'no_show') ORDER BY id");

  if (open == NULL) {
    sim_fail (sim, "store", "cards: %s", error->message);
    return;
  }
  while (has_more (sim, stmt)) {
    const UkeId id = uke_stmt_id (stmt, 0);

    if (!has_open_card (open, &id))
      sim_fail (sim, "P5", "%s has a booking without a time and without a card", whose);
  }
}

/* Of two patients with one number the second has another until a person decides: as P4 for
 * bookings, whatever the desks gave without knowing of each other. */
static void
check_numbers (Sim *sim)
{
  if (sim_query (sim->db, "SELECT count (*) FROM (SELECT 1 FROM patient_search WHERE "
                          "number_key IS NOT NULL GROUP BY number_key HAVING count (*) > 1) AS n")
      != 0)
    sim_fail (sim, "P4", "two patients have the same number");
}

/* P20: the sums that followed every change are those of the rows as they stand. */
static void
check_p20 (Sim *sim)
{
  uint8_t kept[UKE_ROW_HASH_SIZE], computed[UKE_ROW_HASH_SIZE];
  g_autoptr (GError) error = NULL;

  if (!uke_digest_get_root (sim->db, kept, &error)
      || !uke_digest_compute_root (sim->db, computed, &error))
    sim_fail (sim, "store", "digest: %s", error->message);
  else if (memcmp (kept, computed, sizeof kept) != 0)
    sim_fail (sim, "P20", "the server's sums are not those of its rows");
}

/* A desk's audit stands at the server record by record; where a PC was put back or copied, one of
 * its histories does, and whoever has the other one knows. Each chain at the server holds. */
static void
check_audit (Sim *sim)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  if (!uke_audit_log_verify (sim->db, problems, NULL, &error))
    sim_fail (sim, "store", "audit: %s", error->message);
  if (problems->len > 0)
    sim_fail (sim, "audit", "the server's: %s", (const char *)problems->pdata[0]);
  for (unsigned i = 0; i < sim->n_desks && sim->failure == NULL; i++) {
    SimDesk *desk = sim->desks[i];
    g_autofree char *sql
        = g_strdup_printf ("SELECT seq, hash FROM audit WHERE dev = %u ORDER BY seq", desk->dev);

    if (desk->is_revoked)
      continue;
    if (uke_sync_core_get_facts (desk->core)->is_audit_broken) {
      if (!desk->was_copied)
        sim_fail (sim, "audit", "desk %u's is refused, and it has one history", i);
      continue;
    }
    if (!desk->was_copied)
      compare_table (sim, desk, "audit", sql);
  }
}

/* P14: whatever happened, everything comes home in time once all is whole. */
static void
check_p14 (Sim *sim)
{
  for (unsigned i = 0; i < sim->n_desks; i++) {
    SimDesk *desk = sim->desks[i];
    UkeSyncStatus status;

    if (is_home (desk) || desk->db == NULL || !sim_desk_get_status (desk, &status))
      continue;
    sim_fail (sim, is_behind_poison (sim, i) ? "P15" : "P14",
              "desk %u is %s at %" G_GINT64_FORMAT " with %u waiting; the server is at %u", i,
              uke_sync_stage_get_code (uke_sync_core_get_facts (desk->core)->state),
              status.cursor.seq, status.n_waiting, sim->path_nodes->len);
  }
}

/* P15: what no server takes is set aside by itself, and everything else comes home. A new
 * incarnation writes what waits anew, and mends it by that. */
static void
check_p15 (Sim *sim)
{
  const SimSet *set = sim->poison;
  const SimDesk *desk = set != NULL ? sim->desks[set->desk] : NULL;

  if (set == NULL || set->may_be_lost || desk->is_revoked
      || sim_history_has (sim, sim_history_get_head (sim), &set->id))
    return;
  if (sim_query_id (desk->db, "SELECT count (*) FROM outbox WHERE state = 3 AND cs_id = ?",
                    &set->id)
      != 1)
    sim_fail (sim, "P15", "desk %u has lost what was refused", set->desk);
}

/* P12, second half: one restore is one lost history, however many devices show it: an epoch begins
 * where it is told of or first shown, others only for what is shown long after. */
static void
check_epochs (Sim *sim)
{
  if (sim->count.n_epochs > 1 + 3 * sim->count.n_server_restores)
    sim_fail (sim, "P12", "%u epochs after %u restores", sim->count.n_epochs,
              sim->count.n_server_restores);
}

/* What holds at any time, also in the middle. */
void
sim_check_state (Sim *sim)
{
  check_p4 (sim, sim->db, -1);
  check_p5 (sim, sim->db, "the server");
  for (unsigned i = 0; i < sim->n_desks && sim->failure == NULL; i++) {
    g_autofree char *whose = g_strdup_printf ("desk %u", i);
    UkeSyncStatus status;

    if (sim->desks[i]->db == NULL || !sim_desk_get_status (sim->desks[i], &status))
      continue;
    sim_check_desk (sim->desks[i], &status);
    if (status.n_waiting == 0)
      check_p5 (sim, sim->desks[i]->db, whose);
  }
}

void
sim_check_end (Sim *sim)
{
  if (!sim_is_quiet (sim))
    check_p14 (sim);
  if (sim->failure != NULL)
    return;
  check_p1 (sim);
  check_p15 (sim);
  check_epochs (sim);
  for (unsigned i = 0; i < sim->n_desks && sim->failure == NULL; i++) {
    g_autofree char *whose = g_strdup_printf ("desk %u", i);

    if (sim->desks[i]->is_revoked)
      continue;
    check_p3 (sim, sim->desks[i]);
    check_p5 (sim, sim->desks[i]->db, whose);
  }
  check_p4 (sim, sim->db, -1);
  check_p5 (sim, sim->db, "the server");
  check_numbers (sim);
  check_p20 (sim);
  check_audit (sim);
  sim_check_replay (sim);
}
