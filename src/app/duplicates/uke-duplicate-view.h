/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-duplicate-query.h"
#include "clinic/uke-import-commands.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UKE_TYPE_DUPLICATE_VIEW (uke_duplicate_view_get_type ())
G_DECLARE_FINAL_TYPE (UkeDuplicateView, uke_duplicate_view, UKE, DUPLICATE_VIEW, AdwBin)

/**
 * UkeDuplicateView:
 *
 * One pair, side by side: the question, how sure it is, the comparison with its choices and the
 * rules that made them.
 *
 * Signals:
 * `read`: the two are there, and a plan with them.
 * `lost (GError *error)`: one of them could not be read.
 */
void uke_duplicate_view_show (UkeDuplicateView *self, UkeClinic *clinic, UkeDuplicatePair *pair);
void uke_duplicate_view_show_row (UkeDuplicateView *self, UkeClinic *clinic, UkeImportRow *row);
UkeDuplicatePair *uke_duplicate_view_get_pair (UkeDuplicateView *self);
UkeMergePlan *uke_duplicate_view_get_plan (UkeDuplicateView *self);
gboolean uke_duplicate_view_is_about (UkeDuplicateView *self, const UkeChanges *changes);

G_END_DECLS
