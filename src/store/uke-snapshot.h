/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-row-hash.h"
#include "feed/uke-wire.h"

G_BEGIN_DECLS

/**
 * A clinic's base rows as parts that never change (doc/wire.md, Snapshot): written on the server
 * from one read transaction, loaded on a desk into a new file.
 */

#define UKE_SNAPSHOT_PART_RAW (4 * 1024 * 1024)
#define UKE_SNAPSHOT_MANIFEST_MAX_BYTES (4 * 1024 * 1024)

/** UKE_SNAPSHOT_DAYS_BEFORE, UKE_SNAPSHOT_DAYS_AHEAD: whose bookings are in tier 0. */
#define UKE_SNAPSHOT_DAYS_BEFORE 1
#define UKE_SNAPSHOT_DAYS_AHEAD 15

/** UkeSnapshotPart: one part, as the manifest names it. */
typedef struct {
  char sha256[2 * UKE_SHA256_SIZE + 1]; /* of the bytes as they travel */
  int64_t bytes, raw, rows;
  const char *table;
  unsigned tier;
} UkeSnapshotPart;

/** UkeSnapshotTable: what the rows of one table consist of. */
typedef struct {
  char *name;    /* (owned) */
  GStrv columns; /* (owned): the writer's fields, in its order */
} UkeSnapshotTable;

/**
 * UkeSnapshotManifest:
 * @cursor: the place in the history where the rows stand, signed
 * @durable: what of it is in a verified backup
 * @sv: the writer's schema version
 * @has_root: whether there is a digest
 * @root: the digest of everything (uke_digest_compute_root())
 * @parts: (owned) (element-type UkeSnapshotPart): tier by tier
 * @tables: (owned) (element-type UkeSnapshotTable): what their rows consist of
 * @fields: (owned) (nullable): of those, what not every version knows
 * @names: (owned): the parts' tables, of a manifest that was read
 */
typedef struct {
  UkeCursor cursor;
  int64_t durable;
  unsigned sv;
  gboolean has_root;
  uint8_t root[UKE_ROW_HASH_SIZE];
  GArray *parts;
  GPtrArray *tables;
  UkeNewFields *fields;
  GStringChunk *names;
} UkeSnapshotManifest;

UkeSnapshotManifest *uke_snapshot_manifest_new (void);
void uke_snapshot_manifest_free (UkeSnapshotManifest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeSnapshotManifest, uke_snapshot_manifest_free)
void uke_snapshot_manifest_add_table (UkeSnapshotManifest *self, const UkeEntity *entity);
const char *const *uke_snapshot_manifest_find_table (const UkeSnapshotManifest *self,
                                                     const char *name);
gboolean uke_snapshot_manifest_is_same (const UkeSnapshotManifest *a, const UkeSnapshotManifest *b);
void uke_snapshot_manifest_write (const UkeSnapshotManifest *self, GString *json);
UkeSnapshotManifest *uke_snapshot_manifest_read (const char *json,
                                                 size_t size,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** UkeSnapshotSink: takes a part's compressed bytes. */
typedef gboolean (*UkeSnapshotSink) (const UkeSnapshotPart *part,
                                     GBytes *bytes,
                                     gpointer data,
                                     GError **error);

/* @today_us: when the clinic's day begins: tier 0 holds the bookings from a day before to two weeks
 * after it, and their patients. */
UkeSnapshotManifest *uke_snapshot_write (UkeDb *db,
                                         const uint8_t secret[UKE_CURSOR_SECRET_SIZE],
                                         int64_t today_us,
                                         UkeSnapshotSink sink,
                                         gpointer data,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Loading: begin, any number of parts in any order within their tier, end. The file must be new,
 * with the schema and nothing else. Tier 0 alone may be looked at before the rest is there. */
typedef struct _UkeSnapshotLoad UkeSnapshotLoad;
UkeSnapshotLoad *uke_snapshot_load_new (UkeDb *db,
                                        const UkeSnapshotManifest *manifest,
                                        const uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE],
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_snapshot_load_free (UkeSnapshotLoad *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeSnapshotLoad, uke_snapshot_load_free)
gboolean uke_snapshot_load_part (UkeSnapshotLoad *self,
                                 const UkeSnapshotPart *part,
                                 GBytes *bytes,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_snapshot_load_end (UkeSnapshotLoad *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_snapshot_load_end_first (UkeSnapshotLoad *self,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
