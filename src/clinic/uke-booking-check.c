/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-booking-check-private.h"

#include "clinic/uke-day-private.h"
#include "feed/uke-wire.h"
#include "model/uke-overlap.h"
#include "model/uke-status.h"
#include "store/uke-card.h"
#include "store/uke-rows.h"

#define US_PER_MINUTE INT64_C (60000000)

/* A booking longer than this is not accepted, so none that began earlier can reach into today. */
#define LONGEST_MIN (12 * 60)

/* Another booking of the day, as far as the rules look at it. */
typedef struct {
  UkeId id;
  UkeId patient_id;
  UkeId provider_id;
  UkeId chair_id;
  UkeOverlapSpan span;
  const char *family_name; /* of the store's cards */
  const char *given_name;
} Other;

/* One check at work. */
typedef struct {
  const UkeDraft *draft;
  UkeOverlapSpan span;
  GArray *others;      /* (element-type Other): bookings that hold time that day */
  GPtrArray *warnings; /* (element-type UkeWarning) */
  gboolean overlaps;
} Check;

static UkeWarning *
add_warning (Check *check, UkeBookingWarning code)
{
  UkeWarning *warning = g_new0 (UkeWarning, 1);

  warning->code = code;
  g_ptr_array_add (check->warnings, warning);
  return warning;
}

static void
collect (Check *check, const UkeCard *card)
{
  Other other = {
    .id = card->id,
    .patient_id = card->patient_id,
    .provider_id = card->provider_id,
    .chair_id = card->chair_id,
    .span = { card->starts_at_us, card->length_min },
    .family_name = card->family_name,
    .given_name = card->given_name,
  };

  if (!uke_id_equal (&card->id, uke_draft_get_id (check->draft))
      && uke_status_takes_slot (card->status))
    g_array_append_val (check->others, other);
}

static const UkeId *
get_held (const Other *other, unsigned field)
{
  return field == UKE_APPOINTMENT_PROVIDER_ID ? &other->provider_id : &other->chair_id;
}

/* Appends to @spans the bookings that are in the way there; the first of them, or NULL. */
static const Other *
add_in_the_way (Check *check, const UkeId *resource_id, unsigned field, GArray *spans)
{
  const Other *first = NULL;

  for (unsigned i = 0; i < check->others->len; i++) {
    const Other *other = &g_array_index (check->others, Other, i);

    if (!uke_id_equal (get_held (other, field), resource_id)
        || !uke_overlap_touches (&other->span, &check->span))
      continue;
    g_array_append_val (spans, other->span);
    if (first == NULL)
      first = other;
  }
  return first;
}

/* Whether the resource has no room left beside @spans. */
static gboolean
is_full (Check *check, UkeDayTables *tables, const UkeId *resource_id, const GArray *spans)
{
  UkeRecord *resource = uke_day_tables_find_resource (tables, resource_id);
  int64_t capacity
      = resource != NULL ? MAX (1, uke_record_get_int (resource, UKE_RESOURCE_CAPACITY)) : 1;

  return uke_overlap_peak ((const UkeOverlapSpan *)(void *)spans->data, spans->len, &check->span)
         >= capacity;
}

/* More bookings at once than the resource has room for: the first that is in the way is named. */
static void
check_resource (Check *check, UkeDayTables *tables, unsigned field, UkeBookingWarning code)
{
  const UkeId *id = uke_draft_get_id_value (check->draft, field);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (UkeOverlapSpan));
  const Other *first = uke_id_is_none (id) ? NULL : add_in_the_way (check, id, field, spans);
  UkeWarning *warning;

  if (first == NULL || !is_full (check, tables, id, spans))
    return;
  warning = add_warning (check, code);
  warning->appointment_id = first->id;
  warning->patient_id = first->patient_id;
  warning->resource_id = *id;
  warning->starts_at_us = first->span.starts_at_us;
  warning->number = spans->len;
  warning->text = g_strjoin (*first->given_name != '\0' ? " " : "", first->family_name,
                             first->given_name, NULL);
  check->overlaps = TRUE;
}

/* Somebody at another desk is about to book there; whoever comes second may not get the place. */
static void
check_held (Check *check, UkeDayTables *tables, const GArray *held, unsigned field)
{
  const UkeId *id = uke_draft_get_id_value (check->draft, field);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (UkeOverlapSpan));
  const UkeWireHold *first = NULL;
  UkeWarning *warning;

  for (unsigned i = 0; held != NULL && !uke_id_is_none (id) && i < held->len; i++) {
    const UkeWireHold *hold = &g_array_index (held, UkeWireHold, i);
    const UkeOverlapSpan span
        = { hold->from_us, (int)((hold->to_us - hold->from_us) / US_PER_MINUTE) };

    if (!uke_id_equal (&hold->resource_id, id) || !uke_overlap_touches (&span, &check->span))
      continue;
    g_array_append_val (spans, span);
    if (first == NULL)
      first = hold;
  }
  if (first == NULL)
    return;
  add_in_the_way (check, id, field, spans);
  if (!is_full (check, tables, id, spans))
    return;
  warning = add_warning (check, UKE_WARNING_HELD);
  warning->resource_id = *id;
  warning->starts_at_us = first->from_us;
  warning->text = g_strdup (first->name);
}

