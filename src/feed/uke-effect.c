/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-effect.h"

#include "feed/uke-json-write.h"

static void
clear_row (gpointer data)
{
  UkeEffectRow *row = data;

  for (unsigned i = 0; row->values != NULL && i < row->entity->n_fields; i++)
    uke_value_clear (&row->values[i]);
  g_free (row->values);
  g_clear_object (&row->before);
  g_clear_pointer (&row->ext, uke_ext_unref);
}

static void
clear_note (gpointer data)
{
  UkeConflictNote *note = data;

  uke_value_clear (&note->kept);
  uke_value_clear (&note->lost);
}

/**
 * uke_effect_new:
 *
 * Returns: (transfer full): an effect that does nothing
 * Thread: any
 */
UkeEffect *
uke_effect_new (void)
{
  UkeEffect *self = g_new0 (UkeEffect, 1);

  self->rows = g_array_new (FALSE, TRUE, sizeof (UkeEffectRow));
  self->released = g_array_new (FALSE, FALSE, sizeof (UkeId));
  self->claims = g_array_new (FALSE, FALSE, sizeof (UkeSlotClaim));
  self->notes = g_array_new (FALSE, TRUE, sizeof (UkeConflictNote));
  g_array_set_clear_func (self->rows, clear_row);
  g_array_set_clear_func (self->notes, clear_note);
  return self;
}

/**
 * uke_effect_clear:
 * @self: an effect
 *
 * Makes it one that does nothing, keeping its memory for the next.
 *
 * Thread: any
 */
void
uke_effect_clear (UkeEffect *self)
{
  self->outcome = 0;
  g_array_set_size (self->rows, 0);
  g_array_set_size (self->released, 0);
  g_array_set_size (self->claims, 0);
  g_array_set_size (self->notes, 0);
}

/**
 * uke_effect_free:
 * @self: (transfer full) (nullable): an effect
 *
 * Thread: any
 */
void
uke_effect_free (UkeEffect *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->rows);
  g_array_unref (self->released);
  g_array_unref (self->claims);
  g_array_unref (self->notes);
  g_free (self);
}

/**
 * uke_effect_get_row:
 * @self: an effect
 * @index: which of its rows
 *
 * Returns: (transfer none): the row, until the next is added
 * Thread: any
 */
UkeEffectRow *
uke_effect_get_row (UkeEffect *self, unsigned index)
{
  return &g_array_index (self->rows, UkeEffectRow, index);
}

/**
 * uke_effect_get_note:
 * @self: an effect
 * @index: which of its notes
 *
 * Returns: (transfer none): the note, until the next is added
 * Thread: any
 */
UkeConflictNote *
uke_effect_get_note (UkeEffect *self, unsigned index)
{
  return &g_array_index (self->notes, UkeConflictNote, index);
}

/**
 * uke_effect_row_steal_values:
 * @row: a row of an effect
 *
 * For making the record that stands afterwards without copying it.
 *
 * Returns: (transfer full): the values, one for each field
 * Thread: any
 */
UkeValue *
uke_effect_row_steal_values (UkeEffectRow *row)
{
  return g_steal_pointer (&row->values);
}

/**
 * uke_effect_row_set_ext:
 * @row: a row of an effect
 * @field: a field that this program does not know
 * @value: what it holds afterwards
 *
 * Returns: whether there was room for it
 * Thread: any
 * Source: sync.md 2.13, P16
 */
gboolean
uke_effect_row_set_ext (UkeEffectRow *row, const UkeExtField *field, const UkeValue *value)
{
  if (row->ext == NULL)
    row->ext = uke_ext_new (NULL);
  return uke_ext_set (row->ext, field, value, 0);
}

/**
 * uke_note_kind_get_code:
 * @kind: a kind of note
 *
 * Returns: (transfer none): its code in JSON; "" for a number that is none
 * Thread: any
 */
