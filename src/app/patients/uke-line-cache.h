/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/patients/uke-patient-line.h"

G_BEGIN_DECLS

#define UKE_TYPE_LINE_CACHE (uke_line_cache_get_type ())
G_DECLARE_FINAL_TYPE (UkeLineCache, uke_line_cache, UKE, LINE_CACHE, GObject)

/**
 * UkeLineCache:
 *
 * The lines of the patients who are on the screen. What the store knows about them is read for all
 * that were asked for in one go, and again when it changes.
 */
UkeLineCache *uke_line_cache_new (UkeClinic *clinic);
UkePatientLine *uke_line_cache_get_line (UkeLineCache *self, UkeSearchHit *hit);

G_END_DECLS
