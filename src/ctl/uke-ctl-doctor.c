/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-ctl"

#include "config.h"

#include "ctl/uke-ctl.h"

#include "db/uke-db-file.h"
#include "db/uke-db-self-test.h"
#include "vault/uke-vault.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>

static const char *
presence_word (UkeVaultPresence presence)
{
  switch (presence) {
  case UKE_VAULT_EMPTY:
    return "empty";
  case UKE_VAULT_COMPLETE:
    return "complete";
  case UKE_VAULT_NO_DATABASE:
    return "no_database";
  case UKE_VAULT_NO_SLOTS:
    return "no_key_file";
  case UKE_VAULT_DAMAGED_SLOTS:
    return "damaged_key_file";
  case UKE_VAULT_NEWER_SLOTS:
    return "newer_key_file";
  }
  return "unknown";
}

static const char *
keyring_word (UkeKeyringState state)
{
  static const char *const words[]
      = { "unknown", "ready",  "no_bus",  "no_service", "no_collection",
          "locked",  "absent", "foreign", "timeout",    "denied" };

  return (unsigned)state < G_N_ELEMENTS (words) ? words[state] : "unknown";
}

/**
 * uke_ctl_doctor:
 * @ctl: the run
 * @argc: the command's words
 * @argv: the command's words
 *
 * uketsukectl doctor: the state of the machine, the data folder and the keyring. Opens nothing and
 * changes nothing.
 *
 * Returns: the exit status: 1 when something stands in the way of opening
 * Thread: main
 */
UkeCtlExit
uke_ctl_doctor (UkeCtl *ctl, int argc, char **argv)
{
  g_autoptr (UkeKeyring) keyring = uke_keyring_new ();
  g_autoptr (UkeVault) vault = uke_vault_new (ctl->data_path, keyring);
  g_autofree char *cipher = uke_db_cipher_version (),
                  *scratch = g_dir_make_tmp ("uketsuke-doctor-XXXXXX", NULL);
  UkeDbSelfTest self_test = uke_db_self_test (scratch);
  g_autoptr (GAsyncResult) answer = NULL;
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  UkeVaultPresence presence;
  UkeKeyringState state;
  gboolean is_ok;

  if (scratch != NULL)
    g_rmdir (scratch);
  uke_vault_probe_async (vault, NULL, uke_ctl_take_result, &result);
  answer = uke_ctl_wait (&result);
  if (!uke_vault_probe_finish (vault, answer, &presence, &state, &error))
    return uke_ctl_fail (ctl, error);
  is_ok = self_test == UKE_DB_SELF_TEST_OK && presence == UKE_VAULT_COMPLETE
          && state == UKE_KEYRING_READY;
  if (ctl->is_json) {
    uke_ctl_print_json (json_pack (
        "{s:b, s:s, s:s, s:s, s:s, s:s}", "ok", is_ok, "data", ctl->data_path, "cipher",
        cipher != NULL ? cipher : "", "self_test", uke_db_self_test_to_string (self_test),
        "data_state", presence_word (presence), "keyring", keyring_word (state)));
  } else {
    printf (_ ("Data folder   %s (%s)\n"), ctl->data_path, presence_word (presence));
    printf (_ ("Encryption    %s (%s)\n"), cipher != NULL ? cipher : "—",
            uke_db_self_test_to_string (self_test));
    printf (_ ("Keyring       %s\n"), keyring_word (state));
  }
  return is_ok ? UKE_CTL_DONE : UKE_CTL_REFUSED;
}
