/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * UkePowerLoss:
 * @UKE_POWER_LOSS_RANDOM: of what was not synced some sectors of some writes are there, in any
 * order
 * @UKE_POWER_LOSS_ALL: nothing is there that was not synced
 * @UKE_POWER_LOSS_LYING_DISK: nothing is there at all that was written since the beginning: what a
 *   disk leaves that confirms and does not write; the control that must fail
 */
typedef enum {
  UKE_POWER_LOSS_RANDOM,
  UKE_POWER_LOSS_ALL,
  UKE_POWER_LOSS_LYING_DISK,
} UkePowerLoss;

void uke_power_record (const char *dir);
void uke_power_acknowledge (int64_t n);
void uke_power_stop (void);
unsigned uke_power_get_n (void);
int64_t uke_power_make_image (const char *dir, unsigned at, UkePowerLoss loss, GRand *rand);
void uke_power_forget (void);

G_END_DECLS
