/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"
#include "clinic/uke-history-query.h"
#include "clinic/uke-patient-commands.h"
#include "clinic/uke-waiting-query.h"

G_BEGIN_DECLS

/**
 * UkePatientFile:
 * @patient: (owned): the patient
 * @phones: (owned) (element-type UkeRecord): by preference
 * @emails, @addresses, @tags, @properties, @consents: (owned) (element-type UkeRecord)
 * @household: (owned) (nullable): their household
 * @members: (owned) (element-type UkeRecord): the other patients of the household
 * @family_bookings: (owned) (element-type UkeRecord): their bookings from now on that still hold,
 * soonest first
 * @upcoming: (owned) (element-type UkeRecord): bookings from now on that still hold, soonest first
 * @past: (owned) (element-type UkeRecord): all others, newest first, at most 200
 * @open_follow_ups: (owned) (element-type UkeRecord): open, agreed, later and review, by due time
 * @closed_follow_ups: (owned) (element-type UkeRecord): newest first, at most 200
 * @attempts: (owned) (element-type UkeRecord): calls, newest first, at most 200
 * @same_names: (owned) (element-type UkeRecord): other patients with the same name or kana
 * @same_phones: (owned) (element-type UkeRecord): other patients on one of the numbers
 * @history: (owned) (element-type UkeHistoryEntry): who changed what, newest first, at most 200
 * @n_no_shows: no-shows so far
 * @waiting: (owned): what was done at this desk and is known nowhere else
 *
 * Everything that the patient card shows, as it was when it was read. Reading it is an entry in
 * the audit (security.md 4.6). Immutable; counted atomically.
 */
typedef struct {
  UkeRecord *patient;
  GPtrArray *phones;
  GPtrArray *emails;
  GPtrArray *addresses;
  GPtrArray *tags;
  GPtrArray *properties;
  GPtrArray *consents;
  UkeRecord *household;
  GPtrArray *members;
  GPtrArray *family_bookings;
  GPtrArray *upcoming;
  GPtrArray *past;
  GPtrArray *open_follow_ups;
  GPtrArray *closed_follow_ups;
  GPtrArray *attempts;
  GPtrArray *same_names;
  GPtrArray *same_phones;
  GPtrArray *history;
  unsigned n_no_shows;
  UkeWaiting *waiting;
} UkePatientFile;

#define UKE_TYPE_PATIENT_FILE (uke_patient_file_get_type ())
GType uke_patient_file_get_type (void);
UkePatientFile *uke_patient_file_ref (UkePatientFile *self);
void uke_patient_file_unref (UkePatientFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkePatientFile, uke_patient_file_unref)
void uke_patient_file_make_side (UkePatientFile *self, UkeMergeSide *side);
UkeMergePlan *uke_patient_file_plan_merge (UkePatientFile *self, UkePatientFile *other);

/* Opens the card: audited first, then read. */
void uke_clinic_load_patient_async (UkeClinic *self,
                                    const UkeId *patient_id,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
UkePatientFile *uke_clinic_load_patient_finish (UkeClinic *self,
                                                GAsyncResult *result,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Reads a card that is already open once more, after a change. Not audited again. */
void uke_clinic_reload_patient_async (UkeClinic *self,
                                      const UkeId *patient_id,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
UkePatientFile *uke_clinic_reload_patient_finish (UkeClinic *self,
                                                  GAsyncResult *result,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Who has this patient number already: UKE_ID_NONE when it is free. `except` may be NULL. */
void uke_clinic_check_number_async (UkeClinic *self,
                                    const char *patient_number,
                                    const UkeId *except,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean uke_clinic_check_number_finish (UkeClinic *self,
                                         GAsyncResult *result,
                                         UkeId *out_patient_id,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The next free patient number: the highest numeric one plus 1, as wide. */
void uke_clinic_suggest_number_async (UkeClinic *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
char *uke_clinic_suggest_number_finish (UkeClinic *self,
                                        GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One record by id, of any entity; NOT_FOUND when it is not there. */
void uke_clinic_load_record_async (UkeClinic *self,
                                   const UkeEntity *entity,
                                   const UkeId *id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
UkeRecord *uke_clinic_load_record_finish (UkeClinic *self,
                                          GAsyncResult *result,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
