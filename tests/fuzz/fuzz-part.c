/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-fuzz.h"

#include "base/uke-hex.h"
#include "store/uke-schema.h"
#include "store/uke-snapshot-notes.h"
#include "store/uke-snapshot.h"
#include "support/uke-test-db.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

/*
 * A part of a snapshot, loaded into a real encrypted file. The first byte says which table it is of
 * (its high bit: the bytes are lines, to be packed here; else they are what travels), the second
 * how large the manifest says it is once unpacked.
 */

static UkeTestFolder *folder;
static UkeDb *db;
static UkeSnapshotManifest *manifest;
static UkeSnapshotLoad *load;

static void
tidy_up (void)
{
  g_clear_pointer (&load, uke_snapshot_load_free);
  g_clear_pointer (&manifest, uke_snapshot_manifest_free);
  g_clear_pointer (&db, uke_db_free);
  g_clear_pointer (&folder, uke_test_folder_free);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  static const uint8_t nobody[UKE_CURSOR_PUBLIC_SIZE];
  g_autoptr (GError) error = NULL;
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  folder = uke_test_folder_new_in (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? "/dev/shm"
                                                                                : g_get_tmp_dir ());
  db = uke_test_folder_open (folder);
  if (!uke_schema_migrate (db, folder->key, &error))
    g_error ("%s", error->message);
  manifest = uke_snapshot_manifest_new ();
  for (unsigned i = 0; i < n; i++)
    uke_snapshot_manifest_add_table (manifest, entities[i]);
  load = uke_snapshot_load_new (db, manifest, nobody, &error);
  if (load == NULL)
    g_error ("%s", error->message);
  /* Before OpenSSL, which has been used by now, tidies up after itself. */
  atexit (tidy_up);
  return 0;
}

static const char *
pick_table (unsigned number)
{
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  return number % (n + 1) == n ? UKE_SNAPSHOT_NOTES : entities[number % (n + 1)]->name;
}

static GBytes *
pack (const uint8_t *lines, size_t size)
{
  size_t room = ZSTD_compressBound (size);
  void *packed = g_malloc (room);

  return g_bytes_new_take (packed, ZSTD_compress (packed, room, lines, size, 1));
}

static void
load_part (const UkeSnapshotPart *part, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  gboolean is_loaded = uke_snapshot_load_part (load, part, bytes, &error);
  g_autofree char *sql = g_strdup_printf ("DELETE FROM %s; DELETE FROM slot_claim", part->table);

  uke_fuzz_assert_told (is_loaded, error);
  uke_fuzz_assert (!uke_db_in_transaction (db));
  if (is_loaded)
    uke_test_exec (db, sql);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  UkeSnapshotPart part = { .tier = 0 };
  g_autoptr (GBytes) bytes = NULL;
  uint8_t hash[UKE_SHA256_SIZE];

  if (size < 2 || size > UKE_FUZZ_MAX)
    return -1;
  part.table = pick_table (data[0] & 0x7f);
  if ((data[0] & 0x80) != 0) {
    bytes = pack (data + 2, size - 2);
    part.raw = (int64_t)size - 2 + (int8_t)data[1];
  } else {
    bytes = g_bytes_new (data + 2, size - 2);
    part.raw = (int64_t)data[1] << 10;
  }
  for (size_t i = 2; i < size; i++)
    part.rows += data[i] == '\n';
  part.bytes = (int64_t)g_bytes_get_size (bytes);
  uke_sha256 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), hash);
  uke_hex_write (hash, sizeof hash, part.sha256);
  load_part (&part, bytes);
  return 0;
}
