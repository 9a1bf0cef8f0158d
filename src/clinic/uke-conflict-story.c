/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-booking-check-private.h"
#include "clinic/uke-conflict-private.h"
#include "model/uke-codes.h"
#include "model/uke-status.h"
#include "store/uke-log-store.h"
#include "store/uke-rows.h"

/* What helps to decide about a card: where a booking could go instead, what happened when, and
 * until when somebody has to be told. */

#define MINUTE_US (INT64_C (60) * G_USEC_PER_SEC)
#define HOUR_US (60 * MINUTE_US)
#define MINUTES_A_DAY (24 * 60)

/* Weeks ahead in which the same time is looked for. */
#define N_WEEKS 4

/* How many places are proposed. */
#define N_PROPOSALS 3

/* A desk that sent what it had within this was not cut off. */
#define CONNECTED_US MINUTE_US

/* Until when a patient is told: in the afternoon, unless that is nearly over. */
#define LAST_CALL_MIN (17 * 60)
#define NOON_MIN (12 * 60)

typedef struct {
  UkeDb *db;
  UkeZone *zone;
  int64_t now_us;
  const UkeId *clinic_id;
} Teller;

static void
add_slot (GArray *slots, UkeConflictWay way, unsigned weeks, const UkeFreeSlot *slot)
{
  const UkeConflictSlot found = { way, weeks, *slot };

  g_array_append_val (slots, found);
}

/* The free time of that day which is nearest to the one that was wanted, rather later than earlier.
 */
static gboolean
look_same_day (Teller *self, UkeRecord *booking, GArray *slots, GError **error)
{
  int64_t start_us = uke_record_get_time_us (booking, UKE_APPOINTMENT_STARTS_AT_US);
  int64_t day_us = uke_zone_at (self->zone, uke_zone_date_of (self->zone, start_us), 0);
  const UkeFreeQuery query = {
    .length_min = (int)uke_record_get_int (booking, UKE_APPOINTMENT_LENGTH_MIN),
    .provider_ids = uke_record_get_id_value (booking, UKE_APPOINTMENT_PROVIDER_ID),
    .n_providers = 1,
    .from_us = MAX (day_us, self->now_us),
    .n = MINUTES_A_DAY,
    .n_days = 1,
  };
  g_autoptr (GArray) found = NULL;
  const UkeFreeSlot *best = NULL;

  if (uke_zone_date_of (self->zone, query.from_us) != uke_zone_date_of (self->zone, start_us))
    return TRUE;
  found = uke_booking_find_free (self->db, self->zone, self->clinic_id, &query, error);
  if (found == NULL)
    return FALSE;
  for (unsigned i = 0; i < found->len; i++) {
    const UkeFreeSlot *slot = &g_array_index (found, UkeFreeSlot, i);

    if (best == NULL || ABS (slot->starts_at_us - start_us) <= ABS (best->starts_at_us - start_us))
      best = slot;
  }
  if (best != NULL)
    add_slot (slots, UKE_CONFLICT_WAY_SAME_DAY, 0, best);
  return TRUE;
}

/* The same minute of the day, on @n_days days of the same weekday from @from_us on. */
static GArray *
find_at_minute (Teller *self,
                UkeRecord *booking,
                int64_t from_us,
                int n_days,
                const UkeId *provider_ids,
                unsigned n_providers,
                GError **error)
{
  int length = (int)uke_record_get_int (booking, UKE_APPOINTMENT_LENGTH_MIN);
  int minute = uke_zone_minute_of (self->zone, from_us);
  const UkeFreeQuery query = {
    .length_min = length,
    .provider_ids = provider_ids,
    .n_providers = n_providers,
    .from_us = from_us,
    .n = 1,
    .from_min = minute,
    .to_min = minute + length,
    .weekdays = 1u << uke_date_weekday (uke_zone_date_of (self->zone, from_us)),
    .n_days = n_days,
  };

  return uke_booking_find_free (self->db, self->zone, self->clinic_id, &query, error);
}

