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

/* Like the scan, but without leaving the loop at a hit: it goes on in the next row. Positions
 * before
 * @skip_to belong to rows that are marked. */
#define MARK_ROWS(WIDTH, LOAD, EQUAL, AND, OR, MASK)                                               \
  size_t end = offsets[n_rows], skip_to = 0;                                                       \
  unsigned row = 0;                                                                                \
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
  }

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

__attribute__ ((target ("avx2"))) static void
mark_avx2 (const uint8_t *text,
           const uint32_t *offsets,
           unsigned n_rows,
           const UkeTextNeedle *needle,
           uint64_t *found)
{
  const __m256i first = _mm256_set1_epi8 ((char)needle->bytes[needle->first]);
  const __m256i second = _mm256_set1_epi8 ((char)needle->bytes[needle->second]);
  const __m256i third = _mm256_set1_epi8 ((char)needle->bytes[needle->third]);

  MARK_ROWS (32, _mm256_loadu_si256, _mm256_cmpeq_epi8, _mm256_and_si256, _mm256_or_si256,
             _mm256_movemask_epi8)
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

  MARK_ROWS (16, _mm_loadu_si128, _mm_cmpeq_epi8, _mm_and_si128, _mm_or_si128, _mm_movemask_epi8)
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
  return __builtin_cpu_supports ("avx2") ? UKE_TEXT_SCAN_AVX2 : UKE_TEXT_SCAN_SSE2;
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
