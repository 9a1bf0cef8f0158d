/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-json-read-private.h"
#include "feed/uke-json-write.h"
#include "feed/uke-wire.h"

G_BEGIN_DECLS

/** UKE_WIRE_MAX_INT: any integer of the wire; no number of it is negative. */
#define UKE_WIRE_MAX_INT UKE_JSON_INTEGER_MAX

json_t *uke_wire_parse_request (const char *json, size_t size, const char *what, GError **error);
json_t *uke_wire_parse_answer (const char *json, size_t size, const char *what, GError **error);

/* What is not of the form is named by its place, "entries[3]: bad chain", and never by its value.
 */
gboolean uke_wire_refuse (const char *name, GError **error);
gboolean uke_wire_refuse_in (const char *what, GError **error);
gboolean uke_wire_refuse_at (const char *name, size_t at, GError **error);

gboolean uke_wire_get_int (json_t *root, const char *name, int64_t *out_number, GError **error);
gboolean
uke_wire_get_unsigned (json_t *root, const char *name, unsigned *out_number, GError **error);
gboolean uke_wire_get_id (json_t *root, const char *name, UkeId *out_id, GError **error);
gboolean uke_wire_get_hash (json_t *root,
                            const char *name,
                            uint8_t out_hash[UKE_SHA256_SIZE],
                            GError **error);
gboolean uke_wire_get_inc (json_t *root, const char *name, uint64_t *out_inc, GError **error);
gboolean uke_wire_get_text (json_t *root, const char *name, GBytes **out_text, GError **error);
gboolean uke_wire_get_array (json_t *root,
                             const char *name,
                             size_t max_elements,
                             json_t **out_array,
                             GError **error);
gboolean uke_wire_read_cursor (json_t *node, UkeCursor *out_cursor, GError **error);
gboolean
uke_wire_get_own_cursor (json_t *root, gboolean *out_has, UkeCursor *out_cursor, GError **error);
void uke_wire_put_fields (GString *json, const UkeNewFields *fields);
gboolean uke_wire_get_fields (json_t *root, UkeNewFields **out_fields, GError **error);
UkeWirePage *uke_wire_read_page (json_t *root, GError **error);

void uke_wire_put_name (GString *json, const char *name);
void uke_wire_put_int (GString *json, const char *name, int64_t number);
void uke_wire_put_id (GString *json, const char *name, const UkeId *id);
void uke_wire_put_hash (GString *json, const char *name, const uint8_t hash[UKE_SHA256_SIZE]);
void uke_wire_put_text (GString *json, const char *name, GBytes *text);
void uke_wire_put_cursor (GString *json, const char *name, const UkeCursor *cursor);
void uke_wire_put_own_cursor (GString *json, gboolean has_cursor, const UkeCursor *cursor);

G_END_DECLS
