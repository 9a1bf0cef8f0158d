/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-hours-commands.h"

#include "clinic/uke-work.h"

#include <string.h>

enum { N_WEEKDAYS = 7, MAX_STRETCHES = 2 };

typedef struct {
  GArray *resource_ids; /* (owned) (element-type UkeId) */
  UkeOpeningHours hours;
} SetHours;

static void
set_hours_free (gpointer data)
{
  SetHours *set = data;

  g_array_unref (set->resource_ids);
  g_free (set);
}

static void
put_stretch (UkeWork *work,
             const UkeId *resource_id,
             UkeRecord *row,
             int weekday,
             const int stretch[2])
{
  UkeDraft *draft = NULL;
  UkeId id = uke_work_new_id (work);

  if (row != NULL) {
    draft = uke_work_edit (work, row);
  } else {
    draft = uke_draft_new_with_id (&UKE_ENTITY_WORKING_HOURS, &id);
    uke_draft_set_id (draft, UKE_WORKING_HOURS_RESOURCE_ID, resource_id);
    uke_work_put (work, draft);
  }
  uke_draft_set_int (draft, UKE_WORKING_HOURS_WEEKDAY, weekday);
  uke_draft_set_int (draft, UKE_WORKING_HOURS_START_MIN, stretch[0]);
  uke_draft_set_int (draft, UKE_WORKING_HOURS_END_MIN, stretch[1]);
}

/* Rows that are there already are changed, so that each keeps its history; what is left over goes.
 */
static gboolean
set_resource (UkeWork *work, const UkeId *resource_id, const UkeOpeningHours *hours, GError **error)
{
  g_autoptr (GPtrArray) rows = uke_work_read_by (work, &UKE_ENTITY_WORKING_HOURS,
                                                 UKE_WORKING_HOURS_RESOURCE_ID, resource_id, error);
  unsigned n_used = 0;

  if (rows == NULL)
    return FALSE;
  for (int weekday = 0; weekday < N_WEEKDAYS; weekday++) {
    int stretches[MAX_STRETCHES][2];
    unsigned n = uke_opening_hours_get_stretches (hours, weekday, stretches);

    for (unsigned i = 0; i < n; i++) {
      UkeRecord *row = n_used < rows->len ? rows->pdata[n_used] : NULL;

      put_stretch (work, resource_id, row, weekday, stretches[i]);
      n_used++;
    }
  }
  for (unsigned i = n_used; i < rows->len; i++)
    uke_work_remove (work, rows->pdata[i]);
  return TRUE;
}

static gboolean
perform_set_hours (UkeWork *work, gpointer data, GError **error)
{
  SetHours *set = data;

  if (set->resource_ids->len == 0
      || uke_opening_hours_check (&set->hours) != UKE_OPENING_HOURS_GOOD)
    return uke_work_fail (error, UKE_CLINIC_ERROR_BAD_VALUE, &UKE_ENTITY_WORKING_HOURS,
                          UKE_WORKING_HOURS_START_MIN, &UKE_ID_NONE);
  for (unsigned i = 0; i < set->resource_ids->len; i++) {
    if (!set_resource (work, &g_array_index (set->resource_ids, UkeId, i), &set->hours, error))
      return FALSE;
  }
  uke_work_set_subject (work, &g_array_index (set->resource_ids, UkeId, 0), &UKE_ID_NONE);
  return TRUE;
}

/**
 * uke_command_set_opening_hours:
 * @resource_ids: (transfer full) (element-type UkeId): whose hours
 * @hours: the time table they follow from now on
 *
 * Puts the clinic's time table in the place of the weekly hours of several resources, in one go.
 *
 * Returns: (transfer full): the command
 * Errors: BAD_VALUE, DENIED
 * Thread: any
 */
UkeCommand *
uke_command_set_opening_hours (GArray *resource_ids, const UkeOpeningHours *hours)
{
  SetHours *set = g_new0 (SetHours, 1);

  set->resource_ids = resource_ids;
  set->hours = *hours;
  return uke_command_new (UKE_INTENT_SET_UP_HOURS, UKE_ACTION_SET_UP_CLINIC, perform_set_hours, set,
                          set_hours_free);
}

/* Takes one stretch of a day over into the half it lies in. Returns: whether it fits there */
static gboolean
take_stretch (UkeOpeningHours *hours, int weekday, const int stretch[2])
{
  gboolean is_morning = stretch[0] < 13 * 60;
  unsigned *days = is_morning ? &hours->morning_days : &hours->afternoon_days;
  int *times = is_morning ? hours->morning_min : hours->afternoon_min;

  if ((*days & 1u << weekday) != 0)
    return FALSE;
  if (*days != 0 && (times[0] != stretch[0] || times[1] != stretch[1]))
    return FALSE;
  times[0] = stretch[0];
  times[1] = stretch[1];
  *days |= 1u << weekday;
  return TRUE;
}

/**
 * uke_clinic_get_opening_hours:
 * @self: an open clinic
 * @resource_id: a resource
 * @out_hours: (out): its weekly hours as a time table
 * @out_n_rows: (out): how many stretches it has in a week; 0 where it never works
 *
 * Returns: whether a time table of one morning and one afternoon says what its hours are
 * Thread: main
 */
gboolean
uke_clinic_get_opening_hours (UkeClinic *self,
                              const UkeId *resource_id,
                              UkeOpeningHours *out_hours,
                              unsigned *out_n_rows)
{
  GListModel *rows = uke_clinic_get_working_hours (self);
  gboolean fits = TRUE;

  *out_hours = UKE_OPENING_HOURS_USUAL;
  out_hours->morning_days = out_hours->afternoon_days = 0;
  *out_n_rows = 0;
  for (unsigned i = 0; i < g_list_model_get_n_items (rows); i++) {
    g_autoptr (UkeRecord) row = g_list_model_get_item (rows, i);
    const int stretch[2] = { (int)uke_record_get_int (row, UKE_WORKING_HOURS_START_MIN),
                             (int)uke_record_get_int (row, UKE_WORKING_HOURS_END_MIN) };

    if (!uke_id_equal (uke_record_get_id_value (row, UKE_WORKING_HOURS_RESOURCE_ID), resource_id))
      continue;
    (*out_n_rows)++;
    fits = fits && !uke_record_has (row, UKE_WORKING_HOURS_VALID_FROM_DATE)
           && !uke_record_has (row, UKE_WORKING_HOURS_VALID_TO_DATE)
           && take_stretch (out_hours, (int)uke_record_get_int (row, UKE_WORKING_HOURS_WEEKDAY),
                            stretch);
  }
  return fits && *out_n_rows > 0;
}

/**
 * uke_opening_hours_equal:
 * @a: a time table
 * @b: another one
 *
 * Returns: whether both open at the same times; times of a half that no day has do not count
 * Thread: any
 */
gboolean
uke_opening_hours_equal (const UkeOpeningHours *a, const UkeOpeningHours *b)
{
  return a->morning_days == b->morning_days && a->afternoon_days == b->afternoon_days
         && (a->morning_days == 0
             || memcmp (a->morning_min, b->morning_min, sizeof a->morning_min) == 0)
         && (a->afternoon_days == 0
             || memcmp (a->afternoon_min, b->afternoon_min, sizeof a->afternoon_min) == 0);
}
