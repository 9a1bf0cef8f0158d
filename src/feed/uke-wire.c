/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-wire-private.h"

#include "feed/uke-feed-error.h"

#include <string.h>

#define MAX_DEPTH 16
#define MAX_REQUEST_VALUES 10000
#define MAX_ANSWER_VALUES 200000
#define MAX_REFUSAL_BYTES 4096

static json_t *
parse_object (const char *json,
              size_t size,
              const UkeJsonLimits *limits,
              const char *what,
              GError **error)
{
  json_t *root = uke_json_parse (json, size, limits, what, error);

  if (root == NULL || json_is_object (root))
    return root;
  json_decref (root);
  uke_json_refuse (what, "form", error);
  return NULL;
}

/**
 * uke_wire_parse_request:
 * @json: a request's body, not trusted
 * @size: its size
 * @what: which request
 *
 * Returns: (transfer full) (nullable): an object
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md, decision 20
 */
json_t *
uke_wire_parse_request (const char *json, size_t size, const char *what, GError **error)
{
  const UkeJsonLimits limits = { UKE_WIRE_MAX_BYTES, MAX_DEPTH, MAX_REQUEST_VALUES };

  return parse_object (json, size, &limits, what, error);
}

/**
 * uke_wire_parse_answer:
 * @json: an answer's body, not trusted
 * @size: its size
 * @what: which answer
 *
 * Returns: (transfer full) (nullable): an object
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md, decision 20
 */
json_t *
uke_wire_parse_answer (const char *json, size_t size, const char *what, GError **error)
{
  const UkeJsonLimits limits = { UKE_WIRE_MAX_ANSWER_BYTES, MAX_DEPTH, MAX_ANSWER_VALUES };

  return parse_object (json, size, &limits, what, error);
}

/**
 * uke_wire_refuse:
 * @name: the member that is missing or not of its form
 * @error: return location
 *
 * Returns: FALSE
 * Errors: `UKE_FEED_ERROR_MALFORMED`
 * Thread: any
 */
gboolean
uke_wire_refuse (const char *name, GError **error)
{
  g_set_error (error, UKE_FEED_ERROR, UKE_FEED_ERROR_MALFORMED, "bad %s", name);
  return FALSE;
}

/**
 * uke_wire_refuse_in:
 * @what: the message that is read
 * @error: return location; holds what is wrong in it
 *
 * Returns: FALSE
 * Errors: `UKE_FEED_ERROR_MALFORMED`
 * Thread: any
 */
gboolean
uke_wire_refuse_in (const char *what, GError **error)
{
  g_prefix_error (error, "%s: ", what);
  return FALSE;
}

/**
 * uke_wire_refuse_at:
 * @name: a list
 * @at: the element of it that is read
 * @error: return location; holds what is wrong in it
 *
 * Returns: FALSE
 * Errors: `UKE_FEED_ERROR_MALFORMED`
 * Thread: any
 */
gboolean
uke_wire_refuse_at (const char *name, size_t at, GError **error)
{
  g_prefix_error (error, "%s[%" G_GSIZE_FORMAT "]: ", name, at);
  return FALSE;
}

/**
 * uke_wire_get_int:
 * @root: an object
 * @name: a member's name
 * @out_number: (out): its number
 * @error: return location
 *
 * Returns: whether it is there and an integer that is not negative
 * Errors: `UKE_FEED_ERROR_MALFORMED`
 * Thread: any
 */
gboolean
uke_wire_get_int (json_t *root, const char *name, int64_t *out_number, GError **error)
{
  return uke_json_read_int (json_object_get (root, name), 0, UKE_WIRE_MAX_INT, out_number)
         || uke_wire_refuse (name, error);
}

/**
 * uke_wire_get_unsigned:
 * @root: an object
 * @name: a member's name
 * @out_number: (out): its number
 * @error: return location
 *
 * Returns: whether it is there and a small integer
 * Errors: `UKE_FEED_ERROR_MALFORMED`
 * Thread: any
 */
