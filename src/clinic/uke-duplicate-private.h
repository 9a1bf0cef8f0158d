/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"

G_BEGIN_DECLS

UkeId uke_duplicate_review_id (const UkeId *first_id, const UkeId *second_id);

G_END_DECLS
