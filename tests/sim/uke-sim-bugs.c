/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "feed/uke-chain.h"
#include "feed/uke-change-set-json.h"

#include <string.h>

/*
 * Planted faults (sync.md 3.3, mutation check): each makes the program behave as if a rule of the
 * protocol were missing, by meddling with what an adapter hands over or with its tables. A
 * simulator that does not find them proves nothing by finding nothing.
 */

static const struct {
  const char *name;
  unsigned n_seeds; /* of which one must catch it in every gate; 0: it takes longer */
} bugs[SIM_BUG_N_] = {
  [SIM_BUG_NONE] = { "none", 0 },
  [SIM_BUG_NO_RECEIPTS] = { "no-receipts", 10 },
  [SIM_BUG_NO_EXCLUSION] = { "no-exclusion", 10 },
  [SIM_BUG_DROP_SENT] = { "drop-sent", 10 },
  [SIM_BUG_DROP_ACKED] = { "drop-acked", 10 },
  [SIM_BUG_NO_RETAINED] = { "no-retained", 10 },
  [SIM_BUG_NO_EVIDENCE] = { "no-evidence", 10 },
  [SIM_BUG_NO_CAP] = { "no-cap", 0 },
  [SIM_BUG_KEEP_INC] = { "keep-inc", 0 },
  [SIM_BUG_DURABLE_IS_HEAD] = { "durable-is-head", 0 },
  [SIM_BUG_SKIP_ENTRY] = { "skip-entry", 10 },
  [SIM_BUG_SEES_ALL] = { "sees-all", 0 },
  [SIM_BUG_LOSE_COMMIT] = { "lose-commit", 10 },
  [SIM_BUG_REVOKED_COMES_IN] = { "revoked-comes-in", 10 },
  [SIM_BUG_NO_SHADOW] = { "no-shadow", 10 },
  [SIM_BUG_NO_CARDS] = { "no-cards", 10 },
  [SIM_BUG_SNAPSHOT_NO_CLAIMS] = { "snapshot-no-claims", 10 },
  [SIM_BUG_EPOCH_COUNTS] = { "epoch-counts", 10 },
  [SIM_BUG_FORGED_CURSOR] = { "forged-cursor", 10 },
  [SIM_BUG_CLOCK_TRUSTED] = { "clock-trusted", 0 },
  [SIM_BUG_FORKED_IS_DUP] = { "forked-is-dup", 0 },
  [SIM_BUG_TRUST_CHAIN] = { "trust-chain", 0 },
  [SIM_BUG_HALF_SET] = { "half-set", 10 },
  [SIM_BUG_NO_MIN_SEQ] = { "no-min-seq", 0 },
  [SIM_BUG_ROW_SPOILED] = { "row-spoiled", 10 },
  [SIM_BUG_EFFECT_IGNORED] = { "effect-ignored", 10 },
  [SIM_BUG_DESK_TIME] = { "desk-time", 10 },
  [SIM_BUG_TAKEN_TWICE] = { "taken-twice", 10 },
  [SIM_BUG_NO_REQUEUE] = { "no-requeue", 10 },
  [SIM_BUG_LEASE_FORGOTTEN] = { "lease-forgotten", 10 },
  [SIM_BUG_REFUSED_FORGOTTEN] = { "refused-forgotten", 10 },
  [SIM_BUG_RESCUED_AS_COMES] = { "rescued-as-comes", 10 },
};

const char *
sim_bug_get_name (SimBug bug)
{
  return bugs[bug].name;
}

unsigned
sim_bug_get_n_seeds (SimBug bug)
{
  return bugs[bug].n_seeds;
}

static GBytes *
write_push (const UkeWirePush *push)
{
  GString *json = g_string_new (NULL);

  uke_wire_push_write (push, json);
  return g_string_free_to_bytes (json);
}

static void
change_push (SimRequest *request, void (*change) (Sim *sim, UkeWirePush *push))
{
  size_t size;
  const char *json = g_bytes_get_data (request->body, &size);
  g_autoptr (UkeWirePush) push = uke_wire_push_read (json, size, NULL);

  change (request->sim, push);
  g_bytes_unref (request->body);
  request->body = write_push (push);
}

static void
drop_cursor (Sim *sim, UkeWirePush *push)
{
  push->has_cursor = FALSE;
}

static void
drop_caps (Sim *sim, UkeWirePush *push)
{
  for (unsigned i = 0; i < push->sets->len; i++)
    g_array_index (push->sets, UkeWireSet, i).cap = INT64_MAX;
}

