/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-fuzz.h"

#include "feed/uke-audit-json.h"

#include <string.h>

/* One record of a device's audit. What is read hashes and writes as it did. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeAuditRecord) record = NULL, again = NULL;
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  g_autoptr (GString) one = g_string_new (NULL), two = g_string_new (NULL);
  uint8_t before[UKE_SHA256_SIZE] = { 1 }, hash[UKE_SHA256_SIZE], other[UKE_SHA256_SIZE];

  if (size > UKE_FUZZ_MAX)
    return 0;
  record = uke_audit_record_read ((const char *)data, size, &error);
  uke_fuzz_assert_told (record != NULL, error);
  if (record == NULL)
    return 0;
  uke_audit_entry_hash (&record->entry, before, scratch, hash);
  uke_audit_record_write (&record->entry, record->reason, record->values, one);
  again = uke_audit_record_read (one->str, one->len, &error);
  if (again == NULL)
    g_error ("what was read is not read again: %s: %s", error->message, one->str);
  g_byte_array_set_size (scratch, 0);
  uke_audit_entry_hash (&again->entry, before, scratch, other);
  uke_fuzz_assert (memcmp (hash, other, sizeof hash) == 0);
  uke_audit_record_write (&again->entry, again->reason, again->values, two);
  uke_fuzz_assert (g_string_equal (one, two));
  return 0;
}
