/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The clinic's records as a version after this one has them: patients have a nickname. */
#define UKE_ENTITY_PATIENT UKE_ENTITY_PATIENT_BEFORE
#include "../../src/model/uke-entities.c" /* NOLINT: compiled once more, with one entity renamed */
#undef UKE_ENTITY_PATIENT

static const UkeField newer_fields[] = {
  UKE_PATIENT_FIELDS (UKE_FIELD_ROW_){ 40, "nickname", UKE_TYPE_TEXT, UKE_MERGE_PLAIN,
                                       UKE_SENSITIVITY_PERSONAL, UKE_TEST_NEWER_VERSION },
};
extern const UkeEntity UKE_ENTITY_PATIENT;
const UkeEntity UKE_ENTITY_PATIENT = { 10, "patient", newer_fields, G_N_ELEMENTS (newer_fields) };
