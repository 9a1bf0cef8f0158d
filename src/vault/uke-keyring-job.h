/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vault/uke-keyring.h"

G_BEGIN_DECLS

/**
 * UkeKeyringJobKind:
 * @UKE_KEYRING_JOB_PROBE: look whether an item could be kept
 * @UKE_KEYRING_JOB_LOOKUP: read the items of a database
 * @UKE_KEYRING_JOB_STORE: keep a secret
 * @UKE_KEYRING_JOB_DELETE: remove one device's item
 */
typedef enum {
  UKE_KEYRING_JOB_PROBE,
  UKE_KEYRING_JOB_LOOKUP,
  UKE_KEYRING_JOB_STORE,
  UKE_KEYRING_JOB_DELETE,
} UkeKeyringJobKind;

void uke_keyring_job_run (UkeKeyringJobKind kind,
                          UkeKeyringFlags flags,
                          unsigned timeout_ms,
                          const UkeId *db_uuid,
                          const UkeId *slot_id,
                          UkeSecret *secret,
                          GTask *task);
GPtrArray *uke_keyring_job_get_found (GTask *task);

G_END_DECLS
