/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-conflict-private.h"

#include "feed/uke-change-set-json.h"
#include "model/uke-codes.h"
#include "model/uke-status.h"
#include "store/uke-log-store.h"
#include "store/uke-rows.h"
#include "store/uke-store-error.h"

/* The story of one card, put together from its notes, the entries that met, and the records. */

#define MINUTE_US (INT64_C (60) * G_USEC_PER_SEC)

/* When a card that nobody settled is for the manager. */
#define OVERDUE_TODAY_US (15 * MINUTE_US)
#define OVERDUE_US (24 * 60 * MINUTE_US)

/* One card being read. */
typedef struct {
  UkeDb *db;
  UkeZone *zone;
  int64_t now_us;
  UkeConflict *conflict;
  const UkeConflictRow *rows;
  unsigned n_rows;
  const UkeConflictRow *main; /* the note that gives the card its story */
  UkeChangeSet *set;          /* (owned) (nullable): what the later author meant */
} Reading;

/* An entry or record that is not kept any more is no reason not to tell the rest. */
static gboolean
forgive_missing (GError *local, GError **error)
{
  if (local == NULL)
    return TRUE;
  if (g_error_matches (local, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND)) {
    g_error_free (local);
    return TRUE;
  }
  g_propagate_error (error, local);
  return FALSE;
}

static gboolean
read_set (Reading *self, GError **error)
{
  GError *local = NULL;
  /* What a newer program wrote is told as far as this one understands it. */
  g_autoptr (UkeNewFields) fields = uke_new_fields_new ();
  g_autoptr (GBytes) payload = uke_log_store_get_payload (self->db, self->conflict->seq, &local);

  if (payload == NULL)
    return forgive_missing (local, error);
  self->set = uke_change_set_read_entry (g_bytes_get_data (payload, NULL),
                                         g_bytes_get_size (payload), fields, NULL);
  return TRUE;
}

/* What matters most on one record, first. */
static unsigned
get_rank (UkeNoteKind kind)
{
  static const UkeNoteKind ORDER[]
      = { UKE_NOTE_NEEDS_NEW_TIME, UKE_NOTE_MOVE_UNDONE,       UKE_NOTE_MOVE_LOST,
          UKE_NOTE_STATUS_LOST,    UKE_NOTE_DELETE_LOST,       UKE_NOTE_REVIVED,
          UKE_NOTE_MISSING_ROW,    UKE_NOTE_SAME_PERSON,       UKE_NOTE_NUMBER_TAKEN,
          UKE_NOTE_PROPOSAL,       UKE_NOTE_CONSENT_WITHDRAWN, UKE_NOTE_CLAIM_LOST };

  for (unsigned i = 0; i < G_N_ELEMENTS (ORDER); i++)
    if (ORDER[i] == kind)
      return i;
  return G_N_ELEMENTS (ORDER);
}

static const UkeConflictRow *
find_main (const UkeConflictRow *rows, unsigned n_rows)
{
  const UkeConflictRow *best = &rows[0];

  for (unsigned i = 1; i < n_rows; i++)
    if (rows[i].needs_person > best->needs_person
        || (rows[i].needs_person == best->needs_person
            && get_rank (rows[i].kind) < get_rank (best->kind)))
      best = &rows[i];
  return best;
}

static gboolean
is_code (const UkeValue *value, UkeStatus status)
{
  return value->kind == UKE_VALUE_TEXT && g_str_equal (value->text, uke_status_get_code (status));
}

/* A cancellation that met nothing but a booking or its confirmation. */
static UkeConflictKind
get_status_kind (const UkeConflictRow *row)
{
  const UkeValue *lost = &row->lost, *kept = &row->kept;

  if (is_code (kept, UKE_STATUS_CANCELLED)) {
    lost = &row->kept;
    kept = &row->lost;
  }
  return is_code (lost, UKE_STATUS_CANCELLED)
                 && (is_code (kept, UKE_STATUS_BOOKED) || is_code (kept, UKE_STATUS_CONFIRMED))
             ? UKE_CONFLICT_CANCEL
             : UKE_CONFLICT_STATUS;
}

static gboolean
has_ended (UkeRecord *booking)
{
  return booking != NULL
         && !uke_status_takes_slot (
             uke_status_from_code (uke_record_get_code (booking, UKE_APPOINTMENT_STATUS)));
}

