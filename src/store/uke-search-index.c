/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-search-index.h"

#include "db/uke-db-queries.h"
#include "store/uke-schema.h"
#include "store/uke-search-index-private.h"
#include "store/uke-store-error.h"

#include <string.h>

#define N_RANKS 3

/* A row by its place; hits are gathered in order of kana. */
typedef struct {
  unsigned block;
  unsigned row;
} Place;

/**
 * uke_search_index_new:
 *
 * Returns: (transfer full): a search memory without patients
 * Thread: any
 */
UkeSearchIndex *
uke_search_index_new (void)
{
  UkeSearchIndex *self = g_new0 (UkeSearchIndex, 1);

  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_block_free);
  uke_search_index_use_scan (self, uke_text_scan_best ());
  return self;
}

/**
 * uke_search_index_free:
 * @self: (transfer full) (nullable): a search memory
 *
 * Thread: the owner's
 */
void
uke_search_index_free (UkeSearchIndex *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->blocks);
  uke_search_query_free (self->last);
  g_free (self);
}

/**
 * uke_search_index_use_scan:
 * @self: a search memory
 * @kind: the instructions to search with; for tests
 *
 * Thread: the owner's
 */
void
uke_search_index_use_scan (UkeSearchIndex *self, UkeTextScanKind kind)
{
  self->scan = uke_text_scan_get (kind);
  self->mark = uke_text_mark_get (kind);
}

/* Which bytes there are, and how often: bytes that are gone are still counted, to no harm. Four
 * counters, because neighbouring bytes are often the same and would wait for each other. */
static void
count_bytes (uint32_t counts[256], const uint8_t *bytes, size_t from, size_t to)
{
  uint32_t parts[4][256] = { 0 };
  size_t i = from;

  if (to - from < 1024) {
    for (; i < to; i++)
      counts[bytes[i]]++;
    return;
  }
  for (; i + 4 <= to; i += 4)
    for (unsigned part = 0; part < 4; part++)
      parts[part][bytes[i + part]]++;
  for (; i < to; i++)
    parts[0][bytes[i]]++;
  for (unsigned byte = 0; byte < 256; byte++)
    counts[byte] += parts[0][byte] + parts[1][byte] + parts[2][byte] + parts[3][byte];
}

static void
count_rows (UkeSearchIndex *self, const UkeSearchBlock *block, unsigned from, unsigned to)
{
  for (unsigned row = from; row < to; row++) {
    const uint8_t *number = block->digits.bytes + block->digits_at[row] + 1;
    unsigned zeros = 0;

    while (number[zeros] == '0' && zeros + 1 < UKE_SEARCH_MAX_ZEROS)
      zeros++;
    self->n_by_zeros[zeros]++;
  }
  count_bytes (self->names_counts, block->names.bytes, block->names_at[from], block->names_at[to]);
  count_bytes (self->digits_counts, block->digits.bytes, block->digits_at[from],
               block->digits_at[to]);
}

/* The hits before are those of other rows now. */
static void
forget_last (UkeSearchIndex *self)
{
  g_clear_pointer (&self->last, uke_search_query_free);
}

/* A block is done: count it and give back what it does not use. */
static void
finish_block (UkeSearchIndex *self, UkeSearchBlock *block)
{
  count_rows (self, block, 0, block->n);
  uke_search_block_shrink (block);
}

/* Reads one row, its texts borrowed from the statement and from @body. */
static gboolean
read_row (UkeStmt *stmt, GString *body, UkeSearchRow *out_row)
{
  size_t len;
  const char *text = uke_stmt_text_len (stmt, 3, &len);

  if (text == NULL)
    return FALSE;
  g_string_truncate (body, 0);
  g_string_append_len (body, text, (gssize)len);
  out_row->sort_key = (char *)uke_stmt_text (stmt, 0);
  out_row->patient_id = uke_stmt_id (stmt, 1);
  return uke_search_row_parse (out_row, uke_stmt_int64 (stmt, 2), body->str);
}

