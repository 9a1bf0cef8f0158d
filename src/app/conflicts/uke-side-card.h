/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-conflict-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_SIDE_CARD (uke_side_card_get_type ())
G_DECLARE_FINAL_TYPE (UkeSideCard, uke_side_card, UKE, SIDE_CARD, AdwBin)

/** UkeSideCard: one of the two choices about a card: what holds if it is chosen, and what speaks
 * for it. Its radio button is chosen with the key it shows. */
GtkWidget *uke_side_card_new (const char *key);
GtkCheckButton *uke_side_card_get_radio (UkeSideCard *self);
void uke_side_card_show (UkeSideCard *self,
                         const UkeConflictStory *story,
                         UkeConflictSides side,
                         UkeClinic *clinic);

/* A frame that is chosen by a radio button, wherever it is pressed. */
void uke_choice_frame_follow (GtkWidget *frame, GtkCheckButton *radio);

G_END_DECLS
