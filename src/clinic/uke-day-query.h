/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"
#include "model/uke-day-plan.h"
#include "model/uke-status.h"

G_BEGIN_DECLS

/**
 * UkeDayCard:
 * @appointment_id: the booking
 * @patient_id: whose it is
 * @provider_id: who treats, or none
 * @chair_id: where, or none while it is not known
 * @menu_id: what for, or none
 * @starts_at_us: when
 * @length_min: how long
 * @status: in which state
 * @family_name, @given_name: as written; given may be ""
 * @kana: family and given in hiragana, with a space between; "" where unknown
 * @patient_number: as typed; "" where there is none yet
 * @menu_name: "" where no menu is chosen
 * @note: the booking's own note, ""
 * @channel: through which it came: phone desk web line import, ""
 * @is_first_visit: 新
 * @is_provisional: 仮
 * @needs_new_time: kept beside another booking, to be settled (decision 11)
 * @overlap_accepted: staff took an extra lane
 * @has_alert: the patient has a note for the front desk
 * @is_ended: the patient is deceased, moved or ended
 * @visit_count: visits so far
 * @is_unsent: something that was changed about it here is not at the clinic's server yet
 * @is_unconfirmed: its time is among that: nobody but this desk knows of it
 * @arrived_at_us, @in_room_at_us, @paying_at_us, @done_at_us: when the status was reached, or 0
 *
 * A booking as the calendar draws it. Its strings belong to the UkeDay it stands in: keep a
 * reference to that for as long as you keep the card.
 */
typedef struct {
  UkeId appointment_id;
  UkeId patient_id;
  UkeId provider_id;
  UkeId chair_id;
  UkeId menu_id;
  int64_t starts_at_us;
  int length_min;
  UkeStatus status;
  const char *family_name;
  const char *given_name;
  const char *kana;
  const char *patient_number;
  const char *menu_name;
  const char *note;
  const char *channel;
  gboolean is_first_visit;
  gboolean is_provisional;
  gboolean needs_new_time;
  gboolean overlap_accepted;
  gboolean has_alert;
  gboolean is_ended;
  gboolean is_unsent;
  gboolean is_unconfirmed;
  int visit_count;
  int64_t arrived_at_us;
  int64_t in_room_at_us;
  int64_t paying_at_us;
  int64_t done_at_us;
} UkeDayCard;

/**
 * UkeDayColumn:
 * @resource: (owned): the provider, chair, room or equipment
 * @plan: (owned): its opening stretches on this day: open, lunch, closed, away ...
 * @is_working: whether it works at all that day
 * @n_bookings: bookings that hold time, cancelled ones and no-shows not counted
 * @booked_min: the open minutes they take, each at most as often as the resource has room
 * @open_min: the minutes it is open
 * @fill_percent: booked of what is open, 0-100; 0 where it is not open
 *
 * One column of the day.
 */
typedef struct {
  UkeRecord *resource;
  UkeDayPlan *plan;
  gboolean is_working;
  unsigned n_bookings;
  int booked_min;
  int open_min;
  int fill_percent;
} UkeDayColumn;

/**
 * UkeDay:
 * @date: the day, or the first of several
 * @n_days: how many days it holds: 1, 7
 * @holiday_name: (owned) (nullable): 国民の祝日, Japanese
 * @closed_reason: (owned) (nullable): why the clinic is closed; NULL when it is not
 * @is_closed: no resource works
 * @has_hours: somebody's working hours are known; FALSE in a clinic that is being set up
 * @columns: (owned) (element-type UkeDayColumn): in sort order, active resources of every kind and
 *   inactive ones that have a booking; empty where several days were asked for
 * @cards: (owned) (element-type UkeDayCard): by start
 * @n_by_status: how many bookings are in each status, indexed by UkeStatus
 * @unsent_since_us: when the oldest change was made that the server has not seen; 0 for none
 *
 * What happens in one day (or several), as it was when it was read. Immutable; counted atomically.
 */
typedef struct {
  UkeDate date;
  unsigned n_days;
  char *holiday_name;
  char *closed_reason;
  gboolean is_closed;
  gboolean has_hours;
  GPtrArray *columns;
  GPtrArray *cards;
  unsigned n_by_status[UKE_N_STATUSES + 1];
  int64_t unsent_since_us;
} UkeDay;

#define UKE_TYPE_DAY (uke_day_get_type ())
GType uke_day_get_type (void);
UkeDay *uke_day_ref (UkeDay *self);
void uke_day_unref (UkeDay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeDay, uke_day_unref)
const UkeDayCard *uke_day_find_card (const UkeDay *self, const UkeId *appointment_id);
const UkeDayColumn *uke_day_find_column (const UkeDay *self, const UkeId *resource_id);

void uke_clinic_load_day_async (UkeClinic *self,
                                UkeDate date,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
UkeDay *uke_clinic_load_day_finish (UkeClinic *self,
                                    GAsyncResult *result,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The cards alone of n_days days from `from`, without columns. */
void uke_clinic_load_days_async (UkeClinic *self,
                                 UkeDate from,
                                 unsigned n_days,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
UkeDay *uke_clinic_load_days_finish (UkeClinic *self,
                                     GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * UkeDayLoad:
 * @date: the day
 * @n_bookings: bookings that hold time
 * @fill_percent: of the providers' open time, 0-100
 * @is_closed: nobody works
 * @is_holiday: 国民の祝日
 *
 * One cell of the mini month.
 */
typedef struct {
  UkeDate date;
  unsigned n_bookings;
  int fill_percent;
  gboolean is_closed;
  gboolean is_holiday;
} UkeDayLoad;

/* (element-type UkeDayLoad): one for each of n_days days from `from`, in order. */
void uke_clinic_load_month_loads_async (UkeClinic *self,
                                        UkeDate from,
                                        unsigned n_days,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
GArray *uke_clinic_load_month_loads_finish (UkeClinic *self,
                                            GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
