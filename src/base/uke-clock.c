/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-base"

#include "base/uke-clock.h"

#include <stdatomic.h>
#include <time.h>

#define MINUTE_US (60 * (int64_t)G_USEC_PER_SEC)

struct _UkeClock {
  GObject parent_instance;

  gboolean is_fake;
  int64_t offset_us;               /* added to the system's time; 0 for a fake clock */
  _Atomic int64_t fake_now_us;     /* read on any thread */
  _Atomic int64_t fake_running_us; /* how far a fake clock was advanced, for the monotonic time */
  UkeZone *zone;                   /* (owned) (nullable): UTC when unset */
  unsigned timeout_id;             /* 0 while stopped */
  int64_t seen_minute;             /* minutes since 1970 when the signals were last looked at */
  UkeDate seen_date;
};

enum { SIGNAL_MINUTE_CHANGED, SIGNAL_DAY_CHANGED, N_SIGNALS };

static unsigned signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UkeClock, uke_clock, G_TYPE_OBJECT)

static int64_t
minute_count (int64_t time_us)
{
  return time_us / MINUTE_US - (time_us % MINUTE_US < 0);
}

static void
look_at_time (UkeClock *self)
{
  self->seen_minute = minute_count (uke_clock_now_us (self));
  self->seen_date = uke_clock_today (self);
}

/* A handler may set the clock again: what was seen is stored before the signals go out. */
static void
emit_changes (UkeClock *self)
{
  int64_t old_minute = self->seen_minute;
  UkeDate old_date = self->seen_date;
  gboolean is_other_day;

  look_at_time (self);
  is_other_day = self->seen_date != old_date;
  g_object_ref (self);
  if (self->seen_minute != old_minute)
    g_signal_emit (self, signals[SIGNAL_MINUTE_CHANGED], 0);
  if (is_other_day)
    g_signal_emit (self, signals[SIGNAL_DAY_CHANGED], 0);
  g_object_unref (self);
}

static gboolean minute_cb (gpointer user_data);

static void
schedule_minute (UkeClock *self)
{
  int64_t now_us = uke_clock_now_us (self);
  int64_t left_us = MINUTE_US - (now_us - minute_count (now_us) * MINUTE_US);

  /* A few milliseconds late rather than early, or the minute would be announced twice. */
  self->timeout_id = g_timeout_add ((unsigned)(left_us / 1000) + 5, minute_cb, self);
}

static gboolean
minute_cb (gpointer user_data)
{
  UkeClock *self = user_data;

  schedule_minute (self);
  emit_changes (self);
  return G_SOURCE_REMOVE;
}

static void
uke_clock_finalize (GObject *object)
{
  UkeClock *self = UKE_CLOCK (object);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_clear_pointer (&self->zone, uke_zone_unref);
  G_OBJECT_CLASS (uke_clock_parent_class)->finalize (object);
}

