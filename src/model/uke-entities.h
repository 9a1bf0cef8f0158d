/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-entity.h"

G_BEGIN_DECLS

/*
 * The registry of entities. Each list is F (PREFIX, id, CAPITALS, name, TYPE, MERGE, SENSITIVITY,
 * since). Numbers of entities: 1 clinic, 2 staff, 3 resource, 4 working_hours, 5 closure, 6 menu, 7
 * setting, 10 patient, 11 patient_phone, 12 patient_email, 13 patient_address, 14 household, 15
 * patient_tag, 16 property, 17 patient_property, 18 consent, 20 appointment, 30 follow_up, 31
 * call_attempt, 32 call_script, 40 import_run, 41 import_mapping, 42 duplicate_review, 43
 * conflict_settlement.
 */

/* One line a field, in columns: a table is read down, not along. */
/* clang-format off */

/* A place of treatment (拠点) of the organisation. */
#define UKE_CLINIC_FIELDS(F)                                                                                           \
  F (UKE_CLINIC_FIELD, 1, NAME, name, TEXT, PLAIN, OPERATIONAL, 1)                                                     \
  F (UKE_CLINIC_FIELD, 2, ZONE, zone, TEXT, PLAIN, OPERATIONAL, 1)          /* IANA zone */                            \
  F (UKE_CLINIC_FIELD, 3, PHONE, phone, TEXT, PLAIN, OPERATIONAL, 1)                                                   \
  F (UKE_CLINIC_FIELD, 4, POSTAL_CODE, postal_code, TEXT, PLAIN, OPERATIONAL, 1)                                       \
  F (UKE_CLINIC_FIELD, 5, ADDRESS, address, TEXT, PLAIN, OPERATIONAL, 1)

/* A person who works here. role: reception nurse doctor liaison manager director sysadmin maintenance. */
#define UKE_STAFF_FIELDS(F)                                                                                            \
  F (UKE_STAFF, 1, FAMILY_NAME, family_name, TEXT, PLAIN, PERSONAL, 1)                                                 \
  F (UKE_STAFF, 2, GIVEN_NAME, given_name, TEXT, PLAIN, PERSONAL, 1)                                                   \
  F (UKE_STAFF, 3, KANA, kana, TEXT, PLAIN, PERSONAL, 1)                                                               \
  F (UKE_STAFF, 4, ROLE, role, CODE, PLAIN, OPERATIONAL, 1)                                                            \
  F (UKE_STAFF, 5, TITLE, title, TEXT, PLAIN, OPERATIONAL, 1)               /* 院長, 衛生士: as shown after the name */ \
  F (UKE_STAFF, 6, COLOUR, colour, INT, PLAIN, OPERATIONAL, 1)              /* avatar colour index */                  \
  F (UKE_STAFF, 7, IS_ACTIVE, is_active, BOOL, PLAIN, OPERATIONAL, 1)                                                  \
  F (UKE_STAFF, 8, SORT_ORDER, sort_order, INT, PLAIN, OPERATIONAL, 1)

/* What can be booked. kind: provider chair room equipment. */
#define UKE_RESOURCE_FIELDS(F)                                                                                         \
  F (UKE_RESOURCE, 1, CLINIC_ID, clinic_id, ID, PLAIN, OPERATIONAL, 1)                                                 \
  F (UKE_RESOURCE, 2, KIND, kind, CODE, FIXED, OPERATIONAL, 1)                                                         \
  F (UKE_RESOURCE, 3, NAME, name, TEXT, PLAIN, OPERATIONAL, 1)              /* 青柳 院長, チェア1 */                    \
  F (UKE_RESOURCE, 4, SHORT_NAME, short_name, TEXT, PLAIN, OPERATIONAL, 1)  /* 青柳 */                                 \
  F (UKE_RESOURCE, 5, STAFF_ID, staff_id, ID, PLAIN, OPERATIONAL, 1)                                                   \
  F (UKE_RESOURCE, 6, PLACE, place, TEXT, PLAIN, OPERATIONAL, 1)            /* チェア1・歯科一般 */                     \
  F (UKE_RESOURCE, 7, GROUP_NAME, group_name, TEXT, PLAIN, OPERATIONAL, 1)  /* 歯科・矯正 */                           \
  F (UKE_RESOURCE, 8, CHAIR_ID, chair_id, ID, PLAIN, OPERATIONAL, 1)        /* the chair a provider usually uses */    \
  F (UKE_RESOURCE, 9, CAPACITY, capacity, INT, PLAIN, OPERATIONAL, 1)       /* bookings at one time, at least 1 */     \
  F (UKE_RESOURCE, 10, COLOUR, colour, INT, PLAIN, OPERATIONAL, 1)                                                     \
  F (UKE_RESOURCE, 11, SORT_ORDER, sort_order, INT, PLAIN, OPERATIONAL, 1)                                             \
  F (UKE_RESOURCE, 12, IS_ACTIVE, is_active, BOOL, PLAIN, OPERATIONAL, 1)

