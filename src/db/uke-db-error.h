/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UkeDbError:
 * @UKE_DB_ERROR_FAILED: nothing the caller can do; the message says what was being done
 * @UKE_DB_ERROR_MISUSE: a mistake in the program: unknown query, unfinished transaction
 * @UKE_DB_ERROR_NOT_FOUND: there is no file, or no row where one must be
 * @UKE_DB_ERROR_CONSTRAINT: the change breaks a constraint; nothing was changed
 * @UKE_DB_ERROR_BUSY: somebody else holds the lock; trying again later helps
 * @UKE_DB_ERROR_FULL: no space on the disk; free some and try again
 * @UKE_DB_ERROR_READ_ONLY: file or folder cannot be written
 * @UKE_DB_ERROR_CORRUPT: the file is damaged, or a row that was read is gone; restore a backup
 * @UKE_DB_ERROR_WRONG_KEY: the key does not open this file
 * @UKE_DB_ERROR_NOT_ENCRYPTED: the file is plain text, or the library cannot encrypt
 * @UKE_DB_ERROR_NEWER_SCHEMA: a newer program has written this file; update the program
 * @UKE_DB_ERROR_IO: the disk or the file system reports an error
 * @UKE_DB_ERROR_CANCELLED: the caller cancelled; nothing was changed
 * @UKE_DB_ERROR_CLOSED: the pool is closing or closed and takes no more work
 * @UKE_DB_ERROR_UNREACHABLE: the database server is not there or not any more; trying again later
 *   helps. What was being committed may have been
 * @UKE_DB_ERROR_OTHER_ENGINE: this engine has no such thing: its host does it, or nobody
 */
typedef enum {
  UKE_DB_ERROR_FAILED,
  UKE_DB_ERROR_MISUSE,
  UKE_DB_ERROR_NOT_FOUND,
  UKE_DB_ERROR_CONSTRAINT,
  UKE_DB_ERROR_BUSY,
  UKE_DB_ERROR_FULL,
  UKE_DB_ERROR_READ_ONLY,
  UKE_DB_ERROR_CORRUPT,
  UKE_DB_ERROR_WRONG_KEY,
  UKE_DB_ERROR_NOT_ENCRYPTED,
  UKE_DB_ERROR_NEWER_SCHEMA,
  UKE_DB_ERROR_IO,
  UKE_DB_ERROR_CANCELLED,
  UKE_DB_ERROR_CLOSED,
  UKE_DB_ERROR_UNREACHABLE,
  UKE_DB_ERROR_OTHER_ENGINE,
} UkeDbError;

#define UKE_DB_ERROR (uke_db_error_quark ())
GQuark uke_db_error_quark (void);

G_END_DECLS
