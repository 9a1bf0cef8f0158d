/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/uke-sync-engine.h"

#include "clinic/uke-history-query.h"
#include "clinic/uke-patient-commands.h"
#include "model/uke-entities.h"
#include "support/uke-test-db.h"
#include "support/uke-test-log.h"
#include "uke-test-server.h"

/*
 * Who a desk is to its server, and what the server keeps of what was done at it: real files, real
 * processes, real TLS.
 */

static void
register_patients (UkeTestPlace *desk, unsigned from, unsigned n)
{
  for (unsigned i = 0; i < n; i++) {
    g_autofree char *number = g_strdup_printf ("%u", from + i);

    uke_test_clinic_add_patient (desk->clinic, number, "小柳", "花子", "こやなぎ", "はなこ", NULL);
  }
}

/* A second connection to a desk's file, as its own program has it. */
static UkeDb *
open_file (UkeTestPlace *desk)
{
  g_autofree char *path = g_build_filename (desk->clinic->dir, "uketsuke.db", NULL);
  const UkeDbConfig config = { .path = path, .key = uke_secret_peek (desk->clinic->key) };
  g_autoptr (GError) error = NULL;
  UkeDb *db = uke_db_open (&config, &error);

  g_assert_no_error (error);
  return db;
}

static int64_t
query (UkeTestPlace *desk, const char *sql)
{
  g_autoptr (UkeDb) db = open_file (desk);

  return uke_test_query (db, sql);
}

/** Shipping: a desk whose audit is to come to its server. */
typedef struct {
  UkeTestServer *server;
  UkeTestPlace *desk;
} Shipping;

static int64_t
count_at_server (const Shipping *self)
{
  g_autofree char *order = g_strdup_printf ("audit %u", self->desk->home->dev);
  g_autofree char *n = uke_test_server_ask (self->server, order);

  return g_ascii_strtoll (n, NULL, 10);
}

static gboolean
has_arrived (gpointer data)
{
  const Shipping *self = data;
  int64_t n = query (self->desk, "SELECT audit_seq FROM device WHERE is_self = 1");

  return n > 0 && count_at_server (self) == n
         && query (self->desk, "SELECT coalesce (max (seq), 0) FROM audit_sent") == n;
}

static void
connect_again (UkeTestPlace *desk)
{
  uke_test_place_stop (desk);
  uke_test_place_start (desk);
}

/* What was done at a desk stands at the server without anybody's asking, also what was done while
 * there was no way to it, and once more when the server was put back to before. */
static void
test_audit_arrives (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) desk = uke_test_place_new (server, "受付1");
  Shipping shipping = { server, desk };
  int64_t before;

  uke_test_server_tell (server, "save");
  register_patients (desk, 2001, 5);
  uke_test_until (has_arrived, &shipping, "the audit to be at the server");
  before = count_at_server (&shipping);
  uke_test_server_tell (server, "stop");
  register_patients (desk, 2101, 5);
  uke_test_server_tell (server, "start");
  connect_again (desk);
  uke_test_until (has_arrived, &shipping, "what was done meanwhile");
  g_assert_cmpint (count_at_server (&shipping), >, before);
  uke_test_server_tell (server, "stop");
  uke_test_server_tell (server, "restore");
  uke_test_server_tell (server, "start");
  g_assert_cmpint (count_at_server (&shipping), ==, 0);
  connect_again (desk);
  uke_test_until (has_arrived, &shipping, "all of it once more");
}

static gboolean
is_audit_broken (gpointer data)
{
  return uke_test_place_facts (data)->is_audit_broken;
}

static gboolean
is_sent (gpointer data)
{
  return uke_test_place_facts (data)->n_waiting == 0;
}

/* Somebody who has the file's key edits what was recorded before it was sent: the server takes what
 * was before it, refuses the rest, and says in its log which record it was. Work goes on. */
static void
test_audit_broken (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) desk = uke_test_place_new (server, "受付1");
  Shipping shipping = { server, desk };
  g_autofree char *logged = NULL, *times = NULL;
  g_autoptr (UkeDb) db = NULL;
  int64_t last;

  register_patients (desk, 2001, 2);
  uke_test_until (has_arrived, &shipping, "the audit to be at the server");
  uke_test_place_stop (desk);
  last = count_at_server (&shipping);
  register_patients (desk, 2101, 2);
  db = open_file (desk);
  uke_test_exec (db, "DROP TRIGGER audit_fixed");
  uke_test_exec (db,
                 "UPDATE audit SET at_us = at_us + 1 WHERE seq = (SELECT seq + 1 FROM audit_sent)");
  uke_test_place_start (desk);
  uke_test_until (is_audit_broken, desk, "the desk to know that its audit is broken");
  g_assert_cmpint (count_at_server (&shipping), ==, last);
  logged = g_strdup_printf ("logged audit_broken dev=%u seq=%" G_GINT64_FORMAT " code=chain given=",
                            desk->home->dev, last + 1);
  times = uke_test_server_ask (server, logged);
  g_assert_cmpstr (times, ==, "1");
  register_patients (desk, 2201, 1);
  uke_test_until (is_sent, desk, "work to go on");
  uke_test_place_until_live (desk);
}

