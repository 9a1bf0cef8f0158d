/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-command.h"
#include "model/uke-status.h"

G_BEGIN_DECLS

/*
 * Commands on bookings. A booking outside the rules fails with UKE_CLINIC_ERROR_WARNINGS until the
 * command accepts them; an accepted overlap takes an extra lane and is marked (decision 11).
 * `appointment` is always the booking as its author saw it: what somebody else changed since is a
 * CONFLICT, never overwritten.
 */
UkeCommand *uke_command_book (UkeDraft *appointment);
UkeCommand *uke_command_move (UkeRecord *appointment,
                              int64_t starts_at_us,
                              int length_min,
                              const UkeId *provider_id,
                              const UkeId *chair_id);
UkeCommand *uke_command_set_status (UkeRecord *appointment, UkeStatus status);
UkeCommand *
uke_command_cancel (UkeRecord *appointment, const char *cancelled_by, const char *cancel_reason);
UkeCommand *uke_command_edit_booking (UkeDraft *appointment);

G_END_DECLS
