/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"
#include "db/uke-db.h"
#include "model/uke-record.h"

G_BEGIN_DECLS

/** Finding patients by what they are known by; those who were merged into others never. */

gboolean uke_patient_rows_find_number (UkeDb *db,
                                       const char *patient_number,
                                       UkeId *out_id,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *uke_patient_rows_list_born (UkeDb *db,
                                       UkeDate birth_date,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *uke_patient_rows_list_kana (UkeDb *db,
                                       UkeDate birth_date,
                                       const char *family_kana,
                                       const char *given_kana,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *uke_patient_rows_list_phone (UkeDb *db,
                                        const char *number,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_patient_rows_highest_number (UkeDb *db,
                                          int64_t *out_number,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *uke_patient_rows_next_number (UkeDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

GArray *uke_store_read_ids (UkeStmt *stmt, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