/* The weekly pattern: one row a resource, weekday and stretch. Several rows a day leave lunch between them. */
#define UKE_WORKING_HOURS_FIELDS(F)                                                                                    \
  F (UKE_WORKING_HOURS, 1, RESOURCE_ID, resource_id, ID, FIXED, OPERATIONAL, 1)                                        \
  F (UKE_WORKING_HOURS, 2, WEEKDAY, weekday, INT, PLAIN, OPERATIONAL, 1)     /* 0 Sunday .. 6 Saturday */              \
  F (UKE_WORKING_HOURS, 3, START_MIN, start_min, INT, PLAIN, OPERATIONAL, 1) /* minute of day */                       \
  F (UKE_WORKING_HOURS, 4, END_MIN, end_min, INT, PLAIN, OPERATIONAL, 1)                                               \
  F (UKE_WORKING_HOURS, 5, VALID_FROM_DATE, valid_from_date, DATE, PLAIN, OPERATIONAL, 1)                              \
  F (UKE_WORKING_HOURS, 6, VALID_TO_DATE, valid_to_date, DATE, PLAIN, OPERATIONAL, 1)

/* A closing day of the clinic (resource_id none) or an absence of one resource. kind: closed away open. */
#define UKE_CLOSURE_FIELDS(F)                                                                                          \
  F (UKE_CLOSURE, 1, CLINIC_ID, clinic_id, ID, FIXED, OPERATIONAL, 1)                                                  \
  F (UKE_CLOSURE, 2, RESOURCE_ID, resource_id, ID, FIXED, OPERATIONAL, 1)                                              \
  F (UKE_CLOSURE, 3, KIND, kind, CODE, PLAIN, OPERATIONAL, 1)                /* open: a holiday worked all the same */ \
  F (UKE_CLOSURE, 4, FROM_DATE, from_date, DATE, PLAIN, OPERATIONAL, 1)                                                \
  F (UKE_CLOSURE, 5, TO_DATE, to_date, DATE, PLAIN, OPERATIONAL, 1)          /* inclusive */                           \
  F (UKE_CLOSURE, 6, START_MIN, start_min, INT, PLAIN, OPERATIONAL, 1)       /* NULL: the whole day */                 \
  F (UKE_CLOSURE, 7, END_MIN, end_min, INT, PLAIN, OPERATIONAL, 1)                                                     \
  F (UKE_CLOSURE, 8, REASON, reason, TEXT, PLAIN, OPERATIONAL, 1)            /* 研修会 */

/* A treatment menu (メニュー): its name, never a diagnosis. */
#define UKE_MENU_FIELDS(F)                                                                                             \
  F (UKE_MENU, 1, CLINIC_ID, clinic_id, ID, PLAIN, OPERATIONAL, 1)                                                     \
  F (UKE_MENU, 2, NAME, name, TEXT, PLAIN, OPERATIONAL, 1)                                                             \
  F (UKE_MENU, 3, LENGTH_MIN, length_min, INT, PLAIN, OPERATIONAL, 1)                                                  \
  F (UKE_MENU, 4, COLOUR, colour, INT, PLAIN, OPERATIONAL, 1)                                                          \
  F (UKE_MENU, 5, IS_SELF_PAY, is_self_pay, BOOL, PLAIN, OPERATIONAL, 1)                                               \
  F (UKE_MENU, 6, PRICE_YEN, price_yen, INT, PLAIN, OPERATIONAL, 1)                                                    \
  F (UKE_MENU, 7, SORT_ORDER, sort_order, INT, PLAIN, OPERATIONAL, 1)                                                  \
  F (UKE_MENU, 8, IS_ACTIVE, is_active, BOOL, PLAIN, OPERATIONAL, 1)

/* A setting of the clinic by key; its value is JSON text. */
#define UKE_SETTING_FIELDS(F)                                                                                          \
  F (UKE_SETTING, 1, KEY, key, CODE, FIXED, OPERATIONAL, 1)                                                            \
  F (UKE_SETTING, 2, VALUE, value, TEXT, PLAIN, OPERATIONAL, 1)

