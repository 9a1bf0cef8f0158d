/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UkeVaultError:
 * @UKE_VAULT_ERROR_NO_BUS: there is no session bus, so no keyring can be reached
 * @UKE_VAULT_ERROR_NO_SERVICE: the session bus has no secret service
 * @UKE_VAULT_ERROR_NO_COLLECTION: the secret service has no keyring to keep an item in
 * @UKE_VAULT_ERROR_LOCKED: the keyring is locked, or unlocking it was dismissed
 * @UKE_VAULT_ERROR_ABSENT: the keyring is open and holds nothing for this database
 * @UKE_VAULT_ERROR_FOREIGN: the keyring holds an item for this database that opens no slot
 * @UKE_VAULT_ERROR_TIMEOUT: the keyring did not answer in time
 * @UKE_VAULT_ERROR_DENIED: the keyring refused, for a reason that trying again does not change
 * @UKE_VAULT_ERROR_WRONG_CODE: a well-formed recovery code that is not this database's
 * @UKE_VAULT_ERROR_MALFORMED_CODE: the typed recovery code has a typing error
 * @UKE_VAULT_ERROR_NO_SLOTS: there is a database but no slot file that could open it
 * @UKE_VAULT_ERROR_DAMAGED_SLOTS: the slot file and its copy are both unreadable
 * @UKE_VAULT_ERROR_NEWER_SLOTS: the slot file was written by a newer version of the program
 * @UKE_VAULT_ERROR_EXISTS: a database or slot file is already there; a new key is never made over
 * it
 * @UKE_VAULT_ERROR_EMPTY: there is neither a database nor a slot file yet
 * @UKE_VAULT_ERROR_STATE: the call does not fit the state that the vault is in
 * @UKE_VAULT_ERROR_IN_USE: another process holds the data directory
 * @UKE_VAULT_ERROR_READ_ONLY: the directory or file cannot be written
 * @UKE_VAULT_ERROR_NO_SPACE: the disk is full
 * @UKE_VAULT_ERROR_IO: any other failure of the file system
 * @UKE_VAULT_ERROR_NO_DATABASE: there are key slots and no database that they would open
 *
 * What went wrong with the keys, named for what the caller can do about it.
 */
typedef enum {
  UKE_VAULT_ERROR_NO_BUS,
  UKE_VAULT_ERROR_NO_SERVICE,
  UKE_VAULT_ERROR_NO_COLLECTION,
  UKE_VAULT_ERROR_LOCKED,
  UKE_VAULT_ERROR_ABSENT,
  UKE_VAULT_ERROR_FOREIGN,
  UKE_VAULT_ERROR_TIMEOUT,
  UKE_VAULT_ERROR_DENIED,
  UKE_VAULT_ERROR_WRONG_CODE,
  UKE_VAULT_ERROR_MALFORMED_CODE,
  UKE_VAULT_ERROR_NO_SLOTS,
  UKE_VAULT_ERROR_DAMAGED_SLOTS,
  UKE_VAULT_ERROR_NEWER_SLOTS,
  UKE_VAULT_ERROR_EXISTS,
  UKE_VAULT_ERROR_EMPTY,
  UKE_VAULT_ERROR_STATE,
  UKE_VAULT_ERROR_IN_USE,
  UKE_VAULT_ERROR_READ_ONLY,
  UKE_VAULT_ERROR_NO_SPACE,
  UKE_VAULT_ERROR_IO,
  UKE_VAULT_ERROR_NO_DATABASE,
} UkeVaultError;

/** UKE_VAULT_N_ERRORS: how many codes the domain has. */
#define UKE_VAULT_N_ERRORS (UKE_VAULT_ERROR_NO_DATABASE + 1)

#define UKE_VAULT_ERROR (uke_vault_error_quark ())
GQuark uke_vault_error_quark (void);

void uke_vault_error_set_from_errno (GError **error, int errsv, const char *what);

G_END_DECLS
