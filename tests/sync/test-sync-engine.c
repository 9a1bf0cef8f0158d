/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/uke-sync-engine.h"

#include "base/uke-number.h"
#include "clinic/uke-clinic-store.h"
#include "clinic/uke-conflict-query.h"
#include "clinic/uke-follow-up-commands.h"
#include "clinic/uke-patient-commands.h"
#include "clinic/uke-patient-query.h"
#include "support/uke-test-log.h"
#include "uke-test-server.h"

#include <string.h>

/*
 * Desks, the server and its proxy as they are: real encrypted files, real processes, real TLS. What
 * happens here is what happens at a reception.
 */

#define N_CUT_PATIENTS 8
#define N_PACED_PATIENTS 250

static UkeId
register_patient (UkeTestPlace *desk, const char *number, const char *family)
{
  return uke_test_clinic_add_patient (desk->clinic, number, family, "花子", "てすと", "はなこ",
                                      NULL);
}

/** Pair: two desks that are to come to the same place. */
typedef struct {
  UkeTestPlace *one, *two;
} Pair;

static gboolean
agree (gpointer data)
{
  const Pair *pair = data;

  return uke_test_place_is_live (pair->one) && uke_test_place_is_live (pair->two)
         && uke_test_place_facts (pair->one)->seq == uke_test_place_facts (pair->two)->seq;
}

static void
until_agreed (UkeTestPlace *one, UkeTestPlace *two)
{
  Pair pair = { one, two };

  uke_test_until (agree, &pair, "two desks to come to the same place");
}

/* What is done at one desk is at the other, and in its search, without anybody asking. */
static void
test_two_desks (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) one = uke_test_place_new (server, "受付1");
  g_autoptr (UkeTestPlace) two = uke_test_place_new (server, "受付2");
  UkeId patient_id = register_patient (one, "2001", "早坂");

  uke_test_place_until_sees (two, &patient_id, "早坂");
  until_agreed (one, two);
}

static gboolean
is_offline (gpointer data)
{
  return uke_test_place_facts (data)->state == UKE_SYNC_STAGE_OFFLINE;
}

static gboolean
is_unsent (gpointer data)
{
  return uke_test_place_facts (data)->n_waiting > 0;
}

/* While the server is away both desks go on; when it is back, both have everything, once. */
static void
test_outage (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) one = uke_test_place_new (server, "受付1");
  g_autoptr (UkeTestPlace) two = uke_test_place_new (server, "受付2");
  UkeId first, second;

  uke_test_server_tell (server, "kill");
  first = register_patient (one, "2001", "相馬");
  second = register_patient (two, "2002", "古川");
  uke_test_until (is_offline, one, "a desk to notice");
  uke_test_place_until_sees (one, &first, "相馬");
  uke_test_until (is_unsent, one, "the desk to know that something waits");
  uke_test_server_tell (server, "start");
  uke_sync_engine_sync_now (one->engine);
  uke_sync_engine_sync_now (two->engine);
  uke_test_place_until_sees (two, &first, "相馬");
  uke_test_place_until_sees (one, &second, "古川");
  until_agreed (one, two);
}

