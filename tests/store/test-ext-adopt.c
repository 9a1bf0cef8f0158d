/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/uke-ext-adopt.h"

#include "feed/uke-change-set-json.h"
#include "feed/uke-ext-bytes.h"
#include "feed/uke-field-versions.h"
#include "feed/uke-json-write.h"
#include "feed/uke-row-hash.h"
#include "store/uke-digest.h"
#include "store/uke-rows.h"
#include "store/uke-snapshot-line.h"
#include "store/uke-snapshot-row.h"
#include "support/uke-test-log.h"
#include "support/uke-test-sync.h"

#include <string.h>

/* A desk of this version whose server is of a newer one: patients have a field `nickname` there, of
 * id 90, which is in no table here. What the server says is written by hand, chained and signed. */

#define SAID "{\"patient\":[[\"nickname\",90,\"text\"],[\"born_on\",91,\"date\"]]}"

/** Pair: a server that signs, and its desk with one patient. */
typedef struct {
  UkeTestServer *server;
  UkeTestStore *desk;
  UkeId patient;
  int64_t dseq;
} Pair;

static void
set_up (Pair *self)
{
  UkeDraft *patient;

  self->server = uke_test_server_new ();
  self->desk = uke_test_server_new_desk (self->server, 2);
  patient = uke_test_store_patient (self->desk, "1", "山田", "太郎", "やまだ", "たろう");
  self->patient = *uke_draft_get_id (patient);
  uke_committed_free (uke_test_store_commit (self->desk, patient, NULL));
  uke_test_desk_settle (self->desk, self->server, 2);
}

static void
tear_down (Pair *self)
{
  uke_test_store_free (self->desk);
  uke_test_server_free (self->server);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, tear_down)

/* What desk 9 wrote of the patient, with @fields and a program of version @sv. */
static GBytes *
make_payload (Pair *self, const char *fields, unsigned sv, UkeLogMeta *out_meta)
{
  const UkeId id = uke_id_new (UKE_TEST_NOW_US);
  g_autoptr (UkeChangeSet) set = uke_change_set_new (&id, UKE_INTENT_PATIENT_EDIT);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autofree char *patient = uke_id_dup_hex (&self->patient);
  g_autofree char *ops = g_strdup_printf (
      "\"ops\":[{\"t\":\"patient\",\"id\":\"%s\",\"k\":\"set\",\"f\":{%s}}]", patient, fields);

  set->dev = 9;
  set->inc = 9;
  set->dseq = ++self->dseq;
  set->usr = self->desk->staff_id;
  set->hlc = 1;
  set->sv = sv;
  uke_change_set_write_json (set, json);
  g_assert_cmpuint (g_string_replace (json, "\"ops\":[]", ops, 1), ==, 1);
  *out_meta = (UkeLogMeta){ .change_set_id = id,
                            .dev = set->dev,
                            .inc = set->inc,
                            .dseq = set->dseq,
                            .usr = set->usr,
                            .intent = set->intent,
                            .outcome = UKE_OUTCOME_APPLIED,
                            .hlc = set->hlc,
                            .at_us = UKE_TEST_NOW_US,
                            .sv = sv };
  return g_bytes_new (json->str, json->len);
}

