/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"
#include "clinic/uke-patient-commands.h"
#include "model/uke-duplicate-score.h"

G_BEGIN_DECLS

/**
 * UkeDuplicateCandidate:
 * @patient: (owned): who it may be
 * @score: 0-99, how sure
 * @reasons: what agrees and what does not
 */
typedef struct {
  UkeRecord *patient;
  int score;
  UkeDuplicateReasons reasons;
} UkeDuplicateCandidate;

void uke_duplicate_candidate_free (UkeDuplicateCandidate *self);

/* (element-type UkeDuplicateCandidate): who a new patient may already be; surest first. The form
 * is copied. */
void uke_clinic_find_duplicates_async (UkeClinic *self,
                                       const UkePatientForm *form,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GPtrArray *uke_clinic_find_duplicates_finish (UkeClinic *self,
                                              GAsyncResult *result,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

#define UKE_TYPE_DUPLICATE_PAIR (uke_duplicate_pair_get_type ())
G_DECLARE_FINAL_TYPE (UkeDuplicatePair, uke_duplicate_pair, UKE, DUPLICATE_PAIR, GObject)

/**
 * UkeDuplicatePair:
 * @first_id, @second_id: two patients who may be one; the first is the one who stays: the older
 *   record, a provisional number aside
 * @first_family, @first_given, @second_family, @second_given: (owned): their names, ""
 * @score: 0-99
 * @reasons: what agrees and what does not
 * @decision: what was decided: same, different, later, or ""
 * @change_set_id: for same: what would part them again; else none
 * @decided_at_us: when it was decided, or 0
 * @staff_id: by whom, or none
 *
 * Immutable; the fields may be read directly.
 */
struct _UkeDuplicatePair {
  GObject parent_instance;
  UkeId first_id;
  UkeId second_id;
  char *first_family;
  char *first_given;
  char *second_family;
  char *second_given;
  int score;
  UkeDuplicateReasons reasons;
  const char *decision;
  UkeId change_set_id;
  int64_t decided_at_us;
  UkeId staff_id;
};

UkeDuplicatePair *uke_duplicate_pair_new_decided (const UkeDuplicatePair *pair,
                                                  const char *decision,
                                                  const UkeId *change_set_id,
                                                  int64_t decided_at_us,
                                                  const UkeId *staff_id);
gboolean uke_duplicate_pair_shares (const UkeDuplicatePair *self, const UkeDuplicatePair *other);

/**
 * UkeDuplicates:
 * @open: (owned) (element-type UkeDuplicatePair): nobody has decided yet, surest first; those that
 *   were put off at the end
 * @same: (owned) (element-type UkeDuplicatePair): merged, newest first
 * @different: (owned) (element-type UkeDuplicatePair): known to be two people, newest first
 */
typedef struct {
  GPtrArray *open;
  GPtrArray *same;
  GPtrArray *different;
} UkeDuplicates;

void uke_duplicates_free (UkeDuplicates *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeDuplicates, uke_duplicates_free)

/* Compares everybody with everybody they could be; of one import run, or of all when run_id is
 * NULL. */
void uke_clinic_load_duplicates_async (UkeClinic *self,
                                       const UkeId *run_id,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
UkeDuplicates *uke_clinic_load_duplicates_finish (UkeClinic *self,
                                                  GAsyncResult *result,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
