/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "feed/uke-chain.h"
#include "store/uke-device-registry.h"
#include "store/uke-digest.h"
#include "store/uke-log-store.h"
#include "support/uke-test-disk.h"
#include "support/uke-test-store.h"
#include "support/uke-test-vfs.h"

#include <string.h>

/* The server: the real authority behind messages that are really written and read. */

#define RECOVERY_US (15 * SIM_MINUTE_US)
#define SPARE_ENTRIES 5
#define SPREAD_S 5

static void
copy_free (SimCopy *copy)
{
  g_bytes_unref (copy->bytes);
  g_clear_pointer (&copy->path, g_array_unref);
  g_clear_pointer (&copy->made, g_ptr_array_unref);
  g_free (copy);
}

void
sim_server_make (Sim *sim)
{
  sim_prepare (sim);
  sim->path = uke_test_folder_child (sim->folder, "server.db");
  sim->copies = g_ptr_array_new_with_free_func ((GDestroyNotify)copy_free);
  sim->held = g_ptr_array_new_with_free_func (sim_request_unref);
  sim->parts
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  uke_test_disk_write (sim->path, sim->template);
  sim_server_start (sim);
}

void
sim_server_enrol (Sim *sim, uint32_t dev)
{
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO server_device (dev, name, fingerprint, state, enrolled_at_us, expires_at_us, "
      "last_seen_us, last_inc, last_seq) VALUES (%u, 'desk %u', CAST ('%032u' AS BLOB), 0, "
      "%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ", 0, 0, 0)",
      dev, dev, dev, sim->now_us, sim->now_us + 365 * SIM_DAY_US);

  uke_test_exec (sim->db, sql);
}

void
sim_server_read_epoch (Sim *sim)
{
  g_autoptr (GError) error = NULL;
  UkeLogHead head;

  if (!uke_log_store_get_head (sim->db, &head, &error)) {
    sim_fail (sim, "store", "the head cannot be read: %s", error->message);
    return;
  }
  if (!uke_id_equal (&sim->epoch, &head.epoch)) {
    sim->count.n_epochs++;
    sim_rescue_begin (sim);
    sim->epoch = head.epoch;
  }
}

void
sim_server_start (Sim *sim)
{
  if (sim->db != NULL)
    return;
  sim->db = sim_open (sim, sim->path);
  sim->server_life++;
  sim_say (sim, "server: up");
  sim_server_read_epoch (sim);
  sim_history_follow (sim);
}

static void
start_again (Sim *sim, gpointer data)
{
  sim_server_start (sim);
}

/* The process dies: what was not committed is gone, and so is whoever waited. */
void
sim_server_stop (Sim *sim)
{
  if (sim->db == NULL)
    return;
  /* Whoever dies writes nothing any more. */
  uke_test_vfs_arm (UKE_TEST_FAULT_WRITE, 1, TRUE);
  g_clear_pointer (&sim->db, uke_db_free);
  uke_test_vfs_disarm ();
  g_ptr_array_set_size (sim->held, 0);
  sim->count.n_crashes++;
  sim_say (sim, "server: down");
  sim_at (sim, sim->now_us + sim_random_range (&sim->net, 1, 30) * SIM_SECOND_US, start_again, NULL,
          NULL);
}

/* As the server does it before a copy counts as a backup. */
static void
verify_copy (Sim *sim, const SimCopy *copy)
{
  g_autofree char *path = uke_test_folder_child (sim->folder, "backup.db");
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDb) db = NULL;
  int64_t seq = 0;

  uke_test_disk_write (path, copy->bytes);
  db = sim_open (sim, path);
  if (!uke_authority_verify_copy (sim->db, db, &seq, problems, NULL, &error))
    sim_fail (sim, "store", "verify_copy: %s", error->message);
  else if (problems->len > 0)
    sim_fail (sim, "P11", "a copy is no backup: %s", (const char *)problems->pdata[0]);
  else if (!uke_authority_set_backup (sim->db, seq, sim->now_us, &error))
    sim_fail (sim, "store", "set_backup: %s", error->message);
}

