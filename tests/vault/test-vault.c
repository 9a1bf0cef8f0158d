/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/uke-test-session.h"
#include "vault/uke-recovery-code.h"
#include "vault/uke-vault.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/* Every case runs in a process of its own, because a process has one session bus for life. Cases
 * that need another bus for their second half go on in another process with the same files. */

#define NOW_US 1700000000000000

typedef struct {
  UkeTestSession *session;
  UkeKeyring *keyring;
  UkeVault *vault;
  GAsyncResult *result;
  char *dir;
} Case;

static void
take_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Case *)data)->result = g_object_ref (result);
}

static GAsyncResult *
await (Case *c)
{
  while (c->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&c->result);
}

static void
assert_outcome (gboolean is_done, const GError *error, int expected_error)
{
  if (expected_error >= 0)
    g_assert_error (error, UKE_VAULT_ERROR, expected_error);
  else
    g_assert_no_error (error);
  g_assert_cmpint (is_done, ==, expected_error < 0);
}

static UkeVaultPresence
probe (Case *c, UkeKeyringState *out_keyring)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UkeVaultPresence presence = UKE_VAULT_EMPTY;

  uke_vault_probe_async (c->vault, NULL, take_result_cb, c);
  result = await (c);
  g_assert_true (uke_vault_probe_finish (c->vault, result, &presence, out_keyring, &error));
  g_assert_no_error (error);
  return presence;
}

static UkeSecret *
create (Case *c, int expected_error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UkeSecret *code;

  uke_vault_create_async (c->vault, NOW_US, NULL, take_result_cb, c);
  result = await (c);
  code = uke_vault_create_finish (c->vault, result, &error);
  assert_outcome (code != NULL, error, expected_error);
  return code;
}

static void
confirm (Case *c, const char *typed, int expected_error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_done;

  uke_vault_confirm_recovery_async (c->vault, typed, UKE_KEYRING_QUIET, NULL, take_result_cb, c);
  result = await (c);
  is_done = uke_vault_confirm_recovery_finish (c->vault, result, &error);
  assert_outcome (is_done, error, expected_error);
}

static void
unlock (Case *c, int expected_error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_done;

  uke_vault_unlock_with_keyring_async (c->vault, UKE_KEYRING_QUIET, NULL, take_result_cb, c);
  result = await (c);
  is_done = uke_vault_unlock_with_keyring_finish (c->vault, result, &error);
  assert_outcome (is_done, error, expected_error);
}

static void
recover (Case *c, const char *typed, int expected_error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_done;

  uke_vault_unlock_with_recovery_async (c->vault, typed, NOW_US, UKE_KEYRING_QUIET, NULL,
                                        take_result_cb, c);
  result = await (c);
  is_done = uke_vault_unlock_with_recovery_finish (c->vault, result, &error);
  assert_outcome (is_done, error, expected_error);
}

/* Sets a clinic up and puts a file in the database's place. Returns: (transfer full): the code */
static UkeSecret *
set_up_clinic (Case *c)
{
  g_autoptr (UkeSecret) code = create (c, -1);
  UkeSecret *text = uke_recovery_code_format (code);

  confirm (c, uke_secret_peek_text (text), -1);
  g_assert_true (g_file_set_contents (uke_vault_get_data_dir (c->vault)->database,
                                      "stands for the database", -1, NULL));
  return text;
}

/* As if the program had been started anew. */
static void
restart (Case *c)
{
  g_assert_finalize_object (c->vault);
  c->vault = uke_vault_new (c->dir, c->keyring);
}

static void
lock_keyring (Case *c)
{
  uke_test_session_stop_keyring (c->session);
  uke_test_session_start_keyring (c->session, NULL);
}

static void
empty_keyring (Case *c)
{
  uke_test_session_stop_keyring (c->session);
  uke_test_session_forget_keyring (c->session);
  uke_test_session_start_keyring (c->session, "pass");
}

