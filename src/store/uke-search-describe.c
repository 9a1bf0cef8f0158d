/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "base/uke-fold.h"
#include "store/uke-search-index-private.h"

#include <string.h>

/* Where a match stands in one folded part. */
typedef struct {
  UkeFoundField field;
  size_t from; /* bytes of the folded part */
  size_t to;
  const char *phone; /* (nullable): the phone that matched, folded */
} Match;

/* A folded part that is shown as it is, its space put back. */
static const char *
insert_folded (GStringChunk *strings, const char *at, const char *end, size_t split)
{
  char buffer[512];
  size_t len = (size_t)(end - at);

  if (split >= len)
    return g_string_chunk_insert_len (strings, at, (gssize)len);
  if (len + 1 > sizeof buffer)
    return g_string_chunk_insert_len (strings, at, (gssize)len);
  memcpy (buffer, at, split);
  buffer[split] = ' ';
  memcpy (buffer + split + 1, at + split, len - split);
  return g_string_chunk_insert_len (strings, buffer, (gssize)len + 1);
}

static const char *
take_part (const char **at, size_t *out_len)
{
  const char *start = *at;

  *out_len = strcspn (start, "\x1f");
  *at = start + *out_len + (start[*out_len] == '\0' ? 0 : 1);
  return start;
}

static const char *
insert_shown (GStringChunk *strings, const char **at)
{
  size_t first_len, second_len;
  const char *first = take_part (at, &first_len);
  const char *second = take_part (at, &second_len);
  g_autofree char *joined = second_len == 0 ? g_strndup (first, first_len)
                                            : g_strdup_printf ("%.*s %.*s", (int)first_len, first,
                                                               (int)second_len, second);

  return g_string_chunk_insert (strings, joined);
}

static gboolean
find_in (const char *at,
         const char *end,
         const UkeSearchAlternative *alternative,
         UkeFoundField field,
         Match *out_match)
{
  const char *hit
      = at < end ? memmem (at, (size_t)(end - at), alternative->bytes, alternative->len) : NULL;

  if (hit == NULL)
    return FALSE;
  *out_match = (Match){ .field = field, .from = (size_t)(hit - at) };
  out_match->to = out_match->from + alternative->len;
  return TRUE;
}

static gboolean
find_phone (const UkeSearchParts *parts, const UkeSearchAlternative *alternative, Match *out_match)
{
  for (const char *at = parts->phones; at < parts->phones_end;) {
    const char *end = memchr (at, UKE_SEARCH_SEPARATOR, (size_t)(parts->phones_end - at));

    end = end == NULL ? parts->phones_end : end;
    if (find_in (at, end, alternative, UKE_FOUND_PHONE, out_match)) {
      out_match->phone = at;
      return TRUE;
    }
    at = end + 1;
  }
  return FALSE;
}

static gboolean
find_digits (const UkeSearchParts *parts, const UkeSearchAlternative *alternative, Match *out_match)
{
  if (find_in (parts->number, parts->number_end, alternative, UKE_FOUND_NUMBER, out_match))
    return TRUE;
  if (parts->has_birth
      && find_in (parts->birth - 1, parts->birth + 8, alternative, UKE_FOUND_BIRTH_DATE,
                  out_match)) {
    out_match->from = out_match->to = 0;
    return TRUE;
  }
  return alternative->n_zeros == 0 && find_phone (parts, alternative, out_match);
}

/* What of the first term matched. */
static Match
find_match (const UkeSearchParts *parts, const UkeSearchQuery *query)
{
  Match match = { .field = UKE_FOUND_NONE };

  for (unsigned i = 0; query != NULL && i < query->terms[0].n_alternatives; i++) {
    const UkeSearchAlternative *alternative = &query->terms[0].alternatives[i];

    if (alternative->in_names
        && (find_in (parts->kana, parts->kana_end, alternative, UKE_FOUND_KANA, &match)
            || find_in (parts->name, parts->name_end, alternative, UKE_FOUND_NAME, &match)))
      break;
    if (alternative->in_digits && find_digits (parts, alternative, &match))
      break;
    /* Only the kana without long vowels are left. */
    if (alternative->in_names)
      match.field = UKE_FOUND_KANA;
  }
  return match;
}

