/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-status.h"

#include "model/uke-entities.h"

#include <string.h>

static const char *const status_codes[UKE_N_STATUSES + 1]
    = { "", "booked", "confirmed", "arrived", "in_room", "paying", "done", "no_show", "cancelled" };

/**
 * uke_status_get_code:
 * @status: a status
 *
 * Returns: (transfer none): its code; "" for `UKE_STATUS_NONE`
 * Thread: any
 */
const char *
uke_status_get_code (UkeStatus status)
{
  return status_codes[(unsigned)status <= UKE_N_STATUSES ? status : UKE_STATUS_NONE];
}

/**
 * uke_status_from_code:
 * @code: (nullable): a status code
 *
 * Returns: the status, or `UKE_STATUS_NONE`
 * Thread: any
 */
UkeStatus
uke_status_from_code (const char *code)
{
  for (int i = UKE_STATUS_BOOKED; code != NULL && i <= UKE_N_STATUSES; i++)
    if (strcmp (status_codes[i], code) == 0)
      return (UkeStatus)i;
  return UKE_STATUS_NONE;
}

/**
 * uke_status_from_digit:
 * @digit: the key that was pressed, 1 to 8
 *
 * The keys are an arrangement of the keyboard, never what is stored (decision 2).
 *
 * Returns: the status the key sets, or `UKE_STATUS_NONE`
 * Thread: any
 * Source: design.md 5
 */
UkeStatus
uke_status_from_digit (int digit)
{
  static const UkeStatus by_digit[] = {
    UKE_STATUS_NONE,    UKE_STATUS_BOOKED,  UKE_STATUS_CONFIRMED,
    UKE_STATUS_ARRIVED, UKE_STATUS_IN_ROOM, UKE_STATUS_PAYING,
    UKE_STATUS_DONE,    UKE_STATUS_NO_SHOW, UKE_STATUS_CANCELLED,
  };

  if (digit < 1 || digit >= (int)G_N_ELEMENTS (by_digit))
    return UKE_STATUS_NONE;
  return by_digit[digit];
}

/**
 * uke_status_get_digit:
 * @status: a status
 *
 * Returns: the digit of the key that sets it, or 0
 * Thread: any
 */
int
uke_status_get_digit (UkeStatus status)
{
  for (int digit = 1; digit <= 8; digit++)
    if (uke_status_from_digit (digit) == status)
      return digit;
  return 0;
}

/**
 * uke_status_can_become:
 * @from: the status of a booking
 * @to: the status it shall have
 *
 * Forward along booked, confirmed, arrived, in room, paying, done, skipping as far as one likes; a
 * booking not yet come can become a no-show or be cancelled, one that has arrived can be cancelled.
 * Going back is undo, not a move.
 *
 * Returns: whether that is a move
 * Thread: any
 * Source: design.md 5, decision 8
 */
gboolean
uke_status_can_become (UkeStatus from, UkeStatus to)
{
  if (from == UKE_STATUS_NONE || to == UKE_STATUS_NONE)
    return FALSE;
  if (to == UKE_STATUS_NO_SHOW)
    return from == UKE_STATUS_BOOKED || from == UKE_STATUS_CONFIRMED;
  if (to == UKE_STATUS_CANCELLED)
    return from <= UKE_STATUS_ARRIVED;
  return from < to && from < UKE_STATUS_DONE;
}

/**
 * uke_status_get_next:
 * @status: a status
 *
 * Returns: the usual next one, which the popover suggests, or `UKE_STATUS_NONE` at an end
 * Thread: any
 */
UkeStatus
uke_status_get_next (UkeStatus status)
{
  switch (status) {
  case UKE_STATUS_BOOKED:
  case UKE_STATUS_CONFIRMED:
    return UKE_STATUS_ARRIVED;
  case UKE_STATUS_ARRIVED:
    return UKE_STATUS_IN_ROOM;
  case UKE_STATUS_IN_ROOM:
    return UKE_STATUS_PAYING;
  case UKE_STATUS_PAYING:
    return UKE_STATUS_DONE;
  case UKE_STATUS_DONE:
  case UKE_STATUS_NO_SHOW:
  case UKE_STATUS_CANCELLED:
  case UKE_STATUS_NONE:
    return UKE_STATUS_NONE;
  }
  return UKE_STATUS_NONE;
}

/**
 * uke_status_max:
 * @a: a status
 * @b: another
 *
 * The lattice for two changes that did not know of each other. The visit goes forward: whoever was
 * seen to arrive has arrived, whatever a desk that did not know it said about a cancellation; of
 * two ends before arrival, the cancellation, which somebody was told, stands over the no-show.
 *
 * Returns: the status that stands
 * Thread: any
 * Source: sync.md 2.10, decision 8
 */
UkeStatus
uke_status_max (UkeStatus a, UkeStatus b)
{
  static const int rank[UKE_N_STATUSES + 1] = {
    [UKE_STATUS_NONE] = 0,    [UKE_STATUS_BOOKED] = 1,    [UKE_STATUS_CONFIRMED] = 2,
    [UKE_STATUS_NO_SHOW] = 3, [UKE_STATUS_CANCELLED] = 4, [UKE_STATUS_ARRIVED] = 5,
    [UKE_STATUS_IN_ROOM] = 6, [UKE_STATUS_PAYING] = 7,    [UKE_STATUS_DONE] = 8,
  };

  return rank[a] >= rank[b] ? a : b;
}

/**
 * uke_status_is_open:
 * @status: a status
 *
 * Returns: whether something is still to happen: not done, no-show or cancelled
 * Thread: any
 */
gboolean
uke_status_is_open (UkeStatus status)
{
  return status >= UKE_STATUS_BOOKED && status <= UKE_STATUS_PAYING;
}

/**
 * uke_status_is_here:
 * @status: a status
 *
 * Returns: whether the patient is in the house
 * Thread: any
 */
gboolean
uke_status_is_here (UkeStatus status)
{
  return status >= UKE_STATUS_ARRIVED && status <= UKE_STATUS_PAYING;
}

/**
 * uke_status_takes_slot:
 * @status: a status
 *
 * Returns: whether the booking holds its time: the slot of a cancelled booking or a no-show is free
 * Thread: any
 */
gboolean
uke_status_takes_slot (UkeStatus status)
{
  return status >= UKE_STATUS_BOOKED && status <= UKE_STATUS_DONE;
}

/**
 * uke_status_get_time_field:
 * @status: a status
 *
 * Returns: the position in the appointment of the time at which it got this status, or -1 where
 *   none is kept
 * Thread: any
 */
int
uke_status_get_time_field (UkeStatus status)
{
  switch (status) {
  case UKE_STATUS_ARRIVED:
    return UKE_APPOINTMENT_ARRIVED_AT_US;
  case UKE_STATUS_IN_ROOM:
    return UKE_APPOINTMENT_IN_ROOM_AT_US;
  case UKE_STATUS_PAYING:
    return UKE_APPOINTMENT_PAYING_AT_US;
  case UKE_STATUS_DONE:
    return UKE_APPOINTMENT_DONE_AT_US;
  case UKE_STATUS_NONE:
  case UKE_STATUS_BOOKED:
  case UKE_STATUS_CONFIRMED:
  case UKE_STATUS_NO_SHOW:
  case UKE_STATUS_CANCELLED:
    return -1;
  }
  return -1;
}
