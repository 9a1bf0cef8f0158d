/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-booking-query.h"

#include "clinic/uke-booking-check-private.h"
#include "clinic/uke-clinic-private.h"
#include "clinic/uke-day-private.h"
#include "model/uke-codes.h"
#include "model/uke-overlap.h"
#include "model/uke-status.h"
#include "store/uke-card.h"

#define US_PER_MINUTE INT64_C (60000000)

/* Further than this nobody books without looking at the calendar. */
#define DAYS_AHEAD 120

/* Slots begin on the calendar's grid. */
#define STEP_MIN 15

/* A booking longer than this is not accepted, so none that began earlier reaches into a day. */
#define LONGEST_MIN (12 * 60)

typedef struct {
  UkeDraft *draft; /* (owned) */
  UkeZone *zone;   /* (owned) */
  GArray *held;    /* (owned) (element-type UkeWireHold): what other desks keep */
  UkeId clinic_id;
  int64_t now_us;
} CheckQuery;

static void
check_query_free (gpointer data)
{
  CheckQuery *query = data;

  uke_draft_free (query->draft);
  g_array_unref (query->held);
  uke_zone_unref (query->zone);
  g_free (query);
}

static gpointer
read_check (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  CheckQuery *query = data;
  g_autoptr (GPtrArray) warnings
      = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_warning_free);
  gboolean overlaps = FALSE;
  gboolean is_good = uke_db_begin_read (db, error);

  if (!is_good)
    return NULL;
  is_good = uke_booking_check (db, query->zone, query->now_us, query->draft, &query->clinic_id,
                               query->held, warnings, &overlaps, error);
  uke_db_end_read (db);
  return is_good ? g_steal_pointer (&warnings) : NULL;
}

/**
 * uke_clinic_check_booking_async:
 * @self: an open clinic
 * @appointment: a booking as it would be; copied
 * @cancellable: (nullable): to stop reading
 * @callback: called with the warnings
 * @user_data: for @callback
 *
 * Errors: NOT_OPEN, NOT_FOUND
 * Thread: main
 * Source: product.md 4.1 no. 17
 */
void
uke_clinic_check_booking_async (UkeClinic *self,
                                const UkeDraft *appointment,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  CheckQuery *query = g_new0 (CheckQuery, 1);

  query->draft = uke_draft_copy (appointment);
  query->held = uke_holds_list_others (self->holds, 0, G_MAXINT64);
  query->zone = self->zone != NULL ? uke_zone_ref (self->zone) : uke_zone_new_utc ();
  query->clinic_id = self->clinic_id;
  query->now_us = uke_clock_now_us (self->clock);
  uke_clinic_query (self, uke_clinic_check_booking_async, read_check, query, check_query_free,
                    (GDestroyNotify)g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * uke_clinic_check_booking_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeWarning): the most serious first; empty when
 * there is nothing to ask
 * Errors: NOT_OPEN, NOT_FOUND
 * Thread: main
 */
GPtrArray *
uke_clinic_check_booking_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  GPtrArray *warnings = uke_clinic_query_finish (self, result, error);

  uke_clinic_translate_error (error);
  return warnings;
}

/* A search for room, and what it has found. */
typedef struct {
  UkeFreeQuery query;
  GArray *providers;    /* (owned) (element-type UkeId) */
  UkeDayTables *tables; /* (owned) */
  UkeZone *zone;        /* (owned) */
  UkeId clinic_id;
  GArray *busy;  /* (owned) (nullable) (element-type Busy): of the day being looked at */
  GArray *holds; /* (owned) (nullable) (element-type UkeWireHold): what other desks keep */
} FreeSearch;

typedef struct {
  UkeId provider_id;
  UkeId chair_id;
  UkeOverlapSpan span;
} Busy;

static void
free_search_free (gpointer data)
{
  FreeSearch *search = data;

  g_array_unref (search->providers);
  uke_day_tables_free (search->tables);
  uke_zone_unref (search->zone);
  g_clear_pointer (&search->busy, g_array_unref);
  g_clear_pointer (&search->holds, g_array_unref);
  g_free (search);
}

/* What another desk keeps takes a place as a booking does. */
static void
add_holds (FreeSearch *search, int64_t from_us, int64_t to_us)
{
  for (unsigned i = 0; search->holds != NULL && i < search->holds->len; i++) {
    const UkeWireHold *hold = &g_array_index (search->holds, UkeWireHold, i);
    const int length = (int)((hold->to_us - hold->from_us + US_PER_MINUTE - 1) / US_PER_MINUTE);
    const Busy busy = { hold->resource_id, UKE_ID_NONE, { hold->from_us, length } };

    if (hold->from_us < to_us && hold->to_us > from_us)
      g_array_append_val (search->busy, busy);
  }
}

