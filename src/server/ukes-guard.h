/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include <stdint.h>

G_BEGIN_DECLS

/** UkesGuard: what is wrong with a request's header, before its body is read. */
typedef enum {
  UKES_GUARD_GOOD,
  UKES_GUARD_FIELDS,     /* too many, or too long */
  UKES_GUARD_HOST,       /* not exactly one */
  UKES_GUARD_ENCODING,   /* a Transfer-Encoding */
  UKES_GUARD_LENGTH,     /* not one number */
  UKES_GUARD_TOO_LARGE,  /* more than the route takes */
  UKES_GUARD_NOT_FOUND,  /* no such path */
  UKES_GUARD_NO_METHOD,  /* no such method there */
  UKES_GUARD_CERTIFICATE /* what the proxy hands on is no certificate */
} UkesGuard;

#define UKES_GUARD_MAX_FIELDS 64
#define UKES_GUARD_MAX_BYTES 16384

UkesGuard ukes_guard_check_header (SoupMessageHeaders *headers, size_t *out_length);
const char *ukes_guard_get_name (UkesGuard guard);
unsigned ukes_guard_get_status (UkesGuard guard);
gboolean ukes_guard_read_certificate (const char *escaped, uint8_t out_fingerprint[32]);

G_END_DECLS
