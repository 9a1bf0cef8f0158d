/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-day-plan.h"

#include "model/uke-codes.h"

static UkeRecord *
make_record (const UkeEntity *entity, const UkeId *id)
{
  return uke_record_new_take (entity, id, g_new0 (UkeValue, entity->n_fields),
                              g_new0 (int64_t, entity->n_fields), 1, 0);
}

static UkeRecord *
make_hours (const UkeId *resource, int weekday, int from_min, int to_min)
{
  UkeId id = uke_id_new (1);
  UkeValue *values = g_new0 (UkeValue, UKE_WORKING_HOURS_N_FIELDS);

  uke_value_set_id (&values[UKE_WORKING_HOURS_RESOURCE_ID], resource);
  uke_value_set_int (&values[UKE_WORKING_HOURS_WEEKDAY], weekday);
  uke_value_set_int (&values[UKE_WORKING_HOURS_START_MIN], from_min);
  uke_value_set_int (&values[UKE_WORKING_HOURS_END_MIN], to_min);
  return uke_record_new_take (&UKE_ENTITY_WORKING_HOURS, &id, values,
                              g_new0 (int64_t, UKE_WORKING_HOURS_N_FIELDS), 1, 0);
}

static UkeRecord *
make_closure (const UkeId *resource,
              const char *kind,
              UkeDate date,
              int from_min,
              int to_min,
              const char *reason)
{
  UkeId id = uke_id_new (1);
  UkeValue *values = g_new0 (UkeValue, UKE_CLOSURE_N_FIELDS);

  if (resource != NULL)
    uke_value_set_id (&values[UKE_CLOSURE_RESOURCE_ID], resource);
  uke_value_set_text (&values[UKE_CLOSURE_KIND], kind);
  uke_value_set_int (&values[UKE_CLOSURE_FROM_DATE], date);
  uke_value_set_int (&values[UKE_CLOSURE_TO_DATE], date);
  if (to_min > from_min) {
    uke_value_set_int (&values[UKE_CLOSURE_START_MIN], from_min);
    uke_value_set_int (&values[UKE_CLOSURE_END_MIN], to_min);
  }
  uke_value_set_text (&values[UKE_CLOSURE_REASON], reason);
  return uke_record_new_take (&UKE_ENTITY_CLOSURE, &id, values,
                              g_new0 (int64_t, UKE_CLOSURE_N_FIELDS), 1, 0);
}

typedef struct {
  UkeId id;
  UkeRecord *resource;
  GPtrArray *hours;
  GPtrArray *closures;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->id = uke_id_new (1);
  fixture->resource = make_record (&UKE_ENTITY_RESOURCE, &fixture->id);
  fixture->hours = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->closures = g_ptr_array_new_with_free_func (g_object_unref);
  for (int weekday = 1; weekday <= 5; weekday++) {
    g_ptr_array_add (fixture->hours, make_hours (&fixture->id, weekday, 540, 780));
    g_ptr_array_add (fixture->hours, make_hours (&fixture->id, weekday, 870, 1080));
  }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->resource);
  g_ptr_array_unref (fixture->hours);
  g_ptr_array_unref (fixture->closures);
}

static UkeDayPlan *
plan_of (Fixture *fixture, int year, int month, int day)
{
  return uke_day_plan_new (fixture->resource, uke_date_from_ymd (year, month, day), fixture->hours,
                           fixture->closures);
}

static void
assert_covers_day (const UkeDayPlan *plan)
{
  int at = 0;

  for (unsigned i = 0; i < uke_day_plan_get_n_segments (plan); i++) {
    const UkeDaySegment *segment = uke_day_plan_get_segment (plan, i);

    g_assert_cmpint (segment->from_min, ==, at);
    g_assert_cmpint (segment->to_min, >, at);
    at = segment->to_min;
  }
  g_assert_cmpint (at, ==, 1440);
}

