/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki/uke-certificate.h"

G_BEGIN_DECLS

/**
 * UkeCa:
 *
 * The tenant's certificate authority. It issues two kinds of certificates and nothing below them:
 * for the server (server authentication, the names it is reached by) and for devices (client
 * authentication alone). Immutable.
 */
typedef struct _UkeCa UkeCa;

/** UKE_CA_RENEW_US: in the last 60 days a certificate may be renewed. */
#define UKE_CA_RENEW_US (60 * 86400 * (int64_t)1000000)

UkeCa *uke_ca_create (const char *name, int64_t now_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeCa *uke_ca_new (UkeKeyPair *key /* (transfer full) */,
                   UkeCertificate *certificate,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_ca_free (UkeCa *ca);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeCa, uke_ca_free)

const UkeKeyPair *uke_ca_get_key (const UkeCa *ca);
UkeCertificate *uke_ca_get_certificate (const UkeCa *ca);
UkeCertificate *uke_ca_issue_server (const UkeCa *ca,
                                     const UkeKeyPair *server_key,
                                     const char *const *hosts,
                                     int64_t now_us,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeCertificate *uke_ca_issue_device (const UkeCa *ca,
                                     const char *request_pem,
                                     uint32_t dev,
                                     int64_t now_us,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_ca_read_request (const char *request_pem,
                              uint8_t out_hash[UKE_FINGERPRINT_SIZE],
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
