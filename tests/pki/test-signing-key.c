/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki/uke-signing-key.h"

#include <sodium.h>
#include <string.h>

/* RFC 8032, 7.1, test 1: the seed gives that public key and that signature of nothing. */
static void
test_known (void)
{
  static const char seed_hex[] = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
  static const char public_hex[]
      = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  static const char signature_hex[] = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e0652249"
                                      "01555fb8821590a33bacc61e39701cf9b46b"
                                      "d25bf5f0595bbe24655141438e7a100b";
  g_autoptr (UkeSecret) seed = uke_secret_new (UKE_SIGNING_SEED_SIZE);
  g_autoptr (UkeSecret) secret = NULL;
  uint8_t public_key[UKE_SIGNING_PUBLIC_SIZE], signature[crypto_sign_BYTES];
  char hex[2 * crypto_sign_BYTES + 1];

  g_assert_cmpint (sodium_hex2bin (uke_secret_edit (seed), UKE_SIGNING_SEED_SIZE, seed_hex,
                                   strlen (seed_hex), NULL, NULL, NULL),
                   ==, 0);
  secret = uke_signing_key_expand (seed, public_key);
  g_assert_cmpstr (sodium_bin2hex (hex, sizeof hex, public_key, sizeof public_key), ==, public_hex);
  crypto_sign_detached (signature, NULL, (const uint8_t *)"", 0, uke_secret_peek (secret));
  g_assert_cmpstr (sodium_bin2hex (hex, sizeof hex, signature, sizeof signature), ==,
                   signature_hex);
}

/* Two keys differ, and what has not a seed's length is none. */
static void
test_generate (void)
{
  g_autoptr (UkeSecret) a = uke_signing_key_generate ();
  g_autoptr (UkeSecret) b = uke_signing_key_generate ();
  g_autoptr (UkeSecret) odd = uke_secret_new (UKE_SIGNING_SEED_SIZE - 1);
  uint8_t public_key[UKE_SIGNING_PUBLIC_SIZE];

  g_assert_false (uke_secret_equal (a, b));
  g_assert_null (uke_signing_key_expand (odd, public_key));
  g_assert_null (uke_signing_key_expand (NULL, public_key));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pki/signing-key/known", test_known);
  g_test_add_func ("/pki/signing-key/generate", test_generate);
  return g_test_run ();
}
