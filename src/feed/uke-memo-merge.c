/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "feed/uke-memo-merge.h"

#include <string.h>

/* Longer memos are not compared line by line but kept both, so that the table stays small. */
#define MAX_LINES 512

typedef struct {
  char **lines; /* (owned) */
  int n_lines;
  int *match; /* (owned) (nullable): for each line of the seen text, where it is here, or -1 */
} Side;

typedef struct {
  int from, to;
} Span;

static void
clear_side (Side *side)
{
  g_strfreev (side->lines);
  g_free (side->match);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, clear_side)

static Side
split_text (const char *text)
{
  Side side = { NULL };

  side.lines = text != NULL ? g_strsplit (text, "\n", -1) : g_new0 (char *, 1);
  side.n_lines = (int)g_strv_length (side.lines);
  return side;
}

/* Longest common subsequence of lines between the seen text and one side. */
static void
match_lines (const Side *seen, Side *side)
{
  int n = seen->n_lines, m = side->n_lines, width = m + 1;
  g_autofree uint16_t *length = g_new0 (uint16_t, (size_t)(n + 1) * (size_t)width);

  for (int i = n - 1; i >= 0; i--)
    for (int j = m - 1; j >= 0; j--)
      length[i * width + j] = strcmp (seen->lines[i], side->lines[j]) == 0
                                  ? (uint16_t)(length[(i + 1) * width + j + 1] + 1)
                                  : MAX (length[(i + 1) * width + j], length[i * width + j + 1]);
  side->match = g_new (int, n + 1);
  for (int i = 0, j = 0; i < n;) {
    side->match[i] = -1;
    if (j < m && strcmp (seen->lines[i], side->lines[j]) == 0)
      side->match[i++] = j++;
    else if (j < m && length[i * width + j + 1] > length[(i + 1) * width + j])
      j++;
    else
      i++;
  }
}

static void
append_lines (GString *text, const Side *side, Span span)
{
  for (int i = span.from; i < span.to; i++) {
    g_string_append (text, side->lines[i]);
    g_string_append_c (text, '\n');
  }
}

static gboolean
spans_equal (const Side *a, Span in_a, const Side *b, Span in_b)
{
  if (in_a.to - in_a.from != in_b.to - in_b.from)
    return FALSE;
  for (int i = 0; i < in_a.to - in_a.from; i++)
    if (strcmp (a->lines[in_a.from + i], b->lines[in_b.from + i]) != 0)
      return FALSE;
  return TRUE;
}

/* Writes what stands between two places that all three texts share. */
static gboolean
append_between (GString *text,
                const Side *seen,
                Span in_seen,
                const Side *ours,
                Span in_ours,
                const Side *theirs,
                Span in_theirs)
{
  if (spans_equal (ours, in_ours, seen, in_seen)) {
    append_lines (text, theirs, in_theirs);
    return FALSE;
  }
  append_lines (text, ours, in_ours);
  if (spans_equal (theirs, in_theirs, seen, in_seen)
      || spans_equal (theirs, in_theirs, ours, in_ours))
    return FALSE;
  append_lines (text, theirs, in_theirs);
  return TRUE;
}

static gboolean
merge_lines (GString *text, const Side *seen, const Side *ours, const Side *theirs)
{
  Span in_seen = { 0, 0 }, in_ours = { 0, 0 }, in_theirs = { 0, 0 };
  gboolean overlaps = FALSE;

  for (int i = 0; i <= seen->n_lines; i++) {
    gboolean is_end = i == seen->n_lines;

    if (!is_end && (ours->match[i] < 0 || theirs->match[i] < 0))
      continue;
    in_seen.to = i;
    in_ours.to = is_end ? ours->n_lines : ours->match[i];
    in_theirs.to = is_end ? theirs->n_lines : theirs->match[i];
    overlaps |= append_between (text, seen, in_seen, ours, in_ours, theirs, in_theirs);
    if (!is_end)
      append_lines (text, seen, (Span){ i, i + 1 });
    in_seen.from = i + 1;
    in_ours.from = in_ours.to + 1;
    in_theirs.from = in_theirs.to + 1;
  }
  return overlaps;
}

/**
 * uke_memo_merge:
 * @seen: (nullable): the text from which both started
 * @ours: (nullable): what stands now
 * @theirs: (nullable): what arrives
 * @out_overlaps: (out): whether both changed the same place, so that both paragraphs were kept
 *
 * Merges two edits of one memo line by line. A line that either side wrote is in the result; a line
 * that one side removed is gone unless the other changed its surroundings.
 *
 * Returns: (transfer full) (nullable): the merged text; NULL when it is empty
 * Thread: any
 * Source: sync.md 2.10
 */
char *
uke_memo_merge (const char *seen, const char *ours, const char *theirs, gboolean *out_overlaps)
{
  g_auto (Side) in_seen = split_text (seen), in_ours = split_text (ours),
                in_theirs = split_text (theirs);
  g_autoptr (GString) text = g_string_new (NULL);

  if (MAX (in_seen.n_lines, MAX (in_ours.n_lines, in_theirs.n_lines)) > MAX_LINES) {
    *out_overlaps = TRUE;
    append_lines (text, &in_ours, (Span){ 0, in_ours.n_lines });
    append_lines (text, &in_theirs, (Span){ 0, in_theirs.n_lines });
  } else {
    match_lines (&in_seen, &in_ours);
    match_lines (&in_seen, &in_theirs);
    *out_overlaps = merge_lines (text, &in_seen, &in_ours, &in_theirs);
  }
  if (text->len > 0)
    g_string_truncate (text, text->len - 1);
  return text->len > 0 ? g_strdup (text->str) : NULL;
}
