/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-conflict-commands.h"

#include "clinic/uke-booking-check-private.h"
#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-conflict-private.h"
#include "clinic/uke-duplicate-private.h"
#include "clinic/uke-follow-up-private.h"
#include "clinic/uke-work.h"
#include "model/uke-codes.h"
#include "model/uke-overlap.h"
#include "model/uke-status.h"
#include "store/uke-patient-rows.h"
#include "store/uke-store-error.h"

/*
 * Settling a card is one change-set: what is chosen, the calls that follow from it, and the row
 * that says so. Whatever was chosen, the other version stays in the history, and Ctrl+Z opens the
 * card again.
 */

typedef struct {
  UkeConflictAnswer answer;
  GArray *calls; /* (owned) (element-type UkeConflictCall): with notes of their own */
  UkeId assigned_staff_id;
} Settling;

static void
clear_call (gpointer data)
{
  g_free ((char *)((UkeConflictCall *)data)->note);
}

static Settling *
settling_new (const UkeId *change_set_id, const UkeId *record_id)
{
  Settling *self = g_new0 (Settling, 1);

  self->answer.change_set_id = *change_set_id;
  self->answer.record_id = *record_id;
  self->calls = g_array_new (FALSE, FALSE, sizeof (UkeConflictCall));
  g_array_set_clear_func (self->calls, clear_call);
  return self;
}

static void
settling_free (gpointer data)
{
  Settling *self = data;

  g_array_unref (self->calls);
  g_free (self);
}

/* Whoever settled it meanwhile is named. */
static gboolean
fail_settled (UkeWork *work, const UkeConflict *conflict, GError **error)
{
  g_autoptr (GPtrArray) steps
      = uke_work_read_by (work, &UKE_ENTITY_CONFLICT_SETTLEMENT, UKE_CONFLICT_SETTLEMENT_RECORD_ID,
                          &conflict->record_id, error);
  UkeClinicFacts facts = { .entity = conflict->entity, .record_id = conflict->record_id };

  if (steps == NULL)
    return FALSE;
  for (unsigned i = 0; i < steps->len; i++) {
    UkeRecord *step = steps->pdata[i];

    if (!uke_id_equal (uke_record_get_id_value (step, UKE_CONFLICT_SETTLEMENT_CHANGE_SET_ID),
                       &conflict->change_set_id))
      continue;
    facts.staff_id = *uke_record_get_id_value (step, UKE_CONFLICT_SETTLEMENT_STAFF_ID);
    facts.at_us = uke_record_get_time_us (step, UKE_CONFLICT_SETTLEMENT_AT_US);
  }
  return uke_clinic_fail (error, UKE_CLINIC_ERROR_CONFLICT, &facts);
}

/* What a rule decided can be turned round as long as it is listed; what a person settled cannot. */
static UkeConflict *
read_card (UkeWork *work, const Settling *settling, gboolean must_be_open, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (UkeConflict) conflict = uke_conflict_read_one (
      uke_work_get_db (work), uke_work_get_zone (work), uke_work_get_now_us (work),
      &settling->answer.change_set_id, &settling->answer.record_id, &local);

  if (g_error_matches (local, UKE_STORE_ERROR, UKE_STORE_ERROR_NOT_FOUND)) {
    uke_work_fail (error, UKE_CLINIC_ERROR_NOT_FOUND, NULL, -1, &settling->answer.record_id);
    return NULL;
  }
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  if (must_be_open && !conflict->is_open) {
    fail_settled (work, conflict, error);
    return NULL;
  }
  return g_steal_pointer (&conflict);
}

