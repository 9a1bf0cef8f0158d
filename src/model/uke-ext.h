/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/uke-entity.h"
#include "model/uke-value.h"

G_BEGIN_DECLS

/* What one row may carry of fields that this program does not know; a server that sends more is
 * refused. Field ids have room for 256 (doc/formats.md, Field versions). */
#define UKE_EXT_MAX_FIELDS 48
#define UKE_EXT_MAX_ID 256
#define UKE_EXT_NAME_SIZE 64

/**
 * UkeExtField:
 * @id: in the entity's registry
 * @type: how its value is kept
 * @name: column, JSON member and C name alike
 * @version: the entry that last set it
 * @value: (owned): what it holds
 *
 * A field of a newer version's, or its description alone.
 */
typedef struct {
  uint16_t id;
  UkeFieldType type;
  char name[UKE_EXT_NAME_SIZE];
  int64_t version;
  UkeValue value;
} UkeExtField;

/**
 * UkeExt:
 *
 * The fields of one row that this program does not know (sync.md 2.13, P16), in the order of their
 * ids. Filled by whoever makes it; from then on it is shared and never changes, and may cross
 * threads.
 */
typedef struct _UkeExt UkeExt;

UkeExt *uke_ext_new (const UkeExt *from);
UkeExt *uke_ext_ref (UkeExt *self);
void uke_ext_unref (UkeExt *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeExt, uke_ext_unref)

unsigned uke_ext_get_n (const UkeExt *self);
const UkeExtField *uke_ext_get (const UkeExt *self, unsigned index);
const UkeExtField *uke_ext_find (const UkeExt *self, unsigned id);

gboolean uke_ext_describe (UkeExtField *out_field, int64_t id, const char *name, const char *type);
gboolean
uke_ext_set (UkeExt *self, const UkeExtField *field, const UkeValue *value, int64_t version);
void uke_ext_remove (UkeExt *self, unsigned id);

G_END_DECLS