static UkeConflictKind
get_kind (const Reading *self)
{
  switch (self->main->kind) {
  case UKE_NOTE_NEEDS_NEW_TIME:
    return UKE_CONFLICT_SLOT;
  case UKE_NOTE_MOVE_UNDONE:
    return UKE_CONFLICT_CANCEL;
  case UKE_NOTE_MOVE_LOST:
    return has_ended (self->conflict->record) ? UKE_CONFLICT_CANCEL : UKE_CONFLICT_MOVE;
  case UKE_NOTE_STATUS_LOST:
    return get_status_kind (self->main);
  case UKE_NOTE_CONSENT_WITHDRAWN:
    return UKE_CONFLICT_CONSENT;
  case UKE_NOTE_DELETE_LOST:
  case UKE_NOTE_REVIVED:
    return UKE_CONFLICT_DELETED;
  case UKE_NOTE_MISSING_ROW:
    return UKE_CONFLICT_MISSING;
  case UKE_NOTE_CLAIM_LOST:
    return UKE_CONFLICT_CLAIM;
  case UKE_NOTE_MEMO_OVERLAP:
    return UKE_CONFLICT_MEMO;
  case UKE_NOTE_NOT_PERMITTED:
    return UKE_CONFLICT_DENIED;
  case UKE_NOTE_NUMBER_TAKEN:
    return UKE_CONFLICT_NUMBER;
  case UKE_NOTE_NUMBER_ISSUED:
    return UKE_CONFLICT_ISSUED;
  case UKE_NOTE_SAME_PERSON:
    return UKE_CONFLICT_PERSON;
  case UKE_NOTE_FIELD_LOST:
  case UKE_NOTE_PROPOSAL:
  case UKE_NOTE_FIXED:
  case UKE_NOTE_COUNTER_LOST:
    return UKE_CONFLICT_VALUES;
  }
  return UKE_CONFLICT_VALUES;
}

/* Whether what was not done is what the later entry wanted; else what stood before gave way to it.
 */
static gboolean
lost_is_later (const Reading *self, const UkeConflictRow *row)
{
  if (row->kind == UKE_NOTE_MOVE_UNDONE || row->kind == UKE_NOTE_REVIVED)
    return FALSE;
  if (row->field < 0 || self->set == NULL)
    return TRUE;
  for (unsigned i = 0; i < uke_change_set_get_n_ops (self->set); i++) {
    const UkeOp *op = uke_change_set_get_op (self->set, i);
    const UkeOpField *fields = uke_change_set_get_fields (self->set, op);

    if (!uke_id_equal (&op->id, &row->record_id))
      continue;
    for (unsigned f = 0; f < op->n_fields; f++)
      if ((int)fields[f].field == row->field)
        return uke_value_equal (&fields[f].value, &row->lost);
  }
  return FALSE;
}

static char *
dup_device_name (UkeDb *db, uint32_t dev, GError **error)
{
  g_autoptr (UkeStmt) stmt
      = uke_db_prepare_cached (db, "SELECT name FROM device WHERE dev = ?", error);
  gboolean has_row;

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_int64_at (stmt, 1, dev);
  if (!uke_stmt_step (stmt, &has_row, error) || !has_row)
    return NULL;
  return uke_stmt_dup_text (stmt, 0);
}

static gboolean
fill_side (Reading *self, UkeConflictSides which, int64_t seq, GError **error)
{
  UkeConflictSide *side = &self->conflict->sides[which];
  UkeLogEntry entry = { 0 };
  GError *local = NULL;

  if (seq <= 0)
    return TRUE;
  side->seq = seq;
  if (!uke_log_store_find (self->db, seq, &entry, &local))
    return forgive_missing (local, error);
  side->staff_id = entry.meta.usr;
  side->dev = entry.meta.dev;
  side->at_us = uke_hlc_get_time_us (entry.meta.hlc);
  side->device = dup_device_name (self->db, side->dev, &local);
  return forgive_missing (local, error);
}