/**
 * uke_search_index_load:
 * @db: a connection
 * @error: return location
 *
 * Fills a search memory from the projection in one pass, at unlock.
 *
 * Returns: (transfer full): the memory, to be handed to the thread that searches
 * Errors: UKE_DB_ERROR; UKE_STORE_ERROR: CORRUPT
 * Thread: the owner of @db
 */
UkeSearchIndex *
uke_search_index_load (UkeDb *db, GError **error)
{
  g_autoptr (UkeStmt) stmt = uke_db_prepare_query (db, UKE_QUERY ("search-all"), error);
  g_autoptr (UkeSearchIndex) self = uke_search_index_new ();
  g_autoptr (GString) body = g_string_sized_new (256);
  UkeSearchBlock *block = NULL;

  while (stmt != NULL) {
    gboolean has_row;
    UkeSearchRow row;

    if (!uke_stmt_step (stmt, &has_row, error))
      return NULL;
    if (!has_row)
      break;
    if (block == NULL || block->n == UKE_SEARCH_BLOCK_FILL) {
      if (block != NULL)
        finish_block (self, block);
      block = uke_search_block_new (UKE_SEARCH_BLOCK_FILL);
      g_ptr_array_add (self->blocks, block);
    }
    if (!read_row (stmt, body, &row)) {
      g_set_error (error, UKE_STORE_ERROR, UKE_STORE_ERROR_CORRUPT, "a row of patient_search");
      return NULL;
    }
    uke_search_block_insert (block, block->n, &row);
    self->n++;
  }
  if (block != NULL)
    finish_block (self, block);
  return stmt == NULL ? NULL : g_steal_pointer (&self);
}

/* The block that holds, or would hold, @row. */
static unsigned
find_block (UkeSearchIndex *self, const UkeSearchRow *row)
{
  unsigned low = 0, high = self->blocks->len;

  while (high - low > 1) {
    unsigned middle = (low + high) / 2;

    if (uke_search_block_compare (self->blocks->pdata[middle], 0, row) <= 0)
      low = middle;
    else
      high = middle;
  }
  return low;
}

