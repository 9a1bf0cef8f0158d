/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-record-form.h"

#include "app/widgets/uke-code-words.h"
#include "model/uke-staff-name.h"

#include <glib/gi18n.h>
#include <string.h>

static char *
dup_text (UkeRecord *record, unsigned field)
{
  const char *text = uke_record_get_text (record, field);

  return g_strdup (text != NULL ? text : "");
}

/* Joins what there is. Takes the parts over; ends with NULL. */
static char *
join (char *first, ...)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  va_list more;

  va_start (more, first);
  for (char *part = first; part != NULL; part = va_arg (more, char *)) {
    if (part[0] != '\0')
      g_ptr_array_add (parts, part);
    else
      g_free (part);
  }
  va_end (more);
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (C_ ("between two facts of one line", " · "), (char **)parts->pdata);
}

static char *
dup_minutes (UkeRecord *menu)
{
  return g_strdup_printf (_ ("%d min"), (int)uke_record_get_int (menu, UKE_MENU_LENGTH_MIN));
}

/* clang-format off */
static const UkeFormField menu_fields[] = {
  { UKE_MENU_NAME, UKE_FORM_TEXT, N_ ("Name"), NULL, UKE_CODES_NONE, 0, 0, 0, 0, TRUE, FALSE },
  { UKE_MENU_LENGTH_MIN, UKE_FORM_NUMBER, N_ ("Length in minutes"), N_ ("Bookings that are made already keep theirs"),
    UKE_CODES_NONE, 5, 480, 5, 30, TRUE, FALSE },
};

static const UkeFormField resource_fields[] = {
  { UKE_RESOURCE_NAME, UKE_FORM_TEXT, N_ ("Name"), NULL, UKE_CODES_NONE, 0, 0, 0, 0, TRUE, FALSE },
  { UKE_RESOURCE_KIND, UKE_FORM_CODE, N_ ("Kind"), NULL, UKE_CODES_RESOURCE_KIND, 0, 0, 0, 0, TRUE, TRUE },
  { UKE_RESOURCE_SHORT_NAME, UKE_FORM_TEXT, N_ ("Short name for narrow columns"), NULL, UKE_CODES_NONE, 0, 0, 0, 0, FALSE, FALSE },
  { UKE_RESOURCE_PLACE, UKE_FORM_TEXT, N_ ("Second line of the column"), NULL, UKE_CODES_NONE, 0, 0, 0, 0, FALSE, FALSE },
  { UKE_RESOURCE_GROUP_NAME, UKE_FORM_TEXT, N_ ("Group"), NULL, UKE_CODES_NONE, 0, 0, 0, 0, FALSE, FALSE },
  { UKE_RESOURCE_CAPACITY, UKE_FORM_NUMBER, N_ ("Bookings at one time"), NULL, UKE_CODES_NONE, 1, 9, 1, 1, TRUE, FALSE },
};

static const UkeFormField staff_fields[] = {
  { UKE_STAFF_FAMILY_NAME, UKE_FORM_TEXT, N_ ("Family name"), NULL, UKE_CODES_NONE, 0, 0, 0, 0, TRUE, FALSE },
  { UKE_STAFF_GIVEN_NAME, UKE_FORM_TEXT, N_ ("Given name"), NULL, UKE_CODES_NONE, 0, 0, 0, 0, FALSE, FALSE },
  { UKE_STAFF_KANA, UKE_FORM_TEXT, N_ ("Kana"), NULL, UKE_CODES_NONE, 0, 0, 0, 0, FALSE, FALSE },
  { UKE_STAFF_ROLE, UKE_FORM_CODE, N_ ("Role"), N_ ("What somebody may do; the table stands under Security"),
    UKE_CODES_ROLE, 0, 0, 0, 0, TRUE, FALSE },
  { UKE_STAFF_TITLE, UKE_FORM_TEXT, N_ ("Title shown after the name"), NULL, UKE_CODES_NONE, 0, 0, 0, 0, FALSE, FALSE },
};