static void
put_step (UkeWork *work, const Settling *settling, const char *choice)
{
  UkeId id = uke_work_new_id (work);
  UkeDraft *draft = uke_draft_new_with_id (&UKE_ENTITY_CONFLICT_SETTLEMENT, &id);

  uke_draft_set_id (draft, UKE_CONFLICT_SETTLEMENT_CHANGE_SET_ID, &settling->answer.change_set_id);
  uke_draft_set_id (draft, UKE_CONFLICT_SETTLEMENT_RECORD_ID, &settling->answer.record_id);
  uke_draft_set_text (draft, UKE_CONFLICT_SETTLEMENT_CHOICE, choice);
  uke_draft_set_id (draft, UKE_CONFLICT_SETTLEMENT_STAFF_ID, uke_work_get_staff_id (work));
  if (!uke_id_is_none (&settling->assigned_staff_id))
    uke_draft_set_id (draft, UKE_CONFLICT_SETTLEMENT_ASSIGNED_STAFF_ID,
                      &settling->assigned_staff_id);
  uke_draft_set_int (draft, UKE_CONFLICT_SETTLEMENT_AT_US, uke_work_get_now_us (work));
  uke_work_put (work, draft);
}

/* The booking that gives way: to its new place, or without one. */
static gboolean
put_mover (UkeWork *work, const Settling *settling, UkeRecord *booking, GError **error)
{
  g_autoptr (UkeDraft) draft = uke_draft_new_from (booking);
  const UkeFreeSlot *slot = &settling->answer.slot;

  if (uke_record_get_bool (booking, UKE_APPOINTMENT_NEEDS_NEW_TIME))
    uke_draft_set_int (draft, UKE_APPOINTMENT_NEEDS_NEW_TIME, FALSE);
  if (settling->answer.has_slot) {
    uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US, slot->starts_at_us);
    uke_draft_set_int (draft, UKE_APPOINTMENT_LENGTH_MIN, slot->length_min);
    uke_draft_set_id (draft, UKE_APPOINTMENT_PROVIDER_ID, &slot->provider_id);
    uke_draft_set_id (draft, UKE_APPOINTMENT_CHAIR_ID, &slot->chair_id);
    return uke_booking_put (work, draft, error);
  }
  uke_draft_set_id (draft, UKE_APPOINTMENT_PROVIDER_ID, &UKE_ID_NONE);
  uke_draft_set_id (draft, UKE_APPOINTMENT_CHAIR_ID, &UKE_ID_NONE);
  uke_work_put (work, g_steal_pointer (&draft));
  return TRUE;
}

/* The booking that stays although it had lost: by its own word, which is what it takes when others
 * are in the way still. */
static void
put_stayer (UkeWork *work, UkeRecord *booking)
{
  UkeDraft *draft = uke_work_edit (work, booking);

  uke_draft_set_int (draft, UKE_APPOINTMENT_NEEDS_NEW_TIME, FALSE);
  uke_draft_set_int (draft, UKE_APPOINTMENT_OVERLAP_ACCEPTED, TRUE);
}

static gboolean
is_in_the_way (UkeRecord *booking, UkeRecord *other)
{
  const UkeOverlapSpan first = { uke_record_get_time_us (booking, UKE_APPOINTMENT_STARTS_AT_US),
                                 (int)uke_record_get_int (booking, UKE_APPOINTMENT_LENGTH_MIN) };
  const UkeOverlapSpan second = { uke_record_get_time_us (other, UKE_APPOINTMENT_STARTS_AT_US),
                                  (int)uke_record_get_int (other, UKE_APPOINTMENT_LENGTH_MIN) };

  return !uke_record_is_deleted (other)
         && uke_status_takes_slot (
             uke_status_from_code (uke_record_get_code (other, UKE_APPOINTMENT_STATUS)))
         && uke_overlap_touches (&first, &second);
}

static gboolean
settle_slot (UkeWork *work, const Settling *settling, const UkeConflict *conflict, GError **error)
{
  UkeRecord *holder = conflict->sides[UKE_CONFLICT_STANDS].appointment;
  UkeRecord *loser = conflict->sides[UKE_CONFLICT_OTHER].appointment;

  if (loser == NULL)
    return uke_work_fail (error, UKE_CLINIC_ERROR_NOT_FOUND, &UKE_ENTITY_APPOINTMENT, -1,
                          &conflict->record_id);
  switch (settling->answer.choice) {
  case UKE_CONFLICT_CHOICE_STANDS:
    return put_mover (work, settling, loser, error);
  case UKE_CONFLICT_CHOICE_OTHER:
    if (holder != NULL && is_in_the_way (loser, holder)
        && !put_mover (work, settling, holder, error))
      return FALSE;
    put_stayer (work, loser);
    return TRUE;
  case UKE_CONFLICT_CHOICE_BOTH:
    if (!uke_work_check_action (work, UKE_ACTION_APPOINTMENT_OVERBOOK, error))
      return FALSE;
    put_stayer (work, loser);
    return TRUE;
  }
  return FALSE;
}