/* The server's own clock reads what the first change-set says. */
static void
believe_clock (Sim *sim, SimRequest *request)
{
  size_t size;
  const char *json = g_bytes_get_data (request->body, &size);
  g_autoptr (UkeWirePush) push = uke_wire_push_read (json, size, NULL);
  g_autoptr (UkeChangeSet) set = NULL;
  const char *body;

  if (push->sets->len == 0)
    return;
  body = g_bytes_get_data (g_array_index (push->sets, UkeWireSet, 0).body, &size);
  set = uke_change_set_read_json (body, size, NULL);
  if (set != NULL)
    sim->now_us = MAX (sim->now_us, uke_hlc_get_time_us (set->hlc));
}

static void
resign_cursor (Sim *sim, SimRequest *request)
{
  const char *from = strstr (request->path, "cursor="), *end;
  g_autofree char *text = NULL, *head = NULL, *signed_text = NULL, *old = NULL;
  UkeCursor cursor;

  if (from == NULL)
    return;
  from += strlen ("cursor=");
  end = from + strcspn (from, "&");
  text = g_strndup (from, (gsize)(end - from));
  if (!uke_cursor_from_text (text, &cursor))
    return;
  uke_cursor_sign (&cursor, sim->secret);
  signed_text = uke_cursor_to_text (&cursor);
  head = g_strndup (request->path, (gsize)(from - request->path));
  old = request->path;
  request->path = g_strconcat (head, signed_text, end, NULL);
}

static void
drop_evidence (SimRequest *request)
{
  char *at = strstr (request->path, "cursor=");
  size_t size;
  const char *json;

  if (request->kind == UKE_SYNC_REQUEST_PUSH)
    change_push (request, drop_cursor);
  if (request->kind == UKE_SYNC_REQUEST_CHANGES && at != NULL)
    memcpy (at, "nobody", 6);
  if (request->kind != UKE_SYNC_REQUEST_HELLO)
    return;
  json = g_bytes_get_data (request->body, &size);
  {
    g_autoptr (UkeWireHello) hello = uke_wire_hello_read (json, size, NULL);
    GString *text = g_string_new (NULL);

    hello->has_cursor = FALSE;
    uke_wire_hello_write (hello, text);
    g_bytes_unref (request->body);
    request->body = g_string_free_to_bytes (text);
  }
}

void
sim_bug_before_request (Sim *sim, SimRequest *request)
{
  gboolean is_push = request->kind == UKE_SYNC_REQUEST_PUSH;

  switch ((int)sim->bug) {
  case SIM_BUG_NO_RECEIPTS:
    uke_test_exec (sim->db, "DELETE FROM receipt; DELETE FROM devpos");
    break;
  case SIM_BUG_NO_EXCLUSION:
    if (is_push)
      uke_test_exec (sim->db, "DELETE FROM slot_claim");
    break;
  case SIM_BUG_LEASE_FORGOTTEN:
    if (is_push)
      uke_test_exec (sim->db, "DELETE FROM slot_hold");
    break;
  case SIM_BUG_NO_EVIDENCE:
    drop_evidence (request);
    break;
  case SIM_BUG_NO_CAP:
    if (is_push)
      change_push (request, drop_caps);
    break;
  case SIM_BUG_REVOKED_COMES_IN:
    uke_test_exec (sim->db, "UPDATE server_device SET state = 0");
    break;
  case SIM_BUG_FORGED_CURSOR:
    if (request->kind == UKE_SYNC_REQUEST_CHANGES)
      resign_cursor (sim, request);
    break;
  case SIM_BUG_CLOCK_TRUSTED:
    if (is_push)
      believe_clock (sim, request);
    break;
  case SIM_BUG_NO_MIN_SEQ:
    uke_test_exec (sim->db, "UPDATE feed SET min_seq = 1");
    break;
  case SIM_BUG_RESCUED_AS_COMES:
    uke_test_exec (sim->db, "UPDATE rescue SET was_epoch = zeroblob (16), was_seq = 0");
    break;
  default:
    break;
  }
}

void
sim_bug_after_push (Sim *sim, UkeWirePushAnswer *answer)
{
  if (sim->bug == SIM_BUG_DURABLE_IS_HEAD) {
    answer->durable = answer->head;
    if (answer->page != NULL)
      answer->page->durable = answer->head;
  }
  for (unsigned i = 0; sim->bug == SIM_BUG_FORKED_IS_DUP && i < answer->results->len; i++) {
    UkeWireResult *result = &g_array_index (answer->results, UkeWireResult, i);

    if (result->kind == UKE_WIRE_RESULT_FORKED) {
      result->kind = UKE_WIRE_RESULT_REFUSED;
      result->message = "planted";
    }
  }
}

/* Numbers that were used before are not told of. */
void
sim_bug_after_hello (Sim *sim, UkeWireWelcome *welcome)
{
  if (sim->bug == SIM_BUG_FORKED_IS_DUP)
    welcome->last_dseq = 0;
}

