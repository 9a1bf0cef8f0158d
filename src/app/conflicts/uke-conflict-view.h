/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-conflict-commands.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_CONFLICT_VIEW (uke_conflict_view_get_type ())
G_DECLARE_FINAL_TYPE (UkeConflictView, uke_conflict_view, UKE, CONFLICT_VIEW, AdwBin)

/**
 * UkeConflictView:
 *
 * One card told as a story: what happened, the two choices side by side, where the one that gives
 * way goes, who is called, and the course of events. It only holds what is chosen; the page
 * settles.
 *
 * Signals: `chosen`: another side was chosen.
 */
void uke_conflict_view_show (UkeConflictView *self, UkeConflictStory *story, UkeClinic *clinic);
const UkeConflict *uke_conflict_view_get_conflict (UkeConflictView *self);
UkeConflictSides uke_conflict_view_get_side (UkeConflictView *self);
void uke_conflict_view_choose_side (UkeConflictView *self, UkeConflictSides side);
void uke_conflict_view_choose_slot (UkeConflictView *self, unsigned nth);
UkeCommand *uke_conflict_view_make_command (UkeConflictView *self, gboolean keeps_both);

G_END_DECLS
