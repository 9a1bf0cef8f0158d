/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rewrite-db DIR CODE-FILE SQL: does to a clinic's database what no command of the program would.
 */
#include "db/uke-db.h"
#include "vault/uke-vault.h"

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!uke_vault_unlock_with_recovery_finish (UKE_VAULT (source), result, &error))
    g_error ("unlock: %s", error->message);
  *(gboolean *)data = TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (UkeKeyring) keyring = uke_keyring_new ();
  g_autoptr (UkeVault) vault = NULL;
  g_autoptr (UkeDb) db = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;
  UkeDbConfig config = { 0 };
  gboolean is_open = FALSE;

  g_assert_cmpint (argc, ==, 4);
  g_assert_true (g_file_get_contents (argv[2], &code, NULL, NULL));
  vault = uke_vault_new (argv[1], keyring);
  uke_vault_unlock_with_recovery_async (vault, code, g_get_real_time (), UKE_KEYRING_QUIET, NULL,
                                        opened_cb, &is_open);
  while (!is_open)
    g_main_context_iteration (NULL, TRUE);
  config.path = uke_vault_get_data_dir (vault)->database;
  config.key = uke_secret_peek (uke_vault_get_data_key (vault));
  db = uke_db_open (&config, &error);
  g_assert_no_error (error);
  if (!uke_db_exec (db, argv[3], &error))
    g_error ("%s", error->message);
  return 0;
}
