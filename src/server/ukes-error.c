/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-error.h"

/**
 * ukes_error_quark:
 *
 * Returns: the domain of #UkesError
 * Thread: any
 */
G_DEFINE_QUARK (ukes - error - quark, ukes_error)
