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

/** Trouble: how a state looks that somebody has to do something about, and its headline. */
typedef struct {
  UkeSyncKind kind;
  const char *icon;
  const char *css_class;
  const char *text;
  const char *sentence;
} Trouble;

/* clang-format off */
static const Trouble troubles[] = {
  { UKE_SYNC_UPGRADE_REQUIRED, "software-update-available-symbolic", "warn",
    N_ ("Update needed"), N_ ("The program has to be updated") },
  { UKE_SYNC_SERVER_OLD, "software-update-available-symbolic", "warn",
    N_ ("Server to be updated"), N_ ("The server's program has to be updated") },
  { UKE_SYNC_REVOKED, "action-unavailable-symbolic", "err",
    N_ ("Registration withdrawn"), N_ ("The registration of this desk was withdrawn") },
  { UKE_SYNC_EXPIRED, "action-unavailable-symbolic", "err",
    N_ ("Registration ended"), N_ ("The registration of this desk has run out") },
  { UKE_SYNC_NOT_KNOWN, "action-unavailable-symbolic", "err",
    N_ ("Not registered"), N_ ("The server does not know this desk") },
  { UKE_SYNC_FOREIGN, "action-unavailable-symbolic", "err",
    N_ ("Another server"), N_ ("This is another clinic's server") },
  { UKE_SYNC_NOT_OURS, "dialog-warning-symbolic", "err",
    N_ ("Wrong computer"), N_ ("Another computer answers instead of the server") },
  { UKE_SYNC_CLOCK, "dialog-warning-symbolic", "warn",
    N_ ("Clock is off"), N_ ("The clocks do not agree") },
  { UKE_SYNC_DISK_FULL, "drive-harddisk-symbolic", "err",
    N_ ("Disk full"), N_ ("The disk of this desk is full") },
  { UKE_SYNC_HELD, "dialog-warning-symbolic", "warn",
    N_ ("Held back"), N_ ("A large deletion was held back") },
};
/* clang-format on */

static const Trouble *
find_trouble (UkeSyncKind kind)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (troubles); i++)
    if (troubles[i].kind == kind)
      return &troubles[i];
  return NULL;
}

static gboolean
is_unsaved (UkeSyncState *state, int64_t now_us)
{
  int64_t unsaved_us = uke_sync_state_get_counts (state)->unsaved_us;

  return unsaved_us != 0 && now_us - unsaved_us >= UKE_SYNC_UNSAVED_US;
}

static gboolean
is_stale (UkeSyncState *state, int64_t now_us)
{
  const UkeSyncStanding *standing = uke_sync_state_get (state);

  return standing->kind != UKE_SYNC_ALONE && standing->last_contact_us > 0
         && now_us - standing->last_contact_us >= UKE_SYNC_STALE_US;
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
  unsigned n_open = count_open (state);
  const Trouble *trouble = find_trouble (kind);
  g_autofree char *last = NULL;

  /* What stops the desk comes before what waits for a person, and that before all is well. */
  if (trouble != NULL)
    return (UkeSyncLook){ trouble->icon, trouble->css_class, g_strdup (_ (trouble->text)) };
  if (kind == UKE_SYNC_OFFLINE)
    return look_of_offline (state, zone);
  if (n_open > 0)
    return (UkeSyncLook){ "emblem-synchronizing-symbolic", "warn",
                          g_strdup_printf (_ ("To check %u"), n_open) };
  if (is_stale (state, now_us)) {
    last = uke_booking_slots_time (zone, uke_sync_state_get (state)->last_contact_us);
    return (UkeSyncLook){ "dialog-warning-symbolic", "warn",
                          g_strdup_printf (_ ("Last at %s"), last) };
  }
  if (kind == UKE_SYNC_RECOVERING)
    return (UkeSyncLook){ "emblem-synchronizing-symbolic", "warn",
                          g_strdup (_ ("Server recovering")) };
  if (is_unsaved (state, now_us))
    return (UkeSyncLook){ "dialog-warning-symbolic", "warn", g_strdup (_ ("No backup")) };
  if (kind == UKE_SYNC_SAVING)
    return (UkeSyncLook){ "emblem-synchronizing-symbolic", NULL, g_strdup (_ ("Saving…")) };
  if (uke_sync_state_get (state)->n_waiting > 0)
    return (
        UkeSyncLook){ "network-offline-symbolic", NULL,
                      g_strdup_printf (_ ("Unsent %u"), uke_sync_state_get (state)->n_waiting) };
  return (UkeSyncLook){ "emblem-ok-symbolic", NULL, g_strdup (_ ("Up to date")) };
}

/**
 * uke_sync_words_headline:
 * @kind: how a desk stands
 *
 * Returns: (transfer none): what that is, in a few words
 * Thread: main
 */
const char *
uke_sync_words_headline (UkeSyncKind kind)
{
  const Trouble *trouble = find_trouble (kind);

  if (trouble != NULL)
    return _ (trouble->sentence);
  if (kind == UKE_SYNC_ALONE)
    return _ ("Saved on this desk");
  if (kind == UKE_SYNC_SAVING)
    return _ ("Saving to the clinic server");
  if (kind == UKE_SYNC_OFFLINE)
    return _ ("Offline");
  if (kind == UKE_SYNC_RECOVERING)
    return _ ("The server was put back from a backup");
  return _ ("Everything is up to date");
}

