/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-fuzz.h"

#include "feed/uke-change-set-head.h"
#include "feed/uke-change-set-json.h"

/* The text of a change-set, as a desk pushes it and a page brings it. What is read can be written,
 * and is the same when it is read again; its head is that of the whole. */

static UkeChangeSet *
read_again (const UkeChangeSet *set, GString *json)
{
  g_autoptr (GError) error = NULL;
  UkeChangeSet *again;

  uke_change_set_write_json (set, json);
  again = uke_change_set_read_json (json->str, json->len, &error);
  if (again == NULL)
    g_error ("what was read is not read again: %s: %s", error->message, json->str);
  return again;
}

/* As an entry that a newer program may have written: whatever is read strictly is read so too, and
 * nothing is left out of it. */
static void
read_entry (const char *text, size_t size, gboolean is_known)
{
  json_t *root = json_loads (UKE_FUZZ_NEW_FIELDS, 0, NULL);
  g_autoptr (UkeNewFields) fields = NULL;
  g_autoptr (UkeChangeSet) set = NULL;
  g_autoptr (GError) error = NULL;

  uke_fuzz_assert (uke_new_fields_read (root, &fields));
  json_decref (root);
  set = uke_change_set_read_entry (text, size, fields, &error);
  uke_fuzz_assert_told (set != NULL, error);
  if (is_known)
    uke_fuzz_assert (set != NULL && !set->is_partial && set->ext == NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *)data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeChangeSet) set = uke_change_set_read_json (text, size, &error);
  g_autoptr (UkeChangeSet) again = NULL;
  g_autoptr (GString) one = NULL, two = NULL;
  uint8_t hash[UKE_SHA256_SIZE];
  UkeChangeSetHead head;
  gboolean has_head = uke_change_set_read_head (text, size, &head);

  if (size > UKE_FUZZ_MAX)
    return 0;
  uke_change_set_hash (text, size, hash);
  uke_fuzz_assert_told (set != NULL, error);
  read_entry (text, size, set != NULL);
  if (set == NULL)
    return 0;
  if (has_head)
    uke_fuzz_assert (uke_id_equal (&head.id, &set->id) && head.dev == set->dev
                     && head.inc == set->inc && head.dseq == set->dseq);
  one = g_string_new (NULL);
  two = g_string_new (NULL);
  again = read_again (set, one);
  uke_change_set_write_json (again, two);
  uke_fuzz_assert (g_string_equal (one, two));
  uke_fuzz_assert (uke_change_set_read_head (one->str, one->len, &head));
  return 0;
}
