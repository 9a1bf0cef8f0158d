/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-sha256.h"

#include <string.h>

static void
assert_hash (const uint8_t hash[UKE_SHA256_SIZE], const char *text, gssize size)
{
  g_autofree char *wanted = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, size);
  char hex[65];

  for (int i = 0; i < UKE_SHA256_SIZE; i++)
    g_snprintf (hex + 2 * i, 3, "%02x", hash[i]);
  g_assert_cmpstr (hex, ==, wanted);
}

/* The hash is SHA-256, as another implementation computes it, also of nothing. */
static void
test_agrees (void)
{
  const char *texts[]
      = { "", "abc", "受付", "0123456789012345678901234567890123456789012345678901234567890" };
  uint8_t hash[UKE_SHA256_SIZE];

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    uke_sha256 (texts[i], strlen (texts[i]), hash);
    assert_hash (hash, texts[i], -1);
  }
}

/* Parts hash like their concatenation. */
static void
test_parts (void)
{
  const UkeBytesPart parts[] = { { "ab", 2 }, { "", 0 }, { "cde", 3 } };
  uint8_t hash[UKE_SHA256_SIZE];

  uke_sha256_parts (parts, G_N_ELEMENTS (parts), hash);
  assert_hash (hash, "abcde", -1);
}

static gpointer
hash_in_thread (gpointer data)
{
  for (int i = 0; i < 1000; i++)
    uke_sha256 ("thread", 6, data);
  return NULL;
}

/* Threads hash at the same time without getting in each other's way. */
static void
test_threads (void)
{
  uint8_t one[UKE_SHA256_SIZE], two[UKE_SHA256_SIZE];
  GThread *a = g_thread_new ("a", hash_in_thread, one),
          *b = g_thread_new ("b", hash_in_thread, two);

  g_thread_join (a);
  g_thread_join (b);
  assert_hash (one, "thread", -1);
  assert_hash (two, "thread", -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/sha256/agrees", test_agrees);
  g_test_add_func ("/feed/sha256/parts", test_parts);
  g_test_add_func ("/feed/sha256/threads", test_threads);
  return g_test_run ();
}
