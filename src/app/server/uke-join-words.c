/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/server/uke-join-words.h"

#include "feed/uke-feed-error.h"
#include "pki/uke-pki-error.h"
#include "sync/uke-sync-enrolment.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>

/* The server's own answers. Returns: (transfer full) (nullable) */
static char *
describe_refusal (UkeWireEnrolRefusal refusal, unsigned n_tries_left)
{
  switch (refusal) {
  case UKE_WIRE_ENROL_WRONG_CODE:
    if (n_tries_left == 0)
      return g_strdup (_ ("The code is another one, and it can be tried no more. Please have a new "
                          "code made."));
    return g_strdup_printf (ngettext ("The code is another one. It can be tried %u more time.",
                                      "The code is another one. It can be tried %u more times.",
                                      n_tries_left),
                            n_tries_left);
  case UKE_WIRE_ENROL_NO_CODE:
    return g_strdup (_ ("No code is good at the server just now: it was used, or is older than ten "
                        "minutes. Please have a new code made."));
  case UKE_WIRE_ENROL_REFUSED:
    return g_strdup (_ ("The server's side did not let this desk in. Please speak with whoever "
                        "looks after it, and have a new code made."));
  case UKE_WIRE_ENROL_OVER:
    return g_strdup (
        _ ("It took longer than ten minutes, so this is over. Please have a new code made."));
  case UKE_WIRE_ENROL_BUSY:
    return g_strdup (_ ("The server has much to do just now. Please try again in a moment."));
  case UKE_WIRE_ENROL_MALFORMED:
    return g_strdup (_ ("The server does not take this desk's name. Please choose another one of "
                        "at most 40 letters."));
  case UKE_WIRE_ENROL_OK:
    break;
  }
  return NULL;
}

/* Returns: (transfer none) (nullable): translated */
static const char *
describe_way (UkeSyncError code)
{
  switch (code) {
  case UKE_SYNC_ERROR_UNREACHABLE:
    return _ ("The server is not reached at this address. Please check the address, and whether "
              "this computer is in the clinic's network.");
  case UKE_SYNC_ERROR_TIMEOUT:
    return _ ("The server does not answer. Please try again; if it stays so, check the address.");
  case UKE_SYNC_ERROR_NOT_OURS:
    return _ ("Now another server answers than the one whose words were compared. Please go no "
              "further and tell whoever looks after the server.");
  case UKE_SYNC_ERROR_CLOCK:
    return _ (
        "The clock of this computer, or the server's, is far off. Please put the date and the "
        "time right, then try again.");
  case UKE_SYNC_ERROR_TOO_LARGE:
  case UKE_SYNC_ERROR_PROTOCOL:
    return _ ("What answers at this address is no Uketsuke server. Please check the address.");
  case UKE_SYNC_ERROR_BAD_FILE:
    break;
  }
  return NULL;
}

/**
 * What keeps a desk from joining, and what helps.
 * @error: of the enrolment, the keyring or the disk
 * @n_tries_left: how often a code may still be tried
 *
 * Returns: (transfer full): translated sentences.
 * Thread: main
 */
char *
uke_join_words_for_error (const GError *error, unsigned n_tries_left)
{
  char *refusal = NULL;
  const char *way = NULL;

  g_return_val_if_fail (error != NULL, NULL);
  if (error->domain == UKE_SYNC_ENROL_ERROR)
    refusal = describe_refusal ((UkeWireEnrolRefusal)error->code, n_tries_left);
  else if (error->domain == UKE_SYNC_ERROR)
    way = describe_way ((UkeSyncError)error->code);
  else if (error->domain == UKE_FEED_ERROR || error->domain == UKE_PKI_ERROR)
    way = describe_way (UKE_SYNC_ERROR_PROTOCOL);
  if (refusal != NULL)
    return refusal;
  return way != NULL ? g_strdup (way) : uke_words_for_error (error);
}

/**
 * Whether another code helps.
 * @error: of the enrolment
 *
 * Returns: FALSE when it is the address, or waiting, that helps.
 * Thread: any
 */
gboolean
uke_join_words_is_of_code (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  return g_error_matches (error, UKE_SYNC_ENROL_ERROR, UKE_WIRE_ENROL_WRONG_CODE)
         || g_error_matches (error, UKE_SYNC_ENROL_ERROR, UKE_WIRE_ENROL_NO_CODE)
         || g_error_matches (error, UKE_SYNC_ENROL_ERROR, UKE_WIRE_ENROL_REFUSED)
         || g_error_matches (error, UKE_SYNC_ENROL_ERROR, UKE_WIRE_ENROL_OVER);
}
