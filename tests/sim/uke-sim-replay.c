/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-sim.h"

#include "feed/uke-change-set-json.h"
#include "feed/uke-decide.h"
#include "feed/uke-effect-json.h"
#include "model/uke-entities.h"
#include "store/uke-rows.h"

#include <string.h>

#define CLOCK_ERROR_US (2 * SIM_MINUTE_US)

/* The log told once more to rows in memory, which know nothing of the store. */

typedef struct {
  Sim *sim;
  GHashTable *rows;  /* (owned): UkeId → UkeRecord; ids are unique over all entities */
  GArray *claims;    /* (owned): UkeSlotClaim */
  UkeEffect *effect; /* (owned) */
} Replay;

static gboolean
find_row (gpointer data,
          const UkeEntity *entity,
          const UkeId *id,
          UkeRecord **out_row,
          GError **error)
{
  Replay *self = data;
  UkeRecord *row = g_hash_table_lookup (self->rows, id);

  *out_row = row != NULL ? g_object_ref (row) : NULL;
  return TRUE;
}

static gboolean
find_claims (gpointer data,
             const UkeId *resource_id,
             int64_t first_cell,
             unsigned n_cells,
             GArray *claims,
             GError **error)
{
  Replay *self = data;

  for (unsigned i = 0; i < self->claims->len; i++) {
    const UkeSlotClaim *claim = &g_array_index (self->claims, UkeSlotClaim, i);

    if (uke_id_equal (&claim->resource_id, resource_id) && claim->cell >= first_cell
        && claim->cell < first_cell + n_cells)
      g_array_append_val (claims, *claim);
  }
  return TRUE;
}

static void
take_row (Replay *self, UkeEffectRow *row, int64_t seq)
{
  UkeValue *values = g_new0 (UkeValue, row->entity->n_fields);
  int64_t *versions = g_new0 (int64_t, row->entity->n_fields);
  int64_t deleted_seq = 0;
  UkeRecord *record;

  for (unsigned i = 0; i < row->entity->n_fields; i++) {
    uke_value_copy (&values[i], &row->values[i]);
    versions[i] = (row->touched >> i & 1) != 0 ? seq
                  : row->before != NULL        ? uke_record_get_version (row->before, i)
                                               : 0;
  }
  if (row->is_deleted)
    deleted_seq = row->before != NULL && uke_record_is_deleted (row->before)
                      ? uke_record_get_deleted_seq (row->before)
                      : seq;
  record = uke_record_new_take (
      row->entity, &row->id, values, versions,
      row->before != NULL ? uke_record_get_created_seq (row->before) : seq, deleted_seq);
  g_hash_table_insert (self->rows, g_memdup2 (&row->id, sizeof row->id), record);
}

static void
take_claims (Replay *self)
{
  UkeEffect *effect = self->effect;

  for (unsigned r = 0; r < effect->released->len; r++)
    for (unsigned i = self->claims->len; i > 0; i--)
      if (uke_id_equal (&g_array_index (self->claims, UkeSlotClaim, i - 1).appointment_id,
                        &g_array_index (effect->released, UkeId, r)))
        g_array_remove_index_fast (self->claims, i - 1);
  g_array_append_vals (self->claims, effect->claims->data, effect->claims->len);
}

static gboolean
is_noted (Replay *self, const UkeOp *op, const UkeOpField *field)
{
  for (unsigned i = 0; i < self->effect->notes->len; i++) {
    const UkeConflictNote *note = uke_effect_get_note (self->effect, i);

    if (note->entity == op->entity && uke_id_equal (&note->id, &op->id)
        && (note->field < 0 || note->kind == UKE_NOTE_CONSENT_WITHDRAWN
            || (note->field == (int)field->field
                && (uke_value_equal (&note->lost, &field->value)
                    || uke_value_equal (&note->kept, &field->value)))))
      return TRUE;
  }
  return FALSE;
}

/* P7: a value that somebody saved stands in the row, or in a note of what became of it. Memos are
 * merged by lines, counters add up, flags of bookings are the authority's word, and a grant that
 * has to wait is noted as a whole by its state. */
