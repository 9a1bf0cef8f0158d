/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

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
  UKE_SYNC_N_KINDS,
} UkeSyncKind;

#define UKE_TYPE_SYNC_DEVICE (uke_sync_device_get_type ())
G_DECLARE_FINAL_TYPE (UkeSyncDevice, uke_sync_device, UKE, SYNC_DEVICE, GObject)

/**
 * UkeSyncDevice:
 * @name: (owned): what the desk is called
 * @last_seen_us: when the server last heard from it, 0 for never
 * @is_self: it is this one
 *
 * One desk of the clinic. Immutable; the fields may be read directly.
 */
struct _UkeSyncDevice {
  GObject parent_instance;
  char *name;
  int64_t last_seen_us;
  gboolean is_self;
};

UkeSyncDevice *uke_sync_device_new (const char *name, int64_t last_seen_us, gboolean is_self);

#define UKE_TYPE_SYNC_STATE (uke_sync_state_get_type ())
G_DECLARE_FINAL_TYPE (UkeSyncState, uke_sync_state, UKE, SYNC_STATE, GObject)

/**
 * UkeSyncState:
 *
 * What the header says about the clinic's server. Whoever talks to it sets the properties, and the
 * widgets follow `notify`. Lives on the main context. Properties: `kind` (UkeSyncKind), `n-waiting`
 * (changes that the server may not have), `n-open` (cards that wait for a person),
 * `last-contact-us`, `offline-since-us`, `server-name`, `round-trip-ms`, `received-today`,
 * `devices` (GListModel of UkeSyncDevice) and `note` (why it is so, already in words).
 */
UkeSyncState *uke_sync_state_new (void);
UkeSyncKind uke_sync_state_get_kind (UkeSyncState *self);
unsigned uke_sync_state_get_n_waiting (UkeSyncState *self);
unsigned uke_sync_state_get_n_open (UkeSyncState *self);
int64_t uke_sync_state_get_last_contact_us (UkeSyncState *self);
int64_t uke_sync_state_get_offline_since_us (UkeSyncState *self);
const char *uke_sync_state_get_server_name (UkeSyncState *self);
unsigned uke_sync_state_get_round_trip_ms (UkeSyncState *self);
unsigned uke_sync_state_get_received_today (UkeSyncState *self);
GListModel *uke_sync_state_get_devices (UkeSyncState *self);
const char *uke_sync_state_get_note (UkeSyncState *self);

G_END_DECLS