/* The page as it arrives, with the entry that follows where the desk stands. */
static UkeWirePage *
make_page (Pair *self, const char *fields, const char *effect, const char *said, unsigned sv)
{
  UkeReplicaStatus status = uke_test_desk_status (self->desk);
  g_autoptr (UkeWirePage) page = uke_wire_page_new ();
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  UkeWireEntry entry = { .seq = status.cursor.seq + 1 };
  g_autofree char *member = NULL;
  UkeWirePage *arrived;
  uint8_t hash[UKE_SHA256_SIZE];

  entry.payload = make_payload (self, fields, sv, &entry.meta);
  if (effect != NULL) {
    entry.meta.outcome = UKE_OUTCOME_MERGED;
    entry.effect = g_bytes_new (effect, strlen (effect));
    uke_sha256 (effect, strlen (effect), entry.meta.effect_hash);
  }
  uke_sha256 (g_bytes_get_data (entry.payload, NULL), g_bytes_get_size (entry.payload), hash);
  uke_chain_next (status.cursor.chain, entry.seq, &entry.meta, hash, entry.chain);
  page->epoch = status.cursor.epoch;
  page->from = status.cursor.seq;
  page->head = entry.seq;
  page->at_us = UKE_TEST_NOW_US;
  page->cursor = (UkeCursor){ .epoch = page->epoch, .seq = entry.seq };
  memcpy (page->cursor.chain, entry.chain, UKE_SHA256_SIZE);
  uke_cursor_sign (&page->cursor, self->server->secret);
  g_array_append_val (page->entries, entry);
  uke_wire_page_write (page, json);
  member = said != NULL ? g_strconcat ("{\"fields\":", said, ",", NULL) : g_strdup ("{");
  g_string_replace (json, "{", member, 1);
  arrived = uke_wire_page_read (json->str, json->len, &error);
  g_assert_no_error (error);
  return arrived;
}

static void
take (Pair *self, const char *fields, const char *said)
{
  g_autoptr (UkeWirePage) page = make_page (self, fields, NULL, said, UKE_SCHEMA_VERSION + 1);

  g_assert_cmpint (uke_test_desk_take (self->desk, page, NULL), ==, UKE_SYNC_TAKE_DONE);
}

static UkeRecord *
get (UkeDb *db, const UkeId *id)
{
  g_autoptr (GError) error = NULL;
  UkeRecord *record = uke_rows_find_any (db, &UKE_ENTITY_PATIENT, id, &error);

  g_assert_no_error (error);
  return record;
}

/* @expected: (nullable): no such field */
static void
assert_nickname (Pair *self, const char *expected, int64_t version)
{
  g_autoptr (UkeRecord) record = get (self->desk->db, &self->patient);
  const UkeExtField *field = uke_ext_find (uke_record_get_ext (record), 90);

  if (expected == NULL) {
    g_assert_null (field);
    return;
  }
  g_assert_nonnull (field);
  g_assert_cmpstr (field->name, ==, "nickname");
  g_assert_cmpstr (field->value.text, ==, expected);
  g_assert_cmpint (field->version, ==, version);
}

static void
edit (Pair *self, const char *note)
{
  g_autoptr (UkeRecord) record = get (self->desk->db, &self->patient);
  UkeDraft *draft = uke_draft_new_from (record);

  uke_draft_set_text (draft, UKE_PATIENT_NOTE, note);
  uke_committed_free (uke_test_store_commit (self->desk, draft, NULL));
}

/* P16: a field that this desk does not know is kept when it comes, when people here edit the row,
 * when what they wrote is taken out and put in again, and when others edit it. */
static void
test_kept (void)
{
  g_auto (Pair) pair = { 0 };
  int64_t seq;

  set_up (&pair);
  seq = uke_test_desk_status (pair.desk).cursor.seq;
  take (&pair, "\"nickname\":[\"タロ\",0]", SAID);
  assert_nickname (&pair, "タロ", seq + 1);
  edit (&pair, "first");
  assert_nickname (&pair, "タロ", seq + 1);
  take (&pair, "\"relation\":[\"夫\",0]", SAID);
  assert_nickname (&pair, "タロ", seq + 1);
  take (&pair, "\"nickname\":[\"たろ\",0],\"born_on\":[\"2001-02-03\",0]", SAID);
  assert_nickname (&pair, "たろ", seq + 3);
  edit (&pair, "second");
  assert_nickname (&pair, "たろ", seq + 3);
  uke_test_assert_sound (pair.desk->db);
}

