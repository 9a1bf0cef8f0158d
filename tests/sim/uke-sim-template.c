/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "store/uke-digest.h"
#include "store/uke-log-store.h"
#include "store/uke-schema.h"
#include "support/uke-test-store.h"

#include <sodium.h>
#include <string.h>

/* What every run begins with, made once for all of them. */

/* Everything in a run follows its seed, also what stands in signatures. */
static void
make_keys (Sim *sim)
{
  static const uint8_t seed[crypto_sign_SEEDBYTES] = { 7 };

  if (sodium_init () < 0)
    g_error ("libsodium does not start");
  crypto_sign_seed_keypair (sim->public_key, sim->secret, seed);
}

/* A signed head in the file: desks that are made from its copy can show where they stand. */
static void
sign_head (Sim *sim, UkeDb *db)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare (
      db, "INSERT INTO head_sig (feed, seq, epoch, chain, sig) VALUES (1, ?, ?, ?, ?)", NULL);
  UkeCursor cursor = { .is_signed = FALSE };
  UkeLogHead head;

  if (stmt == NULL || !uke_log_store_get_head (db, &head, NULL))
    g_error ("the clinic has no log");
  cursor.epoch = head.epoch;
  cursor.seq = head.seq;
  memcpy (cursor.chain, head.chain, sizeof cursor.chain);
  uke_cursor_sign (&cursor, sim->secret);
  uke_stmt_bind_int64_at (stmt, 1, cursor.seq);
  uke_stmt_bind_id_at (stmt, 2, &cursor.epoch);
  uke_stmt_bind_blob_at (stmt, 3, cursor.chain, sizeof cursor.chain);
  uke_stmt_bind_blob_at (stmt, 4, cursor.sig, sizeof cursor.sig);
  if (!uke_stmt_run (stmt, NULL))
    g_error ("the clinic's log cannot be signed");
}

/* A clinic that worked alone. */
static GBytes *
make_template (Sim *sim, UkeTestFolder *folder)
{
  UkeTestStore *store = uke_test_store_new_in (folder, uke_test_folder_open (folder));
  GBytes *bytes;

  sim->clinic_id = store->clinic_id;
  sim->staff_id = store->staff_id;
  sim->provider_id = store->provider_id;
  sim->chair_id = store->chair_id;
  sim->menu_id = store->menu_id;
  make_keys (sim);
  sign_head (sim, store->db);
  if (!uke_db_begin (store->db, NULL) || !uke_digest_keep (store->db, NULL)
      || !uke_db_commit (store->db, NULL))
    g_error ("the clinic's sums cannot be kept");
  bytes = sim_read_file (store->db, folder->file);
  uke_test_store_free (store);
  return bytes;
}

/* The tables and nothing else, for who begins with a snapshot. */
static GBytes *
make_empty (UkeTestFolder *folder)
{
  UkeDb *db = uke_test_folder_open (folder);
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  if (!uke_schema_migrate (db, folder->key, &error))
    g_error ("the tables cannot be made: %s", error->message);
  bytes = sim_read_file (db, folder->file);
  uke_db_free (db);
  uke_test_folder_free (folder);
  return bytes;
}

/* Gives @sim what it begins with; without one, only makes it. */
void
sim_prepare (Sim *sim)
{
  static Sim made;

  if (made.template == NULL) {
    sim_random_use_for_ids (1);
    made.template = make_template (&made, uke_test_folder_new ());
    made.empty = make_empty (uke_test_folder_new ());
  }
  if (sim == NULL)
    return;
  sim->template = made.template;
  sim->empty = made.empty;
  memcpy (sim->secret, made.secret, sizeof made.secret);
  memcpy (sim->public_key, made.public_key, sizeof made.public_key);
  sim->clinic_id = made.clinic_id;
  sim->staff_id = made.staff_id;
  sim->provider_id = made.provider_id;
  sim->chair_id = made.chair_id;
  sim->menu_id = made.menu_id;
}
