/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-clinic-store.h"
#include "clinic/uke-patient-commands.h"
#include "clinic/uke-work.h"
#include "store/uke-log-store.h"
#include "support/uke-test-log.h"
#include "sync/uke-sync-enrolment.h"
#include "uke-test-server.h"

/*
 * A desk that has content becomes one of a server's, with the real server behind its proxy: the
 * server was made from the desk's content, from the server that it had, or is another clinic's.
 */

static UkeId
register_patient (UkeTestClinic *clinic, const char *number, const char *family)
{
  return uke_test_clinic_add_patient (clinic, number, family, "花子", NULL, NULL, NULL);
}

static gpointer
count_work (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  int64_t n = 0;

  return uke_db_query_int64 (db, data, &n, error) ? GINT_TO_POINTER ((int)n + 1) : NULL;
}

static int
count (UkeTestPlace *desk, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gpointer n = uke_db_pool_write_sync (uke_clinic_get_pool (desk->clinic->clinic), count_work,
                                       (gpointer)sql, NULL, &error);

  g_assert_no_error (error);
  return GPOINTER_TO_INT (n) - 1;
}

/** Place: where a desk is to stand. */
typedef struct {
  UkeTestPlace *desk;
  int64_t seq;
} Place;

static gboolean
is_at (gpointer data)
{
  const Place *place = data;

  return uke_test_place_facts (place->desk)->seq == place->seq;
}

static void
until_at (UkeTestPlace *desk, int64_t seq)
{
  Place place = { desk, seq };

  uke_test_until (is_at, &place, "a desk to come to the end of the log");
  uke_test_place_until_live (desk);
  g_assert_cmpint (uke_test_place_facts (desk)->seq, ==, seq);
}

/* A server that was made from the desk's content: the desk goes on where it stands, fetches
 * nothing, keeps its log, and shows no place that would only be refused. */
static void
test_in_place (void)
{
  UkeTestClinic *clinic = uke_test_clinic_new_open (&UKE_OPENING_HOURS_USUAL);
  UkeId before = register_patient (clinic, "2001", "早坂"), after;
  int64_t head = uke_test_clinic_get_head (clinic);
  g_autoptr (UkeTestServer) server = uke_test_server_new_from_desk (clinic);
  g_autoptr (UkeTestPlace) one = NULL;
  g_autoptr (UkeTestPlace) two = NULL;

  uke_test_log_clear ();
  one = uke_test_place_new_in_place (server, clinic, "受付1");
  uke_test_place_until_live (one);
  g_assert_false (uke_test_log_has ("bad_cursor"));
  g_assert_cmpuint (uke_test_place_facts (one)->n_parts, ==, 0);
  g_assert_cmpint (uke_test_place_facts (one)->seq, ==, head);
  g_assert_cmpint (count (one, "SELECT count(*) FROM flog"), ==, head);
  g_assert_cmpint (count (one, "SELECT own_seq FROM replica"), ==, 0);
  two = uke_test_place_new (server, "受付2");
  uke_test_place_until_sees (two, &before, "早坂");
  after = register_patient (one->clinic, "2002", "相馬");
  uke_test_place_until_sees (two, &after, "相馬");
  until_at (two, head + 1);
}

/* People went on at the desk after the copy was made, and others began at the server: what was done
 * here comes to the server as it was meant, once, and what the others did comes here. */
static void
test_in_place_later (void)
{
  UkeTestClinic *clinic = uke_test_clinic_new_open (&UKE_OPENING_HOURS_USUAL);
  UkeId before = register_patient (clinic, "2001", "早坂"), later[9], other;
  g_autoptr (UkeTestServer) server = uke_test_server_new_from_desk (clinic);
  g_autoptr (UkeTestPlace) two = uke_test_place_new (server, "受付2");
  g_autoptr (UkeTestPlace) one = NULL;
  int64_t head = uke_test_clinic_get_head (clinic);

  for (unsigned i = 0; i < G_N_ELEMENTS (later); i++) {
    g_autofree char *number = g_strdup_printf ("30%02u", i);

    later[i] = register_patient (clinic, number, "古川");
  }
  uke_test_clinic_rename_patient (clinic, &before, "江口");
  uke_test_clinic_rename_patient (clinic, &before, "梅原");
  uke_test_clinic_rename_patient (clinic, &later[0], "土屋");
  other = register_patient (two->clinic, "4001", "小柳");
  uke_test_place_until_live (two);
  one = uke_test_place_new_in_place (server, clinic, "受付1");
  uke_test_place_until_live (one);
  uke_test_place_until_sees (one, &other, "小柳");
  uke_test_place_until_sees (two, &before, "梅原");
  uke_test_place_until_sees (two, &later[0], "土屋");
  uke_test_place_until_sees (two, &later[G_N_ELEMENTS (later) - 1], "古川");
  /* 12 of the desk, 1 of the other: none twice, none for a person to settle. */
  until_at (one, head + 13);
  until_at (two, head + 13);
  g_assert_cmpint (count (one, "SELECT count(*) FROM conflict"), ==, 0);
  g_assert_cmpint (count (one, "SELECT count(*) FROM patient"), ==, 11);
  g_assert_cmpint (count (two, "SELECT count(*) FROM patient"), ==, 11);
}

