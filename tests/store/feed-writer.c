/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db/uke-db-postgresql.h"
#include "store/uke-log-store.h"
#include "store/uke-rows.h"
#include "store/uke-schema.h"
#include "store/uke-store-error.h"
#include "store/uke-store-verify.h"
#include "support/uke-test-store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * One server process of several on one schema, for servers.py:
 *
 *   feed-writer make  URI SCHEMA          a clinic
 *   feed-writer write URI SCHEMA COUNT    COUNT new patients, each a change-set of its own; prints
 * the id of each once its commit is acknowledged feed-writer check URI SCHEMA          reads such
 * ids, and says what is wrong with the clinic feed-writer drop  URI SCHEMA
 *
 * When the database server goes away it connects anew until there is one, and looks in the log what
 * became of the change-set that was on its way.
 */

/* How long a clinic may be without its database server. */
#define PATIENCE_US (60 * G_USEC_PER_SEC)

static UkeDb *
open_schema (const char *uri, const char *schema, gboolean create)
{
  UkeDbConfig config = { .uri = uri, .schema = schema, .create = create };
  g_autoptr (GError) error = NULL;
  UkeDb *db = uke_db_open (&config, &error);

  g_assert_no_error (error);
  return db;
}

static gboolean
is_gone (const GError *error)
{
  return g_error_matches (error, UKE_DB_ERROR, UKE_DB_ERROR_UNREACHABLE)
         /* The former primary is a standby now, or the standby is not a primary yet. */
         || g_error_matches (error, UKE_DB_ERROR, UKE_DB_ERROR_READ_ONLY);
}

/* Connects until somebody answers: each try waits for the connection itself. */
static void
await_server (UkeDb *db)
{
  int64_t deadline_us = g_get_monotonic_time () + PATIENCE_US;

  while (TRUE) {
    g_autoptr (GError) error = NULL;

    if (uke_db_revive (db, &error))
      return;
    if (!is_gone (error) || g_get_monotonic_time () > deadline_us)
      g_error ("no server: %s", error->message);
    g_thread_yield ();
  }
}

static gboolean
is_in_log (UkeDb *db, const UkeId *id, gboolean *out_is_in, GError **error)
{
  g_autoptr (GError) own_error = NULL;
  UkeLogEntry entry;

  *out_is_in = uke_log_store_find_change_set (db, id, &entry, &own_error);
  if (*out_is_in || g_error_matches (own_error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

static UkeChangeSet *
make_set (UkeTestStore *store, const UkeId *id, unsigned n)
{
  g_autofree char *number = g_strdup_printf ("%u", n);
  UkeChangeSet *set = uke_change_set_new (id, UKE_INTENT_DEMO);
  g_autoptr (UkeDraft) patient
      = uke_test_store_patient (store, number, "山田", "花子", "やまだ", "はなこ");

  uke_change_set_add_draft (set, patient);
  return set;
}

/* Commits one change-set once, whatever happens on the way. */
static UkeId
write_one (UkeTestStore *store, unsigned n)
{
  UkeId id = uke_id_new (store->now_us);
  gboolean is_in = FALSE;

  while (!is_in) {
    g_autoptr (GError) error = NULL;
    g_autoptr (UkeCommitted) committed = NULL;

    await_server (store->db);
    if (is_in_log (store->db, &id, &is_in, &error) && !is_in) {
      committed = uke_test_store_try (store, make_set (store, &id, n), &error);
      is_in = committed != NULL;
    }
    if (error != NULL && !is_gone (error)
        && !g_error_matches (error, UKE_DB_ERROR, UKE_DB_ERROR_BUSY))
      g_error ("%s", error->message);
  }
  return id;
}

static int
write_many (const char *uri, const char *schema, unsigned n)
{
  g_autoptr (UkeDb) db = open_schema (uri, schema, FALSE);
  UkeTestStore store = { .db = db, .now_us = g_get_real_time () };
  g_autoptr (GPtrArray) staff = uke_rows_list (db, &UKE_ENTITY_STAFF, NULL);

  store.staff_id = *uke_record_get_id (staff->pdata[0]);
  for (unsigned i = 0; i < n; i++) {
    UkeId id = write_one (&store, i);
    g_autofree char *hex = uke_id_dup_hex (&id);

    printf ("%s\n", hex);
    fflush (stdout);
  }
  return 0;
}

static int
make (const char *uri, const char *schema)
{
  UkeTestFolder *folder = uke_test_folder_new ();

  /* The clinic stays; only the folder, which nothing is in, goes with the store. */
  g_clear_pointer (&folder->schema, g_free);
  uke_test_store_free (uke_test_store_new_in (folder, open_schema (uri, schema, TRUE)));
  return 0;
}

/* Each id on the standard input is in the log, and the clinic is in order. */
static int
check (const char *uri, const char *schema)
{
  g_autoptr (UkeDb) db = open_schema (uri, schema, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) checks = uke_store_verify (db, NULL, NULL, NULL, &error);
  unsigned n_wrong = 0, n_ids = 0;
  char line[UKE_ID_HEX_SIZE + 1];
  UkeLogHead head;

  g_assert_no_error (error);
  for (unsigned i = 0; i < checks->len; i++) {
    UkeStoreCheck *one = checks->pdata[i];

    for (unsigned j = 0; j < one->problems->len; j++, n_wrong++)
      printf ("%s: %s\n", one->name, (const char *)one->problems->pdata[j]);
  }
  while (fgets (line, sizeof line, stdin) != NULL) {
    gboolean is_in = FALSE;
    UkeId id;

    g_assert_true (uke_id_from_hex (g_strchomp (line), &id));
    g_assert_true (is_in_log (db, &id, &is_in, &error));
    n_ids++;
    if (!is_in)
      printf ("lost: %s\n", line);
    n_wrong += is_in ? 0 : 1;
  }
  g_assert_true (uke_log_store_get_head (db, &head, &error));
  printf ("%u ids, head %" G_GINT64_FORMAT "\n", n_ids, head.seq);
  return n_wrong == 0 ? 0 : 1;
}

static int
drop (const char *uri, const char *schema)
{
  g_autoptr (UkeDb) db = open_schema (uri, schema, FALSE);
  g_autofree char *sql = g_strdup_printf ("DROP SCHEMA %s CASCADE", schema);

  uke_test_exec (db, sql);
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc < 4)
    return 2;
  uke_db_postgresql_register ();
  if (strcmp (argv[1], "make") == 0)
    return make (argv[2], argv[3]);
  if (strcmp (argv[1], "check") == 0)
    return check (argv[2], argv[3]);
  if (strcmp (argv[1], "drop") == 0)
    return drop (argv[2], argv[3]);
  if (strcmp (argv[1], "write") == 0 && argc == 5)
    return write_many (argv[2], argv[3], (unsigned)g_ascii_strtoull (argv[4], NULL, 10));
  return 2;
}
