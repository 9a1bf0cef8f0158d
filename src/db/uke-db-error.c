/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-error.h"

#include "db/uke-db-private.h"

#include <errno.h>

G_DEFINE_QUARK (uke_db_error_quark, uke_db_error)

/**
 * uke_db_fail_errno:
 * @doing: what was being done, for the message
 * @system_errno: what the operating system answered
 * @error: return location
 *
 * Translates an answer of the operating system.
 *
 * Returns: always %FALSE, so that a failing function can return it
 * Errors: FULL, READ_ONLY, NOT_FOUND, IO
 * Thread: any
 */
gboolean
uke_db_fail_errno (const char *doing, int system_errno, GError **error)
{
  g_set_error (error, UKE_DB_ERROR, uke_db_error_from_errno (system_errno), "%s: %s", doing,
               g_strerror (system_errno));
  return FALSE;
}

/**
 * uke_db_error_from_errno:
 * @system_errno: what the operating system answered
 *
 * Returns: what the caller can do about it
 * Thread: any
 */
UkeDbError
uke_db_error_from_errno (int system_errno)
{
  switch (system_errno) {
  case ENOSPC:
  case EDQUOT:
    return UKE_DB_ERROR_FULL;
  case EROFS:
  case EACCES:
  case EPERM:
    return UKE_DB_ERROR_READ_ONLY;
  case ENOENT:
    return UKE_DB_ERROR_NOT_FOUND;
  default:
    return UKE_DB_ERROR_IO;
  }
}

/**
 * uke_db_check_changed_one:
 * @n_changed: how many rows a statement changed, of which one was known to be there
 * @error: return location
 *
 * Returns: whether it was one
 * Errors: CORRUPT
 * Thread: any
 */
gboolean
uke_db_check_changed_one (int64_t n_changed, GError **error)
{
  if (n_changed == 1)
    return TRUE;
  g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_CORRUPT,
               "%" G_GINT64_FORMAT " rows were changed where one was read", n_changed);
  return FALSE;
}
