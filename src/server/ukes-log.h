/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * The server's log: one line an event, on standard error, which the journal keeps. Nothing personal
 * can get in: a field is a number, an id or a code, a code is one of a few characters, and there is
 * no way to log a text (architecture.md 2, invariant 8).
 */

/** UkesEvent: what happened. */
typedef enum {
  UKES_EVENT_STARTED,
  UKES_EVENT_STOPPING,
  UKES_EVENT_STOPPED,
  UKES_EVENT_REQUEST,
  UKES_EVENT_REFUSED,
  UKES_EVENT_STORE_FAILED,
  UKES_EVENT_PROXY_STARTED,
  UKES_EVENT_PROXY_ENDED,
  UKES_EVENT_CERTIFICATE_RENEWED,
  UKES_EVENT_CODE_MADE,
  UKES_EVENT_CODE_WRONG,
  UKES_EVENT_ENROLMENT_BEGUN,
  UKES_EVENT_ENROLMENT_DECIDED,
  UKES_EVENT_DEVICE_RENEWED,
  UKES_EVENT_DEVICE_REVOKED,
  UKES_EVENT_FROZEN,
  UKES_EVENT_THAWED,
  UKES_EVENT_EXPORTED,
  UKES_EVENT_DEVICE_RENAMED,
  UKES_EVENT_BACKUP_VERIFIED,
  UKES_EVENT_BACKUP_FAILED,
  UKES_EVENT_AUDIT_BROKEN,
  UKES_EVENT_DEVICE_CLONED,
  UKES_EVENT_QUARANTINE,
  UKES_EVENT_RECOVERED,
} UkesEvent;

/** UkesKey: what a field is. */
typedef enum {
  UKES_KEY_NONE,
  UKES_KEY_ROUTE,
  UKES_KEY_LISTENER,
  UKES_KEY_STATUS,
  UKES_KEY_CODE,
  UKES_KEY_DEV,
  UKES_KEY_ID,
  UKES_KEY_US,
  UKES_KEY_COUNT,
  UKES_KEY_PID,
  UKES_KEY_SEQ,
  UKES_KEY_GIVEN,
  UKES_KEY_EXPECTED,
  UKES_KEY_RESCUED,
  UKES_KEY_CONFLICTING,
  UKES_KEY_REFUSED,
  UKES_KEY_REPORTED,
  UKES_KEY_COMPLETE,
} UkesKey;

/** UkesField: one field of a line; made by the macros below. */
typedef struct {
  UkesKey key;
  int64_t number;
  const UkeId *id;  /* (nullable) */
  const char *code; /* (nullable) */
} UkesField;

#define UKES_NUM(key_, number_)                                                                    \
  {                                                                                                \
    .key = UKES_KEY_##key_, .number = (int64_t)(number_)                                           \
  }
#define UKES_ID(key_, id_)                                                                         \
  {                                                                                                \
    .key = UKES_KEY_##key_, .id = (id_)                                                            \
  }
#define UKES_CODE(key_, code_)                                                                     \
  {                                                                                                \
    .key = UKES_KEY_##key_, .code = (code_)                                                        \
  }

/** ukes_log: logs an event with fields: ukes_log (UKES_EVENT_STARTED, UKES_NUM (PID, pid)); */
#define ukes_log(event_, ...) ukes_log_fields (event_, (UkesField[]){ __VA_ARGS__, { 0 } })

void ukes_log_open (void);
void ukes_log_fields (UkesEvent event, const UkesField *fields);
char *ukes_log_format (UkesEvent event, const UkesField *fields);

G_END_DECLS
