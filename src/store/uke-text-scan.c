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
 * Chooses the two positions whose bytes are rarest: the lead bytes of kana and kanji are so common
 * that comparing them first would find everything.
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
  unsigned first = 0, second;

  for (unsigned i = 1; i < len; i++)
    if (counts[at[i]] < counts[at[first]])
      first = i;
  second = first == 0 && len > 1 ? 1 : 0;
  for (unsigned i = second + 1; i < len; i++)
    if (i != first && counts[at[i]] < counts[at[second]])
      second = i;
  if (len == 1)
    second = first;
  *self = (UkeTextNeedle){ .bytes = at, .len = (unsigned)len, .first = first, .second = second };
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
  size_t last = to >= needle->len ? to - needle->len : 0;

  if (to < needle->len)
    return to;
  for (size_t at = from; at <= last; at += 16) {
    const __m128i a = _mm_loadu_si128 ((const void *)(text + at + needle->first));
    const __m128i b = _mm_loadu_si128 ((const void *)(text + at + needle->second));
    unsigned hits = (unsigned)_mm_movemask_epi8 (
        _mm_and_si128 (_mm_cmpeq_epi8 (a, first), _mm_cmpeq_epi8 (b, second)));

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
  size_t last = to >= needle->len ? to - needle->len : 0;

  if (to < needle->len)
    return to;
  for (size_t at = from; at <= last; at += 32) {
    const __m256i a = _mm256_loadu_si256 ((const void *)(text + at + needle->first));
    const __m256i b = _mm256_loadu_si256 ((const void *)(text + at + needle->second));
    unsigned hits = (unsigned)_mm256_movemask_epi8 (
        _mm256_and_si256 (_mm256_cmpeq_epi8 (a, first), _mm256_cmpeq_epi8 (b, second)));

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