static void
check_patient_elsewhere (Check *check)
{
  const UkeId *patient_id = uke_draft_get_id_value (check->draft, UKE_APPOINTMENT_PATIENT_ID);

  for (unsigned i = 0; i < check->others->len; i++) {
    const Other *other = &g_array_index (check->others, Other, i);
    UkeWarning *warning = NULL;

    if (!uke_id_equal (&other->patient_id, patient_id)
        || !uke_overlap_touches (&other->span, &check->span))
      continue;
    warning = add_warning (check, UKE_WARNING_DOUBLE_PATIENT);
    warning->appointment_id = other->id;
    warning->patient_id = *patient_id;
    warning->resource_id = other->provider_id;
    warning->starts_at_us = other->span.starts_at_us;
    return;
  }
}

static UkeBookingWarning
get_closed_warning (UkeDayKind kind)
{
  switch (kind) {
  case UKE_DAY_CLOSED:
  case UKE_DAY_HOLIDAY:
    return UKE_WARNING_CLOSED_DAY;
  case UKE_DAY_AWAY:
    return UKE_WARNING_AWAY;
  case UKE_DAY_OPEN:
  case UKE_DAY_LUNCH:
  case UKE_DAY_OFF:
    break;
  }
  return UKE_WARNING_OUTSIDE_HOURS;
}

static const char *
find_reason (const UkeDayPlan *plan, UkeDayKind kind)
{
  for (unsigned i = 0; i < uke_day_plan_get_n_segments (plan); i++) {
    if (uke_day_plan_get_segment (plan, i)->kind == kind)
      return uke_day_plan_get_segment (plan, i)->reason;
  }
  return NULL;
}

static void
check_hours (Check *check, UkeDayTables *tables, UkeZone *zone)
{
  const UkeId *id = uke_draft_get_id_value (check->draft, UKE_APPOINTMENT_PROVIDER_ID);
  UkeRecord *resource = NULL;
  g_autoptr (UkeDayPlan) plan = NULL;
  UkeWarning *warning = NULL;
  UkeDayKind kind = UKE_DAY_OPEN;
  UkeDate date = 0;
  int minute = 0;

  if (uke_id_is_none (id))
    id = uke_draft_get_id_value (check->draft, UKE_APPOINTMENT_CHAIR_ID);
  resource = uke_day_tables_find_resource (tables, id);
  if (resource == NULL)
    return;
  uke_zone_split (zone, check->span.starts_at_us, &date, &minute);
  plan = uke_day_tables_make_plan (tables, resource, date);
  if (uke_day_plan_is_open (plan, minute, minute + check->span.length_min))
    return;
  for (int m = minute; m < minute + check->span.length_min && kind == UKE_DAY_OPEN; m += 5)
    kind = uke_day_plan_get_kind_at (plan, MIN (m, 24 * 60 - 1));
  warning = add_warning (check, get_closed_warning (kind));
  warning->resource_id = *id;
  warning->text = g_strdup (find_reason (plan, kind));
}

static void
check_length (Check *check, UkeRecord *menu)
{
  int64_t length = 0;

  if (menu == NULL)
    return;
  length = uke_record_get_int (menu, UKE_MENU_LENGTH_MIN);
  if (length > 0 && length != check->span.length_min)
    add_warning (check, UKE_WARNING_WRONG_LENGTH)->number = length;
}

static gboolean
check_no_shows (Check *check, UkeDb *db, const UkeId *patient_id, GError **error)
{
  g_autoptr (GPtrArray) bookings = uke_rows_list_by_id (
      db, &UKE_ENTITY_APPOINTMENT, UKE_APPOINTMENT_PATIENT_ID, patient_id, error);
  unsigned n = 0;

  if (bookings == NULL)
    return FALSE;
  for (unsigned i = 0; i < bookings->len; i++) {
    if (uke_status_from_code (uke_record_get_code (bookings->pdata[i], UKE_APPOINTMENT_STATUS))
        == UKE_STATUS_NO_SHOW)
      n++;
  }
  if (n >= UKE_NO_SHOWS_TO_WARN)
    add_warning (check, UKE_WARNING_MANY_NO_SHOWS)->number = n;
  return TRUE;
}

static void
check_same_name (Check *check, UkeRecord *patient)
{
  const char *family = uke_record_get_text (patient, UKE_PATIENT_FAMILY_NAME);
  const char *given = uke_record_get_text (patient, UKE_PATIENT_GIVEN_NAME);

  for (unsigned i = 0; i < check->others->len; i++) {
    const Other *other = &g_array_index (check->others, Other, i);
    UkeWarning *warning = NULL;

    if (uke_id_equal (&other->patient_id, uke_record_get_id (patient))
        || g_strcmp0 (other->family_name, family != NULL ? family : "") != 0
        || g_strcmp0 (other->given_name, given != NULL ? given : "") != 0)
      continue;
    warning = add_warning (check, UKE_WARNING_SAME_NAME_THAT_DAY);
    warning->appointment_id = other->id;
    warning->patient_id = other->patient_id;
    warning->starts_at_us = other->span.starts_at_us;
    return;
  }
}

