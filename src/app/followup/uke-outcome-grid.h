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
 * The outcomes of a call as eight keys, and the rarer ones behind a menu.
 *
 * Signals:
 * `looked-at (int outcome)`: the pointer or the focus came to one: say what it causes.
 * `chosen (int outcome)`: record it.
 */
void uke_outcome_grid_open_more (UkeOutcomeGrid *self);

G_END_DECLS
