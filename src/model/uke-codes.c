/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-codes.h"

#include "model/uke-entities.h"

#include <string.h>

#define CODES_MAX 16

static const char *const registry[UKE_N_CODES_][CODES_MAX] = {
  [UKE_CODES_ROLE]
  = { "reception", "nurse", "doctor", "liaison", "manager", "director", "sysadmin", "maintenance" },
  [UKE_CODES_RESOURCE_KIND] = { "provider", "chair", "room", "equipment" },
  [UKE_CODES_CLOSURE_KIND] = { "closed", "away", "open" },
  [UKE_CODES_SEX] = { "female", "male", "other", "unknown" },
  [UKE_CODES_STAGE]
  = { "lead", "consult_booked", "consulted", "in_treatment", "completed", "repeater", "dormant" },
  [UKE_CODES_SOURCE] = { "web", "sns", "referral", "sign", "portal", "other" },
  [UKE_CODES_ENDED_REASON] = { "deceased", "moved", "other" },
  [UKE_CODES_PHONE_LABEL] = { "mobile", "home", "work", "fax", "other" },
  [UKE_CODES_PHONE_OWNER] = { "self", "family", "guardian", "work" },
  [UKE_CODES_VOICEMAIL] = { "unknown", "no", "named", "unnamed" },
  [UKE_CODES_ADDRESS_LABEL] = { "home", "work", "other" },
  [UKE_CODES_PROPERTY_KIND] = { "text", "number", "date", "choice", "check" },
  [UKE_CODES_CONSENT_PURPOSE] = { "appointment", "news", "survey" },
  [UKE_CODES_CONSENT_CHANNEL] = { "line", "sms", "email", "phone", "post", "whatsapp" },
  [UKE_CODES_CONSENT_STATE] = { "granted", "refused" },
  [UKE_CODES_CONSENT_ROUTE] = { "paper", "phone", "web", "import", "desk" },
  [UKE_CODES_STATUS]
  = { "booked", "confirmed", "arrived", "in_room", "paying", "done", "no_show", "cancelled" },
  [UKE_CODES_CANCELLED_BY] = { "patient", "clinic" },
  [UKE_CODES_BOOKING_CHANNEL] = { "phone", "desk", "web", "line", "import" },
  [UKE_CODES_FOLLOW_UP_REASON]
  = { "recall", "annual", "aftercare", "no_show", "broken", "callback", "undeliverable", "lead",
      "dormant", "complaint", "referral", "waitlist", "handoff", "manual" },
  [UKE_CODES_FOLLOW_UP_STATE] = { "open", "agreed", "later", "done", "removed", "review" },
  [UKE_CODES_CALL_OUTCOME]
  = { "booked", "talked", "call_back", "no_answer", "wrong_number", "declined", "handed_to_doctor",
      "message_with_family", "agreed_to_visit", "later", "voicemail", "moved", "deceased",
      "other_end", "stop_contact" },
  [UKE_CODES_IMPORT_KIND] = { "patients", "appointments", "follow_ups" },
  [UKE_CODES_IMPORT_STATE] = { "running", "done", "cancelled", "undone" },
  [UKE_CODES_DUPLICATE_DECISION] = { "same", "different", "later" },
  [UKE_CODES_SETTLEMENT] = { "stands", "other", "both", "handed" },
};

/* Which registry a CODE field draws from. Fields that are not here hold open codes. */
static const struct {
  const UkeEntity *entity;
  unsigned field;
  UkeCodes codes;
} code_fields[] = {
  { &UKE_ENTITY_STAFF, UKE_STAFF_ROLE, UKE_CODES_ROLE },
  { &UKE_ENTITY_RESOURCE, UKE_RESOURCE_KIND, UKE_CODES_RESOURCE_KIND },
  { &UKE_ENTITY_CLOSURE, UKE_CLOSURE_KIND, UKE_CODES_CLOSURE_KIND },
  { &UKE_ENTITY_PATIENT, UKE_PATIENT_SEX, UKE_CODES_SEX },
  { &UKE_ENTITY_PATIENT, UKE_PATIENT_STAGE, UKE_CODES_STAGE },
  { &UKE_ENTITY_PATIENT, UKE_PATIENT_SOURCE, UKE_CODES_SOURCE },
  { &UKE_ENTITY_PATIENT, UKE_PATIENT_ENDED_REASON, UKE_CODES_ENDED_REASON },
  { &UKE_ENTITY_PATIENT_PHONE, UKE_PATIENT_PHONE_LABEL, UKE_CODES_PHONE_LABEL },
  { &UKE_ENTITY_PATIENT_PHONE, UKE_PATIENT_PHONE_OWNER, UKE_CODES_PHONE_OWNER },
  { &UKE_ENTITY_PATIENT_PHONE, UKE_PATIENT_PHONE_VOICEMAIL, UKE_CODES_VOICEMAIL },
  { &UKE_ENTITY_PATIENT_ADDRESS, UKE_PATIENT_ADDRESS_LABEL, UKE_CODES_ADDRESS_LABEL },
  { &UKE_ENTITY_PROPERTY, UKE_PROPERTY_KIND, UKE_CODES_PROPERTY_KIND },
  { &UKE_ENTITY_CONSENT, UKE_CONSENT_PURPOSE, UKE_CODES_CONSENT_PURPOSE },
  { &UKE_ENTITY_CONSENT, UKE_CONSENT_CHANNEL, UKE_CODES_CONSENT_CHANNEL },
  { &UKE_ENTITY_CONSENT, UKE_CONSENT_STATE, UKE_CODES_CONSENT_STATE },
  { &UKE_ENTITY_CONSENT, UKE_CONSENT_ROUTE, UKE_CODES_CONSENT_ROUTE },
  { &UKE_ENTITY_APPOINTMENT, UKE_APPOINTMENT_STATUS, UKE_CODES_STATUS },
  { &UKE_ENTITY_APPOINTMENT, UKE_APPOINTMENT_CANCELLED_BY, UKE_CODES_CANCELLED_BY },
  { &UKE_ENTITY_APPOINTMENT, UKE_APPOINTMENT_CHANNEL, UKE_CODES_BOOKING_CHANNEL },
  { &UKE_ENTITY_FOLLOW_UP, UKE_FOLLOW_UP_REASON, UKE_CODES_FOLLOW_UP_REASON },
  { &UKE_ENTITY_FOLLOW_UP, UKE_FOLLOW_UP_STATE, UKE_CODES_FOLLOW_UP_STATE },
  { &UKE_ENTITY_FOLLOW_UP, UKE_FOLLOW_UP_LAST_OUTCOME, UKE_CODES_CALL_OUTCOME },
  { &UKE_ENTITY_CALL_ATTEMPT, UKE_CALL_ATTEMPT_OUTCOME, UKE_CODES_CALL_OUTCOME },
  { &UKE_ENTITY_CALL_SCRIPT, UKE_CALL_SCRIPT_REASON, UKE_CODES_FOLLOW_UP_REASON },
  { &UKE_ENTITY_IMPORT_RUN, UKE_IMPORT_RUN_KIND, UKE_CODES_IMPORT_KIND },
  { &UKE_ENTITY_IMPORT_RUN, UKE_IMPORT_RUN_STATE, UKE_CODES_IMPORT_STATE },
  { &UKE_ENTITY_IMPORT_MAPPING, UKE_IMPORT_MAPPING_KIND, UKE_CODES_IMPORT_KIND },
  { &UKE_ENTITY_DUPLICATE_REVIEW, UKE_DUPLICATE_REVIEW_DECISION, UKE_CODES_DUPLICATE_DECISION },
  { &UKE_ENTITY_CONFLICT_SETTLEMENT, UKE_CONFLICT_SETTLEMENT_CHOICE, UKE_CODES_SETTLEMENT },
};