/* A person cared for. sex: female male other unknown. stage: the seven stages of F38. ended: deceased moved other. */
#define UKE_PATIENT_FIELDS(F)                                                                                          \
  F (UKE_PATIENT, 1, PATIENT_NUMBER, patient_number, TEXT, IDENTITY, PERSONAL, 1)                                      \
  F (UKE_PATIENT, 2, FAMILY_NAME, family_name, TEXT, IDENTITY, PERSONAL, 1)                                            \
  F (UKE_PATIENT, 3, GIVEN_NAME, given_name, TEXT, IDENTITY, PERSONAL, 1)                                              \
  F (UKE_PATIENT, 4, FAMILY_KANA, family_kana, TEXT, IDENTITY, PERSONAL, 1)  /* hiragana */                            \
  F (UKE_PATIENT, 5, GIVEN_KANA, given_kana, TEXT, IDENTITY, PERSONAL, 1)                                              \
  F (UKE_PATIENT, 6, KANA_AS_TYPED, kana_as_typed, TEXT, IDENTITY, PERSONAL, 1)                                        \
  F (UKE_PATIENT, 7, BIRTH_DATE, birth_date, DATE, IDENTITY, PERSONAL, 1)                                              \
  F (UKE_PATIENT, 8, SEX, sex, CODE, IDENTITY, PERSONAL, 1)                                                            \
  F (UKE_PATIENT, 9, HOUSEHOLD_ID, household_id, ID, PLAIN, PERSONAL, 1)                                               \
  F (UKE_PATIENT, 10, RELATION, relation, TEXT, PLAIN, PERSONAL, 1)          /* within the household: 夫, 長女 */      \
  F (UKE_PATIENT, 11, ALERT, alert, TEXT, MEMO, FREE_TEXT, 1)                /* 受付での注意, one a line */            \
  F (UKE_PATIENT, 12, NOTE, note, TEXT, MEMO, FREE_TEXT, 1)                  /* no clinical content */                 \
  F (UKE_PATIENT, 13, STAGE, stage, CODE, PLAIN, PERSONAL, 1)                                                          \
  F (UKE_PATIENT, 14, SOURCE, source, CODE, PLAIN, PERSONAL, 1)              /* web sns referral sign portal other */  \
  F (UKE_PATIENT, 15, FIRST_VISIT_DATE, first_visit_date, DATE, PLAIN, PERSONAL, 1)                                    \
  F (UKE_PATIENT, 16, LAST_VISIT_DATE, last_visit_date, DATE, PLAIN, PERSONAL, 1)                                      \
  F (UKE_PATIENT, 17, VISIT_COUNT, visit_count, INT, COUNTER, PERSONAL, 1)                                             \
  F (UKE_PATIENT, 18, NEXT_VISIT_DATE, next_visit_date, DATE, PLAIN, PERSONAL, 1) /* planned, without a booking */     \
  F (UKE_PATIENT, 19, TOTAL_AMOUNT_YEN, total_amount_yen, INT, COUNTER, PERSONAL, 1)                                   \
  F (UKE_PATIENT, 20, STAFF_ID, staff_id, ID, PLAIN, OPERATIONAL, 1)         /* 担当医/カウンセラー */                 \
  F (UKE_PATIENT, 21, INTERESTS, interests, TEXT, PLAIN, PERSONAL, 1)        /* 関心のある施術: menu names, one a line */ \
  F (UKE_PATIENT, 22, TREATMENTS, treatments, TEXT, PLAIN, PERSONAL, 1)      /* 実施済み施術: menu names, one a line */ \
  F (UKE_PATIENT, 23, LANGUAGE, language, CODE, PLAIN, PERSONAL, 1)                                                    \
  F (UKE_PATIENT, 24, ENDED_REASON, ended_reason, CODE, IDENTITY, PERSONAL, 1) /* set: every future contact stops */   \
  F (UKE_PATIENT, 25, ENDED_DATE, ended_date, DATE, IDENTITY, PERSONAL, 1)                                             \
  F (UKE_PATIENT, 26, IS_PROVISIONAL, is_provisional, BOOL, PLAIN, OPERATIONAL, 1) /* number to be replaced */         \
  F (UKE_PATIENT, 27, MERGED_INTO_ID, merged_into_id, ID, IDENTITY, OPERATIONAL, 1)                                    \
  F (UKE_PATIENT, 28, IMPORT_RUN_ID, import_run_id, ID, FIXED, OPERATIONAL, 1)

/* label: mobile home work fax other. owner: self family guardian work. voicemail: unknown no named unnamed. */
#define UKE_PATIENT_PHONE_FIELDS(F)                                                                                    \
  F (UKE_PATIENT_PHONE, 1, PATIENT_ID, patient_id, ID, FIXED, OPERATIONAL, 1)                                          \
  F (UKE_PATIENT_PHONE, 2, NUMBER, number, TEXT, IDENTITY, CONTACT, 1)       /* national digits */                     \
  F (UKE_PATIENT_PHONE, 3, AS_TYPED, as_typed, TEXT, PLAIN, CONTACT, 1)                                                \
  F (UKE_PATIENT_PHONE, 4, LABEL, label, CODE, PLAIN, OPERATIONAL, 1)                                                  \
  F (UKE_PATIENT_PHONE, 5, OWNER, owner, CODE, PLAIN, PERSONAL, 1)                                                     \
  F (UKE_PATIENT_PHONE, 6, OWNER_NOTE, owner_note, TEXT, PLAIN, FREE_TEXT, 1) /* 母 さちこ */                          \
  F (UKE_PATIENT_PHONE, 7, BEST_HOURS, best_hours, TEXT, PLAIN, OPERATIONAL, 1) /* "weekdays 12:00-13:00;..." see model/uke-best-hours.h */ \
  F (UKE_PATIENT_PHONE, 8, VOICEMAIL, voicemail, CODE, PLAIN, OPERATIONAL, 1)                                          \
  F (UKE_PATIENT_PHONE, 9, PREFERENCE, preference, INT, PLAIN, OPERATIONAL, 1) /* 1 first */                           \
  F (UKE_PATIENT_PHONE, 10, IS_BAD, is_bad, BOOL, PLAIN, OPERATIONAL, 1)     /* wrong or dead number */

