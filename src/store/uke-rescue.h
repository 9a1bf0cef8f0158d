/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/uke-authority-private.h"

G_BEGIN_DECLS

/**
 * What desks bring back after the server was put back (sync.md 2.11). Which desk comes first is
 * chance: were each change-set judged as it comes, a booking that came second in the lost history
 * could take the time of one that was confirmed there. So they are kept, and judged when every
 * desk of the last week has come or the time is over, in the order of their places in the lost
 * history; those that never had one come last, in the order of their coming. None goes before what
 * its own device did earlier. A desk is told `later`, and keeps its own until it sees them in the
 * log: what lies here is a copy.
 *
 * Epochs are UUIDv7 of the server's clock, so the order of their bytes is the order in which they
 * began. That orders change-sets here and nothing else; a wrong clock can cost cards, no content.
 */

/** UkeRescued: what is known of a change-set that comes back. */
typedef enum {
  UKE_RESCUED_NEW,     /* it was not brought yet */
  UKE_RESCUED_KEPT,    /* it waits for its turn */
  UKE_RESCUED_OTHER,   /* another one waits under this id */
  UKE_RESCUED_REFUSED, /* its turn came, and the tables did not take it */
} UkeRescued;

gboolean uke_rescue_look_up (UkeDb *db,
                             const UkeChangeSet *set,
                             const UkeWireSet *pushed,
                             UkeRescued *out_what,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_rescue_keep (UkeDb *db,
                          const UkeChangeSet *set,
                          const UkeWireSet *pushed,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_rescue_note_known (UkeDb *db,
                                const UkeChangeSet *set,
                                const UkeWireSet *pushed,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_rescue_judge (UkeDb *db,
                           UkeAuthorityFeed *feed,
                           int64_t now_us,
                           UkeDigest *sums,
                           UkeChanges *changes,
                           gboolean *out_is_done,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_rescue_forget (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