static void
uke_clock_class_init (UkeClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_clock_finalize;
  signals[SIGNAL_MINUTE_CHANGED] = g_signal_new (
      "minute-changed", UKE_TYPE_CLOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DAY_CHANGED] = g_signal_new ("day-changed", UKE_TYPE_CLOCK, G_SIGNAL_RUN_LAST, 0,
                                              NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
uke_clock_init (UkeClock *self)
{
}

/**
 * uke_clock_new_system:
 *
 * Returns: (transfer full): the computer's clock
 * Thread: any
 */
UkeClock *
uke_clock_new_system (void)
{
  UkeClock *self = g_object_new (UKE_TYPE_CLOCK, NULL);

  look_at_time (self);
  return self;
}

/**
 * uke_clock_new_offset:
 * @starts_at_us: UTC microseconds that the clock shows at this moment
 *
 * Makes a clock that runs as fast as the computer's but from another time, for repeatable pictures.
 *
 * Returns: (transfer full): the clock
 * Thread: any
 * Source: decision 29 (`uketsuke --clock TIME`)
 */
UkeClock *
uke_clock_new_offset (int64_t starts_at_us)
{
  UkeClock *self = g_object_new (UKE_TYPE_CLOCK, NULL);

  self->offset_us = starts_at_us - g_get_real_time ();
  look_at_time (self);
  return self;
}

/**
 * uke_clock_new_fake:
 * @now_us: UTC microseconds that the clock shows until it is told another time
 *
 * Returns: (transfer full): a clock that stands still
 * Thread: any
 */
UkeClock *
uke_clock_new_fake (int64_t now_us)
{
  UkeClock *self = g_object_new (UKE_TYPE_CLOCK, NULL);

  self->is_fake = TRUE;
  self->fake_now_us = now_us;
  look_at_time (self);
  return self;
}

/**
 * uke_clock_now_us:
 * @self: a clock
 *
 * Returns: the time in UTC microseconds since 1970
 * Thread: any
 */
int64_t
uke_clock_now_us (UkeClock *self)
{
  g_return_val_if_fail (UKE_IS_CLOCK (self), 0);
  return self->is_fake ? atomic_load (&self->fake_now_us) : g_get_real_time () + self->offset_us;
}

/**
 * uke_clock_monotonic_us:
 * @self: a clock
 *
 * Returns: microseconds since the computer was started, which never go back and go on while it
 *   sleeps; a fake clock counts what it was advanced by
 * Thread: any
 */
int64_t
uke_clock_monotonic_us (UkeClock *self)
{
  struct timespec now = { 0 };

  g_return_val_if_fail (UKE_IS_CLOCK (self), 0);
  if (self->is_fake)
    return atomic_load (&self->fake_running_us);
  clock_gettime (CLOCK_BOOTTIME, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/**
 * uke_clock_dup_boot_id:
 * @self: a clock
 *
 * Returns: (transfer full): names the run of the computer in which the monotonic time counts; empty
 *   where the system does not say
 * Thread: any that may wait for a file
 */
char *
uke_clock_dup_boot_id (UkeClock *self)
{
  char *text = NULL;

  g_return_val_if_fail (UKE_IS_CLOCK (self), NULL);
  if (self->is_fake)
    return g_strdup ("fake");
  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    return g_strdup ("");
  return g_strstrip (text);
}

/**
 * uke_clock_today:
 * @self: a clock
 *
 * Returns: the day it is in the clock's zone
 * Thread: main
 */
UkeDate
uke_clock_today (UkeClock *self)
{
  int64_t now_us = uke_clock_now_us (self);

  if (self->zone != NULL)
    return uke_zone_date_of (self->zone, now_us);
  return (UkeDate)(now_us / G_TIME_SPAN_DAY - (now_us % G_TIME_SPAN_DAY < 0));
}

/**
 * uke_clock_is_fake:
 * @self: a clock
 *
 * Returns: whether it stands still until told otherwise
 * Thread: any
 */
gboolean
uke_clock_is_fake (UkeClock *self)
{
  g_return_val_if_fail (UKE_IS_CLOCK (self), FALSE);
  return self->is_fake;
}

/**
 * uke_clock_set_zone:
 * @self: a clock
 * @zone: (nullable): whose midnight counts; %NULL for UTC
 *
 * Says where the day changes. Emits nothing.
 *
 * Thread: main
 */
void
uke_clock_set_zone (UkeClock *self, UkeZone *zone)
{
  g_return_if_fail (UKE_IS_CLOCK (self));
  if (zone != NULL)
    uke_zone_ref (zone);
  g_clear_pointer (&self->zone, uke_zone_unref);
  self->zone = zone;
  look_at_time (self);
}

/**
 * uke_clock_start:
 * @self: a clock
 *
 * Lets a running clock announce minutes and days. Starting it twice changes nothing, and a fake
 * clock needs no starting.
 *
 * Thread: main
 */
void
uke_clock_start (UkeClock *self)
{
  g_return_if_fail (UKE_IS_CLOCK (self));
  if (self->is_fake || self->timeout_id != 0)
    return;
  look_at_time (self);
  schedule_minute (self);
}

/**
 * uke_clock_stop:
 * @self: a clock
 *
 * Ends the announcements of a running clock.
 *
 * Thread: main
 */
void
uke_clock_stop (UkeClock *self)
{
  g_return_if_fail (UKE_IS_CLOCK (self));
  g_clear_handle_id (&self->timeout_id, g_source_remove);
}

/**
 * uke_clock_set:
 * @self: a fake clock
 * @now_us: UTC microseconds
 *
 * Puts the clock to a time, as somebody who corrects it: the monotonic time does not move.
 *
 * Thread: main
 */
void
uke_clock_set (UkeClock *self, int64_t now_us)
{
  g_return_if_fail (UKE_IS_CLOCK (self) && self->is_fake);
  atomic_store (&self->fake_now_us, now_us);
  emit_changes (self);
}

/**
 * uke_clock_advance:
 * @self: a fake clock
 * @by_us: microseconds to let pass, not negative
 *
 * Lets time pass. However many minutes that is, each signal is emitted at most once.
 *
 * Thread: main
 */
void
uke_clock_advance (UkeClock *self, int64_t by_us)
{
  g_return_if_fail (UKE_IS_CLOCK (self) && self->is_fake);
  g_return_if_fail (by_us >= 0);
  atomic_fetch_add (&self->fake_now_us, by_us);
  atomic_fetch_add (&self->fake_running_us, by_us);
  emit_changes (self);
}