const char *
uke_note_kind_get_code (UkeNoteKind kind)
{
  static const char *const codes[] = { "",
                                       "field_lost",
                                       "proposal",
                                       "memo_overlap",
                                       "status_lost",
                                       "move_lost",
                                       "move_undone",
                                       "needs_new_time",
                                       "consent_withdrawn",
                                       "delete_lost",
                                       "revived",
                                       "missing_row",
                                       "fixed",
                                       "claim_lost",
                                       "counter_lost",
                                       "not_permitted",
                                       "number_taken",
                                       "same_person",
                                       "number_issued" };

  return codes[(unsigned)kind < G_N_ELEMENTS (codes) ? kind : 0];
}

static void
write_row (GString *json, const UkeEffectRow *row)
{
  char separator = '{';

  g_string_append_printf (json, "{\"t\":\"%s\",\"id\":", row->entity->name);
  uke_json_append_id (json, &row->id);
  g_string_append (json, row->is_deleted ? ",\"d\":1,\"f\":" : ",\"d\":0,\"f\":");
  for (unsigned i = 0; i < row->entity->n_fields; i++) {
    if ((row->touched & (uint64_t)1 << i) == 0)
      continue;
    g_string_append_c (json, separator);
    separator = ',';
    uke_json_append_string (json, row->entity->fields[i].name);
    g_string_append_c (json, ':');
    uke_json_append_value (json, row->entity->fields[i].type, &row->values[i]);
  }
  g_string_append (json, separator == '{' ? "{}}" : "}}");
}

static void
write_claim (GString *json, const UkeSlotClaim *claim)
{
  g_string_append_c (json, '[');
  uke_json_append_id (json, &claim->resource_id);
  g_string_append_printf (json, ",%" G_GINT64_FORMAT ",%d,", claim->cell, claim->lane);
  uke_json_append_id (json, &claim->appointment_id);
  g_string_append_c (json, ']');
}

static void
write_note (GString *json, const UkeConflictNote *note)
{
  UkeFieldType type = note->field >= 0 ? note->entity->fields[note->field].type : UKE_TYPE_TEXT;

  g_string_append_printf (json,
                          "{\"n\":\"%s\",\"t\":\"%s\",\"id\":", uke_note_kind_get_code (note->kind),
                          note->entity->name);
  uke_json_append_id (json, &note->id);
  if (note->field >= 0) {
    g_string_append_printf (json,
                            ",\"f\":\"%s\",\"kept\":", note->entity->fields[note->field].name);
    uke_json_append_value (json, type, &note->kept);
    g_string_append (json, ",\"lost\":");
    uke_json_append_value (json, type, &note->lost);
  }
  if (!uke_id_is_none (&note->other_id)) {
    g_string_append (json, ",\"other\":");
    uke_json_append_id (json, &note->other_id);
  }
  g_string_append_printf (json, ",\"at\":%" G_GINT64_FORMAT ",\"card\":%d}", note->other_seq,
                          note->needs_person ? 1 : 0);
}

/**
 * uke_effect_write_json:
 * @self: an effect that was decided
 * @json: where to append; must be called before the rows' values are stolen
 *
 * An entry whose outcome is not APPLIED keeps these bytes beside its payload, and its chain covers
 * their hash.
 *
 * Thread: any
 * Source: doc/formats.md
 */
void
uke_effect_write_json (const UkeEffect *self, GString *json)
{
  g_string_append_printf (json, "{\"outcome\":%d,\"rows\":[", self->outcome);
  for (unsigned i = 0; i < self->rows->len; i++) {
    g_string_append (json, i > 0 ? "," : "");
    write_row (json, &g_array_index (self->rows, UkeEffectRow, i));
  }
  g_string_append (json, "],\"released\":[");
  for (unsigned i = 0; i < self->released->len; i++) {
    g_string_append (json, i > 0 ? "," : "");
    uke_json_append_id (json, &g_array_index (self->released, UkeId, i));
  }
  g_string_append (json, "],\"claims\":[");
  for (unsigned i = 0; i < self->claims->len; i++) {
    g_string_append (json, i > 0 ? "," : "");
    write_claim (json, &g_array_index (self->claims, UkeSlotClaim, i));
  }
  g_string_append (json, "],\"notes\":[");
  for (unsigned i = 0; i < self->notes->len; i++) {
    g_string_append (json, i > 0 ? "," : "");
    write_note (json, &g_array_index (self->notes, UkeConflictNote, i));
  }
  g_string_append (json, "]}");
}
