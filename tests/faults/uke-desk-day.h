/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "support/uke-test-clinic.h"

G_BEGIN_DECLS

/**
 * UkeDeskDone:
 * @step: which kind of step it was
 * @seq: the place of its change-set in the clinic's log, 0: nothing was done
 * @change_set_id: its change-set
 * @subject_id: the record it was about
 *
 * What one step left behind. A plain value, so that it can go through a pipe.
 */
typedef struct {
  int64_t step;
  int64_t seq;
  UkeId change_set_id;
  UkeId subject_id;
} UkeDeskDone;

/**
 * UkeDeskDay:
 * @next: the step that comes next
 * @patient, @appointment, @follow_up, @run: the newest record of each kind that is known
 * @registered: the change-set of the newest registration
 *
 * A clinic's day, again and again: register, book, move, receive, plan a call, make it, take a list
 * over, take it back, register, take that back. A plain value: who only knows what was acknowledged
 * goes on from there.
 */
typedef struct {
  int64_t next;
  UkeId patient;
  UkeId appointment;
  UkeId follow_up;
  UkeId run;
  UkeId registered;
} UkeDeskDay;

void uke_desk_day_follow (UkeDeskDay *self, const UkeDeskDone *done);
UkeDeskDone uke_desk_day_step (UkeDeskDay *self, UkeTestClinic *clinic);

UkeDb *uke_desk_day_look (UkeTestClinic *clinic);
int64_t uke_desk_day_count (UkeDb *db);
gboolean uke_desk_day_has (UkeDb *db, const UkeId *change_set_id);
void uke_desk_day_check (UkeTestClinic *clinic, UkeDb *db);

G_END_DECLS
