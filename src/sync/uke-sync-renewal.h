/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-sync-core.h"
#include "sync/uke-sync-home.h"
#include "vault/uke-keyring.h"

G_BEGIN_DECLS

#define UKE_TYPE_SYNC_RENEWAL (uke_sync_renewal_get_type ())
G_DECLARE_FINAL_TYPE (UkeSyncRenewal, uke_sync_renewal, UKE, SYNC_RENEWAL, GObject)

/**
 * UkeSyncRenewal:
 *
 * A desk's certificate, renewed before it ends (doc/enrolment.md). Wherever it is stopped, the desk
 * has a certificate with its key, and the server knows it:
 *
 * 1. the home names the place in the keyring where the new key will lie;
 * 2. the new key is put there, and only then
 * 3. the server is asked, with the old certificate, which stays good until the new one is shown;
 * 4. the home has the new certificate and, beside it, the old one;
 * 5. when the server has let the desk in with the new one, the old key and certificate go. When it
 *    does not know the new one, because it was put back, the old one is taken again.
 */

/** UKE_SYNC_RENEW_US: how long before its end a certificate is renewed. */
#define UKE_SYNC_RENEW_US (60 * 24 * 3600 * (int64_t)G_USEC_PER_SEC)

/* Signals:
 * replaced: another certificate lies in the home: read it, and let an engine run with it. */

int64_t uke_sync_renewal_get_end_us (const UkeSyncHome *home);
gboolean uke_sync_renewal_is_due (const UkeSyncHome *home, int64_t now_us);

UkeSyncRenewal *
uke_sync_renewal_new (const char *data_dir, const UkeId *keyring_id, UkeKeyring *keyring);

/* All of it, as the engine's facts come: whoever owns the engine has nothing else to do. */
void uke_sync_renewal_attend (UkeSyncRenewal *self,
                              UkeSyncHome *home,
                              UkeSecret *key_pem,
                              const UkeSyncFacts *facts);

/* Steps 1 to 4; the home is the one that is on the disk then, and the key is its. */
void uke_sync_renewal_run_async (UkeSyncRenewal *self,
                                 UkeSecret *key_pem,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
UkeSyncHome *uke_sync_renewal_run_finish (UkeSyncRenewal *self,
                                          GAsyncResult *result,
                                          UkeSecret **out_key_pem,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Step 5. */
void uke_sync_renewal_settle_async (UkeSyncRenewal *self,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean uke_sync_renewal_settle_finish (UkeSyncRenewal *self,
                                         GAsyncResult *result,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeSyncHome *uke_sync_renewal_go_back_sync (UkeSyncRenewal *self,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
