/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-fuzz.h"

#include "feed/uke-effect-json.h"

#include <jansson.h>

/* What the server says it did, as a desk reads it over the rows that it has: here some row of each
 * kind for every id that begins with a byte below 0x80, and none for the others. */

static gboolean
find_row (gpointer data,
          const UkeEntity *entity,
          const UkeId *id,
          UkeRecord **out_row,
          GError **error)
{
  UkeValue *values;
  int64_t *versions;

  *out_row = NULL;
  if (id->bytes[0] >= 0x80)
    return TRUE;
  values = g_new0 (UkeValue, entity->n_fields);
  versions = g_new0 (int64_t, entity->n_fields);
  *out_row = uke_record_new_take (entity, id, values, versions, 1, id->bytes[0] == 0 ? 2 : 0);
  return TRUE;
}

static gboolean
find_claims (gpointer data,
             const UkeId *resource_id,
             int64_t first_cell,
             unsigned n_cells,
             GArray *claims,
             GError **error)
{
  return TRUE;
}

static gboolean
read_effect (const char *json, size_t size, UkeEffect *effect)
{
  const UkeDecideView view = { .find_row = find_row, .find_claims = find_claims };
  g_autoptr (GError) error = NULL;
  gboolean is_read = uke_effect_read_json (json, size, &view, NULL, effect, &error);

  uke_fuzz_assert_told (is_read, error);
  if (!is_read)
    uke_fuzz_assert (effect->rows->len + effect->notes->len + effect->claims->len == 0);
  return is_read;
}

/* As one of a newer server: what is not known is kept or passed over. */
static void
read_newer (const char *json, size_t size, gboolean is_known)
{
  const UkeDecideView view = { .find_row = find_row, .find_claims = find_claims };
  json_t *root = json_loads (UKE_FUZZ_NEW_FIELDS, 0, NULL);
  g_autoptr (UkeEffect) effect = uke_effect_new ();
  g_autoptr (UkeNewFields) fields = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_read;

  uke_fuzz_assert (uke_new_fields_read (root, &fields));
  json_decref (root);
  is_read = uke_effect_read_json (json, size, &view, fields, effect, &error);
  uke_fuzz_assert_told (is_read, error);
  uke_fuzz_assert (is_read || !is_known);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (UkeEffect) effect = uke_effect_new (), again = uke_effect_new ();
  g_autoptr (GString) one = NULL, two = NULL;

  gboolean is_read;

  if (size > UKE_FUZZ_MAX)
    return 0;
  is_read = read_effect ((const char *)data, size, effect);
  read_newer ((const char *)data, size, is_read);
  if (!is_read)
    return 0;
  one = g_string_new (NULL);
  two = g_string_new (NULL);
  uke_effect_write_json (effect, one);
  if (!read_effect (one->str, one->len, again))
    g_error ("what was read is not read again: %s", one->str);
  uke_effect_write_json (again, two);
  uke_fuzz_assert (g_string_equal (one, two));
  return 0;
}
