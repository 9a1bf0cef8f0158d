/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/sync/uke-sync-words.h"

#include "app/booking/uke-booking-slots.h"

#include <glib/gi18n.h>

/* Near enough to be called connected: the server notes a desk once a minute. */
#define NEAR_MINUTES 5
#define MINUTE_US ((int64_t)60 * G_USEC_PER_SEC)

/* What waits for a person: cards, and changes that the server will never take. */
static unsigned
count_open (UkeSyncState *state)
{
  const UkeSyncCounts *counts = uke_sync_state_get_counts (state);

  return counts->n_open + counts->n_refused;
}

/* What stops the desk comes before what waits for a person, and that before all is well. */
static UkeSyncLook
look_of_trouble (UkeSyncKind kind)
{
  switch (kind) {
  case UKE_SYNC_UPGRADE_REQUIRED:
    return (UkeSyncLook){ "software-update-available-symbolic", "warn",
                          g_strdup (_ ("Update needed")) };
  case UKE_SYNC_REVOKED:
    return (UkeSyncLook){ "action-unavailable-symbolic", "err",
                          g_strdup (_ ("Registration withdrawn")) };
  case UKE_SYNC_DISK_FULL:
    return (UkeSyncLook){ "drive-harddisk-symbolic", "err", g_strdup (_ ("Disk full")) };
  case UKE_SYNC_HELD:
    return (UkeSyncLook){ "dialog-warning-symbolic", "warn", g_strdup (_ ("Held back")) };
  case UKE_SYNC_ALONE:
  case UKE_SYNC_LIVE:
  case UKE_SYNC_SAVING:
  case UKE_SYNC_OFFLINE:
  case UKE_SYNC_N_KINDS:
    break;
  }
  return (UkeSyncLook){ 0 };
}

static UkeSyncLook
look_of_offline (UkeSyncState *state, const UkeZone *zone)
{
  unsigned n = uke_sync_state_get (state)->n_waiting;
  g_autofree char *since
      = uke_booking_slots_time (zone, uke_sync_state_get (state)->offline_since_us);

  return (UkeSyncLook){ "network-offline-symbolic", NULL,
                        n > 0 ? g_strdup_printf (_ ("Unsent %u"), n)
                              : g_strdup_printf (_ ("Offline since %s"), since) };
}

/**
 * uke_sync_words_look:
 * @state: a state
 * @zone: the clinic's
 * @now_us: UTC microseconds
 *
 * Returns: what the header shows; its text is the caller's
 * Thread: main
 * Source: sync.md 2.18, design.md 8
 */
UkeSyncLook
uke_sync_words_look (UkeSyncState *state, const UkeZone *zone, int64_t now_us)
{
  UkeSyncKind kind = uke_sync_state_get (state)->kind;
  int64_t last_us = uke_sync_state_get (state)->last_contact_us;
  unsigned n_open = count_open (state);
  UkeSyncLook trouble = look_of_trouble (kind);
  g_autofree char *last = NULL;

  if (trouble.text != NULL)
    return trouble;
  if (kind == UKE_SYNC_OFFLINE)
    return look_of_offline (state, zone);
  if (n_open > 0)
    return (UkeSyncLook){ "emblem-synchronizing-symbolic", "warn",
                          g_strdup_printf (_ ("To check %u"), n_open) };
  if (kind != UKE_SYNC_ALONE && last_us > 0 && now_us - last_us >= UKE_SYNC_STALE_US) {
    last = uke_booking_slots_time (zone, last_us);
    return (UkeSyncLook){ "dialog-warning-symbolic", "warn",
                          g_strdup_printf (_ ("Last at %s"), last) };
  }
  if (kind == UKE_SYNC_SAVING)
    return (UkeSyncLook){ "emblem-synchronizing-symbolic", NULL, g_strdup (_ ("Saving…")) };
  if (uke_sync_state_get (state)->n_waiting > 0)
    return (
        UkeSyncLook){ "network-offline-symbolic", NULL,
                      g_strdup_printf (_ ("Unsent %u"), uke_sync_state_get (state)->n_waiting) };
  return (UkeSyncLook){ "emblem-ok-symbolic", NULL, g_strdup (_ ("Up to date")) };
}

