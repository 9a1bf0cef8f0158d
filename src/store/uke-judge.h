/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-decide.h"
#include "store/uke-commit.h"
#include "store/uke-log-store.h"

G_BEGIN_DECLS

/**
 * UkeCase:
 * @payload: the exact bytes of the change-set
 * @payload_size: how many
 * @now_us: the authority's time
 * @cap: the last entry that this history shares with the one in which it was made, or `UKE_NO_CAP`
 * @has_new_ids: see #UkeCommitContext
 * @parked_as: what its rows are told when it is kept and does nothing, without being judged:
 *   UKE_NOTE_NOT_PERMITTED, its author may not do this; 0: it is judged
 *
 * What an authority knows of a change-set besides what it says.
 */
typedef struct {
  const char *payload;
  size_t payload_size;
  int64_t now_us;
  int64_t cap;
  gboolean has_new_ids;
  UkeNoteKind parked_as;
} UkeCase;

gboolean uke_judge (UkeDb *db,
                    UkeLogHead *head,
                    const UkeChangeSet *set,
                    const UkeCase *given,
                    UkeCommitted *committed,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
