/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"

G_BEGIN_DECLS

const char *uke_holiday_name (UkeDate date);

G_END_DECLS
