/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-record.h"

G_BEGIN_DECLS

/**
 * UkeChangeKind:
 * @UKE_CHANGE_MADE: the record is new
 * @UKE_CHANGE_EDITED: fields changed
 * @UKE_CHANGE_REMOVED: the record was deleted
 */
typedef enum {
  UKE_CHANGE_MADE = 1,
  UKE_CHANGE_EDITED,
  UKE_CHANGE_REMOVED,
} UkeChangeKind;

/**
 * UkeChange:
 * @entity: what kind of record
 * @id: which one
 * @kind: what happened to it
 * @before: (nullable): the record before; NULL when it is new
 * @after: (nullable): the record after; NULL when it was removed
 *
 * One record that a command changed.
 */
typedef struct {
  const UkeEntity *entity;
  UkeId id;
  UkeChangeKind kind;
  UkeRecord *before;
  UkeRecord *after;
} UkeChange;

/**
 * UkeChanges:
 *
 * Every record that one commit touched, each once, in the order of its change-set. Filled by the
 * one who commits and immutable from then on; counted atomically, so it may cross threads.
 */
typedef struct _UkeChanges UkeChanges;

#define UKE_TYPE_CHANGES (uke_changes_get_type ())
GType uke_changes_get_type (void);

UkeChanges *uke_changes_new (void);
UkeChanges *uke_changes_ref (UkeChanges *self);
void uke_changes_unref (UkeChanges *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeChanges, uke_changes_unref)

void uke_changes_add (UkeChanges *self,
                      const UkeEntity *entity,
                      const UkeId *id,
                      UkeRecord *before,
                      UkeRecord *after);
void uke_changes_set_all_changed (UkeChanges *self);

unsigned uke_changes_get_n (const UkeChanges *self);
const UkeChange *uke_changes_get (const UkeChanges *self, unsigned position);
const UkeChange *
uke_changes_find (const UkeChanges *self, const UkeEntity *entity, const UkeId *id);
gboolean uke_changes_touches (const UkeChanges *self, const UkeEntity *entity);
gboolean uke_changes_is_all_changed (const UkeChanges *self);

/* Bit n set: field n has another value afterwards; none where the record was removed. */
uint64_t uke_change_get_fields (const UkeChange *change);
UkeId uke_change_get_patient_id (const UkeChange *change);

G_END_DECLS