/* What a server decided otherwise brings such a field in its effect, with what is told of it. */
static void
test_merged (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (UkeWirePage) page = NULL;
  g_autofree char *effect = NULL, *patient = NULL;
  int64_t seq;

  set_up (&pair);
  seq = uke_test_desk_status (pair.desk).cursor.seq;
  patient = uke_id_dup_hex (&pair.patient);
  effect = g_strdup_printf (
      "{\"outcome\":2,\"rows\":[{\"t\":\"insurance\",\"id\":\"%s\",\"d\":0,\"f\":{\"x\":1}},"
      "{\"t\":\"patient\",\"id\":\"%s\",\"d\":0,\"f\":{\"nickname\":\"タロ\"}}],\"released\":[],"
      "\"claims\":[],\"notes\":[{\"n\":\"proposal\",\"t\":\"patient\",\"id\":\"%s\",\"f\":"
      "\"nickname\",\"kept\":\"タロ\",\"lost\":\"たろ\",\"at\":1,\"card\":1}]}",
      patient, patient, patient);
  page = make_page (&pair, "\"nickname\":[\"たろ\",0]", effect, SAID, UKE_SCHEMA_VERSION + 1);
  g_assert_cmpint (uke_test_desk_take (pair.desk, page, NULL), ==, UKE_SYNC_TAKE_DONE);
  assert_nickname (&pair, "タロ", seq + 1);
  g_assert_cmpint (uke_test_query (pair.desk->db,
                                   "SELECT count(*) FROM conflict WHERE field = 90 AND lost = "
                                   "'\"たろ\"' AND settled_seq IS NULL"),
                   ==, 1);
  /* Somebody who saw the card decides. */
  g_clear_pointer (&page, uke_wire_page_free);
  take (&pair, "\"relation\":[\"夫\",0]", SAID);
  g_assert_cmpint (
      uke_test_query (pair.desk->db, "SELECT count(*) FROM conflict WHERE settled_seq IS NULL"), ==,
      1);
}

/* Of a server that says nothing of a field it is passed over, so that the desk goes on; what its
 * own version wrote has to be understood. */
static void
test_unsaid (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (UkeWirePage) page = NULL;
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  g_autoptr (GPtrArray) search
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_change_free);
  g_autoptr (GError) error = NULL;
  UkeSyncTake taken;

  set_up (&pair);
  take (&pair, "\"nickname\":[\"タロ\",0],\"relation\":[\"夫\",0]", NULL);
  assert_nickname (&pair, NULL, 0);
  page = make_page (&pair, "\"nickname\":[\"タロ\",0]", NULL, NULL, UKE_SCHEMA_VERSION);
  g_assert_false (uke_replica_take_page (pair.desk->db, page, UKE_TEST_NOW_US, FALSE, &taken,
                                         changes, search, &error));
  g_assert_nonnull (error);
}

/* The row as a newer server has it, beside one that it does not have. */
static UkeSyncRepair *
make_repair (Pair *self, UkeSyncSums *sums)
{
  UkeSyncRepair *repair = uke_sync_repair_new (sums);
  UkeSyncBucket bucket = { .entity = &UKE_ENTITY_PATIENT, .n_buckets = UKE_DIGEST_FEW };
  g_autoptr (UkeRecord) record = get (self->desk->db, &self->patient);
  g_autoptr (UkeExt) ext = uke_ext_new (uke_record_get_ext (record));
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  g_autoptr (GString) row = NULL;
  UkeValue *values = g_new0 (UkeValue, UKE_PATIENT_N_FIELDS);
  int64_t *versions = g_new0 (int64_t, UKE_PATIENT_N_FIELDS);
  const UkeValue text = { UKE_VALUE_TEXT, .text = (char *)"花" };
  g_autoptr (UkeRecord) theirs = NULL;
  json_t *root = json_loads ("{\"fields\":" SAID "}", 0, NULL);
  UkeExtField field;

  for (unsigned i = 0; i < UKE_PATIENT_N_FIELDS; i++) {
    uke_value_copy (&values[i], uke_record_get_value (record, i));
    versions[i] = uke_record_get_version (record, i);
  }
  g_assert_true (uke_ext_describe (&field, 90, "nickname", "text"));
  g_assert_true (uke_ext_set (ext, &field, &text, 2));
  theirs = uke_record_new_take_ext (&UKE_ENTITY_PATIENT, &self->patient, values, versions,
                                    uke_record_get_created_seq (record), 0, uke_ext_ref (ext));
  bucket.bucket = uke_digest_get_bucket (&self->patient, UKE_DIGEST_FEW);
  uke_row_hash (theirs, scratch, bucket.digest);
  bucket.rows = uke_wire_rows_new ();
  for (unsigned i = 0; i < UKE_PATIENT_N_FIELDS; i++)
    g_ptr_array_add (bucket.rows->columns, g_strdup (UKE_ENTITY_PATIENT.fields[i].name));
  g_ptr_array_add (bucket.rows->columns, g_strdup ("nickname"));
  g_ptr_array_add (bucket.rows->columns, g_strdup ("born_on"));
  g_assert_true (uke_new_fields_read (root, &bucket.rows->fields));
  json_decref (root);
  g_assert_true (uke_snapshot_read_bucket (self->desk->db, &UKE_ENTITY_PATIENT, UKE_DIGEST_FEW,
                                           bucket.bucket, bucket.rows->rows, NULL));
  row = g_string_new (bucket.rows->rows->pdata[0]);
  /* The last value, and with it field 90's version in `fv`. */
  g_assert_cmpuint (g_string_replace (row, "]]", ",\"花\",null]]", 1), ==, 1);
  g_free (bucket.rows->rows->pdata[0]);
  bucket.rows->rows->pdata[0] = g_strdup (row->str);
  g_array_append_val (repair->buckets, bucket);
  return repair;
}

