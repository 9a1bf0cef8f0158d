/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vault/uke-secret.h"

G_BEGIN_DECLS

/* Key derivation and authenticated wrapping, the two uses that the slots make of libcrypto. */

#define UKE_KEY_WRAP_SALT_BYTES 32
#define UKE_KEY_WRAP_NONCE_BYTES 12
#define UKE_KEY_WRAP_TAG_BYTES 16

UkeSecret *uke_key_wrap_derive (const UkeSecret *secret,
                                const uint8_t *salt,
                                size_t salt_len,
                                const char *purpose);
void uke_key_wrap_seal (const UkeSecret *kek,
                        const uint8_t nonce[UKE_KEY_WRAP_NONCE_BYTES],
                        const uint8_t *aad,
                        size_t aad_len,
                        const UkeSecret *key,
                        uint8_t *out_sealed);
UkeSecret *uke_key_wrap_open (const UkeSecret *kek,
                              const uint8_t nonce[UKE_KEY_WRAP_NONCE_BYTES],
                              const uint8_t *aad,
                              size_t aad_len,
                              const uint8_t *sealed,
                              size_t sealed_len);

G_END_DECLS
