/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-entity.h"
#include "model/uke-value.h"

G_BEGIN_DECLS

/*
 * JSON appended to a GString by hand: the bytes are those that jansson would write in compact form,
 * at a small part of its cost.
 */
void uke_json_append_string (GString *json, const char *text);
void uke_json_append_text (GString *json, const char *text, size_t size);
void uke_json_append_int (GString *json, int64_t number);
void uke_json_append_id (GString *json, const UkeId *id);
void uke_json_append_hex (GString *json, const uint8_t *bytes, size_t size);
void uke_json_append_hex64 (GString *json, uint64_t number);
void uke_json_append_value (GString *json, UkeFieldType type, const UkeValue *value);
void uke_json_append_changes (GString *json,
                              const UkeEntity *entity,
                              uint64_t fields,
                              const UkeValue *old_values,
                              const UkeValue *new_values);

G_END_DECLS
