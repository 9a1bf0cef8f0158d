/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-decide.h"
#include "feed/uke-wire-private.h"

#include <string.h>

static const char *const result_codes[]
    = { "", "applied", "merged", "parked", "dup", "id_reuse", "forked", "gap", "refused", "later" };

static void
clear_set (gpointer data)
{
  UkeWireSet *set = data;

  g_clear_pointer (&set->body, g_bytes_unref);
}

/**
 * uke_wire_push_new:
 *
 * Returns: (transfer full): a push of nothing
 * Thread: any
 */
UkeWirePush *
uke_wire_push_new (void)
{
  UkeWirePush *self = g_new0 (UkeWirePush, 1);

  self->sets = g_array_new (FALSE, TRUE, sizeof (UkeWireSet));
  g_array_set_clear_func (self->sets, clear_set);
  return self;
}

/**
 * uke_wire_push_free:
 * @self: (transfer full) (nullable): a push
 *
 * Thread: any
 */
void
uke_wire_push_free (UkeWirePush *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->sets);
  g_free (self);
}

/**
 * uke_wire_push_add:
 * @self: a push
 * @body: a change-set's exact bytes
 * @cap: the last entry that its history shares with this one, or `UKE_NO_CAP`
 *
 * Thread: any
 */
void
uke_wire_push_add (UkeWirePush *self, GBytes *body, int64_t cap)
{
  const UkeWireSet set = { g_bytes_ref (body), cap, { 0 } };

  g_array_append_val (self->sets, set);
}

/**
 * uke_wire_push_add_set:
 * @self: a push
 * @set: (transfer none): a change-set with all that is said of it
 *
 * Thread: any
 */
void
uke_wire_push_add_set (UkeWirePush *self, const UkeWireSet *set)
{
  UkeWireSet added = *set;

  g_bytes_ref (added.body);
  g_array_append_val (self->sets, added);
}

static void
write_was (const UkeWireWas *was, GString *json)
{
  uke_wire_put_name (json, "was");
  g_string_append_c (json, '{');
  uke_wire_put_id (json, "epoch", &was->epoch);
  uke_wire_put_int (json, "seq", was->seq);
  uke_wire_put_name (json, "inc");
  uke_json_append_hex64 (json, was->inc);
  uke_wire_put_int (json, "dseq", was->dseq);
  g_string_append_c (json, '}');
}

/**
 * uke_wire_push_write:
 * @self: a push
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_push_write (const UkeWirePush *self, GString *json)
{
  g_string_append_c (json, '{');
  uke_wire_put_own_cursor (json, self->has_cursor, &self->cursor);
  uke_wire_put_name (json, "inc");
  uke_json_append_hex64 (json, self->inc);
  uke_wire_put_int (json, "sv", self->sv);
  uke_wire_put_name (json, "sets");
  g_string_append_c (json, '[');
  for (unsigned i = 0; i < self->sets->len; i++) {
    const UkeWireSet *set = &g_array_index (self->sets, UkeWireSet, i);

    g_string_append (json, i > 0 ? ",{" : "{");
    uke_wire_put_text (json, "body", set->body);
    if (set->cap != UKE_NO_CAP)
      uke_wire_put_int (json, "cap", set->cap);
    if (set->was.is_known)
      write_was (&set->was, json);
    g_string_append_c (json, '}');
  }
  g_string_append (json, "]}");
}

static gboolean
read_was (json_t *node, UkeWireWas *was, GError **error)
{
  was->is_known = node != NULL;
  return node == NULL
         || (uke_wire_get_id (node, "epoch", &was->epoch, error)
             && uke_wire_get_int (node, "seq", &was->seq, error)
             && uke_wire_get_inc (node, "inc", &was->inc, error)
             && uke_wire_get_int (node, "dseq", &was->dseq, error));
}

static gboolean
read_set (UkeWirePush *self, json_t *node, GError **error)
{
  g_autoptr (GBytes) body = NULL;
  UkeWireSet set = { .cap = UKE_NO_CAP };

  if (!uke_wire_get_text (node, "body", &body, error))
    return FALSE;
  if (json_object_get (node, "cap") != NULL && !uke_wire_get_int (node, "cap", &set.cap, error))
    return FALSE;
  if (!read_was (json_object_get (node, "was"), &set.was, error))
    return FALSE;
  set.body = body;
  uke_wire_push_add_set (self, &set);
  return TRUE;
}

static gboolean
read_push (UkeWirePush *self, json_t *root, GError **error)
{
  json_t *sets;

  if (!uke_wire_get_own_cursor (root, &self->has_cursor, &self->cursor, error)
      || !uke_wire_get_inc (root, "inc", &self->inc, error)
      || !uke_wire_get_unsigned (root, "sv", &self->sv, error)
      || !uke_wire_get_array (root, "sets", UKE_WIRE_MAX_SETS, &sets, error))
    return FALSE;
  for (size_t i = 0; i < json_array_size (sets); i++)
    if (!read_set (self, json_array_get (sets, i), error))
      return uke_wire_refuse_at ("sets", i, error);
  return TRUE;
}

/**
 * uke_wire_push_read:
 * @json: a request's body, not trusted
 * @size: its size
 *
 * The change-sets themselves are not looked at: one that is none is refused by itself and holds up
 * no other.
 *
 * Returns: (transfer full) (nullable): the push
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
UkeWirePush *
uke_wire_push_read (const char *json, size_t size, GError **error)
{
  g_autoptr (UkeWirePush) self = uke_wire_push_new ();
  json_t *root = uke_wire_parse_request (json, size, "push", error);
  gboolean is_good;

  if (root == NULL)
    return NULL;
  is_good = read_push (self, root, error);
  if (!is_good)
    uke_wire_refuse_in ("push", error);
  json_decref (root);
  return is_good ? g_steal_pointer (&self) : NULL;
}

/**
 * uke_wire_push_answer_new:
 *
 * Returns: (transfer full): an answer without results
 * Thread: any
 */
