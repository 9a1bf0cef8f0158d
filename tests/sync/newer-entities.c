/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "uke-model"

/* The clinic's records as a version after this one has them: patients have a nickname, and there
 * are lockers. */
#include "model/uke-entities.h"

static const UkeField locker_fields[] = {
  { 1, "label", UKE_TYPE_TEXT, UKE_MERGE_PLAIN, UKE_SENSITIVITY_OPERATIONAL,
    UKE_TEST_NEWER_VERSION },
  { 2, "patient_id", UKE_TYPE_ID, UKE_MERGE_PLAIN, UKE_SENSITIVITY_OPERATIONAL,
    UKE_TEST_NEWER_VERSION },
};
static const UkeEntity UKE_TEST_ENTITY_LOCKER
    = { 50, "locker", locker_fields, G_N_ELEMENTS (locker_fields) };

/* Behind the last of the list. */
#define UKE_ENTITY_CONFLICT_SETTLEMENT UKE_ENTITY_CONFLICT_SETTLEMENT, &UKE_TEST_ENTITY_LOCKER
#include "../../src/model/uke-entity.c" /* NOLINT: compiled once more, with one entity more */
#undef UKE_ENTITY_CONFLICT_SETTLEMENT

#define UKE_ENTITY_PATIENT UKE_ENTITY_PATIENT_BEFORE
#include "../../src/model/uke-entities.c" /* NOLINT: compiled once more, with one entity renamed */
#undef UKE_ENTITY_PATIENT

static const UkeField newer_fields[] = {
  UKE_PATIENT_FIELDS (UKE_FIELD_ROW_){ 40, "nickname", UKE_TYPE_TEXT, UKE_MERGE_PLAIN,
                                       UKE_SENSITIVITY_PERSONAL, UKE_TEST_NEWER_VERSION },
};
extern const UkeEntity UKE_ENTITY_PATIENT;
const UkeEntity UKE_ENTITY_PATIENT = { 10, "patient", newer_fields, G_N_ELEMENTS (newer_fields) };
