/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-changes.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define UKE_TYPE_RECORD_LIST (uke_record_list_get_type ())
G_DECLARE_FINAL_TYPE (UkeRecordList, uke_record_list, UKE, RECORD_LIST, GObject)

/**
 * UkeRecordList:
 *
 * All records of one small entity as a GListModel, in sort order, with a way from the id to the
 * record. It follows the changes it is told of: a changed record replaces the one it had. Lives on
 * the main context.
 */
UkeRecordList *uke_record_list_new (const UkeEntity *entity, int sort_field);
void uke_record_list_reset (UkeRecordList *self, GPtrArray *records);
void uke_record_list_apply (UkeRecordList *self, const UkeChanges *changes);
UkeRecord *uke_record_list_lookup (UkeRecordList *self, const UkeId *id);
const UkeEntity *uke_record_list_get_entity (UkeRecordList *self);

G_END_DECLS
