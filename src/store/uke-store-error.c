/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-store-error.h"

/**
 * uke_store_error_quark:
 *
 * Returns: the error domain of the store
 * Thread: any
 */
G_DEFINE_QUARK (uke - store - error - quark, uke_store_error)
