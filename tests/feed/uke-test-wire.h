/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-wire-devices.h"
#include "feed/uke-wire.h"

#include <string.h>

/* Every message, read and written again. */
typedef gboolean (*Again) (const char *json, size_t size, GString *out, GError **error);

#define DEFINE_AGAIN(name, Type)                                                                   \
  static inline gboolean again_##name (const char *json, size_t size, GString *out,                \
                                       GError **error)                                             \
  {                                                                                                \
    g_autoptr (Type) message = uke_wire_##name##_read (json, size, error);                         \
                                                                                                   \
    if (message == NULL)                                                                           \
      return FALSE;                                                                                \
    uke_wire_##name##_write (message, out);                                                        \
    return TRUE;                                                                                   \
  }

#define DEFINE_AGAIN_PLAIN(name, Type)                                                             \
  static inline gboolean again_##name (const char *json, size_t size, GString *out,                \
                                       GError **error)                                             \
  {                                                                                                \
    Type message;                                                                                  \
                                                                                                   \
    if (!uke_wire_##name##_read (json, size, &message, error))                                     \
      return FALSE;                                                                                \
    uke_wire_##name##_write (&message, out);                                                       \
    return TRUE;                                                                                   \
  }

DEFINE_AGAIN (hello, UkeWireHello)
DEFINE_AGAIN (push, UkeWirePush)
DEFINE_AGAIN (push_answer, UkeWirePushAnswer)
DEFINE_AGAIN (page, UkeWirePage)
DEFINE_AGAIN (resync, UkeWireResync)
DEFINE_AGAIN (digest, UkeWireDigest)
DEFINE_AGAIN (rows, UkeWireRows)
DEFINE_AGAIN (audit, UkeWireAudit)
DEFINE_AGAIN (devices, UkeWireDevices)
DEFINE_AGAIN (errand, UkeWireErrand)
DEFINE_AGAIN_PLAIN (invitation, UkeWireInvitation)
DEFINE_AGAIN_PLAIN (welcome, UkeWireWelcome)
DEFINE_AGAIN_PLAIN (fork, UkeWireFork)
DEFINE_AGAIN_PLAIN (hold_wish, UkeWireHoldWish)

static inline gboolean
again_audit_answer (const char *json, size_t size, GString *out, GError **error)
{
  int64_t last;

  if (!uke_wire_audit_answer_read (json, size, &last, error))
    return FALSE;
  uke_wire_audit_answer_write (last, out);
  return TRUE;
}

static inline gboolean
again_hold_answer (const char *json, size_t size, GString *out, GError **error)
{
  int64_t until_us;
  UkeId id;

  if (!uke_wire_hold_answer_read (json, size, &id, &until_us, error))
    return FALSE;
  uke_wire_hold_answer_write (&id, until_us, out);
  return TRUE;
}

static inline gboolean
again_guests (const char *json, size_t size, GString *out, GError **error)
{
  g_autoptr (GPtrArray) guests = uke_wire_guests_read (json, size, error);

  if (guests == NULL)
    return FALSE;
  uke_wire_guests_write (guests, out);
  return TRUE;
}

static inline gboolean
again_done (const char *json, size_t size, GString *out, GError **error)
{
  uint32_t dev;

  if (!uke_wire_done_read (json, size, &dev, error))
    return FALSE;
  uke_wire_done_write (dev, out);
  return TRUE;
}

static inline gboolean
again_refusal (const char *json, size_t size, GString *out, GError **error)
{
  static const unsigned statuses[] = { 409, 410, 426, 503 };
  UkeWireRefusal refusal = { UKE_WIRE_BUSY };

  for (unsigned i = 0; i < G_N_ELEMENTS (statuses); i++) {
    uke_wire_refusal_read (statuses[i], json, size, &refusal);
    g_string_truncate (out, 0);
    uke_wire_refusal_write (&refusal, out);
    if (out->len == size && memcmp (out->str, json, size) == 0)
      return TRUE;
  }
  return TRUE;
}