static void
put_version (Pair *self, GString *row)
{
  g_autoptr (UkeRecord) record = get (self->desk->db, &self->patient);
  g_autoptr (GByteArray) before = g_byte_array_new (), after = g_byte_array_new ();
  g_autoptr (GString) from = g_string_new (NULL), to = g_string_new (NULL);
  g_autoptr (UkeExt) ext = uke_ext_new (NULL);
  int64_t versions[UKE_PATIENT_N_FIELDS];
  const UkeValue nothing = { UKE_VALUE_NULL };
  UkeExtField field;

  for (unsigned i = 0; i < UKE_PATIENT_N_FIELDS; i++)
    versions[i] = uke_record_get_version (record, i);
  g_assert_true (uke_ext_describe (&field, 90, "nickname", "text"));
  g_assert_true (uke_ext_set (ext, &field, &nothing, 2));
  uke_field_versions_encode (&UKE_ENTITY_PATIENT, versions, NULL, NULL, 0, before);
  uke_field_versions_encode (&UKE_ENTITY_PATIENT, versions, ext, NULL, 0, after);
  uke_json_append_hex (from, before->data, before->len);
  uke_json_append_hex (to, after->data, after->len);
  g_assert_cmpuint (g_string_replace (row, from->str, to->str, 1), ==, 1);
}

/* A row that is put right gets what this desk does not know of it, and is the server's by its hash
 * from then on. */
static void
test_repaired (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (UkeSyncSums) sums = NULL, again = NULL;
  g_autoptr (UkeSyncRepair) repair = NULL;
  g_autoptr (UkeChanges) changes = uke_changes_new ();
  g_autoptr (GPtrArray) search
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_change_free);
  g_autoptr (GByteArray) folded = NULL;
  g_autoptr (GString) row = NULL;
  UkeSyncBucket *bucket;
  UkeSyncTake taken;
  unsigned n, table = 0;

  set_up (&pair);
  sums = uke_replica_get_sums (pair.desk->db, NULL, NULL);
  repair = make_repair (&pair, sums);
  bucket = &g_array_index (repair->buckets, UkeSyncBucket, 0);
  row = g_string_new (bucket->rows->rows->pdata[0]);
  put_version (&pair, row);
  g_free (bucket->rows->rows->pdata[0]);
  bucket->rows->rows->pdata[0] = g_strdup (row->str);
  g_assert_true (uke_replica_repair (pair.desk->db, repair, UKE_TEST_NOW_US, &taken, &n, changes,
                                     search, NULL));
  g_assert_cmpint (taken, ==, UKE_SYNC_TAKE_DONE);
  g_assert_cmpuint (n, ==, 1);
  assert_nickname (&pair, "花", 2);
  again = uke_replica_get_sums (pair.desk->db, NULL, NULL);
  while (uke_entity_all (&n)[table] != &UKE_ENTITY_PATIENT)
    table++;
  folded = uke_sync_sums_fold (again, table, UKE_DIGEST_FEW);
  g_assert_cmpmem (folded->data + bucket->bucket * UKE_ROW_HASH_SIZE, UKE_ROW_HASH_SIZE,
                   bucket->digest, UKE_ROW_HASH_SIZE);
}

