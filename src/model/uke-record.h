/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"
#include "model/uke-entities.h"
#include "model/uke-ext.h"
#include "model/uke-value.h"

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * UKE_SEQ_WAITING: stands for the number of an entry that is not in the log yet. A record that a
 * waiting change-set deleted has it as its deletion's number, and `decide` sees it as the version
 * of every field that a waiting change-set has set. It never leaves this file and this program:
 * what a record says was seen of it leaves it out.
 */
#define UKE_SEQ_WAITING INT64_MAX

#define UKE_TYPE_RECORD (uke_record_get_type ())
G_DECLARE_FINAL_TYPE (UkeRecord, uke_record, UKE, RECORD, GObject)

/**
 * UkeRecord:
 *
 * One row as it was read: immutable, may cross threads. Fields are asked for by the position that
 * the entity's enum gives them, e.g. uke_record_get_text (patient, UKE_PATIENT_FAMILY_NAME). Asking
 * for a field in another form than its type is a programming error. A record also carries the
 * version of each field (the feed sequence number that last set it), which a change names as what
 * its author saw (sync.md 2.4).
 */
UkeRecord *uke_record_new_take (const UkeEntity *entity,
                                const UkeId *id,
                                UkeValue *values,
                                int64_t *versions,
                                int64_t created_seq,
                                int64_t deleted_seq);
UkeRecord *uke_record_new_take_ext (const UkeEntity *entity,
                                    const UkeId *id,
                                    UkeValue *values,
                                    int64_t *versions,
                                    int64_t created_seq,
                                    int64_t deleted_seq,
                                    UkeExt *ext);
UkeRecord *uke_record_new_take_row (const UkeEntity *entity,
                                    const UkeId *id,
                                    UkeValue *values,
                                    int64_t *versions,
                                    int64_t created_seq,
                                    int64_t deleted_seq,
                                    UkeExt *ext,
                                    gboolean has_all_versions);

const UkeEntity *uke_record_get_entity (UkeRecord *self);
gboolean uke_record_has_all_versions (UkeRecord *self);
const UkeId *uke_record_get_id (UkeRecord *self);
gboolean uke_record_is_deleted (UkeRecord *self);
int64_t uke_record_get_created_seq (UkeRecord *self);
int64_t uke_record_get_deleted_seq (UkeRecord *self); /* 0: not deleted */
int64_t uke_record_get_last_seq (UkeRecord *self);    /* of the last change to any field */
const UkeValue *uke_record_get_value (UkeRecord *self, unsigned field);
int64_t uke_record_get_version (UkeRecord *self, unsigned field);
UkeExt *uke_record_get_ext (UkeRecord *self); /* (nullable): fields of newer versions */
gboolean uke_record_has (UkeRecord *self, unsigned field);

int64_t uke_record_get_int (UkeRecord *self, unsigned field);      /* NULL reads as 0 */
gboolean uke_record_get_bool (UkeRecord *self, unsigned field);    /* NULL reads as FALSE */
UkeDate uke_record_get_date (UkeRecord *self, unsigned field);     /* NULL reads as UKE_DATE_NONE */
int64_t uke_record_get_time_us (UkeRecord *self, unsigned field);  /* NULL reads as 0 */
const char *uke_record_get_text (UkeRecord *self, unsigned field); /* (nullable) */
const char *uke_record_get_code (UkeRecord *self, unsigned field); /* never NULL: "" */
const UkeId *uke_record_get_id_value (UkeRecord *self,
                                      unsigned field); /* never NULL: UKE_ID_NONE */

G_END_DECLS
