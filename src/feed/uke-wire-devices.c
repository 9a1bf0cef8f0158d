/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-wire-devices.h"

#include "feed/uke-wire-private.h"

#include <string.h>

#define REVOKED "revoked"
#define ENROLLED "enrolled"

static void
device_free (gpointer data)
{
  UkeWireDevice *device = data;

  g_free (device->name);
  g_free (device->version);
  g_free (device);
}

static void
guest_free (gpointer data)
{
  UkeWireGuest *guest = data;

  g_free (guest->name);
  g_free (guest->words);
  g_free (guest);
}

static void
put_string (GString *json, const char *name, const char *text)
{
  uke_wire_put_name (json, name);
  uke_json_append_string (json, text);
}

static char *
dup_string (json_t *root, const char *name)
{
  return g_strdup (json_string_value (json_object_get (root, name)));
}

/**
 * uke_wire_devices_new:
 *
 * Returns: (transfer full): an empty list
 * Thread: any
 */
UkeWireDevices *
uke_wire_devices_new (void)
{
  UkeWireDevices *self = g_new0 (UkeWireDevices, 1);

  self->devices = g_ptr_array_new_with_free_func (device_free);
  return self;
}

/**
 * uke_wire_devices_add:
 * @self: a list
 * @device: copied
 *
 * Thread: any
 */
void
uke_wire_devices_add (UkeWireDevices *self, const UkeWireDevice *device)
{
  UkeWireDevice *copy = g_memdup2 (device, sizeof *device);

  copy->name = g_strdup (device->name);
  copy->version = g_strdup (device->version);
  g_ptr_array_add (self->devices, copy);
}

/**
 * uke_wire_devices_free:
 * @self: (transfer full) (nullable): a list
 *
 * Thread: any
 */
void
uke_wire_devices_free (UkeWireDevices *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->devices);
  g_free (self);
}

/**
 * uke_wire_devices_write:
 * @self: a list
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_devices_write (const UkeWireDevices *self, GString *json)
{
  g_string_append_c (json, '{');
  uke_wire_put_int (json, "at_us", self->at_us);
  if (self->self != 0)
    uke_wire_put_int (json, "self", self->self);
  uke_wire_put_name (json, "devices");
  g_string_append_c (json, '[');
  for (unsigned i = 0; i < self->devices->len; i++) {
    const UkeWireDevice *device = g_ptr_array_index (self->devices, i);

    g_string_append (json, i > 0 ? ",{" : "{");
    uke_wire_put_int (json, "dev", device->dev);
    put_string (json, "name", device->name);
    put_string (json, "state", device->is_revoked ? REVOKED : ENROLLED);
    uke_wire_put_int (json, "enrolled_at_us", device->enrolled_at_us);
    uke_wire_put_int (json, "expires_at_us", device->expires_at_us);
    uke_wire_put_int (json, "last_seen_us", device->last_seen_us);
    put_string (json, "version", device->version);
    uke_wire_put_int (json, "audit", device->audit);
    g_string_append_c (json, '}');
  }
  g_string_append (json, "]}");
}

static gboolean
read_device (json_t *node, UkeWireDevice *device)
{
  const char *state = json_string_value (json_object_get (node, "state"));

  device->name = dup_string (node, "name");
  device->version = dup_string (node, "version");
  device->is_revoked = g_strcmp0 (state, REVOKED) == 0;
  return device->name != NULL && device->version != NULL && state != NULL
         && uke_wire_get_unsigned (node, "dev", &device->dev, NULL)
         && uke_wire_get_int (node, "enrolled_at_us", &device->enrolled_at_us, NULL)
         && uke_wire_get_int (node, "expires_at_us", &device->expires_at_us, NULL)
         && uke_wire_get_int (node, "last_seen_us", &device->last_seen_us, NULL)
         && uke_wire_get_int (node, "audit", &device->audit, NULL);
}

/**
 * uke_wire_devices_read:
 * @json: an answer's body, not trusted
 * @size: its size
 *
 * Returns: (transfer full): the list
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
UkeWireDevices *
uke_wire_devices_read (const char *json, size_t size, GError **error)
{
  json_t *root = uke_wire_parse_answer (json, size, "devices", error);
  g_autoptr (UkeWireDevices) self = NULL;
  json_t *array, *node;
  gboolean is_good;
  size_t i;

  if (root == NULL)
    return NULL;
  self = uke_wire_devices_new ();
  is_good = uke_wire_get_int (root, "at_us", &self->at_us, NULL)
            && (json_object_get (root, "self") == NULL
                || uke_wire_get_unsigned (root, "self", &self->self, NULL))
            && uke_wire_get_array (root, "devices", UKE_WIRE_MAX_DEVICES, &array, NULL);
  if (is_good)
    json_array_foreach (array, i, node)
    {
      g_ptr_array_add (self->devices, g_new0 (UkeWireDevice, 1));
      is_good = is_good && read_device (node, g_ptr_array_index (self->devices, i));
    }
  json_decref (root);
  if (!is_good)
    uke_json_refuse ("devices", "member", error);
  return is_good ? g_steal_pointer (&self) : NULL;
}

/**
 * uke_wire_errand_free:
 * @self: (transfer full) (nullable): an errand
 *
 * Thread: any
 */