UkeWirePushAnswer *
uke_wire_push_answer_new (void)
{
  UkeWirePushAnswer *self = g_new0 (UkeWirePushAnswer, 1);

  self->results = g_array_new (FALSE, TRUE, sizeof (UkeWireResult));
  return self;
}

/**
 * uke_wire_push_answer_free:
 * @self: (transfer full) (nullable): an answer
 *
 * Thread: any
 */
void
uke_wire_push_answer_free (UkeWirePushAnswer *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->results);
  g_clear_pointer (&self->page, uke_wire_page_free);
  g_clear_pointer (&self->texts, g_string_chunk_free);
  g_free (self);
}

static void
write_result (const UkeWireResult *result, GString *json)
{
  g_string_append_c (json, '{');
  if (!uke_id_is_none (&result->id))
    uke_wire_put_id (json, "id", &result->id);
  uke_wire_put_name (json, "r");
  uke_json_append_string (json, result_codes[result->kind]);
  switch (result->kind) {
  case UKE_WIRE_RESULT_APPLIED:
  case UKE_WIRE_RESULT_MERGED:
  case UKE_WIRE_RESULT_PARKED:
    uke_wire_put_int (json, "seq", result->seq);
    break;
  case UKE_WIRE_RESULT_DUP:
    uke_wire_put_int (json, "seq", result->seq);
    uke_wire_put_int (json, "outcome", result->outcome);
    break;
  case UKE_WIRE_RESULT_GAP:
    uke_wire_put_int (json, "expected", result->expected);
    break;
  case UKE_WIRE_RESULT_REFUSED:
    if (result->message != NULL) {
      uke_wire_put_name (json, "message");
      uke_json_append_string (json, result->message);
    }
    break;
  case UKE_WIRE_RESULT_ID_REUSE:
  case UKE_WIRE_RESULT_FORKED:
  case UKE_WIRE_RESULT_LATER:
    break;
  }
  g_string_append_c (json, '}');
}

/**
 * uke_wire_push_answer_write:
 * @self: an answer
 * @json: where to append
 *
 * Thread: any
 * Source: doc/wire.md
 */
void
uke_wire_push_answer_write (const UkeWirePushAnswer *self, GString *json)
{
  g_string_append_c (json, '{');
  uke_wire_put_id (json, "epoch", &self->epoch);
  uke_wire_put_int (json, "head", self->head);
  uke_wire_put_int (json, "durable", self->durable);
  uke_wire_put_int (json, "at_us", self->at_us);
  uke_wire_put_name (json, "results");
  g_string_append_c (json, '[');
  for (unsigned i = 0; i < self->results->len; i++) {
    if (i > 0)
      g_string_append_c (json, ',');
    write_result (&g_array_index (self->results, UkeWireResult, i), json);
  }
  g_string_append_c (json, ']');
  if (self->page != NULL) {
    uke_wire_put_name (json, "page");
    uke_wire_page_write (self->page, json);
  }
  g_string_append_c (json, '}');
}

