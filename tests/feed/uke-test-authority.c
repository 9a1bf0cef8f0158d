/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-test-authority.h"

#include "base/uke-number.h"

#include "model/uke-status.h"

#include <string.h>

typedef struct {
  int64_t seq;
  UkeRecord *record;
} TestRow;

static void
free_row (gpointer data)
{
  TestRow *row = data;

  g_object_unref (row->record);
  g_free (row);
}

TestAuthority *
test_authority_new (int64_t now_us)
{
  TestAuthority *self = g_new0 (TestAuthority, 1);

  self->past = g_ptr_array_new_with_free_func (free_row);
  self->stamps = g_array_new (FALSE, FALSE, sizeof (UkeStamp));
  self->claims = g_array_new (FALSE, FALSE, sizeof (UkeSlotClaim));
  self->effect = uke_effect_new ();
  self->now_us = now_us;
  return self;
}

void
test_authority_free (TestAuthority *self)
{
  g_ptr_array_unref (self->past);
  g_array_unref (self->stamps);
  g_array_unref (self->claims);
  uke_effect_free (self->effect);
  g_free (self);
}

UkeId
test_id (unsigned number)
{
  UkeId id = { { 0xee } };

  id.bytes[14] = (uint8_t)(number >> 8);
  id.bytes[15] = (uint8_t)number;
  return id;
}

int64_t
test_authority_get_seq (TestAuthority *self)
{
  return self->stamps->len;
}

/* The row as it stood after entry @at_seq, or NULL. */
UkeRecord *
test_authority_get (TestAuthority *self, const UkeId *id, int64_t at_seq)
{
  for (unsigned i = self->past->len; i > 0; i--) {
    TestRow *row = self->past->pdata[i - 1];

    if (row->seq <= at_seq && uke_id_equal (uke_record_get_id (row->record), id))
      return row->record;
  }
  return NULL;
}

UkeChangeSet *
test_set_new (unsigned dev, int64_t dseq, int64_t base, int64_t time_us)
{
  const UkeId id = test_id ((unsigned)(60000 + dseq));
  UkeChangeSet *set = uke_change_set_new (&id, UKE_INTENT_PATIENT_EDIT);

  set->dev = dev;
  set->inc = 1;
  set->dseq = dseq;
  set->base = base;
  set->hlc = uke_hlc_next (0, time_us);
  return set;
}

static gboolean
find_row (gpointer data,
          const UkeEntity *entity,
          const UkeId *id,
          UkeRecord **out_row,
          GError **error)
{
  UkeRecord *row = test_authority_get (data, id, INT64_MAX);

  *out_row = row != NULL ? g_object_ref (row) : NULL;
  return TRUE;
}

static gboolean
find_stamp (gpointer data, int64_t seq, UkeStamp *out_stamp, GError **error)
{
  TestAuthority *self = data;

  if (seq >= 1 && seq <= self->stamps->len)
    *out_stamp = g_array_index (self->stamps, UkeStamp, seq - 1);
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
  TestAuthority *self = data;

  for (unsigned i = 0; i < self->claims->len; i++) {
    const UkeSlotClaim *claim = &g_array_index (self->claims, UkeSlotClaim, i);

    if (uke_id_equal (&claim->resource_id, resource_id) && claim->cell >= first_cell
        && claim->cell < first_cell + n_cells)
      g_array_append_val (claims, *claim);
  }
  return TRUE;
}

static gboolean
has_row (gpointer data, const UkeEntity *entity, const UkeId *id, gboolean *out_has, GError **error)
{
  *out_has = test_authority_get (data, id, INT64_MAX) != NULL;
  return TRUE;
}

