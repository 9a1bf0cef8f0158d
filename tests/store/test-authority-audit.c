/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-audit-log.h"
#include "store/uke-audit-ship.h"
#include "support/uke-test-pusher.h"

#include <string.h>

/* A desk with number 2, whose audit has some entries. */
static UkeTestStore *
make_desk (unsigned n)
{
  UkeTestStore *desk = uke_test_store_new ();

  uke_test_exec (desk->db, "UPDATE device SET dev = 2, audit_seq = 0, audit_hash = "
                           "X'0000000000000000000000000000000000000000000000000000000000000000'; "
                           "UPDATE devpos SET dev = 2");
  for (unsigned i = 0; i < n; i++)
    uke_committed_free (uke_test_store_commit (
        desk, uke_test_store_patient (desk, "1", "山田", "\"太郎\"", NULL, NULL), NULL));
  return desk;
}

/* What the server would write into its log of the last message. */
static UkeAuditProblem last_problem;

static int64_t
send_audit (UkeTestAuthority *server, const UkeWireAudit *audit, UkeWireErrorCode expected)
{
  UkeAuthorityPeer peer = uke_test_authority_peer (server, 2);
  UkeAuditProblem problem;
  g_autoptr (GError) error = NULL;
  UkeWireRefusal refusal;
  int64_t last = -1;

  g_assert_true (uke_authority_take_audit (server->store->db, &peer, audit, &last, &problem,
                                           &refusal, &error));
  g_assert_no_error (error);
  g_assert_cmpint (refusal.code, ==, expected);
  g_assert_cmpint (problem.kind != UKE_AUDIT_PROBLEM_NONE, ==, expected == UKE_WIRE_AUDIT_BROKEN);
  g_assert_cmpint (problem.seq, ==, refusal.seq);
  last_problem = problem;
  return last;
}

static int64_t
count (UkeTestAuthority *server)
{
  return uke_test_query (server->store->db, "SELECT count(*) FROM audit WHERE dev = 2");
}

static unsigned
count_problems (UkeDb *db)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  g_assert_true (uke_audit_log_verify (db, problems, NULL, NULL));
  for (unsigned i = 0; i < problems->len; i++)
    g_test_message ("%s", (const char *)problems->pdata[i]);
  return problems->len;
}

/* A desk's audit arrives in batches, each entry once, and stands at the server as it stood at the
 * desk; through JSON as on the wire. */
static void
test_batches (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  g_autoptr (UkeTestStore) desk = make_desk (20);
  int64_t sent = 0, last = 0;

  uke_test_exec (desk->db, "UPDATE audit SET before_after = NULL WHERE seq = 7");
  for (unsigned round = 0; round < 20; round++) {
    g_autoptr (UkeWireAudit) batch = uke_audit_ship_take (desk->db, 7, 4000, NULL);
    g_autoptr (GString) json = g_string_new (NULL);
    g_autoptr (UkeWireAudit) arrived = NULL;

    if (batch->records->len == 0)
      break;
    uke_wire_audit_write (batch, json);
    g_assert_cmpuint (json->len, <, 4000 + 200);
    arrived = uke_wire_audit_read (json->str, json->len, NULL);
    last = send_audit (server, arrived, UKE_WIRE_OK);
    if (round == 1)
      last = send_audit (server, arrived, UKE_WIRE_OK);
    g_assert_true (uke_audit_ship_mark (desk->db, last, NULL));
  }
  g_assert_true (uke_audit_ship_get_mark (desk->db, &sent, &last, NULL));
  g_assert_cmpint (sent, ==, last);
  g_assert_cmpint (count (server), ==, last);
  g_assert_cmpuint (count_problems (server->store->db), ==, 0);
  uke_test_exec (server->store->db, "DELETE FROM device WHERE dev = 2");
  g_assert_cmpuint (count_problems (server->store->db), ==, 1);
}

/* A gap is answered by where to go on; a chain with one byte changed is taken up to there and no
 * further, and goes on with the right entry. */
