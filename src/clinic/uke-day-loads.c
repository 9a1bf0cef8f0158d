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

/* One booking of the stretch that is read. */
typedef struct {
  UkeId provider_id;
  int day;
  UkeDayHold hold;
} Booking;

/* In order of their starts, so that the bookings of a day stand together. */
static GArray *
read_bookings (UkeDb *db, LoadQuery *query, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("card-loads"), error);
  g_autoptr (GArray) bookings = g_array_new (FALSE, FALSE, sizeof (Booking));
  gboolean has_row = TRUE;

  if (stmt == NULL)
    return NULL;
  uke_stmt_bind_id (stmt, ":clinic_id", &query->clinic_id);
  uke_stmt_bind_int64 (stmt, ":from_us", uke_zone_at (query->zone, query->from, 0));
  uke_stmt_bind_int64 (stmt, ":to_us",
                       uke_zone_at (query->zone, query->from + (int)query->n_days, 0));
  while (uke_stmt_step (stmt, &has_row, error) && has_row) {
    int64_t starts_at_us = uke_stmt_int64 (stmt, 0);
    Booking booking = { .day = uke_zone_date_of (query->zone, starts_at_us) - query->from,
                        .hold = { uke_zone_minute_of (query->zone, starts_at_us),
                                  (int)uke_stmt_int64 (stmt, 1) } };

    if (!uke_status_takes_slot (uke_status_from_code (uke_stmt_text (stmt, 2))))
      continue;
    booking.provider_id = uke_stmt_id (stmt, 3);
    g_array_append_val (bookings, booking);
  }
  return has_row ? NULL : g_steal_pointer (&bookings);
}

/* The providers' minutes; the chairs are theirs and would count twice. */
static void
add_provider (LoadQuery *query,
              UkeRecord *resource,
              const Booking *bookings,
              unsigned n_bookings,
              UkeDate date,
              int *open_min,
              int *booked_min)
{
  g_autoptr (UkeDayPlan) plan = uke_day_tables_make_plan (query->tables, resource, date);
  g_autofree UkeDayHold *holds = g_new (UkeDayHold, MAX (1, n_bookings));
  int capacity = (int)MAX (1, uke_record_get_int (resource, UKE_RESOURCE_CAPACITY));
  unsigned n_holds = 0;

  for (unsigned i = 0; i < n_bookings; i++)
    if (uke_id_equal (&bookings[i].provider_id, uke_record_get_id (resource)))
      holds[n_holds++] = bookings[i].hold;
  *open_min += uke_day_plan_get_open_min (plan) * capacity;
  *booked_min += uke_day_plan_get_booked_min (plan, holds, n_holds, capacity);
}

static void
fill_in_load (LoadQuery *query, const Booking *bookings, UkeDayLoad *load)
{
  int open_min = 0, booked_min = 0;

  for (unsigned i = 0; i < query->tables->resources->len; i++) {
    UkeRecord *resource = query->tables->resources->pdata[i];

    if (uke_record_get_bool (resource, UKE_RESOURCE_IS_ACTIVE)
        && g_str_equal (uke_record_get_code (resource, UKE_RESOURCE_KIND),
                        UKE_RESOURCE_KIND_PROVIDER))
      add_provider (query, resource, bookings, load->n_bookings, load->date, &open_min,
                    &booked_min);
  }
  load->is_holiday = uke_holiday_name (load->date) != NULL;
  load->is_closed = open_min == 0;
  load->fill_percent = uke_day_fill_percent (booked_min, open_min);
}

static gpointer
read_loads (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  LoadQuery *query = data;
  g_autoptr (GArray) loads = g_array_sized_new (FALSE, TRUE, sizeof (UkeDayLoad), query->n_days);
  g_autoptr (GArray) bookings = read_bookings (db, query, error);
  unsigned at = 0;

  if (bookings == NULL)
    return NULL;
  g_array_set_size (loads, query->n_days);
  for (unsigned i = 0; i < query->n_days; i++) {
    UkeDayLoad *load = &g_array_index (loads, UkeDayLoad, i);
    const Booking *first = (const Booking *)(gpointer)bookings->data + at;

    load->date = query->from + (int)i;
    for (; at < bookings->len && g_array_index (bookings, Booking, at).day == (int)i; at++)
      load->n_bookings++;
    fill_in_load (query, first, load);
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