static const UkeFormField property_fields[] = {
  { UKE_PROPERTY_NAME, UKE_FORM_TEXT, N_ ("Name of the field"), NULL, UKE_CODES_NONE, 0, 0, 0, 0, TRUE, FALSE },
  { UKE_PROPERTY_KIND, UKE_FORM_CODE, N_ ("What is entered"), N_ ("Cannot be changed later"),
    UKE_CODES_PROPERTY_KIND, 0, 0, 0, 0, TRUE, TRUE },
  { UKE_PROPERTY_CHOICES, UKE_FORM_LINES, N_ ("Choices"), N_ ("One a line; used by the kind Choice only."),
    UKE_CODES_NONE, 0, 0, 0, 0, FALSE, FALSE },
};

static const UkeFormField script_fields[] = {
  { UKE_CALL_SCRIPT_NAME, UKE_FORM_TEXT, N_ ("Name"), NULL, UKE_CODES_NONE, 0, 0, 0, 0, TRUE, FALSE },
  { UKE_CALL_SCRIPT_REASON, UKE_FORM_CODE, N_ ("For which calls"), NULL, UKE_CODES_FOLLOW_UP_REASON, 0, 0, 0, 0, TRUE, FALSE },
  { UKE_CALL_SCRIPT_STEPS, UKE_FORM_LINES, N_ ("What is said, one step a line"),
    N_ ("{clinic}, {staff} and {patient} are filled in during the call."), UKE_CODES_NONE, 0, 0, 0, 0, TRUE, FALSE },
};
/* clang-format on */

static char *
dup_resource_facts (UkeRecord *resource)
{
  int64_t capacity = uke_record_get_int (resource, UKE_RESOURCE_CAPACITY);

  return join (
      g_strdup (uke_code_word (UKE_CODES_RESOURCE_KIND,
                               uke_record_get_code (resource, UKE_RESOURCE_KIND))),
      dup_text (resource, UKE_RESOURCE_PLACE), dup_text (resource, UKE_RESOURCE_GROUP_NAME),
      capacity > 1 ? g_strdup_printf (_ ("%d at one time"), (int)capacity) : g_strdup (""), NULL);
}

static char *
dup_staff_facts (UkeRecord *staff)
{
  const char *role = uke_code_word (UKE_CODES_ROLE, uke_record_get_code (staff, UKE_STAFF_ROLE));
  g_autofree char *title = dup_text (staff, UKE_STAFF_TITLE);

  return join (g_strdup (role), g_strdup (strcmp (title, role) == 0 ? "" : title),
               dup_text (staff, UKE_STAFF_KANA), NULL);
}

static char *
dup_property_facts (UkeRecord *property)
{
  g_autofree char *choices = dup_text (property, UKE_PROPERTY_CHOICES);
  g_auto (GStrv) lines = g_strsplit (choices, "\n", -1);

  return join (g_strdup (uke_code_word (UKE_CODES_PROPERTY_KIND,
                                        uke_record_get_code (property, UKE_PROPERTY_KIND))),
               g_strjoinv (C_ ("between the names of a list", ", "), lines), NULL);
}

static char *
dup_script_facts (UkeRecord *script)
{
  return g_strdup (uke_code_word (UKE_CODES_FOLLOW_UP_REASON,
                                  uke_record_get_code (script, UKE_CALL_SCRIPT_REASON)));
}

const UkeRecordForm UKE_MENU_FORM = {
  .entity = &UKE_ENTITY_MENU,
  .action = UKE_ACTION_SET_UP_CLINIC,
  .fields = menu_fields,
  .n_fields = G_N_ELEMENTS (menu_fields),
  .active = UKE_MENU_IS_ACTIVE,
  .order = UKE_MENU_SORT_ORDER,
  .icon = "view-list-bullet-symbolic",
  .add_title = N_ ("Add a menu"),
  .none = N_ ("There is no menu yet. With menus, a booking knows how long it takes."),
  .added = N_ ("Menu added"),
  .saved = N_ ("Menu changed"),
  .stopped = N_ ("Menu taken out of use. Bookings keep it."),
  .resumed = N_ ("Menu in use again"),
  .title = UKE_MENU_NAME,
  .dup_subtitle = dup_minutes,
};

