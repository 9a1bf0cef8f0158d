/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UkePkiError:
 * @UKE_PKI_ERROR_MALFORMED: not a certificate, request or key of the kinds used here
 * @UKE_PKI_ERROR_FOREIGN: a certificate of another authority
 * @UKE_PKI_ERROR_MISMATCH: a certificate and a key that do not belong together
 * @UKE_PKI_ERROR_EXPIRED: a certificate that is no longer, or not yet, good
 * @UKE_PKI_ERROR_EXPOSED: a key file that others than its owner can read
 * @UKE_PKI_ERROR_LIBRARY: libcrypto refused what it should be able to do
 *
 * What went wrong with keys and certificates, named for what the caller can do about it. Failures
 * of the file system come as #UkeVaultError.
 */
typedef enum {
  UKE_PKI_ERROR_MALFORMED,
  UKE_PKI_ERROR_FOREIGN,
  UKE_PKI_ERROR_MISMATCH,
  UKE_PKI_ERROR_EXPIRED,
  UKE_PKI_ERROR_EXPOSED,
  UKE_PKI_ERROR_LIBRARY,
} UkePkiError;

/** UKE_PKI_N_ERRORS: how many codes the domain has. */
#define UKE_PKI_N_ERRORS (UKE_PKI_ERROR_LIBRARY + 1)

#define UKE_PKI_ERROR (uke_pki_error_quark ())
GQuark uke_pki_error_quark (void);

G_END_DECLS