static int
compare_warnings (gconstpointer a, gconstpointer b)
{
  const UkeWarning *left = *(UkeWarning *const *)a, *right = *(UkeWarning *const *)b;

  return (int)left->code - (int)right->code;
}

/* What speaks against the patient, apart from the time. Asked for new bookings only: who moves one
 * has been told. */
static gboolean
check_patient (Check *check, UkeDb *db, GError **error)
{
  const UkeId *id = uke_draft_get_id_value (check->draft, UKE_APPOINTMENT_PATIENT_ID);
  g_autoptr (UkeRecord) patient = uke_rows_get (db, &UKE_ENTITY_PATIENT, id, error);

  if (patient == NULL)
    return FALSE;
  if (uke_record_has (patient, UKE_PATIENT_ENDED_REASON))
    add_warning (check, UKE_WARNING_PATIENT_ENDED)->patient_id = *id;
  check_same_name (check, patient);
  return check_no_shows (check, db, id, error);
}

static UkeCards *
read_others (Check *check, UkeDb *db, UkeZone *zone, const UkeId *clinic_id, GError **error)
{
  UkeDate date = uke_zone_date_of (zone, check->span.starts_at_us);
  int64_t from_us = uke_zone_at (zone, date, 0) - LONGEST_MIN * US_PER_MINUTE;
  int64_t to_us = uke_zone_at (zone, date + 1, 0);
  UkeCards *cards = uke_cards_list (db, clinic_id, from_us, to_us, error);

  for (unsigned i = 0; cards != NULL && i < cards->items->len; i++)
    collect (check, &g_array_index (cards->items, UkeCard, i));
  return cards;
}

/**
 * uke_booking_check:
 * @db: a connection
 * @zone: the clinic's zone
 * @now_us: the time now
 * @draft: a booking as it would be
 * @clinic_id: the place
 * @held: (nullable) (element-type UkeWireHold): what other desks keep
 * @warnings: (element-type UkeWarning): where warnings are added, the most serious first
 * @out_overlaps: return location: whether it needs an extra lane of a resource
 * @error: return location
 *
 * Looks for everything that staff must have been shown before a booking is made or moved.
 *
 * Returns: whether it could be looked up
 * Errors: those of the store
 * Thread: store
 * Source: product.md 4.1 no. 17, decision 11
 */
gboolean
uke_booking_check (UkeDb *db,
                   UkeZone *zone,
                   int64_t now_us,
                   const UkeDraft *draft,
                   const UkeId *clinic_id,
                   const GArray *held,
                   GPtrArray *warnings,
                   gboolean *out_overlaps,
                   GError **error)
{
  g_autoptr (GArray) others = g_array_new (FALSE, TRUE, sizeof (Other));
  g_autoptr (UkeDayTables) tables = uke_day_tables_read (db, error);
  const UkeId *menu_id = uke_draft_get_id_value (draft, UKE_APPOINTMENT_MENU_ID);
  g_autoptr (UkeRecord) menu = NULL;
  g_autoptr (UkeCards) cards = NULL;
  Check check = {
    .draft = draft,
    .span = { uke_draft_get_int (draft, UKE_APPOINTMENT_STARTS_AT_US),
              (int)uke_draft_get_int (draft, UKE_APPOINTMENT_LENGTH_MIN) },
    .others = others,
    .warnings = warnings,
  };

  if (tables == NULL)
    return FALSE;
  cards = read_others (&check, db, zone, clinic_id, error);
  if (cards == NULL)
    return FALSE;
  check_resource (&check, tables, UKE_APPOINTMENT_PROVIDER_ID, UKE_WARNING_DOUBLE_PROVIDER);
  check_resource (&check, tables, UKE_APPOINTMENT_CHAIR_ID, UKE_WARNING_DOUBLE_CHAIR);
  check_held (&check, tables, held, UKE_APPOINTMENT_PROVIDER_ID);
  check_held (&check, tables, held, UKE_APPOINTMENT_CHAIR_ID);
  check_patient_elsewhere (&check);
  check_hours (&check, tables, zone);
  if (check.span.starts_at_us + check.span.length_min * US_PER_MINUTE <= now_us)
    add_warning (&check, UKE_WARNING_IN_THE_PAST);
  if (uke_draft_is_new (draft)) {
    if (!check_patient (&check, db, error))
      return FALSE;
    menu = uke_id_is_none (menu_id) ? NULL : uke_rows_find (db, &UKE_ENTITY_MENU, menu_id, NULL);
    check_length (&check, menu);
  }
  g_ptr_array_sort (warnings, compare_warnings);
  *out_overlaps = check.overlaps;
  return TRUE;
}