static UkeWireResultKind
read_kind (json_t *node)
{
  const char *code = json_string_value (node);

  for (unsigned i = 1; code != NULL && i < G_N_ELEMENTS (result_codes); i++)
    if (strcmp (code, result_codes[i]) == 0)
      return (UkeWireResultKind)i;
  return 0;
}

static void
keep_message (UkeWirePushAnswer *self, UkeWireResult *result, json_t *node)
{
  if (!json_is_string (node))
    return;
  if (self->texts == NULL)
    self->texts = g_string_chunk_new (256);
  result->message = g_string_chunk_insert (self->texts, json_string_value (node));
}

static gboolean
read_dup (UkeWireResult *result, json_t *node, GError **error)
{
  int64_t outcome;

  if (!uke_wire_get_int (node, "seq", &result->seq, error))
    return FALSE;
  if (!uke_json_read_int (json_object_get (node, "outcome"), UKE_OUTCOME_APPLIED,
                          UKE_OUTCOME_PARKED, &outcome))
    return uke_wire_refuse ("outcome", error);
  result->outcome = (UkeOutcome)outcome;
  return TRUE;
}

static gboolean
read_result (UkeWirePushAnswer *self, json_t *node, GError **error)
{
  UkeWireResult result = { .kind = read_kind (json_object_get (node, "r")) };
  gboolean is_good = FALSE, has_id = uke_wire_get_id (node, "id", &result.id, NULL);

  switch (result.kind) {
  case UKE_WIRE_RESULT_APPLIED:
  case UKE_WIRE_RESULT_MERGED:
  case UKE_WIRE_RESULT_PARKED:
    result.outcome = (UkeOutcome)result.kind;
    is_good = has_id && uke_wire_get_int (node, "seq", &result.seq, error);
    break;
  case UKE_WIRE_RESULT_DUP:
    is_good = has_id && read_dup (&result, node, error);
    break;
  case UKE_WIRE_RESULT_GAP:
    is_good = has_id && uke_wire_get_int (node, "expected", &result.expected, error);
    break;
  case UKE_WIRE_RESULT_REFUSED:
    keep_message (self, &result, json_object_get (node, "message"));
    is_good = has_id || json_object_get (node, "id") == NULL;
    break;
  case UKE_WIRE_RESULT_ID_REUSE:
  case UKE_WIRE_RESULT_FORKED:
  case UKE_WIRE_RESULT_LATER:
    is_good = has_id;
    break;
  }
  if (is_good)
    g_array_append_val (self->results, result);
  else if (error == NULL || *error == NULL)
    uke_wire_refuse (result.kind == 0 ? "r" : "id", error);
  return is_good;
}

static gboolean
read_answer (UkeWirePushAnswer *self, json_t *root, GError **error)
{
  json_t *results, *page = json_object_get (root, "page");

  if (!uke_wire_get_id (root, "epoch", &self->epoch, error)
      || !uke_wire_get_int (root, "head", &self->head, error)
      || !uke_wire_get_int (root, "durable", &self->durable, error)
      || !uke_wire_get_int (root, "at_us", &self->at_us, error)
      || !uke_wire_get_array (root, "results", UKE_WIRE_MAX_SETS, &results, error))
    return uke_wire_refuse_in ("push answer", error);
  if (self->durable > self->head)
    return uke_wire_refuse ("push answer: durable, behind head", error);
  for (size_t i = 0; i < json_array_size (results); i++)
    if (!read_result (self, json_array_get (results, i), error))
      return uke_wire_refuse_at ("push answer: results", i, error);
  if (page == NULL)
    return TRUE;
  self->page = uke_wire_read_page (page, error);
  return self->page != NULL || uke_wire_refuse_in ("push answer", error);
}

/**
 * uke_wire_push_answer_read:
 * @json: an answer's body, not trusted
 * @size: its size
 *
 * Returns: (transfer full) (nullable): the answer
 * Errors: `UKE_FEED_ERROR_MALFORMED`, `UKE_FEED_ERROR_LIMIT`
 * Thread: any
 * Source: doc/wire.md
 */
UkeWirePushAnswer *
uke_wire_push_answer_read (const char *json, size_t size, GError **error)
{
  g_autoptr (UkeWirePushAnswer) self = uke_wire_push_answer_new ();
  json_t *root = uke_wire_parse_answer (json, size, "push answer", error);
  gboolean is_good = root != NULL && read_answer (self, root, error);

  json_decref (root);
  return is_good ? g_steal_pointer (&self) : NULL;
}