/**
 * uke_sync_words_sentence:
 * @state: a state
 * @now_us: UTC microseconds
 *
 * Returns: (transfer full): the headline of the popover
 * Thread: main
 */
char *
uke_sync_words_sentence (UkeSyncState *state, int64_t now_us)
{
  UkeSyncKind kind = uke_sync_state_get (state)->kind;
  unsigned n_open = find_trouble (kind) == NULL ? count_open (state) : 0;
  const char *sentence
      = (kind == UKE_SYNC_LIVE || kind == UKE_SYNC_SAVING) && is_stale (state, now_us)
            ? _ ("Nothing was heard of the server for a while")
            : uke_sync_words_headline (kind);

  return n_open > 0 ? g_strdup_printf (
             g_dngettext (NULL, "%s, %u to check", "%s, %u to check", n_open), sentence, n_open)
                    : g_strdup (sentence);
}

/**
 * uke_sync_words_caption:
 * @state: a state
 * @zone: the clinic's
 * @now_us: UTC microseconds
 *
 * Returns: (transfer full): the line below the headline: why, or when the server last answered
 * Thread: main
 */
char *
uke_sync_words_caption (UkeSyncState *state, const UkeZone *zone, int64_t now_us)
{
  const UkeSyncStanding *standing = uke_sync_state_get (state);
  g_autofree char *last = NULL;

  if (standing->note != NULL)
    return g_strdup (standing->note);
  if (standing->kind == UKE_SYNC_HELD)
    return uke_sync_words_held (state);
  if (standing->kind == UKE_SYNC_ALONE)
    return g_strdup (_ ("No clinic server is set up."));
  if (standing->kind == UKE_SYNC_OFFLINE)
    return g_strdup (_ ("What you enter is kept here and sent as soon as there is a connection."));
  if (is_unsaved (state, now_us))
    return g_strdup (_ ("For 30 days the server has not reported any verified backup. This desk "
                        "keeps what was entered here. Please tell your administrator."));
  if (standing->last_contact_us == 0)
    return g_strdup (_ ("Not connected yet"));
  last = uke_booking_slots_time (zone, standing->last_contact_us);
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
  const UkeSyncStanding *standing = uke_sync_state_get (state);

  if (uke_sync_kind_is_connected (standing->kind) && standing->round_trip_ms > 0)
    return g_strdup_printf (_ ("Connected, %u ms"), standing->round_trip_ms);
  if (uke_sync_kind_is_connected (standing->kind) || standing->kind == UKE_SYNC_HELD
      || standing->is_received)
    return g_strdup (_ ("Connected"));
  return g_strdup (_ ("Not connected"));
}

/**
 * uke_sync_words_checked:
 * @state: a state
 * @zone: the clinic's
 * @now_us: UTC microseconds
 *
 * Returns: (transfer full): when this desk's records were last compared with the server's, and how
 * many had to be put right
 * Thread: main
 */
char *
uke_sync_words_checked (UkeSyncState *state, const UkeZone *zone, int64_t now_us)
{
  const UkeSyncStanding *standing = uke_sync_state_get (state);
  g_autofree char *at = NULL;

  if (standing->checked_us == 0)
    return g_strdup (_ ("Not yet"));
  at = uke_sync_words_moment (zone, standing->checked_us, now_us);
  if (standing->n_repaired == 0)
    return g_strdup_printf (_ ("The same at %s"), at);
  return g_strdup_printf (g_dngettext (NULL, "%u put right, the same at %s",
                                       "%u put right, the same at %s", standing->n_repaired),
                          standing->n_repaired, at);
}

/**
 * uke_sync_words_unsaved:
 * @state: a state
 * @now_us: UTC microseconds
 *
 * Returns: (transfer full) (nullable): since how many days nothing of the server is in a verified
 * backup; NULL as long as that is not long
 * Thread: main
 * Source: sync.md 2.8
 */
char *
uke_sync_words_unsaved (UkeSyncState *state, int64_t now_us)
{
  int64_t days
      = (now_us - uke_sync_state_get_counts (state)->unsaved_us) / (24 * 60 * (int64_t)MINUTE_US);

  if (!is_unsaved (state, now_us))
    return NULL;
  return g_strdup_printf (g_dngettext (NULL, "None for %d day", "None for %d days", (gulong)days),
                          (int)days);
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
 * @state: a state of %UKE_SYNC_OFFLINE
 * @zone: the clinic's
 * @now_us: UTC microseconds
 *
 * Returns: (transfer full): what the bar under the header says
 * Thread: main
 */
char *
uke_sync_words_offline (UkeSyncState *state, const UkeZone *zone, int64_t now_us)
{
  int64_t since_us = uke_sync_state_get (state)->offline_since_us;
  g_autofree char *since = uke_sync_words_moment (zone, since_us, now_us);

  return g_strdup_printf (_ ("Since %s. What you enter is sent as soon as there is a connection. "
                             "Bookings may meet those of other desks until then."),
                          since);
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
