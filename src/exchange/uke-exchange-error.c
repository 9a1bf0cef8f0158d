/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-exchange-error.h"

G_DEFINE_QUARK (uke - exchange - error - quark, uke_exchange_error)
