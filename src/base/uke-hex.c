/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uke-hex.h"

#include <string.h>

/**
 * uke_hex_write:
 * @bytes: some bytes
 * @n_bytes: how many
 * @out_hex: (out): room for twice as many digits and their terminating NUL
 *
 * Thread: any
 */
void
uke_hex_write (const uint8_t *bytes, size_t n_bytes, char *out_hex)
{
  static const char digits[] = "0123456789abcdef";

  for (size_t i = 0; i < n_bytes; i++) {
    out_hex[2 * i] = digits[bytes[i] >> 4];
    out_hex[2 * i + 1] = digits[bytes[i] & 15];
  }
  out_hex[2 * n_bytes] = '\0';
}

/**
 * uke_hex_append:
 * @text: where to append
 * @bytes: some bytes
 * @n_bytes: how many
 *
 * Thread: any
 */
void
uke_hex_append (GString *text, const uint8_t *bytes, size_t n_bytes)
{
  size_t before = text->len;

  g_string_set_size (text, before + 2 * n_bytes);
  uke_hex_write (bytes, n_bytes, text->str + before);
}

/**
 * uke_hex_dup:
 * @bytes: some bytes
 * @n_bytes: how many
 *
 * Returns: (transfer full): their digits
 * Thread: any
 */
char *
uke_hex_dup (const uint8_t *bytes, size_t n_bytes)
{
  char *hex = g_malloc (2 * n_bytes + 1);

  uke_hex_write (bytes, n_bytes, hex);
  return hex;
}

/**
 * uke_hex_read:
 * @hex: (nullable): a text, not trusted
 * @out_bytes: (out): what it says; untouched on failure
 * @n_bytes: how many
 *
 * Returns: whether it is exactly so many bytes in lowercase digits
 * Thread: any
 */
gboolean
uke_hex_read (const char *hex, uint8_t *out_bytes, size_t n_bytes)
{
  if (hex == NULL || strlen (hex) != 2 * n_bytes || strspn (hex, "0123456789abcdef") != 2 * n_bytes)
    return FALSE;
  for (size_t i = 0; i < n_bytes; i++)
    out_bytes[i]
        = (uint8_t)(g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
  return TRUE;
}
