/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "db/uke-db-error.h"
#include "feed/uke-decide.h"
#include "store/uke-audit-ship.h"
#include "store/uke-log-store.h"
#include "support/uke-test-disk.h"
#include "support/uke-test-vfs.h"

#include <string.h>

/* A desk: the real core and the real replica; what the core asks for is done here, a moment later,
 * and the PC may die in between or within. */

#define STORE_US 2000

static UkeDb *
open_file (Sim *sim, const char *path, GError **error)
{
  const UkeDbConfig config
      = { .path = path, .key = sim->folder->key, .create = TRUE, .cache_kib = 512 };

  return uke_db_open (&config, error);
}

UkeDb *
sim_open (Sim *sim, const char *path)
{
  g_autoptr (GError) error = NULL;
  UkeDb *db = open_file (sim, path, &error);

  if (db == NULL)
    g_error ("%s: %s", path, error->message);
  return db;
}

/* The file as it is on the disk once the log beside it is folded into it. */
GBytes *
sim_read_file (UkeDb *db, const char *path)
{
  g_autoptr (GError) error = NULL;
  int64_t status;

  if (!uke_db_query_int64 (db, "PRAGMA wal_checkpoint(TRUNCATE)", &status, &error) || status != 0)
    g_error ("%s: %s", path, error != NULL ? error->message : "busy");
  return uke_test_disk_read (path);
}

int64_t
sim_desk_wall (const SimDesk *desk)
{
  return desk->sim->now_us + desk->skew_us;
}

gboolean
sim_desk_get_status (SimDesk *desk, UkeSyncStatus *out_status)
{
  UkeReplicaStatus status;
  g_autoptr (GError) error = NULL;

  if (!uke_replica_get_status (desk->db, &status, &error)) {
    sim_fail (desk->sim, "store", "desk %u: status: %s", desk->number, error->message);
    return FALSE;
  }
  *out_status = (UkeSyncStatus){ .has_cursor = status.cursor.seq > 0,
                                 .is_partial = status.is_partial,
                                 .cursor = status.cursor,
                                 .inc = status.inc,
                                 .next_dseq = status.next_dseq,
                                 .n_queued = status.n_queued,
                                 .n_later = status.n_later,
                                 .n_waiting = status.n_waiting,
                                 .oldest_us = status.oldest_us,
                                 .audit_sent = status.audit_sent };
  return TRUE;
}

/* StoreOp: a store operation that was asked for. */
typedef struct {
  SimDesk *desk;
  unsigned life;
  UkeSyncAction action;
} StoreOp;

static void
store_op_free (gpointer data)
{
  StoreOp *op = data;

  uke_sync_action_clear (&op->action);
  g_free (op);
}

typedef struct {
  SimDesk *desk;
  unsigned life, number;
} Timer;

static void
ring (Sim *sim, gpointer data)
{
  Timer *timer = data;

  if (timer->desk->life == timer->life && timer->desk->timer == timer->number)
    sim_desk_hear (timer->desk, UKE_SYNC_EVENT_TICK);
}

static void
set_timer (SimDesk *desk, int64_t at_us)
{
  Timer *timer;

  desk->timer++;
  if (at_us == 0)
    return;
  timer = g_new (Timer, 1);
  *timer = (Timer){ desk, desk->life, desk->timer };
  sim_at (desk->sim, MAX (desk->sim->now_us + 1, desk->boot_us + at_us), ring, timer, g_free);
}

static void run_store (Sim *sim, gpointer data);

