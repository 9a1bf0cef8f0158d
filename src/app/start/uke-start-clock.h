/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-clock.h"

G_BEGIN_DECLS

/* The clock of the command line's --clock, for demo data. */
UkeClock *uke_start_make_clock (const char *text);

G_END_DECLS
