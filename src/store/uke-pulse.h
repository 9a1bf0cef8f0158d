/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"

G_BEGIN_DECLS

/**
 * UkePulse:
 * @epoch: the history's name
 * @seq: the log's last entry
 * @state: whether changes are taken
 * @n_revoked: devices that were shut out
 * @holds: of all times that are kept: how many, and until when
 *
 * What those who wait for news may have to be told of, whichever process wrote it.
 */
typedef struct {
  UkeId epoch;
  int64_t seq;
  int64_t state;
  int64_t n_revoked;
  int64_t holds[2];
} UkePulse;

gboolean uke_pulse_read (UkeDb *db, UkePulse *out_pulse, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_pulse_equal (const UkePulse *one, const UkePulse *other);

G_END_DECLS