gboolean
uke_wire_get_unsigned (json_t *root, const char *name, unsigned *out_number, GError **error)
{
  int64_t number;

  if (!uke_json_read_int (json_object_get (root, name), 0, UINT32_MAX, &number))
    return uke_wire_refuse (name, error);
  *out_number = (unsigned)number;
  return TRUE;
}

/**
 * uke_wire_get_id:
 * @root: an object
 * @name: a member's name
 * @out_id: (out): its id
 * @error: return location
 *
 * Returns: whether it is there and an id
 * Errors: `UKE_FEED_ERROR_MALFORMED`
 * Thread: any
 */
gboolean
uke_wire_get_id (json_t *root, const char *name, UkeId *out_id, GError **error)
{
  return uke_json_read_id (json_object_get (root, name), out_id) || uke_wire_refuse (name, error);
}

/**
 * uke_wire_get_hash:
 * @root: an object
 * @name: a member's name
 * @out_hash: (out): its hash
 * @error: return location
 *
 * Returns: whether it is there and a hash
 * Errors: `UKE_FEED_ERROR_MALFORMED`
 * Thread: any
 */
gboolean
uke_wire_get_hash (json_t *root,
                   const char *name,
                   uint8_t out_hash[UKE_SHA256_SIZE],
                   GError **error)
{
  return uke_json_read_hex (json_object_get (root, name), out_hash, UKE_SHA256_SIZE)
         || uke_wire_refuse (name, error);
}

/**
 * uke_wire_get_inc:
 * @root: an object
 * @name: a member's name
 * @out_inc: (out): its 63 bits
 * @error: return location
 *
 * Returns: whether it is there and an incarnation
 * Errors: `UKE_FEED_ERROR_MALFORMED`
 * Thread: any
 */
gboolean
uke_wire_get_inc (json_t *root, const char *name, uint64_t *out_inc, GError **error)
{
  uint64_t inc;

  if (!uke_json_read_hex64 (json_object_get (root, name), &inc) || inc > INT64_MAX)
    return uke_wire_refuse (name, error);
  *out_inc = inc;
  return TRUE;
}

/**
 * uke_wire_get_text:
 * @root: an object
 * @name: a member's name
 * @out_text: (out) (transfer full): the exact bytes that its string stands for
 * @error: return location
 *
 * Returns: whether it is there and a string
 * Errors: `UKE_FEED_ERROR_MALFORMED`
 * Thread: any
 */
gboolean
uke_wire_get_text (json_t *root, const char *name, GBytes **out_text, GError **error)
{
  json_t *node = json_object_get (root, name);

  if (!json_is_string (node))
    return uke_wire_refuse (name, error);
  *out_text = g_bytes_new (json_string_value (node), json_string_length (node));
  return TRUE;
}

/**
 * uke_wire_get_array:
 * @root: an object
 * @name: a member's name
 * @max_elements: how many are taken
 * @out_array: (out) (transfer none): the array
 * @error: return location
 *
 * Returns: whether it is there and an array that is not too long
 * Errors: `UKE_FEED_ERROR_MALFORMED`
 * Thread: any
 */
gboolean
uke_wire_get_array (json_t *root,
                    const char *name,
                    size_t max_elements,
                    json_t **out_array,
                    GError **error)
{
  json_t *node = json_object_get (root, name);

  if (!json_is_array (node) || json_array_size (node) > max_elements)
    return uke_wire_refuse (name, error);
  *out_array = node;
  return TRUE;
}

/**
 * uke_wire_put_fields:
 * @json: an object that is being written
 * @fields: (nullable): the member `fields`; NULL: there is none
 *
 * Thread: any
 */
void
uke_wire_put_fields (GString *json, const UkeNewFields *fields)
{
  if (fields == NULL)
    return;
  uke_wire_put_name (json, "fields");
  uke_new_fields_write (fields, json);
}

