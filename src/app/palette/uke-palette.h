/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_PALETTE (uke_palette_get_type ())
G_DECLARE_FINAL_TYPE (UkePalette, uke_palette, UKE, PALETTE, AdwWindow)

/**
 * UkePalette:
 *
 * Finds a patient while somebody types: by kana, kanji, phone, patient number or birth date. Enter
 * opens the card, Ctrl+Enter books, Alt+Enter goes to the call. Opens from anywhere with Ctrl+K.
 */
GtkWidget *uke_palette_new (GtkWindow *parent, UkeClinic *clinic);

G_END_DECLS
