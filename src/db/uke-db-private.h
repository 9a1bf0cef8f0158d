/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db-error.h"
#include "db/uke-db-types.h"

G_BEGIN_DECLS

size_t uke_db_query_ending_serves (const char *name, UkeDbDialect dialect, gboolean *out_is_own);

UkeDbError uke_db_error_from_errno (int system_errno);
gboolean uke_db_fail_errno (const char *doing, int system_errno, GError **error);
gboolean uke_db_check_changed_one (int64_t n_changed, GError **error);

G_END_DECLS
