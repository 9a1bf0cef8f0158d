/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vault/uke-vault.h"

G_BEGIN_DECLS

struct _UkeVault {
  GObject parent_instance;
  UkeDataDir *dir;     /* (owned) */
  UkeKeyring *keyring; /* (owned) */
  UkeVaultState state;
  UkeVaultPresence presence;
  UkeKeyringState keyring_state;
  UkeKeySlotsCondition condition;
  UkeKeySlots *slots;    /* (owned) (nullable): as read, or as will be written first */
  UkeSecret *data_key;   /* (owned) (nullable): set while UNCONFIRMED or OPEN */
  UkeSecret *shown_code; /* (owned) (nullable): waits to be typed back */
  gboolean has_device_slot;
  gboolean is_busy; /* one operation at a time */
};

G_END_DECLS
