/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-text-scan.h"

#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

/**
 * uke_text_needle_init:
 * @self: (out): the needle
 * @bytes: what is looked for; kept by the caller while the needle is used
 * @len: how many bytes, at least 1
 * @counts: how often each byte stands in the text
 *
 * Chooses the three positions whose bytes are rarest: the lead bytes of kana and kanji are so
 * common that comparing them first would find everything.
 *
 * Thread: any
 */
void
uke_text_needle_init (UkeTextNeedle *self,
                      const char *bytes,
                      size_t len,
                      const uint32_t counts[256])
{
  const uint8_t *at = (const uint8_t *)bytes;
  unsigned best[3] = { 0, 0, 0 };
  unsigned n = 0;

  for (unsigned i = 0; i < len; i++) {
    unsigned place = n;

    while (place > 0 && counts[at[i]] < counts[at[best[place - 1]]])
      place--;
    if (place == G_N_ELEMENTS (best))
      continue;
    for (unsigned j = MIN (n, (unsigned)G_N_ELEMENTS (best) - 1); j > place; j--)
      best[j] = best[j - 1];
    best[place] = i;
    n = MIN (n + 1, (unsigned)G_N_ELEMENTS (best));
  }
  *self = (UkeTextNeedle){
    .bytes = at,
    .len = (unsigned)len,
    .first = best[0],
    .second = n > 1 ? best[1] : best[0],
    .third = n > 2 ? best[2] : best[0],
  };
}

static size_t
scan_portable (const uint8_t *text, size_t from, size_t to, const UkeTextNeedle *needle)
{
  const uint8_t *at;

  if (from + needle->len > to)
    return to;
  at = memmem (text + from, to - from, needle->bytes, needle->len);
  return at == NULL ? to : (size_t)(at - text);
}

static void
mark_portable (const uint8_t *text,
               const uint32_t *offsets,
               unsigned n_rows,
               const UkeTextNeedle *needle,
               uint64_t *found)
{
  size_t end = offsets[n_rows];
  unsigned row = 0;

  for (size_t at = 0; row < n_rows && (at = scan_portable (text, at, end, needle)) < end;) {
    while (offsets[row + 1] <= at)
      row++;
    found[row / 64] |= UINT64_C (1) << (row % 64);
    at = offsets[++row];
  }
}

#ifdef __x86_64__

/* Needles are short and mostly differ within eight bytes: cheaper than a call. */
static inline gboolean
is_needle_at (const uint8_t *at, const UkeTextNeedle *needle)
{
  unsigned i = 0;

  for (; i + 8 <= needle->len; i += 8) {
    uint64_t a, b;

    memcpy (&a, at + i, 8);
    memcpy (&b, needle->bytes + i, 8);
    if (a != b)
      return FALSE;
  }
  for (; i < needle->len; i++)
    if (at[i] != needle->bytes[i])
      return FALSE;
  return TRUE;
}

static size_t
scan_sse2 (const uint8_t *text, size_t from, size_t to, const UkeTextNeedle *needle)
{
  const __m128i first = _mm_set1_epi8 ((char)needle->bytes[needle->first]);
  const __m128i second = _mm_set1_epi8 ((char)needle->bytes[needle->second]);
  const __m128i third = _mm_set1_epi8 ((char)needle->bytes[needle->third]);
  size_t last = to >= needle->len ? to - needle->len : 0;

  if (to < needle->len)
    return to;
  for (size_t at = from; at <= last; at += 16) {
    const __m128i a = _mm_loadu_si128 ((const void *)(text + at + needle->first));
    const __m128i b = _mm_loadu_si128 ((const void *)(text + at + needle->second));
    unsigned hits = (unsigned)_mm_movemask_epi8 (
        _mm_and_si128 (_mm_cmpeq_epi8 (a, first), _mm_cmpeq_epi8 (b, second)));

    if (hits == 0)
      continue;
    hits &= (unsigned)_mm_movemask_epi8 (
        _mm_cmpeq_epi8 (_mm_loadu_si128 ((const void *)(text + at + needle->third)), third));
    for (; hits != 0; hits &= hits - 1) {
      size_t hit = at + (unsigned)__builtin_ctz (hits);

      if (hit > last)
        return to;
      if (is_needle_at (text + hit, needle))
        return hit;
    }
  }
  return to;
}

