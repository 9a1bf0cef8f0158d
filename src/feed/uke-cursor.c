/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-cursor.h"

#include "base/uke-hex.h"

#include "feed/uke-chain.h"

#include <sodium.h>
#include <string.h>

#define DOMAIN "UKE-CURSOR-1"
#define DOMAIN_SIZE (sizeof DOMAIN - 1)
#define SIGNED_SIZE (DOMAIN_SIZE + 16 + 8 + UKE_SHA256_SIZE)
#define MAX_SEQ ((int64_t)1 << 53)

G_STATIC_ASSERT (UKE_CURSOR_SIG_SIZE == crypto_sign_BYTES);
G_STATIC_ASSERT (UKE_CURSOR_PUBLIC_SIZE == crypto_sign_PUBLICKEYBYTES);
G_STATIC_ASSERT (UKE_CURSOR_SECRET_SIZE == crypto_sign_SECRETKEYBYTES);

static void
ensure_sodium (void)
{
  static size_t ready = 0;

  if (g_once_init_enter (&ready)) {
    if (sodium_init () < 0)
      g_error ("libsodium does not start");
    g_once_init_leave (&ready, 1);
  }
}

/**
 * uke_cursor_make_keys:
 * @out_secret: (out): a new signing key, in the caller's secure memory
 * @out_public: (out): its public half
 *
 * Thread: any
 */
void
uke_cursor_make_keys (uint8_t out_secret[UKE_CURSOR_SECRET_SIZE],
                      uint8_t out_public[UKE_CURSOR_PUBLIC_SIZE])
{
  ensure_sodium ();
  crypto_sign_keypair (out_public, out_secret);
}

/* What is signed: the domain, so that the key's other uses cannot be mistaken for this one, and the
 * place. */
static void
write_signed (const UkeCursor *cursor, uint8_t out_bytes[SIGNED_SIZE])
{
  uint8_t *at = out_bytes;

  memcpy (at, DOMAIN, DOMAIN_SIZE);
  at += DOMAIN_SIZE;
  memcpy (at, cursor->epoch.bytes, sizeof cursor->epoch.bytes);
  at += sizeof cursor->epoch.bytes;
  for (unsigned i = 0; i < 8; i++)
    *at++ = (uint8_t)((uint64_t)cursor->seq >> (56 - 8 * i));
  memcpy (at, cursor->chain, UKE_SHA256_SIZE);
}

/* --- what is known to be signed ------------------------------------------------------------- */

/* Desks name the place that they were given, again and again, and the answer to that is a function
 * of these bytes alone: so many of them are remembered, each in the one slot that its signature
 * points to. Whoever forges one is compared with all of its bytes and then verified as before. */
#define N_KNOWN 256

typedef struct {
  uint8_t key[UKE_CURSOR_PUBLIC_SIZE];
  uint8_t bytes[SIGNED_SIZE];
  uint8_t sig[UKE_CURSOR_SIG_SIZE];
} Known;

static GMutex known_mutex;
static Known known[N_KNOWN]; /* under the mutex; all zeros is none: no domain begins with a zero */

static gboolean
is_known (const Known *asked)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&known_mutex);

  return memcmp (&known[asked->sig[0] % N_KNOWN], asked, sizeof *asked) == 0;
}

static void
keep_known (const Known *good)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&known_mutex);

  known[good->sig[0] % N_KNOWN] = *good;
}

/**
 * uke_cursor_sign:
 * @cursor: (inout): a place; gets its signature
 * @secret: the tenant's signing key
 *
 * Thread: any
 * Source: sync.md 2.2
 */
void
uke_cursor_sign (UkeCursor *cursor, const uint8_t secret[UKE_CURSOR_SECRET_SIZE])
{
  Known made;

  ensure_sodium ();
  write_signed (cursor, made.bytes);
  crypto_sign_detached (cursor->sig, NULL, made.bytes, sizeof made.bytes, secret);
  cursor->is_signed = TRUE;
  /* Whoever gets it will show it. */
  memcpy (made.sig, cursor->sig, sizeof made.sig);
  crypto_sign_ed25519_sk_to_pk (made.key, secret);
  keep_known (&made);
}

