/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"
#include "model/uke-opening-hours.h"

G_BEGIN_DECLS

UkeCommand *uke_command_set_opening_hours (GArray *resource_ids /* (element-type UkeId) */,
                                           const UkeOpeningHours *hours);

/* What the working hours in memory say about one resource. */
gboolean uke_clinic_get_opening_hours (UkeClinic *self,
                                       const UkeId *resource_id,
                                       UkeOpeningHours *out_hours,
                                       unsigned *out_n_rows);
gboolean uke_opening_hours_equal (const UkeOpeningHours *a, const UkeOpeningHours *b);

G_END_DECLS