__attribute__ ((target ("avx2"))) static size_t
scan_avx2 (const uint8_t *text, size_t from, size_t to, const UkeTextNeedle *needle)
{
  const __m256i first = _mm256_set1_epi8 ((char)needle->bytes[needle->first]);
  const __m256i second = _mm256_set1_epi8 ((char)needle->bytes[needle->second]);
  const __m256i third = _mm256_set1_epi8 ((char)needle->bytes[needle->third]);
  size_t last = to >= needle->len ? to - needle->len : 0;

  if (to < needle->len)
    return to;
  for (size_t at = from; at <= last; at += 32) {
    const __m256i a = _mm256_loadu_si256 ((const void *)(text + at + needle->first));
    const __m256i b = _mm256_loadu_si256 ((const void *)(text + at + needle->second));
    unsigned hits = (unsigned)_mm256_movemask_epi8 (
        _mm256_and_si256 (_mm256_cmpeq_epi8 (a, first), _mm256_cmpeq_epi8 (b, second)));

    if (hits == 0)
      continue;
    hits &= (unsigned)_mm256_movemask_epi8 (
        _mm256_cmpeq_epi8 (_mm256_loadu_si256 ((const void *)(text + at + needle->third)), third));
    for (; hits != 0; hits &= hits - 1) {
      size_t hit = at + (unsigned)__builtin_ctz (hits);

      if (hit > last)
        return to;
      if (is_needle_at (text + hit, needle))
        return hit;
    }
  }
  return to;
}

/* Where hits stand closer than this, looking at every row costs less than stopping at every hit. */
#define N_STOPS 8
#define STOP_BYTES 256

/* Needles as long as this are compared as a whole. */
#define MAX_WHOLE 8

/* Rows are looked at in groups of one word of the bit set; a group of more text than this, which
 * no sane names make, is searched row by row. */
#define GROUP_ROWS 64
#define GROUP_BYTES 8192

/* What lies so far ahead is fetched. */
#define PREFETCH_BYTES 1024

/* The bits in which a row's hits begin can be taken out of one unaligned load of a word. */
#define MAX_SPAN 56

/* Which rows of a group hold a needle, from the positions where it stands. Without a branch that
 * depends on it. */
__attribute__ ((always_inline)) static inline uint64_t
gather_rows (const uint8_t *bits, const uint32_t *offsets, unsigned n_rows, unsigned len)
{
  uint64_t rows = 0;

  for (unsigned row = 0; row < n_rows; row++) {
    size_t at = offsets[row] - offsets[0];
    int n = (int)(offsets[row + 1] - offsets[row]) - (int)len + 1;
    uint64_t word, hits = 0;

    if (G_UNLIKELY (n > MAX_SPAN))
      for (; n > MAX_SPAN; n -= MAX_SPAN, at += MAX_SPAN) {
        memcpy (&word, bits + at / 8, sizeof word);
        hits |= word >> (at % 8) & ((UINT64_C (1) << MAX_SPAN) - 1);
      }
    memcpy (&word, bits + at / 8, sizeof word);
    hits |= word >> (at % 8) & ((UINT64_C (1) << MAX (n, 0)) - 1);
    rows |= (uint64_t)(hits != 0) << row;
  }
  return rows;
}

/* Takes out the positions where only the rarest bytes of a long needle stand. */
static void
keep_whole (uint8_t *bits, const uint8_t *text, size_t len, const UkeTextNeedle *needle)
{
  for (size_t at = 0; at < len; at += 8)
    for (unsigned left = bits[at / 8]; left != 0; left &= left - 1)
      if (!is_needle_at (text + at + (unsigned)__builtin_ctz (left), needle))
        bits[at / 8] &= (uint8_t) ~(left & -left);
}

/* The rows of a group that is too long for the rest. */
static uint64_t
scan_group (UkeTextScanFunc scan,
            const uint8_t *text,
            const uint32_t *offsets,
            unsigned n_rows,
            const UkeTextNeedle *needle)
{
  uint64_t rows = 0;

  for (unsigned row = 0; row < n_rows; row++)
    if (scan (text, offsets[row], offsets[row + 1], needle) < offsets[row + 1])
      rows |= UINT64_C (1) << row;
  return rows;
}

/* Every row from the group of @row on: first every position is compared, all bytes of a short
 * needle and the three rarest of a long one, then the rows are gathered. */