void
sim_server_copy (Sim *sim, gboolean is_verified)
{
  SimCopy *copy;

  if (sim->db == NULL)
    return;
  copy = g_new0 (SimCopy, 1);
  copy->bytes = sim_read_file (sim->db, sim->path);
  copy->path = g_array_copy (sim->path_nodes);
  copy->is_verified = is_verified;
  g_ptr_array_add (sim->copies, copy);
  sim_say (sim, "server: copy of %u entries%s", copy->path->len, is_verified ? ", verified" : "");
  if (is_verified)
    verify_copy (sim, copy);
}

static unsigned
find_oldest_allowed (Sim *sim)
{
  for (unsigned i = sim->copies->len; i > 0; i--)
    if (((SimCopy *)sim->copies->pdata[i - 1])->is_verified)
      return i - 1;
  return 0;
}

/* The server is put back to the newest verified copy, or to one after it (P11). */
void
sim_server_restore (Sim *sim, SimRandom *random, gboolean says_so)
{
  unsigned from = find_oldest_allowed (sim), at;
  g_autoptr (GError) error = NULL;
  SimCopy *copy;

  if (sim->copies->len == 0 || sim->db == NULL)
    return;
  at = (unsigned)sim_random_range (random, (int)from, (int)sim->copies->len);
  copy = sim->copies->pdata[at];
  g_clear_pointer (&sim->db, uke_db_free);
  g_ptr_array_set_size (sim->held, 0);
  uke_test_disk_write (sim->path, copy->bytes);
  sim_history_go_back (sim, copy->path);
  sim_rescue_begin (sim);
  g_ptr_array_set_size (sim->copies, (int)at + 1);
  sim->count.n_restores++;
  sim->count.n_server_restores++;
  sim_say (sim, "server: put back to %u entries%s", copy->path->len, says_so ? ", says so" : "");
  sim_server_start (sim);
  for (unsigned i = 0; i < sim->n_desks; i++)
    if (sim->desks[i]->is_revoked
        && !uke_device_registry_revoke (sim->db, sim->desks[i]->dev, NULL, &error))
      sim_fail (sim, "store", "revoke: %s", error->message);
  if (!says_so)
    return;
  if (!uke_authority_new_epoch (sim->db, UKE_EPOCH_RESTORED, sim->now_us, &error))
    sim_fail (sim, "store", "new epoch: %s", error->message);
  sim_server_read_epoch (sim);
  sim_bug_after_epoch (sim);
  sim_history_follow (sim);
}

void
sim_server_compact (Sim *sim)
{
  int64_t min_seq = (int64_t)sim->path_nodes->len - SPARE_ENTRIES;
  g_autoptr (GError) error = NULL;

  if (sim->db == NULL || min_seq < 2)
    return;
  sim_say (sim, "server: the log begins at %" G_GINT64_FORMAT, min_seq);
  if (!uke_authority_raise_min_seq (sim->db, min_seq, &error))
    sim_fail (sim, "store", "raise_min_seq: %s", error->message);
}

void
sim_server_revoke (Sim *sim, SimDesk *desk)
{
  g_autoptr (GError) error = NULL;

  if (sim->db == NULL)
    return;
  sim_say (sim, "server: device %u is struck off", desk->dev);
  for (unsigned i = 0; i < sim->n_desks; i++)
    if (sim->desks[i]->dev == desk->dev)
      sim->desks[i]->is_revoked = TRUE;
  if (!uke_device_registry_revoke (sim->db, desk->dev, NULL, &error))
    sim_fail (sim, "store", "revoke: %s", error->message);
}

void
sim_request_set_json (SimRequest *request, GString *json)
{
  request->status = 200;
  request->retry_after_s = 0;
  request->is_unreachable = FALSE;
  g_clear_pointer (&request->answer, g_bytes_unref);
  request->answer = g_string_free_to_bytes (json);
}

