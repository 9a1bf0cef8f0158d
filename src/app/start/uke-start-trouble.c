/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/start/uke-start-trouble.h"

#include "app/start/uke-start-statement.h"
#include "db/uke-db-error.h"
#include "vault/uke-vault-error.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* What to do, beyond the sentence, about states of the keyring. */
static const struct {
  int code;
  const char *help;
} keyring_helps[] = {
  { UKE_VAULT_ERROR_NO_BUS,
    N_ ("• If you started Uketsuke from a terminal or a remote login, start it from the desktop.\n"
        "• Otherwise log out of the desktop and in again.") },
  { UKE_VAULT_ERROR_NO_SERVICE,
    N_ ("• Start “Passwords and Keys” once, then try again.\n"
        "• On a computer without it, the recovery code opens the clinic each time.") },
  { UKE_VAULT_ERROR_NO_COLLECTION,
    N_ ("• The recovery code opens the clinic now; a keyring is then made for the next time.") },
  { UKE_VAULT_ERROR_LOCKED,
    N_ ("• The keyring's password is usually the one of the desktop login.\n"
        "• After a change of the login password, the old one may still open it.") },
  { UKE_VAULT_ERROR_ABSENT,
    N_ ("• This happens after a new installation, on another computer or in another desktop.\n"
        "• After the recovery code, this computer opens the clinic by itself again.") },
  { UKE_VAULT_ERROR_FOREIGN,
    N_ ("• This happens when a keyring or the data were restored from an older backup.\n"
        "• The other key stays in the keyring; nothing is thrown away.") },
  { UKE_VAULT_ERROR_TIMEOUT,
    N_ ("• A question for the keyring's password may be hidden behind this window.\n"
        "• If it stays silent, log out of the desktop and in again.") },
  { UKE_VAULT_ERROR_DENIED,
    N_ ("• A setting of this computer keeps programs from the keyring. Please ask whoever looks "
        "after it.") },
};

static const char *
find_help (const GError *error)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (keyring_helps); i++)
    if (g_error_matches (error, UKE_VAULT_ERROR, keyring_helps[i].code))
      return _ (keyring_helps[i].help);
  return NULL;
}

static const char *
choose_icon (const GError *error)
{
  if (find_help (error) != NULL)
    return "dialog-password-symbolic";
  switch (uke_words_action_for_error (error)) {
  case UKE_WORDS_ACTION_FREE_SPACE:
  case UKE_WORDS_ACTION_RESTORE_BACKUP:
    return "drive-harddisk-symbolic";
  case UKE_WORDS_ACTION_UPDATE:
    return "software-update-available-symbolic";
  case UKE_WORDS_ACTION_UNLOCK_KEYRING:
  case UKE_WORDS_ACTION_ENTER_CODE:
    return "dialog-password-symbolic";
  case UKE_WORDS_ACTION_NONE:
  case UKE_WORDS_ACTION_TRY_AGAIN:
  case UKE_WORDS_ACTION_CHOOSE_STAFF:
  case UKE_WORDS_ACTION_READ_AGAIN:
  case UKE_WORDS_ACTION_CORRECT:
    break;
  }
  return "dialog-warning-symbolic";
}

/**
 * Makes the card of an error that keeps the clinic shut. Its buttons are "unlock", "code", "retry"
 * and "quit", those that help.
 * @error: of vault, database or clinic
 * @detail: (nullable): the data folder
 *
 * Returns: (transfer floating): a #UkeStartStatement.
 * Thread: main
 * Source: security.md 3.4
 */
GtkWidget *
uke_start_trouble_new (const GError *error, const char *detail)
{
  g_autofree char *sentence = uke_words_for_error (error);
  const char *help = find_help (error);
  UkeWordsAction action = uke_words_action_for_error (error);
  gboolean locked = action == UKE_WORDS_ACTION_UNLOCK_KEYRING;
  gboolean takes_code = help != NULL || action == UKE_WORDS_ACTION_ENTER_CODE;
  GtkWidget *page
      = uke_start_statement_new (choose_icon (error), uke_words_title_for_error (error), sentence);
  UkeStartStatement *statement = UKE_START_STATEMENT (page);

  if (help != NULL)
    uke_start_statement_set_help (statement, help);
  if (locked)
    uke_start_statement_add_button (statement, "unlock", _ ("Unlock the keyring"), TRUE);
  if (takes_code)
    uke_start_statement_add_button (statement, "code", _ ("Enter the recovery code"), !locked);
  uke_start_statement_add_button (statement, "retry", _ ("Try again"), !takes_code);
  if (!takes_code)
    uke_start_statement_add_button (statement, "quit", _ ("Close"), FALSE);
  if (detail != NULL)
    uke_start_statement_set_detail (statement, detail);
  return page;
}

/**
 * Makes the card of a failed self-test. Its only button is "quit".
 * @result: which part did not hold
 *
 * Returns: (transfer floating): a #UkeStartStatement.
 * Thread: main
 * Source: security.md 3.1
 */
GtkWidget *
uke_start_trouble_new_self_test (UkeDbSelfTest result)
{
  GtkWidget *page = uke_start_statement_new (
      "dialog-warning-symbolic", _ ("The data would not be safe"),
      result == UKE_DB_SELF_TEST_SCRATCH
          ? _ ("The data folder cannot be written to. Please check its permissions and the disk.")
          : _ (
              "The encryption of this computer did not pass the check at the start, so nothing was "
              "opened. Please install Uketsuke again."));

  uke_start_statement_set_detail (UKE_START_STATEMENT (page), uke_db_self_test_to_string (result));
  uke_start_statement_add_button (UKE_START_STATEMENT (page), "quit", _ ("Close"), TRUE);
  return page;
}

/**
 * Makes the card of a clinic that has keys and no database. Its buttons are "retry", "begin" and
 * "quit".
 * @detail: the data folder
 *
 * Returns: (transfer floating): a #UkeStartStatement.
 * Thread: main
 */
GtkWidget *
uke_start_trouble_new_no_database (const char *detail)
{
  GtkWidget *page = uke_start_statement_new (
      "drive-harddisk-symbolic", _ ("The clinic's data file is not there"),
      _ ("The keys are there, but the data file uketsuke.db is not. Please put it back from the "
         "backup; if the setup was interrupted before anything was entered, go on with it."));
  UkeStartStatement *statement = UKE_START_STATEMENT (page);

  uke_start_statement_add_button (statement, "retry", _ ("Try again"), TRUE);
  uke_start_statement_add_button (statement, "begin", _ ("Go on with the setup"), FALSE);
  uke_start_statement_set_detail (statement, detail);
  return page;
}

/**
 * uke_start_test_self:
 *
 * Tries the encryption on a scratch file: before the first set-up there is no data folder for it.
 *
 * Returns: what it came to
 * Errors: none
 * Thread: main
 */
UkeDbSelfTest
uke_start_test_self (void)
{
  g_autofree char *folder = g_dir_make_tmp ("uketsuke-XXXXXX", NULL);
  UkeDbSelfTest result = folder != NULL ? uke_db_self_test (folder) : UKE_DB_SELF_TEST_SCRATCH;

  if (folder != NULL)
    g_rmdir (folder);
  return result;
}
