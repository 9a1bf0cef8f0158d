/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-record.h"

struct _UkeRecord {
  GObject parent_instance;

  const UkeEntity *entity;
  UkeId id;
  UkeValue *values;  /* (owned): one for each field */
  int64_t *versions; /* (owned) (nullable): one for each field */
  int64_t created_seq;
  int64_t deleted_seq; /* 0: not deleted */
  UkeExt *ext;         /* (owned) (nullable): what this program does not know of it */
  gboolean has_all_versions;
};

G_DEFINE_FINAL_TYPE (UkeRecord, uke_record, G_TYPE_OBJECT)

static const UkeValue *
get_typed_value (UkeRecord *self, unsigned field, UkeValueKind kind)
{
  const UkeValue *value;

  g_assert (field < self->entity->n_fields);
  value = &self->values[field];
  g_assert (value->kind == UKE_VALUE_NULL || value->kind == kind);
  return value;
}

static void
uke_record_finalize (GObject *object)
{
  UkeRecord *self = UKE_RECORD (object);

  for (unsigned i = 0; i < self->entity->n_fields; i++)
    uke_value_clear (&self->values[i]);
  g_free (self->values);
  g_free (self->versions);
  uke_ext_unref (self->ext);
  G_OBJECT_CLASS (uke_record_parent_class)->finalize (object);
}

static void
uke_record_class_init (UkeRecordClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_record_finalize;
}

static void
uke_record_init (UkeRecord *self)
{
}

/**
 * uke_record_new_take:
 * @entity: what kind of record it is
 * @id: its id
 * @values: (transfer full): one value for each field of @entity, from g_malloc()
 * @versions: (transfer full) (nullable): for each field the sequence number of the change that last
 *   set it; NULL stands for zeros
 * @created_seq: the sequence number of the change that made it
 * @deleted_seq: that of the change that deleted it, or 0
 *
 * Returns: (transfer full): the record
 * Thread: any
 */
UkeRecord *
uke_record_new_take (const UkeEntity *entity,
                     const UkeId *id,
                     UkeValue *values,
                     int64_t *versions,
                     int64_t created_seq,
                     int64_t deleted_seq)
{
  return uke_record_new_take_ext (entity, id, values, versions, created_seq, deleted_seq, NULL);
}

/**
 * uke_record_new_take_ext:
 * @entity: what kind of record it is
 * @id: its id
 * @values: (transfer full): as uke_record_new_take()
 * @versions: (transfer full) (nullable): as uke_record_new_take()
 * @created_seq: the sequence number of the change that made it
 * @deleted_seq: that of the change that deleted it, or 0
 * @ext: (transfer full) (nullable): its fields that this program does not know
 *
 * Returns: (transfer full): the record
 * Thread: any
 */
UkeRecord *
uke_record_new_take_ext (const UkeEntity *entity,
                         const UkeId *id,
                         UkeValue *values,
                         int64_t *versions,
                         int64_t created_seq,
                         int64_t deleted_seq,
                         UkeExt *ext)
{
  return uke_record_new_take_row (entity, id, values, versions, created_seq, deleted_seq, ext,
                                  FALSE);
}

/**
 * uke_record_new_take_row:
 * @entity: what kind of record it is
 * @id: its id
 * @values: (transfer full): as uke_record_new_take()
 * @versions: (transfer full) (nullable): as uke_record_new_take()
 * @created_seq: the sequence number of the change that made it
 * @deleted_seq: that of the change that deleted it, or 0
 * @ext: (transfer full) (nullable): its fields that this program does not know
 * @has_all_versions: its row has no version of a field that this program does not know, not even of
 *   one without a value
 *
 * Returns: (transfer full): a record as it stands in its table
 * Thread: any
 * Source: sync.md 3.1 P16
 */
UkeRecord *
uke_record_new_take_row (const UkeEntity *entity,
                         const UkeId *id,
                         UkeValue *values,
                         int64_t *versions,
                         int64_t created_seq,
                         int64_t deleted_seq,
                         UkeExt *ext,
                         gboolean has_all_versions)
{
  UkeRecord *self = g_object_new (UKE_TYPE_RECORD, NULL);

  self->entity = entity;
  self->id = *id;
  self->values = values;
  self->versions = versions;
  self->created_seq = created_seq;
  self->deleted_seq = deleted_seq;
  self->ext = ext;
  self->has_all_versions = has_all_versions;
  return self;
}

/**
 * uke_record_has_all_versions:
 * @self: a record
 *
 * Returns: whether its versions are known to be all of its row; %FALSE for one that was not read
 * Thread: any
 */
gboolean
uke_record_has_all_versions (UkeRecord *self)
{
  return self->has_all_versions;
}

/**
 * uke_record_get_entity:
 * @self: a record
 *
 * Returns: (transfer none): what kind of record it is
 * Thread: any
 */
const UkeEntity *
uke_record_get_entity (UkeRecord *self)
{
  return self->entity;
}

/**
 * uke_record_get_id:
 * @self: a record
 *
 * Returns: (transfer none): its id
 * Thread: any
 */
const UkeId *
uke_record_get_id (UkeRecord *self)
{
  return &self->id;
}

/**
 * uke_record_is_deleted:
 * @self: a record
 *
 * Returns: whether it was deleted when it was read
 * Thread: any
 */
gboolean
uke_record_is_deleted (UkeRecord *self)
{
  return self->deleted_seq != 0;
}

