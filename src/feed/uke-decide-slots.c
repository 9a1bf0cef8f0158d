/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-decide-private.h"
#include "model/uke-status.h"

#include <string.h>

#define MINUTE_US (60 * G_USEC_PER_SEC)

/** Slot: where one booking wants to be. */
typedef struct {
  UkeId appointment_id;
  UkeId resources[2]; /* provider, chair; none where there is no such */
  int64_t first_cell;
  unsigned n_cells;
  gboolean is_accepted; /* its author was shown an overlap and went on */
  gboolean took_extra;
  UkeId blocker; /* who holds the slot, when it was not to be had */
} Slot;

static int64_t
get_int (const UkeEffectRow *row, unsigned field)
{
  return row->values[field].kind == UKE_VALUE_INT ? row->values[field].integer : 0;
}

static gboolean
takes_slot (const UkeValue *status, gboolean is_deleted)
{
  return !is_deleted && status->kind == UKE_VALUE_TEXT
         && uke_status_takes_slot (uke_status_from_code (status->text));
}

static gboolean
row_takes_slot (const UkeEffectRow *row)
{
  return takes_slot (&row->values[UKE_APPOINTMENT_STATUS], row->is_deleted);
}

/* Time that has passed can't be claimed: a booking written down afterwards is history. */
static gboolean
row_wants_slot (const UkeEffectRow *row, int64_t now_us)
{
  int64_t ends_at_us = get_int (row, UKE_APPOINTMENT_STARTS_AT_US)
                       + get_int (row, UKE_APPOINTMENT_LENGTH_MIN) * MINUTE_US;

  return row_takes_slot (row) && get_int (row, UKE_APPOINTMENT_LENGTH_MIN) > 0
         && ends_at_us > now_us;
}

/* A booking that waits for a new time may be let stand where it is, with open eyes. */
static gboolean
accepts_in_place (const UkeEffectRow *row)
{
  return uke_record_get_bool (row->before, UKE_APPOINTMENT_NEEDS_NEW_TIME)
         && get_int (row, UKE_APPOINTMENT_OVERLAP_ACCEPTED) != 0
         && (row->touched & UKE_BIT (UKE_APPOINTMENT_OVERLAP_ACCEPTED)) != 0;
}

/* A booking that has its time may be told to look for a new one: an undo that hands a slot back. */
static gboolean
gives_up (const UkeEffectRow *row)
{
  return row->before != NULL && !uke_record_is_deleted (row->before)
         && !uke_record_get_bool (row->before, UKE_APPOINTMENT_NEEDS_NEW_TIME)
         && get_int (row, UKE_APPOINTMENT_NEEDS_NEW_TIME) != 0
         && (row->touched & (UKE_SLOT_FIELDS | UKE_BIT (UKE_APPOINTMENT_STATUS))) == 0;
}

static gboolean
row_needs_settling (const UkeEffectRow *row)
{
  if (row->entity != &UKE_ENTITY_APPOINTMENT || row->is_void)
    return FALSE;
  if (row->before == NULL || (row->touched & UKE_SLOT_FIELDS) != 0 || accepts_in_place (row)
      || gives_up (row))
    return TRUE;
  return row_takes_slot (row)
         != takes_slot (uke_record_get_value (row->before, UKE_APPOINTMENT_STATUS),
                        uke_record_is_deleted (row->before));
}

static int
find_capacity (UkeDecision *self, const UkeId *resource_id)
{
  g_autoptr (UkeRecord) resource = NULL;
  int capacity = 1;

  for (unsigned i = 0; i < self->n_capacities; i++)
    if (uke_id_equal (&self->capacities[i].resource_id, resource_id))
      return self->capacities[i].capacity;
  if (self->error == NULL
      && self->view->find_row (self->view->data, &UKE_ENTITY_RESOURCE, resource_id, &resource,
                               &self->error)
      && resource != NULL)
    capacity = (int)CLAMP (uke_record_get_int (resource, UKE_RESOURCE_CAPACITY), 1, 60);
  if (self->n_capacities < UKE_DECIDE_N_CAPACITIES) {
    self->capacities[self->n_capacities].resource_id = *resource_id;
    self->capacities[self->n_capacities++].capacity = capacity;
  }
  return capacity;
}

