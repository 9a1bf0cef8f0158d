/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-reference.h"

#include "model/uke-entities.h"

#include <string.h>

/* A field's name says what it refers to, wherever it stands. */
static const struct {
  const char *name;
  const UkeEntity *target;
} targets[] = {
  { "patient_id", &UKE_ENTITY_PATIENT },
  { "clinic_id", &UKE_ENTITY_CLINIC },
  { "provider_id", &UKE_ENTITY_RESOURCE },
  { "chair_id", &UKE_ENTITY_RESOURCE },
  { "menu_id", &UKE_ENTITY_MENU },
  { "import_run_id", &UKE_ENTITY_IMPORT_RUN },
  { "staff_id", &UKE_ENTITY_STAFF },
  { "assigned_staff_id", &UKE_ENTITY_STAFF },
  { "resource_id", &UKE_ENTITY_RESOURCE },
  { "household_id", &UKE_ENTITY_HOUSEHOLD },
  { "merged_into_id", &UKE_ENTITY_PATIENT },
  { "contact_patient_id", &UKE_ENTITY_PATIENT },
  { "first_patient_id", &UKE_ENTITY_PATIENT },
  { "second_patient_id", &UKE_ENTITY_PATIENT },
  { "property_id", &UKE_ENTITY_PROPERTY },
  { "rescheduled_from_id", &UKE_ENTITY_APPOINTMENT },
  { "appointment_id", &UKE_ENTITY_APPOINTMENT },
  { "follow_up_id", &UKE_ENTITY_FOLLOW_UP },
  { "previous_id", &UKE_ENTITY_FOLLOW_UP },
  { "phone_id", &UKE_ENTITY_PATIENT_PHONE },
};

/**
 * uke_reference_get_target:
 * @entity: what kind of record
 * @field: position of one of its fields
 *
 * Returns: (transfer none) (nullable): the kind of record that the field names by its id; NULL when
 *   the field names none
 * Thread: any
 */
const UkeEntity *
uke_reference_get_target (const UkeEntity *entity, unsigned field)
{
  const UkeField *described = &entity->fields[field];

  if (described->type != UKE_TYPE_ID)
    return NULL;
  for (size_t i = 0; i < G_N_ELEMENTS (targets); i++)
    if (strcmp (targets[i].name, described->name) == 0)
      return targets[i].target;
  return NULL;
}