static gboolean
read_busy (FreeSearch *search, UkeDb *db, UkeDate date, GError **error)
{
  int64_t from_us = uke_zone_at (search->zone, date, 0) - LONGEST_MIN * US_PER_MINUTE;
  g_autoptr (UkeCards) cards = uke_cards_list (db, &search->clinic_id, from_us,
                                               uke_zone_at (search->zone, date + 1, 0), error);

  if (cards == NULL)
    return FALSE;
  g_array_set_size (search->busy, 0);
  for (unsigned i = 0; i < cards->items->len; i++) {
    const UkeCard *card = &g_array_index (cards->items, UkeCard, i);
    Busy busy = { card->provider_id, card->chair_id, { card->starts_at_us, card->length_min } };

    if (uke_status_takes_slot (card->status))
      g_array_append_val (search->busy, busy);
  }
  add_holds (search, from_us, uke_zone_at (search->zone, date + 1, 0));
  return TRUE;
}

static gboolean
has_room (FreeSearch *search, UkeRecord *resource, const UkeOverlapSpan *span)
{
  const UkeId *id = uke_record_get_id (resource);
  unsigned capacity = (unsigned)MAX (1, uke_record_get_int (resource, UKE_RESOURCE_CAPACITY));
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (UkeOverlapSpan));

  for (unsigned i = 0; i < search->busy->len; i++) {
    const Busy *busy = &g_array_index (search->busy, Busy, i);

    if ((uke_id_equal (&busy->provider_id, id) || uke_id_equal (&busy->chair_id, id))
        && uke_overlap_touches (&busy->span, span))
      g_array_append_val (spans, busy->span);
  }
  return spans->len == 0
         || uke_overlap_peak ((const UkeOverlapSpan *)(void *)spans->data, spans->len, span)
                < capacity;
}

static UkeId
get_free_chair (FreeSearch *search, UkeRecord *provider, const UkeOverlapSpan *span)
{
  const UkeId *chair_id = uke_record_get_id_value (provider, UKE_RESOURCE_CHAIR_ID);
  UkeRecord *chair = uke_day_tables_find_resource (search->tables, chair_id);

  return chair != NULL && has_room (search, chair, span) ? *chair_id : UKE_ID_NONE;
}

static void
look_at_minute (FreeSearch *search, GPtrArray *plans, UkeDate date, int minute, GArray *slots)
{
  int length = search->query.length_min;
  UkeOverlapSpan span = { uke_zone_at (search->zone, date, minute), length };

  for (unsigned i = 0; i < plans->len && slots->len < search->query.n; i++) {
    const UkeId *id = &g_array_index (search->providers, UkeId, i);
    UkeRecord *provider = uke_day_tables_find_resource (search->tables, id);
    UkeFreeSlot slot
        = { .starts_at_us = span.starts_at_us, .length_min = length, .provider_id = *id };

    if (plans->pdata[i] == NULL || !uke_day_plan_is_open (plans->pdata[i], minute, minute + length)
        || !has_room (search, provider, &span))
      continue;
    slot.chair_id = get_free_chair (search, provider, &span);
    g_array_append_val (slots, slot);
  }
}

static void
plan_free (gpointer data)
{
  if (data != NULL)
    uke_day_plan_free (data);
}

static gboolean
look_at_day (FreeSearch *search, UkeDb *db, UkeDate date, GArray *slots, GError **error)
{
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func (plan_free);
  unsigned n_before = slots->len;
  int first = search->query.from_min > 0 ? search->query.from_min : 0;
  int last = search->query.to_min > 0 ? search->query.to_min : 24 * 60;

  for (unsigned i = 0; i < search->providers->len; i++) {
    UkeRecord *provider = uke_day_tables_find_resource (
        search->tables, &g_array_index (search->providers, UkeId, i));

    g_ptr_array_add (
        plans, provider != NULL ? uke_day_tables_make_plan (search->tables, provider, date) : NULL);
  }
  if (!read_busy (search, db, date, error))
    return FALSE;
  for (int minute = (first + STEP_MIN - 1) / STEP_MIN * STEP_MIN;
       minute + search->query.length_min <= last && slots->len < search->query.n;
       minute += STEP_MIN) {
    if (uke_zone_at (search->zone, date, minute) < search->query.from_us)
      continue;
    look_at_minute (search, plans, date, minute, slots);
    if (search->query.one_a_day && slots->len > n_before)
      break;
  }
  return TRUE;
}

