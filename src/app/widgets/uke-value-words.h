/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

char *uke_value_words (const UkeEntity *entity,
                       const UkeField *field,
                       const UkeValue *value,
                       UkeClinic *clinic);

G_END_DECLS
