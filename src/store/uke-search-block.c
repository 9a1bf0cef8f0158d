/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-search-block.h"

#include "store/uke-text-scan.h"

#include <string.h>

static void
reserve (UkeSearchText *text, size_t len, gboolean is_exact)
{
  size_t size = len + UKE_TEXT_SCAN_PADDING;

  if (size <= text->size && !is_exact)
    return;
  if (!is_exact)
    size += size / 8;
  text->bytes = g_realloc (text->bytes, size);
  text->size = (uint32_t)size;
  memset (text->bytes + text->len, 0, size - text->len);
}

/* Opens a gap of @len bytes at @at. */
static uint8_t *
open_gap (UkeSearchText *text, uint32_t at, size_t len)
{
  reserve (text, text->len + len, FALSE);
  memmove (text->bytes + at + len, text->bytes + at, text->len - at);
  text->len += (uint32_t)len;
  return text->bytes + at;
}

static void
close_gap (UkeSearchText *text, uint32_t at, size_t len)
{
  memmove (text->bytes + at, text->bytes + at + len, text->len - at - len);
  text->len -= (uint32_t)len;
  memset (text->bytes + text->len, 0, len);
}

/* Copies a text without its first space, and answers where that was, or the text's end. */
static uint8_t *
put_joined (uint8_t *to, const char *text, size_t len, uint16_t *out_split)
{
  const char *space = memchr (text, ' ', len);
  size_t first = space == NULL ? len : (size_t)(space - text);

  memcpy (to, text, first);
  to += first;
  if (space != NULL) {
    memcpy (to, space + 1, len - first - 1);
    to += len - first - 1;
  }
  *out_split = (uint16_t)MIN (first, UINT16_MAX);
  return to;
}

static size_t
joined_len (const char *text, size_t len)
{
  return len - (memchr (text, ' ', len) != NULL ? 1 : 0);
}

/**
 * uke_search_block_new:
 * @n_rows: how many rows it is made for
 *
 * Returns: (transfer full): a block without rows
 * Thread: any
 */
UkeSearchBlock *
uke_search_block_new (unsigned n_rows)
{
  UkeSearchBlock *self = g_new0 (UkeSearchBlock, 1);

  self->n_alloc = n_rows;
  self->names_at = g_new0 (uint32_t, n_rows + 1);
  self->digits_at = g_new0 (uint32_t, n_rows + 1);
  self->infos = g_new (UkeSearchInfo, n_rows);
  reserve (&self->names, n_rows * 40, FALSE);
  reserve (&self->digits, n_rows * 30, FALSE);
  reserve (&self->shown, 0, FALSE);
  return self;
}

/**
 * uke_search_block_free:
 * @self: (transfer full): a block
 *
 * Thread: any
 */
void
uke_search_block_free (UkeSearchBlock *self)
{
  g_free (self->names_at);
  g_free (self->digits_at);
  g_free (self->infos);
  g_free (self->names.bytes);
  g_free (self->digits.bytes);
  g_free (self->shown.bytes);
  g_free (self);
}

static void
make_room (UkeSearchBlock *self, unsigned n_rows)
{
  if (n_rows <= self->n_alloc)
    return;
  self->n_alloc = n_rows + n_rows / 8;
  self->names_at = g_renew (uint32_t, self->names_at, self->n_alloc + 1);
  self->digits_at = g_renew (uint32_t, self->digits_at, self->n_alloc + 1);
  self->infos = g_renew (UkeSearchInfo, self->infos, self->n_alloc);
}

/* Moves the offsets from @row on by @by, with room for one more entry at @row where it grows. */
static void
shift_offsets (uint32_t *offsets, unsigned row, unsigned n, size_t len)
{
  memmove (offsets + row + 1, offsets + row, (n - row + 1) * sizeof *offsets);
  for (unsigned i = row + 1; i <= n + 1; i++)
    offsets[i] += (uint32_t)len;
}

static void
unshift_offsets (uint32_t *offsets, unsigned row, unsigned n, size_t len)
{
  memmove (offsets + row, offsets + row + 1, (n - row) * sizeof *offsets);
  for (unsigned i = row; i < n; i++)
    offsets[i] -= (uint32_t)len;
}

static void
insert_names (UkeSearchBlock *self, unsigned row, const UkeSearchRow *added)
{
  const char *kana = (added->flags & UKE_SEARCH_HAS_NO_KANA) != 0 ? "" : added->sort_key;
  size_t kana_len = strlen (kana);
  size_t name_len = (size_t)(strchrnul (added->names, UKE_SEARCH_SEPARATOR) - added->names);
  size_t rest_len = strlen (added->names + name_len);
  size_t len = joined_len (kana, kana_len) + 1 + joined_len (added->names, name_len) + rest_len + 1;
  UkeSearchInfo *info = &self->infos[row];
  uint8_t *at = open_gap (&self->names, self->names_at[row], len);

  at = put_joined (at, kana, kana_len, &info->kana_split);
  *at++ = UKE_SEARCH_SEPARATOR;
  at = put_joined (at, added->names, name_len, &info->name_split);
  memcpy (at, added->names + name_len, rest_len);
  at[rest_len] = UKE_SEARCH_SEPARATOR;
  shift_offsets (self->names_at, row, self->n, len);
}

