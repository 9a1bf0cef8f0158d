/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-conflict-query.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UKE_TYPE_CONFLICT_SLOTS (uke_conflict_slots_get_type ())
G_DECLARE_FINAL_TYPE (UkeConflictSlots, uke_conflict_slots, UKE, CONFLICT_SLOTS, GtkWidget)

/** UkeConflictSlots: where the booking that gives way could go, side by side; the last choice is
 * no place yet. */
GtkWidget *uke_conflict_slots_new (void);
void uke_conflict_slots_show (UkeConflictSlots *self, GArray *slots, UkeClinic *clinic);
void uke_conflict_slots_choose (UkeConflictSlots *self, unsigned nth);
const UkeFreeSlot *uke_conflict_slots_get (UkeConflictSlots *self);

G_END_DECLS
