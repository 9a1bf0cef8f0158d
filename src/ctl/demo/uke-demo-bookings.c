/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-demo"

#include "ctl/demo/uke-demo-bookings.h"

#include "base/uke-holiday.h"
#include "ctl/demo/uke-demo-clinic.h"

enum { DAYS_BACK = 180, DAYS_AHEAD = 60 };

typedef struct {
  GRand *rand;
  UkeDemoMoment now;
  unsigned n_patients;
  GArray *bookings;    /* (element-type UkeDemoBooking) */
  UkeDate *last_dates; /* one a patient: nobody comes twice in a day */
} Plan;

static gboolean
draw_percent (Plan *plan, int percent)
{
  return g_rand_int_range (plan->rand, 0, 100) < percent;
}

/* How many percent of a provider's time is taken: a busy present, a future still filling. */
static int
fill_percent (Plan *plan, const UkeDemoProvider *who, UkeDate date)
{
  int ahead = date - plan->now.today;

  return ahead <= 3 ? who->busy_percent : MAX (12, who->busy_percent - 5 - ahead);
}

/* How likely a booking is at a free quarter, so that on the whole that much of the time is taken.
 */
static gboolean
draw_is_taken (Plan *plan, int fill, int length_min)
{
  int taken = 15 * fill;

  return g_rand_int_range (plan->rand, 0, length_min * (100 - fill) + taken) < taken;
}

static UkeStatus
draw_status (Plan *plan, const UkeDemoBooking *booking)
{
  int end_min = booking->start_min + booking->length_min;

  if (booking->date < plan->now.today)
    return draw_percent (plan, 91)   ? UKE_STATUS_DONE
           : draw_percent (plan, 35) ? UKE_STATUS_NO_SHOW
                                     : UKE_STATUS_CANCELLED;
  if (booking->date > plan->now.today + 2)
    return draw_percent (plan, 3)    ? UKE_STATUS_CANCELLED
           : draw_percent (plan, 15) ? UKE_STATUS_CONFIRMED
                                     : UKE_STATUS_BOOKED;
  if (booking->date > plan->now.today || booking->start_min > plan->now.now_min + 45)
    return draw_percent (plan, 3)    ? UKE_STATUS_CANCELLED
           : draw_percent (plan, 55) ? UKE_STATUS_CONFIRMED
                                     : UKE_STATUS_BOOKED;
  if (booking->start_min > plan->now.now_min - 3)
    return draw_percent (plan, 50) ? UKE_STATUS_ARRIVED : UKE_STATUS_CONFIRMED;
  if (end_min > plan->now.now_min)
    return booking->start_min < plan->now.now_min - 15 || draw_percent (plan, 60)
               ? UKE_STATUS_IN_ROOM
               : UKE_STATUS_ARRIVED;
  if (end_min > plan->now.now_min - 20)
    return draw_percent (plan, 50) ? UKE_STATUS_PAYING : UKE_STATUS_DONE;
  return draw_percent (plan, 94) ? UKE_STATUS_DONE : UKE_STATUS_NO_SHOW;
}

/**
 * uke_demo_bookings_first_new_patient:
 * @n_patients: how many patients the demo has
 *
 * Returns: the position of the first patient who has not been here yet; all later ones have not
 * either Thread: any
 */
unsigned
uke_demo_bookings_first_new_patient (unsigned n_patients)
{
  return n_patients - MAX (1, n_patients / 50);
}

static unsigned
draw_patient (Plan *plan, UkeDate date, gboolean is_new)
{
  int first_new = (int)uke_demo_bookings_first_new_patient (plan->n_patients);
  unsigned patient = 0;

  for (int tries = 0; tries < 20; tries++) {
    patient = is_new || first_new == 0
                  ? (unsigned)g_rand_int_range (plan->rand, first_new, (int)plan->n_patients)
                  : (unsigned)g_rand_int_range (plan->rand, 0, first_new);
    if (plan->last_dates[patient] != date)
      break;
  }
  plan->last_dates[patient] = date;
  return patient;
}

static void
add_booking (Plan *plan,
             unsigned provider,
             UkeDate date,
             int start_min,
             int length_min,
             unsigned menu)
{
  UkeDemoBooking booking = { .provider = provider,
                             .menu = menu,
                             .date = date,
                             .start_min = start_min,
                             .length_min = length_min };

  /* Only bookings that are still to come can be somebody's first. */
  booking.is_first_visit
      = (date > plan->now.today || (date == plan->now.today && start_min > plan->now.now_min))
        && draw_percent (plan, 8);
  booking.patient = draw_patient (plan, date, booking.is_first_visit);
  booking.is_web = draw_percent (plan, 30);
  booking.status = draw_status (plan, &booking);
  g_array_append_val (plan->bookings, booking);
}

/* One way to fill a stretch: menus at their times. */
typedef struct {
  unsigned n;
  int booked_min;
  unsigned menus[32];
  int starts_min[32];
} Filling;