#define UKE_PATIENT_EMAIL_FIELDS(F)                                                                                    \
  F (UKE_PATIENT_EMAIL, 1, PATIENT_ID, patient_id, ID, FIXED, OPERATIONAL, 1)                                          \
  F (UKE_PATIENT_EMAIL, 2, ADDRESS, address, TEXT, PLAIN, CONTACT, 1)                                                  \
  F (UKE_PATIENT_EMAIL, 3, PREFERENCE, preference, INT, PLAIN, OPERATIONAL, 1)                                         \
  F (UKE_PATIENT_EMAIL, 4, IS_BAD, is_bad, BOOL, PLAIN, OPERATIONAL, 1)

#define UKE_PATIENT_ADDRESS_FIELDS(F)                                                                                  \
  F (UKE_PATIENT_ADDRESS, 1, PATIENT_ID, patient_id, ID, FIXED, OPERATIONAL, 1)                                        \
  F (UKE_PATIENT_ADDRESS, 2, LABEL, label, CODE, PLAIN, OPERATIONAL, 1)      /* home work other */                     \
  F (UKE_PATIENT_ADDRESS, 3, POSTAL_CODE, postal_code, TEXT, PLAIN, CONTACT, 1)                                        \
  F (UKE_PATIENT_ADDRESS, 4, ADDRESS, address, TEXT, PLAIN, CONTACT, 1)

#define UKE_HOUSEHOLD_FIELDS(F)                                                                                        \
  F (UKE_HOUSEHOLD, 1, NAME, name, TEXT, PLAIN, PERSONAL, 1)                                                           \
  F (UKE_HOUSEHOLD, 2, CONTACT_PATIENT_ID, contact_patient_id, ID, PLAIN, OPERATIONAL, 1)

#define UKE_PATIENT_TAG_FIELDS(F)                                                                                      \
  F (UKE_PATIENT_TAG, 1, PATIENT_ID, patient_id, ID, FIXED, OPERATIONAL, 1)                                            \
  F (UKE_PATIENT_TAG, 2, TAG, tag, TEXT, FIXED, PERSONAL, 1)

/* A property of the clinic's own. kind: text number date choice check. */
#define UKE_PROPERTY_FIELDS(F)                                                                                         \
  F (UKE_PROPERTY, 1, NAME, name, TEXT, PLAIN, OPERATIONAL, 1)                                                         \
  F (UKE_PROPERTY, 2, KIND, kind, CODE, FIXED, OPERATIONAL, 1)                                                         \
  F (UKE_PROPERTY, 3, CHOICES, choices, TEXT, PLAIN, OPERATIONAL, 1)         /* one a line */                          \
  F (UKE_PROPERTY, 4, SORT_ORDER, sort_order, INT, PLAIN, OPERATIONAL, 1)                                              \
  F (UKE_PROPERTY, 5, IS_ACTIVE, is_active, BOOL, PLAIN, OPERATIONAL, 1)

#define UKE_PATIENT_PROPERTY_FIELDS(F)                                                                                 \
  F (UKE_PATIENT_PROPERTY, 1, PATIENT_ID, patient_id, ID, FIXED, OPERATIONAL, 1)                                       \
  F (UKE_PATIENT_PROPERTY, 2, PROPERTY_ID, property_id, ID, FIXED, OPERATIONAL, 1)                                     \
  F (UKE_PATIENT_PROPERTY, 3, VALUE, value, TEXT, PLAIN, FREE_TEXT, 1)

/* purpose: appointment news survey. channel: line sms email phone post whatsapp. state: granted refused.
 * One row a patient, purpose and channel; the id is made from these three so that two desks make the same row. */
#define UKE_CONSENT_FIELDS(F)                                                                                          \
  F (UKE_CONSENT, 1, PATIENT_ID, patient_id, ID, FIXED, OPERATIONAL, 1)                                                \
  F (UKE_CONSENT, 2, PURPOSE, purpose, CODE, FIXED, PERSONAL, 1)                                                       \
  F (UKE_CONSENT, 3, CHANNEL, channel, CODE, FIXED, PERSONAL, 1)                                                       \
  F (UKE_CONSENT, 4, STATE, state, CODE, CONSENT, PERSONAL, 1)                                                         \
  F (UKE_CONSENT, 5, ROUTE, route, CODE, PLAIN, OPERATIONAL, 1)              /* paper phone web import desk */         \
  F (UKE_CONSENT, 6, EVIDENCE, evidence, TEXT, PLAIN, FREE_TEXT, 1)          /* wording version, form, remark */       \
  F (UKE_CONSENT, 7, DECIDED_AT_US, decided_at_us, TIME, PLAIN, OPERATIONAL, 1)                                        \
  F (UKE_CONSENT, 8, STAFF_ID, staff_id, ID, PLAIN, OPERATIONAL, 1)

