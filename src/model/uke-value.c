/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-value.h"

#include <string.h>

/**
 * uke_value_clear:
 * @value: a value
 *
 * Makes it the NULL value and frees the text it held.
 *
 * Thread: any
 */
void
uke_value_clear (UkeValue *value)
{
  if (value->kind == UKE_VALUE_TEXT)
    g_free (value->text);
  memset (value, 0, sizeof *value);
}

/**
 * uke_value_copy:
 * @to: a value to be overwritten
 * @from: the value to copy; may be @to itself
 *
 * Thread: any
 */
void
uke_value_copy (UkeValue *to, const UkeValue *from)
{
  UkeValue copy = *from;

  if (from->kind == UKE_VALUE_TEXT)
    copy.text = g_strdup (from->text);
  uke_value_clear (to);
  *to = copy;
}

/**
 * uke_value_equal:
 * @a: a value
 * @b: another
 *
 * Returns: whether both hold the same, byte for byte; NULL equals NULL
 * Thread: any
 */
gboolean
uke_value_equal (const UkeValue *a, const UkeValue *b)
{
  if (a->kind != b->kind)
    return FALSE;
  switch (a->kind) {
  case UKE_VALUE_NULL:
    return TRUE;
  case UKE_VALUE_INT:
    return a->integer == b->integer;
  case UKE_VALUE_TEXT:
    return strcmp (a->text, b->text) == 0;
  case UKE_VALUE_ID:
    return uke_id_equal (&a->id, &b->id);
  }
  g_assert_not_reached ();
}

/**
 * uke_value_set_int:
 * @value: a value to be overwritten
 * @integer: its new content
 *
 * Thread: any
 */
void
uke_value_set_int (UkeValue *value, int64_t integer)
{
  uke_value_clear (value);
  value->kind = UKE_VALUE_INT;
  value->integer = integer;
}

/**
 * uke_value_set_text:
 * @value: a value to be overwritten
 * @text: (nullable): its new content; an empty text is the NULL value
 *
 * Thread: any
 */
void
uke_value_set_text (UkeValue *value, const char *text)
{
  uke_value_take_text (value, g_strdup (text));
}

/**
 * uke_value_take_text:
 * @value: a value to be overwritten
 * @text: (transfer full) (nullable): its new content; an empty text is the NULL value
 *
 * Thread: any
 */
void
uke_value_take_text (UkeValue *value, char *text)
{
  uke_value_clear (value);
  if (text == NULL || text[0] == '\0') {
    g_free (text);
    return;
  }
  value->kind = UKE_VALUE_TEXT;
  value->text = text;
}

/**
 * uke_value_set_id:
 * @value: a value to be overwritten
 * @id: (nullable): its new content; NULL and `UKE_ID_NONE` are the NULL value
 *
 * Thread: any
 */
void
uke_value_set_id (UkeValue *value, const UkeId *id)
{
  UkeId copy = id != NULL ? *id : UKE_ID_NONE;

  uke_value_clear (value);
  if (uke_id_is_none (&copy))
    return;
  value->kind = UKE_VALUE_ID;
  value->id = copy;
}