static unsigned
find_row (const UkeSearchBlock *block, const UkeSearchRow *row)
{
  unsigned low = 0, high = block->n;

  while (low < high) {
    unsigned middle = (low + high) / 2;

    if (uke_search_block_compare (block, middle, row) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/**
 * uke_search_index_insert:
 * @self: a search memory
 * @row: a patient it does not know
 *
 * Thread: the owner's
 */
void
uke_search_index_insert (UkeSearchIndex *self, const UkeSearchRow *row)
{
  UkeSearchBlock *block;
  unsigned position, at;

  forget_last (self);
  if (self->blocks->len == 0)
    g_ptr_array_add (self->blocks, uke_search_block_new (1));
  position = find_block (self, row);
  block = self->blocks->pdata[position];
  if (block->n == UKE_SEARCH_BLOCK_MAX) {
    UkeSearchBlock *half = uke_search_block_split (block);

    g_ptr_array_insert (self->blocks, (int)position + 1, half);
    if (uke_search_block_compare (half, 0, row) <= 0)
      block = half;
  }
  at = find_row (block, row);
  uke_search_block_insert (block, at, row);
  count_rows (self, block, at, at + 1);
  self->n++;
}

/**
 * uke_search_index_remove:
 * @self: a search memory
 * @patient_id: whom to forget; nothing happens when they are not known
 *
 * Thread: the owner's
 */
void
uke_search_index_remove (UkeSearchIndex *self, const UkeId *patient_id)
{
  forget_last (self);
  for (unsigned i = 0; i < self->blocks->len; i++) {
    UkeSearchBlock *block = self->blocks->pdata[i];

    for (unsigned row = 0; row < block->n; row++) {
      if (memcmp (&block->infos[row].patient_id, patient_id, sizeof *patient_id) != 0)
        continue;
      uke_search_block_remove (block, row);
      self->n--;
      if (block->n == 0)
        g_ptr_array_remove_index (self->blocks, i);
      return;
    }
  }
}

/**
 * uke_search_index_put:
 * @self: a search memory
 * @row: a patient, known or not
 *
 * Thread: the owner's
 */
void
uke_search_index_put (UkeSearchIndex *self, const UkeSearchRow *row)
{
  uke_search_index_remove (self, &row->patient_id);
  uke_search_index_insert (self, row);
}

/**
 * uke_search_index_get_n:
 * @self: a search memory
 *
 * Returns: how many patients it holds
 * Thread: the owner's
 */
unsigned
uke_search_index_get_n (const UkeSearchIndex *self)
{
  return self->n;
}

/**
 * uke_search_index_get_memory:
 * @self: a search memory
 * @out_text: (out): bytes of normalised text
 * @out_all: (out): bytes of everything it holds
 *
 * Thread: the owner's
 */
void
uke_search_index_get_memory (const UkeSearchIndex *self, size_t *out_text, size_t *out_all)
{
  *out_text = 0;
  *out_all = sizeof *self;
  for (unsigned i = 0; i < self->blocks->len; i++)
    uke_search_block_get_memory (self->blocks->pdata[i], out_text, out_all);
}

static gboolean
step_back (const UkeSearchIndex *self, Place *place)
{
  const UkeSearchBlock *block;

  if (place->row > 0) {
    place->row--;
    return TRUE;
  }
  if (place->block == 0)
    return FALSE;
  block = self->blocks->pdata[--place->block];
  place->row = block->n - 1;
  return TRUE;
}

static gboolean
step_on (const UkeSearchIndex *self, Place *place)
{
  const UkeSearchBlock *block = self->blocks->pdata[place->block];

  if (++place->row < block->n)
    return TRUE;
  place->row = 0;
  return ++place->block < self->blocks->len;
}

static void
get_parts (const UkeSearchIndex *self, const Place *place, UkeSearchParts *out_parts)
{
  uke_search_block_get_parts (self->blocks->pdata[place->block], place->row, out_parts);
}

static gboolean
is_same (const char *a, const char *a_end, const char *b, const char *b_end)
{
  return a_end - a == b_end - b && memcmp (a, b, (size_t)(a_end - a)) == 0;
}

/* Looks on from @place while the reading is the same: equal readings stand side by side. */
static gboolean
find_same_name (const UkeSearchIndex *self,
                Place place,
                gboolean (*step) (const UkeSearchIndex *, Place *))
{
  UkeSearchParts own, other;

  get_parts (self, &place, &own);
  while (step (self, &place)) {
    get_parts (self, &place, &other);
    if (!is_same (own.kana, own.kana_end, other.kana, other.kana_end))
      return FALSE;
    if (is_same (own.name, own.name_end, other.name, other.name_end))
      return TRUE;
  }
  return FALSE;
}

static UkeFoundPatients *
describe (const UkeSearchIndex *self,
          const GArray *places,
          const UkeSearchQuery *query,
          unsigned total)
{
  UkeFoundPatients *found = g_new0 (UkeFoundPatients, 1);

  found->total = total;
  found->n = places->len;
  found->strings = g_string_chunk_new (8192);
  found->patients = g_new (UkeFoundPatient, MAX (1, places->len));
  for (unsigned i = 0; i < places->len; i++) {
    const Place *place = &g_array_index (places, Place, i);

    uke_search_describe (self->blocks->pdata[place->block], place->row, query, found->strings,
                         &found->patients[i]);
    found->patients[i].has_same_name
        = find_same_name (self, *place, step_back) || find_same_name (self, *place, step_on);
  }
  return found;
}

/* Puts the block's hits under their ranks until there are enough of the first. */
static void
gather (UkeSearchIndex *self,
        unsigned position,
        const UkeSearchQuery *query,
        unsigned limit,
        GArray *ranks[N_RANKS])
{
  const UkeSearchBlock *block = self->blocks->pdata[position];

  for (unsigned word = 0; word < (block->n + 63) / 64; word++) {
    for (uint64_t bits = block->hits[word]; bits != 0; bits &= bits - 1) {
      Place place = { position, word * 64 + (unsigned)__builtin_ctzll (bits) };
      unsigned rank;

      if (ranks[0]->len == limit)
        return;
      rank = uke_search_rank (block, place.row, query);
      if (ranks[rank]->len < limit)
        g_array_append_val (ranks[rank], place);
    }
  }
}

static unsigned
scan_blocks (UkeSearchIndex *self,
             const UkeSearchQuery *query,
             unsigned limit,
             GArray *ranks[N_RANKS])
{
  gboolean is_narrower = self->last != NULL && uke_search_query_is_narrower (query, self->last);
  unsigned total = 0;

  for (unsigned i = 0; i < self->blocks->len; i++) {
    UkeSearchBlock *block = self->blocks->pdata[i];
    unsigned n = uke_search_scan_block (self, block, query, is_narrower);

    total += n;
    if (n > 0 && ranks[0]->len < limit)
      gather (self, i, query, limit, ranks);
  }
  return total;
}

/* Whoever has the very number that was typed stands first: a full card number is no beginning of
 * others. */
static void
put_number_first (UkeSearchIndex *self, const char *text, unsigned limit, GArray *hits)
{
  g_autofree char *number = uke_search_dup_whole_number (text);

  for (unsigned i = 0; number != NULL && i < self->blocks->len; i++) {
    Place place = { .block = i };

    if (!uke_search_find_number (self, self->blocks->pdata[i], number, &place.row))
      continue;
    for (unsigned k = 0; k < hits->len; k++) {
      if (memcmp (&g_array_index (hits, Place, k), &place, sizeof place) == 0) {
        g_array_remove_index (hits, k);
        break;
      }
    }
    g_array_prepend_val (hits, place);
    g_array_set_size (hits, MIN (hits->len, limit));
    return;
  }
}

/**
 * uke_search_index_search:
 * @self: a search memory
 * @text: what was typed; nothing is found when there is nothing to look for in it
 * @limit: how many hits at most
 *
 * Returns: (transfer full): the total, and the first hits
 * Thread: the owner's
 * Source: decision 31, product.md 4.2 item 15, performance.md S1 to S3
 */
UkeFoundPatients *
uke_search_index_search (UkeSearchIndex *self, const char *text, unsigned limit)
{
  g_autoptr (UkeSearchQuery) query = uke_search_query_parse (text);
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Place));
  g_autoptr (GArray) others = g_array_new (FALSE, FALSE, sizeof (Place));
  g_autoptr (GArray) ended = g_array_new (FALSE, FALSE, sizeof (Place));
  GArray *ranks[N_RANKS] = { hits, others, ended };
  UkeFoundPatients *found;
  unsigned total;

  if (query->n_terms == 0) {
    forget_last (self);
    return describe (self, hits, NULL, 0);
  }
  uke_search_drop_absent (self, query);
  total = scan_blocks (self, query, limit, ranks);
  for (unsigned rank = 1; rank < N_RANKS && hits->len < limit; rank++)
    g_array_append_vals (hits, ranks[rank]->data, MIN (ranks[rank]->len, limit - hits->len));
  if (total > 1)
    put_number_first (self, text, limit, hits);
  found = describe (self, hits, query, total);
  uke_search_query_free (self->last);
  self->last = g_steal_pointer (&query);
  return found;
}

/**
 * uke_search_index_list:
 * @self: a search memory
 * @offset: position of the first patient
 * @limit: how many at most
 *
 * Returns: (transfer full): patients in kana order, ended ones in their place, and how many there
 * are Thread: the owner's
 */
UkeFoundPatients *
uke_search_index_list (UkeSearchIndex *self, unsigned offset, unsigned limit)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  for (unsigned i = 0; i < self->blocks->len && places->len < limit; i++) {
    UkeSearchBlock *block = self->blocks->pdata[i];

    if (offset >= block->n) {
      offset -= block->n;
      continue;
    }
    for (; offset < block->n && places->len < limit; offset++) {
      Place place = { i, offset };

      g_array_append_val (places, place);
    }
    offset = 0;
  }
  return describe (self, places, NULL, self->n);
}

/**
 * uke_found_patients_free:
 * @self: (transfer full) (nullable): hits
 *
 * Thread: any
 */
void
uke_found_patients_free (UkeFoundPatients *self)
{
  if (self == NULL)
    return;
  g_string_chunk_free (self->strings);
  g_free (self->patients);
  g_free (self);
}