static void
commit_row (TestAuthority *self, UkeEffectRow *row, int64_t seq)
{
  UkeValue *values = g_new0 (UkeValue, row->entity->n_fields);
  int64_t *versions = g_new0 (int64_t, row->entity->n_fields);
  TestRow *stored = g_new0 (TestRow, 1);
  int64_t deleted_seq = 0;

  for (unsigned i = 0; i < row->entity->n_fields; i++) {
    uke_value_copy (&values[i], &row->values[i]);
    versions[i] = (row->touched & (uint64_t)1 << i) != 0 ? seq
                  : row->before != NULL                  ? uke_record_get_version (row->before, i)
                                                         : 0;
  }
  if (row->is_deleted)
    deleted_seq = row->before != NULL && uke_record_is_deleted (row->before)
                      ? uke_record_get_deleted_seq (row->before)
                      : seq;
  stored->seq = seq;
  stored->record = uke_record_new_take (
      row->entity, &row->id, values, versions,
      row->before != NULL ? uke_record_get_created_seq (row->before) : seq, deleted_seq);
  g_ptr_array_add (self->past, stored);
}

static void
commit_claims (TestAuthority *self)
{
  for (unsigned r = 0; r < self->effect->released->len; r++)
    for (unsigned i = self->claims->len; i > 0; i--)
      if (uke_id_equal (&g_array_index (self->claims, UkeSlotClaim, i - 1).appointment_id,
                        &g_array_index (self->effect->released, UkeId, r)))
        g_array_remove_index_fast (self->claims, i - 1);
  g_array_append_vals (self->claims, self->effect->claims->data, self->effect->claims->len);
}

static gboolean
find_number (gpointer data, const char *number, UkeId *out_id, GError **error)
{
  TestAuthority *self = data;
  int64_t now = test_authority_get_seq (self);

  *out_id = UKE_ID_NONE;
  for (unsigned i = 0; i < self->past->len; i++) {
    const TestRow *row = self->past->pdata[i];
    const UkeId *id = uke_record_get_id (row->record);
    UkeRecord *record = test_authority_get (self, id, now);

    if (uke_record_get_entity (record) == &UKE_ENTITY_PATIENT && !uke_record_is_deleted (record)
        && uke_number_equal (uke_record_get_text (record, UKE_PATIENT_PATIENT_NUMBER), number))
      *out_id = *id;
  }
  return TRUE;
}

static gboolean
find_highest_number (gpointer data, int64_t *out_number, GError **error)
{
  TestAuthority *self = data;

  *out_number = 0;
  for (unsigned i = 0; i < self->past->len; i++) {
    const TestRow *row = self->past->pdata[i];
    const char *number = uke_record_get_entity (row->record) == &UKE_ENTITY_PATIENT
                             ? uke_record_get_text (row->record, UKE_PATIENT_PATIENT_NUMBER)
                             : NULL;

    if (number != NULL)
      *out_number = MAX (*out_number, g_ascii_strtoll (number, NULL, 10));
  }
  return TRUE;
}

static gboolean
find_read_alike (gpointer data,
                 const UkeEffectRow *row,
                 int64_t after,
                 GPtrArray *others,
                 GError **error)
{
  TestAuthority *self = data;

  for (unsigned i = 0; i < self->past->len; i++) {
    const TestRow *past = self->past->pdata[i];

    if (uke_record_get_entity (past->record) == &UKE_ENTITY_PATIENT
        && uke_record_get_created_seq (past->record) > after
        && uke_value_equal (uke_record_get_value (past->record, UKE_PATIENT_FAMILY_KANA),
                            &row->values[UKE_PATIENT_FAMILY_KANA]))
      g_ptr_array_add (others, g_object_ref (past->record));
  }
  return TRUE;
}

UkeDecideView
test_authority_get_view (TestAuthority *self)
{
  return (UkeDecideView){ .find_row = find_row,
                          .find_stamp = find_stamp,
                          .find_claims = find_claims,
                          .data = self,
                          .has_row = self->checks_references ? has_row : NULL,
                          .find_number = self->guards_numbers ? find_number : NULL,
                          .find_highest_number = self->guards_numbers ? find_highest_number : NULL,
                          .find_read_alike = self->compares_people ? find_read_alike : NULL };
}

