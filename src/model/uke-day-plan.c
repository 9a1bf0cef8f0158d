/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-day-plan.h"

#include "base/uke-holiday.h"
#include "model/uke-codes.h"

enum { DAY_MIN = 24 * 60 };

struct _UkeDayPlan {
  GArray *segments;      /* (owned) (element-type UkeDaySegment) */
  GStringChunk *reasons; /* (owned) */
};

/* A plan in the making: the kind and reason of every minute. 1440 bytes are cheaper than clever
 * intervals. */
typedef struct {
  uint8_t kind[DAY_MIN];
  const char *reason[DAY_MIN]; /* borrowed */
  gboolean is_open_anyway;     /* a holiday or closing day that is worked all the same */
} Minutes;

static void
paint (Minutes *minutes, int from_min, int to_min, UkeDayKind kind, const char *reason)
{
  for (int i = MAX (from_min, 0); i < MIN (to_min, DAY_MIN); i++) {
    minutes->kind[i] = (uint8_t)kind;
    minutes->reason[i] = reason;
  }
}

static gboolean
is_valid_on (UkeRecord *hours, UkeDate date)
{
  UkeDate from = uke_record_get_date (hours, UKE_WORKING_HOURS_VALID_FROM_DATE);
  UkeDate to = uke_record_get_date (hours, UKE_WORKING_HOURS_VALID_TO_DATE);

  return (from == UKE_DATE_NONE || from <= date) && (to == UKE_DATE_NONE || date <= to);
}

static gboolean
is_of (UkeRecord *hours, const UkeId *resource_id)
{
  return resource_id == NULL
         || uke_id_equal (uke_record_get_id_value (hours, UKE_WORKING_HOURS_RESOURCE_ID),
                          resource_id);
}

static gboolean
has_pattern (const UkeId *resource_id, GPtrArray *hours)
{
  for (unsigned i = 0; i < hours->len; i++)
    if (is_of (g_ptr_array_index (hours, i), resource_id))
      return TRUE;
  return FALSE;
}

static gboolean
is_for (UkeRecord *hours, int weekday, UkeDate date)
{
  return uke_record_get_int (hours, UKE_WORKING_HOURS_WEEKDAY) == weekday
         && is_valid_on (hours, date);
}

/* Opens what a resource (NULL: anybody) works on a weekday. */
static void
paint_weekday (Minutes *minutes,
               const UkeId *resource_id,
               int weekday,
               UkeDate date,
               GPtrArray *hours)
{
  for (unsigned i = 0; i < hours->len; i++) {
    UkeRecord *row = g_ptr_array_index (hours, i);

    if (is_of (row, resource_id) && is_for (row, weekday, date))
      paint (minutes, (int)uke_record_get_int (row, UKE_WORKING_HOURS_START_MIN),
             (int)uke_record_get_int (row, UKE_WORKING_HOURS_END_MIN), UKE_DAY_OPEN, NULL);
  }
}

/* The weekday itself or, where nobody ever works on it, the one before. */
static int
find_worked_weekday (UkeDate date, GPtrArray *hours)
{
  for (int back = 0; back < 7; back++)
    for (unsigned i = 0; i < hours->len; i++)
      if (is_for (g_ptr_array_index (hours, i), (uke_date_weekday (date) + 7 - back) % 7, date))
        return (uke_date_weekday (date) + 7 - back) % 7;
  return uke_date_weekday (date);
}

/* A resource without a pattern of its own (a chair, a device) is there when anybody works. A clinic
 * that opens on a weekday that it never works keeps the hours of the working day before. */
static void
paint_hours (Minutes *minutes, const UkeId *resource_id, UkeDate date, GPtrArray *hours)
{
  const UkeId *whose = has_pattern (resource_id, hours) ? resource_id : NULL;
  int weekday
      = minutes->is_open_anyway ? find_worked_weekday (date, hours) : uke_date_weekday (date);

  if (hours->len == 0)
    paint (minutes, 0, DAY_MIN, UKE_DAY_OPEN, NULL);
  else
    paint_weekday (minutes, whose, weekday, date, hours);
}

/* The gaps between open stretches are the lunch break. */
static void
paint_lunch (Minutes *minutes)
{
  int first = -1, last = -1;

  for (int i = 0; i < DAY_MIN; i++) {
    if (minutes->kind[i] != UKE_DAY_OPEN)
      continue;
    if (first < 0)
      first = i;
    last = i;
  }
  for (int i = first; i >= 0 && i < last; i++)
    if (minutes->kind[i] == UKE_DAY_OFF)
      minutes->kind[i] = UKE_DAY_LUNCH;
}

