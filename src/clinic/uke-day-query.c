/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-day-query.h"

#include "base/uke-holiday.h"
#include "clinic/uke-clinic-private.h"
#include "clinic/uke-day-private.h"
#include "clinic/uke-waiting-rows.h"
#include "store/uke-card.h"

/* A day and where its strings stand. */
typedef struct {
  UkeDay day;
  gatomicrefcount n_refs;
  UkeCards *cards;   /* (owned): where the texts of the cards stand */
  UkeDayCard *block; /* (owned): the cards */
  unsigned n_cards;
  GPtrArray *menus;       /* (owned) (element-type UkeRecord): where menu names stand */
  GHashTable *menu_names; /* (owned): UkeId to interned name */
} Day;

G_DEFINE_BOXED_TYPE (UkeDay, uke_day, uke_day_ref, uke_day_unref)

/**
 * uke_day_ref:
 * @self: a day
 *
 * Returns: (transfer full): the same day
 * Errors: none
 * Thread: any
 */
UkeDay *
uke_day_ref (UkeDay *self)
{
  g_atomic_ref_count_inc (&((Day *)self)->n_refs);
  return self;
}

/**
 * uke_day_unref:
 * @self: (transfer full): a day
 *
 * Errors: none
 * Thread: any
 */
void
uke_day_unref (UkeDay *self)
{
  Day *whole = (Day *)self;

  if (!g_atomic_ref_count_dec (&whole->n_refs))
    return;
  g_free (self->holiday_name);
  g_free (self->closed_reason);
  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->cards);
  g_clear_pointer (&whole->cards, uke_cards_free);
  g_clear_pointer (&whole->menus, g_ptr_array_unref);
  g_clear_pointer (&whole->menu_names, g_hash_table_unref);
  g_free (whole->block);
  g_free (whole);
}

static void
column_free (gpointer data)
{
  UkeDayColumn *column = data;

  g_object_unref (column->resource);
  uke_day_plan_free (column->plan);
  g_free (column);
}

static Day *
day_new (UkeDate date, unsigned n_days)
{
  Day *whole = g_new0 (Day, 1);

  g_atomic_ref_count_init (&whole->n_refs);
  whole->day.date = date;
  whole->day.n_days = n_days;
  whole->day.columns = g_ptr_array_new_with_free_func (column_free);
  whole->day.cards = g_ptr_array_new ();
  whole->menu_names = g_hash_table_new (uke_id_hash, uke_id_equal);
  return whole;
}

/**
 * uke_day_find_card:
 * @self: a day
 * @appointment_id: a booking
 *
 * Returns: (transfer none) (nullable): its card
 * Errors: none
 * Thread: any
 */
const UkeDayCard *
uke_day_find_card (const UkeDay *self, const UkeId *appointment_id)
{
  for (unsigned i = 0; i < self->cards->len; i++) {
    const UkeDayCard *card = self->cards->pdata[i];

    if (uke_id_equal (&card->appointment_id, appointment_id))
      return card;
  }
  return NULL;
}

/**
 * uke_day_find_column:
 * @self: a day
 * @resource_id: a resource
 *
 * Returns: (transfer none) (nullable): its column
 * Errors: none
 * Thread: any
 */
const UkeDayColumn *
uke_day_find_column (const UkeDay *self, const UkeId *resource_id)
{
  for (unsigned i = 0; i < self->columns->len; i++) {
    const UkeDayColumn *column = self->columns->pdata[i];

    if (uke_id_equal (uke_record_get_id (column->resource), resource_id))
      return column;
  }
  return NULL;
}

static const char *
join_kana (Day *whole, const UkeCard *card)
{
  char buffer[256];
  int n = 0;

  if (*card->given_kana == '\0')
    return card->family_kana;
  if (*card->family_kana == '\0')
    return card->given_kana;
  n = g_snprintf (buffer, sizeof buffer, "%s %s", card->family_kana, card->given_kana);
  return n > 0 && (size_t)n < sizeof buffer
             ? g_string_chunk_insert_len (whole->cards->strings, buffer, n)
             : card->family_kana;
}

static const char *
find_menu_name (Day *whole, const UkeId *menu_id)
{
  const char *name
      = uke_id_is_none (menu_id) ? NULL : g_hash_table_lookup (whole->menu_names, menu_id);

  return name != NULL ? name : "";
}