/* The entry that last said where a booking is. */
static int64_t
get_slot_seq (UkeRecord *booking)
{
  const unsigned fields[] = { UKE_APPOINTMENT_STARTS_AT_US, UKE_APPOINTMENT_PROVIDER_ID,
                              UKE_APPOINTMENT_CHAIR_ID, UKE_APPOINTMENT_LENGTH_MIN };
  int64_t seq = 0;

  for (size_t i = 0; booking != NULL && i < G_N_ELEMENTS (fields); i++)
    seq = MAX (seq, uke_record_get_version (booking, fields[i]));
  return seq;
}

static gboolean
count_same_day (Reading *self, UkeConflictSide *side, GError **error)
{
  g_autoptr (GPtrArray) bookings = uke_rows_list_by_id (
      self->db, &UKE_ENTITY_APPOINTMENT, UKE_APPOINTMENT_PATIENT_ID,
      uke_record_get_id_value (side->appointment, UKE_APPOINTMENT_PATIENT_ID), error);
  UkeDate date = uke_zone_date_of (
      self->zone, uke_record_get_time_us (side->appointment, UKE_APPOINTMENT_STARTS_AT_US));

  if (bookings == NULL)
    return FALSE;
  for (unsigned i = 0; i < bookings->len; i++) {
    UkeRecord *other = bookings->pdata[i];

    if (!uke_id_equal (uke_record_get_id (other), uke_record_get_id (side->appointment))
        && !has_ended (other)
        && uke_zone_date_of (self->zone,
                             uke_record_get_time_us (other, UKE_APPOINTMENT_STARTS_AT_US))
               == date)
      side->n_same_day++;
  }
  return TRUE;
}

static gboolean
fill_booking (Reading *self, UkeConflictSides which, const UkeId *booking_id, GError **error)
{
  UkeConflictSide *side = &self->conflict->sides[which];
  GError *local = NULL;

  if (uke_id_is_none (booking_id))
    return TRUE;
  side->appointment = uke_rows_find_any (self->db, &UKE_ENTITY_APPOINTMENT, booking_id, &local);
  if (side->appointment == NULL)
    return forgive_missing (local, error);
  side->patient = uke_rows_find_any (
      self->db, &UKE_ENTITY_PATIENT,
      uke_record_get_id_value (side->appointment, UKE_APPOINTMENT_PATIENT_ID), &local);
  return forgive_missing (local, error) && count_same_day (self, side, error);
}

/* The two patients of a card that is about two, and the entry by which the first came to be so. */
static gboolean
fill_patients (Reading *self, int64_t *out_seq, GError **error)
{
  UkeConflictSide *sides = self->conflict->sides;
  GError *local = NULL;

  if (self->conflict->record != NULL)
    sides[UKE_CONFLICT_OTHER].patient = g_object_ref (self->conflict->record);
  if (uke_id_is_none (&self->main->other_id))
    return TRUE;
  sides[UKE_CONFLICT_STANDS].patient
      = uke_rows_find_any (self->db, &UKE_ENTITY_PATIENT, &self->main->other_id, &local);
  if (sides[UKE_CONFLICT_STANDS].patient != NULL && self->conflict->kind == UKE_CONFLICT_NUMBER)
    *out_seq
        = uke_record_get_version (sides[UKE_CONFLICT_STANDS].patient, UKE_PATIENT_PATIENT_NUMBER);
  return forgive_missing (local, error);
}

static gboolean
fill_sides (Reading *self, GError **error)
{
  UkeConflict *conflict = self->conflict;
  gboolean is_later = lost_is_later (self, self->main);
  int64_t other_seq = self->main->other_seq;

  if (conflict->kind == UKE_CONFLICT_SLOT) {
    if (!fill_booking (self, UKE_CONFLICT_STANDS, &self->main->other_id, error)
        || !fill_booking (self, UKE_CONFLICT_OTHER, &conflict->record_id, error))
      return FALSE;
    other_seq = get_slot_seq (conflict->sides[UKE_CONFLICT_STANDS].appointment);
  }
  if (uke_conflict_kind_is_of_two_patients (conflict->kind)
      && !fill_patients (self, &other_seq, error))
    return FALSE;
  return fill_side (self, UKE_CONFLICT_STANDS, is_later ? other_seq : conflict->seq, error)
         && fill_side (self, UKE_CONFLICT_OTHER, is_later ? conflict->seq : other_seq, error);
}