/* A working day is off, open, lunch, open, off. */
static void
test_weekday (Fixture *fixture, gconstpointer data)
{
  static const UkeDayKind kinds[]
      = { UKE_DAY_OFF, UKE_DAY_OPEN, UKE_DAY_LUNCH, UKE_DAY_OPEN, UKE_DAY_OFF };
  g_autoptr (UkeDayPlan) plan = plan_of (fixture, 2026, 11, 24);

  assert_covers_day (plan);
  g_assert_cmpuint (uke_day_plan_get_n_segments (plan), ==, 5);
  for (unsigned i = 0; i < 5; i++)
    g_assert_cmpint (uke_day_plan_get_segment (plan, i)->kind, ==, kinds[i]);
  g_assert_cmpint (uke_day_plan_get_open_min (plan), ==, 450);
  g_assert_true (uke_day_plan_is_open (plan, 540, 780));
  g_assert_false (uke_day_plan_is_open (plan, 765, 795));
  g_assert_cmpint (uke_day_plan_get_kind_at (plan, 800), ==, UKE_DAY_LUNCH);
}

/* A day without a pattern is off; nothing is open and nothing is full. */
static void
test_sunday (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UkeDayPlan) plan = plan_of (fixture, 2026, 11, 22);

  assert_covers_day (plan);
  g_assert_cmpint (uke_day_plan_get_open_min (plan), ==, 0);
  g_assert_cmpint (uke_day_plan_get_booked_min (plan, &(UkeDayHold){ 540, 60 }, 1, 1), ==, 0);
}

/* A national holiday closes the day and says which one it is, unless the clinic opens all the same.
 */
static void
test_holiday (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UkeDayPlan) closed = plan_of (fixture, 2026, 11, 23), open = NULL;

  g_assert_cmpint (uke_day_plan_get_open_min (closed), ==, 0);
  g_assert_cmpint (uke_day_plan_get_segment (closed, 0)->kind, ==, UKE_DAY_HOLIDAY);
  g_assert_cmpstr (uke_day_plan_get_segment (closed, 0)->reason, ==, "勤労感謝の日");
  g_ptr_array_add (fixture->closures, make_closure (NULL, UKE_CLOSURE_KIND_OPEN,
                                                    uke_date_from_ymd (2026, 11, 23), 0, 0, NULL));
  open = plan_of (fixture, 2026, 11, 23);
  g_assert_cmpint (uke_day_plan_get_open_min (open), ==, 450);
}

/* An absence of part of a day takes that part only, of that resource only. */
static void
test_away (Fixture *fixture, gconstpointer data)
{
  UkeDate date = uke_date_from_ymd (2026, 11, 24);
  UkeId other = uke_id_new (2);
  g_autoptr (UkeDayPlan) plan = NULL;

  g_ptr_array_add (fixture->closures,
                   make_closure (&fixture->id, UKE_CLOSURE_KIND_AWAY, date, 990, 1080, "研修会"));
  g_ptr_array_add (fixture->closures,
                   make_closure (&other, UKE_CLOSURE_KIND_AWAY, date, 540, 600, "外出"));
  plan = plan_of (fixture, 2026, 11, 24);
  assert_covers_day (plan);
  g_assert_cmpint (uke_day_plan_get_open_min (plan), ==, 360);
  g_assert_cmpint (uke_day_plan_get_kind_at (plan, 1000), ==, UKE_DAY_AWAY);
  g_assert_cmpint (uke_day_plan_get_kind_at (plan, 550), ==, UKE_DAY_OPEN);
}

/* A closing day of the clinic closes everybody, with its reason. */
static void
test_closing_day (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UkeDayPlan) plan = NULL;

  g_ptr_array_add (fixture->closures,
                   make_closure (NULL, UKE_CLOSURE_KIND_CLOSED, uke_date_from_ymd (2026, 12, 30), 0,
                                 0, "年末休診"));
  plan = plan_of (fixture, 2026, 12, 30);
  g_assert_cmpuint (uke_day_plan_get_n_segments (plan), ==, 1);
  g_assert_cmpint (uke_day_plan_get_segment (plan, 0)->kind, ==, UKE_DAY_CLOSED);
  g_assert_cmpstr (uke_day_plan_get_segment (plan, 0)->reason, ==, "年末休診");
}

/* A chair has no pattern of its own: it is there when somebody works, and not on a Sunday. In a
 * clinic without any hours yet it is always there. */
