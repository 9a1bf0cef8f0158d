/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-pki"

#include "pki/uke-signing-key.h"

#include <sodium.h>

G_STATIC_ASSERT (UKE_SIGNING_SEED_SIZE == crypto_sign_SEEDBYTES);
G_STATIC_ASSERT (UKE_SIGNING_SECRET_SIZE == crypto_sign_SECRETKEYBYTES);
G_STATIC_ASSERT (UKE_SIGNING_PUBLIC_SIZE == crypto_sign_PUBLICKEYBYTES);

/**
 * uke_signing_key_generate:
 *
 * Returns: (transfer full): the seed of a new key, as it is kept in a file
 * Thread: any
 * Source: decision 16
 */
UkeSecret *
uke_signing_key_generate (void)
{
  return uke_secret_new_random (UKE_SIGNING_SEED_SIZE);
}

/**
 * uke_signing_key_expand:
 * @seed: (nullable): the seed
 * @out_public: (out): the public half
 *
 * Returns: (transfer full) (nullable): the secret half as libsodium signs with it, or %NULL when
 * @seed has not the length of one
 * Thread: any
 */
UkeSecret *
uke_signing_key_expand (const UkeSecret *seed, uint8_t out_public[UKE_SIGNING_PUBLIC_SIZE])
{
  UkeSecret *secret;

  if (seed == NULL || uke_secret_len (seed) != UKE_SIGNING_SEED_SIZE)
    return NULL;
  secret = uke_secret_new (UKE_SIGNING_SECRET_SIZE);
  crypto_sign_seed_keypair (out_public, uke_secret_edit (secret), uke_secret_peek (seed));
  return secret;
}
