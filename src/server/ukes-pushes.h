/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/uke-authority.h"

G_BEGIN_DECLS

/**
 * UkesPush:
 * @peer: which device
 * @message: (not owned): what it pushes
 * @now_us: the time
 * @answer: (owned) (nullable): what became of it
 * @refusal: why it is refused as a whole
 * @error: (owned) (nullable): what the store could not do
 *
 * One of several pushes that share a commit.
 */
typedef struct {
  UkeAuthorityPeer peer;
  const UkeWirePush *message;
  int64_t now_us;
  UkeWirePushAnswer *answer;
  UkeWireRefusal refusal;
  GError *error;
} UkesPush;

void ukes_push_clear (UkesPush *self);
void ukes_pushes_take (UkeDb *db, UkesPush *pushes, unsigned n_pushes);

G_END_DECLS