/* A first run: nothing is on the disk until the code came back, and then the keyring opens it. */
static void
first_run (Case *c)
{
  UkeKeyringState keyring;
  g_autoptr (UkeSecret) code = NULL;
  g_autoptr (UkeSecret) text = NULL;
  g_autoptr (UkeSecret) key = NULL;
  UkeId db_uuid;

  uke_test_session_start_keyring (c->session, "pass");
  g_assert_cmpint (probe (c, &keyring), ==, UKE_VAULT_EMPTY);
  g_assert_cmpint (keyring, ==, UKE_KEYRING_READY);
  code = create (c, -1);
  text = uke_recovery_code_format (code);
  g_assert_cmpint (uke_vault_get_state (c->vault), ==, UKE_VAULT_UNCONFIRMED);
  g_assert_null (uke_vault_get_data_key (c->vault));
  confirm (c, "000G-40R4-18 0M30", UKE_VAULT_ERROR_MALFORMED_CODE);
  confirm (c, "000G-40R4-18 0M30-E209-ZF 185G-R38E-9B 1W81-24GK-RD", UKE_VAULT_ERROR_WRONG_CODE);
  g_assert_false (g_file_test (c->dir, G_FILE_TEST_EXISTS));

  confirm (c, uke_secret_peek_text (text), -1);
  g_assert_true (uke_vault_get_has_device_slot (c->vault));
  key = uke_secret_ref (uke_vault_get_data_key (c->vault));
  db_uuid = *uke_vault_get_db_uuid (c->vault);
  g_assert_cmpuint (uke_secret_len (key), ==, UKE_DATA_KEY_BYTES);

  restart (c);
  g_assert_cmpint (probe (c, &keyring), ==, UKE_VAULT_NO_DATABASE);
  unlock (c, -1);
  g_assert_true (uke_secret_equal (key, uke_vault_get_data_key (c->vault)));
  g_assert_true (uke_id_equal (&db_uuid, uke_vault_get_db_uuid (c->vault)));
}

/* Without any keyring a clinic can be set up and opened with the code alone. */
static void
without_keyring (Case *c)
{
  g_autoptr (UkeSecret) text = set_up_clinic (c);

  g_assert_false (uke_vault_get_has_device_slot (c->vault));
  restart (c);
  unlock (c, UKE_VAULT_ERROR_NO_SERVICE);
  recover (c, uke_secret_peek_text (text), -1);
  g_assert_false (uke_vault_get_has_device_slot (c->vault));
}

/* After a recovery with an open keyring the next start needs no code. */
static void
recovery_makes_device (Case *c)
{
  g_autoptr (UkeSecret) text = set_up_clinic (c);
  g_autoptr (UkeSecret) key = uke_secret_ref (uke_vault_get_data_key (c->vault));

  restart (c);
  uke_test_session_start_keyring (c->session, "pass");
  unlock (c, UKE_VAULT_ERROR_ABSENT);
  recover (c, uke_secret_peek_text (text), -1);
  g_assert_true (uke_vault_get_has_device_slot (c->vault));
  restart (c);
  unlock (c, -1);
  g_assert_true (uke_secret_equal (key, uke_vault_get_data_key (c->vault)));
}

/* Recovering again and again, on ever new keyrings, keeps the file small and the code good. */
static void
many_recoveries (Case *c)
{
  g_autoptr (UkeSecret) text = NULL;

  uke_test_session_start_keyring (c->session, "pass");
  text = set_up_clinic (c);
  for (int i = 0; i < 6; i++) {
    g_autofree char *content = NULL;
    gsize len;

    restart (c);
    empty_keyring (c);
    recover (c, uke_secret_peek_text (text), -1);
    g_assert_true (
        g_file_get_contents (uke_vault_get_data_dir (c->vault)->slots, &content, &len, NULL));
    /* A header, four device slots and one of recovery at most, and the digest. */
    g_assert_cmpuint (len, <=, 32 + 5 * 132 + 32);
  }
}

