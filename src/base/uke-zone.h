/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * UkeZone:
 *
 * The time zone of a clinic: turns UTC microseconds into the wall clock's date and minute and back.
 * Immutable and reference counted; any thread may use it.
 */
typedef struct _UkeZone UkeZone;

#define UKE_TYPE_ZONE (uke_zone_get_type ())

GType uke_zone_get_type (void);
UkeZone *uke_zone_new (const char *identifier, GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeZone *uke_zone_new_utc (void);
UkeZone *uke_zone_ref (UkeZone *zone);
void uke_zone_unref (UkeZone *zone);
const char *uke_zone_get_identifier (const UkeZone *zone);
UkeDate uke_zone_date_of (const UkeZone *zone, int64_t time_us);
int uke_zone_minute_of (const UkeZone *zone, int64_t time_us);
void uke_zone_split (const UkeZone *zone, int64_t time_us, UkeDate *out_date, int *out_minute);
int64_t uke_zone_at (const UkeZone *zone, UkeDate date, int minute);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeZone, uke_zone_unref)

G_END_DECLS
