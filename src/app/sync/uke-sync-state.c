/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/sync/uke-sync-state.h"

#include <string.h>

struct _UkeSyncState {
  GObject parent_instance;
  UkeSyncStanding standing; /* its texts are owned */
  UkeSyncCounts counts;
  UkeWireDevices *devices; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (UkeSyncState, uke_sync_state, G_TYPE_OBJECT)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/**
 * uke_sync_kind_is_connected:
 * @kind: how a desk stands
 *
 * Returns: whether what is done here goes to the server at once, and what others do comes in
 * Thread: any
 */
gboolean
uke_sync_kind_is_connected (UkeSyncKind kind)
{
  return kind == UKE_SYNC_LIVE || kind == UKE_SYNC_SAVING || kind == UKE_SYNC_RECOVERING;
}

/**
 * uke_sync_kind_is_over:
 * @kind: how a desk stands
 *
 * Returns: whether the desk has to join a server again
 * Thread: any
 */
gboolean
uke_sync_kind_is_over (UkeSyncKind kind)
{
  return kind == UKE_SYNC_REVOKED || kind == UKE_SYNC_EXPIRED || kind == UKE_SYNC_NOT_KNOWN
         || kind == UKE_SYNC_FOREIGN;
}

static void
uke_sync_state_finalize (GObject *object)
{
  UkeSyncState *self = UKE_SYNC_STATE (object);

  g_free ((char *)self->standing.server_name);
  g_free ((char *)self->standing.note);
  uke_wire_devices_free (self->devices);
  G_OBJECT_CLASS (uke_sync_state_parent_class)->finalize (object);
}

static void
uke_sync_state_class_init (UkeSyncStateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_sync_state_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", UKE_TYPE_SYNC_STATE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
uke_sync_state_init (UkeSyncState *self)
{
}

/**
 * uke_sync_state_new:
 *
 * Returns: (transfer full): the state of a clinic by itself
 * Thread: main
 */
UkeSyncState *
uke_sync_state_new (void)
{
  return g_object_new (UKE_TYPE_SYNC_STATE, NULL);
}

/**
 * uke_sync_state_get:
 * @self: a state
 *
 * Returns: (transfer none): how the desk stands
 * Thread: main
 */
const UkeSyncStanding *
uke_sync_state_get (UkeSyncState *self)
{
  return &self->standing;
}

/**
 * uke_sync_state_get_counts:
 * @self: a state
 *
 * Returns: (transfer none): what was counted here
 * Thread: main
 */
const UkeSyncCounts *
uke_sync_state_get_counts (UkeSyncState *self)
{
  return &self->counts;
}

/**
 * uke_sync_state_get_devices:
 * @self: a state
 *
 * Returns: (transfer none) (nullable): the clinic's desks, as the server last listed them
 * Thread: main
 */
const UkeWireDevices *
uke_sync_state_get_devices (UkeSyncState *self)
{
  return self->devices;
}

static gboolean
is_same (const UkeSyncStanding *one, const UkeSyncStanding *two)
{
  UkeSyncStanding a = *one, b = *two;
  gboolean has_same_texts
      = g_strcmp0 (a.server_name, b.server_name) == 0 && g_strcmp0 (a.note, b.note) == 0;

  a.server_name = b.server_name = a.note = b.note = NULL;
  return has_same_texts && memcmp (&a, &b, sizeof a) == 0;
}

/**
 * uke_sync_state_set:
 * @self: a state
 * @standing: how the desk stands now; made from zeroes, and copied
 *
 * Thread: main
 */
void
uke_sync_state_set (UkeSyncState *self, const UkeSyncStanding *standing)
{
  const UkeSyncStanding before = self->standing;

  if (is_same (&before, standing))
    return;
  self->standing = *standing;
  self->standing.server_name = g_strdup (standing->server_name);
  self->standing.note = g_strdup (standing->note);
  g_free ((char *)before.server_name);
  g_free ((char *)before.note);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * uke_sync_state_set_counts:
 * @self: a state
 * @counts: what was counted; made from zeroes, and copied
 *
 * Thread: main
 */
void
uke_sync_state_set_counts (UkeSyncState *self, const UkeSyncCounts *counts)
{
  if (memcmp (&self->counts, counts, sizeof *counts) == 0)
    return;
  self->counts = *counts;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * uke_sync_state_take_devices:
 * @self: a state
 * @devices: (transfer full): the clinic's desks
 *
 * Thread: main
 */
void
uke_sync_state_take_devices (UkeSyncState *self, UkeWireDevices *devices)
{
  uke_wire_devices_free (self->devices);
  self->devices = devices;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
