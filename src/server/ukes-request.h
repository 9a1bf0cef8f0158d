/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-answer.h"

#include <stdint.h>

G_BEGIN_DECLS

/** UkesListenerKind: which door a request came in by; each has a socket of its own. */
typedef enum {
  UKES_LISTENER_DESKS,   /* devices with a certificate, through the proxy */
  UKES_LISTENER_ENROL,   /* devices that join, through the proxy */
  UKES_LISTENER_PAGES,   /* patients' pages and webhooks, through the proxy */
  UKES_LISTENER_CONTROL, /* the administrator's commands, this machine's socket */
  UKES_LISTENER_METRICS, /* this machine's socket */
} UkesListenerKind;

#define UKES_N_LISTENERS (UKES_LISTENER_METRICS + 1)

const char *ukes_listener_kind_get_name (UkesListenerKind kind);

/** UKES_MAX_PARAMETERS: how many pieces of a path may be parameters. */
#define UKES_MAX_PARAMETERS 2

/**
 * UkesRequest:
 *
 * A whole request that a route was found for. What it holds does not change while a handler sees
 * it, so that handlers may look at it on any thread.
 */
typedef struct _UkesRequest UkesRequest;

void ukes_request_free (UkesRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkesRequest, ukes_request_free)

int64_t ukes_request_get_now_us (const UkesRequest *self);
const char *ukes_request_get_parameter (const UkesRequest *self, unsigned n);
const char *ukes_request_get_query (const UkesRequest *self, const char *name);
GBytes *ukes_request_get_body (const UkesRequest *self);
uint32_t ukes_request_get_dev (const UkesRequest *self);
int64_t ukes_request_get_expires_at_us (const UkesRequest *self);
gboolean ukes_request_is_again (const UkesRequest *self);
gboolean ukes_request_must_answer (const UkesRequest *self);
gboolean ukes_request_is_last (const UkesRequest *self);
json_t *ukes_request_read_json (const UkesRequest *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
