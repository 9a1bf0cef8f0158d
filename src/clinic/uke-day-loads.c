/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-day-query.h"

#include "base/uke-holiday.h"
#include "clinic/uke-clinic-private.h"
#include "clinic/uke-day-private.h"
#include "db/uke-db-queries.h"
#include "model/uke-codes.h"
#include "model/uke-status.h"
#include "store/uke-schema.h"

/*
 * How full each day of a month is: the line under the days of the mini month.
 */

typedef struct {
  UkeDate from;
  unsigned n_days;
  UkeId clinic_id;
  UkeZone *zone;        /* (owned) */
  UkeDayTables *tables; /* (owned) */
} LoadQuery;

static void
load_query_free (gpointer data)
{
  LoadQuery *query = data;

  uke_zone_unref (query->zone);
  uke_day_tables_free (query->tables);
  g_free (query);
}

/* The providers' open minutes; the chairs are theirs and would count twice. */
static int
get_open_min (LoadQuery *query, UkeDate date)
{
  int open_min = 0;

  for (unsigned i = 0; i < query->tables->resources->len; i++) {
    UkeRecord *resource = query->tables->resources->pdata[i];
    g_autoptr (UkeDayPlan) plan = NULL;

    if (!uke_record_get_bool (resource, UKE_RESOURCE_IS_ACTIVE)
        || !g_str_equal (uke_record_get_code (resource, UKE_RESOURCE_KIND),
                         UKE_RESOURCE_KIND_PROVIDER))
      continue;
    plan = uke_day_tables_make_plan (query->tables, resource, date);
    open_min += uke_day_plan_get_open_min (plan)
                * (int)MAX (1, uke_record_get_int (resource, UKE_RESOURCE_CAPACITY));
  }
  return open_min;
}

static gboolean
count_bookings (UkeDb *db, LoadQuery *query, GArray *loads, int *booked_min, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("card-loads"), error);
  gboolean has_row = TRUE;

  if (stmt == NULL)
    return FALSE;
  uke_stmt_bind_id (stmt, ":clinic_id", &query->clinic_id);
  uke_stmt_bind_int64 (stmt, ":from_us", uke_zone_at (query->zone, query->from, 0));
  uke_stmt_bind_int64 (stmt, ":to_us",
                       uke_zone_at (query->zone, query->from + (int)query->n_days, 0));
  while (uke_stmt_step (stmt, &has_row, error) && has_row) {
    UkeDate date = uke_zone_date_of (query->zone, uke_stmt_int64 (stmt, 0));
    int day = date - query->from;

    if (day < 0 || day >= (int)query->n_days
        || !uke_status_takes_slot (uke_status_from_code (uke_stmt_text (stmt, 2))))
      continue;
    g_array_index (loads, UkeDayLoad, day).n_bookings++;
    booked_min[day] += (int)uke_stmt_int64 (stmt, 1);
  }
  return !has_row;
}

static gpointer
read_loads (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  LoadQuery *query = data;
  g_autoptr (GArray) loads = g_array_sized_new (FALSE, TRUE, sizeof (UkeDayLoad), query->n_days);
  g_autofree int *booked_min = g_new0 (int, query->n_days);

  g_array_set_size (loads, query->n_days);
  if (!count_bookings (db, query, loads, booked_min, error))
    return NULL;
  for (unsigned i = 0; i < query->n_days; i++) {
    UkeDayLoad *load = &g_array_index (loads, UkeDayLoad, i);
    int open_min = get_open_min (query, query->from + (int)i);

    load->date = query->from + (int)i;
    load->is_holiday = uke_holiday_name (load->date) != NULL;
    load->is_closed = open_min == 0;
    load->fill_percent = open_min > 0 ? MIN (100, booked_min[i] * 100 / open_min) : 0;
  }
  return g_steal_pointer (&loads);
}

/**
 * uke_clinic_load_month_loads_async:
 * @self: an open clinic
 * @from: the first day
 * @n_days: how many days
 * @cancellable: (nullable): to stop reading
 * @callback: called with the loads
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN
 * Thread: main
 */
void
uke_clinic_load_month_loads_async (UkeClinic *self,
                                   UkeDate from,
                                   unsigned n_days,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  LoadQuery *query = g_new0 (LoadQuery, 1);

  query->from = from;
  query->n_days = n_days;
  query->clinic_id = self->clinic_id;
  query->zone = self->zone != NULL ? uke_zone_ref (self->zone) : uke_zone_new_utc ();
  query->tables = uke_day_tables_new (self);
  uke_clinic_query (self, uke_clinic_load_month_loads_async, read_loads, query, load_query_free,
                    (GDestroyNotify)g_array_unref, cancellable, callback, user_data);
}

/**
 * uke_clinic_load_month_loads_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeDayLoad): one for each day, in order
 * Errors: NOT_OPEN
 * Thread: main
 */
GArray *
uke_clinic_load_month_loads_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}
