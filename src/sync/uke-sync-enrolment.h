/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-wire-enrol.h"
#include "sync/uke-sync-home.h"
#include "vault/uke-secret.h"

G_BEGIN_DECLS

#define UKE_TYPE_SYNC_ENROLMENT (uke_sync_enrolment_get_type ())
G_DECLARE_FINAL_TYPE (UkeSyncEnrolment, uke_sync_enrolment, UKE, SYNC_ENROLMENT, GObject)

/**
 * UkeSyncEnrolment:
 *
 * A desk on its way into a clinic (doc/enrolment.md): the code, the six words that two people
 * compare, then the certificate. Nothing that the server says is believed before
 * uke_sync_enrolment_confirm_async(): from then on only a server of the authority whose words were
 * compared is spoken to. Nothing is written but the authority's certificate, when the words agree.
 */

/** UKE_SYNC_ENROL_PORT, UKE_SYNC_DESK_PORT: where a server listens unless told otherwise. */
#define UKE_SYNC_ENROL_PORT 8444
#define UKE_SYNC_DESK_PORT 8443

#define UKE_SYNC_ENROL_ERROR (uke_sync_enrol_error_quark ())
GQuark uke_sync_enrol_error_quark (void); /* codes: UkeWireEnrolRefusal */

UkeSyncEnrolment *uke_sync_enrolment_new (const char *data_dir,
                                          const char *address,
                                          const char *device_name,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_sync_enrolment_begin_async (UkeSyncEnrolment *self,
                                     const char *code,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean uke_sync_enrolment_begin_finish (UkeSyncEnrolment *self,
                                          GAsyncResult *result,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

const char *uke_sync_enrolment_get_words (UkeSyncEnrolment *self);
unsigned uke_sync_enrolment_get_tries_left (UkeSyncEnrolment *self);
/* Whether the server's history is the one that has this epoch, as far as it says so. */
gboolean uke_sync_enrolment_knows_epoch (UkeSyncEnrolment *self, const UkeId *epoch);

void uke_sync_enrolment_confirm_async (UkeSyncEnrolment *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean uke_sync_enrolment_confirm_finish (UkeSyncEnrolment *self,
                                            GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* After confirming: what to keep. The key belongs in the keyring before the home is saved. */
UkeSyncHome *uke_sync_enrolment_steal_home (UkeSyncEnrolment *self);
UkeSecret *uke_sync_enrolment_get_key (UkeSyncEnrolment *self);
const char *uke_sync_enrolment_get_authority (UkeSyncEnrolment *self);

G_END_DECLS