static void
act (SimDesk *desk, GArray *actions)
{
  for (unsigned i = 0; i < actions->len; i++) {
    UkeSyncAction *action = &g_array_index (actions, UkeSyncAction, i);
    StoreOp *op;

    switch (action->kind) {
    case UKE_SYNC_ACTION_SEND:
      sim_send (desk, action);
      break;
    case UKE_SYNC_ACTION_CANCEL:
      g_hash_table_remove (desk->requests, GUINT_TO_POINTER (action->id));
      break;
    case UKE_SYNC_ACTION_STORE:
      op = g_new (StoreOp, 1);
      *op = (StoreOp){ desk, desk->life, *action };
      memset (action, 0, sizeof *action);
      sim_at (desk->sim, desk->sim->now_us + (desk->sim->mail == NULL ? STORE_US : 0), run_store,
              op, store_op_free);
      break;
    case UKE_SYNC_ACTION_TIMER:
      set_timer (desk, action->at_us);
      break;
    case UKE_SYNC_ACTION_FACTS:
      sim_say (desk->sim, "desk %u: %s", desk->number,
               uke_sync_stage_get_code (uke_sync_core_get_facts (desk->core)->state));
      break;
    case UKE_SYNC_ACTION_KEPT:
      sim_lease_take (desk, action);
      break;
    case UKE_SYNC_ACTION_HOLDS:
      break;
    }
  }
}

void
sim_desk_step (SimDesk *desk, UkeSyncEvent *event)
{
  g_autoptr (GArray) actions = uke_sync_actions_new ();

  if (desk->core == NULL || desk->sim->failure != NULL)
    return;
  event->now_us = desk->sim->now_us - desk->boot_us + 1;
  event->wall_us = sim_desk_wall (desk);
  uke_sync_core_step (desk->core, event, actions);
  act (desk, actions);
}

void
sim_desk_hear (SimDesk *desk, UkeSyncEventKind kind)
{
  UkeSyncEvent event = { kind, .is_up = TRUE };

  if (desk->core == NULL)
    return;
  if ((kind == UKE_SYNC_EVENT_WAITING || kind == UKE_SYNC_EVENT_START)
      && !sim_desk_get_status (desk, &event.status))
    return;
  event.seed = sim_random_next (&desk->sim->net);
  sim_desk_step (desk, &event);
}

static void
drop_loading (SimDesk *desk)
{
  g_clear_pointer (&desk->load, uke_snapshot_load_free);
  g_clear_pointer (&desk->fresh, uke_db_free);
  g_clear_pointer (&desk->manifest, uke_snapshot_manifest_free);
}

void
sim_desk_start (SimDesk *desk)
{
  UkeSyncStatus status;

  if (desk->db != NULL)
    return;
  desk->life++;
  desk->db = sim_open (desk->sim, desk->path);
  desk->boot_us = desk->sim->now_us;
  desk->n_checks = 0;
  sim_lease_start (desk);
  desk->core = uke_sync_core_new (1, "sim");
  sim_say (desk->sim, "desk %u: starts", desk->number);
  sim_desk_hear (desk, UKE_SYNC_EVENT_START);
  if (sim_desk_get_status (desk, &status))
    sim_check_desk (desk, &status);
}

/* Every line to the server is cut, and the desk hears of it at once. */
void
sim_desk_hang_up (SimDesk *desk)
{
  g_autoptr (GList) ids = g_hash_table_get_keys (desk->requests);

  for (GList *at = ids; at != NULL; at = at->next) {
    UkeSyncEvent event = { UKE_SYNC_EVENT_FAILED, .id = GPOINTER_TO_UINT (at->data),
                           .failure = UKE_SYNC_FAILURE_UNREACHABLE };

    if (g_hash_table_remove (desk->requests, at->data))
      sim_desk_step (desk, &event);
  }
}

/* A person looks at what would be deleted, and says yes. */
void
sim_desk_accept (SimDesk *desk)
{
  if (desk->core != NULL && uke_sync_core_get_facts (desk->core)->state == UKE_SYNC_STAGE_HELD)
    sim_desk_hear (desk, UKE_SYNC_EVENT_ALLOW);
}

/* The PC dies: whoever dies writes nothing any more. */
void
sim_desk_stop (SimDesk *desk)
{
  if (desk->db == NULL)
    return;
  desk->life++;
  uke_test_vfs_arm (UKE_TEST_FAULT_WRITE, 1, TRUE);
  drop_loading (desk);
  g_clear_pointer (&desk->core, uke_sync_core_free);
  g_clear_pointer (&desk->db, uke_db_free);
  g_clear_pointer (&desk->leases, uke_lease_book_free);
  uke_test_vfs_disarm ();
  g_hash_table_remove_all (desk->requests);
  desk->sim->count.n_crashes++;
  sim_say (desk->sim, "desk %u: dies", desk->number);
}