/**
 * uke_cursor_verify:
 * @cursor: a place, not trusted
 * @key: the public half of the tenant's signing key
 *
 * The start of an epoch needs no signature to be begun from (uke_cursor_is_start()), but it is no
 * evidence either: here it is like any other. What was found good once is known again by all of
 * its bytes.
 *
 * Returns: whether it carries a signature, and the key's holder made it for this very place
 * Thread: any
 * Source: sync.md 2.11
 */
gboolean
uke_cursor_verify (const UkeCursor *cursor, const uint8_t key[UKE_CURSOR_PUBLIC_SIZE])
{
  Known asked;

  if (!cursor->is_signed)
    return FALSE;
  memcpy (asked.key, key, sizeof asked.key);
  write_signed (cursor, asked.bytes);
  memcpy (asked.sig, cursor->sig, sizeof asked.sig);
  if (is_known (&asked))
    return TRUE;
  ensure_sodium ();
  if (crypto_sign_verify_detached (asked.sig, asked.bytes, sizeof asked.bytes, key) != 0)
    return FALSE;
  keep_known (&asked);
  return TRUE;
}

/**
 * uke_cursor_is_start:
 * @cursor: a place
 *
 * Returns: whether it is the start of its epoch: before the first entry
 * Thread: any
 */
gboolean
uke_cursor_is_start (const UkeCursor *cursor)
{
  return cursor->seq == 0 && memcmp (cursor->chain, UKE_CHAIN_START, UKE_SHA256_SIZE) == 0;
}

/**
 * uke_cursor_same_place:
 * @a: a place
 * @b: another
 *
 * Returns: whether they are one place of one history, however they are signed
 * Thread: any
 */
gboolean
uke_cursor_same_place (const UkeCursor *a, const UkeCursor *b)
{
  return a->seq == b->seq && uke_id_equal (&a->epoch, &b->epoch)
         && memcmp (a->chain, b->chain, UKE_SHA256_SIZE) == 0;
}

/**
 * uke_cursor_to_text:
 * @cursor: a place
 *
 * Returns: (transfer full): "EPOCH.SEQ.CHAIN.SIG", without the last part when it is not signed
 * Thread: any
 * Source: doc/wire.md
 */
char *
uke_cursor_to_text (const UkeCursor *cursor)
{
  GString *text = g_string_new (NULL);

  uke_hex_append (text, cursor->epoch.bytes, sizeof cursor->epoch.bytes);
  g_string_append_printf (text, ".%" G_GINT64_FORMAT ".", cursor->seq);
  uke_hex_append (text, cursor->chain, UKE_SHA256_SIZE);
  if (cursor->is_signed) {
    g_string_append_c (text, '.');
    uke_hex_append (text, cursor->sig, UKE_CURSOR_SIG_SIZE);
  }
  return g_string_free (text, FALSE);
}

/* Exactly the form in which a number is written: no sign, no zero before it. */
static gboolean
read_seq (const char *text, int64_t *out_seq)
{
  size_t n_digits = strspn (text, "0123456789");
  int64_t seq = 0;

  if (n_digits == 0 || n_digits > 16 || text[n_digits] != '\0' || (text[0] == '0' && n_digits > 1))
    return FALSE;
  for (size_t i = 0; i < n_digits; i++)
    seq = 10 * seq + (text[i] - '0');
  if (seq > MAX_SEQ)
    return FALSE;
  *out_seq = seq;
  return TRUE;
}

/**
 * uke_cursor_from_text:
 * @text: (nullable): what a URL says, not trusted
 * @out_cursor: (out): the place; untouched on failure
 *
 * Returns: whether it is of the form; whether its signature holds is another question
 * Thread: any
 */
gboolean
uke_cursor_from_text (const char *text, UkeCursor *out_cursor)
{
  g_auto (GStrv) parts = NULL;
  UkeCursor cursor = { 0 };
  unsigned n_parts;

  if (text == NULL || strlen (text) > 256)
    return FALSE;
  parts = g_strsplit (text, ".", 5);
  n_parts = g_strv_length (parts);
  if ((n_parts != 3 && n_parts != 4) || !uke_id_from_hex (parts[0], &cursor.epoch)
      || !read_seq (parts[1], &cursor.seq)
      || !uke_hex_read (parts[2], cursor.chain, UKE_SHA256_SIZE)
      || (n_parts == 4 && !uke_hex_read (parts[3], cursor.sig, UKE_CURSOR_SIG_SIZE)))
    return FALSE;
  cursor.is_signed = n_parts == 4;
  *out_cursor = cursor;
  return TRUE;
}
