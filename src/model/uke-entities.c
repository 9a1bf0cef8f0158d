/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-entities.h"

/* Each entity's field table comes from its list in the header, so that positions and rows agree. */
#define DEFINE_ENTITY(number_, CAPITALS, name_)                                                    \
  static const UkeField name_##_fields[] = { UKE_##CAPITALS##_FIELDS (UKE_FIELD_ROW_) };           \
  G_STATIC_ASSERT (G_N_ELEMENTS (name_##_fields) <= UKE_ENTITY_MAX_FIELDS);                        \
  const UkeEntity UKE_ENTITY_##CAPITALS                                                            \
      = { number_, #name_, name_##_fields, G_N_ELEMENTS (name_##_fields) };

DEFINE_ENTITY (1, CLINIC, clinic)
DEFINE_ENTITY (2, STAFF, staff)
DEFINE_ENTITY (3, RESOURCE, resource)
DEFINE_ENTITY (4, WORKING_HOURS, working_hours)
DEFINE_ENTITY (5, CLOSURE, closure)
DEFINE_ENTITY (6, MENU, menu)
DEFINE_ENTITY (7, SETTING, setting)
DEFINE_ENTITY (10, PATIENT, patient)
DEFINE_ENTITY (11, PATIENT_PHONE, patient_phone)
DEFINE_ENTITY (12, PATIENT_EMAIL, patient_email)
DEFINE_ENTITY (13, PATIENT_ADDRESS, patient_address)
DEFINE_ENTITY (14, HOUSEHOLD, household)
DEFINE_ENTITY (15, PATIENT_TAG, patient_tag)
DEFINE_ENTITY (16, PROPERTY, property)
DEFINE_ENTITY (17, PATIENT_PROPERTY, patient_property)
DEFINE_ENTITY (18, CONSENT, consent)
DEFINE_ENTITY (20, APPOINTMENT, appointment)
DEFINE_ENTITY (30, FOLLOW_UP, follow_up)
DEFINE_ENTITY (31, CALL_ATTEMPT, call_attempt)
DEFINE_ENTITY (32, CALL_SCRIPT, call_script)
DEFINE_ENTITY (40, IMPORT_RUN, import_run)
DEFINE_ENTITY (41, IMPORT_MAPPING, import_mapping)
DEFINE_ENTITY (42, DUPLICATE_REVIEW, duplicate_review)
DEFINE_ENTITY (43, CONFLICT_SETTLEMENT, conflict_settlement)
