/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-pki"

#include "pki/uke-six-words.h"

#include "pki/uke-pki-resources.h"

#include <gio/gio.h>
#include <openssl/evp.h>
#include <string.h>

#define LIST "/org/uketsuke/Uketsuke/pki/enrolment-words.ja.txt"
#define N_WORDS 2048
#define WORD_BITS 11
/* The bytes of this text are part of what is hashed: words change when it does. */
static const char purpose[] = "uketsuke enrolment words 1";

/* The list lives as long as the process: it is the same for everybody. */
static char **
get_list (void)
{
  static char **list = NULL;

  if (g_once_init_enter (&list)) {
    g_autoptr (GBytes) bytes = NULL;
    g_autofree char *text = NULL;
    char **words;

    g_resources_register (uke_pki_get_resource ());
    bytes = g_resources_lookup_data (LIST, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    words = g_strsplit (g_strchomp (text), "\n", -1);
    g_assert (g_strv_length (words) == N_WORDS);
    g_once_init_leave (&list, words);
  }
  return list;
}

static void
hash_all (const uint8_t *authority, const uint8_t *nonce, const uint8_t *request, uint8_t *out_hash)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  unsigned len = 32;

  if (EVP_DigestInit_ex (context, EVP_sha256 (), NULL) != 1
      || EVP_DigestUpdate (context, purpose, sizeof purpose) != 1
      || EVP_DigestUpdate (context, authority, 32) != 1
      || EVP_DigestUpdate (context, nonce, UKE_SIX_WORDS_NONCE) != 1
      || EVP_DigestUpdate (context, request, 32) != 1
      || EVP_DigestFinal_ex (context, out_hash, &len) != 1)
    g_error ("libcrypto has no SHA-256");
  EVP_MD_CTX_free (context);
}

/**
 * uke_six_words:
 * @authority: SHA-256 of the authority's certificate in DER
 * @nonce: the random bytes that the server made for this desk's joining
 * @request: SHA-256 of the desk's request in DER
 *
 * Each word is eleven bits of SHA-256 over the purpose with its NUL, @authority, @nonce and
 * @request, from the highest bit of the first byte on.
 *
 * Returns: (transfer full): six words with a space between
 * Thread: any
 * Source: security.md 7.2
 */
char *
uke_six_words (const uint8_t authority[32],
               const uint8_t nonce[UKE_SIX_WORDS_NONCE],
               const uint8_t request[32])
{
  char **list = get_list ();
  uint8_t hash[32];
  const char *words[UKE_SIX_WORDS + 1] = { NULL };

  hash_all (authority, nonce, request, hash);
  for (unsigned i = 0; i < UKE_SIX_WORDS; i++) {
    unsigned index = 0;

    for (unsigned bit = i * WORD_BITS; bit < (i + 1) * WORD_BITS; bit++)
      index = index << 1 | (hash[bit / 8] >> (7 - bit % 8) & 1);
    words[i] = list[index];
  }
  return g_strjoinv (" ", (char **)words);
}