/* What a desk hands on of a row has everything in it; a program that knows the field finds it. */
static void
test_handed_on (void)
{
  g_auto (Pair) pair = { 0 };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (UkeSnapshotColumns) columns
      = uke_snapshot_columns_new (&UKE_ENTITY_PATIENT, NULL, NULL);
  g_autoptr (UkeSnapshotRow) row = uke_snapshot_row_new ();
  g_autoptr (GError) error = NULL;
  int64_t seq;

  set_up (&pair);
  take (&pair, "\"nickname\":[\"タロ\",0]", SAID);
  seq = uke_test_desk_status (pair.desk).cursor.seq;
  g_assert_true (uke_snapshot_read_bucket (pair.desk->db, &UKE_ENTITY_PATIENT, UKE_DIGEST_FEW,
                                           uke_digest_get_bucket (&pair.patient, UKE_DIGEST_FEW),
                                           rows, NULL));
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_true (
      uke_snapshot_row_read (row, columns, rows->pdata[0], strlen (rows->pdata[0]), &error));
  g_assert_no_error (error);
  g_assert_cmpstr (uke_ext_find (row->ext, 90)->value.text, ==, "タロ");
  g_assert_cmpint (uke_ext_find (row->ext, 90)->version, ==, seq);
}

/* Puts @text into the patient's `ext` under the id of a field that this program knows, as a program
 * that did not would have. */
