/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-decide.h"
#include "store/uke-commit.h"
#include "store/uke-conflict-store.h"
#include "store/uke-digest.h"
#include "store/uke-log-store.h"

G_BEGIN_DECLS

/**
 * UkeCase:
 * @payload: the exact bytes of the change-set
 * @payload_size: how many
 * @now_us: the authority's time
 * @cap: the last entry that this history shares with the one in which it was made, or `UKE_NO_CAP`
 * @has_new_ids: see #UkeCommitContext
 * @is_forbidden: its author may not do this: it is kept, and does nothing
 * @sums: (nullable): takes the changes of the sums of row hashes, which the caller writes; without
 *   it they are written with the rows, where they are kept
 * @has_sums: the caller has looked whether they are kept
 * @open_notes: (not owned) (nullable): what the transaction knows of them
 *
 * What an authority knows of a change-set besides what it says.
 */
typedef struct {
  const char *payload;
  size_t payload_size;
  int64_t now_us;
  int64_t cap;
  gboolean has_new_ids;
  gboolean is_forbidden;
  UkeDigest *sums;
  gboolean has_sums;
  UkeOpenNotes *open_notes;
} UkeCase;

gboolean uke_judge (UkeDb *db,
                    UkeLogHead *head,
                    const UkeChangeSet *set,
                    const UkeCase *given,
                    UkeCommitted *committed,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
