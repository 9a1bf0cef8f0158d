/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"

G_BEGIN_DECLS

/** UkeValueKind: what a value holds, apart from which field it belongs to. */
typedef enum {
  UKE_VALUE_NULL = 0,
  UKE_VALUE_INT,  /* UKE_TYPE_INT, BOOL, DATE, TIME */
  UKE_VALUE_TEXT, /* UKE_TYPE_TEXT, CODE */
  UKE_VALUE_ID,   /* UKE_TYPE_ID */
} UkeValueKind;

/**
 * UkeValue:
 *
 * One value of one field. Text is owned. All zero bytes are the NULL value, so an array from
 * g_new0() is ready.
 */
typedef struct {
  UkeValueKind kind;
  union {
    int64_t integer;
    char *text; /* (owned) */
    UkeId id;
  };
} UkeValue;

void uke_value_clear (UkeValue *value);
void uke_value_copy (UkeValue *to, const UkeValue *from);
gboolean uke_value_equal (const UkeValue *a, const UkeValue *b);
void uke_value_set_int (UkeValue *value, int64_t integer);
void uke_value_set_text (UkeValue *value, const char *text);
void uke_value_take_text (UkeValue *value, char *text);
void uke_value_set_id (UkeValue *value, const UkeId *id);

G_END_DECLS