static GArray *
look_at_days (FreeSearch *search, UkeDb *db, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (UkeFreeSlot));
  UkeDate date = uke_zone_date_of (search->zone, search->query.from_us);
  int n_days = search->query.n_days > 0 ? search->query.n_days : DAYS_AHEAD;

  search->busy = g_array_new (FALSE, FALSE, sizeof (Busy));
  for (int i = 0; i < n_days && slots->len < search->query.n; i++) {
    if (search->query.weekdays != 0
        && (search->query.weekdays & (1u << uke_date_weekday (date + i))) == 0)
      continue;
    if (!look_at_day (search, db, date + i, slots, error)
        || g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
  }
  return g_steal_pointer (&slots);
}

static gpointer
find_free (UkeDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) slots = NULL;

  if (!uke_db_begin_read (db, error))
    return NULL;
  slots = look_at_days (data, db, cancellable, error);
  uke_db_end_read (db);
  return g_steal_pointer (&slots);
}

static void
add_active_providers (FreeSearch *search)
{
  for (unsigned i = 0; i < search->tables->resources->len; i++) {
    UkeRecord *resource = search->tables->resources->pdata[i];

    if (uke_record_get_bool (resource, UKE_RESOURCE_IS_ACTIVE)
        && g_str_equal (uke_record_get_code (resource, UKE_RESOURCE_KIND),
                        UKE_RESOURCE_KIND_PROVIDER))
      g_array_append_val (search->providers, *uke_record_get_id (resource));
  }
}

static void
add_providers (FreeSearch *search, const UkeFreeQuery *query)
{
  search->query = *query;
  search->query.provider_ids = NULL;
  search->providers = g_array_new (FALSE, FALSE, sizeof (UkeId));
  if (query->provider_ids != NULL)
    g_array_append_vals (search->providers, query->provider_ids, query->n_providers);
  else
    add_active_providers (search);
}

/**
 * uke_booking_find_free:
 * @db: a connection, inside a transaction
 * @zone: the clinic's zone
 * @clinic_id: the place the desk works for
 * @query: what is looked for
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeFreeSlot): as uke_clinic_find_free_async()
 * Errors: those of the store
 * Thread: store
 */
GArray *
uke_booking_find_free (UkeDb *db,
                       UkeZone *zone,
                       const UkeId *clinic_id,
                       const UkeFreeQuery *query,
                       GError **error)
{
  g_autoptr (UkeDayTables) tables = uke_day_tables_read (db, error);
  FreeSearch *search = NULL;
  GArray *slots = NULL;

  if (tables == NULL)
    return NULL;
  search = g_new0 (FreeSearch, 1);
  search->tables = g_steal_pointer (&tables);
  search->zone = uke_zone_ref (zone);
  search->clinic_id = *clinic_id;
  add_providers (search, query);
  slots = look_at_days (search, db, NULL, error);
  free_search_free (search);
  return slots;
}

/**
 * uke_clinic_find_free_async:
 * @self: an open clinic
 * @query: what is looked for; copied
 * @cancellable: (nullable): to stop looking
 * @callback: called with the slots
 * @user_data: for @callback
 *
 * Looks for the next free slots within the opening hours, on the calendar's grid.
 *
 * Errors: NOT_OPEN
 * Thread: main
 * Source: product.md 4.1 no. 13, 20
 */
void
uke_clinic_find_free_async (UkeClinic *self,
                            const UkeFreeQuery *query,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  FreeSearch *search = g_new0 (FreeSearch, 1);

  search->tables = uke_day_tables_new (self);
  search->zone = self->zone != NULL ? uke_zone_ref (self->zone) : uke_zone_new_utc ();
  search->clinic_id = self->clinic_id;
  search->holds = uke_holds_list_others (self->holds, query->from_us, G_MAXINT64);
  add_providers (search, query);
  uke_clinic_query (self, uke_clinic_find_free_async, find_free, search, free_search_free,
                    (GDestroyNotify)g_array_unref, cancellable, callback, user_data);
}

/**
 * uke_clinic_find_free_finish:
 * @self: a clinic
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeFreeSlot): by time, then by the providers'
 * order
 * Errors: NOT_OPEN
 * Thread: main
 */
GArray *
uke_clinic_find_free_finish (UkeClinic *self, GAsyncResult *result, GError **error)
{
  return uke_clinic_query_finish (self, result, error);
}