/* A new recovery code counts once it was typed back, and the old one is worth nothing then. */
static void
renew (Case *c)
{
  g_autoptr (UkeSecret) old_text = NULL;
  g_autoptr (UkeSecret) code = NULL;
  g_autoptr (UkeSecret) text = NULL;

  uke_test_session_start_keyring (c->session, "pass");
  old_text = set_up_clinic (c);
  code = uke_vault_renew_recovery (c->vault, NULL);
  text = uke_recovery_code_format (code);
  confirm (c, uke_secret_peek_text (old_text), UKE_VAULT_ERROR_WRONG_CODE);
  confirm (c, uke_secret_peek_text (text), -1);
  restart (c);
  recover (c, uke_secret_peek_text (old_text), UKE_VAULT_ERROR_WRONG_CODE);
  recover (c, uke_secret_peek_text (text), -1);
  restart (c);
  unlock (c, -1);
}

/* Where a file could not be written, nothing is left of the attempt, in the keyring neither. */
static void
cannot_write (Case *c)
{
  g_autoptr (UkeSecret) code = NULL;
  g_autoptr (UkeSecret) text = NULL;
  g_autoptr (GPtrArray) secrets = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  uke_test_session_start_keyring (c->session, "pass");
  code = create (c, -1);
  text = uke_recovery_code_format (code);
  /* A plain file where the data directory belongs. */
  g_assert_true (g_file_set_contents (c->dir, "", 0, NULL));
  confirm (c, uke_secret_peek_text (text), UKE_VAULT_ERROR_IO);
  uke_keyring_lookup_async (c->keyring, uke_vault_get_db_uuid (c->vault), UKE_KEYRING_QUIET, NULL,
                            take_result_cb, c);
  result = await (c);
  g_assert_cmpint (uke_keyring_lookup_finish (c->keyring, result, &secrets, NULL), ==,
                   UKE_KEYRING_ABSENT);
  g_assert_cmpint (g_unlink (c->dir), ==, 0);
  confirm (c, uke_secret_peek_text (text), -1);
}

/* A slot file that appears between making the key and confirming is not written over. */
static void
appears_meanwhile (Case *c)
{
  g_autoptr (UkeSecret) code = create (c, -1);
  g_autoptr (UkeSecret) text = uke_recovery_code_format (code);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_assert_true (uke_data_dir_create_sync (uke_vault_get_data_dir (c->vault), NULL));
  g_assert_true (g_file_set_contents (uke_vault_get_data_dir (c->vault)->database, "x", 1, NULL));
  before = uke_test_session_hash_folder (c->dir);
  confirm (c, uke_secret_peek_text (text), UKE_VAULT_ERROR_EXISTS);
  after = uke_test_session_hash_folder (c->dir);
  g_assert_cmpstr (before, ==, after);
}

/* A database without slots, damaged slots and newer slots are told apart. */
static void
unreadable_slots (Case *c)
{
  const UkeDataDir *dir = uke_vault_get_data_dir (c->vault);
  g_autoptr (UkeSecret) text = set_up_clinic (c);

  restart (c);
  dir = uke_vault_get_data_dir (c->vault);
  g_assert_true (g_file_set_contents (dir->slots, "damaged", -1, NULL));
  g_assert_cmpint (probe (c, NULL), ==, UKE_VAULT_COMPLETE);
  g_assert_cmpint (uke_vault_get_slots_condition (c->vault), ==, UKE_KEY_SLOTS_FROM_COPY);
  g_assert_true (g_file_set_contents (dir->slots_copy, "damaged", -1, NULL));
  g_assert_cmpint (probe (c, NULL), ==, UKE_VAULT_DAMAGED_SLOTS);
  unlock (c, UKE_VAULT_ERROR_DAMAGED_SLOTS);
  recover (c, uke_secret_peek_text (text), UKE_VAULT_ERROR_DAMAGED_SLOTS);
  g_assert_null (create (c, UKE_VAULT_ERROR_EXISTS));
  g_unlink (dir->slots);
  g_unlink (dir->slots_copy);
  g_assert_cmpint (probe (c, NULL), ==, UKE_VAULT_NO_SLOTS);
  unlock (c, UKE_VAULT_ERROR_NO_SLOTS);
  g_assert_null (create (c, UKE_VAULT_ERROR_EXISTS));
}

