/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-words"

#include "config.h"

#include "pki/uke-pki-error.h"
#include "words/uke-words-private.h"

#include <glib/gi18n.h>

static const UkeWordsEntry entries[] = {
  { UKE_PKI_ERROR_MALFORMED, N_ ("This is not a certificate or key of the clinic's"),
    N_ ("A certificate or key file is not what it should be. Please put it back from the backup."),
    UKE_WORDS_ACTION_RESTORE_BACKUP },
  { UKE_PKI_ERROR_FOREIGN, N_ ("The certificate is another clinic's"),
    N_ ("The certificate was issued by another server. Please let this desk join again."),
    UKE_WORDS_ACTION_NONE },
  { UKE_PKI_ERROR_MISMATCH, N_ ("Certificate and key do not belong together"),
    N_ ("A certificate and its key do not belong together. Please put both back from the same "
        "backup."),
    UKE_WORDS_ACTION_RESTORE_BACKUP },
  { UKE_PKI_ERROR_EXPIRED, N_ ("The certificate is out of its time"),
    N_ ("The certificate is no longer, or not yet, good. Please check the clock of this computer; "
        "if it is right, let this desk join again."),
    UKE_WORDS_ACTION_NONE },
  { UKE_PKI_ERROR_EXPOSED, N_ ("Others can read a key file"),
    N_ ("Others than its owner can read a key file, so it is not used. Please take their access "
        "away (chmod 600)."),
    UKE_WORDS_ACTION_TRY_AGAIN },
  { UKE_PKI_ERROR_LIBRARY, N_ ("The keys could not be worked with"),
    N_ ("The system's library for keys refused its work. Please check the name that was given, "
        "and try again."),
    UKE_WORDS_ACTION_TRY_AGAIN },
};

/* Returns: (transfer none) (nullable): what is said about a #UkePkiError */
const UkeWordsEntry *
uke_words_pki_entry (int code)
{
  return uke_words_find_entry (entries, G_N_ELEMENTS (entries), code);
}
