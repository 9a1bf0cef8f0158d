/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/palette/uke-palette-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_PALETTE_PREVIEW (uke_palette_preview_get_type ())
G_DECLARE_FINAL_TYPE (UkePalettePreview, uke_palette_preview, UKE, PALETTE_PREVIEW, AdwBin)

/**
 * UkePalettePreview:
 *
 * Who the chosen row is about, beside the list: enough to be sure it is the right person before the
 * card is opened.
 */
void uke_palette_preview_show (UkePalettePreview *self,
                               UkePaletteItem *item,
                               UkeClinic *clinic,
                               UkeDate today);

G_END_DECLS
