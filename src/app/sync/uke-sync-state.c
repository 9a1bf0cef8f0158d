/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/sync/uke-sync-state.h"

G_DEFINE_FINAL_TYPE (UkeSyncDevice, uke_sync_device, G_TYPE_OBJECT)

static void
uke_sync_device_finalize (GObject *object)
{
  g_free (UKE_SYNC_DEVICE (object)->name);
  G_OBJECT_CLASS (uke_sync_device_parent_class)->finalize (object);
}

static void
uke_sync_device_class_init (UkeSyncDeviceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_sync_device_finalize;
}

static void
uke_sync_device_init (UkeSyncDevice *self)
{
}

/**
 * uke_sync_device_new:
 * @name: what the desk is called
 * @last_seen_us: when the server last heard from it, 0 for never
 * @is_self: whether it is this one
 *
 * Returns: (transfer full): a desk
 * Thread: main
 */
UkeSyncDevice *
uke_sync_device_new (const char *name, int64_t last_seen_us, gboolean is_self)
{
  UkeSyncDevice *self = g_object_new (UKE_TYPE_SYNC_DEVICE, NULL);

  self->name = g_strdup (name);
  self->last_seen_us = last_seen_us;
  self->is_self = is_self;
  return self;
}

typedef enum {
  PROP_KIND = 1,
  PROP_N_WAITING,
  PROP_N_OPEN,
  PROP_LAST_CONTACT_US,
  PROP_OFFLINE_SINCE_US,
  PROP_SERVER_NAME,
  PROP_ROUND_TRIP_MS,
  PROP_RECEIVED_TODAY,
  PROP_DEVICES,
  PROP_NOTE,
  N_PROPS,
} UkeSyncStateProperty;

struct _UkeSyncState {
  GObject parent_instance;

