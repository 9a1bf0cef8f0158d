/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-entity.h"

G_BEGIN_DECLS

const UkeEntity *uke_reference_get_target (const UkeEntity *entity, unsigned field);

G_END_DECLS
