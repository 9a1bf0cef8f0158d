/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/uke-sync-error.h"

#include <gio/gio.h>
#include <stdint.h>

G_BEGIN_DECLS

#define UKE_TYPE_SYNC_TRANSPORT (uke_sync_transport_get_type ())
G_DECLARE_FINAL_TYPE (UkeSyncTransport, uke_sync_transport, UKE, SYNC_TRANSPORT, GObject)

/**
 * UkeSyncTransport:
 *
 * HTTPS to one clinic server. It trusts the clinic's own authority and nobody else, follows no
 * redirect, uses no proxy, unpacks nothing, keeps no more of an answer than it was told to, and
 * ends every exchange by its deadline, however slowly bytes come (security.md findings 11 and 12).
 * One thread: the one whose main context was the thread's default when it was made.
 */

/**
 * UkeSyncRequest:
 * @method: "GET", "POST" or "DELETE"
 * @path: with its query, "/v1/…"
 * @body: (nullable): JSON
 * @max_bytes: of the answer's body
 * @deadline_ms: for the whole exchange
 */
typedef struct {
  const char *method;
  const char *path;
  GBytes *body;
  size_t max_bytes;
  unsigned deadline_ms;
} UkeSyncRequest;

/**
 * UkeSyncReply:
 * @status: HTTP status
 * @body: (owned): at most what was asked for
 * @retry_after_s: what the server wants to be waited, 0 when it did not say
 * @round_trip_us: from sending to the first byte of the answer
 * @date_us: the server's clock as the answer's head has it, to the second; 0 when it does not say
 */
typedef struct {
  unsigned status;
  GBytes *body;
  unsigned retry_after_s;
  int64_t round_trip_us;
  int64_t date_us;
} UkeSyncReply;

void uke_sync_reply_free (UkeSyncReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeSyncReply, uke_sync_reply_free)

UkeSyncTransport *uke_sync_transport_new (const char *base_uri,
                                          const char *authority_file,
                                          GTlsCertificate *device,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

UkeSyncTransport *uke_sync_transport_new_unverified (const char *base_uri,
                                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_sync_transport_send_async (UkeSyncTransport *self,
                                    const UkeSyncRequest *request,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
UkeSyncReply *uke_sync_transport_send_finish (UkeSyncTransport *self,
                                              GAsyncResult *result,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
