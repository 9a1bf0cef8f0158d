/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "base/uke-hex.h"
#include "feed/uke-feed-error.h"
#include "feed/uke-json-scan.h"
#include "feed/uke-json-write.h"
#include "store/uke-snapshot.h"

#include <jansson.h>
#include <string.h>

#define INTEGER_MAX (INT64_C (1) << 53)
#define MAX_TIERS 8
#define MAX_TABLES 200
#define MAX_COLUMNS 200

static const UkeJsonLimits limits = { UKE_SNAPSHOT_MANIFEST_MAX_BYTES, 6, 200000 };

static void
free_table (gpointer data)
{
  UkeSnapshotTable *table = data;

  g_free (table->name);
  g_strfreev (table->columns);
  g_free (table);
}

/**
 * uke_snapshot_manifest_new:
 *
 * Returns: (transfer full): a manifest of nothing
 * Thread: any
 */
UkeSnapshotManifest *
uke_snapshot_manifest_new (void)
{
  UkeSnapshotManifest *self = g_new0 (UkeSnapshotManifest, 1);

  self->parts = g_array_new (FALSE, FALSE, sizeof (UkeSnapshotPart));
  self->tables = g_ptr_array_new_with_free_func (free_table);
  self->names = g_string_chunk_new (256);
  return self;
}

/**
 * uke_snapshot_manifest_free:
 * @self: (transfer full) (nullable): a manifest
 *
 * Thread: any
 */
void
uke_snapshot_manifest_free (UkeSnapshotManifest *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->parts);
  g_ptr_array_unref (self->tables);
  uke_new_fields_free (self->fields);
  g_string_chunk_free (self->names);
  g_free (self);
}

/**
 * uke_snapshot_manifest_add_table:
 * @self: a manifest
 * @entity: a table, whose rows have all fields of this program in their order
 *
 * Thread: any
 */
void
uke_snapshot_manifest_add_table (UkeSnapshotManifest *self, const UkeEntity *entity)
{
  UkeSnapshotTable *table = g_new0 (UkeSnapshotTable, 1);

  table->name = g_strdup (entity->name);
  table->columns = g_new0 (char *, entity->n_fields + 1);
  for (unsigned i = 0; i < entity->n_fields; i++)
    table->columns[i] = g_strdup (entity->fields[i].name);
  g_ptr_array_add (self->tables, table);
}

/**
 * uke_snapshot_manifest_find_table:
 * @self: a manifest
 * @name: a table's name
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): the columns of its rows as their
 *   writer has them; NULL when it names none
 * Thread: any
 */
const char *const *
uke_snapshot_manifest_find_table (const UkeSnapshotManifest *self, const char *name)
{
  for (unsigned i = 0; i < self->tables->len; i++) {
    const UkeSnapshotTable *table = self->tables->pdata[i];

    if (strcmp (table->name, name) == 0)
      return (const char *const *)table->columns;
  }
  return NULL;
}

static void
write_cursor (GString *json, const UkeCursor *cursor)
{
  g_string_append (json, "{\"epoch\":");
  uke_json_append_id (json, &cursor->epoch);
  g_string_append_printf (json, ",\"seq\":%" G_GINT64_FORMAT ",\"chain\":", cursor->seq);
  uke_json_append_hex (json, cursor->chain, sizeof cursor->chain);
  if (cursor->is_signed) {
    g_string_append (json, ",\"sig\":");
    uke_json_append_hex (json, cursor->sig, sizeof cursor->sig);
  }
  g_string_append_c (json, '}');
}

static void
write_tables (GString *json, const UkeSnapshotManifest *self)
{
  g_string_append (json, ",\"tables\":{");
  for (unsigned i = 0; i < self->tables->len; i++) {
    const UkeSnapshotTable *table = self->tables->pdata[i];

    g_string_append (json, i > 0 ? "," : "");
    uke_json_append_string (json, table->name);
    g_string_append (json, ":[");
    for (unsigned c = 0; table->columns[c] != NULL; c++) {
      g_string_append (json, c > 0 ? "," : "");
      uke_json_append_string (json, table->columns[c]);
    }
    g_string_append_c (json, ']');
  }
  g_string_append_c (json, '}');
}

