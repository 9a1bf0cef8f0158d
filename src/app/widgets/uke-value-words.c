/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/widgets/uke-value-words.h"

#include "app/booking/uke-booking-slots.h"
#include "app/calendar/uke-event-block.h"
#include "app/widgets/uke-code-words.h"
#include "base/uke-era.h"
#include "base/uke-phone.h"
#include "model/uke-status.h"

#include <glib/gi18n.h>

static char *
dup_code_word (const UkeEntity *entity, const UkeField *field, const char *code)
{
  int position = uke_entity_field_index (entity, field->name);
  const char *word = NULL;

  if (entity == &UKE_ENTITY_APPOINTMENT && position == UKE_APPOINTMENT_STATUS)
    return g_strdup (uke_status_word (uke_status_from_code (code)));
  word = uke_code_word (uke_codes_of_field (entity, (unsigned)position), code);
  return g_strdup (word != NULL ? word : code);
}

static char *
dup_time_value (UkeClinic *clinic, int64_t at_us)
{
  UkeZone *zone = uke_clinic_get_zone (clinic);
  g_autofree char *day = uke_era_format_short (uke_zone_date_of (zone, at_us));
  g_autofree char *time = uke_booking_slots_time (zone, at_us);

  return g_strdup_printf ("%s %s", day, time);
}

/* Whom or what an id names, among what is in memory. */
static char *
dup_id_value (UkeClinic *clinic, const UkeId *id)
{
  static const struct {
    const UkeEntity *entity;
    unsigned name;
  } KINDS[] = { { &UKE_ENTITY_RESOURCE, UKE_RESOURCE_NAME },
                { &UKE_ENTITY_STAFF, UKE_STAFF_FAMILY_NAME },
                { &UKE_ENTITY_MENU, UKE_MENU_NAME } };

  for (size_t i = 0; i < G_N_ELEMENTS (KINDS); i++) {
    UkeRecord *record = uke_clinic_lookup (clinic, KINDS[i].entity, id);

    if (record != NULL)
      return g_strdup (uke_record_get_text (record, KINDS[i].name));
  }
  return g_strdup (_ ("No longer registered"));
}

/**
 * uke_value_words:
 * @entity: a kind of record
 * @field: one of its fields
 * @value: what somebody wrote there
 * @clinic: whose record
 *
 * Returns: (transfer full): the value as people read it
 * Errors: none
 * Thread: main
 */
char *
uke_value_words (const UkeEntity *entity,
                 const UkeField *field,
                 const UkeValue *value,
                 UkeClinic *clinic)
{
  if (value->kind == UKE_VALUE_NULL)
    return g_strdup (_ ("Empty"));
  switch (field->type) {
  case UKE_TYPE_TEXT:
    return entity == &UKE_ENTITY_PATIENT_PHONE && g_str_equal (field->name, "number")
               ? uke_phone_format (value->text)
               : g_strdup (value->text);
  case UKE_TYPE_CODE:
    return dup_code_word (entity, field, value->text);
  case UKE_TYPE_INT:
    return g_str_equal (field->name, "length_min")
               ? g_strdup_printf (_ ("%d min"), (int)value->integer)
               : g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
  case UKE_TYPE_BOOL:
    return g_strdup (value->integer != 0 ? _ ("Yes") : _ ("No"));
  case UKE_TYPE_DATE:
    return uke_era_format_long ((UkeDate)value->integer);
  case UKE_TYPE_TIME:
    return dup_time_value (clinic, value->integer);
  case UKE_TYPE_ID:
    return dup_id_value (clinic, &value->id);
  }
  return NULL;
}