/**
 * uke_search_block_insert:
 * @self: a block with fewer than %UKE_SEARCH_BLOCK_MAX rows
 * @row: where
 * @added: what
 *
 * Thread: the owner's
 */
void
uke_search_block_insert (UkeSearchBlock *self, unsigned row, const UkeSearchRow *added)
{
  size_t len = strlen (added->digits);
  UkeSearchInfo *info;
  uint8_t *at;

  make_room (self, self->n + 1);
  memmove (self->infos + row + 1, self->infos + row, (self->n - row) * sizeof *self->infos);
  info = &self->infos[row];
  *info = (UkeSearchInfo){ .patient_id = added->patient_id, .flags = (uint8_t)added->flags };
  if (added->last_visit_date >= 0 && added->last_visit_date < UINT16_MAX)
    info->last_visit = (uint16_t)(added->last_visit_date + 1);
  insert_names (self, row, added);
  at = open_gap (&self->digits, self->digits_at[row], len + 1);
  memcpy (at, added->digits, len);
  at[len] = UKE_SEARCH_SEPARATOR;
  shift_offsets (self->digits_at, row, self->n, len + 1);
  info->shown_at = UKE_SEARCH_NOT_SHOWN;
  if (added->shown != NULL) {
    info->shown_at = self->shown.len;
    len = strlen (added->shown) + 1;
    memcpy (open_gap (&self->shown, self->shown.len, len), added->shown, len);
  }
  self->n++;
}

/**
 * uke_search_block_remove:
 * @self: a block
 * @row: which of its rows
 *
 * Thread: the owner's
 */
void
uke_search_block_remove (UkeSearchBlock *self, unsigned row)
{
  size_t names_len = self->names_at[row + 1] - self->names_at[row];
  size_t digits_len = self->digits_at[row + 1] - self->digits_at[row];
  uint32_t shown_at = self->infos[row].shown_at;

  close_gap (&self->names, self->names_at[row], names_len);
  close_gap (&self->digits, self->digits_at[row], digits_len);
  unshift_offsets (self->names_at, row, self->n, names_len);
  unshift_offsets (self->digits_at, row, self->n, digits_len);
  if (shown_at != UKE_SEARCH_NOT_SHOWN) {
    size_t len = strlen ((const char *)self->shown.bytes + shown_at) + 1;

    close_gap (&self->shown, shown_at, len);
    for (unsigned i = 0; i < self->n; i++)
      if (self->infos[i].shown_at != UKE_SEARCH_NOT_SHOWN && self->infos[i].shown_at > shown_at)
        self->infos[i].shown_at -= (uint32_t)len;
  }
  self->n--;
  memmove (self->infos + row, self->infos + row + 1, (self->n - row) * sizeof *self->infos);
}

static void
move_text (UkeSearchText *from, uint32_t at, UkeSearchText *to)
{
  memcpy (open_gap (to, to->len, from->len - at), from->bytes + at, from->len - at);
  close_gap (from, at, from->len - at);
}

static void
copy_shown (const UkeSearchText *from, UkeSearchInfo *infos, unsigned n, UkeSearchText *to)
{
  reserve (to, 0, FALSE);
  for (unsigned i = 0; i < n; i++) {
    const char *shown;
    size_t len;

    if (infos[i].shown_at == UKE_SEARCH_NOT_SHOWN)
      continue;
    shown = (const char *)from->bytes + infos[i].shown_at;
    len = strlen (shown) + 1;
    infos[i].shown_at = to->len;
    memcpy (open_gap (to, to->len, len), shown, len);
  }
}

/**
 * uke_search_block_split:
 * @self: a block
 *
 * Returns: (transfer full): a new block with the second half of its rows, taken from it
 * Thread: the owner's
 */
UkeSearchBlock *
uke_search_block_split (UkeSearchBlock *self)
{
  unsigned half = self->n / 2;
  UkeSearchText shown = self->shown;
  UkeSearchBlock *other = uke_search_block_new (self->n - half);

  other->n = self->n - half;
  for (unsigned i = 0; i <= other->n; i++) {
    other->names_at[i] = self->names_at[half + i] - self->names_at[half];
    other->digits_at[i] = self->digits_at[half + i] - self->digits_at[half];
  }
  memcpy (other->infos, self->infos + half, other->n * sizeof *other->infos);
  move_text (&self->names, self->names_at[half], &other->names);
  move_text (&self->digits, self->digits_at[half], &other->digits);
  self->n = half;
  self->shown = (UkeSearchText){ 0 };
  copy_shown (&shown, self->infos, self->n, &self->shown);
  copy_shown (&shown, other->infos, other->n, &other->shown);
  g_free (shown.bytes);
  return other;
}

