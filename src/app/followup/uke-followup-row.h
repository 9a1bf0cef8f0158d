/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-follow-up-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_FOLLOWUP_ROW (uke_followup_row_get_type ())
G_DECLARE_FINAL_TYPE (UkeFollowupRow, uke_followup_row, UKE, FOLLOWUP_ROW, GtkListBoxRow)

/**
 * UkeFollowupRow:
 *
 * One task of the queue: its priority and why, whom to call and for what, until when, when they
 * answer, how often it was tried, and who has taken it on.
 */
GtkWidget *uke_followup_row_new (UkeClinic *clinic, UkeFollowUpItem *item);

UkeFollowUpItem *uke_followup_row_get_item (UkeFollowupRow *self);

G_END_DECLS
