/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-rows-private.h"

/* Entity numbers are a registry of small numbers. */
#define N_NUMBERS 64

static UkeRowSql row_sql[N_NUMBERS];

static void
append_columns (GString *sql, const UkeEntity *entity)
{
  g_string_append (sql, "id");
  for (unsigned i = 0; i < entity->n_fields; i++)
    g_string_append_printf (sql, ", %s", entity->fields[i].name);
}

static char *
make_select (const UkeEntity *entity, const char *condition)
{
  GString *sql = g_string_new ("SELECT ");

  append_columns (sql, entity);
  g_string_append_printf (sql, ", cver, fv, del_seq, ext FROM %s WHERE %s", entity->name,
                          condition);
  return g_string_free (sql, FALSE);
}

static char *
make_insert (const UkeEntity *entity)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "INSERT INTO %s (", entity->name);
  append_columns (sql, entity);
  g_string_append (sql, ", cver, rver, fv, del_seq, ext) VALUES (?");
  for (unsigned i = 0; i < entity->n_fields + 5; i++)
    g_string_append (sql, ", ?");
  g_string_append_c (sql, ')');
  return g_string_free (sql, FALSE);
}

static gpointer
make_all (gpointer unused)
{
  unsigned n;
  const UkeEntity *const *entities = uke_entity_all (&n);

  for (unsigned i = 0; i < n; i++) {
    const UkeEntity *entity = entities[i];

    g_assert (entity->number < N_NUMBERS);
    row_sql[entity->number] = (UkeRowSql){
      .select = make_select (entity, "id = ?"),
      .list = make_select (entity, "del_seq IS NULL ORDER BY id"),
      .insert = make_insert (entity),
    };
  }
  return row_sql;
}

/**
 * uke_row_sql:
 * @entity: an entity
 *
 * Returns: (transfer none): the statements of its table
 * Thread: any
 */
const UkeRowSql *
uke_row_sql (const UkeEntity *entity)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, make_all, NULL);
  return &row_sql[entity->number];
}

static char *
make_update (const UkeEntity *entity, uint64_t changed, const char *versions)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "UPDATE %s SET ", entity->name);
  for (unsigned i = 0; i < entity->n_fields; i++) {
    if ((changed & (UINT64_C (1) << i)) != 0)
      g_string_append_printf (sql, "%s = ?, ", entity->fields[i].name);
  }
  g_string_append_printf (sql, "%sdel_seq = ? WHERE id = ?", versions);
  return g_string_free (sql, FALSE);
}

/**
 * uke_row_sql_update:
 * @entity: an entity
 * @changed: bit set of field positions
 * @has_ext: whether fields change that this program does not know
 *
 * Only columns that change are named, so that only their indexes are touched.
 *
 * Returns: (transfer full): a statement with the parameters: those fields in order, rver, fv,
 *   with @has_ext ext, del_seq, id
 * Thread: any
 */
char *
uke_row_sql_update (const UkeEntity *entity, uint64_t changed, gboolean has_ext)
{
  return make_update (entity, changed,
                      has_ext ? "rver = ?, fv = ?, ext = ?, " : "rver = ?, fv = ?, ");
}

/**
 * uke_row_sql_update_values:
 * @entity: an entity
 * @changed: bit set of field positions
 *
 * For what waits over the base row: its versions stay as they are.
 *
 * Returns: (transfer full): a statement with the parameters: those fields in order, del_seq, id
 * Thread: any
 */
char *
uke_row_sql_update_values (const UkeEntity *entity, uint64_t changed)
{
  return make_update (entity, changed, "");
}

/**
 * uke_row_sql_list_by:
 * @entity: an entity
 * @field: position of a field that an index stands on
 *
 * Returns: (transfer full): a statement that reads the rows with one value of @field, in order of
 *   their making
 * Thread: any
 */
char *
uke_row_sql_list_by (const UkeEntity *entity, unsigned field)
{
  g_autofree char *condition
      = g_strdup_printf ("%s = ? AND del_seq IS NULL ORDER BY id", entity->fields[field].name);

  return make_select (entity, condition);
}

/**
 * uke_row_sql_scan:
 * @entity: an entity
 *
 * Returns: (transfer full): a statement that reads every row, deleted or not, in the order of their
 *   ids
 * Thread: any
 */
char *
uke_row_sql_scan (const UkeEntity *entity)
{
  return make_select (entity, "TRUE ORDER BY id");
}

/**
 * uke_row_sql_scan_part:
 * @entity: an entity
 *
 * Returns: (transfer full): the same for the rows whose ids end in the byte that is bound to 1
 * Thread: any
 */
char *
uke_row_sql_scan_part (const UkeEntity *entity)
{
  return make_select (entity, "substr (id, 16, 1) = ? ORDER BY id");
}
