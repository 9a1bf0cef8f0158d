/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-json-scan.h"
#include "model/uke-entity.h"
#include "model/uke-value.h"

#include <jansson.h>

G_BEGIN_DECLS

/*
 * What the readers of this layer share: bytes from outside are scanned, parsed, and taken apart
 * strictly. Each reads a node that may be NULL, answers whether it is of the form, and leaves its
 * output alone when it is not.
 */

/** UKE_JSON_INTEGER_MAX: integers stay within what every JSON reader keeps exactly. */
#define UKE_JSON_INTEGER_MAX ((int64_t)1 << 53)

json_t *uke_json_parse (const char *json,
                        size_t size,
                        const UkeJsonLimits *limits,
                        const char *what,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_json_refuse (const char *what, const char *where, GError **error);

gboolean uke_json_read_int (json_t *node, int64_t min, int64_t max, int64_t *out_number);
gboolean uke_json_read_hex (json_t *node, uint8_t *out_bytes, size_t n_bytes);
gboolean uke_json_read_hex64 (json_t *node, uint64_t *out_number);
gboolean uke_json_read_id (json_t *node, UkeId *out_id);
gboolean uke_json_read_typed (json_t *node, UkeFieldType type, UkeValue *out_value);
gboolean
uke_json_read_value (json_t *node, const UkeEntity *entity, unsigned field, UkeValue *out_value);

G_END_DECLS