static void
set_refusal (SimRequest *request, const UkeWireRefusal *refusal)
{
  GString *json = g_string_new (NULL);

  uke_wire_refusal_write (refusal, json);
  sim_request_set_json (request, json);
  request->status = uke_wire_error_get_status (refusal->code);
  request->retry_after_s = refusal->retry_after_s;
}

static UkeAuthorityPeer
get_peer (Sim *sim, SimRequest *request)
{
  return (UkeAuthorityPeer){ request->desk->dev, sim->secret, sim->public_key };
}

/* As the server's router does it: who comes was seen. */
static gboolean
touch (Sim *sim, uint32_t dev, GError **error)
{
  g_autofree char *fingerprint = g_strdup_printf ("%032u", dev);

  return uke_device_registry_touch (sim->db, dev, (const uint8_t *)fingerprint, sim->now_us, error);
}

static gboolean
handle_hello (Sim *sim, SimRequest *request, UkeWireRefusal *refusal, GError **error)
{
  UkeAuthorityPeer peer = get_peer (sim, request);
  size_t size;
  const char *json = g_bytes_get_data (request->body, &size);
  g_autoptr (UkeWireHello) hello = uke_wire_hello_read (json, size, NULL);
  UkeWireWelcome welcome;
  GString *out;

  g_assert_nonnull (hello);
  if (!touch (sim, request->desk->dev, error))
    return FALSE;
  if (!uke_authority_hello (sim->db, &peer, hello, sim->now_us, &welcome, refusal, error))
    return FALSE;
  if (refusal->code == UKE_WIRE_OK) {
    out = g_string_new (NULL);
    welcome.spread_s = SPREAD_S;
    sim_bug_after_hello (sim, &welcome);
    uke_wire_welcome_write (&welcome, out);
    sim_request_set_json (request, out);
  }
  return TRUE;
}

static void
tell_results (SimRequest *request, const UkeWirePushAnswer *answer)
{
  for (unsigned i = 0; request->sim->is_loud && i < answer->results->len; i++) {
    const UkeWireResult *result = &g_array_index (answer->results, UkeWireResult, i);
    char hex[UKE_ID_HEX_SIZE];

    uke_id_to_hex (&result->id, hex);
    sim_say (request->sim, "server: of desk %u %s is %d at %" G_GINT64_FORMAT " %s",
             request->desk->number, hex, result->kind, result->seq,
             result->message != NULL ? result->message : "");
  }
}

static gboolean
handle_push (Sim *sim, SimRequest *request, UkeWireRefusal *refusal, GError **error)
{
  UkeAuthorityPeer peer = get_peer (sim, request);
  size_t size;
  const char *json = g_bytes_get_data (request->body, &size);
  g_autoptr (UkeWirePush) push = uke_wire_push_read (json, size, NULL);
  g_autoptr (UkeWirePushAnswer) answer = NULL;
  GString *out;

  g_assert_nonnull (push);
  if (!uke_authority_push (sim->db, &peer, push, sim->now_us, &answer, NULL, refusal, error))
    return FALSE;
  if (refusal->code == UKE_WIRE_OK) {
    out = g_string_new (NULL);
    tell_results (request, answer);
    sim_rescue_note (sim, push, answer);
    sim_bug_after_push (sim, answer);
    uke_wire_push_answer_write (answer, out);
    sim_request_set_json (request, out);
  }
  return TRUE;
}

