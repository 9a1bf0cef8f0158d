/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

/* What people call the clinic's desks, as the server last said. In memory only: whoever speaks to
 * the server tells. */
void uke_clinic_name_desk (UkeClinic *self, uint32_t dev, const char *name);
const char *uke_clinic_get_desk_name (UkeClinic *self, uint32_t dev);

G_END_DECLS