void
sim_bug_after_page (Sim *sim, UkeWirePage *page)
{
  if (sim->bug == SIM_BUG_DURABLE_IS_HEAD)
    page->durable = page->head;
}

static void
drop_acked (SimDesk *desk, const UkeWirePushAnswer *answer)
{
  for (unsigned i = 0; answer != NULL && i < answer->results->len; i++) {
    const UkeWireResult *result = &g_array_index (answer->results, UkeWireResult, i);
    g_autofree char *sql = NULL;
    char hex[UKE_ID_HEX_SIZE];

    if (result->kind > UKE_WIRE_RESULT_DUP)
      continue;
    uke_id_to_hex (&result->id, hex);
    sql = g_strdup_printf ("DELETE FROM outbox WHERE cs_id = x'%s'", hex);
    uke_test_exec (desk->db, sql);
  }
}

/* The desk believes the chain that the page names: any entry fits. */
static void
forge_chain (SimDesk *desk, UkeWirePage *page)
{
  UkeReplicaStatus status;
  uint8_t chain[UKE_SHA256_SIZE];
  int64_t seq;

  if (page == NULL || !uke_replica_get_status (desk->db, &status, NULL))
    return;
  memcpy (chain, status.cursor.chain, sizeof chain);
  seq = status.cursor.seq;
  for (unsigned i = 0; i < page->entries->len; i++) {
    UkeWireEntry *entry = &g_array_index (page->entries, UkeWireEntry, i);

    if (entry->seq == status.cursor.seq)
      memcpy (entry->chain, chain, sizeof chain);
    if (entry->seq <= status.cursor.seq)
      continue;
    uke_chain_next_hashed (chain, entry->seq, entry->meta_hash, entry->payload_hash, entry->chain);
    memcpy (chain, entry->chain, sizeof chain);
    seq = entry->seq;
  }
  memcpy (page->cursor.chain, chain, sizeof chain);
  page->cursor.seq = seq;
  uke_cursor_sign (&page->cursor, desk->sim->secret);
}

static void
change_entries (UkeWirePage *page, SimBug bug)
{
  for (unsigned i = 0; i < page->entries->len; i++) {
    UkeWireEntry *entry = &g_array_index (page->entries, UkeWireEntry, i);

    if (bug == SIM_BUG_DESK_TIME)
      entry->meta.at_us += 500 * SIM_DAY_US;
    if (bug != SIM_BUG_EFFECT_IGNORED || entry->effect == NULL)
      continue;
    entry->meta.outcome = UKE_OUTCOME_APPLIED;
    g_clear_pointer (&entry->effect, g_bytes_unref);
  }
}

static UkeWirePage *
get_page (const UkeSyncAction *action)
{
  if (action->store == UKE_SYNC_STORE_TAKE_PAGE)
    return action->page;
  return action->store == UKE_SYNC_STORE_TAKE_ANSWER ? action->answer->page : NULL;
}

void
sim_bug_before_store (SimDesk *desk, const UkeSyncAction *action)
{
  Sim *sim = desk->sim;
  UkeWirePage *page = get_page (action);

  if (page != NULL)
    change_entries (page, sim->bug);
  if (sim->bug == SIM_BUG_TAKEN_TWICE && !uke_replica_get_status (desk->db, &desk->before, NULL))
    desk->before = (UkeReplicaStatus){ 0 };

  if (sim->bug == SIM_BUG_SKIP_ENTRY && action->store == UKE_SYNC_STORE_TAKE_PAGE
      && action->page->entries->len > 1)
    g_array_remove_index (action->page->entries, 0);
  if (sim->bug == SIM_BUG_TRUST_CHAIN && action->store == UKE_SYNC_STORE_TAKE_PAGE)
    forge_chain (desk, action->page);
  if (sim->bug == SIM_BUG_SKIP_ENTRY && action->store == UKE_SYNC_STORE_TAKE_PAGE)
    forge_chain (desk, action->page);
  if (sim->bug == SIM_BUG_DROP_ACKED && action->store == UKE_SYNC_STORE_TAKE_ANSWER)
    drop_acked (desk, action->answer);
}

static gboolean
takes (const UkeSyncAction *action)
{
  return action->store == UKE_SYNC_STORE_TAKE_PAGE || action->store == UKE_SYNC_STORE_TAKE_ANSWER;
}

/* The desk's place is what it was before, its rows are not. */
static void
go_back (SimDesk *desk)
{
  const UkeCursor *cursor = &desk->before.cursor;
  g_autoptr (UkeStmt) stmt = uke_db_prepare (desk->db, "UPDATE feed SET seq = ?, chain = ?", NULL);
  g_autoptr (UkeStmt) log = uke_db_prepare (desk->db, "DELETE FROM flog WHERE seq > ?", NULL);

  uke_stmt_bind_int64_at (stmt, 1, cursor->seq);
  uke_stmt_bind_blob_at (stmt, 2, cursor->chain, sizeof cursor->chain);
  uke_stmt_bind_int64_at (log, 1, cursor->seq);
  if (!uke_stmt_run (stmt, NULL) || !uke_stmt_run (log, NULL))
    g_error ("the desk cannot go back");
  desk->last_seq = 0;
}

