/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-change-set.h"

G_BEGIN_DECLS

/* What is committed from now on comes from device @dev, which is made when it is not there: its own
 * numbers, its own audit chain. Two desks of one clinic without a server between them. */
gboolean uke_test_desk_become (UkeDb *db, unsigned dev, const char *name, GError **error);

/** UkeTestDesk: another desk, which had heard the log up to @base when somebody wrote there. */
typedef struct {
  unsigned dev;
  const char *name;
  UkeId staff_id;
  int64_t base;
  int64_t wrote_us;      /* by its own clock, which can be trusted */
  gboolean is_forbidden; /* whoever sat there may not do it */
} UkeTestDesk;

/* What that desk wrote arrives: it is judged, written and chained as the authority does it, parked
 * or not. Inside the caller's transaction. Returns the entry's number, 0 with @error set. */
int64_t uke_test_desk_push (UkeDb *db,
                            const UkeTestDesk *desk,
                            UkeChangeSet *set,
                            int64_t now_us,
                            GError **error);
int64_t uke_test_desk_get_head (UkeDb *db);

G_END_DECLS