static Filling
draw_filling (Plan *plan, const UkeDemoProvider *who, int from_min, int to_min, int fill)
{
  Filling filling = { 0 };

  for (int at_min = from_min; at_min < to_min && filling.n < G_N_ELEMENTS (filling.menus);) {
    unsigned menu = who->menus[g_rand_int_range (plan->rand, 0, G_N_ELEMENTS (who->menus))];
    int length_min = UKE_DEMO_MENUS[menu].length_min;

    if (at_min + length_min > to_min || !draw_is_taken (plan, fill, length_min)) {
      at_min += 15;
      continue;
    }
    filling.menus[filling.n] = menu;
    filling.starts_min[filling.n++] = at_min;
    filling.booked_min += length_min;
    at_min += length_min;
  }
  return filling;
}

/* Fills one stretch of one provider's day: of a few ways the one that is about as busy as it should
 * be. A group of two does each time for a capacity of two. */
static void
fill_stretch (Plan *plan, unsigned provider, UkeDate date, const int span[2])
{
  const UkeDemoProvider *who = &UKE_DEMO_PROVIDERS[provider];
  gboolean is_out = provider == UKE_DEMO_ABSENCE.provider && date == plan->now.today
                    && span[1] > UKE_DEMO_ABSENCE.from_min;
  int to_min = is_out ? UKE_DEMO_ABSENCE.from_min : span[1];
  int fill = fill_percent (plan, who, date);
  int wanted_min = (to_min - span[0]) * fill / 100;
  Filling best = draw_filling (plan, who, span[0], to_min, fill);

  for (int tries = 0; tries < 5; tries++) {
    Filling other = draw_filling (plan, who, span[0], to_min, fill);

    if (ABS (other.booked_min - wanted_min) < ABS (best.booked_min - wanted_min))
      best = other;
  }
  for (unsigned i = 0; i < best.n; i++) {
    int length_min = UKE_DEMO_MENUS[best.menus[i]].length_min;

    add_booking (plan, provider, date, best.starts_min[i], length_min, best.menus[i]);
    if (who->capacity > 1 && draw_percent (plan, 65))
      add_booking (plan, provider, date, best.starts_min[i], length_min, best.menus[i]);
  }
}

/**
 * uke_demo_bookings_plan:
 * @rand: where the randomness comes from
 * @now: the demo's present
 * @n_patients: how many patients there are, at least 1
 *
 * Plans half a year of history and two months of bookings.
 *
 * Returns: (transfer full) (element-type UkeDemoBooking): in the order of days, providers and times
 * Thread: any one
 */
GArray *
uke_demo_bookings_plan (GRand *rand, UkeDemoMoment now, unsigned n_patients)
{
  g_autofree UkeDate *last_dates = g_new0 (UkeDate, n_patients);
  Plan plan
      = { rand, now, n_patients, g_array_new (FALSE, FALSE, sizeof (UkeDemoBooking)), last_dates };

  for (UkeDate date = now.today - DAYS_BACK; date <= now.today + DAYS_AHEAD; date++) {
    int weekday = uke_date_weekday (date);

    if (weekday == 0 || uke_holiday_name (date) != NULL || date == now.today + 40)
      continue;
    for (unsigned provider = 0; provider < UKE_DEMO_N_PROVIDERS; provider++) {
      fill_stretch (&plan, provider, date, UKE_DEMO_PROVIDERS[provider].morning_min);
      if (weekday < 6)
        fill_stretch (&plan, provider, date, UKE_DEMO_PROVIDERS[provider].afternoon_min);
    }
  }
  return plan.bookings;
}

/**
 * uke_demo_bookings_visits:
 * @bookings: (element-type UkeDemoBooking): planned bookings in order of days
 * @now: the demo's present
 * @n_patients: how many patients there are
 *
 * Returns: (transfer full) (element-type UkeDemoVisits): one a patient
 * Thread: any
 */
GArray *
uke_demo_bookings_visits (GArray *bookings, UkeDemoMoment now, unsigned n_patients)
{
  GArray *visits = g_array_sized_new (FALSE, FALSE, sizeof (UkeDemoVisits), n_patients);
  const UkeDemoVisits none = { 0, UKE_DATE_NONE, UKE_DATE_NONE };

  for (unsigned i = 0; i < n_patients; i++)
    g_array_append_val (visits, none);
  for (unsigned i = 0; i < bookings->len; i++) {
    const UkeDemoBooking *booking = &g_array_index (bookings, UkeDemoBooking, i);
    UkeDemoVisits *of = &g_array_index (visits, UkeDemoVisits, booking->patient);

    if (booking->status == UKE_STATUS_DONE) {
      of->n_visits++;
      of->last_visit_date = booking->date;
    } else if (booking->date > now.today && of->next_date == UKE_DATE_NONE) {
      of->next_date = booking->date;
    }
  }
  return visits;
}