static void
write_part (GString *json, const UkeSnapshotPart *part)
{
  g_string_append_printf (json,
                          "{\"sha256\":\"%s\",\"bytes\":%" G_GINT64_FORMAT
                          ",\"raw\":%" G_GINT64_FORMAT ",\"rows\":%" G_GINT64_FORMAT ",\"table\":",
                          part->sha256, part->bytes, part->raw, part->rows);
  uke_json_append_string (json, part->table);
  g_string_append_c (json, '}');
}

/**
 * uke_snapshot_manifest_write:
 * @self: a manifest
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md, Snapshot
 */
void
uke_snapshot_manifest_write (const UkeSnapshotManifest *self, GString *json)
{
  unsigned tier = 0;
  gboolean is_first = TRUE;

  g_string_append (json, "{\"epoch\":");
  uke_json_append_id (json, &self->cursor.epoch);
  g_string_append (json, ",\"cursor\":");
  write_cursor (json, &self->cursor);
  g_string_append_printf (json, ",\"durable\":%" G_GINT64_FORMAT ",\"sv\":%u", self->durable,
                          self->sv);
  if (self->has_root) {
    g_string_append (json, ",\"root\":");
    uke_json_append_hex (json, self->root, sizeof self->root);
  }
  write_tables (json, self);
  if (self->fields != NULL) {
    g_string_append (json, ",\"fields\":");
    uke_new_fields_write (self->fields, json);
  }
  g_string_append (json, ",\"tiers\":[[");
  for (unsigned i = 0; i < self->parts->len; i++) {
    const UkeSnapshotPart *part = &g_array_index (self->parts, UkeSnapshotPart, i);

    for (; tier < part->tier; tier++) {
      g_string_append (json, "],[");
      is_first = TRUE;
    }
    g_string_append (json, is_first ? "" : ",");
    is_first = FALSE;
    write_part (json, part);
  }
  g_string_append (json, "]]}");
}

static gboolean
read_int (json_t *node, int64_t *out)
{
  int64_t number = json_integer_value (node);

  if (!json_is_integer (node) || number < 0 || number > INTEGER_MAX)
    return FALSE;
  *out = number;
  return TRUE;
}

static gboolean
read_cursor (json_t *node, UkeCursor *out)
{
  json_t *sig = json_object_get (node, "sig");

  out->is_signed = sig != NULL;
  return uke_id_from_hex (json_string_value (json_object_get (node, "epoch")), &out->epoch)
         && read_int (json_object_get (node, "seq"), &out->seq)
         && uke_hex_read (json_string_value (json_object_get (node, "chain")), out->chain,
                          sizeof out->chain)
         && (sig == NULL || uke_hex_read (json_string_value (sig), out->sig, sizeof out->sig));
}