#define MARK_GROUPS(VECTOR, MASK_TYPE, LOAD, FILL, EQUAL, AND, MASK, SCAN)                         \
  VECTOR whole[MAX_WHOLE] = { first, second, third };                                              \
  unsigned places[MAX_WHOLE] = { needle->first, needle->second, needle->third };                   \
  unsigned n_whole = needle->len <= 3 || needle->len > MAX_WHOLE ? 3 : needle->len;                \
  uint8_t bits[GROUP_BYTES / 8 + 16];                                                              \
                                                                                                   \
  for (unsigned i = 0; n_whole > 3 && i < n_whole; i++) {                                          \
    whole[i] = FILL ((char)needle->bytes[i]);                                                      \
    places[i] = i;                                                                                 \
  }                                                                                                \
  for (row -= row % GROUP_ROWS; row < n_rows; row += GROUP_ROWS) {                                 \
    unsigned n = MIN (n_rows - row, GROUP_ROWS);                                                   \
    const uint8_t *group = text + offsets[row];                                                    \
    size_t size = offsets[row + n] - offsets[row];                                                 \
    MASK_TYPE any = 0;                                                                             \
                                                                                                   \
    if (size > GROUP_BYTES) {                                                                      \
      found[row / 64] |= scan_group (SCAN, text, offsets + row, n, needle);                        \
      continue;                                                                                    \
    }                                                                                              \
    for (size_t at = 0; at < size; at += sizeof (VECTOR)) {                                        \
      const uint8_t *here = group + at;                                                            \
      __builtin_prefetch (here + PREFETCH_BYTES);                                                  \
      VECTOR same = AND (AND (EQUAL (LOAD ((const void *)(here + places[0])), whole[0]),           \
                              EQUAL (LOAD ((const void *)(here + places[1])), whole[1])),          \
                         EQUAL (LOAD ((const void *)(here + places[2])), whole[2]));               \
      MASK_TYPE mask;                                                                              \
                                                                                                   \
      for (unsigned i = 3; i < n_whole; i++)                                                       \
        same = AND (same, EQUAL (LOAD ((const void *)(here + places[i])), whole[i]));              \
      mask = (MASK_TYPE)MASK (same);                                                               \
      memcpy (bits + at / 8, &mask, sizeof mask);                                                  \
      any |= mask;                                                                                 \
    }                                                                                              \
    if (any == 0)                                                                                  \
      continue;                                                                                    \
    if (needle->len > MAX_WHOLE)                                                                   \
      keep_whole (bits, group, size, needle);                                                      \
    found[row / 64] |= gather_rows (bits, offsets + row, n, needle->len);                          \
  }

/* Like the scan, but without leaving the loop at a hit: it goes on in the next row. Positions
 * before @skip_to belong to rows that are marked. */
#define MARK_ROWS(VECTOR, WIDTH, MASK_TYPE, LOAD, FILL, EQUAL, AND, OR, MASK, SCAN)                \
  size_t end = offsets[n_rows], skip_to = 0, stops_from = 0;                                       \
  unsigned row = 0, n_stops = 0;                                                                   \
  gboolean is_dense = FALSE;                                                                       \
                                                                                                   \
  for (size_t at = 0; at + needle->len <= end; at += WIDTH) {                                      \
    const uint8_t *here = text + at;                                                               \
    unsigned hits;                                                                                 \
                                                                                                   \
    while (                                                                                        \
        at >= skip_to && at + 2 * WIDTH + needle->len <= end                                       \
        && MASK (OR (AND (EQUAL (LOAD ((const void *)(here + needle->first)), first),              \
                          EQUAL (LOAD ((const void *)(here + needle->second)), second)),           \
                     AND (EQUAL (LOAD ((const void *)(here + WIDTH + needle->first)), first),      \
                          EQUAL (LOAD ((const void *)(here + WIDTH + needle->second)), second))))  \
               == 0) {                                                                             \
      at += 2 * WIDTH;                                                                             \
      here = text + at;                                                                            \
    }                                                                                              \
    hits = (unsigned)MASK (AND (EQUAL (LOAD ((const void *)(here + needle->first)), first),        \
                                EQUAL (LOAD ((const void *)(here + needle->second)), second)));    \
    if (skip_to > at)                                                                              \
      hits &= ~0u << (skip_to - at);                                                               \
    if (hits == 0)                                                                                 \
      continue;                                                                                    \
    if (++n_stops == N_STOPS) {                                                                    \
      is_dense = at - stops_from < N_STOPS * STOP_BYTES;                                           \
      if (is_dense)                                                                                \
        break;                                                                                     \
      stops_from = at;                                                                             \
      n_stops = 0;                                                                                 \
    }                                                                                              \
    hits &= (unsigned)MASK (EQUAL (LOAD ((const void *)(text + at + needle->third)), third));      \
    while (hits != 0) {                                                                            \
      size_t hit = at + (unsigned)__builtin_ctz (hits);                                            \
                                                                                                   \
      hits &= hits - 1;                                                                            \
      if (hit + needle->len > end)                                                                 \
        return;                                                                                    \
      if (needle->len > 3 && !is_needle_at (text + hit, needle))                                   \
        continue;                                                                                  \
      row = find_row (offsets, n_rows, row, hit);                                                  \
      found[row / 64] |= UINT64_C (1) << (row % 64);                                               \
      if (++row == n_rows)                                                                         \
        return;                                                                                    \
      skip_to = offsets[row];                                                                      \
      if (skip_to >= at + WIDTH) {                                                                 \
        at = skip_to - WIDTH;                                                                      \
        break;                                                                                     \
      }                                                                                            \
      hits &= ~0u << (skip_to - at);                                                               \
    }                                                                                              \
  }                                                                                                \
  if (!is_dense)                                                                                   \
    return;                                                                                        \
  MARK_GROUPS (VECTOR, MASK_TYPE, LOAD, FILL, EQUAL, AND, MASK, SCAN)