static unsigned
count_cards (UkeTestPlace *desk)
{
  g_autoptr (GAsyncResult) counted = NULL;
  unsigned n_open = 0;

  uke_clinic_count_conflicts_async (desk->clinic->clinic, NULL, uke_test_await_cb, &counted);
  while (counted == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (uke_clinic_count_conflicts_finish (desk->clinic->clinic, counted, &n_open, NULL));
  return n_open;
}

static char *
suggest_number (UkeTestPlace *desk)
{
  g_autoptr (GAsyncResult) suggested = NULL;
  char *number;

  uke_clinic_suggest_number_async (desk->clinic->clinic, NULL, uke_test_await_cb, &suggested);
  while (suggested == NULL)
    g_main_context_iteration (NULL, TRUE);
  number = uke_clinic_suggest_number_finish (desk->clinic->clinic, suggested, NULL);
  g_assert_nonnull (number);
  return number;
}

static void
assert_number (UkeTestPlace *desk, const UkeId *id, const char *number, gboolean is_provisional)
{
  g_autoptr (UkeRecord) patient = uke_test_clinic_read (desk->clinic, &UKE_ENTITY_PATIENT, id);

  g_assert_cmpstr (uke_record_get_text (patient, UKE_PATIENT_PATIENT_NUMBER), ==, number);
  g_assert_cmpint (uke_record_get_bool (patient, UKE_PATIENT_IS_PROVISIONAL), ==, is_provisional);
}

/* Two desks register somebody while the server is away, each with the number that it suggests:
 * these are provisional, become the next ones when the server is back, and nobody is asked. */
static void
test_numbers_of_an_outage (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) one = uke_test_place_new (server, "受付1");
  g_autoptr (UkeTestPlace) two = uke_test_place_new (server, "受付2");
  g_autofree char *first = NULL, *second = NULL, *next = NULL;
  UkeId here, there;

  register_patient (one, "2001", "相馬");
  until_agreed (one, two);
  next = suggest_number (two);
  g_assert_cmpstr (next, ==, "2002");
  uke_test_server_tell (server, "kill");
  uke_test_until (is_offline, one, "a desk to notice");
  uke_test_place_stop (two);
  first = suggest_number (one);
  second = suggest_number (two);
  g_assert_true (uke_number_is_provisional_of (first, one->home->dev));
  g_assert_true (uke_number_is_provisional_of (second, two->home->dev));
  here = uke_test_clinic_add_patient (one->clinic, first, "古川", "健", "ふるかわ", "けん", NULL);
  there = uke_test_clinic_add_patient (two->clinic, second, "江口", "瞳", "えぐち", "ひとみ", NULL);
  assert_number (one, &here, first, TRUE);
  uke_test_server_tell (server, "start");
  uke_sync_engine_sync_now (one->engine);
  uke_test_place_until_live (one);
  uke_test_place_start (two);
  until_agreed (one, two);
  g_assert_cmpuint (count_cards (one) + count_cards (two), ==, 0);
  assert_number (two, &here, "2002", FALSE);
  assert_number (one, &there, "2003", FALSE);
}

static UkeRecord *
read_call (UkeTestPlace *desk, const UkeId *id)
{
  return uke_test_clinic_read (desk->clinic, &UKE_ENTITY_FOLLOW_UP, id);
}

static void
claim_call (UkeTestPlace *desk, const UkeId *id)
{
  g_autoptr (UkeRecord) call = read_call (desk, id);

  uke_test_clinic_do (desk->clinic, uke_command_claim_follow_up (call));
}

/* Two people take one call at desks that do not hear of each other: it is one's at both, and there
 * is a card about the other. */
static void
test_two_on_a_call (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) one = uke_test_place_new (server, "受付1");
  g_autoptr (UkeTestPlace) two = uke_test_place_new (server, "受付2");
  UkeId patient_id = register_patient (one, "2001", "早坂");
  UkeId nurse_id = uke_test_clinic_add_staff (one->clinic, "篠原", "nurse");
  UkeDraft *draft = uke_draft_new (&UKE_ENTITY_FOLLOW_UP, g_get_real_time ());
  g_autoptr (UkeRecord) here = NULL, there = NULL;
  UkeId call_id;

  uke_draft_set_id (draft, UKE_FOLLOW_UP_PATIENT_ID, &patient_id);
  call_id = uke_test_clinic_do (one->clinic, uke_command_create_follow_up (draft));
  until_agreed (one, two);
  uke_clinic_sit_down (two->clinic->clinic, &nurse_id);
  uke_test_server_tell (server, "kill");
  uke_test_until (is_offline, one, "a desk to notice");
  uke_test_until (is_offline, two, "the other desk to notice");
  claim_call (one, &call_id);
  claim_call (two, &call_id);
  uke_test_server_tell (server, "start");
  uke_sync_engine_sync_now (one->engine);
  uke_sync_engine_sync_now (two->engine);
  until_agreed (one, two);
  here = read_call (one, &call_id);
  there = read_call (two, &call_id);
  g_assert_true (uke_id_equal (uke_record_get_id_value (here, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID),
                               uke_record_get_id_value (there, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID)));
  g_assert_cmpint (uke_record_get_time_us (here, UKE_FOLLOW_UP_CLAIMED_UNTIL_US), ==,
                   uke_record_get_time_us (there, UKE_FOLLOW_UP_CLAIMED_UNTIL_US));
  g_assert_cmpuint (count_cards (one), ==, 1);
  g_assert_cmpuint (count_cards (two), ==, 1);
}

