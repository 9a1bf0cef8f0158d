/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/uke-db.h"
#include "feed/uke-audit-entry.h"
#include "feed/uke-wire.h"
#include "model/uke-changes.h"

G_BEGIN_DECLS

/**
 * What other devices did to the records of patients, as it came in the log, for people to read. Own
 * work stands in the audit, which has more to say of it; each piece of work stands in one of the
 * two. A desk begins with what comes after its first content, and takes it along to another base.
 */

/**
 * UkeOtherChange:
 * @at_us: when the server took it
 * @dev: at which device
 * @staff_id: who
 * @intent: which command
 * @kind: create change delete revive
 * @entity: number of the kind of record
 * @record_id: which record
 * @values: (nullable): old and new values in JSON, as in the audit
 *
 * What happened to one record. Valid while the function that is handed it runs.
 */
typedef struct {
  int64_t at_us;
  uint32_t dev;
  UkeId staff_id;
  unsigned intent;
  UkeAuditKind kind;
  unsigned entity;
  UkeId record_id;
  const char *values;
} UkeOtherChange;

typedef void (*UkeOtherChangeFunc) (const UkeOtherChange *change, gpointer data);

gboolean uke_history_store_add (UkeDb *db,
                                const UkeLogMeta *meta,
                                const UkeChanges *changes,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean uke_history_store_list_patient (UkeDb *db,
                                         const UkeId *patient_id,
                                         unsigned limit,
                                         UkeOtherChangeFunc func,
                                         gpointer data,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
