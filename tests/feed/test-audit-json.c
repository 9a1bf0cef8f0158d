/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-audit-json.h"

#include "feed/uke-feed-error.h"

#include <string.h>

static UkeAuditEntry
make_entry (const char *reason, const char *values)
{
  UkeAuditEntry entry = {
    .boot_id = { { 1 } },
    .at_us = 1795478400000000,
    .mono_us = 77,
    .server_offset_ms = -12,
    .staff_id = { { 2 } },
    .role = UKE_ROLE_DIRECTOR,
    .second_staff_id = { { 3 } },
    .session_id = { { 4 } },
    .factors = 5,
    .kind = UKE_AUDIT_CHANGE,
    .action = UKE_ACTION_PATIENT_EDIT,
    .entity = 10,
    .object_id = { { 6 } },
    .patient_id = { { 7 } },
    .context_id = { { 8 } },
    .change_set_id = { { 9 } },
    .reason_code = "other",
    .result = UKE_AUDIT_DENIED,
    .count = 11,
    .fields = "family_name,note",
    .version = "test \"1\"",
  };

  uke_audit_hash_text (reason, -1, entry.reason_hash);
  uke_audit_hash_text (values, -1, entry.values_hash);
  return entry;
}

static void
assert_same_hash (const UkeAuditEntry *a, const UkeAuditEntry *b)
{
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  uint8_t start[UKE_SHA256_SIZE] = { 0 }, first[UKE_SHA256_SIZE], second[UKE_SHA256_SIZE];

  uke_audit_entry_hash (a, start, scratch, first);
  uke_audit_entry_hash (b, start, scratch, second);
  g_assert_cmpmem (first, sizeof first, second, sizeof second);
}

/* A record is read back to the same entry with the same hash, with its texts and without them. */
static void
test_round_trip (void)
{
  UkeAuditEntry entry = make_entry ("頼まれた", "{\"note\":[null,\"x\"]}"), empty = { 0 };
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GString) cleared = g_string_new (NULL);
  g_autoptr (GString) none = g_string_new (NULL);
  g_autoptr (UkeAuditRecord) first = NULL;
  g_autoptr (UkeAuditRecord) second = NULL;
  g_autoptr (UkeAuditRecord) third = NULL;

  uke_audit_record_write (&entry, "頼まれた", "{\"note\":[null,\"x\"]}", json);
  first = uke_audit_record_read (json->str, json->len, NULL);
  g_assert_nonnull (first);
  assert_same_hash (&entry, &first->entry);
  g_assert_cmpstr (first->reason, ==, "頼まれた");
  g_assert_cmpstr (first->values, ==, "{\"note\":[null,\"x\"]}");
  uke_audit_record_write (&entry, NULL, NULL, cleared);
  second = uke_audit_record_read (cleared->str, cleared->len, NULL);
  assert_same_hash (&entry, &second->entry);
  g_assert_null (second->values);
  uke_audit_record_write (&empty, NULL, NULL, none);
  g_assert_cmpstr (none->str, ==, "{}");
  third = uke_audit_record_read (none->str, none->len, NULL);
  assert_same_hash (&empty, &third->entry);
}

/* A text that is not the one that was hashed is refused, and so is every cut or foreign form. */
static void
test_bad (void)
{
  UkeAuditEntry entry = make_entry ("reason", "values");
  g_autoptr (GString) json = g_string_new (NULL);
  static const char *const bad[] = { "",
                                     "[]",
                                     "{\"at\":-1}",
                                     "{\"at\":1.5}",
                                     "{\"boot\":\"1\"}",
                                     "{\"new\":1}",
                                     "{\"code\":\"\"}",
                                     "{\"rh\":\"00\"}",
                                     "{\"reason\":\"x\"}",
                                     "{\"at\":1,\"at\":1}" };

  uke_audit_record_write (&entry, "another", "values", json);
  g_assert_null (uke_audit_record_read (json->str, json->len, NULL));
  g_string_truncate (json, 0);
  uke_audit_record_write (&entry, "reason", "values", json);
  for (size_t n = 0; n < json->len; n++)
    g_assert_null (uke_audit_record_read (json->str, n, NULL));
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", bad[i]);
    g_assert_null (uke_audit_record_read (bad[i], strlen (bad[i]), &error));
    g_assert_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_MALFORMED);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/audit-json/round-trip", test_round_trip);
  g_test_add_func ("/feed/audit-json/bad", test_bad);
  return g_test_run ();
}
