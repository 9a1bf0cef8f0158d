/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vault/uke-vault-call-private.h"

G_BEGIN_DECLS

/* How calls write: the slot file, and the secret of this device in the keyring. Both end the call.
 */

void uke_vault_save (GTask *task);
void uke_vault_make_device_slot (GTask *task);

G_END_DECLS
