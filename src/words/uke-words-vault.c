/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-words"

#include "config.h"

#include "vault/uke-vault-error.h"
#include "words/uke-words-private.h"

#include <glib/gi18n.h>

static const UkeWordsEntry entries[] = {
  { UKE_VAULT_ERROR_NO_BUS, N_ ("The keyring cannot be reached"),
    N_ ("This session has no way to the keyring. Please open with the recovery code, or log in to "
        "the desktop again."),
    UKE_WORDS_ACTION_ENTER_CODE },
  { UKE_VAULT_ERROR_NO_SERVICE, N_ ("No keyring is running"),
    N_ ("No keyring is running on this computer. Please open with the recovery code, or start the "
        "keyring and try again."),
    UKE_WORDS_ACTION_ENTER_CODE },
  { UKE_VAULT_ERROR_NO_COLLECTION, N_ ("There is no keyring yet"),
    N_ ("No keyring has been made on this computer yet. Please open with the recovery code."),
    UKE_WORDS_ACTION_ENTER_CODE },
  { UKE_VAULT_ERROR_LOCKED, N_ ("The keyring is locked"),
    N_ ("The keyring is locked. Please unlock it, or open with the recovery code."),
    UKE_WORDS_ACTION_UNLOCK_KEYRING },
  { UKE_VAULT_ERROR_ABSENT, N_ ("The keyring does not hold this clinic's key"),
    N_ ("The keyring does not hold this clinic's key. Please open with the recovery code; your "
        "data are untouched."),
    UKE_WORDS_ACTION_ENTER_CODE },
  { UKE_VAULT_ERROR_FOREIGN, N_ ("The keyring holds another key"),
    N_ ("The key in the keyring does not fit these data. Please open with the recovery code; your "
        "data are untouched."),
    UKE_WORDS_ACTION_ENTER_CODE },
  { UKE_VAULT_ERROR_TIMEOUT, N_ ("The keyring does not answer"),
    N_ ("The keyring does not answer. Please try again, or open with the recovery code."),
    UKE_WORDS_ACTION_TRY_AGAIN },
  { UKE_VAULT_ERROR_DENIED, N_ ("The keyring may not be used"),
    N_ ("The keyring does not let Uketsuke in. Please open with the recovery code."),
    UKE_WORDS_ACTION_ENTER_CODE },
  { UKE_VAULT_ERROR_WRONG_CODE, N_ ("This is not the code of these data"),
    N_ ("The code is well written, but it is not the one of these data. Please look for the newest "
        "sheet."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_VAULT_ERROR_MALFORMED_CODE, N_ ("A character of the code differs"),
    N_ ("Some character of the recovery code differs. Please compare it with the sheet once more."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_VAULT_ERROR_NO_SLOTS, N_ ("The key file is missing"),
    N_ ("The data are there, but the key file keys.uks is missing. Please put it back from the "
        "backup."),
    UKE_WORDS_ACTION_RESTORE_BACKUP },
  { UKE_VAULT_ERROR_DAMAGED_SLOTS, N_ ("The key file is damaged"),
    N_ ("The key file keys.uks and its copy are damaged. Please put them back from the backup."),
    UKE_WORDS_ACTION_RESTORE_BACKUP },
  { UKE_VAULT_ERROR_NEWER_SLOTS, N_ ("The key file is from a newer version"),
    N_ ("The key file was written by a newer version of Uketsuke. Please update this computer; "
        "nothing was touched."),
    UKE_WORDS_ACTION_UPDATE },
  { UKE_VAULT_ERROR_EXISTS, N_ ("A clinic is already here"),
    N_ ("There is already a clinic in this folder, so no new one is made. Please open it, or "
        "choose another folder."),
    UKE_WORDS_ACTION_NONE },
  { UKE_VAULT_ERROR_EMPTY, N_ ("There is no clinic here yet"),
    N_ ("There is no clinic in this folder yet. Please set one up first."), UKE_WORDS_ACTION_NONE },
  { UKE_VAULT_ERROR_STATE, N_ ("Not now"),
    N_ ("This cannot be done just now. Please try again in a moment."),
    UKE_WORDS_ACTION_TRY_AGAIN },
  { UKE_VAULT_ERROR_IN_USE, N_ ("The data are already open"),
    N_ ("Uketsuke is already open with these data. Please use that window, or close it first."),
    UKE_WORDS_ACTION_TRY_AGAIN },
  { UKE_VAULT_ERROR_READ_ONLY, N_ ("The data cannot be written"),
    N_ ("The data folder cannot be written to. Please check its permissions and the disk."),
    UKE_WORDS_ACTION_TRY_AGAIN },
  { UKE_VAULT_ERROR_NO_SPACE, N_ ("The disk is full"),
    N_ ("The disk is full, so nothing was changed. Please make some room and try again."),
    UKE_WORDS_ACTION_FREE_SPACE },
  { UKE_VAULT_ERROR_IO, N_ ("The disk does not answer properly"),
    N_ ("The disk could not be read or written. Please check its connection and make a backup."),
    UKE_WORDS_ACTION_TRY_AGAIN },
  { UKE_VAULT_ERROR_NO_DATABASE, N_ ("The clinic's data file is not there"),
    N_ ("The keys are there, but the data file uketsuke.db is not. Please put it back from the "
        "backup."),
    UKE_WORDS_ACTION_RESTORE_BACKUP },
};

/* Returns: (transfer none) (nullable): what is said about a #UkeVaultError */
const UkeWordsEntry *
uke_words_vault_entry (int code)
{
  return uke_words_find_entry (entries, G_N_ELEMENTS (entries), code);
}