/* A server that is put back from an older copy is noticed at the first contact, and what it lost
 * comes back from the desk that has it. */
static void
test_server_put_back (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) one = uke_test_place_new (server, "受付1");
  g_autoptr (UkeTestPlace) two = uke_test_place_new (server, "受付2");
  UkeId before = register_patient (one, "2001", "江口"), lost;

  uke_test_place_until_sees (two, &before, "江口");
  uke_test_server_tell (server, "stop");
  uke_test_server_tell (server, "save");
  uke_test_server_tell (server, "start");
  uke_sync_engine_sync_now (one->engine);
  lost = register_patient (one, "2002", "梅原");
  uke_sync_engine_sync_now (two->engine);
  uke_test_place_until_sees (two, &lost, "梅原");
  uke_test_place_until_live (one);
  uke_test_server_tell (server, "kill");
  uke_test_server_tell (server, "restore");
  uke_test_server_tell (server, "start");
  uke_sync_engine_sync_now (one->engine);
  uke_sync_engine_sync_now (two->engine);
  uke_test_place_until_sees (one, &lost, "梅原");
  uke_test_place_until_sees (two, &lost, "梅原");
  until_agreed (one, two);
}

static gboolean
is_revoked (gpointer data)
{
  return uke_test_place_facts (data)->state == UKE_SYNC_STAGE_REVOKED;
}

/* A desk that was struck off is told so; what it had not sent stays with it. */
static void
test_revoked (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) one = uke_test_place_new (server, "受付1");
  g_autofree char *order = g_strdup_printf ("revoke %u", one->home->dev);
  UkeId patient_id;

  uke_test_server_tell (server, order);
  uke_test_until (is_revoked, one, "a desk to be told that it was struck off");
  patient_id = register_patient (one, "2001", "小柳");
  uke_test_place_until_sees (one, &patient_id, "小柳");
}

static gboolean
is_handed_in (gpointer data)
{
  return is_revoked (data) && uke_test_place_facts (data)->is_handed_in;
}

/* What a desk had not sent when it was struck off is handed in, and reaches the others when the
 * administrator takes it on. */
static void
test_quarantine (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) one = uke_test_place_new (server, "受付1");
  g_autoptr (UkeTestPlace) two = uke_test_place_new (server, "受付2");
  g_autofree char *order = g_strdup_printf ("revoke %u", one->home->dev);
  g_autofree char *accept = g_strdup_printf ("take-on %u", one->home->dev);
  UkeId patient_id;

  uke_test_place_stop (one);
  patient_id = register_patient (one, "2001", "小柳");
  uke_test_server_tell (server, order);
  uke_test_place_start (one);
  uke_test_until (is_handed_in, one, "a desk to hand in what it has");
  g_assert_cmpuint (uke_test_place_facts (one)->n_waiting, >, 0);
  uke_test_server_tell (server, accept);
  uke_test_place_until_sees (two, &patient_id, "小柳");
}

/* The program ends with something unsent, and starts again: it is sent then. */
static void
test_restart (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) one = uke_test_place_new (server, "受付1");
  g_autoptr (UkeTestPlace) two = uke_test_place_new (server, "受付2");
  UkeId patient_id;

  uke_test_place_stop (one);
  patient_id = register_patient (one, "2001", "土屋");
  uke_test_clinic_reopen (one->clinic);
  uke_test_place_start (one);
  uke_test_place_until_sees (two, &patient_id, "土屋");
}

/** Keeping: what one desk keeps, as the other sees it. */
typedef struct {
  UkeTestPlace *one, *two;
  unsigned token, n_expected;
  UkeId column_id;
} Keeping;

static gboolean
is_told (gpointer data)
{
  const Keeping *keeping = data;
  g_autoptr (GArray) others
      = uke_holds_list_others (uke_clinic_get_holds (keeping->two->clinic->clinic), 0, G_MAXINT64);

  return others->len == keeping->n_expected
         && (others->len == 0
             || strcmp (g_array_index (others, UkeWireHold, 0).name, "受付1") == 0);
}

