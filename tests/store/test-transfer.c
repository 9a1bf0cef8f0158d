/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-transfer.h"

#include "store/uke-schema.h"
#include "store/uke-store-error.h"
#include "store/uke-table.h"
#include "support/uke-test-store.h"

#include <string.h>

/* A clinic with a few rows, and an empty database of the same schema beside it. */
typedef struct {
  UkeTestStore *store;   /* (owned) */
  UkeTestFolder *folder; /* (owned) */
  UkeDb *target;         /* (owned) */
  unsigned n_told;
  int64_t last_done, total;
} Both;

static void
set_up (Both *self)
{
  UkeDraft *patient;
  UkeId id;

  self->store = uke_test_store_new ();
  patient = uke_test_store_patient (self->store, "12", "山田", "花子", "やまだ", "はなこ");
  id = *uke_draft_get_id (patient);
  uke_committed_free (uke_test_store_commit (
      self->store, patient, uke_test_store_phone (self->store, &id, "0312345678"), NULL));
  uke_committed_free (uke_test_store_commit (
      self->store,
      uke_test_store_appointment (self->store, &id, UKE_TEST_NOW_US + INT64_C (86400000000), 30),
      NULL));
  self->folder = uke_test_folder_new ();
  self->target = uke_test_folder_open (self->folder);
  g_assert_true (uke_schema_migrate (self->target, self->folder->key, NULL));
}

static void
clear_both (Both *self)
{
  uke_db_rollback (self->target);
  uke_db_free (self->target);
  uke_test_folder_free (self->folder);
  uke_db_end_read (self->store->db);
  uke_test_store_free (self->store);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Both, clear_both)

static void
tell_cb (const char *table, int64_t done, int64_t total, gpointer data)
{
  Both *self = data;

  g_assert_cmpint (done, >=, self->last_done);
  self->last_done = done;
  self->total = total;
  self->n_told++;
}

static UkeTransfer *
copy (Both *self)
{
  UkeTransfer *transfer = uke_transfer_new (self->store->db, self->target, tell_cb, self);
  g_autoptr (GError) error = NULL;
  gboolean is_copied;

  g_assert_true (uke_db_begin_read (self->store->db, NULL));
  g_assert_true (uke_db_begin (self->target, NULL));
  is_copied = uke_transfer_copy (transfer, &error);
  g_assert_no_error (error);
  g_assert_true (is_copied);
  return transfer;
}

/* What is said of the target once it is written. */
static GPtrArray *
prove (Both *self, UkeTransfer *transfer)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *problems;

  g_assert_true (uke_db_commit (self->target, NULL));
  g_assert_true (uke_db_begin_read (self->target, NULL));
  problems = uke_transfer_prove (transfer, &error);
  uke_db_end_read (self->target);
  g_assert_no_error (error);
  return problems;
}

/* Every table goes along, and what arrived is what went off, down to the chains. */
static void
test_equal (void)
{
  g_auto (Both) both = { 0 };
  g_autoptr (UkeTransfer) transfer = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  UkeLogHead head;
  gboolean is_empty;

  set_up (&both);
  g_assert_true (uke_transfer_is_empty (both.target, &is_empty, NULL));
  g_assert_true (is_empty);
  transfer = copy (&both);
  problems = prove (&both, transfer);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_true (uke_transfer_is_empty (both.target, &is_empty, NULL));
  g_assert_false (is_empty);
  g_assert_true (uke_log_store_get_head (both.target, &head, NULL));
  g_assert_cmpmem (&head, sizeof head, uke_transfer_get_head (transfer), sizeof head);
  g_assert_cmpint (head.seq, >=, 3);
  g_assert_cmpint (both.last_done, <=, both.total);
  g_assert_cmpint (both.total, ==, 2 * uke_transfer_get_n_rows (transfer));
  g_assert_cmpuint (both.n_told, >, 60);
  g_assert_cmpint (uke_test_query (both.target, "SELECT count(*) FROM patient"), ==, 1);
  g_assert_cmpint (uke_test_query (both.target, "SELECT count(*) FROM audit"), ==,
                   uke_test_query (both.store->db, "SELECT count(*) FROM audit"));
}

static gboolean
says (GPtrArray *problems, const char *what)
{
  for (unsigned i = 0; i < problems->len; i++)
    if (strstr (problems->pdata[i], what) != NULL)
      return TRUE;
  return FALSE;
}

/* Whatever arrives otherwise is noticed: a row less, a value of a table that no chain covers, one
 * of the log. */
static void
test_unequal (void)
{
  static const struct {
    const char *harm, *said;
  } cases[] = {
    { "DELETE FROM slot_claim WHERE cell = (SELECT min (cell) FROM slot_claim)", "slot_claim: " },
    { "UPDATE patient_phone SET number = '0312345679'", "patient_phone: its rows differ" },
    { "UPDATE device SET name = ''", "device: its rows differ" },
    { "UPDATE patient SET family_name = '川田'", "the sum of all rows differs" },
    { "UPDATE flog SET hlc = hlc + 1 WHERE seq = 2", "log: " },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Both) both = { 0 };
    g_autoptr (UkeTransfer) transfer = NULL;
    g_autoptr (GPtrArray) problems = NULL;

    set_up (&both);
    transfer = copy (&both);
    uke_test_exec (both.target, cases[i].harm);
    problems = prove (&both, transfer);
    g_test_message ("%s", cases[i].harm);
    g_assert_true (says (problems, cases[i].said));
  }
}

/* Databases whose tables differ are not brought together. */
static void
test_other_schema (void)
{
  g_auto (Both) both = { 0 };
  g_autoptr (UkeTransfer) transfer = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&both);
  uke_test_create (both.target, "ALTER TABLE menu ADD COLUMN taste TEXT");
  transfer = uke_transfer_new (both.store->db, both.target, NULL, NULL);
  g_assert_true (uke_db_begin (both.target, NULL));
  g_assert_false (uke_transfer_copy (transfer, &error));
  g_assert_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT);
}

/* A table is described alike on both engines: its columns in order, what they hold, its key. */
static void
test_description (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autoptr (UkeTable) table = uke_table_describe (store->db, "slot_claim", NULL);
  g_autofree char *select = NULL;
  g_autofree char *insert = NULL;

  g_assert_nonnull (table);
  select = uke_table_make_select (table);
  insert = uke_table_make_insert (table);
  g_assert_cmpstr (select, ==,
                   "SELECT resource_id, cell, lane, appointment_id FROM slot_claim "
                   "ORDER BY resource_id, cell, lane");
  g_assert_cmpstr (insert, ==, "INSERT INTO slot_claim VALUES (?, ?, ?, ?)");
  g_assert_cmpint (((UkeColumn *)table->columns->pdata[0])->kind, ==, UKE_COLUMN_BLOB);
  g_assert_cmpint (((UkeColumn *)table->columns->pdata[1])->kind, ==, UKE_COLUMN_INTEGER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/transfer/equal", test_equal);
  g_test_add_func ("/store/transfer/unequal", test_unequal);
  g_test_add_func ("/store/transfer/other-schema", test_other_schema);
  g_test_add_func ("/store/transfer/description", test_description);
  return g_test_run ();
}