static gboolean
is_released (const UkeDecision *self, const UkeId *appointment_id)
{
  for (unsigned i = 0; i < self->effect->released->len; i++)
    if (uke_id_equal (&g_array_index (self->effect->released, UkeId, i), appointment_id))
      return TRUE;
  return FALSE;
}

/* All claims of others on the resource in the slot's cells: those of the rows that stand, less what
 * this change-set gives up, and those that it has taken so far. */
static void
find_claims (UkeDecision *self, const Slot *slot, const UkeId *resource_id)
{
  GArray *found = self->found_claims, *taken = self->effect->claims;
  unsigned n_kept = 0;

  g_array_set_size (found, 0);
  if (self->error != NULL
      || !self->view->find_claims (self->view->data, resource_id, slot->first_cell, slot->n_cells,
                                   found, &self->error))
    return;
  for (unsigned i = 0; i < found->len; i++) {
    UkeSlotClaim claim = g_array_index (found, UkeSlotClaim, i);

    if (!is_released (self, &claim.appointment_id)
        && !uke_id_equal (&claim.appointment_id, &slot->appointment_id))
      g_array_index (found, UkeSlotClaim, n_kept++) = claim;
  }
  g_array_set_size (found, n_kept);
  for (unsigned i = 0; i < taken->len; i++) {
    const UkeSlotClaim *claim = &g_array_index (taken, UkeSlotClaim, i);

    if (claim->cell >= slot->first_cell && claim->cell < slot->first_cell + slot->n_cells
        && uke_id_equal (&claim->resource_id, resource_id))
      g_array_append_val (found, *claim);
  }
}

/* Whether the author's desk knew of the booking that holds a place: only then were they shown it.
 */
static gboolean
author_knew (UkeDecision *self, const UkeId *appointment_id)
{
  g_autoptr (UkeRecord) holder = NULL;
  int64_t last = 0;

  if (uke_decision_find_row (self, &UKE_ENTITY_APPOINTMENT, appointment_id) != NULL)
    return TRUE;
  if (self->error != NULL
      || !self->view->find_row (self->view->data, &UKE_ENTITY_APPOINTMENT, appointment_id, &holder,
                                &self->error)
      || holder == NULL)
    return FALSE;
  for (unsigned i = 0; i < UKE_APPOINTMENT_N_FIELDS; i++)
    if (((UKE_SLOT_FIELDS | UKE_BIT (UKE_APPOINTMENT_STATUS)) & UKE_BIT (i)) != 0)
      last = MAX (last, uke_record_get_version (holder, i));
  return !uke_decision_is_unseen (self, last, self->base);
}

/* Whether so many places of a cell are kept for others that none is left. */
static gboolean
is_kept_for_others (uint64_t taken, int capacity, unsigned n_held)
{
  unsigned n_taken = 0;

  for (int lane = 0; lane < MIN (capacity, 64); lane++)
    n_taken += (taken & UKE_BIT (lane)) != 0;
  return n_held > 0 && n_taken + n_held >= (unsigned)capacity;
}

