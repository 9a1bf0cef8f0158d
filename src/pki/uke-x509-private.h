/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki/uke-certificate.h"
#include "pki/uke-key-pair.h"

#include <openssl/x509.h>
#include <openssl/x509v3.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_REQ, X509_REQ_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)

struct _UkeKeyPair {
  EVP_PKEY *key; /* (owned) */
};

UkeCertificate *uke_certificate_take (X509 *x509);
X509 *uke_certificate_peek_x509 (const UkeCertificate *certificate);

gboolean uke_x509_fail (GError **error, UkePkiError code, const char *what);
gboolean uke_x509_is_p256 (EVP_PKEY *key);
X509_REQ *uke_x509_read_request (const char *pem, GError **error);
X509 *
uke_x509_begin (EVP_PKEY *subject_key, const char *common_name, int64_t from_us, int64_t to_us);
gboolean uke_x509_extend (X509 *x509, X509 *issuer, int nid, const char *value);

G_END_DECLS
