/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"

G_BEGIN_DECLS

/** UKE_SLOT_CELL_MIN: time is claimed in cells of five minutes of UTC. */
#define UKE_SLOT_CELL_MIN 5

/**
 * UkeSlotClaim:
 *
 * One booking holds one lane of one resource in one cell (decision 11). No two bookings hold the
 * same; lanes at or above the resource's capacity are taken only by bookings whose author was shown
 * the overlap.
 */
typedef struct {
  UkeId resource_id;
  int64_t cell;
  int lane;
  UkeId appointment_id;
} UkeSlotClaim;

int64_t uke_slot_first_cell (int64_t starts_at_us);
unsigned uke_slot_count_cells (int64_t starts_at_us, int64_t length_min);
int64_t uke_slot_cell_start_us (int64_t cell);
int uke_slot_lowest_free (uint64_t taken_lanes, int from_lane);

G_END_DECLS