/* Takes the lowest free lane of one cell; beyond the capacity only with open eyes. */
static gboolean
claim_cell (UkeDecision *self,
            Slot *slot,
            const UkeId *resource_id,
            int64_t cell,
            int capacity,
            unsigned n_held)
{
  UkeSlotClaim mine = { *resource_id, cell, -1, slot->appointment_id };
  uint64_t taken = 0;

  for (unsigned i = 0; i < self->found_claims->len; i++) {
    const UkeSlotClaim *claim = &g_array_index (self->found_claims, UkeSlotClaim, i);

    if (claim->cell == cell)
      taken |= UKE_BIT (CLAMP (claim->lane, 0, 63));
  }
  mine.lane = uke_slot_lowest_free (taken, 0);
  if (mine.lane >= 0 && mine.lane < capacity && is_kept_for_others (taken, capacity, n_held))
    return FALSE;
  if (mine.lane < 0 || mine.lane >= capacity) {
    for (unsigned i = 0; i < self->found_claims->len; i++) {
      const UkeSlotClaim *claim = &g_array_index (self->found_claims, UkeSlotClaim, i);

      if (claim->cell != cell || (mine.lane >= 0 && self->is_judged)
          || (mine.lane >= 0 && slot->is_accepted && author_knew (self, &claim->appointment_id)))
        continue;
      slot->blocker = claim->appointment_id;
      return FALSE;
    }
    slot->took_extra = TRUE;
  }
  g_array_append_val (self->effect->claims, mine);
  return TRUE;
}

/* NULL where nobody keeps anything for others. */
static unsigned *
count_holds (UkeDecision *self, const Slot *slot, const UkeId *resource_id)
{
  unsigned *counts;

  if (self->view->count_holds == NULL || self->is_judged || self->error != NULL)
    return NULL;
  counts = g_new0 (unsigned, slot->n_cells);
  self->view->count_holds (self->view->data, resource_id, slot->first_cell, slot->n_cells, counts,
                           &self->error);
  return counts;
}

static gboolean
claim_resource (UkeDecision *self, Slot *slot, const UkeId *resource_id)
{
  int capacity = find_capacity (self, resource_id);
  g_autofree unsigned *held = count_holds (self, slot, resource_id);

  find_claims (self, slot, resource_id);
  for (unsigned i = 0; i < slot->n_cells; i++)
    if (!claim_cell (self, slot, resource_id, slot->first_cell + i, capacity,
                     held != NULL ? held[i] : 0))
      return FALSE;
  return TRUE;
}

static gboolean
claim_slot (UkeDecision *self, Slot *slot)
{
  unsigned n_claims = self->effect->claims->len;

  for (unsigned r = 0; r < G_N_ELEMENTS (slot->resources); r++) {
    const UkeId *resource_id = &slot->resources[r];

    if (uke_id_is_none (resource_id) || (r == 1 && uke_id_equal (resource_id, &slot->resources[0])))
      continue;
    if (!claim_resource (self, slot, resource_id)) {
      g_array_set_size (self->effect->claims, n_claims);
      return FALSE;
    }
  }
  return TRUE;
}

static UkeId
get_id (const UkeEffectRow *row, unsigned field)
{
  return row->values[field].kind == UKE_VALUE_ID ? row->values[field].id : UKE_ID_NONE;
}

static void
set_flag (UkeEffectRow *row, unsigned field, gboolean is_set)
{
  if ((get_int (row, field) != 0) != is_set)
    uke_decision_write_int (row, field, is_set ? 1 : 0);
}

static Slot
make_slot (const UkeEffectRow *row)
{
  int64_t starts_at_us = get_int (row, UKE_APPOINTMENT_STARTS_AT_US);

  return (Slot){
    .appointment_id = row->id,
    .resources
    = { get_id (row, UKE_APPOINTMENT_PROVIDER_ID), get_id (row, UKE_APPOINTMENT_CHAIR_ID) },
    .first_cell = uke_slot_first_cell (starts_at_us),
    .n_cells = uke_slot_count_cells (starts_at_us, get_int (row, UKE_APPOINTMENT_LENGTH_MIN)),
    .is_accepted = get_int (row, UKE_APPOINTMENT_OVERLAP_ACCEPTED) != 0,
  };
}

