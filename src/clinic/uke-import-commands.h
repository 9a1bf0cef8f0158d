/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"
#include "clinic/uke-duplicate-query.h"
#include "clinic/uke-patient-query.h"

G_BEGIN_DECLS

/** UKE_IMPORT_BATCH_ROWS: no batch has more rows (decision 13). */
#define UKE_IMPORT_BATCH_ROWS 200

/**
 * UkeImportOutcome:
 * @UKE_IMPORT_CREATED: a new record
 * @UKE_IMPORT_MATCHED: it was there already and nothing differed
 * @UKE_IMPORT_CHANGED: it was there already and gained or changed values
 * @UKE_IMPORT_REFUSED: not taken over; the reason stands beside it
 */
typedef enum {
  UKE_IMPORT_CREATED = 1,
  UKE_IMPORT_MATCHED,
  UKE_IMPORT_CHANGED,
  UKE_IMPORT_REFUSED,
} UkeImportOutcome;

/**
 * UkeImportKey:
 * @patient_number: (nullable): as typed
 * @name: (nullable): family and given name
 * @kana: (nullable): family and given kana, in any form
 * @birth_date: UKE_DATE_NONE where unknown
 * @phone: (nullable): national digits
 * @family_kana, @given_kana: (nullable): the same in parts and hiragana, where they are known so
 * @is_strict: kana, birth date and phone must all agree (a patient list); otherwise kana or name
 *   with birth date or phone is enough (a list about patients who are there already)
 *
 * What a row of an appointment or follow-up list says about whose it is.
 */
typedef struct {
  const char *patient_number;
  const char *name;
  const char *kana;
  UkeDate birth_date;
  const char *phone;
  const char *family_kana;
  const char *given_kana;
  gboolean is_strict;
} UkeImportKey;

/**
 * UkeImportRow:
 * @line: the line of the file it starts on, from 1 with the header
 * @form: (owned) (nullable): of a patient list
 * @draft: (owned) (nullable): of an appointment or follow-up list; its patient is found by @key
 * @key_number, @key_name, @key_kana, @key_phone, @key_birth: (owned) (nullable): whose it is
 * @provider, @menu: (owned) (nullable): names to find the resource and menu by; unknown ones are
 *   kept in the booking's note
 * @lacks_provider, @lacks_menu: filled too: the clinic has none of that name
 * @looks_for_alike: whether @alike is to be filled
 * @decision: (nullable): of a row of a patient list that may be @decided_id: same, different or
 *   later; it counts only where the row would make a new patient
 * @decided_id: whom @decision is about
 * @plan: (owned) (nullable): for same: what was chosen, as it was seen; NULL: what the rules choose
 * @outcome: filled by the command or the dry run
 * @code: (nullable): why it was refused: a short code of the registry in
 * exchange/uke-import-reason.h
 * @patient_id: whom it was matched to or became
 * @alike: (owned) (nullable): for a patient who would be created: the one who is there already and
 *   may be the same, first, and the row, second
 * @alike_number: (owned) (nullable): the patient number of the one who is there
 *
 * One row on its way into the clinic.
 */
typedef struct {
  unsigned line;
  UkePatientForm *form;
  UkeDraft *draft;
  char *key_number;
  char *key_name;
  char *key_kana;
  char *key_phone;
  UkeDate key_birth;
  char *provider;
  char *menu;
  gboolean lacks_provider;
  gboolean lacks_menu;
  gboolean looks_for_alike;
  const char *decision;
  UkeId decided_id;
  UkeMergePlan *plan;
  UkeImportOutcome outcome;
  const char *code;
  UkeId patient_id;
  UkeDuplicatePair *alike;
  char *alike_number;
} UkeImportRow;

UkeImportRow *uke_import_row_new_patient (unsigned line, UkePatientForm *form);
UkeImportRow *uke_import_row_new_draft (unsigned line, UkeDraft *draft, const UkeImportKey *key);
void uke_import_row_free (UkeImportRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeImportRow, uke_import_row_free)
void uke_import_row_decide (UkeImportRow *self,
                            const char *decision,
                            const UkeId *patient_id,
                            UkeMergePlan *plan);
void uke_import_rows_prepare (GPtrArray *rows, GPtrArray *decided, gboolean looks_for_alike);
UkeMergePlan *uke_import_row_plan_merge (const UkeImportRow *self, UkePatientFile *patient);

/*
 * The run: start, then batches of at most UKE_IMPORT_BATCH_ROWS rows, then end. The rows of a
 * batch are shared with the command, which fills their outcomes; read them after it finished.
 */
UkeCommand *uke_command_start_import (const char *kind,
                                      const char *file_name,
                                      const char *file_sha256,
                                      int64_t n_rows);
UkeCommand *uke_command_import_batch (const UkeId *run_id,
                                      GPtrArray *rows /* (element-type UkeImportRow) */,
                                      unsigned n_refused_before,
                                      unsigned n_done_before);
UkeCommand *uke_command_resume_import (const UkeId *run_id);
UkeCommand *uke_command_end_import (const UkeId *run_id, const char *state);
UkeCommand *uke_command_save_import_mapping (UkeDraft *mapping);

/* A dry run of one batch: the same judgement, nothing written. */
void uke_clinic_judge_import_async (UkeClinic *self,
                                    GPtrArray *rows,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean uke_clinic_judge_import_finish (UkeClinic *self,
                                         GAsyncResult *result,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Undoes a whole run, newest batch first (decision 13). Stops at the first batch that cannot be
 * undone; calling it again goes on there. */
void uke_clinic_undo_import_async (UkeClinic *self,
                                   const UkeId *run_id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean uke_clinic_undo_import_finish (UkeClinic *self,
                                        GAsyncResult *result,
                                        unsigned *out_n_batches,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * UkeImportRunFacts:
 * @run: (owned): the run
 * @staff_id: who began it
 */
typedef struct {
  UkeRecord *run;
  UkeId staff_id;
} UkeImportRunFacts;

void uke_import_run_facts_free (UkeImportRunFacts *self);

/* (element-type UkeImportRunFacts): newest first. */
void uke_clinic_load_import_runs_async (UkeClinic *self,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
GPtrArray *uke_clinic_load_import_runs_finish (UkeClinic *self,
                                               GAsyncResult *result,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (nullable): the mapping remembered for a header row. */
void uke_clinic_load_import_mapping_async (UkeClinic *self,
                                           const char *kind,
                                           const char *signature,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
UkeRecord *uke_clinic_load_import_mapping_finish (UkeClinic *self,
                                                  GAsyncResult *result,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