UkeOutcome
test_authority_apply (TestAuthority *self, const UkeChangeSet *set)
{
  const UkeDecideView view = test_authority_get_view (self);
  UkeStamp stamp = { set->dev, set->inc, set->dseq, set->base };
  g_autoptr (GError) error = NULL;

  g_assert_true (uke_decide (&view, set, self->now_us, UKE_NO_CAP, self->effect, &error));
  stamp.hlc = self->effect->hlc;
  stamp.clkq = self->effect->clkq;
  g_array_append_val (self->stamps, stamp);
  for (unsigned i = 0; i < self->effect->rows->len; i++)
    commit_row (self, uke_effect_get_row (self->effect, i), self->stamps->len);
  commit_claims (self);
  return self->effect->outcome;
}

static unsigned
count_claims (TestAuthority *self, const UkeId *appointment_id)
{
  unsigned n = 0;

  for (unsigned i = 0; i < self->claims->len; i++)
    n += uke_id_equal (&g_array_index (self->claims, UkeSlotClaim, i).appointment_id,
                       appointment_id);
  return n;
}

static void
check_booking (TestAuthority *self, UkeRecord *booking)
{
  UkeStatus status = uke_status_from_code (uke_record_get_code (booking, UKE_APPOINTMENT_STATUS));
  gboolean holds = uke_status_takes_slot (status) && !uke_record_is_deleted (booking)
                   && !uke_record_get_bool (booking, UKE_APPOINTMENT_NEEDS_NEW_TIME);
  unsigned n_cells
      = uke_slot_count_cells (uke_record_get_time_us (booking, UKE_APPOINTMENT_STARTS_AT_US),
                              uke_record_get_int (booking, UKE_APPOINTMENT_LENGTH_MIN));

  g_assert_cmpuint (count_claims (self, uke_record_get_id (booking)), ==, holds ? n_cells : 0);
}

/* No two claims are equal; lanes beyond the capacity belong to bookings marked as accepted; every
 * booking that holds its time holds each of its cells once (one resource a booking in these tests),
 * and no other booking holds any. */
void
test_authority_check_slots (TestAuthority *self)
{
  for (unsigned i = 0; i < self->claims->len; i++) {
    const UkeSlotClaim *a = &g_array_index (self->claims, UkeSlotClaim, i);
    UkeRecord *resource = test_authority_get (self, &a->resource_id, INT64_MAX);
    UkeRecord *booking = test_authority_get (self, &a->appointment_id, INT64_MAX);
    int64_t capacity = MAX (1, uke_record_get_int (resource, UKE_RESOURCE_CAPACITY));

    if (a->lane >= capacity)
      g_assert_true (uke_record_get_bool (booking, UKE_APPOINTMENT_OVERLAP_ACCEPTED));
    for (unsigned j = 0; j < i; j++) {
      const UkeSlotClaim *b = &g_array_index (self->claims, UkeSlotClaim, j);

      g_assert_false (a->cell == b->cell && a->lane == b->lane
                      && uke_id_equal (&a->resource_id, &b->resource_id));
    }
  }
  for (unsigned i = 0; i < self->past->len; i++) {
    UkeRecord *record = ((TestRow *)self->past->pdata[i])->record;

    if (uke_record_get_entity (record) == &UKE_ENTITY_APPOINTMENT)
      check_booking (self, test_authority_get (self, uke_record_get_id (record), INT64_MAX));
  }
}

const UkeConflictNote *
test_authority_find_note (TestAuthority *self, UkeNoteKind kind)
{
  for (unsigned i = 0; i < self->effect->notes->len; i++)
    if (uke_effect_get_note (self->effect, i)->kind == kind)
      return uke_effect_get_note (self->effect, i);
  return NULL;
}
