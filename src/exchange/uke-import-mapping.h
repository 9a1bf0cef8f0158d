/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/uke-csv-file.h"

G_BEGIN_DECLS

/*
 * What a column of a list may hold. T (CAPITALS, code): the codes stand in mapping files and are
 * never changed.
 */
#define UKE_IMPORT_TARGETS(T)                                                                      \
  T (IGNORE, "ignore")                                                                             \
  T (CLINICAL, "clinical") /* locked: clinical content is never taken over */                      \
  T (NUMBER, "patient_number")                                                                     \
  T (NAME, "name")                                                                                 \
  T (FAMILY_NAME, "family_name")                                                                   \
  T (GIVEN_NAME, "given_name")                                                                     \
  T (KANA, "kana")                                                                                 \
  T (FAMILY_KANA, "family_kana")                                                                   \
  T (GIVEN_KANA, "given_kana")                                                                     \
  T (BIRTH_DATE, "birth_date")                                                                     \
  T (SEX, "sex")                                                                                   \
  T (PHONE, "phone")                                                                               \
  T (MOBILE, "mobile")                                                                             \
  T (HOME_PHONE, "home_phone")                                                                     \
  T (WORK_PHONE, "work_phone")                                                                     \
  T (EMAIL, "email")                                                                               \
  T (POSTAL_CODE, "postal_code")                                                                   \
  T (ADDRESS, "address")                                                                           \
  T (ADDRESS_MORE, "address_more")                                                                 \
  T (NOTE, "note")                                                                                 \
  T (ALERT, "alert")                                                                               \
  T (TAGS, "tags")                                                                                 \
  T (FIRST_VISIT, "first_visit_date")                                                              \
  T (LAST_VISIT, "last_visit_date")                                                                \
  T (NEXT_VISIT, "next_visit_date")                                                                \
  T (VISIT_COUNT, "visit_count")                                                                   \
  T (DATE, "date")                                                                                 \
  T (TIME, "time")                                                                                 \
  T (END_TIME, "end_time")                                                                         \
  T (START, "starts_at")                                                                           \
  T (LENGTH, "length_min")                                                                         \
  T (PROVIDER, "provider")                                                                         \
  T (MENU, "menu")                                                                                 \
  T (STATUS, "status")                                                                             \
  T (EXTERNAL_KEY, "external_key")                                                                 \
  T (REASON, "reason")                                                                             \
  T (DUE_DATE, "due_date")

#define UKE_IMPORT_TARGET_ENUM_(capitals, code) UKE_IMPORT_TARGET_##capitals,
/** UkeImportTarget: what a column of a list holds. */
typedef enum { UKE_IMPORT_TARGETS (UKE_IMPORT_TARGET_ENUM_) UKE_IMPORT_N_TARGETS } UkeImportTarget;
#undef UKE_IMPORT_TARGET_ENUM_

/**
 * UkeImportMapping:
 * @kind: (owned): patients appointments follow_ups
 * @n_columns: how many columns the header has
 * @headers: (owned): their names as they stand there
 * @targets: (owned): what each holds
 * @signature: (owned): of the header row, by which a mapping is remembered
 *
 * Which column holds what. Columns that look clinical are locked and stay so.
 */
typedef struct {
  char *kind;
  unsigned n_columns;
  char **headers;
  UkeImportTarget *targets;
  char *signature;
} UkeImportMapping;

UkeImportMapping *uke_import_mapping_guess (const UkeCsvFile *file, const char *kind);
UkeImportMapping *uke_import_mapping_copy (const UkeImportMapping *self);
void uke_import_mapping_free (UkeImportMapping *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeImportMapping, uke_import_mapping_free)

gboolean uke_import_mapping_set (UkeImportMapping *self, unsigned column, UkeImportTarget target);
gboolean uke_import_mapping_apply_json (UkeImportMapping *self,
                                        const char *json,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *uke_import_mapping_to_json (const UkeImportMapping *self);
gboolean uke_import_mapping_check (const UkeImportMapping *self,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *uke_import_describe_row (const UkeImportMapping *mapping, const UkeCsvRow *row);
int uke_import_mapping_find (const UkeImportMapping *self, UkeImportTarget target);

const char *uke_import_target_get_code (UkeImportTarget target);
gboolean uke_import_target_from_code (const char *code, UkeImportTarget *out_target);
gboolean uke_import_target_fits_kind (UkeImportTarget target, const char *kind);
gboolean uke_import_target_may_repeat (UkeImportTarget target);
gboolean uke_import_header_is_clinical (const char *header);
char *uke_import_describe_row (const UkeImportMapping *mapping, const UkeCsvRow *row);

G_END_DECLS
