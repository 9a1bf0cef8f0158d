/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"
#include "base/uke-id.h"
#include "model/uke-action.h"
#include "model/uke-entity.h"
#include "model/uke-intent.h"
#include "model/uke-overlap.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UkeClinicError:
 * @UKE_CLINIC_ERROR_FAILED: nothing the caller can do
 * @UKE_CLINIC_ERROR_NOT_OPEN: the clinic is not open (yet, or any more)
 * @UKE_CLINIC_ERROR_NOT_FOUND: the record is not there (facts: entity, record_id)
 * @UKE_CLINIC_ERROR_NOBODY: nobody sits at the desk; choose who does
 * @UKE_CLINIC_ERROR_DENIED: this role may not do that (facts: action)
 * @UKE_CLINIC_ERROR_NEEDS_REASON: ask for a reason and try again (facts: action)
 * @UKE_CLINIC_ERROR_NEEDS_SECOND_PERSON: ask for a second person and a reason (facts: action)
 * @UKE_CLINIC_ERROR_WARNINGS: show the warnings; accepted, the command goes through (facts:
 * warnings)
 * @UKE_CLINIC_ERROR_CONFLICT: somebody changed it since it was seen: read again (facts: entity,
 * field, record_id, staff_id, at_us)
 * @UKE_CLINIC_ERROR_BAD_VALUE: a value that cannot be (facts: entity, field)
 * @UKE_CLINIC_ERROR_MISSING: a value that must be there is not (facts: entity, field)
 * @UKE_CLINIC_ERROR_DUPLICATE: another record has it already (facts: entity, field, record_id)
 * @UKE_CLINIC_ERROR_STATE: the record's state does not allow it (facts: entity, record_id, code:
 * the state it is in)
 * @UKE_CLINIC_ERROR_ENDED: the patient is deceased, moved or ended; no contact (facts: record_id)
 * @UKE_CLINIC_ERROR_CLINICAL_CONTENT: clinical content has no place here (facts: entity, field,
 * text: the word)
 * @UKE_CLINIC_ERROR_CANNOT_UNDO: changed since, or too old, or not undoable (facts: entity, field,
 * record_id, staff_id, at_us where somebody changed it since)
 * @UKE_CLINIC_ERROR_LIMIT: too much at once (facts: number: the limit)
 * @UKE_CLINIC_ERROR_EXISTS: a clinic is there already
 *
 * What a command or query could not do, named for what the caller can do about it. The numbers are
 * a registry: never reused.
 */
typedef enum {
  UKE_CLINIC_ERROR_FAILED = 0,
  UKE_CLINIC_ERROR_NOT_OPEN = 1,
  UKE_CLINIC_ERROR_NOT_FOUND = 2,
  UKE_CLINIC_ERROR_NOBODY = 3,
  UKE_CLINIC_ERROR_DENIED = 4,
  UKE_CLINIC_ERROR_NEEDS_REASON = 5,
  UKE_CLINIC_ERROR_NEEDS_SECOND_PERSON = 6,
  UKE_CLINIC_ERROR_WARNINGS = 7,
  UKE_CLINIC_ERROR_CONFLICT = 8,
  UKE_CLINIC_ERROR_BAD_VALUE = 9,
  UKE_CLINIC_ERROR_MISSING = 10,
  UKE_CLINIC_ERROR_DUPLICATE = 11,
  UKE_CLINIC_ERROR_STATE = 12,
  UKE_CLINIC_ERROR_ENDED = 13,
  UKE_CLINIC_ERROR_CLINICAL_CONTENT = 14,
  UKE_CLINIC_ERROR_CANNOT_UNDO = 15,
  UKE_CLINIC_ERROR_LIMIT = 16,
  UKE_CLINIC_ERROR_EXISTS = 17,
} UkeClinicError;

/** UKE_CLINIC_N_ERRORS: how many codes the domain has. */
#define UKE_CLINIC_N_ERRORS (UKE_CLINIC_ERROR_EXISTS + 1)

#define UKE_CLINIC_ERROR (uke_clinic_error_quark ())
GQuark uke_clinic_error_quark (void);

/**
 * UkeWarning:
 * @code: what to warn of
 * @appointment_id: the other booking, or none
 * @patient_id: the other patient (same name, the other booking's), or none
 * @resource_id: the provider or chair concerned, or none
 * @starts_at_us: when the other booking starts, 0 where none is concerned
 * @number: a count or length: no-shows so far, the menu's minutes
 * @text: (owned) (nullable): the reason of a closing day or absence, the other patient's name: for
 * the screen only, never for a log
 *
 * One thing that staff must have been shown before they go on (product.md 4.1 no. 17).
 */
typedef struct {
  UkeBookingWarning code;
  UkeId appointment_id;
  UkeId patient_id;
  UkeId resource_id;
  int64_t starts_at_us;
  int64_t number;
  char *text;
} UkeWarning;

void uke_warning_free (UkeWarning *self);
UkeWarning *uke_warning_copy (const UkeWarning *self);

/**
 * UkeClinicFacts:
 * @action: the action that was refused, 0 where none
 * @entity: (nullable): the kind of record
 * @field: (nullable): the name of its field
 * @record_id: the record
 * @staff_id: who changed it since
 * @at_us: when they did
 * @number: a limit or count
 * @code: (owned) (nullable): a state or other code
 * @text: (owned) (nullable): a word typed by a person: for the screen only
 * @warnings: (owned) (nullable) (element-type UkeWarning): most serious first
 *
 * What a sentence about an error needs beside its code. Each code says which facts it has.
 */
typedef struct {
  UkeAction action;
  const UkeEntity *entity;
  const char *field;
  UkeId record_id;
  UkeId staff_id;
  int64_t at_us;
  int64_t number;
  char *code;
  char *text;
  GPtrArray *warnings;
} UkeClinicFacts;

const UkeClinicFacts *uke_clinic_error_facts (const GError *error);
GPtrArray *uke_clinic_error_warnings (const GError *error);
const char *uke_clinic_error_code_name (int code);

G_END_DECLS