static GArray *
list_others (Teller *self, const UkeId *provider_id, GError **error)
{
  g_autoptr (GPtrArray) resources = uke_rows_list (self->db, &UKE_ENTITY_RESOURCE, error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (UkeId));

  if (resources == NULL)
    return NULL;
  for (unsigned i = 0; i < resources->len; i++) {
    UkeRecord *resource = resources->pdata[i];

    if (uke_record_get_bool (resource, UKE_RESOURCE_IS_ACTIVE)
        && !uke_id_equal (uke_record_get_id (resource), provider_id)
        && g_str_equal (uke_record_get_code (resource, UKE_RESOURCE_KIND),
                        UKE_RESOURCE_KIND_PROVIDER))
      g_array_append_val (ids, *uke_record_get_id (resource));
  }
  return g_steal_pointer (&ids);
}

static gboolean
look_same_time (Teller *self, UkeRecord *booking, GArray *slots, GError **error)
{
  int64_t start_us = uke_record_get_time_us (booking, UKE_APPOINTMENT_STARTS_AT_US);
  g_autoptr (GArray) others
      = list_others (self, uke_record_get_id_value (booking, UKE_APPOINTMENT_PROVIDER_ID), error);
  g_autoptr (GArray) found = NULL;

  if (others == NULL)
    return FALSE;
  if (others->len == 0 || start_us <= self->now_us)
    return TRUE;
  found = find_at_minute (self, booking, start_us, 1, (const UkeId *)(void *)others->data,
                          others->len, error);
  if (found == NULL)
    return FALSE;
  if (found->len > 0)
    add_slot (slots, UKE_CONFLICT_WAY_SAME_TIME, 0, &g_array_index (found, UkeFreeSlot, 0));
  return TRUE;
}

static gboolean
look_next_weeks (Teller *self, UkeRecord *booking, GArray *slots, GError **error)
{
  int64_t start_us = uke_record_get_time_us (booking, UKE_APPOINTMENT_STARTS_AT_US);
  UkeDate date = uke_zone_date_of (self->zone, start_us);
  int minute = uke_zone_minute_of (self->zone, start_us);
  g_autoptr (GArray) found = find_at_minute (
      self, booking, uke_zone_at (self->zone, date + 7, minute), 7 * (N_WEEKS - 1) + 1,
      uke_record_get_id_value (booking, UKE_APPOINTMENT_PROVIDER_ID), 1, error);
  const UkeFreeSlot *slot;

  if (found == NULL)
    return FALSE;
  if (found->len == 0)
    return TRUE;
  slot = &g_array_index (found, UkeFreeSlot, 0);
  if (slot->starts_at_us > self->now_us)
    add_slot (slots, UKE_CONFLICT_WAY_NEXT_WEEK,
              (unsigned)(uke_zone_date_of (self->zone, slot->starts_at_us) - date) / 7, slot);
  return TRUE;
}

/* On full days there is little of all that: then the provider's next free time is better than none.
 */
static gboolean
look_next_free (Teller *self, UkeRecord *booking, GArray *slots, GError **error)
{
  int64_t start_us = uke_record_get_time_us (booking, UKE_APPOINTMENT_STARTS_AT_US);
  UkeDate date
      = MAX (uke_zone_date_of (self->zone, start_us), uke_zone_date_of (self->zone, self->now_us));
  const UkeFreeQuery query = {
    .length_min = (int)uke_record_get_int (booking, UKE_APPOINTMENT_LENGTH_MIN),
    .provider_ids = uke_record_get_id_value (booking, UKE_APPOINTMENT_PROVIDER_ID),
    .n_providers = 1,
    .from_us = uke_zone_at (self->zone, date + 1, 0),
    .n = N_PROPOSALS,
    .one_a_day = TRUE,
    .n_days = 7 * N_WEEKS,
  };
  g_autoptr (GArray) found = NULL;

  if (slots->len >= N_PROPOSALS)
    return TRUE;
  found = uke_booking_find_free (self->db, self->zone, self->clinic_id, &query, error);
  if (found == NULL)
    return FALSE;
  for (unsigned i = 0; i < found->len && slots->len < N_PROPOSALS; i++)
    add_slot (slots, UKE_CONFLICT_WAY_NEXT_FREE, 0, &g_array_index (found, UkeFreeSlot, i));
  return TRUE;
}

