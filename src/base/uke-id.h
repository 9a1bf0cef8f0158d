/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * UkeId:
 *
 * The id of a record: a UUIDv7, 16 bytes in memory and in BLOB columns, 32 lowercase hex digits in
 * JSON and logs (decision 4). A plain value: copy it, compare it with uke_id_equal(). All zero
 * bytes mean "none".
 */
typedef struct {
  uint8_t bytes[16];
} UkeId;

/** UKE_ID_HEX_SIZE: room for the hex form and its terminating NUL. */
#define UKE_ID_HEX_SIZE 33

extern const UkeId UKE_ID_NONE;

UkeId uke_id_new (int64_t now_us);
UkeId uke_id_new_at (int64_t now_us, const uint8_t random[10]);
gboolean uke_id_is_none (const UkeId *id);
gboolean uke_id_equal (const void *a, const void *b);
unsigned uke_id_hash (const void *id);
int uke_id_compare (const void *a, const void *b);
void uke_id_to_hex (const UkeId *id, char out_hex[UKE_ID_HEX_SIZE]);
char *uke_id_dup_hex (const UkeId *id);
gboolean uke_id_from_hex (const char *hex, UkeId *out_id);
int64_t uke_id_time_ms (const UkeId *id);

G_END_DECLS
