/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-vault-error.h"

#include <errno.h>

/**
 * uke_vault_error_quark:
 *
 * Returns: the domain of #UkeVaultError
 * Thread: any
 */
G_DEFINE_QUARK (uke - vault - error - quark, uke_vault_error)

/**
 * uke_vault_error_set_from_errno:
 * @error: (nullable): where to put the error
 * @errsv: a value of errno
 * @what: what was being done, without any path
 *
 * Translates an error of the file system, once, at this layer's border.
 *
 * Thread: any
 */
void
uke_vault_error_set_from_errno (GError **error, int errsv, const char *what)
{
  UkeVaultError code = UKE_VAULT_ERROR_IO;

  if (errsv == EROFS || errsv == EACCES || errsv == EPERM)
    code = UKE_VAULT_ERROR_READ_ONLY;
  else if (errsv == ENOSPC || errsv == EDQUOT)
    code = UKE_VAULT_ERROR_NO_SPACE;
  g_set_error (error, UKE_VAULT_ERROR, (int)code, "%s: %s", what, g_strerror (errsv));
}