/* Day by day; of one day the better proposal stays first. */
static int
compare_days (gconstpointer a, gconstpointer b, gpointer zone)
{
  const UkeConflictSlot *first = a, *second = b;
  UkeDate day = uke_zone_date_of (zone, first->slot.starts_at_us);
  UkeDate other = uke_zone_date_of (zone, second->slot.starts_at_us);

  return (day > other) - (day < other);
}

static gboolean
look_for_slots (Teller *self, UkeRecord *booking, GArray *slots, GError **error)
{
  if (booking == NULL
      || uke_id_is_none (uke_record_get_id_value (booking, UKE_APPOINTMENT_PROVIDER_ID)))
    return TRUE;
  if (!look_same_day (self, booking, slots, error) || !look_same_time (self, booking, slots, error)
      || !look_next_weeks (self, booking, slots, error)
      || !look_next_free (self, booking, slots, error))
    return FALSE;
  g_array_sort_with_data (slots, compare_days, self->zone);
  return TRUE;
}

static void
add_event (GArray *events,
           UkeConflictEventKind kind,
           int64_t at_us,
           UkeConflictSides side,
           const UkeId *staff_id)
{
  const UkeConflictEvent event = { kind, at_us, side, *staff_id };

  if (at_us > 0)
    g_array_append_val (events, event);
}

/* Which side's entry was the later one: the one that was judged. */
static UkeConflictSides
get_later_side (const UkeConflict *conflict)
{
  return conflict->sides[UKE_CONFLICT_STANDS].seq == conflict->seq ? UKE_CONFLICT_STANDS
                                                                   : UKE_CONFLICT_OTHER;
}

/* A desk that sent its entry long after it was written had heard nothing since its last entry. */
static gboolean
add_cut (Teller *self, const UkeConflict *conflict, GArray *events, GError **error)
{
  const UkeConflictSide *later = &conflict->sides[get_later_side (conflict)];
  UkeLogEntry entry = { 0 }, last = { 0 };

  if (conflict->decided_at_us - later->at_us < CONNECTED_US)
    return TRUE;
  if (!uke_log_store_find (self->db, conflict->seq, &entry, error))
    return FALSE;
  if (entry.base > 0 && uke_log_store_find (self->db, entry.base, &last, NULL))
    add_event (events, UKE_CONFLICT_EVENT_CUT, MIN (last.meta.at_us, later->at_us),
               get_later_side (conflict), &later->staff_id);
  return TRUE;
}

static gboolean
add_handed (Teller *self, const UkeConflict *conflict, GArray *events, GError **error)
{
  g_autoptr (GPtrArray) steps
      = uke_rows_list_by_id (self->db, &UKE_ENTITY_CONFLICT_SETTLEMENT,
                             UKE_CONFLICT_SETTLEMENT_RECORD_ID, &conflict->record_id, error);

  if (steps == NULL)
    return FALSE;
  for (unsigned i = 0; i < steps->len; i++) {
    UkeRecord *step = steps->pdata[i];

    if (g_str_equal (uke_record_get_code (step, UKE_CONFLICT_SETTLEMENT_CHOICE),
                     UKE_SETTLEMENT_HANDED)
        && uke_id_equal (uke_record_get_id_value (step, UKE_CONFLICT_SETTLEMENT_CHANGE_SET_ID),
                         &conflict->change_set_id))
      add_event (events, UKE_CONFLICT_EVENT_HANDED,
                 uke_record_get_time_us (step, UKE_CONFLICT_SETTLEMENT_AT_US), UKE_CONFLICT_STANDS,
                 uke_record_get_id_value (step, UKE_CONFLICT_SETTLEMENT_ASSIGNED_STAFF_ID));
  }
  return TRUE;
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const UkeConflictEvent *first = a, *second = b;

  if (first->at_us != second->at_us)
    return first->at_us < second->at_us ? -1 : 1;
  return (int)first->kind - (int)second->kind;
}

