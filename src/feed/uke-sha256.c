/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-sha256.h"

#include <openssl/evp.h>

static void
free_context (gpointer context)
{
  EVP_MD_CTX_free (context);
}

/* Finding the algorithm and making a context cost more than hashing an entry: a context that has
 * found it is kept for each thread, and started again without naming it. */
static GPrivate thread_context = G_PRIVATE_INIT (free_context);

/**
 * uke_sha256_parts:
 * @parts: the stretches to hash, in order
 * @n_parts: how many
 * @out_hash: (out): the hash of their concatenation
 *
 * Thread: any
 */
void
uke_sha256_parts (const UkeBytesPart *parts, unsigned n_parts, uint8_t out_hash[UKE_SHA256_SIZE])
{
  EVP_MD_CTX *context = g_private_get (&thread_context);
  gboolean is_good = TRUE;

  if (context == NULL) {
    context = EVP_MD_CTX_new ();
    is_good = EVP_DigestInit_ex2 (context, EVP_sha256 (), NULL) == 1;
    g_private_set (&thread_context, context);
  }
  is_good &= EVP_DigestInit_ex2 (context, NULL, NULL) == 1;
  for (unsigned i = 0; i < n_parts; i++)
    is_good &= EVP_DigestUpdate (context, parts[i].data, parts[i].size) == 1;
  is_good &= EVP_DigestFinal_ex (context, out_hash, NULL) == 1;
  /* Only a crypto library without SHA-256 or without memory gets here. */
  if (!is_good)
    g_error ("SHA-256 is not available");
}

/**
 * uke_sha256:
 * @data: bytes
 * @size: how many
 * @out_hash: (out): their hash
 *
 * Thread: any
 */
void
uke_sha256 (const void *data, size_t size, uint8_t out_hash[UKE_SHA256_SIZE])
{
  const UkeBytesPart part = { data, size };

  uke_sha256_parts (&part, 1, out_hash);
}
