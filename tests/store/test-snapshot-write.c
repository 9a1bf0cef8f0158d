/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-feed-error.h"
#include "store/uke-digest.h"
#include "store/uke-snapshot-line.h"
#include "store/uke-snapshot.h"
#include "support/uke-test-pusher.h"

#include <jansson.h>
#include <string.h>
#include <zstd.h>

#define DAY_US INT64_C (86400000000)
#define NINE_US (UKE_TEST_NOW_US + DAY_US)

/* What a sink was given: every row by its id, with the tier it came in. */
typedef struct {
  GHashTable *tiers; /* (owned): "table ID" to its tier and one */
  GPtrArray *lines;  /* (owned) (element-type utf8) */
  unsigned n_parts;
} Taken;

static void
clear_taken (Taken *self)
{
  g_clear_pointer (&self->tiers, g_hash_table_unref);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Taken, clear_taken)

static void
init_taken (Taken *self)
{
  self->tiers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->n_parts = 0;
}

static gboolean
take_part (const UkeSnapshotPart *part, GBytes *bytes, gpointer data, GError **error)
{
  Taken *self = data;
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autofree char *raw = g_malloc ((size_t)part->raw + 1);
  g_auto (GStrv) lines = NULL;

  g_assert_cmpstr (hash, ==, part->sha256);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, (size_t)part->bytes);
  g_assert_cmpint (part->raw, <=, UKE_SNAPSHOT_PART_RAW);
  g_assert_cmpuint (ZSTD_decompress (raw, (size_t)part->raw, g_bytes_get_data (bytes, NULL),
                                     g_bytes_get_size (bytes)),
                    ==, (size_t)part->raw);
  raw[part->raw] = '\0';
  lines = g_strsplit (raw, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, (size_t)part->rows + 1);
  for (unsigned i = 0; lines[i + 1] != NULL; i++) {
    json_t *row = json_loads (lines[i], 0, NULL);
    char *key = g_strdup_printf ("%s %s", part->table, json_string_value (json_array_get (row, 0)));

    g_assert_true (json_is_array (json_array_get (row, 5)));
    g_assert_true (g_hash_table_insert (self->tiers, key, GUINT_TO_POINTER (part->tier + 1)));
    g_ptr_array_add (self->lines, g_strdup (lines[i]));
    json_decref (row);
  }
  self->n_parts++;
  return TRUE;
}

static UkeSnapshotManifest *
write_snapshot (UkeTestAuthority *server, Taken *taken)
{
  g_autoptr (GError) error = NULL;
  UkeSnapshotManifest *manifest;

  init_taken (taken);
  manifest = uke_snapshot_write (server->store->db, server->secret, UKE_TEST_NOW_US, take_part,
                                 taken, &error);
  g_assert_no_error (error);
  return manifest;
}

static int
get_tier (const Taken *taken, const char *table, const UkeId *id)
{
  char hex[UKE_ID_HEX_SIZE];
  g_autofree char *key = NULL;

  uke_id_to_hex (id, hex);
  key = g_strdup_printf ("%s %s", table, hex);
  return (int)GPOINTER_TO_UINT (g_hash_table_lookup (taken->tiers, key)) - 1;
}

static UkeId
add_patient (UkeTestAuthority *server, UkeId *out_phone_id)
{
  static unsigned n_made = 12;
  g_autofree char *number = g_strdup_printf ("%u", n_made++);
  UkeDraft *patient
      = uke_test_store_patient (server->store, number, "山\"田\n", "太郎", "やまだ", NULL);
  UkeId id = *uke_draft_get_id (patient);
  UkeDraft *phone = uke_test_store_phone (server->store, &id, "09000001234");

  *out_phone_id = *uke_draft_get_id (phone);
  uke_committed_free (uke_test_store_commit (server->store, patient, phone, NULL));
  return id;
}

static UkeId
add_booking (UkeTestAuthority *server, const UkeId *patient_id, int64_t starts_at_us)
{
  UkeDraft *booking = uke_test_store_appointment (server->store, patient_id, starts_at_us, 30);
  UkeId id = *uke_draft_get_id (booking);

  uke_committed_free (uke_test_store_commit (server->store, booking, NULL));
  return id;
}