/* Codes without a registry (setting keys, languages): 1 to 64 of a-z 0-9 . _ - */
static gboolean
is_open_code (const char *code)
{
  size_t length = strspn (code, "abcdefghijklmnopqrstuvwxyz0123456789._-");

  return length >= 1 && length <= 64 && code[length] == '\0';
}

/**
 * uke_codes_get:
 * @codes: a registry
 * @out_n: (out) (optional): how many codes it has
 *
 * Returns: (transfer none): the codes in the order in which menus show them, ended by NULL
 * Thread: any
 */
const char *const *
uke_codes_get (UkeCodes codes, unsigned *out_n)
{
  unsigned n = 0;

  g_return_val_if_fail (codes > UKE_CODES_NONE && codes < UKE_N_CODES_, NULL);
  while (registry[codes][n] != NULL)
    n++;
  if (out_n != NULL)
    *out_n = n;
  return registry[codes];
}

/**
 * uke_codes_get_position:
 * @codes: a registry
 * @code: (nullable): a text
 *
 * Returns: where the code stands in the list, for drop-downs; -1 when it is not in it
 * Thread: any
 */
int
uke_codes_get_position (UkeCodes codes, const char *code)
{
  g_return_val_if_fail (codes > UKE_CODES_NONE && codes < UKE_N_CODES_, -1);
  for (int i = 0; code != NULL && registry[codes][i] != NULL; i++)
    if (strcmp (registry[codes][i], code) == 0)
      return i;
  return -1;
}

/**
 * uke_codes_contain:
 * @codes: a registry
 * @code: (nullable): a text
 *
 * Returns: whether it is one of the registry's codes
 * Thread: any
 */
gboolean
uke_codes_contain (UkeCodes codes, const char *code)
{
  return uke_codes_get_position (codes, code) >= 0;
}

/**
 * uke_codes_of_field:
 * @entity: an entity
 * @field: a field's position
 *
 * Returns: the registry of that field, or `UKE_CODES_NONE` when it holds open codes or no code
 * Thread: any
 */
UkeCodes
uke_codes_of_field (const UkeEntity *entity, unsigned field)
{
  for (size_t i = 0; i < G_N_ELEMENTS (code_fields); i++)
    if (code_fields[i].entity == entity && code_fields[i].field == field)
      return code_fields[i].codes;
  return UKE_CODES_NONE;
}

/**
 * uke_code_fits_field:
 * @entity: an entity
 * @field: the position of a CODE field
 * @code: a text
 *
 * Returns: whether the field may hold that code
 * Thread: any
 */
gboolean
uke_code_fits_field (const UkeEntity *entity, unsigned field, const char *code)
{
  UkeCodes codes = uke_codes_of_field (entity, field);

  return codes == UKE_CODES_NONE ? is_open_code (code) : uke_codes_contain (codes, code);
}

/**
 * uke_follow_up_state_is_open:
 * @state: a follow-up's state code
 *
 * Returns: whether somebody still owes something: open, agreed, later or review
 * Thread: any
 */
gboolean
uke_follow_up_state_is_open (const char *state)
{
  return strcmp (state, UKE_FOLLOW_UP_DONE) != 0 && strcmp (state, UKE_FOLLOW_UP_REMOVED) != 0
         && uke_codes_contain (UKE_CODES_FOLLOW_UP_STATE, state);
}