static void
take_card (Day *whole, const UkeCard *from, UkeDayCard *card)
{
  *card = (UkeDayCard){
    .appointment_id = from->id,
    .patient_id = from->patient_id,
    .provider_id = from->provider_id,
    .chair_id = from->chair_id,
    .menu_id = from->menu_id,
    .starts_at_us = from->starts_at_us,
    .length_min = from->length_min,
    .status = from->status,
    .family_name = from->family_name,
    .given_name = from->given_name,
    .kana = join_kana (whole, from),
    .patient_number = from->patient_number,
    .menu_name = find_menu_name (whole, &from->menu_id),
    .note = from->note,
    .channel = from->channel,
    .is_first_visit = (from->flags & UKE_CARD_IS_FIRST_VISIT) != 0,
    .is_provisional = (from->flags & UKE_CARD_IS_PROVISIONAL) != 0,
    .needs_new_time = (from->flags & UKE_CARD_NEEDS_NEW_TIME) != 0,
    .overlap_accepted = (from->flags & UKE_CARD_OVERLAP_ACCEPTED) != 0,
    .has_alert = (from->flags & UKE_CARD_HAS_ALERT) != 0,
    .is_ended = (from->flags & UKE_CARD_IS_ENDED) != 0,
    .visit_count = (int)from->visit_count,
    .arrived_at_us = from->arrived_at_us,
    .in_room_at_us = from->in_room_at_us,
    .paying_at_us = from->paying_at_us,
    .done_at_us = from->done_at_us,
  };
  whole->day.n_by_status[card->status]++;
}

static void
take_cards (Day *whole)
{
  GArray *items = whole->cards->items;

  whole->n_cards = items->len;
  whole->block = g_new (UkeDayCard, MAX (1, items->len));
  g_ptr_array_set_size (whole->day.cards, (int)items->len);
  for (unsigned i = 0; i < items->len; i++) {
    take_card (whole, &g_array_index (items, UkeCard, i), &whole->block[i]);
    whole->day.cards->pdata[i] = &whole->block[i];
  }
  /* Their texts stay; the store's own records of them are no longer needed. */
  g_array_set_size (items, 0);
}

/** TIME_FIELDS: what says when and where a booking is. */
#define TIME_FIELDS                                                                                \
  (UINT64_C (1) << UKE_APPOINTMENT_STARTS_AT_US | UINT64_C (1) << UKE_APPOINTMENT_LENGTH_MIN       \
   | UINT64_C (1) << UKE_APPOINTMENT_PROVIDER_ID | UINT64_C (1) << UKE_APPOINTMENT_CHAIR_ID)

/* Which bookings only this desk knows as they are here; in a clinic by itself, none. */
static gboolean
mark_unsent (UkeDb *db, Day *whole, GError **error)
{
  g_auto (UkeWaitingRows) waiting = { 0 };

  if (!uke_waiting_rows_read (db, &waiting, error))
    return FALSE;
  whole->day.unsent_since_us = waiting.since_us;
  for (unsigned i = 0; waiting.shadows != NULL && i < whole->n_cards; i++) {
    UkeDayCard *card = &whole->block[i];
    uint64_t touched;

    if (!uke_waiting_rows_find (&waiting, db, &UKE_ENTITY_APPOINTMENT, &card->appointment_id,
                                &card->is_unsent, &touched, error))
      return FALSE;
    card->is_unconfirmed = uke_status_takes_slot (card->status) && (touched & TIME_FIELDS) != 0;
  }
  return TRUE;
}

/* What a query of days takes to the reader thread. */
typedef struct {
  UkeDate from;
  unsigned n_days;
  gboolean has_columns;
  UkeId clinic_id;
  UkeZone *zone;        /* (owned) */
  GPtrArray *menus;     /* (owned) (element-type UkeRecord) */
  UkeDayTables *tables; /* (owned): resources, hours, closures */
} DayQuery;

static void
day_query_free (gpointer data)
{
  DayQuery *query = data;

  uke_zone_unref (query->zone);
  g_ptr_array_unref (query->menus);
  uke_day_tables_free (query->tables);
  g_free (query);
}

static void
index_menus (Day *whole, GPtrArray *menus)
{
  whole->menus = g_ptr_array_ref (menus);
  for (unsigned i = 0; i < menus->len; i++)
    g_hash_table_insert (whole->menu_names, (gpointer)uke_record_get_id (menus->pdata[i]),
                         (gpointer)uke_record_get_text (menus->pdata[i], UKE_MENU_NAME));
}

/* Bookings hold time in the column of their provider and in that of their chair. */
static void
count_bookings (Day *whole, UkeDayColumn *column, const UkeZone *zone)
{
  const UkeId *id = uke_record_get_id (column->resource);
  int capacity = (int)MAX (1, uke_record_get_int (column->resource, UKE_RESOURCE_CAPACITY));
  g_autofree UkeDayHold *holds = g_new (UkeDayHold, MAX (1, whole->n_cards));

  for (unsigned i = 0; i < whole->n_cards; i++) {
    const UkeDayCard *card = &whole->block[i];

    if (!uke_status_takes_slot (card->status)
        || (!uke_id_equal (&card->provider_id, id) && !uke_id_equal (&card->chair_id, id)))
      continue;
    holds[column->n_bookings++]
        = (UkeDayHold){ uke_zone_minute_of (zone, card->starts_at_us), card->length_min };
  }
  column->open_min = uke_day_plan_get_open_min (column->plan);
  column->booked_min
      = uke_day_plan_get_booked_min (column->plan, holds, column->n_bookings, capacity);
  column->is_working = column->open_min > 0;
  column->fill_percent = uke_day_fill_percent (column->booked_min, column->open_min * capacity);
}

