/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vault/uke-secret.h"

G_BEGIN_DECLS

/* The tenant's Ed25519 key, which signs places in the log (sync.md 2.2). A file holds its seed. */

#define UKE_SIGNING_SEED_SIZE 32
#define UKE_SIGNING_SECRET_SIZE 64
#define UKE_SIGNING_PUBLIC_SIZE 32

UkeSecret *uke_signing_key_generate (void);
UkeSecret *uke_signing_key_expand (const UkeSecret *seed,
                                   uint8_t out_public[UKE_SIGNING_PUBLIC_SIZE]);

G_END_DECLS