static gboolean
read_table (UkeSnapshotManifest *self, const char *name, json_t *columns)
{
  UkeSnapshotTable *table;

  if (json_array_size (columns) == 0 || json_array_size (columns) > MAX_COLUMNS)
    return FALSE;
  table = g_new0 (UkeSnapshotTable, 1);
  table->name = g_strdup (name);
  table->columns = g_new0 (char *, json_array_size (columns) + 1);
  g_ptr_array_add (self->tables, table);
  for (size_t i = 0; i < json_array_size (columns); i++) {
    table->columns[i] = g_strdup (json_string_value (json_array_get (columns, i)));
    if (table->columns[i] == NULL)
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_tables (UkeSnapshotManifest *self, json_t *tables)
{
  const char *name;
  json_t *columns;

  if (!json_is_object (tables) || json_object_size (tables) > MAX_TABLES)
    return FALSE;
  json_object_foreach (tables, name, columns)
  {
    if (!read_table (self, name, columns))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_part (UkeSnapshotManifest *self, json_t *node, unsigned tier)
{
  UkeSnapshotPart part = { .tier = tier };
  uint8_t hash[UKE_SHA256_SIZE];
  const char *table = json_string_value (json_object_get (node, "table"));

  if (table == NULL
      || !uke_hex_read (json_string_value (json_object_get (node, "sha256")), hash, sizeof hash)
      || !read_int (json_object_get (node, "bytes"), &part.bytes)
      || !read_int (json_object_get (node, "raw"), &part.raw)
      || !read_int (json_object_get (node, "rows"), &part.rows))
    return FALSE;
  g_strlcpy (part.sha256, json_string_value (json_object_get (node, "sha256")), sizeof part.sha256);
  part.table = g_string_chunk_insert_const (self->names, table);
  g_array_append_val (self->parts, part);
  return TRUE;
}

/* A part is named by what is in it, so two of one name would be the same rows twice. */
static gboolean
has_part_twice (const UkeSnapshotManifest *self)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (unsigned i = 0; i < self->parts->len; i++)
    if (!g_hash_table_add (names, g_array_index (self->parts, UkeSnapshotPart, i).sha256))
      return TRUE;
  return FALSE;
}

static gboolean
read_tiers (UkeSnapshotManifest *self, json_t *tiers)
{
  if (!json_is_array (tiers) || json_array_size (tiers) > MAX_TIERS)
    return FALSE;
  for (size_t t = 0; t < json_array_size (tiers); t++) {
    json_t *tier = json_array_get (tiers, t);

    if (!json_is_array (tier))
      return FALSE;
    for (size_t i = 0; i < json_array_size (tier); i++)
      if (!read_part (self, json_array_get (tier, i), (unsigned)t))
        return FALSE;
  }
  return !has_part_twice (self);
}

static gboolean
read_root (UkeSnapshotManifest *self, json_t *root)
{
  json_t *digest = json_object_get (root, "root");
  int64_t sv;

  if (!read_cursor (json_object_get (root, "cursor"), &self->cursor)
      || !read_int (json_object_get (root, "durable"), &self->durable)
      || !read_int (json_object_get (root, "sv"), &sv) || sv > UINT16_MAX)
    return FALSE;
  self->sv = (unsigned)sv;
  self->has_root = digest != NULL;
  return (digest == NULL
          || uke_hex_read (json_string_value (digest), self->root, sizeof self->root))
         && read_tables (self, json_object_get (root, "tables"))
         && uke_new_fields_read (root, &self->fields)
         && read_tiers (self, json_object_get (root, "tiers"));
}

/**
 * uke_snapshot_manifest_is_same:
 * @a: a manifest
 * @b: another
 *
 * Returns: whether both are of the same rows in the same parts, at the same place of the history;
 *   what is in a backup may be another thing meanwhile
 * Thread: any
 */
gboolean
uke_snapshot_manifest_is_same (const UkeSnapshotManifest *a, const UkeSnapshotManifest *b)
{
  UkeSnapshotManifest first = *a, second = *b;
  g_autoptr (GString) first_json = g_string_new (NULL);
  g_autoptr (GString) second_json = g_string_new (NULL);

  first.durable = second.durable = 0;
  uke_snapshot_manifest_write (&first, first_json);
  uke_snapshot_manifest_write (&second, second_json);
  return g_string_equal (first_json, second_json);
}

/**
 * uke_snapshot_manifest_read:
 * @json: bytes from elsewhere, not trusted
 * @size: how many
 * @error: return location
 *
 * Members that this program does not know are passed over. The cursor's signature is not checked
 * here.
 *
 * Returns: (transfer full) (nullable): the manifest
 * Errors: UKE_FEED_ERROR: MALFORMED, LIMIT
 * Thread: any
 * Source: doc/wire.md, Snapshot
 */
UkeSnapshotManifest *
uke_snapshot_manifest_read (const char *json, size_t size, GError **error)
{
  g_autoptr (UkeSnapshotManifest) self = uke_snapshot_manifest_new ();
  json_t *root;
  gboolean is_good;

  if (!uke_json_scan (json, size, &limits, error))
    return NULL;
  root = json_loadb (json, size, JSON_REJECT_DUPLICATES, NULL);
  is_good = json_is_object (root) && read_root (self, root);
  json_decref (root);
  if (is_good)
    return g_steal_pointer (&self);
  g_set_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_MALFORMED, "not the manifest of a snapshot");
  return NULL;
}
