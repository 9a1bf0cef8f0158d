/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-base"

#include "base/uke-base-error.h"

G_DEFINE_QUARK (uke_base_error_quark, uke_base_error)