/* Without branches that depend on where the hit is. */
static inline unsigned
find_row (const uint32_t *offsets, unsigned n_rows, unsigned row, size_t at)
{
  while (row + 16 < n_rows && offsets[row + 16] <= at)
    row += 16;
  for (unsigned step = 8; step > 0; step /= 2)
    row += offsets[MIN (row + step, n_rows)] <= at ? step : 0;
  return row;
}

__attribute__ ((target ("avx2,bmi,bmi2"))) static void
mark_avx2 (const uint8_t *text,
           const uint32_t *offsets,
           unsigned n_rows,
           const UkeTextNeedle *needle,
           uint64_t *found)
{
  const __m256i first = _mm256_set1_epi8 ((char)needle->bytes[needle->first]);
  const __m256i second = _mm256_set1_epi8 ((char)needle->bytes[needle->second]);
  const __m256i third = _mm256_set1_epi8 ((char)needle->bytes[needle->third]);

  MARK_ROWS (__m256i, 32, uint32_t, _mm256_loadu_si256, _mm256_set1_epi8, _mm256_cmpeq_epi8,
             _mm256_and_si256, _mm256_or_si256, _mm256_movemask_epi8, scan_avx2)
}

static void
mark_sse2 (const uint8_t *text,
           const uint32_t *offsets,
           unsigned n_rows,
           const UkeTextNeedle *needle,
           uint64_t *found)
{
  const __m128i first = _mm_set1_epi8 ((char)needle->bytes[needle->first]);
  const __m128i second = _mm_set1_epi8 ((char)needle->bytes[needle->second]);
  const __m128i third = _mm_set1_epi8 ((char)needle->bytes[needle->third]);

  MARK_ROWS (__m128i, 16, uint16_t, _mm_loadu_si128, _mm_set1_epi8, _mm_cmpeq_epi8, _mm_and_si128,
             _mm_or_si128, _mm_movemask_epi8, scan_sse2)
}

#endif

/**
 * uke_text_scan_best:
 *
 * Returns: the fastest kind that this processor can run
 * Thread: any
 */
UkeTextScanKind
uke_text_scan_best (void)
{
#ifdef __x86_64__
  return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("bmi2") ? UKE_TEXT_SCAN_AVX2
                                                                            : UKE_TEXT_SCAN_SSE2;
#else
  return UKE_TEXT_SCAN_PORTABLE;
#endif
}

/**
 * uke_text_scan_get:
 * @kind: which instructions
 *
 * The function takes a text with %UKE_TEXT_SCAN_PADDING readable bytes behind it, where to begin,
 * where the text ends, and a needle no longer than the padding; it answers where the needle stands
 * first, or the end.
 *
 * Returns: the function; the portable one where this machine knows no other
 * Thread: any
 */
UkeTextScanFunc
uke_text_scan_get (UkeTextScanKind kind)
{
#ifdef __x86_64__
  if (kind == UKE_TEXT_SCAN_AVX2)
    return scan_avx2;
  if (kind == UKE_TEXT_SCAN_SSE2)
    return scan_sse2;
#endif
  return scan_portable;
}

/**
 * uke_text_mark_get:
 * @kind: which instructions
 *
 * Returns: the function that marks the rows of a text that hold a needle
 * Thread: any
 */
UkeTextMarkFunc
uke_text_mark_get (UkeTextScanKind kind)
{
#ifdef __x86_64__
  if (kind == UKE_TEXT_SCAN_AVX2)
    return mark_avx2;
  if (kind == UKE_TEXT_SCAN_SSE2)
    return mark_sse2;
#endif
  return mark_portable;
}
