/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-words"

#include "config.h"

#include "db/uke-db-error.h"
#include "words/uke-words-private.h"

#include <glib/gi18n.h>

static const UkeWordsEntry entries[] = {
  { UKE_DB_ERROR_FAILED, N_ ("This could not be done"),
    N_ ("This could not be done. Please try again; if it happens again, restart Uketsuke."),
    UKE_WORDS_ACTION_TRY_AGAIN },
  { UKE_DB_ERROR_MISUSE, N_ ("This could not be done"),
    N_ ("Uketsuke stumbled over itself. Please restart it; your data are as they were."),
    UKE_WORDS_ACTION_NONE },
  { UKE_DB_ERROR_NOT_FOUND, N_ ("Not found"),
    N_ ("What was looked for is no longer there. Please look again."),
    UKE_WORDS_ACTION_READ_AGAIN },
  { UKE_DB_ERROR_CONSTRAINT, N_ ("This cannot be kept"),
    N_ ("This contradicts what is already recorded, so nothing was changed. Please check it."),
    UKE_WORDS_ACTION_CORRECT },
  { UKE_DB_ERROR_BUSY, N_ ("The data are in use"),
    N_ ("Another program is using the data just now. Please try again in a moment."),
    UKE_WORDS_ACTION_TRY_AGAIN },
  { UKE_DB_ERROR_FULL, N_ ("The disk is full"),
    N_ ("The disk is full, so nothing was changed. Please make some room and try again."),
    UKE_WORDS_ACTION_FREE_SPACE },
  { UKE_DB_ERROR_READ_ONLY, N_ ("The data cannot be written"),
    N_ ("The data folder cannot be written to. Please check its permissions and the disk."),
    UKE_WORDS_ACTION_TRY_AGAIN },
  { UKE_DB_ERROR_CORRUPT, N_ ("The data file is damaged"),
    N_ ("The data file is damaged. Please do not continue with it; restore the newest backup."),
    UKE_WORDS_ACTION_RESTORE_BACKUP },
  /* The slot that gave the key has proved which clinic's it is: it is the file that is another. */
  { UKE_DB_ERROR_WRONG_KEY, N_ ("The data file does not fit its key"),
    N_ ("The data file is damaged, or it is another clinic's. Please leave it as it is and restore "
        "the newest backup."),
    UKE_WORDS_ACTION_RESTORE_BACKUP },
  { UKE_DB_ERROR_NOT_ENCRYPTED, N_ ("The data are not encrypted"),
    N_ ("The data file is not encrypted, so Uketsuke does not open it. Please restore the newest "
        "backup; if that does not help, install Uketsuke again."),
    UKE_WORDS_ACTION_RESTORE_BACKUP },
  { UKE_DB_ERROR_NEWER_SCHEMA, N_ ("The data are from a newer version"),
    N_ ("These data were written by a newer version of Uketsuke. Please update this computer; "
        "nothing was touched."),
    UKE_WORDS_ACTION_UPDATE },
  { UKE_DB_ERROR_IO, N_ ("The disk does not answer properly"),
    N_ ("The disk could not be read or written. Please check its connection and make a backup."),
    UKE_WORDS_ACTION_TRY_AGAIN },
  { UKE_DB_ERROR_CANCELLED, N_ ("Stopped"), N_ ("This was stopped; nothing was changed."),
    UKE_WORDS_ACTION_NONE },
  { UKE_DB_ERROR_CLOSED, N_ ("The clinic is being closed"),
    N_ ("The clinic's data are being closed. Please start Uketsuke again."),
    UKE_WORDS_ACTION_NONE },
  { UKE_DB_ERROR_UNREACHABLE, N_ ("The database server does not answer"),
    N_ ("The database server cannot be reached just now. Please try again in a moment; what was "
        "being saved may or may not have been saved."),
    UKE_WORDS_ACTION_TRY_AGAIN },
  { UKE_DB_ERROR_OTHER_ENGINE, N_ ("This is done elsewhere"),
    N_ ("These data lie on a database server. Please ask whoever runs it: this is done there, not "
        "here."),
    UKE_WORDS_ACTION_NONE },
};

/* Returns: (transfer none) (nullable): what is said about a #UkeDbError */
const UkeWordsEntry *
uke_words_db_entry (int code)
{
  return uke_words_find_entry (entries, G_N_ELEMENTS (entries), code);
}
