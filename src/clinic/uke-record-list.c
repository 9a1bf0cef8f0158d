/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-record-list-private.h"

struct _UkeRecordList {
  GObject parent_instance;
  const UkeEntity *entity;
  int sort_field;     /* position of an INT field, -1: by id */
  GPtrArray *records; /* (owned) (element-type UkeRecord): in sort order */
  GHashTable *by_id;  /* (owned): UkeId of the record to the record */
};

static GType
uke_record_list_get_item_type (GListModel *model)
{
  return UKE_TYPE_RECORD;
}

static unsigned
uke_record_list_get_n_items (GListModel *model)
{
  return UKE_RECORD_LIST (model)->records->len;
}

static gpointer
uke_record_list_get_item (GListModel *model, unsigned position)
{
  UkeRecordList *self = UKE_RECORD_LIST (model);

  return position < self->records->len ? g_object_ref (self->records->pdata[position]) : NULL;
}

static void
init_list_model (GListModelInterface *iface)
{
  iface->get_item_type = uke_record_list_get_item_type;
  iface->get_n_items = uke_record_list_get_n_items;
  iface->get_item = uke_record_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (UkeRecordList,
                               uke_record_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, init_list_model))

static void
uke_record_list_dispose (GObject *object)
{
  UkeRecordList *self = UKE_RECORD_LIST (object);

  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  G_OBJECT_CLASS (uke_record_list_parent_class)->dispose (object);
}

static void
uke_record_list_class_init (UkeRecordListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_record_list_dispose;
}

static void
uke_record_list_init (UkeRecordList *self)
{
  self->records = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new (uke_id_hash, uke_id_equal);
}

static int
compare_records (UkeRecordList *self, UkeRecord *a, UkeRecord *b)
{
  if (self->sort_field >= 0) {
    int64_t left = uke_record_get_int (a, (unsigned)self->sort_field);
    int64_t right = uke_record_get_int (b, (unsigned)self->sort_field);

    if (left != right)
      return left < right ? -1 : 1;
  }
  return uke_id_compare (uke_record_get_id (a), uke_record_get_id (b));
}

static int
compare_pointers (gconstpointer a, gconstpointer b, gpointer self)
{
  return compare_records (self, *(UkeRecord *const *)a, *(UkeRecord *const *)b);
}

/**
 * uke_record_list_new:
 * @entity: whose records
 * @sort_field: position of the INT field that orders them, or -1
 *
 * Returns: (transfer full): an empty list
 * Errors: none
 * Thread: main
 */
UkeRecordList *
uke_record_list_new (const UkeEntity *entity, int sort_field)
{
  UkeRecordList *self = g_object_new (UKE_TYPE_RECORD_LIST, NULL);

  self->entity = entity;
  self->sort_field = sort_field;
  return self;
}

/**
 * uke_record_list_reset:
 * @self: a list
 * @records: (transfer none) (element-type UkeRecord): everything there is
 *
 * Errors: none
 * Thread: main
 */
void
uke_record_list_reset (UkeRecordList *self, GPtrArray *records)
{
  unsigned n_before = self->records->len;

  g_hash_table_remove_all (self->by_id);
  g_ptr_array_set_size (self->records, 0);
  for (unsigned i = 0; i < records->len; i++) {
    UkeRecord *record = g_object_ref (records->pdata[i]);

    g_ptr_array_add (self->records, record);
    g_hash_table_insert (self->by_id, (gpointer)uke_record_get_id (record), record);
  }
  g_ptr_array_sort_with_data (self->records, compare_pointers, self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->records->len);
}

static void
remove_record (UkeRecordList *self, const UkeId *id)
{
  UkeRecord *record = g_hash_table_lookup (self->by_id, id);
  unsigned position = 0;

  if (record == NULL || !g_ptr_array_find (self->records, record, &position))
    return;
  g_hash_table_remove (self->by_id, id);
  g_ptr_array_remove_index (self->records, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static void
insert_record (UkeRecordList *self, UkeRecord *record)
{
  unsigned position = 0;

  while (position < self->records->len
         && compare_records (self, self->records->pdata[position], record) < 0)
    position++;
  g_ptr_array_insert (self->records, (int)position, g_object_ref (record));
  g_hash_table_insert (self->by_id, (gpointer)uke_record_get_id (record), record);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

/**
 * uke_record_list_apply:
 * @self: a list
 * @changes: what a commit changed
 *
 * Follows the changes to records of its entity.
 *
 * Errors: none
 * Thread: main
 */
void
uke_record_list_apply (UkeRecordList *self, const UkeChanges *changes)
{
  for (unsigned i = 0; i < uke_changes_get_n (changes); i++) {
    const UkeChange *change = uke_changes_get (changes, i);

    if (change->entity != self->entity)
      continue;
    remove_record (self, &change->id);
    if (change->kind != UKE_CHANGE_REMOVED)
      insert_record (self, change->after);
  }
}

/**
 * uke_record_list_lookup:
 * @self: a list
 * @id: a record's id
 *
 * Returns: (transfer none) (nullable): the record
 * Errors: none
 * Thread: main
 */
UkeRecord *
uke_record_list_lookup (UkeRecordList *self, const UkeId *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

/**
 * uke_record_list_get_entity:
 * @self: a list
 *
 * Returns: (transfer none): whose records it holds
 * Errors: none
 * Thread: main
 */
const UkeEntity *
uke_record_list_get_entity (UkeRecordList *self)
{
  return self->entity;
}