static void
start_again (Sim *sim, gpointer data)
{
  sim_desk_start (data);
}

void
sim_desk_die_later (SimDesk *desk, int64_t for_us)
{
  sim_desk_stop (desk);
  sim_at (desk->sim, desk->sim->now_us + for_us, start_again, desk, NULL);
}

static gboolean
begin_snapshot (SimDesk *desk, GBytes *bytes, UkeSyncEvent *event, GError **error)
{
  size_t size;
  const char *json = g_bytes_get_data (bytes, &size);

  drop_loading (desk);
  uke_test_disk_write (desk->fresh_path, desk->sim->empty);
  desk->manifest = uke_snapshot_manifest_read (json, size, error);
  if (desk->manifest == NULL)
    return FALSE;
  desk->fresh = open_file (desk->sim, desk->fresh_path, error);
  if (desk->fresh == NULL)
    return FALSE;
  desk->load = uke_snapshot_load_new (desk->fresh, desk->manifest, desk->sim->public_key, error);
  if (desk->load == NULL)
    return FALSE;
  event->parts = g_array_new (FALSE, TRUE, sizeof (UkeSyncPart));
  for (unsigned i = 0; i < desk->manifest->parts->len; i++) {
    const UkeSnapshotPart *part = &g_array_index (desk->manifest->parts, UkeSnapshotPart, i);
    UkeSyncPart wanted = { .bytes = part->bytes, .is_first = part->tier == 0 };

    memcpy (wanted.sha256, part->sha256, sizeof wanted.sha256);
    g_array_append_val (event->parts, wanted);
  }
  return TRUE;
}

static gboolean
load_part (SimDesk *desk, const UkeSyncAction *action, GError **error)
{
  for (unsigned i = 0; desk->load != NULL && i < desk->manifest->parts->len; i++) {
    const UkeSnapshotPart *part = &g_array_index (desk->manifest->parts, UkeSnapshotPart, i);

    if (strcmp (part->sha256, action->sha256) == 0)
      return uke_snapshot_load_part (desk->load, part, action->bytes, error);
  }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such part is loaded");
  return FALSE;
}

static gboolean
end_snapshot (SimDesk *desk, gboolean is_whole, uint64_t inc, int64_t cap, GError **error)
{
  if (desk->load == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "nothing is loaded");
    return FALSE;
  }
  if (!(is_whole ? uke_snapshot_load_end (desk->load, error)
                 : uke_snapshot_load_end_first (desk->load, error))
      || !uke_replica_carry (desk->db, desk->fresh, inc, cap, error))
    return FALSE;
  g_clear_pointer (&desk->load, uke_snapshot_load_free);
  g_clear_pointer (&desk->manifest, uke_snapshot_manifest_free);
  g_clear_pointer (&desk->fresh, uke_db_free);
  g_clear_pointer (&desk->db, uke_db_free);
  uke_test_disk_rename (desk->fresh_path, desk->path);
  desk->db = sim_open (desk->sim, desk->path);
  desk->last_seq = 0;
  return TRUE;
}

static UkeSyncTake
repair (SimDesk *desk, const UkeSyncAction *action, UkeSyncEvent *event, GError **error)
{
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  g_autoptr (GPtrArray) search
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_change_free);
  UkeSyncTake take = UKE_SYNC_TAKE_REFUSED;

  if (!uke_replica_repair (desk->db, action->repair, sim_desk_wall (desk), &take,
                           &event->n_repaired, changes, search, error))
    return take;
  /* P3: what nobody spoiled is never different in the first place. */
  if (event->n_repaired > 0 && !desk->sim->has_rot)
    sim_fail (desk->sim, "P3", "%u rows of desk %u were not the server's", event->n_repaired,
              desk->number);
  sim_say (desk->sim, "desk %u: %u rows put right", desk->number, event->n_repaired);
  return take;
}