void
uke_wire_errand_free (UkeWireErrand *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}

/**
 * uke_wire_errand_write:
 * @self: an errand
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_errand_write (const UkeWireErrand *self, GString *json)
{
  g_string_append_c (json, '{');
  uke_wire_put_id (json, "staff", &self->staff_id);
  if (self->name != NULL)
    put_string (json, "name", self->name);
  g_string_append_c (json, '}');
}

/**
 * uke_wire_errand_read:
 * @json: a request's body, not trusted
 * @size: its size
 *
 * Returns: (transfer full): the errand
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
UkeWireErrand *
uke_wire_errand_read (const char *json, size_t size, GError **error)
{
  json_t *root = uke_wire_parse_request (json, size, "errand", error);
  g_autoptr (UkeWireErrand) self = NULL;
  gboolean is_good;

  if (root == NULL)
    return NULL;
  self = g_new0 (UkeWireErrand, 1);
  self->name = dup_string (root, "name");
  is_good = uke_wire_get_id (root, "staff", &self->staff_id, NULL)
            && (self->name == NULL || uke_wire_is_device_name (self->name));
  json_decref (root);
  if (!is_good)
    uke_json_refuse ("errand", "member", error);
  return is_good ? g_steal_pointer (&self) : NULL;
}

/**
 * uke_wire_invitation_write:
 * @self: an invitation
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_invitation_write (const UkeWireInvitation *self, GString *json)
{
  g_string_append_c (json, '{');
  put_string (json, "code", self->code);
  uke_wire_put_int (json, "expires_at_us", self->expires_at_us);
  g_string_append_c (json, '}');
}

/**
 * uke_wire_invitation_read:
 * @json: an answer's body, not trusted
 * @size: its size
 * @out_invitation: (out): the invitation; untouched on failure
 *
 * Returns: whether it is one
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
gboolean
uke_wire_invitation_read (const char *json,
                          size_t size,
                          UkeWireInvitation *out_invitation,
                          GError **error)
{
  json_t *root = uke_wire_parse_answer (json, size, "invitation", error);
  UkeWireInvitation invitation = { 0 };
  const char *code;
  gboolean is_good;

  if (root == NULL)
    return FALSE;
  code = json_string_value (json_object_get (root, "code"));
  is_good = code != NULL && strlen (code) == UKE_WIRE_CODE_DIGITS
            && strspn (code, "0123456789") == UKE_WIRE_CODE_DIGITS
            && uke_wire_get_int (root, "expires_at_us", &invitation.expires_at_us, NULL);
  if (is_good)
    g_strlcpy (invitation.code, code, sizeof invitation.code);
  json_decref (root);
  if (!is_good)
    return uke_json_refuse ("invitation", "member", error);
  *out_invitation = invitation;
  return TRUE;
}

/**
 * uke_wire_guests_new:
 *
 * Returns: (transfer full) (element-type UkeWireGuest): nobody
 * Thread: any
 */
GPtrArray *
uke_wire_guests_new (void)
{
  return g_ptr_array_new_with_free_func (guest_free);
}

/**
 * uke_wire_guests_add:
 * @guests: those that wait
 * @guest: copied
 *
 * Thread: any
 */