/* status: booked confirmed arrived in_room paying done no_show cancelled (design.md 5, decision 8). */
#define UKE_APPOINTMENT_FIELDS(F)                                                                                      \
  F (UKE_APPOINTMENT, 1, CLINIC_ID, clinic_id, ID, FIXED, OPERATIONAL, 1)                                              \
  F (UKE_APPOINTMENT, 2, PATIENT_ID, patient_id, ID, IDENTITY, PERSONAL, 1)                                            \
  F (UKE_APPOINTMENT, 3, PROVIDER_ID, provider_id, ID, SLOT, OPERATIONAL, 1)                                           \
  F (UKE_APPOINTMENT, 4, CHAIR_ID, chair_id, ID, SLOT, OPERATIONAL, 1)       /* may stay none until arrival */         \
  F (UKE_APPOINTMENT, 5, MENU_ID, menu_id, ID, PLAIN, OPERATIONAL, 1)                                                  \
  F (UKE_APPOINTMENT, 6, STARTS_AT_US, starts_at_us, TIME, SLOT, PERSONAL, 1)                                          \
  F (UKE_APPOINTMENT, 7, LENGTH_MIN, length_min, INT, SLOT, OPERATIONAL, 1)                                            \
  F (UKE_APPOINTMENT, 8, STATUS, status, CODE, STATUS, PERSONAL, 1)                                                    \
  F (UKE_APPOINTMENT, 9, IS_FIRST_VISIT, is_first_visit, BOOL, PLAIN, PERSONAL, 1)                                     \
  F (UKE_APPOINTMENT, 10, IS_PROVISIONAL, is_provisional, BOOL, PLAIN, OPERATIONAL, 1)                                 \
  F (UKE_APPOINTMENT, 11, NEEDS_NEW_TIME, needs_new_time, BOOL, PLAIN, OPERATIONAL, 1)                                 \
  F (UKE_APPOINTMENT, 12, OVERLAP_ACCEPTED, overlap_accepted, BOOL, SLOT, OPERATIONAL, 1) /* took an extra lane */     \
  F (UKE_APPOINTMENT, 13, RESCHEDULED_FROM_ID, rescheduled_from_id, ID, PLAIN, OPERATIONAL, 1)                         \
  F (UKE_APPOINTMENT, 14, CANCELLED_BY, cancelled_by, CODE, PLAIN, OPERATIONAL, 1) /* patient clinic */                \
  F (UKE_APPOINTMENT, 15, CANCEL_REASON, cancel_reason, TEXT, PLAIN, FREE_TEXT, 1)                                     \
  F (UKE_APPOINTMENT, 16, NOTE, note, TEXT, MEMO, FREE_TEXT, 1)                                                        \
  F (UKE_APPOINTMENT, 17, CHANNEL, channel, CODE, PLAIN, OPERATIONAL, 1)     /* phone desk web line import */          \
  F (UKE_APPOINTMENT, 18, ARRIVED_AT_US, arrived_at_us, TIME, PLAIN, PERSONAL, 1)                                      \
  F (UKE_APPOINTMENT, 19, IN_ROOM_AT_US, in_room_at_us, TIME, PLAIN, PERSONAL, 1)                                      \
  F (UKE_APPOINTMENT, 20, PAYING_AT_US, paying_at_us, TIME, PLAIN, PERSONAL, 1)                                        \
  F (UKE_APPOINTMENT, 21, DONE_AT_US, done_at_us, TIME, PLAIN, PERSONAL, 1)                                            \
  F (UKE_APPOINTMENT, 22, IMPORT_RUN_ID, import_run_id, ID, FIXED, OPERATIONAL, 1)                                     \
  F (UKE_APPOINTMENT, 23, EXTERNAL_KEY, external_key, TEXT, FIXED, OPERATIONAL, 1) /* what a repeated import matches */

/* A call somebody owes. reason: recall annual aftercare no_show broken callback undeliverable lead dormant complaint
 * referral waitlist handoff manual. state: open agreed later done removed review. */