static gboolean
do_store (SimDesk *desk, const UkeSyncAction *action, UkeSyncEvent *event, GError **error)
{
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  g_autoptr (GPtrArray) search
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_change_free);
  int64_t wall_us = sim_desk_wall (desk);
  UkeSyncTake take = UKE_SYNC_TAKE_DONE;
  gboolean is_done = FALSE;

  switch (action->store) {
  case UKE_SYNC_STORE_TAKE_PUSH:
    event->push = uke_replica_take_push (desk->db, action->max_sets, action->max_bytes, error);
    return event->push != NULL;
  case UKE_SYNC_STORE_PUSH_LOST:
    return uke_replica_push_lost (desk->db, action->with_later, error);
  case UKE_SYNC_STORE_TAKE_ANSWER:
    is_done = uke_replica_take_answer (desk->db, action->answer, wall_us, &take, changes, search,
                                       error);
    break;
  case UKE_SYNC_STORE_TAKE_PAGE:
    is_done = uke_replica_take_page (desk->db, action->page, wall_us, action->may_delete, &take,
                                     changes, search, error);
    break;
  case UKE_SYNC_STORE_TAKE_PLACE:
    is_done = uke_replica_take_place (desk->db, &action->place, &take, error);
    break;
  case UKE_SYNC_STORE_NEW_INC:
    if (sim_bug_keeps_inc (desk->sim))
      return TRUE;
    return uke_replica_new_inc (desk->db, action->inc, error);
  case UKE_SYNC_STORE_HEADS:
    event->heads = action->before > 0 ? uke_replica_get_heads_between (desk->db, action->after,
                                                                       action->before, error)
                                      : uke_replica_get_heads (desk->db, error);
    return event->heads != NULL;
  case UKE_SYNC_STORE_SNAPSHOT_BEGIN:
    return begin_snapshot (desk, action->bytes, event, error);
  case UKE_SYNC_STORE_SNAPSHOT_PART:
    return load_part (desk, action, error);
  case UKE_SYNC_STORE_SNAPSHOT_END:
    return end_snapshot (desk, TRUE, action->inc, action->cap, error);
  case UKE_SYNC_STORE_SNAPSHOT_FIRST:
    return end_snapshot (desk, FALSE, 0, UKE_NO_CAP, error);
  case UKE_SYNC_STORE_PRUNE:
    return uke_replica_prune (desk->db, wall_us, error);
  case UKE_SYNC_STORE_TAKE_AUDIT:
    event->audit = uke_audit_ship_take (desk->db, action->max_sets, action->max_bytes, error);
    return event->audit != NULL;
  case UKE_SYNC_STORE_AUDIT_SENT:
    return uke_audit_ship_mark (desk->db, action->seq, error);
  case UKE_SYNC_STORE_SUMS:
    event->sums = uke_replica_get_sums (desk->db, NULL, error);
    return event->sums != NULL;
  case UKE_SYNC_STORE_REPAIR:
    take = repair (desk, action, event, error);
    is_done = *error == NULL;
    break;
  }
  event->take = take;
  return is_done;
}

static void
clear_stored (UkeSyncEvent *event)
{
  g_clear_pointer (&event->push, uke_wire_push_free);
  g_clear_pointer (&event->audit, uke_wire_audit_free);
  g_clear_pointer (&event->heads, uke_wire_resync_free);
  g_clear_pointer (&event->parts, g_array_unref);
  g_clear_pointer (&event->sums, uke_sync_sums_unref);
}

static const char *
get_store_name (UkeSyncStoreKind kind)
{
  static const char *const names[]
      = { "",      "take push",  "push lost",      "take answer", "take page",      "new inc",
          "heads", "take place", "snapshot begin", "part",        "snapshot first", "snapshot end",
          "prune", "take audit", "audit sent",     "sums",        "repair" };

  return names[kind];
}