static void
carry (Pair *self, unsigned known, const char *type, const UkeValue *value)
{
  g_autoptr (UkeExt) ext = uke_ext_new (NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare (self->desk->db, "UPDATE patient SET ext = ? WHERE id = ?", NULL);
  const UkeValue nickname = { UKE_VALUE_TEXT, .text = (char *)"タロ" };
  UkeExtField field;

  g_assert_true (uke_ext_describe (&field, 90, "nickname", "text"));
  g_assert_true (uke_ext_set (ext, &field, &nickname, 0));
  g_assert_true (uke_ext_describe (&field, UKE_ENTITY_PATIENT.fields[known].id,
                                   UKE_ENTITY_PATIENT.fields[known].name, type));
  g_assert_true (uke_ext_set (ext, &field, value, 0));
  uke_ext_bytes_encode (ext, bytes);
  uke_stmt_bind_blob_at (stmt, 1, bytes->data, bytes->len);
  uke_stmt_bind_id_at (stmt, 2, &self->patient);
  g_assert_true (uke_stmt_run (stmt, NULL));
}

static void
adopt (Pair *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (uke_db_begin (self->desk->db, &error));
  g_assert_true (uke_ext_adopt (self->desk->db, &error));
  g_assert_no_error (error);
  g_assert_true (uke_db_commit (self->desk->db, &error));
}

/* After an update what was carried stands in its column, and what is still not known stays. */
static void
test_adopts (void)
{
  g_auto (Pair) pair = { 0 };
  const UkeValue text = { UKE_VALUE_TEXT, .text = (char *)"長女" };
  g_autoptr (UkeRecord) record = NULL;

  set_up (&pair);
  carry (&pair, UKE_PATIENT_RELATION, "text", &text);
  adopt (&pair);
  record = get (pair.desk->db, &pair.patient);
  g_assert_cmpstr (uke_record_get_text (record, UKE_PATIENT_RELATION), ==, "長女");
  g_assert_cmpuint (uke_ext_get_n (uke_record_get_ext (record)), ==, 1);
  assert_nickname (&pair, "タロ", 0);
  adopt (&pair);
  assert_nickname (&pair, "タロ", 0);
}

/* A value that the field cannot hold, and bytes that rotted, keep nobody from opening the clinic.
 */
static void
test_adopts_no_rot (void)
{
  g_auto (Pair) pair = { 0 };
  const UkeValue number = { UKE_VALUE_INT, .integer = 7 };
  const UkeValue nowhere = { UKE_VALUE_ID, .id = { { 9 } } };
  g_autoptr (UkeRecord) record = NULL;

  set_up (&pair);
  carry (&pair, UKE_PATIENT_IS_PROVISIONAL, "int", &number);
  adopt (&pair);
  record = get (pair.desk->db, &pair.patient);
  g_assert_false (uke_record_has (record, UKE_PATIENT_IS_PROVISIONAL));
  /* A row that is not here, as of a table that the old version did not know. */
  carry (&pair, UKE_PATIENT_HOUSEHOLD_ID, "id", &nowhere);
  adopt (&pair);
  uke_test_exec (pair.desk->db, "UPDATE patient SET ext = fv");
  adopt (&pair);
}

/* A row that something waits about: what is kept of it below gets the new field's value too, or
 * taking out what waits would erase it. */
static void
test_adopts_below (void)
{
  g_auto (Pair) pair = { 0 };
  const UkeValue id = { UKE_VALUE_ID, .id = { { 1, 2, 3 } } };
  static const char run[]
      = "INSERT INTO import_run (id, cver, rver, fv) VALUES (X'01020300000000000000000000000000', "
        "1, 1, X'')";
  g_autoptr (UkeRecord) record = NULL;
  g_autoptr (UkeStmt) stmt = NULL;
  g_autoptr (GByteArray) base = g_byte_array_new ();
  unsigned last = UKE_PATIENT_N_FIELDS - 1;
  const void *bytes;
  size_t size;
  uint32_t n = GUINT32_TO_BE (last);

  set_up (&pair);
  g_assert_cmpint (UKE_ENTITY_PATIENT.fields[last].type, ==, UKE_TYPE_ID);
  edit (&pair, "waits");
  stmt = uke_db_prepare (pair.desk->db, "SELECT base FROM shadow", NULL);
  g_assert_true (uke_stmt_step_row (stmt, NULL));
  bytes = uke_stmt_blob (stmt, 0, &size);
  g_byte_array_append (base, bytes, (guint)size);
  g_clear_pointer (&stmt, uke_stmt_free);
  /* As the version before would have it: without the last field, which held nothing. */
  memcpy (base->data + 9, &n, sizeof n);
  stmt = uke_db_prepare (pair.desk->db, "UPDATE shadow SET base = ?", NULL);
  uke_stmt_bind_blob_at (stmt, 1, base->data, base->len - 1);
  g_assert_true (uke_stmt_run (stmt, NULL));
  g_clear_pointer (&stmt, uke_stmt_free);
  uke_test_exec (pair.desk->db, run);
  carry (&pair, last, "id", &id);
  adopt (&pair);
  take (&pair, "\"relation\":[\"夫\",0]", SAID);
  record = get (pair.desk->db, &pair.patient);
  g_assert_true (uke_id_equal (uke_record_get_id_value (record, last), &id.id));
  g_assert_cmpstr (uke_record_get_text (record, UKE_PATIENT_NOTE), ==, "waits");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  uke_test_log_begin ();
  g_test_add_func ("/store/ext/kept", test_kept);
  g_test_add_func ("/store/ext/merged", test_merged);
  g_test_add_func ("/store/ext/unsaid", test_unsaid);
  g_test_add_func ("/store/ext/repaired", test_repaired);
  g_test_add_func ("/store/ext/handed-on", test_handed_on);
  g_test_add_func ("/store/ext/adopts", test_adopts);
  g_test_add_func ("/store/ext/adopts-no-rot", test_adopts_no_rot);
  g_test_add_func ("/store/ext/adopts-below", test_adopts_below);
  return g_test_run ();
}
