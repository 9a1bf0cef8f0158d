/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-slot.h"

#define CELL_US (UKE_SLOT_CELL_MIN * 60 * G_USEC_PER_SEC)

static int64_t
divide_down (int64_t a, int64_t b)
{
  return a / b - (a % b != 0 && a < 0);
}

/**
 * uke_slot_first_cell:
 * @starts_at_us: when a booking starts, UTC microseconds
 *
 * Returns: the number of the cell in which it starts
 * Thread: any
 * Source: decision 11
 */
int64_t
uke_slot_first_cell (int64_t starts_at_us)
{
  return divide_down (starts_at_us, CELL_US);
}

/**
 * uke_slot_count_cells:
 * @starts_at_us: when a booking starts, UTC microseconds
 * @length_min: how long it takes; nothing at all for 0 or less
 *
 * Returns: how many cells it touches, from uke_slot_first_cell() on
 * Thread: any
 */
unsigned
uke_slot_count_cells (int64_t starts_at_us, int64_t length_min)
{
  int64_t last;

  if (length_min <= 0)
    return 0;
  last = divide_down (starts_at_us + length_min * 60 * G_USEC_PER_SEC - 1, CELL_US);
  return (unsigned)(last - uke_slot_first_cell (starts_at_us) + 1);
}

/**
 * uke_slot_cell_start_us:
 * @cell: the number of a cell
 *
 * Returns: when it starts, UTC microseconds
 * Thread: any
 */
int64_t
uke_slot_cell_start_us (int64_t cell)
{
  return cell * CELL_US;
}

/**
 * uke_slot_lowest_free:
 * @taken_lanes: bit n set: lane n is held; lanes from 63 up count as held
 * @from_lane: the first lane that may be taken
 *
 * Returns: the lowest free lane, or -1 when all are held
 * Thread: any
 */
int
uke_slot_lowest_free (uint64_t taken_lanes, int from_lane)
{
  for (int lane = from_lane; lane < 63; lane++)
    if ((taken_lanes & (uint64_t)1 << lane) == 0)
      return lane;
  return -1;
}
