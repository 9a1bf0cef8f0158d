/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-entity.h"

#include "model/uke-entities.h"

#include <string.h>

static const UkeEntity *const all_entities[] = {
  &UKE_ENTITY_CLINIC,           &UKE_ENTITY_STAFF,
  &UKE_ENTITY_RESOURCE,         &UKE_ENTITY_WORKING_HOURS,
  &UKE_ENTITY_CLOSURE,          &UKE_ENTITY_MENU,
  &UKE_ENTITY_SETTING,          &UKE_ENTITY_PATIENT,
  &UKE_ENTITY_PATIENT_PHONE,    &UKE_ENTITY_PATIENT_EMAIL,
  &UKE_ENTITY_PATIENT_ADDRESS,  &UKE_ENTITY_HOUSEHOLD,
  &UKE_ENTITY_PATIENT_TAG,      &UKE_ENTITY_PROPERTY,
  &UKE_ENTITY_PATIENT_PROPERTY, &UKE_ENTITY_CONSENT,
  &UKE_ENTITY_APPOINTMENT,      &UKE_ENTITY_FOLLOW_UP,
  &UKE_ENTITY_CALL_ATTEMPT,     &UKE_ENTITY_CALL_SCRIPT,
  &UKE_ENTITY_IMPORT_RUN,       &UKE_ENTITY_IMPORT_MAPPING,
  &UKE_ENTITY_DUPLICATE_REVIEW, &UKE_ENTITY_CONFLICT_SETTLEMENT,
};

static const char *const type_codes[] = { "", "text", "code", "int", "bool", "date", "time", "id" };

/**
 * uke_field_type_get_code:
 * @type: how a value is kept
 *
 * Returns: (transfer none): its code on the wire; "" for a number that is none
 * Thread: any
 */
const char *
uke_field_type_get_code (UkeFieldType type)
{
  return type_codes[(unsigned)type < G_N_ELEMENTS (type_codes) ? type : 0];
}

/**
 * uke_field_type_from_code:
 * @code: a code from the wire
 *
 * Returns: how the value is kept; 0 when this program knows no such type
 * Thread: any
 */
UkeFieldType
uke_field_type_from_code (const char *code)
{
  for (unsigned i = 1; i < G_N_ELEMENTS (type_codes); i++)
    if (strcmp (type_codes[i], code) == 0)
      return (UkeFieldType)i;
  return 0;
}

/**
 * uke_entity_all:
 * @out_n: (out): how many there are
 *
 * Returns: (transfer none): every entity, in the order of their numbers
 * Thread: any
 */
const UkeEntity *const *
uke_entity_all (unsigned *out_n)
{
  *out_n = G_N_ELEMENTS (all_entities);
  return all_entities;
}

/**
 * uke_entity_by_number:
 * @number: an entity number from the registry
 *
 * Returns: (transfer none) (nullable): the entity, or NULL when this program does not know it
 * Thread: any
 */
const UkeEntity *
uke_entity_by_number (unsigned number)
{
  for (size_t i = 0; i < G_N_ELEMENTS (all_entities); i++)
    if (all_entities[i]->number == number)
      return all_entities[i];
  return NULL;
}

/**
 * uke_entity_by_name:
 * @name: a table name
 *
 * Returns: (transfer none) (nullable): the entity, or NULL when this program does not know it
 * Thread: any
 */
const UkeEntity *
uke_entity_by_name (const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (all_entities); i++)
    if (strcmp (all_entities[i]->name, name) == 0)
      return all_entities[i];
  return NULL;
}

/**
 * uke_entity_field_index:
 * @entity: an entity
 * @name: a column name
 *
 * Returns: the position of the field, or -1 when the entity has none of that name
 * Thread: any
 */
int
uke_entity_field_index (const UkeEntity *entity, const char *name)
{
  for (unsigned i = 0; i < entity->n_fields; i++)
    if (strcmp (entity->fields[i].name, name) == 0)
      return (int)i;
  return -1;
}

/**
 * uke_entity_field_index_by_id:
 * @entity: an entity
 * @field_id: a field id from the entity's registry
 *
 * Returns: the position of the field, or -1 when the entity has none of that id
 * Thread: any
 */
int
uke_entity_field_index_by_id (const UkeEntity *entity, unsigned field_id)
{
  for (unsigned i = 0; i < entity->n_fields; i++)
    if (entity->fields[i].id == field_id)
      return (int)i;
  return -1;
}