#define UKE_FOLLOW_UP_FIELDS(F)                                                                                        \
  F (UKE_FOLLOW_UP, 1, CLINIC_ID, clinic_id, ID, FIXED, OPERATIONAL, 1)                                                \
  F (UKE_FOLLOW_UP, 2, PATIENT_ID, patient_id, ID, FIXED, PERSONAL, 1)                                                 \
  F (UKE_FOLLOW_UP, 3, REASON, reason, CODE, FIXED, PERSONAL, 1)                                                       \
  F (UKE_FOLLOW_UP, 4, REASON_NOTE, reason_note, TEXT, PLAIN, FREE_TEXT, 1)  /* 11/20 インプラント施術の3日後 */        \
  F (UKE_FOLLOW_UP, 5, STATE, state, CODE, PLAIN, OPERATIONAL, 1)                                                      \
  F (UKE_FOLLOW_UP, 6, DUE_AT_US, due_at_us, TIME, PLAIN, OPERATIONAL, 1)    /* until when */                          \
  F (UKE_FOLLOW_UP, 7, NOT_BEFORE_US, not_before_us, TIME, PLAIN, OPERATIONAL, 1) /* snoozed until */                  \
  F (UKE_FOLLOW_UP, 8, CALL_BACK_AT_US, call_back_at_us, TIME, PLAIN, OPERATIONAL, 1) /* promised to the patient */    \
  F (UKE_FOLLOW_UP, 9, BEST_HOURS, best_hours, TEXT, PLAIN, OPERATIONAL, 1)                                            \
  F (UKE_FOLLOW_UP, 10, ATTEMPTS, attempts, INT, COUNTER, OPERATIONAL, 1)                                              \
  F (UKE_FOLLOW_UP, 11, MAX_ATTEMPTS, max_attempts, INT, PLAIN, OPERATIONAL, 1)                                        \
  F (UKE_FOLLOW_UP, 12, MENU_ID, menu_id, ID, PLAIN, OPERATIONAL, 1)         /* what would be booked */                \
  F (UKE_FOLLOW_UP, 13, PROVIDER_ID, provider_id, ID, PLAIN, OPERATIONAL, 1)                                           \
  F (UKE_FOLLOW_UP, 14, ASSIGNED_STAFF_ID, assigned_staff_id, ID, PLAIN, OPERATIONAL, 1) /* 担当 (claim) */            \
  F (UKE_FOLLOW_UP, 15, CLAIMED_UNTIL_US, claimed_until_us, TIME, PLAIN, OPERATIONAL, 1)                               \
  F (UKE_FOLLOW_UP, 16, LAST_OUTCOME, last_outcome, CODE, PLAIN, OPERATIONAL, 1)                                       \
  F (UKE_FOLLOW_UP, 17, LAST_ATTEMPT_US, last_attempt_us, TIME, PLAIN, OPERATIONAL, 1)                                 \
  F (UKE_FOLLOW_UP, 18, CLOSED_AT_US, closed_at_us, TIME, PLAIN, OPERATIONAL, 1)                                       \
  F (UKE_FOLLOW_UP, 19, CLOSED_REASON, closed_reason, TEXT, PLAIN, FREE_TEXT, 1)                                       \
  F (UKE_FOLLOW_UP, 20, APPOINTMENT_ID, appointment_id, ID, PLAIN, OPERATIONAL, 1) /* booked through this call */      \
  F (UKE_FOLLOW_UP, 21, PREVIOUS_ID, previous_id, ID, FIXED, OPERATIONAL, 1) /* the call that caused this one */       \
  F (UKE_FOLLOW_UP, 22, IMPORT_RUN_ID, import_run_id, ID, FIXED, OPERATIONAL, 1)

/* One call made. outcome: see model/uke-call-outcome.h. */
#define UKE_CALL_ATTEMPT_FIELDS(F)                                                                                     \
  F (UKE_CALL_ATTEMPT, 1, FOLLOW_UP_ID, follow_up_id, ID, FIXED, OPERATIONAL, 1)                                       \
  F (UKE_CALL_ATTEMPT, 2, PATIENT_ID, patient_id, ID, FIXED, PERSONAL, 1)                                              \
  F (UKE_CALL_ATTEMPT, 3, PHONE_ID, phone_id, ID, FIXED, OPERATIONAL, 1)                                               \
  F (UKE_CALL_ATTEMPT, 4, OUTCOME, outcome, CODE, FIXED, PERSONAL, 1)                                                  \
  F (UKE_CALL_ATTEMPT, 5, STARTED_AT_US, started_at_us, TIME, FIXED, PERSONAL, 1)                                      \
  F (UKE_CALL_ATTEMPT, 6, ENDED_AT_US, ended_at_us, TIME, FIXED, PERSONAL, 1)                                          \
  F (UKE_CALL_ATTEMPT, 7, STAFF_ID, staff_id, ID, FIXED, OPERATIONAL, 1)                                               \
  F (UKE_CALL_ATTEMPT, 8, NOTE, note, TEXT, FIXED, FREE_TEXT, 1)

/* What to say, in order: one line a step. */
#define UKE_CALL_SCRIPT_FIELDS(F)                                                                                      \
  F (UKE_CALL_SCRIPT, 1, REASON, reason, CODE, PLAIN, OPERATIONAL, 1)                                                  \
  F (UKE_CALL_SCRIPT, 2, NAME, name, TEXT, PLAIN, OPERATIONAL, 1)                                                      \
  F (UKE_CALL_SCRIPT, 3, STEPS, steps, TEXT, PLAIN, OPERATIONAL, 1)          /* {clinic} {staff} {patient} are filled in */ \
  F (UKE_CALL_SCRIPT, 4, IS_ACTIVE, is_active, BOOL, PLAIN, OPERATIONAL, 1)

