/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pki/uke-pki-error.h"
#include "vault/uke-secret.h"

G_BEGIN_DECLS

/**
 * UkeKeyPair:
 *
 * A P-256 key with its private half, which libcrypto keeps in its guarded heap. Immutable, so it
 * may be handed to another thread; freed once.
 */
typedef struct _UkeKeyPair UkeKeyPair;

UkeKeyPair *uke_key_pair_generate (GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeKeyPair *uke_key_pair_new_from_pem (UkeSecret *pem, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_key_pair_free (UkeKeyPair *pair);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeKeyPair, uke_key_pair_free)

UkeSecret *uke_key_pair_to_pem (const UkeKeyPair *pair);
char *uke_key_pair_make_request (const UkeKeyPair *pair,
                                 const char *name,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
