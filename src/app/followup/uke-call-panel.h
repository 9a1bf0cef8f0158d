/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-follow-up-query.h"
#include "model/uke-call-outcome.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_CALL_PANEL (uke_call_panel_get_type ())
G_DECLARE_FINAL_TYPE (UkeCallPanel, uke_call_panel, UKE, CALL_PANEL, AdwBin)

/**
 * UkeCallPanel:
 *
 * One call on one screen: whom, the number, why, what to say, a note, and the outcomes with their
 * keys. What an outcome causes is said before it is pressed.
 *
 * Signals:
 * `recorded (gboolean goes_on)`: an outcome was recorded or the task put off; unless another number
 * of the same person comes next, the day goes on.
 */
void uke_call_panel_show (UkeCallPanel *self, UkeClinic *clinic, UkeFollowUpItem *item);
UkeFollowUpItem *uke_call_panel_get_item (UkeCallPanel *self);
void
uke_call_panel_record (UkeCallPanel *self, UkeCallOutcome outcome, const UkeId *appointment_id);
void uke_call_panel_record_digit (UkeCallPanel *self, int digit);
void uke_call_panel_toggle_call (UkeCallPanel *self);
void uke_call_panel_copy_number (UkeCallPanel *self);
void uke_call_panel_open_snooze (UkeCallPanel *self);
gboolean uke_call_panel_is_calling (UkeCallPanel *self);

void
uke_call_panel_say_nothing_left (UkeCallPanel *self, const char *title, const char *description);
void uke_call_panel_set_compact (UkeCallPanel *self, gboolean is_compact);

G_END_DECLS