static void
check_p7 (Replay *self, const UkeChangeSet *set, int64_t seq)
{
  for (unsigned i = 0; i < uke_change_set_get_n_ops (set); i++) {
    const UkeOp *op = uke_change_set_get_op (set, i);
    const UkeOpField *fields = uke_change_set_get_fields (set, op);
    UkeRecord *row = g_hash_table_lookup (self->rows, &op->id);

    for (unsigned f = 0; op->kind != UKE_OP_INCREMENT && f < op->n_fields; f++) {
      const UkeField *field = &op->entity->fields[fields[f].field];

      if (field->merge == UKE_MERGE_MEMO || field->type == UKE_TYPE_BOOL
          || is_noted (self, op, &fields[f])
          || (row != NULL
              && uke_value_equal (uke_record_get_value (row, fields[f].field), &fields[f].value)))
        continue;
      if (row != NULL || self->effect->notes->len == 0)
        sim_fail (self->sim, "P7", "the %s of a %s in entry %" G_GINT64_FORMAT " is nowhere",
                  field->name, op->entity->name, seq);
    }
  }
}

static gboolean
is_told (Replay *self, const UkeEffectRow *row, unsigned field)
{
  for (unsigned i = 0; i < self->effect->notes->len; i++) {
    const UkeConflictNote *note = uke_effect_get_note (self->effect, i);

    if (note->entity == row->entity && uke_id_equal (&note->id, &row->id)
        && (note->field < 0 || note->field == (int)field))
      return TRUE;
  }
  return FALSE;
}

/* P21, second half: a value that wins because it is the later one is later, whatever the clocks of
 * the two PCs say, but for what an honest clock may be wrong by. */
static void
check_later (Sim *sim,
             const SimSet *author,
             const SimNode *writer,
             const UkeField *field,
             int64_t seq)
{
  const SimSet *other = g_hash_table_lookup (sim->sets, &writer->meta.change_set_id);

  if (other != NULL && author->made_us + CLOCK_ERROR_US < other->made_us)
    sim_fail (sim, "P21",
              "entry %" G_GINT64_FORMAT " wins over entry %" G_GINT64_FORMAT
              ", which is %.0f s younger, in its %s",
              seq, writer->seq, (double)(other->made_us - author->made_us) / SIM_SECOND_US,
              field->name);
}

/* Somebody takes a call whose lease has run out, by the server's clock: that is what leases are
 * for, and nobody is told. */
static gboolean
takes_ended_lease (const UkeEffectRow *row, unsigned field, int64_t at_us)
{
  const UkeValue *until;

  if (row->entity != &UKE_ENTITY_FOLLOW_UP
      || (row->changed >> UKE_FOLLOW_UP_CLAIMED_UNTIL_US & 1) == 0
      || (field != UKE_FOLLOW_UP_CLAIMED_UNTIL_US && field != UKE_FOLLOW_UP_ASSIGNED_STAFF_ID))
    return FALSE;
  until = uke_record_get_value (row->before, UKE_FOLLOW_UP_CLAIMED_UNTIL_US);
  return until->kind != UKE_VALUE_INT || until->integer <= at_us;
}

/* P7, the other side: whoever overwrites what they could not have seen leaves a note of it. Memos
 * and counters are made of both; a booking's status has an order of its own. */
static void
check_overwritten (Replay *self, const UkeEffectRow *row, const SimSet *author, const SimNode *node)
{
  Sim *sim = self->sim;
  int64_t seq = node->seq;

  for (unsigned f = 0; row->before != NULL && f < row->entity->n_fields; f++) {
    UkeMergeRule rule = row->entity->fields[f].merge;
    int64_t version = uke_record_get_version (row->before, f);
    const SimNode *writer;

    if ((row->changed >> f & 1) == 0 || version <= 0 || version >= seq
        || row->entity->fields[f].type == UKE_TYPE_BOOL
        || (rule != UKE_MERGE_PLAIN && rule != UKE_MERGE_IDENTITY && rule != UKE_MERGE_CONSENT)
        || takes_ended_lease (row, f, node->meta.at_us))
      continue;
    writer = sim_history_get (sim, g_array_index (sim->path_nodes, int, version - 1));
    if (sim_author_knew (sim, author, &writer->meta.change_set_id))
      continue;
    if (!is_told (self, row, f))
      sim_fail (sim, "P7",
                "entry %" G_GINT64_FORMAT " overwrites the %s of a %s that its author had not seen",
                seq, row->entity->fields[f].name, row->entity->name);
    /* Consent is decided as a whole, by what was refused and not by when. */
    if (rule == UKE_MERGE_PLAIN && row->entity != &UKE_ENTITY_CONSENT)
      check_later (sim, author, writer, &row->entity->fields[f], seq);
  }
}

