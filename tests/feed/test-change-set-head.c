/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-change-set-head.h"

#include "feed/uke-change-set-json.h"
#include "model/uke-entities.h"

#include <string.h>

static GString *
write_set (uint32_t dev, uint64_t inc, int64_t dseq, const char *value)
{
  UkeId id = { { 1, 2, 3 } };
  g_autoptr (UkeChangeSet) set = uke_change_set_new (&id, UKE_INTENT_DEMO);
  GString *text = g_string_new (NULL);

  set->dev = dev;
  set->inc = inc;
  set->dseq = dseq;
  uke_change_set_add_op (set, UKE_OP_INSERT, &UKE_ENTITY_SETTING, &id, 0);
  uke_value_set_text (&uke_change_set_add_field (set, UKE_SETTING_VALUE, 0)->value, value);
  uke_change_set_write_json (set, text);
  return text;
}

/* What the writer wrote is read back from the beginning of the text alone. */
static void
test_read (void)
{
  g_autoptr (GString) text = write_set (7, 0x1234, 56, "a");
  UkeChangeSetHead head;

  g_assert_true (uke_change_set_read_head (text->str, text->len, &head));
  g_assert_cmpuint (head.id.bytes[2], ==, 3);
  g_assert_cmpuint (head.dev, ==, 7);
  g_assert_cmpuint (head.inc, ==, 0x1234);
  g_assert_cmpint (head.dseq, ==, 56);
  g_assert_true (g_str_has_prefix (text->str + head.rest, ",\"usr\":"));
}

/* No shorter text, and none with one byte of the beginning changed to a blank, is taken for one. */
static void
test_bad (void)
{
  g_autoptr (GString) text = write_set (7, 0x1234, 56, "a");
  UkeChangeSetHead head, unused;
  size_t end;

  g_assert_true (uke_change_set_read_head (text->str, text->len, &head));
  end = head.rest + strlen (",\"usr\":");
  for (size_t n = 0; n < end; n++) {
    g_autofree char *shorter = g_memdup2 (text->str, MAX (n, 1));
    char kept = text->str[n];

    g_assert_false (uke_change_set_read_head (shorter, n, &unused));
    text->str[n] = ' ';
    g_assert_false (uke_change_set_read_head (text->str, text->len, &unused));
    text->str[n] = kept;
  }
}

/* The receipt's hash is the same under other numbers, and another for another content or id. */
static void
test_hash (void)
{
  g_autoptr (GString) text = write_set (7, 0x1234, 56, "a");
  g_autoptr (GString) renumbered = write_set (8, 0x99, 1, "a");
  g_autoptr (GString) other = write_set (7, 0x1234, 56, "b");
  uint8_t first[UKE_SHA256_SIZE], second[UKE_SHA256_SIZE], third[UKE_SHA256_SIZE];

  uke_change_set_hash (text->str, text->len, first);
  uke_change_set_hash (renumbered->str, renumbered->len, second);
  uke_change_set_hash (other->str, other->len, third);
  g_assert_cmpmem (first, sizeof first, second, sizeof second);
  g_assert_cmpint (memcmp (first, third, sizeof first), !=, 0);
  text->str[8] = 'f';
  uke_change_set_hash (text->str, text->len, third);
  g_assert_cmpint (memcmp (first, third, sizeof first), !=, 0);
  uke_change_set_hash ("{}", 2, third);
  uke_sha256 ("{}", 2, first);
  g_assert_cmpmem (first, sizeof first, third, sizeof third);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/change-set-head/read", test_read);
  g_test_add_func ("/feed/change-set-head/bad", test_bad);
  g_test_add_func ("/feed/change-set-head/hash", test_hash);
  return g_test_run ();
}