/**
 * uke_search_block_shrink:
 * @self: a block that is not about to grow
 *
 * Gives back the room that it does not use.
 *
 * Thread: the owner's
 */
void
uke_search_block_shrink (UkeSearchBlock *self)
{
  reserve (&self->names, self->names.len, TRUE);
  reserve (&self->digits, self->digits.len, TRUE);
  reserve (&self->shown, self->shown.len, TRUE);
  self->n_alloc = self->n;
  self->names_at = g_renew (uint32_t, self->names_at, self->n + 1);
  self->digits_at = g_renew (uint32_t, self->digits_at, self->n + 1);
  self->infos = g_renew (UkeSearchInfo, self->infos, self->n);
}

/* Compares a joined key, a space put back where it was joined, with a sort key. */
static int
compare_joined (const char *joined, size_t len, size_t split, const char *key)
{
  size_t key_len = strlen (key);
  size_t n = MIN (split, key_len);
  int order = memcmp (joined, key, n);

  if (order != 0 || key_len < split)
    return order != 0 ? order : 1;
  if (split == len)
    return key_len == len ? 0 : -1;
  if (key_len == split)
    return 1;
  if (key[split] != ' ')
    return ' ' < (uint8_t)key[split] ? -1 : 1;
  n = MIN (len - split, key_len - split - 1);
  order = memcmp (joined + split, key + split + 1, n);
  if (order != 0)
    return order;
  return len - split == key_len - split - 1 ? 0 : (len - split < key_len - split - 1 ? -1 : 1);
}

/**
 * uke_search_block_compare:
 * @self: a block
 * @row: one of its rows
 * @other: another row
 *
 * Returns: less than, equal to or greater than 0 as @row stands before, at or behind @other
 * Thread: the owner's
 */
int
uke_search_block_compare (const UkeSearchBlock *self, unsigned row, const UkeSearchRow *other)
{
  const UkeSearchInfo *info = &self->infos[row];
  UkeSearchParts parts;
  int order;

  uke_search_block_get_parts (self, row, &parts);
  if ((info->flags & UKE_SEARCH_HAS_NO_KANA) != 0)
    order = compare_joined (parts.name, (size_t)(parts.name_end - parts.name), info->name_split,
                            other->sort_key);
  else
    order = compare_joined (parts.kana, (size_t)(parts.kana_end - parts.kana), info->kana_split,
                            other->sort_key);
  return order != 0 ? order : uke_id_compare (&info->patient_id, &other->patient_id);
}

/**
 * uke_search_block_get_parts:
 * @self: a block
 * @row: one of its rows
 * @out_parts: (out): where its parts stand, until the block changes
 *
 * Thread: the owner's
 */
void
uke_search_block_get_parts (const UkeSearchBlock *self, unsigned row, UkeSearchParts *out_parts)
{
  const char *names = (const char *)self->names.bytes + self->names_at[row];
  const char *names_end = (const char *)self->names.bytes + self->names_at[row + 1];
  const char *digits = (const char *)self->digits.bytes + self->digits_at[row];
  const char *digits_end = (const char *)self->digits.bytes + self->digits_at[row + 1] - 1;
  uint32_t shown_at = self->infos[row].shown_at;

  out_parts->kana = names;
  out_parts->kana_end = memchr (names, UKE_SEARCH_SEPARATOR, (size_t)(names_end - names));
  out_parts->name = out_parts->kana_end + 1;
  out_parts->name_end
      = memchr (out_parts->name, UKE_SEARCH_SEPARATOR, (size_t)(names_end - out_parts->name));
  out_parts->number = digits + 1;
  out_parts->number_end = memchr (digits, UKE_SEARCH_BIRTH, (size_t)(digits_end - digits));
  out_parts->birth = out_parts->number_end + 1;
  out_parts->has_birth = out_parts->birth < digits_end && *out_parts->birth != UKE_SEARCH_SEPARATOR;
  out_parts->phones = memchr (out_parts->birth, UKE_SEARCH_SEPARATOR,
                              (size_t)(digits_end + 1 - out_parts->birth));
  out_parts->phones++;
  out_parts->phones_end = digits_end;
  if (out_parts->phones > digits_end)
    out_parts->phones = digits_end;
  out_parts->shown
      = shown_at == UKE_SEARCH_NOT_SHOWN ? NULL : (const char *)self->shown.bytes + shown_at;
}

/**
 * uke_search_block_get_memory:
 * @self: a block
 * @inout_text: grows by the bytes of its normalised text
 * @inout_all: grows by every byte it holds
 *
 * Thread: the owner's
 */
void
uke_search_block_get_memory (const UkeSearchBlock *self, size_t *inout_text, size_t *inout_all)
{
  *inout_text += self->names.len + self->digits.len;
  *inout_all += sizeof *self + self->names.size + self->digits.size + self->shown.size
                + (self->n_alloc + 1) * 2 * sizeof (uint32_t)
                + self->n_alloc * sizeof (UkeSearchInfo);
}
