/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed/uke-memo-merge.h"

#include <string.h>

static void
assert_merge (const char *seen,
              const char *ours,
              const char *theirs,
              const char *wanted,
              gboolean wants_overlap)
{
  gboolean overlaps;
  g_autofree char *merged = uke_memo_merge (seen, ours, theirs, &overlaps);

  g_assert_cmpstr (merged, ==, wanted);
  g_assert_cmpint (overlaps, ==, wants_overlap);
}

/* Edits of different lines both stand. */
static void
test_apart (void)
{
  assert_merge ("a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC", FALSE);
  assert_merge ("a\nb\nc", "a\nb\nc\nd", "z\na\nb\nc", "z\na\nb\nc\nd", FALSE);
  assert_merge ("a\nb\nc", "a\nc", "a\nb\nc\nd", "a\nc\nd", FALSE);
}

/* Edits of the same line both stay, the standing one first. */
static void
test_overlap (void)
{
  assert_merge ("a", "b", "c", "b\nc", TRUE);
  assert_merge (NULL, "b", "c", "b\nc", TRUE);
  assert_merge ("a\nb", "a\nX", "a\nY", "a\nX\nY", TRUE);
}

/* The same edit made twice is made once; an edit against a removal stays. */
static void
test_same_and_removed (void)
{
  assert_merge ("a", "b", "b", "b", FALSE);
  assert_merge ("a", NULL, NULL, NULL, FALSE);
  assert_merge ("a", "b", NULL, "b", TRUE);
  assert_merge ("a", NULL, "b", "b", TRUE);
  assert_merge ("a", "a", NULL, NULL, FALSE);
}

static char *
make_text (void)
{
  GString *text = g_string_new (NULL);

  for (int i = g_test_rand_int_range (1, 8); i > 0; i--) {
    g_string_append_c (text, (char)g_test_rand_int_range ('a', 'g'));
    if (i > 1)
      g_string_append_c (text, '\n');
  }
  return g_string_free (text, FALSE);
}

static gboolean
has_line (const char *text, const char *line)
{
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  return g_strv_contains ((const char *const *)lines, line);
}

/* Whatever three texts look like, no line that either side wrote and the other had not seen is
 * lost, and with one side unchanged the other's text is the result. */
static void
test_nothing_lost (void)
{
  for (int round = 0; round < 3000; round++) {
    g_autofree char *seen = make_text (), *ours = make_text (), *theirs = make_text ();
    gboolean overlaps;
    g_autofree char *merged = uke_memo_merge (seen, ours, theirs, &overlaps);
    g_autofree char *only_theirs = uke_memo_merge (seen, seen, theirs, &overlaps);
    g_autofree char *only_ours = uke_memo_merge (seen, ours, seen, &overlaps);
    g_auto (GStrv) our_lines = g_strsplit (ours, "\n", -1);
    g_auto (GStrv) their_lines = g_strsplit (theirs, "\n", -1);

    g_assert_cmpstr (only_theirs, ==, theirs);
    g_assert_cmpstr (only_ours, ==, ours);
    for (int i = 0; our_lines[i] != NULL; i++)
      if (!has_line (seen, our_lines[i]))
        g_assert_true (has_line (merged, our_lines[i]));
    for (int i = 0; their_lines[i] != NULL; i++)
      if (!has_line (seen, their_lines[i]))
        g_assert_true (has_line (merged, their_lines[i]));
  }
}

/* A memo of many lines is kept twice rather than compared for minutes. */
static void
test_long (void)
{
  g_autoptr (GString) text = g_string_new ("x");
  gboolean overlaps;
  g_autofree char *merged = NULL;

  for (int i = 0; i < 600; i++)
    g_string_append (text, "\nx");
  merged = uke_memo_merge ("a", text->str, "b", &overlaps);
  g_assert_true (overlaps);
  g_assert_true (g_str_has_suffix (merged, "x\nb"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/memo-merge/apart", test_apart);
  g_test_add_func ("/feed/memo-merge/overlap", test_overlap);
  g_test_add_func ("/feed/memo-merge/same-and-removed", test_same_and_removed);
  g_test_add_func ("/feed/memo-merge/nothing-lost", test_nothing_lost);
  g_test_add_func ("/feed/memo-merge/long", test_long);
  return g_test_run ();
}