/* What the keyring says of secrets that lie under @id. */
static UkeKeyringState
look_up (Case *c, const UkeId *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) secrets = NULL;

  uke_keyring_lookup_async (c->keyring, id, UKE_KEYRING_QUIET, NULL, take_result_cb, c);
  result = await (c);
  return uke_keyring_lookup_finish (c->keyring, result, &secrets, NULL);
}

static void
keep (Case *c, const UkeId *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSecret) secret = uke_secret_new_random (32);
  UkeId slot_id = uke_id_new (NOW_US);

  uke_keyring_store_async (c->keyring, id, &slot_id, secret, UKE_KEYRING_QUIET, NULL,
                           take_result_cb, c);
  result = await (c);
  g_assert_true (uke_keyring_store_finish (c->keyring, result, &error));
}

static void
forget (Case *c, const UkeId *also, int expected_error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_done;

  uke_vault_forget_async (c->vault, also, take_result_cb, c);
  result = await (c);
  is_done = uke_vault_forget_finish (c->vault, result, &error);
  assert_outcome (is_done, error, expected_error);
}

static void
put_file (Case *c, const char *folder, const char *name)
{
  g_autofree char *parent = g_build_filename (c->dir, folder, NULL);
  g_autofree char *path = g_build_filename (parent, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
}

/* Of a clinic that is forgotten nothing is left in the folder, and no secret in the keyring; what
 * is not the clinic's stays in both, and the folder is empty to the next start. */
static void
forget_all (Case *c)
{
  g_autoptr (UkeSecret) text = NULL;
  g_autoptr (GDir) left = NULL;
  UkeId id, also = uke_id_new (NOW_US), other = uke_id_new (NOW_US);

  uke_test_session_start_keyring (c->session, "pass");
  text = set_up_clinic (c);
  id = *uke_vault_get_db_uuid (c->vault);
  keep (c, &also);
  keep (c, &other);
  put_file (c, "", "uketsuke.db-wal");
  put_file (c, "", "uketsuke.db.before");
  put_file (c, "backups", "uketsuke-1.db");
  put_file (c, "server", "server.conf");
  put_file (c, "", "letter.txt");
  forget (c, &also, -1);
  g_assert_cmpint (uke_vault_get_state (c->vault), ==, UKE_VAULT_SHUT);
  g_assert_null (uke_vault_get_data_key (c->vault));
  g_assert_cmpint (look_up (c, &id), ==, UKE_KEYRING_ABSENT);
  g_assert_cmpint (look_up (c, &also), ==, UKE_KEYRING_ABSENT);
  g_assert_cmpint (look_up (c, &other), ==, UKE_KEYRING_READY);
  left = g_dir_open (c->dir, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (left), ==, "letter.txt");
  g_assert_null (g_dir_read_name (left));
  restart (c);
  g_assert_cmpint (probe (c, NULL), ==, UKE_VAULT_EMPTY);
  unlock (c, UKE_VAULT_ERROR_EMPTY);
}

/* Where the keyring cannot be looked into, it may have the key still: no file is touched. */
static void
forget_locked (Case *c)
{
  g_autoptr (UkeSecret) text = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  uke_test_session_start_keyring (c->session, "pass");
  text = set_up_clinic (c);
  lock_keyring (c);
  before = uke_test_session_hash_folder (c->dir);
  forget (c, NULL, UKE_VAULT_ERROR_LOCKED);
  after = uke_test_session_hash_folder (c->dir);
  g_assert_cmpstr (before, ==, after);
}

/* A clinic that was never in a keyring is forgotten as well, and one that is shut is not. */
static void
forget_without_keyring (Case *c)
{
  g_autoptr (UkeSecret) text = set_up_clinic (c);

  restart (c);
  forget (c, NULL, UKE_VAULT_ERROR_STATE);
  recover (c, uke_secret_peek_text (text), -1);
  forget (c, NULL, -1);
  g_assert_cmpint (probe (c, NULL), ==, UKE_VAULT_EMPTY);
}

/* Shutting forgets the key, and the vault can be opened again. */
static void
shut (Case *c)
{
  g_autoptr (UkeSecret) text = NULL;

  uke_test_session_start_keyring (c->session, "pass");
  text = set_up_clinic (c);
  uke_vault_shut (c->vault);
  g_assert_null (uke_vault_get_data_key (c->vault));
  unlock (c, -1);
  g_assert_nonnull (uke_vault_get_data_key (c->vault));
}

static void
no_service (Case *c)
{
  uke_test_session_stop_keyring (c->session);
}

static void
no_collection (Case *c)
{
  uke_test_session_stop_keyring (c->session);
  uke_test_session_forget_keyring (c->session);
  uke_test_session_start_keyring (c->session, NULL);
}

static void
put_foreign_item (Case *c)
{
  g_autofree char *database = uke_id_dup_hex (uke_vault_get_db_uuid (c->vault));
  g_autofree char *hex = g_strnfill (64, '7');

  empty_keyring (c);
  uke_test_session_add_item (c->session, database, "elsewhere", hex);
}

static void
put_broken_item (Case *c)
{
  g_autofree char *database = uke_id_dup_hex (uke_vault_get_db_uuid (c->vault));

  empty_keyring (c);
  uke_test_session_add_item (c->session, database, "elsewhere", "nonsense");
}

static void
add_foreign_item (Case *c)
{
  g_autofree char *database = uke_id_dup_hex (uke_vault_get_db_uuid (c->vault));
  g_autofree char *hex = g_strnfill (64, '7');

  uke_test_session_add_item (c->session, database, "elsewhere", hex);
}

static void
freeze (Case *c)
{
  uke_test_session_freeze_keyring (c->session);
  uke_keyring_set_timeout_ms (c->keyring, 200);
}

static void
leave_alone (Case *c)
{
}

static const struct {
  const char *name;
  void (*bring_about) (Case *c);
  UkeKeyringState state;
  int error;
} states[] = {
  { "no-service", no_service, UKE_KEYRING_NO_SERVICE, UKE_VAULT_ERROR_NO_SERVICE },
  { "no-collection", no_collection, UKE_KEYRING_NO_COLLECTION, UKE_VAULT_ERROR_NO_COLLECTION },
  { "locked", lock_keyring, UKE_KEYRING_LOCKED, UKE_VAULT_ERROR_LOCKED },
  { "absent", empty_keyring, UKE_KEYRING_ABSENT, UKE_VAULT_ERROR_ABSENT },
  { "foreign", put_foreign_item, UKE_KEYRING_FOREIGN, UKE_VAULT_ERROR_FOREIGN },
  { "broken", put_broken_item, UKE_KEYRING_FOREIGN, UKE_VAULT_ERROR_FOREIGN },
  { "hanging", freeze, UKE_KEYRING_TIMEOUT, UKE_VAULT_ERROR_TIMEOUT },
  { "ready", leave_alone, UKE_KEYRING_READY, -1 },
  { "ready-beside-foreign", add_foreign_item, UKE_KEYRING_READY, -1 },
};

static unsigned
count_runs (void)
{
  const char *text = g_getenv ("UKE_TEST_RUNS");
  guint64 runs = 1;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, 1000, &runs, NULL))
    runs = 1;
  return (unsigned)runs;
}

