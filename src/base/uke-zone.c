/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-base"

#include "base/uke-zone.h"

#include "base/uke-base-error.h"

#define SECONDS_PER_DAY 86400

struct _UkeZone {
  gatomicrefcount references;
  GTimeZone *zone;  /* (owned) */
  char *identifier; /* (owned) */
};

G_DEFINE_BOXED_TYPE (UkeZone, uke_zone, uke_zone_ref, uke_zone_unref)

static UkeZone *
wrap_zone (GTimeZone *zone, const char *identifier)
{
  UkeZone *self = g_new0 (UkeZone, 1);

  g_atomic_ref_count_init (&self->references);
  self->zone = zone;
  self->identifier = g_strdup (identifier);
  return self;
}

/**
 * uke_zone_new:
 * @identifier: an IANA name such as `Asia/Tokyo`
 * @error: where to put an error
 *
 * Returns: (transfer full): the zone, or %NULL
 * Errors: %UKE_BASE_ERROR_NO_ZONE when this machine does not know the name
 * Thread: any
 */
UkeZone *
uke_zone_new (const char *identifier, GError **error)
{
  GTimeZone *zone;

  g_return_val_if_fail (identifier != NULL, NULL);
  zone = g_time_zone_new_identifier (identifier);
  if (zone == NULL) {
    g_set_error (error, UKE_BASE_ERROR, UKE_BASE_ERROR_NO_ZONE, "time zone \"%s\" is not installed",
                 identifier);
    return NULL;
  }
  return wrap_zone (zone, identifier);
}

/**
 * uke_zone_new_utc:
 *
 * Returns: (transfer full): UTC, which every machine knows
 * Thread: any
 */
UkeZone *
uke_zone_new_utc (void)
{
  return wrap_zone (g_time_zone_new_utc (), "UTC");
}

/**
 * uke_zone_ref:
 * @zone: a zone
 *
 * Returns: (transfer full): @zone
 * Thread: any
 */
UkeZone *
uke_zone_ref (UkeZone *zone)
{
  g_atomic_ref_count_inc (&zone->references);
  return zone;
}

/**
 * uke_zone_unref:
 * @zone: (transfer full): a zone
 *
 * Thread: any
 */
void
uke_zone_unref (UkeZone *zone)
{
  if (!g_atomic_ref_count_dec (&zone->references))
    return;
  g_time_zone_unref (zone->zone);
  g_free (zone->identifier);
  g_free (zone);
}

/**
 * uke_zone_get_identifier:
 * @zone: a zone
 *
 * Returns: (transfer none): its IANA name
 * Thread: any
 */
const char *
uke_zone_get_identifier (const UkeZone *zone)
{
  return zone->identifier;
}

static int64_t
divide_down (int64_t value, int64_t by)
{
  return value / by - (value % by < 0);
}

static int64_t
offset_at (const UkeZone *zone, int64_t utc_s)
{
  int interval = g_time_zone_find_interval (zone->zone, G_TIME_TYPE_UNIVERSAL, utc_s);

  return g_time_zone_get_offset (zone->zone, interval);
}

/**
 * uke_zone_split:
 * @zone: a zone
 * @time_us: UTC microseconds
 * @out_date: (out): the day on the wall there
 * @out_minute: (out): the minute of that day, 0 to 1439
 *
 * Thread: any
 */
void
uke_zone_split (const UkeZone *zone, int64_t time_us, UkeDate *out_date, int *out_minute)
{
  int64_t utc_s = divide_down (time_us, G_USEC_PER_SEC);
  int64_t local_s = utc_s + offset_at (zone, utc_s);
  int64_t date = divide_down (local_s, SECONDS_PER_DAY);

  *out_date = (UkeDate)date;
  *out_minute = (int)((local_s - date * SECONDS_PER_DAY) / 60);
}

/**
 * uke_zone_date_of:
 * @zone: a zone
 * @time_us: UTC microseconds
 *
 * Returns: the day on the wall there
 * Thread: any
 */
UkeDate
uke_zone_date_of (const UkeZone *zone, int64_t time_us)
{
  UkeDate date;
  int minute;

  uke_zone_split (zone, time_us, &date, &minute);
  return date;
}

/**
 * uke_zone_minute_of:
 * @zone: a zone
 * @time_us: UTC microseconds
 *
 * Returns: the minute of the day on the wall there, 0 to 1439
 * Thread: any
 */
int
uke_zone_minute_of (const UkeZone *zone, int64_t time_us)
{
  UkeDate date;
  int minute;

  uke_zone_split (zone, time_us, &date, &minute);
  return minute;
}

/**
 * uke_zone_at:
 * @zone: a zone
 * @date: a day, not %UKE_DATE_NONE
 * @minute: minute of the day on the wall; 1440 and more reach into the following days
 *
 * A wall time that happens twice, when summer time ends, means the first of the two; one that is
 * skipped when it begins means the time as much later as the clock was put forward.
 *
 * Returns: UTC microseconds
 * Thread: any
 */
int64_t
uke_zone_at (const UkeZone *zone, UkeDate date, int minute)
{
  int64_t local_s = (int64_t)date * SECONDS_PER_DAY + (int64_t)minute * 60;
  int64_t before = offset_at (zone, local_s - SECONDS_PER_DAY);
  int64_t after = offset_at (zone, local_s + SECONDS_PER_DAY);
  int64_t utc_s = local_s - before;

  if (before != after && offset_at (zone, utc_s) != before
      && offset_at (zone, local_s - after) == after)
    utc_s = local_s - after;
  return utc_s * G_USEC_PER_SEC;
}
