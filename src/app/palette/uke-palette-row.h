/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/palette/uke-palette-item.h"
#include "base/uke-zone.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_PALETTE_ROW (uke_palette_row_get_type ())
G_DECLARE_FINAL_TYPE (UkePaletteRow, uke_palette_row, UKE, PALETTE_ROW, AdwBin)

/**
 * UkePaletteRow:
 *
 * How the palette shows one item: who it is and the facts that tell people with the same name
 * apart, with what was typed marked. Reused for one item after the other.
 */
GtkWidget *uke_palette_row_new (void);

void uke_palette_row_show (UkePaletteRow *self, UkePaletteItem *item, UkeClinic *clinic);
char *uke_palette_row_time (UkeClinic *clinic, int64_t at_us);

G_END_DECLS