/**
 * uke_record_get_created_seq:
 * @self: a record
 *
 * Returns: the sequence number of the change that made it
 * Thread: any
 */
int64_t
uke_record_get_created_seq (UkeRecord *self)
{
  return self->created_seq;
}

/**
 * uke_record_get_deleted_seq:
 * @self: a record
 *
 * Returns: the sequence number of the change that deleted it, or 0
 * Thread: any
 */
int64_t
uke_record_get_deleted_seq (UkeRecord *self)
{
  return self->deleted_seq;
}

/**
 * uke_record_get_last_seq:
 * @self: a record
 *
 * Returns: the sequence number of the last change to any of its fields, or of its deletion, that is
 *   in the log
 * Thread: any
 */
int64_t
uke_record_get_last_seq (UkeRecord *self)
{
  int64_t last = self->created_seq;

  if (self->deleted_seq != UKE_SEQ_WAITING)
    last = MAX (last, self->deleted_seq);
  if (self->versions != NULL)
    for (unsigned i = 0; i < self->entity->n_fields; i++)
      last = MAX (last, self->versions[i]);
  for (unsigned i = 0; i < uke_ext_get_n (self->ext); i++)
    last = MAX (last, uke_ext_get (self->ext, i)->version);
  return last;
}

/**
 * uke_record_get_value:
 * @self: a record
 * @field: a field's position in its entity
 *
 * Returns: (transfer none): the value, possibly NULL's
 * Thread: any
 */
const UkeValue *
uke_record_get_value (UkeRecord *self, unsigned field)
{
  g_assert (field < self->entity->n_fields);
  return &self->values[field];
}

/**
 * uke_record_get_version:
 * @self: a record
 * @field: a field's position in its entity
 *
 * Returns: the sequence number of the change that last set the field, or 0
 * Thread: any
 * Source: sync.md 2.4
 */
int64_t
uke_record_get_version (UkeRecord *self, unsigned field)
{
  g_assert (field < self->entity->n_fields);
  return self->versions != NULL ? self->versions[field] : 0;
}

/**
 * uke_record_get_ext:
 * @self: a record
 *
 * Returns: (transfer none) (nullable): its fields that this program does not know
 * Thread: any
 * Source: sync.md 2.13
 */
UkeExt *
uke_record_get_ext (UkeRecord *self)
{
  return self->ext;
}

/**
 * uke_record_has:
 * @self: a record
 * @field: a field's position in its entity
 *
 * Returns: whether the field holds something
 * Thread: any
 */
gboolean
uke_record_has (UkeRecord *self, unsigned field)
{
  return uke_record_get_value (self, field)->kind != UKE_VALUE_NULL;
}

/**
 * uke_record_get_int:
 * @self: a record
 * @field: the position of an INT, BOOL, DATE or TIME field
 *
 * Returns: the number; 0 for NULL
 * Thread: any
 */
int64_t
uke_record_get_int (UkeRecord *self, unsigned field)
{
  const UkeValue *value = get_typed_value (self, field, UKE_VALUE_INT);

  return value->kind == UKE_VALUE_INT ? value->integer : 0;
}

/**
 * uke_record_get_bool:
 * @self: a record
 * @field: the position of a BOOL field
 *
 * Returns: the truth; FALSE for NULL
 * Thread: any
 */
gboolean
uke_record_get_bool (UkeRecord *self, unsigned field)
{
  return uke_record_get_int (self, field) != 0;
}

/**
 * uke_record_get_date:
 * @self: a record
 * @field: the position of a DATE field
 *
 * Returns: the date; `UKE_DATE_NONE` for NULL
 * Thread: any
 */
UkeDate
uke_record_get_date (UkeRecord *self, unsigned field)
{
  const UkeValue *value = get_typed_value (self, field, UKE_VALUE_INT);

  return value->kind == UKE_VALUE_INT ? (UkeDate)value->integer : UKE_DATE_NONE;
}

/**
 * uke_record_get_time_us:
 * @self: a record
 * @field: the position of a TIME field
 *
 * Returns: UTC microseconds; 0 for NULL
 * Thread: any
 */
int64_t
uke_record_get_time_us (UkeRecord *self, unsigned field)
{
  return uke_record_get_int (self, field);
}

/**
 * uke_record_get_text:
 * @self: a record
 * @field: the position of a TEXT or CODE field
 *
 * Returns: (transfer none) (nullable): the text; NULL for NULL
 * Thread: any
 */
const char *
uke_record_get_text (UkeRecord *self, unsigned field)
{
  const UkeValue *value = get_typed_value (self, field, UKE_VALUE_TEXT);

  return value->kind == UKE_VALUE_TEXT ? value->text : NULL;
}

/**
 * uke_record_get_code:
 * @self: a record
 * @field: the position of a CODE field
 *
 * Returns: (transfer none): the code; "" for NULL
 * Thread: any
 */
const char *
uke_record_get_code (UkeRecord *self, unsigned field)
{
  const char *code = uke_record_get_text (self, field);

  return code != NULL ? code : "";
}

/**
 * uke_record_get_id_value:
 * @self: a record
 * @field: the position of an ID field
 *
 * Returns: (transfer none): the id; `UKE_ID_NONE` for NULL
 * Thread: any
 */
const UkeId *
uke_record_get_id_value (UkeRecord *self, unsigned field)
{
  const UkeValue *value = get_typed_value (self, field, UKE_VALUE_ID);

  return value->kind == UKE_VALUE_ID ? &value->id : &UKE_ID_NONE;
}
