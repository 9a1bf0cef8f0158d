/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-ext.h"

#include <jansson.h>

G_BEGIN_DECLS

/** UKE_NEW_FIELDS_MAX: descriptions in one message. */
#define UKE_NEW_FIELDS_MAX 1000

/**
 * UkeNewFields:
 *
 * What a message says of fields that its reader may not know yet (doc/wire.md, Fields of newer
 * versions): their numbers and types, by which a program can keep what it does not understand, and
 * hash it as one that does.
 */
typedef struct _UkeNewFields UkeNewFields;

UkeNewFields *uke_new_fields_new (void);
UkeNewFields *uke_new_fields_of (const UkeEntity *entity, unsigned sv);
void uke_new_fields_free (UkeNewFields *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeNewFields, uke_new_fields_free)

const UkeExtField *
uke_new_fields_find (const UkeNewFields *self, const UkeEntity *entity, const char *name);
const UkeExtField *
uke_new_fields_find_id (const UkeNewFields *self, const UkeEntity *entity, unsigned id);

void uke_new_fields_write (const UkeNewFields *self, GString *json);
gboolean uke_new_fields_read (json_t *root, UkeNewFields **out_fields) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
