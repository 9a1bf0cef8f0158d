/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/ukes-request.h"

G_BEGIN_DECLS

struct _UkesRequest {
  UkesListenerKind listener;
  char *method;                          /* (owned) */
  char *path;                            /* (owned): as it was sent */
  GHashTable *query;                     /* (owned) (nullable) (element-type utf8 utf8) */
  GBytes *body;                          /* (owned) */
  char *parameters[UKES_MAX_PARAMETERS]; /* (owned) (nullable) */
  uint8_t fingerprint[32];               /* of the device's certificate */
  gboolean has_certificate;
  /* Written by the router between two calls of a handler, never during one. */
  int64_t now_us;
  uint32_t dev;
  int64_t expires_at_us;
  gboolean must_answer;
  gboolean is_again;
  gboolean is_last; /* the server ends */
};

UkesRequest *ukes_request_new (UkesListenerKind listener, const char *method, const char *path);

G_END_DECLS