/* In every state of the keyring the same is said each time, no key is made, and no file changes in
 * name, place, time or content. */
static void
keep_files (Case *c, unsigned i)
{
  g_autoptr (UkeSecret) text = NULL;
  g_autofree char *before = NULL;

  uke_test_session_start_keyring (c->session, "pass");
  text = set_up_clinic (c);
  states[i].bring_about (c);
  before = uke_test_session_hash_folder (c->dir);
  for (unsigned run = 0; run < count_runs (); run++) {
    UkeKeyringState keyring = UKE_KEYRING_UNKNOWN;
    g_autofree char *after = NULL;

    restart (c);
    g_assert_cmpint (probe (c, &keyring), ==, UKE_VAULT_COMPLETE);
    g_assert_cmpint (keyring, ==, states[i].state);
    g_assert_null (create (c, UKE_VAULT_ERROR_EXISTS));
    unlock (c, states[i].error);
    g_assert_cmpint (uke_vault_get_state (c->vault), ==,
                     states[i].error < 0 ? UKE_VAULT_OPEN : UKE_VAULT_SHUT);
    after = uke_test_session_hash_folder (c->dir);
    g_assert_cmpstr (before, ==, after);
  }
  /* The code opens it in every state. */
  restart (c);
  recover (c, uke_secret_peek_text (text), -1);
}

