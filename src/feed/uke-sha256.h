/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define UKE_SHA256_SIZE 32

/** UkeBytesPart: one stretch of what is hashed. */
typedef struct {
  const void *data;
  size_t size;
} UkeBytesPart;

void uke_sha256 (const void *data, size_t size, uint8_t out_hash[UKE_SHA256_SIZE]);
void
uke_sha256_parts (const UkeBytesPart *parts, unsigned n_parts, uint8_t out_hash[UKE_SHA256_SIZE]);

G_END_DECLS
