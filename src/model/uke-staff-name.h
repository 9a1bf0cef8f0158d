/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-record.h"

G_BEGIN_DECLS

char *uke_staff_dup_name (UkeRecord *staff) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