static gboolean
has_booking (Day *whole, const UkeId *resource_id)
{
  for (unsigned i = 0; i < whole->n_cards; i++) {
    if (uke_id_equal (&whole->block[i].provider_id, resource_id)
        || uke_id_equal (&whole->block[i].chair_id, resource_id))
      return TRUE;
  }
  return FALSE;
}

static void
add_columns (Day *whole, DayQuery *query)
{
  UkeDay *day = &whole->day;

  day->is_closed = TRUE;
  day->has_hours = query->tables->hours->len > 0;
  for (unsigned i = 0; i < query->tables->resources->len; i++) {
    UkeRecord *resource = query->tables->resources->pdata[i];
    UkeDayColumn *column = NULL;

    if (!uke_record_get_bool (resource, UKE_RESOURCE_IS_ACTIVE)
        && !has_booking (whole, uke_record_get_id (resource)))
      continue;
    column = g_new0 (UkeDayColumn, 1);
    column->resource = g_object_ref (resource);
    column->plan = uke_day_tables_make_plan (query->tables, resource, day->date);
    count_bookings (whole, column, query->zone);
    if (column->is_working)
      day->is_closed = FALSE;
    g_ptr_array_add (day->columns, column);
  }
  day->holiday_name = g_strdup (uke_holiday_name (day->date));
  day->closed_reason = uke_day_tables_dup_closed_reason (query->tables, day->date);
}

static gpointer
read_days (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  DayQuery *query = data;
  Day *whole = day_new (query->from, query->n_days);
  g_autoptr (UkeDay) day = &whole->day;
  int64_t from_us = uke_zone_at (query->zone, query->from, 0);
  int64_t to_us = uke_zone_at (query->zone, query->from + (int)query->n_days, 0);
  gboolean is_good;

  index_menus (whole, query->menus);
  if (!uke_db_begin_read (db, error))
    return NULL;
  whole->cards = uke_cards_list (db, &query->clinic_id, from_us, to_us, error);
  if (whole->cards != NULL)
    take_cards (whole);
  is_good = whole->cards != NULL && mark_unsent (db, whole, error);
  uke_db_end_read (db);
  if (!is_good)
    return NULL;
  if (query->has_columns)
    add_columns (whole, query);
  return g_steal_pointer (&day);
}

static void
day_free (gpointer data)
{
  uke_day_unref (data);
}

static DayQuery *
make_query (UkeClinic *self, UkeDate from, unsigned n_days, gboolean has_columns)
{
  DayQuery *query = g_new0 (DayQuery, 1);

  query->from = from;
  query->n_days = n_days;
  query->has_columns = has_columns;
  query->clinic_id = self->clinic_id;
  query->zone = self->zone != NULL ? uke_zone_ref (self->zone) : uke_zone_new_utc ();
  query->menus = uke_clinic_snapshot (self, UKE_CLINIC_LIST_MENUS);
  query->tables = uke_day_tables_new (self);
  return query;
}

/**
 * uke_clinic_load_day_async:
 * @self: an open clinic
 * @date: the day
 * @cancellable: (nullable): to stop reading
 * @callback: called with the day
 * @user_data: for @callback
 *
 * Reads one day with its columns and cards.
 *
 * Errors: NOT_OPEN
 * Thread: main
 */
void
uke_clinic_load_day_async (UkeClinic *self,
                           UkeDate date,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (UKE_IS_CLINIC (self));

  uke_clinic_query (self, uke_clinic_load_day_async, read_days, make_query (self, date, 1, TRUE),
                    day_query_free, day_free, cancellable, callback, user_data);
}

/**
 * uke_clinic_load_day_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the day
 * Errors: NOT_OPEN
 * Thread: main
 */
UkeDay *
uke_clinic_load_day_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}

/**
 * uke_clinic_load_days_async:
 * @self: an open clinic
 * @from: the first day
 * @n_days: how many days
 * @cancellable: (nullable): to stop reading
 * @callback: called with the days
 * @user_data: for @callback
 *
 * Reads the cards of several days, by start.
 *
 * Errors: NOT_OPEN
 * Thread: main
 * Source: performance.md C1
 */
void
uke_clinic_load_days_async (UkeClinic *self,
                            UkeDate from,
                            unsigned n_days,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (UKE_IS_CLINIC (self));

  uke_clinic_query (self, uke_clinic_load_days_async, read_days,
                    make_query (self, from, n_days, FALSE), day_query_free, day_free, cancellable,
                    callback, user_data);
}

/**
 * uke_clinic_load_days_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the days
 * Errors: NOT_OPEN
 * Thread: main
 */
UkeDay *
uke_clinic_load_days_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}
