/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-import-commands.h"
#include "clinic/uke-work.h"

G_BEGIN_DECLS

/**
 * UkeImportMatcher:
 *
 * Judges the rows of one batch against what is stored and against the rows before them, and puts
 * what they change into a work. A dry run uses it with a work that is thrown away. Lives on a store
 * thread for one batch.
 */
typedef struct _UkeImportMatcher UkeImportMatcher;

UkeImportMatcher *uke_import_matcher_new (UkeWork *work, const UkeId *run_id);
void uke_import_matcher_free (UkeImportMatcher *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeImportMatcher, uke_import_matcher_free)

UkeWork *uke_import_matcher_get_work (UkeImportMatcher *self);
const UkeId *uke_import_matcher_get_run_id (UkeImportMatcher *self);
gboolean uke_import_matcher_find (UkeImportMatcher *self,
                                  const UkeImportKey *key,
                                  UkeId *out_patient_id,
                                  const char **out_code,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_import_matcher_remember (UkeImportMatcher *self, UkePatientForm *form);
void uke_import_matcher_remember_row (UkeImportMatcher *self,
                                      const UkeId *patient_id,
                                      const UkeId *row_id);
GArray *uke_import_matcher_get_rows (UkeImportMatcher *self, const UkeId *patient_id);
void uke_import_matcher_remember_booking (UkeImportMatcher *self, UkeDraft *booking);
UkeDraft *uke_import_matcher_find_booking (UkeImportMatcher *self, const char *external_key);
gboolean uke_import_matcher_was_imported (UkeImportMatcher *self,
                                          int64_t seq,
                                          gboolean *out_was,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeId uke_import_matcher_find_resource (UkeImportMatcher *self, const char *name);
UkeId uke_import_matcher_find_menu (UkeImportMatcher *self, const char *name);

gboolean uke_import_take_patient (UkeImportMatcher *self,
                                  UkeImportRow *row,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_import_take_patient_row (UkeImportMatcher *self,
                                      UkeDraft *wanted,
                                      const UkeId *patient_id,
                                      gboolean *inout_changed,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_import_add_patient_row (UkeImportMatcher *self,
                                     UkeDraft *wanted,
                                     const UkeId *patient_id,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_import_find_alike (UkeImportMatcher *self,
                                UkeImportRow *row,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_import_merge_row (UkeImportMatcher *self,
                               UkeImportRow *row,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_import_take_booking (UkeImportMatcher *self,
                                  UkeImportRow *row,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_import_take_follow_up (UkeImportMatcher *self,
                                    UkeImportRow *row,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_import_take_rows (UkeWork *work, const UkeId *run_id, GPtrArray *rows, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
