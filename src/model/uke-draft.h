/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-record.h"

G_BEGIN_DECLS

/**
 * UkeDraft:
 *
 * What somebody wants a record to become: a new record, or changes to one that they have seen. Only
 * fields that were set and differ from the base become part of the change. Not thread-safe; handed
 * over to a command.
 */
typedef struct _UkeDraft UkeDraft;

UkeDraft *uke_draft_new (const UkeEntity *entity, int64_t now_us);
UkeDraft *uke_draft_new_with_id (const UkeEntity *entity, const UkeId *id);
UkeDraft *uke_draft_new_from (UkeRecord *base);
UkeDraft *uke_draft_copy (const UkeDraft *self);
void uke_draft_free (UkeDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeDraft, uke_draft_free)

const UkeEntity *uke_draft_get_entity (const UkeDraft *self);
const UkeId *uke_draft_get_id (const UkeDraft *self);
UkeRecord *
uke_draft_get_base (const UkeDraft *self); /* (transfer none) (nullable): NULL for a new record */
gboolean uke_draft_is_new (const UkeDraft *self);
gboolean uke_draft_has_changes (const UkeDraft *self);
UkeRecord *uke_draft_make_record (const UkeDraft *self);
uint64_t uke_draft_get_changed (const UkeDraft *self);              /* bit set of field positions */
int64_t uke_draft_get_added (const UkeDraft *self, unsigned field); /* sum of uke_draft_add_int */
const UkeValue *uke_draft_get_value (const UkeDraft *self,
                                     unsigned field); /* changed or base value */

void uke_draft_set_value (UkeDraft *self, unsigned field, const UkeValue *value);
void uke_draft_set_null (UkeDraft *self, unsigned field);
void uke_draft_set_int (UkeDraft *self, unsigned field, int64_t value); /* also BOOL and TIME */
void uke_draft_set_date (UkeDraft *self, unsigned field, UkeDate value);
void uke_draft_set_text (UkeDraft *self,
                         unsigned field,
                         const char *value); /* "" and NULL clear; also CODE */
void uke_draft_set_id (UkeDraft *self, unsigned field, const UkeId *value);
void uke_draft_add_int (UkeDraft *self,
                        unsigned field,
                        int64_t delta); /* COUNTER fields: an increment */
void uke_draft_set_lease (UkeDraft *self, unsigned field);
uint64_t uke_draft_get_leased (const UkeDraft *self);

const char *uke_draft_get_text (const UkeDraft *self, unsigned field);
int64_t uke_draft_get_int (const UkeDraft *self, unsigned field);
UkeDate uke_draft_get_date (const UkeDraft *self, unsigned field);
const UkeId *uke_draft_get_id_value (const UkeDraft *self, unsigned field);

G_END_DECLS
