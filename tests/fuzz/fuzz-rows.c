/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-fuzz.h"

#include "model/uke-entities.h"
#include "store/uke-snapshot-row.h"

/* One row of a snapshot's part or of a repair. The first byte says of which table, and whether its
 * writer's columns are ours or others, two of which are described for patients. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const foreign[]
      = { "note", "of_another_version", "family_name", "note", "day_of_another_version", NULL };
  g_autoptr (UkeNewFields) described = NULL;
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);
  g_autoptr (UkeSnapshotColumns) columns = NULL;
  g_autoptr (UkeSnapshotRow) row = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_read;
  json_t *root;

  if (size < 1 || size > UKE_FUZZ_MAX)
    return -1;
  root = json_loads (UKE_FUZZ_NEW_FIELDS, 0, NULL);
  uke_fuzz_assert (uke_new_fields_read (root, &described));
  json_decref (root);
  columns = uke_snapshot_columns_new (entities[(data[0] & 0x7f) % n],
                                      (data[0] & 0x80) != 0 ? foreign : NULL, described);
  row = uke_snapshot_row_new ();
  is_read = uke_snapshot_row_read (row, columns, (const char *)data + 1, size - 1, &error);
  uke_fuzz_assert_told (is_read, error);
  if (is_read)
    uke_fuzz_assert (row->cver >= 0 && row->rver >= 0 && row->del_seq >= 0
                     && uke_ext_get_n (row->ext) <= UKE_EXT_MAX_FIELDS);
  return 0;
}
