/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-fuzz.h"

#include "store/uke-snapshot.h"

/* What a snapshot consists of. What is read can be written, and is the same again. */

static UkeSnapshotManifest *
read_again (const UkeSnapshotManifest *manifest, GString *json)
{
  g_autoptr (GError) error = NULL;
  UkeSnapshotManifest *again;

  uke_snapshot_manifest_write (manifest, json);
  again = uke_snapshot_manifest_read (json->str, json->len, &error);
  if (again == NULL)
    g_error ("what was read is not read again: %s: %s", error->message, json->str);
  return again;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeSnapshotManifest) manifest = NULL, again = NULL;
  g_autoptr (GString) one = g_string_new (NULL), two = g_string_new (NULL);

  if (size > UKE_FUZZ_MAX)
    return 0;
  manifest = uke_snapshot_manifest_read ((const char *)data, size, &error);
  uke_fuzz_assert_told (manifest != NULL, error);
  if (manifest == NULL)
    return 0;
  again = read_again (manifest, one);
  uke_snapshot_manifest_write (again, two);
  uke_fuzz_assert (g_string_equal (one, two));
  return 0;
}
