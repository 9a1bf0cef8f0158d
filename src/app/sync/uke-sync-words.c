/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/sync/uke-sync-words.h"

#include "app/booking/uke-booking-slots.h"

#include <glib/gi18n.h>

#define MINUTE_US ((int64_t)60 * G_USEC_PER_SEC)

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
  unsigned n = uke_sync_state_get_n_waiting (state);
  g_autofree char *since
      = uke_booking_slots_time (zone, uke_sync_state_get_offline_since_us (state));

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
  UkeSyncKind kind = uke_sync_state_get_kind (state);
  int64_t last_us = uke_sync_state_get_last_contact_us (state);
  unsigned n_open = uke_sync_state_get_n_open (state);
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
  if (uke_sync_state_get_n_waiting (state) > 0)
    return (UkeSyncLook){ "network-offline-symbolic", NULL,
                          g_strdup_printf (_ ("Unsent %u"), uke_sync_state_get_n_waiting (state)) };
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
  unsigned n_open = uke_sync_state_get_n_open (state);
  const char *sentence = get_sentence (uke_sync_state_get_kind (state));

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
  int64_t last_us = uke_sync_state_get_last_contact_us (state);
  g_autofree char *last = NULL;

  if (uke_sync_state_get_note (state) != NULL)
    return g_strdup (uke_sync_state_get_note (state));
  if (uke_sync_state_get_kind (state) == UKE_SYNC_ALONE)
    return g_strdup (_ ("No clinic server is set up."));
  if (uke_sync_state_get_kind (state) == UKE_SYNC_OFFLINE)
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
  unsigned ms = uke_sync_state_get_round_trip_ms (state);

  switch (uke_sync_state_get_kind (state)) {
  case UKE_SYNC_LIVE:
  case UKE_SYNC_SAVING:
    return ms > 0 ? g_strdup_printf (_ ("Connected, %u ms"), ms) : g_strdup (_ ("Connected"));
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
 * uke_sync_words_seen:
 * @device: a desk
 * @zone: the clinic's
 * @now_us: UTC microseconds
 *
 * Returns: (transfer full): when it was last heard of
 * Thread: main
 */
char *
uke_sync_words_seen (const UkeSyncDevice *device, const UkeZone *zone, int64_t now_us)
{
  int64_t minutes = (now_us - device->last_seen_us) / MINUTE_US;

  if (device->last_seen_us == 0)
    return g_strdup (_ ("Never seen"));
  if (minutes < 5)
    return uke_booking_slots_time (zone, device->last_seen_us);
  if (minutes < 60)
    return g_strdup_printf (g_dngettext (NULL, "Offline %d minute", "Offline %d minutes", minutes),
                            (int)minutes);
  minutes /= 60;
  return g_strdup_printf (g_dngettext (NULL, "Offline %d hour", "Offline %d hours", minutes),
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
