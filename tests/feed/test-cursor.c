/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-cursor.h"

#include <openssl/evp.h>
#include <string.h>

/* The key whose secret seed is the bytes 0 to 31; libsodium keeps the public half behind the seed.
 */
static const uint8_t public_key[UKE_CURSOR_PUBLIC_SIZE]
    = { 0x03, 0xa1, 0x07, 0xbf, 0xf3, 0xce, 0x10, 0xbe, 0x1d, 0x70, 0xdd,
        0x18, 0xe7, 0x4b, 0xc0, 0x99, 0x67, 0xe4, 0xd6, 0x30, 0x9b, 0xa5,
        0x0d, 0x5f, 0x1d, 0xdc, 0x86, 0x64, 0x12, 0x55, 0x31, 0xb8 };

static void
make_secret (uint8_t out_secret[UKE_CURSOR_SECRET_SIZE])
{
  for (unsigned i = 0; i < 32; i++)
    out_secret[i] = (uint8_t)i;
  memcpy (out_secret + 32, public_key, 32);
}

static UkeCursor
make_cursor (void)
{
  UkeCursor cursor = { .epoch = { { 0xe0 } }, .seq = 0x0102030405 };

  memset (cursor.chain, 0xc5, sizeof cursor.chain);
  return cursor;
}

/* The signature is the one that doc/wire.md describes: another implementation of Ed25519, given the
 * bytes as the page lays them out, makes the same one. */
static void
test_golden (void)
{
  static const char head[] = "UKE-CURSOR-1";
  uint8_t secret[UKE_CURSOR_SECRET_SIZE], bytes[12 + 16 + 8 + 32] = { 0 }, sig[64];
  UkeCursor cursor = make_cursor ();
  EVP_PKEY *key;
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  size_t size = sizeof sig;

  make_secret (secret);
  key = EVP_PKEY_new_raw_private_key (EVP_PKEY_ED25519, NULL, secret, 32);
  memcpy (bytes, head, 12);
  bytes[12] = 0xe0;
  memcpy (bytes + 31, "\x01\x02\x03\x04\x05", 5);
  memset (bytes + 36, 0xc5, 32);
  g_assert_cmpint (EVP_DigestSignInit (context, NULL, NULL, NULL, key), ==, 1);
  g_assert_cmpint (EVP_DigestSign (context, sig, &size, bytes, sizeof bytes), ==, 1);
  uke_cursor_sign (&cursor, secret);
  g_assert_true (cursor.is_signed);
  g_assert_cmpmem (cursor.sig, sizeof cursor.sig, sig, size);
  EVP_MD_CTX_free (context);
  EVP_PKEY_free (key);
}

/* A cursor proves its own place and no other, and only under its own key. */
static void
test_verify (void)
{
  uint8_t secret[UKE_CURSOR_SECRET_SIZE], other_secret[UKE_CURSOR_SECRET_SIZE],
      other_key[UKE_CURSOR_PUBLIC_SIZE];
  UkeCursor cursor = make_cursor (), changed;

  make_secret (secret);
  uke_cursor_make_keys (other_secret, other_key);
  g_assert_false (uke_cursor_verify (&cursor, public_key));
  uke_cursor_sign (&cursor, secret);
  g_assert_true (uke_cursor_verify (&cursor, public_key));
  g_assert_false (uke_cursor_verify (&cursor, other_key));
  changed = cursor;
  changed.seq++;
  g_assert_false (uke_cursor_verify (&changed, public_key));
  changed = cursor;
  changed.epoch.bytes[15] ^= 1;
  g_assert_false (uke_cursor_verify (&changed, public_key));
  changed = cursor;
  changed.chain[31] ^= 1;
  g_assert_false (uke_cursor_verify (&changed, public_key));
  changed = cursor;
  changed.is_signed = FALSE;
  g_assert_false (uke_cursor_verify (&changed, public_key));
}

/* What was found good once is known again by every one of its bytes: no other signature, place,
 * epoch or key is taken for it, also while thousands of others come between. */