/* Runs the operation under the fault that is planned. Returns FALSE when the PC died of it. */
static gboolean
run_under_fault (SimDesk *desk, const UkeSyncAction *action, UkeSyncEvent *event)
{
  g_autoptr (GError) error = NULL;
  unsigned breaks_at = desk->breaks_at;
  gboolean is_done;

  if (breaks_at != 0)
    uke_test_vfs_arm (UKE_TEST_FAULT_WRITE, breaks_at, TRUE);
  else if (desk->is_full)
    uke_test_vfs_arm (UKE_TEST_FAULT_FULL, 1, TRUE);
  is_done = do_store (desk, action, event, &error);
  if (breaks_at != 0 || desk->is_full) {
    gboolean has_failed = uke_test_vfs_disarm () > 0;

    if (breaks_at != 0 && has_failed) {
      desk->breaks_at = 0;
      return FALSE;
    }
  }
  if (is_done)
    return TRUE;
  event->stored = g_error_matches (error, UKE_DB_ERROR, UKE_DB_ERROR_FULL) ? UKE_SYNC_STORED_FULL
                                                                           : UKE_SYNC_STORED_FAILED;
  sim_say (desk->sim, "desk %u: %s: %s", desk->number, get_store_name (action->store),
           error->message);
  if (event->stored == UKE_SYNC_STORED_FAILED && !desk->is_full)
    sim_fail (desk->sim, "store", "desk %u: %s: %s", desk->number, get_store_name (action->store),
              error->message);
  return TRUE;
}

static void
run_store (Sim *sim, gpointer data)
{
  StoreOp *op = data;
  SimDesk *desk = op->desk;
  UkeSyncEvent event = { UKE_SYNC_EVENT_STORED, .id = op->action.id };

  if (desk->life != op->life || sim->failure != NULL)
    return;
  sim_bug_before_store (desk, &op->action);
  if (!run_under_fault (desk, &op->action, &event)) {
    clear_stored (&event);
    sim_desk_die_later (desk, sim_random_range (&sim->net, 1, 30) * SIM_SECOND_US);
    return;
  }
  sim_bug_after_store (desk, &op->action);
  if (sim_desk_get_status (desk, &event.status)) {
    sim_say (sim, "desk %u: %s at %" G_GINT64_FORMAT ", take %d, %u wait", desk->number,
             get_store_name (op->action.store), event.status.cursor.seq, event.take,
             event.status.n_waiting);
    sim_check_desk (desk, &event.status);
    sim_desk_step (desk, &event);
  }
  clear_stored (&event);
}

static void
join (SimDesk *desk)
{
  g_autoptr (GError) error = NULL;
  gboolean is_made;
  UkeDb *db;

  uke_test_disk_write (desk->path, desk->sim->template);
  db = sim_open (desk->sim, desk->path);

  is_made = uke_replica_join (db, desk->dev, desk->inc, "desk", desk->sim->public_key, &error);
  if (!is_made)
    g_error ("desk %u cannot join: %s", desk->number, error->message);
  uke_db_free (db);
}

static SimDesk *
make_desk (Sim *sim, uint32_t dev)
{
  SimDesk *desk = g_new0 (SimDesk, 1);
  g_autofree char *name = NULL, *fresh_name = NULL;

  g_assert (sim->n_desks < SIM_MAX_DESKS);
  desk->sim = sim;
  desk->number = sim->n_desks;
  desk->dev = dev;
  name = g_strdup_printf ("desk-%u.db", desk->number);
  fresh_name = g_strdup_printf ("desk-%u-fresh.db", desk->number);
  desk->path = uke_test_folder_child (sim->folder, name);
  desk->fresh_path = uke_test_folder_child (sim->folder, fresh_name);
  desk->requests = g_hash_table_new_full (NULL, NULL, NULL, sim_request_unref);
  desk->made = g_ptr_array_new ();
  desk->pairs = g_ptr_array_new_with_free_func (g_free);
  desk->link.delay_us = sim_random_range (&sim->net, 100, 40000);
  desk->inc = sim_random_next (&sim->net) >> 1;
  sim->desks[sim->n_desks++] = desk;
  return desk;
}

SimDesk *
sim_desk_new (Sim *sim, uint32_t dev)
{
  SimDesk *desk = make_desk (sim, dev);

  join (desk);
  return desk;
}

