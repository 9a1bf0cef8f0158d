/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vault/uke-key-slots.h"
#include "vault/uke-key-wrap.h"

G_BEGIN_DECLS

/* With given randomness, for the golden vectors. */
gboolean uke_key_slots_add_with (UkeKeySlots *slots,
                                 UkeKeySlotType type,
                                 const UkeId *slot_id,
                                 int64_t now_us,
                                 const UkeSecret *secret,
                                 const UkeSecret *data_key,
                                 const uint8_t salt[UKE_KEY_WRAP_SALT_BYTES],
                                 const uint8_t nonce[UKE_KEY_WRAP_NONCE_BYTES],
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