void
uke_wire_guests_add (GPtrArray *guests, const UkeWireGuest *guest)
{
  UkeWireGuest *copy = g_memdup2 (guest, sizeof *guest);

  copy->name = g_strdup (guest->name);
  copy->words = g_strdup (guest->words);
  g_ptr_array_add (guests, copy);
}

/**
 * uke_wire_guests_write:
 * @guests: (element-type UkeWireGuest): those that wait
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_guests_write (GPtrArray *guests, GString *json)
{
  g_string_append (json, "{\"guests\":[");
  for (unsigned i = 0; i < guests->len; i++) {
    const UkeWireGuest *guest = g_ptr_array_index (guests, i);

    g_string_append (json, i > 0 ? ",{" : "{");
    uke_wire_put_int (json, "dev", guest->dev);
    put_string (json, "name", guest->name);
    put_string (json, "words", guest->words);
    uke_wire_put_name (json, "confirmed");
    g_string_append (json, guest->is_confirmed ? "true" : "false");
    uke_wire_put_int (json, "expires_at_us", guest->expires_at_us);
    g_string_append_c (json, '}');
  }
  g_string_append (json, "]}");
}

static gboolean
read_guest (json_t *node, UkeWireGuest *guest)
{
  guest->name = dup_string (node, "name");
  guest->words = dup_string (node, "words");
  guest->is_confirmed = json_is_true (json_object_get (node, "confirmed"));
  return guest->name != NULL && guest->words != NULL
         && uke_wire_get_unsigned (node, "dev", &guest->dev, NULL)
         && uke_wire_get_int (node, "expires_at_us", &guest->expires_at_us, NULL);
}

/**
 * uke_wire_guests_read:
 * @json: an answer's body, not trusted
 * @size: its size
 *
 * Returns: (transfer full) (element-type UkeWireGuest): those that wait
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
GPtrArray *
uke_wire_guests_read (const char *json, size_t size, GError **error)
{
  json_t *root = uke_wire_parse_answer (json, size, "guests", error);
  g_autoptr (GPtrArray) guests = NULL;
  json_t *array, *node;
  gboolean is_good;
  size_t i;

  if (root == NULL)
    return NULL;
  guests = uke_wire_guests_new ();
  is_good = uke_wire_get_array (root, "guests", UKE_WIRE_MAX_DEVICES, &array, NULL);
  if (is_good)
    json_array_foreach (array, i, node)
    {
      g_ptr_array_add (guests, g_new0 (UkeWireGuest, 1));
      is_good = is_good && read_guest (node, g_ptr_array_index (guests, i));
    }
  json_decref (root);
  if (!is_good)
    uke_json_refuse ("guests", "member", error);
  return is_good ? g_steal_pointer (&guests) : NULL;
}

/**
 * uke_wire_done_write:
 * @dev: a device
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_done_write (uint32_t dev, GString *json)
{
  g_string_append_c (json, '{');
  uke_wire_put_int (json, "dev", dev);
  g_string_append_c (json, '}');
}

/**
 * uke_wire_done_read:
 * @json: an answer's body, not trusted
 * @size: its size
 * @out_dev: (out): which device it is about
 *
 * Returns: whether it says so
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
gboolean
uke_wire_done_read (const char *json, size_t size, uint32_t *out_dev, GError **error)
{
  json_t *root = uke_wire_parse_answer (json, size, "done", error);
  gboolean is_good;

  if (root == NULL)
    return FALSE;
  is_good = uke_wire_get_unsigned (root, "dev", out_dev, NULL);
  json_decref (root);
  return is_good || uke_json_refuse ("done", "member", error);
}

/**
 * uke_wire_is_device_name:
 * @name: (nullable): what a desk wants to be called
 *
 * Returns: whether it is a text that people may be shown: 1 to 40 characters, none that steers
 * Thread: any
 * Source: doc/enrolment.md
 */
gboolean
uke_wire_is_device_name (const char *name)
{
  glong n = name != NULL && g_utf8_validate (name, -1, NULL) ? g_utf8_strlen (name, -1) : 0;

  if (n < 1 || n > UKE_WIRE_MAX_NAME_CHARS)
    return FALSE;
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at)) {
    GUnicodeType type = g_unichar_type (g_utf8_get_char (at));

    if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_UNASSIGNED
        || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR
        || type == G_UNICODE_SURROGATE)
      return FALSE;
  }
  return TRUE;
}