/* The same PC once more: its folder, its key, its numbers. */
static UkeTestPlace *
copy_place (UkeTestPlace *from)
{
  UkeTestPlace *copy = g_new0 (UkeTestPlace, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("uke-copy-XXXXXX", &error);
  g_autofree char *all = g_strconcat (from->clinic->dir, "/.", NULL);
  g_autofree char *out = NULL;
  g_autofree char *problem = NULL;
  char *argv[] = { (char *)"cp", (char *)"-a", all, dir, NULL };
  int status;

  g_assert_no_error (error);
  g_assert_true (uke_sync_home_save_sync (from->home, NULL, &error));
  g_assert_true (g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &problem,
                               &status, &error));
  g_assert_cmpint (status, ==, 0);
  copy->clinic = uke_test_clinic_open (dir, from->clinic->key, &from->clinic->database_id);
  copy->home = uke_sync_home_load_sync (dir, &error);
  g_assert_no_error (error);
  copy->key = uke_secret_ref (from->key);
  return copy;
}

/** Twins: a desk and its copy. */
typedef struct {
  UkeTestServer *server;
  UkeTestPlace *one, *two;
} Twins;

static gboolean
are_told_apart (gpointer data)
{
  const Twins *twins = data;
  g_autofree char *logged = uke_test_server_ask (twins->server, "logged device_cloned");

  return g_ascii_strtoll (logged, NULL, 10) > 0
         && query (twins->one, "SELECT inc FROM device WHERE is_self = 1")
                != query (twins->two, "SELECT inc FROM device WHERE is_self = 1");
}

/* A PC is copied, and both run: the server tells them apart, what people did on either arrives, and
 * the administrator sees it. */
static void
test_cloned (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) one = uke_test_place_new (server, "受付1");
  g_autoptr (UkeTestPlace) two = NULL;
  g_autofree char *noted = NULL;
  Twins twins = { server, one, NULL };

  uke_test_place_stop (one);
  two = twins.two = copy_place (one);
  uke_test_place_start (one);
  uke_test_place_until_live (one);
  uke_test_place_start (two);
  uke_test_until (are_told_apart, &twins, "the server to tell a PC from its copy");
  register_patients (one, 2001, 1);
  register_patients (two, 2101, 1);
  uke_test_until (is_sent, one, "what was done on the PC");
  uke_test_until (is_sent, two, "what was done on its copy");
  noted = uke_test_server_ask (server, "noted device_cloned");
  g_assert_cmpstr (noted, ==, "1");
}

/** Story: what a desk's history of a patient is to have. */
typedef struct {
  UkeTestPlace *desk;
  const UkeId *patient_id;
  unsigned n;
} Story;

static GPtrArray *
load_history (UkeTestPlace *desk, const UkeId *patient_id)
{
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *entries;

  uke_clinic_load_history_async (desk->clinic->clinic, patient_id, 100, NULL, uke_test_await_cb,
                                 &loaded);
  while (loaded == NULL)
    g_main_context_iteration (NULL, TRUE);
  entries = uke_clinic_load_history_finish (desk->clinic->clinic, loaded, &error);
  g_assert_no_error (error);
  return entries;
}

static gboolean
has_story (gpointer data)
{
  const Story *story = data;
  g_autoptr (GPtrArray) entries = load_history (story->desk, story->patient_id);

  return entries->len >= story->n;
}

/* What was done at another desk stands in a patient's history here, with who did it, where, and
 * what was there before; what was done here stands there once. */
static void
test_history (void)
{
  g_autoptr (UkeTestServer) server = uke_test_server_new ();
  g_autoptr (UkeTestPlace) one = uke_test_place_new (server, "受付1");
  g_autoptr (UkeTestPlace) two = uke_test_place_new (server, "受付2");
  UkeId patient_id = uke_test_clinic_add_patient (one->clinic, "2001", "小柳", "花子", "こやなぎ",
                                                  "はなこ", NULL);
  Story story = { two, &patient_id, 1 };
  g_autoptr (GPtrArray) entries = NULL;
  const UkeHistoryEntry *newest, *oldest;
  const UkeHistoryField *field = NULL;

  uke_test_until (has_story, &story, "the registration at the other desk");
  uke_test_clinic_rename_patient (one->clinic, &patient_id, "大柳");
  story.n = 2;
  uke_test_until (has_story, &story, "the change at the other desk");
  uke_test_clinic_rename_patient (two->clinic, &patient_id, "中柳");
  uke_test_until (is_sent, two, "its own change to come back");
  uke_test_place_until_live (two);
  entries = load_history (two, &patient_id);
  g_assert_cmpuint (entries->len, ==, 3);
  oldest = entries->pdata[2];
  g_assert_cmpstr (oldest->kind, ==, "create");
  g_assert_cmpuint (oldest->dev, ==, one->home->dev);
  g_assert_cmpstr (oldest->staff_name, ==, "青柳 昭彦");
  newest = entries->pdata[1];
  g_assert_cmpstr (newest->kind, ==, "change");
  g_assert_cmpuint (newest->dev, ==, one->home->dev);
  g_assert_true (newest->entity == &UKE_ENTITY_PATIENT);
  for (unsigned i = 0; i < newest->fields->len; i++)
    if (((UkeHistoryField *)newest->fields->pdata[i])->field
        == &UKE_ENTITY_PATIENT.fields[UKE_PATIENT_FAMILY_NAME])
      field = newest->fields->pdata[i];
  g_assert_nonnull (field);
  g_assert_cmpstr (field->old_value, ==, "小柳");
  g_assert_cmpstr (field->new_value, ==, "大柳");
  newest = entries->pdata[0];
  g_assert_cmpuint (newest->dev, ==, 0);
  g_assert_cmpstr (newest->kind, ==, "change");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  uke_test_log_begin ();
  g_test_add_func ("/sync/identity/audit-arrives", test_audit_arrives);
  g_test_add_func ("/sync/identity/audit-broken", test_audit_broken);
  g_test_add_func ("/sync/identity/cloned", test_cloned);
  g_test_add_func ("/sync/identity/history", test_history);
  return g_test_run ();
}
