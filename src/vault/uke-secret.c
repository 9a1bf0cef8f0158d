/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-secret.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* No code or key that is kept in a file is longer. */
#define MAX_FILE_BYTES 4096

struct _UkeSecret {
  gatomicrefcount refs;
  size_t len;
  uint8_t *bytes; /* (owned): sodium_malloc, one byte longer than len and NUL there */
};

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
 * uke_secret_new:
 * @len: length in bytes, at least 1
 *
 * Makes a secret of zero bytes, to be filled through uke_secret_edit(). The byte behind the last is
 * always NUL, so that a text can be peeked at as one.
 *
 * Returns: (transfer full): the secret
 * Thread: any
 * Source: security.md 3.7
 */
UkeSecret *
uke_secret_new (size_t len)
{
  UkeSecret *secret;

  g_return_val_if_fail (len > 0, NULL);
  ensure_sodium ();
  secret = g_new0 (UkeSecret, 1);
  g_atomic_ref_count_init (&secret->refs);
  secret->len = len;
  secret->bytes = sodium_malloc (len + 1);
  if (secret->bytes == NULL)
    g_error ("no guarded memory for %zu bytes", len);
  memset (secret->bytes, 0, len + 1);
  return secret;
}

/**
 * uke_secret_new_random:
 * @len: length in bytes, at least 1
 *
 * Returns: (transfer full): a secret of random bytes from the system's source
 * Thread: any
 */
UkeSecret *
uke_secret_new_random (size_t len)
{
  UkeSecret *secret = uke_secret_new (len);

  randombytes_buf (secret->bytes, len);
  return secret;
}

/**
 * uke_secret_new_copy:
 * @bytes: bytes to copy; wiping them stays the caller's duty
 * @len: how many, at least 1
 *
 * Returns: (transfer full): a secret with a copy of @bytes
 * Thread: any
 */
UkeSecret *
uke_secret_new_copy (const void *bytes, size_t len)
{
  UkeSecret *secret = uke_secret_new (len);

  memcpy (secret->bytes, bytes, len);
  return secret;
}

/**
 * uke_secret_new_text:
 * @text: a text; an empty one becomes a single NUL byte
 *
 * Returns: (transfer full): a secret with the bytes of @text
 * Thread: any
 */
UkeSecret *
uke_secret_new_text (const char *text)
{
  size_t len = strlen (text);

  return uke_secret_new_copy (text, MAX (len, 1));
}

/**
 * uke_secret_new_from_file:
 * @path: a file with a secret as text, at most 4,096 bytes of which are read
 * @error: return location
 *
 * Reads straight into guarded memory, so that no other copy is left behind.
 *
 * Returns: (transfer full): the text
 * Errors: %G_FILE_ERROR
 * Thread: any
 * Source: security.md 3.7
 */
UkeSecret *
uke_secret_new_from_file (const char *path, GError **error)
{
  g_autoptr (UkeSecret) text = uke_secret_new (MAX_FILE_BYTES);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  ssize_t n_read = fd >= 0 ? read (fd, text->bytes, text->len) : -1;
  int errsv = errno;

  if (fd >= 0)
    close (fd);
  if (n_read >= 0)
    return g_steal_pointer (&text);
  g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (errsv), "reading a secret: %s",
               g_strerror (errsv));
  return NULL;
}

/**
 * uke_secret_ref:
 * @secret: a secret
 *
 * Returns: (transfer full): @secret with one more reference
 * Thread: any
 */
UkeSecret *
uke_secret_ref (UkeSecret *secret)
{
  g_return_val_if_fail (secret != NULL, NULL);
  g_atomic_ref_count_inc (&secret->refs);
  return secret;
}

/**
 * uke_secret_unref:
 * @secret: (nullable) (transfer full): a secret
 *
 * Gives a reference back; with the last one the bytes are wiped.
 *
 * Thread: any
 */
void
uke_secret_unref (UkeSecret *secret)
{
  if (secret == NULL || !g_atomic_ref_count_dec (&secret->refs))
    return;
  /* sodium_free() wipes before it unmaps. */
  sodium_free (secret->bytes);
  g_free (secret);
}

/**
 * uke_secret_peek:
 * @secret: a secret
 *
 * Returns: (transfer none): its bytes, which must not be copied to ordinary memory
 * Thread: any
 */
const uint8_t *
uke_secret_peek (const UkeSecret *secret)
{
  g_return_val_if_fail (secret != NULL, NULL);
  return secret->bytes;
}

/**
 * uke_secret_peek_text:
 * @secret: a secret that holds a text
 *
 * Returns: (transfer none): the text, NUL-terminated
 * Thread: any
 */
const char *
uke_secret_peek_text (const UkeSecret *secret)
{
  g_return_val_if_fail (secret != NULL, NULL);
  return (const char *)secret->bytes;
}

/**
 * uke_secret_edit:
 * @secret: a secret that nobody else holds yet
 *
 * Returns: (transfer none): its bytes, to be written by the one who made it
 * Thread: the one that made it
 */
uint8_t *
uke_secret_edit (UkeSecret *secret)
{
  g_return_val_if_fail (secret != NULL, NULL);
  return secret->bytes;
}

/**
 * uke_secret_len:
 * @secret: a secret
 *
 * Returns: its length in bytes
 * Thread: any
 */
size_t
uke_secret_len (const UkeSecret *secret)
{
  g_return_val_if_fail (secret != NULL, 0);
  return secret->len;
}

/**
 * uke_secret_equal:
 * @a: a secret
 * @b: a secret
 *
 * Compares in a time that depends on the lengths alone.
 *
 * Returns: whether both hold the same bytes
 * Thread: any
 */
gboolean
uke_secret_equal (const UkeSecret *a, const UkeSecret *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);
  return a->len == b->len && sodium_memcmp (a->bytes, b->bytes, a->len) == 0;
}

/**
 * uke_secret_harden_process:
 *
 * Forbids core files and reading of this process's memory by others of the same user, and makes
 * every file from now on private. To be called first in `main`. Leak checking by ptrace stops
 * working after it.
 *
 * Thread: main, before others are started
 * Source: security.md 3.7
 */
void
uke_secret_harden_process (void)
{
  const struct rlimit none = { 0, 0 };

  if (prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || setrlimit (RLIMIT_CORE, &none) != 0)
    g_error ("the process could not be closed to others");
  umask (077);
}