const UkeRecordForm UKE_RESOURCE_FORM = {
  .entity = &UKE_ENTITY_RESOURCE,
  .action = UKE_ACTION_SET_UP_CLINIC,
  .fields = resource_fields,
  .n_fields = G_N_ELEMENTS (resource_fields),
  .active = UKE_RESOURCE_IS_ACTIVE,
  .order = UKE_RESOURCE_SORT_ORDER,
  .icon = "x-office-calendar-symbolic",
  .add_title = N_ ("Add a provider or chair"),
  .none = N_ ("There is no provider or chair yet. Each becomes a column of the calendar."),
  .added = N_ ("Added. The calendar has a new column."),
  .saved = N_ ("Provider or chair changed"),
  .stopped = N_ ("Taken out of use. Its bookings stay in the calendar."),
  .resumed = N_ ("In use again"),
  .title = UKE_RESOURCE_NAME,
  .dup_subtitle = dup_resource_facts,
};

const UkeRecordForm UKE_STAFF_FORM = {
  .entity = &UKE_ENTITY_STAFF,
  .action = UKE_ACTION_STAFF_MANAGE,
  .fields = staff_fields,
  .n_fields = G_N_ELEMENTS (staff_fields),
  .active = UKE_STAFF_IS_ACTIVE,
  .order = UKE_STAFF_SORT_ORDER,
  .add_title = N_ ("Add a member of staff"),
  .none = N_ ("Nobody is listed yet."),
  .added = N_ ("Member of staff added"),
  .saved = N_ ("Member of staff changed"),
  .stopped = N_ ("Taken out of use. What they did stays on record."),
  .resumed = N_ ("In use again"),
  .dup_title = uke_staff_dup_name,
  .dup_subtitle = dup_staff_facts,
};

const UkeRecordForm UKE_PROPERTY_FORM = {
  .entity = &UKE_ENTITY_PROPERTY,
  .action = UKE_ACTION_SET_UP_PROPERTIES,
  .fields = property_fields,
  .n_fields = G_N_ELEMENTS (property_fields),
  .active = UKE_PROPERTY_IS_ACTIVE,
  .order = UKE_PROPERTY_SORT_ORDER,
  .icon = "document-edit-symbolic",
  .add_title = N_ ("Add a field"),
  .none
  = N_ ("The clinic has no fields of its own yet. What is added here can be filled in for each "
        "patient. Please keep diagnoses, prescriptions and results in the chart."),
  .added = N_ ("Field added"),
  .saved = N_ ("Field changed"),
  .stopped = N_ ("Field taken out of use. What was entered is kept."),
  .resumed = N_ ("Field in use again"),
  .title = UKE_PROPERTY_NAME,
  .dup_subtitle = dup_property_facts,
};

const UkeRecordForm UKE_SCRIPT_FORM = {
  .entity = &UKE_ENTITY_CALL_SCRIPT,
  .action = UKE_ACTION_SET_UP_SCRIPTS,
  .fields = script_fields,
  .n_fields = G_N_ELEMENTS (script_fields),
  .active = UKE_CALL_SCRIPT_IS_ACTIVE,
  .order = -1,
  .icon = "call-start-symbolic",
  .add_title = N_ ("Add a script"),
  .none = N_ ("There is no script yet. During a call its steps stand beside the number."),
  .added = N_ ("Script added"),
  .saved = N_ ("Script changed"),
  .stopped = N_ ("Script taken out of use"),
  .resumed = N_ ("Script in use again"),
  .title = UKE_CALL_SCRIPT_NAME,
  .dup_subtitle = dup_script_facts,
};
