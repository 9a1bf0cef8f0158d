/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-window.h"
#include "clinic/uke-duplicate-query.h"

G_BEGIN_DECLS

#define UKE_TYPE_DUPLICATE_RUNNER (uke_duplicate_runner_get_type ())
G_DECLARE_FINAL_TYPE (UkeDuplicateRunner, uke_duplicate_runner, UKE, DUPLICATE_RUNNER, GObject)

/**
 * UkeDuplicateRunner:
 *
 * Carries out decisions about duplicates, one after the other. A reason that the rules ask for is
 * asked once and given again with every further decision, until somebody else sits down: whoever
 * goes through a hundred pairs does it for one reason.
 */
UkeDuplicateRunner *uke_duplicate_runner_new (UkeWindow *window, UkeClinic *clinic);
gboolean uke_duplicate_runner_is_busy (UkeDuplicateRunner *self);

/** UkeDuplicateRanFunc: a command went through, or not; both NULL: the person left the question. */
typedef void (*UkeDuplicateRanFunc) (const UkeReceipt *receipt,
                                     const GError *error,
                                     gpointer user_data);

void uke_duplicate_runner_run (UkeDuplicateRunner *self,
                               UkeCommand *command,
                               UkeDuplicateRanFunc ran,
                               gpointer user_data);

/** UkeDuplicateProgressFunc: so many of the pairs are done. */
typedef void (*UkeDuplicateProgressFunc) (unsigned n_done, gpointer user_data);

void uke_duplicate_runner_merge_async (UkeDuplicateRunner *self,
                                       GPtrArray *pairs,
                                       UkeDuplicateProgressFunc progress,
                                       gpointer progress_data,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GArray *uke_duplicate_runner_merge_finish (UkeDuplicateRunner *self,
                                           GAsyncResult *result,
                                           unsigned *out_n_skipped,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

void uke_duplicate_runner_undo_async (UkeDuplicateRunner *self,
                                      GArray *change_set_ids,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
unsigned
uke_duplicate_runner_undo_finish (UkeDuplicateRunner *self, GAsyncResult *result, GError **error);

G_END_DECLS