static const char *
get_sentence (UkeSyncKind kind)
{
  switch (kind) {
  case UKE_SYNC_ALONE:
    return _ ("Saved on this desk");
  case UKE_SYNC_LIVE:
    return _ ("Everything is up to date");
  case UKE_SYNC_SAVING:
    return _ ("Saving to the clinic server");
  case UKE_SYNC_OFFLINE:
    return _ ("Offline");
  case UKE_SYNC_UPGRADE_REQUIRED:
    return _ ("The program has to be updated");
  case UKE_SYNC_REVOKED:
    return _ ("The registration of this desk was withdrawn");
  case UKE_SYNC_DISK_FULL:
    return _ ("The disk of this desk is full");
  case UKE_SYNC_HELD:
    return _ ("A large deletion was held back");
  case UKE_SYNC_N_KINDS:
    break;
  }
  return "";
}

/**
 * uke_sync_words_sentence:
 * @state: a state
 *
 * Returns: (transfer full): the headline of the popover
 * Thread: main
 */
char *
uke_sync_words_sentence (UkeSyncState *state)
{
  unsigned n_open = count_open (state);
  const char *sentence = get_sentence (uke_sync_state_get (state)->kind);

  return n_open > 0 ? g_strdup_printf (
             g_dngettext (NULL, "%s, %u to check", "%s, %u to check", n_open), sentence, n_open)
                    : g_strdup (sentence);
}

/**
 * uke_sync_words_caption:
 * @state: a state
 * @zone: the clinic's
 *
 * Returns: (transfer full): the line below the headline: why, or when the server last answered
 * Thread: main
 */
char *
uke_sync_words_caption (UkeSyncState *state, const UkeZone *zone)
{
  int64_t last_us = uke_sync_state_get (state)->last_contact_us;
  g_autofree char *last = NULL;

  if (uke_sync_state_get (state)->note != NULL)
    return g_strdup (uke_sync_state_get (state)->note);
  if (uke_sync_state_get (state)->kind == UKE_SYNC_HELD)
    return uke_sync_words_held (state);
  if (uke_sync_state_get (state)->kind == UKE_SYNC_ALONE)
    return g_strdup (_ ("No clinic server is set up."));
  if (uke_sync_state_get (state)->kind == UKE_SYNC_OFFLINE)
    return g_strdup (_ ("What you enter is kept here and sent as soon as there is a connection."));
  if (last_us == 0)
    return g_strdup (_ ("Not connected yet"));
  last = uke_booking_slots_time (zone, last_us);
  return g_strdup_printf (_ ("Last at %s, next by itself"), last);
}

/**
 * uke_sync_words_server:
 * @state: a state
 *
 * Returns: (transfer full): how the server is reached
 * Thread: main
 */
char *
uke_sync_words_server (UkeSyncState *state)
{
  unsigned ms = uke_sync_state_get (state)->round_trip_ms;

  switch (uke_sync_state_get (state)->kind) {
  case UKE_SYNC_LIVE:
  case UKE_SYNC_SAVING:
    return ms > 0 ? g_strdup_printf (_ ("Connected, %u ms"), ms) : g_strdup (_ ("Connected"));
  case UKE_SYNC_HELD:
    return g_strdup (_ ("Connected"));
  case UKE_SYNC_ALONE:
  case UKE_SYNC_OFFLINE:
  case UKE_SYNC_UPGRADE_REQUIRED:
  case UKE_SYNC_REVOKED:
  case UKE_SYNC_DISK_FULL:
  case UKE_SYNC_N_KINDS:
    break;
  }
  return g_strdup (_ ("Not connected"));
}

/**
 * uke_sync_words_waiting:
 * @state: a state
 * @zone: the clinic's
 * @now_us: UTC microseconds
 *
 * Returns: (transfer full): what waits to be sent, and since when where that is long
 * Thread: main
 */
