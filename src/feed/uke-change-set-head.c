/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-change-set-head.h"

#include "feed/uke-hlc.h"

#include <string.h>

#define MAX_DIGITS 16

/* Reading place by place: after a mismatch nothing moves any more. */
typedef struct {
  const char *text;
  size_t size, at;
  gboolean fits;
} Reader;

static void
skip_text (Reader *self, const char *expected)
{
  size_t length = strlen (expected);

  self->fits = self->fits && self->size - self->at >= length
               && memcmp (self->text + self->at, expected, length) == 0;
  if (self->fits)
    self->at += length;
}

static void
read_hex (Reader *self, size_t n_digits, char *out_digits)
{
  self->fits = self->fits && self->size - self->at >= n_digits;
  if (!self->fits)
    return;
  memcpy (out_digits, self->text + self->at, n_digits);
  out_digits[n_digits] = '\0';
  self->at += n_digits;
}

static int64_t
read_number (Reader *self)
{
  size_t start = self->at;
  int64_t number = 0;

  while (self->fits && self->at < self->size && g_ascii_isdigit (self->text[self->at])
         && self->at - start < MAX_DIGITS)
    number = 10 * number + (self->text[self->at++] - '0');
  self->fits = self->fits && self->at > start;
  return number;
}

/**
 * uke_change_set_read_head:
 * @text: bytes from elsewhere, not trusted
 * @size: how many
 * @out_head: (out): how they begin
 *
 * For what cannot be read as a change-set: whose it was, and which number stays empty.
 *
 * Returns: whether the text begins as the writer begins it
 * Thread: any
 * Source: doc/formats.md
 */
gboolean
uke_change_set_read_head (const char *text, size_t size, UkeChangeSetHead *out_head)
{
  Reader reader = { text, size, 0, TRUE };
  UkeChangeSetHead head = { 0 };
  char id[UKE_ID_HEX_SIZE] = "", inc[UKE_HLC_HEX_SIZE] = "";
  int64_t dev;

  skip_text (&reader, "{\"id\":\"");
  read_hex (&reader, UKE_ID_HEX_SIZE - 1, id);
  skip_text (&reader, "\",\"dev\":");
  dev = read_number (&reader);
  skip_text (&reader, ",\"inc\":\"");
  read_hex (&reader, UKE_HLC_HEX_SIZE - 1, inc);
  skip_text (&reader, "\",\"dseq\":");
  head.dseq = read_number (&reader);
  head.rest = reader.at;
  skip_text (&reader, ",\"usr\":");
  if (!reader.fits || dev < 1 || dev > UINT32_MAX || head.dseq < 1
      || !uke_id_from_hex (id, &head.id) || !uke_hex64_read (inc, &head.inc))
    return FALSE;
  head.dev = (uint32_t)dev;
  *out_head = head;
  return TRUE;
}

/**
 * uke_change_set_hash:
 * @text: the exact bytes of a change-set
 * @size: how many
 * @out_hash: (out): what its receipt keeps
 *
 * The hash of a change-set without the numbers that its device gave it: these are others when the
 * device takes a new incarnation, and it is the same change-set all the same.
 *
 * Thread: any
 * Source: sync.md 2.4, 2.11; doc/formats.md
 */
void
uke_change_set_hash (const char *text, size_t size, uint8_t out_hash[UKE_SHA256_SIZE])
{
  UkeChangeSetHead head;
  UkeBytesPart parts[2] = { { text, size } };

  if (!uke_change_set_read_head (text, size, &head)) {
    uke_sha256_parts (parts, 1, out_hash);
    return;
  }
  parts[0] = (UkeBytesPart){ head.id.bytes, sizeof head.id.bytes };
  parts[1] = (UkeBytesPart){ text + head.rest, size - head.rest };
  uke_sha256_parts (parts, 2, out_hash);
}
