/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-merge-side.h"

static const struct {
  const UkeEntity *entity;
  size_t offset;
} LISTS[] = {
  { &UKE_ENTITY_PATIENT_PHONE, G_STRUCT_OFFSET (UkeMergeSide, phones) },
  { &UKE_ENTITY_PATIENT_EMAIL, G_STRUCT_OFFSET (UkeMergeSide, emails) },
  { &UKE_ENTITY_PATIENT_ADDRESS, G_STRUCT_OFFSET (UkeMergeSide, addresses) },
  { &UKE_ENTITY_PATIENT_TAG, G_STRUCT_OFFSET (UkeMergeSide, tags) },
  { &UKE_ENTITY_PATIENT_PROPERTY, G_STRUCT_OFFSET (UkeMergeSide, properties) },
  { &UKE_ENTITY_CONSENT, G_STRUCT_OFFSET (UkeMergeSide, consents) },
};

static GPtrArray **
get_place (const UkeMergeSide *self, size_t list)
{
  return G_STRUCT_MEMBER_P (self, LISTS[list].offset);
}

/**
 * uke_merge_side_init:
 * @self: a side
 * @patient: (transfer none): its patient
 *
 * Errors: none
 * Thread: any
 */
void
uke_merge_side_init (UkeMergeSide *self, UkeRecord *patient)
{
  self->patient = g_object_ref (patient);
  for (size_t i = 0; i < G_N_ELEMENTS (LISTS); i++)
    *get_place (self, i) = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * uke_merge_side_add:
 * @self: a side
 * @row: (transfer none): a telephone number, an e-mail address, ... of its patient; rows of other
 *   kinds play no part
 *
 * Errors: none
 * Thread: any
 */
void
uke_merge_side_add (UkeMergeSide *self, UkeRecord *row)
{
  GPtrArray *list = uke_merge_side_get_list (self, uke_record_get_entity (row));

  if (list != NULL)
    g_ptr_array_add (list, g_object_ref (row));
}

/**
 * uke_merge_side_get_list:
 * @self: a side
 * @entity: a kind of row
 *
 * Returns: (transfer none) (nullable) (element-type UkeRecord): its rows of that kind; NULL where a
 *   merge has nothing to choose from
 * Errors: none
 * Thread: any
 */
GPtrArray *
uke_merge_side_get_list (const UkeMergeSide *self, const UkeEntity *entity)
{
  for (size_t i = 0; i < G_N_ELEMENTS (LISTS); i++) {
    if (LISTS[i].entity == entity)
      return *get_place (self, i);
  }
  return NULL;
}

/**
 * uke_merge_side_clear:
 * @self: a side, which may be all zero
 *
 * Errors: none
 * Thread: any
 */
void
uke_merge_side_clear (UkeMergeSide *self)
{
  g_clear_object (&self->patient);
  for (size_t i = 0; i < G_N_ELEMENTS (LISTS); i++)
    g_clear_pointer (get_place (self, i), g_ptr_array_unref);
}