/* Each field gets what the chosen side wrote. */
static void
choose_values (UkeDraft *draft, const UkeConflict *conflict, UkeConflictSides side)
{
  for (unsigned i = 0; i < conflict->values->len; i++) {
    const UkeConflictValue *value = conflict->values->pdata[i];
    int field = uke_entity_field_index (conflict->entity, value->field->name);

    if (value->standing != side && value->field->merge != UKE_MERGE_FIXED)
      uke_draft_set_value (draft, (unsigned)field, &value->values[side]);
  }
}

static void
bring_back (UkeDraft *draft)
{
  uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, uke_status_get_code (UKE_STATUS_BOOKED));
  uke_draft_set_null (draft, UKE_APPOINTMENT_CANCELLED_BY);
  uke_draft_set_null (draft, UKE_APPOINTMENT_CANCEL_REASON);
}

/* Another time or status than the one that stands. */
static gboolean
turn_booking (UkeWork *work, const UkeConflict *conflict, GError **error)
{
  g_autoptr (UkeDraft) draft = uke_draft_new_from (conflict->record);
  UkeStatus before
      = uke_status_from_code (uke_record_get_code (conflict->record, UKE_APPOINTMENT_STATUS));
  UkeStatus after;

  choose_values (draft, conflict, UKE_CONFLICT_OTHER);
  if (conflict->kind == UKE_CONFLICT_CANCEL
      && (uke_draft_get_changed (draft) & (UINT64_C (1) << UKE_APPOINTMENT_STATUS)) == 0)
    bring_back (draft);
  after = uke_status_from_code (uke_draft_get_text (draft, UKE_APPOINTMENT_STATUS));
  if (uke_status_takes_slot (before) && !uke_status_takes_slot (after)) {
    if (after == UKE_STATUS_CANCELLED
        && !uke_work_check_action (work, UKE_ACTION_APPOINTMENT_CANCEL, error))
      return FALSE;
    uke_work_put (work, g_steal_pointer (&draft));
    return TRUE;
  }
  return uke_work_check_action (work, UKE_ACTION_APPOINTMENT_MOVE, error)
         && uke_booking_put (work, draft, error);
}

static gboolean
turn_values (UkeWork *work, const UkeConflict *conflict, GError **error)
{
  g_autoptr (UkeDraft) draft = uke_draft_new_from (conflict->record);

  if (conflict->patient != NULL && conflict->entity != &UKE_ENTITY_APPOINTMENT
      && conflict->entity != &UKE_ENTITY_FOLLOW_UP
      && !uke_work_check_action (work, UKE_ACTION_PATIENT_EDIT, error))
    return FALSE;
  choose_values (draft, conflict, UKE_CONFLICT_OTHER);
  if (!uke_work_check_draft (work, draft, error))
    return FALSE;
  uke_work_put (work, g_steal_pointer (&draft));
  return TRUE;
}

