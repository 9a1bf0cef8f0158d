/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-call-outcome.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_OUTCOME_GRID (uke_outcome_grid_get_type ())
G_DECLARE_FINAL_TYPE (UkeOutcomeGrid, uke_outcome_grid, UKE, OUTCOME_GRID, AdwBin)

/**
 * UkeOutcomeGrid:
 *
 * The outcomes of a call: eight keys with their digits, and the rarer ones behind 9 and 0.
 *
 * Signals:
 * `looked-at (int outcome, gboolean refuses_all)`: the pointer or the focus is on an outcome; none
 * when it left.
 * `chosen (int outcome, gboolean refuses_all)`: it was pressed.
 */
void uke_outcome_grid_open_more (UkeOutcomeGrid *self, int digit);
void uke_outcome_grid_preselect (UkeOutcomeGrid *self, UkeCallOutcome outcome);
void uke_outcome_grid_set_compact (UkeOutcomeGrid *self, gboolean is_compact);
void uke_outcome_grid_set_effect (UkeOutcomeGrid *self, const char *effect);

G_END_DECLS
