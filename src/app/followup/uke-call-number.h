/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-follow-up-query.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_CALL_NUMBER (uke_call_number_get_type ())
G_DECLARE_FINAL_TYPE (UkeCallNumber, uke_call_number, UKE, CALL_NUMBER, AdwBin)

/**
 * UkeCallNumber:
 *
 * The number to call, large, with what must be known before dialling, and the time of the running
 * call. Begins at the number that is preferred; the next one is a click away.
 */
void uke_call_number_show (UkeCallNumber *self,
                           UkeClinic *clinic,
                           UkeFollowUpItem *item,
                           gboolean is_same);
UkeRecord *uke_call_number_get_phone (UkeCallNumber *self);
gboolean uke_call_number_has_other (UkeCallNumber *self);
void uke_call_number_begin_anew (UkeCallNumber *self);
void uke_call_number_toggle_call (UkeCallNumber *self);
void uke_call_number_end_call (UkeCallNumber *self);
int64_t uke_call_number_get_began_us (UkeCallNumber *self);
void uke_call_number_copy (UkeCallNumber *self);

G_END_DECLS