/* The other version, on a record that is there. */
static gboolean
turn_round (UkeWork *work, const UkeConflict *conflict, GError **error)
{
  switch (conflict->kind) {
  case UKE_CONFLICT_MOVE:
  case UKE_CONFLICT_CANCEL:
  case UKE_CONFLICT_STATUS:
    return turn_booking (work, conflict, error);
  case UKE_CONFLICT_VALUES:
    return turn_values (work, conflict, error);
  case UKE_CONFLICT_DELETED:
    if (!uke_record_is_deleted (conflict->record))
      uke_work_remove (work, conflict->record);
    return TRUE;
  case UKE_CONFLICT_CLAIM:
    uke_follow_up_claim (work, uke_work_edit (work, conflict->record));
    return TRUE;
  case UKE_CONFLICT_SLOT:
  case UKE_CONFLICT_CONSENT: /* asked again by a call; nobody but the patient can allow it */
  case UKE_CONFLICT_MISSING:
  case UKE_CONFLICT_MEMO:
  case UKE_CONFLICT_DENIED:
  case UKE_CONFLICT_ISSUED:
  case UKE_CONFLICT_NUMBER: /* these two are settled by themselves */
  case UKE_CONFLICT_PERSON:
    return TRUE;
  }
  return TRUE;
}

/* The next number that is free, or the one that was meant, where nobody has it any more. */
static gboolean
settle_number (UkeWork *work, const Settling *settling, const UkeConflict *conflict, GError **error)
{
  g_autoptr (UkeDraft) draft = NULL;
  g_autofree char *number = NULL;
  UkeId other;

  if (conflict->record == NULL || uke_record_is_deleted (conflict->record))
    return uke_work_fail (error, UKE_CLINIC_ERROR_NOT_FOUND, conflict->entity, -1,
                          &conflict->record_id);
  draft = uke_draft_new_from (conflict->record);
  if (settling->answer.choice == UKE_CONFLICT_CHOICE_OTHER) {
    choose_values (draft, conflict, UKE_CONFLICT_OTHER);
  } else {
    number = uke_patient_rows_next_number (uke_work_get_db (work), error);
    if (number == NULL)
      return FALSE;
    uke_draft_set_text (draft, UKE_PATIENT_PATIENT_NUMBER, number);
  }
  if (!uke_patient_rows_find_number (uke_work_get_db (work),
                                     uke_draft_get_text (draft, UKE_PATIENT_PATIENT_NUMBER), &other,
                                     error))
    return FALSE;
  if (!uke_id_is_none (&other) && !uke_id_equal (&other, &conflict->record_id))
    return uke_work_fail (error, UKE_CLINIC_ERROR_DUPLICATE, &UKE_ENTITY_PATIENT,
                          UKE_PATIENT_PATIENT_NUMBER, &other);
  uke_draft_set_int (draft, UKE_PATIENT_IS_PROVISIONAL, FALSE);
  uke_work_put (work, g_steal_pointer (&draft));
  return TRUE;
}

/* As the comparison would begin: what the first says stays, and the second adds what it lacks. */
static gboolean
put_together (UkeWork *work, UkeRecord *first, UkeRecord *second, GError **error)
{
  g_autoptr (UkeMergePlan) plan = NULL;

  if (!uke_work_check_action (work, UKE_ACTION_PATIENT_MERGE, error))
    return FALSE;
  plan = uke_duplicate_plan (work, first, second, error);
  return plan != NULL && uke_duplicate_merge (work, plan, error);
}

/* Two people, of whom the second may lack a number of its own, or one. */
static gboolean
settle_person (UkeWork *work, const Settling *settling, const UkeConflict *conflict, GError **error)
{
  UkeRecord *first = conflict->sides[UKE_CONFLICT_STANDS].patient;
  UkeRecord *second = conflict->record;

  if (first == NULL || second == NULL)
    return uke_work_fail (error, UKE_CLINIC_ERROR_NOT_FOUND, conflict->entity, -1,
                          &conflict->record_id);
  if (settling->answer.choice == UKE_CONFLICT_CHOICE_OTHER)
    return put_together (work, first, second, error);
  if (conflict->values->len > 0 && uke_record_get_bool (second, UKE_PATIENT_IS_PROVISIONAL)
      && !settle_number (work, settling, conflict, error))
    return FALSE;
  return uke_duplicate_put_review (work, uke_record_get_id (first), uke_record_get_id (second),
                                   UKE_DUPLICATE_DIFFERENT, error);
}