/* The byte of a shown text before which @folded_len bytes of its folded form stand. */
static size_t
map_offset (const char *shown, size_t folded_len)
{
  g_autoptr (GString) folded = g_string_sized_new (64);
  const char *at = shown;

  while (*at != '\0' && folded->len < folded_len) {
    const char *next = g_utf8_next_char (at);
    char character[8] = { 0 };

    memcpy (character, at, MIN ((size_t)(next - at), sizeof character - 1));
    uke_fold_search_append (folded, character);
    at = next;
  }
  return (size_t)(at - shown);
}

static void
set_match (UkeFoundPatient *patient, const Match *match, gboolean is_folded, size_t split)
{
  const char *text = patient->kana;

  patient->field = match->field;
  patient->match_from = (unsigned)match->from;
  patient->match_to = (unsigned)match->to;
  if (match->field == UKE_FOUND_NAME)
    text = patient->name;
  else if (match->field == UKE_FOUND_NUMBER)
    text = patient->patient_number;
  else if (match->field != UKE_FOUND_KANA)
    return;
  if (match->from == match->to)
    return;
  if (!is_folded) {
    patient->match_from = (unsigned)map_offset (text, match->from);
    patient->match_to = (unsigned)map_offset (text, match->to);
    if (text[patient->match_from] == ' ')
      patient->match_from++;
  } else if (match->field != UKE_FOUND_NUMBER && split < strlen (text)) {
    patient->match_from += match->from >= split ? 1 : 0;
    patient->match_to += match->to > split ? 1 : 0;
  }
}

static UkeDate
parse_birth (const char *digits)
{
  int number = 0;

  for (int i = 0; i < 8; i++)
    number = number * 10 + (digits[i] - '0');
  return uke_date_from_ymd (number / 10000, number / 100 % 100, number % 100);
}

/**
 * uke_search_describe:
 * @block: a block
 * @row: one of its rows
 * @query: (nullable): what was looked for
 * @strings: where texts are put
 * @out_patient: (out): everything but whether somebody has the same name
 *
 * Thread: the owner's
 */
void
uke_search_describe (const UkeSearchBlock *block,
                     unsigned row,
                     const UkeSearchQuery *query,
                     GStringChunk *strings,
                     UkeFoundPatient *out_patient)
{
  const UkeSearchInfo *info = &block->infos[row];
  UkeSearchParts parts;
  Match match;
  size_t phone_len, split;

  uke_search_block_get_parts (block, row, &parts);
  match = find_match (&parts, query);
  *out_patient = (UkeFoundPatient){
    .patient_id = info->patient_id,
    .birth_date = parts.has_birth ? parse_birth (parts.birth) : UKE_DATE_NONE,
    .sex = uke_search_flags_get_sex (info->flags),
    .last_visit_date = info->last_visit == 0 ? UKE_DATE_NONE : info->last_visit - 1,
    .is_ended = (info->flags & UKE_SEARCH_IS_ENDED) != 0,
  };
  if (parts.shown != NULL) {
    const char *at = parts.shown;
    size_t len;

    out_patient->name = insert_shown (strings, &at);
    out_patient->kana = insert_shown (strings, &at);
    out_patient->patient_number = take_part (&at, &len);
    out_patient->patient_number
        = g_string_chunk_insert_len (strings, out_patient->patient_number, (gssize)len);
  } else {
    out_patient->name = insert_folded (strings, parts.name, parts.name_end, info->name_split);
    out_patient->kana = insert_folded (strings, parts.kana, parts.kana_end, info->kana_split);
    out_patient->patient_number
        = g_string_chunk_insert_len (strings, parts.number, parts.number_end - parts.number);
  }
  if (match.phone == NULL)
    match.phone = parts.phones;
  phone_len = strcspn (match.phone, "\x1f");
  out_patient->phone = g_string_chunk_insert_len (
      strings, match.phone, (gssize)MIN (phone_len, (size_t)(parts.phones_end - match.phone)));
  split = match.field == UKE_FOUND_NAME ? info->name_split : info->kana_split;
  set_match (out_patient, &match, parts.shown == NULL, split);
}