static void
value_free (gpointer data)
{
  UkeConflictValue *value = data;

  for (int i = 0; i < UKE_CONFLICT_N_SIDES; i++)
    uke_value_clear (&value->values[i]);
  g_free (value);
}

/* A value belongs to the side of its author, whichever of the two stands. */
static void
fill_values (Reading *self)
{
  gboolean main_is_later = lost_is_later (self, self->main);

  for (unsigned i = 0; i < self->n_rows; i++) {
    const UkeConflictRow *row = &self->rows[i];
    UkeConflictValue *value;

    if (row->field < 0)
      continue;
    value = g_new0 (UkeConflictValue, 1);
    value->field = &row->entity->fields[row->field];
    value->standing
        = lost_is_later (self, row) == main_is_later ? UKE_CONFLICT_STANDS : UKE_CONFLICT_OTHER;
    uke_value_copy (&value->values[value->standing], &row->kept);
    uke_value_copy (&value->values[1 - (int)value->standing], &row->lost);
    g_ptr_array_add (self->conflict->values, value);
  }
}

/* Where nothing was done at all, no note has a value: what its author wanted is told from the
 * change-set itself. */
static void
fill_wanted (Reading *self)
{
  const UkeConflict *conflict = self->conflict;

  for (unsigned i = 0; self->set != NULL && i < uke_change_set_get_n_ops (self->set); i++) {
    const UkeOp *op = uke_change_set_get_op (self->set, i);
    const UkeOpField *fields = uke_change_set_get_fields (self->set, op);

    if (!uke_id_equal (&op->id, &conflict->record_id))
      continue;
    for (unsigned f = 0; f < op->n_fields; f++) {
      UkeConflictValue *value = g_new0 (UkeConflictValue, 1);

      value->field = &op->entity->fields[fields[f].field];
      value->standing = UKE_CONFLICT_STANDS;
      if (conflict->record != NULL)
        uke_value_copy (&value->values[UKE_CONFLICT_STANDS],
                        uke_record_get_value (conflict->record, fields[f].field));
      uke_value_copy (&value->values[UKE_CONFLICT_OTHER], &fields[f].value);
      g_ptr_array_add (conflict->values, value);
    }
  }
}

static gboolean
find_patient (Reading *self, GError **error)
{
  UkeConflict *conflict = self->conflict;
  const UkeEntity *entity = conflict->entity;
  int field = uke_entity_field_index (entity, "patient_id");
  GError *local = NULL;

  if (conflict->record == NULL)
    return TRUE;
  if (entity == &UKE_ENTITY_PATIENT)
    conflict->patient = g_object_ref (conflict->record);
  else if (field >= 0)
    conflict->patient
        = uke_rows_find_any (self->db, &UKE_ENTITY_PATIENT,
                             uke_record_get_id_value (conflict->record, (unsigned)field), &local);
  return forgive_missing (local, error);
}

/* Whoever lost sees to it, or whom it was handed to last. */
static gboolean
find_owner (Reading *self, GError **error)
{
  UkeConflict *conflict = self->conflict;
  g_autoptr (GPtrArray) steps
      = uke_rows_list_by_id (self->db, &UKE_ENTITY_CONFLICT_SETTLEMENT,
                             UKE_CONFLICT_SETTLEMENT_RECORD_ID, &conflict->record_id, error);
  int64_t last_us = 0;

  if (steps == NULL)
    return FALSE;
  conflict->owner_id = conflict->sides[UKE_CONFLICT_OTHER].staff_id;
  for (unsigned i = 0; i < steps->len; i++) {
    UkeRecord *step = steps->pdata[i];
    int64_t at_us = uke_record_get_time_us (step, UKE_CONFLICT_SETTLEMENT_AT_US);

    if (at_us < last_us
        || !g_str_equal (uke_record_get_code (step, UKE_CONFLICT_SETTLEMENT_CHOICE),
                         UKE_SETTLEMENT_HANDED)
        || !uke_id_equal (uke_record_get_id_value (step, UKE_CONFLICT_SETTLEMENT_CHANGE_SET_ID),
                          &conflict->change_set_id))
      continue;
    last_us = at_us;
    conflict->is_handed = TRUE;
    conflict->owner_id = *uke_record_get_id_value (step, UKE_CONFLICT_SETTLEMENT_ASSIGNED_STAFF_ID);
  }
  return TRUE;
}

