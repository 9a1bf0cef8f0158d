/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db-types.h"

G_BEGIN_DECLS

/**
 * UkeDbSelfTest:
 * @UKE_DB_SELF_TEST_OK: the library encrypts, and notices wrong keys and damage
 * @UKE_DB_SELF_TEST_NO_CIPHER: the library that answers is not SQLCipher
 * @UKE_DB_SELF_TEST_OLD_CIPHER: SQLCipher is older than 4.6
 * @UKE_DB_SELF_TEST_OPTIONS: the library was compiled without what we rely on
 * @UKE_DB_SELF_TEST_SCRATCH: the scratch file could not be written
 * @UKE_DB_SELF_TEST_PLAIN: the scratch file came out in plain text
 * @UKE_DB_SELF_TEST_WRONG_KEY: a wrong key opened the scratch file
 * @UKE_DB_SELF_TEST_DAMAGE: a flipped bit went unnoticed
 */
typedef enum {
  UKE_DB_SELF_TEST_OK,
  UKE_DB_SELF_TEST_NO_CIPHER,
  UKE_DB_SELF_TEST_OLD_CIPHER,
  UKE_DB_SELF_TEST_OPTIONS,
  UKE_DB_SELF_TEST_SCRATCH,
  UKE_DB_SELF_TEST_PLAIN,
  UKE_DB_SELF_TEST_WRONG_KEY,
  UKE_DB_SELF_TEST_DAMAGE,
} UkeDbSelfTest;

/** UKE_DB_SELF_TEST_EXIT_STATUS: what a program ends with when its self-test fails. */
#define UKE_DB_SELF_TEST_EXIT_STATUS 70

UkeDbSelfTest uke_db_self_test (const char *private_folder);
const char *uke_db_self_test_to_string (UkeDbSelfTest result);
char *uke_db_cipher_version (void);

G_END_DECLS
