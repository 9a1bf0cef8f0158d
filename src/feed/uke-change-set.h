/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feed/uke-hlc.h"
#include "model/uke-draft.h"
#include "model/uke-ext.h"
#include "model/uke-intent.h"

G_BEGIN_DECLS

/** UKE_SCHEMA_VERSION: the version of the entity descriptions that this program writes. */
#ifndef UKE_SCHEMA_VERSION /* tests have servers of other versions */
#define UKE_SCHEMA_VERSION 1
#endif

/** UKE_SCHEMA_FIRST: the first version that was in use: what came later has to be described. */
#define UKE_SCHEMA_FIRST 1

/** UKE_CHANGE_SET_MAX_BYTES: one change-set in JSON; UKE_CHANGE_SET_MAX_ROWS: rows of one import
 * batch. */
#define UKE_CHANGE_SET_MAX_BYTES (256 * 1024)
#define UKE_CHANGE_SET_MAX_ROWS 200

/** UkeOpKind: what one operation does to one row. Numbers never leave memory; codes do. */
typedef enum {
  UKE_OP_INSERT = 1, /* ins: makes the row */
  UKE_OP_SET,        /* set: sets fields; on a deleted row it also brings it back */
  UKE_OP_DELETE,     /* del */
  UKE_OP_ADD,        /* add: an element of a set; like ins */
  UKE_OP_REMOVE,     /* rem: removes that element, whatever happened to it */
  UKE_OP_INCREMENT,  /* inc: adds to counters */
  UKE_OP_CLAIM,      /* claim: compare-and-set of a lease */
  UKE_OP_APPEND,     /* append: a row that never changes again; like ins */
} UkeOpKind;

/** UkeOpField: one field of an operation. */
typedef struct {
  unsigned field;  /* position in the entity */
  UkeValue value;  /* (owned): new value; for inc what is added */
  int64_t seen;    /* set, claim: the version of the field that the author saw */
  char *seen_text; /* (owned) (nullable): set of a MEMO field: the text that the author saw */
} UkeOpField;

/** UkeOp: one operation; its fields stand in the change-set. */
typedef struct {
  const UkeEntity *entity;
  UkeId id;
  UkeOpKind kind;
  unsigned first_field, n_fields;
  int64_t seen; /* del, rem, and set without fields: the last change of the row that was seen */
} UkeOp;

/** UkeOpExt: a field of an operation that this program does not know. */
typedef struct {
  unsigned op;       /* which operation */
  UkeExtField field; /* with its value; its version is not set */
} UkeOpExt;

/**
 * UkeChangeSet:
 *
 * What one command changes (sync.md 2.4): the unit of the log, of merging and of undo. Plain memory
 * with all operations and all fields in two arrays, so that an import's thousand operations cost
 * two allocations. Not thread-safe.
 */
typedef struct {
  UkeId id;
  uint32_t dev;
  uint64_t inc;
  int64_t dseq;
  UkeId usr;
  int64_t base; /* the last entry of the log that the author's desk knew */
  UkeHlc hlc;
  UkeClockQuality clkq;
  unsigned intent; /* a UkeIntent; a number that this program does not know is kept */
  unsigned sv;
  GArray *ops;         /* (owned): UkeOp */
  GArray *fields;      /* (owned): UkeOpField */
  GArray *ext;         /* (owned) (nullable): UkeOpExt, of an entry that a newer program wrote */
  gboolean is_partial; /* it does more than this program understands */
} UkeChangeSet;

UkeChangeSet *uke_change_set_new (const UkeId *id, UkeIntent intent);
void uke_change_set_free (UkeChangeSet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeChangeSet, uke_change_set_free)

void uke_change_set_add_op (UkeChangeSet *self,
                            UkeOpKind kind,
                            const UkeEntity *entity,
                            const UkeId *id,
                            int64_t seen);
UkeOpField *uke_change_set_add_field (UkeChangeSet *self, unsigned field, int64_t seen);
UkeValue *uke_change_set_add_ext (UkeChangeSet *self, const UkeExtField *field);
void uke_change_set_add_draft (UkeChangeSet *self, const UkeDraft *draft);
void uke_change_set_add_delete (UkeChangeSet *self, UkeRecord *seen);
void uke_change_set_add_revival (UkeChangeSet *self, UkeRecord *seen);

unsigned uke_change_set_get_n_ops (const UkeChangeSet *self);
const UkeOp *uke_change_set_get_op (const UkeChangeSet *self, unsigned index);
const UkeOpField *uke_change_set_get_fields (const UkeChangeSet *self, const UkeOp *op);

G_END_DECLS