/* The server knows a column once it has come to the other desk. */
static gboolean
has_column (gpointer data)
{
  const Keeping *keeping = data;
  g_autoptr (UkeRecord) column
      = uke_test_clinic_read (keeping->two->clinic, &UKE_ENTITY_RESOURCE, &keeping->column_id);

  return column != NULL;
}

static gboolean
is_answered (gpointer data)
{
  const Keeping *keeping = data;

  return uke_holds_get_state (uke_clinic_get_holds (keeping->two->clinic->clinic), keeping->token)
         == UKE_HOLD_TAKEN;
}

/* What one desk keeps is at the other at once, with its name, and cannot be kept there as well;
 * what it gives up is gone at once. A desk that is cut off is told that nobody keeps anything. */
static void
test_holds (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) one = uke_test_place_new (server, "受付1");
  g_autoptr (UkeTestPlace) two = uke_test_place_new (server, "受付2");
  UkeHolds *holds = uke_clinic_get_holds (one->clinic->clinic);
  const int64_t from_us = g_get_real_time () + 3600 * INT64_C (1000000);
  UkeWireHoldWish wish = { .from_us = from_us, .to_us = from_us + 1800 * INT64_C (1000000) };
  Keeping keeping = { one, two };
  unsigned token;

  wish.for_s = 120;
  wish.resource_id = uke_test_clinic_add_provider (one->clinic, "髙橋");
  keeping.column_id = wish.resource_id;
  uke_test_until (has_column, &keeping, "a column to come");
  keeping.n_expected = 1;
  token = uke_holds_ask (holds, &wish);
  uke_test_until (is_told, &keeping, "a hold to be told");
  keeping.token = uke_holds_ask (uke_clinic_get_holds (two->clinic->clinic), &wish);
  uke_test_until (is_answered, &keeping, "a hold to be refused");
  keeping.n_expected = 0;
  uke_holds_give_up (holds, token);
  uke_test_until (is_told, &keeping, "the end of a hold to be told");
  uke_test_server_tell (server, "kill");
  uke_test_until (is_offline, one, "a desk to notice");
  token = uke_holds_ask (holds, &wish);
  while (uke_holds_get_state (holds, token) == UKE_HOLD_ASKED)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (uke_holds_get_state (holds, token), ==, UKE_HOLD_NONE);
}

/** Line: two desks behind a relay that cuts, and how often it had. */
typedef struct {
  UkeTestServer *server;
  UkeTestPlace *one, *two;
  int64_t n_cut;
} Line;

/* Both are told not to wait, so that there is something to cut. */
static gboolean
was_cut (gpointer data)
{
  Line *line = data;
  g_autofree char *n_cut = uke_test_server_ask (line->server, "cuts");
  int64_t n = g_ascii_strtoll (n_cut, NULL, 10);

  uke_sync_engine_sync_now (line->one->engine);
  uke_sync_engine_sync_now (line->two->engine);
  if (n < line->n_cut + 2)
    return FALSE;
  line->n_cut = n;
  return TRUE;
}

/* A line that is cut again and again, in handshakes, requests and answers: nothing is lost, nothing
 * comes twice. */
static void
test_cut_line (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) one = uke_test_place_new (server, "受付1");
  g_autoptr (UkeTestPlace) two = uke_test_place_new (server, "受付2");
  g_autofree char *n_cut = NULL;
  Line line = { server, one, two, 0 };
  int64_t before;
  UkeId last[2];

  until_agreed (one, two);
  before = uke_test_place_facts (one)->seq;
  uke_test_server_tell (server, "cut 7");
  for (int i = 0; i < N_CUT_PATIENTS; i++) {
    g_autofree char *first = g_strdup_printf ("3%03d", i);
    g_autofree char *second = g_strdup_printf ("4%03d", i);

    last[0] = register_patient (one, first, "古賀");
    last[1] = register_patient (two, second, "小野寺");
    uke_test_until (was_cut, &line, "the line to be cut");
  }
  n_cut = uke_test_server_ask (server, "mend");
  uke_sync_engine_sync_now (one->engine);
  uke_sync_engine_sync_now (two->engine);
  uke_test_place_until_sees (two, &last[0], "古賀");
  uke_test_place_until_sees (one, &last[1], "小野寺");
  until_agreed (one, two);
  g_assert_cmpint (uke_test_place_facts (one)->seq, ==, before + 2 * N_CUT_PATIENTS);
  g_test_message ("%s cuts", n_cut);
  g_assert_cmpint (line.n_cut, >=, 2 * N_CUT_PATIENTS);
}

