/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-lease-book.h"

G_BEGIN_DECLS

/**
 * The tables `lease` and `lease_use`: a desk's leases, so that a restart of the desk does not
 * forget what it may promise without the server (sync.md 2.10).
 */

/**
 * UkeLeaseMoment: when they are written or read.
 * @boot_id: names the computer's run: its running clock goes on as long as this is the same
 * @running_us: that clock
 * @wall_us: UTC
 */
typedef struct {
  const char *boot_id;
  int64_t running_us, wall_us;
} UkeLeaseMoment;

gboolean uke_lease_store_save (UkeDb *db,
                               const UkeLeaseBook *book,
                               const UkeLeaseMoment *moment,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_lease_store_load (UkeDb *db,
                               const UkeLeaseMoment *moment,
                               UkeLeaseBook *book,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
