/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"
#include "clinic/uke-duplicate-query.h"
#include "clinic/uke-work.h"
#include "db/uke-db.h"
#include "model/uke-merge-plan.h"

G_BEGIN_DECLS

UkeId uke_duplicate_review_id (const UkeId *first_id, const UkeId *second_id);
gboolean uke_duplicate_put_review (UkeWork *work,
                                   const UkeId *first_id,
                                   const UkeId *second_id,
                                   const char *decision,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeMergePlan *uke_duplicate_plan (UkeWork *work,
                                  UkeRecord *staying,
                                  UkeRecord *going,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
uke_duplicate_merge (UkeWork *work, UkeMergePlan *plan, GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeDuplicateTraits *uke_duplicate_traits_of_form (const UkePatientForm *form);
UkeDuplicateTraits *uke_duplicate_traits_of_patient (UkeDb *db, UkeRecord *patient, GError **error);
GPtrArray *uke_duplicate_find_pairs (UkeDb *db,
                                     const UkeId *run_id,
                                     GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