/**
 * uke_wire_get_fields:
 * @root: an object
 * @out_fields: (out) (transfer full) (nullable): its member `fields`
 * @error: return location
 *
 * Returns: whether there is none, or one of the form
 * Errors: `UKE_FEED_ERROR_MALFORMED`
 * Thread: any
 */
gboolean
uke_wire_get_fields (json_t *root, UkeNewFields **out_fields, GError **error)
{
  return uke_new_fields_read (root, out_fields) || uke_wire_refuse ("fields", error);
}

/**
 * uke_wire_read_cursor:
 * @node: (nullable): a node
 * @out_cursor: (out): the place, signed when it says so; undefined on failure
 * @error: return location
 *
 * Returns: whether it is a cursor; whether its signature holds is another question
 * Errors: `UKE_FEED_ERROR_MALFORMED`
 * Thread: any
 */
gboolean
uke_wire_read_cursor (json_t *node, UkeCursor *out_cursor, GError **error)
{
  json_t *sig = json_object_get (node, "sig");

  *out_cursor = (UkeCursor){ .is_signed = sig != NULL };
  if (!uke_wire_get_id (node, "epoch", &out_cursor->epoch, error)
      || !uke_wire_get_int (node, "seq", &out_cursor->seq, error)
      || !uke_wire_get_hash (node, "chain", out_cursor->chain, error))
    return uke_wire_refuse_in ("cursor", error);
  if (sig != NULL && !uke_json_read_hex (sig, out_cursor->sig, UKE_CURSOR_SIG_SIZE))
    return uke_wire_refuse ("cursor: sig", error);
  return TRUE;
}

/**
 * uke_wire_get_own_cursor:
 * @root: a desk's request
 * @out_has: (out): whether it has one
 * @out_cursor: (out): the place
 * @error: return location
 *
 * Returns: whether the member is a cursor, null or not there
 * Errors: `UKE_FEED_ERROR_MALFORMED`
 * Thread: any
 */
gboolean
uke_wire_get_own_cursor (json_t *root, gboolean *out_has, UkeCursor *out_cursor, GError **error)
{
  json_t *node = json_object_get (root, "cursor");

  *out_has = node != NULL && !json_is_null (node);
  return !*out_has || uke_wire_read_cursor (node, out_cursor, error);
}

/**
 * uke_wire_put_name:
 * @json: an object that is being written
 * @name: the next member's name
 *
 * Thread: any
 */
void
uke_wire_put_name (GString *json, const char *name)
{
  if (json->len > 0 && json->str[json->len - 1] != '{')
    g_string_append_c (json, ',');
  g_string_append_c (json, '"');
  g_string_append (json, name);
  g_string_append_len (json, "\":", 2);
}

/**
 * uke_wire_put_int:
 * @json: an object that is being written
 * @name: the next member's name
 * @number: its value
 *
 * Thread: any
 */
void
uke_wire_put_int (GString *json, const char *name, int64_t number)
{
  uke_wire_put_name (json, name);
  uke_json_append_int (json, number);
}

/**
 * uke_wire_put_id:
 * @json: an object that is being written
 * @name: the next member's name
 * @id: its value
 *
 * Thread: any
 */
void
uke_wire_put_id (GString *json, const char *name, const UkeId *id)
{
  uke_wire_put_name (json, name);
  uke_json_append_id (json, id);
}

/**
 * uke_wire_put_hash:
 * @json: an object that is being written
 * @name: the next member's name
 * @hash: its value
 *
 * Thread: any
 */
void
uke_wire_put_hash (GString *json, const char *name, const uint8_t hash[UKE_SHA256_SIZE])
{
  uke_wire_put_name (json, name);
  uke_json_append_hex (json, hash, UKE_SHA256_SIZE);
}

/**
 * uke_wire_put_text:
 * @json: an object that is being written
 * @name: the next member's name
 * @text: UTF-8, written as a string
 *
 * Thread: any
 */
