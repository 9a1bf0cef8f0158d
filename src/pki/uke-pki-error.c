/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-pki"

#include "pki/uke-pki-error.h"

/**
 * uke_pki_error_quark:
 *
 * Returns: the domain of #UkePkiError
 * Thread: any
 */
G_DEFINE_QUARK (uke - pki - error - quark, uke_pki_error)