/* Each row is in exactly one part; what a desk needs to begin is in the first tier, with the
 * patients of the bookings that are near and what belongs to them; old bookings come last. */
static void
test_tiers (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeId near_phone, far_phone;
  UkeId near_patient = add_patient (server, &near_phone);
  UkeId far_patient = add_patient (server, &far_phone);
  UkeId near = add_booking (server, &near_patient, NINE_US);
  UkeId far = add_booking (server, &far_patient, NINE_US + 30 * DAY_US);
  UkeId past = add_booking (server, &near_patient, NINE_US - 30 * DAY_US);
  g_auto (Taken) taken = { 0 };
  g_autoptr (UkeSnapshotManifest) manifest = write_snapshot (server, &taken);

  g_assert_cmpint (get_tier (&taken, "staff", &server->store->staff_id), ==, 0);
  g_assert_cmpint (get_tier (&taken, "menu", &server->store->menu_id), ==, 0);
  g_assert_cmpint (get_tier (&taken, "patient", &near_patient), ==, 0);
  g_assert_cmpint (get_tier (&taken, "patient_phone", &near_phone), ==, 0);
  g_assert_cmpint (get_tier (&taken, "patient", &far_patient), ==, 1);
  g_assert_cmpint (get_tier (&taken, "patient_phone", &far_phone), ==, 1);
  g_assert_cmpint (get_tier (&taken, "appointment", &near), ==, 0);
  g_assert_cmpint (get_tier (&taken, "appointment", &far), ==, 2);
  g_assert_cmpint (get_tier (&taken, "appointment", &past), ==, 2);
  g_assert_cmpuint (g_hash_table_size (taken.tiers), ==, 5 + 4 + 3);
  g_assert_cmpuint (taken.n_parts, ==, manifest->parts->len);
}

/* A row says all that the table does, a booking with the cells that it holds. */
static void
test_line (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeId phone;
  UkeId patient = add_patient (server, &phone);
  UkeId booking = add_booking (server, &patient, NINE_US);
  g_auto (Taken) taken = { 0 };
  g_autoptr (UkeSnapshotManifest) manifest = NULL;
  char id[UKE_ID_HEX_SIZE], patient_id[UKE_ID_HEX_SIZE];
  g_autofree char *expected = NULL;
  unsigned n_found = 0;

  uke_test_exec (server->store->db, "UPDATE patient_phone SET del_seq = 9");
  manifest = write_snapshot (server, &taken);
  uke_id_to_hex (&phone, id);
  uke_id_to_hex (&patient, patient_id);
  expected = g_strdup_printf ("[\"%s\",2,2,\"020200000000000002\",9,[\"%s\",\"09000001234\",null,"
                              "null,null,null,null,null,1,null]]",
                              id, patient_id);
  uke_id_to_hex (&booking, id);
  for (unsigned i = 0; i < taken.lines->len; i++) {
    const char *line = taken.lines->pdata[i];
    json_t *row = json_loads (line, 0, NULL);

    n_found += g_str_equal (line, expected);
    if (g_str_equal (json_string_value (json_array_get (row, 0)), id)) {
      g_assert_cmpuint (json_array_size (json_array_get (row, 6)), ==, 6);
      n_found++;
    }
    json_decref (row);
  }
  g_assert_cmpuint (n_found, ==, 2);
}

/* The manifest stands at the log's head, signed; and it is read back as it was written. */
static void
test_manifest (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  UkeId phone;
  g_auto (Taken) taken = { 0 };
  g_autoptr (UkeSnapshotManifest) manifest = NULL;
  g_autoptr (UkeSnapshotManifest) back = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GString) again = g_string_new (NULL);
  uint8_t root[UKE_ROW_HASH_SIZE];

  add_patient (server, &phone);
  g_assert_true (uke_db_begin (server->store->db, NULL));
  g_assert_true (uke_digest_keep (server->store->db, NULL));
  g_assert_true (uke_db_commit (server->store->db, NULL));
  manifest = write_snapshot (server, &taken);
  g_assert_true (uke_cursor_verify (&manifest->cursor, server->public_key));
  g_assert_cmpint (manifest->cursor.seq, ==, 2);
  g_assert_true (uke_digest_compute_root (server->store->db, root, NULL));
  g_assert_cmpmem (root, sizeof root, manifest->root, sizeof root);
  uke_snapshot_manifest_write (manifest, json);
  back = uke_snapshot_manifest_read (json->str, json->len, NULL);
  g_assert_nonnull (back);
  uke_snapshot_manifest_write (back, again);
  g_assert_cmpstr (json->str, ==, again->str);
  g_assert_cmpstr (uke_snapshot_manifest_find_table (back, "patient_tag")[1], ==, "tag");
  g_assert_null (uke_snapshot_manifest_find_table (back, "nothing"));
}

