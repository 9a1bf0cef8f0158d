/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-audit-entry.h"

#include "model/uke-entities.h"

#include <string.h>

static UkeAuditEntry
make_entry (void)
{
  UkeAuditEntry entry = { .seq = 1,
                          .dev = 1,
                          .at_us = 1763942400000000,
                          .mono_us = 5,
                          .role = UKE_ROLE_RECEPTION,
                          .kind = UKE_AUDIT_CHANGE,
                          .action = UKE_ACTION_PATIENT_EDIT,
                          .entity = 10,
                          .count = 1,
                          .fields = "family_name",
                          .version = "0.1.0" };

  memset (entry.staff_id.bytes, 0x11, 16);
  memset (entry.object_id.bytes, 0x22, 16);
  memset (entry.patient_id.bytes, 0x22, 16);
  uke_audit_hash_text ("{\"family_name\":[\"a\",\"b\"]}", -1, entry.values_hash);
  return entry;
}

static char *
dup_hex (const uint8_t *bytes, size_t size)
{
  GString *hex = g_string_new (NULL);

  for (size_t i = 0; i < size; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  return g_string_free (hex, FALSE);
}

/* The layout of an entry is what it always was: each field after its length, big-endian. */
static void
test_layout_golden (void)
{
  const UkeAuditEntry entry = make_entry ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *hex = NULL, *values_hex = dup_hex (entry.values_hash, 32), *wanted = NULL;
  const char *number = "00000008", *id = "00000010",
             *none = "0000001000000000000000000000000000000000";

  uke_audit_entry_write (&entry, bytes);
  hex = dup_hex (bytes->data, bytes->len);
  wanted = g_strconcat (
      number, "0000000000000001", number, "0000000000000001", none, number, "0006444bd8280000",
      number, "0000000000000005", number, "0000000000000000", id,
      "11111111111111111111111111111111", number, "0000000000000001", none, none, number,
      "0000000000000000", number, "0000000000000002", number, "0000000000000007", number,
      "000000000000000a", id, "22222222222222222222222222222222", id,
      "22222222222222222222222222222222", none, none, "00000000", "00000020",
      "0000000000000000000000000000000000000000000000000000000000000000", number,
      "0000000000000000", number, "0000000000000001", "0000000b", "66616d696c795f6e616d65",
      "00000020", values_hex, "00000005", "302e312e30", NULL);
  g_assert_cmpstr (hex, ==, wanted);
}

/* The hash is SHA-256 over the name of the layout, the hash before and the fields. */
static void
test_hash (void)
{
  const UkeAuditEntry entry = make_entry ();
  const uint8_t previous[32] = { 9 };
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *hex = NULL;
  uint8_t hash[32];

  uke_audit_entry_hash (&entry, previous, scratch, hash);
  hex = dup_hex (hash, 32);
  g_checksum_update (sum, (const guchar *)"UKE-AUDIT-1", 11);
  g_checksum_update (sum, previous, 32);
  g_checksum_update (sum, scratch->data, scratch->len);
  g_assert_cmpstr (hex, ==, g_checksum_get_string (sum));
}

/* Moving a byte from one text to its neighbour changes the hash: lengths are covered. */
static void
test_no_sliding (void)
{
  UkeAuditEntry one = make_entry (), two = make_entry ();
  const uint8_t previous[32] = { 0 };
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  uint8_t a[32], b[32];

  one.reason_code = "ab";
  one.fields = NULL;
  two.reason_code = "a";
  two.fields = "b";
  uke_audit_entry_hash (&one, previous, scratch, a);
  uke_audit_entry_hash (&two, previous, scratch, b);
  g_assert_cmpint (memcmp (a, b, 32), !=, 0);
}

/* The registry of kinds is what it always was, and codes lead back. */
static void
test_kinds_golden (void)
{
#define LINE(number, capitals, code) #number " " code "\n"
  static const char listed[] = UKE_AUDIT_KINDS (LINE);

  g_assert_cmpstr (
      listed, ==,
      "1 create\n2 change\n3 delete\n4 revive\n10 view\n11 reveal\n12 search\n"
      "13 export\n14 print\n15 denial\n20 sit_down\n21 open\n22 close\n23 lock\n"
      "24 unlock\n30 backup\n31 restore\n32 verify\n33 migrate\n34 key_change\n35 repair\n"
      "40 import\n41 undo\n"
      "50 device_invite\n51 device_accept\n52 device_refuse\n53 device_rename\n"
      "54 device_revoke\n55 allow_deletions\n56 drop_refused\n57 device_join\n58 "
      "device_renew\n59 device_cloned\n60 quarantine_accepted\n61 quarantine_dropped\n");
  g_assert_cmpint (uke_audit_kind_from_code ("denial"), ==, UKE_AUDIT_DENIAL);
  g_assert_cmpstr (uke_audit_kind_get_code (UKE_AUDIT_SEARCH), ==, "search");
  g_assert_cmpint (uke_audit_kind_from_code ("karte"), ==, UKE_AUDIT_NONE);
  g_assert_cmpstr (uke_audit_kind_get_code ((UkeAuditKind)999), ==, "");
}

/* Nothing to hash is zeros; the names of fields are joined in their order. */
static void
test_helpers (void)
{
  const uint8_t zeros[32] = { 0 };
  uint8_t hash[32];
  g_autoptr (GString) names = g_string_new (NULL);

  uke_audit_hash_text (NULL, -1, hash);
  g_assert_cmpmem (hash, 32, zeros, 32);
  uke_audit_append_field_names (names, &UKE_ENTITY_SETTING, 3);
  g_assert_cmpstr (names->str, ==, "key,value");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/audit-entry/layout-golden", test_layout_golden);
  g_test_add_func ("/feed/audit-entry/hash", test_hash);
  g_test_add_func ("/feed/audit-entry/no-sliding", test_no_sliding);
  g_test_add_func ("/feed/audit-entry/kinds-golden", test_kinds_golden);
  g_test_add_func ("/feed/audit-entry/helpers", test_helpers);
  return g_test_run ();
}
