/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-words"

#include "config.h"

#include "words/uke-words.h"

#include "base/uke-base-error.h"
#include "clinic/uke-clinic-error.h"
#include "db/uke-db-error.h"
#include "exchange/uke-exchange-error.h"
#include "pki/uke-pki-error.h"
#include "vault/uke-vault-error.h"
#include "words/uke-words-private.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

/* Errors of GLib that reach a person unchanged: those of files that the person chose. */
static const UkeWordsEntry io_entries[] = {
  { G_IO_ERROR_CANCELLED, N_ ("Stopped"), N_ ("This was stopped; nothing was changed."),
    UKE_WORDS_ACTION_NONE },
  { G_IO_ERROR_NOT_FOUND, N_ ("The file is not there"),
    N_ ("The file is not there. Please choose it again."), UKE_WORDS_ACTION_CORRECT },
  { G_IO_ERROR_PERMISSION_DENIED, N_ ("The file may not be used"),
    N_ ("The file may not be read or written. Please check its permissions."),
    UKE_WORDS_ACTION_TRY_AGAIN },
  { G_IO_ERROR_NO_SPACE, N_ ("The disk is full"),
    N_ ("The disk is full, so nothing was changed. Please make some room and try again."),
    UKE_WORDS_ACTION_FREE_SPACE },
  { G_IO_ERROR_READ_ONLY, N_ ("The data cannot be written"),
    N_ ("This place can only be read. Please choose another one."), UKE_WORDS_ACTION_CORRECT },
  { G_IO_ERROR_IS_DIRECTORY, N_ ("This is a folder"),
    N_ ("This is a folder. Please choose a file."), UKE_WORDS_ACTION_CORRECT },
};

/* Said about what no table knows: what is true of every one of them. */
static const UkeWordsEntry unknown = {
  0,
  N_ ("This could not be done"),
  N_ ("This could not be done. Please try again; if it happens again, restart Uketsuke."),
  UKE_WORDS_ACTION_TRY_AGAIN,
};

/* The entry of @code among @n of @entries, or NULL. */
const UkeWordsEntry *
uke_words_find_entry (const UkeWordsEntry *entries, size_t n, int code)
{
  for (size_t i = 0; i < n; i++) {
    if (entries[i].code == code)
      return &entries[i];
  }
  return NULL;
}

/* Files that a person named, by whichever of GLib's two domains they were read. */
static const UkeWordsEntry *
find_io_entry (int code)
{
  return uke_words_find_entry (io_entries, G_N_ELEMENTS (io_entries), code);
}

static const UkeWordsEntry *
find (const GError *error)
{
  if (error->domain == UKE_BASE_ERROR)
    return uke_words_base_entry (error->code);
  if (error->domain == UKE_CLINIC_ERROR)
    return uke_words_clinic_entry (error);
  if (error->domain == UKE_DB_ERROR)
    return uke_words_db_entry (error->code);
  if (error->domain == UKE_EXCHANGE_ERROR)
    return uke_words_exchange_entry (error->code);
  if (error->domain == UKE_PKI_ERROR)
    return uke_words_pki_entry (error->code);
  if (error->domain == UKE_VAULT_ERROR)
    return uke_words_vault_entry (error->code);
  if (error->domain == G_IO_ERROR)
    return find_io_entry (error->code);
  if (error->domain == G_FILE_ERROR)
    return find_io_entry ((int)g_io_error_from_file_error ((GFileError)error->code));
  return NULL;
}

static const UkeWordsEntry *
find_or_unknown (const GError *error)
{
  const UkeWordsEntry *entry = find (error);

  return entry != NULL ? entry : &unknown;
}

/**
 * uke_words_for_error:
 * @error: an error of any layer
 *
 * What is wrong and what to do about it, in one or two short sentences for the person at the desk.
 * The error's own message, which is for logs, is not used.
 *
 * Returns: (transfer full): the translated sentences
 * Thread: any
 * Source: design.md section 10, decision 17
 */
char *
uke_words_for_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);
  return g_strdup (_ (find_or_unknown (error)->sentence));
}

/**
 * uke_words_title_for_error:
 * @error: an error of any layer
 *
 * Returns: (transfer none): what is wrong, in a few words for a heading
 * Thread: any
 */
const char *
uke_words_title_for_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);
  return _ (find_or_unknown (error)->title);
}

/**
 * uke_words_action_for_error:
 * @error: an error of any layer
 *
 * Returns: what helps, for a button
 * Thread: any
 */
UkeWordsAction
uke_words_action_for_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, UKE_WORDS_ACTION_NONE);
  return find_or_unknown (error)->action;
}

/**
 * uke_words_know_error:
 * @error: an error of any layer
 *
 * Returns: whether there is a sentence for this very code
 * Thread: any
 */
gboolean
uke_words_know_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);
  return find (error) != NULL;
}