static gboolean
settle_by_kind (UkeWork *work,
                const Settling *settling,
                const UkeConflict *conflict,
                GError **error)
{
  if (conflict->kind == UKE_CONFLICT_SLOT)
    return uke_work_check_action (work, UKE_ACTION_APPOINTMENT_MOVE, error)
           && settle_slot (work, settling, conflict, error);
  if (uke_conflict_kind_is_of_two_patients (conflict->kind)
      && settling->answer.choice != UKE_CONFLICT_CHOICE_BOTH)
    return uke_work_check_action (work, UKE_ACTION_PATIENT_EDIT, error)
           && (conflict->kind == UKE_CONFLICT_NUMBER
                   ? settle_number (work, settling, conflict, error)
                   : settle_person (work, settling, conflict, error));
  if (settling->answer.choice == UKE_CONFLICT_CHOICE_STANDS)
    return TRUE;
  if (settling->answer.choice == UKE_CONFLICT_CHOICE_BOTH)
    return uke_work_fail (error, UKE_CLINIC_ERROR_BAD_VALUE, &UKE_ENTITY_CONFLICT_SETTLEMENT,
                          UKE_CONFLICT_SETTLEMENT_CHOICE, &conflict->record_id);
  if (conflict->record == NULL)
    return uke_work_fail (error, UKE_CLINIC_ERROR_NOT_FOUND, conflict->entity, -1,
                          &conflict->record_id);
  return turn_round (work, conflict, error);
}

/* Where a call is owed already, it is told of this too, and is due no later. */
static UkeRecord *
find_owed_call (GPtrArray *follow_ups)
{
  for (unsigned i = 0; i < follow_ups->len; i++) {
    UkeRecord *follow_up = follow_ups->pdata[i];

    if (uke_follow_up_state_is_open (uke_record_get_code (follow_up, UKE_FOLLOW_UP_STATE))
        && g_str_equal (uke_record_get_code (follow_up, UKE_FOLLOW_UP_REASON), UKE_REASON_MANUAL))
      return follow_up;
  }
  return NULL;
}

static void
add_to_owed (UkeWork *work, UkeRecord *owed, const UkeConflictCall *call)
{
  UkeDraft *draft = uke_work_edit (work, owed);
  const char *before = uke_draft_get_text (draft, UKE_FOLLOW_UP_REASON_NOTE);
  g_autofree char *note = before != NULL && call->note != NULL
                              ? g_strconcat (before, "\n", call->note, NULL)
                              : g_strdup (before != NULL ? before : call->note);

  uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON_NOTE, note);
  uke_draft_set_text (draft, UKE_FOLLOW_UP_STATE, UKE_FOLLOW_UP_OPEN);
  uke_draft_set_int (draft, UKE_FOLLOW_UP_DUE_AT_US,
                     MIN (uke_draft_get_int (draft, UKE_FOLLOW_UP_DUE_AT_US), call->due_at_us));
}

static gboolean
put_call (UkeWork *work, const UkeConflictCall *call, GError **error)
{
  g_autoptr (GPtrArray) there = uke_work_read_by (
      work, &UKE_ENTITY_FOLLOW_UP, UKE_FOLLOW_UP_PATIENT_ID, &call->patient_id, error);
  UkeId id = uke_work_new_id (work);
  UkeRecord *owed;
  UkeDraft *draft;

  if (there == NULL || !uke_work_check_action (work, UKE_ACTION_FOLLOW_UP_CREATE, error))
    return FALSE;
  owed = find_owed_call (there);
  if (owed != NULL) {
    add_to_owed (work, owed, call);
    return TRUE;
  }
  draft = uke_draft_new_with_id (&UKE_ENTITY_FOLLOW_UP, &id);
  uke_draft_set_id (draft, UKE_FOLLOW_UP_PATIENT_ID, &call->patient_id);
  uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON_NOTE, call->note);
  uke_draft_set_int (draft, UKE_FOLLOW_UP_DUE_AT_US, call->due_at_us);
  uke_follow_up_put_new (work, draft);
  return TRUE;
}