  unsigned kind;
  unsigned n_waiting;
  unsigned n_open;
  int64_t last_contact_us;
  int64_t offline_since_us;
  char *server_name; /* (owned) (nullable) */
  unsigned round_trip_ms;
  unsigned received_today;
  GListModel *devices; /* (owned) (nullable) */
  char *note;          /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (UkeSyncState, uke_sync_state, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static unsigned *
get_number (UkeSyncState *self, guint id)
{
  switch (id) {
  case PROP_KIND:
    return &self->kind;
  case PROP_N_WAITING:
    return &self->n_waiting;
  case PROP_N_OPEN:
    return &self->n_open;
  case PROP_ROUND_TRIP_MS:
    return &self->round_trip_ms;
  case PROP_RECEIVED_TODAY:
    return &self->received_today;
  }
  return NULL;
}

static int64_t *
get_time (UkeSyncState *self, guint id)
{
  if (id == PROP_LAST_CONTACT_US)
    return &self->last_contact_us;
  return id == PROP_OFFLINE_SINCE_US ? &self->offline_since_us : NULL;
}

static char **
get_text (UkeSyncState *self, guint id)
{
  if (id == PROP_SERVER_NAME)
    return &self->server_name;
  return id == PROP_NOTE ? &self->note : NULL;
}

static void
uke_sync_state_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UkeSyncState *self = UKE_SYNC_STATE (object);
  unsigned *number = get_number (self, id);
  int64_t *time = get_time (self, id);
  char **text = get_text (self, id);

  if (number != NULL)
    *number = g_value_get_uint (value);
  else if (time != NULL)
    *time = g_value_get_int64 (value);
  else if (id == PROP_DEVICES)
    g_set_object (&self->devices, g_value_get_object (value));
  else if (text != NULL) {
    g_free (*text);
    *text = g_value_dup_string (value);
  } else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
uke_sync_state_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  UkeSyncState *self = UKE_SYNC_STATE (object);

  if (get_number (self, id) != NULL)
    g_value_set_uint (value, *get_number (self, id));
  else if (get_time (self, id) != NULL)
    g_value_set_int64 (value, *get_time (self, id));
  else if (id == PROP_DEVICES)
    g_value_set_object (value, self->devices);
  else if (get_text (self, id) != NULL)
    g_value_set_string (value, *get_text (self, id));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
uke_sync_state_finalize (GObject *object)
{
  UkeSyncState *self = UKE_SYNC_STATE (object);

  g_free (self->server_name);
  g_free (self->note);
  g_clear_object (&self->devices);
  G_OBJECT_CLASS (uke_sync_state_parent_class)->finalize (object);
}

static void
uke_sync_state_class_init (UkeSyncStateClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->set_property = uke_sync_state_set_property;
  object_class->get_property = uke_sync_state_get_property;
  object_class->finalize = uke_sync_state_finalize;
  properties[PROP_KIND] = g_param_spec_uint ("kind", NULL, NULL, 0, UKE_SYNC_N_KINDS - 1, 0, flags);
  properties[PROP_N_WAITING] = g_param_spec_uint ("n-waiting", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_OPEN] = g_param_spec_uint ("n-open", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_LAST_CONTACT_US]
      = g_param_spec_int64 ("last-contact-us", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_OFFLINE_SINCE_US]
      = g_param_spec_int64 ("offline-since-us", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_SERVER_NAME] = g_param_spec_string ("server-name", NULL, NULL, NULL, flags);
  properties[PROP_ROUND_TRIP_MS]
      = g_param_spec_uint ("round-trip-ms", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_RECEIVED_TODAY]
      = g_param_spec_uint ("received-today", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_DEVICES] = g_param_spec_object ("devices", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_NOTE] = g_param_spec_string ("note", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
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
 * uke_sync_state_get_kind:
 * @self: a state
 *
 * Returns: how the desk stands
 * Thread: main
 */
UkeSyncKind
uke_sync_state_get_kind (UkeSyncState *self)
{
  g_return_val_if_fail (UKE_IS_SYNC_STATE (self), UKE_SYNC_ALONE);

  return (UkeSyncKind)self->kind;
}

/**
 * uke_sync_state_get_n_waiting:
 * @self: a state
 *
 * Returns: changes that the server may not have
 * Thread: main
 */
unsigned
uke_sync_state_get_n_waiting (UkeSyncState *self)
{
  g_return_val_if_fail (UKE_IS_SYNC_STATE (self), 0);

  return self->n_waiting;
}

/**
 * uke_sync_state_get_n_open:
 * @self: a state
 *
 * Returns: cards that wait for a person
 * Thread: main
 */
unsigned
uke_sync_state_get_n_open (UkeSyncState *self)
{
  g_return_val_if_fail (UKE_IS_SYNC_STATE (self), 0);

  return self->n_open;
}

/**
 * uke_sync_state_get_last_contact_us:
 * @self: a state
 *
 * Returns: when the server last answered, 0 for never
 * Thread: main
 */
int64_t
uke_sync_state_get_last_contact_us (UkeSyncState *self)
{
  g_return_val_if_fail (UKE_IS_SYNC_STATE (self), 0);

  return self->last_contact_us;
}

/**
 * uke_sync_state_get_offline_since_us:
 * @self: a state
 *
 * Returns: since when there is no connection, 0 while there is one
 * Thread: main
 */
int64_t
uke_sync_state_get_offline_since_us (UkeSyncState *self)
{
  g_return_val_if_fail (UKE_IS_SYNC_STATE (self), 0);

  return self->offline_since_us;
}

/**
 * uke_sync_state_get_server_name:
 * @self: a state
 *
 * Returns: (transfer none) (nullable): what the server is called
 * Thread: main
 */
const char *
uke_sync_state_get_server_name (UkeSyncState *self)
{
  g_return_val_if_fail (UKE_IS_SYNC_STATE (self), NULL);

  return self->server_name;
}

/**
 * uke_sync_state_get_round_trip_ms:
 * @self: a state
 *
 * Returns: how long its last answer took
 * Thread: main
 */
unsigned
uke_sync_state_get_round_trip_ms (UkeSyncState *self)
{
  g_return_val_if_fail (UKE_IS_SYNC_STATE (self), 0);

  return self->round_trip_ms;
}

/**
 * uke_sync_state_get_received_today:
 * @self: a state
 *
 * Returns: changes that came from it today
 * Thread: main
 */
unsigned
uke_sync_state_get_received_today (UkeSyncState *self)
{
  g_return_val_if_fail (UKE_IS_SYNC_STATE (self), 0);

  return self->received_today;
}

/**
 * uke_sync_state_get_devices:
 * @self: a state
 *
 * Returns: (transfer none) (nullable): the clinic's desks
 * Thread: main
 */
GListModel *
uke_sync_state_get_devices (UkeSyncState *self)
{
  g_return_val_if_fail (UKE_IS_SYNC_STATE (self), NULL);

  return self->devices;
}

/**
 * uke_sync_state_get_note:
 * @self: a state
 *
 * Returns: (transfer none) (nullable): why it is so
 * Thread: main
 */
const char *
uke_sync_state_get_note (UkeSyncState *self)
{
  g_return_val_if_fail (UKE_IS_SYNC_STATE (self), NULL);

  return self->note;
}
