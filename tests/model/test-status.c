/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-status.h"

#include "model/uke-entities.h"

/* Digit keys and codes lead to the eight statuses of the design, in its order. */
static void
test_digits_and_codes (void)
{
  static const char *const codes[]
      = { "booked", "confirmed", "arrived", "in_room", "paying", "done", "no_show", "cancelled" };

  for (int digit = 1; digit <= 8; digit++) {
    UkeStatus status = uke_status_from_digit (digit);

    g_assert_cmpstr (uke_status_get_code (status), ==, codes[digit - 1]);
    g_assert_cmpint (uke_status_from_code (codes[digit - 1]), ==, status);
    g_assert_cmpint (uke_status_get_digit (status), ==, digit);
  }
  g_assert_cmpint (uke_status_from_digit (0), ==, UKE_STATUS_NONE);
  g_assert_cmpint (uke_status_from_digit (9), ==, UKE_STATUS_NONE);
  g_assert_cmpint (uke_status_from_code ("予約"), ==, UKE_STATUS_NONE);
}

/* The full table of moves: rows from, columns to, in the order of the digits. */
static void
test_moves (void)
{
  static const char *const table[8] = {
    "-xxxxxxx", /* booked */
    "--xxxxxx", /* confirmed */
    "---xxx-x", /* arrived */
    "----xx--", /* in room */
    "-----x--", /* paying */
    "--------", /* done */
    "--------", /* no-show */
    "--------", /* cancelled */
  };

  for (int from = 0; from < 8; from++)
    for (int to = 0; to < 8; to++)
      g_assert_cmpint (
          uke_status_can_become (uke_status_from_digit (from + 1), uke_status_from_digit (to + 1)),
          ==, table[from][to] == 'x');
}

/* The suggested next status is always an allowed move, and ends at done. */
static void
test_next (void)
{
  int n_steps = 0;

  for (UkeStatus status = UKE_STATUS_BOOKED; uke_status_get_next (status) != UKE_STATUS_NONE;
       status = uke_status_get_next (status), n_steps++)
    g_assert_true (uke_status_can_become (status, uke_status_get_next (status)));
  g_assert_cmpint (n_steps, ==, 4);
  g_assert_cmpint (uke_status_get_next (UKE_STATUS_NO_SHOW), ==, UKE_STATUS_NONE);
}

/* The lattice is commutative, associative and idempotent, and arrival stands over cancellation. */
static void
test_lattice (void)
{
  for (int a = 1; a <= UKE_N_STATUSES; a++) {
    g_assert_cmpint (uke_status_max ((UkeStatus)a, (UkeStatus)a), ==, a);
    for (int b = 1; b <= UKE_N_STATUSES; b++) {
      UkeStatus ab = uke_status_max ((UkeStatus)a, (UkeStatus)b);

      g_assert_cmpint (ab, ==, uke_status_max ((UkeStatus)b, (UkeStatus)a));
      for (int c = 1; c <= UKE_N_STATUSES; c++)
        g_assert_cmpint (
            uke_status_max (ab, (UkeStatus)c), ==,
            uke_status_max ((UkeStatus)a, uke_status_max ((UkeStatus)b, (UkeStatus)c)));
    }
  }
  g_assert_cmpint (uke_status_max (UKE_STATUS_CANCELLED, UKE_STATUS_ARRIVED), ==,
                   UKE_STATUS_ARRIVED);
  g_assert_cmpint (uke_status_max (UKE_STATUS_CONFIRMED, UKE_STATUS_CANCELLED), ==,
                   UKE_STATUS_CANCELLED);
}

/* Which statuses are open, are in the house, take a slot and keep a time. */
static void
test_properties (void)
{
  static const struct {
    UkeStatus status;
    gboolean is_open, is_here, takes_slot;
    int field;
  } rows[] = {
    { UKE_STATUS_BOOKED, TRUE, FALSE, TRUE, -1 },
    { UKE_STATUS_CONFIRMED, TRUE, FALSE, TRUE, -1 },
    { UKE_STATUS_ARRIVED, TRUE, TRUE, TRUE, UKE_APPOINTMENT_ARRIVED_AT_US },
    { UKE_STATUS_IN_ROOM, TRUE, TRUE, TRUE, UKE_APPOINTMENT_IN_ROOM_AT_US },
    { UKE_STATUS_PAYING, TRUE, TRUE, TRUE, UKE_APPOINTMENT_PAYING_AT_US },
    { UKE_STATUS_DONE, FALSE, FALSE, TRUE, UKE_APPOINTMENT_DONE_AT_US },
    { UKE_STATUS_NO_SHOW, FALSE, FALSE, FALSE, -1 },
    { UKE_STATUS_CANCELLED, FALSE, FALSE, FALSE, -1 },
    { UKE_STATUS_NONE, FALSE, FALSE, FALSE, -1 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_assert_cmpint (uke_status_is_open (rows[i].status), ==, rows[i].is_open);
    g_assert_cmpint (uke_status_is_here (rows[i].status), ==, rows[i].is_here);
    g_assert_cmpint (uke_status_takes_slot (rows[i].status), ==, rows[i].takes_slot);
    g_assert_cmpint (uke_status_get_time_field (rows[i].status), ==, rows[i].field);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/status/digits-and-codes", test_digits_and_codes);
  g_test_add_func ("/model/status/moves", test_moves);
  g_test_add_func ("/model/status/next", test_next);
  g_test_add_func ("/model/status/lattice", test_lattice);
  g_test_add_func ("/model/status/properties", test_properties);
  return g_test_run ();
}
