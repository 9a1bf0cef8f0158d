/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-patient-query.h"
#include "clinic/uke-search.h"

G_BEGIN_DECLS

/* Whose cards were opened last at this desk; kept as long as the clinic is open, never stored. */
void uke_recent_patients_note (UkeClinic *clinic, UkePatientFile *file);
GPtrArray *uke_recent_patients_get (UkeClinic *clinic);

G_END_DECLS