static gboolean
concerns (UkeRecord *closure, const UkeId *resource_id, UkeDate date)
{
  const UkeId *whose = uke_record_get_id_value (closure, UKE_CLOSURE_RESOURCE_ID);
  UkeDate from = uke_record_get_date (closure, UKE_CLOSURE_FROM_DATE),
          to = uke_record_get_date (closure, UKE_CLOSURE_TO_DATE);

  if (!uke_id_is_none (whose) && !uke_id_equal (whose, resource_id))
    return FALSE;
  return from <= date && date <= (to == UKE_DATE_NONE ? from : to);
}

static gboolean
is_kind (UkeRecord *closure, const char *kind)
{
  return g_str_equal (uke_record_get_code (closure, UKE_CLOSURE_KIND), kind);
}

static void
paint_closures (Minutes *minutes, const UkeId *resource_id, UkeDate date, GPtrArray *closures)
{
  for (unsigned i = 0; i < closures->len; i++) {
    UkeRecord *closure = g_ptr_array_index (closures, i);
    gboolean is_part = uke_record_has (closure, UKE_CLOSURE_START_MIN)
                       && uke_record_has (closure, UKE_CLOSURE_END_MIN);
    gboolean is_away = is_kind (closure, UKE_CLOSURE_KIND_AWAY);

    if (!concerns (closure, resource_id, date) || is_kind (closure, UKE_CLOSURE_KIND_OPEN))
      continue;
    if (!is_away && minutes->is_open_anyway)
      continue;
    paint (minutes, is_part ? (int)uke_record_get_int (closure, UKE_CLOSURE_START_MIN) : 0,
           is_part ? (int)uke_record_get_int (closure, UKE_CLOSURE_END_MIN) : DAY_MIN,
           is_away ? UKE_DAY_AWAY : UKE_DAY_CLOSED,
           uke_record_get_text (closure, UKE_CLOSURE_REASON));
  }
}

static gboolean
is_worked_anyway (const UkeId *resource_id, UkeDate date, GPtrArray *closures)
{
  for (unsigned i = 0; i < closures->len; i++) {
    UkeRecord *closure = g_ptr_array_index (closures, i);

    if (is_kind (closure, UKE_CLOSURE_KIND_OPEN) && concerns (closure, resource_id, date))
      return TRUE;
  }
  return FALSE;
}

static void
add_segments (UkeDayPlan *self, const Minutes *minutes)
{
  for (int i = 0; i < DAY_MIN;) {
    UkeDaySegment segment = { i, i + 1, (UkeDayKind)minutes->kind[i], NULL };

    while (segment.to_min < DAY_MIN && minutes->kind[segment.to_min] == minutes->kind[i]
           && minutes->reason[segment.to_min] == minutes->reason[i])
      segment.to_min++;
    if (minutes->reason[i] != NULL)
      segment.reason = g_string_chunk_insert_const (self->reasons, minutes->reason[i]);
    g_array_append_val (self->segments, segment);
    i = segment.to_min;
  }
}

/**
 * uke_day_plan_new:
 * @resource: a provider, chair, room or device
 * @date: the day, in the clinic's zone
 * @hours: (element-type UkeRecord): weekly patterns, of any resource
 * @closures: (element-type UkeRecord): closing days and absences, of any resource
 *
 * Puts together when a resource works: its weekly pattern, less national holidays and closing days
 * (unless the clinic opens all the same), less its own absences. An absence counts on a holiday
 * that is worked, too. Where nobody has any hours yet, the whole day is open.
 *
 * Returns: (transfer full): the plan
 * Thread: any
 * Source: product.md 4.1 no. 3
 */
UkeDayPlan *
uke_day_plan_new (UkeRecord *resource, UkeDate date, GPtrArray *hours, GPtrArray *closures)
{
  UkeDayPlan *self = g_new0 (UkeDayPlan, 1);
  g_autofree Minutes *minutes = g_new0 (Minutes, 1);
  const UkeId *id = uke_record_get_id (resource);
  const char *holiday = uke_holiday_name (date);

  self->segments = g_array_new (FALSE, FALSE, sizeof (UkeDaySegment));
  self->reasons = g_string_chunk_new (64);
  minutes->is_open_anyway = is_worked_anyway (id, date, closures);
  paint (minutes, 0, DAY_MIN, UKE_DAY_OFF, NULL);
  paint_hours (minutes, id, date, hours);
  paint_lunch (minutes);
  if (holiday != NULL && !minutes->is_open_anyway)
    paint (minutes, 0, DAY_MIN, UKE_DAY_HOLIDAY, holiday);
  paint_closures (minutes, id, date, closures);
  add_segments (self, minutes);
  return self;
}

