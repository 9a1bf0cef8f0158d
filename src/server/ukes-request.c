/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-request.h"

#include "feed/uke-feed-error.h"
#include "feed/uke-json-scan.h"
#include "server/ukes-request-private.h"

#include <string.h>

/* What a request's body may cost (doc/wire.md). */
static const UkeJsonLimits LIMITS = { 1024 * 1024, 16, 10000 };

/**
 * ukes_listener_kind_get_name:
 * @kind: a door
 *
 * Returns: (transfer none): its name in logs and metrics
 * Thread: any
 */
const char *
ukes_listener_kind_get_name (UkesListenerKind kind)
{
  static const char *const names[UKES_N_LISTENERS]
      = { "desks", "enrol", "pages", "control", "metrics" };

  return names[kind];
}

/* Returns: (transfer full): a request without body */
UkesRequest *
ukes_request_new (UkesListenerKind listener, const char *method, const char *path)
{
  UkesRequest *self = g_new0 (UkesRequest, 1);

  self->listener = listener;
  self->method = g_strdup (method);
  self->path = g_strdup (path);
  self->body = g_bytes_new (NULL, 0);
  return self;
}

/**
 * ukes_request_free:
 * @self: (nullable) (transfer full): a request
 *
 * Thread: any
 */
void
ukes_request_free (UkesRequest *self)
{
  if (self == NULL)
    return;
  g_free (self->method);
  g_free (self->path);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_bytes_unref (self->body);
  for (unsigned i = 0; i < UKES_MAX_PARAMETERS; i++)
    g_free (self->parameters[i]);
  g_free (self);
}

/**
 * ukes_request_get_now_us:
 * @self: a request
 *
 * Returns: the time that its handler goes by, UTC microseconds
 * Thread: any
 */
int64_t
ukes_request_get_now_us (const UkesRequest *self)
{
  return self->now_us;
}

/**
 * ukes_request_get_parameter:
 * @self: a request
 * @n: which parameter of its route's path, from 0
 *
 * Returns: (transfer none): that piece of the path
 * Thread: any
 */
const char *
ukes_request_get_parameter (const UkesRequest *self, unsigned n)
{
  g_return_val_if_fail (n < UKES_MAX_PARAMETERS && self->parameters[n] != NULL, "");
  return self->parameters[n];
}

/**
 * ukes_request_get_query:
 * @self: a request
 * @name: a name of the query
 *
 * Returns: (transfer none) (nullable): its value
 * Thread: any
 */
const char *
ukes_request_get_query (const UkesRequest *self, const char *name)
{
  return self->query != NULL ? g_hash_table_lookup (self->query, name) : NULL;
}

/**
 * ukes_request_get_body:
 * @self: a request
 *
 * Returns: (transfer none): its body, at most what its route allows
 * Thread: any
 */
GBytes *
ukes_request_get_body (const UkesRequest *self)
{
  return self->body;
}

/**
 * ukes_request_get_dev:
 * @self: a request
 *
 * Returns: the number of the device that asks; 0 at doors where devices are not known
 * Thread: any
 */
uint32_t
ukes_request_get_dev (const UkesRequest *self)
{
  return self->dev;
}

/**
 * ukes_request_get_expires_at_us:
 * @self: a request of a device
 *
 * Returns: until when the certificate is good that it showed
 * Thread: any
 */
int64_t
ukes_request_get_expires_at_us (const UkesRequest *self)
{
  return self->expires_at_us;
}

/**
 * ukes_request_is_again:
 * @self: a request
 *
 * Returns: whether its handler had nothing to say before, and is asked again
 * Thread: the handler's
 */
gboolean
ukes_request_is_again (const UkesRequest *self)
{
  return self->is_again;
}

/**
 * ukes_request_must_answer:
 * @self: a request
 *
 * Returns: whether the time for waiting is up, or the server ends: an empty answer is better than
 * none
 * Thread: any
 */
gboolean
ukes_request_must_answer (const UkesRequest *self)
{
  return self->must_answer;
}

/**
 * ukes_request_is_last:
 * @self: a request
 *
 * Returns: whether the server ends: nothing that is asked after this has an answer from it
 * Thread: the handler's
 */
gboolean
ukes_request_is_last (const UkesRequest *self)
{
  return self->is_last;
}

/**
 * ukes_request_read_json:
 * @self: a request
 * @error: return location
 *
 * Reads the body as a JSON object: looked over for size, depth and number of values first, then
 * parsed strictly. Members that the caller does not know are its own to pass over.
 *
 * Returns: (transfer full): the object
 * Errors: %UKE_FEED_ERROR_MALFORMED, %UKE_FEED_ERROR_LIMIT
 * Thread: any
 * Source: decision 20
 */
json_t *
ukes_request_read_json (const UkesRequest *self, GError **error)
{
  size_t size = 0;
  const char *text = g_bytes_get_data (self->body, &size);
  json_error_t where;
  json_t *root;

  if (text == NULL)
    text = "";
  if (!uke_json_scan (text, size, &LIMITS, error))
    return NULL;
  root = json_loadb (text, size, JSON_REJECT_DUPLICATES, &where);
  if (json_is_object (root))
    return root;
  json_decref (root);
  g_set_error_literal (error, UKE_FEED_ERROR, UKE_FEED_ERROR_MALFORMED, "no JSON object");
  return NULL;
}
