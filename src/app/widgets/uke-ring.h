/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UKE_TYPE_RING (uke_ring_get_type ())
G_DECLARE_FINAL_TYPE (UkeRing, uke_ring, UKE, RING, GtkWidget)

/**
 * UkeRing:
 *
 * How much of a day's work is done, as a ring with the number inside. Says the same to a screen
 * reader.
 */
GtkWidget *uke_ring_new (void);

void uke_ring_set_progress (UkeRing *self, unsigned n_done, unsigned n_all);

G_END_DECLS
