/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-wire-devices.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** UkeSyncKind: how a desk stands with the clinic's server. */
typedef enum {
  UKE_SYNC_ALONE = 0,        /* a clinic by itself */
  UKE_SYNC_LIVE,             /* connected, nothing on the way */
  UKE_SYNC_SAVING,           /* connected, something on the way */
  UKE_SYNC_OFFLINE,          /* no connection */
  UKE_SYNC_UPGRADE_REQUIRED, /* the server wants a newer program */
  UKE_SYNC_REVOKED,          /* the server does not know this desk any more */
  UKE_SYNC_DISK_FULL,        /* nothing more can be kept here */
  UKE_SYNC_HELD,             /* what came would delete too much: a person has to look */
  UKE_SYNC_N_KINDS,
} UkeSyncKind;

/**
 * UkeSyncStanding:
 * @kind: how the desk stands
 * @n_waiting: changes that the server may not have
 * @last_contact_us: when the server last answered, 0 for never
 * @offline_since_us: since when there is no connection, 0 while there is one
 * @server_name: (nullable): what the server is called
 * @round_trip_ms: how long its last answer took
 * @note: (nullable): why it is so, in words
 * @is_loading: a new desk has the days around today alone; @note says how far the rest has come
 * @n_records: %UKE_SYNC_HELD: how much what came would delete
 * @n_deleting: %UKE_SYNC_HELD: how many patients of these
 * @n_patients: %UKE_SYNC_HELD: of how many that there are
 * @epoch: which history the desk follows, none without one
 * @seq: how far it has come in it
 * @head: how far the server is
 *
 * What whoever talks to the server knows. Plain memory.
 */
typedef struct {
  UkeSyncKind kind;
  unsigned n_waiting;
  int64_t last_contact_us, offline_since_us;
  const char *server_name;
  unsigned round_trip_ms;
  const char *note;
  gboolean is_loading;
  unsigned n_records, n_deleting, n_patients;
  UkeId epoch;
  int64_t seq, head;
} UkeSyncStanding;

/**
 * UkeSyncCounts:
 * @n_open: cards that wait for a person
 * @n_refused: changes that the server will never take
 * @n_today: changes that others made today
 * @oldest_us: when the oldest of those that wait was made, 0 for none
 *
 * What is counted in this desk's own store. Plain memory.
 */
typedef struct {
  unsigned n_open, n_refused, n_today;
  int64_t oldest_us;
} UkeSyncCounts;

#define UKE_TYPE_SYNC_STATE (uke_sync_state_get_type ())
G_DECLARE_FINAL_TYPE (UkeSyncState, uke_sync_state, UKE, SYNC_STATE, GObject)

/**
 * UkeSyncState:
 *
 * What the header, its popover and the settings say about the clinic's server. Lives on the main
 * context.
 *
 * Signals: `changed`: any of it is another.
 */
UkeSyncState *uke_sync_state_new (void);
const UkeSyncStanding *uke_sync_state_get (UkeSyncState *self);
const UkeSyncCounts *uke_sync_state_get_counts (UkeSyncState *self);
const UkeWireDevices *uke_sync_state_get_devices (UkeSyncState *self); /* (nullable) */
void uke_sync_state_set (UkeSyncState *self, const UkeSyncStanding *standing);
void uke_sync_state_set_counts (UkeSyncState *self, const UkeSyncCounts *counts);
void uke_sync_state_take_devices (UkeSyncState *self, UkeWireDevices *devices);

G_END_DECLS
