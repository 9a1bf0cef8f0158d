/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"

G_BEGIN_DECLS

/*
 * Which engine a test runs on: SQLite unless UKE_TEST_ENGINE says "postgresql". Then
 * UKE_TEST_POSTGRESQL says where the cluster is (tests/support/with-postgresql starts one), and
 * each test makes a schema of its own and drops it.
 */

gboolean uke_test_is_postgresql (void);
const char *uke_test_get_uri (void);
char *uke_test_make_schema_name (void);
void uke_test_drop_schema (const char *schema);
char *uke_test_translate (const char *sql);

G_END_DECLS
