/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-change-set.h"
#include "feed/uke-new-fields.h"

G_BEGIN_DECLS

const char *uke_op_kind_get_code (UkeOpKind kind);

gboolean uke_change_set_can_be_read (const UkeChangeSet *self,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
uke_change_set_value_can_be_read (const UkeEntity *entity, unsigned field, const UkeValue *value);
void uke_change_set_write_json (const UkeChangeSet *self, GString *json);
UkeChangeSet *
uke_change_set_read_json (const char *json, size_t size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeChangeSet *uke_change_set_read_entry (const char *json,
                                         size_t size,
                                         const UkeNewFields *fields,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
