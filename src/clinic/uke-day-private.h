/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"
#include "db/uke-db.h"
#include "model/uke-day-plan.h"

G_BEGIN_DECLS

/**
 * UkeDayTables:
 * @resources: (owned) (element-type UkeRecord): in sort order
 * @hours: (owned) (element-type UkeRecord): the weekly patterns
 * @closures: (owned) (element-type UkeRecord): closing days and absences
 *
 * What a day's opening stretches are made of, as it stands on the main context, handed to a store
 * thread.
 */
typedef struct {
  GPtrArray *resources;
  GPtrArray *hours;
  GPtrArray *closures;
} UkeDayTables;

UkeDayTables *uke_day_tables_new (UkeClinic *clinic);
UkeDayTables *uke_day_tables_read (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_day_tables_free (UkeDayTables *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeDayTables, uke_day_tables_free)

UkeRecord *uke_day_tables_find_resource (UkeDayTables *self, const UkeId *id);
UkeDayPlan *uke_day_tables_make_plan (UkeDayTables *self, UkeRecord *resource, UkeDate date);
gboolean uke_day_tables_is_closed (UkeDayTables *self, UkeDate date);
char *uke_day_tables_dup_closed_reason (UkeDayTables *self, UkeDate date);

G_END_DECLS
