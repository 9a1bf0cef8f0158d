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
 */
typedef struct {
  const uint8_t *bytes;
  unsigned len;
  unsigned first;
  unsigned second;
} UkeTextNeedle;

/** UkeTextScanKind: which machine instructions search; for tests and benches. */
typedef enum {
  UKE_TEXT_SCAN_PORTABLE,
  UKE_TEXT_SCAN_SSE2,
  UKE_TEXT_SCAN_AVX2,
} UkeTextScanKind;

typedef size_t (*UkeTextScanFunc) (const uint8_t *text,
                                   size_t from,
                                   size_t to,
                                   const UkeTextNeedle *needle);

void uke_text_needle_init (UkeTextNeedle *self,
                           const char *bytes,
                           size_t len,
                           const uint32_t counts[256]);
UkeTextScanKind uke_text_scan_best (void);
UkeTextScanFunc uke_text_scan_get (UkeTextScanKind kind);

G_END_DECLS