/* The booking gets its slot, or stays where it was drawn and waits for a new time. */
static void
settle_row (UkeDecision *self, UkeEffectRow *row)
{
  Slot slot = make_slot (row);
  UkeConflictNote *note;

  if (!row_wants_slot (row, self->now_us)) {
    if (!row->is_deleted)
      set_flag (row, UKE_APPOINTMENT_NEEDS_NEW_TIME, FALSE);
    return;
  }
  if (claim_slot (self, &slot)) {
    set_flag (row, UKE_APPOINTMENT_NEEDS_NEW_TIME, FALSE);
    set_flag (row, UKE_APPOINTMENT_OVERLAP_ACCEPTED, slot.took_extra);
    return;
  }
  set_flag (row, UKE_APPOINTMENT_NEEDS_NEW_TIME, TRUE);
  note = uke_decision_add_note (self, UKE_NOTE_NEEDS_NEW_TIME, row->entity, &row->id, 0, TRUE);
  note->other_id = slot.blocker;
}

/* Who holds a place that a booking has given up, if anybody does. */
static UkeId
find_holder (UkeDecision *self, const Slot *slot)
{
  for (unsigned r = 0; r < G_N_ELEMENTS (slot->resources); r++) {
    if (uke_id_is_none (&slot->resources[r]))
      continue;
    find_claims (self, slot, &slot->resources[r]);
    if (self->found_claims->len > 0)
      return g_array_index (self->found_claims, UkeSlotClaim, 0).appointment_id;
  }
  return UKE_ID_NONE;
}

/* Comes after all others of the change-set, so that whoever takes the place is there already. */
static void
settle_given_up (UkeDecision *self, UkeEffectRow *row)
{
  Slot slot = make_slot (row);
  UkeConflictNote *note;

  if (!row_wants_slot (row, self->now_us)) {
    set_flag (row, UKE_APPOINTMENT_NEEDS_NEW_TIME, FALSE);
    return;
  }
  set_flag (row, UKE_APPOINTMENT_OVERLAP_ACCEPTED, FALSE);
  note = uke_decision_add_note (self, UKE_NOTE_NEEDS_NEW_TIME, row->entity, &row->id, 0, TRUE);
  note->other_id = find_holder (self, &slot);
}

/* Both flags say what was decided about the claims: while these stand, nobody else's word counts.
 */
static void
restore_flags (UkeEffectRow *row)
{
  const unsigned flags[] = { UKE_APPOINTMENT_NEEDS_NEW_TIME, UKE_APPOINTMENT_OVERLAP_ACCEPTED };

  for (unsigned i = 0; i < G_N_ELEMENTS (flags); i++)
    if ((row->touched & UKE_BIT (flags[i])) != 0)
      uke_decision_write (row, flags[i], uke_record_get_value (row->before, flags[i]));
}

/**
 * uke_decision_settle_slots:
 * @self: a decision whose operations have been applied
 *
 * Gives up the slots of every booking that moved or ended, then claims the new ones in the order of
 * the change-set, so that two bookings can change places in one.
 *
 * Thread: any
 * Source: decision 11, sync.md 3.1 P4
 */
void
uke_decision_settle_slots (UkeDecision *self)
{
  unsigned n_rows = self->effect->rows->len;
  gboolean any = FALSE;

  for (unsigned i = 0; i < n_rows; i++) {
    UkeEffectRow *row = uke_effect_get_row (self->effect, i);

    if (!row_needs_settling (row)) {
      if (row->entity == &UKE_ENTITY_APPOINTMENT && !row->is_void)
        restore_flags (row);
      continue;
    }
    any = TRUE;
    if (row->before != NULL)
      g_array_append_val (self->effect->released, row->id);
  }
  if (!any)
    return;
  self->found_claims = g_array_new (FALSE, FALSE, sizeof (UkeSlotClaim));
  for (unsigned i = 0; i < n_rows && self->error == NULL; i++) {
    UkeEffectRow *row = uke_effect_get_row (self->effect, i);

    if (row_needs_settling (row) && !gives_up (row))
      settle_row (self, row);
  }
  for (unsigned i = 0; i < n_rows && self->error == NULL; i++) {
    UkeEffectRow *row = uke_effect_get_row (self->effect, i);

    if (row->entity == &UKE_ENTITY_APPOINTMENT && gives_up (row))
      settle_given_up (self, row);
  }
}