static gboolean
tell_events (Teller *self, const UkeConflict *conflict, GArray *events, GError **error)
{
  if (!add_cut (self, conflict, events, error) || !add_handed (self, conflict, events, error))
    return FALSE;
  for (int i = 0; i < UKE_CONFLICT_N_SIDES; i++)
    add_event (events, UKE_CONFLICT_EVENT_WROTE, conflict->sides[i].at_us, (UkeConflictSides)i,
               &conflict->sides[i].staff_id);
  add_event (events, UKE_CONFLICT_EVENT_FOUND, conflict->decided_at_us, UKE_CONFLICT_STANDS,
             &UKE_ID_NONE);
  g_array_sort (events, compare_events);
  return TRUE;
}

/* This afternoon, or tomorrow before noon; an hour before the booking at the latest. */
static int64_t
find_call_due (Teller *self, const UkeConflict *conflict)
{
  UkeDate today = uke_zone_date_of (self->zone, self->now_us);
  int64_t due_us = uke_zone_at (self->zone, today, LAST_CALL_MIN);
  int64_t start_us = conflict->entity == &UKE_ENTITY_APPOINTMENT && conflict->record != NULL
                         ? uke_record_get_time_us (conflict->record, UKE_APPOINTMENT_STARTS_AT_US)
                         : 0;

  if (due_us < self->now_us + HOUR_US)
    due_us = uke_zone_at (self->zone, today + 1, NOON_MIN);
  if (start_us > self->now_us)
    due_us = MIN (due_us, MAX (start_us - HOUR_US, self->now_us));
  return due_us;
}

/**
 * uke_conflict_story_free:
 * @self: (transfer full) (nullable): a story
 *
 * Errors: none
 * Thread: any
 */
void
uke_conflict_story_free (UkeConflictStory *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->conflict);
  for (int i = 0; i < UKE_CONFLICT_N_SIDES; i++)
    g_array_unref (self->slots[i]);
  g_array_unref (self->events);
  g_free (self);
}

/**
 * uke_conflict_tell:
 * @db: a connection, inside a transaction
 * @zone: the clinic's zone
 * @now_us: UTC microseconds
 * @clinic_id: the place the desk works for
 * @conflict: (transfer full): a card
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the card with what helps to decide about it
 * Errors: those of the store
 * Thread: store
 * Source: product.md 4.1 no. 28, sync.md 2.10
 */
UkeConflictStory *
uke_conflict_tell (UkeDb *db,
                   UkeZone *zone,
                   int64_t now_us,
                   const UkeId *clinic_id,
                   UkeConflict *conflict,
                   GError **error)
{
  Teller teller = { db, zone, now_us, clinic_id };
  g_autoptr (UkeConflictStory) story = g_new0 (UkeConflictStory, 1);

  story->conflict = conflict;
  story->events = g_array_new (FALSE, FALSE, sizeof (UkeConflictEvent));
  for (int i = 0; i < UKE_CONFLICT_N_SIDES; i++)
    story->slots[i] = g_array_new (FALSE, FALSE, sizeof (UkeConflictSlot));
  for (int i = 0; i < UKE_CONFLICT_N_SIDES; i++)
    if (!look_for_slots (&teller, conflict->sides[i].appointment, story->slots[i], error))
      return NULL;
  if (!tell_events (&teller, conflict, story->events, error))
    return NULL;
  story->call_due_at_us = find_call_due (&teller, conflict);
  return g_steal_pointer (&story);
}
