/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/start/uke-start-clock.h"

#include "base/uke-date.h"
#include "base/uke-zone.h"

#include <stdio.h>
#include <string.h>

/**
 * uke_start_make_clock:
 * @text: (nullable): "2026-11-24 10:42", "2026-11-24T10:42" or "2026-11-24T10:42:30", in the zone
 * of the demo clinic
 *
 * Returns: (transfer full): a clock that starts then; the system's for anything else
 * Errors: none
 * Thread: main
 */
UkeClock *
uke_start_make_clock (const char *text)
{
  g_autoptr (UkeZone) zone = uke_zone_new ("Asia/Tokyo", NULL);
  g_autofree char *day = text != NULL ? g_strndup (text, 10) : NULL;
  int hour = 10, minute = 42, second = 0;
  UkeDate date;

  if (text == NULL || zone == NULL || !uke_date_from_iso (day, &date))
    return uke_clock_new_system ();
  if (strlen (text) >= 16 && sscanf (text + 11, "%2d:%2d:%2d", &hour, &minute, &second) < 2)
    return uke_clock_new_system ();
  return uke_clock_new_offset (uke_zone_at (zone, date, hour * 60 + minute)
                               + second * (int64_t)G_USEC_PER_SEC);
}