static void
test_known_again (void)
{
  uint8_t secret[UKE_CURSOR_SECRET_SIZE], other_secret[UKE_CURSOR_SECRET_SIZE],
      other_key[UKE_CURSOR_PUBLIC_SIZE];
  UkeCursor cursor = make_cursor (), others[3000];

  make_secret (secret);
  uke_cursor_make_keys (other_secret, other_key);
  uke_cursor_sign (&cursor, secret);
  for (unsigned i = 0; i < UKE_CURSOR_SIG_SIZE; i++) {
    UkeCursor forged = cursor;

    forged.sig[i] ^= 0x10;
    g_assert_true (uke_cursor_verify (&cursor, public_key));
    g_assert_false (uke_cursor_verify (&forged, public_key));
    g_assert_false (uke_cursor_verify (&forged, public_key));
  }
  for (unsigned i = 0; i < G_N_ELEMENTS (others); i++) {
    others[i] = make_cursor ();
    others[i].seq = i + 1;
    uke_cursor_sign (&others[i], i % 2 == 0 ? secret : other_secret);
  }
  for (unsigned i = 0; i < 2 * G_N_ELEMENTS (others); i++) {
    UkeCursor one = others[i % G_N_ELEMENTS (others)];
    gboolean is_ours = i % G_N_ELEMENTS (others) % 2 == 0;

    g_assert_cmpint (uke_cursor_verify (&one, public_key), ==, is_ours);
    g_assert_cmpint (uke_cursor_verify (&one, other_key), ==, !is_ours);
    one.epoch.bytes[3] ^= 1;
    g_assert_false (uke_cursor_verify (&one, public_key));
    one = others[i % G_N_ELEMENTS (others)];
    one.seq++;
    g_assert_false (uke_cursor_verify (&one, public_key));
  }
}

/* New keys are pairs, and no two are alike. */
static void
test_make_keys (void)
{
  uint8_t secret[2][UKE_CURSOR_SECRET_SIZE], key[2][UKE_CURSOR_PUBLIC_SIZE];
  UkeCursor cursor = make_cursor ();

  for (unsigned i = 0; i < 2; i++) {
    uke_cursor_make_keys (secret[i], key[i]);
    uke_cursor_sign (&cursor, secret[i]);
    g_assert_true (uke_cursor_verify (&cursor, key[i]));
  }
  g_assert_cmpint (memcmp (key[0], key[1], sizeof key[0]), !=, 0);
}

/* The start of an epoch can be begun from, but without a signature it proves nothing: a forged
 * cursor opens no epoch (P12). */
static void
test_start_proves_nothing (void)
{
  UkeCursor start = { .epoch = { { 1 } } };

  g_assert_true (uke_cursor_is_start (&start));
  g_assert_false (uke_cursor_verify (&start, public_key));
  start.seq = 1;
  g_assert_false (uke_cursor_is_start (&start));
}

/* A cursor comes out of a URL as it went in, signed or not. */
static void
test_text (void)
{
  uint8_t secret[UKE_CURSOR_SECRET_SIZE];
  UkeCursor cursor = make_cursor (), again;
  g_autofree char *plain = uke_cursor_to_text (&cursor), *text = NULL;

  g_assert_cmpstr (plain, ==,
                   "e0000000000000000000000000000000.4328719365."
                   "c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5");
  g_assert_true (uke_cursor_from_text (plain, &again));
  g_assert_true (uke_cursor_same_place (&cursor, &again));
  g_assert_false (again.is_signed);
  make_secret (secret);
  uke_cursor_sign (&cursor, secret);
  text = uke_cursor_to_text (&cursor);
  g_assert_true (uke_cursor_from_text (text, &again));
  g_assert_true (uke_cursor_verify (&again, public_key));
}

/* What is not of the form is refused and changes nothing. */
static void
test_text_refused (void)
{
#define CHAIN "c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5"
  static const char *const bad[] = {
    "",
    "...",
    "e0000000000000000000000000000000.1",
    "e0000000000000000000000000000000.01." CHAIN,
    "e0000000000000000000000000000000.-1." CHAIN,
    "e0000000000000000000000000000000.+1." CHAIN,
    "e0000000000000000000000000000000.9007199254740993." CHAIN,
    "e0000000000000000000000000000000.1." CHAIN "c5",
    "E0000000000000000000000000000000.1." CHAIN,
    "e0000000000000000000000000000000.1." CHAIN ".",
    "e0000000000000000000000000000000.1." CHAIN "." CHAIN,
    "e0000000000000000000000000000000.1." CHAIN "." CHAIN CHAIN ".",
  };
  UkeCursor cursor = make_cursor ();
  const UkeCursor before = cursor;

  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (uke_cursor_from_text (bad[i], &cursor));
  g_assert_false (uke_cursor_from_text (NULL, &cursor));
  g_assert_true (uke_cursor_same_place (&cursor, &before));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/cursor/golden", test_golden);
  g_test_add_func ("/feed/cursor/verify", test_verify);
  g_test_add_func ("/feed/cursor/known-again", test_known_again);
  g_test_add_func ("/feed/cursor/make-keys", test_make_keys);
  g_test_add_func ("/feed/cursor/start-proves-nothing", test_start_proves_nothing);
  g_test_add_func ("/feed/cursor/text", test_text);
  g_test_add_func ("/feed/cursor/text-refused", test_text_refused);
  return g_test_run ();
}