static void
test_broken (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  g_autoptr (UkeTestStore) desk = make_desk (5);
  g_autoptr (UkeWireAudit) all = uke_audit_ship_take (desk->db, 100, 1 << 20, NULL);
  g_autoptr (UkeWireAudit) bad = uke_audit_ship_take (desk->db, 100, 1 << 20, NULL);
  g_autoptr (UkeWireAudit) gap = uke_audit_ship_take (desk->db, 100, 1 << 20, NULL);
  UkeWireAuditRecord *third = &g_array_index (bad->records, UkeWireAuditRecord, 2);
  size_t size;
  g_autofree char *text
      = g_strndup (g_bytes_get_data (third->body, NULL), g_bytes_get_size (third->body));

  g_array_remove_index (gap->records, 0);
  g_assert_cmpint (send_audit (server, gap, UKE_WIRE_OK), ==, 0);
  size = strlen (text);
  strstr (text, "\"at\":")[6]++;
  g_bytes_unref (third->body);
  third->body = g_bytes_new (text, size);
  g_assert_cmpint (send_audit (server, bad, UKE_WIRE_AUDIT_BROKEN), ==, 2);
  g_assert_cmpstr (uke_audit_problem_get_code (last_problem.kind), ==, "chain");
  g_assert_cmpint (last_problem.seq, ==, 3);
  g_assert_cmpmem (last_problem.given, UKE_SHA256_SIZE, third->hash, UKE_SHA256_SIZE);
  g_bytes_unref (third->body);
  third->body = g_bytes_new_static ("nothing", 7);
  g_assert_cmpint (send_audit (server, bad, UKE_WIRE_AUDIT_BROKEN), ==, 2);
  g_assert_cmpstr (uke_audit_problem_get_code (last_problem.kind), ==, "form");
  g_assert_cmpint (count (server), ==, 2);
  g_assert_cmpint (send_audit (server, all, UKE_WIRE_OK), ==, all->records->len);
  g_assert_cmpuint (count_problems (server->store->db), ==, 0);
}

/* A desk that was put back, or copied, has other records with numbers that are here: told by the
 * first of them, and what is here stays. */
static void
test_second_history (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  g_autoptr (UkeTestStore) desk = make_desk (5);
  g_autoptr (UkeTestStore) other = make_desk (4);
  g_autoptr (UkeWireAudit) first = uke_audit_ship_take (desk->db, 100, 1 << 20, NULL);
  g_autoptr (UkeWireAudit) second = uke_audit_ship_take (other->db, 100, 1 << 20, NULL);
  int64_t last = send_audit (server, first, UKE_WIRE_OK);

  g_assert_cmpint (last, ==, first->records->len);
  g_assert_cmpint (send_audit (server, first, UKE_WIRE_OK), ==, last);
  g_assert_cmpint (send_audit (server, second, UKE_WIRE_AUDIT_BROKEN), ==, last);
  g_assert_cmpstr (uke_audit_problem_get_code (last_problem.kind), ==, "differs");
  g_assert_cmpint (last_problem.seq, ==, 1);
  g_assert_cmpint (count (server), ==, last);
  g_assert_cmpuint (count_problems (server->store->db), ==, 0);
}

/* A revoked device's audit is not taken any more. */
static void
test_revoked (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  g_autoptr (UkeTestStore) desk = make_desk (1);
  g_autoptr (UkeWireAudit) all = uke_audit_ship_take (desk->db, 100, 1 << 20, NULL);

  uke_test_exec (server->store->db, "UPDATE server_device SET state = 1");
  send_audit (server, all, UKE_WIRE_REVOKED);
  g_assert_cmpint (count (server), ==, 0);
}

/* A server that was put back says so, and is sent what it lost again. */
static void
test_put_back (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  g_autoptr (UkeTestAuthority) restored = uke_test_authority_new ();
  g_autoptr (UkeTestStore) desk = make_desk (3);
  g_autoptr (UkeWireAudit) first = uke_audit_ship_take (desk->db, 100, 1 << 20, NULL);
  g_autoptr (UkeWireAudit) none = NULL;
  g_autoptr (UkeWireAudit) again = NULL;
  int64_t last = send_audit (server, first, UKE_WIRE_OK);

  g_assert_true (uke_audit_ship_mark (desk->db, last, NULL));
  none = uke_audit_ship_take (desk->db, 100, 1 << 20, NULL);
  g_assert_cmpuint (none->records->len, ==, 0);
  g_assert_true (uke_audit_ship_mark (desk->db, send_audit (restored, none, UKE_WIRE_OK), NULL));
  again = uke_audit_ship_take (desk->db, 100, 1 << 20, NULL);
  g_assert_cmpint (send_audit (restored, again, UKE_WIRE_OK), ==, last);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/authority-audit/batches", test_batches);
  g_test_add_func ("/store/authority-audit/broken", test_broken);
  g_test_add_func ("/store/authority-audit/second-history", test_second_history);
  g_test_add_func ("/store/authority-audit/revoked", test_revoked);
  g_test_add_func ("/store/authority-audit/put-back", test_put_back);
  return g_test_run ();
}
