/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-fuzz.h"

#include "feed/uke-cursor.h"

#include <string.h>

/* A cursor in a URL. No bytes are a signature of a key that nobody has. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const uint8_t key[UKE_CURSOR_PUBLIC_SIZE]
      = { 0x3d, 0x40, 0x17, 0xc3, 0xe8, 0x43, 0x89, 0x5a, 0x92, 0xb7, 0x0a,
          0xa7, 0x4d, 0x1b, 0x7e, 0xbc, 0x9c, 0x98, 0x2c, 0xcf, 0x2e, 0xc4,
          0x96, 0x8c, 0xc0, 0xcd, 0x55, 0xf1, 0x2a, 0xf4, 0x66, 0x0c };
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autofree char *again = NULL;
  UkeCursor cursor, other;

  if (!uke_cursor_from_text (text, &cursor))
    return 0;
  uke_fuzz_assert (!cursor.is_signed || !uke_cursor_verify (&cursor, key));
  again = uke_cursor_to_text (&cursor);
  uke_fuzz_assert (uke_cursor_from_text (again, &other));
  uke_fuzz_assert (uke_cursor_same_place (&cursor, &other) && cursor.is_signed == other.is_signed);
  if (cursor.is_signed)
    uke_fuzz_assert (memcmp (cursor.sig, other.sig, sizeof cursor.sig) == 0);
  return 0;
}