/* One import (decision 13). kind: patients appointments follow_ups. state: running done cancelled undone. */
#define UKE_IMPORT_RUN_FIELDS(F)                                                                                       \
  F (UKE_IMPORT_RUN, 1, KIND, kind, CODE, FIXED, OPERATIONAL, 1)                                                       \
  F (UKE_IMPORT_RUN, 2, FILE_NAME, file_name, TEXT, FIXED, FREE_TEXT, 1)                                               \
  F (UKE_IMPORT_RUN, 3, FILE_SHA256, file_sha256, TEXT, FIXED, OPERATIONAL, 1)                                         \
  F (UKE_IMPORT_RUN, 4, STATE, state, CODE, PLAIN, OPERATIONAL, 1)                                                     \
  F (UKE_IMPORT_RUN, 5, N_ROWS, n_rows, INT, PLAIN, OPERATIONAL, 1)                                                    \
  F (UKE_IMPORT_RUN, 6, N_DONE, n_done, INT, PLAIN, OPERATIONAL, 1)          /* rows handled so far: where to resume */ \
  F (UKE_IMPORT_RUN, 7, N_CREATED, n_created, INT, PLAIN, OPERATIONAL, 1)                                              \
  F (UKE_IMPORT_RUN, 8, N_MATCHED, n_matched, INT, PLAIN, OPERATIONAL, 1)                                              \
  F (UKE_IMPORT_RUN, 9, N_CHANGED, n_changed, INT, PLAIN, OPERATIONAL, 1)                                              \
  F (UKE_IMPORT_RUN, 10, N_REFUSED, n_refused, INT, PLAIN, OPERATIONAL, 1)                                             \
  F (UKE_IMPORT_RUN, 11, STARTED_AT_US, started_at_us, TIME, FIXED, OPERATIONAL, 1)                                    \
  F (UKE_IMPORT_RUN, 12, ENDED_AT_US, ended_at_us, TIME, PLAIN, OPERATIONAL, 1)

#define UKE_IMPORT_MAPPING_FIELDS(F)                                                                                   \
  F (UKE_IMPORT_MAPPING, 1, KIND, kind, CODE, FIXED, OPERATIONAL, 1)                                                   \
  F (UKE_IMPORT_MAPPING, 2, SIGNATURE, signature, TEXT, FIXED, OPERATIONAL, 1) /* of the header row */                 \
  F (UKE_IMPORT_MAPPING, 3, MAPPING, mapping, TEXT, PLAIN, OPERATIONAL, 1)   /* JSON */

/* A pair that may be one person. decision: same different later. */
#define UKE_DUPLICATE_REVIEW_FIELDS(F)                                                                                 \
  F (UKE_DUPLICATE_REVIEW, 1, FIRST_PATIENT_ID, first_patient_id, ID, FIXED, OPERATIONAL, 1)                           \
  F (UKE_DUPLICATE_REVIEW, 2, SECOND_PATIENT_ID, second_patient_id, ID, FIXED, OPERATIONAL, 1)                         \
  F (UKE_DUPLICATE_REVIEW, 3, SCORE, score, INT, PLAIN, OPERATIONAL, 1)                                                \
  F (UKE_DUPLICATE_REVIEW, 4, DECISION, decision, CODE, PLAIN, OPERATIONAL, 1)                                         \
  F (UKE_DUPLICATE_REVIEW, 5, STAFF_ID, staff_id, ID, PLAIN, OPERATIONAL, 1)

/* What somebody did about what an entry of the log left open on one record. The entry is named by its change-set:
 * its number is another one when the history begins anew. choice: stands other both handed; all but handed settle. */
#define UKE_CONFLICT_SETTLEMENT_FIELDS(F)                                                                              \
  F (UKE_CONFLICT_SETTLEMENT, 1, CHANGE_SET_ID, change_set_id, ID, FIXED, OPERATIONAL, 1)                              \
  F (UKE_CONFLICT_SETTLEMENT, 2, RECORD_ID, record_id, ID, FIXED, OPERATIONAL, 1)                                      \
  F (UKE_CONFLICT_SETTLEMENT, 3, CHOICE, choice, CODE, FIXED, OPERATIONAL, 1)                                          \
  F (UKE_CONFLICT_SETTLEMENT, 4, STAFF_ID, staff_id, ID, FIXED, OPERATIONAL, 1)                                        \
  F (UKE_CONFLICT_SETTLEMENT, 5, ASSIGNED_STAFF_ID, assigned_staff_id, ID, FIXED, OPERATIONAL, 1) /* handed: to whom */ \
  F (UKE_CONFLICT_SETTLEMENT, 6, AT_US, at_us, TIME, FIXED, OPERATIONAL, 1)

