/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/uke-sync-error.h"

G_DEFINE_QUARK (uke - sync - error - quark, uke_sync_error)
