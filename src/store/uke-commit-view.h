/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-decide.h"

G_BEGIN_DECLS

/**
 * UkeCommitView:
 *
 * What `decide` sees of the store: rows, log stamps and slot claims as they stand before a
 * change-set. Lives for one commit.
 */
typedef struct _UkeCommitView UkeCommitView;

UkeCommitView *uke_commit_view_new (UkeDb *db, const UkeChangeSet *set, gboolean has_new_ids);
UkeCommitView *
uke_commit_view_new_waiting (UkeDb *db, const UkeChangeSet *set, gboolean has_new_ids);
void uke_commit_view_guard_patients (UkeCommitView *self);
void uke_commit_view_keep_holds (UkeCommitView *self, uint32_t dev, int64_t now_us);
void uke_commit_view_free (UkeCommitView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeCommitView, uke_commit_view_free)
const UkeDecideView *uke_commit_view_get (UkeCommitView *self);

G_END_DECLS