void
uke_wire_put_text (GString *json, const char *name, GBytes *text)
{
  size_t size;
  const char *bytes = g_bytes_get_data (text, &size);

  uke_wire_put_name (json, name);
  uke_json_append_text (json, bytes, size);
}

/**
 * uke_wire_put_cursor:
 * @json: an object that is being written
 * @name: (nullable): the next member's name; NULL for an element of an array
 * @cursor: its value
 *
 * Thread: any
 */
void
uke_wire_put_cursor (GString *json, const char *name, const UkeCursor *cursor)
{
  if (name != NULL)
    uke_wire_put_name (json, name);
  g_string_append_c (json, '{');
  uke_wire_put_id (json, "epoch", &cursor->epoch);
  uke_wire_put_int (json, "seq", cursor->seq);
  uke_wire_put_hash (json, "chain", cursor->chain);
  if (cursor->is_signed) {
    uke_wire_put_name (json, "sig");
    uke_json_append_hex (json, cursor->sig, UKE_CURSOR_SIG_SIZE);
  }
  g_string_append_c (json, '}');
}

/**
 * uke_wire_put_own_cursor:
 * @json: a desk's request that is being written
 * @has_cursor: whether the desk has any history
 * @cursor: where it stands
 *
 * Thread: any
 */
void
uke_wire_put_own_cursor (GString *json, gboolean has_cursor, const UkeCursor *cursor)
{
  if (has_cursor) {
    uke_wire_put_cursor (json, "cursor", cursor);
    return;
  }
  uke_wire_put_name (json, "cursor");
  g_string_append (json, "null");
}

/** ErrorRow: one code of the registry. */
typedef struct {
  UkeWireErrorCode code;
  unsigned status;
  const char *text;
  const char *message;
} ErrorRow;

static const ErrorRow errors[] = {
  { UKE_WIRE_OK, 200, "", "" },
  { UKE_WIRE_MALFORMED, 400, "malformed", "the request is not of this form" },
  { UKE_WIRE_REVOKED, 403, "device_revoked", "this device may do nothing more" },
  { UKE_WIRE_UNKNOWN_DEVICE, 403, "device_unknown", "this device is not known here" },
  { UKE_WIRE_CLONED, 403, "cloned", "another session uses this incarnation" },
  { UKE_WIRE_STALE_EPOCH, 409, "stale_epoch", "the history has a new epoch" },
  { UKE_WIRE_BAD_CURSOR, 409, "bad_cursor", "the cursor's signature does not hold" },
  { UKE_WIRE_TOO_OLD, 410, "too_old", "the log begins later" },
  { UKE_WIRE_TOO_LARGE, 413, "too_large", "the request is too large" },
  { UKE_WIRE_SCHEMA, 426, "schema", "this program is too old to push" },
  { UKE_WIRE_BUSY, 503, "busy", "try again later" },
  { UKE_WIRE_NOT_FOUND, 404, "not_found", "there is no such thing" },
  { UKE_WIRE_TAKEN, 409, "taken", "somebody else has this time" },
  { UKE_WIRE_NOT_ALLOWED, 403, "not_allowed", "whoever sits before the desk may not do this" },
  { UKE_WIRE_AUDIT_BROKEN, 409, "audit_broken", "the audit does not go on from what is here" },
};

static const ErrorRow *
find_row (UkeWireErrorCode code)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (errors); i++)
    if (errors[i].code == code)
      return &errors[i];
  g_return_val_if_reached (&errors[0]);
}

/**
 * uke_wire_error_get_status:
 * @code: what an answer says
 *
 * Returns: its HTTP status
 * Thread: any
 * Source: doc/wire.md
 */
unsigned
uke_wire_error_get_status (UkeWireErrorCode code)
{
  return find_row (code)->status;
}

/**
 * uke_wire_error_get_text:
 * @code: what an answer says
 *
 * Returns: (transfer none): its code in JSON; "" for UKE_WIRE_OK
 * Thread: any
 */
