/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-window.h"

G_BEGIN_DECLS

/* Says that a booking was made, and whether it is certain, within a second. */
void uke_booking_receipt_show (UkeWindow *window, const char *time, const UkeReceipt *receipt);

G_END_DECLS
