/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "support/uke-test-engine.h"

G_BEGIN_DECLS

/**
 * UkeTestFolder:
 *
 * A private temporary folder that is emptied and removed with its scope, and a database file's
 * path in it; on PostgreSQL also a schema, dropped with it.
 */
typedef struct {
  char *path;      /* (owned): the folder */
  char *file;      /* (owned): path/clinic.db */
  char *schema;    /* (owned) (nullable): on PostgreSQL */
  uint8_t key[32]; /* the same in every test */
} UkeTestFolder;

UkeTestFolder *uke_test_folder_new (void);
UkeTestFolder *uke_test_folder_new_in (const char *parent);
void uke_test_folder_free (UkeTestFolder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeTestFolder, uke_test_folder_free)

char *uke_test_folder_child (UkeTestFolder *folder, const char *name);
UkeDbConfig uke_test_folder_config (UkeTestFolder *folder);
UkeDb *uke_test_folder_open (UkeTestFolder *folder);
unsigned uke_test_folder_count (UkeTestFolder *folder, const char *needle);

void uke_test_flip_bit (const char *path, int64_t offset, unsigned bit);
int64_t uke_test_query (UkeDb *db, const char *sql);
void uke_test_exec (UkeDb *db, const char *sql);
void uke_test_create (UkeDb *db, const char *sql);
void uke_test_hurry (UkeDb *db);
GStrv uke_test_list_tables (UkeDb *db);
GStrv uke_test_list_columns (UkeDb *db, const char *table);

G_END_DECLS