static gboolean
is_revoked (gpointer data)
{
  return uke_test_place_facts (data)->state == UKE_SYNC_STAGE_REVOKED;
}

/* A desk that was struck off joins again: what waited goes out as the new device's, once. */
static void
test_again (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) one = uke_test_place_new (server, "受付1");
  g_autoptr (UkeTestPlace) two = uke_test_place_new (server, "受付2");
  g_autofree char *order = g_strdup_printf ("revoke %u", one->home->dev);
  uint32_t dev = one->home->dev;
  UkeId patient_id;

  uke_test_server_tell (server, order);
  uke_test_until (is_revoked, one, "a desk to be told that it was struck off");
  patient_id = register_patient (one->clinic, "2001", "小柳");
  uke_test_clinic_rename_patient (one->clinic, &patient_id, "古賀");
  uke_test_place_join_again (one, server);
  g_assert_cmpuint (one->home->dev, !=, dev);
  uke_test_place_until_live (one);
  g_assert_cmpuint (uke_test_place_facts (one)->n_parts, ==, 0);
  uke_test_place_until_sees (two, &patient_id, "古賀");
  g_assert_cmpint (count (one, "SELECT count(*) FROM patient"), ==, 1);
  g_assert_cmpint (count (one, "SELECT count(*) FROM conflict"), ==, 0);
}

/* A server that was made anew from what the old one had, with an authority and a signature of its
 * own: the desk joins it in place, and what it had not sent comes there. */
static void
test_server_anew (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) one = uke_test_place_new (server, "受付1");
  g_autoptr (UkeTestPlace) two = NULL;
  UkeId sent = register_patient (one->clinic, "2001", "早坂"), waits;

  uke_test_place_until_live (one);
  uke_test_place_stop (one);
  waits = register_patient (one->clinic, "2002", "相馬");
  uke_test_server_tell (server, "anew");
  uke_test_place_join_again (one, server);
  uke_test_place_until_live (one);
  two = uke_test_place_new (server, "受付2");
  uke_test_place_until_sees (two, &sent, "早坂");
  uke_test_place_until_sees (two, &waits, "相馬");
  g_assert_cmpint (count (two, "SELECT count(*) FROM patient"), ==, 2);
}

static gboolean
is_foreign (gpointer data)
{
  return uke_test_place_facts (data)->state == UKE_SYNC_STAGE_FOREIGN;
}

/* A server with another clinic's content says so before the words are compared; and where a desk
 * became its device all the same, nothing goes either way. */
static void
test_foreign (void)
{
  UkeTestClinic *clinic = uke_test_clinic_new_open (&UKE_OPENING_HOURS_USUAL);
  UkeId own = register_patient (clinic, "2001", "早坂");
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) two = uke_test_place_new (server, "受付2");
  g_autoptr (UkeTestPlace) one = NULL;
  int64_t seq = uke_test_place_facts (two)->seq;

  one = uke_test_place_new_in_place (server, clinic, "受付1");
  uke_test_until (is_foreign, one, "a desk to see that it is in the wrong place");
  uke_test_place_until_sees (one, &own, "早坂");
  g_assert_cmpint (uke_test_place_facts (two)->seq, ==, seq);
  g_assert_cmpint (count (two, "SELECT count(*) FROM patient"), ==, 0);
  g_assert_cmpint (count (one, "SELECT count(*) FROM patient"), ==, 1);
}

/* A new desk opens as soon as it has what it needs to begin with. What is entered then is kept,
 * also over a restart in the middle, and comes to the server once the whole is here. */
static void
test_first (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) one = uke_test_place_new (server, "受付1");
  UkeId before = register_patient (one->clinic, "2001", "早坂"), meanwhile;
  g_autoptr (UkeTestPlace) two = NULL;
  g_autoptr (UkeRecord) absent = NULL;

  uke_test_place_until_live (one);
  two = uke_test_place_new_first (server, "受付2");
  absent = uke_test_clinic_read (two->clinic, &UKE_ENTITY_PATIENT, &before);
  g_assert_null (absent);
  g_assert_cmpint (count (two, "SELECT count(*) FROM staff"), ==, 1);
  meanwhile = register_patient (two->clinic, "2002", "相馬");
  uke_test_clinic_reopen (two->clinic);
  uke_test_place_until_sees (two, &meanwhile, "相馬");
  uke_test_place_start (two);
  uke_test_place_until_live (two);
  g_assert_false (uke_test_place_facts (two)->is_partial);
  uke_test_place_until_sees (two, &before, "早坂");
  uke_test_place_until_sees (two, &meanwhile, "相馬");
  uke_test_place_until_sees (one, &meanwhile, "相馬");
  g_assert_cmpint (count (two, "SELECT count(*) FROM conflict"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  uke_test_log_begin ();
  g_test_add_func ("/sync/join/in-place", test_in_place);
  g_test_add_func ("/sync/join/in-place-later", test_in_place_later);
  g_test_add_func ("/sync/join/again", test_again);
  g_test_add_func ("/sync/join/server-anew", test_server_anew);
  g_test_add_func ("/sync/join/foreign", test_foreign);
  g_test_add_func ("/sync/join/first", test_first);
  return g_test_run ();
}