static const char *
get_choice_code (UkeConflictChoice choice)
{
  switch (choice) {
  case UKE_CONFLICT_CHOICE_STANDS:
    return UKE_SETTLEMENT_STANDS;
  case UKE_CONFLICT_CHOICE_OTHER:
    return UKE_SETTLEMENT_OTHER;
  case UKE_CONFLICT_CHOICE_BOTH:
    return UKE_SETTLEMENT_BOTH;
  }
  return NULL;
}

static void
set_subject (UkeWork *work, const UkeConflict *conflict)
{
  uke_work_set_subject (work, &conflict->record_id,
                        conflict->patient != NULL ? uke_record_get_id (conflict->patient)
                                                  : &UKE_ID_NONE);
}

static gboolean
perform_settle (UkeWork *work, gpointer data, GError **error)
{
  const Settling *settling = data;
  /* What a rule decided is not open, and may be turned round all the same. */
  g_autoptr (UkeConflict) conflict = read_card (work, settling, FALSE, error);

  if (conflict == NULL)
    return FALSE;
  if (!conflict->is_open && conflict->is_settled)
    return fail_settled (work, conflict, error);
  if (!settle_by_kind (work, settling, conflict, error))
    return FALSE;
  for (unsigned i = 0; i < settling->calls->len; i++)
    if (!put_call (work, &g_array_index (settling->calls, UkeConflictCall, i), error))
      return FALSE;
  put_step (work, settling, get_choice_code (settling->answer.choice));
  set_subject (work, conflict);
  return TRUE;
}

/**
 * uke_command_settle_conflict:
 * @answer: what is chosen; copied
 *
 * Settles a card, or turns round what a rule decided.
 *
 * Returns: (transfer full): the command
 * Errors: NOT_FOUND, CONFLICT with who settled it meanwhile, WARNINGS (the new place is not free
 * any more), NEEDS_REASON (both keep the slot), DENIED
 * Thread: any
 * Source: product.md 4.1 no. 28, sync.md 2.10
 */
UkeCommand *
uke_command_settle_conflict (const UkeConflictAnswer *answer)
{
  Settling *settling = settling_new (&answer->change_set_id, &answer->record_id);

  settling->answer.choice = answer->choice;
  settling->answer.has_slot = answer->has_slot;
  settling->answer.slot = answer->slot;
  for (unsigned i = 0; i < answer->n_calls; i++) {
    UkeConflictCall call = answer->calls[i];

    call.note = g_strdup (call.note);
    g_array_append_val (settling->calls, call);
  }
  return uke_command_new (UKE_INTENT_SETTLE_CONFLICT, UKE_ACTION_CONFLICT_SETTLE, perform_settle,
                          settling, settling_free);
}

static gboolean
perform_hand (UkeWork *work, gpointer data, GError **error)
{
  const Settling *settling = data;
  g_autoptr (UkeConflict) conflict = read_card (work, settling, TRUE, error);
  g_autoptr (UkeRecord) staff = NULL;

  if (conflict == NULL)
    return FALSE;
  staff = uke_work_read (work, &UKE_ENTITY_STAFF, &settling->assigned_staff_id, error);
  if (staff == NULL)
    return FALSE;
  put_step (work, settling, UKE_SETTLEMENT_HANDED);
  set_subject (work, conflict);
  return TRUE;
}

/**
 * uke_command_hand_conflict:
 * @change_set_id: the change-set that left the card
 * @record_id: the record it is on
 * @staff_id: who shall see to it
 *
 * Hands a card to somebody; it stays open.
 *
 * Returns: (transfer full): the command
 * Errors: NOT_FOUND, CONFLICT with who settled it meanwhile
 * Thread: any
 * Source: sync.md 2.18
 */
UkeCommand *
uke_command_hand_conflict (const UkeId *change_set_id,
                           const UkeId *record_id,
                           const UkeId *staff_id)
{
  Settling *settling = settling_new (change_set_id, record_id);

  settling->assigned_staff_id = *staff_id;
  return uke_command_new (UKE_INTENT_HAND_CONFLICT, UKE_ACTION_CONFLICT_SETTLE, perform_hand,
                          settling, settling_free);
}