static void
take_entry (Replay *self, const SimNode *node)
{
  const UkeDecideView view = { .find_row = find_row, .find_claims = find_claims, .data = self };
  g_autoptr (UkeChangeSet) set = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;
  const char *json = g_bytes_get_data (node->payload, &size);
  gboolean is_read;
  const SimSet *author;

  set = uke_change_set_read_json (json, size, &error);
  if (set == NULL) {
    sim_fail (self->sim, "P23", "entry %" G_GINT64_FORMAT ": %s", node->seq, error->message);
    return;
  }
  if (node->meta.outcome == UKE_OUTCOME_APPLIED) {
    is_read = uke_decide_judged (&view, set, node->meta.at_us, self->effect, &error);
  } else {
    json = node->effect != NULL ? g_bytes_get_data (node->effect, &size) : "";
    is_read = uke_effect_read_json (json, node->effect != NULL ? size : 0, &view, NULL,
                                    self->effect, &error);
  }
  if (!is_read || self->effect->outcome != node->meta.outcome) {
    sim_fail (self->sim, "P23", "entry %" G_GINT64_FORMAT " cannot be told again: %s", node->seq,
              error != NULL ? error->message : "another outcome");
    return;
  }
  author = g_hash_table_lookup (self->sim->sets, &node->meta.change_set_id);
  for (unsigned i = 0; author != NULL && i < self->effect->rows->len; i++)
    check_overwritten (self, uke_effect_get_row (self->effect, i), author, node);
  for (unsigned i = 0; i < self->effect->rows->len; i++)
    take_row (self, uke_effect_get_row (self->effect, i), node->seq);
  take_claims (self);
  check_p7 (self, set, node->seq);
}

static void
compare_row (Replay *self, UkeRecord *told)
{
  g_autoptr (GError) error = NULL;
  const UkeEntity *entity = uke_record_get_entity (told);
  g_autoptr (UkeRecord) row
      = uke_rows_find_any (self->sim->db, entity, uke_record_get_id (told), &error);

  if (row == NULL) {
    sim_fail (self->sim, "P23", "a %s of the log is not in its table", entity->name);
    return;
  }
  for (unsigned i = 0; i < entity->n_fields; i++)
    if (!uke_value_equal (uke_record_get_value (row, i), uke_record_get_value (told, i))
        || uke_record_get_version (row, i) != uke_record_get_version (told, i))
      sim_fail (self->sim, "P23", "the %s of a %s is not what the log says", entity->fields[i].name,
                entity->name);
  if (uke_record_get_deleted_seq (row) != uke_record_get_deleted_seq (told)
      || uke_record_get_created_seq (row) != uke_record_get_created_seq (told))
    sim_fail (self->sim, "P23", "a %s was made or deleted otherwise than the log says",
              entity->name);
}

/* P23: the log told again gives the rows that the server has. */
void
sim_check_replay (Sim *sim)
{
  Replay self = { sim };
  GHashTableIter iter;
  gpointer row;

  self.rows = g_hash_table_new_full (uke_id_hash, uke_id_equal, g_free, g_object_unref);
  self.claims = g_array_new (FALSE, FALSE, sizeof (UkeSlotClaim));
  self.effect = uke_effect_new ();
  for (unsigned i = 0; i < sim->path_nodes->len && sim->failure == NULL; i++)
    take_entry (&self, sim_history_get (sim, g_array_index (sim->path_nodes, int, i)));
  g_hash_table_iter_init (&iter, self.rows);
  while (sim->failure == NULL && g_hash_table_iter_next (&iter, NULL, &row))
    compare_row (&self, row);
  if (sim->failure == NULL
      && sim_query (sim->db, "SELECT count (*) FROM slot_claim") != (int64_t)self.claims->len)
    sim_fail (sim, "P23", "there are other claims than the log says");
  g_hash_table_unref (self.rows);
  g_array_unref (self.claims);
  uke_effect_free (self.effect);
}