static void
test_without_pattern (Fixture *fixture, gconstpointer data)
{
  UkeId id = uke_id_new (3), early = uke_id_new (4);
  UkeDate date = uke_date_from_ymd (2026, 11, 24);
  g_autoptr (UkeRecord) chair = make_record (&UKE_ENTITY_RESOURCE, &id);
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (UkeDayPlan) sunday = NULL, plan = NULL, always = NULL;

  g_ptr_array_add (fixture->hours, make_hours (&early, 2, 480, 720));
  plan = uke_day_plan_new (chair, date, fixture->hours, fixture->closures);
  g_assert_cmpint (uke_day_plan_get_open_min (plan), ==, 510);
  g_assert_true (uke_day_plan_is_open (plan, 480, 780));
  sunday = uke_day_plan_new (chair, date - 2, fixture->hours, fixture->closures);
  g_assert_cmpint (uke_day_plan_get_open_min (sunday), ==, 0);
  always = uke_day_plan_new (chair, date, nothing, nothing);
  g_assert_true (uke_day_plan_is_open (always, 0, 1440));
}

/* A clinic that opens on a Sunday all the same keeps the hours of the working day before it; one
 * person's day off in the week stays theirs. */
static void
test_opened_regular_closing_day (Fixture *fixture, gconstpointer data)
{
  UkeId half = uke_id_new (5);
  UkeDate sunday = uke_date_from_ymd (2026, 11, 22);
  g_autoptr (UkeRecord) other = make_record (&UKE_ENTITY_RESOURCE, &half);
  g_autoptr (UkeDayPlan) plan = NULL, day_off = NULL;

  g_ptr_array_add (fixture->hours, make_hours (&half, 1, 540, 600));
  g_ptr_array_add (fixture->closures,
                   make_closure (NULL, UKE_CLOSURE_KIND_OPEN, sunday, 0, 0, NULL));
  g_ptr_array_add (fixture->closures,
                   make_closure (NULL, UKE_CLOSURE_KIND_OPEN, sunday + 2, 0, 0, NULL));
  plan = plan_of (fixture, 2026, 11, 22);
  g_assert_cmpint (uke_day_plan_get_open_min (plan), ==, 450);
  day_off = uke_day_plan_new (other, sunday + 2, fixture->hours, fixture->closures);
  g_assert_cmpint (uke_day_plan_get_open_min (day_off), ==, 0);
}

/* Full is what is taken of the open time and its places: an absence, the lunch break and a second
 * booking in the same slot make a day no fuller than it is. */
static void
test_fill (Fixture *fixture, gconstpointer data)
{
  static const UkeDayHold HOLDS[]
      = { { 540, 60 }, { 540, 60 }, { 750, 60 }, { 990, 60 }, { 1050, 60 } };
  UkeDate date = uke_date_from_ymd (2026, 11, 24);
  g_autoptr (UkeDayPlan) plan = NULL;

  g_ptr_array_add (fixture->closures,
                   make_closure (&fixture->id, UKE_CLOSURE_KIND_AWAY, date, 990, 1080, "研修会"));
  plan = plan_of (fixture, 2026, 11, 24);
  g_assert_cmpint (uke_day_plan_get_booked_min (plan, HOLDS, G_N_ELEMENTS (HOLDS), 1), ==, 90);
  g_assert_cmpint (uke_day_plan_get_booked_min (plan, HOLDS, G_N_ELEMENTS (HOLDS), 2), ==, 150);
  g_assert_cmpint (uke_day_fill_percent (90, 360), ==, 25);
  g_assert_cmpint (uke_day_fill_percent (360, 360), ==, 100);
  g_assert_cmpint (uke_day_fill_percent (359, 360), ==, 99);
  g_assert_cmpint (uke_day_fill_percent (0, 0), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/model/day-plan/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("weekday", test_weekday);
  ADD ("sunday", test_sunday);
  ADD ("holiday", test_holiday);
  ADD ("away", test_away);
  ADD ("closing-day", test_closing_day);
  ADD ("without-pattern", test_without_pattern);
  ADD ("opened-regular-closing-day", test_opened_regular_closing_day);
  ADD ("fill", test_fill);
  return g_test_run ();
}
