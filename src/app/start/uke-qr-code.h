/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UKE_TYPE_QR_CODE (uke_qr_code_get_type ())
G_DECLARE_FINAL_TYPE (UkeQrCode, uke_qr_code, UKE, QR_CODE, GtkWidget)

/**
 * UkeQrCode:
 *
 * A text as a QR code, dark on light whatever the theme, with the quiet zone that readers need.
 */
void uke_qr_code_set_text (UkeQrCode *self, const char *text);
void uke_qr_code_draw (cairo_t *cr, const char *text, double size);

G_END_DECLS
