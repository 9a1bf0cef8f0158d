/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-clock.h"
#include "base/uke-zone.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_TIME_CHOICE (uke_time_choice_get_type ())
G_DECLARE_FINAL_TYPE (UkeTimeChoice, uke_time_choice, UKE, TIME_CHOICE, AdwBin)

/**
 * UkeTimeChoice:
 *
 * A day and a time of day: the day from a month, the time by typing or with the arrows, in steps of
 * five minutes. Emits `changed`.
 */
GtkWidget *uke_time_choice_new (UkeZone *zone, const char *label);
void uke_time_choice_set_time (UkeTimeChoice *self, int64_t at_us);
int64_t uke_time_choice_get_time (UkeTimeChoice *self);

/** UkeTimeChosenFunc: somebody chose a time. Called once at most. */
typedef void (*UkeTimeChosenFunc) (int64_t at_us, gpointer user_data);

void uke_time_choice_ask (GtkWidget *where,
                          UkeZone *zone,
                          UkeClock *clock,
                          int64_t first_us,
                          const char *heading,
                          const char *answer,
                          UkeTimeChosenFunc chosen,
                          gpointer user_data,
                          GDestroyNotify destroy);

G_END_DECLS
