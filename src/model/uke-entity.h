/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * What the clinic's records consist of, described once (invariant 6). Storage, change-sets, audit,
 * CSV, search and tests read these descriptions; adding a field is one line in an entity's list,
 * one migration, and the widget that shows it. Entity numbers and field ids are a registry: never
 * reused, never renumbered (decision 2).
 */

/** UkeFieldType: how a value is kept. DATE is days since 1970-01-01, and ISO text in JSON. */
typedef enum {
  UKE_TYPE_TEXT = 1, /* UTF-8, NFC, never empty (an empty text is NULL) */
  UKE_TYPE_CODE,     /* a stable short ASCII text from a registry */
  UKE_TYPE_INT,      /* within +-2^53; the unit stands in the field's name */
  UKE_TYPE_BOOL,     /* 0 or 1 */
  UKE_TYPE_DATE,     /* UkeDate */
  UKE_TYPE_TIME,     /* UTC microseconds; the name ends in _us */
  UKE_TYPE_ID,       /* UkeId of another record; the name ends in _id */
} UkeFieldType;

/** UkeMergeRule: what `decide` does with a concurrent value (sync.md 2.10). */
typedef enum {
  UKE_MERGE_PLAIN = 1, /* later corrected time wins, doubt keeps the incumbent */
  UKE_MERGE_IDENTITY,  /* incumbent stays, the other becomes a proposal */
  UKE_MERGE_MEMO,      /* line merge, overlap keeps both */
  UKE_MERGE_COUNTER,   /* increments add up */
  UKE_MERGE_STATUS,    /* the lattice of appointment statuses */
  UKE_MERGE_SLOT,      /* part of a slot claim: time, length, resources */
  UKE_MERGE_CONSENT,   /* withdraw always applies, grant only when it saw the last withdraw */
  UKE_MERGE_FIXED,     /* set when the record is made, never changed (append-only records) */
} UkeMergeRule;

/** UkeSensitivity: how a value is treated in audit, logs and exports (security.md C1). */
typedef enum {
  UKE_SENSITIVITY_OPERATIONAL = 1, /* tells nothing about a person */
  UKE_SENSITIVITY_PERSONAL,        /* tells who somebody is, or that they were treated here */
  UKE_SENSITIVITY_CONTACT,         /* phone, address, e-mail: masked in audit views */
  UKE_SENSITIVITY_FREE_TEXT,       /* may hold anything a person typed */
} UkeSensitivity;

/** UkeField: one field of one entity. */
typedef struct {
  uint16_t id;      /* registry; unique within the entity */
  const char *name; /* column, JSON member and C name alike */
  UkeFieldType type;
  UkeMergeRule merge;
  UkeSensitivity sensitivity;
  uint8_t since; /* schema version that brought it */
} UkeField;

/** UkeEntity: one kind of record; its fields stand at the index that its enum gives them. */
typedef struct {
  uint16_t number;  /* registry */
  const char *name; /* table and JSON name */
  const UkeField *fields;
  unsigned n_fields;
} UkeEntity;

/** UKE_ENTITY_MAX_FIELDS: no entity has more; field positions fit a 64-bit set. */
#define UKE_ENTITY_MAX_FIELDS 48

const UkeEntity *uke_entity_by_number (unsigned number);
const UkeEntity *uke_entity_by_name (const char *name);
const UkeEntity *const *uke_entity_all (unsigned *out_n);
const char *uke_field_type_get_code (UkeFieldType type);
UkeFieldType uke_field_type_from_code (const char *code);
int uke_entity_field_index (const UkeEntity *entity, const char *name);
int uke_entity_field_index_by_id (const UkeEntity *entity, unsigned field_id);

/*
 * Expansions of an entity's field list: F (PREFIX, id, CAPITALS, name, TYPE, MERGE, SENSITIVITY,
 * since).
 */
#define UKE_FIELD_ENUM_(prefix, id, capitals, name, type, merge, sensitivity, since)               \
  prefix##_##capitals,
#define UKE_FIELD_ROW_(prefix, id, capitals, name, type, merge, sensitivity, since)                \
  { id, #name, UKE_TYPE_##type, UKE_MERGE_##merge, UKE_SENSITIVITY_##sensitivity, since },

G_END_DECLS
