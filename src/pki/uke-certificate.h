/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki/uke-key-pair.h"

G_BEGIN_DECLS

/** UKE_FINGERPRINT_SIZE: SHA-256 of the whole certificate in DER. */
#define UKE_FINGERPRINT_SIZE 32

/**
 * UkeCertificate:
 *
 * A certificate that was read; immutable, counted atomically. That it could be read says nothing
 * about whether to trust it: uke_certificate_check() does.
 */
typedef struct _UkeCertificate UkeCertificate;

UkeCertificate *uke_certificate_new_from_pem (const char *pem,
                                              size_t len,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeCertificate *uke_certificate_ref (UkeCertificate *certificate);
void uke_certificate_unref (UkeCertificate *certificate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeCertificate, uke_certificate_unref)

char *uke_certificate_to_pem (const UkeCertificate *certificate);
const uint8_t *uke_certificate_get_fingerprint (const UkeCertificate *certificate);
int64_t uke_certificate_get_from_us (const UkeCertificate *certificate);
int64_t uke_certificate_get_to_us (const UkeCertificate *certificate);
char *uke_certificate_dup_common_name (const UkeCertificate *certificate);
gboolean uke_certificate_has_key (const UkeCertificate *certificate, const UkeKeyPair *pair);
gboolean uke_certificate_is_for_host (const UkeCertificate *certificate, const char *host);
gboolean uke_certificate_check (const UkeCertificate *certificate,
                                const UkeCertificate *authority,
                                int64_t now_us,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
