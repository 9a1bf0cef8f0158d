/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-booking-query.h"
#include "clinic/uke-clinic-error.h"
#include "clinic/uke-work.h"

G_BEGIN_DECLS

gboolean uke_booking_check (UkeDb *db,
                            UkeZone *zone,
                            int64_t now_us,
                            const UkeDraft *draft,
                            const UkeId *clinic_id,
                            const GArray *held,
                            GPtrArray *warnings,
                            gboolean *out_overlaps,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
uke_booking_perform_status (UkeWork *work, gpointer data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_booking_put (UkeWork *work, UkeDraft *draft, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GArray *uke_booking_find_free (UkeDb *db,
                               UkeZone *zone,
                               const UkeId *clinic_id,
                               const UkeFreeQuery *query,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_booking_fail_status (GError **error, UkeRecord *current);

G_END_DECLS
