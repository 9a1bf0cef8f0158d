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
  UKE_SYNC_REVOKED,          /* this desk was shut out */
  UKE_SYNC_DISK_FULL,        /* nothing more can be kept here */
  UKE_SYNC_HELD,             /* what came would delete too much: a person has to look */
  UKE_SYNC_EXPIRED,          /* the certificate of this desk has ended */
  UKE_SYNC_NOT_KNOWN,        /* the server has never heard of this desk */
  UKE_SYNC_FOREIGN,          /* the server is another clinic's */
  UKE_SYNC_NOT_OURS,         /* another computer answers at its address */
  UKE_SYNC_CLOCK,            /* this computer's clock or the server's is far off */
  UKE_SYNC_SERVER_OLD,       /* the server's program is too old for what this one sends */
  UKE_SYNC_RECOVERING,       /* connected; the server was put back, and hears what it lost */
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
 * @is_received: what others do comes in, whatever becomes of what is sent
 * @checked_us: when all rows were last compared with the server's, 0 for not yet
 * @n_checks: how often since the start
 * @n_repaired: how many rows were put right by it
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
  gboolean is_received;
  int64_t checked_us;
  unsigned n_checks, n_repaired;
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
 * @unsaved_us: when the oldest entry was made that no verified backup of the server has, 0 for none
 *
 * What is counted in this desk's own store. Plain memory.
 */
typedef struct {
  unsigned n_open, n_refused, n_today;
  int64_t oldest_us, unsaved_us;
} UkeSyncCounts;

gboolean uke_sync_kind_is_connected (UkeSyncKind kind);
gboolean uke_sync_kind_is_over (UkeSyncKind kind);

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
