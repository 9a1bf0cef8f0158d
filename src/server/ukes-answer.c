/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ukes"

#include "server/ukes-answer.h"

#include <string.h>

/**
 * ukes_answer_new:
 * @status: HTTP status
 * @type: (static): media type
 * @body: (transfer full): the body
 *
 * Returns: (transfer full): the answer
 * Thread: any
 */
UkesAnswer *
ukes_answer_new (unsigned status, const char *type, GBytes *body)
{
  UkesAnswer *self = g_new0 (UkesAnswer, 1);

  self->status = status;
  self->type = type;
  self->body = body;
  return self;
}

/**
 * ukes_answer_new_json:
 * @status: HTTP status
 * @root: (transfer full): the body
 *
 * Returns: (transfer full): the answer
 * Thread: any
 */
UkesAnswer *
ukes_answer_new_json (unsigned status, json_t *root)
{
  char *text = json_dumps (root, JSON_COMPACT | JSON_PRESERVE_ORDER);
  UkesAnswer *self
      = ukes_answer_new (status, "application/json", g_bytes_new (text, strlen (text)));

  free (text);
  json_decref (root);
  return self;
}

/**
 * ukes_answer_new_refusal:
 * @status: HTTP status
 * @code: which refusal (doc/wire.md)
 * @message: a sentence for logs, without anything that came from outside
 *
 * Returns: (transfer full): the answer
 * Thread: any
 */
UkesAnswer *
ukes_answer_new_refusal (unsigned status, const char *code, const char *message)
{
  return ukes_answer_new_json (status, json_pack ("{s:s, s:s}", "error", code, "message", message));
}

/**
 * ukes_answer_new_wait:
 * @wait_ms: how long the request may wait
 *
 * Says that there is nothing to answer yet. The handler is asked again when something has changed,
 * and for the last time when the time is up (ukes_request_must_answer()).
 *
 * Returns: (transfer full): the answer that is none
 * Thread: any
 */
UkesAnswer *
ukes_answer_new_wait (unsigned wait_ms)
{
  UkesAnswer *self = ukes_answer_new (0, NULL, NULL);

  self->wait_ms = wait_ms;
  return self;
}

/**
 * ukes_answer_free:
 * @self: (nullable) (transfer full): an answer
 *
 * Thread: any
 */
void
ukes_answer_free (UkesAnswer *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}