/**
 * uke_day_plan_free:
 * @self: (transfer full): a plan
 *
 * Thread: any
 */
void
uke_day_plan_free (UkeDayPlan *self)
{
  g_array_unref (self->segments);
  g_string_chunk_free (self->reasons);
  g_free (self);
}

/**
 * uke_day_plan_get_n_segments:
 * @self: a plan
 *
 * Returns: how many stretches the day has, at least 1
 * Thread: any
 */
unsigned
uke_day_plan_get_n_segments (const UkeDayPlan *self)
{
  return self->segments->len;
}

/**
 * uke_day_plan_get_segment:
 * @self: a plan
 * @index: below uke_day_plan_get_n_segments()
 *
 * Returns: (transfer none): that stretch; they are in order of time
 * Thread: any
 */
const UkeDaySegment *
uke_day_plan_get_segment (const UkeDayPlan *self, unsigned index)
{
  return &g_array_index (self->segments, UkeDaySegment, index);
}

/**
 * uke_day_plan_get_open_min:
 * @self: a plan
 *
 * Returns: how many minutes are open
 * Thread: any
 */
int
uke_day_plan_get_open_min (const UkeDayPlan *self)
{
  int open_min = 0;

  for (unsigned i = 0; i < self->segments->len; i++) {
    const UkeDaySegment *segment = uke_day_plan_get_segment (self, i);

    if (segment->kind == UKE_DAY_OPEN)
      open_min += segment->to_min - segment->from_min;
  }
  return open_min;
}

/**
 * uke_day_plan_get_booked_min:
 * @self: a plan
 * @holds: (array length=n_holds): what is booked, in any order
 * @n_holds: how many
 * @capacity: how many bookings the resource has room for at once, at least 1
 *
 * Counts open minutes that are taken, each as often as it has room: neither a booking within an
 * absence nor a second one in a full slot makes a day fuller than it is.
 *
 * Returns: at most the open minutes times @capacity
 * Thread: any
 */
int
uke_day_plan_get_booked_min (const UkeDayPlan *self,
                             const UkeDayHold *holds,
                             unsigned n_holds,
                             int capacity)
{
  g_autofree int *n_held = g_new0 (int, DAY_MIN);
  int booked_min = 0;

  for (unsigned i = 0; i < n_holds; i++)
    for (int at = MAX (holds[i].start_min, 0);
         at < MIN (holds[i].start_min + holds[i].length_min, DAY_MIN); at++)
      n_held[at]++;
  for (unsigned i = 0; i < self->segments->len; i++) {
    const UkeDaySegment *segment = uke_day_plan_get_segment (self, i);

    for (int at = segment->from_min; segment->kind == UKE_DAY_OPEN && at < segment->to_min; at++)
      booked_min += MIN (n_held[at], capacity);
  }
  return booked_min;
}

/**
 * uke_day_fill_percent:
 * @booked_min: minutes that are taken
 * @open_min: minutes there are, times capacity
 *
 * Returns: taken of open, rounded to the nearest percent; 0 where nothing is open. Less than 100
 * while any minute is free
 * Thread: any
 */
int
uke_day_fill_percent (int booked_min, int open_min)
{
  if (open_min <= 0)
    return 0;
  if (booked_min >= open_min)
    return 100;
  return MIN ((booked_min * 100 + open_min / 2) / open_min, 99);
}

/**
 * uke_day_plan_is_open:
 * @self: a plan
 * @from_min: minute of day
 * @to_min: minute of day, exclusive
 *
 * Returns: whether all of that time is open
 * Thread: any
 */
gboolean
uke_day_plan_is_open (const UkeDayPlan *self, int from_min, int to_min)
{
  for (unsigned i = 0; i < self->segments->len; i++) {
    const UkeDaySegment *segment = uke_day_plan_get_segment (self, i);

    if (segment->from_min < to_min && from_min < segment->to_min && segment->kind != UKE_DAY_OPEN)
      return FALSE;
  }
  return from_min >= 0 && to_min <= DAY_MIN;
}

/**
 * uke_day_plan_get_kind_at:
 * @self: a plan
 * @minute: minute of day, 0 to 1439
 *
 * Returns: what that minute is
 * Thread: any
 */
UkeDayKind
uke_day_plan_get_kind_at (const UkeDayPlan *self, int minute)
{
  for (unsigned i = 0; i < self->segments->len; i++)
    if (minute < uke_day_plan_get_segment (self, i)->to_min)
      return uke_day_plan_get_segment (self, i)->kind;
  return UKE_DAY_OFF;
}