/* clang-format on */

enum { UKE_CLINIC_FIELDS (UKE_FIELD_ENUM_) UKE_CLINIC_N_FIELDS };
enum { UKE_STAFF_FIELDS (UKE_FIELD_ENUM_) UKE_STAFF_N_FIELDS };
enum { UKE_RESOURCE_FIELDS (UKE_FIELD_ENUM_) UKE_RESOURCE_N_FIELDS };
enum { UKE_WORKING_HOURS_FIELDS (UKE_FIELD_ENUM_) UKE_WORKING_HOURS_N_FIELDS };
enum { UKE_CLOSURE_FIELDS (UKE_FIELD_ENUM_) UKE_CLOSURE_N_FIELDS };
enum { UKE_MENU_FIELDS (UKE_FIELD_ENUM_) UKE_MENU_N_FIELDS };
enum { UKE_SETTING_FIELDS (UKE_FIELD_ENUM_) UKE_SETTING_N_FIELDS };
enum { UKE_PATIENT_FIELDS (UKE_FIELD_ENUM_) UKE_PATIENT_N_FIELDS };
enum { UKE_PATIENT_PHONE_FIELDS (UKE_FIELD_ENUM_) UKE_PATIENT_PHONE_N_FIELDS };
enum { UKE_PATIENT_EMAIL_FIELDS (UKE_FIELD_ENUM_) UKE_PATIENT_EMAIL_N_FIELDS };
enum { UKE_PATIENT_ADDRESS_FIELDS (UKE_FIELD_ENUM_) UKE_PATIENT_ADDRESS_N_FIELDS };
enum { UKE_HOUSEHOLD_FIELDS (UKE_FIELD_ENUM_) UKE_HOUSEHOLD_N_FIELDS };
enum { UKE_PATIENT_TAG_FIELDS (UKE_FIELD_ENUM_) UKE_PATIENT_TAG_N_FIELDS };
enum { UKE_PROPERTY_FIELDS (UKE_FIELD_ENUM_) UKE_PROPERTY_N_FIELDS };
enum { UKE_PATIENT_PROPERTY_FIELDS (UKE_FIELD_ENUM_) UKE_PATIENT_PROPERTY_N_FIELDS };
enum { UKE_CONSENT_FIELDS (UKE_FIELD_ENUM_) UKE_CONSENT_N_FIELDS };
enum { UKE_APPOINTMENT_FIELDS (UKE_FIELD_ENUM_) UKE_APPOINTMENT_N_FIELDS };
enum { UKE_FOLLOW_UP_FIELDS (UKE_FIELD_ENUM_) UKE_FOLLOW_UP_N_FIELDS };
enum { UKE_CALL_ATTEMPT_FIELDS (UKE_FIELD_ENUM_) UKE_CALL_ATTEMPT_N_FIELDS };
enum { UKE_CALL_SCRIPT_FIELDS (UKE_FIELD_ENUM_) UKE_CALL_SCRIPT_N_FIELDS };
enum { UKE_IMPORT_RUN_FIELDS (UKE_FIELD_ENUM_) UKE_IMPORT_RUN_N_FIELDS };
enum { UKE_IMPORT_MAPPING_FIELDS (UKE_FIELD_ENUM_) UKE_IMPORT_MAPPING_N_FIELDS };
enum { UKE_DUPLICATE_REVIEW_FIELDS (UKE_FIELD_ENUM_) UKE_DUPLICATE_REVIEW_N_FIELDS };
enum { UKE_CONFLICT_SETTLEMENT_FIELDS (UKE_FIELD_ENUM_) UKE_CONFLICT_SETTLEMENT_N_FIELDS };

extern const UkeEntity UKE_ENTITY_CLINIC, UKE_ENTITY_STAFF, UKE_ENTITY_RESOURCE,
    UKE_ENTITY_WORKING_HOURS, UKE_ENTITY_CLOSURE, UKE_ENTITY_MENU, UKE_ENTITY_SETTING,
    UKE_ENTITY_PATIENT, UKE_ENTITY_PATIENT_PHONE, UKE_ENTITY_PATIENT_EMAIL,
    UKE_ENTITY_PATIENT_ADDRESS, UKE_ENTITY_HOUSEHOLD, UKE_ENTITY_PATIENT_TAG, UKE_ENTITY_PROPERTY,
    UKE_ENTITY_PATIENT_PROPERTY, UKE_ENTITY_CONSENT, UKE_ENTITY_APPOINTMENT, UKE_ENTITY_FOLLOW_UP,
    UKE_ENTITY_CALL_ATTEMPT, UKE_ENTITY_CALL_SCRIPT, UKE_ENTITY_IMPORT_RUN,
    UKE_ENTITY_IMPORT_MAPPING, UKE_ENTITY_DUPLICATE_REVIEW, UKE_ENTITY_CONFLICT_SETTLEMENT;

G_END_DECLS
