/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Bytes as lowercase hex digits, two a byte: the one form in which ids, hashes and keys are text.
 */
void uke_hex_write (const uint8_t *bytes, size_t n_bytes, char *out_hex);
void uke_hex_append (GString *text, const uint8_t *bytes, size_t n_bytes);
char *uke_hex_dup (const uint8_t *bytes, size_t n_bytes);
gboolean uke_hex_read (const char *hex, uint8_t *out_bytes, size_t n_bytes);

G_END_DECLS