static void
find_urgency (Reading *self)
{
  UkeConflict *conflict = self->conflict;
  int64_t age_us = self->now_us - conflict->decided_at_us;

  if (conflict->entity == &UKE_ENTITY_APPOINTMENT && conflict->record != NULL)
    conflict->is_today
        = uke_zone_date_of (self->zone,
                            uke_record_get_time_us (conflict->record, UKE_APPOINTMENT_STARTS_AT_US))
          == uke_zone_date_of (self->zone, self->now_us);
  conflict->is_overdue
      = conflict->is_open && age_us >= (conflict->is_today ? OVERDUE_TODAY_US : OVERDUE_US);
}

static gboolean
read_all (Reading *self, GError **error)
{
  UkeConflict *conflict = self->conflict;
  UkeLogEntry entry = { 0 };
  GError *local = NULL;

  if (!uke_log_store_find (self->db, conflict->seq, &entry, error) || !read_set (self, error))
    return FALSE;
  conflict->change_set_id = entry.meta.change_set_id;
  conflict->decided_at_us = entry.meta.at_us;
  conflict->record = uke_rows_find_any (self->db, conflict->entity, &conflict->record_id, &local);
  if (!forgive_missing (local, error) || !find_patient (self, error))
    return FALSE;
  conflict->kind = get_kind (self);
  if (!fill_sides (self, error) || !find_owner (self, error))
    return FALSE;
  fill_values (self);
  if (conflict->values->len == 0
      && (conflict->kind == UKE_CONFLICT_DENIED || conflict->kind == UKE_CONFLICT_MISSING))
    fill_wanted (self);
  find_urgency (self);
  return TRUE;
}

/**
 * uke_conflict_read:
 * @db: a connection
 * @zone: the clinic's zone
 * @now_us: UTC microseconds
 * @rows: what one entry left on one record
 * @n_rows: how many, at least 1
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the card
 * Errors: those of the store
 * Thread: store
 */
UkeConflict *
uke_conflict_read (UkeDb *db,
                   UkeZone *zone,
                   int64_t now_us,
                   const UkeConflictRow *rows,
                   unsigned n_rows,
                   GError **error)
{
  g_autoptr (UkeConflict) conflict = g_object_new (UKE_TYPE_CONFLICT, NULL);
  Reading self = { db, zone, now_us, conflict, rows, n_rows, find_main (rows, n_rows) };
  gboolean is_good;

  conflict->seq = rows[0].seq;
  conflict->record_id = rows[0].record_id;
  conflict->entity = rows[0].entity;
  conflict->is_settled = self.main->settled_seq != 0;
  conflict->is_open = self.main->needs_person && !conflict->is_settled;
  conflict->values = g_ptr_array_new_with_free_func (value_free);
  is_good = read_all (&self, error);
  g_clear_pointer (&self.set, uke_change_set_free);
  return is_good ? g_steal_pointer (&conflict) : NULL;
}

/**
 * uke_conflict_read_one:
 * @db: a connection
 * @zone: the clinic's zone
 * @now_us: UTC microseconds
 * @change_set_id: which change-set left it
 * @record_id: on which record
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the card, also when it is settled
 * Errors: UKE_STORE_ERROR: NOT_FOUND; those of the store
 * Thread: store
 */
UkeConflict *
uke_conflict_read_one (UkeDb *db,
                       UkeZone *zone,
                       int64_t now_us,
                       const UkeId *change_set_id,
                       const UkeId *record_id,
                       GError **error)
{
  UkeLogEntry entry = { 0 };
  g_autoptr (GArray) rows = NULL;

  if (!uke_log_store_find_change_set (db, change_set_id, &entry, error))
    return NULL;
  rows = uke_conflict_store_list_of (db, entry.seq, record_id, error);
  if (rows == NULL)
    return NULL;
  if (rows->len == 0 || g_array_index (rows, UkeConflictRow, 0).entity == NULL) {
    g_set_error_literal (error, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND, "nothing was left");
    return NULL;
  }
  return uke_conflict_read (db, zone, now_us, &g_array_index (rows, UkeConflictRow, 0), rows->len,
                            error);
}