void
sim_bug_after_store (SimDesk *desk, const UkeSyncAction *action)
{
  switch ((int)desk->sim->bug) {
  case SIM_BUG_DROP_SENT:
    if (action->store == UKE_SYNC_STORE_TAKE_PUSH)
      uke_test_exec (desk->db, "DELETE FROM outbox WHERE state = 1");
    break;
  case SIM_BUG_NO_RETAINED:
    if (takes (action))
      uke_test_exec (desk->db, "DELETE FROM retained");
    break;
  case SIM_BUG_NO_CARDS:
    if (takes (action))
      uke_test_exec (desk->db, "DELETE FROM conflict");
    break;
  case SIM_BUG_REFUSED_FORGOTTEN:
    if (action->store == UKE_SYNC_STORE_TAKE_ANSWER)
      uke_test_exec (desk->db, "DELETE FROM outbox WHERE state = 3");
    break;
  case SIM_BUG_SNAPSHOT_NO_CLAIMS:
    if (action->store == UKE_SYNC_STORE_SNAPSHOT_END)
      uke_test_exec (desk->db, "DELETE FROM slot_claim");
    break;
  case SIM_BUG_HALF_SET:
    if (takes (action))
      uke_test_exec (desk->db, "DELETE FROM slot_claim WHERE appointment_id IN (SELECT id FROM "
                               "appointment ORDER BY cver DESC LIMIT 1); DELETE FROM appointment "
                               "WHERE id IN (SELECT id FROM appointment ORDER BY cver DESC LIMIT "
                               "1)");
    break;
  case SIM_BUG_TAKEN_TWICE:
    if (takes (action) && desk->sim->count.n_requests % 5 == 0)
      go_back (desk);
    break;
  case SIM_BUG_NO_REQUEUE:
    if (action->store == UKE_SYNC_STORE_SNAPSHOT_END)
      uke_test_exec (desk->db, "DELETE FROM outbox WHERE cap < 9000000000000000000");
    break;
  case SIM_BUG_ROW_SPOILED:
    if (takes (action))
      uke_test_exec (desk->db, "UPDATE patient SET note = 'spoiled' WHERE id = (SELECT min (id) "
                               "FROM patient)");
    break;
  default:
    break;
  }
}

void
sim_bug_after_commit (SimDesk *desk)
{
  if (desk->sim->bug == SIM_BUG_LOSE_COMMIT && desk->sim->count.n_commits % 5 == 0)
    uke_test_exec (desk->db, "DELETE FROM outbox WHERE n = (SELECT max (n) FROM outbox)");
  if (desk->sim->bug == SIM_BUG_NO_SHADOW)
    uke_test_exec (desk->db, "DELETE FROM shadow");
}

void
sim_bug_in_set (Sim *sim, UkeChangeSet *set)
{
  if (sim->bug != SIM_BUG_SEES_ALL)
    return;
  for (unsigned i = 0; i < set->fields->len; i++)
    if (set->ops->len == 1 && uke_change_set_get_op (set, 0)->entity == &UKE_ENTITY_CONSENT
        && uke_change_set_get_op (set, 0)->kind == UKE_OP_SET)
      g_array_index (set->fields, UkeOpField, i).seen = 1000000;
}

/* The desk goes on with the numbers that the server has from it already. */
gboolean
sim_bug_keeps_inc (Sim *sim)
{
  return sim->bug == SIM_BUG_KEEP_INC;
}

/* The epoch is a number that rises from where the file has it, so a lost history's comes again. */
void
sim_bug_after_epoch (Sim *sim)
{
  char hex[UKE_ID_HEX_SIZE];
  g_autofree char *sql = NULL;

  if (sim->bug != SIM_BUG_EPOCH_COUNTS)
    return;
  uke_id_to_hex (&sim->epoch, hex);
  sql = g_strdup_printf ("UPDATE OR REPLACE epoch_line SET epoch = CAST (printf ('%%016d', (SELECT "
                         "count (*) FROM epoch_line WHERE reason <> %d)) AS BLOB) WHERE epoch = "
                         "x'%s'; UPDATE feed SET epoch = CAST (printf ('%%016d', (SELECT count (*) "
                         "FROM epoch_line WHERE reason <> %d)) AS BLOB)",
                         UKE_EPOCH_LOST, hex, UKE_EPOCH_LOST);
  uke_test_exec (sim->db, sql);
  sim_server_read_epoch (sim);
}