int64_t
sim_request_get_number (SimRequest *request, const char *name)
{
  g_autofree char *text = sim_request_get_parameter (request, name);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

static void
stop_waiting (Sim *sim, gpointer data)
{
  SimRequest *request = data;

  if (g_ptr_array_find (sim->held, request, NULL))
    sim_server_take (sim, request);
}

static void
hold (Sim *sim, SimRequest *request)
{
  if (request->wait_until_us == 0)
    request->wait_until_us = sim->now_us + sim_request_get_number (request, "wait") * SIM_SECOND_US;
  g_ptr_array_add (sim->held, sim_request_ref (request));
  sim_at (sim, request->wait_until_us, stop_waiting, sim_request_ref (request), sim_request_unref);
}

/* Returns FALSE in @out_has when it is held back. */
static gboolean
handle_changes (Sim *sim,
                SimRequest *request,
                UkeWireRefusal *refusal,
                gboolean *out_has,
                GError **error)
{
  UkeAuthorityPeer peer = get_peer (sim, request);
  g_autofree char *text = sim_request_get_parameter (request, "cursor");
  g_autoptr (UkeWirePage) page = NULL;
  UkeCursor cursor;
  gboolean has_cursor = text != NULL && text[0] != '\0';
  int64_t wait = sim_request_get_number (request, "wait");
  GString *out;

  if (has_cursor && !uke_cursor_from_text (text, &cursor)) {
    sim_fail (sim, "wire", "a cursor that is none: %s", text);
    return TRUE;
  }
  if (!uke_authority_changes (sim->db, &peer, has_cursor ? &cursor : NULL,
                              (unsigned)sim_request_get_number (request, "limit"),
                              UKE_WIRE_MAX_BYTES, sim->now_us, &page, refusal, error))
    return FALSE;
  if (refusal->code != UKE_WIRE_OK)
    return TRUE;
  if (page->entries->len == 0 && wait > 0
      && (request->wait_until_us == 0 || sim->now_us < request->wait_until_us)) {
    hold (sim, request);
    *out_has = FALSE;
    return TRUE;
  }
  page->is_bye = sim->is_ending;
  out = g_string_new (NULL);
  sim_check_page (request, page, has_cursor ? cursor.seq : 0);
  sim_bug_after_page (sim, page);
  uke_wire_page_write (page, out);
  sim_request_set_json (request, out);
  return TRUE;
}

static gboolean
handle_resync (Sim *sim, SimRequest *request, UkeWireRefusal *refusal, GError **error)
{
  UkeAuthorityPeer peer = get_peer (sim, request);
  size_t size;
  const char *json = g_bytes_get_data (request->body, &size);
  g_autoptr (UkeWireResync) resync = uke_wire_resync_read (json, size, NULL);
  UkeWireFork fork;
  GString *out;

  g_assert_nonnull (resync);
  if (!uke_authority_resync (sim->db, &peer, resync, sim->now_us, &fork, refusal, error))
    return FALSE;
  if (refusal->code == UKE_WIRE_OK) {
    out = g_string_new (NULL);
    uke_wire_fork_write (&fork, out);
    sim_request_set_json (request, out);
  }
  return TRUE;
}

static gboolean
handle_audit (Sim *sim, SimRequest *request, UkeWireRefusal *refusal, GError **error)
{
  UkeAuthorityPeer peer = get_peer (sim, request);
  size_t size;
  const char *json = g_bytes_get_data (request->body, &size);
  g_autoptr (UkeWireAudit) audit = uke_wire_audit_read (json, size, NULL);
  UkeAuditProblem problem;
  int64_t last;
  GString *out;

  g_assert_nonnull (audit);
  if (!uke_authority_take_audit (sim->db, &peer, audit, &last, &problem, refusal, error))
    return FALSE;
  if (refusal->code == UKE_WIRE_AUDIT_BROKEN)
    sim_say (sim, "server: the audit of desk %u breaks at %" G_GINT64_FORMAT ": %s",
             request->desk->number, problem.seq, uke_audit_problem_get_code (problem.kind));
  if (refusal->code == UKE_WIRE_OK) {
    out = g_string_new (NULL);
    uke_wire_audit_answer_write (last, out);
    sim_request_set_json (request, out);
  }
  return TRUE;
}

static gboolean
keep_part (const UkeSnapshotPart *part, GBytes *bytes, gpointer data, GError **error)
{
  Sim *sim = data;

  g_hash_table_insert (sim->parts, g_strdup (part->sha256), g_bytes_ref (bytes));
  return TRUE;
}

static gboolean
handle_snapshot (Sim *sim, SimRequest *request, GError **error)
{
  g_autoptr (UkeSnapshotManifest) manifest
      = uke_snapshot_write (sim->db, sim->secret, sim->now_us, keep_part, sim, error);
  GString *out;

  if (manifest == NULL)
    return FALSE;
  out = g_string_new (NULL);
  uke_snapshot_manifest_write (manifest, out);
  sim_request_set_json (request, out);
  sim->count.n_snapshots++;
  return TRUE;
}

static void
handle_part (Sim *sim, SimRequest *request, UkeWireRefusal *refusal)
{
  const char *sha256 = strrchr (request->path, '/') + 1;
  GBytes *bytes = g_hash_table_lookup (sim->parts, sha256);

  if (bytes == NULL) {
    refusal->code = UKE_WIRE_NOT_FOUND;
    return;
  }
  request->status = 200;
  request->is_unreachable = FALSE;
  g_clear_pointer (&request->answer, g_bytes_unref);
  request->answer = g_bytes_ref (bytes);
}

static gboolean
handle_hold (Sim *sim, SimRequest *request, UkeWireRefusal *refusal, GError **error)
{
  const UkeAuthorityPeer peer = get_peer (sim, request);
  GString *out = g_string_new (NULL);
  gboolean is_done = sim_hold_handle (sim, request, &peer, out, refusal, error);

  if (is_done && refusal->code == UKE_WIRE_OK)
    sim_request_set_json (request, out);
  else
    g_string_free (out, TRUE);
  return is_done;
}

static gboolean
handle (Sim *sim, SimRequest *request, UkeWireRefusal *refusal, gboolean *out_has, GError **error)
{
  switch (request->kind) {
  case UKE_SYNC_REQUEST_HELLO:
    return handle_hello (sim, request, refusal, error);
  case UKE_SYNC_REQUEST_PUSH:
    return handle_push (sim, request, refusal, error);
  case UKE_SYNC_REQUEST_CHANGES:
    return handle_changes (sim, request, refusal, out_has, error);
  case UKE_SYNC_REQUEST_RESYNC:
    return handle_resync (sim, request, refusal, error);
  case UKE_SYNC_REQUEST_SNAPSHOT:
    return handle_snapshot (sim, request, error);
  case UKE_SYNC_REQUEST_AUDIT:
    return handle_audit (sim, request, refusal, error);
  case UKE_SYNC_REQUEST_PART:
    handle_part (sim, request, refusal);
    return TRUE;
  case UKE_SYNC_REQUEST_HOLD:
  case UKE_SYNC_REQUEST_END_HOLD:
    return handle_hold (sim, request, refusal, error);
  case UKE_SYNC_REQUEST_DIGEST:
    return sim_server_tell_digest (sim, request, error);
  case UKE_SYNC_REQUEST_ROWS:
    return sim_server_tell_rows (sim, request, error);
  case UKE_SYNC_REQUEST_QUARANTINE:
    return sim_quarantine_handle (sim, request, refusal, error);
  }
  g_assert_not_reached ();
}

/* What stands in the log behind entry @n_before is looked at. */
static void
take_news (Sim *sim, int n_before)
{
  sim_history_follow (sim);
  if ((int)sim->path_nodes->len == n_before)
    return;
  sim_check_server (sim, n_before);
  sim_rescue_check (sim, n_before);
}

static void
end_recovery (Sim *sim, gpointer data)
{
  g_autoptr (GError) error = NULL;

  sim->is_recovering = FALSE;
  if (sim->db == NULL || !uke_authority_end_recovery (sim->db, sim->now_us, &error))
    sim_at (sim, sim->now_us + SIM_MINUTE_US, end_recovery, NULL, NULL);
  else
    take_news (sim, (int)sim->path_nodes->len);
}

/* Those that wait are looked at again when there is news. */
void
sim_server_wake (Sim *sim)
{
  GPtrArray *held = sim->held;

  sim->held = g_ptr_array_new_with_free_func (sim_request_unref);
  for (unsigned i = 0; i < held->len; i++)
    sim_server_take (sim, held->pdata[i]);
  g_ptr_array_unref (held);
}

/* The process is told to end: whoever waits is told so, and then it is gone. */
void
sim_server_end (Sim *sim)
{
  if (sim->db == NULL)
    return;
  sim->is_ending = TRUE;
  for (unsigned i = 0; i < sim->held->len; i++)
    ((SimRequest *)sim->held->pdata[i])->wait_until_us = sim->now_us;
  sim_server_wake (sim);
  sim->is_ending = FALSE;
  sim_server_stop (sim);
}

/* A request arrives. What it did to the history is looked at before anything is answered. */
void
sim_server_take (Sim *sim, SimRequest *request)
{
  UkeWireRefusal refusal = { UKE_WIRE_OK };
  g_autoptr (GError) error = NULL;
  gboolean has = TRUE, is_done, is_struck;
  SimEvidence evidence;
  const UkeId before = sim->epoch;
  int n_before = (int)sim->path_nodes->len;
  UkeId was = before;

  if (sim->failure != NULL)
    return;
  if (sim->db == NULL) {
    request->is_unreachable = TRUE;
    sim_answer (request);
    return;
  }
  evidence = sim_evidence_find (sim, request);
  is_struck = request->desk->is_revoked;
  sim_bug_before_request (sim, request);
  if (sim->server_breaks_at != 0 && request->kind == UKE_SYNC_REQUEST_PUSH)
    uke_test_vfs_arm (UKE_TEST_FAULT_WRITE, sim->server_breaks_at, TRUE);
  is_done = handle (sim, request, &refusal, &has, &error);
  if (sim->server_breaks_at != 0 && request->kind == UKE_SYNC_REQUEST_PUSH) {
    sim->server_breaks_at = 0;
    if (uke_test_vfs_disarm () > 0) {
      sim_server_stop (sim);
      return;
    }
  }
  if (!is_done) {
    sim_fail (sim, "store", "request %d failed: %s", request->kind, error->message);
    return;
  }
  sim_server_read_epoch (sim);
  if (!uke_id_equal (&was, &sim->epoch)) {
    sim_say (sim, "server: a new epoch, shown by desk %u", request->desk->number);
    sim_bug_after_epoch (sim);
  }
  take_news (sim, n_before);
  sim_evidence_check (sim, request, &evidence, &before,
                      refusal.code == UKE_WIRE_OK || refusal.code >= UKE_WIRE_STALE_EPOCH);
  if (is_struck && refusal.code != UKE_WIRE_REVOKED && request->kind != UKE_SYNC_REQUEST_SNAPSHOT
      && request->kind != UKE_SYNC_REQUEST_PART && request->kind != UKE_SYNC_REQUEST_DIGEST
      && request->kind != UKE_SYNC_REQUEST_ROWS && request->kind != UKE_SYNC_REQUEST_QUARANTINE)
    sim_fail (sim, "P18", "device %u came in after it was struck off", request->desk->dev);
  if (!sim->is_recovering && sim_query (sim->db, "SELECT state FROM feed") == UKE_FEED_RECOVERY) {
    sim->is_recovering = TRUE;
    sim_at (sim, sim->now_us + RECOVERY_US, end_recovery, NULL, NULL);
  }
  if (refusal.code != UKE_WIRE_OK)
    set_refusal (request, &refusal);
  if (has) {
    g_ptr_array_remove (sim->held, request);
    sim_keep (request);
    sim_answer (request);
  }
  if ((int)sim->path_nodes->len != n_before || !uke_id_equal (&was, &sim->epoch)) {
    sim->count.n_news++;
    if (sim->now_us >= sim->late_until_us || !sim->is_news_kept)
      sim_server_wake (sim);
  }
}

/* From now on nothing breaks any more. */
void
sim_server_heal (Sim *sim)
{
  sim->server_breaks_at = 0;
  sim_server_start (sim);
}
