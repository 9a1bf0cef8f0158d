/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"
#include "feed/uke-sha256.h"

G_BEGIN_DECLS

#define UKE_CURSOR_SIG_SIZE 64
#define UKE_CURSOR_PUBLIC_SIZE 32
#define UKE_CURSOR_SECRET_SIZE 64

/**
 * UkeCursor:
 *
 * A place in a feed's history, signed by the server of that history (sync.md 2.2): whoever holds it
 * can prove that the history once reached it. Plain memory. seq 0 with a zero chain is the start of
 * an epoch and needs no signature.
 */
typedef struct {
  UkeId epoch;
  int64_t seq;
  uint8_t chain[UKE_SHA256_SIZE];
  uint8_t sig[UKE_CURSOR_SIG_SIZE];
  gboolean is_signed;
} UkeCursor;

void uke_cursor_make_keys (uint8_t out_secret[UKE_CURSOR_SECRET_SIZE],
                           uint8_t out_public[UKE_CURSOR_PUBLIC_SIZE]);
void uke_cursor_sign (UkeCursor *cursor, const uint8_t secret[UKE_CURSOR_SECRET_SIZE]);
gboolean uke_cursor_verify (const UkeCursor *cursor, const uint8_t key[UKE_CURSOR_PUBLIC_SIZE]);
gboolean uke_cursor_is_start (const UkeCursor *cursor);
gboolean uke_cursor_same_place (const UkeCursor *a, const UkeCursor *b);

/* "EPOCH.SEQ.CHAIN.SIG", as a URL has it; without ".SIG" when it is not signed. */
char *uke_cursor_to_text (const UkeCursor *cursor);
gboolean uke_cursor_from_text (const char *text, UkeCursor *out_cursor);

G_END_DECLS
