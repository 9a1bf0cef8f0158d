/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "words/uke-words-sync.h"

#include <glib/gi18n.h>

/**
 * uke_words_sync_lost:
 *
 * Returns: (transfer none): what to do where the clinic has a server and the desk does not know
 * where Errors: none Thread: any
 */
const char *
uke_words_sync_lost (void)
{
  return _ (
      "Where the clinic's server is cannot be read from this desk's data folder (server.conf). "
      "What you enter is kept here and not sent; please join the server again.");
}

/**
 * uke_words_sync_note:
 * @facts: what the desk's engine says
 * @has_no_key: whether the key of its certificate is not in the keyring
 * @has_ended: whether its certificate is over
 *
 * What happened between this desk and its server, then what helps.
 *
 * Returns: (transfer none) (nullable): a sentence where the state alone does not say enough
 * Errors: none
 * Thread: any
 */
const char *
uke_words_sync_note (const UkeSyncFacts *facts, gboolean has_no_key, gboolean has_ended)
{
  if (has_no_key)
    return _ ("The key of this desk is not in the keyring. Please tell your administrator.");
  if (has_ended)
    return _ (
        "The certificate of this desk has ended. What you enter is kept here; please join the "
        "server again.");
  switch (facts->state) {
  case UKE_SYNC_STAGE_FOREIGN:
    return _ (
        "The server holds another clinic's content. Nothing was exchanged with it. Please ask "
        "your administrator.");
  case UKE_SYNC_STAGE_CLOCK:
    return _ (
        "The clock of this computer, or the server's, is far off. Please put the date and the "
        "time right; it is tried again by itself.");
  case UKE_SYNC_STAGE_NOT_OURS:
    return _ ("Another computer answers at the server's address. Nothing was sent to it. Please "
              "tell your administrator.");
  case UKE_SYNC_STAGE_NOT_KNOWN:
    return _ ("The server does not know this desk. What you enter is kept here; please join the "
              "server again.");
  case UKE_SYNC_STAGE_REVOKED:
    if (facts->is_handed_in && facts->n_waiting > 0)
      return _ ("What was not sent yet from here has been handed in to the server: whoever looks "
                "after it decides whether to take it. What you enter now is kept here. To send it, "
                "please join the server again.");
    return _ ("What you enter is kept here. To send it, please join the server again.");
  case UKE_SYNC_STAGE_EXPIRED:
    return _ (
        "The certificate of this desk has ended. What you enter is kept here; please join the "
        "server again.");
  case UKE_SYNC_STAGE_BUSY:
    return _ ("The server is busy. It is asked again in a moment.");
  case UKE_SYNC_STAGE_DISK_FULL:
    return _ ("What comes from the server cannot be stored. What you entered is kept. Please free "
              "some space on this computer; it is tried again by itself.");
  case UKE_SYNC_STAGE_FAULT:
    if (facts->needs_upgrade)
      return _ ("The server has a newer program. What you enter is kept here and sent once this "
                "desk's program is updated. Please tell your administrator.");
    if (facts->is_server_old)
      return _ ("The server's program is older than this desk's. What you enter is kept here. "
                "Please ask your administrator to update the server.");
    if (facts->is_behind)
      return _ ("The server has a newer program, and this one could not use its answer. What you "
                "enter is kept here. Please tell your administrator that this desk's program has "
                "to be updated.");
    return _ ("The server's answer could not be used. It is asked again in a moment.");
  case UKE_SYNC_STAGE_STOPPED:
  case UKE_SYNC_STAGE_CONNECTING:
  case UKE_SYNC_STAGE_BOOTSTRAP:
  case UKE_SYNC_STAGE_CATCHUP:
  case UKE_SYNC_STAGE_LIVE:
  case UKE_SYNC_STAGE_OFFLINE:
  case UKE_SYNC_STAGE_HELD:
    break;
  }
  if (facts->needs_upgrade)
    return _ ("The server wants a newer program. What others do still comes in; what you enter is "
              "kept here and sent once this desk's program is updated.");
  if (facts->is_server_old)
    return _ ("The server's program is older than this desk's. What you enter is kept here. "
              "Please ask your administrator to update the server.");
  if (facts->is_paced)
    return _ ("This desk has more to send than the server takes at once. It is sent bit by bit; "
              "what others do comes in meanwhile.");
  if (facts->is_recovering)
    return _ ("For some minutes new bookings wait to be confirmed. What this desk knows and the "
              "server has lost is sent again by itself.");
  if (facts->is_clock_off)
    return _ (
        "The clock of this computer, or the server's, is far off. Please put the date and the "
        "time right; it is tried again by itself.");
  if (facts->is_audit_broken)
    return _ (
        "The record of what was done at this desk does not go on from the one that the server "
        "has. Work is saved and sent as usual. Please tell your administrator.");
  return NULL;
}