const char *
uke_wire_error_get_text (UkeWireErrorCode code)
{
  return find_row (code)->text;
}

/**
 * uke_wire_refusal_write:
 * @refusal: an answer other than 200
 * @json: where to append its body
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_refusal_write (const UkeWireRefusal *refusal, GString *json)
{
  const ErrorRow *row = find_row (refusal->code);

  g_string_append_c (json, '{');
  uke_wire_put_name (json, "error");
  uke_json_append_string (json, row->text);
  uke_wire_put_name (json, "message");
  uke_json_append_string (json, row->message);
  if (refusal->code == UKE_WIRE_STALE_EPOCH)
    uke_wire_put_id (json, "epoch", &refusal->epoch);
  if (refusal->code == UKE_WIRE_TOO_OLD)
    uke_wire_put_int (json, "min_seq", refusal->min_seq);
  if (refusal->code == UKE_WIRE_AUDIT_BROKEN)
    uke_wire_put_int (json, "seq", refusal->seq);
  if (refusal->code == UKE_WIRE_SCHEMA)
    uke_wire_put_int (json, "sv_min", refusal->sv_min);
  if (refusal->retry_after_s != 0)
    uke_wire_put_int (json, "retry_after_s", refusal->retry_after_s);
  g_string_append_c (json, '}');
}

/* What an answer without a body of ours says: it comes from something between desk and server, and
 * nothing final may follow from it. */
static UkeWireErrorCode
guess_code (unsigned status)
{
  switch (status) {
  case 400:
    return UKE_WIRE_MALFORMED;
  case 404:
    return UKE_WIRE_NOT_FOUND;
  case 413:
    return UKE_WIRE_TOO_LARGE;
  default:
    return UKE_WIRE_BUSY;
  }
}

static UkeWireErrorCode
read_code (unsigned status, json_t *root)
{
  const char *text = json_string_value (json_object_get (root, "error"));

  for (unsigned i = 1; text != NULL && i < G_N_ELEMENTS (errors); i++)
    if (strcmp (text, errors[i].text) == 0
        && (errors[i].status == status || (errors[i].code == UKE_WIRE_BUSY && status == 429)))
      return errors[i].code;
  return guess_code (status);
}

/**
 * uke_wire_refusal_read:
 * @status: an answer's HTTP status, other than 200
 * @json: its body, not trusted
 * @size: the body's size
 * @out_refusal: (out): what it says
 *
 * Whatever comes is some refusal: a code counts only with its own status, and what has none of our
 * codes is taken for the mildest that fits. A page of somebody's proxy revokes no device.
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_refusal_read (unsigned status, const char *json, size_t size, UkeWireRefusal *out_refusal)
{
  const UkeJsonLimits limits = { MAX_REFUSAL_BYTES, 4, 100 };
  json_t *root = uke_json_parse (json, size, &limits, "refusal", NULL);
  UkeWireRefusal refusal = { 0 };

  refusal.code = read_code (status, root);
  uke_wire_get_unsigned (root, "retry_after_s", &refusal.retry_after_s, NULL);
  if (refusal.code == UKE_WIRE_STALE_EPOCH
      && !uke_wire_get_id (root, "epoch", &refusal.epoch, NULL))
    refusal.code = UKE_WIRE_BUSY;
  if (refusal.code == UKE_WIRE_TOO_OLD
      && !uke_wire_get_int (root, "min_seq", &refusal.min_seq, NULL))
    refusal.code = UKE_WIRE_BUSY;
  if (refusal.code == UKE_WIRE_AUDIT_BROKEN && !uke_wire_get_int (root, "seq", &refusal.seq, NULL))
    refusal.code = UKE_WIRE_BUSY;
  if (refusal.code == UKE_WIRE_SCHEMA)
    uke_wire_get_unsigned (root, "sv_min", &refusal.sv_min, NULL);
  json_decref (root);
  *out_refusal = refusal;
}
