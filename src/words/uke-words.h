/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UkeWordsAction:
 * @UKE_WORDS_ACTION_NONE: nothing but reading the sentence
 * @UKE_WORDS_ACTION_TRY_AGAIN: the same again, now or in a moment
 * @UKE_WORDS_ACTION_UNLOCK_KEYRING: unlock the keyring
 * @UKE_WORDS_ACTION_ENTER_CODE: open with the recovery code
 * @UKE_WORDS_ACTION_FREE_SPACE: make room on the disk
 * @UKE_WORDS_ACTION_RESTORE_BACKUP: restore a backup
 * @UKE_WORDS_ACTION_UPDATE: install the newer version of the program
 * @UKE_WORDS_ACTION_CHOOSE_STAFF: say who sits at the desk
 * @UKE_WORDS_ACTION_READ_AGAIN: look at the record as it is now
 * @UKE_WORDS_ACTION_CORRECT: correct what was typed
 *
 * What helps, for a button beside the sentence.
 */
typedef enum {
  UKE_WORDS_ACTION_NONE,
  UKE_WORDS_ACTION_TRY_AGAIN,
  UKE_WORDS_ACTION_UNLOCK_KEYRING,
  UKE_WORDS_ACTION_ENTER_CODE,
  UKE_WORDS_ACTION_FREE_SPACE,
  UKE_WORDS_ACTION_RESTORE_BACKUP,
  UKE_WORDS_ACTION_UPDATE,
  UKE_WORDS_ACTION_CHOOSE_STAFF,
  UKE_WORDS_ACTION_READ_AGAIN,
  UKE_WORDS_ACTION_CORRECT,
} UkeWordsAction;

char *uke_words_for_error (const GError *error);
const char *uke_words_title_for_error (const GError *error);
UkeWordsAction uke_words_action_for_error (const GError *error);
gboolean uke_words_know_error (const GError *error);

G_END_DECLS
