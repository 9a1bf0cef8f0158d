/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-follow-up-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_CALL_SIDE (uke_call_side_get_type ())
G_DECLARE_FINAL_TYPE (UkeCallSide, uke_call_side, UKE, CALL_SIDE, AdwBin)

/**
 * UkeCallSide:
 *
 * Beside a call: slots that can be booked at once, what to mind, the calls before, and how far the
 * team is.
 *
 * Signals:
 * `booked (const char *hex)`: a slot was booked for the patient; the booking's id.
 */
void uke_call_side_show (UkeCallSide *self,
                         UkeClinic *clinic,
                         UkeFollowUpItem *item,
                         UkeFollowUpList *queue);
void uke_call_side_focus_slots (UkeCallSide *self);
gboolean uke_call_side_has_slots (UkeCallSide *self);

G_END_DECLS