static void
free_copy (SimCopy *copy)
{
  if (copy == NULL)
    return;
  g_bytes_unref (copy->bytes);
  g_ptr_array_unref (copy->made);
  g_free (copy);
}

void
sim_desk_free (SimDesk *desk)
{
  drop_loading (desk);
  g_clear_pointer (&desk->core, uke_sync_core_free);
  g_clear_pointer (&desk->db, uke_db_free);
  g_hash_table_unref (desk->requests);
  g_ptr_array_unref (desk->made);
  g_ptr_array_unref (desk->pairs);
  g_clear_pointer (&desk->leases, uke_lease_book_free);
  g_clear_pointer (&desk->copy, free_copy);
  g_free (desk->path);
  g_free (desk->fresh_path);
  g_free (desk);
}

/* A letter of a name becomes another one, and nobody wrote it. */
void
sim_desk_rot (SimDesk *desk, SimRandom *random)
{
  static const char *const rots[] = {
    "UPDATE patient SET family_name = char (unicode (family_name) + 1) || substr (family_name, 2) "
    "WHERE id = (SELECT min (id) FROM patient WHERE id NOT IN (SELECT id FROM shadow))",
    "UPDATE patient SET note = 'rot' "
    "WHERE id = (SELECT max (id) FROM patient WHERE id NOT IN (SELECT id FROM shadow))",
    "UPDATE appointment SET note = 'rot' "
    "WHERE id = (SELECT max (id) FROM appointment WHERE id NOT IN (SELECT id FROM shadow))",
  };
  const char *sql = rots[sim_random_range (random, 0, G_N_ELEMENTS (rots))];

  if (desk->db == NULL)
    return;
  desk->sim->has_rot = TRUE;
  sim_say (desk->sim, "desk %u: a row rots", desk->number);
  uke_test_exec (desk->db, sql);
}

void
sim_desk_copy (SimDesk *desk)
{
  if (desk->db == NULL)
    return;
  g_clear_pointer (&desk->copy, free_copy);
  desk->copy = g_new0 (SimCopy, 1);
  desk->copy->bytes = sim_read_file (desk->db, desk->path);
  desk->copy->made = g_ptr_array_copy (desk->made, NULL, NULL);
  sim_say (desk->sim, "desk %u: a copy of the PC", desk->number);
}

/* The PC is put back: what was made on it since may be lost, and its people know that. */
void
sim_desk_restore (SimDesk *desk)
{
  if (desk->copy == NULL || desk->db == NULL)
    return;
  sim_desk_stop (desk);
  for (unsigned i = 0; i < desk->made->len; i++)
    if (!g_ptr_array_find (desk->copy->made, desk->made->pdata[i], NULL))
      ((SimSet *)desk->made->pdata[i])->may_be_lost = TRUE;
  g_ptr_array_unref (desk->made);
  desk->made = g_ptr_array_copy (desk->copy->made, NULL, NULL);
  uke_test_disk_write (desk->path, desk->copy->bytes);
  desk->last_seq = 0;
  desk->was_copied = TRUE;
  desk->sim->count.n_restores++;
  sim_say (desk->sim, "desk %u: put back", desk->number);
  sim_desk_start (desk);
}

/* The copy of a PC starts as another PC and says that it is the same. */
SimDesk *
sim_desk_clone (SimDesk *desk)
{
  SimDesk *clone;

  if (desk->copy == NULL || desk->sim->n_desks == SIM_MAX_DESKS)
    return NULL;
  clone = make_desk (desk->sim, desk->dev);
  desk->was_copied = clone->was_copied = TRUE;
  clone->is_revoked = desk->is_revoked;
  clone->skew_us = desk->skew_us;
  g_ptr_array_unref (clone->made);
  clone->made = g_ptr_array_copy (desk->copy->made, NULL, NULL);
  uke_test_disk_write (clone->path, desk->copy->bytes);
  sim_say (desk->sim, "desk %u: a clone of desk %u", clone->number, desk->number);
  sim_desk_start (clone);
  return clone;
}
