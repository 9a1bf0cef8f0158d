/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/** UKE_TEXT_SCAN_PADDING: readable bytes that must stand behind every text that is scanned. */
#define UKE_TEXT_SCAN_PADDING 64

/**
 * UkeTextNeedle:
 * @bytes: (not owned): what is looked for, at least one byte
 * @len: how many bytes
 * @first, @second: two positions in it whose bytes are compared first: the rarest of the text
 * @third: one more, compared where those two agree
 */
typedef struct {
  const uint8_t *bytes;
  unsigned len;
  unsigned first;
  unsigned second;
  unsigned third;
} UkeTextNeedle;

/** UkeTextScanKind: which machine instructions search; for tests and benches. */
typedef enum {
  UKE_TEXT_SCAN_PORTABLE,
  UKE_TEXT_SCAN_SSE2,
  UKE_TEXT_SCAN_AVX2,
} UkeTextScanKind;

/**
 * UkeTextScanFunc:
 * @text: a text with %UKE_TEXT_SCAN_PADDING readable bytes behind it
 * @from: where to begin
 * @to: where the text ends
 * @needle: what to look for
 *
 * Returns: where it stands first; @to when nowhere
 */
typedef size_t (*UkeTextScanFunc) (const uint8_t *text,
                                   size_t from,
                                   size_t to,
                                   const UkeTextNeedle *needle);

/**
 * UkeTextMarkFunc:
 * @text: a text with %UKE_TEXT_SCAN_PADDING readable bytes behind it
 * @offsets: where each of its rows begins, and the end
 * @n_rows: how many rows
 * @needle: what to look for
 * @found: bit set of rows; those that hold the needle are added
 */
typedef void (*UkeTextMarkFunc) (const uint8_t *text,
                                 const uint32_t *offsets,
                                 unsigned n_rows,
                                 const UkeTextNeedle *needle,
                                 uint64_t *found);

void uke_text_needle_init (UkeTextNeedle *self,
                           const char *bytes,
                           size_t len,
                           const uint32_t counts[256]);
UkeTextScanKind uke_text_scan_best (void);
UkeTextScanFunc uke_text_scan_get (UkeTextScanKind kind);
UkeTextMarkFunc uke_text_mark_get (UkeTextScanKind kind);

G_END_DECLS