/* The same with no bus, which needs a process that never saw one. */
static void
no_bus (Case *c)
{
  g_autoptr (UkeSecret) text = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  UkeKeyringState keyring;

  uke_test_session_stop_bus (c->session);
  text = set_up_clinic (c);
  restart (c);
  before = uke_test_session_hash_folder (c->dir);
  g_assert_cmpint (probe (c, &keyring), ==, UKE_VAULT_COMPLETE);
  g_assert_cmpint (keyring, ==, UKE_KEYRING_NO_BUS);
  unlock (c, UKE_VAULT_ERROR_NO_BUS);
  g_assert_null (create (c, UKE_VAULT_ERROR_EXISTS));
  recover (c, uke_secret_peek_text (text), -1);
  after = uke_test_session_hash_folder (c->dir);
  g_assert_cmpstr (before, ==, after);
}

static gboolean
enter_case (Case *c)
{
  if (!uke_test_session_is_possible ()) {
    g_test_skip ("needs dbus-daemon and gnome-keyring-daemon");
    return FALSE;
  }
  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_test_trap_assert_passed ();
    return FALSE;
  }
  c->session = uke_test_session_new ();
  c->dir = uke_test_session_get_data_dir (c->session);
  c->keyring = uke_keyring_new ();
  c->vault = uke_vault_new (c->dir, c->keyring);
  return TRUE;
}

static void
leave_case (Case *c)
{
  g_assert_finalize_object (c->vault);
  g_assert_finalize_object (c->keyring);
  uke_test_session_free (c->session);
  g_free (c->dir);
}

static void
run_case (const void *data)
{
  void (*body) (Case *) = data;
  Case c = { 0 };

  if (!enter_case (&c))
    return;
  body (&c);
  leave_case (&c);
}

static void
run_state (const void *data)
{
  Case c = { 0 };

  if (!enter_case (&c))
    return;
  keep_files (&c, GPOINTER_TO_UINT (data));
  leave_case (&c);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/vault/vault/first-run", first_run, run_case);
  g_test_add_data_func ("/vault/vault/without-keyring", without_keyring, run_case);
  g_test_add_data_func ("/vault/vault/recovery-makes-device", recovery_makes_device, run_case);
  g_test_add_data_func ("/vault/vault/many-recoveries", many_recoveries, run_case);
  g_test_add_data_func ("/vault/vault/renew", renew, run_case);
  g_test_add_data_func ("/vault/vault/cannot-write", cannot_write, run_case);
  g_test_add_data_func ("/vault/vault/appears-meanwhile", appears_meanwhile, run_case);
  g_test_add_data_func ("/vault/vault/unreadable-slots", unreadable_slots, run_case);
  g_test_add_data_func ("/vault/vault/shut", shut, run_case);
  g_test_add_data_func ("/vault/vault/forget-all", forget_all, run_case);
  g_test_add_data_func ("/vault/vault/forget-locked", forget_locked, run_case);
  g_test_add_data_func ("/vault/vault/forget-without-keyring", forget_without_keyring, run_case);
  g_test_add_data_func ("/vault/vault/states/no-bus", no_bus, run_case);
  for (size_t i = 0; i < G_N_ELEMENTS (states); i++) {
    g_autofree char *path = g_strconcat ("/vault/vault/states/", states[i].name, NULL);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), run_state);
  }
  return g_test_run ();
}