static gboolean
is_paced (gpointer data)
{
  return uke_test_place_facts (data)->is_paced;
}

/* A desk that comes back with more than the server takes of one at once says so, hears what others
 * do meanwhile, and sends the rest by itself: everything is there, once. */
static void
test_paced (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) one = uke_test_place_new (server, "受付1");
  g_autoptr (UkeTestPlace) two = uke_test_place_new (server, "受付2");
  UkeId last, other;
  int64_t before;

  until_agreed (one, two);
  before = uke_test_place_facts (one)->seq;
  uke_test_server_tell (server, "settle sets-per-minute=300 sets-at-once=200 spread-seconds=0");
  uke_test_server_tell (server, "kill");
  for (unsigned i = 0; i < N_PACED_PATIENTS; i++) {
    g_autofree char *number = g_strdup_printf ("5%03u", i);
    g_autofree char *family = g_strdup_printf ("古賀%u", i);

    last = register_patient (one, number, family);
  }
  uke_test_server_tell (server, "start");
  uke_sync_engine_sync_now (one->engine);
  uke_sync_engine_sync_now (two->engine);
  uke_test_until (is_paced, one, "a desk to be told that it sends too much");
  g_assert_cmpuint (uke_test_place_facts (one)->n_waiting, >, 0);
  other = register_patient (two, "4001", "小野寺");
  uke_test_place_until_sees (one, &other, "小野寺");
  uke_test_place_until_sees (two, &last, "古賀249");
  until_agreed (one, two);
  g_assert_false (uke_test_place_facts (one)->is_paced);
  g_assert_cmpint (uke_test_place_facts (one)->seq, ==, before + N_PACED_PATIENTS + 1);
}

static gpointer
rot_work (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return uke_db_exec (db, "UPDATE patient SET family_name = '悪田'", error) ? data : NULL;
}

static gboolean
is_compared (gpointer data)
{
  return uke_test_place_facts (data)->n_checks > 0;
}

static gboolean
is_put_right (gpointer data)
{
  const UkeSyncFacts *facts = uke_test_place_facts (data);

  return facts->n_repaired == 1 && facts->n_checks > 1;
}

/* A value that changed on a desk's disk, and that nobody wrote, is the server's again, and what
 * people see of it with it. */
static void
test_rot (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) desk = uke_test_place_new (server, "受付1");
  UkeId patient_id = register_patient (desk, "2001", "早坂");
  g_autoptr (GError) error = NULL;

  uke_test_place_until_live (desk);
  uke_test_until (is_compared, desk, "the rows to be compared");
  g_assert_cmpuint (uke_test_place_facts (desk)->n_repaired, ==, 0);
  g_assert_nonnull (uke_db_pool_write_sync (uke_clinic_get_pool (desk->clinic->clinic), rot_work,
                                            desk, NULL, &error));
  g_assert_no_error (error);
  uke_sync_engine_check_now (desk->engine);
  uke_test_until (is_put_right, desk, "the row to be put right");
  uke_test_place_until_sees (desk, &patient_id, "早坂");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  uke_test_log_begin ();
  g_test_add_func ("/sync/engine/two-desks", test_two_desks);
  g_test_add_func ("/sync/engine/outage", test_outage);
  g_test_add_func ("/sync/engine/numbers-of-an-outage", test_numbers_of_an_outage);
  g_test_add_func ("/sync/engine/two-on-a-call", test_two_on_a_call);
  g_test_add_func ("/sync/engine/server-put-back", test_server_put_back);
  g_test_add_func ("/sync/engine/revoked", test_revoked);
  g_test_add_func ("/sync/engine/quarantine", test_quarantine);
  g_test_add_func ("/sync/engine/restart", test_restart);
  g_test_add_func ("/sync/engine/holds", test_holds);
  g_test_add_func ("/sync/engine/cut-line", test_cut_line);
  g_test_add_func ("/sync/engine/paced", test_paced);
  g_test_add_func ("/sync/engine/rot", test_rot);
  return g_test_run ();
}
