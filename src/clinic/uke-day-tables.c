/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-day-private.h"

#include "base/uke-holiday.h"
#include "clinic/uke-clinic-private.h"
#include "model/uke-codes.h"
#include "store/uke-rows.h"

/**
 * uke_day_tables_new:
 * @clinic: a clinic
 *
 * Returns: (transfer full): its resources, hours and closures as they are in memory now
 * Errors: none
 * Thread: main
 */
UkeDayTables *
uke_day_tables_new (UkeClinic *clinic)
{
  UkeDayTables *self = g_new0 (UkeDayTables, 1);

  self->resources = uke_clinic_snapshot (clinic, UKE_CLINIC_LIST_RESOURCES);
  self->hours = uke_clinic_snapshot (clinic, UKE_CLINIC_LIST_WORKING_HOURS);
  self->closures = uke_clinic_snapshot (clinic, UKE_CLINIC_LIST_CLOSURES);
  return self;
}

/**
 * uke_day_tables_read:
 * @db: a connection
 * @error: return location
 *
 * Returns: (transfer full) (nullable): resources, hours and closures as they are stored now
 * Errors: those of the store
 * Thread: store
 */
UkeDayTables *
uke_day_tables_read (UkeDb *db, GError **error)
{
  g_autoptr (UkeDayTables) self = g_new0 (UkeDayTables, 1);

  self->resources = uke_rows_list (db, &UKE_ENTITY_RESOURCE, error);
  if (self->resources == NULL)
    return NULL;
  self->hours = uke_rows_list (db, &UKE_ENTITY_WORKING_HOURS, error);
  if (self->hours == NULL)
    return NULL;
  self->closures = uke_rows_list (db, &UKE_ENTITY_CLOSURE, error);
  if (self->closures == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * uke_day_tables_free:
 * @self: (transfer full) (nullable): tables
 *
 * Errors: none
 * Thread: any
 */
void
uke_day_tables_free (UkeDayTables *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->resources, g_ptr_array_unref);
  g_clear_pointer (&self->hours, g_ptr_array_unref);
  g_clear_pointer (&self->closures, g_ptr_array_unref);
  g_free (self);
}

/**
 * uke_day_tables_find_resource:
 * @self: tables
 * @id: a resource
 *
 * Returns: (transfer none) (nullable): the resource
 * Errors: none
 * Thread: any
 */
UkeRecord *
uke_day_tables_find_resource (UkeDayTables *self, const UkeId *id)
{
  for (unsigned i = 0; i < self->resources->len; i++) {
    if (uke_id_equal (uke_record_get_id (self->resources->pdata[i]), id))
      return self->resources->pdata[i];
  }
  return NULL;
}

/**
 * uke_day_tables_make_plan:
 * @self: tables
 * @resource: one of its resources
 * @date: the day
 *
 * Returns: (transfer full): when the resource works on that day
 * Errors: none
 * Thread: any
 */
UkeDayPlan *
uke_day_tables_make_plan (UkeDayTables *self, UkeRecord *resource, UkeDate date)
{
  return uke_day_plan_new (resource, date, self->hours, self->closures);
}

/**
 * uke_day_tables_dup_closed_reason:
 * @self: tables
 * @date: the day
 *
 * Returns: (transfer full) (nullable): why the whole clinic is closed on that day, NULL when no
 * closing day says so; "" when it gives no reason
 * Errors: none
 * Thread: any
 */
char *
uke_day_tables_dup_closed_reason (UkeDayTables *self, UkeDate date)
{
  for (unsigned i = 0; i < self->closures->len; i++) {
    UkeRecord *closure = self->closures->pdata[i];
    UkeDate from = uke_record_get_date (closure, UKE_CLOSURE_FROM_DATE);
    UkeDate to = uke_record_get_date (closure, UKE_CLOSURE_TO_DATE);
    const char *reason = uke_record_get_text (closure, UKE_CLOSURE_REASON);

    if (to == UKE_DATE_NONE)
      to = from;
    if (g_str_equal (uke_record_get_code (closure, UKE_CLOSURE_KIND), UKE_CLOSURE_KIND_CLOSED)
        && uke_id_is_none (uke_record_get_id_value (closure, UKE_CLOSURE_RESOURCE_ID))
        && !uke_record_has (closure, UKE_CLOSURE_START_MIN) && from <= date && date <= to)
      return g_strdup (reason != NULL ? reason : "");
  }
  return NULL;
}

/**
 * uke_day_tables_is_closed:
 * @self: tables
 * @date: a day
 *
 * Returns: whether nobody works on that day; where no hours are set up, Sundays and holidays
 * Errors: none
 * Thread: any
 */
gboolean
uke_day_tables_is_closed (UkeDayTables *self, UkeDate date)
{
  if (self->hours->len == 0)
    return uke_date_weekday (date) == 0 || uke_holiday_name (date) != NULL;
  for (unsigned i = 0; i < self->resources->len; i++) {
    UkeRecord *resource = self->resources->pdata[i];
    g_autoptr (UkeDayPlan) plan = NULL;

    if (!uke_record_get_bool (resource, UKE_RESOURCE_IS_ACTIVE))
      continue;
    plan = uke_day_tables_make_plan (self, resource, date);
    if (uke_day_plan_get_open_min (plan) > 0)
      return FALSE;
  }
  return TRUE;
}
