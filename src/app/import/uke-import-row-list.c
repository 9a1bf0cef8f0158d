/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/import/uke-import-row-list.h"

#include <gio/gio.h>

G_DEFINE_FINAL_TYPE (UkeImportRowItem, uke_import_row_item, G_TYPE_OBJECT)

static void
uke_import_row_item_finalize (GObject *object)
{
  g_free (UKE_IMPORT_ROW_ITEM (object)->who);
  G_OBJECT_CLASS (uke_import_row_item_parent_class)->finalize (object);
}

static void
uke_import_row_item_class_init (UkeImportRowItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_import_row_item_finalize;
}

static void
uke_import_row_item_init (UkeImportRowItem *self)
{
}

struct _UkeImportRowList {
  GObject parent_instance;

  UkeImport *import;  /* (owned) (nullable) */
  int outcome;        /* 0 for all */
  GArray *positions;  /* (owned) (element-type unsigned): the shown results */
  unsigned n_seen;    /* results that were looked at */
  unsigned n_skipped; /* rows of the file before the first result */
};

static GType
uke_import_row_list_get_item_type (GListModel *model)
{
  return UKE_TYPE_IMPORT_ROW_ITEM;
}

static guint
uke_import_row_list_get_n_items (GListModel *model)
{
  return UKE_IMPORT_ROW_LIST (model)->positions->len;
}

/* Results stand in the order of the file, one for each row. */
static gpointer
uke_import_row_list_get_item (GListModel *model, guint position)
{
  UkeImportRowList *self = UKE_IMPORT_ROW_LIST (model);
  UkeImportRowItem *item = NULL;
  const UkeImportResult *result = NULL;
  unsigned at = 0;

  if (position >= self->positions->len)
    return NULL;
  at = g_array_index (self->positions, unsigned, position);
  result = &g_array_index (uke_import_get_results (self->import), UkeImportResult, at);
  item = g_object_new (UKE_TYPE_IMPORT_ROW_ITEM, NULL);
  item->line = result->line;
  item->outcome = result->outcome;
  item->code = result->code;
  item->who = uke_import_describe_row (
      uke_import_get_mapping (self->import),
      uke_import_get_file (self->import)->rows->pdata[self->n_skipped + at]);
  return item;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = uke_import_row_list_get_item_type;
  iface->get_n_items = uke_import_row_list_get_n_items;
  iface->get_item = uke_import_row_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (UkeImportRowList,
                               uke_import_row_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
uke_import_row_list_dispose (GObject *object)
{
  UkeImportRowList *self = UKE_IMPORT_ROW_LIST (object);

  g_clear_object (&self->import);
  g_array_set_size (self->positions, 0);
  G_OBJECT_CLASS (uke_import_row_list_parent_class)->dispose (object);
}

static void
uke_import_row_list_finalize (GObject *object)
{
  g_array_unref (UKE_IMPORT_ROW_LIST (object)->positions);
  G_OBJECT_CLASS (uke_import_row_list_parent_class)->finalize (object);
}

static void
uke_import_row_list_class_init (UkeImportRowListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_import_row_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = uke_import_row_list_finalize;
}

static void
uke_import_row_list_init (UkeImportRowList *self)
{
  self->positions = g_array_new (FALSE, FALSE, sizeof (unsigned));
}

/**
 * uke_import_row_list_new:
 *
 * Returns: (transfer full): an empty list.
 * Thread: main
 */
UkeImportRowList *
uke_import_row_list_new (void)
{
  return g_object_new (UKE_TYPE_IMPORT_ROW_LIST, NULL);
}

static void
look_at_results (UkeImportRowList *self)
{
  GArray *results = uke_import_get_results (self->import);

  for (; self->n_seen < results->len; self->n_seen++) {
    if (self->outcome == 0
        || (int)g_array_index (results, UkeImportResult, self->n_seen).outcome == self->outcome)
      g_array_append_val (self->positions, self->n_seen);
  }
}

static void
begin_anew (UkeImportRowList *self)
{
  guint n_before = self->positions->len;

  g_array_set_size (self->positions, 0);
  self->n_seen = 0;
  if (self->import != NULL) {
    self->n_skipped
        = uke_import_get_n_done (self->import) - uke_import_get_results (self->import)->len;
    look_at_results (self);
  }
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->positions->len);
}

/**
 * uke_import_row_list_set_import:
 * @self: a list
 * @import: (nullable): whose rows it shows from now on
 *
 * Thread: main
 */
void
uke_import_row_list_set_import (UkeImportRowList *self, UkeImport *import)
{
  if (g_set_object (&self->import, import))
    begin_anew (self);
}

/**
 * uke_import_row_list_set_outcome:
 * @self: a list
 * @outcome: which rows it shows, 0 for all
 *
 * Thread: main
 */
void
uke_import_row_list_set_outcome (UkeImportRowList *self, int outcome)
{
  if (outcome == self->outcome)
    return;
  self->outcome = outcome;
  begin_anew (self);
}

/**
 * uke_import_row_list_follow:
 * @self: a list
 *
 * Shows the rows that were judged since.
 *
 * Thread: main
 */
void
uke_import_row_list_follow (UkeImportRowList *self)
{
  guint n_before = self->positions->len;

  if (self->import == NULL)
    return;
  if (uke_import_get_results (self->import)->len < self->n_seen) {
    begin_anew (self);
    return;
  }
  look_at_results (self);
  if (self->positions->len > n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, self->positions->len - n_before);
}