/* What is not a manifest is refused, cut at any place or with any one thing wrong. */
static void
test_bad_manifest (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  g_auto (Taken) taken = { 0 };
  g_autoptr (UkeSnapshotManifest) manifest = write_snapshot (server, &taken);
  g_autoptr (GString) json = g_string_new (NULL);
  static const char *const names[]
      = { "cursor", "durable", "sv", "tables", "tiers", "sha256", "bytes", "raw", "rows", "chain" };

  uke_snapshot_manifest_write (manifest, json);
  for (size_t n = 0; n < json->len; n += 7) {
    g_autoptr (GError) error = NULL;

    g_assert_null (uke_snapshot_manifest_read (json->str, n, &error));
    g_assert_cmpuint (error->domain, ==, UKE_FEED_ERROR);
  }
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *name = g_strdup_printf ("\"%s\":", names[i]);
    g_auto (GStrv) pieces = g_strsplit (json->str, name, 2);
    g_autofree char *bad = g_strdup_printf ("%s\"%sx\":%s", pieces[0], names[i], pieces[1]);

    g_test_message ("%s", names[i]);
    g_assert_null (uke_snapshot_manifest_read (bad, strlen (bad), NULL));
  }
}

/* A table larger than one part is written in several, none over its size. */
static void
test_many_parts (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  g_auto (Taken) taken = { 0 };
  g_autoptr (UkeSnapshotManifest) manifest = NULL;
  g_autofree char *note = g_strnfill (60000, 'n');

  for (unsigned i = 0; i < 80; i++) {
    g_autofree char *number = g_strdup_printf ("%u", 12 + i);
    UkeDraft *patient = uke_test_store_patient (server->store, number, "山田", NULL, NULL, NULL);

    uke_draft_set_text (patient, UKE_PATIENT_NOTE, note);
    uke_committed_free (uke_test_store_commit (server->store, patient, NULL));
  }
  manifest = write_snapshot (server, &taken);
  g_assert_cmpuint (g_hash_table_size (taken.tiers), ==, 5 + 80);
  g_assert_cmpuint (taken.n_parts, ==, 4 + 2);
}

/* A bucket's rows are those whose ids belong there; all buckets together are the table. */
static void
test_buckets (void)
{
  g_autoptr (UkeTestAuthority) server = uke_test_authority_new ();
  unsigned n_rows = 0;

  for (unsigned i = 0; i < 10; i++) {
    UkeId phone;

    add_patient (server, &phone);
  }
  for (unsigned bucket = 0; bucket < UKE_DIGEST_FEW; bucket++) {
    g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);

    g_assert_true (uke_snapshot_read_bucket (server->store->db, &UKE_ENTITY_PATIENT, UKE_DIGEST_FEW,
                                             bucket, rows, NULL));
    for (unsigned i = 0; i < rows->len; i++) {
      json_t *row = json_loads (rows->pdata[i], 0, NULL);
      UkeId id;

      g_assert_true (uke_id_from_hex (json_string_value (json_array_get (row, 0)), &id));
      g_assert_cmpuint (uke_digest_get_bucket (&id, UKE_DIGEST_FEW), ==, bucket);
      json_decref (row);
    }
    n_rows += rows->len;
  }
  g_assert_cmpuint (n_rows, ==, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/snapshot-write/tiers", test_tiers);
  g_test_add_func ("/store/snapshot-write/line", test_line);
  g_test_add_func ("/store/snapshot-write/manifest", test_manifest);
  g_test_add_func ("/store/snapshot-write/bad-manifest", test_bad_manifest);
  g_test_add_func ("/store/snapshot-write/many-parts", test_many_parts);
  g_test_add_func ("/store/snapshot-write/buckets", test_buckets);
  return g_test_run ();
}
