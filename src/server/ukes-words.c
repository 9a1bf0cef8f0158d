/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "config.h"

#include "server/ukes-words.h"

#include "db/uke-db-error.h"
#include "server/ukes-error.h"
#include "store/uke-store-error.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *const sentences[UKES_N_ERRORS] = {
  [UKES_ERROR_EXISTS] = N_ ("The folder is not empty, so no server is made in it. Please choose "
                            "another one with --dir."),
  [UKES_ERROR_NOT_SET_UP]
  = N_ ("There is no server in this folder yet. Please make one first: uketsuke-server init."),
  [UKES_ERROR_BAD_CONFIG] = N_ ("The configuration has something that cannot be"),
  [UKES_ERROR_BAD_PATH] = N_ ("The folder's path may only have letters, digits and / . _ - @ +, "
                              "because it stands in the proxy's configuration."),
  [UKES_ERROR_LISTEN] = N_ ("A socket could not be opened in the runtime folder. Please check "
                            "that the folder may be written to and that its path is short."),
  [UKES_ERROR_PROXY] = N_ ("The proxy nginx could not be started"),
  [UKES_ERROR_RUNNING] = N_ ("Another program has the server's data open and does not answer. "
                             "Please end it, or wait until it is done."),
  [UKES_ERROR_REFUSED] = N_ ("The server said no"),
  [UKES_ERROR_MUST_STOP] = N_ ("The server is running. Please stop it first; desks go on working "
                               "and send what they have once it runs again."),
  [UKES_ERROR_SAME_PLACE] = N_ ("The clinic's data are there already. Nothing was changed."),
  [UKES_ERROR_TARGET_NOT_EMPTY]
  = N_ ("There are data already where the clinic should go, and nothing is written over. Please "
        "choose another schema, or put what is there aside. Nothing was changed"),
  [UKES_ERROR_NOT_EQUAL] = N_ ("The clinic was not moved, because what arrived was not in order. "
                               "The server goes on with the data as they were"),
  [UKES_ERROR_BAD_BACKUP] = N_ ("This cannot be put back, and nothing was changed"),
};

/* Sentences that go on with what exactly it is: a key of the file, nginx's own words, a code. */
static gboolean
names_detail (int code)
{
  return code == UKES_ERROR_BAD_CONFIG || code == UKES_ERROR_PROXY || code == UKES_ERROR_REFUSED
         || code == UKES_ERROR_TARGET_NOT_EMPTY || code == UKES_ERROR_NOT_EQUAL
         || code == UKES_ERROR_BAD_BACKUP;
}

/**
 * ukes_words_for_error:
 * @error: an error of any layer
 *
 * Returns: (transfer full): what is wrong and what to do about it, translated
 * Thread: any
 */
char *
ukes_words_for_error (const GError *error)
{
  g_autofree char *detail = NULL;

  if (error->domain != UKES_ERROR)
    return uke_words_for_error (error);
  if (!names_detail (error->code))
    return g_strdup (_ (sentences[error->code]));
  detail = g_strstrip (g_strdup (error->message));
  return g_strdup_printf (C_ ("problem: detail", "%s: %s"), _ (sentences[error->code]), detail);
}

/**
 * ukes_words_for_log:
 * @error: what a store could not do
 *
 * Returns: (transfer none): one word for it, the same for ever: what an administrator looks for in
 * the log
 * Thread: any
 */
const char *
ukes_words_for_log (const GError *error)
{
  static const struct {
    int code;
    const char *word;
  } words[] = {
    { UKE_DB_ERROR_FULL, "disk_full" },
    { UKE_DB_ERROR_BUSY, "database_busy" },
    { UKE_DB_ERROR_UNREACHABLE, "database_unreachable" },
    { UKE_DB_ERROR_READ_ONLY, "read_only" },
    { UKE_DB_ERROR_CORRUPT, "damaged" },
    { UKE_DB_ERROR_IO, "disk_failed" },
    { UKE_DB_ERROR_NEWER_SCHEMA, "newer_schema" },
  };

  if (g_error_matches (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT))
    return "damaged";
  for (unsigned i = 0; i < G_N_ELEMENTS (words) && error->domain == UKE_DB_ERROR; i++)
    if (words[i].code == error->code)
      return words[i].word;
  return "failed";
}
