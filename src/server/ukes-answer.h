/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/**
 * UkesAnswer:
 * @status: HTTP status; 0 means "nothing yet": the request waits (ukes_answer_new_wait())
 * @type: (static): media type of the body
 * @body: (owned): the body
 * @retry_after_s: for 429 and 503; 0 says nothing
 * @wait_ms: how long a request that has no answer yet may wait for one
 *
 * What a handler gives back. Plain memory; made on any thread, freed on any.
 */
typedef struct {
  unsigned status;
  const char *type;
  GBytes *body;
  unsigned retry_after_s;
  unsigned wait_ms;
} UkesAnswer;

UkesAnswer *ukes_answer_new (unsigned status, const char *type, GBytes *body);
UkesAnswer *ukes_answer_new_json (unsigned status, json_t *root);
UkesAnswer *ukes_answer_new_refusal (unsigned status, const char *code, const char *message);
UkesAnswer *ukes_answer_new_wait (unsigned wait_ms);
void ukes_answer_free (UkesAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkesAnswer, ukes_answer_free)

G_END_DECLS