char *
uke_sync_words_waiting (UkeSyncState *state, const UkeZone *zone, int64_t now_us)
{
  unsigned n = uke_sync_state_get (state)->n_waiting;
  int64_t oldest_us = uke_sync_state_get_counts (state)->oldest_us;
  g_autofree char *text = g_strdup_printf (g_dngettext (NULL, "%u change", "%u changes", n), n);
  g_autofree char *since = NULL;

  if (n == 0 || oldest_us == 0 || now_us - oldest_us < MINUTE_US)
    return g_steal_pointer (&text);
  since = uke_sync_words_moment (zone, oldest_us, now_us);
  return g_strdup_printf (_ ("%s, the oldest of %s"), text, since);
}

/**
 * uke_sync_words_moment:
 * @zone: the clinic's
 * @at_us: UTC microseconds
 * @now_us: UTC microseconds
 *
 * Returns: (transfer full): the time of a moment of today, and the day of any other
 * Thread: main
 */
char *
uke_sync_words_moment (const UkeZone *zone, int64_t at_us, int64_t now_us)
{
  g_autofree char *time = uke_booking_slots_time (zone, at_us);
  UkeDate date = uke_zone_date_of (zone, at_us);
  int year, month, day;

  if (date == uke_zone_date_of (zone, now_us))
    return g_steal_pointer (&time);
  uke_date_to_ymd (date, &year, &month, &day);
  return g_strdup_printf (_ ("%d/%d %s"), month, day, time);
}

/**
 * uke_sync_words_is_near:
 * @device: a desk
 * @now_us: UTC microseconds
 *
 * Returns: whether the server heard of it just now
 * Thread: main
 */
gboolean
uke_sync_words_is_near (const UkeWireDevice *device, int64_t now_us)
{
  return !device->is_revoked && device->last_seen_us > 0
         && now_us - device->last_seen_us < NEAR_MINUTES * MINUTE_US;
}

/**
 * uke_sync_words_seen:
 * @device: a desk
 * @zone: the clinic's
 * @now_us: UTC microseconds
 *
 * Returns: (transfer full): when it was last heard of
 * Thread: main
 */
char *
uke_sync_words_seen (const UkeWireDevice *device, const UkeZone *zone, int64_t now_us)
{
  int64_t minutes = (now_us - device->last_seen_us) / MINUTE_US;

  if (device->is_revoked)
    return g_strdup (_ ("Shut out"));
  if (device->last_seen_us == 0)
    return g_strdup (_ ("Never seen"));
  if (uke_sync_words_is_near (device, now_us))
    return uke_booking_slots_time (zone, device->last_seen_us);
  if (minutes < 60)
    return g_strdup_printf (g_dngettext (NULL, "Offline %d minute", "Offline %d minutes", minutes),
                            (int)minutes);
  minutes /= 60;
  if (minutes < 48)
    return g_strdup_printf (g_dngettext (NULL, "Offline %d hour", "Offline %d hours", minutes),
                            (int)minutes);
  minutes /= 24;
  return g_strdup_printf (g_dngettext (NULL, "Offline %d day", "Offline %d days", minutes),
                          (int)minutes);
}

/**
 * uke_sync_words_offline:
 *
 * Returns: (transfer none): what the bar under the header says
 * Thread: main
 */
const char *
uke_sync_words_offline (void)
{
  return _ (
      "You are offline. What you enter is sent as soon as there is a connection. Bookings may "
      "meet those of other desks until then.");
}

/**
 * uke_sync_words_held:
 * @state: a state of %UKE_SYNC_HELD
 *
 * Returns: (transfer full): what would be deleted, and what to do about it
 * Thread: main
 */
char *
uke_sync_words_held (UkeSyncState *state)
{
  const UkeSyncStanding *standing = uke_sync_state_get (state);

  if (standing->n_deleting == 0)
    return g_strdup_printf (
        _ ("What came from the server would delete %u records. Nothing was deleted, and nothing "
           "else is taken in until the director or a manager has looked at it."),
        standing->n_records);
  return g_strdup_printf (
      _ ("What came from the server would delete %u of %u patients (%u records). Nothing was "
         "deleted, and nothing else is taken in until the director or a manager has looked at "
         "it."),
      standing->n_deleting, standing->n_patients, standing->n_records);
}
