/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-ctl"

#include "config.h"

#include "ctl/uke-ctl.h"

#include "db/uke-db-file.h"
#include "db/uke-db-self-test.h"
#include "vault/uke-vault.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* With less than this a day's work may not fit beside a backup. */
#define MIN_FREE_BYTES (UINT64_C (500) * 1024 * 1024)

/* What the doctor found. */
typedef struct {
  UkeDbSelfTest self_test;
  UkeVaultPresence presence;
  UkeKeyringState keyring;
  char *cipher;     /* (owned) (nullable) */
  json_t *problems; /* (owned): of objects with code and reason */
} Findings;

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

static void
add_problem (Findings *self, const char *code, const char *sentence)
{
  json_array_append_new (self->problems,
                         json_pack ("{s:s, s:s}", "code", code, "reason", sentence));
}

static void
add_vault_problem (Findings *self, const char *code, UkeVaultError error_code)
{
  g_autoptr (GError) error = g_error_new_literal (UKE_VAULT_ERROR, (int)error_code, code);
  g_autofree char *sentence = uke_words_for_error (error);

  add_problem (self, code, sentence);
}

/* What stands in the way in the data folder, seen from outside. */
static void
look_at_folder (Findings *self, const char *path)
{
  static const struct {
    UkeVaultPresence presence;
    UkeVaultError error;
  } states[] = {
    { UKE_VAULT_EMPTY, UKE_VAULT_ERROR_EMPTY },
    { UKE_VAULT_NO_DATABASE, UKE_VAULT_ERROR_NO_DATABASE },
    { UKE_VAULT_NO_SLOTS, UKE_VAULT_ERROR_NO_SLOTS },
    { UKE_VAULT_DAMAGED_SLOTS, UKE_VAULT_ERROR_DAMAGED_SLOTS },
    { UKE_VAULT_NEWER_SLOTS, UKE_VAULT_ERROR_NEWER_SLOTS },
  };
  struct stat facts;
  struct statvfs disk;

  for (size_t i = 0; i < G_N_ELEMENTS (states); i++)
    if (states[i].presence == self->presence)
      add_vault_problem (self, presence_word (self->presence), states[i].error);
  if (stat (path, &facts) != 0)
    return;
  if (access (path, W_OK) != 0)
    add_vault_problem (self, "read_only", UKE_VAULT_ERROR_READ_ONLY);
  if ((facts.st_mode & 077) != 0)
    add_problem (self, "open_to_others",
                 _ ("Other accounts of this computer may look into the data folder. Please start "
                    "Uketsuke once, which closes it."));
  if (statvfs (path, &disk) == 0 && (uint64_t)disk.f_bavail * disk.f_frsize < MIN_FREE_BYTES)
    add_problem (self, "little_space",
                 _ ("Less than 500 MB of the disk are free. Please make some room soon."));
}

static void
look_at_machine (Findings *self)
{
  if (self->self_test != UKE_DB_SELF_TEST_OK)
    add_problem (
        self, "self_test",
        _ ("The encryption of this computer did not pass the check at the start, so nothing "
           "was opened. Please install Uketsuke again."));
  /* Before there is a clinic, a keyring without its key is as it should be. */
  if (self->keyring == UKE_KEYRING_READY
      || (self->keyring == UKE_KEYRING_ABSENT && self->presence != UKE_VAULT_COMPLETE))
    return;
  add_vault_problem (self, keyring_word (self->keyring),
                     uke_keyring_state_to_error (self->keyring));
}

static void
print_findings (UkeCtl *ctl, Findings *self, gboolean is_ok)
{
  const char *cipher = self->cipher != NULL ? self->cipher : "";
  const char *self_test = uke_db_self_test_to_string (self->self_test);

  if (ctl->is_json) {
    uke_ctl_print_json (json_pack ("{s:b, s:s, s:s, s:s, s:s, s:s, s:O}", "ok", is_ok, "data",
                                   ctl->data_path, "cipher", cipher, "self_test", self_test,
                                   "data_state", presence_word (self->presence), "keyring",
                                   keyring_word (self->keyring), "problems", self->problems));
    return;
  }
  printf (_ ("Data folder   %s (%s)\n"), ctl->data_path, presence_word (self->presence));
  printf (_ ("Encryption    %s (%s)\n"), cipher, self_test);
  printf (_ ("Keyring       %s\n"), keyring_word (self->keyring));
  for (size_t i = 0; i < json_array_size (self->problems); i++)
    printf ("• %s\n",
            json_string_value (json_object_get (json_array_get (self->problems, i), "reason")));
}

/**
 * uke_ctl_doctor:
 * @ctl: the run
 * @argc: the command's words
 * @argv: the command's words
 *
 * uketsukectl doctor: the state of the machine, the data folder and the keyring, and for each thing
 * that is not in order what helps. Opens nothing and changes nothing.
 *
 * Returns: the exit status: 1 when something stands in the way of opening
 * Thread: main
 */
UkeCtlExit
uke_ctl_doctor (UkeCtl *ctl, int argc, char **argv)
{
  g_autoptr (UkeKeyring) keyring = uke_keyring_new ();
  g_autoptr (UkeVault) vault = uke_vault_new (ctl->data_path, keyring);
  g_autofree char *scratch = NULL;
  Findings found = { 0 };
  g_autoptr (GAsyncResult) answer = NULL;
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_ok;

  if (argc != 1)
    return uke_ctl_usage (_ ("doctor takes no further words"));
  scratch = g_dir_make_tmp ("uketsuke-doctor-XXXXXX", NULL);
  found.self_test = uke_db_self_test (scratch);
  if (scratch != NULL)
    g_rmdir (scratch);
  uke_vault_probe_async (vault, NULL, uke_ctl_take_result, &result);
  answer = uke_ctl_wait (&result);
  if (!uke_vault_probe_finish (vault, answer, &found.presence, &found.keyring, &error))
    return uke_ctl_fail (ctl, error);
  found.cipher = uke_db_cipher_version ();
  found.problems = json_array ();
  look_at_folder (&found, ctl->data_path);
  look_at_machine (&found);
  is_ok = found.self_test == UKE_DB_SELF_TEST_OK && found.presence == UKE_VAULT_COMPLETE
          && found.keyring == UKE_KEYRING_READY;
  print_findings (ctl, &found, is_ok);
  json_decref (found.problems);
  g_free (found.cipher);
  return is_ok ? UKE_CTL_DONE : UKE_CTL_REFUSED;
}
